"""On what a batch runs: this process, processes of this machine, or a Dask cluster; anything that is an Executor."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from audit.errors import UsageError
from audit.wording import Words


@dataclass(frozen=True)
class Workers:
    """How many pieces are worked on at once, and how to open an executor for so many.

    It is opened again where it broke, and for one piece alone where it is to be seen which piece breaks it. `ahead` is
    how many more pieces wait in it, so that no worker ever does.
    """

    width: int
    open: Callable[[int], AbstractContextManager[Executor]]
    ahead: int = 1


def serial() -> Workers:
    """Everything in this process, one piece after the other."""
    return Workers(1, lambda _: nullcontext(_Here()), ahead=0)


def processes(count: int) -> Workers:
    """Processes of this machine; one that dies takes no other with it."""
    return Workers(count, _pool)


def on_executor(executor: Executor, width: int) -> Workers:
    """An executor of the caller's own, which stays open; `width` is how many pieces it works on at once."""
    return Workers(width, lambda _: nullcontext(executor))


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """The workers of a running Dask scheduler; they need this program installed and the same folders."""
    try:
        from distributed import Client
    except ImportError as fault:
        raise UsageError(_NO_DASK) from fault
    try:
        client = Client(address, timeout="20s")
    except (OSError, ValueError) as fault:
        raise UsageError(_NO_SCHEDULER.fill(address=address, fault=fault)) from fault
    with client:
        width = sum(client.nthreads().values())
        if not width:
            raise UsageError(_NO_WORKERS.fill(address=address))
        yield on_executor(client.get_executor(), width)


class _Here(Executor):
    """Does each piece at once, in this process."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as fault:  # an executor hands every fault to whom asks for the result
            future.set_exception(fault)
        return future


@contextmanager
def _pool(count: int) -> Iterator[Executor]:
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """A worker leaves Ctrl-C to the process that started it, and ends where that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_NO_DASK = Words(
    "--scheduler needs Dask: pip install 'renewal-audit[cluster]', here and on every worker",
    "--scheduler 需要 Dask：请在本机和每个工作节点上运行 pip install 'renewal-audit[cluster]'",
)
_NO_SCHEDULER = Words(
    "{address}: no Dask scheduler answers there ({fault}); start one with `dask scheduler`",
    "{address}：没有 Dask 调度器响应（{fault}）；请先运行 dask scheduler",
)
_NO_WORKERS = Words(
    "{address}: the scheduler has no workers; start some with `dask worker {address} --nthreads 1`",
    "{address}：调度器下没有工作节点；请运行 dask worker {address} --nthreads 1",
)
