"""Tables as plain rows, all of them or each person's: what the loops over cancellations read.

Cutting a table of dozens of Arrow columns takes each of them apart, however few the rows: what is read person by person
is made plain once, and only the columns that are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

Row = Mapping[str, Any]


def plain_rows(table: pd.DataFrame, columns: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The rows as plain mappings of these columns, all of them by default."""
    names = list(table.columns if columns is None else dict.fromkeys(columns))
    return [dict(zip(names, row, strict=True)) for row in plain_tuples(table, names)]


def plain_tuples(table: pd.DataFrame, columns: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """The rows as bare tuples of these columns."""
    return zip(*(table[name].array.to_numpy(dtype=object).tolist() for name in columns), strict=True)


def rows_of_persons(table: pd.DataFrame, columns: Iterable[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Each person's rows as plain mappings, persons and rows in the table's order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in plain_rows(table, None if columns is None else ("person", *columns)):
        found.setdefault(row["person"], []).append(row)
    return found
