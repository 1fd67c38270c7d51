"""What `make bench` measures, in groups that can be run one by one; each gives what its results file holds."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.batch.persons import write_persons
from benchmarks.bills import alipay_case, alipay_csv, cancelled_csv, wechat_csv, wechat_xlsx
from benchmarks.floors import c_pass, compiled
from benchmarks.measure import Command, Series, in_turn, whole

_WORK = [sys.executable, "-m", "benchmarks.work"]
_SMALL = 1000


@dataclass(frozen=True)
class Sizes:
    """How many rows and rounds: as many as the targets name, or few to see that all of it works."""

    large: int = 2_000_000
    growth: tuple[int, ...] = (250_000, 500_000, 1_000_000, 2_000_000, 4_000_000)
    middle: int = 100_000
    rounds: int = 3


QUICK = Sizes(large=100_000, growth=(25_000, 50_000, 100_000), middle=20_000, rounds=1)


def large(folder: Path, sizes: Sizes) -> dict[str, Any]:
    """A very large account: one CSV alone, and the case with a second export and the bank's bill."""
    rows = sizes.large
    bill, case = alipay_csv(folder, rows), alipay_case(folder, rows)
    small, small_case = alipay_csv(folder, _SMALL), alipay_case(folder, _SMALL)
    cancelled = case / "cancellations.csv"
    work: dict[str, Command] = {
        "csv: page cache": _work("page_cache", [small], [bill]),
        "csv: file to claims": _work("run", [small, cancelled], [bill, cancelled]),
        "case: page cache": _work("page_cache", [small], [case]),
        "case: file to claims": _work("run", [small_case], [case]),
        "case: plain pandas": _work("plain", [small_case], [case]),
        "csv: csv module": _work("csv_pass", [small], [bill]),
    }
    if program := compiled(folder):
        work["csv: C pass"] = c_pass(program, [bill])
        work["case: C pass"] = c_pass(program, [case])
    taken = in_turn(work, sizes.rounds, once=["case: plain pandas", "csv: csv module"])
    return _told(taken, {"csv": (rows, [bill]), "case": (rows, [case])})


def growth(folder: Path, sizes: Sizes) -> dict[str, Any]:
    """The same account with ever twice the rows, each beside the C pass over it."""
    small = alipay_csv(folder, _SMALL)
    program, work, inputs = compiled(folder), {}, {}
    for rows in sizes.growth:
        bill = alipay_csv(folder, rows)
        home = folder / str(rows)
        home.mkdir()
        cancelled = cancelled_csv(home, rows)
        work[f"{rows}: file to claims"] = _work("run", [small, cancelled], [bill, cancelled])
        if program:
            work[f"{rows}: C pass"] = c_pass(program, [bill])
        inputs[str(rows)] = (rows, [bill])
    return _told(in_turn(work, sizes.rounds), inputs)


def formats(folder: Path, sizes: Sizes) -> dict[str, Any]:
    """A large bill of each kind: read, taken to the claim, and with every output; beside what must be done anyway."""
    rows, made = sizes.middle, {"alipay": alipay_csv, "wechat": wechat_csv, "xlsx": wechat_xlsx}
    cancelled = cancelled_csv(folder, rows)
    work, inputs, program = {}, {}, compiled(folder)
    for name, make in made.items():
        small, bill = make(folder, _SMALL), make(folder, rows)
        inputs[name] = (rows, [bill])
        floor = "calamine" if name == "xlsx" else "csv_pass"
        work[f"{name}: {floor.replace('_pass', ' module')}"] = _work(floor, [small], [bill])
        if program and name != "xlsx":
            work[f"{name}: C pass"] = c_pass(program, [bill])
        work[f"{name}: read"] = _work("read", [small], [bill])
        work[f"{name}: file to claims"] = _work("run", [small, cancelled], [bill, cancelled])
        if name == "alipay":
            work[f"{name}: every output"] = _work("save", [small, cancelled], [bill, cancelled])
    return _told(in_turn(work, sizes.rounds), inputs)


def small(folder: Path, sizes: Sizes) -> dict[str, Any]:
    """A consumer's case as he meets it: the whole command, from the start of Python to the last file written."""
    case = folder / "people"
    write_persons(case, 1, 1000)
    home = case / "p000000"
    command = [sys.executable, "-m", "audit"]
    work: dict[str, Command] = {
        "consumer: every output": [*command, "run", home, "--as-of", "2026-06-30", "--out", folder / "result"],
        "demo: every output": [*command, "demo", "--out", folder / "demo"],
        "help: whole process": [*command, "--help"],
    }
    taken = {name: Series() for name in work}
    for turn in range(sizes.rounds + 1):  # one more, to warm the caches
        for name, one in work.items():
            told = whole(one)
            if turn:
                taken[name].add(told, [])
    bills = [path for path in home.iterdir() if path.name != "cancellations.csv"]
    return _told(taken, {"consumer": (3000, bills), "demo": (0, []), "help": (0, [])})


GROUPS = {one.__name__: one for one in (large, growth, formats, small)}


def _work(name: str, warm: Sequence[Path], paths: Sequence[Path]) -> Command:
    return [*_WORK, name, "|".join(map(str, warm)), *paths]


def _told(taken: dict[str, Series], inputs: dict[str, tuple[int, list[Path]]]) -> dict[str, Any]:
    for name, series in taken.items():
        series.rows, paths = inputs[name.partition(":")[0]]
        series.size = sum(_bytes(path) for path in paths)
    return {"series": {name: series.as_json() for name, series in taken.items()}}


def _bytes(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.name != "cancellations.csv")
