"""Public sample files of banks elsewhere, CSV: each is read whole, or refused in words that say what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.statements import read
from audit.tables import Bills

FIXTURES = "automationsmanufaktur-labs__waskostetmich/tests/fixtures/"
BEAN = "LaunchPlatform__beanhub-extract/tests/extractors/fixtures/"
YNAB = "bank2ynab__bank2ynab/test/test-data/"

# file: format, rows, transactions of each kind of direction (out, in, neutral); counted in the files by eye
READ = {
    f"{FIXTURES}comdirect.csv": ("comdirect-csv", 2, (2, 0, 0)),
    f"{FIXTURES}commerzbank.csv": ("commerzbank-csv", 3, (2, 1, 0)),
    f"{FIXTURES}dkb-alt.csv": ("dkb-csv-old", 2, (2, 0, 0)),
    f"{FIXTURES}dkb-neu.csv": ("dkb-csv", 3, (2, 1, 0)),
    f"{FIXTURES}ing.csv": ("ing-de-csv", 3, (2, 1, 0)),
    f"{FIXTURES}n26.csv": ("n26-csv", 3, (2, 1, 0)),
    f"{FIXTURES}postbank.csv": ("postbank-csv", 2, (2, 0, 0)),
    f"{FIXTURES}sparkasse.csv": ("sparkasse-csv-camt", 3, (2, 1, 0)),
    f"{FIXTURES}volksbank.csv": ("volksbank-csv", 2, (2, 0, 0)),
    f"{BEAN}chase_credit_card.csv": ("chase-card-csv", 5, (4, 1, 0)),
    f"{BEAN}csv.csv": ("bank-table", 2, (2, 0, 0)),  # its author's own table: a type says the direction
    f"{BEAN}mercury.csv": ("mercury-csv", 4, (4, 0, 0)),
    f"{BEAN}wealthsimple.csv": ("bank-table", 5, (2, 3, 0)),  # the running balance proves the signs
    f"{YNAB}20171001-20171106.csv": ("n26-csv-old", 1, (1, 0, 0)),
    f"{YNAB}20180226-1000594757-umsatz.CSV": ("sparkasse-csv-mt940", 1, (1, 0, 0)),
    f"{YNAB}2019-03-02_11-50-46_bunq-statement.csv": ("bunq-csv", 7, (5, 2, 0)),
    f"{YNAB}MS_JANE_SMITH_01-12-2019_14-12-2019.csv": ("ms-bank-card-csv", 13, (9, 1, 0)),  # three rows not booked yet
    f"{YNAB}Movements_1234512345_201805271848.csv": ("raiffeisen-cz-csv", 1, (1, 0, 0)),
    f"{YNAB}W80844_EBH_201945.202122.csv": ("erste-hu-csv", 2, (1, 1, 0)),
    f"{YNAB}export_BE11123456789012_20180304_1422.csv": ("kbc-csv", 1, (1, 0, 0)),
    f"{YNAB}test_BOI_TransactionExport.csv": ("bank-of-ireland-csv", 27, (21, 6, 0)),
    f"{YNAB}umsatz-1234________1234-20180227.CSV": ("sparkasse-card-csv", 1, (1, 0, 0)),
}
NO_HEADINGS, NO_SUCH_BANK, NO_BILL = "no line that names the columns", "no known header", "no known bill"
REFUSED = {
    f"{YNAB}TH_20180101-20180523_strana_1.csv": NO_SUCH_BANK,
    f"{YNAB}TransactionHistory_20180418043121.csv": "records of several lines",
    f"{BEAN}other.csv": NO_BILL,
    f"{BEAN}plaid.csv": "nothing in it proves",
    f"{YNAB}kta_ei.dat": NO_BILL,
    f"{YNAB}test_headers.csv": NO_SUCH_BANK,
    f"{YNAB}test_raiffeisen_02.csv": NO_HEADINGS,
    f"{YNAB}test_row_format_CD_flag.csv": NO_HEADINGS,
    f"{YNAB}test_row_format_neg_inflow.csv": NO_HEADINGS,
}
# their publisher put other balances in: 100 on every day, 2345.56 before 1290 and 1055.56 after it
ANONYMISED = ("W80844_EBH_201945.202122.csv", "test_BOI_TransactionExport.csv")
FOLDERS = sorted({name.partition("/")[0] for name in (*READ, *REFUSED)})


@pytest.fixture(scope="module")
def bills(corpus: Path) -> Bills:
    return read([corpus / "intl" / folder for folder in FOLDERS], root=corpus / "intl")


def test_every_sample_is_read_or_refused_in_words(corpus: Path, bills: Bills) -> None:
    found = [path for folder in FOLDERS for path in (corpus / "intl" / folder).rglob("*") if path.is_file()]
    assert {path.relative_to(corpus / "intl").as_posix() for path in found} == {*READ, *REFUSED}
    assert set(bills.sources["file"]) == set(READ)
    assert set(bills.problems["file"]) == set(REFUSED)


@pytest.mark.parametrize("name", READ)
def test_sample_is_read_whole(name: str, bills: Bills) -> None:
    fmt, rows, directions = READ[name]
    source = bills.sources.set_index("file").loc[name]
    own = bills.transactions[bills.transactions["file"] == name]
    assert (source["format"], source["rows"], source["problems"]) == (fmt, rows, 0)
    assert source["transactions"] + source["ignored"] == rows
    assert tuple(int((own["direction"] == word).sum()) for word in ("out", "in", "neutral")) == directions


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_refused_with_a_reason(name: str, bills: Bills) -> None:
    (problem,) = bills.problems[bills.problems["file"] == name].itertuples()
    assert REFUSED[name] in problem.reason


def test_the_debits_of_german_samples_know_their_mandates(bills: Bills) -> None:
    debits = bills.transactions[bills.transactions["mandate_id"].ne("")]
    per_file = debits.groupby("file")["mandate_id"].count().to_dict()
    assert per_file == {
        f"{FIXTURES}dkb-alt.csv": 2,
        f"{FIXTURES}dkb-neu.csv": 2,
        f"{FIXTURES}sparkasse.csv": 2,
        f"{YNAB}20180226-1000594757-umsatz.CSV": 1,
    }


def test_the_running_balances_of_the_samples_are_compared(bills: Bills) -> None:
    differ = bills.totals[bills.totals["result"] == "differs"]
    assert set(differ["file"]) == {f"{YNAB}{name}" for name in ANONYMISED}
    agree = bills.totals[bills.totals["result"] == "agrees"]
    assert f"{FIXTURES}postbank.csv" in set(agree["file"])
