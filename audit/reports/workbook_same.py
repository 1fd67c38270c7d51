"""The sheet of one payment seen several times: every row of it, with file and line, and which of them counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from audit.money import to_minor
from audit.reports import labels
from audit.reports.book import Book, Cell, Money
from audit.reports.grid import YES_NO, Column, cancel_number, column
from audit.reports.reckoned import Reckoned, Row
from audit.reports.shared_rows import CITED_AS
from audit.reports.workbook_sheets import write_table
from audit.tables import Results
from audit.wording import Lang, Words

SAME = Words("Same payment", "同一笔")
_COLUMNS = {
    "finding_id": column("finding_id", 13), "cancellation_id": cancel_number(),
    "role": Column(Words("This row is", "此行是"), 26), "counts": Column(Words("Counts", "是否计入"), 9, "code"),
    "channel": column("channel", 14), "account": column("account_id", 22), "at": column("occurred_at", 18),
    "amount": column("amount_minor", 12), "currency": column("currency", 8), "reference": column("reference", 34),
    "file": column("file", 40), "row": column("row", 8), "rule": Column(Words("Known by", "识别依据"), 20),
}  # fmt: skip
_RELATIONS = {"mirror": "mirror", "leg": "leg", "copy": "overlap"}
_RULES = {
    "name_and_tail": Words("wallet's name and card tail", "钱包名称与卡尾号"),
    "name": Words("wallet's name", "钱包名称"),
    "tail": Words("card tail", "卡尾号"),
    "reference": Words("number", "单号"),
}


@dataclass(frozen=True)
class _Places:
    """Bill rows by file and line."""

    rows: dict[tuple[str, int], Row]

    @classmethod
    def of(cls, results: Results, wanted: set[tuple[str, int]]) -> _Places:
        """Only the rows wanted: a person's bills may have millions."""
        bills = results.bills.transactions
        near = bills[bills["row"].isin({row for _, row in wanted}) & bills["file"].isin({file for file, _ in wanted})]
        return cls({(r["file"], r["row"]): r for r in near.to_dict("records") if (r["file"], r["row"]) in wanted})


def write_same(book: Book, results: Results, reckoned: Reckoned) -> None:
    """Add the groups of the payments judged, each led by the row that counts; payments seen once are left out."""
    groups = [(line, list(_others(line, paid))) for line, paid in _paid(results, reckoned)]
    groups = [(line, others) for line, others in groups if others]
    places = _Places.of(results, {(o["file"], int(o["row"])) for _, others in groups for _, o in others})
    rows: list[list[Cell]] = []
    fills: list[str] = []
    for line, others in groups:
        rows.append(_leading(line, book.lang))
        rows += [_other(line, role, told, places, book.lang) for role, told in others]
        fills += ["total", *[""] * len(others)]
    write_table(book, SAME, _COLUMNS, rows, fills)


def _paid(results: Results, reckoned: Reckoned) -> Iterator[tuple[Row, Row]]:
    judged = results.payments[results.payments["payment_id"].isin(results.findings["payment_id"])]
    known = {row["payment_id"]: row for row in judged.to_dict("records")}
    for line in reckoned.lines:
        if line["verdict"] != "mirror" and line["payment_id"] in known:
            yield line, known[line["payment_id"]]


def _others(line: Row, paid: Row) -> Iterator[tuple[str, Row]]:
    for role, listed in (("mirror", paid["mirrors"]), ("leg", paid["legs"]), ("copy", line["also_seen"])):
        for told in json.loads(listed or "[]"):
            yield role, told


def _leading(line: Row, lang: Lang) -> list[Cell]:
    at = line["occurred_at"].to_pydatetime()
    return [
        line["finding_id"], line["cancellation_id"], CITED_AS["finding"].to(lang), YES_NO[lang][1],
        labels.channel(line["channel"]).to(lang), line["account_id"], at if line["has_time"] else at.date(),
        Money(line["amount_minor"], line["currency"]), line["currency"], line["reference"], line["file"], line["row"],
        "",
    ]  # fmt: skip


def _other(line: Row, role: str, told: Row, places: _Places, lang: Lang) -> list[Cell]:
    """What a payment keeps of the row itself, and what the bill's own row says besides."""
    seen = places.rows.get((told["file"], int(told["row"])), {})
    currency = str(told.get("currency") or seen.get("currency") or line["currency"])
    at = seen.get("occurred_at", pd.Timestamp(told.get("occurred_at", pd.NaT)))
    minor = to_minor(told["amount"], currency) if "amount" in told else seen.get("amount_minor")
    channel, account = (told.get(k) or seen.get(k) or line[k] for k in ("channel", "account_id"))
    rule = str(told.get("rule", ""))
    return [
        line["finding_id"], line["cancellation_id"], CITED_AS[role].to(lang), YES_NO[lang][0],
        labels.channel(str(channel)).to(lang), str(account), _moment(at, bool(seen.get("has_time", True))),
        None if minor is None else Money(int(minor), currency), currency,
        str(told.get("reference") or seen.get("reference") or ""), told["file"], int(told["row"]),
        _RULES.get(rule, labels.value("relation", _RELATIONS[role])).to(lang),
    ]  # fmt: skip


def _moment(at: pd.Timestamp, has_time: bool) -> Cell:
    if pd.isna(at):
        return None
    moment: datetime = at.to_pydatetime()
    return moment if has_time else moment.date()
