"""Runs of the program in forked children, each stopped or hindered at a chosen point; all is loaded before the fork.

Started as a process of its own (`python run_server.py SEARCH-PATH [draw]`), it takes one order a line as JSON and
answers with one: `arguments` of the command line, `folder` to stand in, `log` for what is said; and one of

- `kill_at` or `stop_at`: SIGKILL or SIGINT before the n-th step that changes or opens a file,
- `kill_after` or `stop_after`: the same after so many seconds,
- `full_at`: no space for the n-th file that is opened for writing, nor for any after it,
- `most_bytes`: no file may grow larger.

`second_process` lets the run have one; `no_privileges` takes an administrator's away.

The answer holds the exit `status` (negative: the signal) and the `steps` taken.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import sys
import time
from typing import Any

CHANGES = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "ctypes.dlsym", "os.chmod"}
WRITES = os.O_WRONLY | os.O_RDWR


class Watch:
    """Counts the steps of one run and stops or hinders it at the one asked for."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.steps: list[str] = []
        self.opened = 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CHANGES or (event == "open" and (not self._writes(arguments) or self._is_device(arguments))):
            return
        self.steps.append(" ".join(map(str, (event, *arguments))))
        for name, number in (("kill_at", signal.SIGKILL), ("stop_at", signal.SIGINT)):
            if self.order.get(name) == len(self.steps):
                os.kill(os.getpid(), number)
        self.opened += event == "open"
        if event == "open" and 0 < self.order.get("full_at", 0) <= self.opened:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))

    def _writes(self, arguments: tuple[Any, ...]) -> bool:
        return bool((arguments[2] or 0) & WRITES)

    def _is_device(self, arguments: tuple[Any, ...]) -> bool:
        return isinstance(arguments[0], int) or str(arguments[0]).startswith(("/dev/", "/proc/"))


def child(order: dict[str, Any], answer: int) -> None:
    """One run, in the forked process: its exit status goes the way of any process."""
    os.setpgid(0, 0)
    os.chdir(order["folder"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if hasattr(os, "sched_setaffinity") and not order.get("second_process"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # on one core a run does everything itself
    if order.get("no_privileges") and os.getuid() == 0:  # the administrator may write anywhere; without them not
        ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
    if "most_bytes" in order:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_bytes"],) * 2)
    from audit.cli import main

    watch = Watch(order)
    sys.addaudithook(watch)
    status = main(order["arguments"])
    sys.stdout.flush()
    os.write(answer, json.dumps(watch.steps).encode())
    os._exit(status)


def served(order: dict[str, Any]) -> dict[str, Any]:
    """Fork, wait, stop it on the way if that is asked for."""
    reader, writer = os.pipe()
    begun = time.monotonic()
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            child(order, writer)
        finally:
            os._exit(99)
    os.close(writer)
    for name, number in (("kill_after", signal.SIGKILL), ("stop_after", signal.SIGINT)):
        if name in order:
            time.sleep(order[name])
            os.kill(pid, number)
    with os.fdopen(reader, "rb") as steps:
        told = steps.read()
    _, status = os.waitpid(pid, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "steps": json.loads(told or b"[]"),
        "seconds": time.monotonic() - begun,
    }


def load(*, draws: bool) -> None:
    """Everything a run loads, so that a forked one begins at once; charts and letters, which take most of the time, are
    left out unless it `draws`."""
    from audit.case import appending
    from audit.cli import auditing, commands
    from audit.reports import apart, charts, letter_docx, letter_pdf, letters, page, workbook
    from audit.reports.canvas import family

    family()
    if not draws:
        apart.pictures = lambda *_: {}
        apart.letters_for_reading = lambda *_: {}
        letters.letters = lambda *_: ()
    del appending, auditing, charts, commands, letter_docx, letter_pdf, letters, page, workbook


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load(draws="draw" in sys.argv)
    for line in sys.stdin:
        print(json.dumps(served(json.loads(line))), flush=True)
