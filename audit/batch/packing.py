"""Whole persons packed into parts by the bytes they gave.

Where a part ends depends on the names near its end, not on all that stands before it: when a person is added, taken
away or grows, the parts further on soon begin where they began before, and what was done of them stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from audit.batch.cases import Person

PART_BYTES = 64 << 20
_FULL_ENOUGH = 0.75  # from here on a part may end after a name that says so
_ONE_IN = 8


@dataclass(frozen=True)
class Part:
    """Some persons who are read and judged together; `number` is their place among the parts."""

    number: int
    persons: tuple[Person, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The persons' names, in their order."""
        return tuple(person.name for person in self.persons)


def packed(persons: Iterable[Person], most: int = PART_BYTES) -> list[Part]:
    """The persons in the order of their names, in parts of at most so many bytes; a larger person is a part alone.

    >>> [part.names for part in packed([Person("b", 5), Person("a", 5), Person("c", 20)], most=10)]
    [('a', 'b'), ('c',)]
    """
    filled: list[list[Person]] = []
    size = 0
    for person in sorted(persons, key=lambda p: p.name):
        if not filled or size + person.size > most or (size >= most * _FULL_ENOUGH and _begins(person.name)):
            filled.append([])
            size = 0
        filled[-1].append(person)
        size += person.size
    return [Part(number, tuple(own)) for number, own in enumerate(filled)]


def _begins(name: str) -> bool:
    return hashlib.blake2b(name.encode(), digest_size=1).digest()[0] % _ONE_IN == 0
