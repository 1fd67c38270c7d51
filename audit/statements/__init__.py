"""Bills of every kind into one table: bytes to transactions, events, sources, totals and problems."""

from __future__ import annotations

from pathlib import Path

from audit.statements.format import Format
from audit.statements.formats import FORMATS
from audit.statements.gathering import Reading, gathered
from audit.statements.reading import read, reading_of
from audit.statements.recognition import found_in

__all__ = ["FORMATS", "Format", "Reading", "gathered", "identify", "read", "reading_of"]


def identify(path: str | Path) -> Format:
    """The format of a bill, by its content; UnknownFormat or AmbiguousFormat says what the file is instead."""
    return found_in(Path(path).read_bytes(), FORMATS)[0].format
