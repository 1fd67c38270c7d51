"""The judged debits of one cancellation as letters speak of them: days, amounts, numbers, whom to write to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from audit import catalogue
from audit.reports import labels
from audit.reports.answers import Timing, timing
from audit.reports.letter_words import day, moment, money, plain, some_money
from audit.reports.records import Row, own, records
from audit.tables import Results
from audit.wording import Lang


@dataclass(frozen=True)
class Charge:
    """One judged debit in a letter; amounts are "" where they are zero, days "" where they are not known."""

    finding_id: str
    verdict: str
    timing: Timing
    date: date
    on: str
    at: str
    amount: str
    principal: str
    refunded: str
    interest: str
    interest_from: str
    reckoning: str
    asked: str
    period_from: str
    period_to: str
    unused_days: int
    period_days: int
    number: str
    merchant_number: str
    channel: str
    channel_name: str
    respondent: str
    addressee: str  # the channel to write to about it: the store that sold it, else the channel it was taken on
    card: str
    issuer: str  # the bank of that card, where the bill names it
    seller: str
    same_as: str
    standing: str  # owed, asked or other
    over_three_years: bool
    file: str
    row: int
    debited: str  # the whole debit, where a store's record says that this was one of several things in it; else ""
    is_settled: bool  # nothing of what was owed is left: it has come back

    @property
    def is_share(self) -> bool:
        """Whether the verdict itself says what part of it is owed: a second payment, or the unused part of a period."""
        return self.verdict in ("duplicate", "prorated")


@dataclass(frozen=True)
class Mirror:
    """The row of a charge in another bill: evidence, and no payment of its own."""

    finding_id: str
    channel_name: str
    file: str
    row: int


def charges_of(results: Results, end: Row, lang: Lang) -> tuple[Charge, ...]:
    """The judged payments in the order of their days; a mirror is no payment of its own."""
    findings = own(results.findings, end)
    findings = findings[findings["verdict"] != "mirror"].sort_values(["civil_date", "occurred_at", "finding_id"])
    lines = {line["finding_id"]: line for line in records(own(results.claims.lines, end))}
    rows = records(findings)
    days = {f[key]: f["civil_date"] for f in rows for key in ("finding_id", "transaction_id")}
    whole = _whole_debits(results)
    return tuple(_charge(f, lines.get(f["finding_id"], {}), days.get(f["same_as"]), end, whole, lang) for f in rows)


def _whole_debits(results: Results) -> dict[str, int]:
    """The amount taken from the account at once, by payment, where that was for several things."""
    several = results.payments[results.payments["debited_minor"].notna()]
    return {p["payment_id"]: int(p["debited_minor"]) for p in records(several[["payment_id", "debited_minor"]])}


def mirrors_of(results: Results, end: Row, lang: Lang) -> tuple[Mirror, ...]:
    """The rows of charges in other bills; `same_as` names the charge by its transaction or its finding."""
    findings = own(results.findings, end)
    is_mirror = findings["verdict"] == "mirror"
    charges = records(findings[~is_mirror])
    of = {c[key]: c["finding_id"] for c in charges for key in ("finding_id", "transaction_id")}
    return tuple(
        Mirror(of.get(m["same_as"], ""), labels.channel(m["channel"]).to(lang), plain(m["file"], 120), int(m["row"]))
        for m in records(findings[is_mirror].sort_values(["file", "row"]))
    )


def _charge(finding: Row, line: Row, same_as: Any, end: Row, whole: dict[str, int], lang: Lang) -> Charge:
    currency = finding["currency"]
    owed, asked = finding["claimable_minor"] > 0, line.get("in_question_minor", 0) > 0
    return Charge(
        finding_id=finding["finding_id"],
        verdict=finding["verdict"],
        timing=timing(finding, end),
        date=finding["civil_date"].date(),
        on=day(finding["civil_date"], lang),
        at=moment(finding["occurred_at"], finding["has_time"], lang) or day(finding["civil_date"], lang),
        amount=money(finding["amount_minor"], currency, lang),
        principal=money(line.get("principal_minor", 0), currency, lang),
        refunded=some_money(line.get("refunded_minor", 0), currency, lang),
        interest=some_money(line.get("interest_minor", 0), currency, lang),
        interest_from=day(line.get("interest_from_on", pd.NaT), lang),
        reckoning=_reckoning(line.get("segments", ""), lang),
        asked=some_money(line.get("in_question_minor", 0), currency, lang),
        period_from=day(finding["period_start"], lang),
        period_to=day(finding["period_end"], lang),
        unused_days=_whole(finding["unused_days"]),
        period_days=_whole(finding["period_days"]),
        number=plain(finding["reference"], 80),
        merchant_number=plain(finding["merchant_reference"], 80),
        channel=finding["channel"],
        channel_name=labels.channel(finding["channel"]).to(lang),
        respondent=finding["respondent"],
        addressee=_store(finding) or finding["channel"],
        card=plain(finding["funding_account"]),
        issuer=_issuer(finding, lang),
        seller=plain(finding["counterparty"], 40),
        same_as=day(same_as, lang) if same_as is not None else "",
        standing="owed" if owed else "asked" if asked else "other",
        over_three_years=bool(line.get("over_three_years", False)),
        file=plain(finding["file"], 120),
        row=int(finding["row"]),
        debited=some_money(whole.get(finding["payment_id"], 0), currency, lang),
        is_settled=owed and line.get("principal_minor", 0) == 0 and not asked and line.get("refunded_minor", 0) > 0,
    )


def _store(finding: Row) -> str:
    """The app store that must pay back a charge taken on a wallet or card, by its history or its words; "" for none."""
    if finding["respondent"] != "store":
        return ""
    if finding["store"]:
        return str(finding["store"])
    text = f"{finding['counterparty']} {finding['description']}"
    stores = [c for c in catalogue.channels() if c.kind == "store"]
    named = (c.id for c in stores if any(w.casefold() in text.casefold() for w in c.wallet_prefixes))
    return catalogue.store_that_took(text) or next(named, "")


def _issuer(finding: Row, lang: Lang) -> str:
    """The bank whose bill it is, or whose name the wallet prints with the card; "" where neither is known."""
    banks = [c for c in catalogue.channels() if c.id.startswith("bank:")]
    known = (c for c in banks if c.id == finding["channel"] or c.name.zh in finding["method"])
    return next((c.name.to(lang) for c in known), "")


def _whole(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


def _reckoning(segments: str, lang: Lang) -> str:
    """How the interest comes about, stretch by stretch: balance, yearly rate, days."""
    days = "天" if lang == "zh" else " days"
    parts = [f"{s['balance']} × {s['percent']}% × {s['days']}{days}" for s in json.loads(segments or "[]")]
    return " + ".join(parts)
