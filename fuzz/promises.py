"""What holds for any bytes: no fault but words in two languages, every row in one place, money in whole units."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pandas as pd

from audit.errors import AuditError, TableError
from audit.schema import check
from audit.statements import FORMATS
from audit.tables import EVENTS, PROBLEMS, SOURCES, TOTALS, TRANSACTIONS, Bills
from audit.wording import Words

DIRECTIONS = frozenset({"out", "in", "neutral"})
STATUSES = frozenset({"settled", "pending", "declined", "voided", "reversed"})
KINDS = frozenset(
    "charge refund transfer repayment fee authorization funding fx_leg reversal chargeback purchase other".split()
)
RECORDS = ("ofx", "camt", "mt940", "json")
_BLANK = re.compile(r"[\s,;\"\ufeff]*")
_MOST_MINOR = 1 << 62  # sums of a bill must fit beside it


class Broken(Exception):
    """A promise that was not kept."""


@contextmanager
def only_in_words() -> Iterator[None]:
    """What is raised inside must be an AuditError with both languages; a TableError is a fault of our own."""
    try:
        yield
    except TableError:
        raise
    except AuditError as fault:
        spoken([fault.words])


def spoken(said: Iterable[Words]) -> None:
    """Every sentence stands in English and in Chinese, and can be printed."""
    for words in said:
        for text in words:
            hold(bool(text.strip()), f"a sentence is missing beside {words!r}")
            hold(
                "{" not in re.sub(r"“[^”]*”|\{\d|\\u\{[0-9a-f]+\}", "", text) or "}" not in text,
                f"not filled in: {text!r}",
            )
            text.encode()


def hold(kept: bool, otherwise: str) -> None:
    """Broken, where a promise is not kept."""
    if not kept:
        raise Broken(otherwise)


def accounted(bills: Bills) -> None:
    """Every row of a bill is a transaction, a problem or ignored, and everything said is said in both languages."""
    rows, problems = bills.transactions, bills.problems
    for source in bills.sources.to_dict("records"):
        parts = source["transactions"] + source["problems"] + source["ignored"]
        hold(source["rows"] == parts, f"{source['rows']} rows, of which {parts} are accounted for")
    aside = {*problems["row"].dropna(), *(row for row, _ in ignored(bills))}
    hold(len(bills.sources) != 1 or aside.isdisjoint(rows["row"]), "a row is a transaction and something else at once")
    spoken([Words(*said) for said in zip(problems["reason"], problems["reason_zh"], strict=True)])
    spoken([words for _, words in ignored(bills)])
    money(rows)
    for frame, table in (
        (rows, TRANSACTIONS), (bills.events, EVENTS), (bills.sources, SOURCES), (bills.totals, TOTALS),
        (problems, PROBLEMS),
    ):  # fmt: skip
        check(frame, table)


def ignored(bills: Bills) -> list[tuple[int, Words]]:
    """The rows that are ignored, and why."""
    said = [one for text in bills.sources["ignored_reasons"] for one in json.loads(text or "[]")]
    return [(one["row"], Words(one["reason"], one["reason_zh"])) for one in said]


def money(rows: pd.DataFrame) -> None:
    """Amounts are whole minor units below any overflow; directions, kinds and states are words that are known."""
    hold(str(rows["amount_minor"].dtype) == "int64", f"amounts are {rows['amount_minor'].dtype}")
    hold(rows["amount_minor"].between(0, _MOST_MINOR).all(), "an amount is negative or without end")
    for column, known in (("direction", DIRECTIONS), ("status", STATUSES), ("kind", KINDS)):
        hold(set(rows[column]) <= known, f"{column} is {set(rows[column]) - known}")
    hold(rows["occurred_at"].notna().all(), "a payment without a time")
    hold(rows["currency"].str.fullmatch("[A-Z]{3}").all(), f"currencies {set(rows['currency'])}")


def nothing_passed_over(bills: Bills, text: str) -> None:
    """Lines below a header that went nowhere are a footer: no transaction stands below them but under a header again.

    Only for text in which no quote lets a record reach over several lines.
    """
    known = {fmt.name: fmt.aside for fmt in FORMATS if fmt.container not in RECORDS}
    if '"' in text or len(bills.sources) != 1 or bills.sources["format"].iloc[0] not in known:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = set(bills.transactions["row"])
    taken = {*rows, *bills.problems["row"].dropna(), *(row for row, _ in ignored(bills))}
    first = min(taken, default=len(lines))
    aside = re.compile(known[bills.sources["format"].iloc[0]] or "(?!)")
    lost = [n for n, line in enumerate(lines, 1) if n > first and n not in taken and not _BLANK.fullmatch(line)]
    if lost:
        opening = lines[lost[0] - 1].strip(", \t;\ufeff")
        hold(aside.match(opening) is not None, f"line {lost[0]} went nowhere: {opening[:80]!r}")
        hold(not any(lost[0] < row for row in rows), f"line {lost[0]} went nowhere, and rows follow")
