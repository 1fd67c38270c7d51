"""How a command is run as a process: a second one beside it, and Python's collector at longer strides."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from audit.reports import apart
from audit.second_process import SecondProcess, second_process
from audit.wording import Lang

# Tables are freed as they fall out of use; the search for cycles beside that took a tenth of a run for nothing found.
_STRIDES = (100_000, 50, 100)


@contextmanager
def long_strides() -> Iterator[None]:
    """Search for cycles of objects seldom until the block ends."""
    before = gc.get_threshold()
    gc.set_threshold(*_STRIDES)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def outputs_beside(lang: Lang, jurisdiction: str = "cn") -> Iterator[SecondProcess | None]:
    """A second process that loads what draws and typesets while this one still loads what reads."""
    with second_process() as second:
        if second is not None:
            second.begin(apart.make_ready, apart.other(lang), jurisdiction)
        yield second
