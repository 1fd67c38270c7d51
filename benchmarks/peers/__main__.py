"""The other programs beside this one, on the work that both do: `python -m benchmarks.peers --install DIR`.

Reads an Alipay CSV and a WeChat XLSX of 100,000 rows; finds recurring charges among 100,000 of known answer. Each in
an environment of its own below DIR, made on first use. Writes benchmarks/results/peers.json.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.bills import alipay_csv, cancelled_csv, wechat_csv, wechat_xlsx
from benchmarks.measure import Command, Failed, Series, one_run
from benchmarks.peers.homes import PEERS, install, python_of
from benchmarks.recurrence.many_lives import Labelled, read_lives, scored, write_lives
from benchmarks.results import HOME, keep, without_places

OURS = "renewal-audit"
_PRINT = {"alipay": "CSV", "wechat": "XLSX"}
_SMALL = 1000


def compare(homes: Path, rows: int, rounds: int) -> dict[str, Any]:
    """Every task: this program and each peer that does it, in turn."""
    faults = {peer.name: install(peer, homes) for peer in PEERS}
    with tempfile.TemporaryDirectory() as made:
        files = _files(Path(made), rows)
        lives = read_lives(files["recurring"][1])
        found = {task: _task(task, files[task], homes, faults, rounds) for task in files}
    for run in found["recurring"].values():
        _score(run, lives)
    versions = {peer.name: peer.version for peer in PEERS}
    return {"rows": rows, "versions": versions, "not installed": {n: f for n, f in faults.items() if f}, "tasks": found}


def _files(folder: Path, rows: int) -> dict[str, tuple[Path, Path]]:
    """For each task a small file to warm up on, and the one to be measured."""
    small, large = folder / "small", folder / "large"
    for home in (small, large):
        home.mkdir()
    cancelled_csv(folder, rows)
    wechat_csv(small, _SMALL)
    wechat_csv(large, rows)
    return {
        "alipay": (alipay_csv(small, _SMALL), alipay_csv(large, rows)),
        "wechat": (wechat_xlsx(small, _SMALL), wechat_xlsx(large, rows)),
        "recurring": (write_lives(small / "lives.json", _SMALL), write_lives(large / "lives.json", rows)),
    }


def _task(
    task: str, files: tuple[Path, Path], homes: Path, faults: Mapping[str, str], rounds: int
) -> dict[str, dict[str, Any]]:
    """The runs of one task; one that fails is named with what it said."""
    commands = _ours(task, files)
    for peer in PEERS:
        if task in peer.tasks and not faults[peer.name]:
            commands[peer.name] = [python_of(peer, homes), peer.driver, task, *files]
    series = {name: Series() for name in commands}
    failed: dict[str, str] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            if name not in failed:
                try:
                    series[name].add(*one_run(command))
                except Failed as fault:
                    failed[name] = without_places(str(fault).splitlines()[-1])
    made = {name: one.as_json() for name, one in series.items() if name not in failed}
    return {**made, **{name: {"fault": fault} for name, fault in failed.items()}}


def _ours(task: str, files: tuple[Path, Path]) -> dict[str, Command]:
    """Our own runs of the task: reading is beside the whole way from the file to the claim."""
    work = [sys.executable, "-m", "benchmarks.work"]
    small, large = files
    if task == "recurring":
        return {OURS: [*work, "recurring", str(small), large]}
    case = large.parent.parent / "cancellations.csv"
    runs: dict[str, Command] = {
        f"{OURS}: {_PRINT[task]}, read": [*work, "read", str(small), large],
        f"{OURS}: {_PRINT[task]}, file to claims": [*work, "run", f"{small}|{case}", large, case],
    }
    if task == "wechat":
        small, large = small.with_suffix(".csv"), large.with_suffix(".csv")
        runs[f"{OURS}: WeChat CSV, file to claims"] = [*work, "run", f"{small}|{case}", large, case]
    return runs


def _score(run: dict[str, Any], lives: list[Labelled]) -> None:
    """How well the series were found, in place of the series themselves."""
    if "said" not in run:
        return
    series = {int(place): str(name) for place, name in run["said"].pop("series").items()}
    score = scored(lives, series)
    run["said"] |= {name: round(getattr(score, name), 3) for name in ("precision", "recall", "f1")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", type=Path, required=True, metavar="DIR", help="where the environments are made")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HOME, help="the folder for peers.json")
    given = parser.parse_args()
    found = compare(given.install.resolve(), given.rows, given.rounds)
    keep("peers", found, given.out)
    for name, fault in found["not installed"].items():
        print(f"{name}: {fault}")
    for task, runs in found["tasks"].items():
        print(task)
        for name, run in runs.items():
            took = f"{run['seconds']:8.2f} s" if "seconds" in run else run["fault"]
            print(f"  {name:<32} {took}  {run.get('said', '')}")


if __name__ == "__main__":
    main()
