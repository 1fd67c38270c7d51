"""The catalogue of services: enough of them, none mistaken for another, nothing said without a source."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import catalogue
from audit.catalogue import Service, find_service, fold
from audit.catalogue.records import Record, check_records, load_toml
from audit.catalogue.service_names import index_names
from audit.catalogue.services import _KNOWN, KINDS, read_service, read_way, refuse_unsafe_names
from audit.cli import main
from audit.errors import RuleError

FOUND = catalogue.services()
CHINESE = re.compile("[一-鿿]")
GENERIC = Record("services.toml [names]", load_toml("services.toml")["names"]).texts("generic")
OTHER = Record("services.toml [names]", load_toml("services.toml")["names"]).texts("other")
Out = pytest.CaptureFixture[str]


def found_in(text: str) -> str:
    service = find_service(text)
    return service.id if service else ""


def service(id: str) -> Service:
    return next(s for s in FOUND if s.id == id)


def test_there_are_at_least_150_services_of_every_kind_chinese_first() -> None:
    kinds = Counter(s.kind for s in FOUND)
    assert len(FOUND) >= 300
    assert len([s for s in FOUND if CHINESE.search(s.name.zh)]) >= 200
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 4


def test_every_name_and_every_printed_row_means_its_own_service_alone() -> None:
    alone = {(n, s.id) for s in FOUND for n in s.names}
    printed = {(f"{p.counterparty} {p.text}", s.id) for s in FOUND for p in s.printed}
    within = {(f"深圳某某公司 {n}连续包月", s.id) for s in FOUND for n in (*s.name, *s.aliases)}
    assert [(text, found_in(text), id) for text, id in alone | printed | within if found_in(text) != id] == []
    assert len(printed) >= 90


def test_both_languages_are_there_and_natural() -> None:
    for known in FOUND:
        english = (known.name.en, *(p.name.en for p in known.plans))
        assert not CHINESE.search(" ".join(english)), known.id
        assert CHINESE.search(known.cancel.zh), known.id
        assert not re.search(r"[一-鿿] ?[,;!?]|[,;][一-鿿]", known.cancel.zh), known.id  # half-width stops
        assert len(known.cancel.en) > 10, known.id


def test_nothing_is_stated_from_memory_but_names() -> None:
    for known in FOUND:
        assert all(p.confidence != "memory" and p.source and p.as_of <= date(2026, 11, 22) for p in known.plans)
        assert all(p.confidence != "memory" and p.source for p in known.printed)
        assert known.cut_off_hours is None or known.window_source
        if known.confidence == "memory":
            assert known.interval == ""


@pytest.mark.parametrize(
    ("id", "name", "price", "currency", "interval", "as_of"),
    [
        ("iqiyi", "黄金VIP 连续包月", "22.00", "CNY", ("month", 1), date(2021, 12, 16)),
        ("iqiyi", "黄金VIP 年卡", "248.00", "CNY", ("year", 1), date(2021, 12, 16)),
        ("youku", "连续包季", "68.00", "CNY", ("quarter", 1), date(2022, 6, 21)),
        ("tencent_video", "连续包月", "25.00", "CNY", ("month", 1), date(2022, 4, 20)),
        ("jd_plus", "年卡", "99.00", "CNY", ("year", 1), date(2026, 5, 23)),
        ("hellobike", "30 天", "18.80", "CNY", ("day", 30), date(2025, 7, 31)),
        ("apple_tv_plus", "按月", "12.99", "USD", ("month", 1), date(2025, 8, 31)),
        ("xbox", "Ultimate", "29.99", "USD", ("month", 1), date(2025, 10, 1)),
        ("amazon_prime", "按年", "139.00", "USD", ("year", 1), date(2022, 2, 18)),
    ],
)
def test_prices_are_exact_and_of_their_day(
    id: str, name: str, price: str, currency: str, interval: tuple[str, int], as_of: date
) -> None:
    wanted = (Decimal(price), currency, *interval, as_of)
    assert wanted in [
        (p.price, p.currency, p.interval, p.interval_count, p.as_of) for p in service(id).plans if p.name.zh == name
    ]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Spotify AB Stockholm", "spotify"),
        ("PAYPAL *SPOTIFY P1A2B3C4", "spotify"),
        ("APL*APPLE MUSIC 866-712-7753", "apple_music"),
        ("百度 百度网盘SVIP会员连续包月", "baidu_pan"),
        ("腾讯 QQ大会员", "qq_grand"),
        ("黄钻", "qq_yellow"),
        ("某珠宝行 黄钻戒指", ""),
        ("App Store & Apple Music；05.15购买", ""),
        ("Keep", "keep"),
        ("Keep Cup Store", ""),
        ("Calm", "calm"),
        ("Calm Harbour Hotel", ""),
        ("TIDAL WAVE CAR WASH", ""),
        ("MAX PREMIUM TYRES", ""),
        ("某酒店 白金会员", ""),
        ("特来电 充电连续包月", ""),
        ("广州唯品会电子商务有限公司 唯品会订单", ""),
        ("NETFLIXX", ""),
        ("WPS*GWPS", "wps"),
    ],
)
def test_a_name_is_a_word_of_the_text_and_a_common_word_only_the_whole_of_it(text: str, id: str) -> None:
    assert found_in(text) == id


def slowly_found_in(text: str) -> str:
    """The same by one regular expression a name: letters in order, whatever blanks stand between them."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).casefold()
    hits = {(len(fold(n)), "") for n in OTHER if whole_word(fold(n)).search(folded)}
    for s in FOUND:
        hits |= {(len(fold(n)), s.id) for n in (*s.name, *s.aliases) if whole_word(fold(n)).search(folded)}
        hits |= {(len(fold(n)), s.id) for n in s.called if fold(n) == folded.replace(" ", "")}
    best = {id for length, id in hits if length == max(n for n, _ in hits)}
    return best.pop() if len(best) == 1 else ""


@cache
def whole_word(name: str) -> re.Pattern[str]:
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", name) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", name) else ""
    return re.compile(before + r"\s*".join(map(re.escape, name)) + after)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([n for s in FOUND for n in s.names]),
            st.sampled_from([" ", "  ", "a", "X1", "会员", "-", "*", "（", "Ｐlus", "；05.15购买", *OTHER]),
        ),
        min_size=1,
        max_size=5,
    ).map("".join)
)
def test_one_pass_finds_what_a_pattern_a_name_finds(text: str) -> None:
    assert found_in(text) == slowly_found_in(text)


def test_two_services_with_names_of_one_length_are_no_answer() -> None:
    index = index_names([("青云卡", "a"), ("白云卡", "b"), ("白云卡月", "b")], [("云", "c")])
    assert index.owners_in("青云卡和白云卡") == {"a", "b"}
    assert index.owners_in("青云卡和白云卡月") == {"b"}
    assert (index.owners_in(" 云 "), index.owners_in("云云"), index.owners_in("")) == ({"c"}, set(), set())


WAY = read_way(
    Record(
        "w",
        {
            "cancel_en": "here",
            "cancel_zh": "这里",
            "cancel_checked": date(2026, 1, 1),
            "cancel_source": "s",
            "cancel_confidence": "memory",
        },
    )
)
PLAN = {
    "name_en": "Monthly",
    "name_zh": "按月",
    "price": "9.90",
    "currency": "CNY",
    "as_of": date(2026, 1, 1),
    "source": "s",
    "confidence": "secondary",
}
GOOD = {"id": "x", "kind": "video", "name_en": "Xing", "name_zh": "星影", "source": "s", "confidence": "memory"}


def read(*entries: dict[str, Any]) -> list[Service]:
    records = check_records("my.toml", "service", {"service": list(entries)}, _KNOWN)
    return [read_service(record, {"app": WAY}) for record in records]


def test_what_is_not_known_stays_empty() -> None:
    (bare,) = read(GOOD)
    assert (bare.aliases, bare.called, bare.merchants, bare.printed, bare.plans) == ((), (), (), (), ())
    assert (bare.interval, bare.billing, bare.precharge_days, bare.cut_off_hours, bare.store) == (
        "",
        "",
        None,
        None,
        "",
    )
    assert bare.cancel == ("here", "这里")
    (sold,) = read({**GOOD, "store": "apple", "plan": [PLAN]})
    assert sold.cancel == catalogue.channel("apple").terminate
    assert (sold.plans[0].price, sold.plans[0].interval) == (Decimal("9.90"), "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "x, colour: is not known"),
        ({"kind": "opera"}, "x, kind: must be one of"),
        ({"confidence": "sure"}, "x, confidence: must be one of"),
        ({"aliases": "星影会员"}, "x, aliases: must be list"),
        ({"aliases": [""]}, "x, aliases: must be a list of non-empty strings"),
        ({"billing": "later"}, "x, billing: must be one of"),
        ({"interval": "month"}, "x, interval: must be one of"),
        ({"precharge_days": "1"}, "x, precharge_days: must be int"),
        ({"cut_off_hours": 24}, "x, window_source: a window needs its source"),
        ({"store": "corner shop"}, "x, store: must be one of apple"),
        ({"way": "tunnel"}, "x, way: must be one of app"),
        ({"cancel_en": "c", "cancel_zh": "取消"}, "x, cancel_checked: is missing"),
        ({"plan": {"price": "1"}}, "x, plan: must be list"),
        ({"plan": ["9.90"]}, "x, plan: must be a list of tables"),
        ({"plan": [{**PLAN, "price": 9.9}]}, r"x \[\[plan\]\] 1, price: must be str"),
        ({"plan": [{**PLAN, "price": "9.901"}]}, r"\[\[plan\]\] 1, price: '9.901' is no amount of CNY"),
        ({"plan": [{**PLAN, "price": "0"}]}, r"\[\[plan\]\] 1, price: must be more than zero"),
        ({"plan": [{**PLAN, "currency": "yuan"}]}, r"\[\[plan\]\] 1, currency: must be a code"),
        ({"plan": [{**PLAN, "confidence": "memory"}]}, r"\[\[plan\]\] 1, confidence: must be one of"),
        ({"plan": [{**PLAN, "as_of": "2026"}]}, r"\[\[plan\]\] 1, as_of: must be date"),
        ({"plan": [{**PLAN, "discount": "1"}]}, r"\[\[plan\]\] 1, discount: is not known"),
        ({"printed": [{"channel": "bank", "source": "s", "confidence": "seen"}]}, r"\[\[printed\]\] 1, text: "),
    ],
)
def test_a_fault_in_a_service_is_named_with_its_place(change: dict[str, object], said: str) -> None:
    with pytest.raises(RuleError, match=r"my\.toml \[\[service\]\] .*" + said.removeprefix("x, ")) as raised:
        read({**GOOD, **change})
    assert CHINESE.search(raised.value.words.zh)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"aliases": ["星影卡"]}, {"called": ["星影卡 "]}, "y, aliases: '星影卡 ' is a name of x too"),
        ({}, {"aliases": ["ＸＩＮＧ"]}, "y, aliases: 'ＸＩＮＧ' is a name of x too"),
        ({"aliases": ["星影卡", "星影　卡"]}, {}, "x, aliases: '星影卡' stands twice"),
        ({"aliases": ["会员"]}, {}, "x, aliases: '会员' could mean anything"),
        ({"called": ["Max"]}, {}, "x, aliases: 'Max' could mean anything"),
        ({"aliases": ["星"]}, {}, "x, aliases: '星' could mean anything"),
        ({"aliases": ["App Store & Apple Music"]}, {}, r"is a name of \[names\] other too"),
    ],
)
def test_a_name_that_is_not_safe_is_refused(first: dict[str, object], second: dict[str, object], said: str) -> None:
    pair = read({**GOOD, **first}, {**GOOD, "id": "y", "name_en": "Yue", "name_zh": "月影", **second})
    with pytest.raises(RuleError, match=said) as raised:
        refuse_unsafe_names(pair, GENERIC, OTHER)
    assert CHINESE.search(raised.value.words.zh)


@pytest.mark.parametrize(
    ("name", "says", "not_"),
    [
        ("youku", ["Youku app: Me", "as of 2026-11-22, from guides", "Close the payment mandate too"], ["25", "68"]),
        ("adobe", ["account.adobe.com/plans", "from the vendor's own page"], ["not looked up"]),
        ("apple tv+", ["Sold through Apple", "Cancel Subscription"], ["Close the payment mandate too", "9.99"]),
        ("汽水音乐", ["not looked up for this service"], ["as of"]),
    ],
)
def test_the_guide_says_where_as_of_which_day_and_how_sure_but_no_price(
    name: str, says: list[str], not_: list[str], capsys: Out
) -> None:
    assert main(["guide", "cancel", name, "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert [s for s in says if s not in said] == []
    assert [s for s in not_ if s in said] == []
