"""Dates, times and billing intervals as people write them in Chinese or in ISO."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from audit.case.columns import plain
from audit.case.values import Cell, Expected, as_text, half_width
from audit.periods import Interval, IntervalName
from audit.wording import Words

A_DATE = Words(
    "a date in figures with the year first, such as 2025-06-10, or 2025-06-10 10:00",
    "年份在前的数字日期，例如 2025-06-10，或 2025-06-10 10:00",
)
A_BARE_NUMBER = Words(
    "a date: the cell holds a bare number. If {day} is meant, give the cell the date format, or type the date as text",
    "日期：单元格里只是一个数字。如果是指 {day}，请把单元格格式改为日期，或直接输入日期文字",
)
AN_INTERVAL = Words(
    "month, quarter, half_year, year, week, a number such as 30 days, 2 weeks, or irregular",
    "月、季、半年、年、周，或写明数字，如 30天、2周；没有固定周期填「不定期」",
)
IRREGULAR = "irregular"
_IRREGULAR = frozenset(
    (IRREGULAR, "不定期", "不固定", "没有固定周期", "无固定周期", "不规律", "随用随扣", "none", "nofixedinterval")
)
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))")
_DAY_ZERO = date(1899, 12, 30)  # of the numbers a spreadsheet keeps dates as
_SERIALS = (32874, 73416)  # 1990 to 2100
_WEEKDAY = re.compile(r"[(（]?\s*(?:星期|礼拜|周)[一二三四五六日天]\s*[)）]?")
_AROUND_CHINESE = re.compile(r"(?<=\d) (?=[年月日号时点分秒])|(?<=[年月]) (?=\d)|(?<=[-/.]) (?=\d)")
_CLOCK = re.compile(
    r"(上午|下午|晚上|am|pm)?(\d{1,2})[:时点](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.0+)?秒?)?)?)?(am|pm)?"
)
_COUNTED = re.compile(r"(\d+|[一二两三四六十])个?([a-z_]+|半年|[天日周月季年]|星期|季度)")
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "六": 6, "十": 10}
_UNITS: dict[str, IntervalName] = {
    **dict.fromkeys(("天", "日", "day", "days", "d"), "day"),
    **dict.fromkeys(("周", "星期", "每周", "包周", "week", "weeks", "weekly"), "week"),
    **dict.fromkeys(("月", "每月", "包月", "按月", "月付", "月卡", "连续包月", "month", "months", "monthly"), "month"),
    **dict.fromkeys(("季", "季度", "每季", "包季", "季卡", "quarter", "quarters", "quarterly"), "quarter"),
    **dict.fromkeys(("半年", "每半年", "halfyear", "halfyearly"), "half_year"),
    **dict.fromkeys(("年", "每年", "包年", "年付", "年卡", "year", "years", "yearly", "annual", "annually"), "year"),
}
_LONGER: dict[tuple[IntervalName, int], tuple[IntervalName, int]] = {
    ("month", 3): ("quarter", 1),
    ("month", 6): ("half_year", 1),
    ("month", 12): ("year", 1),
}


class Moment(NamedTuple):
    """A time of the user's; `has_time` False where only the date is known (midnight counts as that)."""

    at: datetime
    has_time: bool


def moment(cell: Cell) -> Moment:
    """A date, or a date and a time, as a spreadsheet's own date or as text in Chinese or ISO writing."""
    if isinstance(cell, datetime):
        return _moment(cell.replace(tzinfo=None))
    if isinstance(cell, date):
        return Moment(datetime.combine(cell, time()), False)
    folded = _WEEKDAY.sub(" ", re.sub(r"\s+", " ", half_width(cell)).casefold())
    folded = _AROUND_CHINESE.sub("", folded)
    day = _DAY.match(folded)
    if day is None:
        raise Expected(_bare_number(cell) or A_DATE)
    year, *rest = (int(g) for g in day.groups() if g)
    try:
        return _moment(datetime.combine(date(year, *rest), _clock(folded[day.end() :])))
    except ValueError as fault:
        raise Expected(A_DATE) from fault


def _bare_number(cell: Cell) -> Words | None:
    """What a date that lost its format most likely was; it is not taken for one, for it may be any other number."""
    if isinstance(cell, bool) or not isinstance(cell, float | int) or not _SERIALS[0] <= cell < _SERIALS[1]:
        return None
    return A_BARE_NUMBER.fill(day=_DAY_ZERO + timedelta(days=int(cell)))


def interval(cell: Cell) -> Interval | str:
    """A billing interval by its word or with a number: `30 days`, `2周`, `半年`; three months are a quarter.

    `irregular` where the person says that there is none.
    """
    folded = plain(as_text(cell))
    if folded in _IRREGULAR:
        return IRREGULAR
    counted = _COUNTED.fullmatch(folded)
    count, unit = (_NUMERALS.get(counted[1]) or int(counted[1]), counted[2]) if counted else (1, folded)
    if unit not in _UNITS or not 1 <= count <= 3660 or (not counted and _UNITS[unit] == "day"):
        raise Expected(AN_INTERVAL)
    return Interval(*_LONGER.get((_UNITS[unit], count), (_UNITS[unit], count)))


def _moment(at: datetime) -> Moment:
    if not 1990 <= at.year <= 2100:
        raise Expected(A_DATE)
    whole = (at + timedelta(milliseconds=500)).replace(microsecond=0)  # a spreadsheet stores a fraction of a day
    return Moment(whole, whole.time() != time())


def _clock(written: str) -> time:
    bare = written.strip(" t,，").removesuffix("+08:00").removesuffix("+0800").replace(" ", "")
    if not bare:
        return time()
    clock = _CLOCK.fullmatch(bare)
    if clock is None:
        raise ValueError(written)
    half, (hour, minute, second) = clock[1] or clock[5], (int(clock[i] or 0) for i in (2, 3, 4))
    if half == "晚上" and hour == 12:
        raise ValueError(written)  # noon or midnight: nobody can tell
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    return time(0 if half in ("上午", "am") and hour == 12 else hour, minute, second)
