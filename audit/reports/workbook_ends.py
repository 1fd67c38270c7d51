"""The sheet of cancellations: when each service had to end, by which rule and in which steps."""

from __future__ import annotations

import json

import pandas as pd

from audit.reports.audit_json import in_sheet_order
from audit.reports.book import Book, Cell, Formula, Input
from audit.reports.grid import Column, Grid, cancel_number, cells, column, write_grid
from audit.reports.letter_words import capital
from audit.reports.reckoned import Row
from audit.reports.workbook_layout import RERUN, Layout
from audit.tables import Results
from audit.wording import Lang, Words

ENDS = Words("Cancellations", "取消")
COLUMNS = {
    "cancellation_id": cancel_number(), "service": column("service", 20),
    "plan": Column(Words("Plan on the bill", "账单上的套餐"), 20), "cancelled_at": column("cancelled_at", 18),
    "service_end": column("service_end", 13), "kept": Column(Words("End, when audited", "审计时的终止日"), 13),
    "state": Column(Words("Changed?", "是否已改"), 13, "code"), "rule": column("rule", 34),
    "steps": column("steps", 60),
    "path": column("path", 12), "proof": column("proof", 8), "terms": column("terms", 12), "fault": column("fault", 10),
    "confirmed_at": column("confirmed_at", 18), "demanded_on": column("demanded_on", 12),
    "question": column("question", 40), "row": Column(Words("Row of case.xlsx", "案情表行号"), 10),
}  # fmt: skip
_PLAIN = (
    "cancellation_id", "service", "cancelled_at", "service_end", "path", "proof", "terms", "fault", "confirmed_at",
    "demanded_on", "question", "row",
)  # fmt: skip
_PRINTED = list(COLUMNS).index("confirmed_at")
_HINT = Words(
    "Another end judges every charge anew: enter it in case.xlsx (service_end) and run again. Nothing follows here.",
    "终止日变动须逐笔重新认定：请填入案情表的“服务终止日”后重新运行；本表不会自行重判。",
)


def ends_in_order(results: Results) -> list[Row]:
    """The service ends in the order of the case file's rows."""
    return in_sheet_order(results.ends)


def ends_grid(results: Results, lang: Lang) -> Grid:
    """Where the sheet of cancellations stands."""
    return Grid(ENDS.to(lang), tuple(COLUMNS), 0, len(results.ends))


def write_ends(book: Book, results: Results, layout: Layout) -> None:
    """Add the sheet; a changed end asks for a rerun and judges nothing by itself."""
    ends = ends_in_order(results)
    table = results.ends.loc[_order(results)]
    plans = results.subscriptions.set_index("subscription_id")["service"].to_dict()
    rows = []
    for n, (end, plain) in enumerate(zip(ends, cells(table, _PLAIN, book.lang), strict=True)):
        shown: dict[str, Cell] = dict(zip(_PLAIN, plain, strict=True))
        cell, day = layout.ends.cells(n), None if pd.isna(end["service_end"]) else end["service_end"].date()
        changed = f'=IF({cell["service_end"]}={cell["kept"]},"",{layout.word(RERUN)})'
        shown |= {
            "plan": plans.get(end["subscription_id"], ""), "service_end": Input(day, hint=_HINT.to(book.lang)),
            "kept": day, "state": Formula(changed, "", "code"), **_told(end, book.lang),
        }  # fmt: skip
        rows.append([shown[key] for key in COLUMNS])
    write_grid(book, book.sheet(ENDS), COLUMNS, rows, printed=_PRINTED)


def _order(results: Results) -> list[object]:
    numbered = results.ends.assign(_index=results.ends.index)
    return [row["_index"] for row in in_sheet_order(numbered)]


def _told(end: Row, lang: Lang) -> dict[str, Cell]:
    """The rule and the numbered steps in one language."""
    suffix = "_zh" if lang == "zh" else ""
    steps = json.loads(end[f"steps{suffix}"] or "[]")
    numbered = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, start=1))
    return {"rule": capital(end[f"rule{suffix}"]), "steps": numbered}
