"""The best lattice of a series: worked series with their answers, and what holds for any series."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.judging.lattice_fit import fit, lay
from audit.periods import Interval, Lattice, from_days, to_days

SERIES = {
    "30-day plan, not monthly": (
        "2025-07-31 2025-08-30 2025-09-29 2025-10-29 2025-11-28 2025-12-28",
        Interval("day", 30),
        0,
    ),
    "31-day plan": ("2023-01-05 2023-02-05 2023-03-08 2023-04-08 2023-05-09", Interval("day", 31), 0),
    "31st seen from February on": ("2025-02-28 2025-03-31 2025-04-30", Interval("month", 1), 31),
    "posted late once": ("2025-05-01 2025-06-03 2025-07-01", Interval("month", 1), 1),
    "one stray": ("2025-03-01 2025-04-01 2025-05-01 2025-06-01 2025-07-15", Interval("month", 1), 1),
    "one early, which all the others would be late for": (
        "2025-03-01 2025-04-01 2025-05-01 2025-06-01 2025-06-27",
        Interval("month", 1),
        1,
    ),
    "one early of three": ("2025-04-01 2025-05-01 2025-05-27", Interval("month", 1), 1),
    "a month skipped": ("2025-01-03 2025-02-03 2025-04-03 2025-05-03", Interval("month", 1), 3),
    "jitter": ("2025-01-05 2025-02-07 2025-03-04 2025-04-05 2025-05-06", Interval("month", 1), 5),
    "paid twice once": ("2025-01-05 2025-02-05 2025-02-05 2025-03-05", Interval("month", 1), 5),
    "quarterly": ("2024-01-10 2024-04-10 2024-07-10 2024-10-10", Interval("quarter", 1), 10),
    "half-yearly at month's end": ("2023-01-31 2023-07-31 2024-01-31", Interval("half_year", 1), 31),
    "yearly over leap years": ("2022-02-28 2023-02-28 2024-02-29 2025-02-28", Interval("year", 1), 29),
    "weekly with a gap": ("2025-01-03 2025-01-10 2025-01-17 2025-01-31", Interval("week", 1), 0),
    "fortnightly": ("2025-06-01 2025-06-15 2025-06-29 2025-07-13", Interval("week", 2), 0),
}


def fitted(*series: list[date]) -> tuple[list[Interval | None], list[int]]:
    group = np.repeat(np.arange(len(series)), [len(s) for s in series])
    lattices, _ = fit(group, np.array([to_days(d) for s in series for d in s], dtype=np.int64), len(series))
    return [lattices.interval(g) for g in range(len(series))], lattices.billing_day.tolist()


@pytest.mark.parametrize("name", SERIES)
def test_worked_series(name: str) -> None:
    days, interval, billing_day = SERIES[name]
    assert fitted([date.fromisoformat(d) for d in days.split()]) == ([interval], [billing_day])


def test_all_series_at_once_as_one_by_one() -> None:
    every = [[date.fromisoformat(d) for d in days.split()] for days, _, _ in SERIES.values()]
    assert fitted(*every) == ([i for _, i, _ in SERIES.values()], [d for _, _, d in SERIES.values()])


def test_no_rows_and_single_rows_have_no_lattice() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert fit(nothing, nothing, 0)[0].months.tolist() == []
    assert fitted([date(2025, 1, 1)], [])[0] == [None, None]


@given(
    st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    st.sampled_from([Interval("month", 1), Interval("quarter", 1), Interval("year", 1), Interval("day", 30)]),
    st.integers(4, 12),
)
def test_an_exact_series_is_found_again(start: date, interval: Interval, count: int) -> None:
    """Its anchors are the days themselves, and its next anchor is the series' next day."""
    planted = Lattice(interval, start)
    days = [planted.anchor(k) for k in range(count)]
    lattices, found = fit(np.zeros(count, dtype=np.int64), np.array([to_days(d) for d in days]), 1)
    assert found.slots[0] == count
    assert found.strays[0] == found.twice[0] == 0
    ahead = np.array([to_days(planted.anchor(count))])
    laid = lay(lattices, np.zeros(1, dtype=np.int64), ahead)
    calendar_end = interval.months and start.day >= 28  # the original day may not show in the days seen
    assert abs(int(laid.off[0])) <= (3 if calendar_end else 0)


@given(st.lists(st.integers(0, 900), min_size=2, max_size=30), st.lists(st.integers(0, 900), min_size=2, max_size=30))
def test_one_series_does_not_change_another(one: list[int], other: list[int]) -> None:
    first = [date(2024, 1, 1) + timedelta(days=d) for d in sorted(one)]
    second = [date(2024, 1, 1) + timedelta(days=d) for d in sorted(other)]
    alone, both = fitted(first), fitted(first, second)
    assert (alone[0][0], alone[1][0]) == (both[0][0], both[1][0])


@given(st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.dates(date(2023, 1, 1), date(2027, 1, 1)))
def test_laying_agrees_with_the_single_lattice(origin: date, day: date) -> None:
    series = [origin, Lattice(Interval("month", 1), origin).anchor(1), Lattice(Interval("month", 1), origin).anchor(2)]
    lattices, _ = fit(np.zeros(3, dtype=np.int64), np.array([to_days(d) for d in series]), 1)
    interval = lattices.interval(0)
    assert interval is not None
    single = Lattice(interval, from_days(lattices.origin[0]), int(lattices.billing_day[0]))
    laid = lay(lattices, np.zeros(1, dtype=np.int64), np.array([to_days(day)]))
    assert from_days(laid.anchor[0]) == single.anchor(single.nearest(day))
