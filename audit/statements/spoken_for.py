"""Which accounts a file speaks for, and from when to when: one statement may hold several, one bill several cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np

from audit.statements.heading import Heading, stretches
from audit.statements.homes import Homes
from audit.statements.statement import Statement


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
    printed = one.rows[["section", "account_id"]].drop_duplicates()
    own = {(int(index), str(name)) for index, name in printed.itertuples(index=False, name=None)}
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
        seen = seen[np.isin(one.rows["section"], sections)]
    if seen.empty:
        yield None, None
        return
    end = seen.max() + np.timedelta64(1, "s" if one.rows["has_time"].any() else "D")
    yield seen.min().isoformat(), end.isoformat()
