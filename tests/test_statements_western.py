"""Text files of banks outside China: separators, encodings, decimal marks, orders of dates, signs, fees, prices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.money import to_minor
from audit.statements import FORMATS, read
from audit.statements.amount_text import decimal_mark, plain_amount, plain_amounts
from audit.statements.bank_words import SETTLED
from audit.statements.cells import plain, text_array
from audit.statements.day_orders import decided_order, year_first
from audit.statements.fast_csv import fast_grid
from audit.statements.format import WESTERN, Format, Says, When
from audit.tables import Bills
from audit.wording import Words

WEST = Format(
    name="west-csv",
    channel="bank:west",
    title=Words("West", "西方"),
    header=("Date", "Text", "Amount"),
    columns={
        "occurred_at": ("Date",),
        "counterparty": ("Text",),
        "amount": ("Amount",),
        "currency": ("Currency",),
        "balance": ("Balance",),
        "fee": ("Fee",),
        "original_amount": ("Price",),
        "original_currency": ("Price in",),
        "category": ("Type",),
    },
    amounts="signed",
    kinds=(When("charge", {"direction": "out"}), When("other", {})),
    statuses=SETTLED,
    dates="dmy",
    encodings=WESTERN,
    currency="USD",
    currencies={code: code for code in ("USD", "EUR", "JPY", "KWD", "GBP")},
    utc_offset="",
)


def west(folder: Path, *lines: str, fmt: Format = WEST, encoding: str = "utf-8", **facts: Any) -> Bills:
    (folder / "west.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return read(folder / "west.csv", formats=[replace(fmt, **facts)])


def minors(bills: Bills) -> list[int]:
    rows = bills.transactions
    return [int(m) * (1 if d == "in" else -1) for m, d in zip(rows["amount_minor"], rows["direction"], strict=True)]


def days(bills: Bills) -> list[str]:
    return list(bills.transactions["civil_date"].astype(str))


def refused(bills: Bills) -> str:
    (problem,) = bills.problems.itertuples()
    assert problem.row is pd.NA
    assert any("\u4e00" <= letter <= "\u9fff" for letter in problem.reason_zh)
    return str(problem.reason)


# amounts


@pytest.mark.parametrize(
    ("cell", "mark", "said"),
    [
        ("£1,183.23", ".", "1183.23"),
        ("+ $73.01", ".", "73.01"),
        ("- $20.00", ".", "-20.00"),
        ("-$5", ".", "-5"),
        ("$-5.00", ".", "-5.00"),
        ("(9.99)", ".", "-9.99"),
        ("($1,009.99)", ".", "-1009.99"),
        ("9.99-", ".", "-9.99"),
        ("\u22129.99", ".", "-9.99"),
        ("1.234,56 €", ",", "1234.56"),
        ("EUR 12,99", ",", "12.99"),
        ("12,99 EUR", ",", "12.99"),
        ("1\u00a0234,50", ",", "1234.50"),
        ("1\u202f234\u202f567,50 kr", ",", "1234567.50"),
        ("1'234.50", ".", "1234.50"),
        ("1\u2019234.50 CHF", ".", "1234.50"),
        ("A$4.99", ".", "4.99"),
        (",50", ",", "0.50"),
        # none of these is an amount
        ("12,50", ".", "12,50"),
        ("1.50", ",", "1.50"),
        ("1,23,456.00", ".", "1,23,456.00"),
        ("1 23", ".", "1 23"),
        ("(9.99", ".", "(9.99"),
        ("(-9.99)", ".", "(-9.99)"),
        ("-9.99-", ".", "-9.99-"),
        ("1.2.3", ".", "1.2.3"),
        ("٣٤", ".", "٣٤"),
        ("", ".", ""),
        ("n/a", ".", "n/a"),
    ],
)
def test_amounts_as_the_world_prints_them(cell: str, mark: str, said: str) -> None:
    assert plain_amount(cell, mark) == said


@pytest.mark.parametrize(
    ("cells", "mark", "said"),
    [
        (["-1.490", "-2.350"], ",", ["-1490", "-2350"]),  # whole yen, the only amounts of their column
        (["-1.50", "2.75"], ",", ["-1.50", "2.75"]),
        (["1.490", "2.5"], ".", ["1.490", "2.5"]),
    ],
)
def test_a_column_of_whole_amounts_parts_its_thousands(cells: list[str], mark: str, said: list[str]) -> None:
    assert plain(plain_amounts(text_array(cells), mark)).to_pylist() == said


def test_a_currency_without_decimals_decides_what_the_mark_is() -> None:
    yen = text_array(["-1.490", "890"])
    assert (decimal_mark([yen], places=0), decimal_mark([text_array(["-1,490"])], places=0)) == (",", ".")
    with pytest.raises(InputError, match="more or less than two"):
        decimal_mark([yen])


STYLES = [(".", ","), (".", "'"), (".", ""), (".", " "), (",", "."), (",", "\u202f"), (",", "\u2019"), (",", "")]
cents = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8)


def printed(minor: int, mark: str, thousands: str) -> str:
    whole = f"{abs(minor) // 100:,}".replace(",", thousands)
    return f"{'-' if minor < 0 else ''}{whole}{mark}{abs(minor) % 100:02}"


@given(cents, st.sampled_from(STYLES))
@settings(max_examples=50)
def test_amounts_with_cents_prove_the_mark_of_the_whole_file(amounts: list[int], style: tuple[str, str]) -> None:
    cells = [printed(minor, *style) for minor in amounts]
    mark = decimal_mark([text_array(cells[:1]), text_array(cells[1:])])
    assert mark == style[0]
    assert [to_minor(Decimal(plain_amount(cell, mark)), "EUR") for cell in cells] == amounts


@given(cents, cents)
@settings(max_examples=25)
def test_two_marks_in_one_file_are_refused(one: list[int], other: list[int]) -> None:
    cells = [printed(minor, ".", ",") for minor in one] + [printed(minor, ",", ".") for minor in other]
    with pytest.raises(InputError, match="different decimal marks"):
        decimal_mark([text_array(cells)])


def test_a_mark_that_one_amount_proves_holds_for_all(tmp_path: Path) -> None:
    bills = west(tmp_path, "Date,Text,Amount", '01/07/2025,A,"-1,234"', '02/07/2025,B,"-1,50"', decimal="either")
    assert (minors(bills), list(bills.problems["row"])) == ([-150], [2])  # 1.234 dollars are none
    bills = west(tmp_path, "Date;Text;Amount", "01/07/2025;A;-1.234", "02/07/2025;B;-1,50", decimal="either")
    assert minors(bills) == [-123400, -150]


def test_a_mark_nothing_proves_is_asked_for(tmp_path: Path) -> None:
    bills = west(tmp_path, "Date;Text;Amount", "01/07/2025;A;-1.234", "02/07/2025;B;-7", decimal="either")
    assert "“-1.234”" in refused(bills)
    assert minors(west(tmp_path, "Date;Text;Amount", "01/07/2025;A;-12", decimal="either")) == [-1200]


def test_contradictory_marks_are_refused_in_words(tmp_path: Path) -> None:
    said = refused(west(tmp_path, "Date;Text;Amount", "01/07/2025;A;-1.50", "02/07/2025;B;-1,75", decimal="either"))
    assert "“-1.50”" in said
    assert "“-1,75”" in said


def test_an_amount_in_another_currency_than_its_row_is_a_problem(tmp_path: Path) -> None:
    bills = west(
        tmp_path,
        *("Date,Text,Amount", "01/07/2025,A,-$5.00", "02/07/2025,B,-€5.00", "03/07/2025,C,USD -5.00"),
        *("04/07/2025,D,-5.00 EUR", "05/07/2025,E,-A$5.00"),
    )
    assert minors(bills) == [-500, -500]
    assert list(bills.problems["row"]) == [3, 5, 6]
    assert "another currency" in bills.problems["reason"].iloc[0]


def test_amounts_have_the_places_of_their_currency(tmp_path: Path) -> None:
    bills = west(
        tmp_path,
        "Date,Text,Amount,Currency,Balance",
        '01/07/2025,A,"-1,500",JPY,8500',
        "02/07/2025,B,-1500.00,JPY,7000",
        "03/07/2025,C,-1500.50,JPY,5499.50",
        "04/07/2025,D,-1.250,KWD,9.125",
        "05/07/2025,E,-1.25,KWD,7.875",
        "06/07/2025,F,-1.2505,KWD,7",
        "07/07/2025,G,-9.990,USD,1",
        "08/07/2025,H,-9.99,XYZ,1",
    )
    assert minors(bills) == [-1500, -1500, -1250, -1250, -999]
    assert list(bills.problems["row"]) == [4, 7, 9]
    balance = bills.totals.iloc[0]
    assert (balance["stated_count"], balance["read_count"]) == (2, 2)  # JPY and KWD each step once


# dates


@pytest.mark.parametrize(
    ("cell", "order", "said"),
    [
        ("03/04/2025", "dmy", "2025-04-03"),
        ("03/04/2025", "mdy", "2025-03-04"),
        ("3.4.25", "dmy", "2025-04-03"),
        ("24.12.25.", "dmy", "2025-12-24"),
        ("10 Feb 18", "dmy", "2018-02-10"),
        ("12-Dec-2019", "dmy", "2019-12-12"),
        ("05 Sept. 2025", "dmy", "2025-09-05"),
        ("1st March 2025", "dmy", "2025-03-01"),
        ("Mar 5, 2025", "mdy", "2025-03-05"),
        ("04-17-2024 21:30:40", "mdy", "2024-04-17 21:30:40"),
        ("04/17/2024, 9:05 PM", "mdy", "2024-04-17 21:05:00"),
        ("04/17/2024 12:05 AM", "mdy", "2024-04-17 00:05:00"),
        ("2025-04-03", "dmy", "2025-04-03"),
        ("10 Foo 18", "dmy", "10 Foo 18"),
        ("3/4", "dmy", "3/4"),
    ],
)
def test_dates_are_written_year_first(cell: str, order: str, said: str) -> None:
    assert year_first(cell, order) == said


EUROPEAN, AMERICAN = "%d/%m/%Y", "%m/%d/%Y"
some_days = st.lists(st.integers(0, 400), min_size=1, max_size=12).map(
    lambda steps: [date(2024, 1, 1) + timedelta(days=step) for step in steps]
)


@given(some_days, st.sampled_from([("dmy", EUROPEAN), ("mdy", AMERICAN)]), st.booleans())
@settings(max_examples=50)
def test_a_file_in_order_is_read_rightly_or_refused(found: list[date], style: tuple[str, str], newest: bool) -> None:
    cells = [f"{day:{style[1]}}" for day in sorted(found, reverse=newest)]
    one_way = all(day.day == day.month for day in found)
    try:
        order = decided_order([text_array(cells)])
    except InputError:
        assert all(day.day <= 12 for day in found)
        assert not one_way
        return
    assert order == style[0] or one_way


@given(some_days, some_days)
@settings(max_examples=25)
def test_two_orders_in_one_file_are_refused(one: list[date], other: list[date]) -> None:
    mixed = [f"{date(2025, 1, 13):{EUROPEAN}}", f"{date(2025, 1, 14):{AMERICAN}}"]
    cells = [*mixed, *(f"{day:{EUROPEAN}}" for day in one), *(f"{day:{AMERICAN}}" for day in other)]
    with pytest.raises(InputError, match="has the day first"):
        decided_order([text_array(cells)])


def test_the_order_of_dates_is_the_whole_files(tmp_path: Path) -> None:
    rows = ["03/04/2025,A,-1", "03/25/2025,B,-1"]
    assert days(west(tmp_path, "Date,Text,Amount", *rows, dates="either")) == ["2025-03-04", "2025-03-25"]
    rows = ["01/02/2025,A,-1", "03/01/2025,B,-1", "05/01/2025,C,-1"]  # in order only with the month first
    assert days(west(tmp_path, "Date,Text,Amount", *rows, dates="either"))[0] == "2025-01-02"


def test_an_order_nothing_tells_is_asked_for(tmp_path: Path) -> None:
    said = refused(west(tmp_path, "Date,Text,Amount", "03/04/2025,A,-1", "03/04/2025,B,-1", dates="either"))
    assert "“03/04/2025”" in said
    assert "`dates`" in said
    assert days(west(tmp_path, "Date,Text,Amount", "04/04/2025,A,-1", dates="either")) == ["2025-04-04"]


def test_a_fixed_order_is_never_turned(tmp_path: Path) -> None:
    bills = west(tmp_path, "Date,Text,Amount", "03/25/2025,A,-1", "25/03/2025,B,-1")
    assert days(bills) == ["2025-03-25"]
    assert "“03/25/2025” is no time" in bills.problems["reason"].iloc[0]


@pytest.mark.parametrize(
    "cell", ["2026-05-20T17:56:28.820Z", "2026-05-20T17:56:28+02:00", "2026-05-20 17:56:28.820 UTC"]
)
def test_times_stay_as_printed(tmp_path: Path, cell: str) -> None:
    assert (
        str(west(tmp_path, "Date,Text,Amount", f"{cell},A,-1").transactions["occurred_at"][0]) == "2026-05-20 17:56:28"
    )


def test_the_headings_dates_have_the_rows_order(tmp_path: Path) -> None:
    says = Says(from_at=r"Von (\S+)", to_at=r"bis (\S+)")
    source = west(tmp_path, "Von 01.02.2025 bis 03.04.2025", "Date;Text;Amount", "02.02.2025;A;-1", says=says).sources
    assert str(source["covered_from_at"][0]) == "2025-02-01 00:00:00"
    assert str(source["covered_until_at"][0]) == "2025-04-04 00:00:00"


def test_payments_not_booked_yet_are_ignored_with_the_reason(tmp_path: Path) -> None:
    bills = west(tmp_path, "Date,Text,Amount", "Pending,A,-1", "01/07/2025,B,-2", "soon,C,-3", undated="Pending")
    source = bills.sources.iloc[0]
    assert (source["rows"], source["transactions"], source["ignored"], source["problems"]) == (3, 1, 1, 1)
    assert "not booked yet" in source["ignored_reasons"]
    assert list(bills.problems["row"]) == [4]


# text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    bills = west(tmp_path, "Date,Text,Amount", "01/07/2025,CAFÉ ÄRGER,-1", encoding=encoding)
    assert list(bills.transactions["counterparty"]) == ["CAFÉ ÄRGER"]


def test_the_formats_encodings_are_tried_strictly_in_their_order(tmp_path: Path) -> None:
    polish = west(tmp_path, "Date,Text,Amount", "01/07/2025,ŻABKA,-1", encoding="cp1250", encodings=("cp1250",))
    assert list(polish.transactions["counterparty"]) == ["ŻABKA"]
    (tmp_path / "west.csv").write_bytes(b"Date,Text,Amount\r\n01/07/2025,A\x81B\xe9,-1\r\n")  # \x81 is none in cp1252
    assert list(read(tmp_path / "west.csv", formats=[WEST]).transactions["counterparty"]) == ["A\x81Bé"]


def test_a_letter_far_down_decides_the_encoding_too(tmp_path: Path) -> None:
    rows = [f"01/07/2025,SHOP {n:05},-1" for n in range(7000)]
    bills = west(tmp_path, "Date,Text,Amount", *rows, "02/07/2025,CAFÉ,-1", encoding="cp1252")
    assert bills.problems.empty
    assert bills.transactions["counterparty"].iloc[-1] == "CAFÉ"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Date;Text;Amount", "01/07/2025;A, B;-1"),
        ('"Date";"Text";"Amount";"One, two, three, four"', '"01/07/2025";"A, B";"-1";""'),
        ("Date,Text,Amount,Debit; credit; both; none", '01/07/2025,"A, B",-1,'),
        ("Date\tText\tAmount\tX\tY\tZ", "01/07/2025\tA, B\t-1\t\t\t"),
    ],
)
def test_the_header_line_tells_the_separator(tmp_path: Path, header: str, row: str) -> None:
    bills = west(tmp_path, "Konto: 7788; EUR, Giro", header, row)
    assert (list(bills.transactions["counterparty"]), minors(bills)) == (["A, B"], [-100])


def test_semicolons_take_the_fast_road() -> None:
    data = "Konto;7788\nDate;Text;Amount\n01/07/2025;CAFÉ;-1\n".encode("cp1252")
    grid = fast_grid(data, "cp1252", 2, ["Date", "Text", "Amount"], frozenset())
    assert grid is not None
    assert grid.columns["text"].to_pylist() == ["CAFÉ"]
    assert grid.odd[0].raw == "Konto,7788"


def test_rows_count_as_a_spreadsheet_program_counts_them(tmp_path: Path) -> None:
    bills = west(
        tmp_path,
        "Date,Text,Amount",
        '01/07/2025,"A\n20250701 SPRINGFIELD\n12345",-1',
        "02/07/2025,B,-2",
        '03/07/2025,"no end,-3',
        "04/07/2025,D,-4",
        '05/07/2025,"E,-5,6,7',
    )
    assert list(bills.transactions["row"]) == [2, 3, 4, 5]
    assert bills.transactions["counterparty"].iloc[0] == "A\n20250701 SPRINGFIELD\n12345"
    assert list(bills.problems["row"]) == [6]


def test_a_name_printed_twice_is_told_apart(tmp_path: Path) -> None:
    columns = {**WEST.columns, "currency": ("Currency#2",)}
    rows = ["01/07/2025;A;9;USD;-1;EUR", "02/07/2025;B;9;USD;-2;USD"]
    bills = west(tmp_path, "Date;Text;Balance;Currency;Amount;Currency", *rows, columns=columns)
    assert list(bills.transactions["currency"]) == ["EUR", "USD"]


def test_a_header_in_another_language(tmp_path: Path) -> None:
    columns = {"occurred_at": ("Date", "Datum"), "counterparty": ("Text", "Naam"), "amount": ("Amount", "Bedrag")}
    facts: dict[str, Any] = {"columns": columns, "also": (("Datum", "Naam", "Bedrag"),)}
    assert minors(west(tmp_path, "DATUM; naam ;Bedrag", "01/07/2025;A;-1", **facts)) == [-100]
    assert minors(west(tmp_path, "Date;Text;Amount", "01/07/2025;A;-2", **facts)) == [-200]


def test_an_exact_header_has_no_other_names(tmp_path: Path) -> None:
    assert minors(west(tmp_path, "Date,Text,Amount,,", "01/07/2025,A,-1,,", exact=True)) == [-100]
    assert refused(west(tmp_path, "Date,Text,Amount,Type", "01/07/2025,A,-1,x", exact=True))


# signs

SIDES = (When("in", {"category": "payment|refund"}), When("out", {"category": "purchase"}))
USUAL = ["01/07/2025,A,9.99,purchase", "02/07/2025,B,5,purchase", "03/07/2025,C,-14.99,payment"]
TURNED = ["01/07/2025,A,-9.99,purchase", "02/07/2025,B,-5,purchase", "03/07/2025,C,14.99,payment"]
HEADER = "Date,Text,Amount,Type"


def card(folder: Path, rows: list[str], signs: str) -> Bills:
    return west(folder, HEADER, *rows, amounts="owed", sides=SIDES, signs=signs)


@pytest.mark.parametrize("signs", ["usual", "either", "proven"])
def test_signs_that_words_prove(tmp_path: Path, signs: str) -> None:
    bills = card(tmp_path, USUAL, signs)
    assert minors(bills) == [-999, -500, 1499]
    assert bills.sources["assumed"][0] == ""


def test_signs_that_words_contradict_are_turned_only_where_the_bill_exists_both_ways(tmp_path: Path) -> None:
    bills = card(tmp_path, TURNED, "either")
    assert minors(bills) == [-999, -500, 1499]
    assert "the other way round" in bills.sources["assumed"][0]
    assert "正负号" in bills.sources["assumed_zh"][0]
    assert "“A” has the sign" in refused(card(tmp_path, TURNED, "usual"))
    assert "“A” has the sign" in refused(card(tmp_path, TURNED, "proven"))


def test_one_payment_sent_back_turns_nothing(tmp_path: Path) -> None:
    rows = [*USUAL, "04/07/2025,D,14.99,payment"]
    assert minors(card(tmp_path, rows, "either")) == [-999, -500, 1499, -1499]


def test_signs_as_many_words_prove_as_contradict_are_asked_for(tmp_path: Path) -> None:
    rows = [USUAL[0], TURNED[1]]
    assert "`amounts`" in refused(card(tmp_path, rows, "either"))


def test_signs_no_word_proves(tmp_path: Path) -> None:
    rows = [row.rpartition(",")[0] + ",x" for row in USUAL]
    assert minors(card(tmp_path, rows, "usual")) == [-999, -500, 1499]
    assert "nothing in this bill proves" in refused(card(tmp_path, rows, "proven"))
    assert "nothing but money given back" in refused(
        card(tmp_path, [r.replace(",9", ",-9").replace(",5", ",-5") for r in rows], "usual")
    )


# beside the amount


def test_a_fee_beside_the_amount_is_part_of_the_balance(tmp_path: Path) -> None:
    for fee in ("0.50", "-0.50"):
        rows = ["01/07/2025,A,-10,0,90", f"02/07/2025,B,-10,{fee},79.50", "03/07/2025,C,5,,84.50"]
        bills = west(tmp_path, "Date,Text,Amount,Fee,Balance", *rows)
        assert list(bills.transactions["fee_minor"]) == [0, 50, 0]
        assert list(bills.totals["result"]) == ["agrees"]
    within = ["01/07/2025,A,-10,0,90", "02/07/2025,B,-10,0.50,80"]
    assert list(west(tmp_path, "Date,Text,Amount,Fee,Balance", *within, fee_within=True).totals["result"]) == ["agrees"]


def test_a_fee_that_is_none_is_a_problem(tmp_path: Path) -> None:
    bills = west(tmp_path, "Date,Text,Amount,Fee", "01/07/2025,A,-10,null", "02/07/2025,B,-10,")
    assert list(bills.problems["row"]) == [2]
    assert minors(bills) == [-1000]


@pytest.mark.parametrize(
    ("header", "cells", "price"),
    [
        ("Price,Price in", "-10.90,EUR", (1090, "EUR")),
        ("Price,Price in", "1500,jpy", (1500, "JPY")),
        ("Price,Price in", ",EUR", (None, "")),
        ("Price,Price in", "null,EUR", (None, "")),
        ("Price,Price in", "10.90,", (None, "")),
        ("Price,Price in", "10.90,Doubloons", (None, "")),
        ("Price,X", "10.90 EUR,", (1090, "EUR")),
        ("Price,X", "£3.79,", (379, "GBP")),
        ("Price,X", "$3.79,", (None, "")),
        ("Price,X", "3.79,", (None, "")),
    ],
)
def test_the_merchants_price(tmp_path: Path, header: str, cells: str, price: tuple[int | None, str]) -> None:
    bills = west(tmp_path, f"Date,Text,Amount,{header}", f"01/07/2025,A,-10,{cells}")
    (row,) = bills.transactions.itertuples()
    assert (None if pd.isna(row.original_minor) else row.original_minor, row.original_currency) == price


# shipped formats


def shipped(folder: Path, *lines: str) -> Bills:
    (folder / "bill.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return read(folder / "bill.csv")


def test_three_columns_of_any_bank_are_american_express_only_where_words_prove_it(tmp_path: Path) -> None:
    rows = ["07/01/2025,PAYROLL DEPOSIT,2500.00", "07/14/2025,GROCERY STORE,-42.10"]
    assert "nothing in this bill proves" in refused(shipped(tmp_path, "Date,Description,Amount", *rows))


def test_american_express_has_the_currency_of_its_order_of_dates(tmp_path: Path) -> None:
    rows = ["14/07/2025,SHOP,9.99", "13/07/2025,PAYMENT RECEIVED - THANK YOU,-9.99"]
    bills = shipped(tmp_path, "Date,Description,Amount", *rows)
    assert set(bills.transactions["currency"]) == {"GBP"}
    assert bills.sources["assumed"][0].endswith("by its order of day and month: GBP")
    assert "GBP" in bills.sources["assumed_zh"][0]


def test_a_natwest_card_prints_purchases_without_a_minus(tmp_path: Path) -> None:
    header = "Date,Type,Description,Value,Balance,Account Name,Account Number"
    rows = [f"0{n} Feb 2025,Purchase,STREAMCO,9.99,,INVENT D,543458******7788" for n in (1, 2)]
    bills = shipped(tmp_path, header, *rows, "03 Feb 2025,Payment,PAYMENT,-19.98,,INVENT D,543458******7788")
    assert minors(bills) == [-999, -999, 1998]


def test_an_unpaired_row_of_mercury_keeps_its_status(tmp_path: Path) -> None:
    header = "Date (UTC),Description,Amount,Status,Source Account,Bank Description,Reference,Timestamp"
    row = "09-17-2025,Streamco,-15.49,{},Mercury Credit,STREAMCO,,09-17-2025 21:30:40"
    bills = shipped(tmp_path, header, row.format("Sent"), row.format("Frozen"))
    assert list(bills.transactions["status"]) == ["settled", "settled"]
    assert list(bills.events["note"]) == ["Frozen"]


def test_western_formats_read_western_text() -> None:
    western = [fmt for fmt in FORMATS if fmt.currency not in ("CNY", "HKD", "") and fmt.channel.startswith("bank:")]
    assert len(western) > 20
    assert [fmt.name for fmt in western if not fmt.encodings] == []
    assert [fmt.name for fmt in western if fmt.utc_offset == "+08:00"] == []


SAMPLES = Path(__file__).parent / "golden" / "statements"
BITES = [b'"', b",", b";", b"\n", b"\x00", b"\xe9", b"-", b"99/99/9999", b",,,,", b"(", "\u2212".encode(), b"9" * 40]


@given(
    st.sampled_from(["chase-card.csv", "amex-us.csv", "venmo.csv", "monzo.csv", "ms-bank-card.csv", "natwest.csv"]),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(BITES), st.integers(0, 4)), min_size=1, max_size=3),
)
@settings(max_examples=25)
def test_no_change_to_a_western_bill_makes_it_crash(
    tmp_path_factory: pytest.TempPathFactory, name: str, bites: list[tuple[float, bytes, int]]
) -> None:
    data = (SAMPLES / name).read_bytes()
    for place, bite, gone in bites:
        at = int(place * len(data))
        data = data[:at] + bite + data[at + gone :]
    path = tmp_path_factory.mktemp("bitten") / name
    path.write_bytes(data)
    bills = read(path)  # TableError where a row was lost
    assert len(bills.sources) or len(bills.problems)


def test_a_header_without_the_amount_is_named(tmp_path: Path) -> None:
    header = "Type,Product,Started Date,Completed Date,Description,Money,Fee,Currency,State,Balance"
    assert "columns Amount are missing" in refused(shipped(tmp_path, header, "x,x,2025-07-01,,A,-1,0,EUR,COMPLETED,1"))
