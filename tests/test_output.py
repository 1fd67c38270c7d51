"""The output folder: all of it or none, never over what is not ours, and what is new since the last audit."""

from __future__ import annotations

import hashlib
import json
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from results_sample import every_kind, w01

from audit import whole
from audit.errors import OutputError
from audit.reports import output
from audit.reports.output import save
from audit.reports.page import Pictures
from audit.second_process import SecondProcess
from audit.statements.container import is_own_output
from audit.tables import Results

FILES = [
    "audit.json", "charts/a.png", "claim.xlsx", "evidence.zip", "letters/merchant.txt", "manifest.json",
    "reminders.ics", "report.html", "share.zip",
]  # fmt: skip


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts, letters and page are drawn elsewhere and tested there; here each leaves one small file."""

    def letters(_: Results, lang: str) -> list[str]:
        return [lang]

    def letter_files(
        _: Results, lang: str, drafts: list[str] | None = None, *, to_send: bool = True
    ) -> Iterator[tuple[str, bytes]]:
        assert drafts == ([lang] if to_send else None)
        if to_send:
            yield "merchant.txt", b"dear"

    def pictures(_: Results, _lang: str) -> dict[str, bytes]:
        return {"a": b"png"}

    def write_page(results: Results, path: Path, lang: str, drawn: Pictures, drafts: list[str]) -> None:
        assert drafts == [lang]
        path.write_text(f"<p>{results.since_last} {sorted(drawn())}</p>", "utf-8")

    stands_in = {"letters": (letters, letter_files), "charts": (pictures,), "page": (write_page,)}
    for name, verbs in stands_in.items():
        module = types.ModuleType(name)
        vars(module).update({verb.__name__: verb for verb in verbs})
        monkeypatch.setitem(sys.modules, f"audit.reports.{name}", module)


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return w01(tmp_path / "case")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "result"


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_every_output_is_there_and_listed_with_its_hash(results: Results, out: Path) -> None:
    save(results, out, "zh")
    written = contents(out)
    assert list(written) == FILES
    manifest = json.loads(written["manifest.json"])
    assert (manifest["made_by"], manifest["schema"]) == ("renewal-audit", "renewal-audit-output/1")
    assert {f["name"]: (f["sha256"], f["size"]) for f in manifest["files"]} == {
        name: (hashlib.sha256(content).hexdigest(), len(content))
        for name, content in written.items()
        if name != "manifest.json"
    }
    assert is_own_output(out)
    assert [p.name for p in out.parent.iterdir() if p.name.startswith(".")] == []


def test_two_folders_of_one_audit_are_equal_bytes(results: Results, tmp_path: Path) -> None:
    save(results, tmp_path / "a", "zh")
    save(results, tmp_path / "deep" / "b", "zh")
    assert contents(tmp_path / "a") == contents(tmp_path / "deep" / "b")


def test_the_same_audit_again_changes_no_byte(results: Results, out: Path) -> None:
    save(results, out, "zh")
    once = contents(out)
    save(results, out, "zh")
    assert contents(out) == once


def test_an_empty_folder_may_be_used(results: Results, out: Path) -> None:
    out.mkdir()
    save(results, out, "zh")
    assert is_own_output(out)


@pytest.mark.parametrize("manifest", [None, "{}", '{"made_by": "renewal-audit"}', "[1]", "no json"])
def test_a_folder_that_is_not_ours_is_left_as_it_is(manifest: str | None, results: Results, out: Path) -> None:
    out.mkdir()
    (out / "thesis.docx").write_bytes(b"years of work")
    if manifest is not None:
        (out / "manifest.json").write_text(manifest, "utf-8")
    before = contents(out)
    with pytest.raises(OutputError, match="was not made by this program"):
        save(results, out, "zh")
    assert contents(out) == before


def test_a_file_in_the_place_of_the_folder_is_left(results: Results, out: Path) -> None:
    out.write_bytes(b"a file")
    with pytest.raises(OutputError):
        save(results, out, "zh")
    assert out.read_bytes() == b"a file"


def test_a_stranger_in_our_folder_is_named_and_nothing_changes(results: Results, out: Path) -> None:
    save(results, out, "zh")
    (out / "letters" / "my notes.txt").write_text("mine", "utf-8")
    before = contents(out)
    with pytest.raises(OutputError, match=r"letters/my notes\.txt"):
        save(replace(results, as_of=date(2025, 9, 2)), out, "zh")
    assert contents(out) == before


def test_what_office_programs_leave_is_no_stranger(results: Results, out: Path) -> None:
    save(results, out, "zh")
    for name in (".DS_Store", "~$claim.xlsx", ".~lock.claim.xlsx#"):
        (out / name).write_bytes(b"")
    save(results, out, "zh")
    assert list(contents(out)) == FILES


def test_a_letter_changed_by_hand_is_kept_aside_and_stays(results: Results, out: Path) -> None:
    save(results, out, "zh")
    (out / "letters" / "merchant.txt").write_text("my own words", "utf-8")
    save(results, out, "zh")
    assert (out / "letters" / "merchant.txt").read_text("utf-8") == "dear"
    assert (out / "kept" / "letters" / "merchant.txt").read_text("utf-8") == "my own words"
    (out / "letters" / "merchant.txt").write_text("and again", "utf-8")
    save(results, out, "zh")
    kept = {name: content for name, content in contents(out).items() if name.startswith("kept/")}
    assert kept == {"kept/letters/merchant.txt": b"my own words", "kept/letters/merchant-2.txt": b"and again"}
    assert {f["name"] for f in json.loads((out / "manifest.json").read_bytes())["files"]} >= kept.keys()


def test_the_folder_of_the_case_is_never_the_output(results: Results) -> None:
    for folder in (results.root, results.root.parent):
        with pytest.raises(OutputError, match="holds the case itself"):
            save(results, folder, "zh")
    assert (results.root / "case.xlsx").exists()


def test_more_than_is_drawn_in_the_time_is_not_handed_to_another_process(
    results: Results, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    class Second(SecondProcess):
        def __init__(self) -> None: ...

        def begin(self, work: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
            begun.append(work.__name__)
            return lambda: work(*arguments)

    save(results, out, "zh", Second())
    assert begun == ["pictures", "letters_for_reading"]
    monkeypatch.setattr(output, "_MOST_HANDED_OVER", 0)
    save(results, out, "zh", Second())
    assert len(begun) == 2


def test_a_fault_half_way_leaves_the_old_folder_and_nothing_else(
    results: Results, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(results, out, "zh")
    before = contents(out)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(out / "report.html"))

    monkeypatch.setattr(sys.modules["audit.reports.page"], "write_page", full)
    with pytest.raises(OutputError, match=r"No space left on device: report\.html.*nothing was changed"):
        save(every_kind(results.root), out, "zh")
    assert contents(out) == before
    assert sorted(p.name for p in out.parent.iterdir()) == ["case", "result"]


def test_a_move_that_fails_brings_the_old_folder_back(
    results: Results, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(results, out, "zh")
    before, rename = contents(out), Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if target == out and not self.name.endswith("-old"):
            raise PermissionError(13, "in use", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    monkeypatch.setattr(whole, "_exchanged", lambda *_: False)  # as on a system that cannot exchange two names
    with pytest.raises(OutputError, match="in use"):
        save(every_kind(results.root), out, "zh")
    assert contents(out) == before
    assert sorted(p.name for p in out.parent.iterdir()) == ["case", "result"]


def test_the_next_audit_says_what_is_new_and_keeps_the_previous_one(results: Results, out: Path) -> None:
    save(results, out, "zh")
    first = (out / "audit.json").read_bytes()
    later = replace(every_kind(results.root), as_of=date(2025, 9, 2))
    save(later, out, "zh")
    assert (out / "previous-audit.json").read_bytes() == first
    news = json.loads((out / "audit.json").read_bytes())["since_last"]
    assert (news["as_of"], news["changed"], news["gone"]) == ("2025-09-01", ["F2"], [])
    assert news["new"] == ["F4", "F5", "F6", "F7"]
    assert news["totals"][0]["total"] == "60.23"
    assert "F7" in (out / "report.html").read_text("utf-8")  # the page is told too
    twice = contents(out)
    save(later, out, "zh")
    assert contents(out) == twice


def test_interest_that_only_grew_is_no_news(results: Results, out: Path) -> None:
    save(results, out, "zh")
    lines = results.claims.lines.assign(interest_minor=[16, 9])
    later = replace(results, as_of=date(2025, 9, 20), claims=replace(results.claims, lines=lines))
    save(later, out, "zh")
    news = json.loads((out / "audit.json").read_bytes())["since_last"]
    assert (news["new"], news["changed"], news["gone"]) == ([], [], [])


def test_a_tampered_audit_is_kept_aside_and_never_compared_with(results: Results, out: Path) -> None:
    save(results, out, "zh")
    (out / "audit.json").write_text("{}", "utf-8")
    save(results, out, "zh")
    assert json.loads((out / "audit.json").read_bytes())["since_last"] is None
    assert (out / "kept" / "audit.json").read_text("utf-8") == "{}"
