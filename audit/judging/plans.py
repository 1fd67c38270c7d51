"""Which payments are of one plan.

A plan is one product of one seller for one beneficiary, on whatever rail it is paid: the seller, what the text says
beyond generic words, and the period it names. Numbers that change from payment to payment (order numbers, dates) are
no part of the text; numbers that repeat are.
"""

from __future__ import annotations

import hashlib

import pandas as pd

from audit.judging import texts
from audit.judging.agreements import one_plan_per_agreement, side_by_side, with_agreements
from audit.judging.masked_names import under_full_names
from audit.judging.seller_numbers import whatever_number

_KEY = ["person", "seller", "core", "word_interval", "word_count", "one_off", "beneficiary"]
_SELLER = ["person", "seller"]


def mark_plans(charges: pd.DataFrame) -> pd.DataFrame:
    """The charges with what their text says (see `texts.read_texts`) and `plan`, a number from 0 for each plan.

    `beside` names the agreement of charges that run beside those of another agreement of the same plan. `charges` are
    payments of kind charge; the result keeps their order and index.
    """
    read = pd.concat([charges, texts.read_texts(under_full_names(charges))], axis=1)
    read = _without_changing_numbers(whatever_number(with_agreements(read)))
    read = _with_the_period_others_name(read)
    read = _one_seller_per_named_plan(read)
    read = one_plan_per_agreement(_bare_rows_to_their_plan(read))
    read = read.assign(plan=pd.factorize(pd.MultiIndex.from_frame(read[_KEY]))[0].astype("int64"))
    return read.assign(beside=side_by_side(read))


def plan_id(*parts: object) -> str:
    """A plan's key: the same for the same plan in every run, whoever the person is."""
    return "s" + hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=6).hexdigest()


def _without_changing_numbers(read: pd.DataFrame) -> pd.DataFrame:
    """Digits that differ between otherwise equal texts are order numbers and dates; those that repeat stay."""
    bare = read["unnumbered"]
    keyed = read.assign(_bare=bare)
    group = keyed.groupby([*_SELLER, "_bare"], sort=False)["core"]
    size, distinct = group.transform("size"), group.transform("nunique")
    changing = (distinct > 1) & (size < 2 * distinct) & bare.str.contains("#", regex=False)
    return read.assign(core=read["core"].where(~changing, bare))


def _with_the_period_others_name(read: pd.DataFrame) -> pd.DataFrame:
    """A text without a period word belongs to the seller's only plan of that name, whatever period that one names."""
    named = read["word_interval"].ne("") & ~read["one_off"]
    groups = read[[*_SELLER, "core", "word_interval", "word_count"]][named].drop_duplicates()
    only = groups.drop_duplicates([*_SELLER, "core"], keep=False).set_index([*_SELLER, "core"])
    key = pd.MultiIndex.from_frame(read[[*_SELLER, "core"]])
    found = only[["word_interval", "word_count"]].reindex(key)
    fits = (
        ~named
        & ~read["one_off"]
        & found["word_interval"].notna().to_numpy()
        & (read["core"].ne("") | read["mandate"] | read["trial"])
    )
    name = pd.Series(found["word_interval"].to_numpy(), index=read.index, dtype="str")
    count = pd.Series(found["word_count"].fillna(0).to_numpy(), index=read.index).astype("int64")
    return read.assign(
        word_interval=read["word_interval"].where(~fits, name), word_count=read["word_count"].where(~fits, count)
    )


def _one_seller_per_named_plan(read: pd.DataFrame) -> pd.DataFrame:
    """A plan with a name of its own under two sellers' names is one plan, under the first of them.

    Either the two stand on two channels, or one takes over from the other at the price it had reached.
    """
    named = (read["mandate"] | read["word_interval"].ne("")) & ~read["one_off"] & (read["core"].str.len() >= 3)
    key = ["person", "core"]
    in_order = ["civil_date", "occurred_at", "payment_id"]
    ordered = read[[*key, *in_order, "seller", "channel", "amount_minor"]][named].sort_values(in_order)
    sellers = ordered.groupby([*key, "seller"], sort=False).agg(
        channel=("channel", "first"), first=("civil_date", "first"), last=("civil_date", "last"),
        opening=("amount_minor", "first"), closing=("amount_minor", "last"),
    ).reset_index()  # fmt: skip
    pairs = sellers[sellers.groupby(key)["seller"].transform("size") == 2].sort_values([*key, "first", "seller"])
    one, other = pairs.iloc[::2].reset_index(drop=True), pairs.iloc[1::2].reset_index(drop=True)
    takes_over = (other["first"] > one["last"]) & (other["opening"] == one["closing"])
    same = one[(one["channel"] != other["channel"]) | takes_over]
    if same.empty:
        return read
    names = same.set_index(key)["seller"].reindex(pd.MultiIndex.from_frame(read[key]))
    found = pd.Series(names.to_numpy(), index=read.index, dtype="str")
    return read.assign(seller=read["seller"].where(~named | found.isna(), found))


def _bare_rows_to_their_plan(read: pd.DataFrame) -> pd.DataFrame:
    """A bank's row names no product: it belongs to the one plan of that seller that costs exactly this."""
    bank = read["channel"].str.startswith("bank")
    bare = bank & ~read["mandate"] & read["word_interval"].eq("")
    if not bare.any():
        return read
    columns = ["core", "word_interval", "word_count", "beneficiary"]
    key = [*_SELLER, "amount_minor", "currency"]
    plans = read[[*key, *columns]][~bank & ~read["one_off"] & (read["mandate"] | read["word_interval"].ne(""))]
    only = plans.drop_duplicates().drop_duplicates(key, keep=False).set_index(key)[columns]
    if only.empty:
        return read
    found = only.reindex(pd.MultiIndex.from_frame(read[key])).set_axis(read.index)
    fits = bare & found["core"].notna()
    return read.assign(**{c: read[c].where(~fits, found[c]).astype(read[c].dtype) for c in columns})
