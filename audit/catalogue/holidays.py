"""Days off of mainland China: the two long holidays, around which banks post late, and those of a fixed date."""

from __future__ import annotations

from datetime import date
from functools import cache

from audit.catalogue.records import Record, read_records
from audit.periods import Period

_NAMES = ("spring_festival", "national_day")
# New Year, Labour Day and National Day by the rules on public holidays of 2025; those of the moon are not reckoned.
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


def is_long_holiday_between(a: date, b: date) -> bool:
    """Whether a day of Spring Festival or of the National Day week lies in [a, b]; outside 2019-2027 never."""
    return any(off.start <= b and a <= off.end for off in long_holidays())


def is_public_holiday(on: date) -> bool:
    """Whether a day is off in mainland China beside its weekends, as far as that is known beforehand.

    >>> [is_public_holiday(date(2028, 5, 1)), is_public_holiday(date(2026, 10, 7)), is_public_holiday(date(2028, 5, 5))]
    [True, True, False]
    """
    return (on.month, on.day) in _FIXED or is_long_holiday_between(on, on)


@cache
def long_holidays() -> tuple[Period, ...]:
    """Every long holiday known, first to last day off, in order; here `end` is itself a day off."""
    years = read_records("holidays.toml", "holiday", frozenset({"year", *_NAMES}))
    return tuple(sorted(_days_off(year, name) for year in years for name in _NAMES))


def _days_off(record: Record, name: str) -> Period:
    off = record.fields.get(name, ())
    if len(off) != 2 or not all(type(d) is date for d in off) or not off[0] <= off[1]:
        raise record.fault(name, "must be the first and the last day off", "应为放假首日和末日")
    return Period(off[0], off[1])
