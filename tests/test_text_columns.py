"""Reading a table's texts at once says what reading each of them alone says, whatever they are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import catalogue
from audit.catalogue.records import load_toml
from audit.judging.coded import Coded
from audit.judging.text_columns import FLAGS, Spoken, read_columns
from audit.judging.text_shapes import LONG
from audit.judging.texts import read_item, read_text, seller_key, store_of

PIECES = [
    *(
        "订单",
        "会员",
        "连续包月",
        "自动续费",
        "年卡",
        "30天",
        "365天",
        "试用",
        "3天试用",
        "话费",
        "电费",
        "手机号",
        "充值",
        "咖啡",
    ),
    *(
        "卡盟",
        "卡盟科技",
        "美团",
        "余额宝",
        "转账",
        "App Store",
        "app",
        "store",
        " ",
        "-",
        "(为",
        "购买)",
        "**",
        "&#20225;",
        "元",
    ),
    *("7", "88", "123", "4567", "12345", "13800138000", "202602140001", "１２３４", "A1B2", "XP20", "é", "\u0301"),
]
text = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
numbers = st.integers(0, 10**15).map(str)
templates = st.sampled_from(
    [
        "订单{}",
        "订单 {}",
        "美团订单-{}-月卡",
        "卡盟钻自动续费{}",
        "话费充值 手机号{}",
        "{}连续包月",
        "商品{}({})",
        "余额宝-{}-收益",
    ]
)
printed = st.tuples(templates, numbers, numbers).map(lambda x: x[0].format(*x[1:]))
row = st.tuples(
    st.one_of(text, st.sampled_from(["美团", "卡盟科技有限公司", "商户 4567", "某某电力"])), st.one_of(text, printed)
)


def read(rows: Sequence[tuple[str, str, str]]) -> Spoken:
    frame = pd.DataFrame(rows, columns=["party", "text", "store"], dtype="str")
    return read_columns(Coded.of(frame["party"]), frame["text"], frame["store"])


def said(spoken: Spoken, place: int) -> tuple[object, ...]:
    texts = (getattr(spoken, name).text()[place] for name in ("seller", "unnumbered", "beneficiary", "bill"))
    core = spoken.cores(np.array([place]))[0].as_py()
    return *texts, core, spoken.periods[spoken.period[place]], *(bool(spoken.flags[name][place]) for name in FLAGS)


def said_alone(party: str, text: str, store: str) -> tuple[object, ...]:
    one = (read_item if store else read_text)(party, text)
    flags = (getattr(one, name) for name in FLAGS)
    return one.seller, one.unnumbered, one.beneficiary, one.bill, one.core, one.interval, *flags


@settings(max_examples=40, deadline=None)
@given(st.lists(row, min_size=1, max_size=12), st.booleans())
def test_a_table_says_what_each_of_its_rows_says(rows: list[tuple[str, str]], twice: bool) -> None:
    whole = [(party, text, "") for party, text in rows * (1 + twice)]
    spoken = read(whole)
    assert [said(spoken, place) for place in range(len(whole))] == [said_alone(*each) for each in whole]
    cores = [said(spoken, place)[4] for place in range(len(whole))]
    assert [a == b for a in cores for b in cores] == [a == b for a in spoken.core for b in spoken.core]


@pytest.mark.parametrize("store", ["apple", "amazon"])
def test_what_stands_in_a_stores_history_is_read_as_an_item(store: str) -> None:
    rows = [
        ("Apple", "卡盟钻会员 20260101", store),
        ("卡盟科技", "App Store 会员", store),
        ("卡盟科技", "App Store 会员", ""),
    ]
    spoken = read(rows)
    assert [said(spoken, place) for place in range(3)] == [said_alone(*each) for each in rows]
    assert (seller_key("Apple") != "", store_of("Apple", "") != "") == (True, spoken.seller.text()[0] == "")


def test_the_numbers_of_a_shape_stay_where_the_text_keeps_them() -> None:
    rows = [("某店", f"订单{n}-月历{n % 7}", "") for n in range(10**9, 10**9 + 50)]
    spoken = read(rows)
    assert len(spoken.shapes.masked) == 7
    assert spoken.cores(np.arange(50)).to_pylist() == [f"{n}月历{n % 7}" for n in range(10**9, 10**9 + 50)]


def test_no_word_of_the_catalogue_holds_a_number_so_long_that_its_value_is_passed_over() -> None:
    lists = [*load_toml("words.toml")["words"].values(), *(r["text"] for r in load_toml("bills.toml")["bill"])]
    patterns = [p for words in lists for p in words] + [p for p, _ in catalogue.words().period]
    assert [p for p in patterns if re.search(rf"\d{{{LONG},}}", p)] == []


def test_no_word_of_what_is_no_subscription_reaches_from_the_seller_into_the_text() -> None:
    assert [p for p in catalogue.words().false_friends if " " in p or r"\s" in p] == []
