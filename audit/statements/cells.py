"""Cells a column at a time: text, times, amounts, and closed tables of words.

A column is an Arrow array of text. Columns of few different words are dictionary arrays, and whatever is done to them
is done once for each word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.money import exponent, parse_minor

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Positions = npt.NDArray[np.intp]  # of rows in a column

WHITE = " \t\r\n\u00a0\u3000\ufeff"
_NOTHING = "/|-*"  # what bills print for nothing
UNREADABLE = np.iinfo(np.int64).min
_EPOCH = datetime(1970, 1, 1)
_SERIAL_DAY_0 = datetime(1899, 12, 30)  # a spreadsheet's day 0
_FIRST_YEAR, _LAST_YEAR = 1990, 2199  # a date outside is a slip of the pen, not a payment's
_MOST = 10**12  # minor units; sums of a whole bill still fit 64 bits
_TIME = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
    r"(?:[ T]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?"
)
_SERIAL = re.compile(r"[3-9]\d{4}(?:\.\d+)?")
_PLAIN_AMOUNT = r"^[¥￥]?\d{1,9}\.\d{2}$"
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


def stripped(column: pa.Array) -> pa.Array:
    """The column without white space, tabs and byte-order marks round its cells."""
    if is_coded(column):
        return per_word(column, lambda word: word.strip(WHITE))
    return pc.utf8_trim(column, characters=WHITE)


def emptied(column: pa.Array) -> pa.Array:
    """The column with the marks bills print for nothing (`/`, or dashes alone) made empty."""
    if is_coded(column):
        return per_word(column, lambda word: "" if re.fullmatch(_NOTHING, word) else word)
    return pc.if_else(pc.match_substring_regex(column, f"^({_NOTHING})$"), "", column)


def matches(column: pa.Array, pattern: str, rows: Positions | None = None) -> Mask:
    """Which cells (of the rows given, else of all) the pattern matches from end to end."""
    if is_coded(column):
        words, codes = words_of(column)
        hit = np.array([re.fullmatch(pattern, word, re.DOTALL) is not None for word in words], dtype=bool)
        return hit[codes if rows is None else codes[rows]]
    chosen = column if rows is None or len(rows) == len(column) else column.take(pa.array(rows))
    found: Mask = pc.match_substring_regex(chosen, f"(?s)^(?:{pattern})$").to_numpy(zero_copy_only=False)
    return found


def matching(columns: Mapping[str, pa.Array], where: Mapping[str, str], rows: Positions) -> Positions:
    """The rows, of those given, that match every named column's pattern; a column a bill has not counts as empty."""
    for name, pattern in where.items():
        if name in columns:
            rows = rows[matches(columns[name], pattern, rows)]
        elif re.fullmatch(pattern, "") is None:
            return rows[:0]
    return rows


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
    whole = pc.all(pc.equal(pc.binary_length(cells), 19), min_count=0).as_py()
    if whole:
        try:
            at = cells.cast(pa.timestamp("s")).cast(pa.int64()).to_numpy(zero_copy_only=False)
            return np.where((at >= _FIRST_SECOND) & (at < _END_SECOND), at, UNREADABLE), np.ones(len(at), dtype=bool)
        except pa.ArrowInvalid:
            pass  # at least one cell is no plain time: every different one is looked at by itself
    words, codes = words_of(column)
    if not words:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    known = [read_time(word) for word in words]
    at = np.array([UNREADABLE if k is None else (k[0] - _EPOCH) // timedelta(seconds=1) for k in known], dtype=np.int64)
    timed = np.array([k is not None and k[1] for k in known], dtype=bool)
    return at[codes], timed[codes]


def read_amount(text: str, currency: str = "CNY") -> int:
    """A printed amount in minor units of its currency, `UNREADABLE` where it is none."""
    try:
        minor = parse_minor(text, currency)
    except ValueError:
        return UNREADABLE
    return minor if abs(minor) <= _MOST else UNREADABLE


def amounts(column: pa.Array, blank: int = UNREADABLE, currency: str = "CNY") -> Numbers:
    """Minor units of each cell, `UNREADABLE` where it is no amount, `blank` where it is empty."""
    simple = exponent(currency) == 2 and not is_coded(column)
    if simple and pc.all(pc.match_substring_regex(column, _PLAIN_AMOUNT), min_count=0).as_py():
        digits = pc.replace_substring(pc.utf8_ltrim(column, characters="¥￥"), pattern=".", replacement="")
        return np.asarray(digits.cast(pa.int64()).to_numpy(zero_copy_only=False))
    words, codes = words_of(column)
    known = np.array([blank if re.fullmatch(_NOTHING, w) else read_amount(w, currency) for w in words], dtype=np.int64)
    return known[codes] if len(words) else np.empty(0, dtype=np.int64)


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
