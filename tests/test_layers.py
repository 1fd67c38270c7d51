"""The rooms of the house: which module may import which, and what may be found in none of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "audit"
MODULES = sorted(PACKAGE.rglob("*.py"))

GROUND = {"tables", "money", "periods", "errors", "wording", "text_width", "workbook_parts"}
# Room -> what it may import from `audit`, its own room apart. A room is a module or folder directly below `audit/`.
MAY_IMPORT: dict[str, set[str]] = {
    "wording": set(),
    "text_width": set(),
    "errors": {"wording"},
    "whole": {"errors", "wording"},
    "workbook_parts": {"errors", "wording"},
    "second_process": set(),
    "money": {"errors"},
    "periods": {"errors"},
    "schema": {"errors", "wording"},
    "tables": {"schema", "errors", "wording"},
    "bundled": set(),
    "catalogue": {"money", "periods", "errors", "wording"},
    "law": {"money", "periods", "errors", "wording"},
    "statements": GROUND | {"catalogue"},
    "case": GROUND | {"catalogue", "whole"},
    "judging": GROUND | {"catalogue", "law"},
    "reports": GROUND | {"catalogue", "law", "bundled", "whole", "second_process"},
    "samples": {"money", "errors", "wording"},
    # Reports only so that a finished audit can save and explain itself: `Audit` hands its tables over.
    "pipeline": GROUND | {"statements", "case", "catalogue", "judging", "law", "reports", "second_process"},
}
ENTRY = {"__init__", "__main__", "cli", "batch"}  # these may import every room

READS_OR_DRAWS = {
    "pathlib",
    "os",
    "io",
    "shutil",
    "tempfile",
    "matplotlib",
    "openpyxl",
    "xlsxwriter",
    "docx",
    "reportlab",
}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}

# Modules past 300 lines and functions past 40 that were looked at again and stand, each with its reason.
LONG_AND_LOOKED_AT: dict[str, str] = {
    "audit/pipeline.py:audit_bills": "the stages in their order, on one screen, and the audit's twenty tables by name",
}


def room(module: Path) -> str:
    """The first name below `audit`: `judging` for judging/links.py, `money` for money.py."""
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(source: str, package: str = "audit") -> set[str]:
    """Dotted names of everything a source imports, also inside functions; `from audit import x` names audit.x."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names |= {f"{base}.{alias.name}" for alias in node.names}
    return names


def rooms_imported(source: str, package: str = "audit") -> set[str]:
    """The rooms of `audit` a source imports from."""
    return {name.split(".")[1] for name in imported(source, package) if name.startswith("audit.")}


def calls(source: str) -> set[str]:
    """What a source calls, as written: `open`, `plt.show`, `frame.to_csv`."""
    return {ast.unparse(node.func) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)}


def long_parts(module: Path) -> set[str]:
    """The module itself past 300 lines, and its functions past 40."""
    source = module.read_text("utf-8")
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    long = {f"{shown(module)}:{f.name}" for f in functions if (f.end_lineno or 0) - f.lineno + 1 > 40}
    return long | ({shown(module)} if len(source.splitlines()) > 300 else set())


def shown(module: Path) -> str:
    return module.relative_to(PACKAGE.parent).as_posix()


@pytest.fixture(params=MODULES, ids=shown)
def module(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_a_room_imports_only_from_the_rooms_below_it(module: Path) -> None:
    here = room(module)
    if here in ENTRY:
        return
    assert here in MAY_IMPORT, f"{shown(module)} stands in no layer: give it a line in MAY_IMPORT"
    package = ".".join(module.relative_to(PACKAGE.parent).parent.parts)
    upward = rooms_imported(module.read_text("utf-8"), package) - MAY_IMPORT[here] - {here}
    assert not upward, f"{shown(module)} reaches for {sorted(upward)}; {here} may use {sorted(MAY_IMPORT[here])}"


def test_every_layer_named_here_exists() -> None:
    assert set(MAY_IMPORT) - {room(m) for m in MODULES} == set()


def test_judging_reads_no_file_and_draws_nothing(module: Path) -> None:
    if room(module) == "judging":
        source = module.read_text("utf-8")
        assert {name.split(".")[0] for name in imported(source)} & READS_OR_DRAWS == set()
        assert "open" not in calls(source)


def test_only_the_command_line_prints_and_nothing_shows_a_window(module: Path) -> None:
    called = calls(module.read_text("utf-8"))
    assert "print" not in called or room(module) == "cli"
    assert called & {"plt.show", "plt.gca", "pyplot.show", "pyplot.gca", "fig.show", "figure.show"} == set()


def test_names_say_what_a_module_is_about(module: Path) -> None:
    assert set(module.relative_to(PACKAGE).with_suffix("").parts) & SAYS_NOTHING == set()


def test_what_is_long_was_looked_at_again() -> None:
    assert set().union(*(long_parts(m) for m in MODULES)) == set(LONG_AND_LOOKED_AT)


@pytest.mark.parametrize(
    ("source", "package", "rooms"),
    [
        ("from audit.reports.page import render", "audit.judging", {"reports"}),
        ("from audit import reports, money", "audit.judging", {"reports", "money"}),
        ("import audit.statements.wechat as w", "audit.law", {"statements"}),
        ("def f():\n    from audit import case", "audit.reports", {"case"}),
        ("from .. import pipeline", "audit.judging", {"pipeline"}),
        ("from ..case import read_case", "audit.judging", {"case"}),
        ("from .links import link", "audit.judging", {"judging"}),
        ("import pandas as pd", "audit.judging", set()),
    ],
)
def test_imports_are_seen_however_they_are_written(source: str, package: str, rooms: set[str]) -> None:
    assert rooms_imported(source, package) == rooms
