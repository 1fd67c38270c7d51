"""`audit.json`: the finished audit as one JSON document that other programs may check (schema `renewal-audit/1`).

Money is a decimal string in major units, days and times are ISO 8601, what a bill does not print is null, and every
list is sorted, so that equal audits are equal bytes.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import pandas as pd

from audit.money import to_text
from audit.reports.audit_record import record
from audit.tables import Results
from audit.wording import Lang

SCHEMA = "renewal-audit/1"
INTERVALS = ("day", "week", "month", "quarter", "half_year", "year")
Json = dict[str, Any]


def build(results: Results, lang: Lang) -> Json:
    """The audit as JSON values; sentences stand in one language, code words and figures do not depend on it."""
    return {
        "schema": SCHEMA,
        "as_of": results.as_of.isoformat(),
        "jurisdiction": results.jurisdiction,
        "sources": _sources(results),
        "problems": _problems(results.problems, lang),
        "subscriptions": _subscriptions(results.subscriptions),
        "cancellations": _cancellations(results, lang),
        "findings": _findings(results, lang),
        "claims": _claims(results.claims.totals),
        "totals": _totals(results.claims.totals),
        "since_last": dict(results.since_last) if results.since_last is not None else None,
        "record": record(results),
    }


def to_bytes(document: Mapping[str, Any]) -> bytes:
    """The document as it stands in the file: UTF-8, two spaces deep, Chinese unescaped, one newline at the end."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def schema() -> Json:
    """The JSON Schema (draft 2020-12) every `audit.json` of this version keeps to."""
    loaded: Json = json.loads(files("audit.reports").joinpath("audit.schema.json").read_text("utf-8"))
    return loaded


def _sources(results: Results) -> list[Json]:
    totals: dict[str, list[Json]] = defaultdict(list)
    for row in _rows(results.bills.totals.sort_values(["file", "name", "currency"], kind="stable")):
        totals[row["file"]].append(
            {
                "name": row["name"],
                "stated": _counted(row["stated_count"], row["stated_minor"], row["currency"]),
                "read": _counted(row["read_count"], row["read_minor"], row["currency"]),
                "result": row["result"],
            }
        )
    return [
        {
            "file": row["file"], "sha256": row["sha256"], "format": row["format"], "account": _text(row["account_id"]),
            "from": _day(row["from_on"]), "to": _day(row["to_on"]), "exported_at": _time(row["exported_at"]),
            "filter": _text(row["filter"]), "rows": row["rows"], "transactions": row["transactions"],
            "ignored": row["ignored"], "problems": row["problems"], "totals": totals[row["file"]],
        }
        for row in _rows(results.bills.sources.sort_values(["file", "statement_id"], kind="stable"))
    ]  # fmt: skip


def _counted(count: Any, minor: Any, currency: str) -> Json | None:
    if pd.isna(count) and pd.isna(minor):
        return None
    amount = None if pd.isna(minor) else to_text(minor, currency)
    return {"count": None if pd.isna(count) else int(count), "amount": amount}


def _problems(problems: pd.DataFrame, lang: Lang) -> list[Json]:
    reason = _in(lang, "reason")
    return [
        {
            "file": row["file"],
            "row": None if pd.isna(row["row"]) else int(row["row"]),
            "reason": row[reason] or row["reason"],
        }
        for row in _rows(problems.sort_values(["file", "row", reason], kind="stable", na_position="first"))
    ]


def _subscriptions(subscriptions: pd.DataFrame) -> list[Json]:
    return [
        {
            "id": row["subscription_id"], "service": row["service"] or row["merchant"], "merchant": row["merchant"],
            "channels": sorted(_listed(row["channels"])),
            "interval": row["interval"] if row["interval"] in INTERVALS else None,
            "interval_count": row["interval_count"] or None, "billing_day": row["billing_day"] or None,
            "amount": to_text(row["amount_minor"], row["currency"]), "currency": row["currency"],
            "payments": row["payments"], "first_on": _day(row["first_on"]), "last_on": _day(row["last_on"]),
            "next_expected_on": _day(row["next_expected_on"]), "state": row["state"],
        }
        for row in _rows(subscriptions.sort_values("subscription_id", kind="stable"))
    ]  # fmt: skip


def _cancellations(results: Results, lang: Lang) -> list[Json]:
    ends, watch, steps = (_by_cancellation(t) for t in (results.ends, results.watch, results.next_steps))
    made = []
    for row in in_sheet_order(results.case.cancellations):
        known = ends[row["cancellation_id"]]
        made.append({
            "id": row["cancellation_id"], "service": row["service"], "cancelled_at": _time(row["cancelled_at"]),
            **({"found_in": row["note"]} if row["source"] == "bill" else {}),
            # A cancellation that fits several plans has no one end: it is a question until the user narrows it.
            "service_end": _day(known[0]["service_end"]) if len(known) == 1 else None,
            "rule": _text(" ".join(_distinct(end[_in(lang, "rule")] for end in known))),
            "steps": _distinct(step for end in known for step in _listed(end[_in(lang, "steps")])),
            "watch": _sorted(
                {"from": _day(w["from_on"]), "to": _day(w["to_on"]), "state": w["state"]}
                for w in _distinct_on(("from_on", "to_on", "state"), watch[row["cancellation_id"]])
            ),
            "next_steps": _sorted(
                {"by": _time(s["by_at"]) if s["has_time"] else _day(s["by_at"])}
                | {"kind": s["kind"], "what": s[_in(lang, "what")]}
                for s in steps[row["cancellation_id"]]
            ),
        })  # fmt: skip
    return made


def in_sheet_order(table: pd.DataFrame) -> list[Json]:
    """Rows of a table as records, in the order of the cancellations in their sheet: C2 before C10."""

    def number(row: Json) -> list[Any]:
        parts = re.split(r"(\d+)", row["cancellation_id"])
        return [int(part) if at % 2 else part for at, part in enumerate(parts)]

    return sorted(_rows(table), key=number)


def _findings(results: Results, lang: Lang) -> list[Json]:
    lines = {row["finding_id"]: row for row in _rows(results.claims.lines) if row["kind"] == "charge"}
    refunds: dict[str, list[Json]] = defaultdict(list)
    for row in _rows(results.refunds[results.refunds["certain"]]):
        refunds[row["finding_id"]].append(row)
    ordered = results.findings.sort_values(["occurred_at", "finding_id"], kind="stable", na_position="last")
    return [_finding(row, lines.get(row["finding_id"]), refunds[row["finding_id"]], lang) for row in _rows(ordered)]


def _finding(row: Json, line: Json | None, refunds: list[Json], lang: Lang) -> Json:
    figures = line or {}
    refunded = sum(r["amount_minor"] for r in refunds)

    def money(column: str, otherwise: int = 0) -> str:
        return to_text(figures.get(column, otherwise), row["currency"])

    return {
        "id": row["finding_id"], "cancellation": _text(row["cancellation_id"]),
        "subscription": _text(row["subscription_id"]), "verdict": row["verdict"], "reason": row[_in(lang, "reason")],
        "question": _text(row[_in(lang, "question")]), "in_question": money("in_question_minor"),
        "decision": _text(row["decision"]), "same_as": _text(row["same_as"]), "transaction_id": row["transaction_id"],
        "reference": _text(row["reference"]), "merchant_reference": _text(row["merchant_reference"]),
        "channel": row["channel"], "respondent": _text(row["respondent"]), "file": row["file"], "row": row["row"],
        "also_seen": _sorted({"file": s["file"], "row": s["row"]} for s in _listed(row["also_seen"])),
        "occurred_at": _time(row["occurred_at"]), "amount": to_text(row["amount_minor"], row["currency"]),
        "currency": row["currency"], "period_start": _day(row["period_start"]), "period_end": _day(row["period_end"]),
        "refunds": _sorted(
            {"on": _day(r["refunded_on"]), "amount": to_text(r["amount_minor"], r["currency"]), "basis": r["basis"]}
            for r in refunds
        ),
        "refunded": money("refunded_minor", refunded), "principal": money("principal_minor"),
        "interest": money("interest_minor"),
    }  # fmt: skip


def _claims(totals: pd.DataFrame) -> list[Json]:
    return [
        {
            "cancellation": _text(row["cancellation_id"]),  # a cost that names none has none
            **_sums(row, row["currency"]),
            "statutory_damages": {
                "claimed": bool(row["statutory_claimed"]),
                "amount": to_text(row["statutory_minor"], row["currency"]),
            },
        }
        for row in in_sheet_order(totals.sort_values("currency", kind="stable"))
    ]


def _totals(totals: pd.DataFrame) -> list[Json]:
    summed = totals.groupby("currency", sort=True, as_index=False)[list(_SUMS.values())].sum()
    return [_sums(row, row["currency"]) for row in _rows(summed)]


_SUMS = {
    "principal": "principal_minor", "interest": "interest_minor", "costs": "costs_minor", "total": "total_minor",
    "in_question": "in_question_minor",
}  # fmt: skip


def _sums(row: Json, currency: str) -> Json:
    return {"currency": currency, **{name: to_text(row[column], currency) for name, column in _SUMS.items()}}


def _by_cancellation(table: pd.DataFrame) -> dict[str, list[Json]]:
    grouped: dict[str, list[Json]] = defaultdict(list)
    for row in _rows(table):
        grouped[row["cancellation_id"]].append(row)
    return grouped


def _rows(table: pd.DataFrame) -> list[Json]:
    records: list[Json] = table.to_dict("records")
    return records


def _sorted(entries: Iterable[Json]) -> list[Json]:
    return sorted(entries, key=lambda entry: [(value is not None, value) for value in entry.values()])


def _distinct_on(columns: tuple[str, ...], rows: Iterable[Json]) -> list[Json]:
    """One row of those that agree in the columns: several rails watched with one outcome are one line."""
    return list({tuple(row[c] for c in columns): row for row in rows}.values())


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(t for t in texts if t))


def _listed(text: str) -> list[Any]:
    listed: list[Any] = json.loads(text) if text else []
    return listed


def _in(lang: Lang, column: str) -> str:
    return f"{column}_zh" if lang == "zh" else column


def _text(value: str) -> str | None:
    return value or None


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else value.strftime("%Y-%m-%d")


def _time(value: Any) -> str | None:
    return None if pd.isna(value) else value.strftime("%Y-%m-%dT%H:%M:%S")
