"""Text files to numbered cells: in bulk where the file is in order, line by line where it is not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from audit.statements.careful_csv import careful_grid
from audit.statements.fast_csv import fast_grid
from audit.statements.grid import Grid
from audit.statements.text_lines import unmarked


def grid(data: bytes, encoding: str, header_row: int, header: Sequence[str], coded: Collection[str]) -> Grid:
    """The numbered cells of a text file whose header row is known; `coded` columns hold few different words."""
    content = unmarked(data)
    fast = fast_grid(content, encoding, header_row, header, coded)
    return fast or careful_grid(content, encoding, header_row, header, coded)
