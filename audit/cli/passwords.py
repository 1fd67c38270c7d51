"""Zip passwords: from a file, or typed where somebody sits at the terminal; never an argument, never shown."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path

from audit.errors import UsageError
from audit.wording import Lang, Words, harmless


def passwords(file: Path | None, lang: Lang) -> tuple[str, ...] | Callable[[str], str | None] | None:
    """What to open encrypted zips with; nothing where there is no file and nobody to ask."""
    if file is not None:
        return _lines(file)
    if not sys.stdin.isatty():
        return None
    return _asked(lang)


def _asked(lang: Lang) -> Callable[[str], str | None]:
    """Asks at the terminal; of a zip asked about before, the password typed then was not right."""
    asked: set[str] = set()

    def ask(name: str) -> str | None:
        prompt = _AGAIN if name in asked else _PROMPT
        asked.add(name)
        return getpass.getpass(prompt.fill(name=harmless(name)).to(lang)).strip() or None

    return ask


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


_PROMPT = Words(
    "{name}\n  its password (not shown while you type; Enter alone skips the file): ",
    "{name}\n  解压密码（输入时屏幕上不显示；直接回车跳过此文件）：",
)
_AGAIN = Words(
    "  That password does not open it. Once more (Enter alone skips the file): ",
    "  密码不对，请再输入一次（直接回车跳过此文件）：",
)
