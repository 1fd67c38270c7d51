"""Dates whose day and month stand in an order of the country's own, written year first.

`03/04/2025` is April in London and March in New York; which of them it is, the whole file says, never one cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from audit.errors import InputError
from audit.statements.cells import UNREADABLE, per_word, times, words_of
from audit.wording import Words

BOTH = Words(
    "“{one}” has the day first and “{other}” the month: the file was changed or put together; export the bill again",
    "“{one}”是日在前，“{other}”是月在前：文件被改动或拼接过，请重新导出账单",
)
OPEN = Words(
    "whether “{cell}” has the day or the month first cannot be told from this file: export a longer range that has a "
    "day after the 12th, or give `dates` in a file for --formats",
    "无法判断“{cell}”是日在前还是月在前：请导出包含 12 日之后日期的更长时间段，或在 --formats 文件中写明 dates",
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NUMBERS = re.compile(r"(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?!\d)\.?(.*)", re.DOTALL)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?[-/., ]+(\d{4}|\d{2})(?!\d)(.*)", re.DOTALL)
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[-/. ]+(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4})(?!\d)(.*)", re.DOTALL)
_HALF_DAY = re.compile(r"[ ,T]*(\d{1,2}):(\d{2})(?::(\d{2}))? ?([AaPp])\.?[Mm]\.?")
_CLOCK = re.compile(r"[ ,T]*(\d{1,2}[:：]?\d{2}.*)", re.DOTALL)


def year_first(cell: str, order: str) -> str:
    """A date in the order `dmy` or `mdy`, or with a month's name, written year first; what is none stays as it is.

    >>> year_first("03/04/25", "dmy"), year_first("03/04/2025 4:05 PM", "mdy"), year_first("13 Dec. 2025", "dmy")
    ('2025-04-03', '2025-03-04 16:05:00', '2025-12-13')
    """
    if found := _NUMBERS.fullmatch(cell):
        day, month = (found[1], found[3]) if order == "dmy" else (found[3], found[1])
        return _written(found[4], int(month), day, found[5], cell)
    if found := _NAMED.fullmatch(cell):
        return _written(found[3], _month(found[2]), found[1], found[4], cell)
    if found := _NAMED_FIRST.fullmatch(cell):
        return _written(found[3], _month(found[1]), found[2], found[4], cell)
    return cell


def decided_order(columns: Sequence[pa.Array]) -> str:
    """`dmy` or `mdy`, as a whole file's dates have it; InputError where they contradict each other or leave it open.

    A day after the 12th decides; else the file's own order does, if it is one under exactly one reading.
    """
    found = [match for column in columns for cell in words_of(column)[0] if (match := _NUMBERS.fullmatch(cell))]
    day_first = next((match[0] for match in found if int(match[1]) > 12), "")
    month_first = next((match[0] for match in found if int(match[3]) > 12), "")
    if day_first and month_first:
        raise InputError(BOTH.fill(one=day_first, other=month_first))
    if day_first or month_first:
        return "dmy" if day_first else "mdy"
    if found and all(match[2] == "." for match in found):
        return "dmy"  # nobody writes the month first with dots
    two_ways = next((match[0] for match in found if int(match[1]) != int(match[3])), "")
    if not two_ways:
        return "dmy"
    ordered = [order for order in ("dmy", "mdy") if any(_in_order(column, order) for column in columns)]
    if len(ordered) != 1:
        raise InputError(OPEN.fill(cell=two_ways))
    return ordered[0]


def _in_order(column: pa.Array, order: str) -> bool:
    """Whether the rows run from old to new or from new to old."""
    at = times(per_word(column, turned(order)))[0]
    steps = np.sign(np.diff(at[at != UNREADABLE]))
    return bool((steps >= 0).all() or (steps <= 0).all())


def turned(order: str) -> Callable[[str], str]:
    """What writes a cell's date year first."""
    return lambda cell: year_first(cell, order)


def _written(year: str, month: int, day: str, rest: str, cell: str) -> str:
    if not 1 <= month <= 12:
        return cell
    return f"{int(year) + (2000 if len(year) == 2 else 0)}-{month:02}-{int(day):02}{_clock(rest)}"


def _month(name: str) -> int:
    """A month by the first three letters of its English name, 0 where it is none."""
    short = name[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def _clock(rest: str) -> str:
    """The time of day behind a date, on a clock of 24 hours."""
    if found := _HALF_DAY.fullmatch(rest):
        hour = int(found[1]) % 12 + (12 if found[4] in "Pp" else 0)
        return f" {hour:02}:{found[2]}:{found[3] or '00'}"
    clock = _CLOCK.fullmatch(rest)
    return f" {clock[1]}" if clock else rest
