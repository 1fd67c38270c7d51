"""The bulk reader and the line-by-line reader: of the same dirty bill every column and every problem is the same."""

from __future__ import annotations

from dataclasses import fields
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statement_bytes import alipay, alipay_row, wechat, wechat_row

from audit.errors import InputError
from audit.statements import csvs
from audit.statements.container import Blob
from audit.statements.formats import FORMATS
from audit.statements.gathering import Reading, gathered
from audit.statements.statement import statement
from audit.tables import Bills
from audit.wording import Words

DIRT = {  # cells that leave their row its width
    "who": ['"云帆, 网络"', '"云帆""网络"', '云帆"网络', '"云帆"网络', "云帆\x00网络", "　云帆 ", "\t云帆\t"],
    "what": ["", "/", "--", "-", "𠮷é￥", "4.2E+27", "=1+1", "<b>", "a" * 3000, '""', "订单 20250601220011"],
    "amount": ["３０．００", '"1,030.00"', "1030", "30.005", "-30.00", "", "abc", "¥30.00", "9" * 15, "0.1"],
    "at": ["2025-02-30 10:00:00", "2025/6/1 10:00", "２０２５-06-01 10:00:00", "20250601 10:00:00", "", "45809.5", "?"],
    "status": ["", "交易关闭", "已全额退款", "已退款(￥5.00)", "从未见过"],
    "number": ["", "0", "4.2E+27", "2025060122001100000001_X1", '"4200000001"', "42000\x0000001"],
    "flow": ["", "/", "收入", "不计收支", "out"],
}
BREAKING = {
    "who": ['"云帆', "云帆,网络", '"云帆\n网络"'],
    "what": ['"'],
    "amount": ["30,00", '"30.00'],
    "number": ['1"', '"1'],
}
TAILS = ["", ",", ",,,", ",更多", "\t", " ", '"', "\n", "\r\n\r\n", ",\n,"]
BETWEEN = ["", " ", ",,,,,,,,,,", "\t", "共1笔记录", "-----", "#footer", "﻿", "只有一格", '"', "，"]


@st.composite
def dirty_rows(draw: st.DrawFn, of_wechat: bool) -> list[str]:
    """A few rows, most of them in order; cells, ends of lines and lines between them may be anything."""
    made: list[str] = []
    for place in range(draw(st.integers(1, 5))):
        spoilt = draw(st.lists(st.sampled_from(sorted(DIRT)), max_size=2, unique=True))
        every = {name: st.sampled_from([*DIRT[name], *BREAKING.get(name, ())]) for name in spoilt}
        cells = {"number": f"420000000{place}"} | {name: draw(cell) for name, cell in every.items()}
        row = (wechat_row if of_wechat else alipay_row)(**cells)
        if draw(st.integers(0, 9)) == 0:
            row = row[: draw(st.integers(0, len(row)))]
        made.append(row + (draw(st.sampled_from(TAILS)) if draw(st.integers(0, 4)) == 0 else ""))
        if draw(st.integers(0, 5)) == 0:
            made.append(draw(st.sampled_from(BETWEEN)))
    return made


@st.composite
def dirty_bills(draw: st.DrawFn) -> bytes:
    """A WeChat bill, or an Alipay bill in either encoding, with any line ends and bytes that are no text."""
    of_wechat = draw(st.booleans())
    rows = draw(dirty_rows(of_wechat))
    data = wechat(rows) if of_wechat else alipay(rows, encoding=draw(st.sampled_from(["gb18030", "utf-8"])))
    ends = draw(st.sampled_from([b"\n", b"\r\n", b"\r"] if draw(st.integers(0, 9)) == 0 else [b"\n", b"\r\n"]))
    data = data.replace(b"\r\n", b"\n").replace(b"\n", ends)
    if draw(st.integers(0, 7)) == 0:
        place = draw(st.integers(0, len(data) - 1))
        data = data[:place] + draw(st.sampled_from([b"\xff", b"\x80", b'"', b"\n", b"\x00", b"\r"])) + data[place:]
    return data[: -draw(st.integers(1, 3))] if draw(st.integers(0, 7)) == 0 else data


def told(data: bytes) -> Bills | Words:
    """All tables of a bill, or why it is none."""
    try:
        one, unread = statement(Blob("bill.csv", data), FORMATS)
    except InputError as fault:
        return fault.words
    return gathered([Reading("", (one,), (*one.problems, *unread))])


def tolerant(data: bytes) -> Bills | Words:
    with patch.object(csvs, "fast_grid", lambda *_: None):
        return told(data)


def assert_same(one: Bills | Words, other: Bills | Words) -> None:
    if isinstance(one, Words) or isinstance(other, Words):
        assert one == other
        return
    for field in fields(Bills):
        mine, theirs = (getattr(bills, field.name) for bills in (one, other))
        for column in theirs:
            pd.testing.assert_series_equal(mine[column], theirs[column], obj=f"{field.name}.{column}")
        assert list(mine) == list(theirs)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dirty_bills())
def test_of_a_dirty_bill_both_readers_tell_the_same(data: bytes) -> None:
    assert_same(told(data), tolerant(data))


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_bad_cells_in_good_rows_need_no_tolerance(encoding: str, ends: bytes) -> None:
    cells = [(name, cell) for name, every in DIRT.items() for cell in every]
    rows = [alipay_row(**{"number": f"{place:04}", name: cell}) for place, (name, cell) in enumerate(cells)]
    data = alipay(rows, encoding=encoding).replace(b"\n", ends)
    with patch.object(csvs, "careful_grid", side_effect=AssertionError("read line by line")):
        fast = told(data)
    assert_same(fast, tolerant(data))
    assert isinstance(fast, Bills)
    assert 0 < len(fast.problems) < len(rows)
