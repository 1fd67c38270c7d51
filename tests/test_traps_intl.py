"""The traps of statements elsewhere, by their numbers in the research notes, each named with the tests that hold it.

What belongs to one format stands in that format's own tests; here is what any reader may fall into.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from statement_bytes import zipped

from audit.statements import read
from audit.tables import Bills

HERE = Path(__file__).parent
TRAPS = {
    1: ("encodings, told by their bytes", ["traps_intl.test_01_encodings"]),
    2: ("lines above the header", ["traps_intl.test_02_lines_above_the_header"]),
    3: (
        "headers in capitals, with blanks, twice the same, with more cells below them than names",
        ["traps_intl.test_03_headers_as_they_come", "traps_intl.test_03_more_cells_than_names"],
    ),
    4: ("the decimal mark is the file's", ["traps_intl.test_04_the_decimal_mark_is_the_files"]),
    5: ("the order of day and month is the file's", ["traps_intl.test_05_the_order_of_the_date_is_the_files"]),
    6: ("the sign of a purchase", ["traps_intl.test_06_a_card_that_turns_its_signs"]),
    7: ("what is pending, declined or taken back is no payment", ["traps_intl.test_07_only_what_was_booked"]),
    8: (
        "identity where no number is printed",
        [
            "european_banks.test_equal_rows_of_one_day_are_different_transactions",
            "traps_intl.test_08_two_equal_charges_of_one_day",
        ],
    ),
    9: ("the day as printed", ["traps_intl.test_09_the_day_as_printed"]),
    10: ("minor units of the currency", ["traps_intl.test_10_minor_units_of_the_currency"]),
    11: ("overlapping downloads", ["european_banks.test_exports_that_overlap_share_their_ids"]),
    12: (
        "zips in zips, blanks that do not break, translated folders, several parts",
        ["traps_intl.test_12_archives_of_stores", "statements_zips.test_nested_zips_each_with_its_own_password"],
    ),
    13: ("personal data is left out", ["traps_intl.test_13_addresses_of_a_store_are_not_kept"]),
    14: (
        "formulas in what we write",
        [
            "workbook.test_nothing_from_a_bill_becomes_a_formula",
            "cli.test_nothing_in_a_file_is_taken_for_a_formula",
        ],
    ),
}

REVOLUT = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance"
CHASE = "Transaction Date,Post Date,Description,Category,Type,Amount,Memo"
CHECKING = "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #"
AMEX = "Date,Description,Amount"
PAYPAL = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Reference Txn ID,Balance"


def test_every_trap_has_its_test() -> None:
    assert list(TRAPS) == list(range(1, 15))
    for number, (_, tests) in TRAPS.items():
        for test in tests:
            module, name = test.split(".")
            held = (HERE / f"test_{module}.py").read_text("utf-8")
            assert f"def {name}(" in held, f"trap {number}: {test}"


def bills_of(folder: Path, *files: str | bytes, suffix: str = ".csv") -> Bills:
    for n, data in enumerate(files):
        (folder / f"{n}{suffix}").write_bytes(data if isinstance(data, bytes) else data.encode())
    return read(folder)


def table(header: str, *rows: str) -> str:
    return "\r\n".join([header, *rows]) + "\r\n"


def revolut(day: str = "2025-06-01", amount: str = "-9.99", currency: str = "EUR", state: str = "COMPLETED") -> str:
    return f"CARD_PAYMENT,Current,{day} 10:00:00,{day} 12:00:00,Café Kürbis,{amount},0.00,{currency},{state},"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_01_encodings(tmp_path: Path, encoding: str) -> None:
    bills = bills_of(tmp_path, table(REVOLUT, revolut()).encode(encoding))
    assert bills.problems.empty
    assert [*bills.transactions["counterparty"], *bills.transactions["description"]].count("Café Kürbis") == 1


@pytest.mark.parametrize("above", [0, 3, 25])
def test_02_lines_above_the_header(tmp_path: Path, above: int) -> None:
    lines = [f'"Remark {n}","{n}"' for n in range(above)]
    bills = bills_of(tmp_path, table("\r\n".join([*lines, REVOLUT]), revolut()))
    assert list(bills.transactions["row"]) == [above + 2]


@pytest.mark.parametrize(
    "header", [CHASE.upper(), CHASE.replace(",", " , "), CHASE + ",", "\ufeff" + CHASE.replace(" ", "\u00a0")]
)
def test_03_headers_as_they_come(tmp_path: Path, header: str) -> None:
    row = "06/20/2025,06/22/2025,STREAMCO,Shopping,Sale,-9.99," + "," * (header.count(",") - CHASE.count(","))
    bills = bills_of(tmp_path, table(header, row))
    assert bills.problems.empty
    assert list(bills.transactions["amount_minor"]) == [999]


def test_03_more_cells_than_names(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, table(CHECKING, "DEBIT,06/20/2025,STREAMCO 06/19,-9.99,DEBIT_CARD,100.00,,"))
    assert bills.problems.empty
    assert list(bills.transactions["amount_minor"]) == [999]


def paypal(day: str, gross: str, number: str, kind: str = "PreApproved Payment Bill User Payment") -> str:
    cells = [day, "10:00:00", "Europe/Berlin", "StreamCo", kind, "Completed", "EUR", gross, "0", gross, number]
    return ",".join(f'"{cell}"' for cell in [*cells, "B-1", ""])


@pytest.mark.parametrize(
    ("printed", "minor"),
    [
        (["-1.234,56", "-9,99"], [123456, 999]),
        (["-1,234.56", "-9.99"], [123456, 999]),
        (["-1.234,56", "-1.234"], [123456, 123400]),
        (["\u22121\u00a0234,56", "\u22129,99"], [123456, 999]),
    ],
)
def test_04_the_decimal_mark_is_the_files(tmp_path: Path, printed: list[str], minor: list[int]) -> None:
    rows = [paypal("24/03/2025", gross, f"PAY{n}") for n, gross in enumerate(printed)]
    bills = bills_of(tmp_path, table(PAYPAL, *rows))
    assert bills.problems.empty
    assert list(bills.transactions["amount_minor"]) == minor


@pytest.mark.parametrize(
    ("printed", "days"),
    [
        (["03/04/2025", "24/04/2025"], ["2025-04-03", "2025-04-24"]),
        (["03/04/2025", "04/24/2025"], ["2025-03-04", "2025-04-24"]),
    ],
)
def test_05_the_order_of_the_date_is_the_files(tmp_path: Path, printed: list[str], days: list[str]) -> None:
    rows = [paypal(day, "-9.99", f"PAY{n}") for n, day in enumerate(printed)]
    bills = bills_of(tmp_path, table(PAYPAL, *rows))
    assert list(bills.transactions["civil_date"].astype(str)) == days


def test_06_a_card_that_turns_its_signs(tmp_path: Path) -> None:
    rows = ["06/20/2025,STREAMCO,9.99", "06/25/2025,ONLINE PAYMENT - THANK YOU,-40.00"]
    (tmp_path / "usual").mkdir()
    usual = bills_of(tmp_path / "usual", table(AMEX, *rows))
    assert list(usual.transactions["direction"]) == ["out", "in"]
    turned = [row.replace(",9.99", ",-9.99").replace("-40.00", "40.00") for row in rows]
    (tmp_path / "turned").mkdir()
    bills = bills_of(tmp_path / "turned", table(AMEX, *turned))
    assert list(bills.transactions["direction"]) in ([], ["out", "in"])  # refused in words, or the file's own signs
    assert len(bills.transactions) or "sign" in bills.problems["reason"].iloc[0]


@pytest.mark.parametrize("state", ["PENDING", "REVERTED", "DECLINED", "FAILED"])
def test_07_only_what_was_booked(tmp_path: Path, state: str) -> None:
    bills = bills_of(tmp_path, table(REVOLUT, revolut(), revolut("2025-07-01", state=state)))
    first, second = bills.transactions["status"]
    assert (first, second == "settled") == ("settled", False)


def test_08_two_equal_charges_of_one_day(tmp_path: Path) -> None:
    charge, other = (
        f"06/{day}/2025,06/27/2025,{who},Shopping,Sale,-9.99," for day, who in ((20, "STREAMCO"), (25, "X"))
    )
    bills = bills_of(tmp_path, table(CHASE, charge, charge), table(CHASE, other, charge, charge))
    assert (len(bills.transactions), bills.transactions["transaction_id"].nunique()) == (5, 3)


def test_09_the_day_as_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    late = "CARD_PAYMENT,Current,2025-06-30 23:59:59,2025-06-30 23:59:59,StreamCo,-9.99,0.00,EUR,COMPLETED,"
    assert list(bills_of(tmp_path, table(REVOLUT, late)).transactions["civil_date"].astype(str)) == ["2025-06-30"]


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("-1500", "JPY", 1500), ("-9.99", "EUR", 999), ("-1.250", "KWD", 1250)]
)
def test_10_minor_units_of_the_currency(tmp_path: Path, amount: str, currency: str, minor: int) -> None:
    rows = bills_of(tmp_path, table(REVOLUT, revolut(amount=amount, currency=currency))).transactions
    assert (list(rows["amount_minor"]), list(rows["currency"])) == ([minor], [currency])


ORDER = """[{"orderHistory": {"orderId": "GPA.1-%d", "creationTime": "2025-06-0%dT10:00:00Z", "totalPrice": "€9.99",
"ipAddress": "203.0.113.7", "billingInstrument": {"displayName": "PayPal: lin@example.com"},
"billingContact": {"streetAddress": ["Lindenweg 7"]}, "refundAmount": "€0.00",
"lineItem": [{"doc": {"documentType": "Subscription", "title": "Plan (App)"}, "quantity": "1"}]}}]"""


def test_12_archives_of_stores(tmp_path: Path) -> None:
    parts = [
        zipped({f"{folder}/{name}": (ORDER % (n, n)).encode()})
        for n, (folder, name) in enumerate(
            [
                ("Takeout/Google\u00a0Play\u00a0Store", "Order History.json"),
                ("Takeout/Google Play 商店", "订单记录.json"),
                ("Takeout/Google Play Store", "Order History-001.json"),
            ],
            start=1,
        )
    ]
    whole = zipped({f"takeout-00{n}.zip": part for n, part in enumerate(parts[1:], start=2)})
    bills = bills_of(tmp_path, parts[0], whole, suffix=".zip")
    assert bills.problems.empty
    assert sorted(bills.transactions["civil_date"].astype(str)) == ["2025-06-01", "2025-06-02", "2025-06-03"]


def test_13_addresses_of_a_store_are_not_kept(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, ORDER % (1, 1), suffix=".json")
    assert len(bills.transactions) == 1
    kept = "".join(t.to_csv() for t in (bills.transactions, bills.sources, bills.events, bills.problems))
    assert [private for private in ("203.0.113", "lin@example", "Lindenweg") if private in kept] == []
