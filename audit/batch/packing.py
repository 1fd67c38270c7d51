"""Whole persons packed into parts by the bytes they gave.

Where a part ends hangs on the names near its end, not on how many stand before it: when a person is added, taken away
or grows, the parts further on soon begin where they began before, and what was done of them stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from audit.batch.cases import Person

PART_BYTES = 64 << 20
_LEAST, _MOST = 0.75, 1.5  # of the size asked for: from the one on a part may end, at the other it must
_SPREAD = 0.3


@dataclass(frozen=True)
class Part:
    """Some persons who are read and judged together; `number` is their place among the parts."""

    number: int
    persons: tuple[Person, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The persons' names, in their order."""
        return tuple(person.name for person in self.persons)


def packed(persons: Iterable[Person], size: int = PART_BYTES) -> list[Part]:
    """The persons in the order of their names, in parts of about so many bytes; a larger person is a part alone.

    >>> [part.names for part in packed([Person("b", 2), Person("a", 2), Person("c", 20)], size=6)]
    [('a', 'b'), ('c',)]
    """
    filled: list[list[Person]] = []
    full = 0
    for person in sorted(persons, key=lambda p: p.name):
        must = full + person.size > size * _MOST
        may = full >= size * _LEAST and _begins(person, size)
        if not filled or must or may:
            filled.append([])
            full = 0
        filled[-1].append(person)
        full += person.size
    return [Part(number, tuple(own)) for number, own in enumerate(filled)]


def _begins(person: Person, size: int) -> bool:
    """Whether a part may begin with this person: told by his name, as often per byte for small persons as for large."""
    digest = hashlib.blake2b(person.name.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") < person.size / (_SPREAD * size) * 2**32
