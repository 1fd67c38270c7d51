"""One cell of the user's spreadsheet as one value, or as the sentence that says what belongs there.

Cells come as spreadsheet programs store them (text, number, date) or as text from a CSV. A parser returns the value,
None for a blank cell, and raises `Expected` where a person would have to guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from audit import catalogue
from audit.case.columns import Column, plain
from audit.case.moments import Moment, interval, moment
from audit.case.values import Cell, Expected, as_text, half_width, is_blank
from audit.money import to_minor
from audit.wording import Words

LONGEST = 10_000  # characters of one cell; a pop-up's wording is far shorter
_MOST_PLACES = 3  # of any currency
WHOLE_DIGITS = 10**15  # beyond this a spreadsheet program has lost digits of a number


AN_AMOUNT = Words("an amount with at most two decimals, such as 30.00", "金额，最多两位小数，例如 30.00")
OTHER_CURRENCY = Words(
    "an amount in {currency}; for another currency write its code into the column currency",
    "以 {currency} 计的金额；其他币种请在“币种”栏填写代码",
)
A_TEXT_NUMBER = Words(
    "this number as text: the spreadsheet has already lost its last digits; format the cell as text and type it again",
    "文本格式的号码：表格软件已丢失末尾几位数字，请把单元格设为文本后重新输入",
)

_OWED_OR_NOT = Words(
    "owed, not_owed, or the amount that is owed (a yes or no can be read two ways)",
    "应退、不应退，或应退的金额（“是”“否”会有两种理解）",
)

_WHOLE = re.compile(r"(?:每月|第)?(\d{1,9})(?:\.0+)?(?:[号日天]| ?days?)?")
_CURRENCY_SIGN = re.compile(r"^(?:人民币|CNY|RMB|[¥$€£])\s*|\s*[元圆]$")
_SIGNS = {"$": ("USD", "HKD", "AUD", "CAD", "SGD", "TWD"), "€": ("EUR",), "£": ("GBP",), "¥": ("CNY", "JPY")}
_BETWEEN_FILES = re.compile(r"[;；\n]|(?:(?<=\.\w\w\w)|(?<=\.\w\w\w\w))\s*[,，、](?=[^;；\n]*\.\w{3,4}(?:\W|$))")
_AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d+)?")
_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,4})?) ?%?")


def parse(column: Column, cell: Cell, currency: str = "CNY") -> Any:
    """The value of a cell under its column; None for a blank one, `Expected` for one that cannot be used."""
    if is_blank(cell):
        return None
    return money(column, cell, currency) if column.kind == "money" else _PARSERS[column.kind](column, cell)


def text(_column: Column, cell: Cell) -> str:
    """Text as typed; a number that has lost digits and a cell longer than a page are refused."""
    if isinstance(cell, float | int) and abs(cell) >= WHOLE_DIGITS:
        raise Expected(A_TEXT_NUMBER)
    if isinstance(cell, str) and len(cell) > LONGEST:
        raise Expected(Words(f"at most {LONGEST} characters", f"不超过 {LONGEST} 个字符"))
    return as_text(cell)


def channel(column: Column, cell: Cell) -> str:
    """The id of a channel by its id or one of its names; any other text as typed, which then matches no payment."""
    written = text(column, cell)
    return _channel_ids().get(plain(written), written)


def is_channel(id: str) -> bool:
    """Whether bills can come from a channel of that id."""
    return id in _channel_ids().values() or bool(re.fullmatch(r"bank:\w+", id))


def day(_column: Column, cell: Cell) -> date:
    """A date; a time of day beside it is not looked at."""
    return moment(cell).at.date()


def resubscribed(_column: Column, cell: Cell) -> Moment | str:
    """When the user subscribed again, or `no`."""
    if plain(as_text(cell)) in (
        "no",
        "n",
        "否",
        "没有",
        "无",
        "未",
        "没",
        "没有重新订阅",
        "未重新订阅",
        "never",
        "false",
        "none",
    ):
        return "no"
    try:
        return moment(cell)
    except Expected as fault:
        words = Words(
            "a date and time, or no; until then no later charge of this service is claimed",
            "日期和时间，或「否」；在此之前，该服务之后的扣款一律不列入索赔",
        )
        raise Expected(words) from fault


def whole(column: Column, cell: Cell) -> int:
    """A whole number inside the column's bounds."""
    digits = _WHOLE.fullmatch(half_width(cell))
    number = int(digits[1]) if digits else -1
    if not column.low <= number <= column.high:
        raise Expected(
            Words(f"a whole number from {column.low} to {column.high}", f"{column.low} 到 {column.high} 的整数")
        )
    return number


def money(_column: Column, cell: Cell, currency: str = "CNY") -> int:
    """An amount in minor units; more decimals than the currency has, or less than nothing, is refused."""
    if currency not in _SIGNS.get(half_width(cell)[:1], (currency,)):
        raise Expected(OTHER_CURRENCY.fill(currency=currency))
    try:
        return to_minor(_amount(cell), currency)
    except ValueError as fault:
        raise Expected(AN_AMOUNT) from fault


def _amount(cell: Cell) -> Decimal:
    printed = _CURRENCY_SIGN.sub("", half_width(cell))
    if isinstance(cell, bool) or not _AMOUNT.fullmatch(printed):
        raise Expected(AN_AMOUNT)
    return Decimal(printed.replace(",", ""))


def choice(column: Column, cell: Cell) -> str:
    """One of the column's values, in either language."""
    code = column.choice(as_text(cell))
    if code is None:
        raise Expected(
            Words(", ".join(c.words.en for c in column.choices), "、".join(c.words.zh for c in column.choices))
        )
    return code


def answer(column: Column, cell: Cell) -> str:
    """`owed`, `not_owed`, or the amount that is owed as decimal text; an amount of nothing is `not_owed`.

    The amount is in the currency of the charge, which this sheet does not hold: those who judge see whether it fits.
    """
    code = column.choice(as_text(cell))
    if code is not None:
        return code
    if plain(as_text(cell)) in ("yes", "y", "no", "n", "是", "否", "对", "不是", "true", "false"):
        raise Expected(_OWED_OR_NOT)  # to "did you subscribe again?" a yes means the opposite of owed
    try:
        amount = _amount(cell)
    except Expected as fault:
        raise Expected(_OWED_OR_NOT) from fault
    places = -int(amount.as_tuple().exponent)
    if places > _MOST_PLACES:
        raise Expected(_OWED_OR_NOT)
    return f"{amount:.{max(places, 2)}f}" if amount else "not_owed"


def percent(_column: Column, cell: Cell) -> str:
    """A yearly rate in per cent as decimal text; `3.00`, `3.00%`. A cell formatted as per cent holds 0.03: refused."""
    printed = _PERCENT.fullmatch(half_width(cell))
    if printed is None or isinstance(cell, bool) or Decimal(printed[1]) < Decimal("0.1"):
        raise Expected(
            Words("a rate in per cent a year as a plain number: 3.00 means 3.00 %", "年利率的数字：3.00 表示 3.00%")
        )
    return printed[1]


def currency(_column: Column, cell: Cell) -> str:
    """A currency code of three letters; the yuan by any of its names."""
    folded = plain(as_text(cell))
    if folded in ("元", "人民币", "rmb", "cny", "¥"):
        return "CNY"
    if not re.fullmatch(r"[a-z]{3}", folded):
        raise Expected(Words("a currency code such as CNY", "币种代码，例如 CNY"))
    return folded.upper()


def files(_column: Column, cell: Cell) -> tuple[str, ...]:
    """File names, `;` or a new line between them; a comma only after an ending, for names hold commas too."""
    return tuple(name.strip() for name in _BETWEEN_FILES.split(as_text(cell)) if name.strip())


def receipt(_column: Column, cell: Cell) -> str:
    """A receipt's file name or number; a plain no is none."""
    written = text(_column, cell)
    return "" if plain(written) in ("no", "n", "否", "无", "没有", "none") else written


@cache
def _channel_ids() -> dict[str, str]:
    named = {plain(p): c.id for c in reversed(catalogue.channels()) for p in (*c.aliases, *c.wallet_prefixes)}
    return named | {plain(n): c.id for c in catalogue.channels() for n in (*c.name, c.id)}


_PARSERS: dict[str, Callable[[Column, Cell], Any]] = {
    "text": text,
    "number": text,
    "channel": channel,
    "cancellation": text,
    "moment": lambda _column, cell: moment(cell),
    "date": day,
    "resubscribed": resubscribed,
    "whole": whole,
    "interval": lambda _column, cell: interval(cell),
    "choice": choice,
    "yes_no": choice,
    "answer": answer,
    "percent": percent,
    "currency": currency,
    "files": files,
    "receipt": receipt,
}
