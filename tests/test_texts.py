"""What a row's words say: real wordings of FORMATS-CN §8, and names by which people call them."""

from __future__ import annotations

import re

import pytest

from audit import catalogue
from audit.judging.plan_names import Plan, match_plans, nearest_names
from audit.judging.rails import holder, rail_of, reach
from audit.judging.texts import core_of, interval_of, read_text, seller_key, store_of, wallet_in
from audit.judging.word_patterns import cleared, some
from audit.periods import Interval


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("连续包月", Interval("month", 1)),
        ("网易云音乐-会员自动续费", None),
        ("绿钻豪华版业务自动续费31天(为1000****01购买)", Interval("day", 31)),
        ("百度网盘超级会员(1个月-自动续费)", Interval("month", 1)),
        ("88VIP生活卡年卡", Interval("year", 1)),
        ("高级会员月卡", Interval("month", 1)),
        ("3天试用(网盘SVIP会员)", None),
        ("连续包季", Interval("quarter", 1)),
        ("半年卡", Interval("half_year", 1)),
    ],
)
def test_the_interval_a_text_names(text: str, interval: Interval | None) -> None:
    assert interval_of(text) == interval


@pytest.mark.parametrize(
    ("counterparty", "description", "mandate", "one_off", "friend"),
    [
        ("腾讯", "绿钻豪华版业务自动续费31天(为1000****01购买)", True, False, False),
        ("某电视", "电视大会员升级优惠价", False, True, False),
        ("腾讯天游", "王者荣耀点券(为1000****01购买)", False, True, False),
        ("天弘基金", "余额宝-自动转入", False, False, True),
        ("美团", "先骑后付", False, False, True),
        ("哈啰出行", "哈啰单车骑行卡自动续费", True, False, False),
        ("某咖啡", "拿铁", False, False, True),
        ("某咖啡", "咖啡月卡", False, False, False),
        ("某超市", "/", False, False, False),
        ("上海地铁", "地铁乘车 免密支付", True, False, True),
        ("某影音", "影音 Monthly Subscription", True, False, False),
    ],
)
def test_the_kind_of_sale(counterparty: str, description: str, mandate: bool, one_off: bool, friend: bool) -> None:
    read = read_text(counterparty, description)
    assert (read.mandate, read.one_off, read.false_friend) == (mandate, one_off, friend)


def test_for_whom() -> None:
    assert read_text("腾讯", "绿钻15天(为1000****01购买)").beneficiary == "1000****01"
    assert read_text("腾讯", "1个月全民K歌VIP连续包月开通(为微信账号购买)").beneficiary == ""


def test_one_seller_under_several_prints() -> None:
    prints = ["示例科技有限公司", "财付通-示例科技有限公司", "支付宝－示例科技", "示例科技"]
    assert len({seller_key(p) for p in prints}) == 1
    assert seller_key("示例科技") != seller_key("示例网络")


def test_a_trial_and_its_plan_have_one_name() -> None:
    assert core_of("3天试用(网盘SVIP会员)") == core_of("连续包月(网盘SVIP会员)") != core_of("连续包月(网盘VIP会员)")


def test_stores_and_wallets() -> None:
    assert store_of("App Store & Apple Music", "App Store & Apple Music；05.15购买") == "apple"
    assert store_of("某店", "苹果醋") == ""
    assert {store_of(text, "") for text in ("Apple Services", "PAYPAL *APPLE SERVICES", "APL* APPLE TV+")} == {"apple"}
    assert store_of("Apple Distribution International Ltd.", "") == "apple"
    assert store_of("Pineapple Services", "") == ""


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("GOOGLE *Some Developer", "google_play"),
        ("GOOGLE*Cloudberry Games g.co/helppay#", "google_play"),
        ("GOOGLE *Voice Recorder Pro", "google_play"),
        ("GOOGLE *Google Play", "google_play"),
        ("GOOGLE *Google Play Books", "google_play"),
        ("Google Commerce Limited", "google_play"),
        ("GOOGLE *YouTubePremium", ""),
        ("GOOGLE *YouTube TV g.co/helppay# CA", ""),
        ("GOOGLE *Google One 855-836-3987 CA", ""),
        ("GOOGLE* Google Storage", ""),
        ("GOOGLE *GOOGLE g.co/helppay# CA", ""),
        ("GOOGLE *CLOUD_01A2B3", ""),
        ("GOOGLE *ADS4711471147", ""),
        ("GOOGLE *Workspace_example.com", ""),
        ("GOOGLE ADS", ""),
    ],
)
def test_of_what_google_debits_only_the_play_store_is_a_store(text: str, store: str) -> None:
    assert store_of(text, "") == store
    assert wallet_in("财付通-某店") == "wechat"
    assert wallet_in("某财付通") == ""


def plan(key: str, party: str, *texts: str, seller: str = "") -> Plan:
    read = read_text(party, texts[0])
    printed = tuple((party, t) for t in texts)
    return Plan(key, seller or read.seller, read.core, read.interval, read.beneficiary, printed)


PLANS = [
    plan("zuan", "卡盟科技", "卡盟钻连续包月"),
    plan("lux", "卡盟科技", "卡盟钻豪华版连续包月"),
    plan("keep", "北京卡路里科技有限公司", "连续包月"),
    plan("disk", "百度", "百度网盘超级会员(1个月-自动续费)"),
    plan("year", "视频公司", "视频会员年卡"),
    plan("month", "视频公司", "视频会员月卡"),
    plan("free", "石课科技有限公司", "畅享会员连续包月"),
    plan("card", "深圳星河卡盟科技有限公司", "月卡会员自动续费"),
    plan("stream", "NETFLIX.COM", ""),
    plan("songs", "Spotify AB", "Spotify Premium"),
    plan("gold", "北京爱奇艺科技有限公司", "爱奇艺黄金VIP连续包月"),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("卡盟钻连续包月", ["zuan"]),  # the printed text
        ("卡盟钻", ["zuan"]),  # nothing beyond the name and generic words
        ("卡盟科技 卡盟钻", ["zuan"]),  # merchant and plan in one string
        ("卡盟钻豪华版", ["lux"]),
        ("百度网盘超级会员", ["disk"]),
        ("北京卡路里科技有限公司", ["keep"]),  # a seller with one plan
        ("卡盟科技", ["zuan", "lux"]),  # a seller with two: several
        ("视频会员年卡", ["year"]),
        ("视频会员", ["year", "month"]),
        ("不存在的服务", []),
        ("石课畅享会员", ["free"]),  # part of the seller's name and the plan
        ("月卡会员", ["card"]),  # generic words alone, as the text's
        ("爱奇艺VIP", ["gold"]),  # a name the catalogue knows
        ("爱奇艺白金VIP", []),  # another of the service's plans
        ("Netflix Premium", ["stream"]),  # a known service, of which the bill prints the brand alone
        ("Spotify Premium Individual", ["songs"]),
        ("爱奇艺体育会员", []),  # another product of the seller
        ("墨练畅享会员", []),  # a brand that nothing of the plan holds: another seller's
    ],
)
def test_which_plan_a_name_means(name: str, found: list[str]) -> None:
    assert [p.id for p in match_plans(name, PLANS)] == found


def test_nearest_names_are_offered() -> None:
    assert nearest_names("卡盟砖", ["拿铁", "卡盟钻连续包月", "卡盟钻"])[0] == "卡盟钻"
    assert nearest_names("xyz", ["拿铁"]) == []


@pytest.mark.parametrize(
    ("item", "paths"),
    [
        ("Prime Membership Fee", {"app", "support", "", "app_store"}),
        ("Amazon Prime Video Channel Example", {"app_store"}),  # another's service, sold through the store
        ("Kindle Unlimited Membership", {"app", "support", "", "app_store"}),
        ("Example Magazine", {"app_store"}),
    ],
)
def test_an_act_at_the_firm_of_a_store_reaches_what_the_firm_itself_sells(item: str, paths: set[str]) -> None:
    rail = rail_of("bank:chase", "AMZN Digital", item, "amazon")
    assert {
        path for path in ("app", "support", "", "app_store", "bank", "wechat_mandate") if rail in reach(path)
    } == paths
    assert holder(rail) == "amazon"
    assert rail_of("bank:chase", "AMZN Digital", item) == "bank"


@pytest.mark.parametrize("name", ["mandate", "trial", "one_off", "false_friends", "generic", "collection", "habits"])
def test_what_words_must_begin_with_finds_them_wherever_they_stand(name: str) -> None:
    known = (
        "新人首月体验价3天",
        "7-day free trial (30 days)",
        "免费试用 3 天(网盘)",
        "委托代扣",
        "自动转入余额宝",
        "体验店",
        "订单7",
    )
    texts_seen = [a + b for a in ("", "x ", "网盘") for b in known]
    whole = re.compile("|".join(getattr(catalogue.words(), name)), re.IGNORECASE)
    found = [bool(whole.search(text)) for text in texts_seen]
    assert [bool(some(name).search(text)) for text in texts_seen] == found
    assert [cleared(name, text) for text in texts_seen] == [whole.sub(" ", text) for text in texts_seen]
