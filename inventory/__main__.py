"""What is shipped or installed, from the locks and the packages' own metadata: `make inventory`.

Writes docs/licences.md (every locked package, and the font) and docs/sbom.cdx.json (CycloneDX 1.6: what an installation
holds). Neither names an address, and equal locks give equal bytes, so that a change of either is a change of the other.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORE, DEV = "requirements.lock", "requirements-dev.lock"
LICENCES, SBOM = "docs/licences.md", "docs/sbom.cdx.json"
_PIN = re.compile(r"([a-z0-9._-]+)(?:\[[a-z,]+\])?==([\w.!+]+)(?: ; ([^\\]+?))?(?: \\)?$")
# Of packages that are not installed where this runs (other systems), or whose metadata do not say: read by hand.
_BY_HAND = {
    "appnope": "BSD-2-Clause",
    "asttokens": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "matplotlib": "LicenseRef-Matplotlib (PSF-like)",
    "pywinpty": "MIT",
    "rfc3987": "GPL-3.0-or-later",
}
_WORDS = {
    "MIT": "MIT",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "European Union Public Licence 1.1 (EUPL 1.1)": "EUPL-1.1",
    "Public Domain": "LicenseRef-Public-Domain",
}


@dataclass(frozen=True)
class Package:
    """One locked version of a package: where it is installed, under which licence."""

    name: str
    version: str
    only: str  # the marker: systems or versions of Python
    core: bool
    licence: str
    needs: tuple[str, ...]


def locked(lock: str) -> list[tuple[str, str, str]]:
    """Name, version and marker of every line of a lock."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    found = [_PIN.fullmatch(line) for line in lines if not line.startswith(" ")]
    return [(pin[1], pin[2], (pin[3] or "").strip()) for pin in found if pin]


def packages() -> list[Package]:
    """Every locked package in the order of names, what an installation holds first."""
    core = {name for name, _, _ in locked(CORE)}
    made = [Package(n, v, only, n in core, licence(n), needs(n)) for n, v, only in locked(DEV)]
    return sorted(made, key=lambda p: (not p.core, p.name, p.version))


def licence(name: str) -> str:
    """A package's licence: as an SPDX expression where it gives one, else from its classifiers and licence text."""
    if name in _BY_HAND:
        return _BY_HAND[name]
    try:
        package = distribution(name)
    except PackageNotFoundError as missing:
        raise SystemExit(f"{name} is not installed here, and its licence is not noted: see _BY_HAND") from missing
    stated = package.metadata.get("License-Expression") or ""
    if stated:
        return str(stated)
    text = (package.metadata.get("License") or "").strip()
    classifiers = [c.split(" :: ")[-1] for c in package.metadata.get_all("Classifier") or [] if c.startswith("License")]
    if "BSD License" in classifiers or text.upper().startswith("BSD"):
        own = [*(_WORDS[c] for c in classifiers if c in _WORDS)]
        return " AND ".join([_clauses(package, text), *own])
    if re.fullmatch(r"[A-Za-z0-9.\-]+(?: (?:AND|OR) [A-Za-z0-9.\-]+)*", text) and text not in ("UNKNOWN", "PSFL"):
        return _WORDS.get(text, text)
    words = [_WORDS.get(word) for word in (*classifiers, text) if _WORDS.get(word)]
    if not words:
        raise SystemExit(f"{name}: no licence in its metadata; read it and note it in _BY_HAND")
    return str(words[0])


def _clauses(package: Distribution, text: str) -> str:
    """Which of the BSD licences, by its third clause."""
    if found := re.search(r"BSD[- ]([234])[- ]Clause", text, re.I):
        return f"BSD-{found[1]}-Clause"
    files = [
        f
        for f in package.files or ()
        if re.search(r"LICEN[CS]E|COPYING", f.name, re.I) and f.suffix in ("", ".txt", ".md", ".rst")
    ]
    words = " ".join([text, *(f.read_text() for f in files)])
    return (
        "BSD-3-Clause"
        if re.search(r"(?i)neither\s+the\s+names?|may\s+not\s+be\s+used\s+to\s+endorse", words)
        else "BSD-2-Clause"
    )


def needs(name: str) -> tuple[str, ...]:
    """What a package asks for without its extras, by name."""
    try:
        asked = distribution(name).requires or []
    except PackageNotFoundError:
        return ()
    plain = [line for line in asked if "extra ==" not in line]
    return tuple(
        sorted({re.split(r"[ \[<>=!~;(]", line)[0].lower().replace("_", "-").replace(".", "-") for line in plain})
    )


def licences_page(found: Iterable[Package]) -> str:
    """docs/licences.md."""
    lines = [
        "# Licences",
        "",
        "Written by `make inventory` from the locks and the packages' own metadata; `tests/test_inventory.py` fails",
        "where a locked package is missing. Renewal Audit itself: MIT, the font inside it OFL-1.1.",
        "",
        "## Inside the package",
        "",
        "| what | version | licence |",
        "|---|---|---|",
        "| Renewal Audit | as installed | MIT |",
        "| Noto Sans SC, a subset (`audit/fonts/NotoSansSC-subset.ttf`) | 2.004 | OFL-1.1 (`audit/fonts/OFL.txt`) |",
    ]
    for title, core in (("Installed with it", True), ("For tests, notebooks, clusters and development only", False)):
        lines += ["", f"## {title}", "", "| package | version | licence | only where |", "|---|---|---|---|"]
        lines += [f"| {p.name} | {p.version} | {p.licence} | {_shown(p.only)} |" for p in found if p.core == core]
    copyleft = sorted({p.name for p in found if re.search(r"\b[AL]?GPL|EUPL", p.licence)})
    lines += ["", f"Under a copyleft licence, used by tests alone and never shipped: {', '.join(copyleft) or 'none'}."]
    return "\n".join([*lines, ""])


def _shown(marker: str) -> str:
    return f"`{marker}`" if marker else ""


def sbom(found: Iterable[Package]) -> dict[str, Any]:
    """The CycloneDX document of an installation: the program, its font, and every package of the core lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    core = [p for p in found if p.core]
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    names = {p.name for p in core}
    asked = sorted({re.split(r"[\[>=<]", line)[0] for line in project["dependencies"]})
    refs = {name: [_purl(p) for p in core if p.name == name] for name in names}
    font = {"type": "data", "bom-ref": "noto-sans-sc", "name": "Noto Sans SC (subset)", "version": "2.004"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": own, "name": project["name"], "version": project["version"],
                "licenses": [{"expression": project["license"]}], "purl": own,
            }
        },
        "components": [*map(_component, core), {**font, "licenses": [{"license": {"id": "OFL-1.1"}}]}],
        "dependencies": [
            {"ref": own, "dependsOn": [*(ref for name in asked for ref in refs[name]), "noto-sans-sc"]},
            *({"ref": _purl(p), "dependsOn": [r for n in p.needs if n in refs for r in refs[n]]} for p in core),
            {"ref": "noto-sans-sc"},
        ],
    }  # fmt: skip


def _component(package: Package) -> dict[str, Any]:
    named = "LicenseRef" in package.licence and " AND " not in package.licence
    licence = {"license": {"name": package.licence}} if named else {"expression": package.licence}
    made: dict[str, Any] = {
        "type": "library", "bom-ref": _purl(package), "name": package.name, "version": package.version,
        "licenses": [licence], "purl": _purl(package),
    }  # fmt: skip
    return made | ({"properties": [{"name": "marker", "value": package.only}]} if package.only else {})


def _purl(package: Package) -> str:
    return f"pkg:pypi/{package.name}@{package.version}"


def main() -> None:
    """Write both files."""
    found = packages()
    (ROOT / LICENCES).write_text(licences_page(found), "utf-8")
    (ROOT / SBOM).write_text(json.dumps(sbom(found), indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
