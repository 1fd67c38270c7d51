"""Which of the things bought with one payment a refund of that payment was for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from audit.judging.items import bought
from audit.tables import LINKS

Link = dict[str, Any]


@dataclass(eq=False)
class _Item:
    """One thing bought: its payment's id, its amount, and how much of what the store says came back is not placed."""

    id: str
    amount: int
    told: int


def to_items(refunded: pd.DataFrame, standing: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """LINKS `refunds` to payments, those to a payment for several things to the one the refund was for.

    The one of which the store says that so much came back; where it says nothing, the only one of that amount, or all
    where everything came back; else a question to each.
    """
    rows = bought(standing, links)
    several = rows[rows.groupby(["person", "payment_id"])["item"].transform("max").gt(1)]
    if several.empty or refunded.empty:
        return refunded
    of = {key: _items(own) for key, own in several.groupby(["person", "payment_id"], sort=False)}
    split = pd.MultiIndex.from_frame(refunded[["person", "to_id"]]).isin(list(of))
    order = ["certain", "from_on", "from_id"]
    ordered = refunded[split].sort_values(order, ascending=[False, True, True], kind="stable")
    taken_back = set(ordered["from_id"][ordered["relation"].eq("reverses")])
    made: list[Link] = []
    for link in ordered[ordered["relation"].eq("refunds")].to_dict("records"):
        for placed in _placed(link, of[link["person"], link["to_id"]]):
            made += [placed, placed | {"relation": "reverses"}][: 1 + (link["from_id"] in taken_back)]
    return pd.concat([refunded[~split], LINKS.of(pd.DataFrame(made))], ignore_index=True)


def _items(rows: pd.DataFrame) -> list[_Item]:
    by = rows.groupby("item")
    told = by["refunded_minor"].sum()
    payment = rows["payment_id"].iloc[0]
    return [_Item(f"{payment}:{n}", int(amount), int(told[n])) for n, amount in by["signed"].sum().items()]


def _placed(link: Link, items: list[_Item]) -> Iterator[Link]:
    """The link as links to items; one that nothing settles goes to each that has room, and is certain of none."""
    amount = int(link["amount_minor"])
    parts = _parts(amount, items) if link["certain"] else []
    for item, part in parts:
        own = item.id if link["from_id"] == link["to_id"] else link["from_id"]
        yield link | {"from_id": own, "to_id": item.id, "amount_minor": part}
    for item in [] if parts else [item for item in items if item.amount >= amount] or items:
        yield link | {"to_id": item.id, "certain": False, "rule": "unnumbered"}


def _parts(amount: int, items: list[_Item]) -> list[tuple[_Item, int]]:
    """The items a refund was for, with what came back of each; none where that cannot be told."""
    told = [item for item in items if item.told]
    for item in told:
        if item.told == amount or (item.told > amount and len(told) == 1):
            item.told -= amount
            return [(item, amount)]
    if told and sum(item.told for item in told) == amount:
        parts = [(item, item.told) for item in told]
        for item in told:
            item.told = 0
        return parts
    equal = [item for item in items if item.amount == amount]
    if len(equal) == 1 and not told:
        return [(equal[0], amount)]
    if sum(item.amount for item in items) == amount:
        return [(item, item.amount) for item in items]
    return []
