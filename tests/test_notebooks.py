"""The notebooks run top to bottom on the sample case, and what is committed is what they print today.

`pytest tests/test_notebooks.py --rewrite` (or `make notebooks`) keeps the fresh outputs.
"""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import audit
from audit import bundled
from audit.cli.laboratory import in_language

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NAMES = ["1-read-bills", "2-one-payment-once", "3-subscriptions", "4-after-cancellation", "5-claim"]
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
LONGEST_TEXT = 5000
HAN = re.compile(r"[\u4e00-\u9fff]")
SUPPOSING = ["4-after-cancellation", "5-claim"]


def read(name: str) -> Any:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def run(name: str) -> Any:
    """The notebook executed afresh where it stands, without what differs from run to run."""
    notebook = read(name)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for n, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{n:02}"
        cell.metadata = {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data and len(data["text/plain"]) > LONGEST_TEXT:
                del data["text/plain"]  # the HTML says it for a reader; a whole audit in plain text fills pages
            elif "text/plain" in data:
                data["text/plain"] = ADDRESS.sub("", data["text/plain"])
    return notebook


def said(notebook: Any) -> list[list[dict[str, str]]]:
    """What each cell shows: text and HTML word for word, of a picture only that it is there."""
    return [
        [
            {"text": output.get("text", "")}
            | {kind: "" if kind.startswith("image/") else data for kind, data in output.get("data", {}).items()}
            for output in cell.get("outputs", [])
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_the_notebooks_are_the_numbered_five() -> None:
    assert sorted(p.stem for p in FOLDER.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_its_committed_outputs_are_the_fresh_ones(name: str, rewrite: bool) -> None:
    fresh = run(name)
    if rewrite:
        nbformat.write(fresh, FOLDER / f"{name}.ipynb")
    committed = read(name)
    assert said(fresh) == said(committed)
    assert [c.get("execution_count") for c in committed.cells] == [c.get("execution_count") for c in fresh.cells]
    assert [o for c in fresh.cells for o in c.get("outputs", []) if o.get("name") == "stderr"] == []
    shown = {kind for cell in said(fresh) for output in cell for kind in output}
    drawn = {"image/png"} if any("audit.plot_" in source for source in code(fresh)) else set()
    assert {"text/html"} | drawn <= shown <= {"text", "text/plain", "text/html"} | drawn
    assert "<script" not in str(said(fresh))


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_defines_nothing_and_its_cells_are_short(name: str) -> None:
    for source in code(read(name)):
        assert len(source.splitlines()) <= 12
        nodes = list(ast.walk(ast.parse(source)))
        assert not any(isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Lambda) for n in nodes)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_uses_public_verbs_and_well_known_libraries_only(name: str) -> None:
    nodes = [node for source in code(read(name)) for node in ast.walk(ast.parse(source))]
    assert not any(isinstance(n, ast.ImportFrom) for n in nodes)
    imported = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    assert imported <= {"audit", "pandas", "matplotlib.pyplot", "json", "decimal"}
    verbs = {n.attr for n in nodes if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "audit"}
    assert verbs
    assert verbs <= set(audit.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_come_first_and_are_tagged(name: str) -> None:
    first = next(cell for cell in read(name).cells if cell.cell_type == "code")
    assert first.metadata["tags"] == ["parameters"]
    assert [line.split(" = ")[0] for line in first.source.splitlines()] == [
        "case", "lang", "as_of", "jurisdiction", "password"
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_code_cell_is_introduced_in_words(name: str) -> None:
    kinds = [cell.cell_type for cell in read(name).cells]
    assert kinds[0] == "markdown"
    assert kinds.count("markdown") >= 6
    assert kinds[-1] == "markdown"


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_with_its_question_and_ends_with_what_could_be_wrong(name: str) -> None:
    texts = [cell.source for cell in read(name).cells if cell.cell_type == "markdown"]
    heading, english, chinese, *_ = texts[0].split("\n\n")
    assert heading.startswith(f"# {name[0]} · ")
    assert english.startswith("**The question: ")
    assert chinese.startswith("**本篇要回答：")
    last = [line for text in texts for line in text.splitlines() if line.startswith("## ")][-1]
    assert last == "## What could be wrong here / 这里可能错在哪里"


@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_in_both_languages(name: str) -> None:
    for cell in read(name).cells:
        if cell.cell_type == "markdown":
            one, other = in_language(cell.source, "en"), in_language(cell.source, "zh")
            assert not HAN.search(one), "an English block with Chinese in it would be taken for Chinese"
            assert one.count("\n\n") == other.count("\n\n")
            assert [line.split(" ")[0] for line in one.splitlines() if line.startswith("#")] == [
                line.split(" ")[0] for line in other.splitlines() if line.startswith("#") and HAN.search(line)
            ]


@pytest.mark.parametrize("name", SUPPOSING)
def test_what_is_supposed_moves_something(name: str) -> None:
    cells = read(name).cells
    supposed = [n for n, cell in enumerate(cells) if cell.metadata.get("tags") == ["what-if"]]
    assert len(supposed) == 1
    shown = str([cell.get("outputs") for cell in cells[supposed[0] :]])
    assert "charged after the end" in shown if name.startswith("4") else "-¥" in shown


@pytest.mark.parametrize("name", NAMES)
def test_one_bill_without_a_cancellation_and_a_broken_file_is_a_case(name: str, tmp_path: Path) -> None:
    bill = next(p for p in bundled.sample_data().iterdir() if p.name.startswith("支付宝交易明细"))
    shutil.copy(bill, tmp_path)
    (tmp_path / "坏的.csv").write_text("日期,乱码\n1,2", "utf-8")
    given = {"case": str(tmp_path), "lang": "zh", "as_of": "2026-04-20", "jurisdiction": "cn", "password": None}
    known: dict[str, Any] = dict(given)
    for source in code(read(name))[1:]:
        exec(source.replace('plt.switch_backend("inline")', ""), known)
    bills = known["whole"].bills if "whole" in known else known["bills"]
    assert bills.problems["file"].tolist() == ["坏的.csv"]
    assert len(bills.transactions) > 0
