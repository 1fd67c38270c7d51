"""A case file saved as OpenDocument (.ods), as LibreOffice and WPS do, as grids of cells.

Its rows and cells say how often they repeat: a hostile file repeats one a million times, an honest one only blanks.
"""

from __future__ import annotations

from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from audit.case.values import Cell

CONTENT = "content.xml"
BROKEN = (ParseError, DefusedXmlException, ValueError, LookupError)  # what damage, or a password, makes of the content
_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = (f"{{{_NAMES}{part}:1.0}}" for part in ("table", "office", "text"))
_SHOWN_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")

Row = list[Cell]
Broken = frozenset[tuple[int, int]]


class Boundless(Exception):
    """More rows or columns than any case file has."""


def tables(content: bytes, most_rows: int, most_columns: int) -> list[tuple[str, list[Row], Broken]]:
    """Title, rows and broken cells (row and column from 1) of every sheet; Boundless, or one of BROKEN."""
    sheets = fromstring(content).iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    return [(sheet.get(f"{_TABLE}name", ""), *_read(sheet, most_rows, most_columns)) for sheet in sheets]


def _read(sheet: Element, most_rows: int, most_columns: int) -> tuple[list[Row], Broken]:
    rows: list[Row] = []
    broken: set[tuple[int, int]] = set()
    blank = 0
    for element in sheet.iter(f"{_TABLE}table-row"):
        row, faults = _cells(element, most_columns)
        times = _times(element, "rows")
        if not row and not faults:
            blank += times  # laid down only where something follows
            continue
        if len(rows) + blank + times > most_rows:
            raise Boundless
        rows += [*([] for _ in range(blank)), *(list(row) for _ in range(times))]
        broken |= {(number, column) for column in faults for number in range(len(rows) - times + 1, len(rows) + 1)}
        blank = 0
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows], frozenset(broken)


def _cells(row: Element, most: int) -> tuple[Row, list[int]]:
    cells: Row = []
    broken: list[int] = []
    blank = 0
    for element in row:
        if element.tag not in _CELLS:
            continue
        value, times = _value(element), _times(element, "columns")
        if value is not None and value == "":
            blank += times
            continue
        if len(cells) + blank + times > most:
            raise Boundless
        cells += [""] * blank + ["" if value is None else value] * times
        broken += range(len(cells) - times + 1, len(cells) + 1) if value is None else ()
        blank = 0
    return cells, broken


def _times(element: Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _value(cell: Element) -> Cell | None:
    """What a cell holds; None where a formula ended in an error, or where nobody can tell."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if cell.get(_SHOWN_TYPE) == "error":
        return None
    try:
        if kind == "date":
            written = cell.get(f"{_OFFICE}date-value", "")
            return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
        if kind in ("float", "percentage", "currency"):
            return float(cell.get(f"{_OFFICE}value", ""))
    except ValueError:
        return None
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return "\n".join("".join(line.itertext()) for line in cell.iterfind(f"{_TEXT}p"))  # a comment's lines lie deeper
