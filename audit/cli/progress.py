"""How far long work has come: on stderr, and only where somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from audit.wording import Lang, Words

_READING = Words("Reading bills", "正在读取账单")


@contextmanager
def progress(lang: Lang) -> Iterator[Callable[[int, int, str], None] | None]:
    """A callback for files done, files in all and the file at hand; None where stderr is no terminal.

    It disappears when the work is done, and makes way where a password is asked for.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.status import Status

    with Status(_READING.to(lang), console=Console(stderr=True)) as status:

        def show(done: int, count: int, name: str) -> None:
            status.update(f"{_READING.to(lang)} {done}/{count} {_plain(name)}")
            if name.lower().endswith(".zip"):
                status.stop()  # a password may be asked for: a turning wheel would write over it
            else:
                status.start()

        yield show


def _plain(name: str) -> str:
    """A file's name without the brackets that rich would take for markup."""
    return name.replace("[", "(").replace("]", ")")
