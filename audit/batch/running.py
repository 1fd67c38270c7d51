"""The whole batch: persons packed into parts, the parts worked on, their tables kept, all of it summed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from audit.batch.attempts import Lost, worked
from audit.batch.cases import Cases, Settings
from audit.batch.executors import Workers
from audit.batch.judged import DATASETS, Judged, failed, together
from audit.batch.packing import PART_BYTES, Part, packed
from audit.batch.store import Done, Store
from audit.batch.summary import summed_up
from audit.batch.work import Outcome, Piece, audit_piece
from audit.reports.batch_book import write_batch_book
from audit.reports.batch_page import batch_page
from audit.reports.batch_sums import Summary
from audit.whole import alone
from audit.wording import Lang, Words

SUMMARY, PAGE = "summary.xlsx", "summary.html"


@dataclass(frozen=True)
class Progress:
    """How far a batch has come: persons, files and rows done, and persons in all."""

    persons: int
    of: int
    files: int
    rows: int


@dataclass(frozen=True)
class Batch:
    """A finished batch: where its tables lie, and their sums."""

    out: Path
    summary: Summary
    unchanged: int  # persons whose results of an earlier run stand


def audit_many(
    cases: Cases,
    out: Path,
    settings: Settings,
    workers: Workers,
    *,
    lang: Lang = "zh",
    part_bytes: int = PART_BYTES,
    progress: Callable[[Progress], None] | None = None,
) -> Batch:
    """Audit every person of `cases` and write the tables, a workbook and a page of sums into `out`.

    Given again after it was stopped, it goes on: what stands in `out` and was made from the same inputs, by the same
    program, as of the same day, is not made again. Equal inputs give equal bytes, however many workers there are.
    OutputError where another batch is writing into `out`.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with alone(out.resolve()):
        return _audited(cases, out, settings, workers, lang, part_bytes, progress)


def _audited(
    cases: Cases,
    out: Path,
    settings: Settings,
    workers: Workers,
    lang: Lang,
    part_bytes: int,
    progress: Callable[[Progress], None] | None,
) -> Batch:
    parts = packed(cases.persons(), part_bytes)
    store = Store(out, settings)
    known = store.begin(parts)
    pieces = [Piece(p.number, p.names, known[p.number].digest if p.number in known else "") for p in parts]
    finished: dict[int, Done] = {}
    unchanged = 0
    came = worked(pieces, partial(audit_piece, cases, settings), workers)
    told = _Told(parts, progress)
    for part, outcome in _whole(came, parts, cases):
        if outcome.tables:
            done = Done(part.names, outcome.digest, outcome.failed, outcome.rows, outcome.payments, {})
            finished[part.number] = store.keep(part.number, done, outcome.tables)
        else:
            finished[part.number] = known[part.number]
            unchanged += len(part.persons)
        told.done(part, finished[part.number])
    summary = summed_up(store, finished, cases.strays(), settings)
    store.put(SUMMARY, lambda path: write_batch_book(summary, path, lang))
    store.put(PAGE, lambda path: path.write_bytes(batch_page(summary, lang).encode()))
    store.finish(len(parts), {"persons": summary.persons, "failed": len(summary.failed)})
    return Batch(out, summary, unchanged)


def _whole(
    came: Iterator[tuple[Piece, Outcome | Lost]], parts: Sequence[Part], cases: Cases
) -> Iterator[tuple[Part, Outcome]]:
    """The outcome of each part as soon as all its persons are there."""
    waiting: dict[int, list[tuple[Piece, Judged, Outcome | Lost]]] = {}
    for piece, outcome in came:
        part = parts[piece.part]
        if isinstance(outcome, Outcome) and len(piece.names) == len(part.persons):
            yield part, outcome
            continue
        pieces = waiting.setdefault(piece.part, [])
        pieces.append((piece, _judged(piece, outcome), outcome))
        if sum(len(one.names) for one, _, _ in pieces) == len(part.persons):
            made = together([judged for _, judged, _ in waiting.pop(piece.part)])
            tables = {name: pa.Table.from_pandas(t, preserve_index=False) for name, t in made.tables.items()}
            yield part, Outcome(cases.digest(part.names), tables, made.failed, made.rows, made.payments)


def _judged(piece: Piece, outcome: Outcome | Lost) -> Judged:
    if isinstance(outcome, Lost):
        return failed(piece.names[0], _LOST.fill(fault=outcome.fault))
    tables: Mapping[str, pd.DataFrame] = {name: outcome.tables[name].to_pandas() for name in DATASETS}
    return Judged(tables, outcome.failed, outcome.rows, outcome.payments)


class _Told:
    """Counts what is done, and tells whoever wants to know."""

    def __init__(self, parts: Sequence[Part], progress: Callable[[Progress], None] | None) -> None:
        self._tell = progress
        self._now = Progress(0, sum(len(part.persons) for part in parts), 0, 0)
        self._say()

    def done(self, part: Part, what: Done) -> None:
        now = self._now
        files = sum(person.files for person in part.persons)
        self._now = Progress(now.persons + len(part.persons), now.of, now.files + files, now.rows + what.rows)
        self._say()

    def _say(self) -> None:
        if self._tell:
            self._tell(self._now)


_LOST = Words(
    "not audited: every worker that took this person's bills was lost ({fault}); run `renewal-audit run` on this "
    "folder by itself",
    "未能审计：处理此人账单的工作进程多次中断（{fault}）；请对此文件夹单独运行 renewal-audit run",
)
