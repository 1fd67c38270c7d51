"""Reading a package back: its members against its manifest, and its originals laid out to be audited again.

A package may come from anybody: names that would leave the folder, members larger than listed and broken zips are
refused, and nothing of it is trusted before it is hashed.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from audit.errors import InputError, UnsafeInput
from audit.reports.archive import MANIFEST, read_manifest
from audit.reports.evidence import AUDIT_JSON, EVIDENCE_SCHEMA, ORIGINALS
from audit.wording import Words

NOT_OURS = Words(
    "{path} is neither an output folder of this program nor one of its packages: give the folder, or evidence.zip.",
    "{path}不是本程序的输出文件夹或压缩包：请指定输出文件夹或 evidence.zip。",
)
_BROKEN = Words("{path} is damaged ({fault}): take another copy.", "{path}已损坏（{fault}）：请换用另一份副本。")
_UNSAFE = Words(
    "{path}: {name} would be written outside its folder, or is larger than listed; nothing was unpacked.",
    "{path}：{name}会写到文件夹之外，或大于清单所列；未解压任何文件。",
)
_NO_ORIGINALS = Words(
    "{path} holds no original bills to audit again: give the output folder, or evidence.zip.",
    "{path}内没有可供重算的原始账单：请指定输出文件夹或 evidence.zip。",
)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, KeyError)
EVIDENCE = "evidence.zip"
_CHUNK = 1 << 20
_MOST_JSON = 1 << 27


@dataclass(frozen=True)
class Listed:
    """One member as the manifest lists it."""

    name: str
    sha256: str
    size: int
    role: str
    chain: str


@dataclass(frozen=True)
class Originals:
    """Bills and case file of an audit, laid out as in the case folder, and what was reckoned from them."""

    folder: Path
    case: Path | None
    formats: Path | None  # the file of formats of the user's own they were read with
    as_of: date
    jurisdiction: str
    document: dict[str, Any]


class Package:
    """A zip of this program, open for reading until the `with` block ends; InputError where it is none or breaks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._readable():
            self._zip = zipfile.ZipFile(path)
        with self._readable():
            manifest = read_manifest(self.read(MANIFEST)) if MANIFEST in self.names() else None
            if manifest is None:
                raise InputError(NOT_OURS.fill(path=path))
            self.schema = manifest.get("schema")
            self.listed = tuple(
                Listed(f["name"], f["sha256"], int(f["size"]), f.get("role", ""), f.get("chain", ""))
                for f in manifest["files"]
            )

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *fault: object) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        """Every member, the manifest too."""
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """A small member's bytes."""
        if self._zip.getinfo(name).file_size > _MOST_JSON:
            raise UnsafeInput(_UNSAFE.fill(path=self.path, name=name))
        return self._zip.read(name)

    def digest(self, listed: Listed) -> str:
        """The SHA-256 of a member as it is; "" where it cannot be read, or is not as long as listed."""
        sha256, size = hashlib.sha256(), 0
        try:
            with self._zip.open(listed.name) as stream:
                while (chunk := stream.read(_CHUNK)) and size <= listed.size:
                    sha256.update(chunk)
                    size += len(chunk)
        except _UNREADABLE:
            return ""
        return sha256.hexdigest() if size == listed.size else ""

    def originals(self, folder: Path) -> Originals:
        """Lay the originals out below `folder`; none of them where a name is unsafe."""
        if self.schema != EVIDENCE_SCHEMA or AUDIT_JSON not in self.names():
            raise InputError(_NO_ORIGINALS.fill(path=self.path))
        kept = [entry for entry in self.listed if entry.name.startswith(ORIGINALS)]
        for entry in kept:
            parts = entry.name.split("/")
            if ".." in parts or "" in parts or any(c in entry.name for c in "\\:\0"):
                raise UnsafeInput(_UNSAFE.fill(path=self.path, name=entry.name))
        with self._readable():
            placed = {entry.role: self._place(entry, folder) for entry in kept}
            document = json.loads(self.read(AUDIT_JSON))
            as_of, jurisdiction = date.fromisoformat(document["as_of"]), str(document["jurisdiction"])
        return Originals(folder / ORIGINALS, placed.get("case"), placed.get("formats"), as_of, jurisdiction, document)

    def _place(self, entry: Listed, folder: Path) -> Path:
        target = folder / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._zip.open(entry.name) as stream, target.open("wb") as copy:
            if _copied(stream, copy, entry.size) > entry.size:
                raise UnsafeInput(_UNSAFE.fill(path=self.path, name=entry.name))
        return target

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as fault:
            raise InputError(NOT_OURS.fill(path=self.path)) from fault
        except (*_UNREADABLE, TypeError, ValueError) as fault:
            raise InputError(_BROKEN.fill(path=self.path, fault=fault)) from fault


@contextmanager
def originals_of(path: Path) -> Iterator[Originals]:
    """The originals of an output folder or of `evidence.zip`, in a folder that is gone afterwards."""
    with (
        Package(path / EVIDENCE if path.is_dir() else path) as package,
        tempfile.TemporaryDirectory(prefix="renewal-audit-") as folder,
    ):
        yield package.originals(Path(folder))


def _copied(stream: IO[bytes], copy: IO[bytes], most: int) -> int:
    size = 0
    while size <= most and (chunk := stream.read(min(_CHUNK, most + 1))):
        copy.write(chunk)
        size += len(chunk)
    return size
