"""Templates kept compiled: the same text, never that of another source or other settings, and never in the way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from audit.reports import compiled_templates
from audit.reports.compiled_templates import CompiledTemplates


def filled(folder: Path, source: str, settings: str = "", *, trim: bool = False) -> str:
    kept = CompiledTemplates(folder, settings)
    env = Environment(loader=DictLoader({"t": source}), bytecode_cache=kept, trim_blocks=trim, autoescape=True)
    return env.get_template("t").render(x="a")


def test_a_kept_template_says_what_it_said(tmp_path: Path) -> None:
    assert filled(tmp_path, "1 {{ x }}") == "1 a"
    [kept] = tmp_path.iterdir()
    written = kept.read_bytes()
    assert filled(tmp_path, "1 {{ x }}") == "1 a"
    assert kept.read_bytes() == written


def test_another_source_and_other_settings_are_compiled_anew_in_its_place(tmp_path: Path) -> None:
    source = "{% if x %}\n1{% endif %}"
    assert filled(tmp_path, source, "plain") == "\n1"
    assert filled(tmp_path, source, "trimmed", trim=True) == "1"
    assert filled(tmp_path, "2 {{ x }}", "trimmed") == "2 a"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"j2", None])
def test_a_damaged_one_is_compiled_anew(tmp_path: Path, damage: bytes | None) -> None:
    assert filled(tmp_path, "1 {{ x }}") == "1 a"
    [kept] = tmp_path.iterdir()
    whole = kept.read_bytes()
    for cut in range(0, len(whole), 7) if damage is None else ():
        kept.write_bytes(whole[:cut] + b"\xff" + whole[cut + 1 :] if cut < 40 else whole[:cut])
        assert filled(tmp_path, "1 {{ x }}") == "1 a"
    if damage is not None:
        kept.write_bytes(damage)
    assert filled(tmp_path, "1 {{ x }}") == "1 a"
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_kept_it_is_compiled_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert filled(tmp_path / "no-such-folder", "1 {{ x }}") == "1 a"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled_templates.compiled_templates(__file__) is None
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(compiled_templates, "_KEPT_IN", tmp_path)
    assert compiled_templates.compiled_templates(__file__) is not None
    monkeypatch.setattr(compiled_templates, "_KEPT_IN", tmp_path / "no-such-folder")
    assert compiled_templates.compiled_templates(__file__) is None
