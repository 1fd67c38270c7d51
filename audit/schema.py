"""What a table promises, and the check at every door.

Text is pandas' `str` ("" where a bill prints nothing), times are wall-clock `datetime64[s]` as printed, money is
`int64` minor units. Columns of kind JSON hold a JSON array as text, "" for none, so that every table is flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.errors import TableError

TEXT, JSON, FLAG, COUNT, WHOLE, MONEY, MAYBE_MONEY, TIME, DATE = (
    "text",
    "json",
    "flag",
    "count",
    "whole",
    "money",
    "maybe money",
    "time",
    "date",
)
DTYPES = {
    TEXT: "str",
    JSON: "str",
    FLAG: "bool",
    COUNT: "int64",
    WHOLE: "Int64",
    MONEY: "int64",
    MAYBE_MONEY: "Int64",
    TIME: "datetime64[s]",
    DATE: "datetime64[s]",
}


@dataclass(frozen=True)
class Table:
    """A table's promise: the name used in messages and each column's kind (a key of `DTYPES`), in order."""

    name: str
    columns: Mapping[str, str]

    def empty(self) -> pd.DataFrame:
        """The table with no rows and every column in its type."""
        return self._none.copy(deep=False)

    @cached_property
    def _none(self) -> pd.DataFrame:
        return pd.DataFrame({c: pd.Series(dtype=DTYPES[d]) for c, d in self.columns.items()})

    def of(self, columns: pd.DataFrame | Mapping[str, object]) -> pd.DataFrame:
        """A checked table from the columns given: absent ones filled with their empty value, extra ones kept last."""
        given = columns if isinstance(columns, pd.DataFrame) else pd.DataFrame(dict(columns))
        kept = [c for c in given.columns if c not in self.columns]
        if not len(given) and not kept:
            return self.empty()
        made = {c: _cast(given, c, d) for c, d in self.columns.items()}
        _refuse(self, [fault for c, d in self.columns.items() for fault in _wrong_values(c, d, made[c])])
        frame = pd.DataFrame({c: values.array for c, values in made.items()})  # arrays need not be aligned
        return frame.assign(**{c: given[c].set_axis(frame.index) for c in kept}) if kept else frame


_BLANK = {"str": "", "bool": False, "int64": 0, "Int64": pd.NA, "datetime64[s]": pd.NaT}


def _cast(given: pd.DataFrame, column: str, kind: str) -> pd.Series:
    dtype = DTYPES[kind]
    if column not in given.columns:
        return pd.Series(_BLANK[dtype], index=given.index, dtype=dtype)
    values = given[column]
    if dtype == "str":
        text = values if str(values.dtype) == "str" else values.astype("str")
        return text.fillna("") if _has_nulls(text) else text
    return values if str(values.dtype) == dtype else values.astype(dtype)


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame itself, if it holds what the table promises; TableError names every fault at once.

    Dates must have no time of day, money must not be negative, text must not be null.
    """
    _refuse(table, _faults(frame, table))
    return frame


def _faults(frame: pd.DataFrame | Mapping[str, pd.Series], table: Table) -> list[str]:
    faults = [f"no column {c}" for c in table.columns if c not in frame]
    for column, kind in table.columns.items():
        if column not in frame:
            continue
        values = frame[column]
        if str(values.dtype) != DTYPES[kind]:
            faults.append(f"{column} is {values.dtype}, not {DTYPES[kind]}")
        elif kind in (TEXT, JSON) and values.hasnans:
            faults.append(f"{column} has nulls where text belongs")
        else:
            faults.extend(_wrong_values(column, kind, values))
    return faults


def _wrong_values(column: str, kind: str, values: pd.Series) -> Iterator[str]:
    """What a column of the right type may not hold."""
    if kind == DATE and _has_clock(values.to_numpy()):
        yield f"{column} has a time of day"
    if kind in (MONEY, MAYBE_MONEY) and (values < 0).any():
        yield f"{column} is negative"


def _has_nulls(text: pd.Series) -> bool:
    """Whether a text is missing: Arrow, which holds them, has counted them already."""
    held = text.array
    return pa.array(held).null_count > 0 if isinstance(held, pd.arrays.ArrowStringArray) else bool(text.hasnans)


def _has_clock(days: np.ndarray) -> bool:
    """Whether any of these times is not midnight."""
    return bool((~np.isnat(days) & (days != days.astype("datetime64[D]"))).any())


def _refuse(table: Table, faults: list[str]) -> None:
    if faults:
        raise TableError(f"{table.name}: {'; '.join(faults)}")
