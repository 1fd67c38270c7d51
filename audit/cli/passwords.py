"""Zip passwords: from a file, or typed where somebody sits at the terminal; never an argument, never shown."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from audit.errors import UsageError
from audit.wording import Lang, Words

_PROMPT = Words("Password of {name} (Enter to skip): ", "{name} 的解压密码（直接回车跳过）：")


def passwords(file: Path | None, lang: Lang) -> tuple[str, ...] | Callable[[str], str | None] | None:
    """What to open encrypted zips with; nothing where there is no file and nobody to ask."""
    if file is not None:
        return _lines(file)
    if not sys.stdin.isatty():
        return None
    return lambda name: getpass.getpass(_PROMPT.fill(name=name).to(lang)) or None


def _lines(file: Path) -> tuple[str, ...]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            Words(
                f"{file}: cannot be read as a file of passwords (UTF-8, one a line)",
                f"{file}：无法作为密码文件读取（UTF-8 编码，每行一个密码）",
            )
        ) from fault
    return tuple(line for line in text.splitlines() if line)
