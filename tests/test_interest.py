"""Rates that step, prefix sums, balances over time: the parts of interest, each against numbers worked by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.judging.balances import Paybacks, balances, interest_first, settled_on
from audit.judging.interest import Stretches, cut, interest_minor, places, rate_table, segments_text
from audit.law import RateSeries
from audit.money import round_half_up
from audit.periods import from_days, to_days
from audit.wording import Words

START = date(2020, 1, 1)


def series(*points, through="2030-12-31"):
    """A rate series of (day, percent) pairs."""
    listed = tuple((date.fromisoformat(day), Decimal(percent)) for day, percent in points)
    return RateSeries("xx", Words("rate", "利率"), listed, date.fromisoformat(through), "secondary")


def days(*texts):
    return np.array([to_days(date.fromisoformat(t)) for t in texts], dtype=np.int64)


def stretches(*rows):
    """Stretches of (line, begin, end, balance, fixed rate or -1)."""
    columns = zip(*((n, *days(a, b).tolist(), m, f) for n, a, b, m, f in rows), strict=True)
    return Stretches(*(np.array(c, dtype=np.int64) for c in columns))


def paybacks(*rows):
    """Refunds of (line, day, amount)."""
    columns = list(zip(*((n, *days(d).tolist(), m) for n, d, m in rows), strict=True)) or [(), (), ()]
    line, day, amount = (np.array(c, dtype=np.int64) for c in columns)
    return Paybacks(line, day, amount, np.ones(len(line), dtype=bool), np.ones(len(line), dtype=bool))


TWO_RATES = series(("2025-01-01", "3.10"), ("2025-05-20", "3.00"))


def test_rate_days_are_the_sum_of_the_daily_rates():
    # 19 days at 3.10 and 12 at 3.00, in hundredths of a percent
    table = rate_table(TWO_RATES)
    assert table.rate_days(days("2025-05-01"), days("2025-06-01")).tolist() == [19 * 310 + 12 * 300]


def test_the_first_day_counts_and_the_last_does_not():
    table = rate_table(TWO_RATES)
    begin, end = days("2025-05-19", "2025-05-20", "2025-05-20"), days("2025-05-20", "2025-05-21", "2025-05-20")
    assert table.rate_days(begin, end).tolist() == [310, 300, 0]


def test_days_before_the_table_bear_nothing():
    table = rate_table(TWO_RATES)
    assert table.rate_days(days("2024-12-01"), days("2025-01-03")).tolist() == [620]
    assert table.rate_on(days("2024-12-31", "2025-01-01", "2025-05-20")).tolist() == [-1, 310, 300]


def test_days_beyond_the_table_are_counted_as_carried_on():
    table = rate_table(series(("2025-01-01", "3.00"), through="2025-01-31"))
    assert table.blind_days(days("2025-01-01"), days("2025-02-01")).tolist() == [0]
    assert table.blind_days(days("2025-01-01"), days("2025-02-03")).tolist() == [2]
    assert table.known_through == date(2025, 1, 31)


def test_own_rates_beyond_the_table_are_known_for_a_month_each():
    own = [(date(2025, 2, 1), Decimal("2.50")), (date(2025, 2, 20), Decimal("2.00"))]
    table = rate_table(series(("2025-01-01", "3.00"), through="2025-01-31"), own)
    assert table.rate_on(days("2025-01-31", "2025-02-19", "2025-02-20", "2025-04-01")).tolist() == [300, 250, 200, 200]
    assert table.blind_days(days("2025-01-01"), days("2025-03-20")).tolist() == [0]
    assert table.blind_days(days("2025-01-01"), days("2025-03-25")).tolist() == [5]
    assert table.known_through == date(2025, 3, 19)


def test_a_gap_before_an_own_rate_is_carried_on():
    table = rate_table(series(("2025-01-01", "3.00"), through="2025-01-31"), [(date(2025, 2, 11), Decimal("2.00"))])
    assert table.blind_days(days("2025-01-31"), days("2025-02-12")).tolist() == [10]


def test_rates_of_many_places_stay_exact():
    assert places([Decimal("3.1"), Decimal("3.125")]) == 3
    table = rate_table(series(("2025-01-01", "3.125")), scale_places=3)
    # 1,000.00 at 3.125 % for 73 days = a fifth of a year: 6.25
    assert interest_minor(stretches((0, "2025-01-01", "2025-03-15", 100_000, -1)), table, 1, 365).tolist() == [625]


def test_interest_is_rounded_once_a_charge_and_not_once_a_stretch():
    table = rate_table(series(("2025-01-01", "3.00")))
    # 30.00 for 31 + 31 days: 0.0764 twice is 0.1529 -> 0.15, not 0.08 + 0.08
    halves = stretches((0, "2025-07-01", "2025-08-01", 3000, -1), (0, "2025-08-01", "2025-09-01", 3000, -1))
    assert interest_minor(halves, table, 1, 365).tolist() == [15]


def test_a_fixed_rate_does_not_step():
    table = rate_table(TWO_RATES)
    fixed = stretches((0, "2025-05-01", "2025-06-01", 1_000_000, 310))
    assert interest_minor(fixed, table, 1, 365).tolist() == [round_half_up(Fraction(1_000_000 * 31 * 310, 3_650_000))]


def test_half_a_minor_unit_is_rounded_up_and_less_is_nothing():
    table = rate_table(series(("2025-01-01", "3.65")))
    # 5.00 at 3.65 % for 10 days is half a fen
    rows = stretches((0, "2025-01-01", "2025-01-11", 500, -1), (1, "2025-01-01", "2025-01-11", 499, -1))
    assert interest_minor(rows, table, 3, 365).tolist() == [1, 0, 0]


def test_stretches_are_cut_only_where_the_rate_changes():
    table = rate_table(
        series(("2025-01-01", "3.10"), ("2025-03-01", "3.10"), ("2025-05-20", "3.00"), through="2025-06-30")
    )
    pieces = cut(stretches((0, "2025-02-01", "2025-08-01", 500, -1), (1, "2025-05-20", "2025-06-01", 700, -1)), table)
    begin, end = ([from_days(d).isoformat() for d in ds] for ds in (pieces.begin, pieces.end))
    assert list(zip(begin, end, pieces.fixed.tolist(), strict=True)) == [
        ("2025-02-01", "2025-05-20", 310), ("2025-05-20", "2025-08-01", 300), ("2025-05-20", "2025-06-01", 300),
    ]  # fmt: skip


def test_segments_leave_out_what_bears_nothing():
    table = rate_table(TWO_RATES)
    rows = stretches((0, "2025-05-01", "2025-05-01", 500, -1), (1, "2025-05-01", "2025-05-03", 0, -1),
                     (2, "2024-12-30", "2025-01-02", 500, -1))  # fmt: skip
    assert segments_text(rows, table, 4, "CNY") == [
        "", "", '[{"from": "2025-01-01", "to": "2025-01-02", "days": 1, "balance": "5.00", "percent": "3.10"}]', "",
    ]  # fmt: skip


def test_a_balance_falls_with_every_refund_and_never_below_zero():
    back = paybacks((0, "2025-07-10", 1000), (0, "2025-07-20", 2500))
    found = balances(days("2025-07-01"), np.array([3000]), back, np.array([-1]), int(days("2025-08-01")[0]))
    assert found.balance.tolist() == [3000, 2000, 0]
    assert [from_days(d).isoformat() for d in found.end] == ["2025-07-10", "2025-07-20", "2025-08-01"]


def test_a_refund_before_the_first_day_counts_from_it_and_one_after_the_last_day_not():
    back = paybacks((0, "2025-06-10", 1000), (0, "2025-08-10", 1000))
    found = balances(days("2025-07-01"), np.array([3000]), back, np.array([-1]), int(days("2025-08-01")[0]))
    lasting = [(int(e - b), int(m)) for b, e, m in zip(found.begin, found.end, found.balance, strict=True) if e > b]
    assert lasting == [(31, 2000)]


def test_the_day_a_charge_was_settled_in_full():
    back = paybacks((0, "2025-07-10", 1000), (0, "2025-07-20", 2000), (0, "2025-07-30", 9), (2, "2025-07-05", 2999))
    found = settled_on(days(*["2025-07-01"] * 3), np.array([3000] * 3), back)
    assert found.tolist() == [int(days("2025-07-20")[0]), -1, -1]


def test_no_refunds_settle_nothing():
    assert settled_on(days("2025-07-01"), np.array([3000]), paybacks()).tolist() == [-1]


@pytest.mark.parametrize(
    ("refunds", "left"),
    [
        ([], (10_000, 400, 0)),
        ([(10, 50)], (10_000, 350, 50)),  # less than the 100 accrued: interest alone is paid
        ([(10, 100)], (10_000, 300, 0)),
        ([(10, 5_100)], (5_000, 150, 0)),
        ([(10, 5_100), (20, 25)], (5_000, 125, 25)),
        ([(10, 99_999)], (0, 0, 0)),
    ],
)
def test_interest_first_pays_what_has_accrued_before_the_principal(refunds, left):
    # 100.00 at one thousandth a day, for 40 days
    found = interest_first(0, 10_000, refunds, 40, lambda balance, since, to: balance * (to - since) // 1000)
    assert (found.principal, found.interest, found.carried) == left


POINTS = st.lists(st.tuples(st.integers(1, 900), st.integers(1, 999)), max_size=6, unique_by=lambda p: p[0])


@settings(max_examples=60)
@given(st.integers(1, 999), POINTS, st.integers(-50, 1000), st.integers(0, 1000))
def test_prefix_sums_agree_with_adding_day_by_day(first, later, begin, lasting):
    points = [(0, first), *sorted(later)]
    named = [((START + timedelta(days=d)).isoformat(), f"{Decimal(p) / 100:.2f}") for d, p in points]
    table = rate_table(series(*named))
    from_, to = (np.array([to_days(START) + d]) for d in (begin, begin + lasting))
    expected = 0
    for day in range(max(0, begin), begin + lasting):
        expected += [p for d, p in points if d <= day][-1]
    assert table.rate_days(from_, to).tolist() == [expected]
