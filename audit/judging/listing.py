"""The rows a payment rests on, listed in its columns `mirrors`, `legs` and `also_seen`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pandas as pd

from audit.judging.persons import Row, plain_rows
from audit.money import to_text

KEY = ["person", "payment_id"]
MIRROR = (
    "transaction_id", "channel", "account_id", "file", "row", "occurred_at", "has_time", "amount_minor", "currency",
    "reference", "rule",
)  # fmt: skip
LEG = ("transaction_id", "kind", "direction", "file", "row", "amount_minor", "currency", "reference", "rule")
PLACE = ("file", "row")
_written = json.JSONEncoder(ensure_ascii=False).encode


def mirror_of(row: Row) -> dict[str, object]:
    """What a payment keeps of one row that shows it too: where it stands, when, how much, and how it was known."""
    seen_at = row["occurred_at"] if row["has_time"] else row["occurred_at"].date()
    return {
        **{name: row[name] for name in ("transaction_id", "channel", "account_id", "file", "row")},
        "occurred_at": seen_at.isoformat(), "amount": to_text(row["amount_minor"], row["currency"]),
        "currency": row["currency"], "reference": row["reference"], "rule": row["rule"],
    }  # fmt: skip


def leg_of(row: Row) -> dict[str, object]:
    """What a payment keeps of one row that is part of it: what it did, where it stands, and how it was known."""
    return {
        **{name: row[name] for name in ("transaction_id", "kind", "direction", "file", "row")},
        "amount": to_text(row["amount_minor"], row["currency"]), "currency": row["currency"],
        "reference": row["reference"], "rule": row["rule"],
    }  # fmt: skip


def place_of(row: Row) -> dict[str, object]:
    """Where a row stands."""
    return {name: row[name] for name in PLACE}


def listed(rows: pd.DataFrame, told: Callable[[Row], dict[str, object]], columns: Iterable[str]) -> pd.Series:
    """A JSON array per payment of what is `told` of each of its rows, read from these columns, in their order."""
    arrays: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in plain_rows(rows, (*KEY, *columns)):
        arrays.setdefault((row["person"], row["payment_id"]), []).append(told(row))
    index = pd.MultiIndex.from_tuples(arrays, names=KEY)
    return pd.Series(list(map(_written, arrays.values())), index=index, dtype="str")
