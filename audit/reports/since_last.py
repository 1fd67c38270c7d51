"""What is new since the audit before this one, told by comparing the two `audit.json` documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Interest grows by the day and is no news; these are.
_NEWS = ("verdict", "decision", "in_question", "refunded", "principal")
Key = tuple[str, str]


def since_last(previous: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """Findings that are new, changed or gone since the previous audit, by their ids, beside its day and its totals.

    A finding is the same one when it judges the same transaction for the same cancellation.
    """
    before, now = _by_transaction(previous), _by_transaction(current)
    changed = [key for key in now.keys() & before.keys() if any(now[key][n] != before[key][n] for n in _NEWS)]
    return {
        "as_of": previous["as_of"],
        "new": sorted(now[key]["id"] for key in now.keys() - before.keys()),
        "changed": sorted(now[key]["id"] for key in changed),
        "gone": sorted(before[key]["id"] for key in before.keys() - now.keys()),
        "totals": previous["totals"],
    }


def same_audit(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two documents say the same of the same day, whatever each says of the audit before it."""
    return {**one, "since_last": None} == {**other, "since_last": None}


def _by_transaction(document: Mapping[str, Any]) -> dict[Key, Mapping[str, Any]]:
    return {(f["transaction_id"], f["cancellation"] or ""): f for f in document["findings"]}
