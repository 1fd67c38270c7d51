"""Many persons from the command line: `batch`, with how far it has come and what came of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from audit.cli import options, speech
from audit.cli.commands import app
from audit.cli.progress import remaining
from audit.wording import Lang, Words, join

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from audit.batch import Batch, Workers
    from audit.batch.cases import Settings
    from audit.batch.running import Progress


Cases = Annotated[
    Path, typer.Argument(metavar="CASES", help="A folder of case folders, or a Parquet dataset. 案件文件夹的上级文件夹")
]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="Folder for the results. 结果文件夹")]
Processes = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=0, show_default=False, help="Processes; 0: this one alone. 进程数"),
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", show_default=False, help="Of a Dask cluster. Dask 调度器地址"),
]


@app.command(short_help="Many persons at once, here or on a cluster. 批量审计")
def batch(
    cases: Cases,
    out: Out,
    workers: Processes = None,
    scheduler: Scheduler = None,
    as_of: options.AsOf = None,
    lang: options.Language = None,
    jurisdiction: options.Jurisdiction = "cn",
    password_file: options.PasswordFile = None,
    formats_file: options.Banks = None,
    debug: options.Debug = False,
) -> None:
    """Many persons at once, here or on a cluster.

    批量审计：一次处理许多人的账单，中断后重新运行同一命令即可继续。
    """
    del debug
    from audit.batch.cases import Settings
    from audit.cli.passwords import passwords

    spoken = speech.language(lang, jurisdiction)
    _check(cases, workers, scheduler)
    on, carried_on = _day(as_of.date() if as_of else None, out)
    if carried_on:
        speech.remark(_GOES_ON.fill(out=out, as_of=on), spoken)
    known = passwords(password_file, spoken) if password_file else ()
    settings = Settings(on, jurisdiction, known if isinstance(known, tuple) else (), formats_file)
    _finish(_audited(cases, out, settings, _workers(workers, scheduler), spoken), spoken)


def _finish(made: Batch, lang: Lang) -> NoReturn:
    """What came of it, and the exit status that says whether all of it could be used."""
    speech.say(_told(made), lang)
    left = made.summary.problems + len(made.summary.failed)
    if left:
        facts = {"failed": len(made.summary.failed), "problems": made.summary.problems, "out": made.out}
        speech.remark(_UNUSED.fill(**facts), lang)
    raise typer.Exit(speech.PARTLY if left else speech.DONE)


def _check(cases: Path, workers: int | None, scheduler: str | None) -> None:
    from audit.errors import UsageError

    if not cases.is_dir():
        raise UsageError(_NO_SUCH.fill(path=cases))
    if workers is not None and scheduler is not None:
        raise UsageError(_EITHER)


def _day(asked: date | None, out: Path) -> tuple[date, bool]:
    """The day of the audit; where none is given and an unfinished batch lies there, that batch's day."""
    from audit.batch.store import head

    was = head(out)
    if asked is None and was is not None and not was["finished"]:
        return date.fromisoformat(was["as_of"]), True
    return asked or date.today(), False


def _workers(count: int | None, scheduler: str | None) -> AbstractContextManager[Workers]:
    from audit.batch import cluster, processes, serial

    if scheduler is not None:
        return cluster(scheduler)
    number = len(os.sched_getaffinity(0)) if count is None and hasattr(os, "sched_getaffinity") else count
    number = os.cpu_count() or 1 if number is None else number
    return nullcontext(processes(number) if number else serial())


def _audited(cases: Path, out: Path, settings: Settings, opened: AbstractContextManager[Workers], lang: Lang) -> Batch:
    from audit.batch import audit_many
    from audit.batch.finding import cases_in
    from audit.errors import Stopped

    found = cases_in(cases, out, settings)
    try:
        with opened as workers, shown_progress(lang) as shown:
            return audit_many(found, out, settings, workers, lang=lang, progress=shown)
    except KeyboardInterrupt as stop:
        raise Stopped(_STOPPED.fill(out=out)) from stop


@contextmanager
def shown_progress(lang: Lang) -> Iterator[Callable[[Progress], None] | None]:
    """A callback for how far the batch has come; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.status import Status

    begun = time.monotonic()
    with Status(_BEGINS.to(lang), console=Console(stderr=True)) as status:

        def show(now: Progress) -> None:
            left = time_left(now, time.monotonic() - begun)
            words = _FAR.fill(persons=now.persons, of=now.of, files=now.files, rows=f"{now.rows:,}", left=left)
            status.update(words.to(lang))

        yield show


def time_left(now: Progress, seconds: float) -> Words:
    """The time still needed, as long as the persons done so far took."""
    return remaining(now.persons, now.of, seconds)


def _told(made: Batch) -> Words:
    from audit.money import to_print
    from audit.reports.batch_book import counts

    sums = [
        _CLAIMED.fill(
            total=to_print(int(row["total_minor"]), row["currency"]),
            asked=to_print(int(row["in_question_minor"]), row["currency"]),
            persons=row["persons"],
        )
        for row in made.summary.sums.to_dict("records")
    ]
    stood = [_STOOD.fill(count=made.unchanged)] if made.unchanged else []
    where = _WRITTEN.fill(out=made.out, page=made.out / "summary.html")
    return join([counts(made.summary), *stood, *(sums or [_NOTHING]), where], "\n", "\n")


_NO_SUCH = Words("{path}: there is no such folder", "{path}：没有这个文件夹")
_EITHER = Words("give --workers or --scheduler, not both", "--workers 与 --scheduler 只能用一个")
_GOES_ON = Words(
    "{out} holds a batch that was not finished: it goes on as of its own day, {as_of}",
    "{out} 中有尚未完成的批量审计：按其原基准日 {as_of} 继续",
)
_STOPPED = Words(
    "stopped; what was finished stands in {out}: the same command goes on from there",
    "已中止；已完成的部分保存在 {out}，再次运行同一命令即可继续",
)
_BEGINS = Words("Looking at the folders", "正在清点文件夹")
_FAR = Words(
    "{persons}/{of} persons, {files} files, {rows} rows, {left}", "{persons}/{of} 人，{files} 个文件，{rows} 行，{left}"
)
_CLAIMED = Words(
    "claimed {total} for {persons} persons, {asked} in question", "{persons} 人共主张 {total}，另有 {asked} 待核实"
)
_NOTHING = Words("nothing is claimed", "没有应退款项")
_STOOD = Words("unchanged since the last run: {count} persons", "与上次运行相同、未重做：{count} 人")
_WRITTEN = Words("Written to {out}; begin with {page}", "已写入 {out}，请先看 {page}")
_UNUSED = Words(
    "not audited: {failed} persons; files or rows that could not be used: {problems}; they are named in summary.xlsx, "
    "and every person's in the dataset “problems”, in {out}",
    "未能审计：{failed} 人；无法使用的文件或行：{problems} 个；"
    "见 {out} 中的 summary.xlsx，每人的全部问题见数据集 problems",
)
