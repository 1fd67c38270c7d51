"""Which cancellation of the audit before is which of this one: a row filled in above another moves its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

Json = Mapping[str, Any]
# What may tell that two are one, the surest first; the number alone only where the service was typed anew.
_TELLING: tuple[Callable[[Json], Hashable], ...] = (
    lambda c: (c["service"], c.get("cancelled_at")),
    lambda c: c["service"],
    lambda c: c["id"],
)


def counterparts(previous: Json, current: Json) -> dict[str, str]:
    """The present id of each former cancellation that still stands."""
    found: dict[str, str] = {}
    for telling in _TELLING:
        left = defaultdict(list)
        for one in current["cancellations"]:
            if one["id"] not in found.values():
                left[telling(one)].append(one["id"])
        for one in previous["cancellations"]:
            if one["id"] not in found and left[telling(one)]:
                found[one["id"]] = left[telling(one)].pop(0)
    return found


def present(former: str, ids: Mapping[str, str]) -> str:
    """The present id of a former cancellation; of one that no longer stands, an id that nothing else has."""
    return ids.get(former, f"former {former}")


def renumbered(previous: Json, ids: Mapping[str, str]) -> dict[str, Any]:
    """The former document with the present ids."""

    def each(name: str, key: str) -> list[dict[str, Any]]:
        rows: Iterable[Json] = previous.get(name, ())
        return [{**row, key: row[key] and present(row[key], ids)} for row in rows]

    return {
        **previous,
        "cancellations": each("cancellations", "id"),
        "findings": each("findings", "cancellation"),
        "claims": each("claims", "cancellation"),
    }
