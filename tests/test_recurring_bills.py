"""Recurring bills: what is listed apart from subscriptions, what is in neither list, and a bill that was cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from exports_of_one_account import Paid, sparkasse
from judging_rows import cancellations, cancelled, judged, paid, payments, sources
from openpyxl import load_workbook

from audit import catalogue
from audit.catalogue.bills import read_kind
from audit.catalogue.records import Record
from audit.cli import main
from audit.errors import RuleError
from audit.judging.recurring_bills import recurring_bills
from audit.judging.subscriptions import mark_subscriptions, subscriptions
from audit.pipeline import audit_bills
from audit.reports.page import render
from audit.reports.workbook import write_workbook
from audit.tables import (
    CANCELLATIONS,
    COSTS,
    DECISIONS,
    EVENTS,
    PROBLEMS,
    RATES,
    SOURCES,
    TOTALS,
    TRANSACTIONS,
    Bills,
    Case,
)
from audit.wording import Lang

FIFTHS = [f"2025-0{m}-05 09:13" for m in range(1, 7)]
METERED = ["86.30", "91.25", "103.77", "79.04", "66.61", "120.50"]
ALIPAY = {"channel": "alipay", "account_id": "a***@x.com"}
BANK = {"channel": "bank:cmb", "account_id": "1234"}

# Counterparty, text, the channel, and the kind of bill.
BILLS = [
    ("国网浙江省电力有限公司", "电费自动缴费-根据每期出账后自动缴费", ALIPAY, "electricity"),
    ("国网浙江省电力有限公司", "代扣电费", BANK, "electricity"),
    ("杭州市水务集团有限公司", "水费缴纳", ALIPAY, "water"),
    ("杭州天然气有限公司", "燃气费代扣", ALIPAY, "gas"),
    ("北京市热力集团", "采暖费", ALIPAY, "heating"),
    ("中国移动", "为138****0000话费充值", {}, "phone"),
    ("中国移动通信集团浙江有限公司", "", BANK, "phone"),
    ("中国联通", "手机缴费", {}, "phone"),
    ("中国电信", "宽带月租", {}, "broadband"),
    ("绿城物业服务集团有限公司", "物业费", {}, "property"),
    ("北京自如信息科技有限公司", "自如房租", {}, "rent"),
    ("中国人民人寿保险股份有限公司", "保险承保-全民保·终身养老金定投计划扣款", ALIPAY, "insurance"),
    ("众安在线财产保险股份有限公司", "保险承保-自动续保-尊享e生", ALIPAY, "insurance"),
    ("中国人民健康保险股份有限公司", "好医保·长期医疗 自动续费", ALIPAY, "insurance"),
    ("杭州市社会保险管理", "代扣社保费", BANK, "social_insurance"),
    ("Finanzamt Musterstadt", "Vorauszahlung", BANK, "tax"),
    ("某某幼儿园", "保教费", {}, "school"),
    ("华数", "有线电视费", {}, "television"),
    ("Stadtwerke München", "Strom Abschlag", BANK, "electricity"),
    ("Vodafone GmbH", "Mobilfunk Rechnung", BANK, "phone"),
    ("Allianz Versicherungs-AG", "Haftpflicht Beitrag", BANK, "insurance"),
    ("Muster Hausverwaltung", "Miete", BANK, "rent"),
    ("Thames Water", "Direct debit", BANK, "water"),
]
# Loans, fares, savings and habits: in neither list, however steady.
NEITHER = [
    ("花呗", "花呗自动还款-2025年04月账单", ALIPAY),
    ("花呗", "花呗自动扣款还款", ALIPAY),
    ("招商银行信用卡中心", "信用卡还款", {}),
    ("重庆蚂蚁消费金融有限公司", "分期还款自动扣款", ALIPAY),
    ("某银行", "代扣贷款本息", BANK),
    ("天弘基金", "余额宝-自动转入", ALIPAY),
    ("天弘基金", "基金定投-自动扣款", ALIPAY),
    ("上海地铁", "地铁乘车 免密支付", {}),
    ("浙江高速", "ETC代扣通行费", {}),
    ("美团", "先骑后付", {}),
    ("滴滴出行", "滴滴快车-免密支付", {}),
    ("腾讯天游", "王者荣耀点券(为1000****01购买)", {}),
    ("瑞幸咖啡", "拿铁", {}),
    ("沙县小吃", "午餐", {}),
    ("阿伟造型", "理发", {}),
    ("Auto Bank AG", "Kreditrate Darlehen", BANK),
]
# Sold by the same sellers, and subscriptions all the same.
PLANS = [
    ("中国移动", "视频彩铃包月", {}),
    ("中国移动", "增值业务费", {}),
    ("中国联通", "联通视频会员自动续费", {}),
    ("京东金融", "白条会员自动续费", {}),
    ("瑞幸咖啡", "咖啡月卡", {}),
    ("平安健康", "音乐会员连续包月", {}),
]


def monthly(party: str, text: str, prices: list[str] | None = None, **more: str) -> list[dict[str, object]]:
    return [
        paid(day, yuan, counterparty=party, description=text, **more)
        for day, yuan in zip(FIFTHS, prices or ["58.00"] * 6, strict=True)
    ]


def listed(*rows: dict[str, object]) -> tuple[pd.DataFrame, pd.DataFrame]:
    marked = mark_subscriptions(payments(*rows))
    return recurring_bills(marked), subscriptions(marked)


@pytest.fixture(scope="module")
def everything() -> tuple[pd.DataFrame, pd.DataFrame]:
    """All sellers above, each a person's own, judged as one table."""
    given = [(p, t, c) for p, t, c, _ in BILLS] + NEITHER + PLANS
    return listed(*(r for p, t, c in given for r in monthly(p, t, person=f"{p} {t}", **c)))


@pytest.mark.parametrize(("party", "text", "kind"), [(p, t, k) for p, t, _, k in BILLS])
def test_a_bill_is_listed_by_its_kind_and_is_no_subscription(
    party: str, text: str, kind: str, everything: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    bills, plans = (t[t["person"].eq(f"{party} {text}")] for t in everything)
    assert bills[["bill", "interval", "interval_count", "payments"]].to_numpy().tolist() == [[kind, "month", 1, 6]]
    assert plans.empty


@pytest.mark.parametrize(("party", "text"), [(p, t) for p, t, _ in NEITHER])
def test_loans_fares_savings_and_habits_are_in_neither_list(
    party: str, text: str, everything: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    assert all(t[t["person"].eq(f"{party} {text}")].empty for t in everything)


@pytest.mark.parametrize(("party", "text"), [(p, t) for p, t, _ in PLANS])
def test_what_a_carrier_or_a_bank_sells_beside_its_bills_is_a_subscription(
    party: str, text: str, everything: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    bills, plans = (t[t["person"].eq(f"{party} {text}")] for t in everything)
    assert (len(bills), plans["interval"].tolist()) == (0, ["month"])


def test_a_metered_bill_in_two_bills_is_one_row_with_its_range() -> None:
    wallet = monthly("国网浙江省电力有限公司", "电费自动缴费", METERED, **ALIPAY)
    bank = paid("2025-07-05", "99.00", counterparty="支付宝-国网浙江省电力有限公司", description="", **BANK)
    row = listed(*wallet, bank)[0].iloc[0]
    assert (row["channels"], row["payments"], row["total_minor"]) == ('["alipay", "bank:cmb"]', 7, 64647)
    assert (row["lowest_minor"], row["highest_minor"], row["amount_minor"]) == (6661, 12050, 9900)
    assert (row["first_on"], row["last_on"]) == (pd.Timestamp("2025-01-05"), pd.Timestamp("2025-07-05"))
    assert (row["next_expected_on"], row["state"]) == (pd.Timestamp("2025-08-05"), "active")


def test_two_phones_are_two_bills_and_two_kinds_of_one_seller_are_two() -> None:
    rows = [
        *monthly("中国移动", "为138****0000话费充值"),
        *monthly("中国移动", "为139****1111话费充值"),
        *monthly("中国移动", "宽带费"),
    ]
    bills = listed(*rows)[0]
    assert sorted(bills["bill"]) == ["broadband", "phone", "phone"]
    assert sorted(bills["beneficiary"]) == ["", "138****0000", "139****1111"]


def test_a_bill_without_a_day_of_its_own_has_the_usual_interval_of_its_gaps() -> None:
    days = ["2025-01-05", "2025-03-19", "2025-05-11", "2025-07-20", "2025-09-10"]
    water = [paid(d, "77.00", counterparty="水务集团", description="水费") for d in days]
    row = listed(*water)[0].iloc[0]
    assert (row["interval"], row["interval_count"]) == ("month", 2)
    even = [paid(d, counterparty="水务集团", description="水费") for d in ("2025-01-21", "2025-03-25", "2025-05-27")]
    assert listed(*even)[0]["interval_count"].tolist() == [2]  # 63 days apart is every other month
    odd = [paid(d, counterparty="水务集团", description="水费") for d in ("2025-01-05", "2025-01-16", "2025-06-30")]
    assert listed(*odd)[0][["interval", "state"]].to_numpy().tolist() == [["", "irregular"]]


def test_a_bill_paid_once_by_hand_is_not_listed_and_one_that_renews_by_itself_is() -> None:
    by_hand = paid("2025-01-05", counterparty="国家电网", description="电费")
    by_itself = paid("2025-01-05", "3600", counterparty="平安财险", description="车险自动续保")
    assert listed(by_hand, by_itself)[0]["bill"].tolist() == ["insurance"]


def test_no_bills_no_rows() -> None:
    assert listed(paid("2025-03-01"))[0].empty


def test_an_insurance_that_a_person_names_as_cancelled_is_judged_and_claimed() -> None:
    policy = {"counterparty": "中国人民健康保险股份有限公司", "description": "好医保·长期医疗 自动续费", **ALIPAY}
    rows = payments(*(paid(f"2025-0{m}-03 05:10", "18.50", **policy) for m in range(1, 9)))
    case = cancellations(cancelled("2025-06-10 10:00", service="好医保·长期医疗"))
    ends, found = judged(rows, case, sources(("alipay", "a***@x.com")))
    assert ends["service_end"].tolist() == [pd.Timestamp("2025-07-03")]
    after = found[found["verdict"].eq("after_end")]
    assert after[["civil_date", "claimable_minor"]].to_numpy().tolist() == [
        [pd.Timestamp("2025-07-03"), 1850],
        [pd.Timestamp("2025-08-03"), 1850],
    ]


def test_the_words_of_bills_are_checked_when_they_are_read() -> None:
    assert len({kind.name.zh for kind in catalogue.bill_kinds()}) == len(catalogue.bill_kinds())
    fields = {"id": "tax", "name_en": "tax", "name_zh": "税", "text": ["税"], "plain": "yes"}
    for faulty in (fields, fields | {"plain": True, "text": []}, fields | {"plain": True, "text": ["("]}):
        with pytest.raises(RuleError, match="tax"):
            read_kind(Record("bills.toml [[bill]] tax", faulty))


@pytest.mark.parametrize(
    ("lang", "title", "kind"), [("zh", "定期账单", "电费"), ("en", "Recurring bills", "Electricity")]
)
def test_the_page_and_the_workbook_show_them_apart_and_nothing_where_there_are_none(
    lang: Lang, title: str, kind: str, tmp_path: Path
) -> None:
    none = Bills(*(t.empty() for t in (TRANSACTIONS, EVENTS, SOURCES, TOTALS, PROBLEMS)))
    case = Case(*(t.empty() for t in (CANCELLATIONS, EVENTS, COSTS, DECISIONS, TRANSACTIONS, RATES, PROBLEMS)))
    quiet = audit_bills(none, case, as_of=date(2025, 7, 1))
    found = listed(*monthly("国网浙江省电力有限公司", "电费自动缴费", METERED, **ALIPAY))[0]
    told = replace(quiet, recurring_bills=found)
    assert title not in render(quiet, lang)
    page = render(told, lang).partition('id="recurring-bills"')[2]
    assert all(word in page for word in (kind, "国网浙江省电力有限公司", "¥66.61 – ¥120.50", "2025-07-05"))
    for results, sheets in ((quiet, 0), (told, 1)):
        write_workbook(results, tmp_path / "claim.xlsx", lang)
        assert load_workbook(tmp_path / "claim.xlsx").sheetnames.count(title) == sheets


def test_the_command_writes_the_bills_beside_the_subscriptions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = [date(2025, m, 5) for m in range(1, 7)]
    rows = [Paid(day, name, 2990) for day in days for name in ("Stadtwerke Musterstadt", "Filmdienst")]
    (tmp_path / "konto.csv").write_bytes(sparkasse(rows))
    assert main(["subscriptions", str(tmp_path), "-o", str(tmp_path / "plans.csv"), "--lang", "en"]) == 0
    assert "plans-recurring-bills.csv: 1 recurring bills" in capsys.readouterr().out
    assert pd.read_csv(tmp_path / "plans.csv")["merchant"].tolist() == ["Filmdienst"]
    assert pd.read_csv(tmp_path / "plans-recurring-bills.csv")["bill"].tolist() == ["electricity"]
