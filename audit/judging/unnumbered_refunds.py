"""Refund rows that name no charge: to the only charge they can belong to, or a question to all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.judging.seller_edges import seller_edges

Flags = npt.NDArray[np.bool_]
Sums = npt.NDArray[np.int64]
Candidates = dict[int, list[int]]  # for each refund, the charges it may belong to, both as row labels in time


def offer(charges: pd.DataFrame, backs: pd.DataFrame, keys: pd.DataFrame, orphans: pd.Index) -> pd.DataFrame:
    """Links with the rule `unnumbered`: a certain one to the only candidate, else an uncertain one to each.

    A candidate has room for the whole refund, in the currency of the price where both rows print it: what came back
    at another rate is the same price. A charge that, in an export later than the refund, says plainly what
    came back has said everything, and is none while another is. Where the refund is larger than any charge, all of
    the seller's are asked; where it is a part of an older charge, or a later one with a fee or interest on top, both.
    `orphans` name a charge outside the bills and are only offered to rows of other channels.
    """
    edges = _candidates(charges, backs, keys, orphans)
    sure = edges[edges["fits"] & ~edges["doubtful"]]
    links = _settle(sure)
    asked = edges[~edges["b"].isin(links["b"]) & ~edges["b"].isin(sure["b"])]
    return pd.concat([links, asked[["b", "c", "amount"]].assign(rule="unnumbered", certain=False)], ignore_index=True)


def _candidates(charges: pd.DataFrame, backs: pd.DataFrame, keys: pd.DataFrame, orphans: pd.Index) -> pd.DataFrame:
    edges = seller_edges(charges, backs, keys)
    charge, back = charges.loc[edges["c"]], backs.loc[edges["b"]]
    room = _room(charge, back)
    later = (charge["exported_at"].to_numpy() >= back["at"].to_numpy()) | (
        charge["file"].to_numpy() == back["file"].to_numpy()
    )
    edges = edges.assign(
        room=room,
        fits=room >= edges["amount"],
        whole=(room == edges["amount"]) | _one_price(charge, back),
        said=charge["told"].notna().to_numpy() & later,
        doubtful=edges["unsure"] | edges["b"].isin(orphans),
    )
    edges = edges[
        (room > 0) & (~edges["by_card"] | edges["amount"].eq(room)) & (~edges["b"].isin(orphans) | edges["far"])
    ]
    edges = _best(edges, ~edges["by_card"])
    edges = edges.assign(near=_nearly(edges))
    edges = _best(edges, (edges["fits"] & ~edges["said"]) | edges["near"])
    asked = (edges["said"] & edges["far"]) | edges["near"].groupby(edges["b"]).transform("any")
    edges = edges.assign(doubtful=edges["doubtful"] | asked)
    edges = _best(edges, edges["fits"] | edges["near"])
    return _best(edges, ~edges["said"])


def _one_price(charge: pd.DataFrame, back: pd.DataFrame) -> Flags:
    """Whether both sides print one price abroad."""
    price, came = (side["price"].fillna(0).to_numpy(dtype=np.int64) for side in (charge, back))
    same: Flags = (price > 0) & (price == came) & (charge["price_in"].to_numpy() == back["price_in"].to_numpy())
    return same


def _nearly(edges: pd.DataFrame) -> pd.Series:
    """Charges a little smaller than a refund and later than those it is a part of; none where one came back whole."""
    part = edges["fits"] & ~edges["said"] & ~edges["by_card"]
    whole = (part & edges["whole"]).groupby(edges["b"]).transform("any")
    latest = edges["c_at"].where(part).groupby(edges["b"]).transform("max")
    small = ~edges["fits"] & ~edges["said"] & ~edges["by_card"] & ~edges["far"]
    return small & ~whole & edges["c_at"].gt(latest) & (edges["amount"] * 10).le(edges["room"] * 11)


def _room(charge: pd.DataFrame, back: pd.DataFrame) -> Sums:
    """How much of each charge may still come back; a whole price abroad has room for itself, whatever the rate."""
    room, amount = ((side["amount"] - taken).to_numpy() for side, taken in ((charge, charge["linked"]), (back, 0)))
    price, came = (side["price"].fillna(0).to_numpy(dtype=np.int64) for side in (charge, back))
    abroad = (price > 0) & (came > 0) & (charge["price_in"].to_numpy() == back["price_in"].to_numpy())
    abroad &= charge["linked"].eq(0).to_numpy()
    whole: Sums = np.where(price >= came, np.maximum(room, amount), np.minimum(room, amount - 1))
    return np.where(abroad, whole, room)


def _best(edges: pd.DataFrame, good: pd.Series) -> pd.DataFrame:
    """The good candidates of each refund that has any, all candidates of the others."""
    has_good = good.groupby(edges["b"]).transform("any")
    return edges[good | ~has_good]


def _settle(edges: pd.DataFrame) -> pd.DataFrame:
    """Links for refunds with candidates; each one settled takes room, which may settle another."""
    amount = dict(zip(edges["b"], edges["amount"], strict=True))
    room = {c: int(most) for c, most in edges.groupby("c")["room"].max().items()}
    still = {b: list(cs) for b, cs in edges.groupby("b", sort=False)["c"]}
    links = []
    while step := _sole(still) or _equal(still, amount, room):
        for b, c in step:
            links.append((b, c, amount[b], "unnumbered", True))
            room[c] -= amount[b]
            del still[b]
        roomy = {b: [c for c in cs if room[c] >= amount[b]] for b, cs in still.items()}
        still = {b: cs for b, cs in roomy.items() if cs}
    links += [(b, c, amount[b], "unnumbered", False) for b, cs in still.items() for c in cs]
    return pd.DataFrame(links, columns=["b", "c", "amount", "rule", "certain"])


def _sole(still: Candidates) -> list[tuple[int, int]]:
    """Refunds with one candidate left; of several with the same one, the first."""
    first: dict[int, int] = {}
    for b, cs in still.items():
        if len(cs) == 1:
            first.setdefault(cs[0], b)
    return [(b, c) for c, b in first.items()]


def _equal(still: Candidates, amount: dict[int, int], room: dict[int, int]) -> list[tuple[int, int]]:
    """Equal refunds that fill all their equal candidates: every one of the charges came back, whichever row it was."""
    for group in _groups(still):
        charges = {c for b in group for c in still[b]}
        if len({amount[b] for b in group} | {room[c] for c in charges}) == 1 and len(group) >= len(charges):
            pairs: dict[int, int] = {}
            for b in group:
                c = next((c for c in still[b] if c not in pairs), None)
                if c is not None:
                    pairs[c] = b
            if len(pairs) == len(charges):
                return [(b, c) for c, b in pairs.items()]
    return []


def _groups(still: Candidates) -> list[list[int]]:
    """Refunds that compete, directly or through others, in their order."""
    askers: dict[int, list[int]] = {}
    for b, cs in still.items():
        for c in cs:
            askers.setdefault(c, []).append(b)
    groups, seen = [], set[int]()
    for start in still:
        group, queue = set[int](), [start]
        while queue:
            b = queue.pop()
            if b not in seen:
                seen.add(b)
                group.add(b)
                queue += [other for c in still[b] for other in askers[c]]
        if group:
            groups.append([b for b in still if b in group])
    return groups
