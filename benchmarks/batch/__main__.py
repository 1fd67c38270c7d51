"""Persons per second and peak memory of a worker: serial, on two processes, on a Dask cluster of this machine.

`python -m benchmarks.batch [PERSONS]`: so many generated persons (200) of three bills of 300 rows each, as folders and
as a Parquet dataset. `--memory`: the peak at 200 persons and at 2,000, with short bills.
`--json FILE` keeps what was found after each way of working; given again, what stands there for as many persons and
the same program is not measured again. `--folder DIR` keeps the generated persons for another time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pandas as pd

from audit.batch import Workers, audit_many, cluster, processes, serial
from audit.batch.cases import Settings
from audit.batch.dataset import Dataset
from audit.batch.folders import Folders
from audit.statements import read
from audit.tables import Bills
from benchmarks.batch.persons import AS_OF, ROWS, write_persons
from benchmarks.results import about, keep

PERSONS = 200
PART_BYTES = 16 << 20
MEMORY_ROWS, MEMORY_PERSONS, MEMORY_PART = 40, (200, 2000), 1 << 20
WAYS = ("serial", "2 processes", "Dask, 2 workers", "2 processes, from Parquet")
_TOGETHER, _SHEET = 500, "cancellations.csv"
_MEGABYTE = 1 << 10  # of what Linux counts, kilobytes


@contextmanager
def workers(way: str) -> Iterator[Workers]:
    """The workers of one way of working."""
    if not way.startswith("Dask"):
        with nullcontext(serial() if way.startswith("serial") else processes(2)) as opened:
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
        given = Dataset.opened(cases) if way.endswith("Parquet") else Folders(cases)
        made = audit_many(given, Path(out), Settings(AS_OF), opened, part_bytes=part_bytes)
        seconds = time.perf_counter() - begun
    return {"seconds": seconds, "persons": made.summary.persons, "rows": made.summary.rows}


def measured(way: str, cases: Path, part_bytes: int) -> dict[str, float]:
    """One run in a process of its own, so that its memory is its own."""
    words = [sys.executable, "-m", "benchmarks.batch", "--one", way, str(cases), str(part_bytes)]
    said: dict[str, float] = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return said


def used() -> dict[str, float]:
    """Processor seconds, and the most memory in megabytes, of this process and those it has waited for."""
    import resource  # not on Windows, where this is not measured

    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in both)
    return {"cpu": cpu, "peak": max(one.ru_maxrss for one in both) / _MEGABYTE}


def as_dataset(cases: Path, folder: Path) -> Path:
    """The same persons as a bank would hold them: transactions and sources as Parquet, one list of cancellations."""
    if folder.exists():
        return folder
    made = folder.with_name(f".{folder.name}")
    (made / "transactions").mkdir(parents=True, exist_ok=True)
    homes, sheets, sources = sorted(cases.iterdir()), [], []
    with ProcessPoolExecutor(2) as pool:
        for number in range(0, len(homes), _TOGETHER):
            some = homes[number : number + _TOGETHER]
            bills = list(pool.map(_bills, some, chunksize=20))
            together = pd.concat([each.transactions for each in bills])
            together.to_parquet(made / "transactions" / f"{number:06}.parquet", index=False)
            sheets += [pd.read_csv(home / _SHEET, dtype=str).assign(人员=home.name) for home in some]
            sources += [each.sources for each in bills]
    pd.concat(sources).to_parquet(made / "sources.parquet", index=False)
    pd.concat(sheets).to_csv(made / _SHEET, index=False)
    made.rename(folder)
    return folder


def _bills(home: Path) -> Bills:
    return read(home, person=home.name, root=home, skip=[home / _SHEET])


def speeds(folder: Path, count: int, known: dict[str, Any], told: Callable[[dict[str, Any]], None]) -> None:
    """Persons a second of each way of working over the same persons, told after each."""
    cases = folder / f"persons-{count}"
    if not cases.exists():
        write_persons(cases.with_suffix(".part"), count)
        cases.with_suffix(".part").rename(cases)
    print(f"{count} persons, 3 bills of {ROWS} rows each")
    ways = dict(known)
    for way in WAYS:
        if way not in ways:
            given = as_dataset(cases, folder / f"dataset-{count}") if way.endswith("Parquet") else cases
            said = measured(way, given, PART_BYTES)
            size = sum(file.stat().st_size for file in given.rglob("*") if file.is_file())
            ways[way] = {**said, "bytes": size, "persons a second": said["persons"] / said["seconds"]}
            told({"persons": count, "rows of a bill": ROWS, "ways": ways})
        now = ways[way]
        print(
            f"  {way:<26} {now['persons a second']:7.1f} persons a second   peak of one process {now['peak']:6.0f} MB"
        )


def memory(folder: Path) -> dict[str, Any]:
    """The peak with few persons and with ten times as many."""
    print(f"serial, 3 bills of {MEMORY_ROWS} rows each")
    peaks = []
    for number in MEMORY_PERSONS:
        many = folder / f"many-{number}"
        if not many.exists():
            write_persons(many, number, MEMORY_ROWS)
        peaks.append(measured("serial", many, MEMORY_PART)["peak"])
        print(f"  {number:>5} persons   peak {peaks[-1]:6.0f} MB")
    print(f"  ratio {peaks[1] / peaks[0]:.2f}")
    return {"persons": list(MEMORY_PERSONS), "peaks": peaks, "ratio": peaks[1] / peaks[0]}


def main(given: argparse.Namespace) -> None:
    """What was asked for, kept beside what an earlier call found for the same program."""
    path: Path | None = given.json
    stands = json.loads(path.read_text("utf-8")) if path and path.exists() else {}
    same = stands.get("about", {}).get("code") == about()["code"]
    found: dict[str, Any] = {name: value for name, value in stands.items() if same and name != "about"}

    def told(more: dict[str, Any]) -> None:
        found.update(more)
        if path:
            keep(path.stem, found, path.parent)

    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory() as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        if given.memory:
            told({"memory": memory(Path(folder))})
        else:
            known = found.get("ways", {}) if found.get("persons") == given.persons else {}
            speeds(Path(folder), given.persons, known, told)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("persons", nargs="?", type=int, default=PERSONS)
    parser.add_argument("--memory", action="store_true", help="the peak at 200 persons and at 2,000 instead")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found, and go on from it")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="keep the generated persons there")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one = one_run(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        print(json.dumps({**one, **used()}))
    else:
        main(_asked())
