"""Where the rows of a file belong: the channel and the account they are really of, whatever the file itself prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import pyarrow.compute as pc

from audit.statements.cells import per_word
from audit.statements.money_columns import Columns
from audit.statements.statement import Statement

Place = tuple[str, str, str]  # file, channel and account, as printed
Home = tuple[str, str]  # channel and account
ANY_FILE = ""  # for an account wherever it is named, in a bill without rows too


@dataclass(frozen=True)
class Homes:
    """Accounts known by another name, and then those that another export tells of under another channel or account."""

    accounts: Mapping[Place, str] = field(default_factory=dict)
    joined: Mapping[Place, Home] = field(default_factory=dict)

    def of(self, file: str, channel: str, account: str) -> Home:
        """The channel and account of what a file prints under these."""
        known = self.accounts.get((file, channel, account), account)
        anywhere = self.joined.get((ANY_FILE, channel, known), (channel, known))
        return self.joined.get((file, channel, known), anywhere)


def at_home(one: Statement, homes: Homes) -> Columns:
    """The rows of a statement with the account they are of."""
    if not homes.accounts:
        return one.rows
    name = one.format.channel
    account = per_word(one.rows["account_id"], lambda printed: homes.of(one.file, name, printed)[1])
    return {**one.rows, "account_id": account}


def places_of(one: Statement, homes: Homes) -> list[Place]:
    """The file, channel and account of all rows of a statement, once each."""
    names = pc.unique(at_home(one, homes)["account_id"]).to_pylist()
    return [(one.file, one.format.channel, name) for name in names]


def moved(rows: pd.DataFrame, homes: Homes) -> pd.DataFrame:
    """The rows with the channel and account they are of."""
    if not homes.joined:
        return rows
    files = {file for file, _, _ in homes.joined}
    some = rows.loc[rows["file"].isin(files), ["file", "channel", "account_id"]]
    code, places = pd.factorize(pd.MultiIndex.from_frame(some))
    found = pd.DataFrame([homes.of(*place) for place in places], columns=["channel", "account_id"], dtype="str")
    known = found.iloc[code].set_axis(some.index)
    return rows.assign(**{name: known[name].reindex(rows.index).fillna(rows[name]).astype("str") for name in known})
