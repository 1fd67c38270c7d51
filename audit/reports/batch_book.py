"""`summary.xlsx` of a batch: the sums, the merchants who go on charging, who could not be audited, and why."""

from __future__ import annotations

from pathlib import Path

from audit.reports import labels
from audit.reports.batch_sums import Summary, masked
from audit.reports.book import Book
from audit.reports.grid import Column, cells, write_grid
from audit.wording import Lang, Words

_PERSONS = Column(Words("Persons", "人数"), 10)
_PERSON = Column(Words("Person", "人员"), 22)
_MERCHANTS = {
    "merchant": Column(Words("Merchant", "商家"), 36),
    "persons": _PERSONS,
    "debits": Column(Words("Debits after the end", "终止后扣款笔数"), 12),
    "charged_minor": Column(Words("Debited", "扣款金额"), 15),
    "refunded_minor": Column(Words("Refunded", "已退金额"), 15),
    "principal_minor": Column(Words("Claimed", "主张本金"), 15),
    "in_question_minor": Column(Words("In question", "待核实金额"), 15),
    "first_on": Column(Words("First", "最早"), 12, "day"),
    "last_on": Column(Words("Last", "最近"), 12, "day"),
}
_SUMS = {
    "currency": Column(Words("Currency", "币种"), 10, "code"),
    "persons": _PERSONS,
    "principal_minor": Column(Words("Principal", "本金"), 16),
    "interest_minor": Column(Words("Interest", "利息"), 16),
    "costs_minor": Column(Words("Costs", "费用"), 16),
    "total_minor": Column(Words("Total", "合计"), 16),
    "in_question_minor": Column(Words("In question", "待核实金额"), 16),
}
_FAILED = {"person": _PERSON, "reason": Column(Words("Why", "原因"), 90)}
_LISTED = {
    "person": _PERSON,
    "file": Column(Words("File", "文件"), 40),
    "row": Column(Words("Row", "行"), 8),
    "reason": Column(Words("Why", "原因"), 90),
}
_TOP = 4


def write_batch_book(summary: Summary, path: Path, lang: Lang) -> None:
    """Write the workbook; equal sums give equal bytes."""
    shown = masked(summary, lang)
    with Book(path, lang, summary.as_of, TITLE.to(lang)) as book:
        _first_sheet(book, shown)
        for name, columns, table in (
            (_SHEET_MERCHANTS, _MERCHANTS, shown.merchants),
            (_SHEET_FAILED, _FAILED, shown.failed),
            (_SHEET_PROBLEMS, _LISTED, shown.listed),
        ):
            write_grid(book, book.sheet(name), columns, cells(table, columns, lang))


def counts(summary: Summary) -> Words:
    """How much was audited, in one line."""
    law = labels.value("jurisdiction", summary.jurisdiction)
    facts = {k: getattr(summary, k) for k in ("persons", "rows", "payments", "findings", "problems", "as_of")}
    return _COUNTS.fill(**facts, failed=len(summary.failed), law=law)


def _first_sheet(book: Book, summary: Summary) -> None:
    sheet = book.sheet(_SHEET_SUMS)
    sheet.write_string(0, 0, TITLE.to(book.lang), book.look("title"))
    sheet.write_string(1, 0, counts(summary).to(book.lang))
    sheet.write_string(2, 0, PRIVATE.to(book.lang))
    write_grid(book, sheet, _SUMS, cells(summary.sums, _SUMS, book.lang), top=_TOP)


TITLE = Words("Renewal audit of many persons", "批量自动续费审计")
PRIVATE = Words(
    "For the office that holds the bills: persons by the names of their folders; accounts, numbers and single payments "
    "stand in the datasets alone.",
    "仅供持有账单的机构内部使用：人员以其文件夹名称表示；账户、单号和逐笔付款只在数据集中。",
)
_COUNTS = Words(
    "As of {as_of}, law of {law}: {persons} persons ({failed} could not be audited), {rows} rows, {payments} payments, "
    "{findings} findings; files or rows that could not be used: {problems}",
    "基准日 {as_of}，适用{law}法律：{persons} 人（其中 {failed} 人未能审计），{rows} 行，{payments} 笔款项，"
    "{findings} 项认定，{problems} 个文件或行无法使用",
)
_SHEET_SUMS = Words("sums", "合计")
_SHEET_MERCHANTS = Words("merchants", "商家")
_SHEET_FAILED = Words("not audited", "未能审计")
_SHEET_PROBLEMS = Words("not used", "无法使用")
