"""Downloads of one account whose numbers change from one to the next: every payment once, and none lost."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from exports_of_one_account import Paid, Writer, camt, ofx

from audit import consolidate, link, read

STREAM = "Streamora GmbH"
ROWS = [Paid(date(2026, month, 10), STREAM, 999) for month in range(1, 8)]
TWICE = sorted([*ROWS, ROWS[4]], key=lambda paid: paid.on)


def anew(data: bytes) -> bytes:
    """The same download with every number of a row replaced."""
    numbers = rb"(<FITID>|<AcctSvcrRef>)"
    assert re.search(numbers, data)
    return re.sub(numbers, rb"\g<1>9999", data)


def payments(folder: Path, *downloads: bytes) -> pd.DataFrame:
    for place, data in enumerate(downloads):
        (folder / f"{place}").write_bytes(data)
    bills = read(folder)
    assert bills.problems.empty
    return consolidate(bills.transactions, link(bills.transactions))


@pytest.mark.parametrize("writer", [ofx, camt])
@pytest.mark.parametrize(
    ("older", "newer", "all_of_them"),
    [(ROWS, ROWS, 7), (ROWS[:6], ROWS[3:], 7), (ROWS[:5], ROWS[4:], 7), (TWICE[:6], TWICE[2:], 8)],
    ids=["whole", "three months", "one day", "twice on a day"],
)
def test_rows_that_read_alike_count_once(
    writer: Writer, older: list[Paid], newer: list[Paid], all_of_them: int, tmp_path: Path
) -> None:
    assert len(payments(tmp_path, writer(older), anew(writer(newer)))) == all_of_them


def test_three_downloads_come_to_one(tmp_path: Path) -> None:
    third = anew(anew(ofx(ROWS[1:6])))
    assert len(payments(tmp_path, ofx(ROWS[:5]), anew(ofx(ROWS[2:])), third)) == 7


def test_where_numbers_hold_another_number_is_another_payment(tmp_path: Path) -> None:
    assert len(payments(tmp_path, ofx(ROWS), ofx([*ROWS, ROWS[4]]))) == 8


def test_rows_of_other_days_or_words_stay(tmp_path: Path) -> None:
    other = [Paid(paid.on, "Kino Nordlicht", paid.cents) for paid in ROWS]
    assert len(payments(tmp_path, ofx(ROWS), anew(ofx(other)))) == 14
