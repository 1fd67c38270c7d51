"""A run that is killed, stopped, out of room, without permission or not alone leaves whole results or the old ones.

A few chosen points here; two hundred random ones, and full disks, are run by `make faults`.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest

from audit import whole
from audit.cli import main
from audit.errors import OutputError
from audit.samples import make_case

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runs are forked")
HERE = Path(__file__).resolve().parent
SEED = 24  # a claim, and a question that enters the case file
BEFORE = make_case(SEED).as_of
AFTER = BEFORE + timedelta(days=40)
LEFT = (".part", "-new", "-old", "-lock", ".aside")
NO_ROOM = "No space left on device"


class Runs:
    """Orders to the process that forks runs, and the states of the case folder its runs may leave."""

    def __init__(self, folder: Path, *server: str) -> None:
        command = [sys.executable, str(HERE / "run_server.py"), json.dumps(sys.path), *server]
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.folder, self.log = folder, folder / "log"
        self.case = make_case(SEED).write(folder / "untouched")
        self.fresh = contents(self.case)
        assert self.run(BEFORE, "untouched")["status"] == 0
        self.old = contents(self.case)
        self.steps = self.run(AFTER, self.again())["steps"]
        self.new = contents(folder / "again")

    def run(self, as_of: object, name: str = "again", **order: Any) -> dict[str, Any]:
        """One run in a case folder, with the fault that is ordered."""
        arguments = ["run", name, "--as-of", str(as_of), "--lang", "en"]
        return self.ask({"arguments": arguments, "folder": str(self.folder), "log": str(self.log), **order})

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        print(json.dumps(order), file=self.server.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self.server.stdout.readline())
        return answer

    def again(self) -> str:
        """A copy of the case folder as one run has left it, for the next one."""
        shutil.rmtree(self.folder / "again", ignore_errors=True)
        shutil.copytree(self.case, self.folder / "again")
        return "again"

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def check(self, told: str = "") -> str:
        """Which results stand in the folder: "old" or "new", every file of them as its manifest says; the bills and
        the case file are whole in either case."""
        found = contents(self.folder / "again")
        at = {name: content for name, content in found.items() if not Path(name).parts[0].endswith(LEFT)}
        results = {name: content for name, content in at.items() if name.startswith("result/")}
        manifest = json.loads(results["result/manifest.json"])
        hashes = {f["name"]: f["sha256"] for f in manifest["files"]}
        assert {f"result/{name}" for name in hashes} | {"result/manifest.json"} == set(results), told
        assert {n: hashlib.sha256(results[f"result/{n}"]).hexdigest() for n in hashes} == hashes, told
        standing = {"old": self.old, "new": self.new}
        (which,) = [w for w, files in standing.items() if within(files, "result/") == results]
        assert within(at, "") == within(self.old, ""), told  # its question entered the case file in the first run
        return which

    def check_left(self) -> None:
        """Nothing is left beside the folders and files a run that went well leaves."""
        assert set(contents(self.folder / "again")) in (set(self.old), set(self.new))
        assert [p.name for p in (self.folder / "again").iterdir() if p.name.startswith(".")] == []


def within(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    """The files below one folder; "" is the case folder without its results."""
    return {n: c for n, c in files.items() if (n.startswith(folder) if folder else not n.startswith("result/"))}


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Runs]:
    """Whole runs for `make faults`; elsewhere without charts and letters, which take most of the time."""
    made = Runs(
        tmp_path_factory.mktemp("faults"), *(["draw"] if "faults" in request.config.option.markexpr[:6] else [])
    )
    with made.server:  # no more orders, and it ends
        yield made


def telling(steps: list[str]) -> list[int]:
    """The steps around which a kill is most likely to hurt: in the middle, and before and after the exchange."""
    exchange = next(n for n, step in enumerate(steps, 1) if step.startswith("ctypes.dlsym"))
    return [len(steps) // 2, exchange, exchange + 1]


def test_a_run_killed_at_telling_points_leaves_old_or_new_and_the_next_one_cleans_up(runs: Runs) -> None:
    stood = []
    for step in telling(runs.steps):
        runs.again()
        assert runs.run(AFTER, kill_at=step)["status"] == -9
        stood.append(runs.check(f"killed before step {step}: {runs.steps[step - 1]}"))
    assert stood == ["old", "old", "new"]
    assert runs.run(AFTER)["status"] == 0
    assert runs.check() == "new"
    runs.check_left()


def test_ctrl_c_while_results_are_written_says_so_and_leaves_with_130(runs: Runs) -> None:
    runs.again()
    assert runs.run(AFTER, stop_at=len(runs.steps) // 2)["status"] == 130
    assert runs.said().strip() == "stopped; nothing was written"
    assert runs.check() == "old"
    runs.check_left()


def test_ctrl_c_before_anything_is_written_says_so_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    (tmp_path / "a.csv").write_bytes(b"")
    for module, name, command in (("auditing", "run", "run"), ("stages", "read", "transactions")):
        monkeypatch.setattr(f"audit.cli.{module}.{name}", stopped)
        assert main([command, str(tmp_path), "--lang", "en"]) == 130
        assert capsys.readouterr().err.startswith("stopped; no")
    assert contents(tmp_path) == {"a.csv": b""}


def test_a_disk_that_is_full_half_way_leaves_the_old_results_and_says_why(runs: Runs) -> None:
    runs.again()
    assert runs.run(AFTER, full_at=9)["status"] == 1
    assert NO_ROOM in runs.said()
    assert "nothing was changed" in runs.said()
    assert runs.check() == "old"
    runs.check_left()


def test_where_the_first_question_cannot_be_written_no_case_file_is_lost(runs: Runs) -> None:
    """The case file of a first run is as its user wrote it, down to the byte, when the results find no room."""
    shutil.rmtree(runs.folder / "again", ignore_errors=True)
    for name, content in runs.fresh.items():
        path = runs.folder / "again" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert runs.run(BEFORE, most_bytes=9_000)["status"] == 1
    assert contents(runs.folder / "again") == runs.fresh


def test_two_runs_at_once_into_one_folder_are_told_apart(runs: Runs) -> None:
    runs.again()
    with whole.alone(runs.folder / "again" / "result"):
        assert runs.run(AFTER)["status"] == 1
    assert "another run is writing" in runs.said()
    assert runs.check() == "old"
    with whole.alone(runs.folder / "again" / "case.xlsx"):
        assert runs.run(AFTER)["status"] == 1
    assert "case.xlsx" in runs.said()
    assert runs.check() == "old"


def test_a_lock_goes_with_its_block_and_with_its_process(tmp_path: Path) -> None:
    target = tmp_path / "result"
    with whole.alone(target), pytest.raises(OutputError, match="another run"), whole.alone(target):
        pass
    pid = os.fork()
    if not pid:
        with whole.alone(target):
            os._exit(0)
    os.waitpid(pid, 0)
    assert len(list(tmp_path.iterdir())) == 1  # the killed one's lock file is still there
    with whole.alone(target):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_moved_aside_by_a_killed_run_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where names cannot be exchanged a run may die between two renames."""
    monkeypatch.setattr(whole, "_exchanged", lambda *_: False)
    target = tmp_path / "result"
    target.mkdir()
    (target / "a").write_bytes(b"old")
    rename = Path.rename
    with whole.room_beside(target) as made:
        (made / "a").write_bytes(b"new")
        rename(target, tmp_path / ".result.renewal-audit-old")  # and here it is killed
        with whole.room_beside(target) as next_made:
            assert (target / "a").read_bytes() == b"old"
            (next_made / "a").write_bytes(b"newer")
            whole.put_folder(next_made, target)
    assert contents(tmp_path) == {"result/a": b"newer"}


def test_a_case_file_saved_meanwhile_is_left_as_its_user_saved_it(tmp_path: Path) -> None:
    from audit.case.filling import write_aside

    path = tmp_path / "case.xlsx"
    path.write_bytes(b"what the user saved just now")
    with pytest.raises(OutputError, match="saved by another program"):
        write_aside(path, b"with questions", over=b"what was read")
    assert contents(tmp_path) == {"case.xlsx": b"what the user saved just now"}


@pytest.mark.skipif(sys.platform != "linux", reason="an administrator's privileges are taken away as Linux does it")
def test_a_case_folder_that_may_only_be_read_is_left_and_the_reason_said(runs: Runs) -> None:
    folder = runs.folder / runs.again()
    folder.chmod(0o555)
    try:
        assert runs.run(AFTER, no_privileges=True)["status"] == 1
    finally:
        folder.chmod(0o755)
    assert "Permission denied" in runs.said()
    assert "nothing was changed" in runs.said()
    assert runs.check() == "old"
    runs.check_left()


@pytest.mark.faults
def test_killed_at_two_hundred_random_points(runs: Runs) -> None:
    chance, seconds = random.Random(7), max(runs.run(AFTER, runs.again())["seconds"] for _ in range(3))
    stood, cleaned = [], 0
    while len(stood) < 200:
        runs.again()
        wait = chance.uniform(0, seconds)
        if runs.run(AFTER, kill_after=wait, second_process=len(stood) % 2)["status"] != -9:
            continue
        stood.append(runs.check(f"killed after {wait} s"))
        if len(stood) % 5 == 0:
            cleaned += 1
            assert runs.run(AFTER)["status"] == 0
            assert runs.check() == "new"
            runs.check_left()
    print(
        f"killed 200 times: {stood.count('old')} times the old results stood whole, {stood.count('new')} times the new"
    )
    assert cleaned == 40


@pytest.mark.faults
def test_killed_before_every_step_that_changes_a_file(runs: Runs) -> None:
    stood = []
    for step in range(1, len(runs.steps) + 1):
        runs.again()
        assert runs.run(AFTER, kill_at=step)["status"] == -9
        stood.append(runs.check(f"killed before step {step}: {runs.steps[step - 1]}"))
    assert stood == sorted(stood, reverse=True)  # old ones first, then new ones, and nothing in between
    assert set(stood) == {"old", "new"}


@pytest.mark.faults
def test_ctrl_c_at_sixty_random_points(runs: Runs) -> None:
    chance, seconds = random.Random(8), max(runs.run(AFTER, runs.again())["seconds"] for _ in range(3))
    told: dict[str, int] = {}
    for _ in range(60):
        runs.again()
        status = runs.run(AFTER, stop_after=chance.uniform(0, seconds))["status"]
        said = runs.said()
        assert "Traceback" not in said, said
        stands = runs.check(said)
        assert status in (0, 130), said
        if status == 130:
            last = said.strip().splitlines()[-1]
            assert (last == "stopped; nothing was written") <= (stands == "old"), said
            assert last.startswith("stopped; "), said
            told[last] = told.get(last, 0) + 1
        assert runs.run(AFTER)["status"] == 0
        runs.check_left()
    print(told)
    assert told["stopped; nothing was written"] > 20


@pytest.mark.faults
def test_no_room_for_any_file_that_is_written(runs: Runs) -> None:
    opened = sum(step.startswith("open ") for step in runs.steps)
    for number in range(1, opened + 1):
        runs.again()
        status = runs.run(AFTER, full_at=number)["status"]
        said = runs.said()
        stands = runs.check(f"no room for file {number}: {said}")
        assert "Traceback" not in said
        assert "internal" not in said, said
        assert (status, stands) in ((1, "old"), (0, "new")), said
        if status:
            assert NO_ROOM in said
        runs.check_left()


@pytest.mark.faults
def test_no_room_after_so_many_bytes_of_a_file(runs: Runs) -> None:
    largest = max(map(len, runs.new.values()))
    for most in range(600, largest + 20_000, max(1, largest // 40)):  # room enough to say why
        runs.again()
        status = runs.run(AFTER, most_bytes=most)["status"]
        said = runs.said()
        stands = runs.check(f"no file over {most} bytes: {said}")
        assert "internal" not in said, said
        assert (status, stands) in ((1, "old"), (0, "new")), said
        runs.check_left()


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="mounts a small disk")
def test_a_disk_that_fills_up(runs: Runs, tmp_path: Path) -> None:
    """A real disk, a little larger each time, with the case and its old results on it."""
    needed = sum(len(content) // 1024 + 8 for content in runs.old.values())  # whole blocks, and a name for each
    full = 0
    for more in range(0, 2 * needed, max(8, needed // 25)):
        disk = tmp_path / "disk"
        disk.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={needed + more}k", "tmpfs", disk], check=True)
        try:
            shutil.copytree(runs.case, disk / "again")
            arguments = ["run", "again", "--as-of", str(AFTER), "--lang", "en"]
            order = {"arguments": arguments, "folder": str(disk), "log": str(runs.log)}
            status = runs.ask(order)["status"]
            shutil.rmtree(runs.folder / "again", ignore_errors=True)
            shutil.copytree(disk / "again", runs.folder / "again")
        finally:
            subprocess.run(["umount", disk], check=True)
        stands = runs.check(runs.said())
        assert (status, stands) in ((1, "old"), (0, "new")), runs.said()
        runs.check_left()
        if status:
            full += 1
            assert NO_ROOM in runs.said()
    print(f"{full} disks were too small")
    assert full > 5


@pytest.mark.faults
def test_a_killed_batch_is_finished_by_the_same_command_with_equal_bytes(runs: Runs) -> None:
    cases = runs.folder / "persons"
    for seed in (3, 24, 31):
        make_case(seed).write(cases / f"person-{seed}")
    arguments = ["batch", "persons", "--as-of", str(AFTER), "--workers", "0", "--lang", "en"]

    def batch(out: str, **order: Any) -> dict[str, Any]:
        told = {"arguments": [*arguments, "-o", out], "folder": str(runs.folder), "log": str(runs.log)}
        return runs.ask({**told, **order})

    steps = batch("whole")["steps"]
    wanted = contents(runs.folder / "whole")
    for step in range(1, len(steps) + 1):
        shutil.rmtree(runs.folder / "batch", ignore_errors=True)
        assert batch("batch", kill_at=step)["status"] == -9
        assert batch("batch")["status"] in (0, 3), runs.said()
        assert contents(runs.folder / "batch") == wanted, steps[step - 1]
    with whole.alone(runs.folder / "batch"):
        assert batch("batch")["status"] == 1
    assert "another run is writing" in runs.said()
