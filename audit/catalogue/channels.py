"""Channels: who holds the mandate, when it may debit, how others name it, where to cancel and where to export."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache

from audit.catalogue.records import Record, read_records
from audit.wording import Words

KINDS = ("wallet", "platform", "bank", "hand", "store")  # in the order in which rows of one payment lead
POSTING_LAG_DAYS = 3


@dataclass(frozen=True)
class Channel:
    """One channel of payments, as `channels.toml` states it.

    `precharge_days`: how many days before the anchor it may debit. `posting_lag_days`: how late a row that prints no
    time may stand. `cut_off_hours`: before which a cancellation is too late for the next debit (0: none).
    `wallet_prefixes`: how a bank's row or a platform's payment method names it. `balances`: payment methods that are
    its own money or credit, which no bank row mirrors.
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
    export: Words
    checked: date
    source: str
    confidence: str
    window_source: str


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
    return tuple(c for c in _by_id().values() if c.id != "other")


@cache
def _by_id() -> dict[str, Channel]:
    return {c.id: c for c in map(read_channel, read_records("channels.toml", "channel", _KNOWN))}


def read_channel(record: Record) -> Channel:
    """One checked channel; RuleError names the field that is missing or wrong."""
    kind = record.text("kind")
    if kind not in KINDS:
        raise record.fault("kind", f"must be one of {', '.join(KINDS)}", f"应为 {'、'.join(KINDS)} 之一")
    if record.whole("precharge_days") and not record.text("window_source", ""):
        raise record.fault("window_source", "a window needs its source", "扣款窗口必须注明来源")
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
        export=record.words("export"),
        checked=record.day("checked"),
        source=record.text("source"),
        confidence=record.text("confidence"),
        window_source=record.text("window_source", ""),
    )


_KNOWN = frozenset({f.name for f in fields(Channel)} - {"name", "terminate", "export"}) | {
    f"{name}_{lang}" for name in ("name", "terminate", "export") for lang in ("en", "zh")
}
