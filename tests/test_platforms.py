"""What other systems ask of names and texts (docs/platforms.md); and every promise of SECURITY.md names a real test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from results_sample import every_kind

from audit.reports.letters import letters

ROOT = Path(__file__).resolve().parent.parent
DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_letters_are_taken_by_every_system(lang: str, tmp_path: Path) -> None:
    names = [letter.name for letter in letters(every_kind(tmp_path / "case"), "zh" if lang == "zh" else "en")]
    assert len(names) > 5
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9._-]+[A-Za-z0-9]", name)] == []
    assert len({name.lower() for name in names}) == len(names)


def test_names_in_the_repository_are_taken_by_every_system() -> None:
    """A checkout on Windows: no reserved character, no device, no names that differ by case alone."""
    folders = ("audit", "notebooks", "sample_data", "docs", "tests")
    files = [p for f in folders for p in (ROOT / f).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert [p.name for p in files if re.search(r'[<>:"|?*\\]|[. ]$', p.name) or DEVICES.fullmatch(p.name)] == []
    assert len({str(p).lower() for p in files}) == len(files)


def test_every_text_file_is_read_and_written_with_its_encoding() -> None:
    """Else the system's setting would decide; what is opened otherwise is run with encoding warnings as errors."""
    bare = re.compile(r"\.(?:read_text\(\)|write_text\((?!.*utf-8))")
    sources = {path.name: path.read_text("utf-8").splitlines() for path in (ROOT / "audit").rglob("*.py")}
    lines = [(name, line) for name, of_file in sources.items() for line in of_file]
    assert len(lines) > 10_000
    assert [(name, line) for name, line in lines if bare.search(line)] == []


def test_every_promise_names_tests_that_exist() -> None:
    page = (ROOT / "SECURITY.md").read_text("utf-8")
    promises = [line for line in page.split("## What it does not")[0].splitlines() if line.startswith("| ")][1:]
    assert len(promises) >= 15
    for promise in promises:
        shown = re.findall(r"`(test_\w+\.py)::(test_\w+)`", promise)
        assert shown, promise
        for file, test in shown:
            assert f"def {test}(" in (ROOT / "tests" / file).read_text("utf-8"), (file, test)
