"""The principal owed from day to day: up with every claimed charge, down with every refund of one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from audit.tables import OWING

_KEYS = ["person", "finding_id"]


def owing(findings: pd.DataFrame, refunds: pd.DataFrame, lines: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """OWING: each change of the principal and the balance after it, by currency; it ends at the claim's principal.

    A charge counts from its first day of interest, else from the debit; a refund from its own day, or the charge's
    where no record tells it. `lines` are the claim's.
    """
    charges = _charges(findings, lines)
    changes = pd.concat([charges, _refunds(charges, refunds, as_of)], ignore_index=True)
    changes = changes.sort_values(["currency", "changed_on", "change", "finding_id"], kind="stable", ignore_index=True)
    signed = changes["change_minor"].where(changes["change"] == "charge", -changes["change_minor"])
    return OWING.of(changes.assign(balance_minor=signed.groupby(changes["currency"]).cumsum()))


def _charges(findings: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    claimed = lines[lines["kind"].eq("charge") & lines["claimable_minor"].gt(0)]
    known = findings[[*_KEYS, "interest_from_on", "civil_date"]]
    owed = claimed.drop(columns="interest_from_on").merge(known, on=_KEYS, how="inner", validate="1:1")
    return owed[["person", "cancellation_id", "finding_id", "currency", "principal_minor"]].assign(
        changed_on=owed["interest_from_on"].fillna(owed["civil_date"]),
        change="charge",
        change_minor=owed["claimable_minor"],
    )


def _refunds(charges: pd.DataFrame, refunds: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What each refund took from its charge: together what the claim leaves off it, the last one the rest."""
    known = refunds[~(refunds["refunded_on"] > pd.Timestamp(as_of))]
    back = known[[*_KEYS, "refund_id", "refunded_on", "amount_minor"]].merge(charges, on=_KEYS, how="inner")
    day = back["refunded_on"].fillna(back["changed_on"])
    back = back.assign(changed_on=np.maximum(day, back["changed_on"]))
    back = back.sort_values([*_KEYS, "changed_on", "refund_id"], kind="stable", ignore_index=True)
    taken = back["change_minor"] - back["principal_minor"]  # of the whole charge
    so_far = back.groupby(_KEYS)["amount_minor"].cumsum().clip(upper=taken)
    is_last = ~back.duplicated(_KEYS, keep="last")
    reached = so_far.mask(is_last, taken)
    before = reached.groupby([back[k] for k in _KEYS]).shift(fill_value=0)
    return back.assign(change="refund", change_minor=reached - before)[list(charges.columns)]
