"""What holds for any bytes: no fault but words in two languages, every row in one place, money in whole units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pandas as pd

from audit.errors import AuditError, Problem, TableError
from audit.schema import check
from audit.statements.gathering import gathered
from audit.statements.statement import Statement
from audit.tables import EVENTS, PROBLEMS, SOURCES, TOTALS, TRANSACTIONS, Bills
from audit.wording import Words

DIRECTIONS = frozenset({"out", "in", "neutral"})
STATUSES = frozenset({"settled", "pending", "declined", "voided", "reversed"})
KINDS = frozenset(
    "charge refund transfer repayment fee authorization funding fx_leg reversal chargeback purchase other".split()
)
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
            hold("{" not in re.sub("“[^”]*”|\\{\\d", "", text) or "}" not in text, f"not filled in: {text!r}")
            text.encode()


def hold(kept: bool, otherwise: str) -> None:
    """Broken, where a promise is not kept."""
    if not kept:
        raise Broken(otherwise)


def accounted(one: Statement, unread: Sequence[Problem]) -> None:
    """Every row of a bill is a transaction, a problem or ignored, and each transaction is whole."""
    rows = one.rows
    hold(
        one.counted == len(rows) + len(one.problems) + len(one.ignored),
        f"{one.counted} rows, but {len(rows)} transactions, {len(one.problems)} problems, {len(one.ignored)} ignored",
    )
    aside = [*(p.row for p in one.problems), *(i.row for i in one.ignored)]
    hold(set(rows["row"]).isdisjoint(aside), "a row is a transaction and a problem at once")
    spoken([*(p.words for p in (*one.problems, *unread)), *(i.reason for i in one.ignored)])
    money(rows)


def money(rows: pd.DataFrame) -> None:
    """Amounts are whole minor units below any overflow; directions, kinds and states are words that are known."""
    hold(str(rows["amount_minor"].dtype) == "int64", f"amounts are {rows['amount_minor'].dtype}")
    hold(rows["amount_minor"].between(0, _MOST_MINOR).all(), "an amount is negative or without end")
    for column, known in (("direction", DIRECTIONS), ("status", STATUSES), ("kind", KINDS)):
        hold(set(rows[column]) <= known, f"{column} is {set(rows[column]) - known}")
    hold(rows["occurred_at"].notna().all(), "a payment without a time")
    hold(rows["currency"].str.fullmatch("[A-Z]{3}").all(), f"currencies {set(rows['currency'])}")


def tabled(one: Statement, unread: Sequence[Problem]) -> Bills:
    """The bill in the tables of the flow, as promised there."""
    bills = gathered([one], [*one.problems, *unread], "")
    for frame, table in (
        (bills.transactions, TRANSACTIONS), (bills.events, EVENTS), (bills.sources, SOURCES), (bills.totals, TOTALS),
        (bills.problems, PROBLEMS),
    ):  # fmt: skip
        check(frame, table)
    hold(bills.transactions["transaction_id"].is_unique or one.counted > 1, "one row, two ids")
    return bills


def nothing_passed_over(one: Statement, text: str) -> None:
    """Lines below a header that went nowhere are a footer: no transaction stands below them but under a header again.

    Only for text in which no quote lets a record reach over several lines.
    """
    if '"' in text:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    taken = {*one.rows["row"], *(p.row for p in one.problems), *(i.row for i in one.ignored)}
    first = min(taken, default=len(lines))
    aside = re.compile(one.format.aside or "(?!)")
    lost = [n for n, line in enumerate(lines, 1) if n > first and n not in taken and not _BLANK.fullmatch(line)]
    if lost:
        opening = lines[lost[0] - 1].strip(", \t;\ufeff")
        hold(aside.match(opening) is not None, f"line {lost[0]} went nowhere: {opening[:80]!r}")
        hold(not any(lost[0] < row for row in one.rows["row"]), f"line {lost[0]} went nowhere, and rows follow")
