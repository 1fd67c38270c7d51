"""The claim arithmetic once more, day by day, so that a sample's truth owes nothing to the code it judges.

One-year LPR by day, actual days over 365, the first day counted and the last not, rounded once a charge
(RULES §1.9, §1.10, §3.3, §3.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from audit.money import round_half_up

LPR = (
    (date(2019, 8, 20), "4.25"),
    (date(2019, 9, 20), "4.20"),
    (date(2019, 11, 20), "4.15"),
    (date(2020, 2, 20), "4.05"),
    (date(2020, 4, 20), "3.85"),
    (date(2021, 12, 20), "3.80"),
    (date(2022, 1, 20), "3.70"),
    (date(2022, 8, 22), "3.65"),
    (date(2023, 6, 20), "3.55"),
    (date(2023, 8, 21), "3.45"),
    (date(2024, 7, 22), "3.35"),
    (date(2024, 10, 21), "3.10"),
    (date(2025, 5, 20), "3.00"),
)
Refund = tuple[date, int]


def lpr_on(day: date) -> Fraction:
    """Percent a year in force on a day from 2019-08-20 on."""
    return Fraction([percent for since, percent in LPR if since <= day][-1])


def interest(
    principal: int, since: date, until: date, refunds: Sequence[Refund] = (), fixed_on: date | None = None
) -> int:
    """Fen of simple interest on what each day still owed; at the rate of one day alone where `fixed_on` names it.

    >>> interest(3000, date(2025, 7, 1), date(2025, 9, 1)), interest(118800, date(2024, 9, 10), date(2025, 6, 10))
    (15, 2781)
    """
    owed = Fraction(0)
    for n in range((until - since).days):
        day = since + timedelta(days=n)
        balance = principal - sum(amount for on, amount in refunds if on <= day)
        owed += max(0, balance) * lpr_on(fixed_on or day) / 100 / 365
    return round_half_up(owed)


def share(amount: int, unused: int, days: int) -> int:
    """The unused part of a period's price, rounded once.

    >>> share(24800, 195, 365)
    13249
    """
    return round_half_up(Fraction(amount * unused, days))
