"""Which row of billing days fits a series of payments best, for all series of a table at once.

Every candidate lattice (a few billing days times a few intervals) is laid over all series together, columns at a
time; each series keeps the best. A series is a run of rows with one group number, its days rising. The scoring is a
calendar lattice against misses, doublings and strays; ties follow DESIGN §4: the calendar before fixed days unless
only the fixed days fit exactly, and the clamped month's end where the days allow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.periods import Days, Interval, IntervalName, month_anchors, months_of

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]

EARLY = 3  # days before its anchor a payment still lies on the lattice, where the rail has no wider window
MONTH_STEPS = (1, 2, 3, 6, 12)
DAY_STEPS = (7, 14, 28, 30, 31)
SHORTEST, LONGEST = 5, 89  # fixed-day plans; 90 days and longer are always calendar
_CALENDAR: tuple[tuple[IntervalName, int], ...] = (("year", 12), ("half_year", 6), ("quarter", 3), ("month", 1))
_MISS, _TWICE, _STRAY, _EXACT, _OFF = 0.9, 1.2, 0.7, 0.2, 0.02
_MOSTLY = 1000.0  # most payments on their very day: no other lattice reaches more by having all of them late


def late(days: Ints | int) -> Ints:
    """Days after its anchor on which a payment still lies on the lattice: max(2, min(5, interval / 5))."""
    return np.asarray(np.maximum(2, np.minimum(5, np.asarray(days) // 5)), dtype=np.int64)


@dataclass(frozen=True)
class Lattices:
    """One lattice per group: `months` or `days` says the step (the other is 0); origin as days since 1970-01-01."""

    months: Ints
    days: Ints
    billing_day: Ints
    origin: Days

    @property
    def length(self) -> Ints:
        """Days in one interval, months at their mean length."""
        return np.where(self.months > 0, (self.months * 30.4369).round().astype(np.int64), self.days)

    def interval(self, group: int) -> Interval | None:
        """The interval in words, or None where nothing fits."""
        months, days = int(self.months[group]), int(self.days[group])
        if months:
            name, size = next((n, s) for n, s in _CALENDAR if months % s == 0)
            return Interval(name, months // size)
        if days:
            return Interval("week", days // 7) if days % 7 == 0 and days <= 28 else Interval("day", days)
        return None


@dataclass(frozen=True)
class Laid:
    """A lattice laid over the rows: each row's nearest anchor, by number and as a day, and the days past it."""

    slot: Ints
    anchor: Days
    off: Ints


@dataclass(frozen=True)
class Fit:
    """How well a lattice fits each group."""

    score: Scores
    slots: Ints  # anchors with at least one payment
    span: Ints  # anchors from the first paid to the last
    strays: Ints  # payments off the lattice
    twice: Ints  # second payments for one anchor
    on_day: Ints  # payments on their very anchor
    exact: Flags  # all of them
    hit: Flags  # per row


def lay(lattices: Lattices, group: Ints, day: Days) -> Laid:
    """Each row's nearest anchor of its group's lattice; of two equally near the earlier."""
    slot, anchor = _first_guess(lattices, group, day)
    best_slot, best_anchor = slot, anchor
    for step in (-1, 1):
        other = anchors(lattices, group, slot + step)
        nearer = np.abs(day - other) < np.abs(day - best_anchor)
        earlier = (np.abs(day - other) == np.abs(day - best_anchor)) & (other < best_anchor)
        best_slot = np.where(nearer | earlier, slot + step, best_slot)
        best_anchor = np.where(nearer | earlier, other, best_anchor)
    return Laid(best_slot, best_anchor, day - best_anchor)


def anchors(lattices: Lattices, group: Ints, slot: Ints) -> Days:
    """The anchors with these numbers, one a row."""
    months, days = lattices.months[group], lattices.days[group]
    origin = lattices.origin[group]
    calendar = month_anchors(months_of(origin) + slot * months, np.maximum(lattices.billing_day[group], 1))
    return np.where(months > 0, calendar, origin + slot * days)


def _first_guess(lattices: Lattices, group: Ints, day: Days) -> tuple[Ints, Days]:
    months, days = lattices.months[group], lattices.days[group]
    origin = lattices.origin[group]
    elapsed = months_of(day) - months_of(origin)
    slot = np.where(months > 0, elapsed // np.maximum(months, 1), (day - origin) // np.maximum(days, 1))
    return slot, anchors(lattices, group, slot)


def measure(lattices: Lattices, group: Ints, day: Days, early: Ints) -> Fit:
    """How the lattices fit: hits, misses between the first and last hit, doublings, strays."""
    groups = len(lattices.months)
    laid = lay(lattices, group, day)
    hit = (laid.off >= -early) & (laid.off <= late(lattices.length)[group])
    sure = np.flatnonzero(hit)
    of, slot = group[sure], laid.slot[sure]
    new = np.ones(len(sure), dtype=bool)
    new[1:] = (of[1:] != of[:-1]) | (slot[1:] != slot[:-1])
    slots = np.bincount(of[new], minlength=groups)
    hits = np.bincount(of, minlength=groups)
    span = np.zeros(groups, dtype=np.int64)
    if len(sure):
        first = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
        last = np.r_[first[1:], len(sure)] - 1
        span[of[first]] = slot[last] - slot[first] + 1
    rows = np.bincount(group, minlength=groups)
    on_day = np.bincount(of[laid.off[sure] == 0], minlength=groups)
    distance = np.bincount(of, weights=np.abs(laid.off[sure]) + (laid.off[sure] < 0), minlength=groups)
    twice, strays = hits - slots, rows - hits
    score = slots - _MISS * (span - slots) - _TWICE * twice - _STRAY * strays + _EXACT * on_day - _OFF * distance
    exact = (on_day == rows) & (rows > 0)
    return Fit(score, slots, span, strays, twice, on_day, exact, hit)


def fit(group: Ints, day: Days, groups: int, early: Ints | None = None) -> tuple[Lattices, Fit]:
    """The best lattice of each group, and how well it fits; groups of fewer than two rows get none.

    `group` rises, and `day` rises inside a group. `early` is each row's window before its anchor, in days.
    """
    window = np.full(len(day), EARLY, dtype=np.int64) if early is None else np.maximum(early, EARLY)
    nothing = Lattices(*(np.zeros(groups, dtype=np.int64) for _ in range(4)))
    if not len(day):
        return nothing, measure(nothing, group, day, window)
    shape = _Shape.of(group, day, groups)
    calendar = _best(_calendar_candidates(shape), group, day, window, groups)
    fixed = _best(_fixed_candidates(shape), group, day, window, groups)
    rows = np.bincount(group, minlength=groups)
    mostly = (fixed[1].on_day >= 0.6 * rows) & (2 * calendar[1].on_day <= rows)
    filled = fixed[1].slots >= 0.6 * fixed[1].span  # 90 days apart is a quarter, not every third of 30 days
    by_days = (fixed[1].exact & filled & ~calendar[1].exact) | (mostly & (fixed[1].score > calendar[1].score + 1.0))
    chosen = Lattices(*(np.where(by_days, f, c) for f, c in zip(_parts(fixed[0]), _parts(calendar[0]), strict=True)))
    return chosen, measure(chosen, group, day, window)


def by_chance(lattices: Lattices, fitted: Fit, group: Ints, day: Days) -> Flags:
    """Groups whose lattice their payments do not keep: most of them miss it, and most gaps are no interval long.

    Where most miss it but the gaps are right, a plan was taken up again on another day.
    """
    groups = len(lattices.months)
    inside = np.flatnonzero(group[1:] == group[:-1])
    of, length = group[inside], lattices.length
    right = np.abs(np.diff(day)[inside] - length[of]) <= late(length)[of]
    gaps = np.bincount(of, minlength=groups)
    rows = np.bincount(group, minlength=groups)
    return np.asarray((2 * fitted.strays > rows) & (2 * np.bincount(of[right], minlength=groups) < gaps))


def _parts(lattices: Lattices) -> tuple[Ints, Ints, Ints, Days]:
    return lattices.months, lattices.days, lattices.billing_day, lattices.origin


def _best(candidates: Iterator[Lattices], group: Ints, day: Days, early: Ints, groups: int) -> tuple[Lattices, Fit]:
    best = Lattices(*(np.zeros(groups, dtype=np.int64) for _ in range(4)))
    score, count = np.full(groups, -np.inf), np.bincount(group, minlength=groups)
    for candidate in candidates:
        tried = np.flatnonzero((candidate.months > 0) | (candidate.days > 0))
        if not len(tried):
            continue
        rows = np.flatnonzero(np.isin(group, tried))
        new = np.full(groups, -np.inf)
        measured = measure(candidate, group[rows], day[rows], early[rows])
        mostly = 2 * measured.on_day[tried] > count[tried]
        new[tried] = measured.score[tried] + _MOSTLY * mostly
        better = new > score + 1e-9
        score = np.where(better, new, score)
        best = Lattices(*(np.where(better, n, b) for n, b in zip(_parts(candidate), _parts(best), strict=True)))
    return best, measure(best, group, day, early)


@dataclass(frozen=True)
class _Shape:
    """What the candidates are built from: each group's first and last day, typical days of the month, typical gap."""

    first: Days
    last: Days
    days_of_month: tuple[Ints, ...]
    ends_month: Flags
    gap: Ints
    common_gap: Ints

    @classmethod
    def of(cls, group: Ints, day: Days, groups: int) -> _Shape:
        start = np.searchsorted(group, np.arange(groups))
        stop = np.searchsorted(group, np.arange(groups), side="right")
        some = stop > start
        first = np.where(some, day[np.minimum(start, len(day) - 1)], 0)
        last = np.where(some, day[np.maximum(stop, 1) - 1], 0)
        dated = day.astype("datetime64[D]")
        of_month = (dated - dated.astype("datetime64[M]")).astype(np.int64) + 1
        ordered = of_month[np.lexsort((of_month, group))]
        median = np.where(some, ordered[np.minimum((start + stop) // 2, len(day) - 1)], 0)
        highest = np.where(some, ordered[np.maximum(stop, 1) - 1], 0)
        opening = np.where(some, of_month[np.minimum(start, len(day) - 1)], 0)
        closing = np.where(some, of_month[np.maximum(stop, 1) - 1], 0)
        gaps = np.diff(day)
        inside = _between_debits(group, gaps)
        gap, common = _typical(group[1:][inside], gaps[inside], groups)
        return cls(
            first, last, (_mode(group, of_month, groups), opening, median, closing, highest), highest >= 28, gap, common
        )


def _between_debits(group: Ints, gaps: Ints) -> Ints:
    """The gaps inside a group, by their place; where a third or more are longer, none within one anchor's window."""
    inside = np.flatnonzero(group[1:] == group[:-1])
    of, long = group[inside], gaps[inside] > EARLY
    groups = int(group.max(initial=-1)) + 1
    mostly = 3 * np.bincount(of[long], minlength=groups) >= np.bincount(of, minlength=groups)
    return inside[long | ~mostly[of]]


def _typical(group: Ints, value: Ints, groups: int) -> tuple[Ints, Ints]:
    """Each group's median and most common value; 0 where it has none."""
    ordered = value[np.lexsort((value, group))]
    start = np.searchsorted(group, np.arange(groups))
    stop = np.searchsorted(group, np.arange(groups), side="right")
    some = stop > start
    median = np.zeros(groups, dtype=np.int64)
    median[some] = ordered[((start + stop) // 2)[some]]
    return median, _mode(group, value, groups)


def _mode(group: Ints, value: Ints, groups: int) -> Ints:
    """Each group's most common value, the smallest of equals; 0 where it has none."""
    common = np.zeros(groups, dtype=np.int64)
    if not len(value):
        return common
    order = np.lexsort((value, group))
    of, ordered = group[order], value[order]
    first = np.flatnonzero(np.r_[True, (of[1:] != of[:-1]) | (ordered[1:] != ordered[:-1])])
    count = np.diff(np.r_[first, len(of)])
    best = np.lexsort((ordered[first], -count, of[first]))
    top = best[np.r_[True, np.diff(of[first][best]) > 0]]
    common[of[first][top]] = ordered[first][top]
    return common


def _calendar_candidates(shape: _Shape) -> Iterator[Lattices]:
    days = [*shape.days_of_month, *(np.where(shape.ends_month, d, 0) for d in (29, 30, 31))]
    none = np.zeros(len(shape.gap), dtype=np.int64)
    for months in MONTH_STEPS:
        length = months * 30.4369
        shortest = 0.1 if months == 1 else 0.6  # two interleaved monthly plans may lie a few days apart
        plausible = (shape.gap >= shortest * length) & (shape.gap <= 3.4 * length)
        for near in (shape.first, shape.last) if months > 1 else (shape.first,):
            for billing_day in days:
                step = np.where(plausible & (billing_day > 0), months, 0)
                yield Lattices(step, none, np.where(step > 0, billing_day, 0), _month_near(near, billing_day))


def _month_near(day: Days, billing_day: Ints) -> Days:
    """The anchor of that billing day closest to the day."""
    month = months_of(day)
    options = np.stack([month_anchors(month + shift, np.maximum(billing_day, 1)) for shift in (0, -1, 1)])
    return np.asarray(np.take_along_axis(options, np.abs(options - day).argmin(axis=0)[None], axis=0)[0])


def _fixed_candidates(shape: _Shape) -> Iterator[Lattices]:
    none = np.zeros(len(shape.gap), dtype=np.int64)
    steps = [shape.common_gap, shape.gap, *(np.full(len(shape.gap), d, dtype=np.int64) for d in DAY_STEPS)]
    for step in steps:
        plausible = (step >= SHORTEST) & (step <= LONGEST) & (shape.gap >= 0.6 * step) & (shape.gap <= 3.4 * step)
        for origin in (shape.first, shape.last):
            yield Lattices(none, np.where(plausible, step, 0), none, origin)
