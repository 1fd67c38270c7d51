"""The plain sheets of the workbook: each a table of the flow, its columns chosen and named for a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from audit.reports import labels
from audit.reports.book import Book, Cell
from audit.reports.grid import Column, cells, column, write_grid
from audit.tables import Results
from audit.wording import Words

QUESTIONS = Words("Questions", "待答问题")
SUBSCRIPTIONS, WATCH = Words("Subscriptions", "订阅"), Words("Watch", "观察")
RECURRING_BILLS = Words("Recurring bills", "定期账单")
_ANSWER = Words("Answer in case.xlsx, sheet decisions", "请在 case.xlsx 的“决定”表作答")
_HOW_TO_ANSWER = Words("key {key}; owed, not_owed or an amount", "问题编号填 {key}；答复填“应退”“不应退”或具体金额")
_NONE = Words("none", "无")
_ASKED = [
    "question_key", "cancellation_id", "question", "question_zh", "questioned_minor", "currency", "decision", "file",
    "row",
]  # fmt: skip


def write_questions(book: Book, results: Results) -> None:
    """What only the user can settle, with the amount that hangs on it and how to answer."""
    names = ["question_key", "cancellation_id", "question", "questioned_minor", "currency", "decision", "file", "row"]
    asked = _questions(results)
    columns = columns_of(
        question_key=14, cancellation_id=13, question=70, questioned_minor=14, currency=10, decision=14, file=34, row=8
    )
    how = [_HOW_TO_ANSWER.fill(key=key).to(book.lang) if key else "" for key in asked["question_key"]]
    rows = [(*row, answer) for row, answer in zip(cells(asked, names, book.lang), how, strict=True)]
    write_table(book, QUESTIONS, {**columns, "answer": Column(_ANSWER, 44)}, rows)


def write_subscriptions(book: Book, results: Results) -> None:
    """Every subscription found, cancelled or not."""
    columns = columns_of(
        subscription_id=16, service=28, merchant=24, beneficiary=14, channels=14, accounts=22, interval=14,
        billing_day=9, amount_minor=12, currency=10, payments=10, total_minor=13, first_on=12, last_on=12,
        next_expected_on=12, state=12,
    )  # fmt: skip
    ordered = results.subscriptions.sort_values(["service", "subscription_id"], kind="stable")
    beats = zip(ordered["interval"], ordered["interval_count"], strict=True)
    ordered = ordered.assign(interval=[labels.every(name, count).to(book.lang) for name, count in beats])
    write_table(book, SUBSCRIPTIONS, columns, cells(ordered, columns, book.lang))


def write_recurring_bills(book: Book, results: Results) -> None:
    """Bills that come again and are no subscription, if there are any."""
    columns = columns_of(
        bill=14, merchant=28, service=34, beneficiary=14, channels=14, interval=14, amount_minor=12, lowest_minor=12,
        highest_minor=12, currency=10, payments=10, total_minor=13, first_on=12, last_on=12, next_expected_on=12,
        state=12,
    )  # fmt: skip
    bills = results.recurring_bills
    if bills.empty:
        return
    beats = zip(bills["interval"], bills["interval_count"], strict=True)
    bills = bills.assign(interval=[labels.every(name, count).to(book.lang) for name, count in beats])
    write_table(book, RECURRING_BILLS, columns, cells(bills, columns, book.lang))


def write_watch(book: Book, results: Results) -> None:
    """What happened, or was not covered by any bill, in each period after the service end."""
    columns = columns_of(cancellation_id=13, channel=14, account_id=24, from_on=12, to_on=12, state=18, note=60)
    ordered = results.watch.sort_values(["cancellation_id", "from_on", "channel", "account_id"], kind="stable")
    write_table(book, WATCH, columns, cells(ordered, columns, book.lang))


def _questions(results: Results) -> pd.DataFrame:
    """Questions of findings, refunds and service ends in one table."""
    findings = results.findings[results.findings["question"] != ""]
    facts = results.findings[["finding_id", "cancellation_id"]]
    refunds = results.refunds[results.refunds["question"] != ""].merge(facts, on="finding_id", how="left")
    ends = results.ends[results.ends["question"] != ""]
    parts = [findings, refunds.assign(questioned_minor=refunds["amount_minor"], decision=""), ends]
    joined = pd.concat([p.reindex(columns=_ASKED) for p in parts if len(p)] or [findings[_ASKED]], ignore_index=True)
    texts = ["question_key", "cancellation_id", "currency", "decision", "file"]
    joined = joined.assign(**{c: joined[c].fillna("").astype("str") for c in texts})
    kinds = {"questioned_minor": "Int64", "row": "Int64"}
    return joined.astype(kinds).drop_duplicates(["question_key", "question"]).reset_index(drop=True)


def columns_of(**widths: float) -> dict[str, Column]:
    """The columns of a table by name, each under its usual header and this wide."""
    return {name: column(name, width) for name, width in widths.items()}


def write_table(
    book: Book,
    name: Words,
    columns: Mapping[str, Column],
    rows: Sequence[Sequence[Cell]],
    fills: Sequence[str] = (),
    printed: int = 0,
) -> None:
    """Add a plain sheet of a table's rows; one that has none says so."""
    none: list[Cell] = [_NONE.to(book.lang), *[None] * (len(columns) - 1)]
    write_grid(book, book.sheet(name), columns, rows or [none], fills=fills, printed=printed)
