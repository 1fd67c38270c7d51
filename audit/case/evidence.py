"""Files the case names as evidence: found in its folder, or said to be missing; photos of identity cards refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from audit.case.identity import REFUSED_PHOTO, is_identity_photo
from audit.case.records import Record
from audit.errors import Problem
from audit.wording import NOTHING, Words

FOLDERS = ("", "evidence", "证据")  # where a bare file name is looked for, beside the case file


def find_evidence(records: Iterable[Record], folder: Path, file: str) -> tuple[tuple[Path, ...], list[Problem]]:
    """Every file the records name that may be kept, and a problem for each that is not there or is refused."""
    found: dict[Path, None] = {}
    problems = []
    for record in records:
        for key, name in _named(record):
            path = _kept(folder, name)
            if path is not None:
                found[path] = None
            else:
                words = REFUSED_PHOTO if is_identity_photo(name) else _missing(folder, name)
                problems.append(record.problem(file, key, words, name))
    return tuple(found), problems


def with_what_exists(record: Record, folder: Path) -> Record:
    """The record without the files that are not there or are refused: no letter names them, no cost rests on them."""
    gone = {(key, name) for key, name in _named(record) if _kept(folder, name) is None}
    if not gone:
        return record
    kept = tuple(name for name in record["evidence"] or () if ("evidence", name) not in gone)
    receipt = "" if ("receipt", record.text("receipt")) in gone else record["receipt"]
    return replace(record, values={**record.values, "evidence": kept, "receipt": receipt})


def in_one_cell(names: Iterable[str]) -> str:
    """The names of files as one cell again."""
    return "; ".join(names)


def _kept(folder: Path, name: str) -> Path | None:
    return None if is_identity_photo(name) else _inside(folder, name)


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
