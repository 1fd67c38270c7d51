"""Candidate pairs of a refund row and an earlier charge of the same seller."""

from __future__ import annotations

import pandas as pd

_SHARED = ["person", "currency", "key"]
_FIRST_COME = ["far", "by_card", "b_at", "b_id", "c_at", "c_id"]


def seller_edges(charges: pd.DataFrame, backs: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """Every (refund `b`, charge `c`) of one person, currency and seller, the charge not later than the refund.

    Money goes back where it came from: within a channel to the same account, across channels to the same card.
    `amount` is the refund's; `far`: they stand in different channels; `by_card`: only the card they share connects
    them; `unsure`: only that, or a name without its numbers. Sorted by refund and then charge in time, same channel
    first, so that first come is first served.
    """
    joined = _tagged(keys, backs, "b").merge(_tagged(keys, charges, "c"), on=_SHARED)
    kind = joined["key"].str.partition(":")[0] if len(joined) else joined["key"]
    joined = joined.assign(by_card=kind.eq("card"), unsure=kind.isin(["card", "bare"]))
    edges = joined.groupby(["b", "c"], as_index=False, sort=False)[["by_card", "unsure"]].all()
    back, charge = backs.loc[edges["b"]].reset_index(drop=True), charges.loc[edges["c"]].reset_index(drop=True)
    timed = back["has_time"] & charge["has_time"]
    not_later = charge["day"].lt(back["day"]) | (charge["day"].eq(back["day"]) & (~timed | charge["at"].le(back["at"])))
    far = back["channel"].ne(charge["channel"])
    same = _agree(back["account"], charge["account"]).where(~far, _agree(back["card"], charge["card"]))
    full = edges.assign(
        amount=back["amount"], far=far,
        b_at=back["at"], b_id=back["id"], c_at=charge["at"], c_id=charge["id"],
    )  # fmt: skip
    return full[not_later & same].sort_values(_FIRST_COME, kind="stable", ignore_index=True)


def _tagged(keys: pd.DataFrame, side: pd.DataFrame, name: str) -> pd.DataFrame:
    own = keys[keys["payment"].isin(side.index)].rename(columns={"payment": name})
    return own.join(side[["person", "currency"]], on=name)


def _agree(one: pd.Series, other: pd.Series) -> pd.Series:
    return one.eq(other) | one.eq("") | other.eq("")
