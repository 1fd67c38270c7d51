"""Which sums of orders explain which payments: everything that fits, and what of it is beyond doubt.

A payment may be explained by one order or by several that together are its amount to the last cent; an order is paid
once. Of all ways to share the orders out, those that explain the most payments count. What is the same in all of them
is certain. Equal payments are served in the order of time, as a store debits in the order of purchase.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from audit.judging.exact_sums import adding_up, spent, steps

_MOST_SUMS = 4_000  # steps of the search for sums of one payment
_MOST_SHARED = 20_000  # steps of the search for ways to share orders out among payments that compete

Sum = tuple[int, ...]  # orders, by their labels, in time
Knot = Mapping[int, tuple[Sum, ...]]  # payments that compete, with the sums that explain each


class Order(NamedTuple):
    """One order that a payment may be for: its label, its amount, and what was bought, for comparing."""

    label: int
    amount: int
    content: Hashable


@dataclass(frozen=True)
class Puzzle:
    """Payments in the order of time, each with its amount and the orders in its window, and which payments are alike.

    Of payments that are alike (`like` is equal) the earlier one is for the earlier orders.
    """

    amounts: Mapping[int, int]
    orders: Mapping[int, Sequence[Order]]
    like: Mapping[int, Hashable]


class Answer(NamedTuple):
    """The orders of one payment: `certain`, or else every order that it may be for."""

    orders: Sum
    certain: bool


def explained(puzzle: Puzzle) -> dict[int, Answer]:
    """What explains each payment; one that nothing can explain is left out."""
    fitting = {payment: _sums(amount, puzzle.orders[payment]) for payment, amount in puzzle.amounts.items()}
    whole = {payment for payment, (_, is_all) in fitting.items() if is_all}
    found: dict[int, Answer] = {}
    for knot in _knots({payment: sums for payment, (sums, _) in fitting.items() if sums}):
        found |= _decided(knot, puzzle, seen_whole=whole.issuperset(knot))
    return found


def _sums(amount: int, orders: Sequence[Order]) -> tuple[tuple[Sum, ...], bool]:
    """The sums of the orders that are the amount, and whether these are all of them."""
    left = steps(_MOST_SUMS)
    sums = tuple(
        tuple(orders[place].label for place in places)
        for places in adding_up([order.amount for order in orders], amount, left)
    )
    single = tuple((order.label,) for order in orders if order.amount == amount)
    return (single, False) if spent(left) else (sums, True)


def _knots(fitting: Knot) -> Iterator[Knot]:
    """Payments that compete for orders, directly or through others, in their order."""
    askers: dict[int, list[int]] = {}
    for payment, sums in fitting.items():
        for label in {label for labels in sums for label in labels}:
            askers.setdefault(label, []).append(payment)
    seen = set[int]()
    for start in fitting:
        group, queue = set[int](), [start]
        while queue:
            payment = queue.pop()
            if payment not in seen:
                seen.add(payment)
                group.add(payment)
                queue += [other for labels in fitting[payment] for label in labels for other in askers[label]]
        if group:
            yield {payment: sums for payment, sums in fitting.items() if payment in group}


def _decided(knot: Knot, puzzle: Puzzle, *, seen_whole: bool) -> dict[int, Answer]:
    """The answer for each payment of a knot: certain where all the best ways give it equal orders."""
    content = {order.label: order.content for payment in knot for order in puzzle.orders[payment]}
    alike = {what: number for number, what in enumerate(dict.fromkeys(content.values()))}
    ways = _best_ways(knot, puzzle.like) if seen_whole else []
    found = {}
    for payment, sums in knot.items():
        meant = {tuple(sorted(alike[content[label]] for label in way.get(payment, ()))) for way in ways}
        certain = len(meant) == 1 and meant != {()}
        possible = tuple(dict.fromkeys(label for labels in sums for label in labels))
        found[payment] = Answer(ways[0][payment], certain=True) if certain else Answer(possible, certain=False)
    return found


def _best_ways(knot: Knot, like: Mapping[int, Hashable]) -> list[dict[int, Sum]]:
    """All ways that explain the most payments, the one that is first in time first; none if there are too many."""
    payments, left = list(knot), steps(_MOST_SHARED)
    bits = {
        label: 1 << n
        for n, label in enumerate({label for sums in knot.values() for orders in sums for label in orders})
    }
    sums = [[(orders, sum(bits[o] for o in orders)) for orders in reversed(knot[payment])] for payment in payments]
    twins = [{p for p in payments[:place] if like[p] == like[payment]} for place, payment in enumerate(payments)]
    best, most = list[_Step | None](), 0
    tried: list[tuple[int, int, int, _Step | None]] = [(0, 0, 0, None)]  # next payment, explained, orders taken, last
    while tried:
        if spent(left):
            return []
        place, count, taken, last = tried.pop()
        if count + len(payments) - place < most:
            continue
        if place == len(payments):
            best, most = ([*best, last] if count == most else [last]), count
            continue
        tried.append((place + 1, count, taken, last))
        before = _latest(last, twins[place])
        for labels, mask in sums[place]:
            if not taken & mask and before < labels:
                tried.append((place + 1, count + 1, taken | mask, _Step(last, payments[place], labels)))
    return [dict(_walked(last)) for last in best]


class _Step(NamedTuple):
    """One payment explained, and the step before it."""

    before: _Step | None
    payment: int
    orders: Sum


def _latest(last: _Step | None, twins: set[int]) -> Sum:
    """The orders of the last payment explained that is alike; none before the first."""
    return next((orders for payment, orders in _walked(last) if payment in twins), ()) if twins else ()


def _walked(last: _Step | None) -> Iterator[tuple[int, Sum]]:
    while last is not None:
        yield last.payment, last.orders
        last = last.before
