"""Cancellations that stores' own records tell enter the audit, unless the case file cancels the same plan.

Where the case file and a record speak of the same plan, the case file stands, and what differs is shown: what hangs on
the day is asked, unless the person has the store's own proof of it; where the case file denies that renewal was
switched on again, what was debited since then is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging.named import PaidPlans, meant_plans
from audit.judging.persons import plain_rows, rows_of_persons
from audit.judging.rails import reach
from audit.judging.store_records import BILL, Act, acts, same_moment, trials
from audit.tables import CANCELLATIONS

_FILLED = (
    "source", "note", "path", "resubscribed", "resubscribed_at", "resubscribed_has_time",
    "recorded_at", "recorded_has_time", "trial_on",
)  # fmt: skip
_OF_STORE = ("A", "B")  # proof of an act at the store that the store itself gave

Row = dict[str, Any]
OfPlan = Mapping[tuple[str, str], Sequence[Row]]


@dataclass(frozen=True)
class Told:
    """A switch-off by a store's record, and when the store's record tells that renewal was switched on again."""

    act: Act
    again: datetime | None

    @property
    def plan(self) -> tuple[str, str]:
        return self.act.person, self.act.plan.id

    def is_said_by(self, case: Mapping[str, Any]) -> bool:
        """Whether a row of the case file about this plan is this act, or another that ends the plan at that store."""
        resumed = case["resubscribed"] == "yes" and case["resubscribed_at"] <= self.act.at
        over = self.again is not None and self.again <= case["cancelled_at"]
        return not resumed and not over and (_reaches(case, self.act) or self.is_unplaced_in(case))

    def is_unplaced_in(self, case: Mapping[str, Any]) -> bool:
        """Whether a row of the case file names this day and no way in which the plan was cancelled."""
        return not case["path"] and case["cancelled_at"].date() == self.act.at.date()

    def is_copied_in(self, case: Mapping[str, Any]) -> bool:
        """Whether a row of the case file is this record, as a pre-filled one is: its very minute, or its place noted.

        A day alone is what the person says of it, and needs no record.
        """
        minute = self.act.timed and case["cancelled_has_time"]
        noted = self.act.note in case["note"]
        return (minute or noted) and same_moment(case["cancelled_at"].to_pydatetime(), self.act.at)


def with_found(cancellations: pd.DataFrame, events: pd.DataFrame, marked: pd.DataFrame) -> pd.DataFrame:
    """The case file's CANCELLATIONS, then those that only a bill tells; `source` is `bill` for both where a bill does.

    A row of the case file with a record's very minute, or with its place, is that record. What a row leaves blank and a
    record of its plan tells is filled in: `path` for the same day, `resubscribed_at` where renewal came on again later,
    `trial_on` where the plan was free then. `recorded_at` is the record's day where it is another, and the person has
    no proof of the store's own.
    """
    known, free = acts(events, marked), trials(events, marked)
    if not known and not free:
        return CANCELLATIONS.of(cancellations)
    found = found_cancellations(events, marked, cancellations)
    every = pd.concat([cancellations, found], ignore_index=True) if len(cancellations) else found
    rows = every[every["person"].isin({act.person for act in (*known, *free)})]
    of_plan = _of_plan(rows, marked)
    changed = [_completed(case, known, free, of_plan) for case in plain_rows(rows)]
    filled = every.copy()
    for column in _FILLED:
        filled.loc[rows.index, column] = pd.Series([case[column] for case in changed], index=rows.index).astype(
            filled[column].dtype
        )
    return CANCELLATIONS.of(filled)


def found_cancellations(events: pd.DataFrame, marked: pd.DataFrame, cancellations: pd.DataFrame) -> pd.DataFrame:
    """CANCELLATIONS that bills tell and the case file does not: path `app_store`, proof A, with the record's place.

    Numbered after the case file's, by plan and time. Of several switch-offs without a switching on between them the
    first stands.
    """
    of_plan = _of_plan(cancellations, marked)
    told = [t for t in _told(acts(events, marked)) if not any(t.is_said_by(case) for case in of_plan.get(t.plan, ()))]
    numbers = {str(person): _last_number(own) for person, own in cancellations.groupby("person", sort=False)}
    rows = []
    for one in told:
        number = numbers[one.act.person] = numbers.get(one.act.person, 0) + 1
        rows.append(_row(one, f"C{number}"))
    if not rows:
        return CANCELLATIONS.empty()
    frame = pd.DataFrame(rows)
    times = ("cancelled_at", "resubscribed_at")
    return CANCELLATIONS.of(frame.assign(**{c: pd.to_datetime(frame[c]).astype("datetime64[s]") for c in times}))


def contradicted(
    events: pd.DataFrame, marked: pd.DataFrame, cancellations: pd.DataFrame
) -> Iterator[tuple[Row, Act, bool]]:
    """The case file's rows that differ from the records of their plan, each with the first record that differs.

    True: the record has another day than the person's own row; False: it tells of a switching on that the row denies.
    """
    known = acts(events, marked)
    of_plan = _of_plan(cancellations, marked) if known else {}
    about: dict[tuple[str, str], list[tuple[Row, Told]]] = {}
    for told in _told(known):
        for case in of_plan.get(told.plan, ()):
            if case["source"] != BILL and told.is_said_by(case):
                about.setdefault((told.act.person, case["cancellation_id"]), []).append((case, told))
    for pairs in about.values():
        case = pairs[0][0]
        other = _on_other_day(case, [told for _, told in pairs])
        if other:
            yield case, other, True
    for plan, cases in of_plan.items():
        for case in (case for case in cases if case["resubscribed"] == "no" and case["path"] in ("app_store", "")):
            if on := next(_switched_on(known, {plan}, case), None):
                yield case, on, False


def _on_other_day(case: Mapping[str, Any], about: Sequence[Told]) -> Act | None:
    """The first of the records about a row of the case file, if none of them has a day of that row."""
    days = {at.date() for at in (case["cancelled_at"], case["confirmed_at"]) if not pd.isna(at)}
    return about[0].act if about and not any(told.act.at.date() in days for told in about) else None


def _switched_on(known: Sequence[Act], plans: Collection[tuple[str, str]], case: Mapping[str, Any]) -> Iterator[Act]:
    """When renewal of these plans was switched on after a row of the case file, in order."""
    for act in known:
        if (act.person, act.plan.id) in plans and act.what == "renewed" and act.at > case["cancelled_at"]:
            yield act


def _reaches(case: Mapping[str, Any], act: Act) -> bool:
    return catalogue.channel(act.store).rail in reach(case["path"])


def _told(known: Sequence[Act]) -> Iterator[Told]:
    """Every switch-off that begins a time without renewal."""
    off: Act | None = None
    for number, act in enumerate(known):
        if off is not None and (off.person, off.plan.id) != (act.person, act.plan.id):
            off = None
        if act.what == "cancelled" and off is None:
            yield Told(act, _resumed(known[number:], act))
        off = (off or act) if act.what == "cancelled" else None


def _resumed(known: Sequence[Act], since: Act) -> datetime | None:
    """When renewal of the plan was switched on after an act, if it was."""
    plan = (since.person, since.plan.id)
    later = (a.at for a in known if (a.person, a.plan.id) == plan and a.what == "renewed" and a.at > since.at)
    return next(later, None)


def _of_plan(cancellations: pd.DataFrame, marked: pd.DataFrame) -> OfPlan:
    """The case file's rows about each plan, by person and plan."""
    found: dict[tuple[str, str], list[Row]] = {}
    paid = PaidPlans.of(marked, cancellations)
    for person, cases in rows_of_persons(cancellations).items():
        for case in cases:
            for plan in meant_plans(case, paid):
                found.setdefault((person, plan.id), []).append(case)
    return found


def _completed(case: Row, known: Sequence[Act], free: Sequence[Act], of_plan: OfPlan) -> Row:
    """A row of the case file with what the records of its plan add to it."""
    mine = {
        plan for plan, cases in of_plan.items() if any(c["cancellation_id"] == case["cancellation_id"] for c in cases)
    }
    mine = {plan for plan in mine if plan[0] == case["person"]}
    about = [t for t in _told(known) if t.plan in mine and t.is_said_by(case)]
    back = [act.at for act in _switched_on(known, mine, case)]
    copied = next((t for t in about if t.is_copied_in(case)), None)
    more: Row = {"source": BILL, "note": case["note"] or copied.act.note} if copied else {}
    if any(t.is_unplaced_in(case) for t in about):
        more["path"] = "app_store"
    if back and case["resubscribed"] != "yes" and (case["path"] == "app_store" or "path" in more):
        more |= {"resubscribed": case["resubscribed"] or "yes"}  # `no` stays, beside the time that the record tells
        more |= {"resubscribed_at": pd.Timestamp(back[0]), "resubscribed_has_time": True}
    other = _on_other_day(case, about) if case["source"] != BILL and not copied else None
    if other and case["proof"] not in _OF_STORE:
        more |= {"recorded_at": pd.Timestamp(other.at), "recorded_has_time": other.timed}
    trials_of = [a.at for a in free if (a.person, a.plan.id) in mine and a.at.date() <= case["cancelled_at"].date()]
    if trials_of:
        more["trial_on"] = pd.Timestamp(trials_of[-1]).normalize()
    return case | more


def _row(told: Told, id: str) -> Row:
    act = told.act
    return {
        "person": act.person, "cancellation_id": id, "service": act.name, "beneficiary": act.plan.beneficiary,
        "cancelled_at": act.at, "cancelled_has_time": act.timed, "terms": "period_end", "billing": "advance",
        "path": "app_store", "proof": "A", "note": act.note, "source": BILL, "file": act.file, "row": act.row,
        "resubscribed": "yes" if told.again else "", "resubscribed_at": told.again,
        "resubscribed_has_time": bool(told.again and act.timed),
    }  # fmt: skip


def _last_number(own: pd.DataFrame) -> int:
    numbers = own["cancellation_id"].str.extract(r"(\d+)$")[0].dropna().astype("int64")
    return int(numbers.max()) if len(numbers) else 0
