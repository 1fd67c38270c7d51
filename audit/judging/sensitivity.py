"""How far the claim depends on what could be decided otherwise: one line an assumption, all else as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from audit.judging.claims import compute_claims
from audit.tables import Claims
from audit.wording import Words

_SUMS = ["principal_minor", "interest_minor", "costs_minor", "total_minor"]


def sensitivity(
    findings: pd.DataFrame,
    refunds: pd.DataFrame,
    costs: pd.DataFrame,
    *,
    as_of: date,
    jurisdiction: str = "cn",
    **how: Any,
) -> pd.DataFrame:
    """The claim under each assumption: `assumption`, `assumption_zh`, `currency` and the sums in minor units.

    The first line is the claim as it stands; `how` are the options of `compute_claims` it was made with.
    """
    rows = []
    for words, found, given, options in _assumptions(findings, refunds):
        claims = compute_claims(found, given, costs, as_of=as_of, jurisdiction=jurisdiction, **{**how, **options})
        rows.append(_summed(claims).assign(assumption=words.en, assumption_zh=words.zh))
    return pd.concat(rows, ignore_index=True)[["assumption", "assumption_zh", "currency", *_SUMS]]


def _assumptions(
    findings: pd.DataFrame, refunds: pd.DataFrame
) -> Iterator[tuple[Words, pd.DataFrame, pd.DataFrame, dict[str, Any]]]:
    everything = findings["claimable_minor"] + findings["questioned_minor"]
    yield _AS_IS, findings, refunds, {}
    yield _ALL_OWED, findings.assign(claimable_minor=everything, questioned_minor=0), refunds[refunds["certain"]], {}
    yield _INTEREST_FIRST, findings, refunds, {"allocation": "interest_first"}
    yield _YEAR_360, findings, refunds, {"day_count": 360}
    yield _FIXED_RATE, findings, refunds, {"rate_mode": "fixed_at_charge"}


def _summed(claims: Claims) -> pd.DataFrame:
    return claims.totals.groupby("currency", sort=True)[_SUMS].sum().reset_index()


_AS_IS = Words("as claimed", "按现有主张")
_ALL_OWED = Words("every question answered “owed”", "所有问题均认定应退")
_INTEREST_FIRST = Words("refunds pay interest first", "退款先抵利息")
_YEAR_360 = Words("interest on a year of 360 days", "利息按一年360天计")
_FIXED_RATE = Words("the rate of the debit day throughout", "利率固定为扣款日利率")
