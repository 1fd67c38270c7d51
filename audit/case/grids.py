"""Bytes of a case file as grids of cells; nothing is understood here, but nothing is lost or allowed to explode."""

from __future__ import annotations

import csv
import io
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from audit.case import open_document
from audit.case.values import Cell
from audit.errors import CaseError, InputError, UnsafeInput
from audit.wording import Words
from audit.workbook_parts import ENTITIES, Bounds, packed, parts_of, weigh

MOST_BYTES = 64 * 2**20  # of one unpacked case file; a full one has less than one megabyte
MOST_ROWS, MOST_COLUMNS = 20_000, 256
BOUNDS = Bounds(parts=MOST_BYTES, cells=1_000_000, elements=2_000_000, laid_out=MOST_ROWS * MOST_COLUMNS)
_ENCODINGS = ("utf-8-sig", "gb18030")
_ODD_CELL = re.compile(rb"""<f\b|<c\b[^>]*\bt="e\"""")
_CELL = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Grid:
    """One sheet: its tab's title, its rows from row 1 and column A on, and cells that have no value to read."""

    title: str
    rows: list[list[Cell]]
    broken: frozenset[tuple[int, int]] = frozenset()  # (row, column) of error values and formulas never computed


def read_grids(path: Path) -> list[Grid]:
    """Every sheet of a workbook, or the one sheet of a CSV; CaseError where the file cannot be read at all."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        en, zh = f"{path.name}: cannot be read ({fault.strerror})", f"{path.name}：无法读取（{fault.strerror}）"
        raise CaseError(Words(en, zh)) from fault
    if content[:4] == b"PK\x03\x04":
        return _workbook(path.name, content)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        return [_csv(path, content)]
    raise CaseError(_other_kind(path.name))


def column_letters(index: int) -> str:
    """The letters a spreadsheet program shows over a column, counted from 0.

    >>> column_letters(0), column_letters(26)
    ('A', 'AA')
    """
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _workbook(name: str, content: bytes) -> list[Grid]:
    parts = _parts(name, content)
    if open_document.CONTENT in parts:
        return _open_document(name, parts[open_document.CONTENT])
    if "xl/workbook.xml" not in parts:  # another kind of zip
        raise CaseError(_other_kind(name))
    _weigh(name, parts)
    broken = _broken_cells(name, parts)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(packed(parts)))
        return [
            Grid(title, _rows(book.get_sheet_by_name(title)), broken.get(title, frozenset()))
            for title in book.sheet_names
        ]
    except CalamineError as fault:
        raise CaseError(_damaged(name, fault)) from fault


def _open_document(name: str, content: bytes) -> list[Grid]:
    try:
        return [Grid(*table) for table in open_document.tables(content, MOST_ROWS, MOST_COLUMNS)]
    except open_document.Boundless as fault:
        raise CaseError(_too_large(name)) from fault
    except open_document.BROKEN as fault:
        raise CaseError(_other_kind(name)) from fault


def _rows(sheet: CalamineSheet) -> list[list[Cell]]:
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def _parts(name: str, content: bytes) -> dict[str, bytes]:
    """The workbook's XML parts, unless they would unpack without bound."""
    try:
        return parts_of(content, BOUNDS)
    except UnsafeInput as fault:
        raise CaseError(_too_large(name)) from fault
    except InputError as fault:
        raise CaseError(_damaged(name, fault)) from fault


def _weigh(name: str, parts: Mapping[str, bytes]) -> None:
    try:
        weigh(parts, BOUNDS)
    except UnsafeInput as fault:
        declares = Words("{name}: {what}", "{name}：{what}").fill(name=name, what=fault.words)
        raise CaseError(declares if fault.words == ENTITIES else _too_large(name)) from fault
    except InputError as fault:
        raise CaseError(_damaged(name, fault)) from fault


def _broken_cells(name: str, parts: Mapping[str, bytes]) -> dict[str, frozenset[tuple[int, int]]]:
    """By sheet, the cells a reader would take for blank: error values, and formulas whose result was never stored."""
    found = {path: _broken_in(part) for path, part in parts.items() if _ODD_CELL.search(part)}
    if not any(found.values()):
        return {}
    try:
        sheets = fromstring(parts["xl/workbook.xml"]).iter(f"{{{_MAIN}}}sheet")
        targets = {r.get("Id"): r.get("Target", "") for r in fromstring(parts["xl/_rels/workbook.xml.rels"])}
    except (LookupError, ValueError, ParseError, DefusedXmlException) as fault:  # no such part, or encoding
        raise CaseError(_damaged(name, fault)) from fault
    paths = {s.get("name", ""): targets.get(s.get(f"{{{_RELATION}}}id"), "").removeprefix("/xl/") for s in sheets}
    return {
        title: found.get(posixpath.normpath(f"/xl/{path}").lstrip("/"), frozenset()) for title, path in paths.items()
    }


def _broken_in(part: bytes) -> frozenset[tuple[int, int]]:
    return frozenset(
        (int(place[2]), _number(place[1]))
        for attributes, inside in _CELL.findall(part)
        if (place := _PLACE.search(attributes)) and _is_broken(attributes, inside)
    )


def _is_broken(attributes: bytes, inside: bytes) -> bool:
    if b't="e"' in attributes:
        return True
    return b"<f" in inside and b't="str"' not in attributes and not re.search(rb"<v[^>]*>[^<]", inside)


def _number(letters: bytes) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + letter - 64
    return total


def _csv(path: Path, content: bytes) -> Grid:
    if len(content) > MOST_BYTES:
        raise CaseError(_too_large(path.name))
    written = _decoded(path.name, content)
    delimiter = max(",;\t，", key=written.partition("\n")[0].count)
    try:
        rows: list[list[Cell]] = [list(r) for r in csv.reader(io.StringIO(written), delimiter=delimiter)]
    except csv.Error as fault:
        raise CaseError(_damaged(path.name, fault)) from fault
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
        raise CaseError(_too_large(path.name))
    return Grid(path.stem, rows)


def _decoded(name: str, content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise CaseError(
        Words(
            f"{name}: neither UTF-8 nor GB18030 text; save it as UTF-8",
            f"{name}：既不是 UTF-8 也不是 GB18030 编码，请另存为 UTF-8",
        )
    )


def _other_kind(name: str) -> Words:
    return Words(
        f"{name}: not an .xlsx or .ods workbook or a .csv; open it and save it as .xlsx (without a password)",
        f"{name}：不是 .xlsx、.ods 工作簿或 .csv；请打开后另存为 .xlsx（不要设密码）",
    )


def _damaged(name: str, fault: Exception) -> Words:
    return Words(
        f"{name}: cannot be opened as a workbook ({fault}); "
        "open it in a spreadsheet program and save it again as .xlsx",
        f"{name}：无法作为工作簿打开（{fault}）；请用表格软件打开后重新另存为 .xlsx",
    )


def _too_large(name: str) -> Words:
    return Words(
        f"{name}: larger than any case file ({MOST_ROWS} rows, {MOST_COLUMNS} columns); "
        "copy your rows into a new file made with `renewal-audit case`",
        f"{name}：超出案件表格的大小（{MOST_ROWS} 行、{MOST_COLUMNS} 列）；"
        "请用 renewal-audit case 新建表格，再把内容复制过去",
    )
