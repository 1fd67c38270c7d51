"""Which purchases in a store's own history an opaque payment to that store is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from audit import catalogue
from audit.judging.explanations import Answer, Order, Puzzle, explained
from audit.judging.leading import leading_rows
from audit.judging.legs import BACK, DEAD, fold, moved_money, of_unique, own_money
from audit.judging.link_rows import as_links
from audit.judging.mirrors import FIRST, LAST
from audit.judging.texts import store_of
from audit.judging.zones import minutes_ahead
from audit.tables import LINKS

RELATION = "itemises"
_WINDOW = re.compile(r"(?P<from>\d{1,2}\.\d{1,2})(?:\s*[至\-~–]\s*(?P<to>\d{1,2}\.\d{1,2}))?\s*(?:期间)?购买")
_STORES = tuple(c for c in catalogue.channels() if c.kind == "store")
_NAMED = tuple((c.id, fold(prefix)) for c in _STORES for prefix in c.wallet_prefixes)
_SLACK = 1  # days: nobody says in which zone a store counts the days it prints


def itemised(standing: pd.DataFrame, mirrored: pd.DataFrame) -> pd.DataFrame:
    """LINKS `itemises` from a purchase in a store's history to the payment it is part of, both as leading rows.

    A payment is for the orders that together are its amount, in its currency, bought within the days its text names,
    else not later than a day after it and not earlier than a payment takes to be posted. Rule `order`: one order, or
    `orders`: several; not certain: the purchase is one of those that may explain the payment (`possible`).
    """
    bought = standing[_purchases(standing)]
    if bought.empty:
        return LINKS.empty()
    paid = _payments(standing, mirrored)
    paid = paid[paid["store"].isin(bought["channel"].map(_rail)) & paid["person"].isin(bought["person"])]
    if paid.empty:
        return LINKS.empty()
    items = bought.assign(order=_orders(bought))
    orders = _summed(items)
    edges = _in_window(paid, orders)
    answers = explained(_puzzle(paid, orders, edges))
    return _as_links(standing, items, answers)


def gave_back(standing: pd.DataFrame) -> pd.Series:
    """True for rows of histories that record money given back: they name an order or an item, and are no part of it."""
    back = standing["direction"].eq("in") & standing["original_reference"].ne("")
    return back & standing["kind"].eq("purchase")


def signed(purchases: pd.DataFrame) -> pd.Series:
    """What each row adds to its order: a promotion or a coupon, printed as money coming in, takes from it."""
    amount = purchases["amount_minor"]
    return amount.where(purchases["direction"].ne("in"), -amount)


def store_in(text: str) -> str:
    """The store that a row's words name, as a channel's id; "" for none."""
    folded = fold(text)
    return store_of(text, "") or next(
        (id for id, name in _NAMED if folded.startswith(name) or f" {name}" in folded), ""
    )


def _rail(channel: str) -> str:
    return catalogue.channel(channel).rail


def _purchases(standing: pd.DataFrame) -> pd.Series:
    """Rows of stores' histories that took money; what was paid from credit in the store itself took none now."""
    kept = standing["kind"].eq("purchase") & ~standing["status"].isin(DEAD) & standing["amount_minor"].gt(0)
    kept &= ~gave_back(standing)
    kept &= standing["channel"].isin([c.id for c in _STORES])
    kept &= standing["original_reference"].eq("")  # what was given back later is no part of what was paid
    return kept & ~own_money(standing[kept]).reindex(standing.index, fill_value=False)


def _payments(standing: pd.DataFrame, mirrored: pd.DataFrame) -> pd.DataFrame:
    """The payments that name a store, in the order of time; the index is the leading row's label."""
    alive = standing[moved_money(standing)]
    leads = leading_rows(alive, mirrored)
    words = alive["counterparty"] + " " + alive["description"]
    named = of_unique(words, store_in)
    seen = named[named.ne("")].groupby(leads[named.ne("")]).first().map(_rail)
    paid = alive.loc[alive.index.isin(seen.index)]
    paid = paid[paid["direction"].ne("in") & ~paid["kind"].isin(BACK)]
    opens, closes = _windows(words.groupby(leads).agg(" ".join).reindex(paid.index), paid["civil_date"])
    facts = paid[["person", "transaction_id", "channel", "account_id", "currency", "amount_minor", "civil_date"]]
    facts = facts.assign(
        store=seen.reindex(paid.index),
        offset=minutes_ahead(paid["utc_offset"]),
        at=paid["occurred_at"],
        opens=opens,
        closes=closes,
    )
    return facts.sort_values(["person", "civil_date", "at", "transaction_id"], kind="stable")


def _windows(words: pd.Series, days: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The first and last day of purchase that a payment's text names, in the year that lies before the payment."""
    found = words.str.extract(_WINDOW)
    closes = found["to"].where(found["to"].notna(), found["from"])
    last = [_last_before(text, day) for text, day in zip(closes, days, strict=True)]
    first = [_last_before(text, day) for text, day in zip(found["from"], last, strict=True)]
    return tuple(pd.Series(pd.to_datetime(v), index=words.index).astype("datetime64[s]") for v in (first, last))


def _last_before(text: object, day: object) -> date | None:
    """The last such day of a year, `08.24`, up to a day after another one; None where there is none."""
    if not isinstance(text, str) or pd.isna(day):
        return None
    month, of_month = map(int, text.split("."))
    latest = pd.Timestamp(day) + pd.Timedelta(days=_SLACK)
    for year in (latest.year, latest.year - 1):
        try:
            found = date(year, month, of_month)
        except ValueError:
            continue
        if pd.Timestamp(found) <= latest:
            return found
    return None


def _orders(bought: pd.DataFrame) -> pd.Series:
    """A number for each order, in time: purchases under one order number; without one each is an order of its own."""
    number = bought["merchant_reference"]
    own = number.where(number.ne(""), "\x1f" + bought["transaction_id"])
    key = [bought[c] for c in ("person", "channel", "account_id", "currency")]
    at = bought["occurred_at"].groupby([*key, own]).transform("min")
    first = bought["transaction_id"].groupby([*key, own]).transform("min")
    ordered = pd.MultiIndex.from_arrays([at, *key, own, first])
    codes, _ = ordered.factorize(sort=True)
    return pd.Series(codes, index=bought.index)


def _summed(items: pd.DataFrame) -> pd.DataFrame:
    """One row an order, by its number: who, where, when, how much, and what was bought."""
    told = items.assign(
        signed=signed(items),
        content=items["mandate_id"].where(
            items["mandate_id"].ne(""), items["counterparty"] + "\x1f" + items["description"]
        ),
        offset=minutes_ahead(items["utc_offset"]),
        store=of_unique(items["channel"], _rail),
    )
    orders = told.groupby("order").agg(
        person=("person", "first"), store=("store", "first"), currency=("currency", "first"),
        amount=("signed", "sum"), at=("occurred_at", "min"), has_time=("has_time", "all"), offset=("offset", "first"),
        content=("content", lambda texts: "\x1e".join(sorted(texts))),
    )  # fmt: skip
    return orders[orders["amount"].gt(0)]


def _in_window(paid: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Pairs of payment `p` and order `o` that may belong together, in the order of both; widened where none is exact.

    The day of a purchase is reckoned in the payment's zone.
    """
    edges = (
        paid.rename_axis("p").reset_index()
        .merge(orders.rename_axis("o").reset_index(), on=["person", "store", "currency"], suffixes=("", "_o"))
    )  # fmt: skip
    edges = edges[edges["amount"].le(edges["amount_minor"])]
    shift = pd.to_timedelta((edges["offset"] - edges["offset_o"]).where(edges["has_time"], 0), unit="min")
    day = (edges["at_o"] + shift).dt.normalize()
    lag = (edges["civil_date"] - day).dt.days
    told = edges["opens"].notna()
    outside = np.maximum((edges["opens"] - day).dt.days, (day - edges["closes"]).dt.days)
    edges = edges.assign(
        exact=np.where(told, outside.le(0), lag.between(FIRST, LAST["out"])), near=told & outside.le(_SLACK)
    )
    return edges[edges["exact"] | edges["near"]].sort_values(["p", "o"], kind="stable")


def _puzzle(paid: pd.DataFrame, orders: pd.DataFrame, edges: pd.DataFrame) -> Puzzle:
    """The payments with the orders of their windows; a window is taken a day wider where nothing in it adds up."""
    content = dict(zip(orders.index, zip(orders["amount"], orders["content"], strict=True), strict=True))
    amounts = dict(zip(paid.index, paid["amount_minor"], strict=True))
    like = dict(zip(paid.index, zip(*(paid[c].astype("str") for c in _ALIKE), strict=True), strict=True))
    offered = {p: list(_offered(own, amounts[p], content)) for p, own in edges.groupby("p", sort=False)}
    inside = {p: amounts[p] for p in paid.index if p in offered}
    return Puzzle(inside, offered, like)


_ALIKE = ("person", "channel", "account_id", "currency", "amount_minor", "opens", "closes")


def _offered(own: pd.DataFrame, amount: int, content: dict[int, tuple[int, str]]) -> Iterator[Order]:
    exact = [Order(o, *content[o]) for o in own.loc[own["exact"], "o"]]
    wide = [Order(o, *content[o]) for o in own["o"]]
    yield from exact if len(exact) == len(wide) or explained(Puzzle({0: amount}, {0: exact}, {0: 0})) else wide


def _as_links(standing: pd.DataFrame, items: pd.DataFrame, answers: dict[int, Answer]) -> pd.DataFrame:
    pairs = pd.DataFrame(
        [
            (payment, order, "possible" if not answer.certain else "order" if len(answer.orders) == 1 else "orders")
            for payment, answer in answers.items()
            for order in answer.orders
        ],
        columns=["payment", "order", "rule"],
    )
    named = items[["order"]].rename_axis("item").reset_index().merge(pairs, on="order")
    linked = named.rename(columns={"item": "from", "payment": "to"}).assign(certain=named["rule"].ne("possible"))
    return as_links(standing, linked, RELATION)
