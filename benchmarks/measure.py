"""Runs work in processes of their own, in turn, and keeps what each took: time, processor time, memory, by stage.

A child says on its last line when its work began and ended (the clock is the machine's, the same for all processes);
its memory is looked at from outside meanwhile, a hundred times a second, on Linux.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

_LOOKS_A_SECOND = 100
_MEGABYTE = 1024  # of what Linux counts, kilobytes
Command = Sequence[str | bytes | Path]


class Failed(Exception):
    """A run that ended badly, with what it said."""


@dataclass(frozen=True)
class Sample:
    """Memory at one moment, in megabytes: all of it, and what no file backs."""

    at: float
    resident: float
    private: float


@dataclass
class Series:
    """The runs of one piece of work, a value a run; `said` is what its last run found."""

    rows: int = 0
    size: int = 0
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    private: list[float] = field(default_factory=list)
    resident: list[float] = field(default_factory=list)
    stages: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)

    def add(self, told: Mapping[str, Any], samples: Sequence[Sample]) -> None:
        """One run more."""
        self.seconds.append(told["ended"] - told["begun"])
        self.cpu.append(told["cpu"])
        self.private.append(_peak(samples, "private", told["begun"], told["ended"]))
        self.resident.append(_peak(samples, "resident", told["begun"], told["ended"]))
        for name, parts in _by_name(told["stages"]).items():
            stage = self.stages.setdefault(name, {"seconds": [], "cpu": [], "private": []})
            stage["seconds"].append(sum(ended - begun for begun, ended, _ in parts))
            stage["cpu"].append(sum(cpu for _, _, cpu in parts))
            stage["private"].append(max(_peak(samples, "private", begun, ended) for begun, ended, _ in parts))
        self.said = dict(told["said"])

    def as_json(self) -> dict[str, Any]:
        """With medians beside the raw values."""
        values = {"seconds": self.seconds, "cpu": self.cpu, "private": self.private, "resident": self.resident}
        medians = {name: round(median(each), 4) for name, each in values.items() if each}
        raw = {name: [round(v, 4) for v in each] for name, each in values.items()}
        stages = {
            stage: {name: round(median(each), 4) for name, each in taken.items()}
            for stage, taken in self.stages.items()
        }
        return {"rows": self.rows, "bytes": self.size, **medians, "runs": raw, "stages": stages, "said": self.said}


def in_turn(work: Mapping[str, Command], rounds: int, once: Sequence[str] = ()) -> dict[str, Series]:
    """Every piece of work once a round, one after another; those in `once` in the first round alone.

    What fails is told and left out, the others go on.
    """
    taken = {name: Series() for name in work}
    for turn in range(rounds):
        for name in [name for name in taken if turn == 0 or name not in once]:
            try:
                taken[name].add(*one_run(work[name]))
            except Failed as fault:
                print(f"{name} failed: {fault}", file=sys.stderr)
                del taken[name]
    return taken


def one_run(command: Command) -> tuple[dict[str, Any], list[Sample]]:
    """What the child told on its last line, and its memory while it ran."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as faults:
        child = subprocess.Popen(list(command), stdout=out, stderr=faults)
        samples = []
        while child.poll() is None:
            samples += _look(child.pid)
            time.sleep(1 / _LOOKS_A_SECOND)
        out.seek(0)
        faults.seek(0)
        lines = out.read().decode("utf-8", "replace").strip().splitlines()
        if child.returncode or not lines:
            raise Failed(faults.read().decode("utf-8", "replace").strip()[-2000:] or f"exit {child.returncode}")
    told: dict[str, Any] = json.loads(lines[-1])
    return told, samples


def whole(command: Command) -> dict[str, Any]:
    """A command that tells nothing, measured from its start to its end as a child would tell it."""
    import resource  # not on Windows

    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(list(command), check=False, capture_output=True)
    if done.returncode:
        raise Failed(done.stderr.decode("utf-8", "replace").strip()[-2000:] or f"exit {done.returncode}")
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"begun": begun, "ended": ended, "cpu": cpu, "stages": [], "said": {}}


def _look(process: int) -> list[Sample]:
    """The memory of a process and of those it started, where the system tells."""
    told = [found for one in _family(process) if (found := _memory(one))]
    if not told:
        return []
    resident, private = (sum(each) / _MEGABYTE for each in zip(*told, strict=True))
    return [Sample(time.monotonic(), resident, private)]


def _memory(process: int) -> tuple[int, int] | None:
    """Kilobytes in all, and those that no file backs."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    pairs = (line.partition(":") for line in lines)
    found = {name: int(rest.split()[0]) for name, _, rest in pairs if name in ("VmRSS", "RssAnon")}
    return (found["VmRSS"], found["RssAnon"]) if len(found) == 2 else None


def _family(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        children = []
    return [process, *(one for child in children for one in _family(int(child)))]


def _peak(samples: Sequence[Sample], kind: str, begun: float, ended: float) -> float:
    return max((getattr(s, kind) for s in samples if begun <= s.at <= ended), default=0.0)


def _by_name(stages: Sequence[Sequence[Any]]) -> dict[str, list[tuple[float, float, float]]]:
    parts: dict[str, list[tuple[float, float, float]]] = {}
    for name, begun, ended, cpu in stages:
        parts.setdefault(name, []).append((begun, ended, cpu))
    return parts
