"""Which rows are one event: lasting ids over overlapping exports, accounts that are one, numbers that are none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from statement_bytes import WECHAT_HEADER, alipay, alipay_row, web, web_row, wechat, wechat_row

from audit.statements import read
from audit.tables import Bills


def bills_of(folder: Path, **files: bytes) -> Bills:
    for name, data in files.items():
        (folder / f"{name}.csv").write_bytes(data)
    bills = read(folder)
    assert bills.problems.empty
    return bills


def ids(bills: Bills, file: str) -> list[str]:
    rows = bills.transactions
    return list(rows.loc[rows["file"] == f"{file}.csv", "transaction_id"])


def test_overlapping_exports_share_the_ids_of_their_rows_whatever_the_status(tmp_path: Path) -> None:
    first, second, third = (wechat_row(number=f"42000{i}") for i in range(3))
    changed = wechat_row(number="420001", status="已全额退款")
    bills = bills_of(tmp_path, old=wechat([first, second]), new=wechat([third, changed]))
    assert ids(bills, "old")[1] == ids(bills, "new")[1]
    assert bills.transactions["transaction_id"].nunique() == 3


def test_ids_do_not_depend_on_what_else_is_read(tmp_path: Path) -> None:
    alone = read_one(tmp_path, "a.csv", wechat([wechat_row(number="420001")]))
    (tmp_path / "b.csv").write_bytes(wechat([wechat_row(number="420002"), wechat_row(number="420003")]))
    assert alone.iloc[0] in list(read(tmp_path).transactions["transaction_id"])


def read_one(folder: Path, name: str, data: bytes) -> pd.Series:
    (folder / name).write_bytes(data)
    return read(folder / name).transactions["transaction_id"]


@pytest.mark.parametrize(
    "change",
    [{"number": "420009"}, {"amount": "¥31.00"}, {"flow": "收入"}],
)
def test_another_number_amount_or_direction_is_another_transaction(tmp_path: Path, change: dict[str, str]) -> None:
    found = read_one(tmp_path, "a.csv", wechat([wechat_row(), wechat_row(**change)]))
    assert found.nunique() == 2


def test_one_number_at_two_moments_of_one_file_names_nothing(tmp_path: Path) -> None:
    rows = [wechat_row(at=f"2025-06-0{i} 10:00:00", number="3985734") for i in (1, 2)]
    assert read_one(tmp_path, "a.csv", wechat(rows)).nunique() == 2


def test_one_row_twice_in_a_file_of_two_exports_is_one_transaction(tmp_path: Path) -> None:
    assert read_one(tmp_path, "a.csv", wechat([wechat_row(), wechat_row()])).nunique() == 1


def test_equal_rows_without_numbers_are_two_and_meet_their_copies_in_another_export(tmp_path: Path) -> None:
    bare = wechat_row(number="/")
    later = wechat_row(number="/", at="2025-06-02 10:00:00")
    bills = bills_of(tmp_path, a=wechat([bare, bare]), b=wechat([later, bare, bare]))
    assert bills.transactions["transaction_id"].nunique() == 3
    assert ids(bills, "a") == ids(bills, "b")[1:]


def test_exports_joined_by_hand_in_one_file_count_no_bare_row_twice(tmp_path: Path) -> None:
    bare, other = wechat_row(number="/"), wechat_row(number="/", at="2025-06-02 10:00:00")
    joined = wechat([bare, WECHAT_HEADER, other, bare])
    rows = bills_of(tmp_path, a=joined).transactions
    assert (len(rows), rows["transaction_id"].nunique()) == (3, 2)
    assert set(rows["account_id"]) == {"阿木"}


def test_numbers_spoilt_by_a_spreadsheet_meet_the_untouched_export_to_the_minute(tmp_path: Path) -> None:
    untouched = [
        wechat_row(at="2025-06-01 10:00:31", number="4200001"),
        wechat_row(at="2025-06-01 10:07:02", number="4200002"),
    ]
    spoilt = [wechat_row(at="2025/6/1 10:07", number="4.2E+27"), wechat_row(at="2025/6/1 10:00", number="4.2E+27")]
    bills = bills_of(tmp_path, saved=wechat(spoilt), untouched=wechat(untouched))
    assert ids(bills, "saved") == ids(bills, "untouched")[::-1]


def test_spoilt_number_at_another_minute_is_another_transaction(tmp_path: Path) -> None:
    bills = bills_of(
        tmp_path,
        saved=wechat([wechat_row(at="2025/6/1 10:01", number="4.2E+27")]),
        untouched=wechat([wechat_row(at="2025-06-01 10:00:31", number="4200001")]),
    )
    assert bills.transactions["transaction_id"].nunique() == 2


def headless(data: bytes) -> bytes:
    """The bill with its heading deleted by the owner."""
    text = data.decode("utf-8-sig")
    return text[text.index("交易时间,交易类型") :].encode()


def test_bill_without_heading_adopts_the_account_its_rows_are_known_in(tmp_path: Path) -> None:
    shared, own = wechat_row(number="4200001"), wechat_row(number="4200002")
    bills = bills_of(tmp_path, known=wechat([shared], account="阿木"), bare=headless(wechat([shared, own])))
    assert set(bills.transactions["account_id"]) == {"阿木"}
    assert list(bills.sources["account_id"]) == ["阿木", "阿木"]
    assert bills.transactions["transaction_id"].nunique() == 2


def test_bill_without_heading_stays_unknown_where_nothing_or_too_much_fits(tmp_path: Path) -> None:
    shared = wechat_row(number="4200001")
    lone = headless(wechat([wechat_row(number="4200009")]))
    bills = bills_of(tmp_path, a=wechat([shared], account="阿木"), lone=lone)
    assert list(bills.sources["account_id"]) == ["阿木", ""]


def test_phone_and_mail_of_one_alipay_account_are_one(tmp_path: Path) -> None:
    numbers = [f"202506012200110000000{i}" for i in range(4)]
    bills = bills_of(
        tmp_path,
        app=alipay([alipay_row(number=n) for n in numbers], account="lin@example.com"),
        web=web([web_row(number=n) for n in numbers[1:]], account="13800000000"),
    )
    assert set(bills.transactions["account_id"]) == {"13800000000"}
    assert bills.transactions["transaction_id"].nunique() == 4


def test_two_people_who_share_one_transfer_stay_two(tmp_path: Path) -> None:
    shared = alipay_row(number="20250601990", what="转账", category="转账红包")
    mine = [alipay_row(number=f"2025060110{i}", at=f"2025-06-01 1{i}:00:00") for i in range(4)]
    theirs = [alipay_row(number=f"2025060120{i}", at=f"2025-06-01 1{i}:00:00") for i in range(4)]
    bills = bills_of(
        tmp_path,
        a=alipay([shared, *mine], account="13800000000"),
        b=alipay([shared, *theirs], account="13900000000"),
    )
    assert bills.sources["account_id"].nunique() == 2
    assert bills.transactions["transaction_id"].nunique() == 10


def test_returned_transfer_names_the_transfer_across_files(tmp_path: Path) -> None:
    paid = wechat_row(kind="转账", number="10000001", merchant="10000002", status="对方已退还")
    back = wechat_row(kind="转账-退款", number="10000002", merchant="", flow="收入", status="已全额退款")
    rows = bills_of(tmp_path, a=wechat([paid]), b=wechat([back])).transactions
    assert list(rows["original_reference"]) == ["", "10000001"]


@pytest.mark.parametrize(
    "suffix", ["_RM123", "_1", "_1_advance", "_2R1", "_M1", "_ONP1", "*1", "*REFUND_P1R1", "*T200P1"]
)
def test_alipay_refund_number_holds_the_number_of_the_charge(tmp_path: Path, suffix: str) -> None:
    row = alipay_row(number="20250601220011" + suffix, category="退款", flow="不计收支", status="退款成功")
    rows = bills_of(tmp_path, a=alipay([row])).transactions
    assert list(rows["original_reference"]) == ["20250601220011"]


def test_same_file_twice_is_read_twice_and_counted_once(tmp_path: Path) -> None:
    data = wechat([wechat_row(), wechat_row(number="/")])
    bills = bills_of(tmp_path, a=data, b=data)
    assert (len(bills.transactions), bills.transactions["transaction_id"].nunique()) == (4, 2)
    assert bills.sources["statement_id"].nunique() == 1
