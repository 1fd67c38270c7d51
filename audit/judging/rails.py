"""Who took the money and holds the mandate, and which days of which account the bills show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce

import pandas as pd

from audit import catalogue
from audit.judging.persons import Row, rows_of_persons
from audit.judging.texts import store_of, wallet_in

_OWN_PATHS = {"wechat_mandate": "wechat", "alipay_mandate": "alipay", "bank": "bank"}
STORES = frozenset(c.rail for c in catalogue.channels() if c.kind == "store")
_ITSELF = ":itself"  # behind a store's rail: the store's firm is the merchant too
_OF_FIRMS = frozenset(rail + _ITSELF for rail in STORES)
_MERCHANT = _OF_FIRMS | frozenset({c.rail for c in catalogue.channels()} | {"bank", "other"}) - STORES

Stretch = tuple[datetime, datetime]  # half-open
Stretches = tuple[Stretch, ...]  # in order, apart from each other


def rail_of(channel: str, counterparty: str, description: str, store: str = "") -> str:
    """The rail of one payment: the store whose history explains it, the store or wallet its row names, or its channel.

    Where a history says that the store's firm sold what is its own, the rail says so: an act at the merchant reached
    the store.

    >>> rail_of("bank:cmb", "财付通-示例科技", ""), rail_of("alipay", "App Store & Apple Music", "")
    ('wechat', 'apple')
    >>> rail_of("bank:chase", "AMZN Digital", "Prime Membership Fee", "amazon")
    'amazon:itself'
    """
    if store and catalogue.is_own_sale(store, f"{counterparty} {description}"):
        return catalogue.channel(store).rail + _ITSELF
    store = store or store_of(counterparty, description)
    if store:
        return catalogue.channel(store).rail
    if channel.startswith("bank"):
        return wallet_in(counterparty) or wallet_in(description) or "bank"
    return catalogue.channel(channel).rail


def holder(rail: str) -> str:
    """The rail as a channel knows it, whoever is the merchant."""
    return rail.removesuffix(_ITSELF)


def reach(path: str) -> frozenset[str]:
    """The rails on which a cancellation by this path ends the charges (DESIGN §4, Which act binds).

    An act at the merchant (`app`, `support`, unknown) binds every rail the merchant debits, but no store; closing a
    mandate or a store subscription binds its own rail alone.
    """
    if path == "app_store":
        return STORES | _OF_FIRMS
    return frozenset({_OWN_PATHS[path]}) if path in _OWN_PATHS else _MERCHANT


@dataclass(frozen=True)
class Coverage:
    """What the bills of some accounts show: half-open stretches of time, without exports that hide charges."""

    stretches: Stretches

    def covers(self, first: date, last: date) -> bool:
        """Whether every moment from the first day's start to the last day's end is shown."""
        start, end = datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.min.time())
        at, until = start, end + timedelta(days=1)
        for begin, stop in self.stretches:
            if begin <= at < stop:
                at = stop
        return at >= until


@dataclass(frozen=True)
class Shown:
    """What one person's bills speak for: which accounts, when no charge of theirs is hidden, how far each channel."""

    accounts: frozenset[tuple[str, str]] = frozenset()  # pairs of channel and account
    stretches: Mapping[tuple[str, str], Stretches] = field(default_factory=dict)
    until: Mapping[str, datetime] = field(default_factory=dict)

    def coverage(self, accounts: Iterable[tuple[str, str]]) -> Coverage:
        """The stretches shown of these accounts: several are covered only where each of them is."""
        each = [self.stretches.get(account, ()) for account in sorted(set(accounts))]
        return Coverage(reduce(_both, each) if each else ())


def shown_by_person(sources: pd.DataFrame) -> dict[str, Shown]:
    """What the bills of each person show; a file covers every account it speaks for."""
    return {person: _shown(rows) for person, rows in rows_of_persons(sources, _SPOKEN_FOR).items()}


_SPOKEN_FOR = ("hides_charges", "channel", "account_id", "covered_from_at", "covered_until_at", "accounts")


def _shown(files: Iterable[Row]) -> Shown:
    accounts: dict[tuple[str, str], list[Stretch]] = {}
    until: dict[str, datetime] = {}
    for row in files:
        for account, stretch in _stretches(row):
            known = accounts.setdefault(account, [])
            if stretch and not row["hides_charges"]:
                known.append(stretch)
        stop = row["covered_until_at"]
        if not pd.isna(stop):
            until[row["channel"]] = max(stop.to_pydatetime(), until.get(row["channel"], datetime.min))
    merged = {account: _merged(sorted(known)) for account, known in accounts.items()}
    return Shown(frozenset(accounts), merged, until)


def _stretches(file: Row) -> Iterator[tuple[tuple[str, str], Stretch | None]]:
    """The accounts one file speaks for, each with its stretch if it has one, as `tables.by_account` lists them."""
    listed = json.loads(file["accounts"] or "[]")
    if not listed:
        begin, stop = file["covered_from_at"], file["covered_until_at"]
        known = None if pd.isna(stop) else (begin.to_pydatetime(), stop.to_pydatetime())
        yield (file["channel"], file["account_id"]), known
    for one in listed:
        account = (one.get("channel") or file["channel"], one.get("account", ""))
        begin, stop = (one.get("until") and datetime.fromisoformat(one[at]) for at in ("from", "until"))
        yield account, (begin, stop) if stop else None


def _merged(stretches: Iterable[Stretch]) -> Stretches:
    merged: list[Stretch] = []
    for begin, stop in stretches:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    return tuple(merged)


def _both(one: Stretches, other: Stretches) -> Stretches:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((begin, stop) for begin, stop in pairs if begin < stop))
