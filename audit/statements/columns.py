"""Columns of bills put under one another, and handed over as tables. What stands in every row is kept once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.statements.cells import is_coded, plain, repeated
from audit.statements.money_columns import Columns
from audit.tables import COUNT, DATE, FLAG, MAYBE_MONEY, MONEY, TEXT, TIME, TRANSACTIONS

_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)  # pandas' `str`
_STEP = 1 << 16
_BLANK: Mapping[str, Callable[[int], pa.Array]] = {
    TEXT: lambda size: repeated("", size),
    FLAG: lambda size: pa.array(np.zeros(size, dtype=bool)),
    MAYBE_MONEY: lambda size: pa.nulls(size, pa.int64()),
    **dict.fromkeys((TIME, DATE), lambda size: pa.nulls(size, pa.timestamp("s"))),
    **dict.fromkeys((MONEY, COUNT), lambda size: pa.array(np.zeros(size, dtype=np.int64))),
}


def beneath(parts: Sequence[Columns], names: Collection[str]) -> dict[str, pa.Array]:
    """The named columns of all parts, one part beneath the other; where a part has none of a name, it is blank."""
    return {
        name: _joined([part[name] if name in part else _blank(name, len(part["row"])) for part in parts])
        for name in names
    }


def frame(columns: Columns) -> pd.DataFrame:
    """The columns as a table: text as pandas' `str`, times as `datetime64[s]`, money that may be missing as `Int64`."""
    return pd.DataFrame({name: _held(name, column) for name, column in columns.items()}, copy=False)


def column_of(values: pd.Series) -> pa.Array:
    """A table's column as it stands in bills."""
    column = pa.Array.from_pandas(values)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def spliced(column: pa.Array, start: int, part: pa.Array) -> pa.Array:
    """The column with some of its rows exchanged."""
    return _joined([column.slice(0, start), part, column.slice(start + len(part))])


def _blank(name: str, size: int) -> pa.Array:
    return _BLANK[TRANSACTIONS.columns[name]](size)


def _joined(parts: Sequence[pa.Array]) -> pa.Array:
    if len(parts) == 1:
        return parts[0]
    if all(map(is_coded, parts)):
        return pa.chunked_array(parts).unify_dictionaries().combine_chunks()
    return pa.concat_arrays([plain(part).cast(pa.large_string()) if _is_text(part) else part for part in parts])


def _is_text(column: pa.Array) -> bool:
    return is_coded(column) or pa.types.is_string(column.type) or pa.types.is_large_string(column.type)


def _held(name: str, column: pa.Array) -> pd.api.extensions.ExtensionArray | np.ndarray:
    if _is_text(column):
        return pd.arrays.ArrowStringArray(_written(column), dtype=_TEXT)
    if TRANSACTIONS.columns.get(name) == MAYBE_MONEY:
        missing = column.is_null().to_numpy(zero_copy_only=False)
        return pd.arrays.IntegerArray(column.fill_null(0).to_numpy(), missing)
    return column.to_numpy(zero_copy_only=False)


def _written(column: pa.Array) -> pa.ChunkedArray:
    """The cells as text; one word that stands in every row is written down for some rows, and those are repeated."""
    if not is_coded(column) or len(column.dictionary) != 1:
        return pa.chunked_array([plain(column).cast(pa.large_string())])
    some = plain(column.slice(0, _STEP)).cast(pa.large_string())
    whole, rest = divmod(len(column), _STEP)
    return pa.chunked_array([*[some] * whole, some.slice(0, rest)])
