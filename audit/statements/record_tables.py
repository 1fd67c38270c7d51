"""Records of a bank file that is no table of cells, brought under fixed column names.

A record's row is its place in the file, counted from 1; the column names stand above the first record, in row 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

import numpy as np

from audit.statements.cells import text_array
from audit.statements.format import header_name
from audit.statements.grid import Grid, Line, Section, Table
from audit.wording import Words

_EMPTY = Words("an empty record", "空记录")
_SERIAL = 6  # shorter numbers may begin anew in the next download: they name a row only beside its day


@dataclass(frozen=True)
class Record:
    """One record: its cells by column, what is wrong with it, or why it is none that counts."""

    cells: Mapping[str, str]
    fault: Words | None = None
    aside: Words | None = None


@dataclass(frozen=True)
class Part:
    """One statement of a file: what it says of itself, one fact a line, and its records."""

    says: Sequence[tuple[str, str]]
    records: Sequence[Record]

    @property
    def heading(self) -> str:
        """The facts as lines `NAME value`; what is not said has no line."""
        return "\n".join(f"{name} {' '.join(value.split())}" for name, value in self.says if value.strip())


def record_table(container: str, columns: Sequence[str], parts: Sequence[Part]) -> Table:
    """The records of all statements under one header, each statement a section of its own."""
    return Table(container, [columns], partial(_grid, parts))


def _grid(parts: Sequence[Part], _: int, columns: Sequence[str], coded: frozenset[str]) -> Grid:
    records = list(enumerate((_spoken_for(one, columns) for part in parts for one in part.records), start=1))
    even = [(row, one.cells) for row, one in records if one.fault is None and one.aside is None]
    odd = tuple(
        Line(row, tuple(one.cells.get(name, "") for name in columns), one.fault, one.aside)
        for row, one in records
        if one.fault or one.aside
    )
    first = accumulate((len(part.records) for part in parts), initial=1)
    read = {header_name(name): text_array([cells.get(name, "") for _, cells in even]) for name in columns}
    return Grid(
        columns={name: column.dictionary_encode() if name in coded else column for name, column in read.items()},
        rows=np.array([row for row, _ in even], dtype=np.int64),
        odd=odd,
        header=tuple(read),
        header_row=0,
        sections=tuple(Section(row, part.heading) for row, part in zip(first, parts, strict=False)),
    )


def _spoken_for(record: Record, columns: Sequence[str]) -> Record:
    says_nothing = not any(record.cells.get(name, "").strip() for name in columns)
    return Record({}, aside=_EMPTY) if says_nothing and not record.aside else record


def trusted(records: Sequence[Record], number: str, day: str) -> list[Record]:
    """The records of one statement with numbers that identify: one that repeats is none, a short one needs its day.

    The day goes into the column `<number> DAY`, which a format names in `number_with`.
    """
    seen = Counter(one.cells.get(number, "") for one in records if one.aside is None)
    return [Record({**one.cells, **_trusted(one.cells, number, day, seen)}, one.fault, one.aside) for one in records]


def _trusted(cells: Mapping[str, str], number: str, day: str, seen: Mapping[str, int]) -> dict[str, str]:
    printed = cells.get(number, "")
    if seen[printed] > 1:
        return {number: "", f"{number} DAY": ""}
    return {number: printed, f"{number} DAY": cells.get(day, "") if len(printed) < _SERIAL else ""}
