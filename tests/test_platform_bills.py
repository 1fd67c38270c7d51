"""JD and Meituan bills through the flow: what came back counts once, and credit repaid is no purchase."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.statements import read

SAMPLES = Path(__file__).parent / "golden" / "statements"


def refunds(transactions: pd.DataFrame) -> list[tuple[int, int, int, str, bool]]:
    """Row of the refund, row of the charge, amount, rule, certain."""
    links = link(transactions)
    row = transactions.set_index("transaction_id")["row"]
    found = links[links["relation"].eq("refunds")]
    return sorted(
        (int(row[f.from_id]), int(row[f.to_id]), f.amount_minor, f.rule, f.certain) for f in found.itertuples()
    )


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("jd-csv.csv", [(23, 24, 12000, "reference", True), (25, 26, 6800, "reference", True)]),
        ("jd-csv-2024.csv", [(23, 25, 9699, "reference", True)]),
    ],
)
def test_jds_note_and_jds_refund_row_are_one_refund(
    sample: str, expected: list[tuple[int, int, int, str, bool]]
) -> None:
    assert refunds(read(SAMPLES / sample).transactions) == expected


def test_meituans_refund_finds_its_purchase_by_title_and_amount() -> None:
    assert [found[:3] for found in refunds(read(SAMPLES / "meituan-csv.csv").transactions)] == [(22, 23, 2000)]


def test_an_older_export_that_still_counts_the_purchase_as_spending_is_the_same_purchase(tmp_path: Path) -> None:
    new = (SAMPLES / "jd-csv.csv").read_text("utf-8-sig")
    old = new.replace("申请时间：2025-09-01", "申请时间：2025-08-10").replace(
        "68.00(已全额退款),银行储蓄卡(4321),交易成功,不计收支", "68.00,银行储蓄卡(4321),交易成功,支出"
    )
    old = "".join(line for line in old.splitlines(keepends=True) if not line.startswith(("2025-08-11", "2025-08-2")))
    (tmp_path / "new.csv").write_text(new, "utf-8")
    (tmp_path / "old.csv").write_text(old, "utf-8")
    rows = read(tmp_path).transactions
    paid = consolidate(rows, link(rows))
    (cup,) = paid[paid["description"].eq("青禾保温杯")].itertuples()
    assert (cup.file, cup.direction, cup.refunded_minor, "old.csv" in cup.also_seen) == (
        "new.csv",
        "neutral",
        6800,
        True,
    )
    assert (len(rows), rows["transaction_id"].nunique()) == (15, 9)


@pytest.mark.parametrize("sample", ["jd-csv.csv", "jd-csv-2024.csv", "meituan-csv.csv"])
def test_credit_repaid_is_no_purchase(sample: str) -> None:
    rows = read(SAMPLES / sample).transactions
    (repaid,) = rows[rows["description"].str.contains("还款")].itertuples()
    assert repaid.kind == "repayment"
    assert repaid.status == "settled"


def test_jds_automatic_debit_is_settled_and_its_words_are_kept() -> None:
    rows = read(SAMPLES / "jd-csv.csv").transactions
    (plus,) = rows[rows["status_text"].eq("自动扣款成功")].itertuples()
    assert (plus.kind, plus.status, plus.category) == ("charge", "settled", "其他")
    assert plus.description == "京东PLUS会员自动续费及支付"
