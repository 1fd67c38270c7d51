"""One table as one sheet: header frozen and repeated in print, filter, widths, cells by what their column holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from audit.reports import labels
from audit.reports.book import Book, Cell, Money, row_height
from audit.reports.cells import text_of
from audit.wording import Lang, Words

YES_NO = {"zh": ("否", "是"), "en": ("no", "yes")}
_DAYS = ("civil_date", "period_start", "period_end", "service_end", "stated_end", "rights_until")
_CODES = ("finding_id", "cancellation_id", "same_as", "currency", "proof")


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its header, its width in characters, and the look of bare texts and numbers in it."""

    title: Words
    width: float
    look: str = ""


def column(name: str, width: float, look: str = "") -> Column:
    """A table's column under its usual header."""
    return Column(labels.column(name), width, look or ("code" if name in _CODES else ""))


def cancel_number(width: float = 8) -> Column:
    """The number of a cancellation under a header that stands in a narrow column."""
    return Column(Words("Cancel no.", "取消编号"), width, "code")


@dataclass(frozen=True)
class Grid:
    """Where a written sheet's cells stand, for the formulas of other sheets: `top` is the header's line, from 0."""

    sheet: str
    keys: tuple[str, ...]
    top: int
    count: int

    def cell(self, key: str, row: int) -> str:
        """The cell of a column in the row-th line below the header, for a formula on the same sheet."""
        return f"{xl_col_to_name(self.keys.index(key))}{self.top + 2 + row}"

    def at(self, key: str, row: int) -> str:
        """The same cell for a formula on any sheet."""
        return f"'{self.sheet}'!${xl_col_to_name(self.keys.index(key))}${self.top + 2 + row}"

    def cells(self, row: int) -> dict[str, str]:
        """Every cell of the row-th line by its column, for a formula on the same sheet."""
        return {key: self.cell(key, row) for key in self.keys}

    def all(self, key: str) -> str:
        """Every cell of a column below the header, for a formula on any sheet; one blank cell where there is none."""
        letter, first = xl_col_to_name(self.keys.index(key)), self.top + 2
        return f"'{self.sheet}'!${letter}${first}:${letter}${first + max(self.count, 1) - 1}"


def write_grid(
    book: Book,
    sheet: Worksheet,
    columns: Mapping[str, Column],
    rows: Sequence[Sequence[Cell]],
    *,
    top: int = 0,
    fills: Sequence[str] = (),
    printed: int = 0,
    below: int = 0,
) -> Grid:
    """Write header and rows from line `top` on; `fills` names the ground of each row.

    Of a sheet too wide for paper only the first `printed` columns print, with `below` lines under the rows.
    """
    for at, c in enumerate(columns.values()):
        sheet.set_column(at, at, c.width)
        sheet.write_string(top, at, c.title.to(book.lang), book.look("header"))
    sheet.set_row(top, 32)
    for n, row in enumerate(rows):
        for at, (c, cell) in enumerate(zip(columns.values(), row, strict=True)):
            book.put(sheet, top + 1 + n, at, cell, c.look, fills[n] if fills else "")
        wrapped = zip(row, columns.values(), strict=True)
        sheet.set_row(top + 1 + n, row_height((cell, c.width) for cell, c in wrapped if isinstance(cell, str)))
    sheet.autofilter(top, 0, top + max(len(rows), 1), len(columns) - 1)
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    if printed:
        sheet.print_area(0, 0, top + len(rows) + below, printed - 1)
    return Grid(sheet.get_name(), tuple(columns), top, len(rows))


def cells(table: pd.DataFrame, names: Iterable[str], lang: Lang) -> list[tuple[Cell, ...]]:
    """The rows of a table as cells of the columns named: amounts in their currency, code words in reader's words.

    A sentence column is taken in the language asked for.
    """
    return list(zip(*(_column_cells(table, name, lang) for name in names), strict=True))


def _column_cells(table: pd.DataFrame, name: str, lang: Lang) -> list[Cell]:
    values = table[f"{name}_zh" if lang == "zh" and f"{name}_zh" in table.columns else name]
    if name.endswith("_minor"):
        return [None if pd.isna(v) else Money(int(v), c) for v, c in zip(values, table["currency"], strict=True)]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _moments(table, name, values)
    if pd.api.types.is_bool_dtype(values.dtype):
        return [YES_NO[lang][bool(v)] for v in values]
    if pd.api.types.is_integer_dtype(values.dtype):
        return _each(values, int)
    return _each(values, lambda v: text_of(name, v, lang))


def _moments(table: pd.DataFrame, name: str, values: pd.Series) -> list[Cell]:
    """Times as times, but as days where the column is one of days or no clock time was printed."""
    if name.endswith("_on") or name in _DAYS:
        return _each(values, lambda v: v.date())
    clock = next((c for c in (f"{name.removesuffix('_at')}_has_time", "has_time") if c in table.columns), None)
    timed = table[clock] if clock else values != values.dt.normalize()
    return [None if pd.isna(v) else v.to_pydatetime() if t else v.date() for v, t in zip(values, timed, strict=True)]


def _each(values: pd.Series, to_cell: Callable[[Any], Cell]) -> list[Cell]:
    return [None if pd.isna(v) else to_cell(v) for v in values]
