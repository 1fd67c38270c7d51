"""Amounts as the world prints them, written as plain numbers: `£1,183.23`, `-1.234,56 EUR`, `(9.99)`, `+ $73.01`.

Which mark parts the decimals is a fact of the whole file, never of one cell: `1,234` alone may be either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import InputError
from audit.statements.cells import per_word, plain, words_of
from audit.wording import Words

TWO_MARKS = Words(
    "“{one}” and “{other}” have different decimal marks: the file was changed or put together; export the bill again",
    "“{one}”与“{other}”的小数点写法不同：文件被改动或拼接过，请重新导出账单",
)
NO_MARK = Words(
    "whether “{cell}” is more or less than two cannot be told: no amount in the file shows its decimal mark; export a "
    "longer range, or give `decimal` in a file for --formats",
    "无法判断“{cell}”中的符号是千分位还是小数点：文件中没有任何金额能说明；"
    "请导出更长的时间段，或在 --formats 文件中写明 decimal",
)
_UNIT = r"[A-Z]{0,3}[$£€¥￥₩₹₺₽₪₫₴₱฿₦]|[A-Z]{3}|kr\.?|zł|Kč|Ft|元|円|R[Mp]?|TL|S/|лв\.?"
_AMOUNT = re.compile(
    rf"(?a)(?P<open>\()? ?(?P<before>[-+])? ?(?P<unit>{_UNIT})? ?(?P<sign>[-+])? ?"
    rf"(?P<digits>\d[\d.,' ]*(?<! )|[.,]\d+) ?(?P<unit_after>{_UNIT})? ?(?P<after>[-+])? ?(?P<close>\))?"
)
_FIGURE = {  # what stands before the decimal mark, in groups of three or in none, and what behind it
    ".": re.compile(r"(?a)(\d{1,3}(?:([,' ])\d{3})(?:\2\d{3})*|\d*)(?:\.(\d+))?"),
    ",": re.compile(r"(?a)(\d{1,3}(?:([.' ])\d{3})(?:\2\d{3})*|\d*)(?:,(\d+))?"),
}
_SAME = str.maketrans(
    {**dict.fromkeys("\u2212\u2012\u2013\ufe63\uff0d", "-"), **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ")}
    | dict.fromkeys("\u2019\u02bc`", "'")
)
_GROUPED = r"^[-+]?(\d{1,3}(,\d{3})*|\d+)?(\.\d+)?$"  # by thousands, or in no groups
_PLAIN = r"^[¥￥]?[-+]?(\d+(\.\d+)?)?$"
UNITS = {  # what a mark beside an amount may mean; a code of three letters means itself
    unit: frozenset(codes.split())
    for unit, codes in (
        *(("$", "USD CAD AUD NZD HKD SGD TWD MXN CLP COP ARS"), ("US$", "USD"), ("C$", "CAD"), ("CA$", "CAD")),
        *(("A$", "AUD"), ("AU$", "AUD"), ("NZ$", "NZD"), ("HK$", "HKD"), ("S$", "SGD"), ("R$", "BRL"), ("NT$", "TWD")),
        *(
            ("MX$", "MXN"),
            ("€", "EUR"),
            ("£", "GBP"),
            ("¥", "CNY JPY"),
            ("￥", "CNY JPY"),
            ("元", "CNY"),
            ("RMB", "CNY"),
        ),
        *(("₩", "KRW"), ("₹", "INR"), ("₺", "TRY"), ("₽", "RUB"), ("₪", "ILS"), ("₫", "VND"), ("₴", "UAH")),
        *(("CN¥", "CNY"), ("JP¥", "JPY"), ("円", "JPY"), ("RM", "MYR"), ("Rp", "IDR"), ("R", "ZAR"), ("TL", "TRY")),
        *(("S/", "PEN"), ("лв", "BGN"), ("лв.", "BGN")),
        *(("₱", "PHP"), ("฿", "THB"), ("₦", "NGN"), ("zł", "PLN"), ("Kč", "CZK"), ("Ft", "HUF")),
        *(("kr", "SEK NOK DKK ISK"), ("kr.", "SEK NOK DKK ISK")),
    )
}
MONEY = ("amount", "amount_in", "amount_out", "balance", "fee", "original_amount", "refunded")


def are_plain(column: pa.Array) -> bool:
    """Whether every cell is empty or a plain number, or one of yuan."""
    return bool(pc.all(pc.match_substring_regex(plain(column), _PLAIN), min_count=0).as_py())


def plain_amounts(column: pa.Array, mark: str) -> pa.Array:
    """The column with every amount written as a plain number; what is none stays as it is.

    A point before three figures is no decimal one where the mark is a comma: `1.490` is 1490.
    """
    cells = plain(column)
    if mark == "." and pc.all(pc.match_substring_regex(cells, _GROUPED), min_count=0).as_py():
        return pc.replace_substring(cells, ",", "")
    grouped = mark == "," and pc.any(pc.match_substring_regex(cells, r"\.\d{3}$"), min_count=0).as_py()
    return column if are_plain(column) and not grouped else per_word(column, lambda cell: plain_amount(cell, mark))


def plain_amount(cell: str, mark: str) -> str:
    """An amount as digits with a point and a minus, without currency; what is no amount stays as it is.

    >>> plain_amount("-1.234,56 €", ","), plain_amount("(£9.99)", "."), plain_amount("1.50", ",")
    ('-1234.56', '-9.99', '1.50')
    """
    found = _AMOUNT.fullmatch(cell.translate(_SAME))
    figure = _FIGURE[mark].fullmatch(found["digits"]) if found else None
    if not found or not figure or (found["open"] is None) != (found["close"] is None):
        return cell
    signs = [sign for sign in (found["before"], found["sign"], found["after"], found["open"] and "-") if sign]
    if len(signs) > 1 or (found["unit"] and found["unit_after"]):
        return cell
    minus = "-" if signs == ["-"] else ""
    return f"{minus}{re.sub(r'[^0-9]', '', figure[1]) or '0'}{'.' + figure[3] if figure[3] else ''}"


def unit_of(cell: str) -> str:
    """The currency's mark or code beside an amount, "" where there is none.

    >>> unit_of("+ $73.01"), unit_of("12,99 EUR"), unit_of("12.99")
    ('$', 'EUR', '')
    """
    found = _AMOUNT.fullmatch(cell.translate(_SAME))
    return (found["unit"] or found["unit_after"] or "") if found else ""


def currencies_of(unit: str) -> frozenset[str]:
    """The currencies a mark or code may stand for; a code of three letters is one."""
    return UNITS.get(unit, frozenset({unit} if unit else ()))


def decimal_mark(columns: Iterable[pa.Array], places: int = 2) -> str:
    """The decimal mark of a whole file's amounts; InputError where they contradict each other or leave it open.

    `places`: the most that a currency of the file has; with none, a mark before three figures parts thousands.
    """
    proof: dict[str, str] = {}
    doubtful = ""
    for column in columns:
        for cell in words_of(column)[0]:
            found = _AMOUNT.fullmatch(cell.translate(_SAME))
            mark = _mark(found["digits"]) if found else ""
            if mark == "?":
                doubtful = doubtful or cell
            elif mark:
                proof.setdefault(mark, cell)
    if len(proof) > 1:
        raise InputError(TWO_MARKS.fill(one=proof["."], other=proof[","]))
    if doubtful and not proof and not places:
        return "," if "." in doubtful else "."
    if doubtful and not proof:
        raise InputError(NO_MARK.fill(cell=doubtful))
    return next(iter(proof), ".")


def _mark(digits: str) -> str:
    """What parts the decimals of one figure: a mark, `?` where it may part thousands, "" where there is none.

    >>> [_mark(figure) for figure in ("1.234,56", "9,99", "1,234", "1.234.567", "0,125", "12")]
    [',', ',', '?', ',', ',', '']
    """
    marks = re.sub("[^.,]", "", digits)
    if not marks:
        return ""
    last = marks[-1]
    other = "." if last == "," else ","
    if len(set(marks)) == 2:
        return last
    if len(marks) > 1:
        return other
    whole, _, part = digits.rpartition(last)
    return "?" if len(part) == 3 and 0 < len(whole) <= 3 and whole != "0" else last
