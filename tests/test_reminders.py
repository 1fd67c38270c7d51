"""reminders.ics: what stands in it, when it rings, and that importing it twice doubles nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from icalendar import Calendar, Event
from results_sample import days, w01

from audit.reports.reminders import write_reminders
from audit.tables import NEXT_STEPS, WATCH, Results
from audit.wording import Lang


def events(results: Results, path: Path, lang: Lang = "en") -> list[Event]:
    write_reminders(results, path, lang)
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_every_next_step_and_every_billing_day_ahead_is_an_event(tmp_path: Path) -> None:
    found = events(w01(tmp_path), tmp_path / "r.ics")
    assert [(str(e["summary"]), e["dtstart"].to_ical().decode()) for e in found] == [
        ("Go on to a complaint (卡盟钻)", "20250704T100000"),
        ("Keep the evidence (卡盟钻)", "20251210"),
        ("Check the bill for a charge by 卡盟钻", "20250901"),
    ]


def test_the_title_is_short_and_the_whole_sentence_stands_below_it(tmp_path: Path) -> None:
    first = events(w01(tmp_path), tmp_path / "r.ics")[0]
    assert str(first["description"]) == "No answer from support: take it further. Cancellation C1."


def test_a_billing_day_that_is_a_step_too_rings_once(tmp_path: Path) -> None:
    results = w01(tmp_path)
    step = results.next_steps.head(1).assign(kind="watch", by_at=days("2025-09-01"), has_time=False)
    found = events(replace(results, next_steps=NEXT_STEPS.of(step)), tmp_path / "r.ics")
    assert [str(e["summary"]) for e in found] == ["Look for a new debit (卡盟钻)"]


def test_a_time_stands_in_china_and_a_day_is_whole(tmp_path: Path) -> None:
    timed, whole, _ = events(w01(tmp_path), tmp_path / "r.ics")
    assert timed["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert timed["dtstart"].dt.utcoffset() == timedelta(hours=8)
    assert whole["dtend"].dt - whole["dtstart"].dt == timedelta(days=1)


def test_elsewhere_times_float(tmp_path: Path) -> None:
    timed = events(replace(w01(tmp_path), jurisdiction="us"), tmp_path / "r.ics")[0]
    assert timed["dtstart"].dt == datetime(2025, 7, 4, 10, 0)
    assert "TZID" not in timed["dtstart"].params


def test_days_ring_the_morning_before_and_times_two_hours_before_and_at_once(tmp_path: Path) -> None:
    timed, whole, _ = events(w01(tmp_path), tmp_path / "r.ics")
    assert [a["trigger"].dt for a in timed.walk("VALARM")] == [timedelta(hours=-2), timedelta(0)]
    assert [a["trigger"].dt for a in whole.walk("VALARM")] == [timedelta(hours=-15)]


def test_an_event_keeps_its_uid_when_its_day_moves_and_the_audit_is_made_later(tmp_path: Path) -> None:
    results = w01(tmp_path)
    steps = results.next_steps.assign(by_at=days("2026-01-10", "2025-07-04 10:00"))
    later = replace(results, as_of=date(2025, 9, 1), next_steps=NEXT_STEPS.of(steps))
    before = {str(e["uid"]): e["dtstart"].dt for e in events(results, tmp_path / "a.ics")}
    after = {str(e["uid"]): e["dtstart"].dt for e in events(later, tmp_path / "b.ics")}
    assert before.keys() == after.keys()
    assert len(before) == 3
    assert date(2026, 1, 10) in after.values()


def test_an_event_keeps_its_uid_when_a_row_filled_in_above_moves_its_number(tmp_path: Path) -> None:
    results = w01(tmp_path)
    case, steps, watch = results.case.cancellations, results.next_steps, results.watch
    above = case.head(1).assign(service="影音会员")
    moved = case.assign(cancellation_id="C2")
    later = replace(
        results,
        case=replace(results.case, cancellations=pd.concat([above, moved], ignore_index=True)),
        next_steps=NEXT_STEPS.of(steps.assign(cancellation_id="C2")),
        watch=WATCH.of(watch.assign(cancellation_id="C2")),
    )
    before = {str(e["uid"]): str(e["summary"]) for e in events(results, tmp_path / "a.ics")}
    assert {str(e["uid"]): str(e["summary"]) for e in events(later, tmp_path / "b.ics")} == before


@pytest.mark.parametrize("jurisdiction", ["cn", "us"])
def test_the_file_is_a_calendar_as_rfc_5545_has_it(jurisdiction: str, tmp_path: Path) -> None:
    write_reminders(replace(w01(tmp_path), jurisdiction=jurisdiction), tmp_path / "r.ics", "zh")
    raw = (tmp_path / "r.ics").read_bytes()
    assert raw.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    calendar = Calendar.from_ical(raw)
    assert not [c.errors for c in calendar.walk() if c.errors]
    zones = {str(z["tzid"]) for z in calendar.walk("VTIMEZONE")}
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"} <= event.keys()
        assert set(event["dtstart"].params.get("TZID", "").split()) <= zones
        assert ("DTEND" in event) == (event["dtstart"].params.get("VALUE") == "DATE")  # whole days end, moments do not
        assert all({"ACTION", "TRIGGER", "DESCRIPTION"} <= alarm.keys() for alarm in event.walk("VALARM"))


def test_two_steps_of_one_kind_are_two_events_and_another_service_has_others(tmp_path: Path) -> None:
    results = w01(tmp_path)
    two = NEXT_STEPS.of(results.next_steps.assign(kind="escalate"))
    assert len({str(e["uid"]) for e in events(replace(results, next_steps=two), tmp_path / "a.ics")}) == 3
    other = results.case.cancellations.assign(service="别的服务")
    others = events(replace(results, case=replace(results.case, cancellations=other)), tmp_path / "b.ics")
    assert not {str(e["uid"]) for e in others} & {str(e["uid"]) for e in events(results, tmp_path / "c.ics")}


def test_a_billing_day_already_past_is_not_watched_for(tmp_path: Path) -> None:
    results = replace(w01(tmp_path), as_of=date(2025, 9, 2), next_steps=NEXT_STEPS.empty())
    assert events(results, tmp_path / "r.ics") == []


def test_stamps_are_the_audits_own_day_and_bytes_are_equal(tmp_path: Path) -> None:
    results = w01(tmp_path)
    (first, *_) = events(results, tmp_path / "a.ics", "zh")
    assert first["dtstamp"].dt == datetime(2025, 9, 1, tzinfo=UTC)
    events(results, tmp_path / "b.ics", "zh")
    assert (tmp_path / "a.ics").read_bytes() == (tmp_path / "b.ics").read_bytes()


@pytest.mark.parametrize("service", ["a\nBEGIN:VEVENT", "a,b;c\\d", "=1+1"])
def test_a_service_name_cannot_break_out_of_its_line(service: str, tmp_path: Path) -> None:
    results = w01(tmp_path)
    named = results.case.cancellations.assign(service=service)
    found = events(replace(results, case=replace(results.case, cancellations=named)), tmp_path / "r.ics")
    assert len(found) == 3
    assert str(found[2]["summary"]) == f"Check the bill for a charge by {service}"


def test_nothing_to_do_is_an_empty_calendar(tmp_path: Path) -> None:
    empty = replace(w01(tmp_path), next_steps=NEXT_STEPS.empty(), watch=WATCH.empty())
    assert events(empty, tmp_path / "r.ics") == []


def again(results: Results, path: Path) -> dict[str, tuple[str, str]]:
    """What stands in the calendar written over the one that stood there: (status, summary) by UID."""
    write_reminders(results, path, "en", path.read_bytes())
    found = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert len({str(e["uid"]) for e in found}) == len(found)
    return {str(e["uid"]): (str(e.get("status", "")), str(e["summary"])) for e in found}


def test_what_is_no_longer_needed_is_called_off_under_its_uid(tmp_path: Path) -> None:
    results, path = w01(tmp_path), tmp_path / "r.ics"
    before = {str(e["uid"]): str(e["summary"]) for e in events(results, path)}
    fewer = replace(results, next_steps=NEXT_STEPS.empty())
    told = again(fewer, path)
    keep = "Keep the evidence (卡盟钻)"
    watch = "Check the bill for a charge by 卡盟钻"
    assert sorted(told.values()) == [("", watch), ("CANCELLED", keep)]  # what has already rung is left alone
    assert told.keys() <= before.keys()
    assert again(fewer, path) == told  # still called off for who did not import the calendar between


def test_a_closed_case_rings_no_more_and_an_open_one_rings_again(tmp_path: Path) -> None:
    results, path = w01(tmp_path), tmp_path / "r.ics"
    first = events(results, path)
    closed = results.next_steps.head(1).assign(kind="closed", by_at=days("2025-09-01"))
    told = again(replace(results, next_steps=NEXT_STEPS.of(closed)), path)
    assert {status for status, _ in told.values()} == {"CANCELLED"}
    assert len(told) == 2
    assert {status for status, _ in again(results, path).values()} == {""}
    assert len(first) == 3


def test_a_later_version_outranks_an_earlier_one(tmp_path: Path) -> None:
    results, path = w01(tmp_path), tmp_path / "r.ics"
    [made] = {e["sequence"] for e in events(results, path)}
    write_reminders(replace(results, next_steps=NEXT_STEPS.empty()), path, "en", path.read_bytes())
    off = {e["sequence"] for e in Calendar.from_ical(path.read_bytes()).walk("VEVENT") if "status" in e}
    [later] = {e["sequence"] for e in events(replace(results, as_of=date(2025, 9, 2)), path)}
    assert [made < n < later for n in off] == [True]


def test_a_calendar_that_cannot_be_read_calls_nothing_off(tmp_path: Path) -> None:
    write_reminders(w01(tmp_path), tmp_path / "r.ics", "en", b"no calendar")
    assert len(Calendar.from_ical((tmp_path / "r.ics").read_bytes()).walk("VEVENT")) == 3
