"""The watch: which cycles after the service end the bills show to be clean, and what to export where they do not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from audit import catalogue
from audit.judging.watch import watch
from audit.tables import ENDS, FINDINGS, SOURCES, WATCH, check


def end(on: str = "2025-07-01", **facts: Any) -> dict[str, Any]:
    base = {
        "person": "p",
        "cancellation_id": "C1",
        "subscription_id": "S1",
        "match": "one",
        "service_end": on,
        "interval": "month",
        "interval_count": 1,
        "billing_day": int(on[-2:]),
        "anchor_on": "2025-03-" + on[-2:],
        "billing": "advance",
        "resubscribed": "",
    }
    return base | facts


def finding(on: str, verdict: str = "after_end", **facts: Any) -> dict[str, Any]:
    base = {
        "person": "p",
        "cancellation_id": "C1",
        "subscription_id": "S1",
        "verdict": verdict,
        "channel": "wechat",
        "account_id": "小明",
        "counterparty": "某某商户",
        "occurred_at": f"{on} 09:00:00",
        "has_time": True,
        "civil_date": on,
        "amount_minor": 3000,
        "currency": "CNY",
        "period_start": on,
    }
    return base | facts


def source(since: str, until: str, channel: str = "wechat", account: str = "小明", **facts: Any) -> dict[str, Any]:
    return {
        "person": "p",
        "channel": channel,
        "account_id": account,
        "covered_from_at": since,
        "covered_until_at": until,
        "hides_charges": False,
        **facts,
    }


def cycles(
    ends: list[dict[str, Any]], findings: list[dict[str, Any]], sources: list[dict[str, Any]], as_of: str = "2025-09-01"
) -> pd.DataFrame:
    tables = (
        table.of(pd.DataFrame(rows)) if rows else table.empty()
        for table, rows in ((ENDS, ends), (FINDINGS, findings), (SOURCES, sources))
    )
    return check(watch(*tables, as_of=date.fromisoformat(as_of)), WATCH)


def states(*given: Any, **more: Any) -> list[tuple[str, str]]:
    found = cycles(*given, **more)
    return [(f"{on:%Y-%m-%d}", state) for on, state in zip(found["from_on"], found["state"], strict=True)]


IN_TERM = finding("2025-06-01", "in_term")
WHOLE = source("2025-01-01", "2025-09-01 10:00:00")


def test_charged_cycles_and_clean_ones_up_to_the_day_of_the_audit() -> None:
    found = cycles([end()], [IN_TERM, finding("2025-07-01")], [WHOLE], "2025-08-31")
    assert found[["state", "note"]].values.tolist() == [
        ["charged", "Charged ¥30.00 on 2025-07-01."],
        ["clean", "The bills show 2025-07-31 to 2025-08-01, and no charge."],
    ]
    assert found["to_on"].dt.strftime("%m-%d").tolist() == ["08-01", "09-01"]


def test_at_least_two_cycles_are_watched_and_the_days_to_come_are_upcoming() -> None:
    assert states([end()], [IN_TERM], [WHOLE], as_of="2025-06-20") == [
        ("2025-07-01", "upcoming"),
        ("2025-08-01", "upcoming"),
    ]


def test_a_cycle_whose_last_day_is_not_over_is_upcoming_unless_a_bill_shows_it_whole() -> None:
    assert (
        states([end()], [IN_TERM], [source("2025-01-01", "2025-07-01 12:00:00")], as_of="2025-07-01")[0][1]
        == "upcoming"
    )
    assert states([end()], [IN_TERM], [source("2025-01-01", "2025-07-02")], as_of="2025-07-01")[0][1] == "clean"


def test_coverage_ends_with_the_export_and_the_export_to_make_is_named() -> None:
    found = cycles(
        [end("2025-07-20")], [finding("2025-06-20", "in_term")], [source("2025-01-01", "2025-07-15 10:00:00")]
    )
    assert found["state"].tolist() == ["not_covered", "not_covered"]
    note, note_zh = found.loc[0, ["note", "note_zh"]]
    assert note.startswith("No bill shows all of 2025-07-19 to 2025-07-20. Export the bill of WeChat Pay (小明)")
    assert note_zh.startswith("没有账单完整覆盖 2025-07-19 至 2025-07-20。请重新导出微信支付（小明）的账单")
    assert note_zh.endswith(catalogue.channel("wechat").export.zh)
    assert "用于个人对账" in note_zh
    assert found.loc[1, "note"].endswith("Export the bill of WeChat Pay (小明) so that it includes these days.")


def test_one_day_to_look_at_is_said_as_one_day() -> None:
    paid = finding("2025-06-20", "in_term", channel="paypal")  # who debits on the day itself, with its time
    for until, as_of, said, said_zh in (
        ("2025-07-15", "2025-08-01", "No bill shows all of 2025-07-20. Export", "没有账单完整覆盖 2025-07-20。请"),
        ("2025-08-01", "2025-08-01", "The bills show 2025-07-20, and no charge.", "账单覆盖 2025-07-20，未见扣款。"),
        ("2025-07-15", "2025-07-19", "Still to come: look on 2025-07-20.", "尚未到期：请在 2025-07-20 留意扣款。"),
    ):
        shown = source("2025-01-01", until, "paypal")
        first = cycles([end("2025-07-20", channel="paypal")], [paid], [shown], as_of=as_of).iloc[0]
        assert first["note"].startswith(said)
        assert first["note_zh"].startswith(said_zh)


@pytest.mark.parametrize("channel", ["wechat", "alipay", "bank:cmb", "bank:icbc", "bank:sunny", "paypal"])
def test_the_export_named_is_the_channels_own(channel: str) -> None:
    shown = source("2025-01-01", "2025-07-15 10:00:00", channel=channel)
    found = cycles([end("2025-07-20", channel=channel)], [finding("2025-06-20", "in_term", channel=channel)], [shown])
    note, note_zh = found.loc[0, ["note", "note_zh"]]
    whose = catalogue.channel(channel)
    assert (whose.name.en in note, note.endswith(whose.export.en)) == (True, True)
    assert (whose.name.zh in note_zh, note_zh.endswith(whose.export.zh)) == (True, True)


@pytest.mark.parametrize(
    ("sources", "state"),
    [
        ([source("2025-01-01", "2025-06-30 12:00:00"), source("2025-06-30 12:00:00", "2025-07-02")], "clean"),
        ([source("2025-01-01", "2025-06-30 12:00:00"), source("2025-07-01", "2025-07-02")], "not_covered"),
        ([source("2025-06-30", "2025-07-02")], "clean"),
        ([source("2025-07-01", "2025-07-02")], "not_covered"),
        ([source("2025-01-01", "2025-07-01 23:00:00")], "not_covered"),
        ([source("2025-01-01", "2025-09-01", hides_charges=True)], "not_covered"),
        ([source("2025-01-01", "2025-09-01", account="别人")], "not_covered"),
        ([source("2025-01-01", "2025-09-01", channel="alipay")], "not_covered"),
        ([source("2025-01-01", "2025-09-01", person="q")], "not_covered"),
        ([], "not_covered"),
    ],
)
def test_clean_needs_every_moment_of_the_window_in_the_bills_of_that_account(
    sources: list[dict[str, Any]], state: str
) -> None:
    assert states([end()], [IN_TERM], sources)[0] == ("2025-07-01", state)


def test_alipay_may_debit_five_days_early() -> None:
    alipay = finding("2025-06-01", "in_term", channel="alipay", account_id="a")
    assert states([end()], [alipay], [source("2025-06-26", "2025-09-01", "alipay", "a")])[0][1] == "clean"
    assert states([end()], [alipay], [source("2025-06-27", "2025-09-01", "alipay", "a")])[0][1] == "not_covered"


def test_a_bank_without_times_posts_three_days_late() -> None:
    bank = finding("2025-06-01", "in_term", channel="bank:cmb", account_id="1234", has_time=False)
    for until, state in (("2025-07-05", "clean"), ("2025-07-04 12:00:00", "not_covered")):
        assert states([end()], [bank], [source("2025-01-01", until, "bank:cmb", "1234")])[0][1] == state
    timed = {**bank, "has_time": True}
    assert states([end()], [timed], [source("2025-01-01", "2025-07-02", "bank:cmb", "1234")])[0][1] == "clean"


def test_a_charge_long_after_the_billing_day_is_charged_later() -> None:
    late = finding("2025-08-19", "unclear", period_start="2025-08-01")
    found = cycles([end()], [IN_TERM, late], [WHOLE], "2025-08-31")
    assert found["state"].tolist() == ["clean", "charged_later"]
    assert found["note"].iloc[1] == "No charge around the billing day, but ¥30.00 was charged on 2025-08-19."


@pytest.mark.parametrize("verdict", ["mirror", "one_off", "in_term", "resubscribed"])
def test_other_verdicts_pay_no_cycle(verdict: str) -> None:
    assert states([end()], [IN_TERM, finding("2025-07-01", verdict)], [WHOLE])[0] == ("2025-07-01", "clean")


def test_each_rail_and_account_is_watched_for_itself() -> None:
    both = [IN_TERM, finding("2025-07-01", channel="alipay", account_id="a")]
    found = cycles([end()], both, [WHOLE], "2025-07-31")
    assert found[["channel", "state"]].values.tolist() == [
        ["alipay", "charged"],
        ["alipay", "upcoming"],
        ["wechat", "clean"],
        ["wechat", "upcoming"],
    ]


def test_of_a_yearly_plan_the_next_anniversary() -> None:
    yearly = end("2026-04-21", interval="year", anchor_on="2024-04-21", billing_day=21)
    assert states([yearly], [finding("2025-04-21", "in_term")], [], as_of="2025-09-01") == [("2026-04-21", "upcoming")]


def test_a_thirty_day_plan_and_a_billing_day_of_31() -> None:
    days = end("2025-12-28", interval="day", interval_count=30, billing_day=0, anchor_on="2025-07-31")
    assert states([days], [IN_TERM], [], as_of="2025-12-01") == [("2025-12-28", "upcoming"), ("2026-01-27", "upcoming")]
    clamped = end("2025-02-28", anchor_on="2025-01-31", billing_day=31)
    assert [on for on, _ in states([clamped], [IN_TERM], [], as_of="2025-02-01")] == ["2025-02-28", "2025-03-31"]


def test_in_arrears_the_debit_comes_at_the_end_of_the_cycle() -> None:
    arrears = end(billing="arrears")
    charged = finding("2025-08-01", period_start="2025-07-01")
    assert states([arrears], [IN_TERM, charged], [WHOLE], as_of="2025-08-15") == [
        ("2025-07-01", "charged"),
        ("2025-08-01", "upcoming"),
    ]


def test_the_watch_stops_where_the_person_subscribed_again() -> None:
    again = end(resubscribed="yes", resubscribed_at="2025-07-15 10:00:00")
    assert states([again], [IN_TERM], [WHOLE]) == [("2025-07-01", "clean")]


def test_without_a_judged_payment_every_account_of_the_person_is_watched() -> None:
    bills = [WHOLE, source("2025-01-01", "2025-09-01", "alipay", "a"), source("2025-01-01", "2025-09-01", "apple", "x")]
    assert set(cycles([end()], [], bills)["channel"]) == {"wechat", "alipay"}
    assert set(cycles([end(channel="alipay")], [], bills)["channel"]) == {"alipay"}


@pytest.mark.parametrize(
    "facts", [{"match": "none"}, {"match": "several"}, {"match": "follows"}, {"service_end": None}, {"interval": ""}]
)
def test_without_an_end_or_a_lattice_there_is_nothing_to_watch(facts: dict[str, Any]) -> None:
    assert cycles([end() | facts], [IN_TERM], [WHOLE]).empty
