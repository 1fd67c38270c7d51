"""The whole audit from the command line: `run` and `demo`, and the pre-filled case file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from audit import bundled
from audit.case import append_questions, write_case
from audit.case.filling import with_questions, write_aside
from audit.case.prefill import question_rows
from audit.cli import speech
from audit.cli.passwords import passwords
from audit.cli.progress import progress
from audit.cli.summary import summary
from audit.errors import CaseError, InputError, OutputError, Stopped, UsageError
from audit.pipeline import Audit, run
from audit.reports.output import stands
from audit.second_process import SecondProcess
from audit.whole import alone
from audit.wording import Lang, Words

RESULT = "result"


def audit_paths(
    paths: Sequence[Path],
    *,
    case: Path | None,
    as_of: date | None,
    out: Path | None,
    lang: Lang,
    jurisdiction: str,
    password_file: Path | None,
    formats_file: Path | None,
    second: SecondProcess | None = None,
) -> None:
    """The whole audit of some bills, written and summed up; leaves with status 0, or 3 where input was unusable."""
    _check(paths, case)
    with _told_if_stopped(), progress(lang) as shown:
        opened = passwords(password_file, lang)
        audit = run(
            paths, case, as_of=as_of, jurisdiction=jurisdiction, password=opened, formats=formats_file, progress=shown
        )
    _refuse_nothing(audit, paths)
    folder = out or audit.root / RESULT
    with _told_if_stopped(folder):
        with _questions_asked(audit, folder, lang):
            audit.save(folder, lang=lang, second=second)
        speech.say(summary(audit, folder), lang)
        all_written = _say_what_to_do(audit, lang)
    speech.finish(audit.problems, lang, partly=not all_written)


def demo(out: Path, lang: Lang, second: SecondProcess | None = None) -> None:
    """The whole audit on the sample case, as of the day it was made for."""
    sample = bundled.sample_data()
    facts = tomllib.loads((sample / "about" / "demo.toml").read_text("utf-8"))
    with _told_if_stopped():
        audit = run(sample, as_of=facts["as_of"])
    with _told_if_stopped(out):
        audit.save(out, lang=lang, second=second)
    speech.say(summary(audit, out), lang)
    speech.remark(_DEMO.fill(sample=sample), lang)
    speech.finish(audit.problems, lang)


def write_case_file(
    paths: Sequence[Path],
    target: Path | None,
    *,
    as_of: date | None,
    lang: Lang,
    password_file: Path | None,
    formats_file: Path | None,
) -> None:
    """The case file alone, pre-filled, or added to where it stands already."""
    _check(paths, None)
    with _told_if_stopped(), progress(lang) as shown:
        opened = passwords(password_file, lang)
        audit = run(paths, as_of=as_of, password=opened, formats=formats_file, progress=shown)
    _refuse_nothing(audit, paths)
    path = target or (
        audit.case.path if audit.case.path and _is_workbook(audit.case.path) else audit.root / "case.xlsx"
    )
    if not _is_workbook(path):
        raise UsageError(_WORKBOOK.fill(path=path))
    existing = path if path.exists() else audit.case.path
    asked = [t for t in (audit.findings, audit.refunds) if len(t)]
    with alone(path):
        added = write_case(path, audit.subscriptions, audit.ends, lang=lang, existing=existing)
        questions = append_questions(path, *asked, lang=lang)
    words = _ADDED if existing is not None else _WRITTEN if added else _NONE_FOUND
    speech.say(words.fill(path=path, count=added, questions=questions), lang)
    speech.finish(audit.problems, lang)


def _check(paths: Sequence[Path], case: Path | None) -> None:
    for path in [*paths, *([case] if case else [])]:
        if not path.exists():
            raise UsageError(_NO_SUCH.fill(path=path))


def _refuse_nothing(audit: Audit, paths: Sequence[Path]) -> None:
    """An audit of no bill at all would be an empty claim that looks like an answer."""
    if len(audit.bills.sources) or len(audit.case.charges):
        return
    where = ", ".join(map(str, paths))
    first = audit.problems.head(1).to_dict("records")
    if not first:
        raise InputError(_NO_BILLS.fill(where=where))
    told = Words(f"{first[0]['file']}: {first[0]['reason']}", f"{first[0]['file']}：{first[0]['reason_zh']}")
    raise InputError(_NO_USABLE.fill(where=where, count=len(audit.problems), told=told))


@contextmanager
def _told_if_stopped(folder: Path | None = None) -> Iterator[None]:
    """Ctrl-C says which results stand in the folder they are written to; before there is one, that there are none."""
    stood = stands(folder) if folder else b""
    try:
        yield
    except KeyboardInterrupt as stop:
        new = folder is not None and stands(folder) != stood
        raise Stopped(_ALL_THERE.fill(out=folder) if new else speech.NOTHING_WRITTEN) from stop


@contextmanager
def _questions_asked(audit: Audit, folder: Path, lang: Lang) -> Iterator[None]:
    """The open questions in the case file, before it is packed as evidence: the next run then packs the same bytes.

    Where the work inside fails or is stopped and `folder` has no new results, the case file is as it was, unless its
    user has saved it meanwhile.
    """
    path = audit.case.path
    if path is None or not _is_workbook(path):
        yield
        return
    with alone(path):
        before, stood = path.read_bytes(), stands(folder)
        asked = before
        try:
            asked = _with_questions(audit, path, before, lang)
            yield
        except BaseException:  # Ctrl-C and faults of our own too: a run that wrote nothing leaves no trace
            if asked != before and path.read_bytes() == asked and stands(folder) == stood:
                write_aside(path, before)
            raise


def _with_questions(audit: Audit, path: Path, before: bytes, lang: Lang) -> bytes:
    """What the case file holds once the questions stand in it; as before where they cannot be put there."""
    try:
        asked, new = with_questions(path, before, audit.findings, audit.refunds, lang=lang)
        if new:
            write_aside(path, asked, over=before)
    except (CaseError, OutputError) as fault:  # the audit stands; only the convenience is missing
        speech.remark(_NOT_ASKED.fill(fault=fault.words), lang)
        return before
    return asked


def _say_what_to_do(audit: Audit, lang: Lang) -> bool:
    """The user's next turn, rows to fill in or questions to answer; False where the case file could not be written."""
    path = audit.case.path
    if path is None:
        path = audit.root / "case.xlsx"
        try:
            count = write_case(path, audit.subscriptions, audit.ends, lang=lang)
        except OutputError as fault:
            speech.remark(_NO_CASE.fill(fault=fault.words), lang)
            return False
        fill_in = _FILL_IN if audit.ends.empty else _FILL_IN_THE_REST
        speech.say((fill_in if count else _NONE_FOUND).fill(path=path, count=count), lang)
    elif audit.case.cancellations.empty:
        speech.say((_UNUSABLE if len(audit.case.problems) else _STILL_BLANK).fill(path=path), lang)
    elif asked := question_rows(lang, audit.findings, audit.refunds):
        words = _ANSWER if _is_workbook(path) else _ANSWER_ODS if path.suffix.lower() == ".ods" else _ANSWER_CSV
        speech.say(words.fill(path=path, count=len(asked)), lang)
    return True


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm")


_NO_SUCH = Words("{path}: there is no such file or folder", "{path}：没有这个文件或文件夹")
_NO_BILLS = Words(
    "{where}: no bills here; export them (`renewal-audit guide export` says how) and put them in this folder",
    "{where}：这里没有账单；请先导出（renewal-audit guide export 有步骤），放进这个文件夹",
)
_NO_USABLE = Words(
    "{where}: none of the {count} files or rows here can be used; the first: {told}",
    "{where}：这里的 {count} 个文件或行都无法使用；第一个：{told}",
)
_WORKBOOK = Words(
    "{path}: the case file is a workbook; name it .xlsx", "{path}：案件表格是工作簿，文件名应以 .xlsx 结尾"
)
_WRITTEN = Words(
    "{path}: written; subscriptions found: {count}; fill in when you cancelled, then `renewal-audit run`",
    "{path}：已写好，列出了 {count} 项自动续费；请填写取消时间，然后运行 renewal-audit run",
)
_ADDED = Words(
    "{path}: new subscriptions: {count}, new questions: {questions}; what you wrote is as it was",
    "{path}：新增 {count} 项自动续费、{questions} 个问题；您填写的内容没有改动",
)
_FILL_IN = Words(
    "No case file yet, so nothing is claimed. {path} now lists what was found (subscriptions: {count}): answer "
    "“cancelled?” for each, fill in cancelled_at where you said yes, save, and run again.",
    "还没有案件表格，因此尚未计算应退金额。已写好 {path}，列出了 {count} 项自动续费："
    "请逐项回答“取消了吗？”，选“是”的填写“取消时间”，保存后再运行一次。",
)
_FILL_IN_THE_REST = Words(
    "No case file yet, so only cancellations that the bills themselves record were judged. {path} now lists what was "
    "found (subscriptions: {count}): answer “cancelled?” for each, fill in cancelled_at where you said yes, save, and "
    "run again.",
    "还没有案件表格，目前只核对了账单里自己记载的取消。已写好 {path}，列出了 {count} 项自动续费："
    "请逐项回答“取消了吗？”，选“是”的填写“取消时间”，保存后再运行一次。",
)
_NONE_FOUND = Words(
    "{path}: written, but no subscription was recognised in the bills. If you know of one, write its name there as the "
    "bill prints it, with the day you cancelled, and run again.",
    "{path}：已写好，但没有在账单中认出自动续费。如果您知道有，请按账单上的写法填上服务名称和取消时间，再运行一次。",
)
_STILL_BLANK = Words(
    "{path} holds no cancellation yet, so nothing is claimed: answer “cancelled?” for each service, fill in "
    "cancelled_at where you said yes, save, and run again.",
    "{path} 里还没有取消记录，因此尚未计算应退金额：请逐项回答“取消了吗？”，选“是”的填写“取消时间”，保存后再运行一次。",
)
_UNUSABLE = Words(
    "What {path} says of cancellations cannot be used yet, so nothing is claimed: mend what is named below, save, and "
    "run again.",
    "{path} 里填写的取消记录还不能使用，因此尚未计算应退金额：请按下面列出的问题修改，保存后再运行一次。",
)
_ANSWER = Words(
    "Open questions: {count}. Each stands in the sheet “decisions” of {path}: answer there and run again.",
    "{count} 个待核实的问题已列在 {path} 的“决定”表中：请填写答复后再运行一次。",
)
_ANSWER_CSV = Words(
    "Open questions: {count}. {path} has no place for answers: `renewal-audit case` makes a workbook of it.",
    "{count} 个待核实的问题。{path} 无处填写答复：可用 renewal-audit case 转成工作簿。",
)
_ANSWER_ODS = Words(
    "Open questions: {count}. They cannot be put into {path}: save it as .xlsx under the same name and take the .ods "
    "away, or write each key and its answer into its sheet “decisions” yourself; then run again.",
    "{count} 个待核实的问题。无法写入 {path}：请把它另存为同名的 .xlsx 并移走 .ods，或自己在“决定”表里填写问题编号和"
    "答复，再运行一次。",
)
_NOT_ASKED = Words("The questions could not be put into the case file. {fault}", "问题未能写入案件表格。{fault}")
_NO_CASE = Words(
    "The results stand, but the case file to fill in could not be written. {fault}",
    "结果已写好，但未能写出待填写的案件表格。{fault}",
)
_ALL_THERE = Words("stopped; the results in {out} are whole and new", "已中止；{out}中的结果完整，且为本次所写")
_DEMO = Words("The bills that were read: {sample}", "所读取的账单：{sample}")
