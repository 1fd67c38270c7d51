"""Which plan a person means by the name of a service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from audit.catalogue import Service, find_service, fold
from audit.judging import texts
from audit.periods import Interval

_SAYS_NOTHING = re.compile(
    r"(?:\d|my|the|我的|微信|支付宝|手机号?|账号|monthly|month|yearly|year|annual|weekly|membership|member|subscription|auto|renewal|plan)*"
)
_TELLING = 4  # letters of a name in generic words: fewer (会员, 月卡) stand in anybody's text
_RANK = re.compile("黄金|白金|铂金|星钻|钻石|豪华|超级|至尊|尊享|基础|标准|高级|premium|standard|basic|family")
_NUMBER = re.compile(r"(?:订单|流水|交易|单|编|序|号)*#+")  # in a core # stands for a number that always changes


@dataclass(frozen=True)
class Plan:
    """A plan as its payments print it: `printed` holds the distinct pairs of counterparty and description."""

    id: str
    seller: str
    core: str
    interval: Interval | None
    beneficiary: str
    printed: tuple[tuple[str, str], ...]
    proven: bool = False  # a subscription by its own beat or words, whatever a person calls it
    store: str = ""  # whose history says what was bought, as a channel's id
    billing_day: int = 0  # 0 where it is not known, and for plans of so many days


def match_plans(name: str, plans: Sequence[Plan]) -> list[Plan]:
    """The plans a name may mean: none, one, or several if the name does not tell them apart.

    By the exact printed text; else the plans whose text holds nothing beyond the name, the seller and generic words;
    else by a catalogue alias; else by the seller's name, or that of the store it is paid through. A period word in the
    name narrows what is left, and so does
    being a subscription: other purchases under the same bare text are not meant.
    """
    wanted, service = fold(name), find_service(name)
    known = (partial(_nothing_beyond, service), _generic, partial(_catalogued, service))
    for tier in (_printed, _same_name, *known, _sold_by, _sold_by_part, _through_store):
        found = [plan for plan in plans if tier(wanted, plan)]
        if found:
            interval = texts.interval_of(name)
            found = [p for p in found if interval and p.interval == interval] or found
            return [p for p in found if p.proven] or found
    return []


def nearest_names(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The printed names that share most letters with a name that matched nothing, best first."""
    wanted = set(fold(name))
    shared = {k: len(wanted & set(fold(k))) / max(1, len(wanted | set(fold(k)))) for k in known if k}
    ranked = sorted(shared, key=lambda k: (-shared[k], k))
    return [k for k in ranked if shared[k] > 0][:most]


def _printed(wanted: str, plan: Plan) -> bool:
    """Whether the name is a printed text, with or without the seller before or behind it; letters alone count."""
    bare = _letters_of(wanted)
    return bool(bare) and any(_is_said(bare, _spelt(party), _spelt(text)) for party, text in plan.printed)


def _is_said(bare: str, party: str, text: str) -> bool:
    if not text:
        return bare == party
    if len(text) == len(bare):
        return text == bare
    return len(text) + len(party) == len(bare) and bare in (party + text, text + party)


@lru_cache(maxsize=1 << 18)
def _spelt(printed: str) -> str:
    return letters(fold(printed))


def _same_name(wanted: str, plan: Plan) -> bool:
    bare, core = _core_of(wanted), bare_core(plan.core)
    return bool(core) and any(_without(bare, texts.seller_key(p)) == core for p, _ in plan.printed)


def _nothing_beyond(service: Service | None, wanted: str, plan: Plan) -> bool:
    core, bare = bare_core(plan.core), _core_of(wanted)
    named = len(core) > 1 and core in bare
    return named and not _of_another_service(service, plan) and not _names_more(service, bare.split(core), plan)


def _generic(wanted: str, plan: Plan) -> bool:
    """A name of generic words alone, such as 月卡会员, that stands in a text of no other words."""
    bare = _letters_of(wanted)
    if plan.core or len(bare) < _TELLING or _core_of(wanted):
        return False
    return any(bare in _spelt(text) for _, text in plan.printed)


def _names_more(service: Service | None, besides: Sequence[str], plan: Plan) -> bool:
    """Whether a name holds a word that no payment of the plan prints, a brand's say: another seller's plan is meant.

    The service's own other names are no such words, nor is what an alphabet's name says beyond a service's brand.
    """
    left = [word for word in besides if not _SAYS_NOTHING.fullmatch(word)]
    if not left:
        return False
    sold = {find_service(f"{party} {text}") for party, text in plan.printed} - {None}
    printed = {_spelt(party + text) for party, text in plan.printed}
    known = service in sold
    return not all(
        find_service(word) in sold or (known and word.isascii()) or any(word in text for text in printed)
        for word in left
    )


def _of_another_service(service: Service | None, plan: Plan) -> bool:
    """Whether the catalogue knows the name as one service and the plan as another: both may sell a 黄金会员."""
    sold = {find_service(f"{party} {text}") for party, text in plan.printed} - {None}
    return service is not None and bool(sold) and service not in sold


def bare_core(core: str) -> str:
    """What names a plan whichever payment it is: an order's number, and the word before it, are none of it."""
    return _NUMBER.sub("", core)


def _catalogued(service: Service | None, wanted: str, plan: Plan) -> bool:
    if service is None or _of_another_rank(wanted, plan) or not (_is_name(wanted, service) or not plan.core):
        return False
    return any(find_service(f"{party} {text}") == service for party, text in plan.printed)


def _is_name(wanted: str, service: Service) -> bool:
    return any(fold(name) == wanted for name in service.names)


def _of_another_rank(wanted: str, plan: Plan) -> bool:
    """Whether the name and the plan's text each say which of a service's plans is meant, and not the same."""
    said, sold = set(_RANK.findall(wanted)), set(_RANK.findall(plan.core))
    return bool(said and sold) and not said & sold


def _sold_by(wanted: str, plan: Plan) -> bool:
    return bool(plan.seller) and _seller_of(wanted) == plan.seller


def _sold_by_part(wanted: str, plan: Plan) -> bool:
    bare = _core_of(wanted)
    return len(bare) > 1 and (bare in plan.seller or (not plan.core and len(plan.seller) > 1 and plan.seller in bare))


def _through_store(wanted: str, plan: Plan) -> bool:
    return bool(plan.store) and plan.proven and texts.store_of(wanted, "") == plan.store


def _without(text: str, part: str) -> str:
    return text.replace(part, "") if part and part != text else text


def letters(text: str) -> str:
    """The text without blanks and signs."""
    return text if text.isalnum() else "".join(c for c in text if c.isalnum())


# A name is held against hundreds of plans: what it comes to is the same for each of them.
_letters_of = lru_cache(maxsize=1 << 10)(letters)
_core_of = lru_cache(maxsize=1 << 10)(texts.core_of)
_seller_of = lru_cache(maxsize=1 << 10)(texts.seller_key)
