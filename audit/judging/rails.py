"""Who took the money and holds the mandate, and which days of which account the bills show."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging.texts import store_of, wallet_in

_OWN_PATHS = {"wechat_mandate": "wechat", "alipay_mandate": "alipay", "bank": "bank"}
STORES = frozenset(c.rail for c in catalogue.channels() if c.kind == "store")
_ITSELF = ":itself"  # behind a store's rail: the store's firm is the merchant too
_OF_FIRMS = frozenset(rail + _ITSELF for rail in STORES)
_MERCHANT = _OF_FIRMS | frozenset({c.rail for c in catalogue.channels()} | {"bank", "other"}) - STORES


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

    stretches: tuple[tuple[datetime, datetime], ...]

    def covers(self, first: date, last: date) -> bool:
        """Whether every moment from the first day's start to the last day's end is shown."""
        start, end = datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.min.time())
        at, until = start, end + timedelta(days=1)
        for begin, stop in self.stretches:
            if begin <= at < stop:
                at = stop
        return at >= until


def coverage(sources: pd.DataFrame, person: str, accounts: Iterable[tuple[str, str]]) -> Coverage:
    """The stretches that the bills of these (channel, account) pairs show without a charge being hidden.

    Several accounts are covered only where each of them is; a file covers every account it speaks for.
    """
    wanted = sorted(set(accounts))
    of_account: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {pair: [] for pair in wanted}
    columns = ("person", "hides_charges", *_SPOKEN_FOR)
    for whose, hides, *said in zip(*_values(sources, columns), strict=True):
        for account, begin, stop in _stretches(*said) if whose == person and not hides else ():
            if account in of_account:
                of_account[account].append((begin, stop))
    common: list[tuple[datetime, datetime]] | None = None
    for pair in wanted:
        merged = _merged(sorted(of_account[pair]))
        common = merged if common is None else _both(common, merged)
    return Coverage(tuple(common or ()))


_SPOKEN_FOR = ("channel", "account_id", "covered_from_at", "covered_until_at", "accounts")


def _stretches(
    channel: str, account: str, begin: pd.Timestamp, stop: pd.Timestamp, accounts: str
) -> Iterator[tuple[tuple[str, str], datetime, datetime]]:
    """The accounts one file speaks for, each with its stretches, as `tables.by_account` lists them."""
    listed = json.loads(accounts or "[]")
    if not listed and not pd.isna(stop):
        yield (channel, account), begin.to_pydatetime(), stop.to_pydatetime()
    for one in listed:
        if one.get("until"):
            times = datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["until"])
            yield (one.get("channel") or channel, one.get("account", "")), *times


def _values(table: pd.DataFrame, columns: Sequence[str]) -> Iterator[list[Any]]:
    """These columns as lists: of a person's few rows, lists are read faster than a table is cut."""
    return (table[name].tolist() for name in columns)


def _merged(stretches: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for begin, stop in stretches:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    return merged


def _both(
    one: list[tuple[datetime, datetime]], other: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return sorted((begin, stop) for begin, stop in pairs if begin < stop)
