"""What a table promises, and the check at every door.

Text is pandas' `str` ("" where a bill prints nothing), times are wall-clock `datetime64[s]` as printed, money is
`int64` minor units. Columns of kind JSON hold a JSON array as text, "" for none, so that every table is flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

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
        given = _arrays(columns)
        length = len(next(iter(given.values()), ()))
        kept = {c: values for c, values in given.items() if c not in self.columns}
        if not length and not kept:
            return self.empty()
        made = {c: _cast(given.get(c), DTYPES[d], length) for c, d in self.columns.items()}
        _refuse(self, [fault for c, d in self.columns.items() for fault in _wrong_values(c, d, made[c])])
        return pd.DataFrame(made | kept)

    def of_rows(self, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """A checked table from plain rows; what a row does not hold, or holds as None, is blank."""
        held = [(c, _types()[DTYPES[d]]) for c, d in self.columns.items() if any(c in row for row in rows)]
        return self.of({c: _typed([row.get(c) for row in rows], dtype) for c, dtype in held})


_BLANK = {"str": "", "bool": False, "int64": 0, "Int64": pd.NA, "datetime64[s]": pd.NaT}
_FEW = 1 << 12
_PLAIN = (list, np.ndarray, ExtensionArray)


def _arrays(columns: pd.DataFrame | Mapping[str, object]) -> dict[str, Any]:
    """The columns as bare arrays, which cost a small table a tenth of what series do."""
    if not isinstance(columns, pd.DataFrame) and not all(isinstance(v, _PLAIN) for v in columns.values()):
        columns = pd.DataFrame(dict(columns))
    if isinstance(columns, pd.DataFrame):
        return {c: values.values for c, values in columns.items()}
    return {c: pd.Series(values).values if isinstance(values, list) else values for c, values in columns.items()}


def _typed(values: list[Any], dtype: Any) -> Any:
    made = pd.array(values, dtype=dtype)
    return made.to_numpy() if isinstance(dtype, np.dtype) else made


def _cast(values: Any, dtype: str, length: int) -> Any:
    """The values in the type, blanks where none are given."""
    if values is None:
        return _few_blanks(dtype)[:length] if length <= _FEW else _blanks(dtype, length)
    cast = values if values.dtype == _types()[dtype] else pd.Series(values).astype(dtype).values
    return pd.Series(cast).fillna("").values if dtype == "str" and _has_nulls(cast) else cast


def _blanks(dtype: str, length: int) -> Any:
    return pd.Series([_BLANK[dtype]], dtype=dtype).values.repeat(length)


@cache
def _types() -> Mapping[str, Any]:
    """The types themselves by their names: to compare those of many columns by name is slow."""
    return {dtype: pd.api.types.pandas_dtype(dtype) for dtype in _BLANK}


@cache
def _few_blanks(dtype: str) -> Any:
    return _blanks(dtype, _FEW)


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The frame itself, if it holds what the table promises; TableError names every fault at once.

    Dates must have no time of day, money must not be negative, text must not be null.
    """
    _refuse(table, list(_faults(_arrays(frame), table)))
    return frame


def _faults(given: Mapping[str, Any], table: Table) -> Iterator[str]:
    yield from (f"no column {c}" for c in table.columns if c not in given)
    for column, kind in table.columns.items():
        if column not in given:
            continue
        values = given[column]
        if values.dtype != _types()[DTYPES[kind]]:
            yield f"{column} is {values.dtype}, not {DTYPES[kind]}"
        elif kind in (TEXT, JSON) and _has_nulls(values):
            yield f"{column} has nulls where text belongs"
        else:
            yield from _wrong_values(column, kind, values)


def _wrong_values(column: str, kind: str, values: Any) -> Iterator[str]:
    """What a column of the right type may not hold."""
    if kind == DATE and _has_clock(values):
        yield f"{column} has a time of day"
    if kind in (MONEY, MAYBE_MONEY) and (values < 0).any():
        yield f"{column} is negative"


def _has_nulls(text: Any) -> bool:
    """Whether a text is missing: Arrow, which holds them, has counted them already."""
    return pa.array(text).null_count > 0 if isinstance(text, pd.arrays.ArrowStringArray) else bool(text.isna().any())


def _has_clock(days: np.ndarray) -> bool:
    """Whether any of these times is not midnight."""
    return bool((~np.isnat(days) & (days != days.astype("datetime64[D]"))).any())


def _refuse(table: Table, faults: list[str]) -> None:
    if faults:
        raise TableError(f"{table.name}: {'; '.join(faults)}")
