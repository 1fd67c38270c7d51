"""The folder a batch writes: Parquet datasets of one file a part, and for each part a record of what it was made from.

A part is done when its record stands; everything is written aside and renamed, so that whatever is there is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from audit.batch.cases import Settings
from audit.batch.judged import DATASETS
from audit.batch.packing import Part
from audit.errors import OutputError
from audit.reports.archive import MADE_BY, MANIFEST
from audit.wording import Words

SCHEMA = "renewal-audit-batch/1"
PARTS = "parts"
_FILE = re.compile(r"\.?part-(\d{5,})\.(?:parquet|json)(?:\.aside)?")


@dataclass(frozen=True)
class Done:
    """What is known of a finished part: whose it is, what it was made from, and its files by dataset."""

    persons: tuple[str, ...]
    digest: str
    failed: tuple[str, ...]
    rows: int
    payments: int
    files: Mapping[str, str]  # dataset -> sha256

    def as_json(self) -> bytes:
        return _json(dict(vars(self)))


class Store:
    """The output folder of one batch; OutputError where it is not ours to write into."""

    def __init__(self, out: Path, settings: Settings) -> None:
        self.out = out
        self._settings = settings

    def begin(self, parts: Sequence[Part]) -> dict[int, Done]:
        """What of the parts an earlier run has finished, moved to where it belongs now; all else of it is removed."""
        was = head(self.out)
        with _writing(self.out):
            for name in (PARTS, *DATASETS):
                (self.out / name).mkdir(parents=True, exist_ok=True)
            known = self._known() if was is not None and _same(was, self._facts()) else {}
            kept = {part.number: known[part.names] for part in parts if part.names in known}
            self._moved(kept)
            self._write(MANIFEST, _json({**self._facts(), "finished": False, "parts": len(parts)}))
        return {number: done for number, (_, done) in kept.items()}

    def keep(self, number: int, done: Done, tables: Mapping[str, pa.Table]) -> Done:
        """Write the files of a part, its record last."""
        with _writing(self.out):
            made = {name: self._write(_part(name, number), _parquet(table)) for name, table in tables.items()}
            finished = Done(done.persons, done.digest, done.failed, done.rows, done.payments, made)
            self._write(_part(PARTS, number), finished.as_json())
        return finished

    def finish(self, parts: int, facts: Mapping[str, Any]) -> None:
        """Say in the manifest that everything is there."""
        with _writing(self.out):
            self._write(MANIFEST, _json({**self._facts(), "finished": True, "parts": parts, **facts}))

    def put(self, name: str, write: Callable[[Path], object]) -> None:
        """One more file of the results, written aside first."""
        aside = self.out / f".{name}.aside"
        with _writing(self.out):
            write(aside)
            os.replace(aside, self.out / name)

    def table(self, dataset: str, number: int, columns: Sequence[str]) -> pa.Table:
        """Some columns of one part's table."""
        return pq.read_table(self.out / _part(dataset, number), columns=list(columns), partitioning=None)

    def _facts(self) -> dict[str, Any]:
        own = self._settings.formats
        return {
            "made_by": MADE_BY,
            "schema": SCHEMA,
            "version": _version(),
            "program": _program(),
            "as_of": self._settings.as_of.isoformat(),
            "jurisdiction": self._settings.jurisdiction,
            "formats": _sha256(own.read_bytes()) if own else None,
            "datasets": list(DATASETS),
        }

    def _known(self) -> dict[tuple[str, ...], tuple[int, Done]]:
        """Every finished part whose files are whole, by its persons."""
        found: dict[tuple[str, ...], tuple[int, Done]] = {}
        for path in sorted((self.out / PARTS).glob("part-*.json")):
            done, number = _done(path), int(path.stem.removeprefix("part-"))
            if done and all(_digest_of(self.out / _part(name, number)) == sha for name, sha in done.files.items()):
                found[done.persons] = (number, done)
        return found

    def _moved(self, kept: Mapping[int, tuple[int, Done]]) -> None:
        """The files of finished parts under their numbers of now; in two steps, for numbers may be exchanged."""
        stay = {was for was, _ in kept.values()}
        for name in (PARTS, *DATASETS):
            for path in list((self.out / name).iterdir()):
                if (found := _FILE.fullmatch(path.name)) and (path.name[0] == "." or int(found[1]) not in stay):
                    path.unlink()
        moves = [(was, now) for now, (was, _) in kept.items() if was != now]
        for name in (PARTS, *DATASETS):
            aside = [(self._aside(name, was), self.out / _part(name, now)) for was, now in moves]
            for path, target in aside:
                os.replace(path, target)

    def _aside(self, name: str, number: int) -> Path:
        path = self.out / _part(name, number)
        aside = path.with_name(f".{path.name}.aside")
        os.replace(path, aside)
        return aside

    def _write(self, name: str, content: bytes) -> str:
        path = self.out / name
        aside = path.with_name(f".{path.name}.aside")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        return _sha256(content)


def head(out: Path) -> dict[str, Any] | None:
    """What the manifest in a folder says; None where there is no folder or nothing in it.

    OutputError where the folder holds anything but a batch of this program.
    """
    if not out.exists() or (out.is_dir() and all(map(_is_first, out.iterdir()))):
        return None
    try:
        said = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict) or said.get("made_by") != MADE_BY or said.get("schema") != SCHEMA:
        raise OutputError(_FOREIGN.fill(out=out))
    return said


def _is_first(path: Path) -> bool:
    """Whether a batch killed before its manifest stood may have left it: an empty folder of ours, half a manifest."""
    if path.is_dir():
        return path.name in (PARTS, *DATASETS) and not any(path.iterdir())
    return path.name == f".{MANIFEST}.aside"


class _writing:  # noqa: N801 - reads as a verb where it is used
    """Turns a fault of the disk into words."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: object) -> None:
        if isinstance(fault, OSError):
            raise OutputError(_FAILED.fill(out=self.out, fault=fault.strerror)) from fault


def _done(path: Path) -> Done | None:
    try:
        said = json.loads(path.read_bytes())
        return Done(**{**said, "persons": tuple(said["persons"]), "failed": tuple(said["failed"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _same(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return all(was.get(name) == value for name, value in now.items())


def _part(dataset: str, number: int) -> str:
    return f"{dataset}/part-{number:05}.{'json' if dataset == PARTS else 'parquet'}"


def _parquet(table: pa.Table) -> bytes:
    buffer = pa.BufferOutputStream()
    pq.write_table(table, buffer, compression="zstd")
    content: bytes = buffer.getvalue().to_pybytes()
    return content


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    try:
        return _sha256(path.read_bytes())
    except OSError:
        return ""


def _version() -> str:
    try:
        return version("renewal-audit")
    except PackageNotFoundError:
        return ""


@cache
def _program() -> str:
    """A digest of the program's own files: what another program made is made again."""
    whole = hashlib.sha256()
    root = Path(str(files("audit")))
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".toml") and "_bundled" not in p.parts):
        whole.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()[:16]


_FOREIGN = Words(
    "{out} holds something else than a batch of this program and will not be written into: give another folder with -o",
    "{out} 里有并非本程序批量审计生成的内容，不会写入：请用 -o 另选文件夹",
)
_FAILED = Words(
    "{out} could not be written ({fault}); what was finished stands: make room and give the same command again",
    "无法写入 {out}（{fault}）；已完成的部分仍在，请腾出空间后再次运行同一命令",
)
