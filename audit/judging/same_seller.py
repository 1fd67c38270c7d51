"""Other payments of the seller of a cancelled plan: purchases, and what may be the plan under another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from audit.judging import question_sentences as ask
from audit.judging import verdict_sentences as say
from audit.judging.bench import Bench, Ruling
from audit.judging.named import narrowed
from audit.judging.persons import plain_rows
from audit.judging.placing import Paid, Placed, place, read_paid, unplaced
from audit.money import to_print


def other_payments(
    case: Mapping[str, Any], bench: Bench, mine: pd.DataFrame, plan: pd.DataFrame, scope: date
) -> Iterator[tuple[Placed, Ruling, Mapping[str, Any]]]:
    """Those since the cancelled period began that a reader would ask about, each with its ruling and its row.

    Those of no subscription of their own; and those of one that begins only after the cancellation, on the plan's own
    billing day: it may be the cancelled service under another name.
    """
    sellers = set(plan["seller"]) - {""}
    whose = {"", *plan["beneficiary"]}
    other = mine[mine["seller"].isin(sellers) & mine["plan_id"].ne(case["subscription_id"])]
    other = other[other["beneficiary"].isin(whose)]  # what is paid for somebody else is not touched
    if other.empty:
        return
    first = other.groupby("plan_id")["civil_date"].transform("min")
    later = other["subscription_id"].ne("") & (first > pd.Timestamp(case["cancelled_at"]))
    asked = narrowed(other[other["subscription_id"].eq("") | later], case)
    printed = {str(r["payment_id"]): r for r in plain_rows(asked)}
    for paid in (p for p in read_paid(asked) if p.on >= scope):
        ruling = _ruling_on_other(bench, paid)
        if ruling:
            yield unplaced(paid), ruling, printed[paid.id]


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
