"""A workbook being written: typed cells, their formats, and pages that fit the paper.

Text stays text: a cell that looks like a formula is marked, so that editing it does not make it one. Amounts are
numbers in the format of their currency, from whole minor units; formulas carry the value the audit itself found.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from audit.money import exponent, to_decimal
from audit.text_width import columns_of
from audit.wording import Lang, Words


class Money(NamedTuple):
    """An amount in whole minor units, shown in the format of its currency."""

    minor: int
    currency: str


class Formula(NamedTuple):
    """A live formula, the value the audit found for it, and how it is shown: a look, or a currency."""

    text: str
    value: Decimal | int | float | date | str
    look: str


class Input(NamedTuple):
    """A cell the reader may change, on yellow: what stands in it, what may be picked, and what to know before.

    Anything else may be typed beside the choices, unless `strict`.
    """

    cell: str | int | Decimal | date | Money | None
    choices: tuple[str | int, ...] = ()
    hint: str = ""
    strict: bool = False
    look: str = ""


Cell = str | int | Decimal | date | Money | Formula | Input | None

FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
FILLS = {
    "claimed": "#FBE3E0", "asked": "#E9E3F5", "total": "#E8EEF6", "input": "#FFF59D", "kept": "#F0F0F0",
}  # fmt: skip
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$"}
_BORDER: dict[str, object] = {"border": 1, "border_color": "#C9D1DB"}
_LOOKS: dict[str, dict[str, object]] = {
    "text": {**_BORDER, "text_wrap": True, "align": "left", "indent": 1},
    "code": {**_BORDER, "align": "center"},
    "day": {**_BORDER, "num_format": "yyyy-mm-dd", "align": "center"},
    "time": {**_BORDER, "num_format": "yyyy-mm-dd hh:mm:ss", "align": "center"},
    "count": {**_BORDER, "num_format": "0"},
    "days": {**_BORDER, "num_format": "0.##"},
    "percent": {**_BORDER, "num_format": "0.00##"},
    "exact": {**_BORDER, "num_format": "#,##0.000000"},
    "product": {**_BORDER, "num_format": "#,##0.00##"},
    "quoted": {**_BORDER, "text_wrap": True, "align": "left", "indent": 1, "quote_prefix": True},
    "header": {
        **_BORDER, "bold": True, "font_color": "#FFFFFF", "bg_color": "#2F4B6E", "text_wrap": True, "align": "center",
        "valign": "vcenter",
    },
    "title": {"bold": True, "font_size": 16},
    "banner": {**_BORDER, "bold": True, "text_wrap": True, "valign": "vcenter", "indent": 1},
    "section": {"bold": True, "font_size": 12, "font_color": "#2F4B6E"},
    "note": {"text_wrap": True, "font_color": "#555555"},
    "aside": {"font_color": "#555555"},
    "link": {"font_color": "#1F5FBF", "underline": 1},
}  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_000  # a cell holds at most 32,767 characters
_HIGHEST = 400.0  # a row stands at most 409 points high
_A4 = 9
_FIRST_DAY = datetime(1899, 12, 30)


@dataclass
class Book:
    """A workbook in one language; it is written when the `with` block ends without a fault."""

    path: Path
    lang: Lang
    on: date
    title: str
    _made: dict[tuple[str, str], Format] = field(default_factory=dict)

    def __enter__(self) -> Book:
        # In memory: no part of a private bill is left in the system's temporary folder.
        self._content = io.BytesIO()
        self._workbook = Workbook(self._content, {"in_memory": True})
        created = datetime(self.on.year, self.on.month, self.on.day)
        self._workbook.set_properties({"title": self.title, "created": created})
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._workbook.close()
            self.path.write_bytes(self._content.getvalue())

    def sheet(self, name: Words, *, landscape: bool = True) -> Worksheet:
        """A new sheet set up for A4, one page wide, with its name and page numbers at the foot."""
        sheet = self._workbook.add_worksheet(name.to(self.lang))
        sheet.set_paper(_A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def look(self, look: str, fill: str = "") -> Format:
        """The format of a look or a currency on a ground (a key of `FILLS`), made once."""
        if (look, fill) not in self._made:
            shown: dict[str, object] = {"font_name": FONTS[self.lang], "font_size": 10, "valign": "top"}
            shown |= _LOOKS.get(look) or {**_BORDER, "num_format": _money_format(look)}
            shown |= {"bg_color": FILLS[fill], "bold": fill == "total"} if fill else {}
            self._made[look, fill] = self._workbook.add_format(shown)
        return self._made[look, fill]

    def put(self, sheet: Worksheet, row: int, column: int, cell: Cell, look: str = "", fill: str = "") -> None:
        """Write one cell as what it is; `look` says how a text or a bare number is shown."""
        match cell:
            case Formula(text, value, shown):
                sheet.write_formula(row, column, text, self.look(shown, fill), _stored(value))
            case Input(inner, choices, hint, strict, shown):
                self.put(sheet, row, column, inner, shown or look, "input")
                self._offer(sheet, row, column, choices, hint, strict)
            case Money(minor, currency):
                sheet.write_number(row, column, float(to_decimal(minor, currency)), self.look(currency, fill))
            case datetime():
                sheet.write_datetime(row, column, cell, self.look("time", fill))
            case date():
                sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), self.look("day", fill))
            case int() | Decimal():
                sheet.write_number(row, column, float(cell), self.look(look or "count", fill))
            case None | "":
                sheet.write_blank(row, column, None, self.look(look or "text", fill))
            case _:
                self._put_text(sheet, row, column, cell, self.look(look or "text", fill))

    @staticmethod
    def _offer(
        sheet: Worksheet, row: int, column: int, choices: tuple[str | int, ...], hint: str, strict: bool
    ) -> None:
        """A drop-down list and a hint that shows when the cell is chosen."""
        if choices or hint:
            allowed = {"validate": "list", "source": list(choices)} if choices else {"validate": "any"}
            sheet.data_validation(row, column, row, column, {**allowed, "input_message": hint, "show_error": strict})

    def _put_text(self, sheet: Worksheet, row: int, column: int, text: str, shown: Format) -> None:
        if text.startswith(_FORMULA_STARTS):
            shown = self.look("quoted")
        sheet.write_string(row, column, text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", shown)


def _stored(value: Decimal | int | float | date | str) -> float | str:
    """A formula's value as a file keeps it: a day, and a time of it, by its number since 1899-12-30."""
    if isinstance(value, datetime):
        return (value - _FIRST_DAY) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - _FIRST_DAY.date()).days)
    return value if isinstance(value, str) else float(value)


def row_height(texts: Iterable[tuple[str, float]]) -> float:
    """How high a row must be for texts to stand whole in columns of the widths given, in points.

    Excel fits rows by itself when it opens a file, other programs do not.
    """
    lines = (
        sum(max(1, math.ceil(columns_of(part) / max(1.0, width - 2.0))) for part in text[:_LONGEST].split("\n"))
        for text, width in texts
    )
    return min(_HIGHEST, 14.0 * max(lines, default=1) + 1)


def _money_format(currency: str) -> str:
    places = exponent(currency)
    digits = "#,##0" + (f".{'0' * places}" if places else "")
    return f'"{_SYMBOLS.get(currency, f"{currency} ")}"{digits}'
