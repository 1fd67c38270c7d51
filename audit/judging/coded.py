"""Text columns as numbers: each different text once, and for every row which of them it has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Coded:
    """A text column: `values` holds each different text once, the empty one first, `code` the place of every row's."""

    code: Ints
    values: pa.LargeStringArray

    @classmethod
    def of(cls, texts: pd.Series | pa.Array | Sequence[str]) -> Coded:
        """The column as numbers, in the order in which the texts come."""
        whole = pa.chunked_array([[""], as_arrow(texts)], type=pa.large_string()).combine_chunks()
        found = pc.dictionary_encode(whole)
        return cls(found.indices.to_numpy().astype(np.int64)[1:], found.dictionary)

    @property
    def said(self) -> Flags:
        """Rows with a text."""
        return self.code > 0

    def at(self, rows: Any) -> Coded:
        """These rows of the column."""
        return Coded(self.code[rows], self.values)

    def text(self) -> pd.Series:
        """The column as text."""
        return as_text(self.values.take(pa.array(self.code)))

    def each(self, function: Callable[[str], object], dtype: Any = object) -> npt.NDArray[Any]:
        """The function of each different text, in the order of `values`."""
        return np.array([function(text) for text in self.values.to_pylist()], dtype=dtype)

    def changed(self, rows: Any, texts: pd.Series | pa.Array | Sequence[str]) -> Coded:
        """The column with other texts in these rows, given in their order."""
        other = Coded.of(pa.concat_arrays([self.values, as_arrow(texts)]))
        code = other.code[: len(self.values)][self.code]
        code[rows] = other.code[len(self.values) :]
        return Coded(code, other.values)


def as_arrow(texts: pd.Series | pa.Array | Sequence[str]) -> pa.LargeStringArray:
    """Text as one Arrow array; a column that is one already is not copied."""
    held = texts.array if isinstance(texts, pd.Series) else texts
    found = held if isinstance(held, pa.Array) else pa.array(held, pa.large_string())
    whole = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return whole if whole.type == pa.large_string() else whole.cast(pa.large_string())


def as_text(texts: pa.Array) -> pd.Series:
    """An Arrow array as a column of text."""
    return pd.Series(texts, dtype="str")


def numbered(*keys: npt.NDArray[Any]) -> tuple[Ints, int]:
    """A number from 0 for every row, equal where all keys are, in the order in which they come; and how many there are.

    The keys are whole numbers, none below 0.
    """
    joined = np.asarray(keys[0], dtype=np.int64)
    for key in keys[1:]:
        one, other = joined, np.asarray(key, dtype=np.int64)
        if _too_large(one, other):
            one = pd.factorize(one)[0]
        if _too_large(one, other):
            other = pd.factorize(other)[0]
        joined = one * (int(other.max(initial=0)) + 1) + other
    code, distinct = pd.factorize(joined)
    return code.astype(np.int64, copy=False), len(distinct)


def first_rows(code: Ints, count: int) -> Ints:
    """The first row of each number."""
    first = np.zeros(count, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code) - 1, -1, -1)
    return first


def _too_large(one: Ints, other: Ints) -> bool:
    return (int(one.max(initial=0)) + 1) * (int(other.max(initial=0)) + 1) >= 1 << 62
