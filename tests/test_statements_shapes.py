"""How a bill may print amounts, dates and accounts: each fact of a format by itself, on a bill of a few lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from audit.statements import Format, read
from audit.statements.format import Says, When
from audit.tables import Bills
from audit.wording import Words

PLAIN = Format(
    name="plain",
    channel="bank:plain",
    title=Words("a bank invented for this test", "测试用的银行"),
    header=("日期", "对方", "金额"),
    columns={"occurred_at": ("日期",), "counterparty": ("对方",), "amount": ("金额",)},
    kinds=(When("refund", {"counterparty": "退款.*"}), When("charge", {"direction": "out"}), When("other", {})),
    statuses=(When("settled", {}),),
    amounts="signed",
)
SPLIT = replace(
    PLAIN,
    header=("日期", "收入", "支出"),
    columns={"occurred_at": ("日期",), "amount_in": ("收入",), "amount_out": ("支出",)},
)


def bill(folder: Path, fmt: Format, *lines: str) -> Bills:
    (folder / "bill.csv").write_text("\n".join([*lines, ""]), "utf-8")
    return read(folder / "bill.csv", formats=[fmt])


def moved(bills: Bills) -> list[tuple[str, int]]:
    return list(zip(bills.transactions["direction"], bills.transactions["amount_minor"], strict=True))


def only(bills: Bills) -> Any:
    (row,) = bills.transactions.itertuples()
    return row


@pytest.mark.parametrize(("amounts", "charged", "given_back"), [("signed", "-30.00", "5.00"), ("owed", "30", "-5.00")])
def test_one_column_with_a_sign(tmp_path: Path, amounts: str, charged: str, given_back: str) -> None:
    lines = ("日期,对方,金额", f"2025-07-01,云帆,{charged}", f"2025-07-02,云帆,{given_back}", "2025-07-03,云帆,x")
    found = bill(tmp_path, replace(PLAIN, amounts=amounts), *lines)
    assert moved(found) == [("out", 3000), ("in", 500)]
    assert list(found.problems["row"]) == [4]


@pytest.mark.parametrize(
    ("amounts", "cells", "expected"),
    [
        ("split", ",30.00", [("out", 3000)]),
        ("split", "30.00,0.00", [("in", 3000)]),
        ("split", ",-30.00", []),
        ("split", "1.00,30.00", []),
        ("split signed", ",-30.00", [("out", 3000)]),
        ("split signed", "0.00,-30.00", [("out", 3000)]),
        ("split signed", "30.00,", [("in", 3000)]),
        ("split signed", ",30.00", []),
        ("split signed", "-30.00,", []),
        ("split reversing", ",30.00", [("out", 3000)]),
        ("split reversing", ",-30.00", [("in", 3000)]),
        ("split reversing", "0.00,-30.00", [("in", 3000)]),
        ("split reversing", "-30.00,", [("out", 3000)]),
        ("split reversing", "-1.00,-30.00", []),
        ("split reversing", "1.00,30.00", []),
        ("split reversing", ",", []),
    ],
)
def test_two_columns(tmp_path: Path, amounts: str, cells: str, expected: list[tuple[str, int]]) -> None:
    found = bill(tmp_path, replace(SPLIT, amounts=amounts), "日期,收入,支出", f"2025-07-01,{cells}")
    assert moved(found) == expected
    assert len(found.problems) == 1 - len(expected)


def test_a_direction_read_off_the_text_is_never_guessed(tmp_path: Path) -> None:
    flows = (When("out", {"counterparty": "消费.*"}), When("in", {"counterparty": "退款.*"}))
    lines = ("日期,对方,金额", "2025-07-01,消费 云帆,30", "2025-07-02,退款 云帆,5", "2025-07-03,云帆,7")
    found = bill(tmp_path, replace(PLAIN, amounts="unsigned", flows=flows), *lines)
    assert moved(found) == [("out", 3000), ("in", 500)]
    assert list(found.problems["row"]) == [4]
    assert "says neither" in found.problems["reason"].iloc[0]


def test_a_cell_may_hold_more_than_its_own_fact(tmp_path: Path) -> None:
    fmt = replace(
        PLAIN,
        amounts="owed",
        holds={
            "amount": r"(?P<currency>[A-Z]{3}) (?P<amount>\S+)",
            "counterparty": "(?P<category>消费) (?P<counterparty>.*)",
        },
        currencies={"USD": "USD", "CNY": "CNY"},
    )  # fmt: skip
    row = only(bill(tmp_path, fmt, "日期,对方,金额", "2025-07-01,消费 支付宝-云帆,USD 3.72"))
    assert (row.currency, row.amount_minor, row.category, row.counterparty) == ("USD", 372, "消费", "支付宝-云帆")
    kept = bill(tmp_path, fmt, "日期,对方,金额", "2025-07-01,云帆,CNY 3.72")
    assert (only(kept).counterparty, only(kept).category) == ("云帆", "")
    assert len(bill(tmp_path, fmt, "日期,对方,金额", "2025-07-01,云帆,3.72").problems) == 1, "no currency is said"


def test_whom_money_went_to_and_whom_it_came_from(tmp_path: Path) -> None:
    fmt = replace(
        PLAIN,
        header=("日期", "付款方", "收款方", "金额"),
        columns={"occurred_at": ("日期",), "counterparty": ("收款方",), "account": ("付款方",), "amount": ("金额",)},
        incoming={"counterparty": ("付款方",), "account": ("收款方",)},
    )
    lines = ("日期,付款方,收款方,金额", "2025-07-01,62001234,云帆,-30", "2025-07-02,阿木,62001234,5")
    found = bill(tmp_path, fmt, *lines).transactions
    assert list(found["counterparty"]) == ["云帆", "阿木"]
    assert list(found["account_id"]) == ["1234", "1234"]


@pytest.mark.parametrize(
    ("dates", "printed", "day", "timed"),
    [
        ("dmy", "04/07/2025", date(2025, 7, 4), False),
        ("dmy", "4.7.2025 10:11:12", date(2025, 7, 4), True),
        ("md", "12/29", date(2023, 12, 29), False),
        ("md", "01/02", date(2024, 1, 2), False),
    ],
)
def test_dates_in_the_bills_own_order(tmp_path: Path, dates: str, printed: str, day: date, timed: bool) -> None:
    fmt = replace(PLAIN, dates=dates, says=Says(month=r"(\d{4}年\d{1,2}月)"))
    row = only(bill(tmp_path, fmt, "账单 2024年01月", "日期,对方,金额", f"{printed},云帆,-30"))
    assert (row.civil_date.date(), row.has_time) == (day, timed)


@pytest.mark.parametrize(
    ("dates", "heading", "printed"),
    [
        ("dmy", "账单", "04/13/2025"),
        ("md", "账单", "01/02"),
        ("md", "账单 2024年01月", "02/30"),
        ("ymd", "账单", "01/02"),
    ],
)
def test_a_date_that_is_none_is_a_problem(tmp_path: Path, dates: str, heading: str, printed: str) -> None:
    fmt = replace(PLAIN, dates=dates, says=Says(month=r"(\d{4}年\d{1,2}月)"))
    found = bill(tmp_path, fmt, heading, "日期,对方,金额", f"{printed},云帆,-30")
    assert (len(found.transactions), list(found.problems["row"])) == (0, [3])


@pytest.mark.parametrize(("time", "at"), [("123456", "12:34:56"), ("12:34:56", "12:34:56"), ("", "00:00:00")])
def test_a_time_of_day_in_a_column_of_its_own(tmp_path: Path, time: str, at: str) -> None:
    columns = {"occurred_at": ("日期",), "occurred_time": ("时间",), "amount": ("金额",)}
    fmt = replace(PLAIN, header=("日期", "时间", "金额"), columns=columns)
    row = only(bill(tmp_path, fmt, "日期,时间,金额", f"20250701,{time},-30"))
    assert (f"{row.occurred_at:%H:%M:%S}", row.has_time) == (at, bool(time))


def test_rows_may_end_early_where_the_format_says_so(tmp_path: Path) -> None:
    lines = ("日期,金额,对方,附言", "2025-07-01,-30,云帆,会员", "2025-07-02,-31", "2025-07-03", "2025-07-04,-32,云帆")
    fmt = replace(PLAIN, header=("日期", "金额", "对方", "附言"), least_cells=2)
    found = bill(tmp_path, fmt, *lines)
    assert list(found.transactions["row"]) == [2, 3, 5]
    assert list(found.transactions["counterparty"]) == ["云帆", "", "云帆"]
    assert list(found.problems["row"]) == [4]
    assert list(bill(tmp_path, replace(fmt, least_cells=0), *lines).problems["row"]) == [3, 4, 5]


def test_a_bill_of_several_cards_says_which_on_each_row(tmp_path: Path) -> None:
    columns = {**PLAIN.columns, "account": ("卡号",)}
    fmt = replace(PLAIN, header=("日期", "对方", "金额", "卡号"), columns=columns)
    lines = ("日期,对方,金额,卡号", "2025-07-01,云帆,-30,", "2025-07-02,云帆,-30,123", "2025-07-03,云帆,-30,5678")
    found = bill(tmp_path, fmt, *lines)
    assert list(found.transactions["account_id"]) == ["0123", "0123", "5678"]
    assert found.sources["account_id"].iloc[0] == "0123"


@pytest.mark.parametrize(
    ("balances", "said"),
    [
        (("70.00", "75.00", "45.00"), "2 of 2 agrees"),
        (("70.00", "75.00", "46.00"), "1 of 2 differs"),
        (("70.00", "x", "46.00"), "0 of - not stated"),
    ],
)
@pytest.mark.parametrize("newest_first", [False, True])
def test_a_running_balance_is_compared_step_by_step(
    tmp_path: Path, balances: tuple[str, ...], said: str, newest_first: bool
) -> None:
    columns = {**PLAIN.columns, "balance": ("余额",)}
    fmt = replace(PLAIN, header=("日期", "对方", "金额", "余额"), columns=columns)
    amounts = ("-30", "5", "-30")
    rows = [f"2025-07-0{i},云帆,{a},{b}" for i, (a, b) in enumerate(zip(amounts, balances, strict=True), start=1)]
    found = bill(tmp_path, fmt, "日期,对方,金额,余额", *(rows[::-1] if newest_first else rows))
    (total,) = found.totals.itertuples()
    stated = total.stated_count if total.result != "not stated" else "-"
    assert f"{total.read_count} of {stated} {total.result}" == said


NUMBERED = replace(
    PLAIN,
    amounts="unsigned",
    header=("日期", "对方", "金额", "收支", "订单号"),
    columns={**PLAIN.columns, "direction": ("收支",), "reference": ("订单号",)},
    directions={"支出": "out", "不计收支": "neutral"},
    kinds=(When("refund", {"counterparty": "退款.*"}), When("charge", {})),
    refund_shares_number=True,
)
ORDERS = "日期,对方,金额,收支,订单号"


def test_a_refund_under_its_orders_number_names_the_order_and_is_another_row(tmp_path: Path) -> None:
    lines = ("2025-07-01 10:00:00,云帆,30.00,不计收支,A1", "2025-07-01 10:00:00,退款-云帆,30.00,不计收支,A1")
    paid, back = bill(tmp_path, NUMBERED, ORDERS, *lines).transactions.itertuples()
    assert (paid.original_reference, back.original_reference) == ("", "A1")
    assert paid.transaction_id != back.transaction_id


def test_a_purchase_is_one_before_and_after_its_refund(tmp_path: Path) -> None:
    for name, flow in (("a", "支出"), ("b", "不计收支")):
        (tmp_path / f"{name}.csv").write_text(f"{ORDERS}\n2025-07-01,云帆,30.00,{flow},A1\n", "utf-8")
    found = read(tmp_path, formats=[NUMBERED]).transactions
    assert (len(found), found["transaction_id"].nunique()) == (2, 1)


def test_a_number_of_zeros_is_none(tmp_path: Path) -> None:
    lines = ("2025-07-01,结息,0.01,支出,0000000000", "2025-07-01,利息税,0.01,支出,0000000000")
    assert bill(tmp_path, NUMBERED, ORDERS, *lines).transactions["transaction_id"].nunique() == 2
