"""The hard cases of CASES.md, each by its number, through the whole program: bills and case file in, claim out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from apple_files import GAME, apple, bought
from casebook import BASE, CARD, Heard, alipay, audited, bank, bill, cancelled, wechat

from audit import catalogue, law
from audit.samples import Row
from audit.samples.casefile import Cell
from audit.samples.rows import bank_mirror, wechat_refund, without_time

LATE = ("2025-07-01", "2025-08-01")


def days(*given: str) -> list[Row]:
    """WeChat payments of the base plan on these days."""
    return [wechat(day) for day in given]


def claimed(heard: Heard, principal: str, interest: str | None = None, *, asked: str = "0.00", to: str = "C1") -> None:
    """What is claimed and asked for a cancellation, to the fen."""
    claim = heard.claim(to)
    assert (claim["principal"], claim["in_question"]) == (principal, asked), heard.verdicts(to)
    if interest is not None:
        assert claim["interest"] == interest


@pytest.mark.parametrize("shape", ["wechat-csv-2021", "wechat-csv-2025", "wechat-xlsx-2025", "wechat-xlsx-2026"])
def test_01_two_debits_after_the_end(tmp_path: Path, shape: str) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE, *LATE), shape=shape)])
    claimed(heard, "60.00", "0.23")
    assert heard.end() == "2025-07-01"
    assert heard.verdicts() == [("06-01", "in_term"), ("07-01", "after_end"), ("08-01", "after_end")]
    assert len(heard.audit.problems) == 0


def test_02_alipay_debits_up_to_five_days_early(tmp_path: Path) -> None:
    rows = [alipay(d) for d in ("2026-03-27", "2026-04-27", "2026-05-27", "2026-06-26", "2026-07-27")]
    exported = bill("alipay", rows, since="2026-01-01", until="2026-08-31", exported="2026-09-01 10:00")
    heard = audited(tmp_path, [exported], cancelled("2026-06-10 10:00", billing_day=1), as_of="2026-09-01")
    claimed(heard, "60.00", "0.26")  # 67 days and 36 days at 3.00 %: 0.17 + 0.09
    assert heard.end() == "2026-07-01"
    first = heard.on("06-26")
    assert (first["verdict"], first["period_start"].date()) == ("after_end", date(2026, 7, 1))


def test_03_thirty_days_beat_a_month_in_the_case(tmp_path: Path) -> None:
    paid = ("2025-07-31", "2025-08-30", "2025-09-29", "2025-10-29", "2025-11-28", "2025-12-28")
    rows = [wechat(d, "18.80", text="骑行卡自动续费", seller="哈啰出行") for d in paid]
    exported = bill("wechat", rows, until="2026-01-31", exported="2026-02-01 10:00")
    case = cancelled("2025-12-01 10:00", service="骑行卡自动续费", interval="month")
    heard = audited(tmp_path, [exported], case, as_of="2026-02-01")
    claimed(heard, "18.80")
    assert heard.end() == "2025-12-28"
    assert re.search(r"month.*30|30.*month", heard.said()), "the contradiction is reported"
    assert "案件表填写为每月，但付款记录显示为每30天，以付款记录为准" in heard.audit.ends["steps_zh"].item()


def test_04_month_end_clamps_and_never_drifts(tmp_path: Path) -> None:
    rows = [wechat(d, "19.90") for d in ("2025-02-28", "2025-03-31", "2025-04-30")]
    heard = audited(tmp_path, [bill("wechat", rows, since="2025-02-10")], cancelled("2025-03-29 10:00"))
    claimed(heard, "39.80")
    assert heard.end() == "2025-03-31"
    assert int(heard.audit.subscriptions["billing_day"].iloc[0]) == 31


def test_05_a_bank_books_late_where_it_prints_no_time(tmp_path: Path) -> None:
    rows = [without_time(bank(f"{d} 00:00:00")) for d in ("2025-05-01", "2025-06-03", "2025-07-01")]
    heard = audited(
        tmp_path, [bill("cmb", rows)], cancelled("2025-07-02 10:00", service=rows[0].text, interval="month")
    )
    claimed(heard, "0.00")
    assert heard.end() == "2025-08-01"
    assert heard.verdicts() == [("07-01", "in_term")]
    assert int(heard.audit.subscriptions["billing_day"].iloc[0]) == 1


def test_06_payments_beat_a_billing_day_in_the_case(tmp_path: Path) -> None:
    rows = days("2025-04-15", "2025-05-15", "2025-06-15", "2025-07-15")
    heard = audited(tmp_path, [bill("wechat", rows)], cancelled("2025-07-05 10:00", billing_day=1))
    claimed(heard, "30.00")
    assert heard.end() == "2025-07-15"
    for words, steps in (("says billing day 1, but the payments fall on day 15", "steps"), ("扣费日为1日", "steps_zh")):
        assert words in heard.audit.ends[steps].item(), "the contradiction is said"


def test_07_a_period_unpaid_at_the_cancellation_and_debited_later_is_a_question(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-15"))], cancelled("2025-07-10 10:00"))
    claimed(heard, "0.00", asked="30.00")
    found = heard.on("07-15")
    assert (heard.end(), found["verdict"]) == ("2025-07-01", "unclear")
    assert "2025-07-01 was not paid when it fell due" in found["reason"]
    assert "30.00" in found["question"]


def test_08_a_debit_after_silent_months_is_a_question_unless_answered(tmp_path: Path) -> None:
    exported = bill("wechat", days(*BASE, "2025-08-19"))
    (tmp_path / "open").mkdir()
    heard = audited(tmp_path / "open", [exported])
    claimed(heard, "0.00", asked="30.00")
    assert heard.on("08-19")["verdict"] == "unclear"
    assert "subscribe again" in heard.on("08-19")["question"]
    (tmp_path / "answered").mkdir()
    answered = audited(tmp_path / "answered", [exported], cancelled(resubscribed_at="no"))
    claimed(answered, "30.00", "0.03")  # 13 days
    assert answered.on("08-19")["verdict"] == "after_end"


def test_09_a_second_row_for_one_plan_is_corroboration(tmp_path: Path) -> None:
    rows = (cancelled(), cancelled("2025-07-05 10:00", path="support"))
    heard = audited(tmp_path, [bill("wechat", days(*BASE, *LATE))], *rows)
    claimed(heard, "60.00", "0.23")
    claimed(heard, "0.00", to="C2")
    assert heard.findings("C2") == []
    assert "C1, the cancellation of 2025-06-10, binds already" in heard.said()


def test_09_the_sheets_order_does_not_decide_which_row_binds(tmp_path: Path) -> None:
    rows = (cancelled("2025-07-05 10:00", path="support"), cancelled())
    heard = audited(tmp_path, [bill("wechat", days(*BASE, *LATE)[::-1])], *rows)
    claimed(heard, "0.00")
    claimed(heard, "60.00", "0.23", to="C2")


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_10_of_overlapping_exports_the_newest_row_stands(tmp_path: Path, names: tuple[str, str]) -> None:
    paid = wechat("2025-07-01")
    refunded = replace(paid, status="已全额退款", refunded=paid.amount)
    old = bill("wechat", [*days(*BASE), paid], until="2025-08-05", exported="2025-08-05 10:00")
    new = bill("wechat", [*days(*BASE), refunded])
    heard = audited(tmp_path, [old, new], names=names)
    claimed(heard, "0.00", "0.00")
    found = heard.on("07-01")
    assert (found["verdict"], found["file"]) == ("after_end", names[1])
    assert names[0] in found["also_seen"]
    assert "status_changed" in set(heard.audit.bills.events["what"])


def test_11_an_export_of_spending_alone_cannot_show_a_refund(tmp_path: Path) -> None:
    rows = [alipay(d) for d in (*BASE, "2025-07-01")]
    heard = audited(tmp_path, [bill("alipay", rows, filter="仅支出")])
    claimed(heard, "0.00", asked="30.00")
    found = heard.on("07-01")
    assert found["verdict"] == "unclear"
    way = catalogue.channel("alipay").export
    assert way.en in found["question"], "the full export is named"
    assert way.zh in found["question_zh"]
    assert "cannot show a refund" in found["reason"]


def test_12_a_bank_row_over_the_weekend_is_the_same_payment(tmp_path: Path) -> None:
    rows = [wechat(d, method=CARD) for d in ("2025-03-04", "2025-04-04", "2025-05-04", "2025-06-04", "2025-07-04")]
    seen = [without_time(bank_mirror(r, "财付通", days=3 if r.at.month == 7 else 0)) for r in rows]
    heard = audited(tmp_path, [bill("wechat", rows), bill("cmb", seen)])
    claimed(heard, "30.00", "0.15")
    assert heard.end() == "2025-07-04"
    assert len(heard.audit.payments) == 5
    assert heard.mirrors() == ["bank:cmb", "bank:cmb"]


def test_13_a_red_packet_makes_the_bank_row_smaller_and_the_payment_no_bigger(tmp_path: Path) -> None:
    paid = wechat("2025-07-01", method=CARD, note="已优惠¥5.00")
    seen = bank_mirror(paid, "财付通", amount=2500)
    heard = audited(tmp_path, [bill("wechat", [*days(*BASE), paid]), bill("cmb", [seen])])
    claimed(heard, "30.00", "0.15")
    assert heard.verdicts() == [("06-01", "in_term"), ("07-01", "after_end")]
    assert heard.mirrors() == ["bank:cmb"]


def jd_bill() -> str:
    """The platform's own bill (FORMATS-CN J2) with the one fee in it."""
    head = "导出信息： 京东账号名：jd_lin 申请时间：2025-09-01_10:00:00 日期区间：2025-01-01_至_2025-08-31".split()
    head += "导出交易类型：全部 导出交易场景：全部 共：1笔记录".split()
    head += "收入：0笔，0.00元 支出：1笔，99.00元 不计收支：0笔，0.00元".split()
    head = [line.replace("_", " ") if "jd" not in line else line for line in head]
    head += ["", "特别提示", *(f"{n}.本明细仅供个人对账使用" for n in range(1, 9)), ""]
    columns = "交易时间 商户名称 交易说明 金额 收/付款方式 交易状态 收/支 交易分类 交易订单号 商家订单号 备注".split()
    fee = ["2025-07-01 09:12:30\t", "京东商城业务", "京东PLUS会员年卡自动续费及支付", "99.00", "微信支付"]
    fee += ["自动扣款成功", "支出", "其他", "3526400000000001\t", "6183552600000000000000000001\t", " ", ""]
    return "\ufeff" + "\n".join([*head, ",".join(columns), ",".join(fee), ""])


def test_14_one_yearly_fee_in_three_bills_is_one_payment(tmp_path: Path) -> None:
    text = "京东PLUS会员年卡自动续费及支付"
    rows = [wechat(d, "99.00", seller="京东商城业务", text=text, method=CARD) for d in ("2024-07-01", "2025-07-01")]
    bills = [bill("wechat", rows, since="2024-01-01"), bill("cmb", [bank_mirror(rows[1], "财付通")])]
    (tmp_path / "jd.csv").write_text(jd_bill(), "utf-8")
    heard = audited(tmp_path, bills, cancelled(service=text))
    claimed(heard, "99.00")
    assert len(heard.audit.problems) == 0
    assert heard.mirrors() == ["bank:cmb", "jd"]


def test_14_where_the_wallet_prints_an_order_number_the_platforms_words_name_the_plan(tmp_path: Path) -> None:
    number = "京东-订单编号3526400000000001"
    bills = [bill("wechat", [wechat("2025-07-01", "99.00", seller="京东", text=number, method=CARD)])]
    (tmp_path / "jd.csv").write_text(jd_bill(), "utf-8")
    heard = audited(tmp_path, bills, cancelled(service="京东PLUS会员年卡自动续费及支付", service_end=date(2025, 6, 30)))
    claimed(heard, "99.00")
    assert heard.mirrors() == ["jd"]


def test_14_without_the_platform_bill_wallet_and_bank_are_one_payment(tmp_path: Path) -> None:
    text = "京东PLUS会员年卡自动续费及支付"
    rows = [wechat(d, "99.00", seller="京东商城业务", text=text, method=CARD) for d in ("2024-07-01", "2025-07-01")]
    bills = [bill("wechat", rows, since="2024-01-01"), bill("cmb", [bank_mirror(rows[1], "财付通")])]
    heard = audited(tmp_path, bills, cancelled(service=text))
    claimed(heard, "99.00", "0.50")  # 62 days
    assert heard.end() == "2025-07-01"
    assert heard.mirrors() == ["bank:cmb"]


def test_15_the_other_beneficiary_is_untouched(tmp_path: Path) -> None:
    mine, theirs = (f"绿钻豪华版业务自动续费(为{who}购买)" for who in ("1000****01", "2000****02"))
    rows = [wechat(f"{d} {h}:00:00", "15.00", text=t, seller="深圳市腾讯计算机系统有限公司")
            for d in (*BASE, "2025-07-01") for h, t in (("08", mine), ("09", theirs))]  # fmt: skip
    heard = audited(tmp_path, [bill("wechat", rows)], cancelled(service="绿钻", beneficiary="1000****01"))
    claimed(heard, "15.00")
    assert {f["description"] for f in heard.findings()} == {mine}


@pytest.mark.parametrize(
    ("cells", "channel"),
    [
        ({"account": "linxiaoman@example.com"}, "alipay"),
        ({"account": "小满同学"}, "wechat"),
        ({"channel": "支付宝"}, "alipay"),
    ],
)
def test_16_of_two_accounts_the_one_named_is_claimed(tmp_path: Path, cells: dict[str, str], channel: str) -> None:
    bought = [alipay(d) for d in (*BASE, "2025-07-01")]
    spouse = [wechat(f"{d} 21:00:00") for d in (*BASE, "2025-07-01")]
    heard = audited(tmp_path, [bill("alipay", bought), bill("wechat", spouse)], cancelled(**cells))
    claimed(heard, "30.00")
    assert {f["channel"] for f in heard.findings()} == {channel}


def test_16_of_two_accounts_none_named_is_a_question(tmp_path: Path) -> None:
    bought = [alipay(d) for d in (*BASE, "2025-07-01")]
    spouse = [wechat(f"{d} 21:00:00") for d in (*BASE, "2025-07-01")]
    heard = audited(tmp_path, [bill("alipay", bought), bill("wechat", spouse)])
    claimed(heard, "0.00", "0.00", asked="60.00")
    assert all("account" in f["question"] and "账户" in f["question_zh"] for f in heard.findings())
    for account in ("小满同学", "linxiaoman@example.com"):
        assert account in heard.audit.problems["reason_zh"].item(), "the problem names what the name fits"


@pytest.mark.parametrize("day", ["01", "04"])
def test_16_of_two_cards_none_named_asks_which_and_not_how_often(tmp_path: Path, day: str) -> None:
    months = ("2025-03", "2025-04", "2025-05", "2025-06", "2025-07")
    cards = [[bank(f"{m}-01") for m in months], [bank(f"{m}-{day}") for m in months]]
    bills = [bill("cmb", cards[0]), bill("cmb", cards[1], account="5678")]
    heard = audited(tmp_path, bills, cancelled(service=cards[0][0].text), names=("a.csv", "b.csv"))
    assert heard.claim()["principal"] == "0.00"
    asked = {f["question"] for f in heard.findings() if f["question"]}
    assert asked
    assert all("Which plan or account did you cancel?" in question for question in asked)


def test_17_an_upgrade_inside_the_paid_period_claims_nothing(tmp_path: Path) -> None:
    rows = [*(wechat(d, "15.00") for d in BASE), wechat("2025-06-05", "10.00", text="升级补差价")]
    heard = audited(tmp_path, [bill("wechat", rows)])
    claimed(heard, "0.00", "0.00")
    assert (heard.end(), heard.verdicts()) == ("2025-07-01", [("06-01", "in_term"), ("06-05", "one_off")])
    assert "升级补差价" in heard.on("06-05")["reason"]


STORE = "App Store & Apple Music"


def store_bill() -> list[Row]:
    """Renewals of 25.00 on the 24th; the last debit holds a game item of 21.00 too."""
    paid = [alipay(f"2025-{m:02d}-24", "25.00", seller=STORE, text=f"{STORE}；{m:02d}.24购买") for m in (4, 5, 6, 7)]
    return [*paid, alipay("2025-08-24", "46.00", seller=STORE, text=f"{STORE}；08.24至08.25期间购买")]


def test_18_a_store_debit_without_the_stores_history_is_a_question(tmp_path: Path) -> None:
    case = cancelled("2025-08-10 10:00", service=STORE, path="app_store")
    heard = audited(tmp_path, [bill("alipay", store_bill())], case)
    claimed(heard, "0.00", "0.00", asked="46.00")


def test_18_with_the_stores_history_its_subscription_is_claimed(tmp_path: Path) -> None:
    months = [bought(f"2025-{m:02d}-24T01:12:33", "25.00") for m in (4, 5, 6, 7, 8)]
    apple(tmp_path, [*months, bought("2025-08-24T09:30:00", "21.00", GAME)])
    case = cancelled("2025-08-10 10:00", service="云盘会员", path="app_store")
    heard = audited(tmp_path, [bill("alipay", store_bill())], case)
    claimed(heard, "25.00", "0.02")
    assert (heard.end(), heard.verdicts()) == ("2025-08-24", [("07-24", "in_term"), ("08-24", "after_end")])
    found = heard.on("08-24")
    assert (found["description"], found["respondent"]) == ("云盘会员 (自动续期)", "store")
    assert "46.00" in found["reason"]
    assert heard.mirrors() == ["apple", "apple"]
    assert len(heard.audit.problems) == 0


def test_19_switching_off_in_the_app_does_not_cancel_at_apple(tmp_path: Path) -> None:
    rows = [
        alipay(d, "25.00", seller=STORE, text=f"{STORE}；{d[5:].replace('-', '.')}购买") for d in (*BASE, "2025-07-01")
    ]
    heard = audited(tmp_path, [bill("alipay", rows)], cancelled(service=STORE, path="app"))
    claimed(heard, "0.00", asked="25.00")
    found = heard.on("07-01")
    assert found["verdict"] == "wrong_rail"
    place = catalogue.channel("apple").terminate
    assert place.en in found["question"], "Apple's own place is named"
    assert place.zh in found["question_zh"]


@pytest.mark.parametrize("before", ["wechat", "alipay"])
def test_20_closing_the_wechat_mandate_does_not_stop_alipay(tmp_path: Path, before: str) -> None:
    paid = days(*BASE) if before == "wechat" else [alipay(d) for d in BASE]
    late = alipay("2025-07-01")
    other = [wechat("2025-02-11", "12.00", seller="拾光咖啡", text="美式咖啡")]
    wallet, rest = (paid, [late]) if before == "wechat" else (other, [*paid, late])
    heard = audited(tmp_path, [bill("wechat", wallet), bill("alipay", rest)], cancelled(path="wechat_mandate"))
    claimed(heard, "0.00", asked="30.00")
    assert heard.on("07-01")["verdict"] == "wrong_rail"
    assert catalogue.channel("alipay").terminate.zh in heard.on("07-01")["question_zh"]


def test_21_a_year_renewed_in_silence_is_a_question(tmp_path: Path) -> None:
    text = "超级VIP年卡自动续费"
    rows = [wechat(d, "198.00", text=text) for d in ("2024-04-21", "2025-04-21")]
    exported = bill("wechat", rows, since="2024-01-01")
    heard = audited(tmp_path, [exported], cancelled("2025-04-22 10:00", service=text))
    claimed(heard, "0.00", "0.00", asked="198.00")
    assert heard.verdicts() == [("04-21", "notice_disputed")]
    assert heard.end() == "2026-04-21"


def test_22_wechat_knows_no_cut_off(tmp_path: Path) -> None:
    heard = audited(
        tmp_path, [bill("wechat", [*days(*BASE), wechat("2025-07-01 10:00:00")])], cancelled("2025-06-30 15:00")
    )
    claimed(heard, "30.00", "0.15")
    assert heard.on("07-01")["verdict"] == "after_end"


@pytest.mark.parametrize(
    ("at", "end", "verdict", "principal", "asked"),
    [
        ("2025-07-01 09:00", "2025-07-01", "after_end", "30.00", "0.00"),
        ("2025-07-01 10:00", "2025-08-01", "in_term", "0.00", "0.00"),
        ("2025-07-01", "2025-08-01", "unclear", "0.00", "30.00"),
    ],
)
def test_23_on_the_renewal_day_the_hour_decides(
    tmp_path: Path, at: str, end: str, verdict: str, principal: str, asked: str
) -> None:
    heard = audited(tmp_path, [bill("wechat", [*days(*BASE), wechat("2025-07-01 09:30:00")])], cancelled(at))
    claimed(heard, principal, asked=asked)
    assert (heard.end(), heard.on("07-01")["verdict"]) == (end, verdict)


def test_24_the_bills_own_text_says_trial(tmp_path: Path) -> None:
    seller = "广州市动景计算机科技有限公司"
    rows = [alipay("2025-05-01", "0.01", seller=seller, text="3天试用(网盘SVIP会员)"),
            alipay("2025-05-04", "20.00", seller=seller, text="连续包月(网盘SVIP会员)")]  # fmt: skip
    heard = audited(tmp_path, [bill("alipay", rows)], cancelled("2025-05-02 10:00", service="网盘SVIP会员"))
    claimed(heard, "20.00")
    assert heard.end() == "2025-05-04"


def test_24_a_trial_in_other_words(tmp_path: Path) -> None:
    rows = [wechat("2025-05-01", "1.00", seller="乐海文化", text="免费试用7天-音乐VIP会员")]
    rows += [
        wechat(day, "25.00", seller="乐海文化", text="连续包月-音乐VIP会员") for day in ("2025-05-08", "2025-06-08")
    ]
    heard = audited(tmp_path, [bill("wechat", rows)], cancelled("2025-05-02", service="音乐VIP会员", path="客服"))
    claimed(heard, "50.00")
    assert heard.end() == "2025-05-08"


@pytest.mark.parametrize(("fault", "principal", "asked"), [("", "0.00", "20.00"), ("merchant", "20.00", "0.00")])
def test_25_ended_at_once_twenty_of_thirty_days_are_unused(
    tmp_path: Path, fault: str, principal: str, asked: str
) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE))], cancelled(terms="immediate", fault=fault))
    claimed(heard, principal, asked=asked)
    assert heard.end() == "2025-06-11"
    found = heard.on("06-01")
    assert (found["verdict"], found["unused_days"], found["period_days"]) == ("prorated", 20, 30)
    assert "¥30.00 × 20/30 = ¥20.00" in found["reason"]


@pytest.mark.parametrize(
    ("fault", "principal", "total", "asked"),
    [("merchant", "132.49", "133.51", "0.00"), ("consumer", "0.00", "0.00", "132.49")],
)
def test_26_a_year_rescinded_midway(tmp_path: Path, fault: str, principal: str, total: str, asked: str) -> None:
    rows = [wechat("2025-03-15", "248.00", text="超级VIP年卡自动续费")]
    exported = bill("wechat", rows, until="2025-11-30", exported="2025-12-01 10:00")
    case = cancelled("2025-08-31 10:00", service="超级VIP年卡自动续费", terms="rescinded", fault=fault)
    heard = audited(tmp_path, [exported], case, as_of="2025-12-01")
    claimed(heard, principal, asked=asked)
    assert (heard.end(), heard.claim()["total"]) == ("2025-09-01", total)


def test_26_a_year_rescinded_across_a_leap_day(tmp_path: Path) -> None:
    rows = [wechat("2023-06-01", "198.00", text="超级VIP年卡自动续费")]
    exported = bill("wechat", rows, since="2023-01-01", until="2024-02-29", exported="2024-03-01 10:00")
    case = cancelled("2024-02-29 10:00", service="超级VIP年卡自动续费", terms="rescinded", fault="merchant")
    heard = audited(tmp_path, [exported], case, as_of="2024-03-01")
    claimed(heard, "49.77", "0.00")
    assert heard.end() == "2024-03-01"


def test_27_memory_alone_claims_no_interest(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE, *LATE))], cancelled(proof="D"))
    claimed(heard, "60.00", "0.00")


def test_28_refunded_in_full_before_a_demand_claims_nothing(tmp_path: Path) -> None:
    paid = wechat("2025-07-01", refunded=3000)
    refund = wechat_refund(paid, datetime(2025, 8, 15, 11, 0, 0), 3000)
    heard = audited(tmp_path, [bill("wechat", [*days(*BASE), paid, refund])])
    claimed(heard, "0.00", "0.00")
    assert heard.on("07-01")["verdict"] == "after_end"


@pytest.mark.parametrize(("told", "principal", "asked"), [(True, "30.00", "0.00"), (False, "0.00", "30.00")])
def test_29_a_refund_without_number_goes_where_a_status_says(
    tmp_path: Path, told: bool, principal: str, asked: str
) -> None:
    plan = wechat("2025-07-01")
    game = wechat("2025-07-03", text="星际远征点券", refunded=3000 if told else 0)
    refund = wechat_refund(game, datetime(2025, 7, 5, 11, 0, 0), 3000)
    heard = audited(tmp_path, [bill("wechat", [*days(*BASE), plan, game, refund])])
    claimed(heard, principal, asked=asked)
    asking = [q for q in heard.audit.refunds["question"] if q]
    assert len(asking) == (0 if told else 1)
    for question in asking:
        assert "¥0.00 of it is still owed, otherwise ¥30.00" in question, "both figures"


def test_30_one_refund_in_wallet_and_card_is_netted_once(tmp_path: Path) -> None:
    first, second = wechat("2025-07-01", method=CARD, refunded=3000), wechat("2025-08-01", method=CARD)
    refund = wechat_refund(first, datetime(2025, 7, 20, 11, 0, 0), 3000)
    seen = [bank_mirror(r, "财付通") for r in (first, second, refund)]
    heard = audited(tmp_path, [bill("wechat", [*days(*BASE), first, second, refund]), bill("cmb", seen)])
    claimed(heard, "30.00", "0.08")
    assert [f["verdict"] for f in heard.findings()] == ["in_term", "after_end", "after_end"]


def test_31_older_than_three_years_stands_on_lines_of_its_own(tmp_path: Path) -> None:
    months = [(y, m) for y in range(2021, 2026) for m in range(1, 13) if (2021, 3) <= (y, m) <= (2025, 8)]
    rows = days(*(f"{y}-{m:02d}-01" for y, m in months))
    bills = [bill("wechat", rows, since=f"{y}-01-01", until=f"{y}-12-31" if y < 2025 else "2025-08-31")
             for y in range(2021, 2026)]  # fmt: skip
    heard = audited(tmp_path, bills, cancelled("2021-06-10 10:00"))
    assert heard.end() == "2021-07-01"
    lines = heard.audit.claims.lines
    owed = lines[(lines["kind"] == "charge") & (lines["principal_minor"] > 0)]
    assert len(owed) == 50
    assert list(owed["over_three_years"]) == [True] * 14 + [False] * 36
    old = owed[owed["over_three_years"]]
    total = int((old["principal_minor"] + old["interest_minor"]).sum())
    assert int(heard.audit.claims.totals["over_three_years_minor"].iloc[0]) == total > 14 * 3000


def test_31_the_complaint_text_leaves_them_out(tmp_path: Path) -> None:
    months = [(y, m) for y in range(2021, 2026) for m in range(1, 13) if (2021, 3) <= (y, m) <= (2025, 8)]
    rows = days(*(f"{y}-{m:02d}-01" for y, m in months))
    heard = audited(tmp_path, [bill("wechat", rows, since="2021-01-01")], cancelled("2021-06-10 10:00"))
    heard.audit.save(tmp_path / "result")
    texts = {p.name: p.read_text("utf-8") for p in (tmp_path / "result" / "letters").rglob("*.txt")}
    complaints = [text for name, text in texts.items() if name == "C1-complaint-zh.txt"]
    assert len(complaints) == 1
    for text in complaints:
        assert "12315" in text
        assert "2022年9月1日" in text
        assert "2022年8月1日" not in text


def test_32_coverage_ends_with_the_export(tmp_path: Path) -> None:
    rows = days("2025-03-20", "2025-04-20", "2025-05-20", "2025-06-20")
    exported = bill("wechat", rows, until="2025-07-31", exported="2025-07-15 10:00")
    heard = audited(tmp_path, [exported], cancelled("2025-06-25 10:00"))
    assert heard.end() == "2025-07-20"
    sources = heard.audit.bills.sources
    assert sources["covered_until_at"].iloc[0] == datetime(2025, 7, 15, 10, 0)
    watch = heard.audit.watch
    cycle = watch[watch["from_on"] == datetime(2025, 7, 20)]
    assert list(cycle["state"]) == ["not_covered"]


def test_33_the_act_that_reached_the_merchant_counts_not_its_confirmation(tmp_path: Path) -> None:
    case = cancelled("2025-06-29 10:00", confirmed_at=datetime(2025, 7, 3, 15, 0), path="support")
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01"))], case)
    claimed(heard, "30.00", "0.15")


def test_34_the_procedure_is_that_of_the_filing_day(tmp_path: Path) -> None:
    filed = date(2026, 11, 20)
    events: list[dict[str, Cell]] = [{"when": filed, "whom": "12315", "what": w} for w in ("complained", "accepted")]
    heard = audited(tmp_path, [bill("wechat", days(*BASE, "2025-07-01"))], as_of=f"{filed}", events=events)
    claimed(heard, "30.00")
    rules = law.load("cn").rules_on("procedure", charge=date(2025, 7, 1), filing=filed)
    assert [r.id for r in rules] == ["cn.order121"]
    assert rules[0].params["mediation_days"] == 60
    assert datetime(2027, 1, 19) in set(heard.audit.next_steps["by_at"]), "sixty days after acceptance"


def test_35_interest_has_its_basis_in_the_law_of_the_claim(tmp_path: Path) -> None:
    paid = [f"2023-{m:02d}-01" for m in (3, 4, 5, 6, 8)]
    rows = days(*paid[:4], "2023-07-01", paid[4])
    exported = bill("wechat", rows, since="2023-01-01")
    heard = audited(tmp_path, [exported], cancelled("2023-07-10 10:00"))
    # 30.00 for 20 days at 3.55, 336 at 3.45, 91 at 3.35, 211 at 3.10 and 104 at 3.00 percent.
    claimed(heard, "30.00", "2.06")
    rules = law.load("cn").rules_on("interest_basis", charge=date(2023, 8, 1), claim=date(2025, 9, 1))
    assert "cn.spc.contract.25" in [r.id for r in rules]


def test_36_in_arrears_the_first_debit_after_the_end_is_due(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("wechat", days(*BASE, *LATE))], cancelled(billing="arrears"))
    claimed(heard, "30.00", "0.08")
    assert (heard.on("07-01")["verdict"], heard.on("08-01")["verdict"]) == ("in_term", "after_end")
