"""How fast the audit is beside what must be done anyway, and beside others: `python -m benchmarks [GROUP ...]`.

Each piece of work runs in a process of its own, in turn with the others, several times; medians are told. Seconds of
a shared machine say little, the ratio of two medians measured in turn says much. Groups: large, growth, formats,
small (all of them by default); peers with `--peers DIR`. Results go to benchmarks/results, from which the tables of
the pages are made: `python -m benchmarks.tables`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.groups import GROUPS, QUICK, Sizes
from benchmarks.measure import Failed
from benchmarks.results import HOME, keep
from benchmarks.targets import targets, told


def main() -> int:
    given = _given()
    if given.quick and not given.out:
        with tempfile.TemporaryDirectory() as out:  # figures of few rows are not kept
            return _measured(given, Path(out))
    return _measured(given, given.out or HOME)


def _measured(given: argparse.Namespace, out: Path) -> int:
    sizes = QUICK if given.quick else Sizes()
    if given.rows:
        growth = tuple(given.rows * part // 8 for part in (1, 2, 4, 8, 16))
        sizes = replace(sizes, large=given.rows, growth=growth)
    sizes = replace(sizes, rounds=given.rounds or sizes.rounds)
    failed = []
    for name in given.groups or list(GROUPS):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(dir=given.scratch) as folder:
            try:
                found = GROUPS[name](Path(folder), sizes)
            except Failed as fault:
                print(f"{name}: failed\n{fault}", file=sys.stderr)
                failed.append(name)
                continue
        keep(name, found, out)
        print(f"{name} ({time.monotonic() - begun:.0f} s)")
        for work, series in found["series"].items():
            print(
                f"  {work:<28}{series['rows']:>10,} rows {series['seconds']:8.3f} s {series['cpu']:8.3f} s CPU "
                f"{series['private']:7.0f} MB private"
            )
    if given.peers:
        rounds = ["--rows", str(sizes.middle), "--rounds", str(sizes.rounds), "--out", str(out)]
        command = [sys.executable, "-m", "benchmarks.peers", "--install", str(given.peers), *rounds]
        failed += ["peers"] * bool(subprocess.run(command, check=False).returncode)
    print("\n".join(told(target) for target in targets(out)))
    return 1 if failed else 0


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], metavar="GROUP")
    parser.add_argument("--quick", action="store_true", help="few rows, one round: only to see that all of it works")
    parser.add_argument("--rows", type=int, help="of the largest bill (2,000,000); growth goes from an eighth to twice")
    parser.add_argument("--rounds", type=int, default=0, help="how often each piece of work is done (3)")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="beside the peers too, their environments below DIR")
    parser.add_argument("--out", type=Path, help="where the results go (benchmarks/results; with --quick nowhere)")
    parser.add_argument("--scratch", type=Path, help="where the bills are made (the system's temporary folder)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
