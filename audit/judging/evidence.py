"""What speaks for two rows being one payment: the card's tail, the wallet's name in the bank's text, the money used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.catalogue import channel, channels
from audit.judging.legs import CARD, fold, of_unique, own_money, part_discount, tails, text_of

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
RULES = ("name_and_tail", "name", "tail")  # in the order of their strength


def weigh(rows: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """The edges that hold, with `rule`, `rank` (0 is best), `run` (who competes with whom), `seller` and `text`.

    Edges name rows by index label: `u` leads, `l` is seen in the other bill.
    """
    leads, seen = _Side(rows, edges["u"]), _Side(rows, edges["l"])
    tail = (leads.tail == seen.tail) & (leads.tail != "")
    other_card = (leads.tail != seen.tail) & (leads.tail != "") & (seen.tail != "")
    agrees = _names_seller(leads, seen)
    named, holds = _named(leads, seen, tail)
    by_hand = (seen.kind == "hand") & _typed_of(leads, seen) & agrees & (edges["days"].abs().to_numpy() <= 1)
    by_bill = holds & ~other_card & ~leads.own & ~seen.own
    rank = np.select([named & tail, named], [0, 1], 2)
    weighed = edges.assign(
        rule=np.array(RULES)[rank],
        rank=2 * rank + ~agrees,
        seller=leads.seller,
        text=seen.text,
        certain=True,
        run_channel=leads.channel,
        run_tail=np.where(tail, leads.tail, ""),
        run_seller=np.where(agrees, leads.seller, ""),
    )[by_hand | by_bill]
    run = weighed.groupby(["key", "run_channel", "run_tail", "run_seller"], sort=False).ngroup()
    return weighed.drop(columns=["run_channel", "run_tail", "run_seller"]).assign(run=run)


def weigh_parts(rows: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """Of pairs of a wallet row and a smaller row of its card: those unique in their window on both sides.

    Certain where the wallet's method names a second source or the bank names the seller.
    """
    held = weigh(rows, edges)
    held = held[held["rule"].eq(RULES[0])]
    mixed = pd.Series(part_discount(rows.loc[held["u"]]).to_numpy(), index=held.index, dtype=bool)
    first = _unique(held[mixed])
    second = _unique(held[~mixed & ~held["u"].isin(first["u"]) & ~held["l"].isin(first["l"])])
    return pd.concat([first, second.assign(certain=second["rank"].mod(2).eq(0))]).assign(rule="part")


def card_keys(rows: pd.DataFrame, upper: pd.DataFrame, lower: pd.DataFrame) -> tuple[Ints, Ints]:
    """A number per (group, card tail) for the legs of both sides; -1 where no tail is printed."""
    both = pd.concat([upper, lower])
    tail = tails(rows[CARD].loc[both.index]).to_numpy()
    key = both.assign(tail=tail).groupby(["group", "tail"], sort=False).ngroup()
    key = key.where(tail != "", -1).to_numpy(dtype=np.int64)
    return key[: len(upper)], key[len(upper) :]


_READ = [*CARD, "counterparty", "description"]


class _Side:
    """The facts of the rows on one side of some edges, worked out once per row and spread over the edges."""

    def __init__(self, rows: pd.DataFrame, labels: pd.Series) -> None:
        code, distinct = pd.factorize(labels)
        own = rows[_READ].loc[distinct]
        text = text_of(own)
        self.channel = own["channel"].to_numpy()[code]
        self.kind = of_unique(own["channel"], lambda c: channel(c).kind).to_numpy()[code]
        self.account = own["account_id"].to_numpy()[code]
        self.method = own["method"].to_numpy()[code]
        self.tail = tails(own).to_numpy()[code]
        self.own = own_money(own).to_numpy()[code]
        self.seller = of_unique(own["counterparty"], fold).to_numpy()[code]
        self.text = text.to_numpy()[code]
        self.is_channel = of_unique(own["channel"], _bit).to_numpy(dtype=np.int64)[code]
        self.method_names = of_unique(own["method"], lambda m: _bits(fold(m))).to_numpy(dtype=np.int64)[code]
        self.text_names = of_unique(text, _bits).to_numpy(dtype=np.int64)[code]


def _named(leads: _Side, seen: _Side, tail: Flags) -> tuple[Flags, Flags]:
    """Whether the seen row names the leading row's channel, and whether the pair holds at all.

    A bank row that names another wallet, or a platform row paid by another, never holds.
    """
    bank, platform = seen.kind == "bank", seen.kind == "platform"
    by_bank = (seen.text_names & (leads.is_channel | leads.method_names)) != 0
    by_platform = (seen.method_names & leads.is_channel) != 0
    unsaid = (seen.method_names == 0) & (seen.tail == "") & ((leads.text_names & seen.is_channel) != 0)
    named = np.select([bank, platform], [by_bank, by_platform | unsaid], False)
    silent = (seen.text_names & _bits_of("wallet")) == 0
    return named, named | (bank & tail & silent)


def _typed_of(leads: _Side, seen: _Side) -> Flags:
    """Whether what was typed by hand may be of the leading row's channel and account; a bank row may be of any."""
    bank = leads.kind == "bank"
    may_be: Flags = bank | (_blank_or(seen.method, leads.channel) & _blank_or(seen.account, leads.account))
    return may_be


def _blank_or(typed: npt.NDArray[Any], printed: npt.NDArray[Any]) -> Flags:
    return np.asarray((typed == "") | (typed == printed), dtype=bool)


def _names_seller(leads: _Side, seen: _Side) -> Flags:
    """Whether the seen text holds the leading row's seller; a row typed by hand may also be the shorter of the two."""
    named = zip(leads.seller, seen.text, strict=True)
    typed = zip(np.where(seen.kind == "hand", seen.seller, ""), leads.text, strict=True)
    return _contained(named) | _contained(typed)


def _contained(pairs: Iterable[tuple[str, str]]) -> Flags:
    return np.array([len(name) > 1 and name in text for name, text in pairs], dtype=bool)


def _unique(edges: pd.DataFrame) -> pd.DataFrame:
    return edges[~edges["u"].duplicated(keep=False) & ~edges["l"].duplicated(keep=False)]


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """How other bills name each wallet and platform."""
    named = [c for c in channels() if c.kind in ("wallet", "platform") and c.wallet_prefixes]
    return tuple((c.id, re.compile("|".join(re.escape(fold(n)) for n in c.wallet_prefixes))) for c in named)


def _bits(text: str) -> int:
    return sum(1 << i for i, (_, pattern) in enumerate(_names()) if pattern.search(text))


@cache
def _bits_of(kind: str) -> int:
    return sum(1 << i for i, (id, _) in enumerate(_names()) if channel(id).kind == kind)


def _bit(channel_id: str) -> int:
    return sum(1 << i for i, (id, _) in enumerate(_names()) if id == channel_id)
