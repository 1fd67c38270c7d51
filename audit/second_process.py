"""A second process that makes a part of the outputs while this one goes on with the rest.

It is an aid and nothing more: what it cannot do, or dies of, is done here. It reads its tasks from this process and
writes nothing but answers back to it, so it ends where this one is gone; Ctrl-C does not reach it.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, TypeVar

Made = TypeVar("Made")
# The parent's own search path, handed over: `-P` keeps the folder of the bills off it, where anything may lie.
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from audit.second_process import serve; serve()"
_GONE = (OSError, EOFError, ValueError, pickle.PickleError)  # what a pipe to a process that ended can raise


class SecondProcess:
    """A running process that takes one task after the other; a task is a function of a module, and its arguments."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **_apart()
        )
        self._line = ThreadPoolExecutor(1)  # tables are handed over and answers fetched while this process works
        self._last: Future[Any] | None = None

    def begin(self, work: Callable[..., Made], *arguments: Any) -> Callable[[], Made]:
        """Hand a task over; what comes back gives its result, waiting for it, or doing it here where that failed.

        It may be asked more than once. What still stands behind another task when it is asked for is done here too.
        """
        ahead = self._last
        self._last = asked = self._line.submit(self._ask, work, arguments)

        def result() -> Made:
            if ahead is not None and not ahead.done() and asked.cancel():
                return work(*arguments)
            try:
                made: Made = asked.result()
            except _GONE:
                return work(*arguments)
            return made

        return cache(result)

    def close(self) -> None:
        """End the process whatever it is at."""
        self._process.kill()
        self._line.shutdown(cancel_futures=True)
        self._process.communicate()

    def _ask(self, work: Callable[..., Made], arguments: tuple[Any, ...]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump((work, arguments), self._process.stdin, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)


@contextmanager
def second_process() -> Iterator[SecondProcess | None]:
    """A second process until the block ends; None where there is one core only, or no process can be started."""
    second = _started() if cores() > 1 else None
    try:
        yield second
    finally:
        if second is not None:
            second.close()


def begin(second: SecondProcess | None, work: Callable[..., Made], *arguments: Any) -> Callable[[], Made]:
    """The task begun in the second process, or, where there is none, done when its result is asked for."""
    return cache(partial(work, *arguments)) if second is None else second.begin(work, *arguments)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve() -> None:
    """What the second process does: task by task, until no more come. Any fault ends it, and its tasks with it."""
    gc.disable()  # it lives for seconds
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    while True:
        try:
            work, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(work(*arguments), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def _started() -> SecondProcess | None:
    if not sys.executable:  # inside another program
        return None
    try:
        return SecondProcess()
    except OSError:
        return None


def _apart() -> dict[str, Any]:
    """How a process is started that Ctrl-C in the terminal does not stop."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
