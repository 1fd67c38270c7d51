"""Which lattice is the plan's: what the payments say against what the case file says.

Three or more payments on one lattice win over the case file, and the contradiction is said; with fewer, the case file
is followed and a contradiction is a question (DESIGN §4, Periods).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from audit.judging import lattice_sentences as say
from audit.judging.lattice_fit import by_chance, fit, late
from audit.judging.placing import POSTING_LAG, Paid, place
from audit.judging.series import ENOUGH
from audit.periods import Interval, IntervalName, Lattice, add_months, from_days, to_days
from audit.wording import Words

IRREGULAR = "irregular"  # an interval of the case file that is none


@dataclass(frozen=True)
class Weighed:
    """The lattice decided on (None: unknown), what was said on the way, and the open question if there is one."""

    lattice: Lattice | None
    steps: tuple[Words, ...] = ()
    question: Words | None = None


def weigh(
    marked: Mapping[str, Any],
    case: Mapping[str, Any],
    payments: Sequence[Paid],
    *,
    part: bool,
    opens: date | None = None,
) -> Weighed:
    """The plan's lattice. `marked` is one row of the plan's marked payments, `case` one row of cancellations.

    `part` says that these are not all of the plan's payments, since it was taken up again before or after: then, and
    where most payments up to the cancellation miss the beat of all, their own beat counts. `opens` is the end of a
    trial: a first full price debited inside the rail's window before it pays for the period that begins there.
    """
    paying = [p for p in payments if not p.trial]
    by_payments = _marked_lattice(marked)
    before = paying if part else [p for p in paying if p.on <= pd.Timestamp(case["cancelled_at"]).date()]
    missed = by_payments and _mostly_missed(by_payments, before)
    if part or (missed and len(before) >= ENOUGH):
        by_payments = _own_lattice(before) or (by_payments and _from_first(by_payments.interval, before)) or by_payments
    proven = by_payments and len({x.slot for x in place(by_payments, paying) if x.on_lattice}) >= ENOUGH
    weighed = _proven(by_payments, case, paying) if by_payments and proven else _thin(by_payments, case, paying)
    return _opened(weighed, opens, paying)


def _opened(weighed: Weighed, opens: date | None, paying: Sequence[Paid]) -> Weighed:
    """The lattice moved to the end of the trial, where the first full price was debited shortly before it."""
    if (
        weighed.lattice is None
        or opens is None
        or not paying
        or not 0 < (opens - paying[0].on).days <= paying[0].window
    ):
        return weighed
    lattice = Lattice(weighed.lattice.interval, opens)
    return replace(weighed, lattice=lattice) if _fits(lattice, paying, True) else weighed


def _proven(lattice: Lattice, case: Mapping[str, Any], paying: Sequence[Paid]) -> Weighed:
    steps = [say.PROVEN.fill(interval=say.interval_words(lattice.interval), day=say.day_words(lattice))]
    interval = case_interval(case)
    if is_irregular(case) or (interval and interval != lattice.interval):
        told = say.interval_words(interval) if interval else say.NO_INTERVAL
        steps.append(say.INTERVAL_LOSES.fill(case=told, found=say.interval_words(lattice.interval)))
    shown = _shown_day(case)
    if shown and lattice.interval.months:
        other = _moved(lattice, shown, case)
        if _fits(other, [x.paid for x in place(lattice, paying) if x.on_lattice], other.day == lattice.day):
            if other.day != lattice.day:
                steps.append(say.DAY_KEPT.fill(day=shown))
            return Weighed(other, tuple(steps))
        steps.append(say.DAY_LOSES.fill(case=shown, found=lattice.day))
    return Weighed(lattice, tuple(steps))


def _thin(by_payments: Lattice | None, case: Mapping[str, Any], paying: Sequence[Paid]) -> Weighed:
    """Fewer than three payments on one lattice: the case file's interval, else the one the text names."""
    if is_irregular(case):
        return Weighed(None, (say.IRREGULAR.fill(count=len(paying)),))
    interval = case_interval(case) or (by_payments.interval if by_payments else None)
    if interval is None or not (paying or _shown_day(case)):
        return Weighed(None, (say.UNKNOWN.fill(count=len(paying)),))
    named = say.FROM_CASE if case_interval(case) else say.FROM_TEXT
    steps = [named.fill(interval=say.interval_words(interval), count=len(paying))]
    doubt = None
    if by_payments and by_payments.interval != interval:
        found = say.interval_words(by_payments.interval)
        doubt = say.INTERVAL_DOUBT.fill(case=say.interval_words(interval), found=found)
    lattice = by_payments if by_payments and by_payments.interval == interval else _from_first(interval, paying)
    shown = _shown_day(case)
    if shown and interval.months:
        base = lattice or Lattice(interval, _shown_date(case) or date(2000, 1, shown), shown)
        lattice = _moved(base, shown, case)
        steps.append(say.DAY_KEPT.fill(day=shown))
        if not _fits(lattice, paying, True):
            doubt = say.DAY_DOUBT.fill(case=shown, found=paying[0].on.day)
    if lattice and not by_payments and _mostly_missed(lattice, paying):
        doubt = say.NO_BEAT_DOUBT.fill(case=say.interval_words(interval), count=len(paying))
    return Weighed(lattice, tuple(steps), doubt)


def _mostly_missed(lattice: Lattice, paying: Sequence[Paid]) -> bool:
    return 2 * sum(not x.on_lattice for x in place(lattice, paying)) > len(paying)


def _own_lattice(paying: Sequence[Paid]) -> Lattice | None:
    """The lattice that these payments alone keep, if three or more of them do."""
    days = np.array([to_days(p.on) for p in paying], dtype=np.int64)
    group = np.zeros(len(days), dtype=np.int64)
    lattices, found = fit(group, days, 1)
    interval = lattices.interval(0)
    if interval is None or found.slots[0] < ENOUGH or by_chance(lattices, found, group, days)[0]:
        return None
    return Lattice(interval, from_days(lattices.origin[0]), int(lattices.billing_day[0]))


def case_interval(case: Mapping[str, Any]) -> Interval | None:
    """The interval the case file states, if any."""
    name: IntervalName = case["interval"]
    return Interval(name, int(case["interval_count"])) if name and not is_irregular(case) else None


def is_irregular(case: Mapping[str, Any]) -> bool:
    """Whether the case file says that the service is paid at no fixed interval."""
    return bool(case["interval"] == IRREGULAR)


def _marked_lattice(marked: Mapping[str, Any]) -> Lattice | None:
    if not marked["interval"]:
        return None
    interval = Interval(marked["interval"], int(marked["interval_count"]))
    return Lattice(interval, pd.Timestamp(marked["anchor_on"]).date(), int(marked["billing_day"]))


def _shown_date(case: Mapping[str, Any]) -> date | None:
    shown = case["next_renewal_shown"]
    return None if pd.isna(shown) else pd.Timestamp(shown).date()


def _shown_day(case: Mapping[str, Any]) -> int | None:
    """The billing day the case file states; a renewal date that the page showed beats a day from memory."""
    shown = _shown_date(case)
    if shown:
        return shown.day
    return None if pd.isna(case["billing_day"]) else int(case["billing_day"])


def _moved(lattice: Lattice, day: int, case: Mapping[str, Any]) -> Lattice:
    """The lattice on another billing day: through the date the page showed, else by the anchor nearest its origin."""
    shown = _shown_date(case)
    if shown:
        return Lattice(lattice.interval, shown, day)
    near = [add_months(lattice.origin.replace(day=1), m, day) for m in (0, 1, -1)]
    return replace(lattice, origin=min(near, key=lambda d: abs((d - lattice.origin).days)), day=day)


def _fits(lattice: Lattice, payments: Sequence[Paid], some_late: bool) -> bool:
    """Whether every payment lies inside its rail's window before an anchor of the lattice, or not too late after one.

    Late is what posting explains (rows without a time); `some_late` allows what a lattice allows any payment.
    """
    allowed = int(late(lattice.interval.days)) if some_late else 0
    return all(
        -p.window <= (p.on - lattice.anchor(lattice.nearest(p.on))).days <= max(allowed, 0 if p.timed else POSTING_LAG)
        for p in payments
    )


def _from_first(interval: Interval, paying: Sequence[Paid]) -> Lattice | None:
    """From the first payment; where it fell on the 28th to 30th, the later month's end that fits the rest exactly."""
    if not paying:
        return None
    first = paying[0].on
    if not interval.months:
        return Lattice(interval, first)
    tries = [Lattice(interval, first, d) for d in (first.day, *((29, 30, 31) if first.day >= 28 else ()))]
    usable = [t for t in tries if t.anchor(0) == first]
    return max(usable, key=lambda t: sum(t.anchor(t.nearest(p.on)) == p.on for p in paying))
