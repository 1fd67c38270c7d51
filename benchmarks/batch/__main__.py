"""Persons per second and peak memory of a worker: serial, on two processes, on a Dask cluster of this machine.

`python -m benchmarks.batch [PERSONS]`: so many generated persons (200) of three bills of 300 rows each.
`python -m benchmarks.batch memory`: the peak at 200 persons and at 2,000, with short bills.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from audit.batch import Workers, audit_many, cluster, processes, serial
from audit.batch.cases import Settings
from audit.batch.folders import Folders
from benchmarks.batch.persons import AS_OF, ROWS, write_persons

PERSONS = 200
PART_BYTES = 16 << 20
MEMORY_ROWS, MEMORY_PERSONS, MEMORY_PART = 40, (200, 2000), 1 << 20
_WAYS = ("serial", "2 processes", "Dask, 2 workers")
_MEGABYTE = 1 << 10  # of what Linux counts, kilobytes


@contextmanager
def workers(way: str) -> Iterator[Workers]:
    """The workers of one way of working."""
    if not way.startswith("Dask"):
        with nullcontext(serial() if way == "serial" else processes(2)) as opened:
            yield opened
        return
    from distributed import LocalCluster

    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "host": "127.0.0.1"}
    with LocalCluster(**settings) as local, cluster(local.scheduler_address) as opened:
        yield opened


def one_run(way: str, cases: Path, part_bytes: int) -> dict[str, float]:
    """Seconds and the peak memory in megabytes of the process that needed most, workers among them."""
    with tempfile.TemporaryDirectory() as out, workers(way) as opened:
        begun = time.perf_counter()
        made = audit_many(Folders(cases), Path(out), Settings(AS_OF), opened, part_bytes=part_bytes)
        seconds = time.perf_counter() - begun
    return {"seconds": seconds, "persons": made.summary.persons, "rows": made.summary.rows}


def measured(way: str, cases: Path, part_bytes: int) -> dict[str, float]:
    """One run in a process of its own, so that its memory is its own."""
    words = [sys.executable, "-m", "benchmarks.batch", "--one", way, str(cases), str(part_bytes)]
    said: dict[str, float] = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return said


def peak() -> float:
    """The most memory of this process or of any it has waited for, in megabytes."""
    import resource  # not on Windows, where this is not measured

    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / _MEGABYTE
    )


def speeds(folder: Path, count: int) -> None:
    """Persons a second of each way of working, over the same persons."""
    write_persons(folder / "persons", count)
    print(f"{count} persons, 3 bills of {ROWS} rows each; Python {platform.python_version()}")
    for way in _WAYS:
        said = measured(way, folder / "persons", PART_BYTES)
        speed = said["persons"] / said["seconds"]
        print(f"  {way:<16} {speed:7.1f} persons a second   peak of one process {said['peak']:6.0f} MB")


def memory(folder: Path) -> None:
    """The peak with few persons and with ten times as many."""
    print(f"serial, 3 bills of {MEMORY_ROWS} rows each")
    peaks = []
    for number in MEMORY_PERSONS:
        many = folder / f"many-{number}"
        write_persons(many, number, MEMORY_ROWS)
        peaks.append(measured("serial", many, MEMORY_PART)["peak"])
        print(f"  {number:>5} persons   peak {peaks[-1]:6.0f} MB")
    print(f"  ratio {peaks[1] / peaks[0]:.2f}")


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if arguments == ["memory"]:
            memory(Path(folder))
        else:
            speeds(Path(folder), int(arguments[0]) if arguments else PERSONS)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        found = one_run(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        print(json.dumps({**found, "peak": peak()}))
    else:
        main(sys.argv[1:])
