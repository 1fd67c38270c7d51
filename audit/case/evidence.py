"""Files the case names as evidence: found in its folder, or said to be missing; photos of identity cards refused."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from audit.case.identity import REFUSED_PHOTO, is_identity_photo
from audit.case.records import Record
from audit.errors import Problem
from audit.wording import NOTHING, Words

FOLDERS = ("", "evidence", "证据")  # where a bare file name is looked for, beside the case file


def find_evidence(records: Iterable[Record], folder: Path, file: str) -> tuple[tuple[Path, ...], list[Problem]]:
    """Every file the records name that exists inside the folder, and a problem for each that does not."""
    found: dict[Path, None] = {}
    problems = []
    for record in records:
        for key, name in _named(record):
            path = None if is_identity_photo(name) else _inside(folder, name)
            if path is not None:
                found[path] = None
            else:
                words = REFUSED_PHOTO if is_identity_photo(name) else _missing(folder, name)
                problems.append(record.problem(file, key, words, name))
    return tuple(found), problems


def accepted(names: Iterable[str]) -> str:
    """The names as one cell again, without those that are refused."""
    return "; ".join(name for name in names if not is_identity_photo(name))


def _named(record: Record) -> list[tuple[str, str]]:
    receipt = record.text("receipt")
    named = [("evidence", name) for name in record["evidence"] or ()]
    return [*named, ("receipt", receipt)] if PurePosixPath(receipt).suffix[1:].isalnum() and "." in receipt else named


def _inside(folder: Path, name: str) -> Path | None:
    root = folder.resolve()
    for place in FOLDERS:
        path = folder / place / name.replace("\\", "/")
        try:
            if path.is_file() and path.resolve().is_relative_to(root):
                return path
        except (OSError, ValueError):
            continue
    return None


def _missing(folder: Path, name: str) -> Words:
    beside = [p.name for place in FOLDERS if (folder / place).is_dir() for p in sorted((folder / place).iterdir())]
    near = get_close_matches(name, beside, n=1, cutoff=0.6)
    hint = Words(f"; there is {near[0]}", f"；有一个相近的文件：{near[0]}") if near else NOTHING
    return Words(
        f"no file “{name}” in the folder of the case file{hint.en}", f"案件表格所在文件夹里没有文件“{name}”{hint.zh}"
    )
