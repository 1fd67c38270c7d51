"""Downloads that number the same rows anew: the numbers of some formats hold in one file, and need not in the next.

Two files of one account number anew where, in the days both hold, their numbers disagree and at least four in five
rows of the one with fewer rows, and three of them, read alike in the other: day, amount and text, the first of equals
with the first. Fewer rows than three are enough where both sides have no others, and the files name their account. Rows
that are one then share an id; the rows of one file are never one.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from audit.statements.format import Format

_LIVE = ("settled", "reversed")  # what is pending is no payment yet, and comes again under another number
_ALIKE = ["civil_date", "amount_minor", "currency", "direction", "text"]
_GAPS = r"\s+"
_LEAST = 3


def may_be_renumbered(formats: Mapping[str, Format]) -> bool:
    """Whether several of a person's files print numbers that need not hold in the next; the format of each file."""
    return sum(fmt.renumbers for fmt in formats.values()) > 1


def renumbered(rows: pd.DataFrame, ids: pd.Series, formats: Mapping[str, Format]) -> pd.Series:
    """The ids, with one for a row that several downloads of its account number differently.

    `formats` is the format of each file.
    """
    loose = [file for file, fmt in formats.items() if fmt.renumbers]
    if len(loose) < 2:
        return ids
    own = rows[rows["file"].isin(loose) & rows["numbered"] & rows["status"].isin(_LIVE)]
    text = (own["counterparty"] + " " + own["description"]).str.lower().str.replace(_GAPS, " ", regex=True)
    told = own[["channel", "account_id", "file", "row", *_ALIKE[:-1]]].assign(text=text, id=ids[own.index])
    names: dict[str, str] = {}
    for _, account in told.groupby(["channel", "account_id"], sort=True):
        names |= _of_account(account)
    return ids.map(names).fillna(ids).astype("str") if names else ids


def _of_account(rows: pd.DataFrame) -> dict[str, str]:
    """What ids of later files are called in earlier ones, file by file."""
    files = [part for _, part in rows.groupby("file", sort=True)]
    known, *rest = sorted(files, key=lambda part: part["civil_date"].min())
    names: dict[str, str] = {}
    for part in rest:
        found = _same(known, part)
        names |= found
        known = pd.concat([known, part[~part["id"].isin([*found, *known["id"]])]])
    return names


def _same(known: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    start = max(side["civil_date"].min() for side in (known, new))
    end = min(side["civil_date"].max() for side in (known, new))
    one, other = (side[side["civil_date"].between(start, end)] for side in (known, new))
    one, other = (_numbered_among_equals(side.drop_duplicates("id")) for side in (one, other))
    fewer = min(len(one), len(other))
    if 2 * int(other["id"].isin(one["id"]).sum()) >= fewer:  # the numbers hold: other numbers are other rows
        return {}
    both = other.merge(one, on=[*_ALIKE, "nth"], suffixes=("", "_known"))
    many = len(both) >= _LEAST and 5 * len(both) >= 4 * fewer
    all_of_one_account = len(both) == len(one) == len(other) and new["account_id"].ne("").all()
    if not (many or all_of_one_account):
        return {}
    return {id: name for id, name in zip(both["id"], both["id_known"], strict=True) if id != name}


def _numbered_among_equals(rows: pd.DataFrame) -> pd.DataFrame:
    ordered = rows.sort_values(["civil_date", "file", "row"], kind="stable")
    return ordered.assign(nth=ordered.groupby(_ALIKE, sort=False).cumcount())
