"""What the words of a bill mean: kinds, statuses, refunds, filters, coverage and totals, trap by trap."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from statement_bytes import alipay, alipay_row, web, web_row, wechat, wechat_row

from audit.statements import FORMATS, read
from audit.statements.format import header_name, header_names
from audit.statements.heading import Heading, coverage, hidden_by
from audit.statements.recognition import found_in
from audit.tables import Bills


def read_bytes(folder: Path, data: bytes) -> Bills:
    (folder / "bill.csv").write_bytes(data)
    return read(folder / "bill.csv")


def only_row(folder: Path, data: bytes) -> Any:
    (row,) = read_bytes(folder, data).transactions.itertuples()
    return row


@pytest.mark.parametrize(
    ("change", "kind", "status", "refunded"),
    [
        ({}, "charge", "settled", 0),
        ({"status": "已全额退款"}, "charge", "settled", 3000),
        ({"status": "已退款(￥0.60)"}, "charge", "settled", 60),
        ({"status": '"已退款￥1,000.00"', "amount": '"¥1,200.00"'}, "charge", "settled", 100000),
        ({"status": "已退款(¥2.00)"}, "charge", "settled", 200),
        ({"status": "已退款¥2.00"}, "charge", "settled", 200),
        ({"kind": "云帆网络-退款", "flow": "收入", "status": "已退款￥3.00"}, "refund", "settled", None),
        ({"kind": "亲属卡交易-退款", "flow": "收入", "status": "已全额退款"}, "refund", "settled", None),
        ({"kind": "亲属卡交易"}, "charge", "settled", 0),
        ({"kind": "分分捐"}, "charge", "settled", 0),
        ({"kind": "扫二维码付款", "status": "已转账"}, "charge", "settled", 0),
        ({"kind": "谁也没见过的类型"}, "charge", "settled", 0),
        ({"kind": "转账", "status": "朋友已收钱"}, "transfer", "settled", 0),
        ({"kind": "微信红包（群红包）", "flow": "收入", "status": "已存入零钱"}, "transfer", "settled", None),
        ({"kind": "零钱提现", "flow": "/", "status": "提现失败，已退回零钱"}, "transfer", "voided", None),
        ({"kind": "信用卡还款", "flow": "/"}, "repayment", "settled", None),
        ({"kind": "转入零钱通-来自银行(1234)", "flow": "/"}, "transfer", "settled", None),
        ({"kind": "商户消费", "flow": "收入", "status": "充值成功"}, "other", "settled", None),
    ],
)
def test_wechat_words(tmp_path: Path, change: dict[str, str], kind: str, status: str, refunded: int | None) -> None:
    row = only_row(tmp_path, wechat([wechat_row(**change)]))
    assert (row.kind, row.status) == (kind, status)
    assert row.refunded_minor is pd.NA if refunded is None else row.refunded_minor == refunded


@pytest.mark.parametrize(
    ("change", "kind", "status", "refunded"),
    [
        ({}, "charge", "settled", None),
        ({"flow": "不计收支"}, "charge", "settled", None),
        ({"status": "交易关闭"}, "charge", "settled", 3000),
        ({"flow": "不计收支", "status": "交易关闭", "method": ""}, "charge", "voided", None),
        ({"status": "等待确认收货"}, "charge", "settled", None),
        ({"flow": "不计收支", "status": "退款成功", "category": "退款"}, "refund", "settled", None),
        ({"flow": "不计收支", "status": "退款成功", "category": "交通出行"}, "refund", "settled", None),
        ({"flow": "收入", "status": "退款成功", "category": "退款"}, "refund", "settled", None),
        ({"flow": "收入", "status": "交易成功", "what": "退款-会员"}, "refund", "settled", None),
        ({"flow": "不计收支", "category": "退款", "what": "某某基金-买入退款"}, "transfer", "settled", None),
        ({"flow": "不计收支", "status": "还款成功", "category": "信用借还"}, "repayment", "settled", None),
        ({"flow": "不计收支", "what": "花呗自动还款-2025年04月账单"}, "repayment", "settled", None),
        ({"flow": "不计收支", "category": "投资理财", "what": "余额宝-收益发放"}, "transfer", "settled", None),
        ({"flow": "不计收支", "what": "余额宝-自动转入"}, "transfer", "settled", None),
        ({"category": "转账红包", "what": "转账"}, "transfer", "settled", None),
        ({"category": "保险", "what": "保险承保-全民保·终身养老金定投计划扣款"}, "charge", "settled", None),
        ({"category": "信用借还", "flow": "不计收支", "status": "信用服务使用成功"}, "authorization", "settled", None),
        ({"category": "亲友代付", "what": "亲情卡"}, "charge", "settled", None),
        ({"amount": "0.00", "method": "商家优惠抵扣"}, "charge", "settled", None),
    ],
)
def test_alipay_app_words(tmp_path: Path, change: dict[str, str], kind: str, status: str, refunded: int | None) -> None:
    row = only_row(tmp_path, alipay([alipay_row(**change)]))
    assert (row.kind, row.status) == (kind, status)
    assert row.refunded_minor is pd.NA if refunded is None else row.refunded_minor == refunded


@pytest.mark.parametrize(
    ("change", "direction", "kind", "status", "refunded"),
    [
        ({}, "out", "charge", "settled", 0),
        ({"refunded": "12.50"}, "out", "charge", "settled", 1250),
        ({"status": "交易关闭", "refunded": "30.00"}, "out", "charge", "settled", 3000),
        ({"flow": "", "status": "交易关闭", "funds": "", "paid": ""}, "neutral", "charge", "voided", 0),
        ({"flow": "", "status": "交易关闭", "funds": "", "refunded": "5.00"}, "neutral", "charge", "settled", 500),
        ({"flow": "不计收支", "funds": "", "refunded": "0.21"}, "neutral", "charge", "settled", 21),
        ({"flow": "其他", "status": "退款成功", "what": "退款-会员", "paid": ""}, "neutral", "refund", "settled", None),
        ({"flow": "", "status": "还款成功", "funds": "资金转移"}, "neutral", "repayment", "settled", 0),
        ({"flow": "不计收支", "what": "余利宝转入"}, "neutral", "transfer", "settled", 0),
        ({"status": "亲情卡付款成功", "flow": "不计收支", "funds": ""}, "neutral", "charge", "settled", 0),
        ({"status": "等待付款", "funds": "", "paid": ""}, "out", "charge", "voided", 0),
        ({"status": "", "funds": ""}, "out", "charge", "settled", 0),
    ],
)  # fmt: skip
def test_alipay_web_words(
    tmp_path: Path, change: dict[str, str], direction: str, kind: str, status: str, refunded: int | None
) -> None:
    row = only_row(tmp_path, web([web_row(**change)]))
    assert (row.direction, row.kind, row.status) == (direction, kind, status)
    assert row.refunded_minor is pd.NA if refunded is None else row.refunded_minor == refunded


def test_alipay_web_rows_happen_when_they_are_paid_else_when_made(tmp_path: Path) -> None:
    paid = web_row(number="1", created="2025-06-30 23:59:58", paid="2025-07-01 00:00:03")
    never = web_row(number="2", created="2025-06-30 23:59:58", paid="", status="交易关闭", funds="")
    rows = read_bytes(tmp_path, web([paid, never])).transactions
    assert list(rows["civil_date"].dt.date) == [date(2025, 7, 1), date(2025, 6, 30)]


@pytest.mark.parametrize(
    ("method", "card"),
    [
        ("招商银行储蓄卡(4321)", "4321"), ("招商银行信用卡（4321）", "4321"), ("云闪付-中信银行(9876)", "9876"),
        ("花呗&招商银行(4321)", "4321"), ("招商银行()", ""), ("零钱", ""), ("/", ""), ("工商银行", ""),
        ("卡(12345)", ""),
    ],
)  # fmt: skip
def test_card_a_wallet_row_was_paid_from(tmp_path: Path, method: str, card: str) -> None:
    row = only_row(tmp_path, wechat([wechat_row(method=method)]))
    assert (row.funding_account, row.method) == (card, "" if method == "/" else method)


def test_unknown_status_is_settled_and_asked_about_once_a_file(tmp_path: Path) -> None:
    rows = [wechat_row(status="神秘", number="1"), wechat_row(number="2"), wechat_row(status="神秘", number="3")]
    bills = read_bytes(tmp_path, wechat(rows))
    assert list(bills.transactions["status"]) == ["settled"] * 3
    (event,) = bills.events.itertuples()
    assert (event.what, event.note, event.file, event.row) == ("unknown_status", "神秘", "bill.csv", 10)
    assert bills.problems.empty


@pytest.mark.parametrize(
    ("kept", "hidden"),
    [
        ("全部", (False, False)), ("全部账单", (False, False)), ("全部交易类型", (False, False)), ("", (False, False)),
        ("无", (False, False)), ("仅支出", (True, False)), ("全部支出", (True, False)), ("支出", (True, False)),
        ("仅收入", (False, True)), ("仅退款", (False, True)), ("餐饮美食", (True, True)), ("[仅支出]", (True, False)),
        ("支出、收入", (False, False)),
    ],
)  # fmt: skip
def test_what_an_export_filter_hides(kept: str, hidden: tuple[bool, bool]) -> None:
    assert hidden_by(kept) == hidden


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2025, 6, day, hour)


def span(start: int, end: int) -> Heading:
    return Heading(from_at=at(start), until_at=at(end), to_on=at(end - 1).date())


@pytest.mark.parametrize(
    ("headings", "covered"),
    [
        ([span(1, 10)], (at(1), at(10))),
        ([span(1, 10), span(10, 20)], (at(1), at(20))),
        ([span(5, 12), span(1, 10)], (at(1), at(12))),
        ([span(1, 10), span(12, 20)], (at(12), at(20))),
        ([span(1, 20), span(5, 10)], (at(1), at(20))),
    ],
)
def test_coverage_joins_stretches_that_touch_and_never_spans_a_gap(
    headings: list[Heading], covered: tuple[datetime, datetime]
) -> None:
    found = coverage(headings, None, None, whole_days=False)
    assert (found.from_at, found.until_at) == covered


def test_coverage_ends_with_the_export(tmp_path: Path) -> None:
    data = wechat(
        [wechat_row()], start="2025-06-01 00:00:00", end="2025-07-31 23:59:59", exported="2025-07-15 10:00:00"
    )
    source = read_bytes(tmp_path, data).sources.iloc[0]
    assert str(source["covered_until_at"]) == "2025-07-15 10:00:00"
    assert str(source["to_on"].date()) == "2025-07-31"


def test_coverage_of_a_bill_without_heading_is_its_rows(tmp_path: Path) -> None:
    text = wechat([wechat_row(at="2025-06-09 08:00:00", number="1"), wechat_row(number="2")]).decode("utf-8-sig")
    source = read_bytes(tmp_path, text[text.index("交易时间,") :].encode()).sources.iloc[0]
    assert (str(source["covered_from_at"]), str(source["covered_until_at"])) == (
        "2025-06-01 10:00:00",
        "2025-06-09 08:00:01",
    )
    assert pd.isna(source["exported_at"])


def test_unreadable_range_falls_back_to_the_rows(tmp_path: Path) -> None:
    source = read_bytes(tmp_path, wechat([wechat_row()], start="2025-02-31 00:00:00")).sources.iloc[0]
    assert str(source["covered_from_at"]) == "2025-06-01 10:00:00"


def test_totals_of_a_cut_bill_differ_and_are_no_problem(tmp_path: Path) -> None:
    text = wechat([wechat_row()]).decode("utf-8-sig").replace("注：,", "支出：2笔 60.00元,")
    bills = read_bytes(tmp_path, text.encode())
    (spent,) = bills.totals[bills.totals["name"] == "支出"].itertuples()
    assert (spent.stated_count, spent.stated_minor, spent.read_count, spent.read_minor) == (2, 6000, 1, 3000)
    assert spent.result == "differs"
    assert bills.problems.empty


@pytest.mark.parametrize(
    ("stated", "result"), [("1笔 30.00元", "agrees"), ("1笔 31.00元", "agrees"), ("2笔 30.00元", "differs")]
)
def test_neutral_alipay_totals_agree_by_count(tmp_path: Path, stated: str, result: str) -> None:
    text = alipay([alipay_row(flow="不计收支")], encoding="utf-8").decode().replace("导出信息：", f"不计收支：{stated}")
    totals = read_bytes(tmp_path, text.encode("gb18030")).totals
    assert list(totals.loc[totals["name"] == "不计收支", "result"]) == [result]


def test_alipay_app_spending_is_printed_net_of_refunds_of_rows_in_the_file(tmp_path: Path) -> None:
    rows = [
        alipay_row(number="1001"),
        alipay_row(number="1001_R1", amount="10.00", flow="不计收支", status="退款成功", category="退款"),
        alipay_row(number="9009_R1", amount="5.00", flow="不计收支", status="退款成功", category="退款"),
    ]
    text = alipay(rows, encoding="utf-8").decode().replace("导出信息：", "支出：1笔 20.00元")
    totals = read_bytes(tmp_path, text.encode("gb18030")).totals
    assert list(totals.loc[totals["name"] == "支出", "result"]) == ["agrees"]


def test_headers_of_all_formats_tell_them_apart() -> None:
    for fmt in FORMATS:
        header = [fmt.first, *fmt.header] if fmt.first else list(fmt.header)
        header += [fmt.columns[ours][0] for ours in fmt.needed if not {*fmt.columns[ours]} & {*fmt.header}]
        container = fmt.container or "text"
        assert [f.name for f in FORMATS if f.claims(header_names(header), container)] == [fmt.name]


def test_every_column_a_format_names_is_a_printed_one() -> None:
    samples = Path(__file__).parent / "golden" / "statements"
    printed: dict[str, set[str]] = {}
    for path in sorted(samples.iterdir()):
        if not path.name.endswith((".expected.csv", ".toml", ".md")):
            for found in found_in(path.read_bytes(), FORMATS):
                printed.setdefault(found.format.name, set()).update(found.grid().header)
    for fmt in FORMATS:
        known = {header_name(name) for header in (fmt.header, *fmt.also) for name in header}
        known |= printed.get(fmt.name, set())
        for ours, names in (*fmt.columns.items(), *fmt.incoming.items()):
            if fmt.records == "payments":  # records of many shapes share one format where they tell of no payment
                assert known & set(map(header_name, names)), (fmt.name, ours)
