"""Charges that say of themselves how much came back, and the refund rows that explain it."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from audit.judging.seller_edges import seller_edges

_MOST_PARTS = 12  # refund rows tried for one charge; a purchase returned in more parts than that stays unexplained


def explain(charges: pd.DataFrame, backs: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """Links `b`, `c`, `amount`, `rule`, `certain` for all that charges tell beyond what numbered rows have shown.

    What a row explains is dated by that row; the rest is a link from the charge to itself. The sum for each charge is
    what its own row says, however its refund rows are shared out.
    """
    need = (charges["told"].fillna(0).astype("int64") - charges["linked"]).clip(lower=0)
    telling = charges[need.gt(0)].assign(need=need)
    edges = seller_edges(telling, backs, keys)
    edges = edges.join(telling["need"], on="c")
    edges = edges[edges["amount"].le(edges["need"])]
    pairs = _shared_out(edges, telling["need"])
    links = pd.DataFrame(pairs, columns=["b", "c", "amount"])
    rest = telling["need"].sub(links.groupby("c")["amount"].sum(), fill_value=0)
    alone = rest[rest.gt(0)].astype("int64")
    own = pd.DataFrame({"b": alone.index, "c": alone.index, "amount": alone.to_numpy()})
    links = pd.concat([links, own], ignore_index=True).astype("int64")
    by_status = charges["status_text"].loc[links["c"]].str.contains("退").to_numpy(dtype=bool)
    return links.assign(rule=pd.Series(by_status).map({True: "status", False: "column"}), certain=True)


def _shared_out(edges: pd.DataFrame, need: pd.Series) -> list[tuple[int, int, int]]:
    """Refund rows for charges: the row that is exactly the sum told, rows that add up to it, then whatever fits."""
    exact = edges[edges["amount"].eq(edges["need"])]
    lone = exact[~exact["b"].duplicated(keep=False) & ~exact["c"].duplicated(keep=False)]
    pairs = list(zip(lone["b"], lone["c"], lone["amount"], strict=True))
    taken, done = set(lone["b"]), set(lone["c"])
    for b, c, amount in exact[["b", "c", "amount"]].itertuples(index=False):
        if b not in taken and c not in done:
            pairs.append((b, c, amount))
            taken.add(b)
            done.add(c)
    return pairs + _in_parts(edges[~edges["b"].isin(taken) & ~edges["c"].isin(done) & ~edges["by_card"]], need)


def _in_parts(edges: pd.DataFrame, need: pd.Series) -> list[tuple[int, int, int]]:
    pairs, taken = [], set[int]()
    for c, own in edges.groupby("c", sort=False):
        open_rows = [(b, a) for b, a in zip(own["b"], own["amount"], strict=True) if b not in taken]
        parts = _adding_up(open_rows[:_MOST_PARTS], int(need[c])) or _fitting(open_rows, int(need[c]))
        pairs += [(b, c, amount) for b, amount in parts]
        taken.update(b for b, _ in parts)
    return pairs


def _adding_up(rows: list[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    sizes = range(2, len(rows) + 1)
    sums = (list(some) for size in sizes for some in combinations(rows, size) if sum(a for _, a in some) == total)
    return next(sums, [])


def _fitting(rows: list[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    kept = []
    for b, amount in rows:
        if amount <= total:
            kept.append((b, amount))
            total -= amount
    return kept
