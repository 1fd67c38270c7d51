"""Every format against its samples: invented bills of real shape, and what must come of them, written by hand."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit.money import to_text
from audit.statements import FORMATS, identify, read
from audit.tables import Bills

SAMPLES = Path(__file__).parent / "golden" / "statements"
BILLS: dict[str, dict[str, Any]] = tomllib.loads((SAMPLES / "bills.toml").read_text("utf-8"))
HIDES = {"refunds": (True, False), "charges": (False, True), None: (False, False)}


def money(minor: Any, currency: str = "CNY") -> str:
    return "-" if minor is pd.NA or pd.isna(minor) else to_text(int(minor), currency)


def price(minor: Any, currency: str) -> str:
    return "" if pd.isna(minor) else f"{to_text(int(minor), currency)} {currency}"


@cache
def sample(name: str) -> Bills:
    """One sample read, once for all that is asked of it."""
    return read(SAMPLES / name)


def count(number: Any) -> str:
    return "-" if pd.isna(number) else str(int(number))


def moment(at: Any) -> str:
    return "" if pd.isna(at) else str(at)


def test_every_sample_and_every_format_is_spoken_for() -> None:
    files = {p.name for p in SAMPLES.iterdir() if not p.name.endswith((".expected.csv", ".toml", ".md"))}
    assert files == set(BILLS)
    assert {b["format"] for b in BILLS.values()} == {fmt.name for fmt in FORMATS}


@pytest.mark.parametrize("name", BILLS)
def test_sample_is_recognised_by_its_content(name: str, tmp_path: Path) -> None:
    renamed = tmp_path / "下载.dat"
    renamed.write_bytes((SAMPLES / name).read_bytes())
    assert identify(renamed).name == BILLS[name]["format"]


@pytest.mark.parametrize("name", BILLS)
def test_sample_reads_as_written_by_hand(name: str) -> None:
    rows = sample(name).transactions
    printed = [
        {
            "row": str(t.row), "occurred_at": str(t.occurred_at), "posted_on": str(t.posted_on)[:10].replace("NaT", ""),
            "direction": t.direction, "kind": t.kind, "status": t.status,
            "amount": money(t.amount_minor, t.currency), "currency": t.currency, "account": t.account_id,
            "refunded": money(t.refunded_minor, t.currency).replace("-", ""),
            "original": price(t.original_minor, t.original_currency), "fee": money(t.fee_minor, t.currency),
            "mandate": t.mandate_id, "offset": t.utc_offset, "status_text": t.status_text,
            "counterparty": t.counterparty, "description": t.description, "category": t.category, "method": t.method,
            "card": t.funding_account, "reference": t.reference, "merchant_reference": t.merchant_reference,
            "original_reference": t.original_reference,
        }
        for t in rows.itertuples()
    ]  # fmt: skip
    with (SAMPLES / name).with_suffix(".expected.csv").open(encoding="utf-8", newline="") as expected:
        reader = csv.DictReader(expected)
        wanted, columns = list(reader), set(reader.fieldnames or ())
    assert {"row", "occurred_at", "direction", "kind", "amount"} <= columns
    assert [{name: row[name] for name in row if name in columns} for row in printed] == wanted


@pytest.mark.parametrize("name", BILLS)
def test_sample_says_of_itself(name: str) -> None:
    said, bills = BILLS[name], sample(name)
    source = bills.sources.iloc[0]
    assert (source["format"], source["account_id"], source["filter"]) == (
        said["format"],
        said["account"],
        said["filter"],
    )
    assert moment(source["covered_from_at"]) == said["from"]
    assert moment(source["covered_until_at"]) == said["until"]
    assert moment(source["exported_at"]) == said["exported_at"]
    assert (source["hides_refunds"], source["hides_charges"]) == HIDES[said.get("hides")]
    assert set(bills.transactions["hides_refunds"]) <= {HIDES[said.get("hides")][0]}


@pytest.mark.parametrize("name", BILLS)
def test_every_row_of_a_sample_is_accounted_for(name: str) -> None:
    said, bills = BILLS[name], sample(name)
    source = bills.sources.iloc[0]
    assert (source["rows"], source["ignored"]) == (said["rows"], said.get("ignored", 0))
    assert source["rows"] == len(bills.transactions) + len(bills.problems) + source["ignored"]
    found = [[int(p.row), p.reason] for p in bills.problems.itertuples()]
    expected = said.get("problems", [])
    assert [row for row, _ in found] == [row for row, _ in expected]
    for (_, reason), (_, part) in zip(found, expected, strict=True):
        assert part in reason
    asked = [[int(e.row), e.note] for e in bills.events.itertuples() if e.what == "unknown_status"]
    assert asked == said.get("unknown_statuses", [])


@pytest.mark.parametrize("name", BILLS)
def test_printed_totals_of_a_sample_are_compared_in_their_own_terms(name: str) -> None:
    compared = [
        [
            t.name,
            f"{count(t.stated_count)}/{money(t.stated_minor, t.currency)}",
            f"{count(t.read_count)}/{money(t.read_minor, t.currency)}",
            t.result,
        ]
        for t in sample(name).totals.itertuples()
    ]
    assert compared == BILLS[name]["totals"]
