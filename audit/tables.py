"""The tables that flow through the program: their columns and the types of those (`audit/schema.py` checks them).

Text is pandas' `str` ("" where a bill prints nothing), times are wall-clock `datetime64[s]` as printed, money is
`int64` minor units beside a currency. A column ending in `_at` is a time, in `_minor` money, in `_id` a key;
`<column>_zh` is the Chinese of a sentence column. Columns of kind JSON hold a JSON array as text, "" for none, so
that every table is flat and can be written to any file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from audit.schema import COUNT as COUNT
from audit.schema import DATE as DATE
from audit.schema import DTYPES as DTYPES
from audit.schema import FLAG as FLAG
from audit.schema import JSON as JSON
from audit.schema import MAYBE_MONEY as MAYBE_MONEY
from audit.schema import MONEY as MONEY
from audit.schema import TEXT as TEXT
from audit.schema import TIME as TIME
from audit.schema import WHOLE as WHOLE
from audit.schema import Table as Table
from audit.schema import check as check

TRANSACTIONS = Table("transactions", {
    "person": TEXT, "transaction_id": TEXT,
    "channel": TEXT, "account_id": TEXT, "statement_id": TEXT,
    "occurred_at": TIME, "has_time": FLAG, "utc_offset": TEXT, "civil_date": DATE, "posted_on": DATE,
    "counterparty": TEXT, "counterparty_account": TEXT, "description": TEXT, "category": TEXT,
    "method": TEXT, "funding_account": TEXT,
    "amount_minor": MONEY, "currency": TEXT, "posted_minor": MAYBE_MONEY, "posted_currency": TEXT,
    "direction": TEXT, "kind": TEXT, "status": TEXT, "status_text": TEXT, "refunded_minor": MAYBE_MONEY,
    "reference": TEXT, "merchant_reference": TEXT, "original_reference": TEXT, "mandate_id": TEXT,
    "file": TEXT, "row": COUNT, "exported_at": TIME, "hides_refunds": FLAG,
    "original_minor": MAYBE_MONEY, "original_currency": TEXT, "fee_minor": MONEY,
})
SOURCES = Table("sources", {
    "person": TEXT, "file": TEXT, "statement_id": TEXT, "sha256": TEXT, "format": TEXT, "channel": TEXT,
    "account_id": TEXT, "from_on": DATE, "to_on": DATE, "covered_from_at": TIME, "covered_until_at": TIME,
    "exported_at": TIME, "filter": TEXT, "hides_refunds": FLAG, "hides_charges": FLAG,
    "rows": COUNT, "transactions": COUNT, "ignored": COUNT, "problems": COUNT, "ignored_reasons": JSON,
    "assumed": TEXT, "assumed_zh": TEXT, "accounts": JSON,
})


def by_account(sources: pd.DataFrame) -> pd.DataFrame:
    """SOURCES with a row for each account and stretch a file speaks for; one that lists none speaks for its own alone."""
    if not sources["accounts"].ne("").any():
        return sources.reset_index(drop=True)
    said = [json.loads(text or "[]") or [{}] for text in sources["accounts"]]
    each = [one for own in said for one in own]
    rows = sources.iloc[[place for place, own in enumerate(said) for _ in own]].reset_index(drop=True)
    listed = pd.Series([bool(one) for one in each], dtype=bool)
    told = {
        "channel": pd.Series([one.get("channel") for one in each], dtype="str").fillna(rows["channel"]),
        "account_id": pd.Series([one.get("account", "") for one in each], dtype="str"),
        "covered_from_at": pd.Series([one.get("from") for one in each], dtype="datetime64[s]"),
        "covered_until_at": pd.Series([one.get("until") for one in each], dtype="datetime64[s]"),
    }
    return rows.assign(**{name: rows[name].where(~listed, values) for name, values in told.items()})


TOTALS = Table("totals", {
    "person": TEXT, "file": TEXT, "name": TEXT, "currency": TEXT,
    "stated_count": WHOLE, "stated_minor": MAYBE_MONEY, "read_count": WHOLE, "read_minor": MAYBE_MONEY, "result": TEXT,
})
PROBLEMS = Table("problems", {
    "person": TEXT, "file": TEXT, "row": WHOLE, "reason": TEXT, "reason_zh": TEXT, "raw": TEXT,
})
EVENTS = Table("events", {
    "person": TEXT, "source": TEXT, "occurred_at": TIME, "has_time": FLAG, "whom": TEXT, "what": TEXT,
    "cancellation_id": TEXT, "ticket": TEXT, "amount_minor": MAYBE_MONEY, "currency": TEXT, "evidence": TEXT,
    "channel": TEXT, "account_id": TEXT, "service": TEXT, "reference": TEXT, "mandate_id": TEXT,
    "file": TEXT, "row": WHOLE, "note": TEXT, "utc_offset": TEXT,
})
LINKS = Table("links", {
    "person": TEXT, "from_id": TEXT, "to_id": TEXT, "relation": TEXT, "amount_minor": MONEY, "rule": TEXT,
    "certain": FLAG, "from_on": DATE, "from_file": TEXT, "from_row": WHOLE,
})
PAYMENTS = Table("payments", {
    **{c: d for c, d in TRANSACTIONS.columns.items() if c not in ("statement_id",)},
    "payment_id": TEXT, "mirrors": JSON, "also_seen": JSON, "maybe_mirror_of": TEXT,
    "legs": JSON, "store": TEXT, "maybe_items": JSON,
    "debited_minor": MAYBE_MONEY,
})
MARKED = Table("marked payments", {
    **PAYMENTS.columns,
    "subscription_id": TEXT, "period_start": DATE, "period_end": DATE,
    "service": TEXT, "beneficiary": TEXT, "interval": TEXT, "interval_count": COUNT, "billing_day": COUNT,
    "anchor_on": DATE, "off_days": WHOLE, "on_lattice": FLAG, "trial": FLAG,
    "plan_id": TEXT, "seller": TEXT, "core": TEXT, "part": TEXT, "slot": COUNT, "second": FLAG,
    "mandate": FLAG, "one_off": FLAG, "bundle": FLAG, "status_unknown": FLAG, "bill": TEXT,
})
SUBSCRIPTIONS = Table("subscriptions", {
    "person": TEXT, "subscription_id": TEXT, "service": TEXT, "merchant": TEXT, "beneficiary": TEXT,
    "channels": JSON, "accounts": JSON, "interval": TEXT, "interval_count": COUNT, "billing_day": COUNT,
    "anchor_on": DATE, "amount_minor": MONEY, "currency": TEXT, "payments": COUNT, "first_on": DATE, "last_on": DATE,
    "next_expected_on": DATE, "state": TEXT, "total_minor": MONEY,
})
RECURRING_BILLS = Table("recurring bills", {
    "person": TEXT, "merchant": TEXT, "service": TEXT, "bill": TEXT, "beneficiary": TEXT, "channels": JSON,
    "payments": COUNT, "first_on": DATE, "last_on": DATE, "interval": TEXT, "interval_count": COUNT,
    "amount_minor": MONEY, "currency": TEXT, "lowest_minor": MONEY, "highest_minor": MONEY, "total_minor": MONEY,
    "next_expected_on": DATE, "state": TEXT,
})
CANCELLATIONS = Table("cancellations", {
    "person": TEXT, "cancellation_id": TEXT, "service": TEXT,
    "cancelled_at": TIME, "cancelled_has_time": FLAG, "confirmed_at": TIME, "confirmed_has_time": FLAG,
    "account": TEXT, "channel": TEXT, "beneficiary": TEXT, "terms": TEXT, "fault": TEXT,
    "service_end": DATE, "trial_days": WHOLE, "next_renewal_shown": DATE, "billing_day": WHOLE,
    "interval": TEXT, "interval_count": WHOLE, "billing": TEXT, "path": TEXT, "proof": TEXT, "evidence": TEXT,
    "resubscribed": TEXT, "resubscribed_at": TIME, "resubscribed_has_time": FLAG,
    "opened_at": TIME, "plan_shown": TEXT, "autorenew_state": TEXT, "rights_until": DATE, "notice_text": TEXT,
    "merchant_name": TEXT, "credit_code": TEXT, "merchant_address": TEXT, "note": TEXT,
    "demanded_on": DATE, "file": TEXT, "row": WHOLE, "source": TEXT,
    "recorded_at": TIME, "recorded_has_time": FLAG, "trial_on": DATE, "demands": JSON,
})
COSTS = Table("costs", {
    "person": TEXT, "spent_on": DATE, "what": TEXT, "amount_minor": MONEY, "currency": TEXT, "receipt": TEXT,
    "cancellation_id": TEXT, "row": WHOLE,
})
DECISIONS = Table("decisions", {
    "person": TEXT, "key": TEXT, "answer": TEXT, "reason": TEXT, "decided_on": DATE, "evidence": TEXT, "row": WHOLE,
})
RATES = Table("rates", {"person": TEXT, "from_on": DATE, "percent": TEXT, "series": TEXT, "row": WHOLE})
OPTIONS = Table("options", {
    "person": TEXT, "name": TEXT, "value": TEXT, "cancellation_id": TEXT, "said_on": DATE, "evidence": TEXT,
    "row": WHOLE,
})
ENDS = Table("service ends", {
    **{c: d for c, d in CANCELLATIONS.columns.items() if c not in ("interval", "interval_count", "billing_day", "service_end")},
    "subscription_id": TEXT, "match": TEXT, "service_end": DATE, "stated_end": DATE, "rule": TEXT, "rule_zh": TEXT, "steps": JSON, "steps_zh": JSON,
    "interval": TEXT, "interval_count": COUNT, "billing_day": COUNT, "anchor_on": DATE,
    "paid_payment_id": TEXT, "paid_until_on": DATE, "current_unpaid": FLAG, "same_day": FLAG,
    "question": TEXT, "question_zh": TEXT, "nearest": JSON, "follows": TEXT, "recorded_end": DATE, "irregular": FLAG,
})
FINDINGS = Table("findings", {
    "person": TEXT, "finding_id": TEXT, "cancellation_id": TEXT, "subscription_id": TEXT,
    "verdict": TEXT, "machine_verdict": TEXT, "reason": TEXT, "reason_zh": TEXT,
    "question": TEXT, "question_zh": TEXT, "question_key": TEXT, "decision": TEXT, "decision_reason": TEXT, "same_as": TEXT,
    "payment_id": TEXT, "transaction_id": TEXT, "reference": TEXT, "merchant_reference": TEXT, "mandate_id": TEXT,
    "channel": TEXT, "account_id": TEXT, "respondent": TEXT,
    "counterparty": TEXT, "description": TEXT, "method": TEXT, "funding_account": TEXT,
    "file": TEXT, "row": COUNT, "also_seen": JSON,
    "occurred_at": TIME, "has_time": FLAG, "civil_date": DATE, "amount_minor": MONEY, "currency": TEXT,
    "period_start": DATE, "period_end": DATE, "unused_days": WHOLE, "period_days": WHOLE,
    "claimable_minor": MONEY, "questioned_minor": MONEY, "interest_from_on": DATE,
    "proof": TEXT, "terms": TEXT, "fault": TEXT, "contract_on": DATE, "demanded_on": DATE, "beyond_end": FLAG, "demands": JSON,
    "store": TEXT, "machine_claimable_minor": MONEY, "machine_questioned_minor": MONEY,
})
REFUNDS = Table("refunds", {
    "person": TEXT, "finding_id": TEXT, "payment_id": TEXT, "refund_id": TEXT, "refunded_on": DATE,
    "amount_minor": MONEY, "currency": TEXT, "basis": TEXT, "certain": FLAG, "file": TEXT, "row": WHOLE,
    "question": TEXT, "question_zh": TEXT, "question_key": TEXT,
})
CLAIM_LINES = Table("claim lines", {
    "person": TEXT, "cancellation_id": TEXT, "finding_id": TEXT, "kind": TEXT, "what": TEXT, "currency": TEXT,
    "amount_minor": MONEY, "claimable_minor": MONEY, "refunded_minor": MONEY, "surplus_minor": MONEY,
    "principal_minor": MONEY, "interest_minor": MONEY, "cost_minor": MONEY, "in_question_minor": MONEY,
    "interest_from_on": DATE, "interest_to_on": DATE, "segments": JSON, "interest_note": TEXT, "interest_note_zh": TEXT,
    "needs_rate_update": FLAG, "limitation_on": DATE, "over_three_years": FLAG, "day_count": COUNT, "rate_mode": TEXT,
})
CLAIM_TOTALS = Table("claim totals", {
    "person": TEXT, "cancellation_id": TEXT, "currency": TEXT,
    "principal_minor": MONEY, "interest_minor": MONEY, "costs_minor": MONEY, "total_minor": MONEY,
    "in_question_minor": MONEY, "over_three_years_minor": MONEY,
    "statutory_minor": MONEY, "statutory_claimed": FLAG,
    "recent_principal_minor": MONEY, "recent_interest_minor": MONEY, "recent_total_minor": MONEY,
})
OWING = Table("principal owed", {
    "person": TEXT, "cancellation_id": TEXT, "finding_id": TEXT, "currency": TEXT, "changed_on": DATE, "change": TEXT,
    "change_minor": MONEY, "balance_minor": MONEY,
})
ASSUMPTIONS = Table("assumptions", {
    "assumption": TEXT, "assumption_zh": TEXT, "currency": TEXT, "principal_minor": MONEY, "interest_minor": MONEY,
    "costs_minor": MONEY, "total_minor": MONEY,
})
RUNNING = Table("services still running", {
    "person": TEXT, "subscription_id": TEXT, "due_on": DATE, "close_before_on": DATE,
})
WATCH = Table("watch", {
    "person": TEXT, "cancellation_id": TEXT, "subscription_id": TEXT, "channel": TEXT, "account_id": TEXT,
    "from_on": DATE, "to_on": DATE, "state": TEXT, "note": TEXT, "note_zh": TEXT,
})
NEXT_STEPS = Table("next steps", {
    "person": TEXT, "cancellation_id": TEXT, "by_at": TIME, "has_time": FLAG, "kind": TEXT, "what": TEXT, "what_zh": TEXT,
})


@dataclass(frozen=True)
class Bills:
    """Everything read from bills: rows in canonical form, and what the bills say of themselves."""

    transactions: pd.DataFrame
    events: pd.DataFrame
    sources: pd.DataFrame
    totals: pd.DataFrame
    problems: pd.DataFrame


@dataclass(frozen=True)
class Case:
    """The user's own record: what was cancelled, what happened, what it cost, what was decided."""

    cancellations: pd.DataFrame
    events: pd.DataFrame
    costs: pd.DataFrame
    decisions: pd.DataFrame
    charges: pd.DataFrame  # payments typed by hand, as TRANSACTIONS with channel "hand"
    rates: pd.DataFrame
    problems: pd.DataFrame
    path: Path | None = None
    evidence: tuple[Path, ...] = ()  # files the case names that exist
    files: Mapping[str, str] = field(default_factory=dict)  # of many persons: the name of each one's case file
    statutory: bool | frozenset[str] = False  # who ticked the statutory-damages box and its conditions
    options: pd.DataFrame = field(default_factory=OPTIONS.empty)  # how the claim is to be reckoned, by person
    letter_template: Path | None = None  # the user's own stationery for letters, looked through and found harmless


@dataclass(frozen=True)
class Claims:
    """The claim, line by line and summed per cancellation and currency."""

    lines: pd.DataFrame
    totals: pd.DataFrame


@dataclass(frozen=True)
class Results:
    """One finished audit: every table of the flow, for reports to print and never to recompute."""

    as_of: date
    jurisdiction: str
    root: Path
    bills: Bills
    case: Case
    links: pd.DataFrame
    payments: pd.DataFrame
    marked: pd.DataFrame
    subscriptions: pd.DataFrame
    ends: pd.DataFrame
    findings: pd.DataFrame
    refunds: pd.DataFrame
    claims: Claims
    watch: pd.DataFrame
    next_steps: pd.DataFrame
    problems: pd.DataFrame  # of bills, case and judging together
    left_out: int = 0  # payments after `as_of`
    since_last: Mapping[str, Any] | None = None
    recurring_bills: pd.DataFrame = field(default_factory=RECURRING_BILLS.empty)  # electricity, phone … : no claim
    owing: pd.DataFrame = field(default_factory=OWING.empty)  # these three are reckoned when outputs are written
    by_answer: pd.DataFrame = field(default_factory=ASSUMPTIONS.empty)  # the claim under each open question
    running: pd.DataFrame = field(default_factory=RUNNING.empty)  # the next debit of what goes on: to be closed before
    formats: Path | None = None  # the file of formats of the user's own that the bills were read with
