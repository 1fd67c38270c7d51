"""From paths to blobs of bytes: folders walked in order, zips opened, our own output and hidden files passed by."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from audit.errors import InputError, Problem
from audit.statements.files import NO_NAME, content, is_hidden, is_text, walked
from audit.statements.zips import BROKEN, DAMAGED, Budget, Passwords, members
from audit.wording import Words

Password = str | Sequence[str] | Callable[[str], str | None] | None

_MADE_BY = "renewal-audit"
_DEEPEST = 4
_NO_SUCH_FILE = Words("{path}: no such file or folder", "{path}：没有这个文件或文件夹")
_TOO_DEEP = Words("zips within zips within zips: unpack it and give the files", "压缩包层层嵌套过深，请解压后提供文件")


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of one file or zip member, and its name in the case (`zip!member`)."""

    file: str
    data: bytes


def files_in(paths: Sequence[Path], skip: Collection[Path]) -> list[Path]:
    """Every file of the paths, folders walked in order; InputError where a path does not exist."""
    passed_by = {os.path.realpath(path) for path in skip}
    found: dict[Path, None] = {}

    def is_passed_by(path: Path) -> bool:
        return is_own_output(path) or os.path.realpath(path) in passed_by

    for path in paths:
        if not path.exists():
            raise InputError(_NO_SUCH_FILE.fill(path=path))
        if is_own_output(path):
            continue
        for file in walked(path, is_passed_by) if path.is_dir() else [path]:
            if os.path.realpath(file) not in passed_by and not is_hidden(file.name):
                found[file] = None
    return list(found)


def common_root(paths: Sequence[Path]) -> Path:
    """The folder names are counted from: the one given, or the one all paths share."""
    folders = [path if path.is_dir() else path.parent for path in map(absolute, paths)]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def absolute(path: Path) -> Path:
    """The path from the root on, without `..`; links keep their own names."""
    return Path(os.path.abspath(path))


def name_in(root: Path, file: Path) -> str:
    """A file's name in the case: relative to its folder, with `/`; `root / name` is the file again."""
    return Path(os.path.relpath(absolute(file), root)).as_posix()


def blobs(file: Path, name: str, passwords: Passwords) -> Iterator[Blob | Problem]:
    """A file, or what is in it if it is a zip; what cannot be opened comes out as a problem."""
    if not is_text(name):
        yield Problem(name.encode("utf-8", "backslashreplace").decode(), None, NO_NAME)
        return
    found = content(file)
    if isinstance(found, Words):
        yield Problem(name, None, found)
    else:
        yield from unpacked(Blob(name, found), passwords, Budget())


def unpacked(blob: Blob, passwords: Passwords, budget: Budget, depth: int = 0) -> Iterator[Blob | Problem]:
    """The blob itself, or the files in it where it is a zip of files."""
    if not blob.data.startswith(b"PK"):
        yield blob
        return
    inside = _names_inside(blob.data)
    if inside is None:
        yield Problem(blob.file, None, DAMAGED)
    elif "[Content_Types].xml" in inside or "mimetype" in inside:
        yield blob
    elif depth >= _DEEPEST:
        yield Problem(blob.file, None, _TOO_DEEP)
    elif not _is_own_zip(blob.data, inside):
        yield from _members(blob, passwords, budget, depth)


def _members(blob: Blob, passwords: Passwords, budget: Budget, depth: int) -> Iterator[Blob | Problem]:
    try:
        inside = members(blob.data, blob.file, passwords, budget)
    except InputError as fault:
        yield Problem(blob.file, None, fault.words)
        return
    seen: Counter[str] = Counter()
    for member in inside:
        seen[member.name] += 1
        name = f"{blob.file}!{member.name}" + (f" ({seen[member.name]})" if seen[member.name] > 1 else "")
        path = PurePosixPath(member.name.replace("\\", "/"))
        if member.fault:
            yield Problem(name, None, member.fault)
        elif not is_hidden(path.name) and "__MACOSX" not in path.parts:
            yield from unpacked(Blob(name, member.data), passwords, budget, depth + 1)


def is_own_output(folder: Path) -> bool:
    """Whether this program made the folder: its results are never read as bills."""
    try:
        return _made_by_us((folder / "manifest.json").read_bytes())
    except OSError:
        return False


def _made_by_us(manifest: bytes) -> bool:
    try:
        said = json.loads(manifest)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("made_by") == _MADE_BY


def _names_inside(data: bytes) -> frozenset[str] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except BROKEN:
        return None


def _is_own_zip(data: bytes, inside: frozenset[str]) -> bool:
    if "manifest.json" not in inside:
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("manifest.json")
        if info.flag_bits & 0x1 or info.file_size > 1 << 26:
            return False
        try:
            return _made_by_us(archive.read(info))
        except BROKEN:
            return False
