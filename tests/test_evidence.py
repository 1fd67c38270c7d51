"""The two packages: whole and untouched for the court, cited and masked for everyone else."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from results_sample import BILL, BILL_BYTES, NUMBERS, every_kind, w01

from audit.errors import OutputError
from audit.reports.evidence import csv_bytes, plain_text, write_evidence, write_share
from audit.reports.shared_rows import cited_rows, shared_findings
from audit.tables import Results

Pack = Callable[[Results], ZipFile]


@pytest.fixture
def evidence(tmp_path: Path) -> Pack:
    document, workbook = tmp_path / "audit.json", tmp_path / "claim.xlsx"
    document.write_bytes(b"{}\n")
    workbook.write_bytes(b"workbook")

    def pack(results: Results) -> ZipFile:
        path = tmp_path / "evidence.zip"
        write_evidence(results, path, "en", audit_json=document, workbook=workbook)
        return ZipFile(path)

    return pack


@pytest.fixture
def share(tmp_path: Path) -> Pack:
    def pack(results: Results) -> ZipFile:
        write_share(results, tmp_path / "share.zip", "zh")
        return ZipFile(tmp_path / "share.zip")

    return pack


def rows_of(packed: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"), newline="")))


def test_originals_are_packed_byte_for_byte_at_their_places(evidence: Pack, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    (tmp_path / "case" / "proof").mkdir()
    (tmp_path / "case" / "proof" / "page.png").write_bytes(b"\x89PNG")
    results = replace(results, case=replace(results.case, evidence=(tmp_path / "case" / "proof" / "page.png",)))
    packed = evidence(results)
    assert packed.namelist() == [
        "README.txt", f"originals/{BILL}", "originals/case.xlsx", "originals/proof/page.png", "audit/audit.json",
        "audit/claim.xlsx", "manifest.json",
    ]  # fmt: skip
    assert packed.read(f"originals/{BILL}") == BILL_BYTES
    assert packed.read("originals/proof/page.png") == b"\x89PNG"


def test_the_manifest_lists_every_file_and_chains_its_hashes(evidence: Pack, tmp_path: Path) -> None:
    packed = evidence(w01(tmp_path / "case"))
    manifest = json.loads(packed.read("manifest.json"))
    assert (manifest["made_by"], manifest["schema"]) == ("renewal-audit", "renewal-audit-evidence/1")
    assert [f["name"] for f in manifest["files"]] == packed.namelist()[:-1]
    assert [f["role"] for f in manifest["files"]] == ["first page", "bill", "case", "audit", "workbook"]
    before = ""
    for listed in manifest["files"]:
        content = packed.read(listed["name"])
        assert (listed["sha256"], listed["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
        before = hashlib.sha256(f"{before}\n{listed['sha256']}  {listed['name']}".encode()).hexdigest()
        assert listed["chain"] == before


def test_the_first_page_says_for_whom_it_is(evidence: Pack, share: Pack, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    whole = evidence(results).read("README.txt").decode("utf-8-sig")
    assert "lawyer, or the court" in whole
    assert "C1: claimed ¥60.23 (principal ¥60.00, interest ¥0.23, costs ¥0.00)" in whole
    assert "不构成法律意见" in share(results).read("README.txt").decode("utf-8-sig")


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    results = every_kind(tmp_path / "case")
    for name in ("a", "b"):
        write_share(results, tmp_path / f"{name}.zip", "zh")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert {i.date_time for i in ZipFile(tmp_path / "a.zip").infolist()} == {(2025, 9, 1, 0, 0, 0)}


def test_a_bill_changed_since_it_was_read_is_refused(evidence: Pack, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    (tmp_path / "case" / BILL).write_bytes(BILL_BYTES + b"2025-09-01,...\n")
    with pytest.raises(OutputError, match=f"{BILL} is no longer what was read"):
        evidence(results)


def test_a_bill_that_is_gone_is_named(evidence: Pack, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    (tmp_path / "case" / BILL).unlink()
    with pytest.raises(OutputError, match=f"{BILL} was read but is gone"):
        evidence(results)


def test_of_a_bill_inside_a_zip_the_zip_is_packed_once(evidence: Pack, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    (tmp_path / "case" / "both!.zip").write_bytes(b"an encrypted zip")
    one = results.bills.sources
    both = pd.concat([one.assign(file="both!.zip!a.csv"), one.assign(file="both!.zip!b/c.csv")], ignore_index=True)
    packed = evidence(replace(results, bills=replace(results.bills, sources=both)))
    assert [n for n in packed.namelist() if n.startswith("originals/")] == [
        "originals/both!.zip",
        "originals/case.xlsx",
    ]
    assert packed.read("originals/both!.zip") == b"an encrypted zip"


def test_a_case_file_from_elsewhere_does_not_leave_the_package(evidence: Pack, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    elsewhere = tmp_path / "desk" / "case.xlsx"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"case")
    packed = evidence(replace(results, case=replace(results.case, path=elsewhere)))
    assert "originals/elsewhere/1/case.xlsx" in packed.namelist()


def test_shared_rows_are_the_cited_ones_and_masked(share: Pack, tmp_path: Path) -> None:
    packed = share(every_kind(tmp_path / "case"))
    assert packed.namelist() == ["README.txt", "cited-rows.csv", "findings.csv", "manifest.json"]
    rows = rows_of(packed, "cited-rows.csv")
    assert [(r["认定编号"], r["引用为"], r["行"]) for r in rows] == [
        ("F1", "扣款", "4"),
        ("F2", "扣款", "5"),
        ("F3", "扣款", "6"),
    ]
    assert {r["账户"] for r in rows} == {"138****0001"}
    assert rows[1]["交易单号"] == "20250701…0003"
    assert rows[1]["金额"] == "¥30.00"
    everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    for private in ("13800000001", *NUMBERS, "示例昵称", "1000123401"):
        assert private not in everything, private


def test_persons_are_hidden_in_counterparty_and_file_names_alike(tmp_path: Path) -> None:
    results = w01(tmp_path)
    file = "张伟的账单/支付宝_李小红.csv"
    rows = results.bills.transactions.assign(file=file, counterparty="王小明", description="转给王小明 QQ 1234567890")
    results = replace(
        results,
        bills=replace(results.bills, transactions=rows, sources=results.bills.sources.assign(file=file)),
        findings=results.findings.assign(file=file, counterparty="王小明"),
    )
    shared = "".join(t.to_csv() for t in (cited_rows(results, "zh"), shared_findings(results, "zh")))
    for name in ("张伟", "李小红", "王小明", "1234567890"):
        assert name not in shared
    assert "张*的账单/支付宝_李**.csv" in shared


def test_shared_findings_carry_reason_and_figures(share: Pack, tmp_path: Path) -> None:
    findings = {row["认定编号"]: row for row in rows_of(share(every_kind(tmp_path / "case")), "findings.csv")}
    assert (findings["F2"]["认定"], findings["F2"]["本金"], findings["F2"]["利息"]) == ("终止后扣款", "¥25.00", "¥0.13")
    assert (findings["F4"]["待核实"], findings["F4"]["待答问题"]) == ("¥30.00", "您是否重新订阅？")
    assert findings["F1"]["本金"] == ""


def test_mirrors_copies_and_refunds_are_cited_too(share: Pack, tmp_path: Path) -> None:
    results = every_kind(tmp_path / "case")
    template = results.bills.transactions.iloc[[0, 0, 0]].reset_index(drop=True)
    more = template.assign(file=["bank.csv", "old.csv", BILL], row=[20, 8, 8], reference=["b1", "o1", "r1"])
    bills = replace(results.bills, transactions=pd.concat([results.bills.transactions, more], ignore_index=True))
    mirror = json.dumps([{"file": "bank.csv", "row": 20}])
    payments = results.payments.assign(mirrors=["", "", mirror, ""])
    packed = share(replace(results, bills=bills, payments=payments))
    found = {(r["认定编号"], r["引用为"], r["文件"], r["行"]) for r in rows_of(packed, "cited-rows.csv")}
    assert ("F2", "另一账单中的同一笔", "bank.csv", "20") in found
    assert ("F4", "另一份导出中的同一行", "old.csv", "8") in found
    assert ("F2", "退款", BILL, "8") in found


@pytest.mark.parametrize(
    ("cell", "shown"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-5", "'-5"), ("\tx", "'\tx"), ("30.00", "30.00"), ("", "")]
)
def test_cells_that_look_like_formulas_stay_text(cell: str, shown: str) -> None:
    assert plain_text(cell) == shown


def test_csv_quotes_what_must_be_quoted() -> None:
    written = csv_bytes(pd.DataFrame({"a": ['x,"y"', "第二\n行"]}))
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))) == [["a"], ['x,"y"'], ["第二\n行"]]


def test_bills_of_one_name_from_two_folders_are_both_packed(evidence: Pack, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    other = tmp_path / "other" / BILL
    other.parent.mkdir()
    other.write_bytes(b"another account's bill")
    one = results.bills.sources
    second = one.assign(file=f"../other/{BILL}", sha256=hashlib.sha256(b"another account's bill").hexdigest())
    sources = pd.concat([one, second], ignore_index=True)
    packed = evidence(replace(results, bills=replace(results.bills, sources=sources)))
    assert packed.read(f"originals/{BILL}") == BILL_BYTES
    assert packed.read(f"originals/elsewhere/1/{BILL}") == b"another account's bill"
