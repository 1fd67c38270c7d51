"""What every container comes to: numbered cells under a header, whatever the bytes were."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from audit.statements.cells import Numbers
from audit.wording import Words

WIDEST = 1000  # cells of a header; a line of more is none, and would be a column each
_RAW_LENGTH = 2000


class Section(NamedTuple):
    """One statement among several in a file: its first row, and what it says of itself, one fact a line."""

    first_row: int
    heading: str


class Line(NamedTuple):
    """A record by itself: its row as a spreadsheet shows it, its cells, and what is already known of it.

    `fault` is what is wrong with it; `aside` why it is to be ignored, where the file itself says so.
    """

    row: int
    cells: tuple[str, ...]
    fault: Words | None = None
    aside: Words | None = None

    @property
    def raw(self) -> str:
        """The record as read, cut where it is endless."""
        return ",".join(self.cells).rstrip(",")[:_RAW_LENGTH]


@dataclass(frozen=True)
class Grid:
    """Numbered cells: records of the header's width as columns, all others (heading, footer, broken) as lines."""

    columns: Mapping[str, pa.Array]
    rows: Numbers
    odd: tuple[Line, ...]
    header: tuple[str, ...]
    header_row: int
    sections: tuple[Section, ...] = ()  # where the container itself says which statement a record is of


@dataclass(frozen=True)
class Table:
    """Cells in which a header may stand: a text file in one encoding, a worksheet, records of one kind."""

    container: str
    records: Sequence[Sequence[str]]  # the first ones
    grid: Callable[[int, Sequence[str], frozenset[str]], Grid]  # of a header's row, its cells, the coded columns
    sheet: str = ""
    encoding: str = ""  # of text whose bytes leave a doubt about it
