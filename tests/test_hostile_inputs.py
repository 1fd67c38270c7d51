"""Hostile and broken inputs beside a good bill: its claim stays to the fen, what is bad is named, nothing takes over.

In every run of the tests the inputs lie in case folders together, a few kinds at a time, and of the outputs only
`audit.json` is written. `make hostile` gives each one to a process of its own, with every output and within 20 s of
processor time and 1.5 GiB. `pytest tests/test_hostile_inputs.py --rewrite` writes `docs/hostile-inputs.md` anew.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hostile_inputs import READ, TEXTS, Hostile, called, table
from statement_bytes import wechat, wechat_row

from audit.cli import main
from audit.pipeline import Audit
from audit.reports import audit_json
from audit.statements import container, read
from audit.wording import Lang

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs" / "hostile-inputs.md"
TABLE = table()
SECONDS, KILOBYTES = 20, 3 << 19  # of processor time; of memory: 1.5 GiB
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
AS_OF = "2025-09-01"
ALL_AT_ONCE = '=HYPERLINK("http://example.com","x")<img src=x onerror=alert(1)>{{7*7}}\x1b[31m\u202eexe\u2069'
# 30.00 a month, cancelled June 10 in a period that ends July 1: July and August are owed, 30.00 each.
PRINCIPAL = 6000
HEAD = """# Hostile inputs

Written by `tests/test_hostile_inputs.py --rewrite` from the table those tests run. Each input lies in a case folder
beside a good bill of a cancelled service. Afterwards the claim of that service is what it is without the input, to the
fen. Exit 3: the input is left out and named with this reason, in either language. Exit 0: there is nothing wrong
with it, and it is read as it stands.

Every run of the tests tries all but the large ones (marked ●). `make hostile` runs each by itself as a user would, all
outputs written: within 20 seconds of processor time and 1.5 GiB of memory, and no output holds a formula, markup or
an escape of the input's.

"""
TITLES = {
    "zip": "Zips", "xml": "XML", "xlsx": "Workbooks", "csv": "CSV", "encoding": "Encodings", "amount": "Amounts",
    "date": "Dates", "text": "Text", "file": "Files and folders",
}  # fmt: skip
TOGETHER = (("zip",), ("xml", "xlsx"), ("csv", "file"), ("encoding", "amount", "date", "text"))
MOMENTS = """
## While it is read, and where nothing can be written

Tried by tests of their own; a full disk, a shut folder and what else can befall a run in `tests/test_faults.py`.

| input | what happens | exit |
|---|---|---|
| a file that changes while it is read | named: “the file changed while it was read”; the rest is used | 3 |
| a file that goes away while it is read | named: “the file went away”; the rest is used | 3 |
| a bill that changes after it was read | “is no longer what was read”; nothing is written | 1 |
| a file or folder without permission | named: “cannot be opened; check its permissions”; the rest is used | 3 |
| a full disk | “could not be written”, what stood there before stands as it was | 1 |
"""


def a_case(folder: Path) -> Path:
    """A good bill, six months of a plan, and when it was cancelled."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [wechat_row(at=f"2025-0{month}-01 08:00:00", number=f"42000000{month}") for month in range(3, 9)]
    (folder / "微信.csv").write_bytes(wechat(rows))
    (folder / "cancellations.csv").write_text("服务,取消时间\n云帆网盘会员自动续费,2025-06-10\n", "utf-8")
    return folder


class Told:
    """What became of runs in this process: the audit as it was to be saved."""

    audit: Audit


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Of the outputs only audit.json: charts and letters take seconds."""
    told = Told()

    def save(audit: Audit, folder: Path, *, lang: Lang, **_: Any) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "audit.json").write_bytes(audit_json.to_bytes(audit_json.build(audit, lang)))
        told.audit = audit
        return folder

    monkeypatch.setattr(Audit, "save", save)
    return told


def claimed(audit: Audit) -> dict[str, int]:
    """The principal of each cancellation."""
    totals = audit.claims.totals
    return dict(zip(totals["cancellation_id"], totals["principal_minor"].tolist(), strict=True))


def is_named(one: Hostile, problems: list[dict[str, Any]]) -> bool:
    """Whether the input is among the problems, at its place and with its reason in both languages."""
    return any(
        p["file"] == one.named and one.says in p["reason"] and one.says_zh in p["reason_zh"]
        and (one.row is None or p["row"] == one.row)
        for p in problems
    )  # fmt: skip


@pytest.mark.parametrize("kinds", TOGETHER, ids=" ".join)
def test_the_good_bill_beside_them_stays_as_it_is(
    kinds: tuple[str, ...], tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = [one for one in TABLE if one.kind in kinds and not one.heavy]
    folder = a_case(tmp_path / "case")
    for one in inputs:
        one.put(folder)
    lang = "zh" if len(inputs) % 2 else "en"
    status = main(["run", str(folder), "--as-of", AS_OF, "--lang", lang])
    shown = "".join(capsys.readouterr())
    assert claimed(told.audit) == {"C1": PRINCIPAL}
    problems = told.audit.problems.to_dict("records")
    assert [one.what for one in inputs if one.named and not is_named(one, problems)] == []
    assert {p["file"] for p in problems} == {one.named for one in inputs if one.named}
    assert status == max(one.exit for one in inputs)
    assert STEERING.findall(shown) == []


def test_digits_of_other_scripts_are_the_same_amount(tmp_path: Path) -> None:
    for one in TABLE:
        if one.kind == "amount" and one.exit == READ:
            one.put(tmp_path)
    assert set(read(tmp_path).transactions["amount_minor"]) == {3000}


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_gives_the_same_text(code: str, tmp_path: Path) -> None:
    for one in TABLE:
        if one.kind == "encoding" and f"{code}.csv" in one.files:  # type: ignore[operator]
            one.put(tmp_path)
    (found,) = read(tmp_path).transactions["counterparty"] + read(tmp_path).transactions["description"]
    assert found in ("山茶小铺镕𠮷 ￥", "Café Müllery")


def test_nothing_of_a_zip_is_ever_written_to_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "case"
    folder.mkdir(parents=True)
    for one in TABLE:
        if one.kind == "zip" and not one.heavy:
            one.put(folder)
    before = sorted(path for path in tmp_path.rglob("*"))
    read(folder)
    assert sorted(path for path in tmp_path.rglob("*")) == before


# --- while it is read


def test_a_file_that_changes_while_it_is_read_is_named(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_case(tmp_path)
    (folder / "growing.csv").write_bytes(wechat([wechat_row()]))
    usual = Path.read_bytes

    def read_and_grow(path: Path) -> bytes:
        data = usual(path)
        if path.name == "growing.csv":
            path.write_bytes(data + b"more")
        return data

    monkeypatch.setattr(Path, "read_bytes", read_and_grow)
    assert main(["run", str(folder), "--as-of", AS_OF]) == 3
    (problem,) = told.audit.problems.to_dict("records")
    assert (problem["file"], "changed while it was read" in problem["reason"]) == ("growing.csv", True)
    assert "被改动" in problem["reason_zh"]
    assert claimed(told.audit) == {"C1": PRINCIPAL}


def test_a_file_that_goes_away_while_it_is_read_is_named(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_case(tmp_path)
    (folder / "going.csv").write_bytes(wechat([wechat_row()]))
    usual: Callable[..., Any] = container.content

    def content(file: Path) -> Any:
        if file.name == "going.csv":
            file.unlink()
        return usual(file)

    monkeypatch.setattr(container, "content", content)
    assert main(["run", str(folder), "--as-of", AS_OF]) == 3
    (problem,) = told.audit.problems.to_dict("records")
    assert (problem["file"], "went away" in problem["reason"]) == ("going.csv", True)
    assert "已不存在" in problem["reason_zh"]
    assert claimed(told.audit) == {"C1": PRINCIPAL}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # a child that only reads
def test_what_cannot_be_opened_for_want_of_permission_is_named(tmp_path: Path) -> None:
    for name in ("bill.csv", "shut/bill.csv", "open.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(wechat([wechat_row()]))
    (tmp_path / "bill.csv").chmod(0)
    (tmp_path / "shut").chmod(0)
    answer, question = os.pipe()
    child = os.fork()
    if child == 0:  # the superuser may read everything: nobody may not
        with os.fdopen(question, "w") as out:
            if os.getuid() == 0:
                for above in (tmp_path, *tmp_path.parents):
                    if above.is_relative_to(Path(tempfile.gettempdir())):
                        above.chmod(0o755)
                os.setresuid(65534, 65534, 65534)
            bills = read(tmp_path)
            json.dump([bills.problems["file"].tolist(), bills.problems["reason"].tolist(), len(bills.sources)], out)
        os._exit(0)
    os.close(question)
    with os.fdopen(answer) as told:
        named, reasons, sources = json.load(told)
    os.waitpid(child, 0)
    (tmp_path / "shut").chmod(0o755)
    assert (named, sources) == (["bill.csv", "shut"], 1)
    assert all("check its permissions" in reason for reason in reasons)


# --- each by itself, whole


def run_whole(folder: Path) -> tuple[int, str, float, int]:
    """The whole program in a process of its own: exit status, what it said, seconds of work, memory in kB."""
    program = [sys.executable, "-m", "audit", "run", str(folder), "--as-of", AS_OF, "--lang", "en"]
    said = folder.parent / "said.txt"
    with said.open("wb") as out:
        child = subprocess.Popen(program, cwd=REPOSITORY, stdout=out, stderr=out)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    text = said.read_bytes().decode("utf-8", errors="replace")
    return child.returncode, text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


@pytest.mark.hostile
@pytest.mark.parametrize("one", TABLE, ids=lambda one: f"{one.kind}: {one.what}"[:80])
def test_by_itself_it_costs_little_and_takes_over_nothing(one: Hostile, tmp_path: Path) -> None:
    folder = a_case(tmp_path / "case")
    one.put(folder)
    status, said, seconds, kilobytes = run_whole(folder)
    assert status == one.exit, said[-500:]
    result = folder / "result"
    document = json.loads((result / "audit.json").read_text("utf-8"))
    assert [(c["cancellation"], c["principal"], c["interest"]) for c in document["claims"]] == [("C1", "60.00", "0.23")]
    named = [p for p in document["problems"] if p["file"] == one.named and one.says in p["reason"]]
    assert bool(named) == bool(one.named)
    assert STEERING.findall(said) == []
    assert_harmless(result)
    assert seconds < SECONDS
    assert kilobytes < KILOBYTES
    shutil.rmtree(folder)


# --- outputs


def harm(tmp_path: Path, cancelled: list[str]) -> Path:
    """A case with a plan named by each text that means harm, some of them cancelled; the run is done."""
    folder = a_case(tmp_path / "case")
    for number, text in enumerate((*TEXTS.values(), ALL_AT_ONCE)):
        (folder / f"text-{number}.csv").write_bytes(called(text, number))
    quoted = [text.replace('"', '""') for text in cancelled]
    rows = ["服务,取消时间", "云帆网盘会员自动续费,2025-06-10", *(f'"{text}",2025-04-20' for text in quoted)]
    (folder / "cancellations.csv").write_text("\n".join(rows), "utf-8")
    assert main(["run", str(folder), "--as-of", AS_OF]) in (0, 3)
    return folder


def test_text_that_means_harm_does_none_in_any_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = harm(tmp_path, [ALL_AT_ONCE])
    for ending in ("csv", "xlsx"):
        assert main(["transactions", str(folder), "-o", str(tmp_path / f"rows.{ending}")]) == 0
        assert_no_formulas(tmp_path / f"rows.{ending}")
    assert STEERING.findall("".join(capsys.readouterr())) == []
    assert_claims(folder, 2)
    assert_harmless(folder / "result")


@pytest.mark.hostile
def test_each_text_that_means_harm_may_be_what_was_cancelled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = harm(tmp_path, list(TEXTS.values()))
    assert STEERING.findall("".join(capsys.readouterr())) == []
    assert_claims(folder, 1 + len(TEXTS))
    assert_harmless(folder / "result")


def assert_claims(folder: Path, count: int) -> None:
    """The good service's claim is what it is, beside those of the texts."""
    claims = json.loads((folder / "result" / "audit.json").read_text("utf-8"))["claims"]
    assert len(claims) == count
    assert next(c for c in claims if c["cancellation"] == "C1")["principal"] == "60.00"


class Tags(HTMLParser):
    """The elements of a page, and the attributes that would run something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "iframe", "object", "embed", "link", "base", "form") else []
        self.found += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        self.found += [
            f"{tag} {v}" for k, v in attrs if k in ("src", "href") and re.match(r"(?i)\s*(https?:|javascript)", v or "")
        ]


def assert_harmless(result: Path) -> None:
    """No file of an output holds markup, formulas or escapes that came from an input."""
    page = (result / "report.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.found == []
    for path in sorted(result.rglob("*")):
        if path.suffix in (".html", ".txt", ".md", ".ics", ".svg"):
            text = path.read_bytes().decode("utf-8-sig")
            assert STEERING.findall(text.replace("\r\n", "\n")) == [], path.name
        if path.suffix == ".svg":
            assert_drawing(path)
    assert_no_formulas(result / "claim.xlsx")
    with zipfile.ZipFile(result / "share.zip") as shared:
        for name in shared.namelist():
            if name.endswith(".csv"):
                assert_no_formula_cells(shared.read(name).decode("utf-8-sig"))


def assert_drawing(path: Path) -> None:
    """A drawing that runs nothing and loads nothing."""
    names = {element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()}
    assert not names & {"script", "foreignObject", "image", "iframe"}, path.name


def assert_no_formulas(path: Path) -> None:
    """No cell begins a formula that is not the program's own."""
    if path.suffix == ".csv":
        assert_no_formula_cells(path.read_text("utf-8-sig"))
        return
    with zipfile.ZipFile(path) as book:
        parts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
    formulas = [formula for part in parts for formula in re.findall(r"<f[ >](.*?)</f>", part, re.DOTALL)]
    assert [f for f in formulas if re.search(r"cmd\||example\.com|SUM\(1\+1\)", f)] == []
    assert not any("<externalLink" in part or "ddeLink" in part for part in parts)


def assert_no_formula_cells(text: str) -> None:
    """No cell of a CSV begins as a formula does; our own `+08:00` and amounts below nothing are none."""
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert [
        cell
        for cell in cells
        if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[-+][\d:.]+", cell)
    ] == []


# --- the page


def page() -> str:
    """The table as a page."""
    parts = [HEAD]
    for kind, title in TITLES.items():
        rows = [one for one in TABLE if one.kind == kind]
        parts.append(f"## {title}\n\n| input | said | 提示 | exit |\n|---|---|---|---|\n")
        parts += [f"| {_cell(one)} | {one.says} | {one.says_zh} | {one.exit} |\n" for one in rows]
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n" + MOMENTS


def _cell(one: Hostile) -> str:
    shown = one.what.replace("|", "\\|")
    return f"{shown} ●" if one.heavy else shown


def test_the_page_lists_every_input(rewrite: bool) -> None:
    if rewrite:
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page(), "docs/hostile-inputs.md is out of date: run with --rewrite, read the diff"


def test_every_input_is_of_a_kind_and_its_reason_is_in_both_languages() -> None:
    assert {one.kind for one in TABLE} == set(TITLES) == {kind for kinds in TOGETHER for kind in kinds}
    assert [one.what for one in TABLE if bool(one.named) != (one.exit == 3)] == []
    assert [
        one.what for one in TABLE if one.named and not (one.says and re.search("[\u4e00-\u9fff]", one.says_zh))
    ] == []
