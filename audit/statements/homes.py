"""Where the rows of a file belong: the channel and the account they are really of, whatever the file itself prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

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


def at_home(rows: pd.DataFrame, homes: Homes) -> pd.DataFrame:
    """The rows with the channel and account they are of."""
    if not homes.accounts and not homes.joined:
        return rows
    files = {file for file, _, _ in (*homes.accounts, *homes.joined)}
    moved = rows.loc[rows["file"].isin(files), ["file", "channel", "account_id"]]
    code, places = pd.factorize(pd.MultiIndex.from_frame(moved))
    found = pd.DataFrame([homes.of(*place) for place in places], columns=["channel", "account_id"], dtype="str")
    known = found.iloc[code].set_axis(moved.index)
    return rows.assign(**{name: known[name].reindex(rows.index).fillna(rows[name]).astype("str") for name in known})
