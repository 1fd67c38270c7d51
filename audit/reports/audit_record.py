"""What `audit.json` holds beside the figures and letters tell: the person's notes, and how interest came about."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pandas as pd

from audit.law import load
from audit.money import to_text
from audit.reports.records import Row, records
from audit.tables import Results

Json = dict[str, Any]
_TEXTS = ("notice_text", "merchant_name", "credit_code", "merchant_address")
_RECENT = {"principal": "recent_principal_minor", "interest": "recent_interest_minor", "total": "recent_total_minor"}


def record(results: Results) -> Json:
    """Days, exchanges and costs of every cancellation, and of every charge its card and the stretches of interest."""
    return {
        "cancellations": _cancellations(results),
        "charges": _charges(results),
        "within_three_years": [
            {"cancellation": t["cancellation_id"], "currency": t["currency"]}
            | {name: to_text(t[column], t["currency"]) for name, column in _RECENT.items()}
            for t in records(results.claims.totals.sort_values(["cancellation_id", "currency"], kind="stable"))
        ],
    }


def _cancellations(results: Results) -> list[Json]:
    events: dict[str, list[Json]] = defaultdict(list)
    told = pd.concat([results.case.events, results.bills.events], ignore_index=True)
    for row in records(told.sort_values(["occurred_at", "what", "whom", "ticket"], kind="stable")):
        events[row["cancellation_id"]].append(_event(row))
    costs: dict[str, list[Json]] = defaultdict(list)
    lines = results.claims.lines
    for row in records(lines[lines["cost_minor"] > 0].sort_values("what", kind="stable")):
        amount = {"amount": to_text(row["cost_minor"], row["currency"]), "currency": row["currency"]}
        costs[row["cancellation_id"]].append({"what": row["what"], **amount})
    return [
        {
            "id": c["cancellation_id"],
            "opened_on": _moment(c["opened_at"], has_time=False),
            "confirmed_at": _moment(c["confirmed_at"], c["confirmed_has_time"]),
            "resubscribed_at": _moment(c["resubscribed_at"], c["resubscribed_has_time"]),
            **{name: c[name] or None for name in _TEXTS},
            "events": events[c["cancellation_id"]],
            "costs": costs[c["cancellation_id"]],
        }
        for c in records(results.case.cancellations.sort_values("cancellation_id", kind="stable"))
    ]


def _event(row: Row) -> Json:
    named = pd.notna(row["amount_minor"])
    return {
        "at": _moment(row["occurred_at"], row["has_time"]), "what": row["what"], "whom": row["whom"] or None,
        "ticket": row["ticket"] or None,
        "amount": to_text(int(row["amount_minor"]), row["currency"] or "CNY") if named else None,
        "currency": (row["currency"] or "CNY") if named else None,
    }  # fmt: skip


def _charges(results: Results) -> list[Json]:
    usual = load(results.jurisdiction).claim.day_count
    cards = {f["finding_id"]: f["funding_account"] or None for f in records(results.findings)}
    doubtful: dict[str, list[Json]] = defaultdict(list)
    for row in records(results.refunds[~results.refunds["certain"]].sort_values(["refunded_on", "refund_id"])):
        amount = {"amount": to_text(row["amount_minor"], row["currency"]), "currency": row["currency"]}
        doubtful[row["finding_id"]].append({"on": _moment(row["refunded_on"], has_time=False), **amount})
    lines = results.claims.lines[results.claims.lines["kind"] == "charge"].sort_values("finding_id", kind="stable")
    return [
        {
            "finding": line["finding_id"], "card": cards.get(line["finding_id"]),
            "over_three_years": bool(line["over_three_years"]), "day_count": line["day_count"] or usual,
            "interest": json.loads(line["segments"] or "[]"),
            "doubtful_refunds": doubtful[line["finding_id"]],
        }
        for line in records(lines)
    ]  # fmt: skip


def _moment(value: Any, has_time: bool) -> str | None:
    if pd.isna(value):
        return None
    return str(value.strftime("%Y-%m-%dT%H:%M:%S" if has_time else "%Y-%m-%d"))
