"""The services still running: who takes their money, when the next debit falls, and before which day to close them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging.rails import holder, rail_of
from audit.periods import Interval, Lattice
from audit.tables import RUNNING

Row = Mapping[str, Any]
_READ = [
    "person", "subscription_id", "payment_id", "civil_date", "channel", "counterparty", "description", "store",
    "amount_minor", "currency", "reference",
]  # fmt: skip


@dataclass(frozen=True)
class Running:
    """One live service: its plan, its last payment, and who holds a mandate for it, stores before wallets."""

    plan: Row
    last: Row
    rails: tuple[catalogue.Channel, ...]
    due_on: date
    first_on: date  # the earliest day on which the next debit may come: to be closed before it


def running(subscriptions: pd.DataFrame, marked: pd.DataFrame, *, as_of: date) -> tuple[Running, ...]:
    """Every active subscription, the most urgent first.

    The next debit is the first billing day not paid for from `as_of` on, for bills may end before it; it may come as
    early as the longest window of its rails allows, and a store's own cut-off lies before that.
    """
    found = list(_each(subscriptions[subscriptions["state"].eq("active")], marked, as_of))
    return tuple(sorted(found, key=lambda r: (r.first_on, r.plan["service"], r.plan["subscription_id"])))


def next_debits(subscriptions: pd.DataFrame, marked: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """RUNNING: when each active subscription is debited next, and before which day it is to be closed."""
    rows = [
        (r.plan["person"], r.plan["subscription_id"], r.due_on, r.first_on)
        for r in running(subscriptions, marked, as_of=as_of)
    ]
    return RUNNING.of(pd.DataFrame(rows, columns=list(RUNNING.columns))) if rows else RUNNING.empty()


def _each(active: pd.DataFrame, marked: pd.DataFrame, as_of: date) -> Iterator[Running]:
    live = marked[_READ][marked["subscription_id"].isin(set(active["subscription_id"]))]
    for plan in active.to_dict("records"):
        own = live[live["person"].eq(plan["person"]) & live["subscription_id"].eq(plan["subscription_id"])]
        rows = own.sort_values(["civil_date", "payment_id"], kind="stable").to_dict("records")
        rails = _rails(rows)
        lattice = Lattice(
            Interval(plan["interval"], int(plan["interval_count"])), plan["anchor_on"].date(), int(plan["billing_day"])
        )
        unpaid = max(as_of, plan["next_expected_on"].date())
        due = lattice.first_after(unpaid - timedelta(days=1))
        lead = max((timedelta(days=r.precharge_days, hours=r.cut_off_hours) for r in rails), default=timedelta(0))
        yield Running(plan, rows[-1], rails, due, (datetime.combine(due, time()) - lead).date())


def _rails(rows: list[Row]) -> tuple[catalogue.Channel, ...]:
    """Who holds a mandate: the store, or the wallet, platform or bank of each row; behind a store its wallet too."""
    held: dict[str, catalogue.Channel] = {}
    for row in rows:
        rail = holder(rail_of(row["channel"], row["counterparty"], row["description"], row["store"]))
        for id in (rail, row["channel"]):
            if id not in ("hand", "other"):
                channel = catalogue.channel(row["channel"] if id == "bank" else id)
                held[channel.rail] = channel
    return tuple(sorted(held.values(), key=lambda c: (c.kind != "store", c.kind, c.id)))
