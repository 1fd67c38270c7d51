"""`claim.xlsx`: the claim with live formulas, and behind it every table it rests on, in one language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from audit import law
from audit.money import exponent, to_decimal
from audit.reports import labels
from audit.reports.audit_json import in_sheet_order
from audit.reports.book import Book, Cell, Formula, Money, row_height
from audit.reports.grid import YES_NO, Column, Grid, column
from audit.reports.letter_words import capital
from audit.reports.workbook_claim import NO_CANCELLATION, write_claim_sheets
from audit.reports.workbook_law import write_law
from audit.reports.workbook_sheets import (
    write_findings,
    write_next_steps,
    write_questions,
    write_recurring_bills,
    write_sources,
    write_subscriptions,
    write_unread,
    write_watch,
)
from audit.tables import Results
from audit.wording import Lang, Words

SUMMARY = Words("Summary", "概览")
_TITLE = Words("Renewal audit: the claim", "自动续费审计：应退金额的计算")
_AS_OF = Words(
    "As of {as_of}; law of {jurisdiction}. Amounts, interest and sums are live formulas: click one to see it.",
    "计算基准日 {as_of}；适用法律：{jurisdiction}。金额、利息与合计均为公式，点击单元格即可查看。",
)
_LEFT_OUT = Words("Rows after this day, left out: {n}.", "基准日之后的 {n} 行未计入。")
_ASKED = Words("Questions waiting for your answer: {n} (sheet Questions).", "有 {n} 个问题待您答复，见“待答问题”表。")
_UNREAD = Words(
    "Rows or files that could not be used: {n} (sheet Problems).", "有 {n} 行或文件无法使用，见“问题行”表。"
)
_CLAIMS, _DAMAGES = (
    Words("The claim", "应退（主张）"),
    Words("Statutory damages: apart, in no sum", "法定增加赔偿：另计，不入合计"),
)
_ENDS = Words("When each service had to end, and why", "各项服务应于何日终止及其依据")
_TOTAL = Words("Total {currency}", "合计 {currency}")
_DAMAGES_STATE = {
    True: Words("claimed by the user, apart", "用户已勾选主张，另计"),
    False: Words("not claimed; for information", "未主张，仅供参考"),
}
_COLUMNS = {
    "cancellation_id": column("cancellation_id", 14), "service": column("service", 24),
    "service_end": column("service_end", 13), "currency": column("currency", 10),
    "principal_minor": column("principal_minor", 13), "interest_minor": column("interest_minor", 12),
    "costs_minor": column("costs_minor", 12), "total_minor": column("total_minor", 14),
    "in_question_minor": column("in_question_minor", 13),
    "over_three_years_minor": column("over_three_years_minor", 13),
}  # fmt: skip
_IN_CLAIM = {
    "principal_minor": "principal_minor", "interest_minor": "interest_minor", "costs_minor": "cost_minor",
    "in_question_minor": "in_question_minor",
}  # fmt: skip
_SUMS = [key for key in _COLUMNS if key.endswith("_minor")]


def write_workbook(results: Results, path: Path, lang: Lang) -> None:
    """Write the workbook; the same audit in the same language gives the same bytes."""
    with Book(path, lang, results.as_of, _TITLE.to(lang)) as book:
        summary = book.sheet(SUMMARY)
        claim = write_claim_sheets(book, results)
        for write in (
            write_findings,
            write_questions,
            write_subscriptions,
            write_recurring_bills,
            write_watch,
            write_next_steps,
            write_sources,
            write_unread,
            write_law,
        ):
            write(book, results)
        _write_summary(book, summary, results, claim)


def _write_summary(book: Book, sheet: Worksheet, results: Results, claim: Grid) -> None:
    for at, c in enumerate(_COLUMNS.values()):
        sheet.set_column(at, at, c.width)
    sheet.set_row(0, 26)
    book.put(sheet, 0, 0, _TITLE.to(book.lang), "title")
    row = _write_notes(book, sheet, results)
    row = _write_claims(book, sheet, results, claim, row + 1)
    row = _write_damages(book, sheet, results, row + 1)
    row = _write_ends(book, sheet, results, row + 1)
    _wide(book, sheet, row + 1, law.load(results.jurisdiction).wording.footer.to(book.lang), "note")


def _write_notes(book: Book, sheet: Worksheet, results: Results) -> int:
    asked = sum(
        int((t["question"].ne("") & t.get("decision", pd.Series("", index=t.index)).eq("")).sum())
        for t in (results.findings, results.refunds, results.ends)
    )
    notes = [
        _AS_OF.fill(as_of=results.as_of.isoformat(), jurisdiction=labels.value("jurisdiction", results.jurisdiction))
    ]
    counts = ((results.left_out, _LEFT_OUT), (asked, _ASKED), (len(results.problems), _UNREAD))
    notes += [words.fill(n=n) for n, words in counts if n]
    for n, words in enumerate(notes):
        _wide(book, sheet, 1 + n, words.to(book.lang), "note")
    return 1 + len(notes)


def _write_claims(book: Book, sheet: Worksheet, results: Results, claim: Grid, top: int) -> int:
    """One line a cancellation and currency, added up from the claim sheet; then one a currency."""
    _section(book, sheet, top, _CLAIMS)
    _header(book, sheet, top + 1, _COLUMNS)
    totals = in_sheet_order(results.claims.totals.sort_values("currency", kind="stable"))
    summary = Grid(SUMMARY.to(book.lang), tuple(_COLUMNS), top + 1, len(totals))
    facts = _facts(results, book.lang)
    for n, row in enumerate(totals):
        cell = {key: summary.cell(key, n) for key in _COLUMNS}
        service, end = facts.get(row["cancellation_id"], ("", None))
        line: list[Cell] = [row["cancellation_id"] or NO_CANCELLATION, service, end, row["currency"]]
        for at, value in enumerate([*line, *(_figure(book, key, row, cell, claim) for key in _SUMS)]):
            book.put(sheet, top + 2 + n, at, value)
    bottom = top + 2 + len(totals)
    for n, currency in enumerate(sorted({row["currency"] for row in totals})):
        label: list[Cell] = [_TOTAL.fill(currency=currency).to(book.lang), None, None, None]
        mine = [row for row in totals if row["currency"] == currency]
        for at, value in enumerate([*label, *(_of_currency(summary, key, currency, mine) for key in _SUMS)]):
            book.put(sheet, bottom + n, at, value, fill="total")
    return bottom + len({row["currency"] for row in totals})


def _figure(book: Book, key: str, row: dict[str, Any], cell: dict[str, str], claim: Grid) -> Formula:
    """A figure of one cancellation and currency, out of the claim sheet."""
    chosen = f"{claim.all('cancellation_id')},{cell['cancellation_id']},{claim.all('currency')},{cell['currency']}"
    if key == "total_minor":
        text = f"SUM({cell['principal_minor']}:{cell['costs_minor']})"
    elif key == "over_three_years_minor":
        old = f'{chosen},{claim.all("over_three_years")},"{YES_NO[book.lang][1]}"'
        text = "+".join(f"SUMIFS({claim.all(head)},{old})" for head in ("principal_minor", "interest_minor"))
    else:
        text = f"SUMIFS({claim.all(_IN_CLAIM[key])},{chosen})"
    return _formula(text, row[key], row["currency"])


def _of_currency(summary: Grid, key: str, currency: str, rows: list[dict[str, Any]]) -> Formula:
    text = f'SUMIFS({summary.all(key)},{summary.all("currency")},"{currency}")'
    return _formula(text, sum(row[key] for row in rows), currency)


def _formula(text: str, minor: int, currency: str) -> Formula:
    return Formula(f"=ROUND({text},{exponent(currency)})", to_decimal(minor, currency), currency)


def _write_damages(book: Book, sheet: Worksheet, results: Results, top: int) -> int:
    """Statutory damages on lines of their own, well away from the sums."""
    totals = in_sheet_order(results.claims.totals[results.claims.totals["statutory_minor"] > 0])
    if not totals:
        return top - 1
    _section(book, sheet, top, _DAMAGES)
    for n, row in enumerate(totals, start=1):
        book.put(sheet, top + n, 0, row["cancellation_id"])
        book.put(sheet, top + n, 1, Money(row["statutory_minor"], row["currency"]))
        _wide(book, sheet, top + n, _DAMAGES_STATE[bool(row["statutory_claimed"])].to(book.lang), "text", first=2)
    return top + 1 + len(totals)


def _write_ends(book: Book, sheet: Worksheet, results: Results, top: int) -> int:
    """Each service end with its rule and its steps in words."""
    _section(book, sheet, top, _ENDS)
    suffix = "_zh" if book.lang == "zh" else ""
    row = top + 1
    for end in in_sheet_order(results.ends):
        told = [capital(end[f"rule{suffix}"]), *json.loads(end[f"steps{suffix}"] or "[]")]
        book.put(sheet, row, 0, end["cancellation_id"])
        book.put(sheet, row, 1, end["service"])
        book.put(sheet, row, 2, None if pd.isna(end["service_end"]) else end["service_end"].date())
        _wide(book, sheet, row, "\n".join(told), "text", first=3)
        row += 1
    return row


def _section(book: Book, sheet: Worksheet, row: int, title: Words) -> None:
    sheet.set_row(row, 22)
    book.put(sheet, row, 0, title.to(book.lang), "section")


def _header(book: Book, sheet: Worksheet, row: int, columns: Mapping[str, Column]) -> None:
    sheet.set_row(row, 32)
    for at, c in enumerate(columns.values()):
        sheet.write_string(row, at, c.title.to(book.lang), book.look("header"))


def _wide(book: Book, sheet: Worksheet, row: int, text: str, look: str, first: int = 0) -> None:
    """A text across the page from column `first` on, in a row as high as it needs."""
    sheet.set_row(row, row_height([(text, sum(c.width for c in list(_COLUMNS.values())[first:]))]))
    sheet.merge_range(row, first, row, len(_COLUMNS) - 1, "", book.look(look))
    book.put(sheet, row, first, text, look)


def _facts(results: Results, lang: Lang) -> dict[str, tuple[str, date | None]]:
    """Service and end of each cancellation; no end where it fits several plans."""
    ends = results.ends.drop_duplicates("cancellation_id", keep=False).set_index("cancellation_id")["service_end"]
    return {
        row["cancellation_id"]: (
            row["service"] + labels.found_in_bill(row).to(lang),
            ends[row["cancellation_id"]].date() if row["cancellation_id"] in known else None,
        )
        for known in [set(ends.dropna().index)]
        for row in results.case.cancellations.to_dict("records")
    }
