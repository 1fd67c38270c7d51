"""Every piece until it is done: a lost one is tried twice more, then halved, until it is known who breaks it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace

from audit.batch.executors import Workers
from audit.batch.work import Outcome, Piece
from audit.errors import AuditError
from audit.wording import Words

TRIES = 3
_GIVEN_UP_BY_SCHEDULER = "KilledWorker"  # Dask's own word that a piece took several workers with it


@dataclass(frozen=True)
class Lost:
    """A person whose piece no worker brought back, with what the executor says of it."""

    fault: str


@dataclass(frozen=True)
class _Try:
    piece: Piece
    lost: int = 0  # times it was lost before


def worked(
    pieces: Sequence[Piece], audit: Callable[[Piece], Outcome], workers: Workers
) -> Iterator[tuple[Piece, Outcome | Lost]]:
    """The outcome of every piece as it comes; where a piece had to be halved, that of each half.

    Where an executor breaks, what was under way is done again one by one: so the piece that breaks it is known.
    """
    fresh, suspects = deque(_Try(piece) for piece in pieces), deque[_Try]()
    while fresh or suspects:
        alone = bool(suspects)
        queue = deque([suspects.popleft()]) if alone else fresh
        width = 1 if alone else workers.width
        waiting = len(queue)
        with workers.open(width) as executor:
            for tried, future in _through(queue, audit, executor, width + workers.ahead):
                fault = _fault_of(future)
                if fault is None:
                    yield tried.piece, future.result()
                    continue
                again = _again(tried, fault)
                suspects.extend(again)
                if not again:
                    yield tried.piece, Lost(f"{type(fault).__name__}: {fault}".strip(": ")[:300])
        if len(queue) == waiting:
            raise AuditError(_NONE_TAKEN)


def _through(
    queue: deque[_Try], audit: Callable[[Piece], Outcome], executor: Executor, most: int
) -> Iterator[tuple[_Try, Future[Outcome]]]:
    """The pieces of the queue, a few at a time, until it is empty or the executor broken."""
    under_way: dict[Future[Outcome], _Try] = {}
    broken = False
    while under_way or (queue and not broken):
        while queue and not broken and len(under_way) < most:
            try:
                under_way[executor.submit(audit, queue[0].piece)] = queue[0]
                queue.popleft()
            except BrokenExecutor:
                broken = True
        if not under_way:
            return
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=lambda f: under_way[f].piece.names):
            broken = broken or isinstance(_fault_of(future), BrokenExecutor)
            yield under_way.pop(future), future


def _fault_of(future: Future[Outcome]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as fault:
        return fault


def _again(tried: _Try, fault: BaseException) -> list[_Try]:
    """The piece once more, or its halves; nothing where it is one person who was lost often enough."""
    lost = TRIES if type(fault).__name__ == _GIVEN_UP_BY_SCHEDULER else tried.lost + 1
    if lost < TRIES:
        return [replace(tried, lost=lost)]
    names = tried.piece.names
    if len(names) < 2:
        return []
    half = len(names) // 2
    return [_Try(replace(tried.piece, names=own, known=""), TRIES - 2) for own in (names[:half], names[half:])]


_NONE_TAKEN = Words(
    "no worker takes any more work; start the workers again and give the same command: it goes on from here",
    "没有工作进程可以继续；请重新启动工作进程并再次运行同一命令，程序会接着做",
)
