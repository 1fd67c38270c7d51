"""Payments under one agreement: a wallet's billing agreement, a SEPA mandate, a store's subscription.

An agreement is stronger than words. What one seller takes under it is one plan, whatever the text of each payment says;
the seller's very name may change, from a payment service's to the brand's, where the payments keep one steady beat. Two
sellers may share an agreement, and one may hold two: those stay apart.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd

from audit import catalogue
from audit.judging.coded import Coded, Flags
from audit.judging.series import steady
from audit.judging.texts import wallet_in

_SAYS = ["seller", "core", "word_interval", "word_count", "one_off", "beneficiary"]


def of_agreement(charges: pd.DataFrame) -> pd.Series:
    """The agreement each charge was made under, "" for none.

    The mandate by which a bank pays a wallet says nothing of what was bought there.
    """
    agreement = charges["mandate_id"]
    if not agreement.ne("").any():
        return agreement
    bank = charges["channel"].str.startswith("bank")
    named = {name: bool(wallet_in(name)) for name in charges.loc[bank, "counterparty"].unique()}
    return agreement.mask(bank & charges["counterparty"].map(named).eq(True), "")


def is_automatic(category: pd.Series) -> Flags:
    """Charges that a wallet's own column of kinds says it makes by itself."""
    kinds = Coded.of(category)
    return np.asarray(kinds.each(lambda word: _automatic().search(word) is not None, bool)[kinds.code])


def one_plan_per_agreement(read: pd.DataFrame) -> pd.DataFrame:
    """The charges under an agreement with one seller and one text where they are one plan."""
    read = _as_one(read, ["person", "agreement", "beneficiary"], in_turn=False)
    return _as_one(read, ["person", "agreement", "beneficiary", "seller"], in_turn=True)


def side_by_side(read: pd.DataFrame) -> pd.Series:
    """The agreement of each charge that runs beside a larger one of the same `plan`; "" where it is the only one.

    One agreement after the other is one plan taken up again.
    """
    nothing = pd.Series("", index=read.index, dtype="str")
    under = read[read["agreement"].ne("")]
    if under.empty:
        return nothing
    held = under.groupby(["plan", "agreement"], sort=True)["civil_date"].agg(["min", "max", "size"]).reset_index()
    held = held.sort_values(["plan", "min", "agreement"], kind="stable", ignore_index=True)
    held = held.assign(run=_runs(held, ["plan"]))
    largest = held.sort_values(["run", "size", "min", "agreement"], ascending=[True, False, True, True], kind="stable")
    apart = largest[largest.duplicated("run")]
    if apart.empty:
        return nothing
    beside = pd.MultiIndex.from_frame(read[["plan", "agreement"]]).isin(
        pd.MultiIndex.from_frame(apart[["plan", "agreement"]])
    )
    return nothing.mask(beside, read["agreement"]).astype("str")


def _as_one(read: pd.DataFrame, key: list[str], *, in_turn: bool) -> pd.DataFrame:
    """The rows of each key that holds several plans, as its commonest plan, if together they keep one steady beat.

    With `in_turn`, also where no two of the plans overlap in time.
    """
    under = read[read["agreement"].ne("")]
    plans = under.groupby([*key, *_rest(key)], sort=True)["civil_date"].agg(["min", "max", "size"]).reset_index()
    plans = plans[plans.duplicated(key, keep=False)]
    if plans.empty:
        return read
    rows = under[pd.MultiIndex.from_frame(under[key]).isin(pd.MultiIndex.from_frame(plans[key]))]
    group = rows.groupby(key, sort=True).ngroup()
    one = steady(rows.assign(plan=group))
    if in_turn:
        ordered = plans.sort_values([*key, "min", "max"], kind="stable", ignore_index=True)
        alone = ~ordered.assign(run=_runs(ordered, key)).duplicated("run", keep=False)
        one |= alone.groupby([ordered[k] for k in key], sort=True).all().to_numpy()
    last = plans.sort_values([*key, "size", "max", *_rest(key)], kind="stable").drop_duplicates(key, keep="last")
    chosen = rows[[*key]].assign(label=rows.index)[one[group.to_numpy()]].merge(last, on=key).set_index("label")
    changed = {
        name: read[name].mask(read.index.isin(chosen.index), chosen[name].reindex(read.index)) for name in _rest(key)
    }
    return read.assign(**{name: values.astype(read[name].dtype) for name, values in changed.items()})


def _rest(key: list[str]) -> list[str]:
    return [name for name in _SAYS if name not in key]


def _runs(spans: pd.DataFrame, key: list[str]) -> pd.Series:
    """A number for each stretch of overlapping spans of one key; `spans` are in the order of key and beginning."""
    until = spans.groupby(key, sort=False)["max"].cummax()
    before = until.groupby([spans[k] for k in key], sort=False).shift()
    return (before.isna() | spans["min"].gt(before)).cumsum()


@cache
def _automatic() -> re.Pattern[str]:
    return re.compile("|".join(catalogue.words().automatic), re.IGNORECASE)
