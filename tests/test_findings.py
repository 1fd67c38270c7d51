"""Service ends and verdicts on literal payments: DESIGN §4 and CASES, each with its answer worked by hand.

`judging_rows` has the base case: ¥30.00 a month on WeChat, renewal wording, payments on the 1st from March to June
2025, bills from 2025-01-01 to 2025-09-01, cancelled in the app on 2025-06-10 at ten with proof B.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from judging_rows import cancellations, cancelled, judged, paid, payments, sources

from audit import tables
from audit.judging.answers import settled
from audit.judging.findings import judge
from audit.judging.service_ends import service_ends
from audit.judging.subscriptions import mark_subscriptions, named_services

BASE = [paid(f"2025-0{m}-01 00:12:33") for m in (3, 4, 5, 6)]
JULY, AUGUST = paid("2025-07-01 00:12:33"), paid("2025-08-01 00:12:33")
JUNE_10 = cancelled("2025-06-10 10:00")
AGAIN = {"resubscribed": "yes"}
ALIPAY = {"channel": "alipay", "account_id": "a"}
STORE = {"counterparty": "App Store & Apple Music", **ALIPAY}


def clock(days: str, yuan: str = "30.00", **more: Any) -> list[dict[str, Any]]:
    return [paid(f"{d} 03:00:00", yuan, **more) for d in days.split()]


def outcome(
    rows: list[dict[str, Any]], *cases: dict[str, Any], seen: pd.DataFrame | None = None
) -> tuple[list[str], list[tuple[str, str, int, int]]]:
    """The service ends, and of each finding its day, verdict, sum claimed and sum asked."""
    ends, found = judged(payments(*rows), cancellations(*cases), sources() if seen is None else seen)
    days = [str(e)[:10] for e in ends["service_end"]]
    table = found.sort_values(["occurred_at", "transaction_id"])
    return days, [
        (f"{on:%m-%d}", verdict, claim, asked)
        for on, verdict, claim, asked in zip(
            table["civil_date"], table["verdict"], table["claimable_minor"], table["questioned_minor"], strict=True
        )
    ]


CASES: dict[str, tuple[list[dict[str, Any]], dict[str, Any], str, list[tuple[str, str, int, int]]]] = {
    "1 two debits after the end": (
        [*BASE, JULY, AUGUST],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3000, 0), ("08-01", "after_end", 3000, 0)],
    ),
    "3 the payments beat the case file": (
        clock("2025-07-31 2025-08-30 2025-09-29 2025-10-29 2025-11-28 2025-12-28", "18.80"),
        cancelled("2025-12-01 10:00", interval="month", interval_count=1),
        "2025-12-28",
        [("11-28", "in_term", 0, 0), ("12-28", "after_end", 1880, 0)],
    ),
    "4 the 31st": (
        clock("2025-02-28 2025-03-31 2025-04-30", "19.90"),
        cancelled("2025-03-29 10:00"),
        "2025-03-31",
        [("02-28", "in_term", 0, 0), ("03-31", "after_end", 1990, 0), ("04-30", "after_end", 1990, 0)],
    ),
    "6 the billing day of the case file loses": (
        clock("2025-04-15 2025-05-15 2025-06-15 2025-07-15"),
        cancelled("2025-07-05 10:00", billing_day=1),
        "2025-07-15",
        [("06-15", "in_term", 0, 0), ("07-15", "after_end", 3000, 0)],
    ),
    "7 an unpaid period collected late": (
        [*BASE, *clock("2025-07-15")],
        cancelled("2025-07-10 10:00"),
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-15", "unclear", 0, 3000)],
    ),
    "8 a debit after covered anchors without one": (
        [*BASE, *clock("2025-08-19")],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("08-19", "unclear", 0, 3000)],
    ),
    "8 and all after it": (
        [*BASE, *clock("2025-08-19 2025-08-30")],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("08-19", "unclear", 0, 3000), ("08-30", "unclear", 0, 3000)],
    ),
    "8 the case file says no": (
        [*BASE, *clock("2025-08-19")],
        JUNE_10 | {"resubscribed": "no"},
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("08-19", "after_end", 3000, 0)],
    ),
    "11 an export that hides refunds": (
        [r | {"hides_refunds": True} for r in (*BASE, JULY)],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "unclear", 0, 3000)],
    ),
    "17 an upgrade of the same seller": (
        [*BASE[:3], paid("2025-06-01 00:12:33", "15.00"), paid("2025-06-05 08:00", "10.00", description="升级补差价")],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("06-05", "one_off", 0, 0)],
    ),
    "22 cancelled the afternoon before": (
        [*BASE, paid("2025-07-01 10:00")],
        cancelled("2025-06-30 15:00"),
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3000, 0)],
    ),
    "23 cancelled that day before the debit": (
        [*BASE, paid("2025-07-01 09:30")],
        cancelled("2025-07-01 09:00"),
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3000, 0)],
    ),
    "23 cancelled that day after the debit": (
        [*BASE, paid("2025-07-01 09:30")],
        cancelled("2025-07-01 10:00"),
        "2025-08-01",
        [("07-01", "in_term", 0, 0)],
    ),
    "23 times unknown": (
        [*BASE, paid("2025-07-01 09:30")],
        cancelled("2025-07-01"),
        "2025-08-01",
        [("07-01", "unclear", 0, 3000)],
    ),
    "on an anchor that passed without a debit": (
        [*BASE],
        cancelled("2025-07-01 09:00"),
        "2025-07-01",
        [("06-01", "in_term", 0, 0)],
    ),
    "24 a trial by its text": (
        [
            paid("2025-05-01 08:00", "0.01", description="3天试用(网盘SVIP会员)"),
            paid("2025-05-04 08:00", "20.00", description="连续包月(网盘SVIP会员)"),
        ],
        cancelled("2025-05-02 10:00", service="网盘SVIP会员"),
        "2025-05-04",
        [("05-01", "in_term", 0, 0), ("05-04", "after_end", 2000, 0)],
    ),
    "25 at once, fault unknown": (
        BASE,
        JUNE_10 | {"terms": "immediate"},
        "2025-06-11",
        [("06-01", "prorated", 0, 2000)],
    ),
    "25 at once, the merchant's fault": (
        BASE,
        JUNE_10 | {"terms": "immediate", "fault": "merchant"},
        "2025-06-11",
        [("06-01", "prorated", 2000, 0)],
    ),
    "26 rescinded, RULES W06b": (
        [paid("2025-03-15 10:00", "248.00", description="卡盟钻年卡")],
        cancelled("2025-08-31", service="卡盟钻年卡", terms="rescinded", fault="merchant"),
        "2025-09-01",
        [("03-15", "prorated", 13249, 0)],
    ),
    "33 the ticket counts, not the confirmation": (
        [*BASE, JULY],
        cancelled("2025-06-29", confirmed_at="2025-07-03"),
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3000, 0)],
    ),
    "36 in arrears": (
        [*BASE, JULY, AUGUST],
        JUNE_10 | {"billing": "arrears"},
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "in_term", 0, 0), ("08-01", "after_end", 3000, 0)],
    ),
    "21 a yearly renewal the day before": (
        clock("2024-04-21 2025-04-21", "198.00", description="卡盟钻连续包年"),
        cancelled("2025-04-22 10:00", service="卡盟钻连续包年"),
        "2026-04-21",
        [("04-21", "notice_disputed", 0, 19800)],
    ),
    "a year bought for the first time is no renewal": (
        clock("2025-05-20", "198.00", description="卡盟钻连续包年"),
        cancelled("2025-06-10 10:00", service="卡盟钻连续包年"),
        "2026-05-20",
        [("05-20", "in_term", 0, 0)],
    ),
    "debited early, before the cancellation": (
        [*BASE, paid("2025-06-30 08:00")],
        cancelled("2025-06-30 15:00"),
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("06-30", "precharged", 0, 3000)],
    ),
    "subscribed again": (
        [*BASE, JULY, AUGUST],
        JUNE_10 | {"resubscribed": "yes", "resubscribed_at": "2025-07-20 08:00"},
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3000, 0), ("08-01", "resubscribed", 0, 0)],
    ),
    "charged twice in the paid period": (
        [*BASE, paid("2025-06-01 09:00")],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("06-01", "duplicate", 0, 3000)],
    ),
    "charged twice after the end": (
        [*BASE, JULY, paid("2025-07-01 09:00")],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3000, 0), ("07-01", "after_end", 3000, 0)],
    ),
    "the merchant's written word": (
        [*BASE, JULY],
        JUNE_10 | {"service_end": "2025-08-01"},
        "2025-08-01",
        [("06-01", "in_term", 0, 0), ("07-01", "in_term", 0, 0)],
    ),
    "a dearer renewal is still a renewal": (
        [*BASE, paid("2025-07-01 00:12:33", "35.00")],
        JUNE_10,
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3500, 0)],
    ),
    "T5 two days after cancelling, on the billing day": (
        [*BASE, JULY],
        cancelled("2025-06-29 10:00"),
        "2025-07-01",
        [("06-01", "in_term", 0, 0), ("07-01", "after_end", 3000, 0)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    rows, case, end, expected = CASES[name]
    assert outcome(rows, case) == ([end], expected)


def test_2_alipay_debits_early() -> None:
    rows = clock("2026-03-27 2026-04-27 2026-05-27 2026-06-26 2026-07-27", **ALIPAY)
    seen = sources(("alipay", "a"), start="2026-01-01", until="2026-09-01")
    assert outcome(rows, cancelled("2026-06-10 10:00", billing_day=1), seen=seen) == (
        ["2026-07-01"],
        [("05-27", "in_term", 0, 0), ("06-26", "after_end", 3000, 0), ("07-27", "after_end", 3000, 0)],
    )


def test_5_a_bank_bill_posts_late() -> None:
    bank = {"channel": "bank:cmb", "account_id": "1234", "description": "财付通-卡盟科技"}
    rows = [paid(d, **bank) for d in ("2025-05-01", "2025-06-03", "2025-07-01")]
    case = cancelled("2025-07-02 10:00", service="财付通-卡盟科技")
    assert outcome(rows, case, seen=sources(("bank:cmb", "1234"))) == (["2025-08-01"], [("07-01", "in_term", 0, 0)])


def test_9_the_first_act_binds() -> None:
    cases = JUNE_10, cancelled("2025-07-05", path="support", cancellation_id="C2")
    ends, found = judged(payments(*BASE, JULY, AUGUST), cancellations(*cases), sources())
    assert ends["match"].tolist() == ["one", "follows"]
    assert set(found["cancellation_id"]) == {"C1"}
    assert found["claimable_minor"].sum() == 6000


def test_an_act_from_memory_does_not_push_aside_one_with_proof() -> None:
    cases = cancelled("2025-05-20", proof="D"), cancelled("2025-06-10 10:00", cancellation_id="C2")
    ends, found = judged(payments(*BASE, JULY), cancellations(*cases), sources())
    assert ends.set_index("cancellation_id")["match"].to_dict() == {"C1": "follows", "C2": "one"}
    assert found["claimable_minor"].sum() == 3000


def test_15_another_beneficiary_is_not_touched() -> None:
    months = [f"2025-0{m}-01" for m in range(3, 8)]
    rows = [
        row
        for q in ("1000****01", "2000****02")
        for row in clock(
            " ".join(months), "15.00", description=f"绿钻豪华版业务自动续费(为{q}购买)", counterparty="腾讯"
        )
    ]
    case = JUNE_10 | {"service": "绿钻豪华版", "beneficiary": "1000****01"}
    assert outcome(rows, case) == (["2025-07-01"], [("06-01", "in_term", 0, 0), ("07-01", "after_end", 1500, 0)])


@pytest.mark.parametrize(("account", "claimed", "asked"), [("小明", 3000, 0), ("", 0, 6000)])
def test_16_two_accounts_in_one_folder(account: str, claimed: int, asked: int) -> None:
    rows = [r | where for r in (*BASE, JULY) for where in ({}, {"channel": "alipay", "account_id": "妻"})]
    seen = sources(("wechat", "小明"), ("alipay", "妻"))
    _, found = judged(payments(*rows), cancellations(JUNE_10 | {"account": account}), seen)
    assert (found["claimable_minor"].sum(), found["questioned_minor"].sum()) == (claimed, asked)
    assert not account or set(found["account_id"]) == {"小明"}


def test_16_the_account_given_has_a_billing_day_of_its_own() -> None:
    """One plan on two cards of one channel, and on one card for two accounts of a store."""
    days = {day: [f"2025-{m:02d}-{day}" for m in range(3, 10)] for day in ("06", "12")}
    seen = sources(*[(channel, account) for channel in ("bank:dkb",) for account in ("1111", "2222")])
    cards = [
        paid(on, channel="bank:dkb", account_id=account)
        for day, account in (("06", "1111"), ("12", "2222"))
        for on in days[day]
    ]
    case = JUNE_10 | {"account": "1111"}
    expected = [("06-06", "in_term", 0, 0), *[(f"0{m}-06", "after_end", 3000, 0) for m in (7, 8, 9)]]
    assert outcome(cards, case, seen=seen)[1] == expected
    mirror = '[{"account_id": "%s", "transaction_id": "%s", "channel": "apple", "file": "a.csv", "row": 2, %s}]'
    facts = '"occurred_at": "%s", "amount": "30.00", "currency": "CNY", "reference": "", "rule": "itemises"'
    ids = [
        paid(on, channel="bank:dkb", account_id="1111", store="apple", mirrors=mirror % (account, on, facts % on))
        for day, account in (("06", "me@x.com"), ("12", "you@x.com"))
        for on in days[day]
    ]
    found = outcome(ids, case | {"account": "me@x.com", "path": "app_store"}, seen=seen)[1]
    assert [row for row in found if row[1] != "mirror"] == expected


MANDATE = {"counterparty": "Gamery", "description": "", "channel": "paypal", "mandate_id": "B-3"}
GAMES = [
    row
    for day, yuan in [
        ("2023-03-22", "11.72"), ("2023-10-19", "3.99"), ("2023-12-23", "10.91"), ("2024-03-05", "3.99"),
        ("2024-05-06", "28.99"), ("2024-06-06", "28.99"), ("2024-07-08", "47.99"), ("2024-08-26", "19.19"),
        ("2024-08-28", "9.49"), ("2024-09-16", "5.69"), ("2024-10-21", "32.00"), ("2024-12-21", "5.97"),
        ("2024-12-24", "11.51"), ("2025-03-19", "56.47"), ("2025-06-05", "17.49"), ("2025-07-02", "3.96"),
    ]
    for row in clock(day, yuan, **MANDATE)
]  # fmt: skip


@pytest.mark.parametrize("told", [{}, {"interval": "month", "interval_count": 1}])
def test_payments_at_will_under_a_mandate_keep_no_beat(told: dict[str, Any]) -> None:
    """Every third of them lies near the 22nd of every second month, as chance has it: that is no interval."""
    seen = sources(("paypal", "小明"), start="2023-01-01", until="2025-12-01")
    rows = payments(*GAMES, *clock("2025-09-04", "19.50", **MANDATE))
    ends, found = judged(rows, cancellations(cancelled("2025-08-01", service="Gamery", **told)), seen)
    assert ends["service_end"].isna().all()
    assert (found["claimable_minor"].sum(), found["questioned_minor"].sum()) == (0, 1950)


@pytest.mark.parametrize("first", [5, 3])
def test_a_plan_taken_up_again_twice_on_another_day_keeps_its_beat(first: int) -> None:
    days = [*[f"2024-{m:02d}-03" for m in range(1, 1 + first)], *[f"2024-{m:02d}-14" for m in range(7, 10)]]
    rows = payments(*clock(" ".join([*days, *[f"2025-{m:02d}-25" for m in range(3, 7)]]), **MANDATE))
    assert mark_subscriptions(rows)["interval"].eq("month").all()


BOX = {"service": "FoodBox", "path": "support"}


@pytest.mark.parametrize(
    ("told", "claimed", "asked"),
    [
        ({}, 0, 3798),
        ({"interval": "month", "interval_count": 1}, 0, 3798),  # the dear one may be monthly, too
        ({"interval": "month", "interval_count": 1, "billing_day": 24}, 1398, 2400),  # the dear one came after the end
        ({"interval": "irregular"}, 0, 2400),  # the dear one alone
    ],
)
def test_two_plans_of_one_name_are_told_apart_by_how_often_and_when_they_are_paid(
    told: dict[str, Any], claimed: int, asked: int
) -> None:
    box = {"counterparty": "FoodBox", "description": "", "channel": "paypal", "account_id": ""}
    rows = clock("2025-03-24 2025-04-24 2025-05-24 2025-06-24 2025-07-24", "6.99", mandate_id="B-1", **box)
    dear = clock("2025-07-22", "24.00", mandate_id="B-2", **box)
    seen = sources(("paypal", ""))
    _, found = judged(payments(*rows, *dear), cancellations(cancelled("2025-06-10 10:00", **BOX, **told)), seen)
    assert (found["claimable_minor"].sum(), found["questioned_minor"].sum()) == (claimed, asked)


def test_18_an_opaque_store_row_is_asked_about() -> None:
    row = paid("2025-08-26 03:00", "46.00", description="App Store & Apple Music；08.24至08.25期间购买", **STORE)
    case = JUNE_10 | {"service": "App Store & Apple Music", "path": "app_store"}
    assert outcome([row], case, seen=sources(("alipay", "a")))[1] == [("08-26", "unclear", 0, 4600)]


def test_19_the_app_does_not_reach_the_store() -> None:
    rows = [
        r
        for m in range(3, 8)
        for r in clock(f"2025-0{m}-01", "25.00", description=f"App Store & Apple Music；0{m}.01购买", **STORE)
    ]
    case = JUNE_10 | {"service": "App Store & Apple Music"}
    _, found = judged(payments(*rows), cancellations(case), sources(("alipay", "a")))
    last = found.iloc[-1]
    assert (last["verdict"], last["questioned_minor"], last["respondent"]) == ("wrong_rail", 2500, "store")
    assert "iPhone" in last["question"]
    assert "iPhone" in last["question_zh"]


def test_20_one_mandate_does_not_close_another() -> None:
    seen = sources(("wechat", "小明"), ("alipay", "a"))
    rows = [*BASE, paid("2025-07-01 01:00", **ALIPAY)]
    assert outcome(rows, JUNE_10 | {"path": "wechat_mandate"}, seen=seen)[1][-1] == ("07-01", "wrong_rail", 0, 3000)
    assert outcome(rows, JUNE_10, seen=seen)[1][-1] == ("07-01", "after_end", 3000, 0)


def test_what_is_collected_again_under_its_own_number_is_no_new_subscription() -> None:
    days = ["2025-03-06", "2025-04-06", "2025-05-06", "2025-06-06", "2025-07-06", "2025-07-14", "2025-08-06"]
    numbered = [paid(d, merchant_reference=f"E-{d[5:7]}", channel="bank:dkb", account_id="2051") for d in days]
    seen = sources(("bank:dkb", "2051"))
    _, found = outcome(numbered, JUNE_10, seen=seen)
    assert found[1:] == [(day, "after_end", 3000, 0) for day in ("07-06", "07-14", "08-06")]
    _, found = outcome([row | {"merchant_reference": ""} for row in numbered], JUNE_10, seen=seen)
    assert [verdict for _, verdict, *_ in found[1:]] == ["after_end", "unclear", "unclear"]


def test_a_no_that_a_record_contradicts_leaves_the_charges_since_then_in_question() -> None:
    rows = clock("2025-03-01 2025-04-01 2025-05-01 2025-06-01 2025-07-01 2025-08-01 2025-09-01")
    case = JUNE_10 | {"resubscribed": "no"}
    contradicted = case | {"resubscribed_at": pd.Timestamp("2025-07-20 10:00"), "resubscribed_has_time": True}
    assert [found[1:] for found in outcome(rows, case)[1]][1:] == [("after_end", 3000, 0)] * 3
    asked = outcome(rows, contradicted)[1][1:]
    assert asked == [("07-01", "after_end", 3000, 0), ("08-01", "unclear", 0, 3000), ("09-01", "unclear", 0, 3000)]


def test_what_the_wrong_rail_took_until_the_right_one_was_closed_is_asked_about_whole() -> None:
    rows = [r | STORE | {"description": "App Store & Apple Music"} for r in (*BASE, JULY, AUGUST)]
    later = clock("2025-09-01", **STORE, description="App Store & Apple Music")
    app = cancelled("2025-06-10 10:00", service="App Store & Apple Music", path="app")
    store = cancelled("2025-08-12 10:00", service="App Store & Apple Music", path="app_store", cancellation_id="C2")
    assert outcome([*rows, *later], app, store, seen=sources(("alipay", "a"), until="2025-10-01"))[1] == [
        ("06-01", "in_term", 0, 0), ("07-01", "wrong_rail", 0, 3000), ("08-01", "wrong_rail", 0, 3000),
        ("09-01", "after_end", 3000, 0)]  # fmt: skip


def test_apples_cut_off() -> None:
    rows = [
        r
        for m in range(3, 8)
        for r in clock(f"2025-0{m}-01", "25.00", description=f"App Store & Apple Music；0{m}.01购买", **STORE)
    ]
    case = cancelled("2025-06-30 20:00", service="App Store & Apple Music", path="app_store")
    assert outcome(rows, case, seen=sources(("alipay", "a")))[1][-1] == ("07-01", "late_cancel", 0, 2500)


def test_a_mirror_is_evidence_and_claims_nothing() -> None:
    mirror = (
        '[{"transaction_id": "B1", "channel": "bank:cmb", "account_id": "1234", "file": "cmb.csv", "row": 9, '
        '"occurred_at": "2025-07-02", "amount": "30.00", "currency": "CNY", "reference": "", "rule": "tail"}]'
    )
    _, found = judged(payments(*BASE, JULY | {"mirrors": mirror}), cancellations(JUNE_10), sources())
    seen = found[found["verdict"].eq("mirror")].iloc[0]
    assert not seen["has_time"]  # the bank printed a day: midnight is not the bank's word
    assert (seen["same_as"], seen["file"], seen["row"], seen["claimable_minor"]) == ("P05", "cmb.csv", 9, 0)
    assert found["claimable_minor"].sum() == 3000


def test_a_name_that_fits_nothing_has_no_finding() -> None:
    ends, found = judged(payments(*BASE, JULY), cancellations(JUNE_10 | {"service": "没有这个"}), sources())
    assert ends["match"].tolist() == ["none"]
    assert found.empty


@pytest.mark.parametrize("label", ["订单", "交易单号", ""])
@pytest.mark.parametrize("given", ["卡盟钻连续包月", "卡盟钻", "卡盟钻连续包月 {label}8749383416"])
def test_an_orders_number_in_the_text_is_no_part_of_the_plans_name(label: str, given: str) -> None:
    numbers = ("8749383416", "3480731642", "8930812925", "8499405461", "7575888927", "8592811273")
    debits = zip([*BASE, JULY, AUGUST], numbers, strict=True)
    rows = [debit | {"description": f"卡盟钻连续包月 {label}{number}"} for debit, number in debits]
    case = cancelled("2025-06-10 10:00", service=given.format(label=label))
    assert outcome(rows, case)[1][1:] == [("07-01", "after_end", 3000, 0), ("08-01", "after_end", 3000, 0)]


def test_a_plan_of_so_many_days_is_found_by_its_name_alone() -> None:
    rows = clock("2025-03-01 2025-03-31 2025-04-30 2025-05-30 2025-06-29", description="骑行畅享30天卡自动续费")
    ends, found = outcome(rows, cancelled("2025-06-10 10:00", service="骑行畅享"))
    assert (ends, found[1:]) == (["2025-06-29"], [("06-29", "after_end", 3000, 0)])


def test_a_seller_whose_name_is_masked_in_some_rows_and_stands_in_the_text_sells_one_plan() -> None:
    names = ("云寻", "*寻", "云寻", "*寻", "云寻", "*寻")
    rows = [
        r | {"counterparty": name, "counterparty_account": "pay***@seller.example", "description": "云寻畅享会员"}
        for r, name in zip([*BASE, JULY, AUGUST], names, strict=True)
    ]
    ends, found = outcome(rows, cancelled("2025-06-10 10:00", service="云寻畅享会员"))
    assert (ends, found[1:]) == (["2025-07-01"], [("07-01", "after_end", 3000, 0), ("08-01", "after_end", 3000, 0)])


def test_a_service_that_is_not_in_the_bills_is_not_another_sellers_plan_of_the_same_rank() -> None:
    sold = {"counterparty": "优酷信息技术(北京)有限公司", "description": "黄金会员连续包月"}
    rows = [r | sold for r in (*BASE, JULY, AUGUST)]
    assert outcome(rows, cancelled("2025-06-10 10:00", service="爱奇艺黄金VIP会员")) == (["NaT"], [])
    assert outcome(rows, cancelled("2025-06-10 10:00", service="优酷黄金会员"))[1][1:] == [
        ("07-01", "after_end", 3000, 0), ("08-01", "after_end", 3000, 0)]  # fmt: skip


def test_t3_another_plan_of_the_seller_is_not_claimed() -> None:
    other = clock("2025-03-09 2025-04-09 2025-05-09 2025-06-09 2025-07-09", "45.00", description="卡盟钻豪华版连续包月")
    _, found = judged(payments(*BASE, *other), cancellations(JUNE_10), sources())
    assert found["claimable_minor"].sum() + found["questioned_minor"].sum() == 0


@pytest.mark.parametrize(
    ("case", "verdicts", "end"),
    [
        ({"resubscribed": "no"}, ["in_term", *["after_end"] * 6], "2025-07-01"),
        ({}, ["in_term", *["unclear"] * 6], "2025-07-01"),
        (
            {"resubscribed": "yes", "resubscribed_at": "2025-07-15 01:00"},
            ["in_term", *["resubscribed"] * 6],
            "2025-07-01",
        ),
    ],
)
def test_a_longer_second_run_does_not_move_the_first(case: dict[str, Any], verdicts: list[str], end: str) -> None:
    """Four payments on the 1st, cancelled, then six on the 15th: the end follows from the beat that was cancelled."""
    rows = [*BASE, *clock(" ".join(f"2025-{m:02}-15" for m in range(7, 13)))]
    days, found = outcome(rows, JUNE_10 | case, seen=sources(until="2026-01-01"))
    assert (days, [v for _, v, _, _ in found]) == ([end], verdicts)


def test_a_new_subscription_does_not_move_the_unused_days_of_the_old() -> None:
    rows = clock("2025-04-29 2025-05-29 " + " ".join(f"2025-{m:02}-01" for m in range(7, 13)))
    case = JUNE_10 | {
        "terms": "immediate",
        "fault": "merchant",
        "resubscribed": "yes",
        "resubscribed_at": "2025-07-01 01:00",
    }
    _, found = outcome(rows, case, seen=sources(until="2026-01-01"))
    assert found[0] == ("05-29", "prorated", 1742, 0)  # 30.00 x 18/31


def test_six_debits_on_the_first_beat_another_billing_day_in_the_case_file() -> None:
    rows = [*[paid(f"2025-0{m}-01 00:12:33") for m in range(1, 7)]]
    case = JUNE_10 | {"terms": "immediate", "fault": "merchant", "billing_day": 28}
    assert outcome(rows, case)[1] == [("06-01", "prorated", 2000, 0)]


def test_a_status_nobody_knows_is_asked_about() -> None:
    rows = payments(*BASE, JULY | {"status_text": "奇怪状态"})
    told = tables.EVENTS.of({"what": ["unknown_status"], "file": ["wechat.csv"], "note": ["奇怪状态"]})
    case = cancellations(JUNE_10)
    marked = mark_subscriptions(rows, pd.concat([told, named_services(case)], ignore_index=True))
    found = judge(marked, service_ends(marked, case, sources()), sources())
    assert found[["verdict", "questioned_minor"]].to_numpy().tolist() == [["in_term", 0], ["unclear", 3000]]
    assert "奇怪状态" in found["question_zh"].iloc[1]


TRIAL = paid("2025-05-01 08:00", "0.01", description="7天试用(网盘SVIP会员)", **ALIPAY)
SVIP = {"description": "连续包月(网盘SVIP会员)", **ALIPAY}


@pytest.mark.parametrize(
    ("first", "case", "end", "last"),
    [
        (
            "2025-05-07 23:00",
            "2025-05-03 10:00",
            "2025-05-08",
            ("05-07", "after_end", 2000, 0),
        ),  # 1 day early: for May 8
        ("2025-05-08 09:12:33", "2025-05-08 10:00", "2025-06-08", ("05-08", "notice_disputed", 0, 2000)),
        ("2025-05-08 11:12:33", "2025-05-08 10:00", "2025-05-08", ("05-08", "after_end", 2000, 0)),
    ],
)
def test_around_the_end_of_a_trial(first: str, case: str, end: str, last: tuple[str, str, int, int]) -> None:
    rows = [TRIAL, paid(first, "20.00", **SVIP)]
    days, found = outcome(rows, cancelled(case, service="网盘SVIP会员"), seen=sources(("alipay", "a")))
    assert (days, found[-1]) == ([end], last)


def test_another_purchase_in_between_breaks_nothing() -> None:
    plain = {"description": "会员服务A", "counterparty": "某公司"}
    rows = [paid(f"2025-0{m}-01 03:00", **plain) for m in range(3, 9)]
    odd = paid("2025-07-15 03:00", "12.00", **plain)
    assert outcome([*rows, odd], JUNE_10 | {"service": "会员服务A"})[1][1:] == [
        ("07-01", "after_end", 3000, 0), ("07-15", "one_off", 0, 0), ("08-01", "after_end", 3000, 0)]  # fmt: skip


def test_a_game_bought_in_the_store_breaks_nothing() -> None:
    rows = [
        r
        for m in range(3, 9)
        for r in clock(f"2025-0{m}-01", "25.00", description=f"App Store & Apple Music；0{m}.01购买", **STORE)
    ]
    game = paid("2025-07-10 03:00", "6.00", description="App Store & Apple Music；07.10购买", **STORE)
    case = JUNE_10 | {"service": "App Store & Apple Music", "path": "app_store"}
    found = outcome([*rows, game], case, seen=sources(("alipay", "a")))[1]
    assert [f for f in found if f[1] == "after_end"] == [
        ("07-01", "after_end", 2500, 0),
        ("08-01", "after_end", 2500, 0),
    ]


def test_a_dearer_second_payment_after_the_end_is_asked_about() -> None:
    found = outcome([*BASE, JULY, paid("2025-07-03 09:00", "68.00")], JUNE_10)[1]
    assert found[1:] == [("07-01", "after_end", 3000, 0), ("07-03", "unclear", 0, 6800)]


def test_a_minute_typed_without_seconds_does_not_tell_which_came_first() -> None:
    rows = [*BASE, paid("2025-07-01 09:12:33")]
    assert outcome(rows, cancelled("2025-07-01 09:12")) == (["2025-08-01"], [("07-01", "unclear", 0, 3000)])


def test_one_answer_about_a_new_subscription_settles_all_later_debits() -> None:
    rows, case, seen = payments(*BASE, *clock("2025-08-19 2025-08-30")), cancellations(JUNE_10), sources()
    _, asked = judged(rows, case, seen)
    for answer, verdicts in (("owed", ["after_end", "after_end"]), ("not_owed", ["in_term", "resubscribed"])):
        given = tables.DECISIONS.of({"key": [asked["question_key"].iloc[1]], "answer": [answer]})
        _, found = judged(rows, case, seen, given)
        assert found["verdict"].tolist()[1:] == verdicts
        assert found["questioned_minor"].sum() == 0


def test_an_amount_as_answer_is_net_of_refunds() -> None:
    rows, case, seen = payments(*BASE, *clock("2025-08-19")), cancellations(JUNE_10), sources()
    key = judged(rows, case, seen)[1]["question_key"].iloc[-1]
    _, found = judged(rows, case, seen, tables.DECISIONS.of({"key": [key], "answer": ["25.00"]}))
    back = {"finding_id": [found["finding_id"].iloc[-1]], "amount_minor": [500], "certain": [True]}
    assert (
        settled(found, tables.REFUNDS.of(back))["claimable_minor"].iloc[-1] == 3000
    )  # 25.00 is left after 5.00 came back


def test_an_earlier_answer_is_not_passed_over_by_a_larger_claim() -> None:
    """Asked without times and answered “not owed”; then the time of the cancellation is filled in."""
    rows, seen = payments(*BASE, paid("2025-07-01 09:30")), sources()
    key = judged(rows, cancellations(cancelled("2025-07-01")), seen)[1]["question_key"].iloc[-1]
    given = tables.DECISIONS.of({"key": [key], "answer": ["not_owed"]})
    last = judged(rows, cancellations(cancelled("2025-07-01 09:00")), seen, given)[1].iloc[-1]
    assert (last["verdict"], last["claimable_minor"], last["questioned_minor"]) == ("unclear", 0, 3000)
    assert last["question_key"] != key


@pytest.mark.parametrize(
    ("cancel", "debit"), [("2025-07-02 10:00", "2025-07-03 09:00"), ("2025-06-03", "2025-06-05 09:00")]
)
def test_the_running_periods_own_debit_after_the_cancellation_is_asked_about(cancel: str, debit: str) -> None:
    rows = [r for r in BASE if r["civil_date"] < pd.Timestamp(debit).normalize().replace(day=1)]
    assert outcome([*rows, paid(debit)], cancelled(cancel))[1][-1][1:] == ("unclear", 0, 3000)


@pytest.mark.parametrize(
    ("cancel", "posted", "end"),
    [("2025-07-01 10:00", "2025-07-02", "2025-08-01"), ("2025-07-02 10:00", "2025-07-03", "2025-07-01")],
)
def test_a_bank_row_posted_after_the_cancellation_may_be_a_debit_before_it(cancel: str, posted: str, end: str) -> None:
    bank = {"channel": "bank:cmb", "account_id": "1234", "description": "财付通-卡盟科技"}
    rows = [paid(d, **bank) for d in ("2025-04-01", "2025-05-01", "2025-06-01", posted)]
    case = cancelled(cancel, service="财付通-卡盟科技")
    days, found = outcome(rows, case, seen=sources(("bank:cmb", "1234")))
    assert (days, found[-1][1:]) == ([end], ("unclear", 0, 3000))


def test_a_bank_row_of_the_next_billing_day_came_after_a_cancellation_in_june() -> None:
    bank = {"channel": "bank:cmb", "account_id": "1234", "description": "财付通-卡盟科技"}
    rows = [paid(d, **bank) for d in ("2025-04-01", "2025-05-01", "2025-06-01", "2025-07-02")]
    case = cancelled("2025-06-29 10:00", service="财付通-卡盟科技")  # WeChat debits a day early at the most
    assert outcome(rows, case, seen=sources(("bank:cmb", "1234")))[1][-1] == ("07-02", "after_end", 3000, 0)


def test_a_date_alone_the_day_before_may_lie_inside_apples_cut_off() -> None:
    rows = [
        r
        for m in range(3, 8)
        for r in clock(f"2025-0{m}-01", "25.00", description=f"App Store & Apple Music；0{m}.01购买", **STORE)
    ]
    case = cancelled("2025-06-30", service="App Store & Apple Music", path="app_store")
    assert outcome(rows, case, seen=sources(("alipay", "a")))[1][-1] == ("07-01", "late_cancel", 0, 2500)


def test_another_account_of_the_channel_that_begins_after_the_end_is_asked_about() -> None:
    rows = [*BASE, JULY | {"account_id": "小红"}, AUGUST | {"account_id": "小红"}]
    seen = sources(("wechat", "小明"), ("wechat", "小红"))
    assert [f[1:] for f in outcome(rows, JUNE_10, seen=seen)[1]] == [
        ("in_term", 0, 0), ("unclear", 0, 3000), ("unclear", 0, 3000)]  # fmt: skip


def test_a_renamed_successor_on_the_same_billing_day_is_asked_about() -> None:
    rows = [*BASE, *clock("2025-07-01 2025-08-01", description="卡盟金钻连续包月")]
    assert outcome(rows, JUNE_10)[1][1:] == [("07-01", "unclear", 0, 3000), ("08-01", "unclear", 0, 3000)]


def test_a_plan_for_somebody_else_is_no_renamed_successor() -> None:
    mine = [r | {"description": "卡盟钻自动续费(为1000****01购买)"} for r in BASE]
    theirs = clock("2025-07-01 2025-08-01", description="卡盟钻自动续费(为2000****02购买)")
    case = cancelled("2025-06-10 10:00", service="卡盟钻", beneficiary="1000****01")
    assert outcome([*mine, *theirs], case)[1] == [("06-01", "in_term", 0, 0)]


def test_another_plan_with_a_cancellation_of_its_own_is_no_renamed_successor() -> None:
    rows = [*BASE, *clock("2025-07-01 2025-08-01", description="卡盟金钻连续包月")]
    gold = cancelled("2025-07-20 10:00", service="卡盟金钻连续包月", cancellation_id="C2")
    found = outcome(rows, JUNE_10, gold)[1]
    assert found == [("06-01", "in_term", 0, 0), ("07-01", "in_term", 0, 0), ("08-01", "after_end", 3000, 0)]


def test_other_purchases_under_the_same_bare_text_are_not_meant() -> None:
    shop = {"description": "/", "counterparty": "某超市"}
    rows = [paid(f"2025-0{m}-01 03:00", "15.00", **shop) for m in range(3, 9)]
    other = [
        paid(d, yuan, **shop)
        for d, yuan in (("2025-04-12 09:00", "88.10"), ("2025-05-20 09:00", "45.20"), ("2025-07-09 09:00", "60.00"))
    ]
    days, found = outcome([*rows, *other], JUNE_10 | {"service": "某超市"})
    assert days == ["2025-07-01"]
    assert [f for f in found if f[2]] == [("07-01", "after_end", 1500, 0), ("08-01", "after_end", 1500, 0)]
    assert ("07-09", "one_off", 0, 0) in found


def test_ninety_days_apart_is_a_quarter() -> None:
    rows = clock("2025-01-01 2025-04-01 2025-06-30 2025-09-28")
    days, found = outcome(rows, cancelled("2025-07-10 10:00"), seen=sources(start="2024-12-01", until="2025-11-01"))
    assert (days, found[-1]) == (["2025-10-01"], ("09-28", "after_end", 3000, 0))


def test_an_answer_of_one_person_is_not_anothers() -> None:
    rows = pd.concat([payments(*BASE, *clock("2025-08-19")).assign(person=p) for p in ("甲", "乙")], ignore_index=True)
    case = cancellations(JUNE_10 | {"person": "甲"}, JUNE_10 | {"person": "乙"})
    seen = pd.concat([sources().assign(person=p) for p in ("甲", "乙")], ignore_index=True)
    key = judged(rows, case, seen)[1]["question_key"].iloc[-1]
    given = tables.DECISIONS.of({"person": ["甲"], "key": [key], "answer": ["owed"]})
    found = judged(rows, case, seen, given)[1].groupby("person")["claimable_minor"].sum()
    assert found.to_dict() == {"甲": 3000, "乙": 0}


def test_an_answer_wins_and_the_machines_verdict_stays() -> None:
    rows, case, seen = payments(*BASE, *clock("2025-08-19")), cancellations(JUNE_10), sources()
    _, asked = judged(rows, case, seen)
    for answer, verdict, owed in (
        ("owed", "after_end", 3000),
        ("not_owed", "in_term", 0),
        ("12.50", "after_end", 1250),
    ):
        given = tables.DECISIONS.of({"key": [asked["question_key"].iloc[-1]], "answer": [answer], "reason": ["记录"]})
        _, found = judged(rows, case, seen, given)
        last = found.iloc[-1]
        assert (last["verdict"], last["machine_verdict"], last["claimable_minor"]) == (verdict, "unclear", owed)
        assert (last["questioned_minor"], last["decision"]) == (0, answer)


def test_a_question_is_moot_where_everything_came_back() -> None:
    _, found = judged(payments(*BASE, *clock("2025-08-19")), cancellations(JUNE_10), sources())
    last = found.iloc[-1]
    for back, left in ((3000, 0), (2900, 3000)):
        refunds = tables.REFUNDS.of({"finding_id": [last["finding_id"]], "amount_minor": [back], "certain": [True]})
        after = settled(found, refunds).iloc[-1]
        assert (after["questioned_minor"], after["question"] != "") == (left, left > 0)
    unsure = tables.REFUNDS.of({"finding_id": [last["finding_id"]], "amount_minor": [3000], "certain": [False]})
    assert settled(found, unsure).iloc[-1]["question"] == last["question"]


def every_case() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ends and the findings of all cases, each a person of one table."""
    people = [
        [table.assign(person=name) for table in (payments(*rows), cancellations(case), sources())]
        for name, (rows, case, _, _) in CASES.items()
    ]
    together = (pd.concat(tables_, ignore_index=True) for tables_ in zip(*people, strict=True))
    return judged(*together)


def test_every_finding_says_why_in_both_languages_and_every_end_carries_its_rule() -> None:
    ends, found = every_case()
    assert set(found["person"]) == set(CASES)
    assert (found["reason"].ne("") & found["reason_zh"].ne("")).all()
    assert (found["question"].ne("") == found["question_key"].ne("")).all()
    assert (found["question"].ne("") == found["questioned_minor"].gt(0)).all()
    assert not found.duplicated(["person", "finding_id"]).any()
    assert (ends["rule"].ne("") & ends["rule_zh"].ne("")).all()
    assert (ends["steps"].ne("") & ends["steps_zh"].ne("")).all()


def test_the_words_of_what_is_claimed_or_asked_hold_its_day_and_its_sum() -> None:
    _, found = every_case()
    at_stake = found[found["claimable_minor"].gt(0) | found["questioned_minor"].gt(0)]
    assert len(at_stake) > 20
    for row in at_stake.to_dict("records"):
        for language in ("", "_zh"):
            words = row[f"reason{language}"] + row[f"question{language}"]
            assert f"¥{row['amount_minor'] / 100:.2f}" in words, (row["person"], words)
            days = {f"{row['civil_date']:%Y-%m-%d}", f"{row['interest_from_on']:%Y-%m-%d}"}  # prorated: since the end
            assert any(day in words for day in days), (row["person"], words)
            assert "None" not in words
            assert "NaT" not in words


def test_a_period_that_no_bill_shows_is_not_called_paid() -> None:
    seen = pd.concat([sources(until="2025-06-20"), sources(start="2025-07-05")], ignore_index=True)
    rows, case = payments(*BASE, *clock("2025-07-15")), cancellations(cancelled("2025-07-10 10:00"))
    last = judged(rows, case, seen)[1].sort_values("occurred_at").iloc[-1]
    assert (last["verdict"], last["questioned_minor"]) == ("unclear", 3000)
    assert "do not show" in last["reason"]
    assert "already paid" not in last["reason"]
    assert "late payment for the period beginning 2025-07-01" in last["question"]


def test_of_several_plans_without_an_end_no_reason_speaks_of_one() -> None:
    mine = clock("2025-03-10 2025-04-10 2025-05-10 2025-06-10 2025-07-10")
    other = clock("2025-03-20 2025-04-20 2025-05-20 2025-06-20", account_id="小红")
    seen = sources(("wechat", "小明"), ("wechat", "小红"))
    ends, found = judged(payments(*mine, *other), cancellations(JUNE_10), seen)
    assert ends["service_end"].isna().all()
    before = found[found["civil_date"].eq("2025-06-10")].iloc[0]
    assert before["reason"] == "Debited on 2025-06-10, not after the cancellation of 2025-06-10."
    assert not found["reason"].str.contains("None").any()
