"""The plain sheets of the workbook: each a table of the flow, its columns chosen and named for a reader."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pandas as pd

from audit.reports import labels
from audit.reports.book import Book, Cell
from audit.reports.grid import Column, cells, column, write_grid
from audit.tables import Results
from audit.wording import Words

FINDINGS, QUESTIONS = Words("Findings", "认定"), Words("Questions", "待答问题")
SUBSCRIPTIONS, WATCH = Words("Subscriptions", "订阅"), Words("Watch", "观察")
RECURRING_BILLS = Words("Recurring bills", "定期账单")
NEXT_STEPS, SOURCES, TOTALS = (
    Words("Next steps", "下一步"),
    Words("Sources", "来源"),
    Words("Printed totals", "账单合计核对"),
)
IGNORED, PROBLEMS = Words("Ignored rows", "略过行"), Words("Problems", "问题行")
_ANSWER = Words("Answer in case.xlsx, sheet decisions", "请在 case.xlsx 的“决定”表作答")
_HOW_TO_ANSWER = Words("key {key}; owed, not_owed or an amount", "问题编号填 {key}；答复填“应退”“不应退”或具体金额")
_NONE = Words("none", "无")
_ASKED = [
    "question_key", "cancellation_id", "question", "question_zh", "questioned_minor", "currency", "decision", "file",
    "row",
]  # fmt: skip


def write_findings(book: Book, results: Results) -> None:
    """Every finding with its verdict, reason and place; claimed ones and open questions stand on colour."""
    columns = _columns(
        finding_id=12, cancellation_id=13, verdict=16, decision=12, reason=46, occurred_at=18, counterparty=22,
        description=26, amount_minor=11, currency=10, period_start=11, period_end=11, file=28, row=7,
        claimable_minor=12, questioned_minor=12, decision_reason=22, same_as=20, respondent=12, channel=12,
        account_id=20,
        method=16, reference=34, merchant_reference=28, also_seen=34,
    )  # fmt: skip
    printed = list(columns).index("row") + 1
    ordered = results.findings.sort_values(["occurred_at", "finding_id"], kind="stable")
    open_ = ordered["question"].ne("") & ordered["decision"].eq("")
    asked, claimed = open_ | (ordered["questioned_minor"] > 0), ordered["claimable_minor"] > 0
    fills = ["asked" if a else "claimed" if c else "" for a, c in zip(asked, claimed, strict=True)]
    _write(book, FINDINGS, columns, cells(ordered, columns, book.lang), fills, printed)


def write_questions(book: Book, results: Results) -> None:
    """What only the user can settle, with the amount that hangs on it and how to answer."""
    names = ["question_key", "cancellation_id", "question", "questioned_minor", "currency", "decision", "file", "row"]
    asked = _questions(results)
    columns = _columns(
        question_key=14, cancellation_id=13, question=70, questioned_minor=14, currency=10, decision=14, file=34, row=8
    )
    how = [_HOW_TO_ANSWER.fill(key=key).to(book.lang) if key else "" for key in asked["question_key"]]
    rows = [(*row, answer) for row, answer in zip(cells(asked, names, book.lang), how, strict=True)]
    _write(book, QUESTIONS, {**columns, "answer": Column(_ANSWER, 44)}, rows)


def write_subscriptions(book: Book, results: Results) -> None:
    """Every subscription found, cancelled or not."""
    columns = _columns(
        subscription_id=16, service=28, merchant=24, beneficiary=14, channels=14, accounts=22, interval=14,
        billing_day=9, amount_minor=12, currency=10, payments=10, total_minor=13, first_on=12, last_on=12,
        next_expected_on=12, state=12,
    )  # fmt: skip
    ordered = results.subscriptions.sort_values(["service", "subscription_id"], kind="stable")
    beats = zip(ordered["interval"], ordered["interval_count"], strict=True)
    ordered = ordered.assign(interval=[labels.every(name, count).to(book.lang) for name, count in beats])
    _write(book, SUBSCRIPTIONS, columns, cells(ordered, columns, book.lang))


def write_recurring_bills(book: Book, results: Results) -> None:
    """Bills that come again and are no subscription, if there are any."""
    columns = _columns(
        bill=14, merchant=28, service=34, beneficiary=14, channels=14, interval=14, amount_minor=12, lowest_minor=12,
        highest_minor=12, currency=10, payments=10, total_minor=13, first_on=12, last_on=12, next_expected_on=12,
        state=12,
    )  # fmt: skip
    bills = results.recurring_bills
    if bills.empty:
        return
    beats = zip(bills["interval"], bills["interval_count"], strict=True)
    bills = bills.assign(interval=[labels.every(name, count).to(book.lang) for name, count in beats])
    _write(book, RECURRING_BILLS, columns, cells(bills, columns, book.lang))


def write_watch(book: Book, results: Results) -> None:
    """What happened, or was not covered by any bill, in each period after the service end."""
    columns = _columns(cancellation_id=13, channel=14, account_id=24, from_on=12, to_on=12, state=18, note=60)
    ordered = results.watch.sort_values(["cancellation_id", "from_on", "channel", "account_id"], kind="stable")
    _write(book, WATCH, columns, cells(ordered, columns, book.lang))


def write_next_steps(book: Book, results: Results) -> None:
    """What to do by when."""
    columns = _columns(cancellation_id=13, by_at=18, what=90)
    ordered = results.next_steps.sort_values(["by_at", "cancellation_id", "kind"], kind="stable")
    _write(book, NEXT_STEPS, columns, cells(ordered, columns, book.lang))


def write_sources(book: Book, results: Results) -> None:
    """Every bill with what it covers and how its rows are accounted for; what it prints against what was read."""
    columns = _columns(
        file=40, format=20, channel=12, account_id=22, from_on=12, to_on=12, covered_from_at=18, covered_until_at=18,
        exported_at=18, filter=10, hides_refunds=10, hides_charges=10, rows=7, transactions=13, ignored=9, problems=10,
        assumed=40, sha256=68,
    )  # fmt: skip
    rows = cells(results.bills.sources.sort_values("file"), columns, book.lang)
    _write(book, SOURCES, columns, rows, printed=len(columns) - 1)
    columns = _columns(
        file=40, name=24, currency=10, stated_count=12, read_count=12, stated_minor=15, read_minor=15, result=14
    )
    totals = results.bills.totals.sort_values(["file", "name", "currency"], kind="stable")
    fills = ["asked" if result == "differs" else "" for result in totals["result"]]
    _write(book, TOTALS, columns, cells(totals, columns, book.lang), fills)


def write_unread(book: Book, results: Results) -> None:
    """What was not understood, and what was passed over on purpose: no row is lost in silence."""
    columns = _columns(file=40, row=8, reason=60, raw=70)
    problems = results.problems.sort_values(["file", "row", "reason"], kind="stable", na_position="first")
    _write(book, PROBLEMS, columns, cells(problems, columns, book.lang))
    columns = _columns(file=40, row=8, reason=60)
    _write(book, IGNORED, columns, cells(_ignored(results), columns, book.lang))


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


def _ignored(results: Results) -> pd.DataFrame:
    listed = [
        {"file": source.file, **reason}
        for source in results.bills.sources.sort_values("file").itertuples()
        for reason in json.loads(source.ignored_reasons or "[]")
    ]
    return pd.DataFrame(listed, columns=["file", "row", "reason", "reason_zh"])


def _columns(**widths: float) -> dict[str, Column]:
    return {name: column(name, width) for name, width in widths.items()}


def _write(
    book: Book,
    name: Words,
    columns: Mapping[str, Column],
    rows: Sequence[Sequence[Cell]],
    fills: Sequence[str] = (),
    printed: int = 0,
) -> None:
    none: list[Cell] = [_NONE.to(book.lang), *[None] * (len(columns) - 1)]
    write_grid(book, book.sheet(name), columns, rows or [none], fills=fills, printed=printed)
