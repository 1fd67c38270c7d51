"""XLSX workbooks to numbered cells, by calamine, after weighing what is inside.

Rows are counted as a spreadsheet program shows them, also where the file leaves empty rows out. Times come out as
text to the second (a serial such as 45807.484976851 is a second, not a moment before it), numbers without noise.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from audit.errors import InputError
from audit.statements.cells import text_array
from audit.statements.format import header_names
from audit.statements.grid import Grid, Line
from audit.wording import Words
from audit.workbook_parts import DAMAGED, TOO_LARGE, Bounds, packed, parts_of, weigh

__all__ = ["DAMAGED", "TOO_LARGE", "Cells", "cell_text", "first_records", "grid", "sheets"]

Cells = Sequence[Sequence[object]]

BOUNDS = Bounds()
_HALF_SECOND = timedelta(microseconds=500_000)
NO_WORKBOOK = Words(
    "this is an office document of another kind; open it and save the bill as .xlsx",
    "这是其他格式的办公文档；请打开后将账单另存为 .xlsx",
)


def sheets(data: bytes) -> list[tuple[str, Cells]]:
    """Every worksheet by name, its rows from row 1 on; UnsafeInput or InputError where it is not to be read."""
    parts = parts_of(data, BOUNDS)
    if "xl/workbook.xml" not in parts:
        raise InputError(NO_WORKBOOK)
    weigh(parts, BOUNDS)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(packed(parts)))
        wanted = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in wanted]
    except (calamine.CalamineError, ValueError) as fault:
        raise InputError(DAMAGED) from fault


def grid(cells: Cells, header_row: int, header: Sequence[str], coded: Collection[str]) -> Grid:
    """The numbered cells of a sheet whose header row is known; `coded` columns hold few different words."""
    names = header_names(header)
    odd = [Line(row, tuple(map(cell_text, line))) for row, line in enumerate(cells[:header_row], start=1)]
    body = cells[header_row:]
    columns: dict[str, pa.Array] = {}
    for name, values in zip(names, zip(*body, strict=True) if body else [()] * len(names), strict=True):
        column = _texts(values)
        columns[name] = column.dictionary_encode() if name in coded else column
    rows = np.arange(header_row + 1, header_row + 1 + len(body), dtype=np.int64)
    return Grid(columns, rows, tuple(odd), tuple(names), header_row)


def _texts(values: Sequence[object]) -> pa.Array:
    try:
        return pa.array(values, type=pa.string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # not all of them are text
        return text_array([cell_text(value) for value in values])


def first_records(cells: Cells) -> list[list[str]]:
    """The cells of the first rows, to find a header in."""
    return [[cell_text(cell) for cell in line] for line in cells[:400]]


def cell_text(value: object) -> str:
    """A cell as a text file would print it.

    >>> cell_text(12.0), cell_text(0.1), cell_text(datetime(2026, 5, 1, 9, 59, 59, 999997)), cell_text(4.2e27)
    ('12', '0.1', '2026-05-01 10:00:00', '4.2E+27')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else str(value).upper()
    if isinstance(value, datetime):
        return (value + _HALF_SECOND).replace(microsecond=0).isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)
