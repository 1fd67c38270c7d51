"""The files of a case on the disk: folders walked in order, every file read whole or named with why it was not."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from audit.wording import Words

_MOST_BYTES = 1 << 30
_LIKE_FILES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".zip", ".json", ".xml", ".ofx", ".qfx", ".sta", ".pdf")
_HIDDEN = ("desktop.ini", "thumbs.db")
_UNREADABLE = Words("the file cannot be opened; check its permissions", "文件无法打开，请检查访问权限")
_SHUT = Words("the folder cannot be opened; check its permissions", "文件夹无法打开，请检查访问权限")
_TOO_LARGE = Words("the file is larger than any bill: refused", "文件大于任何账单，已拒绝读取")
_FOLDER = Words(
    "this is a folder with the name of a file, and nothing is in it; download the bill again",
    "这是以文件命名的文件夹，里面没有任何文件；请重新下载账单",
)
_ROUND = Words(
    "this is a link to a folder, which is not followed; give that folder itself",
    "这是指向文件夹的链接，程序不会跟随；请直接提供该文件夹",
)
_GONE = Words(
    "the file went away while the bills were read; put it back and run again",
    "读取账单期间文件已不存在，请放回后重新运行",
)
_CHANGED = Words(
    "the file changed while it was read; run again once no other program writes to it",
    "文件在读取期间被改动，请确认没有其他程序在写入后重新运行",
)
NO_NAME = Words("the file's name is no text; rename it and run again", "文件名不是有效文字，请改名后重新运行")


def walked(folder: Path, is_passed_by: Callable[[Path], bool]) -> Iterator[Path]:
    """Every file below a folder in order; a folder that cannot be walked, or stands for a file, comes out as itself."""
    shut: list[Path] = []
    for current, folders, files in os.walk(folder, onerror=lambda fault: shut.append(Path(fault.filename))):
        here = Path(current)
        kept = sorted(name for name in folders if not name.startswith(".") and not is_passed_by(here / name))
        links = [name for name in kept if (here / name).is_symlink()]
        folders[:] = [name for name in kept if name not in links]
        yield from shut
        shut.clear()
        yield from (here / name for name in sorted((*files, *links)))
        if not folders and not files and here != folder and here.suffix.lower() in _LIKE_FILES:
            yield here
    yield from shut


def content(file: Path) -> bytes | Words:
    """The bytes of a file as they stood at one time, or why they cannot be had."""
    try:
        before = file.stat()
        if stat.S_ISDIR(before.st_mode):
            return _ROUND if file.is_symlink() else _FOLDER if os.access(file, os.R_OK | os.X_OK) else _SHUT
        if not stat.S_ISREG(before.st_mode):
            return _UNREADABLE
        if before.st_size > _MOST_BYTES:
            return _TOO_LARGE
        data = file.read_bytes()
        after = file.stat()
    except FileNotFoundError:
        return _UNREADABLE if file.is_symlink() else _GONE
    except OSError:
        return _UNREADABLE
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same and len(data) == after.st_size else _CHANGED


def is_text(name: str) -> bool:
    """Whether a file's name can be said and written down: not all that a disk holds are text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_hidden(name: str) -> bool:
    """Files that programs leave behind: `.DS_Store`, `~$bill.xlsx`, `Thumbs.db`."""
    return name.startswith((".", "~$")) or name.lower() in _HIDDEN
