"""How a command is run as a process: a second one beside it, and Python's collector at longer strides."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from audit.reports import apart
from audit.second_process import SecondProcess, second_process
from audit.wording import Lang

# Tables are freed as they fall out of use. The search for cycles beside that, during a run and once more over all at
# its end, took a fifth of its time and found nothing.
_STRIDES = (100_000, 50, 100)


@contextmanager
def long_strides(*, to_the_end: bool) -> Iterator[None]:
    """Search for cycles of objects seldom until the block ends; where the process ends with it, not then either."""
    before = gc.get_threshold()
    gc.set_threshold(*_STRIDES)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if to_the_end:
            gc.freeze()


@contextmanager
def outputs_beside(lang: Lang, jurisdiction: str = "cn") -> Iterator[SecondProcess | None]:
    """A second process that loads what draws and typesets while this one still loads what reads."""
    with second_process() as second:
        if second is not None:
            second.begin(apart.make_ready, apart.other(lang), jurisdiction)
        yield second
