"""Payments without their parts, knowing what the parts tell: the agreement, the cost at home, what a bank was asked."""

from __future__ import annotations

import pandas as pd

from audit.judging.leg_links import PARTS
from audit.judging.listing import LEG, leg_of, listed

_ID = ["person", "transaction_id"]
_JOINS = ("leg", "pending_posted")


def whole_payments(standing: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The standing rows that may be payments; authorisations, funding and exchange are none, linked or not.

    `posted_minor` and `posted_currency` say what a payment in foreign money cost in the account's own: its exchange
    leg, else the deposit made for it. `asked_minor` and `asked_currency` are columns beside the table: what another
    bill shows of it, the deposit if there was one.
    """
    part = standing["kind"].isin(PARTS)
    joins = links[links["relation"].isin(_JOINS)]
    if joins.empty:
        return standing[~part] if part.any() else standing
    joined = pd.MultiIndex.from_frame(standing[_ID]).isin(pd.MultiIndex.from_frame(joins[["person", "from_id"]]))
    told = _parts(standing, joins)
    return _costed(_agreed(standing[~part & ~joined], told), told)


def legs_listed(standing: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """A JSON array per payment of the rows that are part of it, in the order of time."""
    parts = _parts(standing, links[links["relation"].isin(_JOINS)])
    return listed(parts, leg_of, LEG) if len(parts) else pd.Series(dtype="str")


def _parts(standing: pd.DataFrame, joins: pd.DataFrame) -> pd.DataFrame:
    """The rows that are part of a payment, each with the `payment_id` it belongs to and the link's rule."""
    named = joins.rename(columns={"from_id": "transaction_id", "to_id": "payment_id"})
    known = standing.merge(named[[*_ID, "payment_id", "relation", "rule"]], on=_ID)
    return known.sort_values(["person", "payment_id", "occurred_at", "file", "row"], kind="stable")


def _agreed(payments: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The payments under the agreement that stands on the authorisation they were captured from."""
    agreed = told[told["mandate_id"].ne("")].drop_duplicates(["person", "payment_id"])
    known = _of_payment(payments, agreed.set_index(["person", "payment_id"])["mandate_id"])
    blank = payments["mandate_id"].eq("") & known.notna()
    return payments.assign(mandate_id=payments["mandate_id"].mask(blank, known).astype("str"))


def _costed(payments: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    own = payments.rename(columns={"transaction_id": "payment_id"})
    legs = told[told["relation"].eq("leg")].merge(
        own[["person", "payment_id", "direction", "currency"]], on=["person", "payment_id"], suffixes=("", "_paid")
    )
    same_way = legs["direction"].eq(legs["direction_paid"])
    foreign = legs["currency"].ne(legs["currency_paid"])
    exchanged = _sums(legs[legs["kind"].eq("fx_leg") & same_way & foreign])
    against = legs["direction"].ne(legs["direction_paid"])
    deposits = legs[legs["kind"].eq("funding")].assign(
        amount_minor=lambda d: d["amount_minor"].where(against[d.index], -d["amount_minor"])
    )
    deposited = _sums(deposits)
    abroad = deposits[foreign[deposits.index]]
    return _with(_with(payments, "posted", exchanged.combine_first(_sums(abroad))), "asked", deposited)


def _sums(legs: pd.DataFrame) -> pd.DataFrame:
    """What the legs of each payment come to, where they are in one currency and come to anything."""
    one = legs[legs.groupby(["person", "payment_id"])["currency"].transform("nunique").eq(1)]
    groups = one.groupby(["person", "payment_id"])
    sums = pd.DataFrame({"minor": groups["amount_minor"].sum(), "currency": groups["currency"].first()})
    return sums[sums["minor"].gt(0)]


def _with(payments: pd.DataFrame, name: str, sums: pd.DataFrame) -> pd.DataFrame:
    """The payments with `<name>_minor` and `<name>_currency` from the sums; what is not in them stays as it was."""
    minor = _of_payment(payments, sums["minor"]).astype("Int64")
    currency = _of_payment(payments, sums["currency"])
    had = payments.get(f"{name}_minor", pd.Series(pd.NA, index=payments.index, dtype="Int64"))
    spoken = payments.get(f"{name}_currency", pd.Series("", index=payments.index, dtype="str"))
    return payments.assign(
        **{
            f"{name}_minor": minor.fillna(had),
            f"{name}_currency": spoken.where(currency.isna(), currency).astype("str"),
        }
    )


def _of_payment(payments: pd.DataFrame, values: pd.Series) -> pd.Series:
    found = values.reindex(pd.MultiIndex.from_frame(payments[_ID]))
    return pd.Series(found.array, index=payments.index)
