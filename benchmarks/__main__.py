"""How fast the audit is, as ratios: each thing against a plain pass over the same bytes, in turn, in one run.

Seconds of a shared machine say little; the ratio of two medians measured in turn says much. Run by `make bench`.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import audit
from benchmarks.bills import alipay_csv, wechat_csv, wechat_xlsx

AS_OF = date(2026, 6, 30)
ROUNDS = 3


def csv_pass(path: Path) -> None:
    """The floor for a CSV: decode it and let Python's reader split it, rows thrown away."""
    encoding = "gb18030" if path.name.startswith("alipay") else "utf-8-sig"
    for _ in csv.reader(io.TextIOWrapper(path.open("rb"), encoding, newline="")):
        pass


def calamine_pass(path: Path) -> None:
    """The floor for an XLSX: calamine alone."""
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def seconds(work: Callable[[Path], object], path: Path) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    work(path)
    return time.perf_counter() - begun


def against(work: Callable[[Path], object], floor: Callable[[Path], object], path: Path) -> tuple[float, float]:
    """Median seconds of the work, and its ratio to the floor's, both measured in turn; one round before to warm up."""
    pairs = [(seconds(work, path), seconds(floor, path)) for _ in range(ROUNDS + 1)][1:]
    took = median(a for a, _ in pairs)
    return took, took / median(b for _, b in pairs)


def read(path: Path) -> object:
    return audit.read([path])


def run(path: Path) -> object:
    return audit.run([path], as_of=AS_OF)


def command(*arguments: str) -> float:
    """Median wall time of the whole command, start of Python included."""
    with tempfile.TemporaryDirectory() as out:
        words = [sys.executable, "-m", "audit", *(a.format(out=Path(out) / "result") for a in arguments)]
        times = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            subprocess.run(words, check=True, capture_output=True)
            times.append(time.perf_counter() - begun)
    return median(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        csv_100k, csv_200k = (alipay_csv(Path(folder), rows) for rows in (100_000, 200_000))
        wechat, xlsx = wechat_csv(Path(folder), 100_000), wechat_xlsx(Path(folder), 100_000)
        lines = [
            ("Alipay CSV, 100,000 rows: read", *against(read, csv_pass, csv_100k), "a plain csv pass"),
            ("Alipay CSV, 100,000 rows: file to claims", *against(run, csv_pass, csv_100k), "a plain csv pass"),
            ("WeChat CSV, 100,000 rows: file to claims", *against(run, csv_pass, wechat), "a plain csv pass"),
            ("WeChat XLSX, 100,000 rows: read", *against(read, calamine_pass, xlsx), "calamine alone"),
            (
                "Alipay CSV, 200,000 rows: file to claims",
                *against(run, lambda _: run(csv_100k), csv_200k),
                "half the rows",
            ),
        ]
    for what, took, ratio, floor in lines:
        print(f"{what:<44}{took:7.2f} s   {ratio:5.2f} x {floor}")
    print(f"{'the demo, every output, whole process':<44}{command('demo', '--out', '{out}'):7.2f} s")
    print(f"{'--help':<44}{command('--help'):7.2f} s")


if __name__ == "__main__":
    main()
