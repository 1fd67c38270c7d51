"""What is not kept of a store's file: columns no fact names (addresses, devices), and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, takewhile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.statements.cells import WHITE, Mask, matches, plain
from audit.statements.format import Format, header_name
from audit.statements.grid import Grid, Line
from audit.statements.json_records import FIELDS

_WITHHELD = "…"  # all that is kept of a record that says nothing else
_LONGEST = 200  # characters of such a cell
_EMAIL = r"[:\s]*[^\s:;<>@]+@[^\s:;<>@]+\.[A-Za-z0-9-]+"


def discreet(grid: Grid, fmt: Format) -> Grid:
    """The grid without what the format is not to keep; cells are blanked, so that every record is still counted."""
    if not fmt.discreet:
        return grid
    named = {header_name(name) for name in chain(*fmt.columns.values(), fmt.header, *fmt.also)} | {FIELDS}
    columns = {
        name: pc.replace_substring_regex(plain(column), _EMAIL, "") if name in named else _blanked(name, plain(column))
        for name, column in grid.columns.items()
    }
    emptied = _any_text(grid.columns.values()) & ~_any_text(columns.values())
    for name in list(columns)[: 1 if emptied.any() else 0]:
        columns[name] = pc.if_else(pa.array(emptied), _WITHHELD, columns[name])
    return replace(grid, columns=columns, odd=tuple(_line(line, grid, named) for line in grid.odd))


def _any_text(columns: Iterable[pa.Array]) -> Mask:
    """Which records say anything."""
    said: Mask = np.any([~matches(column, f"[{WHITE}]*") for column in columns], axis=0)
    return said


def _blanked(name: str, column: pa.Array) -> pa.Array:
    """The column without its cells, but for those that are the header again."""
    again = pc.equal(pc.replace_substring_regex(pc.utf8_lower(column), r"\s", ""), name)
    return pc.if_else(again, column, "")


def _line(line: Line, grid: Grid, named: set[str]) -> Line:
    """A record that fits no column: up to its first cell that may be private, unless all its cells have their place."""
    if line.row <= grid.header_row or not any(map(str.strip, line.cells)):
        return line
    places = list(zip(line.cells, grid.header, strict=False))
    if len(line.cells) == len(grid.header):
        kept = [cell if name in named else "" for cell, name in places]
    else:
        kept = [cell for cell, _ in takewhile(lambda place: place[1] in named, places)]
    shown = tuple(re.sub(_EMAIL, "", cell[:_LONGEST]) for cell in kept)
    return line._replace(cells=shown if any(map(str.strip, shown)) else (_WITHHELD,))
