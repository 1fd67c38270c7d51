"""What a row's words say: its seller, the plan's own name, its period, whom it is for, and what kind of sale it is.

Works on distinct texts, so that a table pays for each text once; only comparing is done on folded text, the printed
text is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import pandas as pd

from audit import catalogue
from audit.catalogue import fold
from audit.periods import Interval

_BENEFICIARY = re.compile(
    r"\(?为([^()]{2,}?)(?:话费)?(?:购买|充值|开通|续费)\)?"
    r"|\(?(?:受益|充值|开通)?(?:手机号码?|手机|qq号?|[账帐]号)[:： ]*([0-9]{2,4}\*{2,8}[0-9]{2,4}|[0-9]{5,11})\)?"
)
_OWN = re.compile(r"微信(?:账号)?|支付宝(?:账号)?|本人|自己|当前账号")
_COMPANY = re.compile(r"(?:股份|集团|控股)?(?:有限)?(?:责任)?公司$")
_MASKED = re.compile(r"\*+")
_DIGITS = re.compile(r"\d+")
_NOT_WORD = re.compile(r"[\W_]+")
_LOOSE_BLANK = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_TOKEN = re.compile(r"[a-z0-9]{6,}")
_TURN = re.compile(r"[a-z](?=[0-9])|[0-9](?=[a-z])")
_LONG = 12  # letters and digits of an order's number; a shorter one turns from the one to the other thrice (AB07F0CX)
_BUNDLE = re.compile(
    r"app ?store|apple music|itunes|apple\.com/bill|\bapple (?:services|distribution)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Reading:
    """What one pair of counterparty and description says; empty text and None where it says nothing."""

    seller: str
    core: str
    unnumbered: str  # the core without what may be a number of the payment itself
    interval: Interval | None
    beneficiary: str
    mandate: bool
    renewal: bool  # of the mandate words, one that speaks of a next time: enough to prove a plan by one payment
    membership: bool
    trial: bool
    one_off: bool
    false_friend: bool
    bundle: bool
    bill: str  # the kind of recurring bill, as an id of the catalogue; "" for none


def read_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """The reading of every row, as columns; the index is the rows' own.

    Columns: the fields of `Reading`, the interval as word_interval and word_count.
    """
    items = rows["store"].ne("")
    if not items.any():
        return _read(rows, read_text)
    return pd.concat([_read(rows[~items], read_text), _read(rows[items], read_item)]).loc[rows.index]


def _read(rows: pd.DataFrame, reader: Callable[[str, str], Reading]) -> pd.DataFrame:
    pairs = rows[["counterparty", "description"]]
    code, distinct = pd.factorize(pd.MultiIndex.from_frame(pairs))
    read = [reader(c, d) for c, d in distinct]
    interval = [r.interval for r in read]
    columns = {
        "word_interval": pd.Series([i.name if i else "" for i in interval], dtype="str"),
        "word_count": pd.Series([i.count if i else 0 for i in interval], dtype="int64"),
        **{name: pd.Series([getattr(r, name) for r in read], dtype="str") for name in _TEXTS},
        **{name: pd.Series([getattr(r, name) for r in read], dtype="bool") for name in _FLAGS},
    }
    return pd.DataFrame(columns).take(code).set_axis(rows.index)


_TEXTS = ("seller", "core", "unnumbered", "beneficiary", "bill")
_FLAGS = ("mandate", "renewal", "membership", "trial", "one_off", "false_friend", "bundle")


@cache
def read_text(counterparty: str, description: str) -> Reading:
    """The reading of one counterparty and description."""
    (text, lasting, said), party = _said(description), _party(counterparty)
    bill = catalogue.bill_of(party, text)
    core = _core(text, party)
    return replace(
        said,
        seller=_key_of(counterparty),
        core=core,
        unnumbered=_unnumbered(core, text, party),
        false_friend=said.false_friend or (not lasting and bool(_some("false_friends").search(f"{party} {text}"))),
        bundle=bool(_BUNDLE.search(counterparty + " " + description)),
        bill=bill.id if bill else "",
    )


@cache
def _said(description: str) -> tuple[str, bool, Reading]:
    """The text folded, whether it is a mandate and no mere collection, and its reading whoever the seller is."""
    text = _spoken(description)
    found = _BENEFICIARY.search(text)
    named = str(found[1] or found[2]) if found else ""
    mandate = bool(_some("mandate").search(text))
    interval, membership = _interval(text), bool(_some("membership").search(text))
    planned = mandate or membership or interval is not None
    return (
        text,
        mandate and bool(_some("mandate").search(_cleared("collection", text))),
        Reading(
            seller="",
            core="",
            unnumbered="",
            interval=interval,
            beneficiary="" if _OWN.fullmatch(named) else named,
            mandate=mandate,
            renewal=mandate and bool(_some("mandate").search(_cleared("per_use", text))),
            membership=membership,
            trial=bool(_some("trial").search(text)),
            one_off=not mandate and bool(_some("one_off").search(text)),
            false_friend=not planned and bool(_some("habits").search(text)),
            bundle=False,
            bill="",
        ),
    )


@cache
def read_item(seller: str, name: str) -> Reading:
    """The reading of what a store's own history says was bought; the store is no seller, and its name a name."""
    known = "" if store_of(seller, "") else seller
    read = read_text(known, name)
    text, party = _spoken(name), _party(known)
    core = _own_name(text, party)
    return replace(read, core=core, unnumbered=_unnumbered(core, text, party), bundle=False)


def forget() -> None:
    """Forget every text read so far: those of one person help little with the next one's, and many fill the memory."""
    for known in (read_text, read_item, _said, _key_of, _bare, _without_numbers, _worded):
        known.cache_clear()


def seller_key(counterparty: str) -> str:
    """A seller's name for comparing: no wallet prefix, no company ending, no punctuation.

    >>> seller_key("财付通-示例科技有限公司") == seller_key("示例科技")
    True
    """
    bare = _prefixes().sub("", fold(counterparty))
    short = _COMPANY.sub("", bare) or bare
    return _NOT_WORD.sub("", _MASKED.sub("x", short))


_key_of = cache(seller_key)


def core_of(description: str, counterparty: str = "") -> str:
    """What of the text names the plan itself: without the seller, generic words, beneficiary, trial words.

    >>> core_of("卡盟钻自动续费"), core_of("连续包月(网盘SVIP会员)") == core_of("3天试用(网盘SVIP会员)")
    ('卡盟钻', True)
    """
    return _core(_spoken(description), _party(counterparty))


def _core(text: str, party: str) -> str:
    return "" if _BUNDLE.search(text) or _BUNDLE.search(party) else _own_name(text, party)


def _own_name(text: str, party: str) -> str:
    text = _bare(text)
    for name in _names(party):
        text = text.replace(name, " ")
    return _worded(text)


@cache
def _bare(text: str) -> str:
    return _prefixes().sub("", _BENEFICIARY.sub("", text))


@cache
def _worded(text: str) -> str:
    """Of a text without its seller what generic words and those of a trial leave."""
    return _NOT_WORD.sub("", _cleared("trial", _cleared("generic", text)))


def _unnumbered(core: str, text: str, party: str) -> str:
    bare = _without_numbers(text)
    return _DIGITS.sub("#", _own_name(bare, party) if core and bare != text else core)


@cache
def _without_numbers(text: str) -> str:
    return _TOKEN.sub(lambda found: " 0 " if _is_number(found[0]) else found[0], text)


def _is_number(token: str) -> bool:
    """Whether letters and digits together are an order's number, as no product's name is (office365, win10pro)."""
    turns = len(_TURN.findall(token))
    return turns >= 3 or (turns > 0 and len(token) >= _LONG)


def interval_of(text: str) -> Interval | None:
    """The billing interval the words name, if any."""
    return _interval(_spoken(text))


def _interval(said: str) -> Interval | None:
    if not _some("units").search(said):
        return None
    paid = _cleared("trial", said)  # how long a trial lasts is not how often the plan is paid
    return next((i for p, i in _periods() if p.search(paid)), None)


def _spoken(text: str) -> str:
    """Text for finding words in: folded, blanks kept only between Latin words."""
    return _LOOSE_BLANK.sub("", catalogue.fold_spaced(text))


def store_of(counterparty: str, description: str) -> str:
    """The app store that took the money, by its name in the row; "" for none."""
    return catalogue.store_that_took(f"{counterparty} {description}")


@lru_cache(maxsize=1 << 16)
def wallet_in(text: str) -> str:
    """The wallet a bank's row names at its front, as a channel's id; "" for none."""
    folded = fold(text)
    for known in catalogue.channels():
        if known.kind in ("wallet", "platform") and any(folded.startswith(fold(p)) for p in known.wallet_prefixes):
            return known.id
    return ""


@cache
def _party(counterparty: str) -> str:
    return _spoken(counterparty)


@cache
def _names(party: str) -> tuple[str, ...]:
    """What a seller is called in its own texts: with and without the company's ending."""
    return tuple(name for name in sorted({party, _COMPANY.sub("", party)}, reverse=True) if len(name) > 1)


def _cleared(name: str, text: str) -> str:
    """The text with a blank for each of these words."""
    return _any(name).sub(" ", text) if _some(name).search(text) else text


@cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(getattr(catalogue.words(), name)), re.IGNORECASE)


@cache
def _some(name: str) -> re.Pattern[str]:
    """What finds whether one of the words stands in a text, by what each must begin with: many times as fast."""
    return re.compile("|".join(map(_needed, getattr(catalogue.words(), name))), re.IGNORECASE)


def _needed(pattern: str) -> str:
    """The pattern without the groups at its beginning that may be absent.

    >>> _needed("(?:新人)?(?:[0-9]+ ?(?:天|月))?试用(?:期)?"), _needed("(?:自动)?转出")
    ('试用(?:期)?', '转出')
    """
    depth = 0
    for at, sign in enumerate(pattern):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            optional = pattern.startswith("(?:") and sign == ")" and pattern[at + 1 : at + 2] == "?"
            return _needed(pattern[at + 2 :]) if optional else pattern
    return pattern


@cache
def _periods() -> tuple[tuple[re.Pattern[str], Interval], ...]:
    return tuple((re.compile(p, re.IGNORECASE), i) for p, i in catalogue.words().period)


@cache
def _prefixes() -> re.Pattern[str]:
    names = sorted({fold(p) for c in catalogue.channels() if c.kind != "store" for p in c.wallet_prefixes}, key=len)
    names += ["网银在线", "云闪付app", "云闪付", "钱袋宝支付", "拼多多支付"]
    return re.compile(rf"^(?:{'|'.join(map(re.escape, reversed(names)))})(?:[-—:]+|(?<=[a-z]) ?\*)")
