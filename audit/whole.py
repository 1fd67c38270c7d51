"""Files and folders put in place whole or not at all, and by one run at a time.

A run may be killed between any two steps. What it leaves then stands under names no bill is read from, and goes with
the next run; a lock is the system's own and goes with the process, however that ends.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audit.errors import OutputError
from audit.wording import Words

_NEW, _OLD, _LOCK, _PART = "renewal-audit-new", "renewal-audit-old", "renewal-audit-lock", "part"
_BUSY = Words(
    "another run is writing {path} at this moment: wait until it is done, then run again; nothing was changed",
    "另一次运行正在写入{path}：请等它结束后再运行一次；原有内容未改动",
)
_NO_LOCK = -1
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux; RENAME_SWAP of macOS is the same 2


def put_file(path: Path, content: bytes) -> None:
    """Let the file hold the content: written beside, on the disk, then renamed over; OSError leaves the old one.

    Of two runs that write one file at once, one is refused by that error.
    """
    for left in path.parent.glob(f".{_plain(path.name)}.*.{_PART}"):
        left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{_PART}")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def room_beside(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` to make its new content in, gone afterwards; only inside `alone(target)`.

    What a killed run left there is removed first; a folder it had moved aside and not yet replaced comes back.
    """
    new, old = _beside(target, _NEW), _beside(target, _OLD)
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (new, old):
        if left.exists():
            shutil.rmtree(left)
    new.mkdir(mode=0o700)
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def put_folder(made: Path, target: Path) -> None:
    """Let `made`, from `room_beside`, stand at `target`, and remove what stood there.

    In one step where the system exchanges two names; elsewhere (Windows) in two, and a run killed between them leaves
    the old folder to the next `room_beside`.
    """
    if not target.exists():
        made.rename(target)
    elif not _exchanged(made, target):
        old = _beside(target, _OLD)
        target.rename(old)
        try:
            made.rename(target)
        except BaseException:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other runs from writing at `path` until the block ends; OutputError where one is at it already.

    A folder in which no lock can be made is one in which nothing can be written either: there the block goes on.
    """
    lock = _beside(path, _LOCK)
    try:
        held = _held(lock)
    except OSError:
        held = _NO_LOCK
    if held is None:
        raise OutputError(_BUSY.fill(path=path))
    try:
        yield
    finally:
        if held != _NO_LOCK:
            _let_go(held, lock)


def _beside(target: Path, role: str) -> Path:
    return target.with_name(f".{target.name}.{role}")


def _plain(name: str) -> str:
    """A name in which a pattern's signs stand for themselves."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _held(lock: Path) -> int | None:
    """The open lock file; None where another process holds it."""
    while True:
        file = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _locked(file):
                os.close(file)
                return None
            if os.path.samestat(os.fstat(file), lock.stat()):
                return file
        except FileNotFoundError:
            pass  # whoever held it before has just removed it
        except BaseException:
            os.close(file)
            raise
        os.close(file)


def _let_go(file: int, lock: Path) -> None:
    if sys.platform != "win32":
        lock.unlink(missing_ok=True)  # while it is still held: nobody can have taken this very file
    os.close(file)
    if sys.platform == "win32":
        with suppress(OSError):
            lock.unlink(missing_ok=True)


if sys.platform == "win32":
    import msvcrt

    def _locked(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _locked(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system exchanged the two names in one step."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            done: int = ctypes.CDLL(None).renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE)
        elif sys.platform == "darwin":
            done = ctypes.CDLL(None).renamex_np(*names, _EXCHANGE)
        else:
            return False
    except AttributeError:  # a C library older than the call
        return False
    return done == 0
