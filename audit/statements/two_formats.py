"""One bank account exported in two formats: what both tell of is one row, whatever number and words each prints.

An OFX, CAMT or MT940 file does not say of which bank it is: it may repeat the bank's own CSV, or another such file.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

_KEY = ["account_id", "day", "amount_minor", "currency", "direction", "nth"]
_ANY_BANK = "bank"


def told_once(rows: pd.DataFrame, ids: pd.Series, formats: Mapping[str, str]) -> pd.Series:
    """The ids, with rows of one account, booking day, amount and direction in two formats under one id.

    Equal rows of one day are told apart by their order, so two payments stay two. `formats` names the format of each
    bank's file.
    """
    if len(set(formats.values())) < 2:
        return ids
    bank = rows[rows["file"].isin(list(formats)) & rows["account_id"].ne("") & rows["status"].eq("settled")]
    told = bank.assign(id=ids, format=bank["file"].map(formats), day=bank["posted_on"].fillna(bank["civil_date"]))
    several = told.groupby("account_id")["format"].transform("nunique").gt(1)
    if not several.any():
        return ids
    once = told[several].sort_values(["exported_at", "file", "row"], kind="stable").drop_duplicates(["format", "id"])
    once = once.assign(nth=once.groupby(["format", *_KEY[:-1]]).cumcount())
    named: dict[str, str] = {}
    leading = once.iloc[:0]
    for _, own in sorted(once.groupby("format"), key=lambda one: (_is_any(one[1]), one[0])):
        pairs = own.merge(leading[[*_KEY, "channel", "id"]], on=_KEY, suffixes=("", "_told"))
        same = pairs["channel"].eq(pairs["channel_told"]) | pairs["channel"].eq(_ANY_BANK)
        pairs = pairs[same].drop_duplicates("id").drop_duplicates("id_told")
        named |= dict(zip(pairs["id"], pairs["id_told"], strict=True))
        leading = pd.concat([leading, own[~own["id"].isin(pairs["id"])]])
    return ids.map(lambda id: named.get(id, id)).astype("str") if named else ids


def _is_any(own: pd.DataFrame) -> bool:
    return bool(own["channel"].eq(_ANY_BANK).all())
