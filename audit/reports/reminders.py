"""`reminders.ics`: every next step and every billing day still to be watched, for any calendar program.

An event keeps its UID from audit to audit, so that importing the file again moves an entry instead of doubling it. One
that stood in the file before and is no longer needed is called off under its UID (`STATUS:CANCELLED`).
Times are civil times of the bills' zone; China's is written out, elsewhere they float.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Set
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vText

from audit.reports import labels
from audit.reports.audit_json import in_sheet_order
from audit.reports.known_names import telling
from audit.tables import Results
from audit.wording import Lang, Words, join

ZONE = "Asia/Shanghai"
_TITLE = Words("{what} ({service})", "{what}（{service}）")
_WATCH = Words("Check the bill for a charge by {service}", "查看账单：{service}是否又扣款")
_WATCH_WHY = Words(
    "A period of {service} would begin today ({channel} {account}). Export the bill a few days later and run the audit"
    " again.",
    "{service}的下一周期从今天开始（{channel} {account}）。请几天后导出账单并重新运行审计。",
)
_CASE = Words("Cancellation {cancellation}.", "取消编号：{cancellation}。")
_NAME = Words("Renewal audit", "续费审计")
_CLOSED, _MATTER = "closed", ["person", "cancellation_id"]
_FIRST_DAY, _ON, _OFF = date(2020, 1, 1), 0, 1
_DAY_BEFORE, _HOURS_BEFORE, _AT_ONCE = timedelta(hours=-15), timedelta(hours=-2), timedelta(0)


def write_reminders(results: Results, path: Path, lang: Lang, before: bytes = b"") -> None:
    """Write the calendar; billing days before the audit's own day are left out, deadlines never are.

    `before` is the calendar of the audit before, as it was written.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//renewal-audit//reminders 1//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _NAME.to(lang))
    if results.jurisdiction == "cn":
        calendar.add_component(_china())
    events = [*_steps(results, lang), *_watched(results, lang)]
    _hide(events, telling(results, lang))
    for event in [*events, *_called_off(results, before, {str(e["uid"]) for e in events})]:
        calendar.add_component(event)
    path.write_bytes(calendar.to_ical())


def _hide(events: list[Event], told: Callable[[str], str]) -> None:
    """Mask what names a person: a calendar is handed on to a phone, and from there to wherever it keeps its copies."""
    for entry in [*events, *(alarm for event in events for alarm in event.walk("VALARM"))]:
        for name in ("summary", "description"):
            if name in entry:
                entry[name] = vText(told(str(entry[name])))


def _entries(calendar: bytes) -> list[Any]:
    """The entries of a calendar; none of one that cannot be read."""
    try:
        return list(Calendar.from_ical(calendar).walk("VEVENT")) if calendar else []
    except ValueError:
        return []


def _called_off(results: Results, before: bytes, needed: Set[str]) -> Iterator[Event]:
    """The entries of the calendar before that are no longer needed and have not rung yet, in their order there."""
    for gone in _entries(before):
        when, uid = gone["dtstart"].dt, str(gone["uid"])
        day = when.date() if isinstance(when, datetime) else when
        if uid in needed or day < results.as_of:
            continue
        event = _dated(results, uid, when.replace(tzinfo=None) if isinstance(when, datetime) else when, _OFF)
        event.add("status", "CANCELLED")
        event.add("summary", str(gone.get("summary", "")))
        yield event


def _steps(results: Results, lang: Lang) -> Iterator[Event]:
    services, matters, seen = _services(results), _matters(results), Counter[tuple[str, str]]()
    steps = results.next_steps[results.next_steps["kind"].ne(_CLOSED)].dropna(subset="by_at")
    for row in in_sheet_order(steps.sort_values(["by_at", "kind"], kind="stable")):
        cancellation, kind = row["cancellation_id"], row["kind"]
        seen[cancellation, kind] += 1
        service = services.get(cancellation, "")
        title = _TITLE.fill(what=_name(kind), service=service) if service else _name(kind)
        at = row["by_at"].to_pydatetime()
        key = ("step", row["person"], *matters.get(cancellation, ()), kind, seen[cancellation, kind])
        event = _event(results, key, at if row["has_time"] else at.date())
        why = join([Words(row["what"], row["what_zh"]), _CASE.fill(cancellation=cancellation)])
        yield _worded(event, title, why, lang)


def _name(kind: str) -> Words:
    """What a step is called, in the few words a phone's calendar has room for."""
    name = labels.value("step", kind)
    return Words(name.en[:1].upper() + name.en[1:], name.zh)


def _watched(results: Results, lang: Lang) -> Iterator[Event]:
    services, matters = _services(results), _matters(results)
    steps = results.next_steps
    closed = pd.MultiIndex.from_frame(steps.loc[steps["kind"].eq(_CLOSED), _MATTER])
    told = pd.MultiIndex.from_frame(steps.loc[steps["kind"].eq("watch"), [*_MATTER, "by_at"]])
    is_open = ~pd.MultiIndex.from_frame(results.watch[_MATTER]).isin(closed)
    is_told = pd.MultiIndex.from_frame(results.watch[[*_MATTER, "from_on"]]).isin(told)  # a step says it already
    ahead = results.watch[is_open & ~is_told & (results.watch["from_on"] >= results.as_of.isoformat())]
    for row in in_sheet_order(ahead.sort_values(["from_on", "channel", "account_id"], kind="stable")):
        service, account = services.get(row["cancellation_id"], ""), row["account_id"]
        on = row["from_on"].date()
        key = ("watch", row["person"], *matters.get(row["cancellation_id"], ()), row["channel"], account, on)
        why = _WATCH_WHY.fill(service=service, channel=labels.channel(row["channel"]), account=account)
        yield _worded(_event(results, key, on), _WATCH.fill(service=service), why, lang)


def _services(results: Results) -> dict[str, str]:
    cancellations = results.case.cancellations
    return dict(zip(cancellations["cancellation_id"], cancellations["service"], strict=True))


def _matters(results: Results) -> dict[str, tuple[str, int]]:
    """What a cancellation keeps though its number moves: its service, and which of the service's own it is."""
    seen, matters = Counter[str](), {}
    for row in in_sheet_order(results.case.cancellations):
        seen[row["service"]] += 1
        matters[row["cancellation_id"]] = (row["service"], seen[row["service"]])
    return matters


def _event(results: Results, key: tuple[object, ...], when: date | datetime) -> Event:
    digest = hashlib.sha256("\n".join(str(part) for part in key).encode()).hexdigest()[:24]
    event = _dated(results, f"{digest}@renewal-audit", when, _ON)
    event.add("transp", "TRANSPARENT")
    for before in (_HOURS_BEFORE, _AT_ONCE) if isinstance(when, datetime) else (_DAY_BEFORE,):
        event.add_component(_alarm(before))
    return event


def _dated(results: Results, uid: str, when: date | datetime, rank: int) -> Event:
    """An entry with its UID and its time; of two versions of one the later audit's counts, `rank` on the same day."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(results.as_of, time(), UTC))
    event.add("sequence", (results.as_of - _FIRST_DAY).days * 2 + rank)
    in_china = isinstance(when, datetime) and results.jurisdiction == "cn"
    event.add("dtstart", when, parameters={"TZID": ZONE} if in_china else {})
    if not isinstance(when, datetime):
        event.add("dtend", when + timedelta(days=1))
    return event


def _alarm(before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", before)
    return alarm


def _worded(event: Event, title: Words, why: Words, lang: Lang) -> Event:
    event.add("summary", title.to(lang))
    event.add("description", why.to(lang))
    for alarm in event.walk("VALARM"):
        alarm.add("description", title.to(lang))
    return event


def _china() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzname", "CST")
    for name in ("tzoffsetfrom", "tzoffsetto"):
        standard.add(name, timedelta(hours=8))
    zone.add_component(standard)
    return zone
