"""How far the claim depends on what could be decided otherwise: one line an assumption, all else as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from audit.judging.claims import compute_claims
from audit.money import to_print
from audit.tables import ASSUMPTIONS, Claims
from audit.text_width import shortened
from audit.wording import Words

_SUMS = ["principal_minor", "interest_minor", "costs_minor", "total_minor"]
_PARTS = {"principal_minor": "principal_minor", "interest_minor": "interest_minor", "costs_minor": "cost_minor"}
_MADE_OF = list(_PARTS.values())
_MOST = 12  # questions with a line of their own; all together they have one anyway


def sensitivity(
    findings: pd.DataFrame,
    refunds: pd.DataFrame,
    costs: pd.DataFrame,
    *,
    as_of: date,
    jurisdiction: str = "cn",
    **how: Any,
) -> pd.DataFrame:
    """ASSUMPTIONS: the claim as it stands, under each open question, under all, and reckoned in other ways.

    `how` are the options of `compute_claims` the claim was made with.
    """
    given = {**how, "as_of": as_of, "jurisdiction": jurisdiction}
    stands = compute_claims(findings, refunds, costs, **given)
    rows = [_row(_AS_IS, stands.totals), *_by_question(findings, refunds, costs, stands, given)]
    for words, options in _OTHER_WAYS:
        rows.append(_row(words, compute_claims(findings, refunds, costs, **{**given, **options}).totals))
    return _table(rows)


def by_answer(
    findings: pd.DataFrame, refunds: pd.DataFrame, costs: pd.DataFrame, claims: Claims, **how: Any
) -> pd.DataFrame:
    """ASSUMPTIONS of the open questions alone, the claim as it stands first; none where no question is open."""
    if not claims.lines["in_question_minor"].any():
        return ASSUMPTIONS.empty()
    return _table([_row(_AS_IS, claims.totals), *_by_question(findings, refunds, costs, claims, how)])


def _by_question(
    findings: pd.DataFrame, refunds: pd.DataFrame, costs: pd.DataFrame, stands: Claims, how: dict[str, Any]
) -> list[pd.DataFrame]:
    """The claim with one question answered "owed", the greatest first, then with all of several.

    Every line is reckoned by itself, so one claim with all of them owed tells what each of them adds.
    """
    everything = findings["claimable_minor"] + findings["questioned_minor"]
    owed = findings.assign(claimable_minor=everything, questioned_minor=0)
    whole = compute_claims(owed, refunds[refunds["certain"]], costs, **how)
    gains = _gains(stands.lines, whole.lines, findings, refunds)
    base = _summed(stands.totals).set_index("currency")
    rows = []
    each = gains.groupby(["currency", "key"])
    for (currency, _), of in sorted(each, key=lambda q: (-q[1][_MADE_OF].sum().sum(), q[0])):
        first = of.iloc[0]
        facts = {"on": f"{first['civil_date']:%Y-%m-%d}", "amount": to_print(int(first["asked"]), str(currency))}
        facts["what"] = shortened(str(first["what"]), 18)
        added = of[_MADE_OF].sum()
        sums = {total: int(base.at[currency, total]) + int(added[part]) for total, part in _PARTS.items()}
        sums["total_minor"] = sum(sums.values())
        rows.append(pd.DataFrame([sums | {"currency": currency}]).assign(**_named(_ONE_OWED.fill(**facts))))
    return [*rows[:_MOST], *([_row(_ALL_OWED, whole.totals)] if len(rows) > 1 else [])]


def _gains(stands: pd.DataFrame, whole: pd.DataFrame, findings: pd.DataFrame, refunds: pd.DataFrame) -> pd.DataFrame:
    """What each charge in question adds when it is owed, beside the key of its question; its costs go with it."""
    keys = ["person", "finding_id"]
    more = stands.assign(asked=stands["in_question_minor"], **{c: whole[c] - stands[c] for c in _MADE_OF})
    more = more[more["asked"] > 0]
    asked = findings[[*keys, "civil_date", "question_key"]].merge(
        refunds[[*keys, "question_key"]].drop_duplicates(keys), on=keys, how="left", suffixes=("", "_of_refund")
    )
    charges = more[more["kind"] == "charge"].merge(asked, on=keys, how="inner")
    key = charges["question_key"].where(charges["question_key"] != "", charges["question_key_of_refund"].fillna(""))
    charges = charges.assign(key=key.where(key != "", charges["finding_id"]))
    costs = more[more["kind"] == "cost"].groupby(["person", "cancellation_id", "currency"])["cost_minor"].sum()
    own = pd.MultiIndex.from_frame(charges[["person", "cancellation_id", "currency"]])
    lone = ~charges.duplicated(["key", "cancellation_id", "currency"])
    return charges.assign(cost_minor=costs.reindex(own).fillna(0).astype("int64").to_numpy() * lone.to_numpy())


def _row(words: Words, totals: pd.DataFrame) -> pd.DataFrame:
    return _summed(totals).assign(**_named(words))


def _named(words: Words) -> dict[str, str]:
    return {"assumption": words.en, "assumption_zh": words.zh}


def _table(rows: list[pd.DataFrame]) -> pd.DataFrame:
    return ASSUMPTIONS.of(pd.concat(rows, ignore_index=True))


def _summed(totals: pd.DataFrame) -> pd.DataFrame:
    return totals.groupby("currency", sort=True)[_SUMS].sum().reset_index()


_AS_IS = Words("as claimed", "按现有主张")
_ONE_OWED = Words("{on} {what} ({amount}) owed", "{on} {what}（{amount}）应退")
_ALL_OWED = Words("every question answered “owed”", "所有问题均认定应退")
_OTHER_WAYS: tuple[tuple[Words, dict[str, Any]], ...] = (
    (Words("refunds pay interest first", "退款先抵利息"), {"allocation": "interest_first"}),
    (Words("interest on a year of 360 days", "利息按一年360天计"), {"day_count": 360}),
    (Words("the rate of the debit day throughout", "利率固定为扣款日利率"), {"rate_mode": "fixed_at_charge"}),
)
