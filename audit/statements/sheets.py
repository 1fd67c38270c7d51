"""XLSX workbooks to numbered cells, by calamine, after weighing what is inside.

Rows are counted as a spreadsheet program shows them, also where the file leaves empty rows out. Times come out as
text to the second (a serial such as 45807.484976851 is a second, not a moment before it), numbers without noise.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine as calamine

from audit.errors import InputError
from audit.statements.cells import text_array
from audit.statements.format import header_names
from audit.statements.grid import WIDEST, Grid, Line
from audit.wording import Words
from audit.workbook_parts import DAMAGED, TOO_LARGE, Bounds, packed, parts_of, weigh

__all__ = ["DAMAGED", "TOO_LARGE", "Cells", "cell_text", "first_records", "grid", "sheets"]

Cells = Sequence[Sequence[object]]

BOUNDS = Bounds()
_SMALLEST, _LARGEST = 1e-4, 1e10  # between which Python and Arrow print the same digits
_DAY = len("2026-06-30")
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
    for place, name in enumerate(names):
        column = texts_of(list(map(itemgetter(place), body)))
        columns[name] = column.dictionary_encode() if name in coded else column
    rows = np.arange(header_row + 1, header_row + 1 + len(body), dtype=np.int64)
    return Grid(columns, rows, tuple(odd), tuple(names), header_row)


def texts_of(values: Sequence[object]) -> pa.Array:
    """The cells of a column as text; those of one kind all at once."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return pa.array(values, type=pa.string())
    if kinds and kinds <= {datetime, date}:
        return _moments(values)
    usual = _figures(np.array(values)) if kinds == {float} else None
    return text_array([cell_text(value) for value in values]) if usual is None else usual


def _moments(values: Sequence[object]) -> pa.Array:
    """Times to the second; a midnight is printed as its day alone."""
    rounded = pa.array(np.array(values, dtype="datetime64[us]") + np.timedelta64(_HALF_SECOND))
    printed = rounded.cast(pa.timestamp("s"), safe=False).cast(pa.string())
    days = pa.array([type(value) is date for value in values])
    return pc.if_else(days, pc.utf8_slice_codeunits(printed, 0, _DAY), printed)


def _figures(values: npt.NDArray[np.float64]) -> pa.Array | None:
    """Numbers as `cell_text` prints them; None where one is so large or so small that it needs an exponent."""
    sizes = np.abs(values)
    if not np.all((sizes < _LARGEST) & (sizes > _SMALLEST) | ((values == 0) & ~np.signbit(values))):
        return None
    whole = pa.array(values.astype(np.int64)).cast(pa.string())
    return pc.if_else(pa.array(values == np.trunc(values)), whole, pa.array(values).cast(pa.string()))


def first_records(cells: Cells) -> list[list[str]]:
    """The cells of the first rows, to find a header in."""
    return [[cell_text(cell) for cell in line] if len(line) <= WIDEST else [] for line in cells[:400]]


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
