"""Cancellations that stores' own records tell: they enter the audit by themselves, and never over the user's entry."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from apple_files import MUSIC, apple, bought, switched_off
from casebook import Heard, alipay, bill, cancelled
from judging_rows import cancellations, paid, payments

from audit.case import write_case
from audit.judging.found_cancellations import contradicted, found_cancellations, with_found
from audit.judging.subscriptions import mark_subscriptions
from audit.pipeline import run
from audit.reports.explain import explain
from audit.samples import encode, file_name
from audit.samples.casefile import Cell, write_case_file
from audit.tables import EVENTS

STORE = "App Store & Apple Music"
PLAN = {
    "store": "apple",
    "mandate_id": "1440",
    "counterparty": "云盘",
    "description": "云盘会员",
    "utc_offset": "+08:00",
}
NONE = cancellations(cancelled()).iloc[:0]


@cache
def plan(*days: str, **more: Any) -> pd.DataFrame:
    """Payments of ¥25.00 on these days, explained by Apple's history unless told otherwise, with their plans."""
    return mark_subscriptions(payments(*(paid(f"{day} 09:12:33", "25.00", **{**PLAN, **more}) for day in days)))


MONTHS = ("2025-04-24", "2025-05-24", "2025-06-24", "2025-07-24")


def told(what: str, at: str, **more: Any) -> dict[str, Any]:
    row = {
        "source": "bill", "what": what, "occurred_at": at, "has_time": True, "utc_offset": "+00:00", "channel": "apple",
        "service": "云盘会员", "whom": "云盘", "mandate_id": "1440", "file": "Subscription History.csv", "row": 2,
    }  # fmt: skip
    return row | more


def events(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return EVENTS.of(frame.assign(occurred_at=pd.to_datetime(frame["occurred_at"]).astype("datetime64[s]")))


def found(
    *rows: dict[str, Any], marked: pd.DataFrame | None = None, case: pd.DataFrame = NONE
) -> list[tuple[Any, ...]]:
    """(id, service, time, resubscribed at) of every cancellation found."""
    made = found_cancellations(events(*rows), plan(*MONTHS) if marked is None else marked, case)
    columns = ["cancellation_id", "service", "cancelled_at", "resubscribed_at"]
    return [tuple(None if pd.isna(v) else v for v in row) for row in made[columns].itertuples(index=False)]


def test_a_switch_off_becomes_a_cancellation_in_the_time_of_the_payments() -> None:
    made = found_cancellations(events(told("cancelled", "2025-08-09 20:00:00")), plan(*MONTHS), NONE)
    row = made.iloc[0]
    assert (row["cancellation_id"], row["service"], row["path"], row["proof"]) == ("C1", "云盘会员", "app_store", "A")
    assert (row["cancelled_at"], row["cancelled_has_time"]) == (pd.Timestamp("2025-08-10 04:00:00"), True)
    assert (row["source"], row["file"], row["row"]) == ("bill", "Subscription History.csv", 2)
    assert row["note"] == "Subscription History.csv:2 · 2025-08-09 20:00 UTC = 2025-08-10 04:00 +08:00"


@pytest.mark.parametrize(
    ("marked", "at", "timed"),
    [
        (plan(*MONTHS, utc_offset=""), "2025-08-10 04:00:00", True),
        (plan(*MONTHS, utc_offset="", currency="USD"), "2025-08-09", False),
        (plan(*MONTHS, utc_offset="-07:00", currency="USD"), "2025-08-09 13:00:00", True),
    ],
)
def test_without_a_zone_yuan_are_paid_in_china_and_other_money_only_knows_the_day(
    marked: pd.DataFrame, at: str, timed: bool
) -> None:
    row = found_cancellations(events(told("cancelled", "2025-08-09 20:00:00")), marked, NONE).iloc[0]
    assert (row["cancelled_at"], row["cancelled_has_time"]) == (pd.Timestamp(at), timed)


def test_the_agreement_names_the_plan_before_its_name_does() -> None:
    other = {"mandate_id": "1555", "description": "音乐会员", "counterparty": "乐海"}
    rows = [paid(f"{day} 09:12:33", "25.00", **PLAN) for day in MONTHS]
    rows += [paid(f"{day} 09:12:33", "11.00", **{**PLAN, **other}) for day in MONTHS]
    marked = mark_subscriptions(payments(*rows))
    by_name = told("cancelled", "2025-08-09 20:00:00", mandate_id="")
    assert [row[1] for row in found(told("cancelled", "2025-08-09 20:00:00", mandate_id="1555"), marked=marked)] == [
        "音乐会员"
    ]
    assert [row[1] for row in found(by_name, marked=marked)] == ["云盘会员"]
    assert found(by_name | {"service": "地图会员", "whom": ""}, marked=marked) == []
    assert found(by_name | {"channel": "google_play"}, marked=marked) == []


def test_a_plan_nobody_paid_for_is_no_business_of_the_audit() -> None:
    assert found(told("cancelled", "2025-08-09 20:00:00", mandate_id="9", service="别的", whom="")) == []
    assert found(told("cancelled", "2025-08-09 20:00:00", person="q")) == []


def test_switched_on_again_later_is_a_new_subscription() -> None:
    off, on = told("cancelled", "2025-06-09 20:00:00"), told("renewed", "2025-07-01 04:00:00")
    early = told("renewed", "2025-04-24 01:00:00")
    assert found(early, off, on) == [
        ("C1", "云盘会员", pd.Timestamp("2025-06-10 04:00"), pd.Timestamp("2025-07-01 12:00"))
    ]


def test_each_time_without_renewal_is_a_cancellation_and_a_second_switch_off_is_none() -> None:
    rows = [
        told("cancelled", "2025-05-01 00:00:00"),
        told("cancelled", "2025-05-02 00:00:00"),
        told("renewed", "2025-05-20 00:00:00"),
        told("cancelled", "2025-07-30 00:00:00"),
    ]
    assert [(row[0], str(row[2])[:10]) for row in found(*rows)] == [("C1", "2025-05-01"), ("C2", "2025-07-30")]


class TestBesideTheUsersEntry:
    OFF = told("cancelled", "2025-08-09 20:00:00")

    @staticmethod
    def entry(at: str = "2025-08-10 10:00", **more: Any) -> pd.DataFrame:
        return cancellations({"service": "云盘会员", "terms": "period_end", "billing": "advance", "path": "app_store",
                              "proof": "B", "cancelled_at": at, "cancelled_has_time": " " in at} | more)  # fmt: skip

    def test_what_the_user_cancelled_at_the_store_is_not_found_again(self) -> None:
        assert found(self.OFF, case=self.entry()) == []
        assert found(self.OFF, case=self.entry("2025-06-01 10:00")) == []

    def test_an_act_that_does_not_reach_the_store_leaves_room_for_the_one_that_does(self) -> None:
        assert [row[0] for row in found(self.OFF, case=self.entry("2025-06-01 10:00", path="app"))] == ["C2"]

    def test_the_same_day_by_an_unnamed_way_is_the_same_act(self) -> None:
        both = with_found(self.entry(path=""), events(self.OFF), plan(*MONTHS))
        assert both[["cancellation_id", "path", "source"]].values.tolist() == [["C1", "app_store", ""]]

    def test_the_records_very_moment_is_the_record(self) -> None:
        both = with_found(self.entry("2025-08-10 04:00"), events(self.OFF), plan(*MONTHS))
        assert both[["cancellation_id", "source"]].values.tolist() == [["C1", "bill"]]
        assert both["note"].iloc[0].startswith("Subscription History.csv:2")

    def test_a_day_the_person_typed_is_the_persons_own_word(self) -> None:
        marked = plan(*MONTHS, utc_offset="", currency="USD")
        typed = with_found(self.entry("2025-08-09"), events(self.OFF), marked)
        assert typed[["cancellation_id", "source"]].values.tolist() == [["C1", ""]]
        place = "Subscription History.csv:2 · 2025-08-09 20:00 UTC"
        copied = with_found(self.entry("2025-08-09", note=place), events(self.OFF), marked)
        assert copied[["cancellation_id", "source"]].values.tolist() == [["C1", "bill"]]

    def test_switched_on_again_fills_what_the_user_left_blank(self) -> None:
        on = told("renewed", "2025-08-20 00:00:00")
        both = with_found(self.entry(), events(on), plan(*MONTHS))
        assert (both["resubscribed"].iloc[0], both["resubscribed_at"].iloc[0]) == (
            "yes",
            pd.Timestamp("2025-08-20 08:00"),
        )
        denied = with_found(self.entry(resubscribed="no"), events(on), plan(*MONTHS))
        assert denied[["resubscribed", "resubscribed_at"]].values.tolist() == [["no", pd.Timestamp("2025-08-20 08:00")]]

    def test_another_day_and_a_denied_switching_on_are_shown(self) -> None:
        on = told("renewed", "2025-08-20 00:00:00")
        rows = events(self.OFF, on)
        shown = [(case["cancellation_id"], other_day) for case, _, other_day in
                 contradicted(rows, plan(*MONTHS), self.entry("2025-08-05 10:00", resubscribed="no"))]  # fmt: skip
        assert shown == [("C1", True), ("C1", False)]
        assert not list(contradicted(events(self.OFF), plan(*MONTHS), self.entry()))

    def test_a_denied_switching_on_is_shown_of_a_copied_row_and_without_a_switch_off_too(self) -> None:
        on = told("renewed", "2025-08-20 00:00:00")
        for rows in ((self.OFF, on), (on,)):
            entry = with_found(self.entry("2025-08-10 04:00", resubscribed="no"), events(*rows), plan(*MONTHS))
            shown = [row[2] for row in contradicted(events(*rows), plan(*MONTHS), entry)]
            assert shown == [False]
        early = events(told("renewed", "2025-04-24 01:00:00"))
        assert not list(contradicted(early, plan(*MONTHS), self.entry(resubscribed="no")))


def audited(
    folder: Path,
    *case: dict[str, Cell],
    off: str = "2025-08-09T20:00:00",
    last: str = "2025-08-24",
    copied: bool = True,
) -> Heard:
    """Apple's purchases and subscriptions beside the wallet that paid; a case file where rows are given.

    `copied`: Apple's copy was made after the last payment.
    """
    days = [*MONTHS, last] if last else MONTHS
    rows = [alipay(day, "25.00", seller=STORE, text=STORE) for day in days]
    apple(
        folder,
        [bought(f"{day}T01:12:33", "25.00") for day in (days if copied else MONTHS)],
        [switched_off(off), switched_off("2025-08-01T00:00:00", MUSIC)],
    )
    made = bill("alipay", rows)
    (folder / file_name(made)).write_bytes(encode(made))
    if case:
        (folder / "case.xlsx").write_bytes(write_case_file({"cancellations": list(case)}, "en"))
    return Heard(run([folder], as_of=date(2025, 9, 1)), folder)


def said(heard: Heard) -> dict[str, Any]:
    """What an audit comes to, without the names of its rows in the case file."""
    claim, ends = heard.claim(), heard.audit.ends
    return {
        "claim": claim, "verdicts": heard.verdicts(), "end": heard.end(), "steps": ends["steps"].tolist(),
        "ids": heard.audit.findings["finding_id"].tolist(), "problems": len(heard.audit.problems),
    }  # fmt: skip


def test_a_charge_in_the_history_that_tells_the_cancellation_is_owed(tmp_path: Path) -> None:
    heard = audited(tmp_path)
    assert (heard.claim()["principal"], heard.claim()["in_question"]) == ("25.00", "0.00")
    assert (heard.end(), heard.verdicts()) == ("2025-08-24", [("07-24", "in_term"), ("08-24", "after_end")])


def test_a_charge_after_the_copy_was_made_is_a_question_and_never_a_claim(tmp_path: Path) -> None:
    heard = audited(tmp_path, copied=False)
    assert (heard.claim()["principal"], heard.claim()["in_question"]) == ("0.00", "25.00")
    assert (heard.end(), heard.verdicts()) == ("2025-08-24", [("07-24", "in_term"), ("08-24", "unclear")])
    assert "a newer export of it would tell" in heard.on("08-24")["reason"]


def test_a_charge_no_history_holds_may_be_a_new_subscription(tmp_path: Path) -> None:
    cloud = ("1440000004", "iCloud+ 50GB", "iCloud", "Apple")
    rows = [
        alipay(day, "6.00", seller="苹果电子产品商贸(北京)有限公司", text="iCloud+ 50GB")
        for day in (*MONTHS, "2025-08-24")
    ]
    made = bill("alipay", rows)
    (tmp_path / file_name(made)).write_bytes(encode(made))
    apple(tmp_path, subscriptions=[switched_off("2025-08-09T20:00:00", cloud)])
    heard = Heard(run([tmp_path], as_of=date(2025, 9, 1)), tmp_path)
    assert heard.verdicts()[-1] == ("08-24", "unclear")
    assert "after that record was made" in heard.on("08-24")["reason"]
    assert "subscribe again" in heard.on("08-24")["question"]


def test_a_clean_cancellation_is_found_and_watched(tmp_path: Path) -> None:
    heard = audited(tmp_path, last="")
    assert heard.claim()["in_question"] == "0.00"
    assert heard.end() == "2025-08-24"
    assert "clean" in heard.audit.watch["state"].tolist()


def test_saving_the_pre_filled_file_changes_nothing_and_nothing_is_doubled(tmp_path: Path) -> None:
    before = audited(tmp_path)
    path = tmp_path / "case.xlsx"
    write_case(path, before.audit.subscriptions, before.audit.ends, lang="zh")
    after = Heard(run([tmp_path], as_of=date(2025, 9, 1)), tmp_path)
    assert said(after) == said(before)
    assert after.audit.case.cancellations["row"].tolist() == [3]
    assert write_case(path, after.audit.subscriptions, after.audit.ends, lang="zh", existing=path) == 0
    tab = openpyxl.load_workbook(path)["取消"]
    moments = [cell.value for row in tab.iter_rows(min_row=3) for cell in row if isinstance(cell.value, datetime)]
    assert moments == [datetime(2025, 8, 10, 4, 0)]


def test_no_is_an_answer_in_the_pre_filled_row(tmp_path: Path) -> None:
    heard = audited(
        tmp_path, cancelled("2025-08-10 04:00", service="云盘会员", path="app_store", proof="A", resubscribed_at="no")
    )
    assert (heard.claim()["principal"], heard.claim()["in_question"]) == ("25.00", "0.00")


def test_the_users_day_stands_and_the_records_is_shown(tmp_path: Path) -> None:
    heard = audited(tmp_path, cancelled("2025-08-12 10:00", service="云盘会员", path="app_store"))
    assert heard.claim()["principal"] == "25.00"
    problem = heard.audit.problems.to_dict("records")
    assert [(p["file"], p["row"]) for p in problem] == [("case.xlsx", 2)]
    assert "2025-08-12" in problem[0]["reason"]
    assert "2025-08-09 20:00 UTC = 2025-08-10 04:00 +08:00" in problem[0]["reason_zh"]


def test_it_is_marked_everywhere_as_found_in_a_bill(tmp_path: Path) -> None:
    heard = audited(tmp_path)
    out = tmp_path / "result"
    heard.audit.save(out, lang="en")
    place = "Subscription History.csv:2"
    document = json.loads((out / "audit.json").read_text("utf-8"))
    assert document["cancellations"][0]["found_in"].startswith(place)
    assert place in document["cancellations"][0]["steps"][0]
    assert place in explain(heard.audit, heard.on("08-24")["finding_id"], "zh")
    page = (out / "report.html").read_text("utf-8")
    assert "the cancellation was found in a bill" in page
    assert place in page
    summary = openpyxl.load_workbook(out / "claim.xlsx").worksheets[0]
    shown = [str(cell.value) for row in summary.iter_rows() for cell in row if cell.value]
    assert any("cancellation found in a bill" in text for text in shown)


def test_a_history_without_the_bill_that_paid_for_it_asks_for_that_bill(tmp_path: Path) -> None:
    bought_then = [bought(f"{day}T01:12:33", "25.00") for day in (*MONTHS, "2025-08-24")]
    apple(tmp_path, bought_then, [switched_off("2025-07-09T20:00:00")])
    heard = Heard(run([tmp_path], as_of=date(2025, 9, 1)), tmp_path)
    shown = heard.audit.problems[["file", "row", "reason"]].to_numpy().tolist()
    assert [(file.rpartition("/")[2], row) for file, row, _ in shown] == [("Subscription History.csv", 2)]
    assert "2 purchases of it after that" in shown[0][2]
    assert "add the bill of the card" in shown[0][2]
    typed = write_case_file({"cancellations": [cancelled("2025-07-10", service="云盘会员", path="app_store")]}, "en")
    (tmp_path / "case.xlsx").write_bytes(typed)
    heard = Heard(run([tmp_path], as_of=date(2025, 9, 1)), tmp_path)
    said_of_it = heard.audit.problems.set_index("file").loc["case.xlsx", "reason"]
    assert "stands in the history of Apple (App Store)" in said_of_it
    (tmp_path / "more").mkdir()
    assert audited(tmp_path / "more", off="2025-07-09T20:00:00").audit.problems.empty


def test_what_no_history_holds_is_still_looked_for_in_the_bills(tmp_path: Path) -> None:
    apple(tmp_path, [bought("2025-08-24T01:12:33", "25.00")])
    typed = write_case_file({"cancellations": [cancelled("2025-07-10", service="地图", path="app_store")]}, "en")
    (tmp_path / "case.xlsx").write_bytes(typed)
    heard = Heard(run([tmp_path], as_of=date(2025, 9, 1)), tmp_path)
    assert "matches no payment in the bills" in heard.audit.problems["reason"].item()
