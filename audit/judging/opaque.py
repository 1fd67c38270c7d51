"""Debits of a store that no purchase history explains, where the cancelled service is paid through that store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging import question_sentences as ask
from audit.judging import verdict_sentences as say
from audit.judging.bench import Bench, Ruling, printed
from audit.judging.itemised import RELATION, store_in
from audit.judging.persons import Row
from audit.judging.placing import Paid, Placed, place, read_paid
from audit.judging.rails import Shown
from audit.money import to_print
from audit.periods import Period
from audit.wording import NOTHING, Words


def opaque_debits(
    bench: Bench, mine: Sequence[Row], plan: Sequence[Row], shown: Shown
) -> Iterator[tuple[Placed, Ruling, Row]]:
    """Debits after the service end that may hold the service, each with its ruling and its row.

    Those that one of several purchases explains, this service's among them; and those later than the history reaches,
    at the service's price, or larger and on its beat.
    """
    rails = {catalogue.channel(store).rail: store for store in sorted({row["store"] for row in plan} - {""})}
    if not rails:
        return
    since = bench.cancelled_at.date()
    rows = {row["payment_id"]: row for row in mine if not row["store"] and row["civil_date"].date() >= since}
    for paid in read_paid(rows.values()):
        x, row = _placed(bench, paid), rows[paid.id]
        store = rails.get(paid.rail, "") if store_in(f"{paid.counterparty} {paid.description}") else ""
        later = bench.after_cancel(x) is not False and (bench.end is None or bench.beyond(x))
        reason = _reason(x, row, plan, store, shown) if store and later else None
        if reason:
            yield x, _asked(x, reason), row


def _placed(bench: Bench, paid: Paid) -> Placed:
    found = place(bench.lattice, [replace(paid, trial=False)], arrears=bench.arrears) if bench.lattice else ()
    return found[0] if found else Placed(paid, 0, 0, False, False, Period(paid.on, paid.on))


def told_by_store(row: Row) -> Words:
    """What a finding's reason adds where a store's history says what was bought; nothing for other payments."""
    if not row["store"]:
        return NOTHING
    store, total = catalogue.channel(row["store"]).name, row["debited_minor"]
    if pd.isna(total):
        return say.TOLD.fill(store=store)
    return say.PART.fill(store=store, total=to_print(int(total), row["currency"]))


def of_mirror(mirror: Mapping[str, Any], day: date) -> Words:
    """Why the row of another bill is no payment of its own: the same payment, or what was bought with it."""
    if mirror["rule"] == RELATION:
        return say.RECORD.fill(store=catalogue.channel(mirror["channel"]).name, day=day)
    return say.MIRROR.fill(day=day)


def _reason(x: Placed, row: Row, plan: Sequence[Row], store: str, shown: Shown) -> Words | None:
    name = catalogue.channel(store).name
    if row["maybe_items"]:
        return say.MAYBE_ITEM.fill(store=name) if _may_be(plan, row["maybe_items"]) else None
    until = shown.until.get(store)
    reached = until is not None and x.paid.on <= until.date()
    prices = {int(paid["amount_minor"]) for paid in plan}
    fits = x.paid.amount_minor in prices or (x.on_lattice and x.paid.amount_minor > min(prices))
    return (
        None if reached or not fits else say.UNLISTED.fill(text=x.paid.description or x.paid.counterparty, store=name)
    )


def _may_be(plan: Sequence[Row], listed: str) -> bool:
    """Whether one of the purchases listed is of the plan: by its agreement, else by its name."""
    mandates = {paid["mandate_id"] for paid in plan} - {""}
    names = {paid["description"] for paid in plan if paid["store"]}
    return any(item["mandate_id"] in mandates or item["description"] in names for item in json.loads(listed))


def _asked(x: Placed, reason: Words) -> Ruling:
    question = ask.BUNDLE.fill(amount=printed(x.paid))
    return Ruling(
        "unclear", reason, asked=x.paid.amount_minor, question=question, code="bundle", interest_from=x.paid.on
    )
