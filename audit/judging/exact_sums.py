"""Amounts that add up to a sum exactly: small searches, in a fixed order, that end after so many steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def steps(most: int) -> Iterator[int]:
    """What a search may still do; one that has used it up ends, and `spent` tells."""
    return iter(range(most))


def spent(left: Iterator[int]) -> bool:
    """Whether nothing is left, so that what was not found may exist all the same; takes a step itself."""
    return next(left, None) is None


def adding_up(amounts: Sequence[int], total: int, left: Iterator[int]) -> Iterator[tuple[int, ...]]:
    """The places of amounts that together are the total; those that begin with the earliest place come first.

    Amounts are positive.

    >>> list(adding_up([100, 300, 400], 400, steps(100)))
    [(0, 1), (2,)]
    """
    rest = [sum(amounts[place:]) for place in range(len(amounts) + 1)]
    tried: list[tuple[int, int, tuple[int, ...]]] = [(0, total, ())]
    while tried and not spent(left):
        place, missing, chosen = tried.pop()
        if missing == 0:
            yield chosen
        elif 0 < missing <= rest[place]:
            tried.append((place + 1, missing, chosen))
            tried.append((place + 1, missing - amounts[place], (*chosen, place)))
