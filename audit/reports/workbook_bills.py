"""The sheets about the bills: what they cover and where gaps are, what each file is, and every row not used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from audit.reports import labels
from audit.reports.book import Book, Cell, Formula
from audit.reports.grid import YES_NO, Column, Grid, cells, column
from audit.reports.reckoned import Row
from audit.reports.workbook_layout import Layout, rounded
from audit.reports.workbook_sheets import columns_of, write_table
from audit.tables import Results, by_account
from audit.wording import Words

COVERAGE, SOURCES, TOTALS = Words("Coverage", "覆盖"), Words("Sources", "来源"), Words("Printed totals", "账单合计核对")
IGNORED, PROBLEMS = Words("Ignored rows", "略过行"), Words("Problems", "问题行")
_COVERAGE = {
    "account": Column(Words("Account", "账户"), 34), "file": column("file", 44),
    "begin": column("covered_from_at", 19), "until": column("covered_until_at", 19),
    "reach": Column(Words("Covered so far until", "至此已覆盖到"), 19, "time"),
    "gap": Column(Words("Days missing before", "之前缺少的天数"), 14, "days"),
    "since": Column(Words("Days missing up to the as-of day", "至基准日缺少的天数"), 14, "days"),
    "state": Column(Words("Gap", "缺口"), 34), "hides_refunds": column("hides_refunds", 11, "code"),
    "hides_charges": column("hides_charges", 11, "code"),
}  # fmt: skip
_GAP = Words("no bill for the days before", "之前的日子没有账单")
_OPEN = Words("no bill for the days since", "之后的日子没有账单")
_ADDS_UP = Words("adds up", "相符")
_MISSING = Words("does not add up", "不相符")
_DIFFERENCE = Words("Stated less read", "账单所载减读得")


_ACCOUNT = ["channel", "account_id"]


def write_coverage(book: Book, results: Results, layout: Layout) -> None:
    """Add what each file speaks for, by account and day; days that no file of the account covers are counted."""
    sources = by_account(results.bills.sources)
    known = sources.dropna(subset=["covered_from_at", "covered_until_at"])
    ordered = known.sort_values([*_ACCOUNT, "covered_from_at", "covered_until_at", "file"], kind="stable")
    accounts = ordered.groupby(_ACCOUNT, sort=False)
    reach = accounts["covered_until_at"].cummax()
    before = reach.shift().where(ordered.duplicated(_ACCOUNT))
    ordered = ordered.assign(reach=reach, before=before, last=~ordered.duplicated(_ACCOUNT, keep="last"))
    grid = Grid(COVERAGE.to(book.lang), tuple(_COVERAGE), 0, len(ordered))
    lines = [_Coverage(layout, grid, n, source) for n, source in enumerate(ordered.to_dict("records"))]
    fills = ["asked" if line.gap or line.since else "" for line in lines]
    write_table(book, COVERAGE, _COVERAGE, [line.row() for line in lines], fills)


@dataclass(frozen=True)
class _Coverage:
    """One file's stretch; reach and gap are reckoned from the line above where that is of the same account."""

    layout: Layout
    grid: Grid
    number: int
    source: Row

    @property
    def gap(self) -> float:
        """Days between this stretch and those before it."""
        before = self.source["before"]
        return 0.0 if pd.isna(before) else _days(self.source["covered_from_at"] - before)

    @property
    def since(self) -> float:
        """Days from the end of the account's last stretch to the day of filing."""
        filing = pd.Timestamp(self.layout.reckoned.way.as_of)
        return _days(filing - self.source["reach"]) if self.source["last"] else 0.0

    def row(self) -> list[Cell]:
        """The cells of the line."""
        source, cell, lang = self.source, self.grid.cells(self.number), self.layout.lang
        same = not pd.isna(source["before"])
        above = self.grid.cells(self.number - 1)["reach"] if same else ""
        reach = f"=MAX({above},{cell['until']})" if same else f"={cell['until']}"
        gap = f"=MAX(0,{cell['begin']}-{above})" if same else "=0"
        since = f"=MAX(0,{self.layout.parameters['as_of']}-{cell['reach']})" if source["last"] else "=0"
        name = (labels.channel(source["channel"]).to(lang), source["account_id"])
        return [
            " ".join(text for text in name if text), source["file"],
            *(source[k].to_pydatetime() for k in ("covered_from_at", "covered_until_at")),
            Formula(reach, source["reach"].to_pydatetime(), "time"), Formula(gap, self.gap, "days"),
            Formula(since, self.since, "days"), self._told(cell),
            *(YES_NO[lang][bool(source[k])] for k in ("hides_refunds", "hides_charges")),
        ]  # fmt: skip

    def _told(self, cell: dict[str, str]) -> Formula:
        before, after = (words.to(self.layout.lang) for words in (_GAP, _OPEN))
        text = f'=IF({cell["gap"]}>0,"{before}",IF({cell["since"]}>0,"{after}",""))'
        return Formula(text, before if self.gap else after if self.since else "", "text")


def _days(span: pd.Timedelta) -> float:
    days: float = span / timedelta(days=1)
    return max(0.0, round(days, 6))


def write_sources(book: Book, results: Results) -> None:
    """Add every bill with its hash and how its rows are accounted for; what it prints against what was read."""
    columns = columns_of(
        file=36, sha256=36, format=16, channel=11, account_id=18, from_on=11, to_on=11, exported_at=18, filter=9,
        rows=8, transactions=8, ignored=8, problems=8,
    )  # fmt: skip
    check = {"check": Column(Words("Rows accounted for", "行数核对"), 12, "code"), **columns_of(assumed=40)}
    ordered = results.bills.sources.sort_values("file")
    grid = Grid(SOURCES.to(book.lang), (*columns, *check), 0, len(ordered))
    rows: list[list[Cell]] = []
    shown = cells(ordered, [*columns, "assumed"], book.lang)
    for n, (row, source) in enumerate(zip(shown, ordered.to_dict("records"), strict=True)):
        cell = grid.cells(n)
        test = f"{cell['rows']}={cell['transactions']}+{cell['ignored']}+{cell['problems']}"
        text = f'=IF({test},"{_ADDS_UP.to(book.lang)}","{_MISSING.to(book.lang)}")'
        adds = source["rows"] == sum(source[k] for k in ("transactions", "ignored", "problems"))
        rows.append([*row[:-1], Formula(text, (_ADDS_UP if adds else _MISSING).to(book.lang), "code"), row[-1]])
    write_table(book, SOURCES, columns | check, rows)
    _write_totals(book, results)


def _write_totals(book: Book, results: Results) -> None:
    columns = columns_of(
        file=40, name=24, currency=10, stated_count=12, read_count=12, stated_minor=15, read_minor=15
    ) | {"difference": Column(_DIFFERENCE, 15), "result": column("result", 14)}  # fmt: skip
    totals = results.bills.totals.sort_values(["file", "name", "currency"], kind="stable")
    fills = ["asked" if result == "differs" else "" for result in totals["result"]]
    grid = Grid(TOTALS.to(book.lang), tuple(columns), 0, len(totals))
    names = [name for name in columns if name != "difference"]
    rows: list[list[Cell]] = []
    for n, (row, total) in enumerate(zip(cells(totals, names, book.lang), totals.to_dict("records"), strict=True)):
        stated, read = (total[k] for k in ("stated_minor", "read_minor"))
        text = f"{grid.cell('stated_minor', n)}-{grid.cell('read_minor', n)}"
        known = not (pd.isna(stated) or pd.isna(read))
        rest = rounded(text, stated - read, total["currency"]) if known else None
        rows.append([*row[:-1], rest, row[-1]])
    write_table(book, TOTALS, columns, rows, fills)


def write_unread(book: Book, results: Results) -> None:
    """Add what was not understood, and what was passed over on purpose: no row is lost in silence."""
    columns = columns_of(file=40, row=8, reason=60, raw=70)
    problems = results.problems.sort_values(["file", "row", "reason"], kind="stable", na_position="first")
    write_table(book, PROBLEMS, columns, cells(problems, columns, book.lang))
    columns = columns_of(file=40, row=8, reason=60)
    write_table(book, IGNORED, columns, cells(_ignored(results), columns, book.lang))


def _ignored(results: Results) -> pd.DataFrame:
    listed = [
        {"file": source.file, **reason}
        for source in results.bills.sources.sort_values("file").itertuples()
        for reason in json.loads(source.ignored_reasons or "[]")
    ]
    return pd.DataFrame(listed, columns=["file", "row", "reason", "reason_zh"])
