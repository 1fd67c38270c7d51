"""The two long holidays of mainland China, around which banks post late."""

from __future__ import annotations

from datetime import date
from functools import cache

from audit.catalogue.records import Record, read_records
from audit.periods import Period

_NAMES = ("spring_festival", "national_day")


def is_long_holiday_between(a: date, b: date) -> bool:
    """Whether a day of Spring Festival or of the National Day week lies in [a, b]; outside 2019-2027 never."""
    return any(off.start <= b and a <= off.end for off in long_holidays())


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
