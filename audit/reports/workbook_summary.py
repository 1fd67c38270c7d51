"""The first sheet: what is claimed of each cancellation, whether that is still the audit's figure, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from audit import law
from audit.reports import labels
from audit.reports.audit_json import in_sheet_order
from audit.reports.book import Book, Cell, Formula, Money, row_height
from audit.reports.grid import Column, Grid, column
from audit.reports.reckoned import Row
from audit.reports.workbook_check import changes, equals, verdict
from audit.reports.workbook_layout import NO_CANCELLATION, Layout, rounded
from audit.tables import Results
from audit.wording import Lang, Words

SUMMARY = Words("Summary", "摘要")
TITLE = Words("Renewal audit: the claim", "自动续费审计：应退金额的计算")
_AS_OF = Words(
    "As of {as_of}; law of {jurisdiction}. Amounts, interest and sums are live formulas: click one to see it.",
    "计算基准日 {as_of}；适用法律：{jurisdiction}。金额、利息与合计均为公式，点击单元格即可查看。",
)
_GROUNDS = Words(
    "Yellow: cells you may change. Red: claimed. Violet: in question.", "黄底：可改动的输入；红底：主张；紫底：待核实。"
)
_LEFT_OUT = Words("Rows after this day, left out: {n}.", "基准日之后的 {n} 行未计入。")
_ASKED = Words("Questions waiting for your answer: {n} (sheet Questions).", "有 {n} 个问题待您答复，见“待答问题”表。")
_UNREAD = Words(
    "Rows or files that could not be used: {n} (sheet Problems).", "有 {n} 行或文件无法使用，见“问题行”表。"
)
_CLAIMS, _CHECK = Words("The claim", "应退（主张）"), Words("Does it equal the audit?", "与审计结果核对")
_DAMAGES = Words("Statutory damages: apart, in no sum", "法定增加赔偿：另计，不入合计")
_TOTAL = Words("Total {currency}", "合计 {currency}")
_DAMAGES_STATE = {
    True: Words("claimed by the user, apart", "用户已勾选主张，另计"),
    False: Words("not claimed; for information", "未主张，仅供参考"),
}
_COLUMNS = {
    "cancellation_id": column("cancellation_id", 14), "service": column("service", 29),
    "service_end": column("service_end", 13), "currency": column("currency", 10),
    "principal_minor": Column(Words("Certain (principal)", "确定应退（本金）"), 13),
    "interest_minor": column("interest_minor", 12), "costs_minor": column("costs_minor", 12),
    "total_minor": Column(Words("Claimed in all", "主张合计"), 14),
    "in_question_minor": column("in_question_minor", 13),
    "not_claimed": Column(Words("Not claimed", "不主张"), 13),
    "over_three_years_minor": column("over_three_years_minor", 13),
}  # fmt: skip
_SUMS = list(_COLUMNS)[4:]
_CHECKED = ("principal_minor", "interest_minor", "costs_minor", "total_minor", "in_question_minor")
_TWO_LINES = 28.0
_ONE_PAGE = 50  # lines that can be read on one
_CHECK_AT = list(_COLUMNS).index("not_claimed")


def write_summary(book: Book, sheet: Worksheet, results: Results, layout: Layout) -> None:
    """Write the sheet made beforehand, so that it is the first."""
    _Summary(book, sheet, results, layout).write()


@dataclass(frozen=True)
class _Summary:
    book: Book
    sheet: Worksheet
    results: Results
    layout: Layout

    def write(self) -> None:
        for at, c in enumerate(_COLUMNS.values()):
            self.sheet.set_column(at, at, c.width)
        self.sheet.set_row(0, 26)
        self.book.put(self.sheet, 0, 0, TITLE.to(self.lang), "title")
        row = self._notes()
        totals = in_sheet_order(self.results.claims.totals.sort_values("currency", kind="stable"))
        top = row + 1
        claims = Grid(SUMMARY.to(self.lang), tuple(_COLUMNS), top + 1, len(totals))
        row = self._claims(totals, claims, top)
        row = self._check(totals, claims, row + 1)
        row = self._damages(row + 1)
        self._across(row + 1, law.load(self.results.jurisdiction).wording.footer.to(self.lang), "note")
        if row < _ONE_PAGE:  # no last line alone on a second page
            self.sheet.fit_to_pages(1, 1)

    @property
    def lang(self) -> Lang:
        return self.book.lang

    def _notes(self) -> int:
        results = self.results
        asked = sum(
            int((t["question"].ne("") & t.get("decision", pd.Series("", index=t.index)).eq("")).sum())
            for t in (results.findings, results.refunds, results.ends)
        )
        place = labels.value("jurisdiction", results.jurisdiction)
        notes = [_AS_OF.fill(as_of=results.as_of.isoformat(), jurisdiction=place), _GROUNDS]
        counts = ((results.left_out, _LEFT_OUT), (asked, _ASKED), (len(results.problems), _UNREAD))
        notes += [words.fill(n=n) for n, words in counts if n]
        for n, words in enumerate(notes):
            self._across(1 + n, words.to(self.lang), "note")
        return 1 + len(notes)

    def _claims(self, totals: list[Row], claims: Grid, top: int) -> int:
        """One line a cancellation and currency, added up from payments and costs; then one a currency."""
        self._section(top, _CLAIMS)
        self._header(top + 1, _COLUMNS)
        facts = _facts(self.results, self.lang)
        for n, row in enumerate(totals):
            service, end = facts.get(row["cancellation_id"], ("", None))
            name: list[Cell] = [row["cancellation_id"] or NO_CANCELLATION, service, end, row["currency"]]
            self._line(top + 2 + n, [*name, *(self._figure(key, row, claims.cells(n)) for key in _SUMS)])
        bottom = top + 2 + len(totals)
        currencies = sorted({row["currency"] for row in totals})
        for n, currency in enumerate(currencies):
            name = [_TOTAL.fill(currency=currency).to(self.lang), None, None, None]
            mine = [row for row in totals if row["currency"] == currency]
            sums = [self._of_currency(claims, key, currency, mine) for key in _SUMS]
            self._line(bottom + n, [*name, *sums], "total")
        return bottom + len(currencies)

    def _figure(self, key: str, row: Row, cell: dict[str, str]) -> Formula:
        """A figure of one cancellation and currency, out of the sheets of payments and costs."""
        payments, costs = self.layout.payments, self.layout.costs
        own, money = (cell[k] for k in ("cancellation_id", "currency"))
        chosen, spent = (
            f"{grid.all('cancellation_id')},{own},{grid.all('currency')},{money}" for grid in (payments, costs)
        )
        texts = {
            "total_minor": f"SUM({cell['principal_minor']}:{cell['costs_minor']})",
            "costs_minor": f"SUMIFS({costs.all('cost_minor')},{spent})",
            "in_question_minor": f"SUMIFS({payments.all('in_question_minor')},{chosen})"
            f"+SUMIFS({costs.all('in_question_minor')},{spent})",
            "over_three_years_minor": "+".join(
                f"SUMIFS({payments.all(head)},{chosen},{payments.all('over_three_years')},{self.layout.yes})"
                for head in ("principal_minor", "interest_minor")
            ),
        }
        text = texts.get(key) or f"SUMIFS({payments.all(key)},{chosen})"
        return rounded(text, self._minor(key, row), row["currency"])

    def _minor(self, key: str, row: Row) -> int:
        """The audit's own figure; what is not claimed is counted here, the audit has no sum of it."""
        if key in row:
            return int(row[key])
        heads = ("refunded_minor", "principal_minor", "in_question_minor")
        return sum(
            max(0, line["amount_minor"] - sum(line[h] for h in heads))
            for line in self.layout.reckoned.lines
            if line["cancellation_id"] == row["cancellation_id"]
            and line["currency"] == row["currency"]
            and line["verdict"] != "mirror"
        )

    def _of_currency(self, claims: Grid, key: str, currency: str, rows: list[Row]) -> Formula:
        text = f'SUMIFS({claims.all(key)},{claims.all("currency")},"{currency}")'
        return rounded(text, sum(self._minor(key, row) for row in rows), currency)

    def _check(self, totals: list[Row], claims: Grid, top: int) -> int:
        """The audit's own figures as numbers, whether the live ones above still are those, and what was changed."""
        self._section(top, _CHECK)
        for n, row in enumerate(totals):
            at, cell = top + 1 + n, claims.cells(n)
            own = {key: xl_rowcol_to_cell(at, list(_COLUMNS).index(key)) for key in _CHECKED}
            pairs = {_COLUMNS[key].title.to(self.lang): (cell[key], own[key]) for key in _CHECKED}
            name: list[Cell] = [row["cancellation_id"] or NO_CANCELLATION, None, None, row["currency"]]
            self._line(at, [*name, *(Money(row[key], row["currency"]) for key in _CHECKED), None, None], "kept")
            self._put_across(at, equals(self.layout, pairs), 1, last=2)
            self.sheet.set_row(at, _TWO_LINES)  # where it differs it names the figures
        row_at = top + 1 + len(totals)
        known = changes(self.layout)
        for n, change in enumerate(known):
            self._across(row_at + n, change.words.to(self.lang), "text", last=_CHECK_AT - 1)
            self._put_across(row_at + n, Formula(f"={change.formula}", 0, "count"), _CHECK_AT)
        counts = [xl_rowcol_to_cell(row_at + n, _CHECK_AT) for n in range(len(known))]
        self._put_across(row_at + len(known), verdict(self.layout, known, counts), 0, "total")
        return row_at + len(known) + 1

    def _put_across(
        self, row: int, cell: Formula, first: int, fill: str = "kept", last: int = len(_COLUMNS) - 1
    ) -> None:
        self.sheet.merge_range(row, first, row, last, "", self.book.look(cell.look, fill))
        self.book.put(self.sheet, row, first, cell, fill=fill)

    def _damages(self, top: int) -> int:
        """Statutory damages on lines of their own, well away from the sums."""
        totals = in_sheet_order(self.results.claims.totals[self.results.claims.totals["statutory_minor"] > 0])
        if not totals:
            return top - 1
        self._section(top, _DAMAGES)
        for n, row in enumerate(totals, start=1):
            self.book.put(self.sheet, top + n, 0, row["cancellation_id"])
            self.book.put(self.sheet, top + n, 1, Money(row["statutory_minor"], row["currency"]))
            self._across(top + n, _DAMAGES_STATE[bool(row["statutory_claimed"])].to(self.lang), "text", first=2)
        return top + 1 + len(totals)

    def _line(self, row: int, cells: list[Cell], fill: str = "") -> None:
        wrapped = zip(cells, _COLUMNS.values(), strict=False)
        self.sheet.set_row(row, row_height((cell, c.width) for cell, c in wrapped if isinstance(cell, str)))
        for at, value in enumerate(cells):
            self.book.put(self.sheet, row, at, value, fill=fill)

    def _section(self, row: int, title: Words) -> None:
        self.sheet.set_row(row, 22)
        self.book.put(self.sheet, row, 0, title.to(self.lang), "section")

    def _header(self, row: int, columns: Mapping[str, Column]) -> None:
        self.sheet.set_row(row, 32)
        for at, c in enumerate(columns.values()):
            self.sheet.write_string(row, at, c.title.to(self.lang), self.book.look("header"))

    def _across(self, row: int, text: str, look: str, first: int = 0, last: int = len(_COLUMNS) - 1) -> None:
        """A text across columns `first` to `last`, in a row as high as it needs."""
        width = sum(c.width for c in list(_COLUMNS.values())[first : last + 1])
        self.sheet.set_row(row, row_height([(text, width)]))
        self.sheet.merge_range(row, first, row, last, "", self.book.look(look))
        self.book.put(self.sheet, row, first, text, look)


def _facts(results: Results, lang: Lang) -> dict[str, tuple[str, date | None]]:
    """Service and end of each cancellation; no end where it fits several plans."""
    ends = results.ends.drop_duplicates("cancellation_id", keep=False).set_index("cancellation_id")["service_end"]
    known = ends.dropna()
    return {
        row["cancellation_id"]: (
            row["service"] + labels.found_in_bill(row).to(lang),
            known[row["cancellation_id"]].date() if row["cancellation_id"] in known.index else None,
        )
        for row in results.case.cancellations.to_dict("records")
    }
