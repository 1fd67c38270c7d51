"""Cases of which DESIGN §4 speaks and CASES.md does not, through the whole program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from apple_files import apple, bought, switched_off
from casebook import BASE, CARD, SELLER, TEXT, Heard, alipay, audited, bank, bill, cancelled, wechat
from judging_rows import paid, payments, sources
from openpyxl import load_workbook

from audit.case import read_case, write_case
from audit.judging.service_ends import service_ends
from audit.judging.subscriptions import mark_subscriptions, subscriptions
from audit.samples import Bill, Row
from audit.samples.casefile import Cell
from audit.samples.rows import alipay_refund, bank_mirror, wechat_refund, without_time
from audit.wording import Lang

YEAR = "超级VIP年卡自动续费"


def days(*given: str) -> list[Row]:
    """WeChat payments of the base plan on these days."""
    return [wechat(day) for day in given]


def sums(heard: Heard, to: str = "C1") -> tuple[str, str, str]:
    """Principal, interest and amount in question."""
    claim = heard.claim(to)
    return claim["principal"], claim["interest"], claim["in_question"]


def again(folder: Path, rows: list[Row], case: dict[str, Cell], answer: str | float) -> Heard:
    """The same bills with the one question of the first run answered."""
    (folder / "first").mkdir()
    first = audited(folder / "first", [bill("wechat", rows)], case)
    keys = {f["question_key"] for f in first.findings() if f["question_key"]}
    assert len(keys) == 1
    (folder / "second").mkdir()
    decided: list[dict[str, Cell]] = [
        {"key": keys.pop(), "answer": str(answer), "reason": "查过", "on": date(2025, 9, 1)}
    ]
    return audited(folder / "second", [bill("wechat", rows)], case, decisions=decided)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("owed", ("30.00", "0.12", "0.00")),
        ("not_owed", ("0.00", "0.00", "0.00")),
        ("12.50", ("12.50", "0.05", "0.00")),
    ],
)
def test_an_answer_wins_and_the_machines_verdict_stays(
    tmp_path: Path, answer: str, expected: tuple[str, str, str]
) -> None:
    heard = again(tmp_path, days(*BASE, "2025-07-15"), cancelled("2025-07-10 10:00"), answer)
    assert sums(heard) == expected  # 48 days at 3.00 percent
    found = heard.on("07-15")
    assert found["machine_verdict"] == "unclear"
    assert found["decision"] != ""


def test_a_decision_about_a_finding_that_is_no_question_any_more_is_stale(tmp_path: Path) -> None:
    asked = audited(tmp_path, [bill("wechat", days(*BASE, "2025-08-19"))])
    key = asked.on("08-19")["question_key"]
    case = cancelled(resubscribed_at="no")
    decided: list[dict[str, Cell]] = [{"key": key, "answer": "not_owed"}]
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-08-19"))], case, decisions=decided)
    assert key in heard.said()
    assert "decision" in heard.said()


def test_a_plan_cancelled_again_after_a_new_subscription_has_two_claims(tmp_path: Path) -> None:
    rows = days(*BASE, "2025-07-01", "2025-08-01", "2025-09-01", "2025-10-01")
    first = cancelled(resubscribed_at=datetime(2025, 7, 20, 9, 0))
    second = cancelled("2025-08-10 10:00")
    exported = bill("wechat", rows, until="2025-10-31", exported="2025-11-01 10:00")
    heard = audited(tmp_path, [exported], first, second, as_of="2025-11-01")
    assert sums(heard, "C1")[0] == "30.00"
    assert sums(heard, "C2")[0] == "60.00"
    assert heard.end("C2") == "2025-09-01"


def test_the_first_full_price_after_a_trial_debited_before_the_cancellation_is_disputed(tmp_path: Path) -> None:
    seller = "广州市动景计算机科技有限公司"
    rows = [alipay("2025-05-01", "0.01", seller=seller, text="3天试用(网盘SVIP会员)"),
            alipay("2025-05-04", "20.00", seller=seller, text="连续包月(网盘SVIP会员)")]  # fmt: skip
    heard = audited(tmp_path, [bill("alipay", rows)], cancelled("2025-05-10 10:00", service="网盘SVIP会员"))
    assert sums(heard) == ("0.00", "0.00", "20.00")
    assert heard.on("05-04")["verdict"] == "notice_disputed"


def test_what_came_back_is_not_in_question(tmp_path: Path) -> None:
    rows = [alipay(d, "198.00", text=YEAR) for d in ("2024-04-21", "2025-04-21")]
    back = alipay_refund(rows[1], datetime(2025, 5, 6, 12, 0, 0), 5000)
    heard = audited(tmp_path, [bill("alipay", [*rows, back], since="2024-01-01")],
                    cancelled("2025-04-22 10:00", service=YEAR))  # fmt: skip
    assert sums(heard) == ("0.00", "0.00", "148.00")


def test_a_renewal_older_than_thirty_days_is_not_disputed(tmp_path: Path) -> None:
    rows = [wechat(d, "198.00", text=YEAR) for d in ("2024-04-21", "2025-04-21")]
    exported = bill("wechat", rows, since="2024-01-01")
    heard = audited(tmp_path, [exported], cancelled("2025-05-22 10:00", service=YEAR))
    assert sums(heard) == ("0.00", "0.00", "0.00")
    assert heard.verdicts() == [("04-21", "in_term")]


@pytest.mark.parametrize(
    ("since", "cells"), [("2024-01-01", {}), ("2025-01-01", {"opened_at": date(2025, 4, 21)})], ids=["covered", "told"]
)
def test_a_first_purchase_is_no_renewal(tmp_path: Path, since: str, cells: dict[str, Cell]) -> None:
    exported = bill("wechat", [wechat("2025-04-21", "198.00", text=YEAR)], since=since)
    heard = audited(tmp_path, [exported], cancelled("2025-04-22 10:00", service=YEAR, **cells))
    assert sums(heard) == ("0.00", "0.00", "0.00")
    assert heard.verdicts() == [("04-21", "in_term")]


def test_a_service_nobody_sold_is_said_with_the_nearest_names(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01"))], cancelled(service="卡盟砖"))
    assert sums(heard) == ("0.00", "0.00", "0.00")
    assert "卡盟钻" in heard.said()


def test_of_two_beneficiaries_none_named_is_a_question(tmp_path: Path) -> None:
    mine, theirs = (f"绿钻豪华版业务自动续费(为{who}购买)" for who in ("1000****01", "2000****02"))
    rows = [wechat(f"{d} {h}:00:00", "15.00", text=t, seller="深圳市腾讯计算机系统有限公司")
            for d in (*BASE, "2025-07-01") for h, t in (("08", mine), ("09", theirs))]  # fmt: skip
    heard = audited(tmp_path, [bill("wechat", rows)], cancelled(service="绿钻"))
    assert heard.claim()["principal"] == "0.00"
    assert float(heard.claim()["in_question"]) >= 15


@pytest.mark.parametrize(("waited", "mirrored"), [(-1, True), (5, True), (6, False)])
def test_a_bank_row_mirrors_from_a_day_before_to_five_days_after(tmp_path: Path, waited: int, mirrored: bool) -> None:
    paid = wechat("2025-07-14", method=CARD)
    rows = [*(wechat(d, method=CARD) for d in ("2025-04-14", "2025-05-14", "2025-06-14")), paid]
    seen = without_time(bank_mirror(paid, "财付通", days=waited))
    others = [bank_mirror(r, "财付通") for r in rows[:-1]]
    heard = audited(tmp_path, [bill("wechat", rows), bill("cmb", [*others, seen])], cancelled("2025-06-20 10:00"))
    assert (len(heard.mirrors()) == 2) is mirrored  # of the running period and of July
    if mirrored:
        assert sums(heard)[0] == "30.00"


def test_a_balance_payment_mirrors_no_bank_row(tmp_path: Path) -> None:
    late = wechat("2025-07-01", method="零钱")
    direct = bank("2025-07-01 09:12:37", "30.00", f"财付通-{SELLER}")
    heard = audited(tmp_path, [bill("wechat", [*days(*BASE), late]), bill("cmb", [direct])])
    assert heard.mirrors() == []
    assert len(heard.audit.payments) == 6
    assert "after_end" in {f["verdict"] for f in heard.findings() if f["channel"] == "wechat"}


def dear() -> Bill:
    """A plan of ¥300.00 debited once after its end, in an export of New Year 2027."""
    rows = [wechat(d, "300.00") for d in (*BASE, "2025-07-01")]
    return bill("wechat", rows, until="2026-12-31", exported="2027-01-01 10:00")


def test_the_users_own_rate_goes_beyond_the_table(tmp_path: Path) -> None:
    rates: list[dict[str, Cell]] = [{"from": date(2026, 10, 20), "percent": "2.90", "series": "cn.lpr.1y"}]
    heard = audited(tmp_path, [dear()], as_of="2027-01-01", rates=rates)
    assert sums(heard)[:2] == ("300.00", "13.48")  # 476 days at 3.00 and 73 days at 2.90 percent


def test_beyond_the_table_the_last_rate_counts_and_is_flagged(tmp_path: Path) -> None:
    heard = audited(tmp_path, [dear()], as_of="2027-01-01")
    lines = heard.audit.claims.lines
    assert sums(heard)[:2] == ("300.00", "13.54")  # 549 days at 3.00 percent
    assert list(lines[lines["principal_minor"] > 0]["needs_rate_update"]) == [True]


def test_a_refund_of_a_paid_period_lowers_no_claim(tmp_path: Path) -> None:
    back = wechat("2025-05-01", refunded=3000)
    refund = wechat_refund(back, datetime(2025, 7, 20, 9, 0, 0), 3000)
    rows = [*days("2025-03-01", "2025-04-01"), back, *days("2025-06-01", "2025-07-01"), refund]
    heard = audited(tmp_path, [bill("wechat", rows)])
    assert sums(heard) == ("30.00", "0.15", "0.00")


def test_both_statutory_conditions_and_sums_stay_apart(tmp_path: Path) -> None:
    options: list[dict[str, Cell]] = [{"name": "statutory_damages", "value": "yes"}]
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01", "2025-08-01"))], options=options)
    totals: Any = heard.audit.claims.totals.iloc[0]
    assert (int(totals["statutory_minor"]), int(totals["total_minor"])) == (50000, 6023)


@pytest.mark.parametrize("fault", ["merchant", "agreed"])
def test_the_unused_days_come_back_less_what_was_refunded(tmp_path: Path, fault: str) -> None:
    rows = [alipay(d) for d in BASE]
    back = alipay_refund(rows[-1], datetime(2025, 6, 15, 9, 0, 0), 500)
    heard = audited(tmp_path, [bill("alipay", [*rows, back])], cancelled(terms="immediate", fault=fault))
    assert (heard.end(), sums(heard)[0]) == ("2025-06-11", "15.00")


def test_debits_after_the_reporting_date_are_left_out_and_counted(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01", "2025-08-01"))], as_of="2025-07-31")
    assert sums(heard) == ("30.00", "0.07", "0.00")
    assert heard.audit.left_out == 1


def test_a_plan_named_by_merchant_and_plan_in_one_string(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01"))], cancelled(service=f"{SELLER} {TEXT}"))
    assert sums(heard) == ("30.00", "0.15", "0.00")


STORE = "App Store & Apple Music"
BY_MONTH = tuple(f"2025-{m:02d}-24" for m in (4, 5, 6, 7, 8))


def through_apple(
    folder: Path, off: str, case: dict[str, Cell], *, days: Sequence[str] = BY_MONTH, free: str = ""
) -> Heard:
    """¥25.00 through Apple on these days, in the wallet and in Apple's own history, which has the switch-off."""
    own = [bought(f"{day}T01:12:33", "25.00") for day in days]
    apple(folder, [*([bought(f"{free}T01:12:33", "0.00")] if free else []), *own], [switched_off(off)] if off else [])
    rows = [alipay(day, "25.00", seller=STORE, text=STORE) for day in days]
    return audited(folder, [bill("alipay", rows)], case)


@pytest.mark.parametrize(
    ("off", "typed"), [("2025-08-09T20:00:00", "2025-06-10 10:00"), ("2025-06-09T20:00:00", "2025-08-12 10:00")]
)
def test_what_hangs_on_a_day_that_the_stores_record_denies_is_asked(tmp_path: Path, off: str, typed: str) -> None:
    case = cancelled(typed, service="云盘会员", path="app_store", proof="C")
    heard = through_apple(tmp_path, off, case)
    assert sums(heard) == ("25.00", "0.02", "50.00")
    assert heard.verdicts()[-3:] == [("06-24", "unclear"), ("07-24", "unclear"), ("08-24", "after_end")]
    asked = heard.on("07-24")
    for day in ("2025-06-10", "2025-08-1"):
        assert day in asked["reason"], "both days are named"
        assert day in asked["question_zh"]
    assert any("in question" in reason for reason in heard.audit.problems["reason"])


def test_the_stores_own_proof_of_the_day_settles_it(tmp_path: Path) -> None:
    case = cancelled("2025-06-10 10:00", service="云盘会员", path="app_store", proof="A")
    heard = through_apple(tmp_path, "2025-08-09T20:00:00", case)
    assert sums(heard)[0::2] == ("75.00", "0.00")
    assert "2025-08-10 04:00" in heard.audit.problems["reason"].item(), "the record is shown all the same"


def test_an_answer_about_the_stores_day_is_heard(tmp_path: Path) -> None:
    case = cancelled("2025-06-10 10:00", service="云盘会员", path="app_store", proof="C")
    (tmp_path / "first").mkdir()
    first = through_apple(tmp_path / "first", "2025-08-09T20:00:00", case)
    keys = [first.on(day)["question_key"] for day in ("06-24", "07-24")]
    assert len(set(keys)) == 2
    (tmp_path / "second").mkdir()
    folder = tmp_path / "second"
    decided: list[dict[str, Cell]] = [{"key": keys[0], "answer": "应退"}, {"key": keys[1], "answer": "不应退"}]
    apple(folder, [bought(f"{d}T01:12:33", "25.00") for d in BY_MONTH], [switched_off("2025-08-09T20:00:00")])
    rows = [alipay(day, "25.00", seller=STORE, text=STORE) for day in BY_MONTH]
    heard = audited(folder, [bill("alipay", rows)], case, decisions=decided)
    assert sums(heard)[0::2] == ("50.00", "0.00")


class TestAFreePeriodInAStoresHistory:
    CASE: ClassVar[dict[str, Cell]] = {"service": "云盘会员", "path": "app_store"}

    @pytest.mark.parametrize(("free", "typed"), [("2025-05-17", "2025-05-20 10:00"), ("2025-04-24", "2025-05-01")])
    def test_cancelled_in_it_the_first_price_is_after_its_end(self, tmp_path: Path, free: str, typed: str) -> None:
        heard = through_apple(tmp_path, "", cancelled(typed, **self.CASE), days=("2025-05-24", "2025-06-24"), free=free)
        assert (heard.end(), sums(heard)[0], sums(heard)[2]) == ("2025-05-24", "50.00", "0.00")
        assert "the end of the trial" in heard.audit.ends["rule"].item()
        assert free in heard.audit.ends["steps"].item(), "where the trial is known from is said"

    def test_the_trial_days_of_the_case_file_say_how_long_it_was(self, tmp_path: Path) -> None:
        case = cancelled("2025-05-20 10:00", trial_days=7, **self.CASE)
        heard = through_apple(tmp_path, "", case, days=("2025-05-24",), free="2025-05-17")
        assert (heard.end(), sums(heard)[0]) == ("2025-05-24", "25.00")

    def test_the_first_price_debited_before_the_cancellation_is_disputed(self, tmp_path: Path) -> None:
        case = cancelled("2025-06-01 10:00", **self.CASE)
        heard = through_apple(tmp_path, "", case, days=("2025-05-24",), free="2025-05-17")
        assert sums(heard) == ("0.00", "0.00", "25.00")
        assert heard.on("05-24")["verdict"] == "notice_disputed"
        assert "trial" in heard.on("05-24")["reason"]

    def test_a_charge_long_after_it_may_be_a_new_subscription(self, tmp_path: Path) -> None:
        case = cancelled("2025-05-20 10:00", **self.CASE)
        heard = through_apple(tmp_path, "", case, days=("2025-08-08",), free="2025-05-17")
        assert sums(heard)[0] == "0.00"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_pre_filled_row_means_its_own_plan(tmp_path: Path, lang: Lang) -> None:
    """A seller's plan at no fixed interval beside its monthly ones, under one name in a wallet that prints no more."""
    shop = {"counterparty": "FoodBox", "description": "", "channel": "paypal", "account_id": ""}
    rows = [paid(f"2025-0{m}-24 03:00", "6.99", mandate_id="B-1", **shop) for m in range(2, 8)]
    rows += [paid(f"2025-0{m}-11 03:00", "9.99", mandate_id="B-3", **shop) for m in range(2, 8)]
    at_will = (("2025-02-02", "47.88"), ("2025-03-19", "12.00"), ("2025-06-27", "80.10"), ("2025-07-06", "5.00"))
    rows += [paid(f"{day} 09:00", yuan, mandate_id="B-2", **shop) for day, yuan in at_will]
    marked = mark_subscriptions(payments(*rows))
    path = tmp_path / "case.xlsx"
    write_case(path, subscriptions(marked), None, lang=lang)
    book = load_workbook(path)
    sheet = book[{"en": "cancellations", "zh": "取消"}[lang]]
    titles = {cell.value: cell.column for row in sheet.iter_rows(max_row=2) for cell in row if cell.value}
    filled = [row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 1).value]
    for row in filled:
        sheet.cell(row, titles["cancelled_at" if lang == "en" else "取消时间"]).value = datetime(2025, 6, 10, 10, 0)
    book.save(path)
    ends = service_ends(marked, read_case(path).cancellations, sources(("paypal", "")))
    assert len(filled) == 3
    assert list(ends["match"]) == ["one"] * 3
    assert ends["subscription_id"].nunique() == 3
    assert list(ends["irregular"]).count(True) == 1


def test_a_debit_four_days_early_is_asked_about_however_late_it_would_make_all_others(tmp_path: Path) -> None:
    """Four debits on the 1st and one on the 27th are no plan of the 27th with four debits two to five days late."""
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-06-27"))])
    assert (heard.end(), sums(heard)) == ("2025-07-01", ("0.00", "0.00", "30.00"))
    assert heard.on("06-27")["verdict"] == "unclear"


def test_a_brand_that_the_plan_does_not_print_is_another_sellers(tmp_path: Path) -> None:
    rows = [wechat(day, text="畅享会员连续包月", seller="石课科技有限公司") for day in (*BASE, "2025-07-01")]
    heard = audited(tmp_path, [bill("wechat", rows)], cancelled(service="墨练畅享会员"))
    assert sums(heard) == ("0.00", "0.00", "0.00")
    assert "“墨练畅享会员” matches no payment" in heard.said()


def test_in_arrears_the_time_of_day_decides_on_the_next_debit(tmp_path: Path) -> None:
    """The debit on the day of the cancellation is for the month before, whichever came first."""
    case = cancelled("2025-07-01", billing="arrears")
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01", "2025-08-01"))], case)
    assert (heard.end(), sums(heard)) == ("2025-08-01", ("0.00", "0.00", "30.00"))
    assert heard.verdicts() == [("07-01", "in_term"), ("08-01", "unclear")]


def test_in_arrears_a_debit_of_the_very_day_is_asked_about_where_the_end_was_before_it(tmp_path: Path) -> None:
    """The merchant wrote that the service had ended in May; July 1 paid for June, before or after the cancellation."""
    case = cancelled("2025-07-01", billing="arrears", service_end="2025-05-01")
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01"))], case)
    assert heard.verdicts()[-1] == ("07-01", "unclear")
    assert sums(heard)[0] == "0.00"


def test_a_second_account_that_begins_after_the_end_is_asked_about_not_passed_over(tmp_path: Path) -> None:
    """Twice on the plan's day and at its price, in a card's bill that names the seller alone."""
    later = ("2025-07-01", "2025-08-01")
    card = [bank(f"{day} 11:00:00", remark=f"财付通-{SELLER}") for day in later]
    heard = audited(tmp_path, [bill("wechat", days(*BASE, *later)), bill("cmb", card)])
    assert sums(heard) == ("60.00", "0.23", "60.00")
    assert {f["verdict"] for f in heard.findings() if f["channel"] == "bank:cmb"} == {"unclear"}
