"""Billing intervals, anchors and half-open periods: pure civil dates, no clock and no zone.

A lattice is the endless row of days on which periods of one plan begin. Month lattices are counted from the original
anchor and clamped to the month's end every time anew, so the 31st never drifts (Civil Code art. 202 has the same
corresponding-day rule); day lattices step in whole days.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]  # civil dates as days since 1970-01-01
IntervalName = Literal["day", "week", "month", "quarter", "half_year", "year"]

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A billing interval by its name and count: a 30-day plan is `day` 30, a fortnight `week` 2."""

    name: IntervalName
    count: int

    @property
    def months(self) -> int:
        """Calendar months in one interval; 0 where it steps in days."""
        return _MONTHS.get(self.name, 0) * self.count

    @property
    def days(self) -> int:
        """Days in one interval, months at their mean length: for tolerances, never for dates."""
        if self.months:
            return round(self.months * 30.4369)
        return self.count * (7 if self.name == "week" else 1)


class Period(NamedTuple):
    """A half-open stretch of service: `start` is paid for, `end` no longer is."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Lattice:
    """The days on which periods begin: `origin` plus k intervals, for every whole k, negative ones too.

    `day` is the billing day 1–31 of a month lattice (clamped to each month's end) and 0 for a day lattice.
    """

    interval: Interval
    origin: date
    day: int = 0

    def __post_init__(self) -> None:
        if self.interval.months and not self.day:
            object.__setattr__(self, "day", self.origin.day)

    def anchor(self, k: int) -> date:
        """The k-th anchor counted from the origin.

        >>> Lattice(Interval("month", 1), date(2025, 1, 31)).anchor(1)
        datetime.date(2025, 2, 28)
        """
        if self.interval.months:
            return add_months(self.origin, k * self.interval.months, self.day)
        return self.origin + timedelta(days=k * self.interval.days)

    def index(self, on: date) -> int:
        """The number of the last anchor on or before the day."""
        if not self.interval.months:
            return (on - self.origin).days // self.interval.days
        months = (on.year - self.origin.year) * 12 + on.month - self.origin.month
        k = months // self.interval.months
        return k if self.anchor(k) <= on else k - 1

    def nearest(self, on: date) -> int:
        """The number of the anchor closest to the day; of two equally close the earlier."""
        k = self.index(on)
        return k if (on - self.anchor(k)) <= (self.anchor(k + 1) - on) else k + 1

    def first_after(self, on: date) -> date:
        """The first anchor strictly after the day."""
        return self.anchor(self.index(on) + 1)

    def period(self, k: int) -> Period:
        """The k-th period, from its anchor to the next one."""
        return Period(self.anchor(k), self.anchor(k + 1))


def add_months(start: date, months: int, day: int | None = None) -> date:
    """The same day of the month some months on, clamped to that month's end.

    >>> add_months(date(2024, 2, 29), 12), add_months(date(2025, 2, 28), 1, 31)
    (datetime.date(2025, 2, 28), datetime.date(2025, 3, 31))
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(day or start.day, calendar.monthrange(year, month + 1)[1]))


def add_years(start: date, years: int) -> date:
    """The same day some years on; 29 February becomes the 28th where there is none."""
    return add_months(start, 12 * years)


def to_days(on: date) -> int:
    """A civil date as days since 1970-01-01."""
    return (on - _EPOCH).days


def from_days(days: int) -> date:
    """Days since 1970-01-01 as a civil date."""
    return _EPOCH + timedelta(days=int(days))


def month_anchors(months: Days, day: int | Days) -> Days:
    """Days since 1970-01-01 of a billing day in each month (months since 1970-01), clamped to the month's end."""
    first = _first_days(months)
    length = _first_days(months + 1) - first
    return np.asarray(first + np.minimum(day, length) - 1, dtype=np.int64)


def months_of(days: Days) -> Days:
    """The month of each day, both since 1970-01."""
    firsts, known = _calendar()
    place = days - firsts[0]
    if place.size and place.min() >= 0 and place.max() < len(known):
        return np.asarray(known[place])
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_days(months: Days) -> Days:
    firsts, _ = _calendar()
    place = months - _EARLIEST
    if place.size and place.min() >= 0 and place.max() < len(firsts):
        return np.asarray(firsts[place])
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


@cache
def _calendar() -> tuple[Days, Days]:
    """The first day of every month people pay in, and the month of each of those days: to look up, not to work out."""
    firsts = np.arange(_EARLIEST, _LATEST).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = np.arange(firsts[0], firsts[-1])
    return firsts, days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


_EARLIEST, _LATEST = -480, 2400  # 1930 and 2170, as months since 1970-01
