"""Masking: each pattern of RULES §7.6 on the rule's own examples, columns by kind, and text nobody thought of."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.reports.masking import is_identity_number, mask_account, mask_columns, mask_name, mask_order, mask_text
from audit.reports.person_names import is_person, persons_in

PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
SURROUNDINGS = st.text(alphabet="你好，。（）备注联系 abc-:/", max_size=8)


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+8613812345678", "+86138****5678"),
        ("电话138 1234 5678。", "电话138****5678。"),
        ("138-1234-5678", "138****5678"),
        ("zhangsan@example.com", "z***@example.com"),
        ("6222021234567890123", "尾号0123"),
        ("卡6222 0212 3456 7890 123扣款", "卡尾号0123扣款"),
        ("11010519491231002X", "[身份证号已隐去]"),
        ("证件 11010519491231002x", "证件 [身份证号已隐去]"),
        ("110105 19491231 002X", "[身份证号已隐去]"),
        ("110105194912310021", "尾号0021"),  # its check digit is wrong: no identity number, so a card
        ("订单4200002345202507011234567890", "订单42000023…7890"),
        ("(为1000123401购买)", "(为10****01购买)"),
        ("QQ 1234567890", "QQ 12****90"),
        ("充值QQ号：1000123401", "充值QQ号：10****01"),
        ("支付宝账单20250101", "支付宝账单20250101"),
        ("支付宝交易明细(20250101-20250831).csv", "支付宝交易明细(20250101-20250831).csv"),
        ("CMB_20251008180200.csv", "CMB_20251008180200.csv"),
        ("CMB_20251308180200.csv", "CMB_尾号0200.csv"),  # no thirteenth month: no time of an export
        ("2025-07-01 00:12:33 扣款30.00元", "2025-07-01 00:12:33 扣款30.00元"),
        ("连续包月30天", "连续包月30天"),
    ],
)
def test_text_is_masked_as_the_rules_say(plain: str, masked: str) -> None:
    assert mask_text(plain) == masked


def test_words_put_in_place_follow_the_language() -> None:
    assert mask_text("11010519491231002X 6222021234567890123", "en") == "[ID number removed] card ending 0123"


@pytest.mark.parametrize("name", ["张伟", "李小红", "欧阳小明", "诸葛亮", "孙某某"])
def test_a_person_paid_is_masked(name: str) -> None:
    assert is_person(name)
    table = mask_columns(pd.DataFrame({"counterparty": [name]}), {"counterparty": "party"}, "zh")
    assert table["counterparty"].tolist() == [name[0] + "*" * (len(name) - 1)]


@pytest.mark.parametrize(
    "name", ["华为", "高德地图", "李记超市", "网易云音乐", "支付宝", "微信支付", "张伟科技公司", "Apple", "", "王"]
)
def test_a_company_keeps_its_name(name: str) -> None:
    assert not is_person(name)
    table = mask_columns(pd.DataFrame({"counterparty": [name]}), {"counterparty": "party"}, "zh")
    assert table["counterparty"].tolist() == [name]


def test_names_in_folders_and_files_are_found() -> None:
    assert persons_in("张伟的账单/微信支付账单_李小红.csv") == ("张伟", "李小红")
    assert persons_in("微信支付账单(20250601-20260420).xlsx") == ()
    assert persons_in("支付宝交易明细(20240501-20250130).csv") == ()


def test_names_known_are_masked_wherever_they_stand_longest_first() -> None:
    assert mask_text("张三丰与张三的转账", names=["张三", "张三丰"]) == "张**与张*的转账"


@pytest.mark.parametrize(
    ("account", "masked"),
    [
        ("zhangsan@example.com", "z***@example.com"),
        ("13812345678", "138****5678"),
        ("138****5678", "138****5678"),
        ("6222021234567890123", "尾号0123"),
        ("1234", "1234"),
        ("尾号1234", "尾号1234"),
        ("小明爱钓鱼", "小****"),
        ("Ann Lee", "A*** L***"),
        ("1000123456", "1***"),
    ],
)
def test_accounts_keep_only_what_tells_them_apart(account: str, masked: str) -> None:
    assert mask_account(account) == masked


def test_an_order_column_is_never_taken_for_a_card_or_an_identity_number() -> None:
    table = pd.DataFrame({"reference": ["11010519491231002X", "6222021234567890123"], "note": ["打13812345678", "无"]})
    masked = mask_columns(table, {"reference": "order", "note": "text"}, "zh")
    assert masked["reference"].tolist() == ["11010519…002X", "62220212…0123"]
    assert masked["note"].tolist() == ["打138****5678", "无"]
    assert table["note"].tolist() == ["打13812345678", "无"]


@pytest.mark.parametrize(("number", "masked"), [("", ""), ("12345", "…2345"), ("123", "…"), ("20250701…1234",) * 2])
def test_short_order_numbers_do_not_show_whole(number: str, masked: str) -> None:
    assert mask_order(number) == masked


@pytest.mark.parametrize(("number", "valid"), [("11010519491231002X", True), ("11010519491231002", False), ("", False)])
def test_identity_numbers_are_known_by_their_check_digit(number: str, valid: bool) -> None:
    assert is_identity_number(number) is valid


@given(SURROUNDINGS, PHONES, SURROUNDINGS)
def test_no_phone_survives_in_any_surroundings(before: str, phone: str, after: str) -> None:
    masked = mask_text(f"{before}{phone}{after}")
    assert phone not in masked
    assert f"{phone[:3]}****{phone[-4:]}" in masked


@given(st.text(alphabet="0123456789Xx 张三@.-a…*尾号", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_text(text, names=["张三"])
    assert mask_text(once, names=["张三"]) == once


@given(st.text(alphabet="34567890 a张-", max_size=60))
def test_no_run_of_thirteen_digits_survives(text: str) -> None:
    assert not re.search(r"(?<!\d)\d{13,}(?!\d)", mask_text(text))


@given(st.from_regex(r"[0-9]{17}", fullmatch=True), SURROUNDINGS)
def test_every_valid_identity_number_goes_whole(first: str, around: str) -> None:
    number = next(f"{first}{check}" for check in "0123456789X" if is_identity_number(f"{first}{check}"))
    assume(not around.endswith(tuple("abc")))
    assert first[-6:] not in mask_text(f"{around}{number}{around.lstrip('abc')}")


@given(st.text(alphabet="张王李赵小明欧阳", min_size=2, max_size=5))
def test_a_name_keeps_its_first_character_only(name: str) -> None:
    assert mask_name(name) == name[0] + "*" * (len(name) - 1)
    assert mask_name(mask_name(name)) == mask_name(name)
