"""One bank account in two formats: no payment twice, and no two payments as one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from audit import consolidate, link, run
from audit.statements import read

CSV = "交易日期,交易时间,收入,支出,余额,交易类型,交易备注"


def camt(*days: str, account: str = "DE02999900000000004711", name: str = "Streamora GmbH") -> str:
    entries = "".join(
        f'<Ntry><Amt Ccy="EUR">9.99</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt>'
        f"<AcctSvcrRef>REF{day}N{n}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties>"
        "<RmtInf><Ustrd>Streamora Plan</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for n, day in enumerate(days)
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
        "<CreDtTm>2026-09-01T00:00:00</CreDtTm><FrToDt><FrDtTm>2026-01-01T00:00:00</FrDtTm>"
        f"<ToDtTm>2026-08-31T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{entries}</Stmt></BkToCstmrStmt></Document>"
    )


def mt940(*days: str, account: str = "0000004711", currency: str = "EUR") -> str:
    lines = "".join(
        f":61:{day[2:4]}{day[5:7]}{day[8:]}D9,99NDDTNONREF\n:86:105?00LASTSCHRIFT?20SVWZ+Streamora Plan?32STREAMORA\n"
        for day in days
    )
    return f":20:X\n:25:99990000/{account}\n:60F:C251231{currency}100,00\n{lines}:62F:C260831{currency}100,00\n-\n"


def payments(folder: Path, **bills: str) -> pd.DataFrame:
    for name, text in bills.items():
        (folder / name).write_text(text, encoding="utf-8")
    rows = read(folder).transactions
    return consolidate(rows, link(rows))


MONTHS = tuple(f"2026-{month:02}-10" for month in range(1, 7))


def test_what_two_formats_tell_is_claimed_once(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(camt(*MONTHS), encoding="utf-8")
    (tmp_path / "b.sta").write_text(mt940(*MONTHS), encoding="utf-8")
    (tmp_path / "cancellations.csv").write_text(
        "service,cancelled_at,path\nStreamora Plan,2026-04-20,app\n", encoding="utf-8"
    )
    audit = run(tmp_path, as_of="2026-09-01")
    assert len(audit.payments) == 6
    assert list(audit.claims.totals["principal_minor"]) == [2 * 999]  # May and June, each in both files


def test_two_payments_of_one_day_stay_two(tmp_path: Path) -> None:
    twice = ("2026-01-10", "2026-01-10")
    assert len(payments(tmp_path, **{"a.xml": camt(*twice), "b.sta": mt940(*twice)})) == 2
    assert len(payments(tmp_path, **{"a.xml": camt(*twice), "b.sta": mt940("2026-01-10")})) == 2


def test_a_banks_own_csv_and_a_file_of_no_named_bank(tmp_path: Path) -> None:
    heading = '"# 招商银行交易记录"\n"# 账 号: [一卡通: 6225****4711]"\n"# 币 种: [ 人民币 ]"\n'
    csv = f"{heading}{CSV}\n20260110,08:00:00,,9.99,100.00,快捷支付,Streamora\n"
    found = payments(tmp_path, **{"a.csv": csv, "b.sta": mt940("2026-01-10", currency="CNY")})
    assert [len(found), len(read(tmp_path).transactions)] == [1, 2]


@pytest.mark.parametrize(
    "other",
    [mt940("2026-01-11"), mt940("2026-01-10", account="0000009999"), mt940("2026-01-10", currency="CHF")],
    ids=["another day", "another account", "another currency"],
)
def test_what_differs_is_another_payment(tmp_path: Path, other: str) -> None:
    assert len(payments(tmp_path, **{"a.xml": camt("2026-01-10"), "b.sta": other})) == 2


def test_two_files_of_one_format_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    one, other = camt("2026-01-10"), camt("2026-01-10", name="Pixelton").replace("REF", "NUMBER")
    assert len(payments(tmp_path, **{"a.xml": one, "b.xml": other})) == 2
