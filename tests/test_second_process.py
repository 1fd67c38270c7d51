"""The second process: it makes what this one would make, and never stands in its way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from results_sample import w01

from audit import second_process
from audit.reports import apart
from audit.second_process import SecondProcess, begin

on_posix = pytest.mark.skipif(os.name != "posix", reason="sessions and signals of POSIX")


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecondProcess]:
    (tmp_path / "lying_in_wait.py").write_text("")
    monkeypatch.chdir(tmp_path)
    started = SecondProcess()
    yield started
    started.close()


def test_it_draws_and_writes_what_this_process_would(second: SecondProcess, tmp_path: Path) -> None:
    results = w01(tmp_path / "case")
    drawn = second.begin(apart.pictures, results, "zh")
    written = second.begin(apart.letters_for_reading, results, "en")
    assert drawn() == apart.pictures(results, "zh")
    assert written() == apart.letters_for_reading(results, "en")
    assert second.begin(os.getpid)() != os.getpid()  # it lives: a fault would have ended it


def test_what_it_cannot_do_is_done_here(second: SecondProcess) -> None:
    with pytest.raises(ValueError, match="invalid literal"):  # the fault is this process's own
        second.begin(int, "twelve")()
    assert second.begin(os.getpid)() == os.getpid()  # that fault has ended it


def test_what_stands_behind_another_task_is_done_by_whoever_is_free(second: SecondProcess) -> None:
    second.begin(time.sleep, 60)
    behind = second.begin(os.getpid)
    assert behind() == behind() == os.getpid()


def test_without_it_a_task_waits_until_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    result = begin(None, done.append, 1)
    assert done == []
    assert result() is None
    assert done == [1]
    with second_process.second_process() as none:  # one core, as every test has
        assert none is None
    monkeypatch.setattr(second_process, "cores", lambda: 2)
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with second_process.second_process() as none:
        assert none is None


def test_nothing_is_imported_from_the_folder_it_starts_in(second: SecondProcess) -> None:
    assert second.begin(find_spec, "lying_in_wait")() is None


@on_posix
def test_ctrl_c_in_the_terminal_does_not_reach_it(second: SecondProcess) -> None:
    assert second.begin(os.getsid, 0)() != os.getsid(0)


@on_posix
def test_it_ends_with_the_process_that_started_it() -> None:
    code = (
        "import os, time; from audit.second_process import SecondProcess; s = SecondProcess(); "
        "print(s.begin(os.getpid)(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    give_up = time.monotonic() + 10
    while _is_alive(child) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not _is_alive(child)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")  # one that ended and nobody asked for stands there as Z
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
