"""The catalogue's lists of words as patterns: whether one of them stands in a text, and the text without them."""

from __future__ import annotations

import re
from functools import cache

from audit import catalogue
from audit.periods import Interval


def cleared(name: str, text: str) -> str:
    """The text with a blank for each word of the list of that name."""
    return _any(name).sub(" ", text) if some(name).search(text) else text


@cache
def some(name: str) -> re.Pattern[str]:
    """What finds whether one of the words stands in a text, by what each must begin with: many times as fast."""
    return re.compile("|".join(map(needed, getattr(catalogue.words(), name))), re.IGNORECASE)


def needed(pattern: str) -> str:
    """The pattern without the groups at its beginning that may be absent.

    >>> needed("(?:新人)?(?:[0-9]+ ?(?:天|月))?试用(?:期)?"), needed("(?:自动)?转出")
    ('试用(?:期)?', '转出')
    """
    depth = 0
    for at, sign in enumerate(pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            optional = pattern.startswith("(?:") and sign == ")" and pattern[at + 1 : at + 2] == "?"
            return needed(pattern[at + 2 :]) if optional else pattern
    return pattern


@cache
def periods() -> tuple[tuple[re.Pattern[str], Interval], ...]:
    """The words of each period, in the order in which they are tried."""
    return tuple((re.compile(p, re.IGNORECASE), i) for p, i in catalogue.words().period)


@cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(getattr(catalogue.words(), name)), re.IGNORECASE)
