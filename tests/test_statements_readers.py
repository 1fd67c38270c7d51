"""Cells: the fast and the careful reader agree with each other and with Python's own; times, amounts, workbooks."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statement_bytes import alipay, alipay_row, sheet_xml, wechat, wechat_row, workbook

from audit.statements import cells, sheets
from audit.statements.careful_csv import careful_grid
from audit.statements.fast_csv import fast_grid
from audit.statements.sections import Grid

HEADER = ["交易时间", "交易对方", "商品"]
CODED = frozenset({"交易对方"})
text = st.text(
    st.characters(codec="gb18030", exclude_categories=["Cs"], exclude_characters="\r\n\x00\ufeff"), max_size=8
)
spicy = st.text(st.sampled_from('a",\t 名￥¥𠮷é\u3000'), max_size=8)
rows = st.lists(st.tuples(text | spicy, text | spicy, text | spicy), max_size=6)


def written(table: list[tuple[str, str, str]], quoting: int) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator="\n").writerows([HEADER, *table])  # type: ignore[arg-type]
    return out.getvalue()


def cells_of(grid: Grid) -> list[tuple[str, ...]]:
    columns = [cells.plain(column).to_pylist() for column in grid.columns.values()]
    return list(zip(*columns, strict=True))


@given(rows, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["gb18030", "utf-8"]))
def test_both_readers_return_what_was_written(table: list[tuple[str, str, str]], quoting: int, encoding: str) -> None:
    data = written(table, quoting).encode(encoding)
    careful = careful_grid(data, encoding, 1, HEADER, CODED)
    assert cells_of(careful) == table
    fast = fast_grid(data, encoding, 1, HEADER, CODED)
    if fast is not None:  # a footer-like line or a lone quote sends it to the careful reader
        assert cells_of(fast) == table
        assert list(fast.rows) == list(careful.rows)


@given(rows)
def test_ordinary_bills_take_the_fast_road(table: list[tuple[str, str, str]]) -> None:
    dated = [("2025-06-01 10:00:00", who, what) for _, who, what in table]
    assert fast_grid(written(dated, csv.QUOTE_ALL).encode("gb18030"), "gb18030", 1, HEADER, CODED) is not None


@given(st.lists(st.tuples(spicy, spicy, spicy).map(",".join), min_size=1, max_size=3))
def test_readers_agree_on_lines_nobody_would_write(lines: list[str]) -> None:
    data = "\n".join([",".join(HEADER), *lines]).encode("gb18030")
    fast = fast_grid(data, "gb18030", 1, HEADER, CODED)
    assume(fast is not None)
    careful = careful_grid(data, "gb18030", 1, HEADER, CODED)
    assert [c for c in cells_of(fast) if any(c)] == [c for c in cells_of(careful) if any(c)]


def test_every_character_of_the_basic_plane_survives_the_raw_split() -> None:
    characters = [chr(i) for i in range(0x80, 0x10000) if not 0xD800 <= i <= 0xDFFF and chr(i) != "\ufeff"]
    table = [(a, b, a + b) for a, b in zip(characters[::2], characters[1::2], strict=False)]
    fast = fast_grid(written(table, csv.QUOTE_MINIMAL).encode("gb18030"), "gb18030", 1, HEADER, CODED)
    assert fast is not None
    assert cells_of(fast) == table


def test_the_fast_road_is_the_one_taken() -> None:
    many = [alipay_row(number=f"2025{i}", what=f"商品{i}") for i in range(500)]
    assert fast_grid(alipay(many), "gb18030", 9, cells_line(alipay(many), 9, "gb18030"), frozenset()) is not None
    few = wechat([wechat_row(what='"网盘, 大"')]).removeprefix(b"\xef\xbb\xbf")
    assert fast_grid(few, "utf-8", 9, cells_line(few, 9, "utf-8"), frozenset()) is not None


def cells_line(data: bytes, row: int, encoding: str) -> list[str]:
    return data.decode(encoding).splitlines()[row - 1].split(",")


moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(microsecond=0))


@pytest.mark.parametrize(
    "shape", ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S"]
)
@given(at=moments)
def test_times_are_read_as_printed(shape: str, at: datetime) -> None:
    assert cells.read_time(at.strftime(shape)) == (at, True)


@given(at=moments)
def test_times_without_seconds_and_days_without_times(at: datetime) -> None:
    minute, day = at.replace(second=0), at.replace(hour=0, minute=0, second=0)
    assert cells.read_time(f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02}") == (minute, True)
    assert cells.read_time(f"{at:%Y%m%d}") == (day, False)
    assert cells.read_time(f"{at:%Y-%m-%d}") == (day, False)


@given(at=moments)
def test_spreadsheet_serials_come_back_to_the_second(at: datetime) -> None:
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    found = cells.read_time(repr(serial))
    assert found is not None
    assert found[0] == at


@pytest.mark.parametrize(
    "cell", ["", "昨天", "2025-02-30", "2025-13-01", "2025-06-01 24:00:00", "12", "2025-6", "1e5", "2025-6/1"]
)
def test_what_is_no_time_is_none(cell: str) -> None:
    assert cells.read_time(cell) is None


@given(st.lists(moments, max_size=20))
def test_columns_of_times_agree_with_single_cells(ats: list[datetime]) -> None:
    printed = [f"{at}" for at in ats]
    whole, timed = cells.times(cells.text_array(printed))
    mixed, _ = cells.times(cells.text_array([*printed, "昨天"]))
    assert [cells.as_time(seconds) for seconds in whole] == ats
    assert timed.all()
    assert list(mixed) == [*whole, cells.UNREADABLE]


@given(
    st.lists(st.decimals(0, 10**9, places=2), max_size=20), st.sampled_from(["{}", "¥{}", "￥{}", "¥{:,}", "{:,}元"])
)
def test_columns_of_amounts_are_exact(values: list[Decimal], shape: str) -> None:
    column = cells.text_array([shape.format(value) for value in values])
    assert list(cells.amounts(column)) == [int(value * 100) for value in values]


@pytest.mark.parametrize("cell", ["30.005", "1e3", "三十", "--3", "1,23.00", "12 3", "NaN", "∞"])
def test_what_is_no_amount_is_none(cell: str) -> None:
    assert list(cells.amounts(cells.text_array(["30.00", cell]))) == [3000, cells.UNREADABLE]


@given(st.lists(st.sampled_from(["", "/", "支出", "收入 ", "\t支出"]), max_size=9))
def test_words_in_codes_and_in_full_are_treated_alike(words: list[str]) -> None:
    full = cells.text_array(words)
    codes = full.dictionary_encode()
    assert cells.plain(cells.stripped(codes)).to_pylist() == cells.stripped(full).to_pylist()
    assert cells.plain(cells.emptied(codes)).to_pylist() == cells.emptied(full).to_pylist()
    assert list(cells.matches(codes, "支出|/")) == list(cells.matches(full, "支出|/"))


@given(
    st.lists(
        st.tuples(st.text('名a<&" ', max_size=5), st.decimals(0, 99999, places=2).map(float) | st.none()), max_size=5
    )
)
@settings(max_examples=30)
def test_workbooks_come_back_cell_by_cell(table: list[tuple[str, float | None]]) -> None:
    ((_, found),) = sheets.sheets(workbook(sheet_xml([["头", "额"], *table])))
    shown = [[sheets.cell_text(cell) for cell in row] for row in found]
    expected = [[text, "" if n is None else f"{Decimal(repr(n)).normalize():f}"] for text, n in table]
    while expected and not any(expected[-1]):
        expected.pop()
    assert [row + [""] * (2 - len(row)) for row in shown[1 : len(expected) + 1]] == expected


def test_column_types() -> None:
    assert cells.coded(("a", "b"), np.array([True, False])).to_pylist() == ["b", "a"]
    assert pa.types.is_dictionary(cells.repeated("x", 2).type)
