"""The inputs worth keeping: one zip a target for those that reach code of their own, one file for each past crash."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any
from zipfile import ZipFile

from audit.samples.archive import zipped

FOLDER = Path(__file__).resolve().parent
_MOST_FILES = 150
_MOST_BYTES = 8000  # of one input
_READERS = ("/audit/statements/", "/audit/case/")

Place = tuple[str, int, int]  # a file, a line, and the line before it


def kept(target: str) -> list[bytes]:
    """The corpus of a target."""
    path = FOLDER / "corpus" / f"{target}.zip"
    if not path.is_file():
        return []
    with ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]


def keep(target: str, inputs: Iterable[bytes]) -> int:
    """Write a target's corpus, in order of size; returns how many."""
    named = {sha256(one).hexdigest()[:12]: one for one in sorted(inputs, key=lambda one: (len(one), one))}
    (FOLDER / "corpus").mkdir(exist_ok=True)
    (FOLDER / "corpus" / f"{target}.zip").write_bytes(zipped(named))
    return len(named)


def crashes(target: str) -> list[Path]:
    """What once broke a promise of a target."""
    folder = FOLDER / "crashes" / target
    return sorted(folder.iterdir()) if folder.is_dir() else []


def least(run: Callable[[bytes], None], inputs: Iterable[bytes]) -> list[bytes]:
    """Of the inputs, small ones first, those that take a step no smaller one took; those that fail are left out."""
    seen: set[Place] = set()
    chosen: list[bytes] = []
    for one in sorted(set(inputs), key=lambda one: (len(one), one)):
        steps = _steps(run, one) if len(one) <= _MOST_BYTES and len(chosen) < _MOST_FILES else set()
        if steps - seen:
            seen |= steps
            chosen.append(one)
    return chosen


def _steps(run: Callable[[bytes], None], one: bytes) -> set[Place]:
    """The steps from line to line that a run takes in the readers; none where it fails."""
    taken: set[Place] = set()
    last: dict[int, int] = {}

    def within(frame: FrameType, _event: str, _: Any) -> Any:
        taken.add((frame.f_code.co_filename, last.get(id(frame), 0), frame.f_lineno))
        last[id(frame)] = frame.f_lineno
        return within

    def entered(frame: FrameType, event: str, value: Any) -> Any:
        if not any(part in frame.f_code.co_filename for part in _READERS):
            return None
        last[id(frame)] = 0
        return within(frame, event, value)

    sys.settrace(entered)
    try:
        run(one)
    except Exception:  # a crash is kept elsewhere
        return set()
    finally:
        sys.settrace(None)
    return taken
