"""Patterns that may try more ways than there is time for: a repeat of what can match the same letters in several ways.

`(a+)+` on thirty letters takes minutes, so such a pattern is refused before any bill is read. Whatever is repeated
without end must match in one way only: of one length and without alternatives that begin alike, or with one part of
open length that ends at a letter which no other part can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")  # the parsed form of a pattern has no public name
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_GROUPS = ("SUBPATTERN", "ATOMIC_GROUP")
_MANY = 10  # so few repeats are tried through in no time
_CATEGORIES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}


def is_runaway(pattern: str) -> bool:
    """Whether a pattern repeats without end what can match in several ways.

    >>> [is_runaway(p) for p in ("(a+)+", "(a|a.)*", r"(\\d{1,3})*", r"(\\w*\\d* )+", "(a?)*", "(?:(x+x+)+y)?")]
    [True, True, True, True, True, True]
    >>> [is_runaway(p) for p in (".*(plan|fee).*", r"(\\w+ )+", r"(?:\\d{1,3},)*\\d+", "(?:ab|cd)*", "(a{1,3}){2}")]
    [False, False, False, False, False]
    """
    return any(_repeats_at_will(body) for body in _endless(_parser.parse(pattern)))


def _endless(parsed: Any) -> Iterator[Any]:
    """The bodies of repeats without an end, at any depth."""
    for op, value in parsed:
        if str(op) in _REPEATS and int(value[1]) >= _MANY:
            yield value[2]
        for part in _parts(str(op), value):
            yield from _endless(part)


def _parts(op: str, value: Any) -> list[Any]:
    """The patterns within one element of a parsed pattern."""
    if op in (*_REPEATS, "POSSESSIVE_REPEAT"):
        return [value[2]]
    if op == "BRANCH":
        return list(value[1])
    if op in ("ASSERT", "ASSERT_NOT"):
        return [value[1]]
    if op == "SUBPATTERN":
        return [value[-1]]
    if op == "GROUPREF_EXISTS":
        return [part for part in value[1:] if part is not None]
    return [value] if op == "ATOMIC_GROUP" else []


def _repeats_at_will(body: Any) -> bool:
    """Whether the repeated body may match the same letters in several ways; what it only looks at matches none."""
    flat = list(_flat(body))
    if any(op == "BRANCH" and not _are_apart(value[1]) for op, value in flat):
        return True
    open_ = [place for place, one in enumerate(flat) if _is_open(*one)]
    if open_:
        return len(open_) > 1 or not any(_ends_it(flat, place) for place in range(len(flat)))
    inner = [part for op, value in flat if op in (*_REPEATS, "POSSESSIVE_REPEAT") for part in _parts(op, value)]
    return any(map(_repeats_at_will, inner))


def _flat(body: Any) -> Iterator[tuple[str, Any]]:
    """The elements in a row, groups opened."""
    for op, value in body:
        if str(op) in _GROUPS:
            yield from _flat(_parts(str(op), value)[0])
        else:
            yield str(op), value


def _is_open(op: str, value: Any) -> bool:
    return op in _REPEATS and value[0] != value[1]


def _are_apart(alternatives: Any) -> bool:
    """Whether the alternatives are plain words of which none begins another, or begin with letters of their own."""
    ways = [list(_flat(one)) for one in alternatives]
    first = [way[0] if way else ("", 0) for way in ways]
    if all(op == "LITERAL" for op, _ in first) and len({letter for _, letter in first}) == len(first):
        return all(not _is_open(*one) for way in ways for one in way)
    words = ["".join(chr(value) for op, value in way if op == "LITERAL") for way in ways]
    plain = all(len(word) == len(way) for word, way in zip(words, ways, strict=True))
    return plain and not any(a.startswith(b) for n, a in enumerate(words) for m, b in enumerate(words) if n != m)


def _ends_it(flat: list[tuple[str, Any]], place: int) -> bool:
    """Whether the element is a letter that no other element of the row can be, large or small."""
    op, letter = flat[place]
    forms = {chr(letter).lower(), chr(letter).upper()} if op == "LITERAL" else set()
    others = [one for n, one in enumerate(flat) if n != place]
    return bool(forms) and not any(_can_be(form, *one) for form in forms for one in others)


def _can_be(letter: str, op: str, value: Any) -> bool:
    if op in ("LITERAL", "NOT_LITERAL"):
        return bool((letter.lower() == chr(value).lower()) == (op == "LITERAL"))
    if op == "IN":
        return _is_in(letter, value)
    if op == "AT":
        return False
    parts = _parts(op, value)
    return not parts or any(_can_be(letter, *one) for part in parts for one in _flat(part))


def _is_in(letter: str, members: Any) -> bool:
    """Whether a class of letters holds one."""
    kinds = [(str(op), value) for op, value in members]
    held = any(
        (op == "LITERAL" and ord(letter) == value)
        or (op == "RANGE" and value[0] <= ord(letter) <= value[1])
        or (op == "CATEGORY" and _is_of(letter, str(value)))
        for op, value in kinds
    )
    return held != any(op == "NEGATE" for op, _ in kinds)


def _is_of(letter: str, category: str) -> bool:
    kind = _CATEGORIES.get(category.replace("_NOT_", "_"))
    return kind is None or (re.fullmatch(kind, letter) is not None) != ("_NOT_" in category)
