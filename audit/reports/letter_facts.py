"""What one cancellation's letters may say, taken from the tables and put into words of one language.

Nothing is added up here: every amount stands in a table of the audit as it stands in the letter.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from audit import catalogue
from audit.law import Law
from audit.reports import labels
from audit.reports.letter_words import day, listed, moment, money, plain, some_money
from audit.reports.records import Row, records
from audit.tables import Results
from audit.wording import Lang


@dataclass(frozen=True)
class Charge:
    """One judged debit in a letter; amounts are "" where they are zero, days "" where they are not known."""

    finding_id: str
    verdict: str
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
    seller: str
    same_as: str
    standing: str  # owed, asked or other
    over_three_years: bool
    file: str
    row: int


@dataclass(frozen=True)
class Mirror:
    """The row of a charge in another bill: evidence, and no payment of its own."""

    finding_id: str
    channel_name: str
    file: str
    row: int


@dataclass(frozen=True)
class Total:
    """The sums of one currency; "" where a head is zero."""

    principal: str
    interest: str
    costs: str
    total: str
    asked: str


@dataclass(frozen=True)
class Refund:
    """Money that came back; `certain` is False where it names no charge."""

    date: date | None
    on: str
    amount: str
    certain: bool
    charged_on: str


@dataclass(frozen=True)
class Facts:
    """One cancellation in words: who, what, when, how much. Blank text means unknown, and a letter leaves it open."""

    lang: Lang
    cancellation_id: str
    service: str
    merchant: str
    printed_as: str
    credit_code: str
    address: str
    price: str
    every: str
    rails: tuple[str, ...]
    opened: str
    cancelled: str
    confirmed: str
    path: str
    proof: str
    end: str
    rule: str
    notice: str
    resubscribed: str
    charges: tuple[Charge, ...]
    mirrors: tuple[Mirror, ...]
    refunds: tuple[Refund, ...]
    totals: tuple[Total, ...]
    recent_totals: tuple[Total, ...]  # without what is over three years old
    as_of: str
    statutory: bool
    claims: bool  # whether there is anything to be paid, and not only something to be explained

    @property
    def owed(self) -> tuple[Charge, ...]:
        """Charges that had to be paid back, those already refunded included."""
        return tuple(c for c in self.charges if c.standing == "owed")

    @property
    def asked(self) -> tuple[Charge, ...]:
        """Charges the merchant is asked to explain; none of them is in a claimed sum."""
        return tuple(c for c in self.charges if c.standing == "asked")

    def only(self, kept: tuple[Charge, ...]) -> Facts:
        """The same matter with these charges alone; sums are left out unless they are still the sums of all owed."""
        same = {c.finding_id for c in kept if c.standing == "owed"} == {c.finding_id for c in self.owed}
        refunds = tuple(r for r in self.refunds if r.charged_on in {c.on for c in kept} or not r.certain)
        mirrors = tuple(m for m in self.mirrors if m.finding_id in {c.finding_id for c in kept})
        return replace(self, charges=kept, mirrors=mirrors, refunds=refunds, totals=self.totals if same else ())

    def filed(self) -> Facts:
        """The matter as 12315 takes it, with its sums: nothing over three years old, nothing that is only asked."""
        kept = self.only(tuple(c for c in self.charges if not c.over_three_years and c.standing != "asked"))
        return kept if kept.totals else replace(kept, totals=self.recent_totals)


def facts(results: Results, end: Row, law: Law, lang: Lang) -> Facts:
    """The words of one row of service ends; `law` is the jurisdiction's."""
    charges = _charges(results, end, lang)
    plan = records(results.subscriptions[results.subscriptions["subscription_id"] == end["subscription_id"]])
    totals = records(_mine(results.claims.totals, end))
    involved = [c for c in charges if c.standing != "other"] or charges
    sellers = list(dict.fromkeys(c.seller for c in involved if c.seller))
    price = money(plan[0]["amount_minor"], plan[0]["currency"], lang) if plan else ""
    one_price = {c.amount for c in charges if c.standing == "owed"} == {price}
    return Facts(
        lang=lang,
        cancellation_id=end["cancellation_id"],
        service=plain(_service(end, plan, involved)),
        merchant=plain(end["merchant_name"]),
        printed_as=listed([s for s in sellers if s != plain(end["merchant_name"])][:3], lang),
        credit_code=plain(end["credit_code"]),
        address=plain(end["merchant_address"]),
        price=price if one_price else "",  # where charges differ, each stands with its own amount
        every=labels.every(plan[0]["interval"], plan[0]["interval_count"]).to(lang) if plan else "",
        rails=tuple(dict.fromkeys(c.channel_name for c in involved if c.channel != "hand")),
        opened=day(end["opened_at"], lang),
        cancelled=moment(end["cancelled_at"], end["cancelled_has_time"], lang),
        confirmed=moment(end["confirmed_at"], end["confirmed_has_time"], lang),
        path=end["path"],
        proof=end["proof"],
        end=day(end["service_end"], lang),
        rule=plain(end["rule_zh" if lang == "zh" else "rule"], 120).rstrip("。."),
        notice=plain(end["notice_text"], 200),
        resubscribed=moment(end["resubscribed_at"], end["resubscribed_has_time"], lang),
        charges=charges,
        mirrors=_mirrors(_mine(results.findings, end), lang),
        refunds=_refunds(results, charges, lang),
        totals=tuple(_total(t, lang) for t in totals),
        recent_totals=tuple(_total(t, lang, "recent_") for t in totals),
        as_of=day(results.as_of, lang),
        statutory=any(t["statutory_claimed"] for t in totals) and bool(law.wording.h4.zh),
        claims=any(t["total_minor"] for t in totals),
    )


def _service(end: Row, plan: list[Row], involved: Sequence[Charge]) -> str:
    """The plan as printed where the user's name for it is part of that; a store prints days, and no plan."""
    printed = plan[0]["service"] if plan else ""
    is_plan = end["service"] in printed and all(c.respondent != "store" for c in involved)
    return str(printed if printed and is_plan else end["service"])


def _mine(table: pd.DataFrame, end: Row) -> pd.DataFrame:
    return table[(table["cancellation_id"] == end["cancellation_id"]) & (table["person"] == end["person"])]


def _charges(results: Results, end: Row, lang: Lang) -> tuple[Charge, ...]:
    """The judged payments in the order of their days; a mirror is no payment of its own."""
    findings = _mine(results.findings, end)
    findings = findings[findings["verdict"] != "mirror"].sort_values(["civil_date", "occurred_at", "finding_id"])
    lines = {line["finding_id"]: line for line in records(_mine(results.claims.lines, end))}
    rows = records(findings)
    days = {f[key]: f["civil_date"] for f in rows for key in ("finding_id", "transaction_id")}
    return tuple(_charge(f, lines.get(f["finding_id"], {}), days.get(f["same_as"]), lang) for f in rows)


def _charge(finding: Row, line: Row, same_as: Any, lang: Lang) -> Charge:
    currency = finding["currency"]
    owed, asked = finding["claimable_minor"] > 0, line.get("in_question_minor", 0) > 0
    return Charge(
        finding_id=finding["finding_id"],
        verdict=finding["verdict"],
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
        seller=plain(finding["counterparty"], 40),
        same_as=day(same_as, lang) if same_as is not None else "",
        standing="owed" if owed else "asked" if asked else "other",
        over_three_years=bool(line.get("over_three_years", False)),
        file=plain(finding["file"], 120),
        row=int(finding["row"]),
    )


def _store(finding: Row) -> str:
    """The app store that must pay back a charge taken on a wallet or card, by the words of its row; "" for none."""
    if finding["respondent"] != "store":
        return ""
    text = f"{finding['counterparty']} {finding['description']}".casefold()
    stores = [c for c in catalogue.channels() if c.kind == "store"]
    return next((c.id for c in stores if any(w.casefold() in text for w in c.wallet_prefixes)), "")


def _mirrors(findings: pd.DataFrame, lang: Lang) -> tuple[Mirror, ...]:
    """The rows of charges in other bills; `same_as` names the charge by its transaction or its finding."""
    is_mirror = findings["verdict"] == "mirror"
    charges = records(findings[~is_mirror])
    of = {c[key]: c["finding_id"] for c in charges for key in ("finding_id", "transaction_id")}
    return tuple(
        Mirror(of.get(m["same_as"], ""), labels.channel(m["channel"]).to(lang), plain(m["file"], 120), int(m["row"]))
        for m in records(findings[is_mirror].sort_values(["file", "row"]))
    )


def _whole(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


def _reckoning(segments: str, lang: Lang) -> str:
    """How the interest comes about, stretch by stretch: balance, yearly rate, days."""
    days = "天" if lang == "zh" else " days"
    parts = [f"{s['balance']} × {s['percent']}% × {s['days']}{days}" for s in json.loads(segments or "[]")]
    return " + ".join(parts)


def _refunds(results: Results, charges: tuple[Charge, ...], lang: Lang) -> tuple[Refund, ...]:
    """Every refund of these charges, once; one that may belong to several charges stands there as uncertain."""
    charged = {c.finding_id: c.on for c in charges}
    rows = results.refunds[results.refunds["finding_id"].isin(charged)]
    once = rows[rows["certain"] | ~rows.duplicated("refund_id")].sort_values(["refunded_on", "finding_id"])
    return tuple(_refund(r, charged[r["finding_id"]], lang) for r in records(once))


def _refund(row: Row, charged_on: str, lang: Lang) -> Refund:
    # A refund known only from the charge's own status stands at the charge's day: that is no day it came back.
    on = pd.NaT if row["refund_id"] == row["payment_id"] else row["refunded_on"]
    return Refund(
        date=None if pd.isna(on) else on.date(),
        on=day(on, lang),
        amount=money(row["amount_minor"], row["currency"], lang),
        certain=row["certain"],
        charged_on=charged_on,
    )


def _total(row: Row, lang: Lang, which: str = "") -> Total:
    """The sums of one currency; `which` is `recent_` for those without the charges of more than three years ago."""
    heads = f"{which}principal", f"{which}interest", "costs", f"{which}total", "in_question"
    return Total(*(some_money(row[f"{head}_minor"], row["currency"], lang) for head in heads))
