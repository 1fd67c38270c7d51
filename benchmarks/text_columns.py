"""Columns of printed cells as bytes: written once per different value, joined into lines without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]
Cells: TypeAlias = Any  # a pa.Array of pa.binary()
DAY = 86400


@dataclass(frozen=True)
class Printer:
    """Prints columns in one encoding."""

    encoding: str

    def words(self, values: Sequence[str], which: Numbers) -> Cells:
        """The value with that number, for each row."""
        return pa.array([v.encode(self.encoding) for v in values], pa.binary()).take(pa.array(which))

    def joined(self, *parts: Cells | str) -> Cells:
        """The parts side by side, row for row."""
        cells = [pa.scalar(p.encode(self.encoding), pa.binary()) if isinstance(p, str) else p for p in parts]
        return pc.binary_join_element_wise(*cells, pa.scalar(b"", pa.binary()))


def lines(columns: Sequence[Cells], separator: bytes, end: bytes) -> bytes:
    """The rows of a CSV: every cell as it stands, nothing quoted here."""
    joined = pc.binary_join_element_wise(*columns, pa.scalar(separator, pa.binary()))
    whole = pc.binary_join_element_wise(joined, pa.scalar(end, pa.binary()), pa.scalar(b"", pa.binary()))
    first, last = np.frombuffer(whole.buffers()[1], np.int32, len(whole) + 1)[[0, -1]]
    return bytes(memoryview(whole.buffers()[2])[first:last])


def digits(numbers: Numbers, width: int) -> Cells:
    """Each number in so many digits, zeros in front."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    flat = (numbers[:, None] // powers % 10 + ord("0")).astype(np.uint8)
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * width
    return pa.Array.from_buffers(pa.binary(), len(numbers), [None, pa.py_buffer(offsets), pa.py_buffer(flat)])


def money(fen: Numbers) -> Cells:
    """Amounts with two decimals."""
    yuan = pa.array(fen // 100).cast(pa.string()).cast(pa.binary())
    return pc.binary_join_element_wise(yuan, digits(fen % 100, 2), pa.scalar(b".", pa.binary()))


def moments(at: Numbers, form: str = "%Y-%m-%d") -> Cells:
    """Days and times of seconds since 1970, a blank between."""
    return pc.binary_join_element_wise(days(at, form), clocks(at), pa.scalar(b" ", pa.binary()))


def days(at: Numbers, form: str = "%Y-%m-%d") -> Cells:
    """The days alone."""
    day = at // DAY
    first, last = (int(day.min()), int(day.max())) if len(day) else (0, 0)
    known = [np.datetime64(n, "D").item().strftime(form).encode() for n in range(first, last + 1)]
    return pa.array(known, pa.binary()).take(pa.array(day - first))


def clocks(at: Numbers) -> Cells:
    """The times of day alone."""
    return _clock_words().take(pa.array(at % DAY))


@cache
def _clock_words() -> Cells:
    texts = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}".encode() for s in range(DAY)]
    return pa.array(texts, pa.binary())


def where(mask: npt.NDArray[np.bool_], cells: Cells, others: Cells | str) -> Cells:
    """The first column where the mask holds, the second elsewhere."""
    other = pa.scalar(others.encode(), pa.binary()) if isinstance(others, str) else others
    return pc.if_else(pa.array(mask), cells, other)
