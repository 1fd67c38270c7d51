"""Charges that say of themselves how much came back, and the refund rows that explain it.

The rows that explain one charge explain no other: they are shared out so that as many charges as possible come out
exactly. Where that can be done in several ways, each of them is right: no sum differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from audit.judging.exact_sums import adding_up, steps
from audit.judging.seller_edges import seller_edges

_MOST_STEPS = 5_000  # of the search among refunds and charges of one seller; after that, first come is first served
_MOST_LEFT_OUT = 2  # charges that the search gives up before it does

Pair = tuple[int, int, int]  # refund row, charge, amount


@dataclass(frozen=True)
class Knot:
    """Charges and refund rows that compete: what each charge tells, and the rows `(b, amount)` it may be told of.

    Charges come in the order of their first row; rows in time. `known`: rows that more than the card connects.
    """

    need: Mapping[int, int]
    rows: Mapping[int, Sequence[tuple[int, int]]]
    known: frozenset[tuple[int, int]]


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
    pairs = _shared_out(edges)
    links = pd.DataFrame(pairs, columns=["b", "c", "amount"])
    rest = telling["need"].sub(links.groupby("c")["amount"].sum(), fill_value=0)
    alone = rest[rest.gt(0)].astype("int64")
    own = pd.DataFrame({"b": alone.index, "c": alone.index, "amount": alone.to_numpy()})
    links = pd.concat([links, own], ignore_index=True).astype("int64")
    by_status = charges["status_text"].loc[links["c"]].str.contains("退").to_numpy(dtype=bool)
    return links.assign(rule=pd.Series(by_status).map({True: "status", False: "column"}), certain=True)


def _shared_out(edges: pd.DataFrame) -> list[Pair]:
    """Refund rows for charges: a pair that nothing else touches at once, the others knot by knot."""
    lone = ~edges["b"].duplicated(keep=False) & ~edges["c"].duplicated(keep=False) & edges["amount"].eq(edges["need"])
    alone, tangled = edges[lone], edges[~lone]
    pairs = list(zip(alone["b"], alone["c"], alone["amount"], strict=True))
    return pairs + [pair for knot in _knots(tangled) for pair in _best(knot)]


def _knots(edges: pd.DataFrame) -> Iterator[Knot]:
    """The edges as groups that share neither a refund row nor a charge, in the order of their first edge."""
    head: dict[int, int] = {}  # of a row, refund or charge: another one of its group

    def first_of(row: int) -> int:
        while head.setdefault(row, row) != row:
            head[row] = row = head[head[row]]
        return row

    for b, c in zip(edges["b"], edges["c"], strict=True):
        head[first_of(b)] = first_of(c)
    for _, own in edges.groupby(edges["c"].map(first_of), sort=False):
        rows: dict[int, list[tuple[int, int]]] = {}
        for b, c, amount in zip(own["b"], own["c"], own["amount"], strict=True):
            rows.setdefault(c, []).append((b, amount))
        known = own[~own["by_card"]]
        pairs = frozenset(zip(known["b"], known["c"], strict=True))
        yield Knot(dict(zip(own["c"], own["need"], strict=True)), rows, pairs)


def _best(knot: Knot) -> list[Pair]:
    """First come is first served, unless a search explains more of the charges."""
    served = _as_they_come(knot)
    missing = len(knot.need) - len(_explained(served, knot))
    for left_out in range(min(missing, _MOST_LEFT_OUT + 1)):
        found = _searched(knot, left_out)
        if found is not None:
            return _filled_up(found, knot)
    return served


def _explained(pairs: Sequence[Pair], knot: Knot) -> set[int]:
    sums = dict.fromkeys(knot.need, 0)
    for _, c, amount in pairs:
        sums[c] += amount
    return {c for c, told in sums.items() if told == knot.need[c]}


def _as_they_come(knot: Knot) -> list[Pair]:
    """The row that is exactly the sum told, rows that add up to it, then whatever fits."""
    exact = [(b, c, a) for c, rows in knot.rows.items() for b, a in rows if a == knot.need[c]]
    rivals = Counter(b for b, _, _ in exact), Counter(c for _, c, _ in exact)
    pairs, taken, served = [], set[int](), set[int]()
    for b, c, amount in sorted(exact, key=lambda pair: rivals[0][pair[0]] > 1 or rivals[1][pair[1]] > 1):
        if b not in taken and c not in served:
            pairs.append((b, c, amount))
            taken.add(b)
            served.add(c)
    return _filled_up(pairs, knot)


def _filled_up(pairs: Sequence[Pair], knot: Knot) -> list[Pair]:
    """The pairs, and for every charge without one the free rows that add up to what it tells, else those that fit."""
    found, taken, served = list(pairs), {b for b, _, _ in pairs}, {c for _, c, _ in pairs}
    for c, rows in knot.rows.items():
        if c not in served:
            free = [(b, a) for b, a in rows if b not in taken and (b, c) in knot.known]
            places = next(adding_up([a for _, a in free], knot.need[c], steps(_MOST_STEPS)), None)
            own = [free[p] for p in places] if places else _fitting(free, knot.need[c])
            found += [(b, c, amount) for b, amount in own]
            taken.update(b for b, _ in own)
    return found


def _fitting(rows: Sequence[tuple[int, int]], total: int) -> list[tuple[int, int]]:
    kept = []
    for b, amount in rows:
        if amount <= total:
            kept.append((b, amount))
            total -= amount
    return kept


def _searched(knot: Knot, left_out: int) -> list[Pair] | None:
    """A sharing out that explains all charges but so many, or None; the charge with the fewest rows comes first."""
    order = sorted(knot.rows, key=lambda c: len(knot.rows[c]))
    left = steps(_MOST_STEPS)
    ways = [_ways(knot, order[0], (), left)]
    chosen: list[tuple[Pair, ...]] = []
    while ways:
        way = next(ways[-1], None)
        if way is None or chosen.count(()) + (not way) > left_out:
            ways.pop()
            chosen = chosen[:-1]
        elif len(chosen) + 1 == len(order):
            return [pair for pairs in (*chosen, way) for pair in pairs]
        else:
            chosen = [*chosen, way]
            ways.append(_ways(knot, order[len(chosen)], chosen, left))
    return None


def _ways(knot: Knot, c: int, chosen: Sequence[Sequence[Pair]], left: Iterator[int]) -> Iterator[tuple[Pair, ...]]:
    """Every way to explain one charge with rows that are still free; the last way is none at all."""
    taken = {b for pairs in chosen for b, _, _ in pairs}
    free = [(b, a) for b, a in knot.rows[c] if b not in taken and (a == knot.need[c] or (b, c) in knot.known)]
    for places in adding_up([a for _, a in free], knot.need[c], left):
        yield tuple((free[p][0], c, free[p][1]) for p in places)
    yield ()
