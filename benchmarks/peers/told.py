"""What a peer's work took, told as `benchmarks.measure` reads it; imported by the drivers inside the peers' homes.

Standard library alone: it runs in environments that hold nothing of this program.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Work = Callable[[str], dict[str, Any]]

stages: list[tuple[str, float, float, float]] = []


def stage(name: str, work: Callable[..., Any], *given: Any) -> Any:
    """The work's result; that it ran, and when, is told as a stage."""
    begun, cpu = time.monotonic(), time.process_time()
    made = work(*given)
    stages.append((name, begun, time.monotonic(), time.process_time() - cpu))
    return made


def main(tasks: Mapping[str, Work]) -> None:
    """Does the task named on the command line once on a small file, then on the one to be measured."""
    task, warm, path = sys.argv[1:4]
    tasks[task](warm)
    stages.clear()
    begun, cpu = time.monotonic(), time.process_time()
    said = tasks[task](path)
    ended, cpu = time.monotonic(), time.process_time() - cpu
    print(json.dumps({"begun": begun, "ended": ended, "cpu": cpu, "stages": stages, "said": said}))


def charges(path: str) -> list[tuple[Any, ...]]:
    """The charges of a file of lives: place, account, moment, seller, text, amount in fen."""
    with open(path, encoding="utf-8") as file:
        return [(place, *row[:5]) for place, row in enumerate(json.load(file))]
