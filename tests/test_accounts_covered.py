"""Files that speak for several accounts: every one of them is covered, watched and drawn, with its own days."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit import run
from audit.judging.rails import shown_by_person
from audit.reports.audit_json import build
from audit.reports.charts import plot_coverage
from audit.statements import read
from audit.tables import SOURCES, by_account
from tests.judging_rows import sources as full_exports
from tests.statement_bytes import wechat, wechat_row

SAMPLES = Path(__file__).parent / "golden" / "statements"
CARDS = """交易日期,记账日期,交易摘要,交易地点,卡号末四位,人民币金额,交易地金额
2025-07-28,2025-07-28,财付通-街角早餐,CN,4321,￥4.70,￥4.70
2025-07-10,2025-07-11,财付通-云帆网络,CN,8765,￥30.00,￥30.00
2025-07-03,2025-07-04,财付通-云帆网络,CN,4321,￥30.00,￥30.00
"""


def said(source: pd.Series) -> list[tuple[str, str, str]]:
    """The accounts of a source as day stretches."""
    return [(one["account"], one["from"][:10], one["until"][:10]) for one in json.loads(source["accounts"])]


def covers(sources: pd.DataFrame, channel: str, account: str, first: str, last: str) -> bool:
    shown = shown_by_person(sources)[""].coverage([(channel, account)])
    return shown.covers(date.fromisoformat(first), date.fromisoformat(last))


def test_every_card_that_rows_print_is_covered_by_the_whole_bill(tmp_path: Path) -> None:
    (tmp_path / "cards.csv").write_text(CARDS, encoding="utf-8")
    sources = read(tmp_path).sources
    assert said(sources.iloc[0]) == [("4321", "2025-07-03", "2025-07-29"), ("8765", "2025-07-03", "2025-07-29")]
    assert covers(sources, "bank:cmb", "8765", "2025-07-03", "2025-07-28")
    assert not covers(sources, "bank:cmb", "8765", "2025-07-03", "2025-07-29")


def test_each_statement_of_a_file_covers_its_own_account_and_days() -> None:
    sources = read(SAMPLES / "ofx-two-accounts.ofx").sources
    assert said(sources.iloc[0]) == [("7788", "2026-01-01", "2026-02-01"), ("9900", "2026-01-01", "2026-03-01")]
    assert covers(sources, "bank", "9900", "2026-01-01", "2026-02-28")
    assert not covers(sources, "bank", "7788", "2026-02-01", "2026-02-01")


def test_an_account_without_a_row_is_spoken_for() -> None:
    source = read(SAMPLES / "camt053-v8.xml").sources.iloc[0]
    assert said(source) == [("3456", "2026-02-01", "2026-03-01"), ("8822", "2026-02-28", "2026-03-01")]


def test_a_gap_between_two_statements_of_one_account_is_none_of_its_days(tmp_path: Path) -> None:
    statements = [("260101", "260131"), ("260301", "260331")]
    text = "".join(f":20:X\n:25:1234\n:60F:C{a}EUR1,00\n:62F:C{b}EUR1,00\n-\n" for a, b in statements)
    (tmp_path / "gap.sta").write_text(text, encoding="ascii")
    sources = read(tmp_path).sources
    assert said(sources.iloc[0]) == [("1234", "2026-01-02", "2026-02-01"), ("1234", "2026-03-02", "2026-04-01")]
    assert covers(sources, "bank", "1234", "2026-01-02", "2026-01-31")
    assert not covers(sources, "bank", "1234", "2026-01-31", "2026-03-02")


def test_a_bill_without_its_heading_speaks_for_the_account_it_adopts(tmp_path: Path) -> None:
    rows = [wechat_row(number="4200000001"), wechat_row("2025-07-01 10:00:00", number="4200000002")]
    whole = wechat(rows)
    (tmp_path / "a.csv").write_bytes(whole)
    (tmp_path / "b.csv").write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(whole.split(b"\r\n")[8:]))
    sources = read(tmp_path).sources.set_index("file")
    assert [said(sources.loc[name])[0][0] for name in ("a.csv", "b.csv")] == ["阿木", "阿木"]


def test_a_file_that_lists_no_accounts_speaks_for_its_own_alone() -> None:
    sources = full_exports(("wechat", "小明"), ("alipay", "13800000000"))
    assert by_account(sources).equals(sources)
    assert by_account(SOURCES.empty()).empty


def statement(account: str, *charges: str) -> str:
    rows = "".join(
        f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{day}<TRNAMT>-9.99<FITID>{day}{account}<NAME>STREAMORA PREMIUM"
        for day in charges
    )
    return (
        f"<STMTTRNRS><STMTRS><CURDEF>USD<ACCTID>{account}<BANKTRANLIST><DTSTART>20260101<DTEND>20260831{rows}"
        "</BANKTRANLIST></STMTRS></STMTTRNRS>"
    )


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A subscription on the second account of a file, cancelled in April and charged once more."""
    charges = [f"2026{month:02}10" for month in (1, 2, 3, 4, 6)]
    text = "OFXHEADER:100\n\n<OFX><SONRS><DTSERVER>20260901</SONRS>" + statement("1111") + statement("2222", *charges)
    (tmp_path / "bank.ofx").write_text(f"{text}</OFX>", encoding="ascii")
    (tmp_path / "cancellations.csv").write_text(
        "service,cancelled_at,path\nSTREAMORA PREMIUM,2026-04-20,app\n", encoding="utf-8"
    )
    return tmp_path


def test_the_second_account_of_a_file_is_watched(case: Path) -> None:
    audit = run(case, as_of="2026-09-01")
    watched = audit.watch[["account_id", "from_on", "state"]].astype(str)
    states: dict[tuple[str, str], Any] = {(row.account_id, row.from_on): row.state for row in watched.itertuples()}
    assert {account for account, _ in states} == {"2222"}
    assert states["2222", "2026-05-10"] == "clean"
    assert states["2222", "2026-06-10"] == "charged"
    assert states["2222", "2026-07-10"] == states["2222", "2026-08-10"] == "clean"


def test_what_audit_json_says_of_a_bill_keeps_its_shape(case: Path) -> None:
    results = run(case, as_of="2026-09-01")
    (source,) = build(results, "en")["sources"]
    assert list(source) == [
        "file", "sha256", "format", "account", "from", "to", "exported_at", "filter", "rows", "transactions", "ignored",
        "problems", "totals",
    ]  # fmt: skip
    assert (source["account"], source["from"], source["to"]) == ("1111", "2026-01-01", "2026-08-31")


def test_every_account_of_a_file_has_its_lane(case: Path) -> None:
    lanes = [label.get_text() for label in plot_coverage(read(case / "bank.ofx").sources, lang="en").get_yticklabels()]
    assert [any(lane.endswith(account) for lane in lanes) for account in ("1111", "2222")] == [True, True]
