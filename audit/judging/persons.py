"""A table as one small table for each person, and as plain rows: what the loops over cancellations read.

Every cut through a table of dozens of Arrow columns takes each of them apart; over thousands of persons that is most
of the time judging takes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def by_person(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Each person's rows, in the table's order and under its index; text as plain objects, which lie in one block."""
    code, persons = pd.factorize(table["person"])
    order = np.argsort(code, kind="stable")
    text = [name for name, kind in table.dtypes.items() if kind == "str"]
    ordered = table.astype(dict.fromkeys(text, object)).iloc[order]
    ends = np.cumsum(np.bincount(code, minlength=len(persons)))
    return {
        str(person): ordered.iloc[end - size : end]
        for person, end, size in zip(persons, ends, np.diff(ends, prepend=0), strict=True)
    }


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain mappings, all columns at once."""
    columns = list(table.columns)
    return [dict(zip(columns, row, strict=True)) for row in table.to_numpy(dtype=object).tolist()]
