"""Licences and bill of materials: they name what the locks name, and nothing stands in them that is not locked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([\w.!+]+)", re.M)


def pins(lock: str) -> set[tuple[str, str]]:
    return set(PINNED.findall((ROOT / lock).read_text("utf-8")))


@pytest.fixture(scope="module")
def listed() -> dict[tuple[str, str], str]:
    """The licence of every package and version in docs/licences.md."""
    rows = re.findall(
        r"^\| (\S+) \| (\S+) \| ([^|]+) \|[^|]*\|$", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.M
    )
    return {(name, version): licence.strip() for name, version, licence in rows if version != "version"}


def test_every_locked_package_has_its_licence(listed: dict[tuple[str, str], str]) -> None:
    assert set(listed) - {("---", "---")} == pins("requirements-dev.lock")
    assert [package for package, licence in listed.items() if not licence or licence == "UNKNOWN"] == []


def test_nothing_that_is_installed_is_under_a_copyleft_licence(listed: dict[tuple[str, str], str]) -> None:
    """The MPL is one of files; whoever hands the program on hands those packages on as they are."""
    core = {listed[pin] for pin in pins("requirements.lock")}
    assert [licence for licence in core if re.search(r"GPL|EUPL|SSPL|Commons", licence)] == []


def test_the_font_is_named_with_its_licence() -> None:
    page = (ROOT / "docs" / "licences.md").read_text("utf-8")
    assert re.search(r"Noto Sans SC.*\| 2\.004 \| OFL-1\.1", page)
    assert "SIL OPEN FONT LICENSE" in (ROOT / "audit" / "fonts" / "OFL.txt").read_text("utf-8").upper()


def test_the_bill_of_materials_holds_what_an_installation_holds() -> None:
    made = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text("utf-8"))
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    parts = {(c["name"], c["version"]) for c in made["components"]}
    assert parts == pins("requirements.lock") | {("Noto Sans SC (subset)", "2.004")}
    assert all(c["licenses"] for c in made["components"])
    refs = {c["bom-ref"] for c in made["components"]} | {made["metadata"]["component"]["bom-ref"]}
    assert {d["ref"] for d in made["dependencies"]} == refs
    assert {r for d in made["dependencies"] for r in d.get("dependsOn", [])} <= refs
    assert len(made["dependencies"][0]["dependsOn"]) >= 18
    assert "://" not in json.dumps(made)
