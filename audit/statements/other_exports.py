"""One account in two kinds of export: a bank's own CSV and its OFX, two layouts of a table, a bill naming no account.

Two exports may be of one account where they are of one channel, or one is of no bank by name ("bank"), and where their
accounts end in the same digits, or one prints none. They are one where, in the days both hold, at least four in five
rows of the one with fewer rows stand in the other too: three rows at least, unless both print the account or, for one
of the rows, the same mandate, which is given for one account only; then one is enough. Where a tail alone, or nothing,
says which account it is, half of those rows name the same other side too: two people pay the same prices on the same
days. Rows that are one then share an id, so that overlap takes its course; the better known channel and account are
those of both; every other row stays as it is. Two banks are never one account, whatever digits they print, and nor are
two numbers that are printed in full and differ.

Files without an account are looked at one by one, since they may be of different accounts, and counted together, since
a month may hold one row. An account is compared with what has been joined so far, so that two equal payments of one
export can never become one over a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from audit.catalogue import channel
from audit.statements.account_numbers import in_common
from audit.statements.format import Format
from audit.statements.homes import ANY_FILE, Home, Place
from audit.statements.row_pairs import Pairs, files_of, paired, speak_alike, told

_ANY_BANK = "bank"
_COMPARED = ("bank", "wallet")  # kinds of channel whose rows are payments
_LEAST = 3
_TAIL = 4  # digits by which an account is called
_MANDATE = r"^(?=.*\d).{4,}$"  # what stands for none, such as NOTPROVIDED, has no digit


@dataclass(frozen=True)
class _Account:
    """The exports of one account in one format, or what was joined of several."""

    home: Home
    names: frozenset[Home]
    formats: frozenset[str]
    files: frozenset[str]
    rows: pd.DataFrame
    numbers: frozenset[str] = frozenset()  # as printed in full, digits alone

    def may_be(self, other: _Account) -> bool:
        """Whether channels and accounts allow both to be one, and there is something to join."""
        mine, theirs = self.home, other.home
        channels = mine[0] == theirs[0] or (_ANY_BANK in (mine[0], theirs[0]) and _kind(mine) == _kind(theirs))
        accounts = not mine[1] or not theirs[1] or _tail(self.home) == _tail(other.home)
        return channels and accounts and not (mine[1] == theirs[1] and other.formats <= self.formats)

    def stated_by(self, other: _Account) -> bool:
        """Whether both print which account it is."""
        return bool(self.home[1] and other.home[1])

    def is_surely(self, other: _Account) -> bool:
        """Whether both print it at one bank by its name, or by more digits than a tail has."""
        at_one_bank = self.home[0] == other.home[0] != _ANY_BANK
        return self.stated_by(other) and (at_one_bank or max(self._agreeing(other), default=0) > _TAIL)

    def is_another(self, other: _Account) -> bool:
        """Whether both print their numbers in full, and those differ."""
        return bool(self.numbers and other.numbers) and not any(self._agreeing(other))

    def _agreeing(self, other: _Account) -> list[int]:
        """For every two numbers how many digits they have in common, 0 where they differ in one."""
        return [in_common(a, b) for a in self.numbers for b in other.numbers]


def joined(rows: pd.DataFrame, ids: pd.Series, formats: Mapping[str, Format]) -> tuple[pd.Series, dict[Place, Home]]:
    """The ids with one for each row of several exports, and the channel and account of places that are another's.

    `formats` is the format of each file.
    """
    places = list(rows[["file", "channel", "account_id"]].drop_duplicates().itertuples(index=False, name=None))
    compared = _compared(places, formats)
    names, homes = _one_by_one([_with_rows(view, rows, ids, formats) for view in compared])
    found = {
        (file, *home): homes[key]
        for file, *home in places
        if homes.get(key := _key(file, tuple(home)), tuple(home)) != tuple(home)
    }
    named = {(ANY_FILE, *key): home for key, home in homes.items() if len(key) == 2 and key != home}
    return _renamed(ids, names), found | named


def may_be_joined(places: Sequence[Place], formats: Mapping[str, Format]) -> bool:
    """Whether the channels and accounts of several exports allow them to be of one account."""
    return len(formats) > 1 and bool(_compared(places, formats))


def _compared(places: Sequence[Place], formats: Mapping[str, Format]) -> list[_Account]:
    """The accounts that another may be."""
    views = _views(places, formats)
    return [view for view in views if any(view.may_be(v) or v.may_be(view) for v in views if v is not view)]


def _views(places: Sequence[Place], formats: Mapping[str, Format]) -> list[_Account]:
    """The accounts that exports in one format tell of, the best known first."""
    files: dict[tuple[Home, str], set[str]] = {}
    for file, of_channel, account in places:
        if channel(of_channel).kind in _COMPARED:
            files.setdefault(((of_channel, account), formats[file].name), set()).add(file)
    known = sorted(files, key=lambda view: (not view[0][1], view[0][0] == _ANY_BANK, view))
    return [
        _Account(home, frozenset([home]), frozenset([name]), frozenset(files[home, name]), pd.DataFrame())
        for home, name in known
    ]


def _with_rows(view: _Account, rows: pd.DataFrame, ids: pd.Series, formats: Mapping[str, Format]) -> _Account:
    of_channel, account = view.home
    own = rows[rows["file"].isin(view.files) & rows["channel"].eq(of_channel) & rows["account_id"].eq(account)]
    numbers = frozenset(own["account_number"].unique()) - {""}
    return replace(view, rows=told(own, ids, formats[min(view.files)].fee_within), numbers=numbers)


def _one_by_one(views: Sequence[_Account]) -> tuple[dict[str, str], dict[tuple[str, ...], Home]]:
    """What each id is called from now on, and the home of each account, or file without one, that was joined."""
    names: dict[str, str] = {}
    homes: dict[tuple[str, ...], Home] = {}
    rest = list(views)
    while rest:
        lead, *rest = rest
        while (found := next(_joins(lead, rest, names), None)) is not None:
            lead, place, left, pairs = found
            names |= pairs
            rest[place : place + 1] = [left] if left.files else []
        homes |= {key: lead.home for file in lead.files for name in lead.names if (key := _key(file, name))}
    return names, homes


def _joins(
    lead: _Account, rest: Sequence[_Account], names: Mapping[str, str]
) -> Iterator[tuple[_Account, int, _Account, dict[str, str]]]:
    """Each account that is the leading one too: both joined, its place, what is left of it, and names for its ids."""
    for place, other in enumerate(rest):
        if not lead.may_be(other) or lead.is_another(other):
            continue
        theirs = replace(other, rows=other.rows.assign(id=_renamed(other.rows["id"], names)))
        part = theirs if other.home[1] else _part(lead, theirs)
        if part.rows.empty:
            continue
        mine, new = lead.rows, part.rows.drop_duplicates("id")
        pairs = _paired(lead, new)
        same_mandate = _under_one_mandate(mine, new, pairs)
        if not _is_one(mine, new, pairs, least=1 if lead.stated_by(other) or same_mandate else _LEAST):
            continue
        if not (lead.is_surely(other) or same_mandate or speak_alike(mine, new, pairs)):
            continue
        known = dict(zip(new.loc[pairs.other, "id"], mine.loc[pairs.one, "id"], strict=True))
        taken = set(names.values())
        left = other.rows[~other.rows["file"].isin(part.files)]
        yield (
            _both(lead, part, new.drop(pairs.other)),
            place,
            replace(other, files=other.files - part.files, rows=left),
            {theirs: ours for theirs, ours in known.items() if theirs != ours and theirs not in taken},
        )


def _part(lead: _Account, other: _Account) -> _Account:
    """Of files that print no account, those whose rows are the leading account's."""
    once = other.rows.drop_duplicates("id")
    pairs = _paired(lead, once)
    ids = set(once.loc[pairs.other, "id"])
    mine = lead.rows
    files = []
    for file, rows in files_of(other.rows):
        shared = rows.index[rows["id"].isin(ids)]
        if _is_one(mine, rows, replace(pairs, other=shared), least=1):
            files.append(file)
    return replace(other, files=frozenset(files), rows=other.rows[other.rows["file"].isin(files)])


def _paired(lead: _Account, other: pd.DataFrame) -> Pairs:
    return paired(lead.rows, other, to_the_minute=_kind(lead.home) != _ANY_BANK)


def _is_one(one: pd.DataFrame, other: pd.DataFrame, pairs: Pairs, *, least: int) -> bool:
    """Whether enough of the rows in the days both hold are pairs."""
    sides = [(one, pairs.days[0], pairs.one), (other, pairs.days[1], pairs.other)]
    start = max(rows[day].min() for rows, day, _ in sides)
    end = min(rows[day].max() for rows, day, _ in sides)
    shared = [(rows.index[rows[day].between(start, end)], same) for rows, day, same in sides]
    fewer, same = min(shared, key=lambda side: len(side[0]))
    matched = int(fewer.isin(same).sum())
    return matched >= least and 5 * matched >= 4 * len(fewer)


def _under_one_mandate(one: pd.DataFrame, other: pd.DataFrame, pairs: Pairs) -> bool:
    """Whether both rows of a pair print the same mandate."""
    mandate = one.loc[pairs.one, "mandate"].to_numpy()
    same = mandate == other.loc[pairs.other, "mandate"].to_numpy()
    return any(re.search(_MANDATE, number) for number in mandate[same])


def _both(lead: _Account, part: _Account, new: pd.DataFrame) -> _Account:
    homes = (lead.home, part.home)
    of_channel = next((home[0] for home in homes if home[0] != _ANY_BANK), _ANY_BANK)
    account = min((home[1] for home in homes if home[1]), key=lambda name: (len(name), name), default="")
    return _Account(
        (of_channel, account),
        lead.names | part.names,
        lead.formats | part.formats,
        lead.files | part.files,
        pd.concat([lead.rows, new]).sort_values(["paid", "minute"], kind="stable"),
        lead.numbers | part.numbers,
    )


def _key(file: str, home: Home) -> tuple[str, ...]:
    """What a home is looked up by: a named account wherever it stands, one without a name in its file alone."""
    return home if home[1] else (file, *home)


def _renamed(ids: pd.Series, names: Mapping[str, str]) -> pd.Series:
    if not names:
        return ids
    return ids.map(dict(names)).fillna(ids).astype("str")


def _kind(home: Home) -> str:
    return channel(home[0]).kind


def _tail(home: Home) -> str:
    """The digits an account ends in, as cards and accounts of a bank are called; a wallet's account is its name."""
    digits = re.sub(r"\D", "", home[1])
    return digits[-4:] if _kind(home) == _ANY_BANK and len(digits) >= 4 else home[1]
