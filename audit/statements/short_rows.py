"""Rows that end before the header does, in bills whose writers leave the last empty cells out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.statements.cells import plain, text_array
from audit.statements.grid import Grid, Line


def lengthened(grid: Grid, least: int) -> Grid:
    """The grid with rows of at least so many cells made as long as the header; 0 leaves it as it is."""
    width = len(grid.header)
    short = [line for line in grid.odd if _is_short(line, grid.header_row, least, width)]
    if not least or not short:
        return grid
    rows = np.concatenate([grid.rows, np.array([line.row for line in short], dtype=np.int64)])
    order = pa.array(np.argsort(rows, kind="stable"))
    cells = [[*line.cells, *[""] * (width - len(line.cells))] for line in short]
    columns = {
        name: pa.concat_arrays([plain(column), text_array([line[i] for line in cells])]).take(order)
        for i, (name, column) in enumerate(grid.columns.items())
    }
    gone = {line.row for line in short}
    odd = tuple(line for line in grid.odd if line.row not in gone)
    return Grid(columns, rows[order.to_numpy()], odd, grid.header, grid.header_row, grid.sections)


def _is_short(line: Line, header_row: int, least: int, width: int) -> bool:
    return line.row > header_row and line.fault is None and least <= len(line.cells) < width and line.cells[0] != ""
