"""The sheets that reckon: claim lines, interest and refunds, tied to each other by live formulas.

Every formula carries the audit's own figure as its stored value: change a refund or a rate, and principal, interest
and every sum follow. Where the sheets' plain arithmetic is not the audit's (refunds set off against interest first,
say), the audit's figure stands as a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from audit.money import exponent, to_decimal, to_minor
from audit.reports.book import Book, Cell, Formula, Money
from audit.reports.grid import YES_NO, Column, Grid, cells, column, write_grid
from audit.reports.reckoned import Reckoned, Row
from audit.tables import Results
from audit.wording import Words

CLAIM, INTEREST, REFUNDS = Words("Claim", "索赔"), Words("Interest", "利息"), Words("Refunds", "退款")
NO_CANCELLATION = "—"
_REFUND_COLUMNS = {
    "finding_id": column("finding_id", 14), "refunded_on": column("refunded_on", 12),
    "counts_from": Column(Words("Counts from", "计入日"), 12), "amount_minor": column("amount_minor", 12),
    "currency": column("currency", 10), "basis": column("basis", 22), "certain": column("certain", 8, "code"),
    "file": column("file", 34), "row": column("row", 8), "question": column("question", 44),
}  # fmt: skip
_INTEREST_COLUMNS = {
    "finding_id": column("finding_id", 14), "from": Column(Words("From", "起（含）"), 13),
    "to": Column(Words("Until (not counted)", "止（不含）"), 13), "days": Column(Words("Days", "天数"), 9),
    "balance": Column(Words("Balance", "余额"), 13), "percent": Column(Words("% a year", "年利率（%）"), 11, "percent"),
    "product": Column(Words("Balance × % × days", "余额×利率×天数"), 18),
    "unrounded": Column(Words("Interest, not rounded", "利息（未取整）"), 18),
}  # fmt: skip
_CLAIM_COLUMNS = {
    "finding_id": column("finding_id", 12), "cancellation_id": column("cancellation_id", 13),
    "what": column("what", 26), "civil_date": column("civil_date", 11), "amount_minor": column("amount_minor", 11),
    "claimable_minor": column("claimable_minor", 11), "questioned_minor": column("questioned_minor", 11),
    "refunded_minor": column("refunded_minor", 11), "doubtful": Column(Words("Refund in question", "待核实退款"), 11),
    "principal_minor": column("principal_minor", 11), "interest_minor": column("interest_minor", 10),
    "cost_minor": column("cost_minor", 10), "line_total": Column(Words("Line total", "小计"), 11),
    "in_question_minor": column("in_question_minor", 11), "currency": column("currency", 10),
    "over_three_years": column("over_three_years", 10, "code"), "limitation_on": column("limitation_on", 12),
    "interest_note": column("interest_note", 60), "file": column("file", 40), "row": column("row", 8),
}  # fmt: skip
_PLAIN = [key for key in _CLAIM_COLUMNS if key not in ("doubtful", "line_total")]
SUMMED = ("principal_minor", "interest_minor", "cost_minor", "line_total", "in_question_minor")
_BASIS = Words("Days in the year of interest", "计息年度天数")
_PRINTED = list(_CLAIM_COLUMNS).index("over_three_years") + 1
_BASIS_CELL = "$C$1"
_INTEREST_TOP = 2
_TOTAL = Words("Total {currency}", "合计 {currency}")


def write_claim_sheets(book: Book, results: Results) -> Grid:
    """Add the claim sheet and behind it interest and refunds; the grid of the claim sheet is for the summary."""
    reckoned = Reckoned.of(results)
    sheets = {words: book.sheet(words) for words in (CLAIM, INTEREST, REFUNDS)}
    refunds = cells(reckoned.refunds, _REFUND_COLUMNS, book.lang)
    sums = _Sums(
        reckoned,
        Grid(CLAIM.to(book.lang), tuple(_CLAIM_COLUMNS), 0, len(reckoned.lines)),
        Grid(INTEREST.to(book.lang), tuple(_INTEREST_COLUMNS), _INTEREST_TOP, len(reckoned.segments)),
        write_grid(book, sheets[REFUNDS], _REFUND_COLUMNS, refunds),
        YES_NO[book.lang],
    )
    _write_interest(book, sheets[INTEREST], sums)
    rows = [sums.claim_row(n, line, book) for n, line in enumerate(reckoned.lines)]
    fills = [
        "asked" if ln["in_question_minor"] else "claimed" if ln["principal_minor"] else "" for ln in reckoned.lines
    ]
    below = 1 + len({line["currency"] for line in reckoned.lines})
    write_grid(book, sheets[CLAIM], _CLAIM_COLUMNS, rows, fills=fills, printed=_PRINTED, below=below)
    _write_totals(book, sheets[CLAIM], sums)
    return sums.claim


def _write_interest(book: Book, sheet: Worksheet, sums: _Sums) -> None:
    rows = [sums.segment_row(n, line, segment) for n, (line, segment) in enumerate(sums.reckoned.segments)]
    write_grid(book, sheet, _INTEREST_COLUMNS, rows, top=_INTEREST_TOP)
    book.put(sheet, 0, 0, _BASIS.to(book.lang), "section")
    book.put(sheet, 0, 2, sums.reckoned.day_count)


def _write_totals(book: Book, sheet: Worksheet, sums: _Sums) -> None:
    """One total a currency, below the lines and outside the filter."""
    for n, currency in enumerate(sorted({line["currency"] for line in sums.reckoned.lines})):
        at = len(sums.reckoned.lines) + 2 + n
        for place in range(len(_CLAIM_COLUMNS)):
            book.put(sheet, at, place, None, fill="total")
        book.put(sheet, at, 0, _TOTAL.fill(currency=currency).to(book.lang), fill="total")
        for key in SUMMED:
            book.put(sheet, at, sums.claim.keys.index(key), sums.total(key, currency), fill="total")


@dataclass(frozen=True)
class _Sums:
    """The formulas of the reckoning sheets; each stands only where its sum is the audit's own figure."""

    reckoned: Reckoned
    claim: Grid
    interest: Grid
    refunds: Grid
    no_yes: tuple[str, str]

    def segment_row(self, n: int, line: Row, segment: Row) -> list[Cell]:
        """One stretch of interest: balance from claim and refunds, days from its dates."""
        cell, currency = self._cells(self.interest, n), line["currency"]
        balance, product = Decimal(segment["balance"]), self.reckoned.product(segment)
        claimable = f"SUMIFS({self.claim.all('claimable_minor')},{self.claim.all('finding_id')},{cell['finding_id']})"
        back = self._refunds(cell["finding_id"], f'{self.refunds.all("counts_from")},"<="&{cell["from"]}')
        follows = self.reckoned.balance_follows(line, segment)
        live = Formula(f"=ROUND(MAX(0,{claimable}-{back}),{exponent(currency)})", balance, currency)
        return [
            line["finding_id"], date.fromisoformat(segment["from"]), date.fromisoformat(segment["to"]),
            Formula(f"={cell['to']}-{cell['from']}", segment["days"], "count"),
            live if follows else Money(to_minor(balance, currency), currency), Decimal(segment["percent"]),
            Formula(f"=ROUND({cell['balance']}*{cell['percent']}*{cell['days']},6)", product, "product"),
            Formula(f"={cell['product']}/100/{_BASIS_CELL}", product / 100 / self.reckoned.day_count, "exact"),
        ]  # fmt: skip

    def claim_row(self, n: int, line: Row, book: Book) -> list[Cell]:
        """One line of the claim: refunds and interest looked up, principal and total reckoned on the line."""
        table = pd.DataFrame([line])
        shown = dict(zip(_PLAIN, cells(table, _PLAIN, book.lang)[0], strict=True))
        shown["cancellation_id"] = line["cancellation_id"] or NO_CANCELLATION
        cell, currency = self._cells(self.claim, n), line["currency"]
        total = line["principal_minor"] + line["interest_minor"] + line["cost_minor"]
        heads = ",".join(cell[key] for key in ("principal_minor", "interest_minor", "cost_minor"))
        shown["line_total"] = self._formula(f"SUM({heads})", total, currency)
        shown["doubtful"] = Money(self.reckoned.refunded(line, certain=False), currency)
        if line["kind"] == "charge" and self.reckoned.adds_up(line):
            shown |= self._principal(cell, line)
        if line["segments"] and self.reckoned.interest_follows(line):
            products = f"SUMIFS({self.interest.all('product')},{self.interest.all('finding_id')},{cell['finding_id']})"
            basis = f"'{self.interest.sheet}'!{_BASIS_CELL}"
            shown["interest_minor"] = self._formula(f"{products}/100/{basis}", line["interest_minor"], currency)
        return [shown[key] for key in _CLAIM_COLUMNS]

    def _principal(self, cell: dict[str, str], line: Row) -> dict[str, Cell]:
        """Principal = claimable less refunds; in question what was asked, and what a doubtful refund takes away."""
        currency, certain = line["currency"], self.refunds.all("certain")
        claimable, back, doubtful = cell["claimable_minor"], cell["refunded_minor"], cell["doubtful"]
        asked = f"MAX(0,{cell['questioned_minor']}-MAX(0,{back}-{claimable}))"
        held_back = f"MAX(0,{claimable}-{back})-{cell['principal_minor']}"
        texts = {
            "refunded_minor": self._refunds(cell["finding_id"], f'{certain},"{self.no_yes[1]}"'),
            "doubtful": self._refunds(cell["finding_id"], f'{certain},"{self.no_yes[0]}"'),
            "principal_minor": f"MAX(0,{claimable}-{back}-{doubtful})",
            "in_question_minor": f"{asked}+{held_back}",
        }
        figures = {**line, "doubtful": self.reckoned.refunded(line, certain=False)}
        return {key: self._formula(text, figures[key], currency) for key, text in texts.items()}

    def total(self, key: str, currency: str) -> Formula:
        """A column's sum in one currency."""
        mine = [line for line in self.reckoned.lines if line["currency"] == currency]
        heads = ("principal_minor", "interest_minor", "cost_minor") if key == "line_total" else (key,)
        text = f'SUMIFS({self.claim.all(key)},{self.claim.all("currency")},"{currency}")'
        return self._formula(text, sum(line[head] for line in mine for head in heads), currency)

    def _refunds(self, finding: str, condition: str) -> str:
        return f"SUMIFS({self.refunds.all('amount_minor')},{self.refunds.all('finding_id')},{finding},{condition})"

    @staticmethod
    def _formula(text: str, minor: int, currency: str) -> Formula:
        return Formula(f"=ROUND({text},{exponent(currency)})", to_decimal(minor, currency), currency)

    @staticmethod
    def _cells(grid: Grid, n: int) -> dict[str, str]:
        return {key: grid.cell(key, n) for key in grid.keys}
