"""Statutory damages (Consumer Rights Protection Law art. 55): computed for information, never part of a sum."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd

from audit.law import Law
from audit.money import round_half_up, to_minor
from audit.tables import CLAIM_TOTALS

_KEYS = ["person", "cancellation_id", "currency"]
_CANCELLATION = ["person", "cancellation_id"]
_FINDING = ["person", "finding_id"]
_NO_FRAUD = ("late_cancel", "wrong_rail", "notice_disputed", "precharged", "resubscribed")


def statutory_damages(
    totals: pd.DataFrame, lines: pd.DataFrame, findings: pd.DataFrame, law: Law, as_of: date, ticked: pd.Series
) -> pd.DataFrame:
    """The totals with `statutory_minor` (a multiple of the fee, at least the floor) and `statutory_claimed`.

    It is claimed only where the user ticked it, every claimed charge's cancellation is proved by A or B, and nobody
    subscribed again (RULES §3.6). The fee is the principal of the claim, but for charges of which the user said
    "owed" though the cancellation came late, at the wrong place, or what is disputed is a notice; no fee, no damages.
    """
    rule = next(
        (r for r in law.rules_on("conditional_damages", charge=as_of) if r.id == law.claim.conditional_damages), None
    )
    if rule is None:
        return CLAIM_TOTALS.of(totals.assign(statutory_minor=0, statutory_claimed=False))
    times, floor = Fraction(rule.text("multiplier")), to_minor(rule.text("floor"), law.currency)
    facts = lines.merge(findings[["person", "finding_id", "machine_verdict", "verdict", "proof"]], on=_FINDING)
    fees = facts[~facts["machine_verdict"].isin(_NO_FRAUD)].groupby(_KEYS)["principal_minor"].sum()
    fee = fees.reindex(pd.MultiIndex.from_frame(totals[_KEYS]), fill_value=0).tolist()
    amount = [max(round_half_up(times * paid), floor) if paid else 0 for paid in fee]
    owed = pd.Series(amount, index=totals.index, dtype="int64").where(totals["currency"] == law.currency, 0)
    unproved = (facts["principal_minor"] > 0) & ~facts["proof"].isin(["A", "B"])
    again = facts["verdict"].eq("resubscribed") | facts["machine_verdict"].eq("resubscribed")
    weak = pd.MultiIndex.from_frame(facts.loc[unproved | again, _CANCELLATION])
    barred = pd.MultiIndex.from_frame(totals[_CANCELLATION]).isin(weak)
    return CLAIM_TOTALS.of(totals.assign(statutory_minor=owed, statutory_claimed=(owed > 0) & ticked & ~barred))
