"""The sheets of what came back and of what it cost: refunds by charge, and costs with their receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from audit.reports.audit_json import in_sheet_order
from audit.reports.book import Book, Cell, Formula, Input, Money
from audit.reports.grid import YES_NO, Column, Grid, cells, column, write_grid
from audit.reports.reckoned import Reckoned, Row
from audit.reports.workbook_layout import NO_CANCELLATION, Layout, rounded
from audit.tables import Results
from audit.wording import Lang, Words

REFUNDS, COSTS = Words("Refunds", "退款"), Words("Costs", "费用")
_REFUND_COLUMNS = {
    "finding_id": column("finding_id", 13), "refunded_on": column("refunded_on", 12),
    "counts_from": Column(Words("Counts from", "计入日"), 12), "amount_minor": column("amount_minor", 12),
    "kept": Column(Words("Amount, when audited", "审计时的金额"), 13), "currency": column("currency", 8),
    "basis": column("basis", 20), "certain": Column(Words("This charge's?", "是否属于此笔"), 11, "code"),
    "kept_certain": Column(Words("When audited", "审计时"), 10, "code"), "file": column("file", 28),
    "row": column("row", 7), "question": column("question", 50), "question_key": column("question_key", 14),
}  # fmt: skip
_COST_COLUMNS = {
    "cancellation_id": column("cancellation_id", 12), "spent_on": column("spent_on", 12), "what": column("what", 34),
    "amount_minor": column("amount_minor", 12), "kept": Column(Words("Amount, when audited", "审计时的金额"), 13),
    "currency": column("currency", 9), "receipt": column("receipt", 28),
    "admitted": Column(Words("Receipt in hand, spent in time", "有票据且在基准日前"), 14, "code"),
    "cost_minor": Column(Words("Claimed", "主张"), 12), "in_question_minor": column("in_question_minor", 12),
    "note": Column(Words("Note", "说明"), 44), "row": Column(Words("Row of case.xlsx", "案情表行号"), 10),
}  # fmt: skip
_REFUND_HINT = Words(
    "no: it may be another charge's, and what it takes from this one stays in question.",
    "“否”：可能属于另一笔扣款，其冲减的部分列为待核实。",
)
_AMOUNT_HINT = Words("Change it and balance, interest and sums follow.", "改动后，余额、利息与合计随之变动。")


def refunds_grid(reckoned: Reckoned, lang: Lang) -> Grid:
    """Where the sheet of refunds stands."""
    return Grid(REFUNDS.to(lang), tuple(_REFUND_COLUMNS), 0, len(reckoned.refunds))


def write_refunds(book: Book, layout: Layout) -> None:
    """Add every refund with the charge it lowers and the day it counts from."""
    refunds = layout.reckoned.refunds
    table = refunds.assign(kept=0, kept_certain=refunds["certain"])
    told = [dict(zip(_REFUND_COLUMNS, row, strict=True)) for row in cells(table, _REFUND_COLUMNS, book.lang)]
    no_yes = YES_NO[book.lang]
    rows: list[list[Cell]] = []
    for shown, record in zip(told, refunds.to_dict("records"), strict=True):
        amount = Money(record["amount_minor"], record["currency"])
        shown |= {
            "amount_minor": Input(amount, hint=_AMOUNT_HINT.to(book.lang)), "kept": amount,
            "certain": Input(no_yes[record["certain"]], no_yes, _REFUND_HINT.to(book.lang), strict=True),
        }  # fmt: skip
        rows.append(list(shown.values()))
    fills = ["" if certain else "asked" for certain in refunds["certain"]]
    write_grid(book, book.sheet(REFUNDS), _REFUND_COLUMNS, rows, fills=fills, printed=len(_REFUND_COLUMNS) - 1)


@dataclass(frozen=True)
class Cost:
    """A cost as the claim has it, with its receipt where the case file's row is known."""

    line: Row
    entered: Mapping[str, object]
    admitted: bool


def costs_of(results: Results) -> list[Cost]:
    """Every cost of the claim beside its row of the case file; of equal rows the first not yet taken."""
    lines = in_sheet_order(results.claims.lines[results.claims.lines["kind"] == "cost"])
    left = results.case.costs.to_dict("records")
    found = []
    for line in lines:
        same = [c for c in left if all(c[k] == line[k] for k in ("what", "amount_minor", "currency"))]
        of_this = [c for c in same if c["cancellation_id"] in ("", line["cancellation_id"])]
        entered: Row = next(iter(of_this), {})
        left = [c for c in left if c is not entered]
        counts = bool(line["cost_minor"] or line["in_question_minor"])
        in_time = bool(entered) and entered["spent_on"] <= pd.Timestamp(results.as_of)
        found.append(Cost(line, entered, counts or (in_time and bool(entered["receipt"]))))
    return found


def costs_grid(results: Results, lang: Lang) -> Grid:
    """Where the sheet of costs stands."""
    return Grid(COSTS.to(lang), tuple(_COST_COLUMNS), 0, len(costs_of(results)))


def write_costs(book: Book, results: Results, layout: Layout) -> None:
    """Add every cost: claimed with a receipt and beside a claimed charge, in question where all charges are."""
    rows = [_cost(layout, n, cost, book.lang) for n, cost in enumerate(costs_of(results))]
    write_grid(book, book.sheet(COSTS), _COST_COLUMNS, rows)


def _cost(layout: Layout, n: int, cost: Cost, lang: Lang) -> list[Cell]:
    line, cell, no_yes = cost.line, layout.costs.cells(n), YES_NO[lang]
    spent = cost.entered.get("spent_on")
    amount, row = Money(line["amount_minor"], line["currency"]), cost.entered.get("row")
    return [
        line["cancellation_id"] or NO_CANCELLATION,
        spent.date() if isinstance(spent, pd.Timestamp) and not pd.isna(spent) else None,
        line["what"], Input(amount, hint=_AMOUNT_HINT.to(lang)), amount, line["currency"],
        str(cost.entered.get("receipt", "")), no_yes[cost.admitted], *_counted(layout, cell, line),
        line["interest_note_zh" if lang == "zh" else "interest_note"],
        None if row is None or pd.isna(row) else int(str(row)),
    ]  # fmt: skip


def _counted(layout: Layout, cell: dict[str, str], line: Row) -> list[Cell]:
    """Claimed beside a claimed charge of its cancellation; asked about where there are only open questions."""
    payments, own = layout.payments, f"{layout.payments.all('cancellation_id')},{cell['cancellation_id']}"
    claimed, asked = (
        f"SUMIFS({payments.all(key)},{own})" if line["cancellation_id"] else f"SUM({payments.all(key)})"
        for key in ("claimable_minor", "in_question_minor")
    )
    admitted, amount = f"{cell['admitted']}={layout.yes}", cell["amount_minor"]
    texts = {
        "cost_minor": f"IF(AND({admitted},{claimed}>0),{amount},0)",
        "in_question_minor": f"IF(AND({admitted},{claimed}=0,{asked}>0),{amount},0)",
    }
    return [_follows(layout, text, line, key) for key, text in texts.items()]


def _follows(layout: Layout, text: str, line: Row, key: str) -> Formula | Money:
    """The formula where it gives the audit's figure, else the figure."""
    of = line["cancellation_id"]
    own = [p for p in layout.reckoned.lines if not of or p["cancellation_id"] == of]
    claimed, asked = (any(p[k] > 0 for p in own) for k in ("claimable_minor", "in_question_minor"))
    counts = bool(line["cost_minor"] or line["in_question_minor"])
    gives = line["amount_minor"] if counts and (claimed if key == "cost_minor" else not claimed and asked) else 0
    if gives != line[key]:
        return Money(line[key], line["currency"])
    return rounded(text, line[key], line["currency"])
