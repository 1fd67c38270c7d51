"""What the words of a whole table say, column by column: what says the same is read once.

Most texts say the same whoever the seller is, and whatever long number they hold: those are read once. What hangs on
the seller (its own name in the text, words of a bill, a store's name) is read once for every seller, and what hangs on
the number itself (the telephone somebody's phone is paid for) one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.judging.coded import Coded, Flags, Ints, as_arrow, first_rows, numbered
from audit.judging.text_shapes import Shapes, Template, constant, filled, has_numbers, shapes_of, template
from audit.judging.texts import (
    Reading,
    in_texts_of,
    joins_texts,
    name_starts,
    read_item,
    read_text,
    seller_key,
    speaks_of_bills,
    starts_in,
    store_of,
)
from audit.periods import Interval

FLAGS = ("mandate", "renewal", "membership", "trial", "one_off", "false_friend", "bundle")


@dataclass(frozen=True)
class _Unit:
    """What is read once: the reading, and what its core comes to in any text of the shape."""

    reading: Reading
    core: Template


@dataclass(frozen=True)
class Spoken:
    """What the words of every row say (see `texts.Reading`); `core` is a number, equal where the cores are.

    `period` is a place in `periods`, the first of which is none.
    """

    seller: Coded
    unnumbered: Coded
    beneficiary: Coded
    bill: Coded
    period: Ints
    periods: tuple[Interval | None, ...]
    flags: dict[str, Flags]
    core: Ints
    shapes: Shapes
    unit: Ints
    templates: Sequence[Template]

    def cores(self, rows: Ints) -> pa.LargeStringArray:
        """The text of the core in each of these rows."""
        texts, place = [pa.array([t.text for t in self.templates], pa.large_string())], self.unit[rows]
        count = len(self.templates)
        for unit, at in _by_unit(self.unit[rows], np.array([t.varies for t in self.templates], dtype=bool)):
            made = self.templates[unit].made(self.shapes, rows[at])
            texts.append(_as_texts(made))
            place[at] = count + np.arange(len(at))
            count += len(at)
        return pa.concat_arrays(texts).take(pa.array(place))


def read_columns(party: Coded, description: pd.Series, store: pd.Series) -> Spoken:
    """The readings of rows with these sellers and texts; `store`: whose history a row stands in, "" for a bill's."""
    shapes = shapes_of(as_arrow(description))
    item: Flags = store.ne("").to_numpy()
    unit, units = _units(party, shapes, item)
    seller = Coded.of([seller_key(text) for text in party.values.to_pylist()])
    its_seller = seller.code[party.code]
    if item.any():
        its_seller[item & party.each(lambda text: bool(store_of(text, "")), bool)[party.code]] = 0
    readings = [one.reading for one in units]
    periods = dict.fromkeys([None, *(r.interval for r in readings)])
    places = {interval: place for place, interval in enumerate(periods)}
    return Spoken(
        Coded(its_seller, seller.values),
        **{
            name: _of_unit([getattr(r, name) for r in readings], unit) for name in ("unnumbered", "beneficiary", "bill")
        },
        period=np.array([places[r.interval] for r in readings], dtype=np.int64)[unit],
        periods=tuple(places),
        flags={name: np.array([getattr(r, name) for r in readings], dtype=bool)[unit] for name in FLAGS},
        core=_core_numbers(shapes, unit, [one.core for one in units]),
        shapes=shapes,
        unit=unit,
        templates=[one.core for one in units],
    )


def read_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """The flags of every row's reading and the period it names (`word_interval`); the index is the rows' own."""
    spoken = read_columns(Coded.of(rows["counterparty"]), rows["description"], rows["store"])
    names = np.array([period.name if period else "" for period in spoken.periods], dtype=object)
    return pd.DataFrame(
        {**spoken.flags, "word_interval": pd.Series(names[spoken.period], dtype="str").array}, index=rows.index
    )


def _of_unit(texts: Sequence[str], unit: Ints) -> Coded:
    coded = Coded.of(texts)
    return Coded(coded.code[unit], coded.values)


def _units(party: Coded, shapes: Shapes, item: Flags) -> tuple[Ints, list[_Unit]]:
    """The unit of each row, and the units."""
    by_seller = _hangs_on_seller(party, shapes) & ~item
    unit, count = numbered(shapes.of, np.where(by_seller, party.code + 1, 0), item)
    first, rows = first_rows(unit, count), np.bincount(unit, minlength=count)
    parties = party.values.to_pylist()
    units: list[_Unit | None] = []
    for row, many in zip(first.tolist(), rows.tolist(), strict=True):
        seller, shape = parties[party.code[row]] if by_seller[row] else "", shapes.masked[shapes.of[row]]
        if item[row]:
            units.append(None)
        elif many == 1:
            units.append(_whatever_number(read_text(seller, shapes.texts[row].as_py())))
        else:
            units.append(_read_shape(seller, shape))
    alone = np.flatnonzero(np.array([one is None for one in units], dtype=bool)[unit])
    if not len(alone):
        return unit, [one for one in units if one]
    text = Coded.of(shapes.texts.take(pa.array(alone)))
    pair, pairs = numbered(party.code[alone], text.code, item[alone])
    words = text.values.to_pylist()
    for row in first_rows(pair, pairs).tolist():
        reader = read_item if item[alone[row]] else read_text
        units.append(_whatever_number(reader(parties[party.code[alone[row]]], words[text.code[row]])))
    unit[alone] = count + pair
    kept, used = numbered(unit)
    return kept, [found for place in unit[first_rows(kept, used)].tolist() if (found := units[place])]


def _read_shape(seller: str, shape: str) -> _Unit | None:
    """The unit of all texts of a shape; None where what they say hangs on their numbers."""
    if not has_numbers(shape):
        return _whatever_number(read_text(seller, shape))
    if any(letter.isdigit() for letter in seller) and in_texts_of(seller, shape):
        return None
    one, other = (read_text(seller, filled(shape, turn)) for turn in (0, 1))
    core = template(shape, one.core, other.core)
    return _Unit(one, core) if core and replace(one, core=other.core) == other else None


def _whatever_number(reading: Reading) -> _Unit:
    return _Unit(reading, constant(reading.core))


def _hangs_on_seller(party: Coded, shapes: Shapes) -> Flags:
    """Rows whose reading may be another for another seller, beyond the seller itself."""
    joins = party.each(joins_texts, bool)[party.code]
    hangs = joins | np.array([speaks_of_bills(text) for text in shapes.masked], dtype=bool)[shapes.of]
    parties = party.values.to_pylist()
    starts = frozenset(start for text in parties for start in name_starts(text))
    suspect = np.array([starts_in(text, starts) for text in shapes.masked], dtype=bool)[shapes.of]
    asked = np.flatnonzero(suspect & ~hangs)
    pair, count = numbered(party.code[asked], shapes.of[asked])
    first = asked[first_rows(pair, count)]
    named = [in_texts_of(parties[party.code[row]], shapes.masked[shapes.of[row]]) for row in first.tolist()]
    hangs[asked] = np.array(named, dtype=bool)[pair]
    return np.asarray(hangs)


def _core_numbers(shapes: Shapes, unit: Ints, templates: Sequence[Template]) -> Ints:
    """A number for each row, equal where the cores are: of the core without its long numbers, and of those."""
    masked = Coded.of([t.masked for t in templates])
    core = masked.code[unit]
    numbers = np.array([t.has_numbers for t in templates], dtype=bool)
    rows = np.flatnonzero(numbers[unit])
    if not len(rows):
        return core
    digits: list[Ints] = []
    for one, at in _by_unit(unit[rows], numbers):
        for place, values in enumerate(templates[one].numbers(shapes, rows[at])):
            if place == len(digits):
                digits.append(np.zeros(len(rows), dtype=np.int64))
            digits[place][at] = values
    core[rows] = len(masked.values) + numbered(core[rows], *digits)[0]
    return core


def _by_unit(unit: Ints, wanted: Flags) -> Iterator[tuple[int, Ints]]:
    """Each unit that is wanted, with the places of its rows."""
    some = np.flatnonzero(wanted[unit])
    order = some[np.argsort(unit[some], kind="stable")]
    ordered = unit[order]
    if not len(order):
        return
    ends = np.flatnonzero(np.r_[ordered[1:] != ordered[:-1], True]) + 1
    for begin, end in zip(np.r_[0, ends[:-1]], ends, strict=True):
        yield int(ordered[begin]), order[begin:end]


def _as_texts(made: np.ndarray) -> pa.LargeStringArray:
    offsets = np.arange(len(made) + 1, dtype=np.int64) * made.shape[1]
    return pa.LargeStringArray.from_buffers(len(made), pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(made)))
