"""Which plans may keep a beat at all: a quick look at gaps and prices before any lattice is laid.

What a series must show (`series.find_series`) bounds its gaps. Of n payments only so many may be off the beat or
doubled, and only so many anchors unpaid: so most gaps are an interval long, less what a debit may be early and late.
Plans that fail this fit no lattice well enough; most purchases do, and are put aside for what it costs to sort them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.judging.coded import Coded, Flags, Ints, first_rows, numbered
from audit.judging.known_intervals import may_be_service
from audit.judging.lattice_fit import EARLY
from audit.judging.plans import Charges
from audit.judging.series import prices, windows

LEAST = 3  # payments of a series
_METERED = 6  # payments of a series whose price changes all the time
_LATE = 5  # days after its anchor a payment lies on the lattice at most
_LONGEST = 366  # days of an interval
_SHORTEST_METERED = 18  # days between the anchors of a series whose price changes
_UNEVEN = 0.9  # of the mean interval, the shortest one: February among months
_SKEWED = 3  # days by which two intervals of a calendar differ
_SPREAD = 6  # days by which the places of three payments on their lattice differ


@dataclass(frozen=True)
class Paid:
    """Charges: their plan, account, civil day, moment and price, as whole numbers; and whether one may be a trial."""

    plan: Ints
    account: Ints
    day: Ints
    at: Ints
    price: Ints
    trial: Flags


def worth_fitting(charges: Charges, asked: Flags) -> Flags:
    """Charges of plans that may be series: by a word, by a service's name, `asked` about, or by gaps and prices.

    The others change their price nearly every time and keep no close beat, and none of their prices keeps one.
    """
    plans = int(charges.plan.max(initial=-1)) + 1
    rows = charges.rows
    price = prices(rows.assign(plan=charges.plan)).to_numpy()
    account, _ = numbered(Coded.of(rows["channel"]).code, Coded.of(rows["account_id"]).code)
    paid = Paid(
        charges.plan,
        account,
        rows["civil_date"].to_numpy().astype("datetime64[D]").astype(np.int64),
        rows["occurred_at"].to_numpy().astype(np.int64),
        price,
        charges.flags["trial"],
    )
    worth = promising(paid, int(windows(rows["channel"]).max(initial=EARLY)))
    said = asked | charges.flags["renewal"] | (charges.period > 0) | charges.agreement.ne("").to_numpy()
    worth |= np.bincount(charges.plan[said | may_be_service(rows)], minlength=plans) > 0
    return np.asarray(worth[charges.plan])


def promising(paid: Paid, early: int) -> Flags:
    """For each plan whether it, one account's part of it, or one price's, may keep a beat. `early`: the widest window.

    A part is looked at only where another payment of the plan is of another account or price.
    """
    plans = int(paid.plan.max(initial=-1)) + 1
    found = np.zeros(plans, dtype=bool)
    accounts = _several(paid.plan, paid.account, plans)
    parts: tuple[tuple[Ints, ...], ...] = ((), (paid.account,), (paid.price,), (paid.account, paid.price))
    for keys, of_accounts in zip(parts, (False, True, False, True), strict=True):
        asked = ~found & (np.bincount(paid.plan, minlength=plans) >= LEAST)
        rows = np.flatnonzero((asked & accounts if of_accounts else asked)[paid.plan])
        if not len(rows):
            continue
        group, _ = numbered(paid.plan[rows], *(key[rows] for key in keys))
        large = np.bincount(group)[group] >= LEAST
        rows, (group, groups) = rows[large], numbered(group[large])
        order = _in_order(group, paid.day[rows], paid.at[rows])
        beat = _may_keep(group[order], rows[order], groups, paid, early)
        found[paid.plan[rows[first_rows(group, groups)[beat]]]] = True
    return found


def _several(plan: Ints, account: Ints, plans: int) -> Flags:
    """Plans paid from more than one account."""
    if not len(plan) or account.min() == account.max():
        return np.zeros(plans, dtype=bool)
    return np.asarray(np.bincount(plan, weights=account != account[first_rows(plan, plans)][plan], minlength=plans) > 0)


def _in_order(group: Ints, day: Ints, at: Ints) -> Ints:
    """The order of group, day and moment; rows that lie in order of time are sorted by group alone."""
    order = np.argsort(group, kind="stable")
    days, moments, same = day[order], at[order], group[order][1:] == group[order][:-1]
    back = (days[1:] < days[:-1]) | ((days[1:] == days[:-1]) & (moments[1:] < moments[:-1]))
    return np.lexsort((at, day, group)) if (back & same).any() else order


def _may_keep(group: Ints, rows: Ints, groups: int, paid: Paid, early: int) -> Flags:
    """For each group whether its rows, which lie in order, may keep a beat: all of them, or all but a trial."""
    beat = _beat(group, rows, groups, paid, early)
    first = np.r_[True, group[1:] != group[:-1]]
    trial = first & np.r_[~first[1:], False] & paid.trial[rows]
    price = paid.price[rows]
    trial |= first & np.r_[~first[1:], False] & (price * 10 <= np.r_[price[1:], 0])
    some = np.zeros(groups, dtype=bool)
    some[group[trial]] = True
    left = (some & ~beat)[group] & ~trial
    return beat | _beat(group[left], rows[left], groups, paid, early) if left.any() else beat


def _beat(group: Ints, rows: Ints, groups: int, paid: Paid, early: int) -> Flags:
    """For each group whether the gaps and prices of its rows are those of a series."""
    shape = _Shape.of(group, paid.day[rows], groups)
    steps = _steps(group, paid.at[rows], paid.price[rows], groups)
    n = shape.rows
    steady = (steps <= np.maximum(1, n // 3)) & (n >= LEAST)
    steady &= _fits(shape, np.minimum(n - LEAST, np.maximum(1, n // 4)), np.floor(n / 0.6), early, 0)
    steady &= (n != LEAST) | _three_alike(shape)
    metered = (n >= _METERED) & _fits(shape, n // 9, np.floor(n / 0.8), early, _SHORTEST_METERED)
    return np.asarray(steady | metered)


@dataclass(frozen=True)
class _Shape:
    """Each group's rows, where they begin, the days of all rows, and the gaps of each group from the smallest."""

    rows: Ints
    start: Ints
    day: Ints
    gaps: Ints
    first_gap: Ints
    first_two: tuple[Ints, Ints]

    @classmethod
    def of(cls, group: Ints, day: Ints, groups: int) -> _Shape:
        rows = np.bincount(group, minlength=groups)
        start = np.cumsum(rows) - rows
        inside = np.flatnonzero(group[1:] == group[:-1])
        gap = (day[1:] - day[:-1])[inside]
        widest = int(gap.max(initial=0)) + 1
        gaps = np.sort(group[inside] * widest + gap) % widest  # in order of group, and in each from the smallest
        first_gap = start - np.arange(groups) + (np.cumsum(rows == 0) - (rows == 0))
        two = (_taken(day, start + 1) - _taken(day, start), _taken(day, start + 2) - _taken(day, start + 1))
        return cls(rows, start, day, gaps, first_gap, two)


def _taken(values: npt.NDArray[Any], place: Ints) -> npt.NDArray[Any]:
    """The values at these places; where there is no such place, the last one."""
    return np.asarray(values[np.clip(place, 0, len(values) - 1)] if len(values) else np.zeros(len(place), np.int64))


def _steps(group: Ints, at: Ints, price: Ints, groups: int) -> Ints:
    """How often the price changes from one payment to the next; payments of one moment have no order."""
    same = group[1:] == group[:-1]
    tied = same & (at[1:] == at[:-1])
    loose = np.r_[tied, False] | np.r_[False, tied]
    change = same & (price[1:] != price[:-1]) & ~loose[1:] & ~loose[:-1]
    return np.bincount(group[1:][change], minlength=groups)


def _fits(shape: _Shape, odd: Ints, anchors: npt.NDArray[Any], early: int, shortest: int) -> Flags:
    """Whether all gaps but two for every odd payment may be an interval, with so many anchors at most."""
    window = early + _LATE
    between = np.maximum(anchors - 1, 1)
    last = shape.start + shape.rows - 1
    reach = _taken(shape.day, last - odd) - _taken(shape.day, shape.start + odd)
    smallest = np.where(2 * odd < shape.rows - 1, _taken(shape.gaps, shape.first_gap + 2 * odd), _LONGEST + window)
    least = np.maximum(_UNEVEN * (reach - window) / between, shortest)
    return np.asarray((smallest + window >= least) & (reach <= between * _LONGEST + window))


def _three_alike(shape: _Shape) -> Flags:
    """Whether two gaps are as many intervals long as three payments may leave: one each, or one of two or three."""
    one, other = shape.first_two
    alike = np.zeros(len(shape.rows), dtype=bool)
    for a, b in ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1)):
        alike |= np.abs(one * b - other * a) <= _SKEWED * a * b + _SPREAD * (a + b)
    return alike
