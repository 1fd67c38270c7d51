"""Debits of a store that no purchase history explains, where the cancelled service is paid through that store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging import question_sentences as ask
from audit.judging import verdict_sentences as say
from audit.judging.bench import Bench, Ruling, printed
from audit.judging.itemised import RELATION, store_in
from audit.judging.placing import Paid, Placed, place, read_paid
from audit.money import to_print
from audit.periods import Period
from audit.wording import NOTHING, Words


def opaque_debits(
    bench: Bench, mine: pd.DataFrame, plan: pd.DataFrame, sources: pd.DataFrame
) -> Iterator[tuple[Placed, Ruling, Mapping[str, Any]]]:
    """Debits after the service end that may hold the service, each with its ruling and its row.

    Those that one of several purchases explains, this service's among them; and those later than the history reaches,
    at the service's price, or larger and on its beat.
    """
    rails = {catalogue.channel(store).rail: store for store in sorted(set(plan["store"]) - {""})}
    bare = mine[mine["store"].eq("") & mine["civil_date"].ge(pd.Timestamp(bench.cancelled_at.date()))]
    if not rails or bare.empty:
        return
    rows = {str(row["payment_id"]): row for row in bare.to_dict("records")}
    for paid in read_paid(bare):
        x, row = _placed(bench, paid), rows[paid.id]
        store = rails.get(paid.rail, "") if store_in(f"{paid.counterparty} {paid.description}") else ""
        later = bench.after_cancel(x) is not False and (bench.end is None or bench.beyond(x))
        reason = _reason(x, row, plan, store, sources) if store and later else None
        if reason:
            yield x, _asked(x, reason), row


def _placed(bench: Bench, paid: Paid) -> Placed:
    found = place(bench.lattice, [replace(paid, trial=False)], arrears=bench.arrears) if bench.lattice else ()
    return found[0] if found else Placed(paid, 0, 0, False, False, Period(paid.on, paid.on))


def told_by_store(row: Mapping[str, Any]) -> Words:
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


def _reason(x: Placed, row: Mapping[str, Any], plan: pd.DataFrame, store: str, sources: pd.DataFrame) -> Words | None:
    name = catalogue.channel(store).name
    if row["maybe_items"]:
        return say.MAYBE_ITEM.fill(store=name) if _may_be(plan, row["maybe_items"]) else None
    until = sources.loc[sources["channel"].eq(store), "covered_until_at"].max()
    reached = not pd.isna(until) and x.paid.on <= until.date()
    prices = {int(amount) for amount in plan["amount_minor"]}
    fits = x.paid.amount_minor in prices or (x.on_lattice and x.paid.amount_minor > min(prices))
    return (
        None if reached or not fits else say.UNLISTED.fill(text=x.paid.description or x.paid.counterparty, store=name)
    )


def _may_be(plan: pd.DataFrame, listed: str) -> bool:
    """Whether one of the purchases listed is of the plan: by its agreement, else by its name."""
    mandates = set(plan["mandate_id"]) - {""}
    names = set(plan.loc[plan["store"].ne(""), "description"])
    return any(item["mandate_id"] in mandates or item["description"] in names for item in json.loads(listed))


def _asked(x: Placed, reason: Words) -> Ruling:
    question = ask.BUNDLE.fill(amount=printed(x.paid))
    return Ruling(
        "unclear", reason, asked=x.paid.amount_minor, question=question, code="bundle", interest_from=x.paid.on
    )
