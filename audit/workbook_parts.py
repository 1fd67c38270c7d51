"""What is inside a workbook, weighed before a reader lays it out, and packed again so that nothing else is read.

A reader lays a sheet out as a full rectangle: one cell in the far corner, or a row of a million cells, would cost all
the memory there is. And two readers of one zip need not see the same in it (sizes that lie, names listed twice). So the
parts are taken out here, within bounds, and the reader is given these and no others.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.parsers import expat

from audit.errors import InputError, UnsafeInput
from audit.wording import Words

BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)
DAMAGED = Words("the workbook is damaged or cut off; download the bill again", "工作簿已损坏或不完整，请重新下载账单")
TOO_LARGE = Words("the workbook is far larger inside than any bill", "工作簿解开后远大于任何账单，已拒绝读取")
TOO_WIDE = Words(
    "the workbook has cells so far right or so far down that it is no bill",
    "工作簿的单元格位置过远，不是账单，已拒绝读取",
)
ENDLESS = Words(
    "the workbook has a cell with a text longer than any bill's", "工作簿中有单元格的文本长于任何账单，已拒绝读取"
)
ENTITIES = Words(
    "the workbook declares XML entities, as no bill does", "工作簿含 XML 实体定义，账单不会如此，已拒绝读取"
)

_STEP = 1 << 20
_WINDOW = 1 << 10
_LONGEST_TEXT = 200_000  # bytes of one cell's text; a spreadsheet program allows 32,767 characters
_MOST_TEXT = 1 << 32  # bytes, of shared texts wherever they are referred to
_ODD_PLACE = re.compile(rb' r="(?:[A-Z]{3}|[B-Z][A-Z]|[A-Z]*[^A-Z0-9"])')
_ODD_OR_FAR = re.compile(rb' r="(?!A?+[A-Z]?+1?[0-9]{1,5}+")')  # not in A1 to AZ199999
_SECOND_COLUMNS = re.compile(rb' r="A[A-Z][0-9]')
_ODD_OR_FAR = re.compile(rb' r="(?:[A-Z]{3}|[B-Z][A-Z]|[A-Z]*+(?:[^A-Z0-9"]|[2-9][0-9]{5}|[0-9]{7}))')
_ANY_ROW = re.compile(rb' r="[A-Z]*([0-9]+)"')
_SMALL = 1 << 20  # bytes of a part in which every place may be looked at at once
_NEAR_ROWS, _FEW_COLUMNS, _MANY_COLUMNS = 200_000, 26, 52  # what a quick look can tell
_SEVEN_DIGITS = 7
_PLACE = re.compile(r"([A-Za-z]*)([0-9]*)")


@dataclass(frozen=True)
class Bounds:
    """What one workbook may hold at most."""

    parts: int = 1 << 29  # bytes, of all parts
    cells: int = 6_000_000
    elements: int = 12_000_000  # of a sheet that is not as spreadsheet programs write it
    laid_out: int = 15_000_000  # cells of all sheets' rectangles, blank ones too


class Extent(NamedTuple):
    """How far a part reaches if it is a sheet: its cells, and the rectangle they are laid out in."""

    cells: int
    rows: int
    columns: int


def parts_of(data: bytes, bounds: Bounds) -> dict[str, bytes]:
    """The XML parts of a package by name; UnsafeInput where they are more than a reader can bear."""
    found: dict[str, bytes] = {}
    left = bounds.parts
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                if info.filename.endswith((".xml", ".rels")):
                    with package.open(info) as part:
                        content = part.read(left + 1)
                    left -= len(content)
                    if left < 0:
                        raise UnsafeInput(TOO_LARGE)
                    if b"\x00" not in content[:64]:  # UTF-16, as no sheet is that a reader knows
                        found[info.filename] = content
    except BROKEN as fault:
        raise InputError(DAMAGED) from fault
    return found


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts, which a reader need not unpack."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def weigh(parts: Mapping[str, bytes], bounds: Bounds) -> None:
    """UnsafeInput where the parts would not fit into memory once they are laid out; any of them may be a sheet."""
    longest = 0
    for part in parts.values():
        if b"<!" in part and (b"<!DOCTYPE" in part or b"<!ENTITY" in part):
            raise UnsafeInput(ENTITIES)
        longest = max(longest, longest_text(part))
        if longest > _LONGEST_TEXT:
            raise UnsafeInput(ENDLESS)
        if len(part) > bounds.cells and part.count(b"si") > 2 * bounds.cells:  # <si>…</si> of shared texts
            raise UnsafeInput(TOO_LARGE)
    cells = _refuse_far(parts, bounds)
    if cells * longest > _MOST_TEXT and _references(parts) * longest > _MOST_TEXT:
        raise UnsafeInput(TOO_LARGE)


def _refuse_far(parts: Mapping[str, bytes], bounds: Bounds) -> int:
    """How many cells there are; UnsafeInput where they are too many, or lie too far apart."""
    for exactly in (False, True):
        reach = [extent(part, bounds.elements, exactly=exactly) for part in parts.values()]
        cells = sum(one.cells for one in reach)
        if cells > bounds.cells:
            raise UnsafeInput(TOO_LARGE)
        if sum(one.rows * one.columns for one in reach) <= bounds.laid_out:
            return cells
    raise UnsafeInput(TOO_WIDE)


def _references(parts: Mapping[str, bytes]) -> int:
    """How often shared texts are referred to."""
    return sum(part.count(b't="s"') + part.count(b"t='s'") for part in parts.values())


def extent(part: bytes, most: int, *, exactly: bool = True) -> Extent:
    """How far a part reaches, never less than a reader would lay out; UnsafeInput beyond so many elements.

    As spreadsheet programs write it, each cell's place comes first: then counting does. Anything else is parsed.
    """
    cells = part.count(b'<c r="')
    far = _ODD_OR_FAR.search(part)
    if not _is_usual(part, cells) or (far and _ODD_PLACE.search(part)):
        return _parsed(part, most)
    columns = _MANY_COLUMNS if _SECOND_COLUMNS.search(part) else _FEW_COLUMNS
    if not exactly and len(part) > _SMALL and not far:
        return Extent(cells, _NEAR_ROWS, columns)
    return Extent(cells, max((int(row[:_SEVEN_DIGITS]) for row in _ANY_ROW.findall(part)), default=0), columns)


def _is_usual(part: bytes, cells: int) -> bool:
    """Whether every row and every cell begins with its place, and nothing hides one."""
    every = part.count(b"<c")
    if every != cells:  # <cols>, <cfRule>, <customSheetViews> …
        every -= sum(part.count(b"<c" + letter) for letter in (b"o", b"f", b"e", b"u"))
    numbered = every == cells and part.count(b"<row") == part.count(b'<row r="')
    return numbered and not (b"<!" in part or b":row" in part or b":c" in part)


def _parsed(part: bytes, most: int) -> Extent:
    """The same, element by element, whatever the quotes, prefixes and comments."""
    walk = _Walk(most)
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.take
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError) as fault:  # an encoding Python does not know is raised bare
        raise InputError(DAMAGED) from fault
    return Extent(walk.cells, walk.last_row, walk.last_column)


class _Walk:
    """Counts rows and cells as a reader places them: by their own `r`, else behind the one before."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.cells = self.row = self.column = self.last_row = self.last_column = 0

    def take(self, tag: str, attributes: Mapping[str, str]) -> None:
        """One element as it begins."""
        self.left -= 1
        if self.left < 0:
            raise UnsafeInput(TOO_LARGE)
        name = tag.rpartition(":")[2]
        if name not in ("row", "c"):
            return
        said = _PLACE.fullmatch(attributes.get("r", "").strip())
        letters, digits = (said[1], said[2][:_SEVEN_DIGITS]) if said else ("", "")
        if name == "row":
            self.row, self.column = int(digits or self.row + 1), 0
        else:
            self.cells += 1
            self.row = int(digits or self.row)
            self.column = column_number(letters) if letters else self.column + 1
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)


def column_number(letters: str) -> int:
    """A column's letters as its number, counted from 1.

    >>> column_number("A"), column_number("az"), column_number("XFD")
    (1, 52, 16384)
    """
    total = 0
    for letter in letters[:_SEVEN_DIGITS].upper():
        total = total * 26 + ord(letter) - 64
    return total


def longest_text(part: bytes) -> int:
    """About how long the longest stretch without a tag is, give or take a kilobyte."""
    windows = range(0, len(part), _WINDOW)
    without = (part.find(b"<", at, at + _WINDOW) < 0 for at in windows)
    return _WINDOW * (1 + max((sum(1 for _ in run) for empty, run in itertools.groupby(without) if empty), default=0))
