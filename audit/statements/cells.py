"""Cells a column at a time: text, times, amounts, and closed tables of words.

A column is an Arrow array of text. Columns of few different words are dictionary arrays, and whatever is done to them
is done once for each word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import reduce

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.money import exponent, parse_minor

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Positions = npt.NDArray[np.intp]  # of rows in a column

WHITE = " \t\r\n\u00a0\u3000\ufeff"
_USUAL = (len("2026-06-30"), len("2026-06-30 10:00:01"))
_COMPACT = (len("20260630"), len("20260630 10:00:01"))
_NOTHING = "/|-*"  # what bills print for nothing
UNREADABLE = np.iinfo(np.int64).min
_PLAIN_WORD = re.compile(r"(\.\*)?([^\\.^$*+?{}\[\]()|]*)(\.\*)?")
_AROUND: Mapping[tuple[bool, bool], Callable[[pa.Array, str], pa.Array]] = {
    (False, False): pc.equal,
    (False, True): pc.starts_with,
    (True, False): pc.ends_with,
    (True, True): pc.match_substring,
}
_EPOCH = datetime(1970, 1, 1)
_SERIAL_DAY_0 = datetime(1899, 12, 30)  # a spreadsheet's day 0
_FIRST_YEAR, _LAST_YEAR = 1990, 2199  # a date outside is a slip of the pen, not a payment's
_MOST = 10**12  # minor units; sums of a whole bill still fit 64 bits
_TIME = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
    r"(?:[ T]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
)
_SERIAL = re.compile(r"[3-9]\d{4}(?:\.\d+)?")
_USUAL_AMOUNT = r"^[¥￥]?[-+]?\d{1,9}(\.\d{1,2})?$"
_COMPACT_DAY = r"^(\d{4})(\d{2})(\d{2})($| )"
_FIRST_SECOND, _END_SECOND = (
    (datetime(year, 1, 1) - _EPOCH) // timedelta(seconds=1) for year in (_FIRST_YEAR, _LAST_YEAR + 1)
)


def text_array(values: Sequence[str]) -> pa.Array:
    """Cells as a column of text."""
    return pa.array(values, type=pa.string())


def is_coded(column: pa.Array) -> bool:
    """Whether the column holds codes of few words rather than text."""
    return bool(pa.types.is_dictionary(column.type))


def plain(column: pa.Array) -> pa.Array:
    """The column as text, cell by cell."""
    return column.dictionary_decode() if is_coded(column) else column


def words_of(column: pa.Array) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The different words of a column and which of them each cell holds."""
    coded = column if is_coded(column) else column.dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False)


def per_word(column: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """The column with every different word changed once."""
    words, codes = words_of(column)
    changed = pa.array([change(word) for word in words], type=pa.string()).dictionary_encode()
    if not len(words):
        return column
    return pa.DictionaryArray.from_arrays(changed.indices.take(pa.array(codes)), changed.dictionary)


def of_words(column: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The column with its cells changed, all at once; those of few different words only once for each."""
    cells = column.dictionary if is_coded(column) else column
    changed = change(cells)
    if changed.equals(cells):
        return column  # and no copy of it is kept
    if not is_coded(column):
        return changed
    again = changed.dictionary_encode()
    return pa.DictionaryArray.from_arrays(again.indices.take(column.indices), again.dictionary)


def stripped(column: pa.Array) -> pa.Array:
    """The column without white space, tabs and byte-order marks round its cells."""
    return of_words(column, lambda words: pc.utf8_trim(words, characters=WHITE))


def emptied(column: pa.Array) -> pa.Array:
    """The column with the marks bills print for nothing (`/`, or dashes alone) made empty."""
    return of_words(column, _emptied)


def _emptied(cells: pa.Array) -> pa.Array:
    dashes = pc.equal(pc.binary_length(pc.ascii_ltrim(cells, characters="-")), 0)
    nothing = pc.and_(pc.or_(pc.equal(cells, "/"), dashes), pc.not_equal(cells, ""))
    return pc.if_else(nothing, "", cells) if pc.any(nothing, min_count=0).as_py() else cells


def matches(column: pa.Array, pattern: str, rows: Positions | None = None) -> Mask:
    """Which cells (of the rows given, else of all) the pattern matches from end to end."""
    if is_coded(column):
        words, codes = words_of(column)
        fits = re.compile(pattern, re.DOTALL).fullmatch
        hit = np.array([fits(word) is not None for word in words], dtype=bool)
        return hit[codes if rows is None else codes[rows]]
    chosen = column if rows is None or len(rows) == len(column) else column.take(pa.array(rows))
    found: Mask = _matched(chosen, pattern).to_numpy(zero_copy_only=False)
    return found


def _matched(cells: pa.Array, pattern: str) -> pa.Array:
    """Which texts a pattern matches; where it is a plain word with or without more round it, no engine is needed."""
    simple = [_PLAIN_WORD.fullmatch(part) for part in pattern.split("|")]
    if not all(simple):
        return pc.match_substring_regex(cells, f"(?s)^(?:{pattern})$")
    found = [_AROUND[bool(part[1]), bool(part[3])](cells, part[2]) for part in simple if part]
    return reduce(pc.or_, found)


def matching(columns: Mapping[str, pa.Array], where: Mapping[str, str], rows: Positions) -> Positions:
    """The rows, of those given, that match every named column's pattern; a column a bill has not counts as empty."""
    if any(name not in columns and re.fullmatch(pattern, "") is None for name, pattern in where.items()):
        return rows[:0]
    printed = [name for name in where if name in columns]
    for name in sorted(printed, key=lambda name: not is_coded(columns[name])):  # words first: they cost least
        rows = rows[matches(columns[name], where[name], rows)]
    return rows


def said(column: pa.Array) -> Mask:
    """Which cells hold anything."""
    cells = column.dictionary if is_coded(column) else column
    some: Mask = pc.not_equal(cells, "").to_numpy(zero_copy_only=False)
    return some[column.indices.to_numpy()] if is_coded(column) else some


def read_time(text: str) -> tuple[datetime, bool] | None:
    """A printed time and whether it has a time of day; None where it is no time.

    Also reads what spreadsheet programs make of times: `2022/9/19 17:44`, and day numbers, rounded to the second. A
    zone printed behind it is passed over: the time stays the one on the wall there.
    """
    if found := _TIME.fullmatch(text):
        year, month, day, *clock = (int(part) for i, part in enumerate(found.groups()) if part and i != 1)
        hour, minute, second = [*clock, 0, 0, 0][:3]
        try:
            at = datetime(year, month, day, hour, minute, second)
        except ValueError:
            return None
        return (at, bool(clock)) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    if _SERIAL.fullmatch(text):
        seconds = round(float(text) * 86400)
        at = _SERIAL_DAY_0 + timedelta(seconds=seconds)
        return (at, seconds % 86400 != 0) if _FIRST_YEAR <= at.year <= _LAST_YEAR else None
    return None


def times(column: pa.Array) -> tuple[Numbers, Mask]:
    """Seconds since 1970 of each cell (`UNREADABLE` where it is no time), and whether it has a time of day."""
    cells = plain(column)
    sizes = pc.binary_length(cells).to_numpy(zero_copy_only=False)
    at, timed = np.full(len(cells), UNREADABLE), np.zeros(len(cells), dtype=bool)
    if np.isin(sizes, _COMPACT).any():
        cells = pc.replace_substring_regex(cells, _COMPACT_DAY, r"\1-\2-\3\4")
        sizes = pc.binary_length(cells).to_numpy(zero_copy_only=False)
    usual = np.isin(sizes, _USUAL)
    try:
        at[usual] = _usual_times(cells if usual.all() else cells.filter(pa.array(usual)))
        timed = sizes == max(_USUAL)
    except pa.ArrowInvalid:
        usual[:] = False  # at least one of them is no time: every different one is looked at by itself
    if not usual.all():
        timed &= usual
        words, codes = words_of(cells.filter(pa.array(~usual)))
        known = [read_time(word) for word in words]
        seconds = [UNREADABLE if k is None else (k[0] - _EPOCH) // timedelta(seconds=1) for k in known]
        at[~usual] = np.array(seconds, dtype=np.int64)[codes]
        timed[~usual] = np.array([k is not None and k[1] for k in known], dtype=bool)[codes]
    return at, timed


def _usual_times(cells: pa.Array) -> Numbers:
    """Seconds of times all of which are printed like `2026-06-30 10:00:01` or `2026-06-30`."""
    at = cells.cast(pa.timestamp("s")).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return np.where((at >= _FIRST_SECOND) & (at < _END_SECOND), at, UNREADABLE)


def read_amount(text: str, currency: str = "CNY") -> int:
    """A printed amount in minor units of its currency, `UNREADABLE` where it is none."""
    try:
        minor = parse_minor(text, currency)
    except ValueError:
        return UNREADABLE
    return minor if abs(minor) <= _MOST else UNREADABLE


def amounts(column: pa.Array, blank: int = UNREADABLE, currency: str = "CNY") -> Numbers:
    """Minor units of each cell, `UNREADABLE` where it is no amount, `blank` where it is empty."""
    known = _usual_amounts(plain(column)) if exponent(currency) == 2 else None
    if known is not None:
        return known
    words, codes = words_of(column)
    known = np.array([blank if re.fullmatch(_NOTHING, w) else read_amount(w, currency) for w in words], dtype=np.int64)
    return known[codes] if len(words) else np.empty(0, dtype=np.int64)


def _usual_amounts(column: pa.Array) -> Numbers | None:
    """Minor units where every cell is a plain figure with two places or fewer; None where one is not."""
    if not pc.all(pc.match_substring_regex(column, _USUAL_AMOUNT), min_count=0).as_py():
        return None
    figures = pc.utf8_ltrim(column, characters="¥￥").cast(pa.decimal128(18, 2))
    halves = np.frombuffer(figures.buffers()[1], dtype=np.int64)  # of which the first holds all that 18 digits take
    return halves[::2][figures.offset :][: len(figures)].copy()


def amounts_in(column: pa.Array, currencies: pa.Array, blank: int = UNREADABLE) -> Numbers:
    """Minor units of each cell in the currency of its row: 1,500 is 1500 yen and 150000 cents."""
    codes, of_row = words_of(currencies)
    if len({exponent(code) for code in codes}) < 2:
        return amounts(column, blank, codes[0] if codes else "CNY")
    found = np.full(len(column), blank)
    for place in sorted({exponent(code) for code in codes}):
        here = np.flatnonzero(np.array([exponent(code) == place for code in codes])[of_row])
        some = next(code for code in codes if exponent(code) == place)
        found[here] = amounts(column.take(pa.array(here)), blank, some)
    return found


def as_time(seconds: int) -> datetime:
    """Seconds since 1970 as a wall-clock time."""
    return _EPOCH + timedelta(seconds=int(seconds))


def coded(values: Sequence[str], codes: np.ndarray) -> pa.Array:
    """A column of codes and the words they stand for."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), text_array(list(values)))


def repeated(word: str, size: int) -> pa.Array:
    """A column that says the same in every row."""
    return coded((word,), np.zeros(size, dtype=np.int32))
