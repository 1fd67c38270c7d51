"""One seller under a masked name and its full one: wallets mask some rows of a seller and not others."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

_STARS = re.compile(r"\*+")
_SHOWN = 2  # letters a mask must leave, so that a surname alone names nobody
_LONGEST = 200  # letters of a name that is compared


def is_masked(counterparty: str) -> bool:
    """Whether a wallet hid a part of the name."""
    return "*" in counterparty


def under_full_names(charges: pd.DataFrame) -> pd.DataFrame:
    """The charges with every masked counterparty under its full name, where one full name alone can be meant.

    By the seller's account; where a bill prints none, by the mask itself, among the sellers that take the same price
    for the same text on the same channel.
    """
    masked = charges["counterparty"].str.contains("*", regex=False)
    if not masked.any():
        return charges
    account = charges["counterparty_account"]
    known = account.ne("") & account.ne("/")
    named = _named(charges, known & masked, known & ~masked, ["person", "counterparty_account"])
    still = named["counterparty"].str.contains("*", regex=False)
    return _by_mask(named, still & charges["description"].str.len().gt(1))


def _named(charges: pd.DataFrame, asked: pd.Series, full: pd.Series, key: list[str]) -> pd.DataFrame:
    if not asked.any() or not full.any():
        return charges
    names = charges[full].drop_duplicates(key).set_index(key)["counterparty"]
    found = pd.Series(
        names.reindex(pd.MultiIndex.from_frame(charges[key])).to_numpy(), index=charges.index, dtype="str"
    )
    return charges.assign(counterparty=charges["counterparty"].where(~asked | found.isna(), found))


def _by_mask(charges: pd.DataFrame, asked: pd.Series) -> pd.DataFrame:
    """The rows `asked` about under the only full name that fits their mask."""
    sold = ["person", "channel", "description", "amount_minor", "currency"]
    full = ~charges["counterparty"].str.contains("*", regex=False) & charges["description"].isin(
        charges.loc[asked, "description"].unique()
    )
    if not asked.any() or not full.any():
        return charges
    known = charges.loc[full, [*sold, "counterparty"]].drop_duplicates()
    pairs = charges.loc[asked, [*sold, "counterparty"]].drop_duplicates().merge(known, on=sold, suffixes=("", "_full"))
    fits = [_fits(mask, name) for mask, name in zip(pairs["counterparty"], pairs["counterparty_full"], strict=True)]
    key = ["person", "channel", "description", "counterparty"]
    found = pairs[fits].drop_duplicates([*key, "counterparty_full"]).drop_duplicates(key, keep=False)
    names = found.set_index(key)["counterparty_full"].reindex(pd.MultiIndex.from_frame(charges[key]))
    name = pd.Series(names.to_numpy(), index=charges.index, dtype="str")
    return charges.assign(counterparty=charges["counterparty"].where(~asked | name.isna(), name))


@cache
def _fits(mask: str, name: str) -> bool:
    """Whether a full name shows what the mask leaves, in its place: 阿斯**店 is 阿斯兰专营店, and 张* is anybody."""
    shown = _STARS.split(mask)
    if len(shown) != 2 or len("".join(shown)) < _SHOWN or len(name) > _LONGEST:
        return False
    first, last = shown
    return name.startswith(first) and name.endswith(last) and len(name) > len(first) + len(last)
