"""What stores' histories make of payments: one row for each thing bought, in the words of the store.

A payment for several things becomes one row each, numbered `<transaction_id>:1`, `:2` … in the order of purchase; what
it was printed as, when and where stays. The rows of the history stand among its `mirrors`, rule `itemises`.
"""

from __future__ import annotations

import pandas as pd

from audit.judging.itemised import RELATION, gave_back, signed
from audit.judging.listing import KEY, MIRROR, listed, mirror_of
from audit.judging.persons import Row

_OF = ["person", "payment_id"]
_THING = ["description", "mandate_id"]  # what is bought; a category may name the part of its price, as `Tax` does
_TOLD = [*_THING, "category"]  # what the store says in the place of the payment's own words
_SELLER = ["counterparty", "counterparty_account"]
_WORDS = ("counterparty", *_TOLD)


def bought(standing: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The rows of histories that explain a payment for certain, with its `payment_id` and the number of the `item`.

    `refunded_minor` holds what came back of the item, by the row itself or by rows of their own; `order_back` what came
    back of its order, nobody says for which item.

    Rows of one order that read alike are one item, as a price and its tax are. Where a discount would leave an item
    without a price of its own, the whole payment is one.
    """
    rows = _linked(standing, links[links["relation"].eq(RELATION) & links["certain"]])
    if rows.empty:
        return rows.assign(**{c: pd.Series(dtype="int64") for c in ("item", "signed", "order_back")})
    rows = _with_returns(rows, standing[gave_back(standing) & standing["status"].eq("settled")])
    order = rows["merchant_reference"].where(rows["merchant_reference"].ne(""), rows["transaction_id"])
    alike = rows.assign(order=order).groupby([*_OF, "order", *_SELLER, *_THING], sort=False)
    rows = rows.assign(signed=signed(rows), alike=alike.ngroup())
    free = rows.groupby("alike")["signed"].transform("sum").le(0)
    whole = free.groupby([rows[k] for k in _OF]).transform("any")
    rows = rows.assign(alike=rows["alike"].mask(whole, -1))
    first = ~rows.duplicated([*_OF, "alike"])
    number = first.astype("int64").groupby([rows[k] for k in _OF], sort=False).cumsum()
    item = number.where(first).groupby([*(rows[k] for k in _OF), rows["alike"]]).transform("max")
    return rows.assign(item=item.astype("int64")).drop(columns="alike")


def with_items(payments: pd.DataFrame, standing: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The payments, those that a history explains as what was bought; `store` names whose history it is.

    `maybe_items` lists what may explain a payment that stays as it is printed. A payment's items are its amount, which
    `debited_minor` keeps where they are several.
    """
    named = payments.assign(
        store=pd.Series("", index=payments.index, dtype="str"),
        maybe_items=_possible(payments, standing, links),
        debited_minor=pd.Series(pd.NA, index=payments.index, dtype="Int64"),
    )
    rows = bought(standing, links)
    if rows.empty:
        return named
    amounts = named.set_index(_OF)["amount_minor"]
    sums = rows.groupby(_OF)["signed"].sum()
    sums = sums[sums.eq(amounts.reindex(sums.index))]
    rows = rows[pd.MultiIndex.from_frame(rows[_OF]).isin(sums.index)]
    explained = pd.MultiIndex.from_frame(named[_OF]).isin(sums.index)
    return pd.concat([named[~explained], _told(named[explained], rows)], ignore_index=True)


def with_refunds_told(standing: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The rows, payments knowing what the history of a store says was refunded of them."""
    rows = bought(standing, links)
    told = rows["refunded_minor"].fillna(0) + rows["order_back"]
    back = told.groupby([rows[k] for k in _OF]).sum()
    back = back[back.gt(0)]
    if back.empty:
        return standing
    key = pd.MultiIndex.from_frame(standing[["person", "transaction_id"]])
    known = pd.Series(back.reindex(key).array, index=standing.index)
    own = standing["refunded_minor"]
    return standing.assign(refunded_minor=own.mask(known.notna() & known.gt(own.fillna(0)), known))


def _with_returns(rows: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """The rows with what rows of their own say came back: by the item's number, else by the order's.

    What was charged back came back whole.
    """
    sums = returns.groupby(["person", "channel", "original_reference"])["amount_minor"].sum()
    found = {}
    for number in ("reference", "merchant_reference"):
        key = pd.MultiIndex.from_frame(rows[["person", "channel", number]])
        once = pd.Series(~key.duplicated(), index=rows.index)
        found[number] = pd.Series(sums.reindex(key).array, index=rows.index).where(once).fillna(0).astype("int64")
    reversed_ = rows["status"].eq("reversed") & ~rows["refunded_minor"].gt(0).fillna(False)
    own, of_item = rows["refunded_minor"].mask(reversed_, rows["amount_minor"]), found["reference"]
    return rows.assign(
        refunded_minor=own.mask(of_item.gt(0), own.fillna(0) + of_item), order_back=found["merchant_reference"]
    )


def _linked(standing: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The rows the links come from, with the payment each goes to, in the order of purchase."""
    ends = links.rename(columns={"from_id": "transaction_id", "to_id": "payment_id"})
    ends = ends[["person", "transaction_id", "payment_id"]]
    if ends.empty:
        return standing.iloc[:0].assign(payment_id=pd.Series(dtype="str"), rule=pd.Series(dtype="str"))
    rows = standing.merge(ends, on=["person", "transaction_id"]).assign(rule=RELATION)
    return rows.sort_values([*_OF, "occurred_at", "file", "row"], kind="stable", ignore_index=True)


def _told(payments: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each item, in the words of its first record that has any."""
    by = rows.sort_values([*_OF, "item", "signed"], ascending=[True, True, True, False], kind="stable")
    groups = by.assign(**{c: by[c].where(by[c].ne("")) for c in (*_TOLD, *_SELLER)}).groupby([*_OF, "item"])
    items = groups[[*_TOLD, *_SELLER]].first().fillna("").astype("str")
    items = items.assign(
        signed=groups["signed"].sum(),
        refunded=groups["refunded_minor"].sum(min_count=1),
        channel=groups["channel"].first(),
    )
    items = items.reset_index().assign(count=lambda i: i.groupby(_OF)["item"].transform("size"))
    made = payments.merge(items, on=_OF, suffixes=("", "_item"), validate="1:m")
    several = made["count"].gt(1)
    seller = made["counterparty_item"].ne("")
    worded = {c: made[f"{c}_item"].where(made[f"{c}_item"].ne(""), made[c]) for c in ("description", "category")}
    made = made.assign(
        **worded,
        **{c: made[f"{c}_item"].where(seller, made[c]) for c in _SELLER},
        mandate_id=made["mandate_id_item"],
        store=made["channel_item"],
        amount_minor=made["amount_minor"].where(~several, made["signed"]),
        debited_minor=made["amount_minor"].where(several).astype("Int64"),
        refunded_minor=_refunded(made, several),
        fee_minor=made["fee_minor"].where(made["item"].eq(1), 0),
        **{c: made[c].where(~several) for c in ("posted_minor", "original_minor")},
    )
    made = made.assign(mirrors=_with_records(made, rows))
    number = made["payment_id"] + ":" + made["item"].astype("str")
    return made.assign(payment_id=made["payment_id"].where(~several, number))[list(payments.columns)]


def _refunded(made: pd.DataFrame, several: pd.Series) -> pd.Series:
    """What came back of each item: what the store says of it; of a single one the payment's own row may say more."""
    own, told = made["refunded_minor"], made["refunded"].astype("Int64")
    most = pd.concat([own, told], axis=1).max(axis=1).astype("Int64")
    full = own.eq(made["amount_minor"]).fillna(False)
    return most.where(~several, told.mask(full, made["signed"].astype("Int64")))


def _with_records(made: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """The mirrors of each item's payment, then the item's own rows in the history."""
    named = rows.assign(payment_id=rows["payment_id"] + "\x1f" + rows["item"].astype("str"))
    found = listed(named, mirror_of, MIRROR)
    key = pd.MultiIndex.from_arrays([made["person"], made["payment_id"] + "\x1f" + made["item"].astype("str")])
    own = pd.Series(found.reindex(key).array, index=made.index)
    before = made["mirrors"]
    return own.where(before.eq(""), before.str[:-1] + ", " + own.str[1:]).astype("str")


def _possible(payments: pd.DataFrame, standing: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """A JSON array of what may explain each payment, "" for none."""
    rows = _linked(standing, links[links["relation"].eq(RELATION) & ~links["certain"]])
    if rows.empty:
        return pd.Series("", index=payments.index, dtype="str")
    found = listed(rows, _worded, (*MIRROR, *_WORDS))
    return (
        pd.Series(found.reindex(pd.MultiIndex.from_frame(payments[KEY])).array, index=payments.index)
        .fillna("")
        .astype("str")
    )


def _worded(row: Row) -> dict[str, object]:
    """A row of a history that may explain a payment, and what it says was bought."""
    return mirror_of(row) | {name: row[name] for name in _WORDS}
