"""XLSX workbooks to numbered cells, by calamine, after weighing what is inside.

Rows are counted as a spreadsheet program shows them, also where the file leaves empty rows out. Times come out as
text to the second (a serial such as 45807.484976851 is a second, not a moment before it), numbers without noise.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO

import numpy as np
import pyarrow as pa
import python_calamine as calamine

from audit.errors import InputError, UnsafeInput
from audit.statements.cells import text_array
from audit.statements.format import header_names
from audit.statements.grid import Grid, Line
from audit.statements.zips import BROKEN
from audit.wording import Words

Cells = Sequence[Sequence[object]]

_STEP = 1 << 20
_MOST_BYTES = 1 << 30
_MANY_ROWS = 200_000
_WINDOW = 1 << 10
_LONGEST_TEXT = 200_000  # bytes of one cell's text; a spreadsheet program allows 32,767 characters
_MOST_TEXT = 1 << 32
_FAR_COLUMN = re.compile(rb'r="(?:[A-Z]{3}|[B-Z][A-Z])[0-9]')
_FAR_ROW = re.compile(rb'r="[A-Z]*([2-9][0-9]{5}|[0-9]{7,})"')
_HALF_SECOND = timedelta(microseconds=500_000)
TOO_LARGE = Words("the workbook is far larger inside than any bill", "工作簿解开后远大于任何账单，已拒绝读取")
TOO_WIDE = Words(
    "the workbook has cells so far right or so far down that it is no bill",
    "工作簿的单元格位置过远，不是账单，已拒绝读取",
)
ENTITIES = Words(
    "the workbook declares XML entities, as no bill does", "工作簿含 XML 实体定义，账单不会如此，已拒绝读取"
)
NO_WORKBOOK = Words(
    "this is an office document of another kind; open it and save the bill as .xlsx",
    "这是其他格式的办公文档；请打开后将账单另存为 .xlsx",
)
DAMAGED = Words("the workbook is damaged or cut off; download the bill again", "工作簿已损坏或不完整，请重新下载账单")


def sheets(data: bytes) -> list[tuple[str, Cells]]:
    """Every worksheet by name, its rows from row 1 on; UnsafeInput or InputError where it is not to be read."""
    _weigh(data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        wanted = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in wanted]
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError) as fault:
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


def _weigh(data: bytes) -> None:
    """Refuse what would fill the memory: bombs, entities, endless texts, cells at the end of the world."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [info for info in package.infolist() if info.filename.endswith((".xml", ".rels"))]
            if "xl/workbook.xml" not in package.namelist():
                raise InputError(NO_WORKBOOK)
            if sum(info.file_size for info in parts) > _MOST_BYTES:
                raise UnsafeInput(TOO_LARGE)
            longest = references = 0
            for info in parts:
                with package.open(info) as part:
                    if info.filename.startswith("xl/worksheets/"):
                        references += _weigh_sheet(part)
                    else:
                        longest = max(longest, _weigh_part(part))
    except BROKEN as fault:
        raise InputError(DAMAGED) from fault
    if references * longest > _MOST_TEXT:
        raise UnsafeInput(TOO_LARGE)


def _weigh_sheet(part: IO[bytes]) -> int:
    """How often a sheet refers to shared texts."""
    cells = references = last_row = 0
    tail = b""
    while block := part.read(_STEP):
        run = tail + block
        _refuse_entities(run)
        if _FAR_COLUMN.search(run) or _endless(block) > _LONGEST_TEXT:
            raise UnsafeInput(TOO_WIDE)
        last_row = max([last_row, *(int(row) for row in _FAR_ROW.findall(run))])
        cells += run.count(b"<c")
        references += run.count(b't="s"')
        tail = block[-64:]
    if last_row > _MANY_ROWS and cells < 4 * last_row:
        raise UnsafeInput(TOO_WIDE)
    return references


def _weigh_part(part: IO[bytes]) -> int:
    """The length of the longest text in a part, give or take a kilobyte."""
    longest = 0
    tail = b""
    while block := part.read(_STEP):
        _refuse_entities(tail + block)
        longest = max(longest, _endless(block))
        tail = block[-64:]
    if longest > _LONGEST_TEXT:
        raise UnsafeInput(TOO_LARGE)
    return longest


def _refuse_entities(run: bytes) -> None:
    if b"<!DOCTYPE" in run or b"<!ENTITY" in run:
        raise UnsafeInput(ENTITIES)


def _endless(block: bytes) -> int:
    """About how long the longest stretch without a tag is."""
    windows = range(0, len(block), _WINDOW)
    without = [block.find(b"<", at, at + _WINDOW) < 0 for at in windows]
    return _WINDOW * (1 + max((sum(1 for _ in run) for empty, run in itertools.groupby(without) if empty), default=0))
