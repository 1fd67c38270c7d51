"""Rows of small tables as dicts, for reports that print one row after the other."""

from __future__ import annotations

from typing import Any

import pandas as pd

Row = dict[str, Any]


def records(table: pd.DataFrame) -> list[Row]:
    """The rows as dicts by column, as `to_dict("records")` gives them, several times faster for wide, short tables."""
    names = list(table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*(table[n].tolist() for n in names), strict=True)]


def own(table: pd.DataFrame, of: Row) -> pd.DataFrame:
    """The rows of one person's cancellation, `of` being any row that names both."""
    return table[(table["cancellation_id"] == of["cancellation_id"]) & (table["person"] == of["person"])]
