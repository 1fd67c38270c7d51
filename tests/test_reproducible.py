"""The same bills as of the same day are the same bytes: run by `make faults` in worlds that differ in all else."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from audit import bundled

REPOSITORY = Path(__file__).resolve().parent.parent
AS_OF = "2026-04-20"
WORLDS: dict[str, dict[str, str]] = {
    "here": {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    "west": {"TZ": "America/Los_Angeles", "LC_ALL": "POSIX", "PYTHONHASHSEED": "77", "LANGUAGE": "de"},
    "east": {"TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "LANG": "zh_CN.GB18030", "PYTHONHASHSEED": "4242"},
}
DAYS = {"here": None, "west": "2031-12-31 23:59:50", "east": "2024-02-29 04:05:06"}
UMASKS = {"here": 0o022, "west": 0o077, "east": 0o002}
LARGE = ("evidence.zip", "share.zip", "claim.xlsx", "report.html", "reminders.ics", "audit.json", "manifest.json")


def run(world: str, folder: Path, arguments: list[str]) -> None:
    """The program in a world of its own: its zone, language, order of hashes, rights of new files, and day."""
    faked = shutil.which("faketime")
    day = [faked, DAYS[world]] if faked and DAYS[world] else []
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(REPOSITORY), **WORLDS[world]}
    command = [*day, sys.executable, "-m", "audit", "run", *arguments, "--as-of", AS_OF]
    done = subprocess.run(command, cwd=folder, env=environment, umask=UMASKS[world], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def bills_at(folder: Path) -> Path:
    shutil.copytree(bundled.sample_data(), folder, ignore=shutil.ignore_patterns("about"))
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The digest of every output by world; each stands elsewhere, and names its bills in another way and order."""
    made = {}
    for world, place in (("here", "a"), ("west", "b b/深"), ("east", "c")):
        folder = tmp_path_factory.mktemp(world) / place
        case = bills_at(folder / "案件")
        files = sorted(
            p.name for p in case.iterdir() if p.suffix in (".csv", ".CSV", ".xlsx", ".zip") and p.stem != "case"
        )
        if world == "here":
            run(world, folder, ["案件", "--out", "out"])
        elif world == "west":
            run(world, case, [*reversed(files), "--out", "../out"])
        else:
            run(
                world,
                folder.parent,
                [*(str(case / name) for name in files[3:] + files[:3]), "--out", str(folder / "out")],
            )
        made[world] = digests(folder / "out") | {"case.xlsx": digests(case)["case.xlsx"]}
    return made


@pytest.mark.faults
@pytest.mark.parametrize(("one", "other"), [*combinations(WORLDS, 2)])
def test_every_output_is_equal_in_every_world(one: str, other: str, written: dict[str, dict[str, str]]) -> None:
    first, second = written[one], written[other]
    assert {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)} == set()
    assert set(LARGE) <= first.keys()
    assert {Path(name).suffix for name in first} >= {".pdf", ".docx", ".txt", ".png", ".ics", ".zip", ".xlsx"}


@pytest.mark.faults
def test_the_worlds_do_differ() -> None:
    """Where no faketime is installed only the day is the same in all of them; where it is, it works."""
    if faked := shutil.which("faketime"):
        told = subprocess.run(
            [faked, str(DAYS["west"]), sys.executable, "-c", "import datetime; print(datetime.date.today().year)"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert told.stdout.strip() in ("2031", "2032")
    else:
        pytest.skip("no faketime here: the day was the same in all worlds")
