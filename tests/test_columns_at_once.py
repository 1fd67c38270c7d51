"""Columns read at once say what cells read one by one do; digests of rows are the same however a column is held."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statement_bytes import wechat, wechat_row

from audit.statements import cells, identity, read, sheets
from audit.statements.amount_text import plain_amount, plain_amounts
from audit.statements.digests import Digests, digest_of, digests, named

FULL = (1 << 64) - 1
words = st.lists(st.text(max_size=20), max_size=30)
figures = st.from_regex(r"[¥￥]?[-+]?[0-9]{0,4}(,[0-9]{3})?([.,][0-9]{0,3})?", fullmatch=True)
clocks = st.from_regex(
    r"20[0-9]{2}([-/]?)[01][0-9]\1[0-3][0-9]([ T][0-2][0-9]:[0-5][0-9](:[0-5][0-9])?)?", fullmatch=True
)


def mixed(value: int) -> int:
    """The last step of splitmix64, as its authors print it."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & FULL
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & FULL
    return value ^ (value >> 31)


def digest(text: str) -> int:
    octets = text.encode()
    found = mixed(len(octets) + 0x9E3779B97F4A7C15 & FULL)
    for at in range(0, len(octets), 8):
        found = mixed(found ^ int.from_bytes(octets[at : at + 8], "little"))
    return found


@given(words)
@settings(deadline=None)
def test_a_text_has_one_digest_however_its_column_is_held(texts: list[str]) -> None:
    column = pa.array(["before", *texts], pa.string()).slice(1)
    expected = [digest(text) for text in texts]
    for held in (column, column.cast(pa.large_string()), column.dictionary_encode()):
        assert digest_of(held).tolist() == expected
    assert named(digest_of(column)).to_pylist() == [f"t{number:016x}" for number in expected]


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9), st.integers(-9, 9)), unique=True, max_size=40))
@settings(deadline=None)
def test_rows_that_differ_in_a_column_differ_in_their_digest(rows: list[tuple[str, str, int]]) -> None:
    one, other, number = zip(*rows, strict=True) if rows else ((), (), ())
    texts = (pa.array(list(column), pa.string()) for column in (one, other))
    found = digests([*texts, np.array(number, dtype=np.int64)])
    assert len(set(found.tolist())) == len(rows)


def test_rows_whose_digests_are_equal_by_chance_are_two(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(wechat([wechat_row(number="420001"), wechat_row(number="420002")]))
    (tmp_path / "b.csv").write_bytes(wechat([wechat_row(number="420002")]))

    def chance(columns: list[pa.Array]) -> Digests:
        return np.full(len(columns[0]), 7, dtype=np.uint64)

    with patch.object(identity, "digests", chance):
        first, second, again = read(tmp_path).transactions["transaction_id"]
    assert first != second == again


@given(st.lists(figures, max_size=8), st.sampled_from(".,"))
@settings(deadline=None)
def test_amounts_of_a_column_are_those_of_its_cells(column: list[str], mark: str) -> None:
    written = plain_amounts(pa.array(column, pa.string()), mark)
    at_once = cells.amounts(written, blank=-1)
    one_by_one = [cells.amounts(pa.array([plain_amount(cell, mark), "x"]), blank=-1)[0] for cell in column]
    assert at_once.tolist() == one_by_one


@given(st.lists(clocks | st.sampled_from(["", "soon", "45809.5", "2025-06-01 25:00:00"]), max_size=8))
@settings(deadline=None)
def test_times_of_a_column_are_those_of_its_cells(column: list[str]) -> None:
    seconds, timed = cells.times(pa.array(column, pa.string()))
    for cell, at, clock in zip(column, seconds.tolist(), timed.tolist(), strict=True):
        known = cells.read_time(cell)
        assert (None if at == cells.UNREADABLE else (cells.as_time(at), clock)) == known


@pytest.mark.parametrize(
    "pattern", ["退款", "退款-.*", ".*-退款", ".*退款.*", "转账|转账-.*|.*-红包", "", ".*", "a.c", "(退|款)+"]
)
def test_a_plain_word_matches_as_its_pattern_does(pattern: str) -> None:
    texts = [
        "",
        "退款",
        "退款-茶",
        "茶-退款",
        "买退款了",
        "转账",
        "转账-",
        "口令-红包",
        "abc",
        "a.c",
        "退\n款",
        "退款\n",
    ]
    expected = [re.fullmatch(pattern, text, re.DOTALL) is not None for text in texts]
    column = pa.array(texts)
    assert cells.matches(column, pattern).tolist() == expected
    assert cells.matches(column.dictionary_encode(), pattern).tolist() == expected


@given(
    st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)) | st.dates(date(1990, 1, 1)), max_size=6)
    | st.lists(st.floats(-1e12, 1e12) | st.integers(0, 99999).map(lambda fen: fen / 100), max_size=6)
    | st.lists(st.text(max_size=3) | st.integers(0, 9) | st.booleans(), max_size=6)
)
@settings(deadline=None)
def test_a_column_of_a_sheet_prints_its_cells(column: list[object]) -> None:
    assert sheets.texts_of(column).to_pylist() == [sheets.cell_text(cell) for cell in column]
