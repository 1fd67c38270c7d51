"""Interest for the use of money: a balance, from a day to a day, at a published yearly rate that steps.

Simple interest, the first day counted, the last one not. The rate-days of any stretch are the difference of two
prefix sums, so a whole column of stretches costs two searches, and everything stays whole numbers until the one
rounding a charge: `balance * rate-days / (100 * scale * basis)`, half up (RULES §3.3, §3.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.law import RateSeries
from audit.money import to_text
from audit.periods import Days, add_months, to_days

Whole = npt.NDArray[np.int64]
_SAFE = 1 << 62
MIN_PLACES = 2


@dataclass(frozen=True)
class RateTable:
    """A stepping yearly rate in whole units of `1 / scale` percent, with the sums that make stretches cheap.

    Days before `starts[0]` have no rate and bear nothing. From the day a rate is no longer known the last one runs
    on, and those days are counted apart.
    """

    starts: Days
    rates: Whole
    known: npt.NDArray[np.bool_]
    scale: int
    known_through: date
    rate_sums: Whole  # rate-days before each start
    blind_sums: Whole  # days of unknown rate before each start

    def rate_days(self, begin: Days, end: Days) -> Whole:
        """Sum of the daily rate over `[begin, end)`, in units of `1 / scale` percent."""
        return self._sum_to(end, self.rate_sums, self.rates) - self._sum_to(begin, self.rate_sums, self.rates)

    def blind_days(self, begin: Days, end: Days) -> Whole:
        """Days of `[begin, end)` on which the rate is only carried on."""
        blind = (~self.known).astype(np.int64)
        return self._sum_to(end, self.blind_sums, blind) - self._sum_to(begin, self.blind_sums, blind)

    def rate_on(self, on: Days) -> Whole:
        """The rate of each day in units of `1 / scale` percent; -1 before the table begins."""
        step = np.searchsorted(self.starts, on, side="right") - 1
        return np.where(step < 0, -1, self.rates[np.maximum(step, 0)])

    def _sum_to(self, on: Days, sums: Whole, per_day: Whole) -> Whole:
        on = np.maximum(on, self.starts[0])
        step = np.searchsorted(self.starts, on, side="right") - 1
        return np.asarray(sums[step] + (on - self.starts[step]) * per_day[step], dtype=np.int64)


def places(percents: Iterable[Decimal]) -> int:
    """Decimal places that hold every rate exactly, at least two."""
    return max([MIN_PLACES, *(-int(p.as_tuple().exponent) for p in percents)])


def rate_table(
    series: RateSeries, own: Iterable[tuple[date, Decimal]] = (), scale_places: int = MIN_PLACES
) -> RateTable:
    """The published series, carried on where it is not known, with the user's own rates where it says nothing.

    An own rate for a day the series covers is not used. One for a later day is taken as known for the month until
    the next publication.
    """
    steps: dict[date, tuple[Decimal, bool]] = {day: (percent, True) for day, percent in series.points}
    first, unknown_from = series.points[0][0], series.valid_through + timedelta(days=1)
    steps[unknown_from] = (series.points[-1][1], False)
    known_through = series.valid_through
    for day, percent in sorted(own):
        if first <= day <= series.valid_through:
            continue
        steps[day] = (percent, True)
        if day > series.valid_through:
            steps[add_months(day, 1)] = (percent, False)
            steps = {d: s for d, s in steps.items() if not day < d < add_months(day, 1)}
            known_through = add_months(day, 1) - timedelta(days=1)
    return _table(sorted(steps.items()), scale_places, known_through)


def _table(steps: list[tuple[date, tuple[Decimal, bool]]], scale_places: int, known_through: date) -> RateTable:
    scale = 10**scale_places
    starts = np.array([to_days(day) for day, _ in steps], dtype=np.int64)
    rates = np.array([int(percent * scale) for _, (percent, _) in steps], dtype=np.int64)
    known = np.array([is_known for _, (_, is_known) in steps], dtype=bool)
    lasting = np.diff(starts)
    rate_sums = np.concatenate(([0], np.cumsum(lasting * rates[:-1]))).astype(np.int64)
    blind_sums = np.concatenate(([0], np.cumsum(lasting * ~known[:-1]))).astype(np.int64)
    return RateTable(starts, rates, known, scale, known_through, rate_sums, blind_sums)


@dataclass(frozen=True)
class Stretches:
    """Balances that bear interest: `balance` minor units of charge `line` over `[begin, end)`, by line and day.

    `fixed` is the one rate of the charge in units of `1 / scale` percent, or -1 where the table's steps apply.
    """

    line: Whole
    begin: Days
    end: Days
    balance: Whole
    fixed: Whole

    def only(self, rows: npt.NDArray[Any]) -> Stretches:
        """The stretches a mask keeps, or those at the places given."""
        return Stretches(*(getattr(self, f.name)[rows] for f in fields(self)))


def interest_minor(stretches: Stretches, table: RateTable, lines: int, basis: int) -> Whole:
    """Interest of each of `lines` charges in minor units, rounded half up once per charge.

    >>> from decimal import Decimal
    >>> from audit.law import load
    >>> table = rate_table(load("cn").rate_series("cn.lpr.1y"))
    >>> begin, end = (np.array([to_days(date(2025, m, 1))]) for m in (7, 9))
    >>> one = Stretches(np.array([0]), begin, end, np.array([3000]), np.array([-1]))
    >>> interest_minor(one, table, 1, 365)[0].item()   # 30.00 at 3.00 % for 62 days
    15
    """
    days = stretches.end - stretches.begin
    rate_days = np.where(stretches.fixed >= 0, stretches.fixed * days, table.rate_days(stretches.begin, stretches.end))
    whole = 100 * table.scale * basis
    largest = int(stretches.balance.max(initial=0)) * int(rate_days.max(initial=0)) * (len(days) + 1) * 2 + whole
    kind: type = np.int64 if largest < _SAFE else object
    owed: npt.NDArray[Any] = np.zeros(lines, dtype=kind)
    np.add.at(owed, stretches.line, stretches.balance.astype(kind) * rate_days.astype(kind))
    return np.asarray((2 * owed + whole) // (2 * whole), dtype=np.int64)


def cut(stretches: Stretches, table: RateTable) -> Stretches:
    """The same balances cut where the rate changes, so that every stretch has one rate; empty ones are left out."""
    changes = np.append(True, table.rates[1:] != table.rates[:-1])
    starts, rates = table.starts[changes], table.rates[changes]
    began = np.where(stretches.fixed < 0, np.maximum(stretches.begin, starts[0]), stretches.begin)
    whole = replace(stretches, begin=began).only((stretches.balance > 0) & (stretches.end > began))
    first = np.searchsorted(starts, whole.begin, side="right") - 1
    last = np.searchsorted(starts, whole.end, side="left") - 1
    parts = np.where(whole.fixed < 0, last - first + 1, 1)
    part = np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)
    step = np.repeat(first, parts) + part
    made = whole.only(np.repeat(np.arange(len(parts)), parts))
    inner = part + 1 < np.repeat(parts, parts)
    return replace(
        made,
        begin=np.where(part > 0, starts[step], made.begin),
        end=np.where(inner, starts[np.minimum(step + 1, len(starts) - 1)], made.end),
        fixed=np.where(made.fixed < 0, rates[step], made.fixed),
    )


def segments_text(stretches: Stretches, table: RateTable, lines: int, currency: str) -> list[str]:
    """Each charge's segments as a JSON list: from, to, days, balance and percent, enough to reckon it by hand."""
    pieces = cut(stretches, table)
    decimals = len(str(table.scale)) - 1
    percent = {r: str(Decimal(r).scaleb(-decimals)) for r in set(pieces.fixed.tolist())}
    balance = {b: to_text(b, currency) for b in set(pieces.balance.tolist())}
    from_, to = (np.datetime_as_string(d.astype("datetime64[D]")).tolist() for d in (pieces.begin, pieces.end))
    days = (pieces.end - pieces.begin).tolist()
    columns = (pieces.line.tolist(), from_, to, days, pieces.balance.tolist(), pieces.fixed.tolist())
    found: list[list[str]] = [[] for _ in range(lines)]
    for line, a, b, n, held, rate in zip(*columns, strict=True):
        found[line].append(
            f'{{"from": "{a}", "to": "{b}", "days": {n}, "balance": "{balance[held]}", "percent": "{percent[rate]}"}}'
        )
    return [f"[{', '.join(f)}]" if f else "" for f in found]
