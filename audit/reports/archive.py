"""Zip files with the same bytes every time, and the list of their members with hashes chained one to the next.

The chain makes the list itself tamper-evident: each entry's `chain` is the SHA-256 of the one before it, its own hash
and its name, so that no line can be changed, removed or moved without changing every line after it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Any

MADE_BY = "renewal-audit"
MANIFEST = "manifest.json"
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.", "~$")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Member:
    """One file to be packed: its name inside, what it is there for, and its bytes or where they stand."""

    name: str
    role: str
    source: Path | bytes


@dataclass(frozen=True)
class Entry:
    """One packed file as the manifest lists it."""

    name: str
    role: str
    sha256: str
    size: int
    chain: str = ""

    def as_json(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if v != ""}


def write_zip(path: Path, members: Iterable[Member], facts: Mapping[str, Any], on: date) -> tuple[Entry, ...]:
    """Pack the members in the order given and a manifest of them last; every date inside is `on`, at midnight."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        entries = chained(_pack(packed, member, on) for member in members)
        _pack(packed, Member(MANIFEST, "manifest", manifest_bytes(entries, facts)), on)
    return entries


def chained(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with each one's hash chained to those before it."""
    made: list[Entry] = []
    for entry in entries:
        link = f"{made[-1].chain if made else ''}\n{entry.sha256}  {entry.name}"
        made.append(Entry(entry.name, entry.role, entry.sha256, entry.size, hashlib.sha256(link.encode()).hexdigest()))
    return tuple(made)


def manifest_bytes(entries: Iterable[Entry], facts: Mapping[str, Any]) -> bytes:
    """A manifest: who made it, the facts given, and the files."""
    document = {"made_by": MADE_BY, **facts, "files": [entry.as_json() for entry in entries]}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_manifest(text: bytes) -> dict[str, Any] | None:
    """A manifest this program wrote, or None where the text is anything else."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    listed = document.get("files") if isinstance(document, dict) and document.get("made_by") == MADE_BY else None
    sound = isinstance(listed, list) and all(isinstance(f, dict) and {"name", "sha256"} <= f.keys() for f in listed)
    return document if sound else None


def files_in(folder: Path) -> list[str]:
    """Every file below the folder by its name in it; what systems and office programs leave behind is passed by."""
    files = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    return [p.relative_to(folder).as_posix() for p in files if not p.name.startswith(_LITTER)]


def digest(source: Path | bytes) -> tuple[str, int]:
    """SHA-256 and size of a file or of bytes, a mebibyte at a time."""
    with _opened(source) as stream:
        return _hashed(stream, None)


def _pack(packed: zipfile.ZipFile, member: Member, on: date) -> Entry:
    info = zipfile.ZipInfo(member.name, (on.year, on.month, on.day, 0, 0, 0))
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    with _opened(member.source) as stream, packed.open(info, "w") as target:
        sha256, size = _hashed(stream, target)
    return Entry(member.name, member.role, sha256, size)


def _hashed(stream: IO[bytes], copy: IO[bytes] | None) -> tuple[str, int]:
    sha256, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        sha256.update(chunk)
        size += len(chunk)
        if copy is not None:
            copy.write(chunk)
    return sha256.hexdigest(), size


@contextmanager
def _opened(source: Path | bytes) -> Iterator[IO[bytes]]:
    if isinstance(source, bytes):
        yield BytesIO(source)
        return
    with source.open("rb") as stream:
        yield stream
