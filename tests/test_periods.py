"""Anchors and periods: clamped from the original day, never drifting, half-open."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.periods import Interval, Lattice, add_months, add_years, from_days, month_anchors, to_days

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
INTERVALS = st.sampled_from(
    [
        Interval("month", 1),
        Interval("month", 2),
        Interval("quarter", 1),
        Interval("half_year", 1),
        Interval("year", 1),
        Interval("week", 1),
        Interval("week", 2),
        Interval("day", 30),
        Interval("day", 31),
    ]
)


def test_the_31st_clamps_and_comes_back() -> None:
    lattice = Lattice(Interval("month", 1), date(2025, 1, 31))
    assert [lattice.anchor(k) for k in range(5)] == [
        date(2025, 1, 31),
        date(2025, 2, 28),
        date(2025, 3, 31),
        date(2025, 4, 30),
        date(2025, 5, 31),
    ]


def test_29_february_returns_in_the_next_leap_year() -> None:
    lattice = Lattice(Interval("year", 1), date(2024, 2, 29))
    assert [lattice.anchor(k) for k in range(5)] == [
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2026, 2, 28),
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]


@given(DAYS, DAYS, INTERVALS)
def test_every_day_lies_in_exactly_one_period(origin: date, day: date, interval: Interval) -> None:
    lattice = Lattice(interval, origin)
    period = lattice.period(lattice.index(day))
    assert period.start <= day < period.end
    assert lattice.first_after(day) == period.end


@given(DAYS, st.integers(-40, 40), INTERVALS)
def test_an_anchor_has_its_own_number(origin: date, k: int, interval: Interval) -> None:
    lattice = Lattice(interval, origin)
    assert lattice.index(lattice.anchor(k)) == k
    assert lattice.nearest(lattice.anchor(k)) == k


@given(DAYS, DAYS, INTERVALS)
def test_nearest_is_nearest(origin: date, day: date, interval: Interval) -> None:
    lattice = Lattice(interval, origin)
    best = abs((lattice.anchor(lattice.nearest(day)) - day).days)
    around = range(lattice.index(day) - 2, lattice.index(day) + 4)
    assert best == min(abs((lattice.anchor(k) - day).days) for k in around)


@given(DAYS, st.integers(-60, 60))
def test_months_clamp_to_the_months_end(start: date, months: int) -> None:
    moved = add_months(start, months)
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == months
    assert moved.day == min(start.day, calendar.monthrange(moved.year, moved.month)[1])


@given(DAYS, st.integers(1, 31), st.integers(-30, 30))
def test_the_columns_agree_with_the_single_dates(day: date, billing_day: int, months: int) -> None:
    month = (day.year - 1970) * 12 + day.month - 1 + months
    expected = add_months(day.replace(day=1), months, billing_day)
    assert from_days(month_anchors(np.array([month]), billing_day)[0]) == expected


@given(DAYS)
def test_days_are_counted_from_1970(day: date) -> None:
    assert from_days(to_days(day)) == day
    assert to_days(day + timedelta(days=1)) == to_days(day) + 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2025, 7, 1), date(2028, 7, 1)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2026, 1, 10), date(2029, 1, 10)),
    ],
)
def test_three_years_on(start: date, end: date) -> None:
    """RULES W14."""
    assert add_years(start, 3) == end
