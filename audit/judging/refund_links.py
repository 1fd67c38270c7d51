"""Which refund belongs to which charge: by number, by what the charge's own row says, or by the seller alone.

The order is the order of proof. Numbered rows come first. Then every charge that says of itself how much came back is
believed, and the rows that came back explain when. What is left names no charge and is offered to the charges of the
same seller: to the only one if there is one, to all of them as a question otherwise.
"""

from __future__ import annotations

import pandas as pd

from audit.judging.explained_refunds import explain
from audit.judging.leading import leading_rows
from audit.judging.legs import BACK, moved_money, tails, to_day
from audit.judging.sellers import seller_keys
from audit.judging.unnumbered_refunds import offer
from audit.tables import LINKS

_NUMBERS = (
    ("original_reference", "reference"),
    ("original_reference", "merchant_reference"),
    ("reference", "merchant_reference"),  # WeChat prints a returned transfer under its merchant number
    ("merchant_reference", "merchant_reference"),
)

_READ = [
    "person", "transaction_id", "channel", "account_id", "occurred_at", "has_time", "civil_date", "counterparty",
    "counterparty_account", "description", "method", "funding_account", "amount_minor", "currency", "direction", "kind",
    "status_text", "refunded_minor", "reference", "merchant_reference", "original_reference", "file", "exported_at",
    "original_minor", "original_currency",
]  # fmt: skip


def refund_links(standing: pd.DataFrame, mirrored: pd.DataFrame) -> pd.DataFrame:
    """LINKS `refunds` from refund rows to charges, in leading rows, and `reverses` for what a bank took back itself.

    A refund that only the charge's own row tells of is a link from the charge to itself, dated by the charge.
    """
    alive = standing[_READ][moved_money(standing)]
    leads = leading_rows(alive, mirrored)
    backs, charges = _sides(alive, leads)
    if backs.empty and not charges["told"].gt(0).fillna(False).any():
        return LINKS.empty()
    numbered = _numbered(alive, leads, backs, charges)
    orphans = backs.index[backs["original"].ne("") & ~backs.index.isin(numbered["b"])]
    free = backs.drop(numbered["b"].unique())
    keys = seller_keys(alive if len(free) else alive.iloc[:0], leads, free.index)
    told = explain(charges.assign(linked=_sum_to(charges, numbered)), free.drop(orphans), keys)
    links = pd.concat([numbered, told], ignore_index=True)
    rest = free.drop(told["b"].unique(), errors="ignore")
    offered = offer(charges.assign(linked=_sum_to(charges, links)), rest, keys, orphans)
    return _as_links(standing, pd.concat([links, offered], ignore_index=True))


def _sides(alive: pd.DataFrame, leads: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The refunds and the charges among the leading rows, in their order in time, with what is asked of each."""
    facts = pd.DataFrame(
        {
            "person": alive["person"],
            "currency": alive["currency"],
            "channel": alive["channel"],
            "account": alive["account_id"],
            "card": _cards(alive, leads),
            "amount": alive["amount_minor"],
            "price": alive["original_minor"],
            "price_in": alive["original_currency"],
            "at": alive["occurred_at"],
            "has_time": alive["has_time"],
            "day": to_day(alive["civil_date"]),
            "id": alive["transaction_id"],
            "file": alive["file"],
            "exported_at": alive["exported_at"],
            "original": alive["original_reference"],
            "status_text": alive["status_text"],
            "told": alive["refunded_minor"].groupby(leads).transform("max"),
        }
    )[leads.eq(leads.index)]
    back = alive["kind"].isin(BACK)[facts.index]
    spent = ~back & (alive["direction"].eq("out") | alive["kind"].eq("charge"))[facts.index]
    backs = facts[back].sort_values(["person", "at", "id"], kind="stable")
    return backs, facts[spent & ~alive["direction"].eq("in")[facts.index]]


def _cards(alive: pd.DataFrame, leads: pd.Series) -> pd.Series:
    """The card behind each leading row, where it or one of its views prints one."""
    own = tails(alive)
    seen = own[own.ne("")].groupby(leads).first()
    return own.mask(own.eq(""), leads.map(seen)).fillna("").astype("str")


def _numbered(alive: pd.DataFrame, leads: pd.Series, backs: pd.DataFrame, charges: pd.DataFrame) -> pd.DataFrame:
    """Refunds that print their charge's number: each with the one charge, or the equal charges, it may undo."""
    found = pd.DataFrame({"b": pd.Series(dtype="int64"), "c": pd.Series(dtype="int64")})
    returned, charged = alive[alive["kind"].isin(BACK)], leads.isin(charges.index)
    for own, theirs in _NUMBERS:
        left = returned[~leads[returned.index].isin(found["b"]) & returned[own].ne("")]
        paid = alive[alive[theirs].isin(left[own]) & charged]
        edges = left.assign(b=leads[left.index].array).merge(
            paid.assign(c=leads[paid.index].array),
            left_on=["person", "channel", own],
            right_on=["person", "channel", theirs],
            suffixes=("", "_c"),
        )
        found = pd.concat([found, edges[["b", "c"]].drop_duplicates()], ignore_index=True)
    return _settle_numbers(found[found["b"].isin(backs.index)], backs, charges)


def _settle_numbers(found: pd.DataFrame, backs: pd.DataFrame, charges: pd.DataFrame) -> pd.DataFrame:
    """Of each refund's charges those made by then, of these those large enough, of these the nearest in amount."""
    back, charge = backs.loc[found["b"]], charges.loc[found["c"]]
    room = charge["amount"].to_numpy() - back["amount"].to_numpy()
    later = charge["day"].to_numpy() > back["day"].to_numpy()
    kept = found.assign(amount=back["amount"].to_numpy(), loss=room, small=room < 0, later=later)
    kept = kept.sort_values(["b", "later", "small", "loss", "c"])
    for worse in ("later", "small", "loss"):
        kept = kept[kept[worse].eq(kept.groupby("b", sort=False)[worse].transform("first"))]
    return kept[["b", "c", "amount"]].assign(rule="reference", certain=~kept["b"].duplicated(keep=False))


def _sum_to(charges: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    sums = links[links["certain"].astype(bool)].groupby("c")["amount"].sum()
    return sums.reindex(charges.index, fill_value=0).astype("int64")


_TOLD = ["person", "transaction_id", "civil_date", "file", "row", "kind"]


def _as_links(standing: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    back = standing[_TOLD].loc[found["b"]]
    links = LINKS.of(
        {
            "person": back["person"].to_numpy(),
            "from_id": back["transaction_id"].to_numpy(),
            "to_id": standing["transaction_id"].loc[found["c"]].to_numpy(),
            "relation": "refunds",
            "amount_minor": found["amount"].to_numpy(dtype="int64"),
            "rule": found["rule"].to_numpy(),
            "certain": found["certain"].to_numpy(dtype=bool),
            "from_on": back["civil_date"].to_numpy(),
            "from_file": back["file"].to_numpy(),
            "from_row": back["row"].to_numpy(),
        }
    )
    taken_back = links[back["kind"].eq("reversal").to_numpy()].assign(relation="reverses")
    return pd.concat([links, taken_back], ignore_index=True)
