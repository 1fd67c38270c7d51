"""Bills that were opened and saved again in another country's spreadsheet program: read by file, or refused once."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest

from audit.statements import FORMATS, read
from audit.tables import Bills

SAMPLES = Path(__file__).parent / "golden" / "statements"
YEAR_FIRST = {fmt.name for fmt in FORMATS if fmt.dates == "ymd" and fmt.container != "sheet"}
DAY = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})((?:[ T]\d{2}:\d{2}.*)?)")
AMOUNT = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+))\.(\d+)")
HEADER = ["Booking Date", "Value Date", "Partner Name", "Partner Iban", "Type", "Payment Reference", "Amount (EUR)"]


def german(cell: str) -> str:
    """A cell as a German Excel writes what it took for a date or a number."""
    if day := DAY.fullmatch(cell.strip()):
        return f"{day[3]}.{day[2]}.{day[1]}{day[4].replace('T', ' ')}"
    if amount := AMOUNT.fullmatch(cell.strip()):
        return f"{amount[1].replace(',', '.')},{amount[2]}"
    return cell


def saved_again(data: bytes) -> bytes:
    """A CSV as a German Excel saves it: its own dates, decimal commas, semicolons."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    out = io.StringIO()
    rows = csv.reader(io.StringIO(text))
    csv.writer(out, delimiter=";").writerows([german(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def n26(*rows: str, header: str = ";".join(HEADER)) -> bytes:
    return "\n".join([header, *rows]).encode()


def read_file(folder: Path, data: bytes) -> Bills:
    (folder / "bill.csv").write_bytes(data)
    return read(folder)


def facts(bills: Bills) -> pd.DataFrame:
    told = ["occurred_at", "posted_on", "direction", "kind", "status", "amount_minor", "currency", "counterparty"]
    return bills.transactions[told].reset_index(drop=True)


@pytest.mark.parametrize(
    "name",
    [
        *("n26-csv", "n26-csv-old", "revolut-csv", "wise-history-csv", "bunq-csv", "capital-one-card", "venmo"),
        *(
            "wechat-csv",
            "alipay-app-csv",
            "alipay-web-csv",
            "jd-csv",
            "meituan-csv",
            "icbc-credit-csv",
            "boc-credit-csv",
        ),
    ],
)
def test_a_bill_with_years_first_reads_alike_after_a_german_excel(name: str, tmp_path: Path) -> None:
    sample = SAMPLES / f"{name}.csv"
    before, after = read(sample), read_file(tmp_path, saved_again(sample.read_bytes()))
    assert set(before.sources["format"]) <= YEAR_FIRST
    pd.testing.assert_frame_equal(facts(before), facts(after))
    assert list(after.sources["assumed"]) == ["dates that a spreadsheet program wrote anew, read as day, month, year"]
    assert "日、月、年" in after.sources["assumed_zh"][0]


def test_days_after_the_twelfth_tell_an_american_excel(tmp_path: Path) -> None:
    bills = read_file(
        tmp_path,
        n26(
            "1/5/2026,1/5/2026,Streamora GmbH,X,Direct Debit,Plan,-9.99",
            '2/28/2026,3/1/2026,Kino Nordlicht,X,Card,Karten,"-1,012.00"',
            header=",".join(HEADER),
        ),
    )
    assert list(bills.transactions["occurred_at"]) == [pd.Timestamp(2026, 1, 5), pd.Timestamp(2026, 2, 28)]
    assert list(bills.transactions["amount_minor"]) == [999, 101200]
    assert bills.problems.empty


def test_years_first_beside_decimal_commas(tmp_path: Path) -> None:
    bills = read_file(
        tmp_path,
        n26(
            "2026-01-13;2026-01-13;Streamora GmbH;X;Direct Debit;Plan;-9,99",
            "2026-02-13;2026-02-13;Streamora GmbH;X;Direct Debit;Plan;-1.209,99",
        ),
    )
    assert list(bills.transactions["amount_minor"]) == [999, 120999]
    assert bills.problems.empty


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["5/1/2026"], "whether “5/1/2026” has the day or the month first cannot be told"),
        (["13/1/2026", "1/13/2026"], "has the day first and “1/13/2026” the month"),
    ],
)
def test_what_the_file_leaves_open_is_refused_once_and_in_words(days: list[str], said: str, tmp_path: Path) -> None:
    data = n26(*(f"{day};{day};Streamora GmbH;X;Direct Debit;Plan;-9,99" for day in days))
    bills = read_file(tmp_path, data)
    (problem,) = bills.problems.itertuples()
    assert said in problem.reason
    assert pd.isna(problem.row)
    assert bills.transactions.empty


def test_one_cell_in_another_writing_is_that_rows_fault_alone(tmp_path: Path) -> None:
    bills = read_file(
        tmp_path,
        n26(
            "2026-01-13;2026-01-13;Streamora GmbH;X;Direct Debit;Plan;-9.99",
            "13.02.2026;2026-02-13;Streamora GmbH;X;Direct Debit;Plan;-9.99",
            "2026-03-13;2026-03-13;Streamora GmbH;X;Direct Debit;Plan;-9,99",
        ),
    )
    assert list(bills.transactions["amount_minor"]) == [999]
    assert list(bills.problems["row"]) == [3, 4]
