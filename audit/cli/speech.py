"""What the command line says and where: answers on stdout, everything else on stderr, in one language."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from typer.exceptions import TyperException

from audit.cli.usage import in_words
from audit.errors import AuditError, Stopped, UsageError
from audit.wording import Lang, Words, harmless

if TYPE_CHECKING:
    import pandas as pd

DONE, FAILED, WRONG_USAGE, PARTLY, STOPPED = 0, 1, 2, 3, 130
MOST_PROBLEMS = 100
_JURISDICTION_OF_ZH = "cn"
_NOT_INSTALLED = Words("not installed", "未安装")
_NEAREST = {"¥": "￥", "−": "-"}


def language(lang: str | None, jurisdiction: str = _JURISDICTION_OF_ZH) -> Lang:
    """The language asked for; else Chinese for China and English for elsewhere."""
    if lang in ("zh", "en"):
        return "zh" if lang == "zh" else "en"
    return "zh" if jurisdiction == _JURISDICTION_OF_ZH else "en"


def language_of(arguments: Sequence[str]) -> Lang:
    """The language of a command line that could not be understood, for the message that says so."""
    return language(_value(arguments, "--lang"), _value(arguments, "--jurisdiction") or _JURISDICTION_OF_ZH)


def say(words: Words | str, lang: Lang) -> None:
    """One answer, on stdout."""
    print(harmless(words if isinstance(words, str) else words.to(lang)))


def say_version(lang: Lang) -> None:
    """The version that is installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        say(version("renewal-audit"), lang)
    except PackageNotFoundError:
        say(_NOT_INSTALLED, lang)


def remark(words: Words, lang: Lang) -> None:
    """One line beside the answers, on stderr."""
    print(harmless(words.to(lang)), file=sys.stderr)


def problems(table: pd.DataFrame, lang: Lang) -> None:
    """Every input that could not be used, on stderr, one line each with its place."""
    from audit.reports.masking import mask_text

    reason = "reason_zh" if lang == "zh" else "reason"
    rows: list[dict[str, Any]] = table.head(MOST_PROBLEMS).to_dict("records")
    for row in rows:  # what is said here may end in a log: what a bill or cell holds is whole in the results alone
        remark(_placed(row["file"] or "-", row["row"], mask_text(row[reason], lang, beneficiaries=False)), lang)
    if len(table) > MOST_PROBLEMS:
        remark(_MORE.fill(count=len(table) - MOST_PROBLEMS), lang)


def finish(table: pd.DataFrame, lang: Lang, *, partly: bool = False) -> NoReturn:
    """Leave with status 0, or with 3 where some input could not be used, each named, or something else was left."""
    problems(table, lang)
    raise typer.Exit(PARTLY if len(table) or partly else DONE)


def prepare() -> None:
    """A console of another code page must not stop the audit: what it cannot show it shows as the nearest, else `?`."""
    codecs.register_error("shown", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="shown")


def _nearest(fault: UnicodeError) -> tuple[str, int]:
    """What stands for characters a code page lacks: GBK has only the wide yuan sign."""
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lacking = fault.object[fault.start : fault.end]
    return "".join(_NEAREST.get(c, "?") if fault.encoding.lower().startswith("gb") else "?" for c in lacking), fault.end


def reader_left() -> int:
    """The program reading our output has closed it (`| head`): nothing more to say, and no fault."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def status_of(fault: BaseException) -> int:
    """2 where the arguments were wrong, 130 after Ctrl-C, 1 for everything else."""
    if isinstance(fault, Stopped | KeyboardInterrupt) or isinstance(fault.__cause__, KeyboardInterrupt):
        return STOPPED
    if isinstance(fault, UsageError):
        return WRONG_USAGE
    return fault.exit_code if isinstance(fault, TyperException) else FAILED


def words_of(fault: BaseException) -> Words:
    """What to say of a fault in one line, with what to do."""
    if isinstance(fault, AuditError):
        return fault.words
    if isinstance(fault, TyperException):
        return in_words(fault.format_message())
    return NOTHING_HALF


def internal(fault: Exception) -> Words:
    """The one line for a fault of the program itself; what it quotes of a bill is masked."""
    from audit.reports.masking import mask_text

    return _INTERNAL.fill(fault=f"{type(fault).__name__}: {mask_text(str(fault))}")


def listed(parts: Iterable[str], lang: Lang) -> str:
    """Several things in one line."""
    return ("、" if lang == "zh" else ", ").join(parts)


def _placed(file: str, row: Any, reason: str) -> Words:
    if str(row) in ("<NA>", "nan", "None"):
        return Words(f"{file}: {reason}", f"{file}：{reason}")
    return Words(f"{file}, row {row}: {reason}", f"{file} 第 {row} 行：{reason}")


def _value(arguments: Sequence[str], option: str) -> str | None:
    for at, argument in enumerate(arguments):
        if argument == option:
            return arguments[at + 1] if at + 1 < len(arguments) else None
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None


NOTHING_WRITTEN = Words("stopped; nothing was written", "已中止，没有写入任何文件")
NOTHING_HALF = Words("stopped; no file was left half written", "已中止，没有留下写到一半的文件")
_INTERNAL = Words(
    "internal error, {fault}; run again with --debug and report what it shows",
    "程序内部错误，{fault}；请加 --debug 再运行一次并反馈所显示的内容",
)
_MORE = Words("… and {count} more; all of them are in audit.json", "……另有 {count} 条，全部列在 audit.json 中")
