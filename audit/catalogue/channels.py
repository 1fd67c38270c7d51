"""Channels: who holds the mandate, when it may debit, how others name it, where to cancel and where to export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache

from audit.catalogue.records import Record, load_toml, read_records
from audit.catalogue.service_names import fold
from audit.wording import NOTHING, Words, join

KINDS = ("wallet", "platform", "bank", "hand", "store")  # in the order in which rows of one payment lead
CONFIDENCES = ("official_vendor_page", "secondary", "memory", "own")
POSTING_LAG_DAYS = 3
_GENERAL = ("abroad", "other")  # entries that others are like, and no channel by themselves


@dataclass(frozen=True)
class Channel:
    """One channel of payments, as `channels.toml` states it.

    `precharge_days`: how many days before the anchor it may debit. `posting_lag_days`: how late a row that prints no
    time may stand. `cut_off_hours`: before which a cancellation is too late for the next debit (0: none).
    `wallet_prefixes`: how a bank's row or a platform's payment method names it. `balances`: payment methods that are
    its own money or credit, which no bank row mirrors. `letterheads`: names its papers (PDF, e-mail) are known by.
    `took`: words, as patterns, that show that this store took the money of a row; `own`: words of what its firm sells
    by itself, where no mandate of the store stands behind the row.
    `menu_names`: what the menu entry of a mandate is called in other versions, in messages and by support.
    An export is told in three parts: `path` (where it is found), `choose` (which options), `brings` (what arrives).
    """

    id: str
    name: Words
    rail: str
    kind: str
    precharge_days: int
    posting_lag_days: int
    cut_off_hours: int
    wallet_prefixes: tuple[str, ...]
    balances: tuple[str, ...]
    terminate: Words
    path: Words
    choose: Words
    brings: Words
    checked: date
    source: str
    confidence: str
    window_source: str
    aliases: tuple[str, ...] = ()
    letterheads: tuple[str, ...] = ()
    took: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    menu_names: tuple[str, ...] = ()
    export_source: str = ""
    export_confidence: str = ""

    @property
    def export(self) -> Words:
        """How its bill is exported, whole: where, with which options, and what arrives."""
        return join([self.path, self.choose, self.brings])

    def is_called(self, name: str) -> bool:
        """Whether a person may mean this channel by that name: its id, with or without `bank:`, or any of its names."""
        names = (self.id, self.id.partition(":")[2], *self.name, *self.aliases, *self.wallet_prefixes)
        return fold(name) in {fold(n) for n in names if n}


def keep_as_it_came() -> Words:
    """What holds of every export: how its files are kept, and which months it should reach over."""
    return Record("channels.toml [advice]", load_toml("channels.toml")["advice"]).words("keep")


def channel(id: str) -> Channel:
    """The channel of that id; a bank or another channel without an entry of its own gets the general one's facts."""
    known = _by_id()
    if id in known:
        return known[id]
    general = known["bank" if id.partition(":")[0] == "bank" else "other"]
    named = id.partition(":")[2] or id
    return replace(general, id=id, name=Words(f"{general.name.en} ({named})", f"{general.name.zh}（{named}）"))


def channels() -> tuple[Channel, ...]:
    """Every channel with an entry of its own, in the order of the file."""
    return tuple(c for c in _by_id().values() if c.id not in _GENERAL)


def store_that_took(text: str) -> str:
    """The store, as a channel's id, that took the money of a row with these words; "" for none.

    >>> store_that_took("GOOGLE *Some App"), store_that_took("GOOGLE *YouTubePremium")
    ('google_play', '')
    """
    return next((id for id, took, own in _stores() if took.search(text) and not (own and own.search(text))), "")


def is_own_sale(store: str, text: str) -> bool:
    """Whether these words are of something that the store's own firm sells."""
    own = channel(store).own
    return bool(own) and _any_of(own).search(text) is not None


@cache
def _stores() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple((c.id, _any_of(c.took), _any_of(c.own) if c.own else None) for c in channels() if c.took)


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


@cache
def _by_id() -> dict[str, Channel]:
    entries = {record.text("id"): record for record in read_records("channels.toml", "channel", _KNOWN)}
    return {id: read_channel(_whole(record, entries)) for id, record in entries.items()}


def _whole(record: Record, entries: Mapping[str, Record]) -> Record:
    """An entry with what it takes from the one it is `like`."""
    like = record.text("like", "")
    if not like:
        return record
    if like not in entries:
        raise record.fault("like", "names no entry", "没有这个条目")
    return Record(record.place, {**entries[like].fields, **record.fields})


def read_channel(record: Record) -> Channel:
    """One checked channel; RuleError names the field that is missing or wrong."""
    kind = record.text("kind")
    if kind not in KINDS:
        raise record.fault("kind", f"must be one of {', '.join(KINDS)}", f"应为 {'、'.join(KINDS)} 之一")
    if record.whole("precharge_days") and not record.text("window_source", ""):
        raise record.fault("window_source", "a window needs its source", "扣款窗口必须注明来源")
    sure = record.text("export_confidence", record.text("confidence"))
    if sure not in CONFIDENCES:
        raise record.fault(
            "export_confidence", f"must be one of {', '.join(CONFIDENCES)}", f"应为 {'、'.join(CONFIDENCES)} 之一"
        )
    return Channel(
        id=record.text("id"),
        name=record.words("name"),
        rail=record.text("rail"),
        kind=kind,
        precharge_days=record.whole("precharge_days"),
        posting_lag_days=record.whole("posting_lag_days", POSTING_LAG_DAYS),
        cut_off_hours=record.whole("cut_off_hours", 0),
        wallet_prefixes=record.texts("wallet_prefixes"),
        balances=record.texts("balances"),
        terminate=record.words("terminate"),
        path=record.words("export"),
        choose=record.words("choose", NOTHING),
        brings=record.words("brings", NOTHING),
        checked=record.day("checked"),
        source=record.text("source"),
        confidence=record.text("confidence"),
        window_source=record.text("window_source", ""),
        aliases=record.texts("aliases"),
        letterheads=record.texts("letterheads"),
        took=record.texts("took"),
        own=record.texts("own"),
        menu_names=record.texts("menu_names"),
        export_source=record.text("export_source", record.text("source")),
        export_confidence=sure,
    )


_IN_WORDS = {"name", "terminate", "path", "choose", "brings"}
_KNOWN = frozenset({f.name for f in fields(Channel)} - _IN_WORDS | {"like"}) | {
    f"{name}_{lang}" for name in _IN_WORDS - {"path"} | {"export"} for lang in ("en", "zh")
}
