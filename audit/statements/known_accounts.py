"""Accounts that go by several names: a bill without heading, a phone number and an e-mail address of one wallet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd
import pyarrow.compute as pc

from audit.statements.account_numbers import told_apart_by_number
from audit.statements.columns import beneath, frame
from audit.statements.homes import Homes, Place
from audit.statements.statement import Statement

_COMPARED = (
    *("file", "channel", "account_id", "numbered", "reference", "number_with", "amount_minor", "direction"),
    *("civil_date", "account_number"),
)


def known_accounts(statements: Sequence[Statement]) -> Homes:
    """The accounts of a person's bills that are known by another name than they print."""
    if not (_may_be_same(statements) or len(_words(statements, "account_number") - {""}) > 1):
        return Homes()
    rows = frame(beneath([one.rows for one in statements], _COMPARED))
    same = same_accounts(rows) if _may_be_same(statements) else {}
    return Homes(same | told_apart_by_number(rows))


def _may_be_same(statements: Sequence[Statement]) -> bool:
    """Whether a channel has several accounts, or rows of which only some name theirs."""
    named = {(one.format.channel, heading.account) for one in statements for heading in one.headings}
    accounts = _words(statements, "account_id")
    return len(named) > len({channel for channel, _ in named}) or ("" in accounts and len(accounts) > 1)


def _words(statements: Sequence[Statement], column: str) -> set[str]:
    return {word for one in statements for word in pc.unique(one.rows[column]).to_pylist()}


def same_accounts(rows: pd.DataFrame) -> dict[Place, str]:
    """The account each (file, channel, account) really is, where another name for it is known.

    A bill whose heading is gone adopts the one account whose bills hold its numbered rows. Two names are one account
    where at least half of the numbered rows, in the days both cover, are the same rows.
    """
    found: dict[Place, str] = {}
    for channel, of_channel in rows.groupby("channel", sort=True):
        if of_channel["account_id"].nunique() < 2:
            continue
        numbered = of_channel[of_channel["numbered"]]
        accounts = {name: part for name, part in numbered.groupby("account_id", sort=True) if name}
        merged = _merged(accounts)
        for file, part in numbered[numbered["account_id"] == ""].groupby("file", sort=True):
            homes = {merged[name] for name, theirs in accounts.items() if _keys(theirs) & _keys(part)}
            if len(homes) == 1:
                found[file, channel, ""] = homes.pop()
        for file, name in of_channel[["file", "account_id"]].drop_duplicates().itertuples(index=False):
            if merged.get(name, name) != name:
                found[file, channel, name] = merged[name]
    return found


def _merged(accounts: dict[str, pd.DataFrame]) -> dict[str, str]:
    """The name each account goes by: the first, in sorted order, of those that are one."""
    home = {name: name for name in accounts}
    for one, other in combinations(sorted(accounts), 2):
        if home[one] != home[other] and _is_one(accounts[one], accounts[other]):
            gone = home[other]
            home = {name: home[one] if at == gone else at for name, at in home.items()}
    return home


def _is_one(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    start, end = (
        max(one["civil_date"].min(), other["civil_date"].min()),
        min(one["civil_date"].max(), other["civil_date"].max()),
    )
    common = [_keys(part[part["civil_date"].between(start, end)]) for part in (one, other)]
    fewer = min(map(len, common))
    return fewer > 0 and 2 * len(common[0] & common[1]) >= fewer


def _keys(rows: pd.DataFrame) -> set[tuple[str, int, str]]:
    return set(zip(rows["reference"] + rows["number_with"], rows["amount_minor"], rows["direction"], strict=True))
