"""The rows a payment rests on, listed in its columns `mirrors`, `legs` and `also_seen`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from audit.money import to_text

KEY = ["person", "payment_id"]
FACTS = [
    "transaction_id", "channel", "account_id", "file", "row", "occurred_at", "has_time", "amount_minor", "currency",
    "reference", "rule",
]  # fmt: skip


def mirror_of(row: Any) -> dict[str, object]:
    """What a payment keeps of one row that shows it too: where it stands, when, how much, and how it was known."""
    seen_at = row.occurred_at if row.has_time else row.occurred_at.date()
    return {
        **{name: getattr(row, name) for name in ("transaction_id", "channel", "account_id", "file", "row")},
        "occurred_at": seen_at.isoformat(), "amount": to_text(row.amount_minor, row.currency),
        "currency": row.currency, "reference": row.reference, "rule": row.rule,
    }  # fmt: skip


def leg_of(row: Any) -> dict[str, object]:
    """What a payment keeps of one row that is part of it: what it did, where it stands, and how it was known."""
    return {
        **{name: getattr(row, name) for name in ("transaction_id", "kind", "direction", "file", "row")},
        "amount": to_text(row.amount_minor, row.currency), "currency": row.currency,
        "reference": row.reference, "rule": row.rule,
    }  # fmt: skip


def listed(rows: pd.DataFrame, members: Iterable[dict[str, object]]) -> pd.Series:
    """A JSON array per payment of what is said of each of its rows, in their order."""
    arrays: dict[tuple[str, str], list[str]] = {}
    for person, payment, member in zip(rows["person"], rows["payment_id"], members, strict=True):
        arrays.setdefault((person, payment), []).append(json.dumps(member, ensure_ascii=False))
    index = pd.MultiIndex.from_tuples(arrays, names=KEY)
    return pd.Series([f"[{', '.join(a)}]" for a in arrays.values()], index=index, dtype="str")
