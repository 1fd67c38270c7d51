"""New rows below a user's own: their sheets, columns, styles and words stay as they are."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from audit.case import columns
from audit.case.columns import Column, Sheet
from audit.case.grids import Grid
from audit.case.prefill import Cells
from audit.case.records import Layout, find_layout
from audit.case.writing import NUMBER_FORMATS, TEXT, in_words
from audit.errors import CaseError
from audit.text_width import columns_of
from audit.wording import Lang, Words

_ADDED = PatternFill("solid", fgColor="E2EFDA")
_ASKED = PatternFill("solid", fgColor="FFF2CC")
_NOT_KEPT_PART, _DRAWING = re.compile("xl/(?:threadedComments|embeddings)/"), re.compile(r"xl/drawings/[^/]+\.xml$")
_SHAPE = re.compile(rb"<xdr:(?:sp|cxnSp)[ >]")  # a text box, an arrow; pictures and charts stay
_NOT_KEPT = Words(
    "{name}: holds text boxes, embedded files or comment threads, which would be lost; nothing was added. Write their "
    "words into cells, or write a new file with `renewal-audit case -o`",
    "{name}：含有文本框、嵌入文件或批注会话，写入会丢失，因此没有添加任何内容。"
    "请把其中的文字写进单元格，或用 renewal-audit case -o 另写一个文件",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def append_rows(content: bytes, name: str, rows: Mapping[str, Sequence[Cells]], lang: Lang) -> bytes:
    """The workbook's bytes with the rows added below what stands in each sheet, marked by a green ground.

    A workbook with formulas, text boxes or comment threads is refused: saving it here would throw them away.
    """
    book = _load(content, name)
    for key, added in rows.items():
        if added:
            _append(book, columns.sheet(key), added, lang)
    buffer = io.BytesIO()
    book.save(buffer)
    return _settled(buffer.getvalue())


def _load(content: bytes, name: str) -> Workbook:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shapes = (n for n in parts.namelist() if _DRAWING.match(n) and _SHAPE.search(parts.read(n)))
        if any(_NOT_KEPT_PART.match(n) for n in parts.namelist()) or any(shapes):
            raise CaseError(_NOT_KEPT.fill(name=name))
    with warnings.catch_warnings():
        # openpyxl warns of extensions it cannot keep; what is lost are decorations, and the file is the user's own
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(io.BytesIO(content), keep_vba=name.lower().endswith(".xlsm"))
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    raise CaseError(_formula(name, f"{sheet.title}!{cell.coordinate}"))
                if cell.comment:  # sizes are not kept on loading: a box that holds its words
                    cell.comment.width, cell.comment.height = 260, 40 + 8 * (columns_of(cell.comment.text) // 16)
    return book


def _append(book: Workbook, sheet: Sheet, rows: Sequence[Cells], lang: Lang) -> None:
    tab = next((t for t in book.worksheets if columns.sheet_titled(t.title) is sheet), None)
    if tab is None:
        tab = book.create_sheet(sheet.title.to(lang))
    layout = find_layout(_grid(tab), sheet) or _new_header(tab, sheet, lang)
    places = dict(layout.by_key)
    for key in dict.fromkeys(k for row in rows for k in row):
        if key not in places:
            places[key] = _add_header(tab, layout.header, _column(sheet, key), lang)
    below = _last_row(tab) + 1
    for row, cells in enumerate(rows, start=below):
        for key, value in cells.items():
            _write(tab, row, places[key], _column(sheet, key), value, lang)
        lines = [columns_of(v) // _column(sheet, k).width for k, v in cells.items() if isinstance(v, str)]
        tab.row_dimensions[row].height = 16 * (1 + max(lines, default=0))
        for column in _waiting(tab, sheet, places):
            if column.key not in cells:
                tab.cell(row, places[column.key] + 1).fill = _ASKED


def _waiting(tab: Worksheet, sheet: Sheet, places: Mapping[str, int]) -> list[Column]:
    """The columns that wait for the user; none where the sheet colours them by a rule of its own."""
    if len(tab.conditional_formatting):
        return []
    here = [c for c in sheet.columns if c.key in places]
    return [c for c in here if c.asked or (c.asked_if and c.asked_if not in places)]


def _grid(tab: Worksheet) -> Grid:
    lines = tab.iter_rows(values_only=True)
    return Grid(
        tab.title, [[c if isinstance(c, str | float | date | time | timedelta) else None for c in r] for r in lines]
    )


def _last_row(tab: Worksheet) -> int:
    """The last row that holds anything, merged cells included: below it nothing can be overwritten."""
    filled = [i for i, line in enumerate(tab.iter_rows(values_only=True), start=1) if any(c is not None for c in line)]
    return max([*filled, *(merged.max_row for merged in tab.merged_cells.ranges)], default=0)


def _new_header(tab: Worksheet, sheet: Sheet, lang: Lang) -> Layout:
    """The header of a sheet that has none, below whatever stands there."""
    header = _last_row(tab) + 1
    shown = [c for c in sheet.columns if c.main]
    for index, column in enumerate(shown):
        tab.cell(header, index + 1, column.title.to(lang))
        tab.column_dimensions[get_column_letter(index + 1)].width = column.width
    return Layout(header, dict(enumerate(shown)))


def _add_header(tab: Worksheet, header: int, column: Column, lang: Lang) -> int:
    index = max((i for i, c in enumerate(tab[header], start=1) if c.value is not None), default=0)
    made, beside = tab.cell(header, index + 1, column.title.to(lang)), tab.cell(header, max(index, 1))
    for part in ("font", "fill", "border", "alignment"):
        setattr(made, part, copy(getattr(beside, part)))
    tab.column_dimensions[get_column_letter(index + 1)].width = column.width
    return index


def _write(tab: Worksheet, row: int, index: int, column: Column, value: str | datetime, lang: Lang) -> None:
    cell = tab.cell(row, index + 1)
    cell.value = value if isinstance(value, datetime) else in_words(column, value, lang)
    if isinstance(value, str):
        cell.data_type = "s"  # a name that begins with = stays a name
    cell.number_format = NUMBER_FORMATS.get(column.kind, TEXT)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.fill = _ADDED


def _column(sheet: Sheet, key: str) -> Column:
    return next(c for c in sheet.columns if c.key == key)


def _settled(content: bytes) -> bytes:
    """The same workbook without the moment of saving, so that equal content is equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename == "docProps/core.xml":
                made = re.search(rb"<dcterms:created[^>]*>([^<]*)<", part)
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + (made[1] if made else b""), part)
            new.writestr(zipfile.ZipInfo(item.filename, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _formula(name: str, place: str) -> Words:
    return Words(
        f"{name}: {place} holds a formula, whose result would be lost; nothing was added. "
        "Put its value in its place, or write a new file with `renewal-audit case -o`",
        f"{name}：{place} 含有公式，写入会丢失其结果，因此没有添加任何内容。"
        "请改填数值，或用 renewal-audit case -o 另写一个文件",
    )
