"""A grid of cells as records of one sheet: headers found, cells parsed, everything that could not be used named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.case import cells
from audit.case.columns import EXAMPLE, Column, Sheet
from audit.case.grids import Grid, column_letters
from audit.case.identity import REFUSED, holds_identity_number
from audit.case.values import Cell, Expected, as_text, is_blank
from audit.errors import Problem
from audit.wording import Words

_HEADER_ROWS = 10  # a title or two may stand over the header


@dataclass(frozen=True)
class Record:
    """One row of a sheet: parsed values by column key, blank and unusable ones absent."""

    sheet: Sheet
    tab: str
    row: int
    values: Mapping[str, Any]
    faulty: frozenset[str]
    columns: Mapping[str, int]

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)

    def text(self, key: str) -> str:
        """A value as text, "" where there is none."""
        return str(self.values.get(key) or "")

    def place(self, key: str) -> str:
        """Where the cell stands, as a spreadsheet program says it: `取消!C5`; the row alone for a column not there."""
        if key not in self.columns:
            return f"{self.tab}!{self.row}"
        return f"{self.tab}!{column_letters(self.columns[key])}{self.row}"

    def problem(self, file: str, key: str, words: Words, raw: Any = "") -> Problem:
        """What is wrong with one cell of this record."""
        return Problem(
            file, self.row, Words(f"{self.place(key)}: {words.en}", f"{self.place(key)}：{words.zh}"), str(raw)
        )


@dataclass(frozen=True)
class Layout:
    """Where the columns of a sheet stand: the header's row and each column's index."""

    header: int
    columns: Mapping[int, Column]

    @property
    def by_key(self) -> dict[str, int]:
        """Index of each column by its key; of a repeated header the first."""
        return {c.key: i for i, c in sorted(self.columns.items(), reverse=True)}


def read_records(grid: Grid, sheet: Sheet, file: str) -> tuple[list[Record], list[Problem]]:
    """Every filled-in row of one sheet, and a problem for each cell, header or row that could not be used."""
    layout = find_layout(grid, sheet)
    if layout is None:
        return [], [] if _is_empty(grid) else [Problem(file, None, _no_header(grid, sheet))]
    problems = list(_header_problems(grid, sheet, layout, file))
    records = []
    for row in range(layout.header + 1, len(grid.rows) + 1):
        filled = {i: c for i, c in _known(grid, row, layout) if not is_blank(c) or (row, i + 1) in grid.broken}
        if any(
            _is_marked(filled.get(i)) for i in (min(filled, default=-1), layout.by_key.get(sheet.columns[0].key, -1))
        ):
            problems += _example_problems(grid, sheet, layout, row, file)
            continue
        record, faults = _record(grid, sheet, layout, row, filled, file)
        problems += faults
        if record.values or record.faulty:
            records.append(record)
    return records, problems


def find_layout(grid: Grid, sheet: Sheet) -> Layout | None:
    """The header row: of the first rows the one that names most columns of the sheet."""
    best: dict[int, Column] = {}
    header = 0
    for row, line in enumerate(grid.rows[:_HEADER_ROWS], start=1):
        named = {i: c for i, cell in enumerate(line) if isinstance(cell, str) and (c := sheet.column(cell))}
        if len(named) > len(best):
            best, header = named, row
    return Layout(header, best) if best else None


def _record(
    grid: Grid, sheet: Sheet, layout: Layout, row: int, filled: Mapping[int, Cell], file: str
) -> tuple[Record, list[Problem]]:
    values: dict[str, Any] = {}
    faults: dict[str, tuple[Words, str]] = {}
    for i, cell in sorted(filled.items(), key=lambda item: layout.columns[item[0]].kind != "currency"):
        column = layout.columns[i]
        try:
            if column.kind != "helper" and layout.by_key[column.key] == i:
                broken = (row, i + 1) in grid.broken
                values[column.key] = _value(column, cell, values.get("currency", "CNY"), broken)
        except Expected as fault:
            raw = "" if fault.words is REFUSED else as_text(cell)[:200]
            faults[column.key] = (fault.words if not raw else _unusable(raw, fault.words), raw)
    record = Record(sheet, grid.title, row, values, frozenset(faults), layout.by_key)
    return record, [record.problem(file, key, words, raw) for key, (words, raw) in faults.items()]


def _value(column: Column, cell: Cell, currency: str, broken: bool) -> Any:
    if broken:
        raise Expected(
            Words(
                "shows an error, or holds a formula whose result is not stored; "
                "type the value itself, or open and save the file in a spreadsheet program",
                "显示错误值，或公式没有保存结果；请直接填写内容，或用表格软件打开后保存",
            )
        )
    if column.kind != "number" and holds_identity_number(cell):
        raise Expected(REFUSED)
    return cells.parse(column, cell, currency)


def _unusable(raw: str, expected: Words) -> Words:
    return Words(f"“{raw}” cannot be used; expected {expected.en}", f"“{raw}”无法使用，应为{expected.zh}")


def _known(grid: Grid, row: int, layout: Layout) -> Iterator[tuple[int, Cell]]:
    line = grid.rows[row - 1]
    return ((i, line[i] if i < len(line) else None) for i in layout.columns)


def _is_marked(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.lstrip().startswith(EXAMPLE)


def _is_empty(grid: Grid) -> bool:
    return all(is_blank(cell) for line in grid.rows for cell in line)


def _example_problems(grid: Grid, sheet: Sheet, layout: Layout, row: int, file: str) -> Iterator[Problem]:
    """The example row is skipped; if a person has typed into it, that is said rather than lost."""
    for i, cell in _known(grid, row, layout):
        column = layout.columns[i]
        if as_text(cell) not in ("", *column.example):
            record = Record(sheet, grid.title, row, {}, frozenset(), layout.by_key)
            words = Words(
                "this row is marked as an example and was not read, but has been filled in; "
                "if it is yours, remove the word “Example:” at its start",
                "此行标有“例：”，被当作示例而没有读取，但其中填了内容；如果是您的记录，请删去行首的“例：”",
            )
            yield record.problem(file, column.key, words)
            return


def _header_problems(grid: Grid, sheet: Sheet, layout: Layout, file: str) -> Iterator[Problem]:
    given = [as_text(c) for c in grid.rows[layout.header - 1]]
    keys = [c.key for c in layout.columns.values()]
    for i, header in enumerate(given):
        place = f"{grid.title}!{column_letters(i)}{layout.header}"
        if i in layout.columns:
            if layout.by_key[layout.columns[i].key] != i:
                yield Problem(file, layout.header, _twice(place, layout.columns[i]), header)
        elif (near := sheet.nearest(header)) and near.key not in keys and _has_values(grid, layout, i):
            yield Problem(file, layout.header, _unknown(place, header, near), header)
    for key in sheet.needs:
        if key not in keys and len(grid.rows) > layout.header:
            column = next(c for c in sheet.columns if c.key == key)
            yield Problem(file, layout.header, _missing(grid, column))


def _has_values(grid: Grid, layout: Layout, index: int) -> bool:
    return any(index < len(line) and not is_blank(line[index]) for line in grid.rows[layout.header :])


def _twice(place: str, column: Column) -> Words:
    return Words(
        f"{place}: the column {column.title.en} stands twice; only the first is read",
        f"{place}：列“{column.title.zh}”重复出现，只读取第一列",
    )


def _unknown(place: str, header: str, near: Column) -> Words:
    return Words(
        f"{place}: the column “{header}” is not known and was not read; did you mean {near.title.en}?",
        f"{place}：不认识列名“{header}”，该列没有读取；是否应为“{near.title.zh}”？",
    )


def _missing(grid: Grid, column: Column) -> Words:
    return Words(
        f"{grid.title}: the column {column.title.en} ({column.title.zh}) is missing; no row of this sheet can be used",
        f"{grid.title}：缺少列“{column.title.zh}”（{column.title.en}），此表各行都无法使用",
    )


def _no_header(grid: Grid, sheet: Sheet) -> Words:
    needed = [next(c for c in sheet.columns if c.key == key) for key in sheet.needs]
    return Words(
        f"{grid.title}: no row of column names found; expected at least {', '.join(c.title.en for c in needed)}",
        f"{grid.title}：没有找到表头行；至少应有{'、'.join(f'“{c.title.zh}”' for c in needed)}",
    )
