"""CSV line by line: every good record is kept, whatever stands beside it.

A quote that is missing, a cell that is endless or bytes that are no text spoil the line they stand in and no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from audit.statements.cells import text_array
from audit.statements.format import header_names, is_blank
from audit.statements.grid import Grid, Line
from audit.statements.text_lines import cells_of, lines_of, separator_of
from audit.wording import Words

_LONGEST_LINE = 1 << 20  # a longer one is no record: it is kept as one cell, however many separators it has
_LINES_PER_RECORD = 50  # a quoted cell with more line breaks than this is a missing quote
_UNDECODED = re.compile("[\udc80-\udcff]")
_NEXT_RECORD = re.compile(r'[\s"]*\d')
NO_TEXT = Words(
    "some bytes are no text in {encoding}: the file was damaged or saved wrongly; export the bill again",
    "部分字节无法按 {encoding} 解读：文件已损坏或另存有误，请重新导出账单",
)


def careful_grid(data: bytes, encoding: str, header_row: int, header: Sequence[str], coded: Collection[str]) -> Grid:
    """The numbered cells; records that are not of the header's width come out as lines by themselves."""
    names = header_names(header)
    text = data.decode(encoding, errors="replace" if encoding.startswith("utf-16") else "surrogateescape")
    damaged = _UNDECODED.search(text) is not None
    even: list[list[str]] = []
    rows: list[int] = []
    odd: list[Line] = []
    for row, cells in enumerate(_records(lines_of(text), header_row, names), start=1):
        broken = damaged and any(map(_UNDECODED.search, cells))
        if row > header_row and len(cells) == len(names) and not broken:
            even.append(cells)
            rows.append(row)
        else:
            odd.append(_line(row, cells, encoding if broken else ""))
    columns = {name: text_array([cells[i] for cells in even]) for i, name in enumerate(names)}
    columns = {name: column.dictionary_encode() if name in coded else column for name, column in columns.items()}
    return Grid(columns, np.array(rows, dtype=np.int64), tuple(odd), tuple(names), header_row)


def _line(row: int, cells: Sequence[str], undecoded_in: str) -> Line:
    if not undecoded_in:
        return Line(row, tuple(cells))
    shown = (cell.encode("utf-8", "replace").decode() for cell in cells)
    return Line(row, tuple(shown), NO_TEXT.fill(encoding=undecoded_in.upper()))


def _records(lines: Sequence[str], header_row: int, names: Sequence[str]) -> Iterator[list[str]]:
    """Every record's cells; a record reaches over several lines only if that gives it the header's width."""
    separator = separator_of(lines[header_row - 1])
    at = 0
    while at < len(lines):
        if len(lines[at]) > _LONGEST_LINE:
            yield [lines[at]]
            at += 1
            continue
        cells, used = cells_of(lines[at], separator), 1
        if at >= header_row and '"' in lines[at]:
            cells, used = _quoted(lines, at, separator, names)
        yield _fitted(cells, names)
        at += used


def _quoted(lines: Sequence[str], at: int, separator: str, names: Sequence[str]) -> tuple[list[str], int]:
    """One record that has quotes, and how many lines it takes.

    Read as CSV; else with quotes that close only before a separator; else with quotes that mean nothing.
    """
    feed = _Feed(lines, at)
    try:
        cells = next(csv.reader(feed, delimiter=separator))
        joined = lines[at + 1 : at + feed.used]
        if len(_fitted(cells, names)) == len(names) and not any(_is_record(one, separator, names) for one in joined):
            return cells, feed.used
    except csv.Error:
        pass  # a cell larger than any bill's: the line is judged by itself
    cells = _bare_quotes(lines[at], separator)
    return (cells if len(_fitted(cells, names)) == len(names) else lines[at].split(separator)), 1


def _is_record(line: str, separator: str, names: Sequence[str]) -> bool:
    """Whether a line is a record by itself, and not the next line of a quoted cell."""
    return _NEXT_RECORD.match(line) is not None and len(_fitted(cells_of(line, separator), names)) == len(names)


class _Feed:
    """Lines handed to the csv reader, counted, and never more than one record may have."""

    def __init__(self, lines: Sequence[str], at: int) -> None:
        self.used = 0
        self.lines = lines[at : at + _LINES_PER_RECORD]

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.used += 1
            yield line + "\n" * (self.used < len(self.lines))


def _bare_quotes(line: str, separator: str) -> list[str]:
    """Cells of a line in which a quote closes only before a separator or the end.

    >>> _bare_quotes('茶,"{"id":1,"名":2}",5', ",")
    ['茶', '{"id":1,"名":2}', '5']
    """
    end = rf"[ \t]*(?:{separator}|$)" if separator != "\t" else r"(?:\t|$)"
    cell = re.compile(rf'"((?>(?:[^"]|""|"(?!{end}))*))"{end}|([^{separator}]*)(?:{separator}|$)')
    cells: list[str] = []
    at = 0
    while at <= len(line):
        found = cell.match(line, at)
        if not found:
            break
        cells.append(found[2] if found[1] is None else found[1].replace('""', '"'))
        if found.end() == len(line) and not line.endswith(separator, at):
            break
        at = found.end() if found.end() > at else len(line) + 1
    return cells


def _fitted(cells: list[str], names: Sequence[str]) -> list[str]:
    """Cells with blanks at the end added or dropped, where the header's own last cells are blank."""
    width = len(names)
    named = next((i for i in range(width, 0, -1) if not is_blank(names[i - 1])), 0)
    if named <= len(cells) < width:
        return cells + [""] * (width - len(cells))
    kept = len(cells)
    while kept > width and not cells[kept - 1].strip():
        kept -= 1
    return cells[:kept]
