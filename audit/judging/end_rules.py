"""The rules by which a service ends: the merchant's word, immediate effect, a trial, the paid period (DESIGN §4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from audit.judging import end_sentences as say
from audit.judging.placing import POSTING_LAG, Paid, Placed, came_after, place
from audit.judging.rails import Coverage
from audit.judging.weighing import Weighed, is_irregular
from audit.periods import Lattice
from audit.wording import Words

_FREE_FOR = (*range(2, 9), *range(13, 17), *range(28, 33), *range(59, 64), *range(88, 94))  # days: usual trials
_TRIAL_DAYS = re.compile(r"(\d+)\s*(?:天|日|days?)")


class End(NamedTuple):
    """The end of a service, the rule it follows from, and how it was reached."""

    on: date | None
    rule: Words
    steps: tuple[Words, ...] = ()
    same_day: bool = False  # cancelled on the day of a debit, and the times do not tell which came first
    unpaid: bool = False  # the period of the cancellation was covered by the bills and not paid


def end_of(case: Mapping[str, Any], weighed: Weighed, payments: Sequence[Paid], shown: Coverage) -> End:
    """The end by the first rule that applies: the merchant's word, immediate effect, a trial, the paid period."""
    cancelled = pd.Timestamp(case["cancelled_at"]).to_pydatetime()
    if not pd.isna(case["service_end"]):
        return End(pd.Timestamp(case["service_end"]).date(), say.STATED, weighed.steps)
    if case["terms"] in ("immediate", "rescinded"):
        rule = say.IMMEDIATE if case["terms"] == "immediate" else say.RESCINDED
        return End(
            cancelled.date() + timedelta(days=1), rule, (*weighed.steps, say.DAY_AFTER.fill(day=cancelled.date()))
        )
    begun = [p for p in payments if not p.trial or p.on <= cancelled.date()]  # a later trial is a new subscription
    trial = trial_end(case, begun)
    if trial and (cancelled.date() < trial or (cancelled.date() == trial and weighed.lattice is None)):
        free = () if pd.isna(case["trial_on"]) else (say.FREE.fill(day=_free_from(case)),)
        ends = say.TRIAL_ENDS.fill(end=trial, day=cancelled.date())
        return End(trial, say.TRIAL, (*weighed.steps, *free, ends))
    if weighed.lattice is None or weighed.question:
        unknown = say.IRREGULAR if is_irregular(case) else say.NO_INTERVAL
        return End(None, say.DOUBTFUL if weighed.lattice else unknown, weighed.steps)
    return _paid_end(case, cancelled, weighed, payments, shown)


def trial_end(case: Mapping[str, Any], payments: Sequence[Paid]) -> date | None:
    """The first day after the trial: its start and its days, from the case file or the trial's own text.

    Where a store's history holds a free period, and nobody says for how long, it lasted to the first charge if that is
    as long as trials are; a later charge may be a new subscription.
    """
    trials = [p for p in payments if p.trial]
    if not trials and not pd.isna(case["trial_on"]):
        return _free_until(case, payments)
    if not trials and case["terms"] != "trial":
        return None
    worded = _TRIAL_DAYS.search(trials[0].description) if trials else None
    days = case["trial_days"] if not pd.isna(case["trial_days"]) else worded.group(1) if worded else None
    start = trials[0].on if trials else None if pd.isna(case["opened_at"]) else pd.Timestamp(case["opened_at"]).date()
    if start and days is not None:
        return start + timedelta(days=int(days))
    full = [p for p in payments if not p.trial and (start is None or p.on > start)]
    return full[0].on if full else None


def _free_until(case: Mapping[str, Any], payments: Sequence[Paid]) -> date | None:
    start = _free_from(case)
    first = min((p.on for p in payments if p.on > start), default=None)
    if not pd.isna(case["trial_days"]):
        return start + timedelta(days=int(case["trial_days"]))
    return first if first and (first - start).days in _FREE_FOR else None


def _free_from(case: Mapping[str, Any]) -> date:
    day: date = pd.Timestamp(case["trial_on"]).date()
    return day


def _paid_end(
    case: Mapping[str, Any], cancelled: datetime, weighed: Weighed, payments: Sequence[Paid], shown: Coverage
) -> End:
    """The end of the last period paid at the cancellation, that is the first anchor after it."""
    lattice = weighed.lattice
    assert lattice is not None
    day, placed = cancelled.date(), place(lattice, payments)
    slot = lattice.index(day)
    if lattice.anchor(slot) == day:
        return _on_anchor(case, cancelled, slot, lattice, placed, shown, weighed.steps)
    end = lattice.anchor(slot + 1)
    paid = [x for x in placed if x.slot == slot and x.on_lattice and x.paid.at <= _last_moment(cancelled, case)]
    steps = (*weighed.steps, say.LAST_PAID.fill(start=lattice.anchor(slot), end=end, day=day))
    if case["billing"] == "arrears":
        return End(end, say.PERIOD_END, steps)
    if paid and all(came_after(x.paid, cancelled, bool(case["cancelled_has_time"])) is None for x in paid):
        unsure = say.DEBIT_NO_TIMES.fill(day=day, start=lattice.anchor(slot), end=end)
        return End(end, say.PERIOD_END, (*steps, unsure), same_day=True)
    if paid:
        return End(end, say.PERIOD_END, steps)
    window = max((p.window for p in payments), default=0)
    if payments and shown.covers(
        lattice.anchor(slot) - timedelta(days=window), _lagged(lattice.anchor(slot), payments, day)
    ):
        unpaid = say.UNPAID.fill(start=lattice.anchor(slot), end=end)
        return End(lattice.anchor(slot), say.PERIOD_END, (*weighed.steps, unpaid), unpaid=True)
    return End(end, say.PERIOD_END, (*steps, say.NOT_SEEN.fill(start=lattice.anchor(slot))))


def _on_anchor(
    case: Mapping[str, Any],
    cancelled: datetime,
    slot: int,
    lattice: Lattice,
    placed: Sequence[Placed],
    shown: Coverage,
    steps: tuple[Words, ...],
) -> End:
    """Cancelled on the very day a period begins: what counts is whether that period had been paid already."""
    today, following = lattice.anchor(slot), lattice.anchor(slot + 1)
    paid = next((x.paid for x in placed if x.slot == slot and x.on_lattice), None)
    posted_late = paid is not None and not paid.timed and 0 < (paid.on - today).days <= POSTING_LAG
    if paid is None or (paid.on > today and not posted_late):
        if paid is None and not shown.covers(today, today):
            return End(
                following, say.PERIOD_END, (*steps, say.ANCHOR_UNSEEN.fill(day=today, end=following)), same_day=True
            )
        return End(today, say.PERIOD_END, (*steps, say.ANCHOR_UNPAID.fill(day=today)))
    if paid.on < today:
        return End(following, say.PERIOD_END, (*steps, say.ANCHOR_EARLY.fill(day=today, paid=paid.on, end=following)))
    later = None if posted_late else came_after(paid, cancelled, bool(case["cancelled_has_time"]))
    if later is None:
        return End(
            following, say.PERIOD_END, (*steps, say.ANCHOR_NO_TIMES.fill(day=today, end=following)), same_day=True
        )
    if later:
        return End(today, say.PERIOD_END, (*steps, say.ANCHOR_BEFORE.fill(at=cancelled, paid=paid.at, end=today)))
    return End(following, say.PERIOD_END, (*steps, say.ANCHOR_AFTER.fill(at=cancelled, paid=paid.at, end=following)))


def _last_moment(cancelled: datetime, case: Mapping[str, Any]) -> datetime:
    return cancelled if case["cancelled_has_time"] else cancelled + timedelta(days=1, seconds=-1)


def _lagged(anchor: date, payments: Sequence[Paid], day: date) -> date:
    """The day by which the debit of an anchor would stand in the bills, no later than the cancellation."""
    lag = 0 if all(p.timed for p in payments) else POSTING_LAG
    return min(anchor + timedelta(days=lag), day)
