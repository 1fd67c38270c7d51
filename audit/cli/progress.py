"""How far long work has come: on stderr, and only where somebody is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from audit.wording import Lang, Words, harmless

if TYPE_CHECKING:
    from audit.statements.reading import Progress

_READING = Words("Reading bills", "正在读取账单")
_FAR = Words(
    "Reading bills: {files}/{of} files, {rows} rows, {left}  {file}",
    "正在读取账单：{files}/{of} 个文件，{rows} 行，{left}  {file}",
)
_READ = Words("{rows} rows read; judging them", "已读取 {rows} 行，正在核对")
_UNKNOWN = Words("time left not known yet", "剩余时间未知")
_LEFT = Words("{minutes}:{rest} left", "约剩 {minutes} 分 {rest} 秒")


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[Progress], None] | None]:
    """A callback for how far reading has come; None where stderr is no terminal.

    It disappears when the work is done, and makes way where a password is asked for.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.status import Status

    begun = time.monotonic()
    with Status(_READING.to(lang), console=Console(stderr=True)) as status:

        def show(now: Progress) -> None:
            left = remaining(now.done, now.size, time.monotonic() - begun)
            rows = f"{now.rows:,}"
            far = _FAR.fill(files=now.files, of=now.of, rows=rows, left=left, file=_plain(now.file))
            status.update((far if now.file else _READ.fill(rows=rows)).to(lang))
            if now.file.lower().endswith(".zip"):
                status.stop()  # a password may be asked for: a turning wheel would write over it
            else:
                status.start()

        yield show


def remaining(done: int, of: int, seconds: float) -> Words:
    """The time still needed, if what is left takes as long as what is done did."""
    if not done:
        return _UNKNOWN
    minutes, rest = divmod(round(seconds * (of - done) / done), 60)
    return _LEFT.fill(minutes=minutes, rest=f"{rest:02}")


def _plain(name: str) -> str:
    """A file's name without the brackets that rich would take for markup, and without what steers a terminal."""
    return str(harmless(name)).replace("[", "(").replace("]", ")")
