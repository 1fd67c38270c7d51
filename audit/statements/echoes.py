"""Rows that a store prints twice: once in a file with numbers, once in another without them.

They are one where second and amount are the same; of several in one second each has its own twin. A refunded
purchase whose price is gone has the twin of that second, if there is only one.
"""

from __future__ import annotations

import pandas as pd

_MOMENT = ["channel", "account_id", "occurred_at"]
_PRICE = [*_MOMENT, "amount_minor"]


def echoed(rows: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """The ids, with that of the numbered row for every row that echoes one."""
    named = rows.assign(known_id=ids)[rows["numbered"] & ~rows["echo"]]
    echo = rows[rows["echo"]]
    by_price = _matched(_in_order(echo, _PRICE), _in_order(named, _PRICE), [*_PRICE, "ordinal"])
    priceless = echo[_priceless(echo) & by_price.isna()]
    alone = named[named.groupby(_MOMENT)["known_id"].transform("nunique").eq(1)]
    by_moment = _matched(priceless, alone, _MOMENT)
    return ids.where(~rows["echo"], by_price.fillna(by_moment.reindex(echo.index)).reindex(rows.index).fillna(ids))


def with_prices(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, a refunded purchase whose price is gone with that of the row it echoes.

    So much came back of it, unless the row it echoes says how much that was.
    """
    priceless = _priceless(rows)
    if not priceless.any():
        return rows
    gone = rows[priceless]
    known = rows[rows["numbered"] & ~rows["echo"]].drop_duplicates("transaction_id").set_index("transaction_id")
    refunded = known["refunded_minor"].mask(~known["refunded_minor"].gt(0).fillna(False), known["amount_minor"])
    facts = known[["amount_minor", "currency"]].assign(refunded_minor=refunded)
    found = gone[["transaction_id"]].join(facts, on="transaction_id").dropna()
    priced = rows.copy()
    for column in facts:
        priced.loc[found.index, column] = found[column].astype(rows[column].dtype)
    return priced


def _priceless(rows: pd.DataFrame) -> pd.Series:
    return rows["echo"] & rows["status"].eq("reversed") & rows["amount_minor"].eq(0)


def _in_order(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The rows with their place among equals of their own file."""
    return rows.assign(ordinal=rows.groupby(["file", *key]).cumcount())


def _matched(echo: pd.DataFrame, named: pd.DataFrame, key: list[str]) -> pd.Series:
    """The id of the numbered row with the same key, missing where there is none."""
    known = named.drop_duplicates(key).set_index(key)["known_id"]
    wanted = pd.MultiIndex.from_frame(echo[key])
    return pd.Series(known.reindex(wanted).to_numpy(), index=echo.index, dtype="str")
