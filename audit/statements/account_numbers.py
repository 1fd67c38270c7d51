"""Accounts whose numbers end alike: what is printed in full tells them apart where their tail does not."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from audit.statements.homes import Place


def in_common(one: str, other: str) -> int:
    """How many digits two numbers of an account have in common: the shorter may leave out the bank or leading zeros.

    >>> [in_common("02999900000012344711", number) for number in ("12344711", "99994711", "0004711")]
    [8, 0, 4]
    """
    short, long = sorted((number.lstrip("0") for number in (one, other)), key=len)
    return len(short) if long.endswith(short) else 0


def told_apart_by_number(rows: pd.DataFrame) -> dict[Place, str]:
    """The whole number as the account's name, for each (file, channel, account) where one tail is that of several."""
    numbered = rows["account_number"].ne("")
    found: dict[Place, str] = {}
    if rows["account_number"][numbered].nunique() < 2:
        return found
    known = rows.loc[numbered, ["file", "channel", "account_id", "account_number"]]
    for (channel, account), part in known.drop_duplicates().groupby(["channel", "account_id"], sort=True):
        kinds = _kinds(set(part["account_number"]))
        if len(kinds) < 2:
            continue
        for file, numbers in part.groupby("file", sort=True)["account_number"]:
            names = {name for name, same in kinds.items() if set(numbers) & same}
            if len(names) == 1:
                found[str(file), channel, account] = names.pop()
    return found


def _kinds(numbers: Collection[str]) -> dict[str, set[str]]:
    """Numbers that may be one account's, by the longest of them; a short one may be of several."""
    names: list[str] = []
    for number in sorted(numbers, key=lambda n: (-len(n), n)):
        if not any(in_common(name, number) for name in names):
            names.append(number)
    return {name: {number for number in numbers if in_common(name, number)} for name in names}
