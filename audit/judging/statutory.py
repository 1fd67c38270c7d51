"""Statutory damages (Consumer Rights Protection Law art. 55): computed for information, never part of a sum."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pandas as pd

from audit.law import Law
from audit.money import round_half_up, to_minor
from audit.tables import CLAIM_TOTALS

_KEYS = ["person", "cancellation_id", "currency"]


def statutory_damages(
    totals: pd.DataFrame, lines: pd.DataFrame, findings: pd.DataFrame, law: Law, as_of: date, ticked: pd.Series
) -> pd.DataFrame:
    """The totals with `statutory_minor` (a multiple of the fee, at least the floor) and `statutory_claimed`.

    It is claimed only where the user ticked it and every claimed charge's cancellation is proved by A or B
    (RULES §3.6); the fee is the principal of the claim, and no fee means no damages.
    """
    rule = next(
        (r for r in law.rules_on("conditional_damages", charge=as_of) if r.id == law.claim.conditional_damages), None
    )
    if rule is None:
        return CLAIM_TOTALS.of(totals.assign(statutory_minor=0, statutory_claimed=False))
    times, floor = Fraction(rule.text("multiplier")), to_minor(rule.text("floor"), law.currency)
    amount = [max(round_half_up(times * fee), floor) if fee else 0 for fee in totals["principal_minor"].tolist()]
    owed = pd.Series(amount, index=totals.index, dtype="int64").where(totals["currency"] == law.currency, 0)
    weak = lines[(lines["principal_minor"] > 0)].merge(
        findings.loc[~findings["proof"].isin(["A", "B"]), ["person", "finding_id"]], on=["person", "finding_id"]
    )
    unproved = pd.MultiIndex.from_frame(totals[_KEYS]).isin(pd.MultiIndex.from_frame(weak[_KEYS]))
    return CLAIM_TOTALS.of(totals.assign(statutory_minor=owed, statutory_claimed=(owed > 0) & ticked & ~unproved))
