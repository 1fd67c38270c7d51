"""What a row's words say: its seller, the plan's own name, its period, whom it is for, and what kind of sale it is.

Works on distinct texts, so that a table pays for each text once; only comparing is done on folded text, the printed
text is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from audit import catalogue
from audit.catalogue import fold
from audit.periods import Interval

_BENEFICIARY = re.compile(r"\(?为([^()]{2,}?)(?:购买|充值|开通|续费)\)?")
_OWN = re.compile(r"微信(?:账号)?|支付宝(?:账号)?|本人|自己|当前账号")
_COMPANY = re.compile(r"(?:股份|集团|控股)?(?:有限)?(?:责任)?公司$")
_MASKED = re.compile(r"\*+")
_NOT_WORD = re.compile(r"[\W_]+")
_BUNDLE = re.compile(
    r"app ?store|apple music|itunes|apple\.com/bill|\bapple (?:services|distribution)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Reading:
    """What one pair of counterparty and description says; empty text and None where it says nothing."""

    seller: str
    core: str
    interval: Interval | None
    beneficiary: str
    mandate: bool
    trial: bool
    one_off: bool
    false_friend: bool
    bundle: bool


def read_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """The reading of every row, as columns; the index is the rows' own.

    Columns: seller, core, word_interval, word_count, beneficiary, mandate, trial, one_off, false_friend, bundle.
    """
    items = rows["store"].ne("")
    if not items.any():
        return _read(rows, read_text)
    return pd.concat([_read(rows[~items], read_text), _read(rows[items], read_item)]).loc[rows.index]


def _read(rows: pd.DataFrame, reader: Callable[[str, str], Reading]) -> pd.DataFrame:
    pairs = rows[["counterparty", "description"]]
    code, distinct = pd.factorize(pd.MultiIndex.from_frame(pairs))
    read = [reader(c, d) for c, d in distinct]
    columns = {
        "seller": [r.seller for r in read],
        "core": [r.core for r in read],
        "word_interval": [r.interval.name if r.interval else "" for r in read],
        "word_count": [r.interval.count if r.interval else 0 for r in read],
        "beneficiary": [r.beneficiary for r in read],
        "mandate": [r.mandate for r in read],
        "trial": [r.trial for r in read],
        "one_off": [r.one_off for r in read],
        "false_friend": [r.false_friend for r in read],
        "bundle": [r.bundle for r in read],
    }
    kinds = {str: "str", bool: "bool", int: "int64"}
    types = {n: "int64" if n == "word_count" else kinds[bool if n in _FLAGS else str] for n in columns}
    table = pd.DataFrame({n: pd.Series(v, dtype=types[n]) for n, v in columns.items()})
    return table.take(code).set_axis(rows.index)


_FLAGS = ("mandate", "trial", "one_off", "false_friend", "bundle")


@cache
def read_text(counterparty: str, description: str) -> Reading:
    """The reading of one counterparty and description."""
    text = fold(description)
    party = fold(counterparty)
    found = _BENEFICIARY.search(text)
    beneficiary = found.group(1) if found and not _OWN.fullmatch(found.group(1)) else ""
    both = f"{party} {text}"
    mandate = bool(_any("mandate").search(text))
    return Reading(
        seller=seller_key(counterparty),
        core=core_of(description, counterparty),
        interval=interval_of(text),
        beneficiary=beneficiary,
        mandate=mandate,
        trial=bool(_any("trial").search(text)),
        one_off=bool(_any("one_off").search(text)) and not mandate,
        false_friend=bool(_any("false_friends").search(both)) and not mandate,
        bundle=bool(_BUNDLE.search(counterparty + " " + description)),
    )


@cache
def read_item(seller: str, name: str) -> Reading:
    """The reading of what a store's own history says was bought; the store is no seller, and its name a name."""
    known = "" if store_of(seller, "") else seller
    read = read_text(known, name)
    return replace(read, core=_own_name(fold(name), known), bundle=False)


def seller_key(counterparty: str) -> str:
    """A seller's name for comparing: no wallet prefix, no company ending, no punctuation.

    >>> seller_key("财付通-示例科技有限公司") == seller_key("示例科技")
    True
    """
    bare = _prefixes().sub("", fold(counterparty))
    short = _COMPANY.sub("", bare) or bare
    return _NOT_WORD.sub("", _MASKED.sub("x", short))


def core_of(description: str, counterparty: str = "") -> str:
    """What of the text names the plan itself: without the seller, generic words, beneficiary, trial words.

    >>> core_of("卡盟钻自动续费"), core_of("连续包月(网盘SVIP会员)") == core_of("3天试用(网盘SVIP会员)")
    ('卡盟钻', True)
    """
    text = fold(description)
    return "" if _BUNDLE.search(text) or _BUNDLE.search(counterparty) else _own_name(text, counterparty)


def _own_name(text: str, counterparty: str) -> str:
    text = _prefixes().sub("", _BENEFICIARY.sub("", text))
    for name in {fold(counterparty), _COMPANY.sub("", fold(counterparty))}:
        if len(name) > 1:
            text = text.replace(name, " ")
    text = _any("trial").sub(" ", _any("generic").sub(" ", text))
    return _NOT_WORD.sub("", text)


def interval_of(text: str) -> Interval | None:
    """The billing interval the words name, if any."""
    folded = fold(text)
    return next((i for p, i in _periods() if p.search(folded)), None)


def store_of(counterparty: str, description: str) -> str:
    """The app store that took the money, by its name in the row; "" for none."""
    return catalogue.store_that_took(f"{counterparty} {description}")


def wallet_in(text: str) -> str:
    """The wallet a bank's row names at its front, as a channel's id; "" for none."""
    folded = fold(text)
    for known in catalogue.channels():
        if known.kind in ("wallet", "platform") and any(folded.startswith(fold(p)) for p in known.wallet_prefixes):
            return known.id
    return ""


@cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(getattr(catalogue.words(), name)), re.IGNORECASE)


@cache
def _periods() -> tuple[tuple[re.Pattern[str], Interval], ...]:
    return tuple((re.compile(p, re.IGNORECASE), i) for p, i in catalogue.words().period)


@cache
def _prefixes() -> re.Pattern[str]:
    names = sorted({fold(p) for c in catalogue.channels() if c.kind != "store" for p in c.wallet_prefixes}, key=len)
    names += ["网银在线", "云闪付app", "云闪付", "钱袋宝支付", "拼多多支付"]
    return re.compile(rf"^(?:{'|'.join(map(re.escape, reversed(names)))})(?:[-—:]+|(?<=[a-z]) ?\*)")
