"""64-bit digests of rows, a column at a time: the same on every machine, and no proof that two rows are equal.

Whoever finds two equal digests looks at what they were made from. Text is taken eight bytes at a time, so that no row
is touched by itself; few words are digested once each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.statements.cells import is_coded

Digests = npt.NDArray[np.uint64]
Column: TypeAlias = pa.Array | npt.NDArray[np.int64]

_WORD = 8
_STEP = 1 << 15  # rows at a time: what is at hand stays near the processor
_STARTED = np.uint64(0x9E3779B97F4A7C15)
_KEPT = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], dtype=np.uint64)  # of a word that is not full
_HEX = np.array([f"{byte:02x}".encode() for byte in range(256)], dtype="S2")


def digests(columns: Sequence[Column]) -> Digests:
    """One digest for each row of some columns: text, or whole numbers."""
    first, *rest = map(digest_of, columns)
    found = first
    for more in rest:
        found = _mixed(found * _STARTED ^ more)
    return found


def digest_of(column: Column) -> Digests:
    """One digest for each cell of a column."""
    if isinstance(column, np.ndarray):
        return _mixed(column.astype(np.uint64))
    if is_coded(column):
        codes: npt.NDArray[np.int32] = column.indices.to_numpy()
        return digest_of(column.dictionary)[codes]
    parts = [_of_texts(column.slice(at, _STEP)) for at in range(0, len(column), _STEP)]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)


def named(ids: Digests) -> pa.Array:
    """Digests as the ids that tables print: `t` and sixteen letters."""
    letters = np.empty((len(ids), 1 + 2 * _WORD), dtype=np.uint8)
    letters[:, 0] = ord("t")
    octets = ids.astype(">u8").view(np.uint8)
    letters[:, 1:] = _HEX[octets].view(np.uint8).reshape(len(ids), 2 * _WORD)
    ends = np.arange(len(ids) + 1, dtype=np.int64) * letters.shape[1]
    return pa.Array.from_buffers(pa.large_string(), len(ids), [None, pa.py_buffer(ends), pa.py_buffer(letters)])


def _of_texts(column: pa.Array) -> Digests:
    """Texts eight bytes at a time, all rows that still have some."""
    kind, width = (np.int64, 8) if pa.types.is_large_string(column.type) else (np.int32, 4)
    _, ends, texts = column.buffers()
    bounds = np.frombuffer(ends, kind, len(column) + 1, column.offset * width).astype(np.int64)
    octets = np.frombuffer(texts or b"", np.uint8)[bounds[0] : bounds[-1]]
    padded = np.concatenate([octets, np.zeros(_WORD, dtype=np.uint8)])
    words = np.ndarray(len(octets) + 1, dtype="<u8", buffer=padded, strides=(1,))  # that begin at each byte
    at, left = bounds[:-1] - bounds[0], np.diff(bounds)
    found = _mixed(left.astype(np.uint64) + _STARTED)
    rows = np.flatnonzero(left > 0)
    while len(rows):
        sizes = left[rows]
        found[rows] = _mixed(found[rows] ^ (words[at[rows]] & _KEPT[np.minimum(sizes, _WORD)]))
        at, left = at + _WORD, left - _WORD
        rows = rows[sizes > _WORD]
    return found


def _mixed(values: Digests) -> Digests:
    """Every bit of a number spread over all of it (the last step of splitmix64)."""
    mixed = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
