"""Round trips: a table drawn at random, written in the shape of every sample bill, read again: the same table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.case import read_case
from audit.money import to_text
from audit.samples import SHAPES, Bill, Row, encode, printed_rows
from audit.samples.casefile import FILE_NAMES, write_case_file
from audit.statements import read

QUICK = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
START = datetime(2025, 1, 1)
# Letters, marks and signs of any script that can be printed; line ends and marks that are not seen are hostile input.
PRINTABLE = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"))
ODD = (
    "😀🎉",
    "𠮷野家",
    "O’Brien & Söhne",
    "a;b|c",
    "<b>&amp;</b>",
    "=1+1",
    "+86",
    "{'k': 1}",
    "_x0041_",
    "１２３",
    "\\N",
)
QUOTED_ONLY = ("门店, 大杯", '他说"好"', '{"id":1,"名":"茶"}', '"', ",", '""', ",,,")
EDGES = (1, 9, 10, 99, 100, 101, 999, 100_000, 123_456_789, 9_999_999_999)


@dataclass(frozen=True)
class Holds:
    """What a shape of bill can hold and prints: texts in quotes or bare, and which facts of a row."""

    quoted: tuple[str, ...] = ()  # the fields whose cells are quoted, so that commas and quotes may stand in them
    directions: tuple[str, ...] = ("out", "in", "neutral")
    counterparty: bool = True  # else the bank's one text stands for it
    numbers: bool = True
    timed: bool = True
    refunds: str = ""  # what a row says was given back: `any`, `part`, or nothing
    most: int = 10**12  # minor units of a row; banks print a balance that must not go below nothing


WECHAT = Holds(("text", "counterparty"), refunds="any")
BANK = Holds((), ("out", "in"), counterparty=False, numbers=False, most=300_000)
SHAPE_HOLDS = {
    "wechat-csv-2021": replace(WECHAT, quoted=("text",)),
    "wechat-csv-2025": WECHAT,
    "wechat-xlsx-2025": WECHAT,
    "wechat-xlsx-2026": WECHAT,
    "alipay-web": Holds(refunds="any"),
    **dict.fromkeys(("alipay-app-2021", "alipay-app-2023", "alipay-app-2026", "alipay-app-2026-june"), Holds()),
    "jd-2025": Holds(refunds="part"),
    "cmb-debit": BANK,
    "hsbc-hk": replace(BANK, timed=False),
    "paypal-activity": Holds(("text", "counterparty"), ("out", "in")),
}


def texts(quoted: bool) -> st.SearchStrategy[str]:
    """What a cell may hold: drawn from every script, or one of the texts that went wrong elsewhere."""
    drawn = st.text(PRINTABLE, min_size=1, max_size=12)
    bare = st.one_of(drawn, st.sampled_from(ODD), st.tuples(drawn, drawn).map(" ".join))
    if quoted:
        return st.one_of(bare, st.sampled_from(QUOTED_ONLY)).filter(_is_text)
    return bare.filter(lambda text: not set(text) & set('",') and _is_text(text))


def _is_text(text: str) -> bool:
    """Not one of the marks bills print for nothing; an address is not kept by every reader."""
    return bool(text.strip("/-— ")) and "@" not in text and text == text.strip()


@st.composite
def tables(draw: st.DrawFn, shape: str) -> tuple[Row, ...]:
    """Rows of a bill, each at another second and with another number."""
    holds = SHAPE_HOLDS[shape]
    seconds = draw(st.lists(st.integers(0, 364 * 86_400 - 1), max_size=5, unique=True))
    at = [START + timedelta(seconds=s) for s in seconds]
    last = [datetime(2025, 12, 28, 8)] if shape == "paypal-activity" else []  # says which of 01/02 is the month
    return tuple(draw(_rows(one, n, holds, shape)) for n, one in enumerate([*at, *last]))


@st.composite
def _rows(draw: st.DrawFn, at: datetime, place: int, holds: Holds, shape: str) -> Row:
    amount = min(draw(st.one_of(st.sampled_from(EDGES), st.integers(1, holds.most))), holds.most)
    direction = draw(st.sampled_from(holds.directions))
    refunded = draw(st.integers(0, amount)) if holds.refunds and direction == "out" else 0
    refunded = 0 if holds.refunds == "part" and refunded == amount else refunded
    number = f"{draw(st.integers(10**27, 10**28 - 1))}{place}"
    category = "General Payment" if shape == "paypal-activity" else "商户消费"
    return Row(
        at, draw(texts("counterparty" in holds.quoted)), draw(texts("text" in holds.quoted)), amount, direction,
        "零钱", _status(shape, amount, refunded), category, number, number[::-1], refunded=refunded, note="/",
        funds={"out": "已支出", "in": "已收入", "neutral": "资金转移"}[direction], has_time=holds.timed,
    )  # fmt: skip


def _status(shape: str, amount: int, refunded: int) -> str:
    """The word a channel prints for a payment of which so much was given back."""
    if shape.startswith("wechat"):
        return "支付成功" if not refunded else "已全额退款" if refunded == amount else f"已退款(￥{to_text(refunded)})"
    return "Completed" if shape == "paypal-activity" else "交易成功"


def told(row: Row, number: int, shape: str) -> dict[str, Any]:
    """What the reader must make of a row, from the row alone."""
    holds = SHAPE_HOLDS[shape]
    known = {
        "row": number,
        "occurred_at": str(row.at if holds.timed else datetime.combine(row.at, datetime.min.time())),
        "amount_minor": row.amount,
        "currency": row.currency,
        "direction": row.direction,
        "counterparty": row.counterparty if holds.counterparty else row.text,
        "description": row.text if holds.counterparty else "",
        "reference": row.number if holds.numbers else "",
        "merchant_reference": row.merchant_number if holds.numbers else "",
    }
    says = row.direction == "out" and (holds.refunds == "any" or (holds.refunds and row.refunded))
    return known | ({"refunded_minor": row.refunded} if says else {})


@pytest.mark.parametrize("shape", SHAPES)
@given(data=st.data())
@QUICK
def test_what_is_written_is_read(shape: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = data.draw(tables(shape))
    account = "1234" if shape == "cmb-debit" else "13800000000"
    bill = Bill(shape, rows, account, date(2025, 1, 1), date(2025, 12, 31), datetime(2026, 1, 2))
    path = tmp_path_factory.mktemp("bill") / "bill"
    path.write_bytes(encode(bill))
    bills = read(path)
    assert list(bills.problems["reason"]) == []
    wanted = [told(row, number, shape) for number, row in printed_rows(bill)]
    found = bills.transactions.sort_values("row").to_dict("records")
    table = [{name: str(r[name]) for name in want} for r, want in zip(found, wanted, strict=True)]
    assert table == [{name: str(value) for name, value in want.items()} for want in wanted]


def test_every_sample_writer_makes_a_round_trip() -> None:
    assert set(SHAPE_HOLDS) == set(SHAPES)


@pytest.mark.parametrize("style", FILE_NAMES)
@given(data=st.data())
@QUICK
def test_a_case_that_is_written_is_read(
    style: Any, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
    row = st.fixed_dictionaries({
        "service": texts(quoted=True).filter(lambda text: not text.isdigit()),
        "cancelled_at": days,
        "terms": st.sampled_from(["period_end", "immediate", "rescinded"]),
        "note": texts(quoted=True),
    })  # fmt: skip
    rows = data.draw(st.lists(row, min_size=1, max_size=4))
    path = tmp_path_factory.mktemp("case") / FILE_NAMES[style]
    path.write_bytes(write_case_file({"cancellations": rows}, style))
    case = read_case(path)
    found = case.cancellations
    assert list(found["service"]) == [r["service"] for r in rows]
    assert list(pd.to_datetime(found["cancelled_at"]).dt.date) == [r["cancelled_at"] for r in rows]
    assert list(found["terms"]) == [r["terms"] for r in rows]
    assert list(found["note"]) == [r["note"] for r in rows]
