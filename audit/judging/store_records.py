"""What stores' own records tell of subscriptions: when renewal was switched off, and on again, for which plan.

A record's time is turned into the time of the plan's payments; both stand in its note, with file and row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

import pandas as pd

from audit.judging.itemised import store_in
from audit.judging.legs import of_unique
from audit.judging.persons import Row, rows_of_persons
from audit.judging.plan_names import Plan, match_plans
from audit.judging.subscriptions import PLANNED, plans_of
from audit.judging.zones import ahead

BILL = "bill"
_WHAT = ("cancelled", "renewed")
_TRIAL = ("trial",)
_AT_HOME = "+08:00"  # bills that print no zone, and yuan, are China's
_UTC = "+00:00"


@dataclass(frozen=True)
class Act:
    """By a store's record: renewal of a plan switched off (`cancelled`) or on (`renewed`), or free of charge (`trial`).

    `at` is in the time of the plan's payments; a day alone where a zone or the hour is not known.
    """

    person: str
    plan: Plan
    name: str  # what the plan, and no other, goes by in a case file
    store: str
    what: str
    at: datetime
    timed: bool
    note: str
    file: str
    row: int


def acts(events: pd.DataFrame, marked: pd.DataFrame) -> list[Act]:
    """What stores' records tell of plans, by person, plan and time; one of a plan nobody paid for is passed over."""
    return _told(events, marked, _WHAT)


def trials(events: pd.DataFrame, marked: pd.DataFrame) -> list[Act]:
    """The free periods that stores' histories hold of plans that were paid for, by person, plan and time."""
    return _told(events, marked, _TRIAL)


def _told(events: pd.DataFrame, marked: pd.DataFrame, what: Sequence[str]) -> list[Act]:
    told = events[events["source"].eq(BILL) & events["what"].isin(what) & events["occurred_at"].notna()]
    if told.empty:
        return []
    charges = marked[marked["plan_id"].ne("") & marked["person"].isin(told["person"])]
    words = charges["counterparty"] + " " + charges["description"]
    named = charges["store"].where(charges["store"].ne(""), of_unique(words, store_in))
    of_person = rows_of_persons(charges.assign(through=named), _READ)
    found = [
        act
        for person, records in rows_of_persons(told).items()
        if person in of_person
        for act in _of_person(person, records, of_person[person])
    ]
    return sorted(found, key=lambda a: (a.person, a.plan.id, a.at, a.what, a.file, a.row))


_READ = (
    *PLANNED, "through", "channel", "mandate_id", "utc_offset", "currency", "service", "civil_date", "occurred_at",
    "payment_id",
)  # fmt: skip


def _of_person(person: str, records: Sequence[Row], own: Sequence[Row]) -> Iterator[Act]:
    plans = plans_of(own)
    for record in records:
        plan = _plan_of(record, own, plans)
        if plan is not None:
            rows = [row for row in own if row["plan_id"] == plan.id]
            at, timed, note = _read(record, _zone(rows))
            place = (record["file"], 0 if pd.isna(record["row"]) else int(record["row"]))
            yield Act(
                person, plan, _name(plan, rows, plans), record["channel"], record["what"], at, timed, note, *place
            )


def _plan_of(record: Row, own: Sequence[Row], plans: Sequence[Plan]) -> Plan | None:
    """The plan a record is about: by its agreement, else by its name, among what is paid through that store."""
    through = [row for row in own if record["channel"] in (row["through"], row["channel"])]
    paid = {row["plan_id"] for row in through}
    near = [plan for plan in plans if plan.id in paid]
    agreed = {row["plan_id"] for row in through if record["mandate_id"] and row["mandate_id"] == record["mandate_id"]}
    found = [plan for plan in near if plan.id in agreed]
    for name in (f"{record['whom']} {record['service']}".strip(), record["service"]):
        found = found or (match_plans(name, near) if name else [])
    return found[0] if len(found) == 1 else None


def _zone(rows: Sequence[Row]) -> str:
    """The zone of a plan's payments: as most of them print it, else China's for yuan; "" where it is not known."""
    printed: Counter[str] = Counter(row["utc_offset"] for row in rows if row["utc_offset"])
    if printed:
        return min(printed, key=lambda zone: (-printed[zone], zone))
    return _AT_HOME if all(row["currency"] == "CNY" for row in rows) else ""


def _read(record: Row, zone: str) -> tuple[datetime, bool, str]:
    """When it happened in that zone, whether to the minute, and where it stands with both times."""
    at: datetime = record["occurred_at"].to_pydatetime()
    own = record["utc_offset"] or _UTC
    place = record["file"] if pd.isna(record["row"]) else f"{record['file']}:{int(record['row'])}"
    if not record["has_time"]:
        return at, False, f"{place} · {at:%Y-%m-%d}"
    printed = f"{place} · {at:%Y-%m-%d %H:%M} {'UTC' if own == _UTC else own}"
    if not zone:
        return datetime.combine(at.date(), datetime.min.time()), False, printed
    here = at + ahead(zone) - ahead(own)
    return here, True, printed if here == at else f"{printed} = {here:%Y-%m-%d %H:%M} {zone}"


def _name(plan: Plan, rows: Sequence[Row], plans: Sequence[Plan]) -> str:
    """The plan's text as printed last; with its seller before it where another plan goes by the same text."""
    last = max(rows, key=itemgetter("civil_date", "occurred_at", "payment_id"))
    service: str = last["service"] or last["counterparty"]
    whole = f"{last['counterparty']} {service}".strip()
    return next((n for n in (service, whole) if [p.id for p in match_plans(n, plans)] == [plan.id]), service)


def same_moment(one: datetime, other: datetime) -> bool:
    """Whether two times are one to the minute; a spreadsheet may cut off the seconds."""
    return abs(one - other) < timedelta(minutes=1)
