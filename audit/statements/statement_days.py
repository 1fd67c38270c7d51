"""Which days a statement speaks for that prints no range, only the days of its opening and its closing balance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta


def days_between(opening: str, closing: str, booked: Sequence[str]) -> tuple[str, str]:
    """The first and the last day, ISO; ("", "") where a balance has no day.

    An opening balance is dated by the last day of the statement before it, or by the first of its own: only a row
    booked on that day proves the latter. Too little covered asks for one more statement; too much would hide a charge.

    >>> days_between("2026-02-28", "2026-03-31", ["2026-03-06"]), days_between("2026-03-01", "2026-03-01", [])
    (('2026-03-01', '2026-03-31'), ('2026-03-01', '2026-03-01'))
    """
    try:
        first, last = date.fromisoformat(opening), date.fromisoformat(closing)
    except ValueError:
        return "", ""
    if first < last and opening not in booked:
        first += timedelta(days=1)
    return (first.isoformat(), last.isoformat()) if first <= last else ("", "")
