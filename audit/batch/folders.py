"""A folder of case folders: each folder in it is one person, and its name is the person's."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from audit.batch.cases import Given, Person, Settings
from audit.errors import Problem
from audit.pipeline import taken_in
from audit.statements import Format, Reading
from audit.statements.container import is_own_output
from audit.statements.files import is_hidden
from audit.tables import Case
from audit.wording import Words


@dataclass(frozen=True)
class Folders:
    """The case folders in one folder; `but` are paths in it that are no person's: results, a file of formats."""

    cases: Path
    but: tuple[Path, ...] = ()

    def persons(self) -> list[Person]:
        """Every folder that is neither hidden nor this program's own output."""
        return [Person(entry.name, *_weight(Path(entry.path))) for entry in self._entries() if _is_person(entry)]

    def strays(self) -> list[Problem]:
        """Files beside the case folders, and folders whose name is no text."""
        found = []
        for entry in self._entries():
            if not entry.is_dir():
                found.append(Problem(entry.name, None, _LOOSE))
            elif not _is_text(entry.name):
                found.append(Problem(os.fsencode(entry.name).decode("utf-8", "replace"), None, _NO_TEXT))
        return found

    def digest(self, names: Sequence[str]) -> str:
        """Over every file's name and bytes."""
        whole = hashlib.sha256()
        for name in names:
            for file, path in _files(self.cases / name):
                whole.update(f"{name}\0{file}\0".encode("utf-8", "surrogateescape"))
                whole.update(_digest(path))
        return whole.hexdigest()

    def given(self, names: Sequence[str], settings: Settings, formats: Sequence[Format]) -> Iterator[tuple[str, Given]]:
        """Each person's folder, read as a single run reads it."""
        for name in names:
            yield name, partial(self._read, name, settings, formats)

    def _read(self, name: str, settings: Settings, formats: Sequence[Format]) -> tuple[Reading, Case]:
        reading, case, _ = taken_in(self.cases / name, person=name, password=settings.passwords, formats=formats)
        return reading, case

    def _entries(self) -> list[os.DirEntry[str]]:
        passed_by = {path.resolve() for path in self.but}
        with os.scandir(self.cases) as found:
            seen = [e for e in found if not is_hidden(e.name) and Path(e.path).resolve() not in passed_by]
        return sorted((e for e in seen if not is_own_output(Path(e.path))), key=lambda e: e.name)


def _is_person(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() and _is_text(entry.name)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _weight(folder: Path) -> tuple[int, int]:
    """The bytes in a folder, and its files."""
    sizes = [_size(path) for _, path in _files(folder)]
    return sum(sizes), len(sizes)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its name in it, in a lasting order."""
    for current, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            path = Path(current) / file
            yield path.relative_to(folder).as_posix(), path


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").digest()
    except OSError:
        return b"cannot be read"


_LOOSE = Words(
    "lies beside the case folders and belongs to nobody: it was not read; put it into the folder of its person",
    "与各人的案件文件夹并列，不属于任何人，没有读取；请放进相应人员的文件夹",
)
_NO_TEXT = Words(
    "the name of this folder is no text in UTF-8: it was not read; rename it",
    "文件夹名称不是有效的 UTF-8 文字，没有读取；请重命名",
)
