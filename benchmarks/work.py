"""The work of one child process: `python -m benchmarks.work NAME PATH...`; tells what it took on its last line.

What is measured begins after Python and the libraries are there: the same work is done once on a small bill before,
for the program and for everything it is compared with alike.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

AS_OF = date(2026, 6, 30)
Said = dict[str, Any]
_stages: list[tuple[str, float, float, float]] = []


def page_cache(*paths: Path) -> Said:
    """The bytes read and thrown away."""
    for path in _files(paths):
        with path.open("rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
    return {}


def csv_pass(*paths: Path) -> Said:
    """Decoded and split by Python's own reader, the rows thrown away."""
    rows = 0
    for path in _files(paths):
        encoding = "gb18030" if path.name.startswith("alipay") else "utf-8-sig"
        with path.open("rb") as file:
            rows += sum(1 for _ in csv.reader(io.TextIOWrapper(file, encoding, newline="")))
    return {"lines": rows}


def calamine(path: Path) -> Said:
    """A workbook's cells, and nothing more."""
    from python_calamine import CalamineWorkbook

    return {"lines": len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())}


def plain(home: Path) -> Said:
    """The audit as written first with pandas."""
    from benchmarks.plain import charges_after_cancellation

    return charges_after_cancellation(home)


def read(*paths: Path) -> Said:
    """Our reading alone."""
    import audit

    return {"transactions": len(audit.read(list(paths)).transactions)}


def run(*paths: Path) -> Said:
    """Files to findings and claims, and each stage by itself; a case file among the paths is the case."""
    _watch_stages()
    return _told(_audited(paths))


def save(*paths: Path) -> Said:
    """Files to every output."""
    _watch_stages()
    audited = _audited(paths)
    with tempfile.TemporaryDirectory() as out:
        _staged("outputs", audited.save)(Path(out) / "result")
    return _told(audited)


def recurring(path: Path) -> Said:
    """Recurring charges found in bare charges, table made; the series of each charge by its place."""
    from benchmarks.recurrence.many_lives import found, read_lives, table_of

    table = table_of(read_lives(path))
    return {"series": _staged("detect", found)(table)}


def _audited(paths: tuple[Path, ...]) -> Any:
    import audit

    case = next((path for path in paths if path.name == "cancellations.csv"), None)
    return audit.run([path for path in paths if path != case], case, as_of=AS_OF)


def _told(audited: Any) -> Said:
    findings, totals = audited.findings, audited.claims.totals
    return {
        "transactions": len(audited.bills.transactions),
        "problems": len(audited.problems),
        "links": audited.links["relation"].value_counts().to_dict(),
        "findings": len(findings),
        "after": int(findings["verdict"].eq("after_end").sum()),
        "with file and row": int((findings["file"].ne("") & findings["row"].notna()).sum()),
        "claimed": int(totals["principal_minor"].sum()),
    }


# The stages of the pipeline as they are told; what is in none of them is the rest.
STAGES = {
    "taken_in": "read", "gathered": "read", "link": "link", "consolidate": "consolidate",
    "mark_subscriptions": "mark_subscriptions", "subscriptions": "subscriptions", "service_ends": "ends and judge",
    "judge": "ends and judge", "allocate_refunds": "claims", "settled": "claims", "compute_claims": "claims",
    "exchange_told": "claims",
}  # fmt: skip


def _watch_stages() -> None:
    """Each stage of the pipeline tells when it began and ended."""
    from audit import pipeline

    for name, told in STAGES.items():
        stage = getattr(pipeline, name)
        if not hasattr(stage, "__wrapped__"):
            setattr(pipeline, name, _staged(told, stage))


def _staged(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(stage)
    def timed(*given: Any, **named: Any) -> Any:
        begun, cpu = time.monotonic(), time.process_time()
        try:
            return stage(*given, **named)
        finally:
            _stages.append((name, begun, time.monotonic(), time.process_time() - cpu))

    return timed


def _processor() -> float:
    """Processor seconds of this process and of those that worked for it and have ended."""
    others = os.times()
    return time.process_time() + others.children_user + others.children_system


def _files(paths: tuple[Path, ...]) -> list[Path]:
    whole = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    return [file for file in whole if file.name != "cancellations.csv"]


WORK = {one.__name__: one for one in (page_cache, csv_pass, calamine, plain, read, run, save, recurring)}


def main(name: str, warm: str, *paths: str) -> None:
    """Once on the small bill, then on what is to be measured."""
    if warm:
        WORK[name](*map(Path, warm.split("|")))
        _stages.clear()
    begun, cpu = time.monotonic(), _processor()
    said = WORK[name](*map(Path, paths))
    ended, cpu = time.monotonic(), _processor() - cpu
    print(json.dumps({"begun": begun, "ended": ended, "cpu": cpu, "stages": _stages, "said": said}))


if __name__ == "__main__":
    main(*sys.argv[1:])
