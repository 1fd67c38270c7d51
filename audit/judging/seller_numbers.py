"""Sellers whose printed name carries a number of the payment: one seller, whatever the number.

Cards and banks print order numbers into the seller's name (`STREAMCO 4029357733 CA`, `AMZN Digital*RT4TR6TC0`). A
number that comes again is part of the name (`SHOP 0042`, a telephone); one that comes once only is the payment's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from typing import cast

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.judging.coded import Coded, first_rows, numbered
from audit.judging.texts import seller_key

_NUMBER = re.compile(r"(?<![^\W_])(?=[^\W_]*\d[^\W_]*\d)[A-Za-z0-9][A-Za-z0-9-]{3,}(?![^\W_])", re.ASCII)
_LEAST = 3  # letters a name must keep


def sellers_whatever_number(person: Coded, party: Coded, seller: Coded) -> Coded:
    """The sellers of charges of these persons and counterparties: one where several names differ only in numbers that
    come once.
    """
    if not party.each(lambda name: _NUMBER.search(name) is not None, bool).any():
        return seller
    code, count = numbered(person.code, party.code)
    first = first_rows(code, count)
    keys = list(zip(person.at(first).text(), party.at(first).text(), strict=True))
    once = _once(zip(keys, np.bincount(code).tolist(), strict=True))
    if not once:
        return seller
    bare = {
        (who, name): _without(name, {number for number in _NUMBER.findall(name) if (who, number) in once})
        for who, name in keys
    }
    shared = Counter((who, text) for (who, _), text in bare.items())
    merged = {key for key, text in bare.items() if shared[key[0], text] > 1 and _is_name(text)}
    rows = np.flatnonzero(np.array([key in merged for key in keys], dtype=bool)[code])
    if not len(rows):
        return seller
    names = Coded.of([seller_key(bare[key]) for key in keys])
    return seller.changed(rows, names.values.take(pa.array(names.code[code[rows]])))


def other_names(names: pd.Series, persons: pd.Series, refunds: pd.Series) -> pd.Series:
    """Each row's name with `#` for the numbers that come once, where that makes it a name of a refund; else "".

    A refund prints a number of its own (`STREAMCO 4020000001 CA`), under which nothing was bought.
    """
    none = pd.Series("", index=names.index, dtype="str")
    printed = pd.DataFrame({"person": persons, "name": names})
    wanted = {key for key in printed[refunds].drop_duplicates().itertuples(index=False) if _NUMBER.search(key.name)}
    if not wanted:
        return none
    rows = printed[printed["person"].isin({key.person for key in wanted})].value_counts(sort=False)
    once = _once(rows.items())
    bare = {key: _without(key[1], {n for n in _NUMBER.findall(key[1]) if (key[0], n) in once}) for key in rows.index}
    shared = {(key.person, text) for key in wanted if (text := bare[key]) != key.name and _is_name(text)}
    found = {key: text for key, text in bare.items() if text != key[1] and (key[0], text) in shared}
    if not found:
        return none
    return pd.Series(pd.MultiIndex.from_frame(printed).map(found), index=names.index).fillna("").astype("str")


def _once(names: Iterable[tuple[Hashable, int]]) -> set[tuple[str, str]]:
    """The numbers that stand in one row of a person; `names` are pairs of a person and a name, and their rows."""
    numbers: Counter[tuple[str, str]] = Counter()
    for key, rows in names:
        person, name = cast("tuple[str, str]", key)
        for number in set(_NUMBER.findall(name)):
            numbers[person, number] += rows
    return {key for key, rows in numbers.items() if rows == 1}


def _without(name: str, numbers: set[str]) -> str:
    return _NUMBER.sub(lambda found: "#" if found[0] in numbers else found[0], name)


def _is_name(text: str) -> bool:
    return sum(letter.isalpha() for letter in text) >= _LEAST
