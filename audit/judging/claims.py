"""The claim: one line a charge and a cost, one sum a cancellation and currency, every figure a whole minor unit.

Principal is what a finding makes claimable less its refunds; interest runs on it where the law provides for it; costs
need a receipt. Statutory damages stand apart and are in no sum (RULES §3.3 to §3.7).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from audit.judging.balances import Paybacks, ordered
from audit.judging.charge_interest import charge_interest
from audit.judging.claim_notes import surplus_told
from audit.judging.claim_options import Ticked, chosen, reckoning, ticked
from audit.judging.cost_lines import cost_lines
from audit.judging.statutory import statutory_damages
from audit.law import Law, load
from audit.periods import month_anchors
from audit.tables import CLAIM_LINES, CLAIM_TOTALS, COSTS, MONEY, OPTIONS, RATES, Claims

_SUMS = {
    "principal_minor": "principal_minor",
    "interest_minor": "interest_minor",
    "cost_minor": "costs_minor",
    "in_question_minor": "in_question_minor",
}
_RECKONED = ("segments", "interest_note", "interest_note_zh", "needs_rate_update", "day_count", "rate_mode")


def compute_claims(
    findings: pd.DataFrame,
    refunds: pd.DataFrame,
    costs: pd.DataFrame | None = None,
    *,
    as_of: date,
    jurisdiction: str = "cn",
    rates: pd.DataFrame | None = None,
    statutory: Ticked = False,
    allocation: str | None = None,
    day_count: int | None = None,
    rate_mode: str | None = None,
    count_last_day: bool | None = None,
    options: pd.DataFrame | None = None,
) -> Claims:
    """What is owed on `as_of`, the day of filing, which bears no interest itself; refunds after it are not known yet.

    `statutory` says who ticked the box and its conditions: all, none, or these persons. The other arguments default to
    the law file's; `options` are what persons chose in their case files, each for itself.

    >>> from audit.tables import FINDINGS, REFUNDS
    >>> charge = {"person": ["p"], "finding_id": ["F1"], "cancellation_id": ["C1"], "verdict": ["after_end"],
    ...     "amount_minor": [3000], "claimable_minor": [3000], "currency": ["CNY"], "civil_date": ["2025-07-01"]}
    >>> owed = compute_claims(FINDINGS.of(charge), REFUNDS.empty(), as_of=date(2025, 9, 1)).totals.iloc[0]
    >>> int(owed["principal_minor"]), int(owed["interest_minor"])   # 30.00 at 3.00 % for 62 days
    (3000, 15)
    """
    law = load(jurisdiction)
    how = reckoning(
        law, as_of, allocation=allocation, day_count=day_count, rate_mode=rate_mode, count_last_day=count_last_day
    )
    own = OPTIONS.empty() if options is None else options
    findings = findings.reset_index(drop=True)
    paybacks = _paybacks(findings, refunds, as_of)
    reckoned = charge_interest(findings, paybacks, how, RATES.empty() if rates is None else rates, chosen(how, own))
    charges = _charge_lines(findings, paybacks, reckoned, law, as_of)
    lines = _sorted([surplus_told(charges), cost_lines(COSTS.empty() if costs is None else costs, charges, as_of)])
    totals = _totals(lines, findings)
    return Claims(lines, statutory_damages(totals, lines, findings, law, as_of, ticked(statutory, own, totals)))


def _paybacks(findings: pd.DataFrame, refunds: pd.DataFrame, as_of: date) -> Paybacks:
    """The refunds by the place of their finding; one without a day of its own counts from the first day of interest."""
    numbered = findings[["person", "finding_id"]].assign(
        line=np.arange(len(findings)), begin=findings["interest_from_on"].fillna(findings["civil_date"])
    )
    known = refunds[~(refunds["refunded_on"] > pd.Timestamp(as_of))]
    of = known.merge(numbered, on=["person", "finding_id"], how="inner", validate="m:1")
    dated = (of["refunded_on"].notna() & (of["refund_id"] != of["payment_id"])).to_numpy()
    days = of["refunded_on"].where(dated, of["begin"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    return ordered(
        Paybacks(of["line"].to_numpy(), days, of["amount_minor"].to_numpy(), of["certain"].to_numpy(), dated)
    )


def _charge_lines(
    findings: pd.DataFrame, paybacks: Paybacks, reckoned: pd.DataFrame, law: Law, as_of: date
) -> pd.DataFrame:
    """One line a finding; what doubtful refunds take from the principal is put in question instead."""
    back = paybacks.only(paybacks.certain).per_line(len(findings))
    claimable, amount = findings["claimable_minor"], findings["amount_minor"]
    bears = reckoned["bears"]
    begin, until = (
        pd.Series(reckoned[c].to_numpy().astype("datetime64[D]"), index=findings.index).astype("datetime64[s]")
        for c in ("begin_day", "until_day")
    )
    # a refund first meets what is claimable, and only its surplus what is merely asked about
    asked = (findings["questioned_minor"] - (back - claimable).clip(lower=0)).clip(lower=0)
    made = findings[["person", "cancellation_id", "finding_id", "currency", "amount_minor", "claimable_minor"]].assign(
        kind="charge",
        what=findings["description"].where(findings["description"] != "", findings["counterparty"]),
        refunded_minor=back,
        surplus_minor=(back - np.maximum(amount, claimable)).clip(lower=0),
        principal_minor=reckoned["principal_minor"],
        interest_minor=reckoned["interest_minor"],
        in_question_minor=asked + reckoned["firm_minor"] - reckoned["principal_minor"],
        interest_from_on=begin.where(bears),
        interest_to_on=until.where(bears),
        **{c: reckoned[c] for c in _RECKONED},
        **_limitation(findings, law, as_of),
    )
    return CLAIM_LINES.of(made)


def _limitation(findings: pd.DataFrame, law: Law, as_of: date) -> dict[str, object]:
    """The last day of limitation, reckoned from the debit (the earliest, safest start), and whether the debit itself
    lies further back than that term on the day of filing. Every demand that arrived in time starts the term again, up
    to the last day of all, so many years from the debit.
    """
    years, most = law.clocks.limitation_years, law.clocks.limitation_max_years
    if not years:
        return {}
    debit = findings["civil_date"]
    plain = limit = _years_on(debit, years)
    for demand in _demands(findings):
        limit = _years_on(demand, years).where((demand >= debit) & (demand <= limit), limit)
    if most:
        last = _years_on(debit, most)
        limit = limit.where(limit <= last, last)
    return {"limitation_on": limit, "over_three_years": plain < pd.Timestamp(as_of)}


def _demands(findings: pd.DataFrame) -> Iterator[pd.Series]:
    """The first demand of every finding's cancellation, then the second, and so on; blank where there is none."""
    told = {text: json.loads(text or "[]") for text in findings["demands"].unique()}
    yield findings["demanded_on"]
    for number in range(max(map(len, told.values()), default=0)):
        days = {text: on[number] if number < len(on) else None for text, on in told.items()}
        yield pd.to_datetime(findings["demands"].map(days)).astype("datetime64[s]")


def _years_on(days: pd.Series, years: int) -> pd.Series:
    """The same day some years on, 29 February clamped to the 28th; blank stays blank."""
    plain = days.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]")
    months = plain.astype("datetime64[M]")
    day = (plain - months.astype("datetime64[D]")).astype(np.int64) + 1
    moved = month_anchors(months.astype(np.int64) + 12 * years, day).astype("datetime64[D]")
    return pd.Series(moved, index=days.index).astype("datetime64[s]").where(days.notna())


def _sorted(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Lines by person, cancellation (C2 before C10) and kind, charges in the order they were judged."""
    lines = pd.concat(parts, ignore_index=True)
    keyed = lines.assign(_order=lines["cancellation_id"].str.zfill(12))
    return keyed.sort_values(["person", "_order", "kind"], kind="stable", ignore_index=True).drop(columns="_order")


def grand_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """The sums of all cancellations, one row a currency, in the columns of CLAIM_TOTALS."""
    sums = [c for c, kind in CLAIM_TOTALS.columns.items() if kind == MONEY]
    return CLAIM_TOTALS.of(totals.groupby("currency", sort=True, as_index=False)[sums].sum())


def _totals(lines: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The sums; the `recent` ones are without the charges of more than three years ago, which 12315 does not take."""
    keys = ["person", "cancellation_id", "currency"]
    heads = lines[["principal_minor", "interest_minor"]]
    parts = lines.assign(
        over_three_years_minor=heads.sum(axis=1).where(lines["over_three_years"], 0),
        recent_principal_minor=heads["principal_minor"].mask(lines["over_three_years"], 0),
        recent_interest_minor=heads["interest_minor"].mask(lines["over_three_years"], 0),
    )
    kept = [*_SUMS, "over_three_years_minor", "recent_principal_minor", "recent_interest_minor"]
    totals = _counted(parts, findings).groupby(keys, sort=False, as_index=False)[kept].sum().rename(columns=_SUMS)
    totals["total_minor"] = totals["principal_minor"] + totals["interest_minor"] + totals["costs_minor"]
    totals["recent_total_minor"] = totals["total_minor"] - totals["over_three_years_minor"]
    return totals


def _counted(lines: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The lines without those of mirrors in a currency of their own: an account's sum beside the price abroad."""
    seen = pd.MultiIndex.from_frame(findings.loc[findings["verdict"].eq("mirror"), ["person", "finding_id"]])
    mirror = pd.Series(pd.MultiIndex.from_frame(lines[["person", "finding_id"]]).isin(seen), index=lines.index)
    lone = mirror.groupby([lines[k] for k in ("person", "cancellation_id", "currency")]).transform("all")
    led = (~mirror).groupby([lines[k] for k in ("person", "cancellation_id")]).transform("any")
    return lines[~(lone & led)]
