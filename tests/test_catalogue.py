"""The catalogue: every entry is complete, every fault is named, and words mean what people mean by them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import pytest

from audit import catalogue
from audit.catalogue.channels import _KNOWN as CHANNEL_FIELDS
from audit.catalogue.channels import read_channel
from audit.catalogue.records import Record, check_records
from audit.catalogue.words import read_period
from audit.errors import RuleError
from audit.periods import Interval


def period_of(text: str) -> Interval | None:
    folded = unicodedata.normalize("NFKC", text)
    return next((i for p, i in catalogue.words().period if re.search(p, folded, re.IGNORECASE)), None)


def says(words: tuple[str, ...], text: str) -> bool:
    return any(re.search(w, text, re.IGNORECASE) for w in words)


@pytest.mark.parametrize(
    ("id", "precharge", "cut_off"),
    [
        ("wechat", 1, 0),
        ("alipay", 5, 0),
        ("apple", 1, 24),
        ("huawei", 1, 0),
        ("google_play", 1, 0),
        ("bank", 0, 0),
        ("bank:cmb", 0, 0),
        ("jd", 0, 0),
        ("meituan", 0, 0),
        ("unionpay", 0, 0),
        ("hand", 0, 0),
    ],
)
def test_windows_and_cut_offs(id: str, precharge: int, cut_off: int) -> None:
    found = catalogue.channel(id)
    assert (found.id, found.precharge_days, found.cut_off_hours, found.posting_lag_days) == (id, precharge, cut_off, 3)


def test_every_channel_tells_in_both_languages_where_to_cancel_and_export() -> None:
    for c in catalogue.channels():
        assert c.terminate.en
        assert re.search("[一-鿿]", c.terminate.zh)
        assert c.export.en
        assert re.search("[一-鿿]", c.export.zh)
        assert c.checked >= date(2026, 11, 22)
        assert c.source
        assert c.confidence


def test_a_bank_without_an_entry_is_a_bank_and_a_channel_of_the_users_own_is_no_error() -> None:
    bank, mine = catalogue.channel("bank:sunny"), catalogue.channel("my_wallet")
    assert (bank.id, bank.rail, bank.kind, bank.name.zh) == ("bank:sunny", "bank", "bank", "银行（sunny）")
    assert (mine.id, mine.rail, mine.precharge_days) == ("my_wallet", "other", 0)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("卡盟钻", "kameng_zuan"),
        ("钻头会员-连续包月", "kameng_zuan"),
        ("绿钻豪华版业务自动续费31天(为1000****01购买)", "qq_green"),
        ("腾讯视频VIP会员连续包月", "tencent_video"),
        ("爱奇艺黄金VIP会员", "iqiyi"),
        ("唯品会-自动续费超级VIP会员", "vip_svip"),
        ("京东PLUS会员自动续费及支付", "jd_plus"),
        ("iCloud；07.11购买", "icloud"),
        ("ｉＣｌｏｕｄ", "icloud"),
        ("购买大会员连续包月", "bilibili"),
    ],
)
def test_a_service_is_found_by_what_the_bill_prints(text: str, id: str) -> None:
    found = catalogue.find_service(text)
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize("text", ["", "某某饭店", "Housekeeping Ltd", "GWPS2000", "App Store & Apple Music；05.15购买"])
def test_no_service_is_found_where_none_is_named(text: str) -> None:
    assert catalogue.find_service(text) is None


def test_an_interval_stands_only_with_a_count_and_every_service_says_where_it_comes_from() -> None:
    found = catalogue.services()
    assert {s.id: (s.interval, s.interval_count) for s in found if s.interval} == {
        "icloud": ("month", 1),
        "apple_one": ("month", 1),
        "vip_svip": ("year", 1),
        "jd_plus": ("year", 1),
        "88vip": ("year", 1),
        "netflix": ("month", 1),
    }
    assert all(s.source and s.confidence and s.cancel.en and s.cancel.zh for s in found)


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("连续包月", "month", 1),
        ("高级会员月卡", "month", 1),
        ("1个月全民K歌VIP", "month", 1),
        ("百度网盘超级会员(1个月-自动续费)", "month", 1),
        ("Kimi Month Vip", "month", 1),
        ("Petal One_每月79元", "month", 1),
        ("绿钻业务自动续费31天", "day", 31),
        ("30天会员", "day", 30),
        ("包季", "quarter", 1),
        ("季卡", "quarter", 1),
        ("3个月会员", "quarter", 1),
        ("90天会员", "quarter", 1),
        ("半年卡", "half_year", 1),
        ("6个月", "half_year", 1),
        ("年卡", "year", 1),
        ("88VIP生活卡年卡", "year", 1),
        ("12个月", "year", 1),
        ("365天", "year", 1),
        ("周卡", "week", 1),
        ("2个月", "month", 2),
        ("14天", "week", 2),
        ("连续包半年", "half_year", 1),
    ],
)
def test_period_words(text: str, name: str, count: int) -> None:
    found = period_of(text)
    assert found is not None
    assert (found.name, found.count) == (name, count)


@pytest.mark.parametrize(
    "text", ["会员", "自动续费", "2025年04月账单", "一年级课程", "7天试用(网盘SVIP会员)", "230天", "某某饭店"]
)
def test_no_period_word(text: str) -> None:
    assert period_of(text) is None


def test_words_of_renewal_trial_and_other_products() -> None:
    words = catalogue.words()
    assert says(words.mandate, "哈啰单车骑行卡自动续费")
    assert says(words.trial, "3天试用(网盘SVIP会员)")
    assert says(words.one_off, "王者荣耀点券(为…购买)")
    assert says(words.one_off, "升级补差价")
    assert not says(words.one_off, "卡盟钻连续包月")
    assert not says(words.one_off, "爱奇艺会员充值")
    assert catalogue.bill_of("花呗", "花呗自动还款-2025年04月账单").id == "repayment"
    assert says(words.false_friends, "先用后付")
    assert not says(words.false_friends, "动态公交会员服务")


def test_generic_words_leave_the_name_of_a_plan() -> None:
    left = "SVIP绿钻豪华版会员业务自动续费31天(为1000****01购买)"
    for word in catalogue.words().generic:
        left = re.sub(word, "", left, flags=re.IGNORECASE)
    assert left == "SVIP绿钻豪华版"


@pytest.mark.parametrize(
    ("a", "b", "holiday"),
    [
        (date(2025, 1, 27), date(2025, 1, 28), True),
        (date(2025, 2, 4), date(2025, 2, 9), True),
        (date(2025, 2, 5), date(2025, 2, 9), False),
        (date(2025, 9, 25), date(2025, 10, 9), True),
        (date(2025, 6, 1), date(2025, 6, 30), False),
        (date(2031, 10, 1), date(2031, 10, 7), False),
    ],
)
def test_long_holidays(a: date, b: date, holiday: bool) -> None:
    assert catalogue.is_long_holiday_between(a, b) is holiday


GOOD = {
    "id": "x",
    "name_en": "X",
    "name_zh": "某",
    "rail": "x",
    "kind": "wallet",
    "precharge_days": 0,
    "terminate_en": "t",
    "terminate_zh": "关",
    "export_en": "e",
    "export_zh": "导",
    "checked": date(2026, 1, 1),
    "source": "s",
    "confidence": "own",
}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "purse"}, "kind"),
        ({"precharge_days": -1}, "precharge_days"),
        ({"precharge_days": 2}, "window_source"),
        ({"precharge_days": "2"}, "precharge_days"),
        ({"precharge_days": True}, "precharge_days"),
        ({"checked": "2026-01-01"}, "checked"),
        ({"balances": [""]}, "balances"),
        ({"name_zh": None}, "name_zh"),
        ({"colour": "red"}, "colour"),
        ({"export_confidence": "sure"}, "export_confidence"),
    ],
)
def test_a_fault_in_a_channel_is_named_with_its_place(change: dict[str, object], named: str) -> None:
    with pytest.raises(RuleError, match=rf"my\.toml \[\[channel\]\] x, {named}: ") as raised:
        [
            read_channel(r)
            for r in check_records("my.toml", "channel", {"channel": [{**GOOD, **change}]}, CHANNEL_FIELDS)
        ]
    assert re.search("[一-鿿]", raised.value.words.zh)


def test_a_repeated_id_and_an_expression_that_does_not_compile_are_faults() -> None:
    with pytest.raises(RuleError, match="id: stands twice"):
        list(check_records("my.toml", "channel", {"channel": [GOOD, GOOD]}, CHANNEL_FIELDS))
    with pytest.raises(RuleError, match="is no pattern"):
        read_period(Record("my.toml [[period]] 1", {"pattern": "(", "name": "month", "count": 1}))
    with pytest.raises(RuleError, match="must be one of"):
        read_period(Record("my.toml [[period]] 1", {"pattern": "x", "name": "moon", "count": 1}))
