"""The other sheets as rows of their tables: events, costs, decisions, charges typed by hand, rates."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from audit.case.cancellations import Row, resolve
from audit.case.evidence import in_one_cell
from audit.case.moments import Moment
from audit.case.records import Record
from audit.errors import Problem
from audit.wording import Words

_MISSING = Words("is missing; without it this row is not used", "未填写；没有它，此行不会使用")
_NO_ZERO = Words("must be more than nothing", "必须大于零")
_OVER = Words("more was refunded than charged", "退款多于扣款")


def event_rows(
    records: Sequence[Record], cancelled: Sequence[Row], person: str, file: str
) -> tuple[list[Row], list[Problem]]:
    """What happened between the user and the merchant; a demand must say which cancellation it is about."""
    rows, problems = [], []
    for record in records:
        faults = _missing(record, file, "when", "what")
        if not _usable(record, "when", "what"):
            problems += faults
            continue
        moment: Moment = record["when"]
        id, unclear = resolve(record, cancelled, file, is_needed=record["what"] == "demanded")
        problems += unclear
        rows.append(
            {
                **_place(record, person, file),
                "source": "case",
                "occurred_at": moment.at,
                "has_time": moment.has_time,
                "whom": record.text("whom"),
                "what": record["what"],
                "cancellation_id": id,
                "ticket": record.text("ticket"),
                "amount_minor": record["amount"],
                "currency": record.text("currency") or "CNY",
                "evidence": in_one_cell(record["evidence"] or ()),
                "note": record.text("note"),
            }
        )
    return rows, problems


def demands(events: Sequence[Row]) -> dict[str, Row]:
    """The day of the first demand of each cancellation, by its id, and the days of all, as the cancellation's cells."""
    days: dict[str, set[date]] = {}
    for event in events:
        if event["what"] == "demanded" and event["cancellation_id"]:
            days.setdefault(event["cancellation_id"], set()).add(event["occurred_at"].date())
    return {
        id: {"demanded_on": min(on), "demands": json.dumps([str(d) for d in sorted(on)])} for id, on in days.items()
    }


def cost_rows(
    records: Sequence[Record], cancelled: Sequence[Row], person: str, file: str
) -> tuple[list[Row], list[Problem]]:
    """What claiming cost; a cost without a receipt stays in the table, and those who reckon do not claim it."""
    rows, problems = [], []
    for record in records:
        problems += _missing(record, file, "amount")
        if not _usable(record, "amount"):
            continue
        id, unclear = resolve(record, cancelled, file, is_needed=True)
        problems += unclear
        rows.append(
            {
                "person": person,
                "row": record.row,
                "spent_on": record["date"],
                "what": record.text("what"),
                "amount_minor": record["amount"],
                "currency": record.text("currency") or "CNY",
                "receipt": record.text("receipt"),
                "cancellation_id": id,
            }
        )
    return rows, problems


def decision_rows(records: Sequence[Record], person: str, file: str) -> tuple[list[Row], list[Problem]]:
    """The user's answers, of several to one question the last; a question without an answer is none yet."""
    last: dict[str, Row] = {}
    problems: list[Problem] = []
    for record in records:
        if record["answer"] is None:
            continue
        problems += _missing(record, file, "key")
        if _usable(record, "key"):
            key = record.text("key")
            last.pop(key, None)
            last[key] = {
                "person": person,
                "row": record.row,
                "key": key,
                "answer": record["answer"],
                "reason": record.text("reason"),
                "decided_on": record["on"],
                "evidence": in_one_cell(record["evidence"] or ()),
            }
    return list(last.values()), problems


def rate_rows(records: Sequence[Record], person: str, file: str) -> tuple[list[Row], list[Problem]]:
    """Rates published after the program's own table ends."""
    problems = [p for r in records for p in _missing(r, file, "from", "percent")]
    rows: list[Row] = [
        {
            "person": person,
            "row": r.row,
            "from_on": r["from"],
            "percent": r["percent"],
            "series": r["series"] or "cn.lpr.1y",
        }
        for r in records
        if _usable(r, "from", "percent", "series")
    ]
    return rows, problems


def charge_rows(records: Sequence[Record], person: str, file: str) -> tuple[list[Row], list[Problem]]:
    """Payments typed by hand, as transactions of the channel `hand`.

    Their statement is the sheet: its id is a digest of what was typed there, so that other sheets do not change it.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: Counter[tuple[Any, ...]] = Counter()
    for record in records:
        faults = _charge_faults(record, file)
        problems += faults
        if faults or not _usable(record, "date", "amount", "currency", "refunded"):
            continue
        identity = _identity(record)
        seen[identity] += 1
        rows.append(
            {**_place(record, person, file), **_charge(record), "transaction_id": _key(identity, seen[identity])}
        )
    statement = hashlib.blake2b("\x1f".join(r["transaction_id"] for r in rows).encode(), digest_size=6).hexdigest()
    return [row | {"statement_id": statement} for row in rows], problems


def _charge_faults(record: Record, file: str) -> list[Problem]:
    faults = _missing(record, file, "date", "amount")
    if record["amount"] == 0:
        faults.append(record.problem(file, "amount", _NO_ZERO, "0"))
    if record["amount"] and (record["refunded"] or 0) > record["amount"]:
        faults.append(record.problem(file, "refunded", _OVER))
    return faults


def _charge(record: Record) -> Row:
    moment: Moment = record["date"]
    return {
        "channel": "hand",
        "account_id": record.text("account"),
        "occurred_at": moment.at,
        "has_time": moment.has_time,
        "utc_offset": "+08:00",
        "civil_date": moment.at.date(),
        "counterparty": record.text("counterparty"),
        "description": record.text("description"),
        "method": record.text("channel"),
        "amount_minor": record["amount"],
        "currency": record.text("currency") or "CNY",
        "direction": "out",
        "kind": "charge",
        "status": "settled",
        "refunded_minor": record["refunded"] if record["refunded"] is not None else pd.NA,
        "reference": record.text("reference"),
    }


def _identity(record: Record) -> tuple[str, ...]:
    """What tells one charge from another: its number where there is one, else all that was typed."""
    row = _charge(record)
    if row["reference"]:
        keys = ["account_id", "reference", "amount_minor", "currency"]
    else:
        keys = ["account_id", "occurred_at", "amount_minor", "currency", "counterparty", "description"]
    return ("hand", *(str(row[key]) for key in keys))


def _key(identity: Sequence[str], ordinal: int) -> str:
    parts = [*identity, str(ordinal)] if ordinal > 1 else identity
    return "t" + hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _place(record: Record, person: str, file: str) -> Row:
    return {"person": person, "file": file, "row": record.row}


def _missing(record: Record, file: str, *keys: str) -> list[Problem]:
    absent = [k for k in keys if record[k] is None and k not in record.faulty]
    return [record.problem(file, k, Words(f"{k} {_MISSING.en}", f"“{_title(record, k)}”{_MISSING.zh}")) for k in absent]


def _usable(record: Record, *needed: str) -> bool:
    """Whether no needed value is absent or refused; an amount in a currency that could not be read is no amount."""
    optional = ("currency", "series", "refunded")
    return not any(k in record.faulty or (record[k] is None and k not in optional) for k in (*needed, "currency"))


def _title(record: Record, key: str) -> str:
    return next(c.title.zh for c in record.sheet.columns if c.key == key)
