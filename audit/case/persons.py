"""The records of many persons in one set of sheets: a column `person` says whose each row is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from audit.case import columns
from audit.case.grids import Grid, read_grids
from audit.case.reading import case_of, sheet_records
from audit.case.records import Record
from audit.case.values import Cell, as_text, is_blank
from audit.errors import Problem
from audit.tables import Case
from audit.wording import Words

PERSON = frozenset(map(columns.plain, ("person", "人员")))
_HEADER_ROWS = 10


def read_persons(path: Path) -> list[Grid]:
    """The sheets of a workbook or CSV; a CSV is the sheet its name says."""
    return read_grids(path)


def persons_named(grids: Sequence[Grid]) -> tuple[dict[str, None], list[int]]:
    """Everybody a row belongs to, in the order of the sheets, and the rows that name nobody."""
    named: dict[str, None] = {}
    nameless: list[int] = []
    for grid in grids:
        for row, name in _owners(grid):
            if name:
                named[name] = None
            else:
                nameless.append(row)
    return named, nameless


def cases_of(grids: Sequence[Grid], names: Collection[str], path: Path, evidence: Path) -> dict[str, Case]:
    """The case of each person named; `path` is the file that problems name.

    The files a person names as evidence are looked for in the folder of his name in `evidence`.
    """
    records: dict[str, dict[str, list[Record]]] = {name: _no_records() for name in names}
    problems: dict[str, list[Problem]] = {name: [] for name in names}
    for grid in grids:
        owner = {row: name for row, name in _owners(grid) if name in records}
        by_sheet, faults = sheet_records([_without_person(grid)], path.name)
        for key, own in by_sheet.items():
            for record in own:
                if record.row in owner:
                    records[owner[record.row]][key].append(record)
        for fault in faults:
            if fault.row in owner:
                problems[owner[fault.row]].append(fault)
    return {
        name: case_of(records[name], problems[name], person=name, path=path, folder=_folder(evidence, name))
        for name in names
    }


def rows_of(grid: Grid, names: Collection[str]) -> list[list[Cell]]:
    """The rows of a sheet that belong to some persons."""
    return [grid.rows[row - 1] for row, name in _owners(grid) if name in names]


def sheet_faults(grids: Sequence[Grid], path: Path) -> list[Problem]:
    """What is wrong with sheets as a whole and belongs to no person: headers, and rows that name nobody."""
    found = [Problem(path.name, row, _NOBODY) for row in persons_named(grids)[1]]
    for grid in grids:
        if _place(grid) is None and grid.rows:
            found.append(Problem(path.name, None, _NO_COLUMN.fill(sheet=grid.title)))
    return found


def _owners(grid: Grid) -> Iterator[tuple[int, str]]:
    """Every filled-in row below the header, and whose it is."""
    place = _place(grid)
    if place is None:
        return
    header, at = place
    for row, line in enumerate(grid.rows[header:], start=header + 1):
        if not all(is_blank(cell) for cell in line):
            yield row, as_text(line[at]) if at < len(line) else ""


def _place(grid: Grid) -> tuple[int, int] | None:
    """The header's row, counted from 1, and the column in which persons stand."""
    for row, line in enumerate(grid.rows[:_HEADER_ROWS], start=1):
        for at, cell in enumerate(line):
            if isinstance(cell, str) and columns.plain(cell) in PERSON:
                return row, at
    return None


def _without_person(grid: Grid) -> Grid:
    """The sheet with the persons' column blank, so that every other cell keeps its place."""
    place = _place(grid)
    if place is None:
        return replace(grid, rows=[])
    at = place[1]
    return replace(grid, rows=[[*line[:at], None, *line[at + 1 :]] for line in grid.rows])


def _no_records() -> dict[str, list[Record]]:
    return {sheet.key: [] for sheet in columns.sheets()}


def _folder(evidence: Path, name: str) -> Path:
    """The folder of a person's evidence; a name that is no folder's has none."""
    inside = len(PurePath(name).parts) == 1 and name not in (".", "..")
    return evidence / name if inside else evidence / "-"


_NOBODY = Words("this row names no person and was not used", "此行没有填写人员，没有使用")
_NO_COLUMN = Words(
    "{sheet}: no column “person”, so its rows belong to nobody and were not used",
    "{sheet}：没有“人员”列，各行不属于任何人，没有使用",
)
