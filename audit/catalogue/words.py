"""What the words of a bill row say of a payment: its period, a mandate, a trial, a purchase of another kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from audit.catalogue.records import Record, load_toml, read_records
from audit.periods import Interval


@dataclass(frozen=True)
class WordLists:
    """Regular expressions for NFKC-folded text, without regard to case; of `period` the first that matches counts."""

    period: tuple[tuple[str, Interval], ...]
    units: tuple[str, ...]  # a text without any names no period
    mandate: tuple[str, ...]
    collection: tuple[str, ...]  # of mandate: how money is taken, whatever for
    per_use: tuple[str, ...]  # of collection: nothing of a next time
    membership: tuple[str, ...]
    generic: tuple[str, ...]
    trial: tuple[str, ...]
    one_off: tuple[str, ...]
    false_friends: tuple[str, ...]
    habits: tuple[str, ...]
    automatic: tuple[str, ...]  # of a bill's own column of kinds, not of the text


@cache
def words() -> WordLists:
    """The word lists of `words.toml`, every expression known to compile."""
    lists = Record("words.toml [words]", load_toml("words.toml")["words"])
    return WordLists(
        period=tuple(map(read_period, read_records("words.toml", "period", frozenset({"pattern", "name", "count"})))),
        units=lists.patterns("units"),
        mandate=lists.patterns("mandate"),
        collection=lists.patterns("collection"),
        per_use=lists.patterns("per_use"),
        membership=lists.patterns("membership"),
        generic=lists.patterns("generic"),
        trial=lists.patterns("trial"),
        one_off=lists.patterns("one_off"),
        false_friends=lists.patterns("false_friends"),
        habits=lists.patterns("habits"),
        automatic=lists.patterns("automatic"),
    )


def read_period(record: Record) -> tuple[str, Interval]:
    """One period word: its pattern and the interval it means."""
    interval = record.interval("name", "count")
    if interval is None:
        raise record.fault("name", "is missing", "缺失")
    return record.pattern("pattern", record.text("pattern")), interval
