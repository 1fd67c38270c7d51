"""Which accounts a file speaks for, and from when to when: one statement may hold several, one bill several cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.statements.cells import words_of
from audit.statements.heading import Heading, stretches
from audit.statements.homes import Homes
from audit.statements.statement import Statement

_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


def accounts_of(one: Statement, homes: Homes, channel: str) -> str:
    """The `accounts` of a source: a JSON list of account, from and until, one entry for each stretch of each account.

    Half-open instants, null where nothing tells them. A bill without a range speaks for all its cards from its first
    row to its last. An account of another channel than the source's own says so.
    """
    sections: dict[tuple[str, str], list[int]] = {}
    for index, name in _named(one):
        sections.setdefault(homes.of(one.file, one.format.channel, name), []).append(index)
    said = [
        {"account": name, "from": start, "until": until, **({} if known == channel else {"channel": known})}
        for (known, name), places in sorted(sections.items(), key=lambda one: one[0][::-1])
        for start, until in _stretches(one, sorted(set(places)))
    ]
    return json.dumps(said, ensure_ascii=False)


def _named(one: Statement) -> Iterator[tuple[int, str]]:
    """The accounts of each of the file's statements: its heading's, and those its rows print."""
    by_heading = [(index, h.account) for index, h in enumerate(one.headings)]
    if not one.format.columns.keys() & {"account", "owner"}:
        yield from by_heading
        return
    names, codes = words_of(one.rows["account_id"])
    printed = np.unique(one.rows["section"].to_numpy() * len(names) + codes).tolist()
    own = {(place // len(names), names[place % len(names)]) for place in printed}
    yield from sorted(own)
    with_rows = {index for index, _ in own}
    yield from ((index, name) for index, name in by_heading if name or index not in with_rows)


def _stretches(one: Statement, sections: Sequence[int]) -> Iterator[tuple[str | None, str | None]]:
    headings: list[Heading] = [one.headings[index] for index in sections]
    spans = stretches(headings)
    for start, until, _ in spans:
        yield start.isoformat(), max(start, until).isoformat()
    if spans:
        return
    seen = one.rows["occurred_at"]
    if len(one.headings) > 1:
        seen = seen.filter(pa.array(np.isin(one.rows["section"].to_numpy(), sections)))
    first, last = pc.min_max(seen).as_py().values()
    if first is None:
        yield None, None
        return
    timed = pc.any(one.rows["has_time"], min_count=0).as_py()
    yield first.isoformat(), (last + (_SECOND if timed else _DAY)).isoformat()
