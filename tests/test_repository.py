"""What may lie in the repository: no address in a lock, no path of somebody's machine, nothing large but the font."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
FONT = "audit/fonts/NotoSansSC-subset.ttf"

# Written apart, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w|Us" + r"ers/\w)/|C:\\Us" + r"ers\\")
REGISTRY = re.compile(r"pypi\.o" + r"rg|pythonho" + r"sted|file:" + r"///|registry\.n" + r"pmjs|extra-in" + r"dex-url")
NAME = r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==[0-9][\w.!+]*( ; [\w '\"<>=!.()]+)?"
PIN = re.compile(rf"({NAME}|    --hash=sha256:[0-9a-f]{{64}})( \\)?")


def tracked() -> list[Path]:
    """Files git knows; everything below the checkout where it is no clone (an unpacked source archive)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode:
        return [p for p in REPOSITORY.rglob("*") if p.is_file() and ".venv" not in p.parts]
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name and (REPOSITORY / name).is_file()]


def texts() -> dict[str, str]:
    """Every tracked text file by its path; what is not UTF-8 (bills, zips, the font) is left out."""
    found = {}
    for path in tracked():
        try:
            found[path.relative_to(REPOSITORY).as_posix()] = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (REPOSITORY / lock).read_text("utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    pins = [n for n, line in enumerate(lines) if "==" in line.split(";")[0]]
    assert all(lines[n + 1].startswith("    --hash=") for n in pins)


def test_both_locks_agree() -> None:
    core, dev = (
        {line.removesuffix(" \\") for line in (REPOSITORY / lock).read_text("utf-8").splitlines() if line[0] != " "}
        for lock in LOCKS
    )
    names = {line.split("==")[0] for line in core}
    assert {line for line in dev if line.split("==")[0] in names} == core


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    more = [*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()]
    for wanted, lock in ((asked, LOCKS[0]), ([*asked, *(name for group in more for name in group)], LOCKS[1])):
        locked = {line.split("==")[0] for line in (REPOSITORY / lock).read_text("utf-8").splitlines()}
        assert {re.split(r"[\[>=<]", name)[0] for name in wanted} - locked == set()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[\[>=<]", name)[0] for name in project["dependencies"]}
    extras = {re.split(r"[\[>=<]", name)[0] for group in project["optional-dependencies"].values() for name in group}
    nodes = [n for p in (REPOSITORY / "audit").rglob("*.py") for n in ast.walk(ast.parse(p.read_text("utf-8")))]
    names = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module and not n.level}
    foreign = {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"audit"}
    distributions = packages_distributions()
    assert {distributions.get(name, [name])[0].lower() for name in foreign} - extras == declared


def test_no_file_names_a_machine_or_a_registry() -> None:
    faults = {
        name: match.group()
        for name, text in texts().items()
        for pattern in (MACHINE_PATH, REGISTRY)
        if (match := pattern.search(text))
    }
    assert faults == {}


def test_only_the_font_is_large() -> None:
    large = {p.relative_to(REPOSITORY).as_posix(): p.stat().st_size for p in tracked() if p.stat().st_size > 600_000}
    assert set(large) == {FONT}
    assert large[FONT] < 8_000_000


def test_decisions_are_short_and_numbered() -> None:
    files = sorted((REPOSITORY / "docs" / "decisions").iterdir())
    assert [f.name[:4] for f in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert [f.name for f in files if len(f.read_text("utf-8").splitlines()) > 15] == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_every_make_command_a_page_names_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(re.findall(r"`[^`]*`|^make .*$", text_of(page), re.M))))
    assert named
    assert named <= targets


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_first_commands_are_demo_and_test(page: str) -> None:
    assert re.findall(r"^make [a-z]+", text_of(page), re.M)[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(page))
    assert [target for target in linked if not (REPOSITORY / target).exists()] == []


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5 matches `(?:…)*+` wrongly where the group holds a choice; `(?>(?:…)*)` is right."""
    found = [p for p in (REPOSITORY / "audit").rglob("*.py") if re.search(r"\)[*+?]\+", p.read_text("utf-8"))]
    assert found == []


def text_of(page: str) -> str:
    return (REPOSITORY / page).read_text("utf-8")
