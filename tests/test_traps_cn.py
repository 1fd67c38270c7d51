"""The traps of Chinese bills, by their numbers in the research notes: each was seen in a real file at least once.

`TRAPS` says for every trap which tests hold it; those that stood nowhere else stand here.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from statement_bytes import (
    ALIPAY_HEADER,
    WECHAT_HEADER,
    alipay,
    alipay_row,
    web,
    web_row,
    wechat,
    wechat_row,
)

from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.judging.subscriptions import mark_subscriptions, subscriptions
from audit.statements import read
from audit.tables import Bills

HERE = Path(__file__).parent
TRAPS = {
    1: (
        "a workbook called .csv, saved anew as GBK, without its heading, two exports in one file",
        ["statements_hostile.test_workbook_named_csv_and_text_named_xlsx", "traps_cn.test_01_several_at_once"],
    ),
    2: (
        "GB18030 beyond GBK; byte-order marks only here and there",
        ["statements_hostile.test_saved_in_another_encoding", "traps_cn.test_02_names_that_gbk_cannot_write"],
    ),
    3: (
        "tabs before, after and inside of cells and quotes; a tab alone is nothing",
        ["statements_hostile.test_tab_after_the_closing_quote", "traps_cn.test_03_tabs_anywhere"],
    ),
    4: ("blanks, / and dashes all mean nothing", ["traps_cn.test_04_nothing_is_printed_in_many_ways"]),
    5: (
        "signs of the currency in both widths, thousands, commas that part a count from a sum",
        ["traps_cn.test_05_signs_of_the_currency", "traps_cn.test_05_a_comma_between_count_and_sum"],
    ),
    6: ("full-width forms, kept as printed", ["traps_cn.test_06_full_width_is_matched_and_kept"]),
    7: ("a comma at the end of lines, or none", ["traps_cn.test_07_a_comma_at_the_end_of_lines"]),
    8: (
        "footers",
        [
            "statements_samples.test_every_row_of_a_sample_is_accounted_for",
            "statements_hostile.test_footer_that_is_followed_by_rows_loses_none",
        ],
    ),
    9: ("neutral rows by era, real purchases among them", ["traps_cn.test_09_neutral_by_era_and_bought_all_the_same"]),
    10: (
        "交易关闭: refunded in full, or never paid",
        ["statements_facts.test_alipay_app_words", "statements_facts.test_alipay_web_words"],
    ),
    11: ("refunds of every kind, of purchases before the bill begins too", ["traps_cn.test_11_a_refund_by_itself"]),
    12: (
        "one purchase in wallet, platform and bank",
        ["payments.test_a_payment_seen_in_three_bills_is_led_by_the_wallet"],
    ),
    13: ("overlapping exports, numbers with suffixes", ["traps_cn.test_13_a_refunds_number_is_another_number"]),
    14: ("all times are Chinese time", ["traps_cn.test_14_times_are_chinese_whatever_this_computer_thinks"]),
    15: (
        "serial times, numbers spoilt by a spreadsheet",
        [
            "statements_hostile.test_numbers_times_and_spoilt_ids_of_a_saved_workbook",
            "statements_readers.test_spreadsheet_serials_come_back_to_the_second",
            "statements_identity.test_numbers_spoilt_by_a_spreadsheet_meet_the_untouched_export_to_the_minute",
        ],
    ),
    16: (
        "0.00 and joke prices, emoji as ??, HTML entities",
        ["traps_cn.test_16_no_price_and_a_joke", "traps_cn.test_16_spoilt_letters_do_not_split_a_plan"],
    ),
    17: ("newest or oldest first", ["traps_cn.test_17_the_order_of_rows_says_nothing"]),
    18: ("a masked name beside the full one", ["traps_cn.test_18_a_masked_name_beside_the_full_one"]),
    19: ("order numbers and dates in product texts", ["traps_cn.test_19_order_numbers_and_dates_in_the_text"]),
    20: (
        "quotes, commas and line breaks inside cells",
        ["statements_hostile.test_product_text_of_any_kind", "traps_cn.test_20_all_of_it_in_one_cell"],
    ),
}
MONTHS = [f"2025-0{m}-15" for m in range(1, 7)]


def test_every_trap_has_its_test() -> None:
    assert list(TRAPS) == list(range(1, 21))
    for number, (_, tests) in TRAPS.items():
        for test in tests:
            module, name = test.split(".")
            held = (HERE / f"test_{module}.py").read_text("utf-8")
            assert f"def {name}(" in held, f"trap {number}: {test}"


def bills_of(folder: Path, *files: bytes) -> Bills:
    for n, data in enumerate(files):
        (folder / f"{n}.csv").write_bytes(data)
    return read(folder)


def plans_of(bills: Bills) -> pd.DataFrame:
    return subscriptions(mark_subscriptions(consolidate(bills.transactions, link(bills.transactions))))


def test_01_several_at_once(tmp_path: Path) -> None:
    bare = "\n".join([WECHAT_HEADER, wechat_row(number="1"), wechat_row(number="2")]).replace("¥", "￥") + "\n"
    second = wechat([wechat_row(number="3")])
    bills = bills_of(tmp_path, bare.encode("gbk"), bare.encode() + second)
    assert bills.problems.empty
    assert list(bills.transactions["reference"]) == ["1", "2", "1", "2", "3"]
    assert list(bills.sources["rows"] - bills.sources["ignored"]) == [2, 3]
    assert list(bills.transactions["account_id"].drop_duplicates()) == ["阿木"]


@pytest.mark.parametrize("name", ["𠮷田", "䶮师傅", "王㛃", "๑奶茶๑"])
def test_02_names_that_gbk_cannot_write(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        name.encode("gbk")
    assert list(bills_of(tmp_path, alipay([alipay_row(who=name)])).transactions["counterparty"]) == [name]


def test_03_tabs_anywhere(tmp_path: Path) -> None:
    cells = {"at": "2025-06-01 10:00:00\t", "who": '"\t云帆"', "what": '"网盘\t"', "number": '"4200\t"', "merchant": ""}
    (row,) = bills_of(tmp_path, wechat([wechat_row(**cells)])).transactions.itertuples()
    assert str(row.occurred_at) == "2025-06-01 10:00:00"
    assert (row.counterparty, row.description, row.reference, row.merchant_reference) == ("云帆", "网盘", "4200", "")


@pytest.mark.parametrize("nothing", ["", " ", "/", "-", "--------", "\t", "\u3000", '""', '"/"'])
def test_04_nothing_is_printed_in_many_ways(tmp_path: Path, nothing: str) -> None:
    cells = {"who": nothing, "method": nothing, "merchant": nothing}
    (row,) = bills_of(tmp_path, wechat([wechat_row(**cells)])).transactions.itertuples()
    assert (row.counterparty, row.method, row.merchant_reference, row.funding_account) == ("", "", "", "")


@pytest.mark.parametrize(
    ("printed", "minor"),
    [
        ("¥1030.50", 103050),
        ("￥1030.50", 103050),
        ("1030.50", 103050),
        ("1030.5", 103050),
        ("1030", 103000),
        ('"¥1,030.50"', 103050),
        ("RMB 1030.50", 103050),
        ("CNY 1030.50", 103050),
        ("¥ 1030.50", 103050),
    ],
)
def test_05_signs_of_the_currency(tmp_path: Path, printed: str, minor: int) -> None:
    assert list(bills_of(tmp_path, wechat([wechat_row(amount=printed)])).transactions["amount_minor"]) == [minor]


def test_05_a_comma_between_count_and_sum(tmp_path: Path) -> None:
    text = web([web_row(amount="5400.00")]).decode("gb18030")
    stated = text.replace("导出时间:[", "已支出:1笔,5400.00元\n导出时间:[").encode("gb18030")
    totals = bills_of(tmp_path, stated).totals.set_index("name")
    assert totals.loc["已支出", ["stated_count", "stated_minor", "result"]].tolist() == [1, 540000, "agrees"]


def test_06_full_width_is_matched_and_kept(tmp_path: Path) -> None:
    cells = {"kind": "微信红包（单发）", "what": "会员；０５．１５购买", "status": "已退款（￥2.00）"}
    text = wechat([wechat_row(**cells), wechat_row(status=cells["status"], number="2")]).decode("utf-8-sig")
    bills = bills_of(tmp_path, text.replace("金额(元)", "金额（元）").replace("收/支", "收／支").encode())
    assert bills.problems.empty
    assert list(bills.transactions["kind"]) == ["transfer", "charge"]
    assert bills.transactions["refunded_minor"].iloc[1] == 200
    first = bills.transactions.iloc[0]
    assert (first["category"], first["description"], first["status_text"]) == tuple(cells.values())


@pytest.mark.parametrize(("header", "row"), [("", ""), (",", ","), ("", ","), (",", ""), (",,", ",")])
def test_07_a_comma_at_the_end_of_lines(tmp_path: Path, header: str, row: str) -> None:
    lines = [ALIPAY_HEADER.rstrip(",") + header, alipay_row().rstrip(",") + "," + row, alipay_row(number="2")]
    bills = bills_of(tmp_path, "\n".join(lines).encode("gb18030"))
    assert (len(bills.transactions), len(bills.problems)) == (2, 0)


def test_09_neutral_by_era_and_bought_all_the_same(tmp_path: Path) -> None:
    eras = ["", "其他", "不计收支"] * 2
    rows = [
        web_row(number=f"20250{m}", created=f"{day} 08:00:00", paid=f"{day} 08:00:03", flow=flow, funds="")
        for m, (day, flow) in enumerate(zip(MONTHS, eras, strict=True))
    ]
    bills = bills_of(tmp_path, web(rows), wechat([wechat_row(flow="/", kind="信用卡还款")]))
    assert set(bills.transactions["direction"]) == {"neutral"}
    assert list(bills.transactions["kind"]) == ["charge"] * 6 + ["repayment"]
    assert plans_of(bills)["payments"].tolist() == [6]


def test_11_a_refund_by_itself(tmp_path: Path) -> None:
    bought_before = [
        wechat_row(kind="云帆网络-退款", flow="收入", status="已全额退款", number="50000001", merchant=""),
        wechat_row(number="4200002", at="2025-07-01 10:00:00", amount="¥99.00"),
    ]
    bills = bills_of(tmp_path, wechat(bought_before))
    links = link(bills.transactions)
    assert links.empty
    payments = consolidate(bills.transactions, links)
    assert sorted(zip(payments["kind"], payments["direction"], strict=True)) == [("charge", "out"), ("refund", "in")]


def test_13_a_refunds_number_is_another_number(tmp_path: Path) -> None:
    refund = {"flow": "不计收支", "status": "退款成功", "category": "退款"}
    rows = [
        alipay_row(number="20250601"),
        *(alipay_row(number=f"20250601{end}", amount="10.00", **refund) for end in ("_RM1", "*2", "_1_advance")),
    ]
    bills = bills_of(tmp_path, alipay(rows), alipay(rows[:3]))
    assert (len(bills.transactions), bills.transactions["transaction_id"].nunique()) == (7, 4)
    links = link(bills.transactions)
    assert links["relation"].value_counts().to_dict() == {"overlap": 3, "refunds": 3}


def test_14_times_are_chinese_whatever_this_computer_thinks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    late = {"at": "2025-07-01 00:12:33"}
    bills = bills_of(tmp_path, wechat([wechat_row(**late)]), alipay([alipay_row(**late)]))
    assert set(bills.transactions["utc_offset"]) == {"+08:00"}
    assert set(bills.transactions["occurred_at"].astype(str)) == {"2025-07-01 00:12:33"}
    assert set(bills.transactions["civil_date"].astype(str)) == {"2025-07-01"}


def test_16_no_price_and_a_joke(tmp_path: Path) -> None:
    joke = {"flow": "不计收支", "status": "交易关闭", "method": "", "amount": "99999999.00", "number": "9"}
    free = [
        alipay_row(at=f"{d} 09:00:00", amount="0.00", method="商家优惠抵扣", number=f"0{n}")
        for n, d in enumerate(MONTHS)
    ]
    bills = bills_of(tmp_path, alipay([*free, alipay_row(**joke)]))
    assert bills.problems.empty
    assert bills.transactions["status"].value_counts().to_dict() == {"settled": 6, "voided": 1}
    assert consolidate(bills.transactions, link(bills.transactions)).empty


def test_16_spoilt_letters_do_not_split_a_plan(tmp_path: Path) -> None:
    texts = ["云帆??网盘&middot;连续包月", "云帆网盘·连续包月"] * 3
    rows = [
        web_row(number=f"1{n}", created=f"{d} 08:00:00", paid=f"{d} 08:00:03", what=text)
        for n, (d, text) in enumerate(zip(MONTHS, texts, strict=True))
    ]
    bills = bills_of(tmp_path, web(rows))
    assert list(bills.transactions["description"]) == texts
    assert plans_of(bills)["payments"].tolist() == [6]


def test_17_the_order_of_rows_says_nothing(tmp_path: Path) -> None:
    rows = [wechat_row(at=f"{d} 08:00:00", number=f"420000{n}") for n, d in enumerate(MONTHS)]
    (tmp_path / "up").mkdir()
    (tmp_path / "down").mkdir()
    up, down = bills_of(tmp_path / "up", wechat(rows)), bills_of(tmp_path / "down", wechat(rows[::-1]))
    assert list(up.transactions["transaction_id"]) == list(down.transactions["transaction_id"])[::-1]
    once = [consolidate(b.transactions, link(b.transactions)) for b in (up, down)]
    same = ["transaction_id", "occurred_at", "amount_minor", "kind"]
    pd.testing.assert_frame_equal(once[0][same], once[1][same])


def test_18_a_masked_name_beside_the_full_one(tmp_path: Path) -> None:
    names = ["云帆**店", "云帆网络旗舰店"] * 3
    rows = [
        alipay_row(at=f"{d} 08:00:00", who=f"{name},yun***@example.com", number=f"1{n}").replace(",/,", ",", 1)
        for n, (d, name) in enumerate(zip(MONTHS, names, strict=True))
    ]
    bills = bills_of(tmp_path, alipay(rows))
    assert set(bills.transactions["counterparty"]) == {"云帆**店", "云帆网络旗舰店"}
    assert plans_of(bills)["payments"].tolist() == [6]


@pytest.mark.parametrize(
    ("who", "texts"),
    [
        ("叮叮商城", [f"叮叮商城-25041520403734{n}101-连续包月" for n in range(6)]),
        ("App Store & Apple Music", [f"App Store & Apple Music；0{n + 1}.15购买" for n in range(6)]),
        ("云帆网络", [f"云帆会员-自动续费(2025-0{n + 1}-15至2025-0{n + 2}-14)" for n in range(6)]),
    ],
)
def test_19_order_numbers_and_dates_in_the_text(tmp_path: Path, who: str, texts: list[str]) -> None:
    rows = [
        wechat_row(at=f"{d} 08:00:00", who=who, what=text, number=f"420000{n}")
        for n, (d, text) in enumerate(zip(MONTHS, texts, strict=True))
    ]
    assert plans_of(bills_of(tmp_path, wechat(rows)))["payments"].tolist() == [6]


def test_20_all_of_it_in_one_cell(tmp_path: Path) -> None:
    cell = '{""sku"":""A,1""},\n""第二行"" 5""'
    bills = bills_of(tmp_path, wechat([wechat_row(what=f'"{cell}"', number="1"), wechat_row(number="2")]))
    assert list(bills.transactions["reference"]) == ["1", "2"]
    assert bills.transactions["description"].iloc[0] == '{"sku":"A,1"},\n"第二行" 5"'
