"""Recognising subscriptions: series with their answers, and what must not change them."""

from __future__ import annotations

from itertools import permutations

import pandas as pd
import pytest
from judging_rows import paid, payments

from audit.judging.subscriptions import mark_subscriptions, subscriptions

MONTHS = ["2025-03-01 08:00", "2025-04-01 08:00", "2025-05-01 08:00", "2025-06-01 08:00"]


def series(days: list[str], yuan: str = "30.00", **more: str) -> list[dict[str, object]]:
    return [paid(d, yuan, **more) for d in days]


def found(*rows: dict[str, object]) -> pd.DataFrame:
    return subscriptions(mark_subscriptions(payments(*rows)))


def test_a_plain_monthly_plan() -> None:
    row = found(*series(MONTHS)).iloc[0]
    assert (row["interval"], row["interval_count"], row["billing_day"], row["payments"]) == ("month", 1, 1, 4)
    assert (row["amount_minor"], row["total_minor"], row["service"]) == (3000, 12000, "卡盟钻连续包月")
    assert row["next_expected_on"] == pd.Timestamp("2025-07-01")


def test_periods_are_half_open_and_follow_each_other() -> None:
    marked = mark_subscriptions(payments(*series(MONTHS)))
    assert list(marked["period_end"])[:-1] == list(marked["period_start"])[1:]
    assert marked["period_start"].iloc[0] == pd.Timestamp("2025-03-01")


def test_no_words_are_needed_for_a_steady_beat() -> None:
    assert len(found(*series(MONTHS, description="会员服务A", counterparty="某公司"))) == 1


def test_one_payment_with_renewal_wording_is_a_subscription() -> None:
    assert found(paid("2025-03-01"))["interval"].tolist() == ["month"]


@pytest.mark.parametrize(
    ("description", "days"),
    [
        ("拿铁", ["2025-03-02", "2025-03-03", "2025-03-05", "2025-03-09", "2025-03-10", "2025-03-17", "2025-03-30"]),
        ("理发", ["2025-01-04", "2025-02-20", "2025-03-13", "2025-05-01"]),
        ("花呗自动还款-2025年04月账单", MONTHS),
        ("先骑后付", MONTHS),
    ],
)
def test_what_repeats_and_is_no_subscription(description: str, days: list[str]) -> None:
    assert found(*series(days, "15.00", description=description, counterparty="某店")).empty


def test_three_visits_at_three_prices_are_no_subscription() -> None:
    days = zip(["2025-01-14", "2025-03-14", "2025-05-14"], ["53.67", "61.89", "96.45"], strict=True)
    assert found(*(paid(d, yuan, description="下午茶", counterparty="某店") for d, yuan in days)).empty


def test_a_price_step_keeps_one_series() -> None:
    rows = [*series(MONTHS[:2], "9.90"), *series(MONTHS[2:], "15.00")]
    assert found(*rows)[["payments", "amount_minor"]].to_numpy().tolist() == [[4, 1500]]


def test_two_plans_of_one_seller_stay_apart() -> None:
    rows = [
        *series(MONTHS),
        *series([d.replace("-01 ", "-09 ") for d in MONTHS], "45.00", description="卡盟钻豪华版连续包月"),
    ]
    assert sorted(found(*rows)["billing_day"]) == [1, 9]


def test_two_plans_under_one_text_and_price_keep_their_own_days() -> None:
    rows = [*series(MONTHS), *series([d.replace("-01 ", "-20 ") for d in MONTHS])]
    assert sorted(found(*rows)["billing_day"]) == [1, 20]


def test_two_accounts_that_pay_the_same_months_are_two_subscriptions() -> None:
    rows = [*series(MONTHS), *series(MONTHS, channel="alipay", account_id="妻")]
    assert found(*rows)["channels"].tolist() == ['["alipay"]', '["wechat"]'] or len(found(*rows)) == 2


def test_a_plan_that_moves_to_another_rail_is_one_subscription() -> None:
    rows = [*series(MONTHS[:3]), *series(MONTHS[3:], channel="alipay", account_id="a")]
    assert found(*rows)["channels"].tolist() == ['["alipay", "wechat"]']


def test_changing_order_numbers_do_not_split_a_plan() -> None:
    rows = [paid(d, description=f"会员-PLUS连续包月订单{n}83{n}", counterparty="某店") for n, d in enumerate(MONTHS, 1)]
    assert found(*rows)["payments"].tolist() == [4]


def test_a_number_of_the_payment_in_the_sellers_name_does_not_split_a_plan() -> None:
    names = ["STREAMCO 4029357733 CA", "STREAMCO 8801122334 CA", "STREAMCO 1234500001 CA", "STREAMCO 9912345678 CA"]
    rows = [paid(d, description="", counterparty=n) for d, n in zip(MONTHS, names, strict=True)]
    assert list(found(*rows)["payments"]) == [4]


def test_a_number_that_comes_again_is_the_sellers_own() -> None:
    one = series(MONTHS, "20.00", description="", counterparty="SHOP U0001")
    other = series(
        [f"2025-{m}-20 09:00" for m in ("03", "04", "05")], "20.00", description="", counterparty="SHOP U0002"
    )
    assert sorted(found(*one, *other)["payments"]) == [3, 4]


def test_a_metered_plan_is_known_by_its_beat() -> None:
    days = [f"2025-0{m}-05 08:00" for m in range(1, 8)]
    prices = ["31.20", "28.75", "44.10", "39.99", "30.05", "52.40", "47.33"]
    rows = [paid(d, y, description="网络服务", counterparty="某公司") for d, y in zip(days, prices, strict=True)]
    assert list(found(*rows)["payments"]) == [7]


def test_a_loose_beat_of_one_price_is_a_plan_and_of_many_prices_is_none() -> None:
    days = ["2025-01-12", "2025-02-08", "2025-03-13", "2025-04-10", "2025-05-07", "2025-06-13", "2025-07-11"]
    steady = [paid(f"{d} 08:00", "30.00", description="服务", counterparty="某公司") for d in days]
    assert list(found(*steady)["payments"]) == [7]
    prices = ["31.20", "28.75", "44.10", "39.99", "30.05", "52.40", "47.33"]
    loose = [
        paid(f"{d} 08:00", y, description="服务", counterparty="某公司") for d, y in zip(days, prices, strict=True)
    ]
    assert found(*loose).empty


def test_masked_and_full_names_of_one_seller_account_are_one_seller() -> None:
    rows = [
        paid(d, counterparty=c, counterparty_account="abc***@x.com", description="会员")
        for d, c in zip(MONTHS, ["阿斯**店", "阿斯兰专营店", "阿斯**店", "阿斯兰专营店"], strict=True)
    ]
    assert found(*rows)["payments"].tolist() == [4]


def test_a_seller_renamed_in_mid_plan_keeps_one_plan() -> None:
    assert found(*series(MONTHS[:2]), *series(MONTHS[2:], counterparty="星河卡盟网络"))["payments"].tolist() == [4]


def test_two_sellers_of_one_plan_name_at_the_same_time_are_two() -> None:
    assert (
        len(found(*series(MONTHS), *series([d.replace("-01 ", "-09 ") for d in MONTHS], counterparty="星河卡盟网络")))
        == 2
    )


def test_a_trial_is_no_anchor() -> None:
    trial = paid("2025-05-01 09:00", "0.01", description="3天试用(网盘SVIP会员)", counterparty="动景")
    full = series(
        ["2025-05-04 09:00", "2025-06-04 09:00"], "20.00", description="连续包月(网盘SVIP会员)", counterparty="动景"
    )
    marked = mark_subscriptions(payments(trial, *full))
    assert marked["trial"].tolist() == [True, False, False]
    assert marked["subscription_id"].nunique() == 1
    assert marked["billing_day"].iloc[1] == 4


def test_an_intro_price_at_the_plans_own_distance_is_no_trial() -> None:
    rows = [*series(MONTHS[:1], "0.99"), *series(MONTHS[1:], "15.00")]
    assert not mark_subscriptions(payments(*rows))["trial"].any()


def test_a_second_payment_in_a_period_is_marked() -> None:
    marked = mark_subscriptions(payments(*series([*MONTHS, "2025-06-01 21:00"])))
    assert marked["second"].tolist() == [False, False, False, False, True]


def test_refunds_and_transfers_are_marked_with_nothing() -> None:
    marked = mark_subscriptions(payments(*series(MONTHS), paid("2025-06-09", kind="refund", direction="in")))
    assert marked["subscription_id"].iloc[-1] == ""
    assert pd.isna(marked["period_start"].iloc[-1])


def test_no_payments_no_subscriptions() -> None:
    nothing = mark_subscriptions(payments(paid("2025-06-09", kind="transfer")).iloc[:0])
    assert subscriptions(nothing).empty


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [*series(MONTHS), paid("2025-06-05", "10.00", description="升级补差价"), paid("2025-07-15")]
    table = payments(*rows)
    known = mark_subscriptions(table).set_index("payment_id").sort_index()
    for order in list(permutations(range(6)))[::97]:
        shuffled = (
            mark_subscriptions(table.iloc[list(order)].reset_index(drop=True)).set_index("payment_id").sort_index()
        )
        pd.testing.assert_frame_equal(known, shuffled)


def test_one_payment_of_a_service_sold_in_one_interval_only_is_a_subscription() -> None:
    row = found(paid("2025-03-01 08:00", "68.00", counterparty="苹果电子产品", description="iCloud+ 2TB")).iloc[0]
    assert (row["interval"], row["interval_count"], row["billing_day"], row["payments"]) == ("month", 1, 1, 1)
    assert found(paid("2025-03-01 08:00", "68.00", counterparty="苹果电子产品", description="手机壳")).empty
