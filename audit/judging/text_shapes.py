"""Texts that differ in long numbers alone have one shape, and are read once.

A number of four digits or more says nothing by its value: no word of the catalogue holds one (periods and terms have
fewer: 30天, 365天). It may be part of what a text comes to, as in `订单20260214-月卡`; so a shape is read with two sets
of digits, and where the two readings differ the digits of the number stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.judging.coded import Ints

LONG = 4  # digits of a number that says nothing by its value
_NUMBER = re.compile(rf"[0-9]{{{LONG},}}")
_ENTITY = "&#"  # a sign written by its number: there the digits say what it is
_DIGITS = 18  # of a whole number of 64 bits
_ZERO, _MOST = ord("0"), 9  # as many numbers of one text are told apart as there are other digits
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Shapes:
    """The texts, the shape of each, and every shape as a text with a 0 for each digit of its long numbers."""

    texts: pa.LargeStringArray
    of: Ints
    masked: list[str]

    def digits(self, rows: Ints, places: Ints) -> Bytes:
        """The bytes of rows of one shape at these places, a row each."""
        begin, data = _parts(self.texts)
        return np.stack([data[begin[rows] + place] for place in places.tolist()], axis=1)


def shapes_of(texts: pa.LargeStringArray) -> Shapes:
    """The shapes of the texts, in the order in which they come."""
    begin, data = _parts(texts)
    masked = np.where(_in_long_numbers(begin, data), np.uint8(_ZERO), data)
    offsets = pa.py_buffer(np.ascontiguousarray(begin))
    shaped = pa.LargeStringArray.from_buffers(len(texts), offsets, pa.py_buffer(masked))
    entities = pc.match_substring(texts, _ENTITY)
    if pc.any(entities).as_py():
        shaped = pc.if_else(entities, texts, shaped)
    found = pc.dictionary_encode(shaped)
    return Shapes(texts, found.indices.to_numpy().astype(np.int64), found.dictionary.to_pylist())


def _parts(texts: pa.LargeStringArray) -> tuple[Ints, Bytes]:
    """Where each text begins, and where the last one ends, and the bytes of all of them."""
    _, offsets, data = texts.buffers()
    begin = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return begin, np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)


def _in_long_numbers(begin: Ints, data: Bytes) -> npt.NDArray[np.bool_]:
    """Which bytes are digits of long numbers; a number ends where its text does."""
    digit = np.r_[(data - np.uint8(_ZERO)) < 10, np.zeros(LONG, dtype=bool)]
    starts = digit[:-LONG].copy()  # whether so many digits begin here
    for ahead in range(1, LONG):
        starts &= digit[ahead : ahead - LONG]
        before = begin - ahead
        starts[before[before >= 0]] = False
    inside = np.r_[starts, np.zeros(LONG, dtype=bool)]
    for ahead in range(1, LONG):
        inside[ahead : ahead - LONG] |= starts
    return np.asarray(inside[:-LONG] & digit[:-LONG])


def has_numbers(masked: str) -> bool:
    """Whether several texts may have this shape."""
    return _NUMBER.search(masked) is not None and _ENTITY not in masked


def filled(masked: str, turn: int) -> str:
    """The shape with another digit in each of its numbers; the two turns, 0 and 1, share no digit in any place."""
    digits = iter(range(1 << 30))
    return _NUMBER.sub(lambda found: str((next(digits) + turn) % _MOST + 1) * len(found[0]), masked)


@dataclass(frozen=True)
class Template:
    """A text made from texts of one shape: its bytes, and at `places` the bytes that stand at `sources` in those."""

    text: str
    places: Ints
    sources: Ints

    @property
    def varies(self) -> bool:
        return len(self.places) > 0

    @property
    def has_numbers(self) -> bool:
        """Whether it holds a long number, one that varies or one that does not."""
        return _NUMBER.search(self.text) is not None

    @property
    def masked(self) -> str:
        """The text with a 0 for every digit of its long numbers, whatever those are."""
        return _NUMBER.sub(lambda found: "0" * len(found[0]), self._open().decode())

    def numbers(self, shapes: Shapes, rows: Ints) -> list[Ints]:
        """What the digits of its long numbers come to in each of these rows, so many digits at a time."""
        spans = [range(*found.span()) for found in re.finditer(_NUMBER.pattern.encode(), self._open())]
        places = np.array([place for span in spans for place in span], dtype=np.int64)
        made = np.tile(np.frombuffer(self.text.encode(), np.uint8)[places], (len(rows), 1))
        varying = np.isin(places, self.places)
        if varying.any():
            made[:, varying] = shapes.digits(rows, self.sources)
        return [_whole(made[:, first : first + _DIGITS]) for first in range(0, len(places), _DIGITS)]

    def made(self, shapes: Shapes, rows: Ints) -> Bytes:
        """The bytes of the text for each of these rows."""
        made = np.tile(np.frombuffer(self.text.encode(), np.uint8), (len(rows), 1))
        if self.varies:
            made[:, self.places] = shapes.digits(rows, self.sources)
        return made

    def _open(self) -> bytes:
        """The text with a 0 where the numbers of its shape stand."""
        made = np.frombuffer(self.text.encode(), np.uint8).copy()
        made[self.places] = _ZERO
        return made.tobytes()


def _whole(digits: Bytes) -> Ints:
    """Each row's digits as one number."""
    number = np.zeros(len(digits), dtype=np.int64)
    for column in digits.T:
        number = number * 10 + (column - np.uint8(_ZERO))
    return number


def constant(text: str) -> Template:
    """A text that is the same whatever the numbers are."""
    none = np.zeros(0, dtype=np.int64)
    return Template(text, none, none)


def template(masked: str, one: str, other: str) -> Template | None:
    """Where a shape's numbers stand in two texts made from it, filled in turn; None where one is not there whole."""
    first, second = one.encode(), other.encode()
    spans = [found.span() for found in re.finditer(_NUMBER.pattern.encode(), masked.encode())]
    if len(first) != len(second) or len(spans) > _MOST:
        return None
    differ = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    places: list[int] = []
    sources: list[int] = []
    for (_, digit), run in groupby(enumerate(differ), key=lambda x: (x[1] - x[0], first[x[1]])):
        found = [at for _, at in run]
        number = digit - _ZERO - 1
        if not 0 <= number < len(spans) or len(found) != spans[number][1] - spans[number][0]:
            return None
        if any(second[at] - _ZERO != (number + 1) % _MOST + 1 for at in found):
            return None
        places += found
        sources += range(*spans[number])
    return Template(one, np.array(places, dtype=np.int64), np.array(sources, dtype=np.int64))
