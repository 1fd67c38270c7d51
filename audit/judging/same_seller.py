"""Other payments of the seller of a cancelled plan: purchases, and what may be the plan under another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from audit.judging import question_sentences as ask
from audit.judging import verdict_sentences as say
from audit.judging.bench import Bench, Ruling
from audit.judging.named import narrowed
from audit.judging.persons import Row
from audit.judging.placing import Paid, Placed, place, read_paid, unplaced
from audit.money import to_print


def other_payments(
    case: Mapping[str, Any], bench: Bench, mine: Sequence[Row], plan: Sequence[Row], scope: date
) -> Iterator[tuple[Placed, Ruling, Row]]:
    """Those since the cancelled period began that a reader would ask about, each with its ruling and its row.

    Those of no subscription of their own; and those of one that begins only after the cancellation, on the plan's own
    billing day: it may be the cancelled service under another name.
    """
    sellers = {row["seller"] for row in plan} - {""}
    whose = {"", *(row["beneficiary"] for row in plan)}  # what is paid for somebody else is not touched
    other = [
        row for row in mine
        if row["seller"] in sellers and row["beneficiary"] in whose and row["plan_id"] != case["subscription_id"]
    ]  # fmt: skip
    first: dict[str, datetime] = {}
    for row in other:
        first[row["plan_id"]] = min(row["civil_date"], first.get(row["plan_id"], row["civil_date"]))
    asked = (row for row in other if not row["subscription_id"] or first[row["plan_id"]] > case["cancelled_at"])
    rows = {row["payment_id"]: row for row in asked if row["civil_date"].date() >= scope}
    cores = {row["core"] for row in plan}
    for paid in read_paid(narrowed(list(rows.values()), case)):
        alike = rows[paid.id]["core"] in cores and not paid.other_product
        ruling = (_going_on(bench, paid) if alike else None) or _ruling_on_other(bench, paid)
        if ruling:
            yield unplaced(paid), ruling, rows[paid.id]


def _going_on(bench: Bench, paid: Paid) -> Ruling | None:
    """The plan's price on its billing day after the end, from an account that had not paid for it."""
    at = place(bench.lattice, [replace(paid, trial=False)])[0] if bench.lattice else None
    if at is None or not (at.on_lattice and bench.beyond(at) and bench.after_cancel(at)) or paid.subscribed:
        return None
    others = sorted({x.paid.account for x in bench.placed} - {paid.account})
    if not others or paid.amount_minor not in bench.prices() or bench.resubscribed == "yes":
        return None
    facts = {"account": paid.account, "amount": to_print(paid.amount_minor, paid.currency)}
    return Ruling(
        "unclear",
        say.NEW_ACCOUNT.fill(other=others[0], **facts),
        asked=paid.amount_minor,
        question=ask.NEW_ACCOUNT.fill(other=others[0], **facts),
        code="account",
        interest_from=paid.on,
    )


def _ruling_on_other(bench: Bench, paid: Paid) -> Ruling | None:
    text = paid.description or paid.counterparty
    if not paid.subscribed:
        return Ruling("one_off", (say.OTHER_PRODUCT if paid.other_product else say.OTHER_PLAN).fill(text=text))
    at = place(bench.lattice, [replace(paid, trial=False)])[0] if bench.lattice else None
    if at is None or not at.on_lattice or not bench.beyond(at) or bench.resubscribed == "yes":
        return None
    amount = to_print(paid.amount_minor, paid.currency)
    return Ruling(
        "unclear",
        say.SUCCESSOR.fill(text=text),
        asked=paid.amount_minor,
        question=ask.SUCCESSOR.fill(day=paid.on, amount=amount),
        code="successor",
        interest_from=paid.on,
    )
