"""From numbered cells to the rows of a bill: header, heading, footer, repeated headers and broken lines told apart.

A file may hold several exports, one below the other. Every record that is not empty, from the first header down to the
last footer, is a row, and ends up in exactly one place: data, ignored with a reason, or a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from audit.errors import Problem
from audit.statements.cells import WHITE, Mask, Numbers, Positions, matches, plain
from audit.statements.format import Format, header_name, header_names, is_blank
from audit.statements.grid import Grid, Line
from audit.wording import Words

REPEATED_HEADER = Words("the header again", "重复的表头")
SECOND_HEADING = Words("a line of the heading of another export in the same file", "同一文件中另一份账单的抬头")
NO_RECORD = Words("a line of the bill that is no payment", "账单中不是交易的行")
CUT_ROW = Words(
    "{found} cells where the header has {wanted}: the row is cut off, or a quote is missing; export the bill again",
    "此行有 {found} 格，表头有 {wanted} 格：行被截断或引号不成对，请重新导出账单",
)
NOT_BOOKED = Words(
    "not booked yet: the bill prints “{cell}” instead of a date; export it again once it is",
    "尚未入账：账单在日期处印着“{cell}”；入账后请重新导出",
)
NO_TIME = Words(
    "“{cell}” is no time: the row cannot be placed; correct the cell or export the bill again",
    "“{cell}”不是时间，无法确定该行日期；请更正或重新导出账单",
)


_MONTH = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zA-Z]*"  # a date may begin with its name
_FEW_CELLS = 3
_DAY = re.compile(rf"[{WHITE}]*\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}")


class Ignored(NamedTuple):
    """A row that is no transaction, and why."""

    row: int
    reason: Words


@dataclass(frozen=True)
class Body:
    """A bill's data rows, the export each is from, and where every other record went."""

    columns: Mapping[str, pa.Array]
    rows: Numbers
    section: Numbers
    headings: tuple[str, ...]
    ignored: tuple[Ignored, ...]
    problems: tuple[Problem, ...]
    counted: int


def body_of(grid: Grid, fmt: Format, file: str) -> Body:
    """The bill in a grid; asserts that no row was lost."""
    dates = map(header_name, reversed(fmt.columns["occurred_at"]))
    dated = next((name for name in dates if name in grid.columns), grid.header[0])
    is_data = matches(grid.columns[dated], rf"[{WHITE}]*([0-9]|{_MONTH}\.? *[0-9]).*")
    if fmt.records == "events":
        is_data = _says_something(grid)  # what a record tells may have no day
    kept = np.flatnonzero(is_data)
    strays = _lines(grid, np.flatnonzero(~is_data))
    rows = grid.rows[kept]
    walk = _Walk(fmt, grid.header, grid.header_row, dated, rows)
    for line in sorted([*grid.odd, *strays], key=lambda line: line.row):
        walk.take(line)
    walk.end()
    starts = np.array([one.first_row for one in grid.sections] or walk.starts, dtype=np.int64)
    problems = tuple(Problem(file, line.row, words, line.raw) for line, words in walk.broken)
    return Body(
        columns={name: column.take(pa.array(kept)) if len(strays) else column for name, column in grid.columns.items()},
        rows=rows,
        section=np.maximum(np.searchsorted(starts, rows, side="right") - 1, 0),
        headings=tuple(one.heading for one in grid.sections) or tuple("\n".join(lines) for lines in walk.headings),
        ignored=tuple(walk.ignored),
        problems=problems,
        counted=len(rows) + len(walk.ignored) + len(problems),
    )


def _says_something(grid: Grid) -> Mask:
    """Which records are neither blank nor the header again."""
    blank, again = (np.ones(len(grid.rows), dtype=bool) for _ in range(2))
    for name, column in grid.columns.items():
        empty = matches(column, f"[{WHITE}]*")
        blank &= empty
        again &= empty | np.array([header_name(cell) == name for cell in plain(column).to_pylist()], dtype=bool)
    return ~(blank | again)


def _lines(grid: Grid, places: Positions) -> list[Line]:
    """The records at some places of the grid, each by itself."""
    cells = [plain(column.take(pa.array(places))).to_pylist() for column in grid.columns.values()]
    return [Line(row, of_row) for row, of_row in zip(grid.rows[places].tolist(), zip(*cells, strict=True), strict=True)]


class _Walk:
    """Goes down the records that are not plain data and decides what each of them is."""

    def __init__(self, fmt: Format, header: Sequence[str], header_row: int, dated: str, rows: Numbers) -> None:
        self.fmt, self.header, self.header_row = fmt, tuple(header), header_row
        self.dated = self.header.index(dated)
        self.rows = rows
        self.headings: list[list[str]] = [[]]
        self.starts = [header_row]
        self.ignored: list[Ignored] = []
        self.broken: list[tuple[Line, Words]] = []
        self.aside: list[Line] | None = None

    def take(self, line: Line) -> None:
        """One record, in row order."""
        text = _text(line)
        self._close_aside(line.row)
        if line.aside:
            self.ignored.append(Ignored(line.row, line.aside))
        elif line.row < self.header_row:
            self.headings[0].append(text)
        elif not text or line.row == self.header_row:
            return
        elif self._is_header(line):
            self._next_section(line)
        elif line.fault is None and re.match(self.fmt.aside or "(?!)", text):
            self.aside = [*(self.aside or []), line]
        elif self.aside is not None and line.fault is None and not _is_record(line):
            self.aside.append(line)
        elif self._is_undated(line):
            self.ignored.append(Ignored(line.row, NOT_BOOKED.fill(cell=line.cells[self.dated].strip())))
        else:
            self.broken.append((line, line.fault or self._fault(line)))

    def end(self) -> None:
        """The file is over: what stands aside is the last export's footer."""
        self._close_aside(np.iinfo(np.int64).max)
        self.headings[-1].extend(_text(line) for line in self.aside or [])

    def _close_aside(self, row: int) -> None:
        """Lines that data rows follow without a header are no footer: they count, and are ignored."""
        if self.aside and np.searchsorted(self.rows, self.aside[-1].row) < np.searchsorted(self.rows, row):
            words = SECOND_HEADING if self.fmt.opens else NO_RECORD
            self.ignored.extend(Ignored(line.row, words) for line in self.aside)
            self.aside = None

    def _is_header(self, line: Line) -> bool:
        printed = header_names(line.cells)
        return [n for n in printed if not is_blank(n)] == [n for n in self.header if not is_blank(n)]

    def _is_undated(self, line: Line) -> bool:
        whole = line.fault is None and len(line.cells) == len(self.header)
        return whole and re.fullmatch(self.fmt.undated or "(?!)", line.cells[self.dated].strip()) is not None

    def _next_section(self, line: Line) -> None:
        aside, self.aside = self.aside or [], None
        footer, heading = _split(aside, self.fmt.opens)
        self.headings[-1].extend(map(_text, footer))
        self.headings.append([_text(one) for one in heading])
        self.starts.append(line.row)
        self.ignored.extend(Ignored(one.row, SECOND_HEADING) for one in aside)
        self.ignored.append(Ignored(line.row, REPEATED_HEADER))

    def _fault(self, line: Line) -> Words:
        if len(line.cells) != len(self.header):
            return CUT_ROW.fill(found=len(line.cells), wanted=len(self.header))
        return NO_TIME.fill(cell=line.cells[self.dated].strip()[:40])


def _is_record(line: Line) -> bool:
    """Whether a line below a footer is a payment of another table, and no more of the footer."""
    return len(line.cells) > _FEW_CELLS and _DAY.match(line.cells[0]) is not None


def _text(line: Line) -> str:
    return line.raw.strip(", \t\ufeff")


def _split(aside: Sequence[Line], opens: str) -> tuple[Sequence[Line], Sequence[Line]]:
    """Lines between two tables: the footer of the upper one, the heading of the lower one."""
    first = next(_openings(aside, opens), 0)
    return aside[:first], aside[first:]


def _openings(aside: Sequence[Line], opens: str) -> Iterator[int]:
    return (i for i, line in enumerate(aside) if opens and re.match(opens, _text(line)))
