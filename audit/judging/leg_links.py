"""Rows that are part of another row's payment: where its money came from, its exchange, what was held for it.

A wallet prints one payment in several rows. One of them paid the seller; the others name it by its number and carry
money to it and from it. An authorisation becomes one capture or several, and holds the agreement they were made under.
"""

from __future__ import annotations

import pandas as pd

from audit.judging.legs import BACK, DEAD
from audit.judging.link_rows import as_links
from audit.tables import LINKS

PARTS = ("funding", "fx_leg", "authorization")  # kinds that are never a payment of their own
_OWN = ["person", "channel", "account_id"]
_STEPS = 4  # a hold's release names the hold, the hold the authorisation, the authorisation its capture
_NO_NUMBER = r"[0-9.,]+[eE]\+[0-9]+|0+"  # spoilt by a spreadsheet program: it names many rows
_STATES = {"pending": 0, "settled": 1, "reversed": 2}


def leg_links(standing: pd.DataFrame) -> pd.DataFrame:
    """LINKS `leg` from a part to its payment, and `pending_posted` from what was pending to what it became.

    By number within one account; where a bill prints no such numbers, a part belongs to the only payment of its very
    second. A part whose payment stands in no bill has no link, and is no payment either.
    """
    part = standing["kind"].isin(PARTS) | _sent_on(standing)
    changes = standing["status"].ne("settled") & standing["reference"].ne("")
    if not (part | changes).any():
        return LINKS.empty()
    alive = ~standing["status"].isin(DEAD)
    parts, payments = standing[alive & part], standing[alive & ~part & standing["kind"].ne("purchase")]
    posted = _became(payments)
    if parts.empty:
        return pd.concat([LINKS.empty(), as_links(standing, posted, "pending_posted")], ignore_index=True)
    payments = payments.drop(posted["from"])
    captured = _captures(parts, payments)
    rest = parts.drop(captured["from"].unique())
    named = _named(rest, parts, payments)
    found = pd.concat([named, _same_second(rest.drop(named["from"]), payments)], ignore_index=True)
    return pd.concat(
        [
            as_links(standing, found, "leg"),
            as_links(standing, pd.concat([posted, captured], ignore_index=True), "pending_posted"),
        ],
        ignore_index=True,
    )


def _sent_on(rows: pd.DataFrame) -> pd.Series:
    """Transfers to nobody that name a payment: a refund on its way to the bank."""
    return rows["kind"].eq("transfer") & rows["counterparty"].eq("") & rows["original_reference"].ne("")


def _became(payments: pd.DataFrame) -> pd.DataFrame:
    """Rows of one number and kind in an earlier state: pending, before it was settled; settled, before it went back."""
    key = [*_OWN, "reference", "kind", "direction", "amount_minor", "currency"]
    unsettled = payments.loc[payments["status"].ne("settled") & payments["reference"].ne(""), "reference"]
    unsettled = unsettled[~unsettled.str.fullmatch(_NO_NUMBER)]
    if unsettled.empty:
        return _pairs(payments.iloc[:0], payments.iloc[:0], "status")
    numbered = payments[payments["reference"].isin(unsettled)]
    ranked = numbered.assign(label=numbered.index, rank=numbered["status"].map(_STATES))
    ranked = ranked.sort_values([*key, "rank", "occurred_at", "transaction_id"], kind="stable")
    last = ranked.groupby(key, sort=False)[["label", "rank"]].transform("last")
    earlier = ranked[ranked["rank"].lt(last["rank"])]
    return _pairs(payments.loc[earlier.index], payments.loc[last["label"].loc[earlier.index]], "status")


def _captures(parts: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    """Authorisations and every payment that names one as what it was made under, or goes by its very number."""
    paid = payments[~payments["kind"].isin(BACK)]
    held = parts[parts["kind"].eq("authorization") & parts["reference"].ne("")]
    held = held[~held["reference"].str.fullmatch(_NO_NUMBER)]
    named = pd.concat([_labelled(paid, "original_reference"), _labelled(paid, "reference")])
    edges = _labelled(held, "reference").merge(named.drop_duplicates(), on=[*_OWN, "number"])
    return _pairs(parts.loc[edges["label_x"]], payments.loc[edges["label_y"]], "reference")


def _named(rest: pd.DataFrame, parts: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    """Parts that name their payment's number, or another part that does; or the number that one payment names too."""
    by_number = _only(_labelled(payments, "reference"))
    captures = payments[payments["original_reference"].ne("") & ~payments["kind"].isin(BACK)]
    by_original = _only(_labelled(captures, "original_reference"))
    following = _only(_labelled(parts[parts["original_reference"].ne("")], "reference"))
    origin = parts["original_reference"]
    at, found = rest["original_reference"], pd.Series(pd.NA, index=rest.index, dtype="Int64")
    for _ in range(_STEPS):
        key = pd.MultiIndex.from_arrays([*(rest[name] for name in _OWN), at])
        for known in (by_number, by_original):
            hit = pd.Series(known.reindex(key).array, index=rest.index, dtype="Int64")
            found = found.where(found.notna(), hit)
        step = pd.Series(following.reindex(key).array, index=rest.index, dtype="Int64")
        at = step.map(origin).fillna("").astype("str")
    sure = found.dropna().astype("int64")
    return _pairs(rest.loc[sure.index], payments.loc[sure], "reference")


def _same_second(rest: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    """Funding and exchange that name no number, and the only payment of their account in their second."""
    bare = rest[rest["original_reference"].eq("") & rest["has_time"] & rest["kind"].ne("authorization")]
    paid = payments[payments["has_time"] & payments["kind"].ne("transfer")]
    only = paid[~paid.duplicated([*_OWN, "occurred_at"], keep=False)]
    edges = bare.assign(label=bare.index)[[*_OWN, "occurred_at", "label"]].merge(
        only.assign(label=only.index)[[*_OWN, "occurred_at", "label"]], on=[*_OWN, "occurred_at"]
    )
    return _pairs(rest.loc[edges["label_x"]], payments.loc[edges["label_y"]], "time")


def _labelled(rows: pd.DataFrame, number: str) -> pd.DataFrame:
    return rows[_OWN].assign(number=rows[number], label=rows.index)


def _only(labelled: pd.DataFrame) -> pd.Series:
    """The label of each number that one row alone has."""
    once = labelled[labelled["number"].ne("") & ~labelled.duplicated([*_OWN, "number"], keep=False)]
    return pd.Series(once["label"].array, index=pd.MultiIndex.from_frame(once[[*_OWN, "number"]]), dtype="int64")


def _pairs(parts: pd.DataFrame, payments: pd.DataFrame, rule: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"from": parts.index.to_numpy(), "to": payments.index.to_numpy(), "rule": rule, "certain": True}
    )
