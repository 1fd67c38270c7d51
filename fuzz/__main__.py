"""Fuzz some targets, or all: `python -m fuzz [TARGET…] --minutes 10`, with atheris (`pip install atheris`).

Minutes are of processor time, for each target. New inputs that reach code of their own join the corpus; what breaks a
promise is written to `fuzz/crashes/TARGET/`, named, and makes the command fail.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from audit.statements import FORMATS
from fuzz import corpus
from fuzz.seeds import seeds
from fuzz.targets import TARGETS

_REPOSITORY = corpus.FOLDER.parent
_MOST_CRASHES = 5  # of one target in one run: then it stops, and something is to be mended
_SPECIAL = (
    '"', '""', "\t", ",", ";", "\r\n", "\x00", "=", "----------", "#", "NaN", "1e5", "12.345", "-0.00", "１２.００",
    "99999999999999999999.00", "2026-02-30", "9999-12-31", "0001-01-01", "24:00:00", "<!DOCTYPE", "<!ENTITY",
    "&#x0;",
    "\u202e", "¥", "￥", "（", "已全额退款", "已退款(￥1.00)", "退款成功", ":61:", ":86:", "?20", "<STMTTRN>", "<Ntry>",
    "PK\x03\x04", "../", "t=\"s\"", "<v>", "</row>", "%PDF", "stream", "endstream", "[[format]]", "(?P<amount>",
)  # fmt: skip


def main() -> int:
    """The command; 0 where nothing broke."""
    arguments = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    arguments.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}")
    arguments.add_argument("--minutes", type=float, default=10.0, help="of processor time, for each target")
    given = arguments.parse_args()
    broken = [name for name in given.targets or TARGETS if not fuzzed(name, given.minutes)]
    print("nothing broke" if not broken else f"broken: {', '.join(broken)}")
    return 1 if broken else 0


def fuzzed(target: str, minutes: float) -> bool:
    """Fuzz one target from its corpus and seeds on, and keep what was found; whether no promise was broken."""
    with tempfile.TemporaryDirectory(prefix=f"fuzz-{target}-") as folder:
        work = Path(folder)
        for name in ("inputs", "broken"):
            (work / name).mkdir()
        for one in {*seeds(target), *corpus.kept(target)}:
            (work / "inputs" / sha256(one).hexdigest()[:16]).write_bytes(one)
        (work / "words.dict").write_text(dictionary(target), "utf-8")
        begun, left, inputs = perf_counter(), minutes * 60, 0
        while left > 1 and len(list((work / "broken").iterdir())) < _MOST_CRASHES:
            spent, done = _run(target, work, left)
            left, inputs = left - spent, inputs + done
        new = _kept_crashes(target, work / "broken")
        found = [path.read_bytes() for path in (work / "inputs").iterdir()]
        size = corpus.keep(target, corpus.least(TARGETS[target], found))
        print(
            f"{target}: {minutes - left / 60:.1f} min of processor time ({perf_counter() - begun:.0f} s), "
            f"{inputs} inputs, {len(found)} with steps of their own, {size} kept, {new} broken",
            flush=True,
        )
        return not new


def dictionary(target: str) -> str:
    """Words for the fuzzer to put in: what headers are called, and what is trouble everywhere."""
    names = {name for fmt in FORMATS for name in (*fmt.header, *(said[0] for said in fmt.columns.values()))}
    words = [*_SPECIAL, *(sorted(names) if target in ("text", "rows", "supposed", "formats") else ())]
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n' for word in words)


def _run(target: str, work: Path, seconds: float) -> tuple[float, int]:
    """One process until it ends: the processor time it and its own took, and how many inputs it tried."""
    (work / "done.json").unlink(missing_ok=True)
    log = work / "log.txt"
    with log.open("wb") as out:
        child = subprocess.Popen(
            [sys.executable, "-m", "fuzz.child", target, str(work), str(seconds)],
            cwd=_REPOSITORY,
            stdout=out,
            stderr=out,
        )
        _, status, usage = os.wait4(child.pid, 0)
    text = log.read_text("utf-8", errors="replace")
    counted = [line.split(":")[-1] for line in text.splitlines() if "number_of_executed_units" in line]
    if (work / "done.json").is_file():
        inputs = int(json.loads((work / "done.json").read_text())["inputs"])
    else:
        inputs = int(counted[-1]) if counted else 0
        print(text[-6000:] if status else "", flush=True)
        if not list((work / "broken").iterdir()):
            raise SystemExit(f"{target}: the fuzzer itself failed")
    return usage.ru_utime + usage.ru_stime, inputs


def _kept_crashes(target: str, broken: Path) -> int:
    names = sorted(broken.iterdir())
    for path in names:
        folder = corpus.FOLDER / "crashes" / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / path.name[:24]).write_bytes(path.read_bytes())
    return len(names)


if __name__ == "__main__":
    sys.exit(main())
