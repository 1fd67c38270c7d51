"""What a row's words say: its seller, the plan's own name, its period, whom it is for, and what kind of sale it is.

Only comparing is done on folded text, the printed text is never changed. `text_columns` reads whole tables.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from audit import catalogue
from audit.catalogue import fold
from audit.judging.word_patterns import cleared, periods, some
from audit.periods import Interval

_BENEFICIARY = re.compile(
    r"\(?为([^()]{2,}?)(?:话费)?(?:购买|充值|开通|续费)\)?"
    r"|\(?(?:受益|充值|开通)?(?:手机号码?|手机|qq号?|[账帐]号)[:： ]*([0-9]{2,4}\*{2,8}[0-9]{2,4}|[0-9]{5,11})\)?"
)
_OWN = re.compile(r"微信(?:账号)?|支付宝(?:账号)?|本人|自己|当前账号")
_COMPANY = re.compile(r"(?:股份|集团|控股)?(?:有限)?(?:责任)?公司$")
_MASKED = re.compile(r"\*+")
_DIGITS = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_STORE = re.compile("app|itunes", re.IGNORECASE)
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
        false_friend=said.false_friend or (not lasting and bool(some("false_friends").search(f"{party} {text}"))),
        bundle=bool(_BUNDLE.search(counterparty + " " + description)),
        bill=bill.id if bill else "",
    )


@cache
def _said(description: str) -> tuple[str, bool, Reading]:
    """The text folded, whether it is a mandate and no mere collection, and its reading whoever the seller is."""
    text = _spoken(description)
    found = _BENEFICIARY.search(text)
    named = str(found[1] or found[2]) if found else ""
    mandate = bool(some("mandate").search(text))
    interval, membership = _interval(text), bool(some("membership").search(text))
    planned = mandate or membership or interval is not None
    return (
        text,
        mandate and bool(some("mandate").search(cleared("collection", text))),
        Reading(
            seller="",
            core="",
            unnumbered="",
            interval=interval,
            beneficiary="" if _OWN.fullmatch(named) else named,
            mandate=mandate,
            renewal=mandate and bool(some("mandate").search(cleared("per_use", text))),
            membership=membership,
            trial=bool(some("trial").search(text)),
            one_off=not mandate and bool(some("one_off").search(text)),
            false_friend=not planned and bool(some("habits").search(text)),
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


@cache
def joins_texts(counterparty: str) -> bool:
    """Whether a seller's name says something of what is bought there: a store's, a bill's, or of no subscription."""
    party = _party(counterparty)
    store = _STORE.search(counterparty) or _STORE.search(party)
    return bool(store or some("false_friends").search(party) or catalogue.may_send_bills(party))


def speaks_of_bills(description: str) -> bool:
    """Whether a text has words of a recurring bill, which are one beside some sellers only."""
    return catalogue.speaks_of_bills(_spoken(description))


def name_starts(counterparty: str) -> frozenset[str]:
    """What the names begin with by which a seller goes in its own texts, any digit as 0."""
    return frozenset(_any_digit(name[:2]) for name in _names(_party(counterparty)))


def starts_in(description: str, starts: Set[str]) -> bool:
    """Whether one of those beginnings stands in the text."""
    text = _any_digit(_where_names_stand(description))
    return not starts.isdisjoint(map("".join, pairwise(text)))


def in_texts_of(counterparty: str, description: str) -> bool:
    """Whether a name of the seller stands in the text, where any digit is like any other."""
    text = _any_digit(_where_names_stand(description))
    return any(_any_digit(name) in text for name in _names(_party(counterparty)))


def _where_names_stand(description: str) -> str:
    text = _spoken(description)
    return f"{_bare(text)}\n{_bare(_without_numbers(text))}"


def _any_digit(text: str) -> str:
    return _DIGIT.sub("0", text)


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
    return _NOT_WORD.sub("", cleared("trial", cleared("generic", text)))


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
    if not some("units").search(said):
        return None
    paid = cleared("trial", said)  # how long a trial lasts is not how often the plan is paid
    return next((i for p, i in periods() if p.search(paid)), None)


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


@cache
def _prefixes() -> re.Pattern[str]:
    names = sorted({fold(p) for c in catalogue.channels() if c.kind != "store" for p in c.wallet_prefixes}, key=len)
    names += ["网银在线", "云闪付app", "云闪付", "钱袋宝支付", "拼多多支付"]
    return re.compile(rf"^(?:{'|'.join(map(re.escape, reversed(names)))})(?:[-—:]+|(?<=[a-z]) ?\*)")
