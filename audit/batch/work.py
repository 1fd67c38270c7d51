"""What one worker does: some persons of a part in, their tables out."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from audit.batch.cases import Cases, Settings
from audit.batch.judged import judged
from audit.judging import texts
from audit.statements.reading import known_formats


@dataclass(frozen=True)
class Piece:
    """Some persons to be audited: a whole part, or what is left of one that could not be finished at once.

    `known` is the digest of what an earlier run made of the same persons; "" where there is none.
    """

    part: int
    names: tuple[str, ...]
    known: str = ""


@dataclass(frozen=True)
class Outcome:
    """The tables of a piece as Arrow tables; none at all where nothing has changed since `digest` was taken."""

    digest: str
    tables: Mapping[str, pa.Table]
    failed: tuple[str, ...] = ()
    rows: int = 0
    payments: int = 0


def audit_piece(cases: Cases, settings: Settings, piece: Piece) -> Outcome:
    """Audit the persons of a piece, unless everything it would be made from is as it was."""
    _alone_on_a_core()
    digest = cases.digest(piece.names)
    if piece.known and piece.known == digest:
        return Outcome(digest, {})
    try:
        made = judged(cases.given(piece.names, settings, known_formats(settings.formats)), settings)
    finally:
        texts.forget()
    tables = {name: pa.Table.from_pandas(table, preserve_index=False) for name, table in made.tables.items()}
    return Outcome(digest, tables, made.failed, made.rows, made.payments)


def _alone_on_a_core() -> None:
    """In a process among several each takes one core: threads of their own would only be in each other's way."""
    if multiprocessing.parent_process() is not None:
        pa.set_cpu_count(1)
