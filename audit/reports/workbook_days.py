"""The sheet of events and deadlines: what happened, and every day to keep, reckoned from the day it counts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pandas as pd

from audit.money import to_print
from audit.periods import add_months
from audit.reports import labels
from audit.reports.book import Book, Cell, Formula
from audit.reports.grid import Column, Grid, cancel_number, column
from audit.reports.reckoned import Row
from audit.reports.workbook_ends import ends_in_order
from audit.reports.workbook_layout import Layout
from audit.reports.workbook_sheets import write_table
from audit.tables import Results
from audit.wording import Lang, Words

DAYS = Words("Events and deadlines", "事件与期限")
_COLUMNS = {
    "when": Column(Words("When", "时间"), 19, "time"), "sort": Column(Words("What it is", "类别"), 10, "code"),
    "cancellation_id": cancel_number(), "what": column("what", 66),
    "who": Column(Words("Who, ticket, amount", "对象、工单号、金额"), 30),
    "base": Column(Words("Counted from", "起算时间"), 19), "plus": Column(Words("Plus", "加"), 8),
    "unit": Column(Words("Unit", "单位"), 9, "code"),
    "left": Column(Words("Days from the as-of day", "距基准日（天）"), 12),
    "file": column("file", 34), "row": column("row", 7),
}  # fmt: skip
_EVENT, _DEADLINE = Words("event", "事件"), Words("deadline", "期限")
_UNITS = {"hours": Words("hours", "小时"), "days": Words("days", "天"), "months": Words("months", "个月")}
_HOURLY = ("escalate", "ask_platform", "ask_bank", "promise")
_YEAR, _LONGEST = 12, 120


@dataclass(frozen=True)
class _Base:
    """A day a deadline counts from: its cell, and how much later the deadline is; `plus` may be a cell too."""

    cell: str
    at: datetime
    plus: int
    unit: str
    plus_cell: str = ""

    @property
    def end(self) -> datetime:
        if self.unit == "months":
            return datetime.combine(add_months(self.at.date(), self.plus), time())
        return self.at + timedelta(**{self.unit: self.plus})


def write_days(book: Book, results: Results, layout: Layout) -> None:
    """Add events first, then the deadlines; each deadline a formula where it is a day plus so much."""
    events, steps = _events(results), results.next_steps
    steps = steps.sort_values(["by_at", "cancellation_id", "kind"], kind="stable")
    grid = Grid(DAYS.to(book.lang), tuple(_COLUMNS), 0, len(events) + len(steps))
    rows = [_event(event, layout, grid.cells(n), book.lang) for n, event in enumerate(events)]
    found = _Bases(results, layout, grid, events)
    for n, step in enumerate(steps.to_dict("records"), start=len(events)):
        rows.append(_deadline(step, found.of(step), layout, grid.cells(n)))
    write_table(book, DAYS, _COLUMNS, rows, ["kept"] * len(events) + [""] * len(steps))


def _events(results: Results) -> list[Row]:
    told = [t for t in (results.bills.events, results.case.events) if len(t)]
    if not told:
        return []
    ordered = pd.concat(told, ignore_index=True).sort_values(["occurred_at", "file", "row"], kind="stable")
    rows: list[Row] = ordered.dropna(subset="occurred_at").to_dict("records")
    return rows


def _event(event: Row, layout: Layout, cell: dict[str, str], lang: Lang) -> list[Cell]:
    at = event["occurred_at"].to_pydatetime()
    when = at if event["has_time"] else at.date()
    paid = "" if pd.isna(event["amount_minor"]) else to_print(int(event["amount_minor"]), event["currency"] or "CNY")
    what = labels.value("what", event["what"]).to(lang)
    said = [what, event["service"], event["note"]]
    who = [event["whom"], event["ticket"], paid, event["reference"]]
    return [
        when, _EVENT.to(lang), event["cancellation_id"], _list(said), _list(who), None, None, None,
        _left(layout, cell, at), event["file"], None if pd.isna(event["row"]) else int(event["row"]),
    ]  # fmt: skip


def _list(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)


def _deadline(step: Row, base: _Base | None, layout: Layout, cell: dict[str, str]) -> list[Cell]:
    lang, by = layout.lang, step["by_at"].to_pydatetime()
    when: Cell = by if step["has_time"] else by.date()
    counted: list[Cell] = [None, None, None]
    if base:
        later = {"hours": f"{cell['base']}+{cell['plus']}/24", "days": f"{cell['base']}+{cell['plus']}"}
        text = later.get(base.unit, f"EDATE({cell['base']},{cell['plus']})")
        when = Formula(f"={text}", by if step["has_time"] else by.date(), "time" if step["has_time"] else "day")
        clock = base.unit == "hours"
        start = Formula(f"={base.cell}", base.at if clock else base.at.date(), "time" if clock else "day")
        plus: Cell = Formula(f"={base.plus_cell}", base.plus, "count") if base.plus_cell else base.plus
        counted = [start, plus, _UNITS[base.unit].to(lang)]
    what = step["what_zh" if lang == "zh" else "what"]
    name = [when, _DEADLINE.to(lang), step["cancellation_id"], what, None]
    return [*name, *counted, _left(layout, cell, by), None, None]


def _left(layout: Layout, cell: dict[str, str], at: datetime) -> Formula:
    days = (at.date() - layout.reckoned.way.as_of).days
    return Formula(f"=INT({cell['when']})-{layout.parameters['as_of']}", days, "count")


@dataclass(frozen=True)
class _Bases:
    """The days deadlines may count from."""

    results: Results
    layout: Layout
    grid: Grid
    events: list[Row]

    def of(self, step: Row) -> _Base | None:
        """The first base that gives the deadline exactly; none where it is no day plus so much."""
        by = step["by_at"].to_pydatetime()
        return next((base for base in self._candidates(step) if base.end == by), None)

    def _candidates(self, step: Row) -> Iterator[_Base]:
        kind, clocks, cells = step["kind"], self.layout.reckoned.way.law.clocks, self.layout.parameters
        if kind in _HOURLY:
            for at, cell in self._told(step):
                yield _Base(cell, at, clocks.support_hours, "hours", cells.get("support_hours", ""))
        elif kind == "keep_evidence":
            for on, cell in (*self._cancelled(step), *self._days(self._told(step))):
                yield _Base(f"INT({cell})", on, clocks.evidence_months_min, "months", cells.get("evidence", ""))
        elif kind == "limitation":
            for on, cell in (*self._debits(step), *self._days(self._told(step))):
                yield _Base(f"INT({cell})", on, _YEAR * clocks.limitation_years, "months", self._years())
        elif kind == "watch":
            yield from self._watched(step)
        elif kind == "mediation_ends":
            for on, cell in self._days(self._told(step)):
                yield from (_Base(f"INT({cell})", on, days, "days") for days in self._mediation())
        elif kind == "ask_store" and (store := self.layout.reckoned.way.law.remedy("apple.refund")):
            for on, cell in self._debits(step):
                yield _Base(f"INT({cell})", on, store.advise_within_days, "days")
        yield _Base(cells["as_of"], _midnight(self.layout.reckoned.way.as_of), 0, "days")

    def _mediation(self) -> set[int]:
        """The days a rule of procedure gives to mediation."""
        rules = self.layout.reckoned.way.law.rules
        return {rule.number("mediation_days") for rule in rules if rule.effect == "procedure"}

    def _years(self) -> str:
        years = self.layout.parameters.get("limitation")
        return f"{_YEAR}*{years}" if years else ""

    def _told(self, step: Row) -> list[tuple[datetime, str]]:
        """The events of its cancellation, the last first."""
        told = [
            (event["occurred_at"].to_pydatetime(), self.grid.at("when", n))
            for n, event in enumerate(self.events)
            if event["cancellation_id"] == step["cancellation_id"]
        ]
        return told[::-1]

    @staticmethod
    def _days(told: list[tuple[datetime, str]]) -> list[tuple[datetime, str]]:
        return [(_midnight(at.date()), cell) for at, cell in told]

    def _cancelled(self, step: Row) -> Iterator[tuple[datetime, str]]:
        for n, end in enumerate(ends_in_order(self.results)):
            if end["cancellation_id"] == step["cancellation_id"] and not pd.isna(end["cancelled_at"]):
                yield _midnight(end["cancelled_at"].date()), self.layout.ends.at("cancelled_at", n)

    def _debits(self, step: Row) -> Iterator[tuple[datetime, str]]:
        for n, line in enumerate(self.layout.reckoned.lines):
            if line["cancellation_id"] == step["cancellation_id"]:
                yield _midnight(line["civil_date"].date()), self.layout.payments.at("civil_date", n)

    def _watched(self, step: Row) -> Iterator[_Base]:
        """Billing days after the service end, by whole months from it."""
        for n, end in enumerate(ends_in_order(self.results)):
            if end["cancellation_id"] == step["cancellation_id"] and not pd.isna(end["service_end"]):
                on, cell = _midnight(end["service_end"].date()), self.layout.ends.at("service_end", n)
                yield from (_Base(cell, on, months, "months") for months in range(_LONGEST))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time())
