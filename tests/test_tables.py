"""The tables' promise, checked at every door."""

from __future__ import annotations

import pandas as pd
import pytest

from audit import tables
from audit.errors import TableError
from audit.tables import CLAIM_LINES, TRANSACTIONS, Table, check

ALL = [t for t in vars(tables).values() if isinstance(t, Table)]


@pytest.mark.parametrize("table", ALL, ids=lambda t: t.name)
def test_an_empty_table_keeps_its_promise(table: Table) -> None:
    check(table.empty(), table)
    check(table.of({}), table)
    assert list(table.empty().columns) == list(table.columns)


def test_absent_columns_are_filled_and_extra_ones_kept() -> None:
    made = TRANSACTIONS.of({"transaction_id": ["t1"], "extra": [1]})
    assert made.loc[0, "counterparty"] == ""
    assert made.loc[0, "amount_minor"] == 0
    assert pd.isna(made.loc[0, "refunded_minor"])
    assert pd.isna(made.loc[0, "occurred_at"])
    assert made.columns[-1] == "extra"


def test_nothing_becomes_the_word_none() -> None:
    made = TRANSACTIONS.of(pd.DataFrame({"counterparty": ["某店", None]}))
    assert list(made["counterparty"]) == ["某店", ""]


def test_every_fault_is_named_at_once() -> None:
    wrong = CLAIM_LINES.empty().drop(columns="currency").assign(principal_minor=pd.Series(dtype="float64"))
    with pytest.raises(TableError, match=r"no column currency.*principal_minor is float64, not int64"):
        check(wrong, CLAIM_LINES)


def test_a_date_with_a_clock_is_refused() -> None:
    """A debit at eight in the morning is a debit of that day: a time of day in a date would move boundaries."""
    clock = pd.Series([pd.Timestamp("2025-07-01 08:00")]).astype("datetime64[s]")
    with pytest.raises(TableError, match="civil_date has a time of day"):
        TRANSACTIONS.of({"civil_date": clock})


def test_negative_money_is_refused() -> None:
    with pytest.raises(TableError, match="amount_minor is negative"):
        TRANSACTIONS.of({"amount_minor": [-1]})
