"""What one cancellation's letters may say, taken from the tables and put into words of one language.

Nothing is added up here: every amount stands in a table of the audit as it stands in the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from audit.law import Law
from audit.reports import labels
from audit.reports.letter_charges import Charge, Mirror, charges_of, mirrors_of
from audit.reports.letter_words import day, listed, moment, money, plain, some_money
from audit.reports.records import Row, own, records
from audit.tables import Results
from audit.wording import Lang


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
    ends_later: bool  # after the day of the letter
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
    charges = charges_of(results, end, lang)
    plan = records(results.subscriptions[results.subscriptions["subscription_id"] == end["subscription_id"]])
    totals = records(own(results.claims.totals, end))
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
        ends_later=pd.notna(end["service_end"]) and end["service_end"].date() > results.as_of,
        rule=plain(end["rule_zh" if lang == "zh" else "rule"], 120).rstrip("。."),
        notice=plain(end["notice_text"], 200),
        resubscribed=moment(end["resubscribed_at"], end["resubscribed_has_time"], lang),
        charges=charges,
        mirrors=mirrors_of(results, end, lang),
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
