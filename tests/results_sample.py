"""A finished audit written by hand: the article's own case (RULES W01), with its bill on disk and every figure literal.

Nothing here is computed by the program. `w01` is the plain case; `every_kind` adds what a report must also print: a
part refund, a refund that names no order, an unused part, a mirror, a cost, a second currency and a broken row.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from audit import tables
from audit.tables import Bills, Case, Claims, Results

AS_OF = date(2025, 9, 1)
BILL = "alipay_record.csv"
BILL_BYTES = (
    "支付宝交易记录明细查询\n"
    "交易时间,交易对方,商品说明,收/支,金额,交易状态,交易订单号\n"
    "2025-05-01 00:12:01,示例互娱科技,卡盟钻连续包月,支出,30.00,交易成功,2025050122001411110000000001\n"
    "2025-06-01 00:12:11,示例互娱科技,卡盟钻连续包月,支出,30.00,交易成功,2025060122001411110000000002\n"
    "2025-07-01 00:12:33,示例互娱科技,卡盟钻连续包月,支出,30.00,交易成功,2025070122001411110000000003\n"
    "2025-08-01 00:12:44,示例互娱科技,卡盟钻连续包月,支出,30.00,交易成功,2025080122001411110000000004\n"
).encode("gb18030")
TIMES = ("2025-05-01 00:12:01", "2025-06-01 00:12:11", "2025-07-01 00:12:33", "2025-08-01 00:12:44")
PERIODS = ("2025-05-01", "2025-06-01", "2025-07-01", "2025-08-01", "2025-09-01")
NUMBERS = tuple(f"2025{m:02}0122001411110000{n:06}" for n, m in enumerate((5, 6, 7, 8), start=1))
PAYMENTS = ("t00000000000000a1", "t00000000000000a2", "t00000000000000a3", "t00000000000000a4")


def days(*texts: str) -> pd.Series:
    """Literal dates or times in the type tables want."""
    return pd.Series(pd.to_datetime(list(texts), format="ISO8601")).astype("datetime64[s]")


def w01(root: Path) -> Results:
    """30.00 a month on the 1st, cancelled 2025-06-10, charged 07-01 and 08-01, claimed 2025-09-01: 60.00 + 0.23."""
    root.mkdir(parents=True, exist_ok=True)
    (root / BILL).write_bytes(BILL_BYTES)
    case_file = root / "case.xlsx"
    case_file.write_bytes(b"not a real workbook, only bytes to be kept")
    return Results(
        as_of=AS_OF,
        jurisdiction="cn",
        root=root,
        bills=Bills(transactions(), tables.EVENTS.empty(), sources(), totals(), tables.PROBLEMS.empty()),
        case=Case(
            cancellations(), events(), tables.COSTS.empty(), tables.DECISIONS.empty(), tables.TRANSACTIONS.empty(),
            tables.RATES.empty(), tables.PROBLEMS.empty(), path=case_file,
        ),
        links=tables.LINKS.empty(),
        payments=tables.PAYMENTS.of(transactions().drop(columns="statement_id").assign(payment_id=list(PAYMENTS))),
        marked=marked(),
        subscriptions=subscriptions(),
        ends=ends(),
        findings=findings(),
        refunds=tables.REFUNDS.empty(),
        claims=Claims(claim_lines(), claim_totals()),
        watch=watch(),
        next_steps=next_steps(),
        problems=tables.PROBLEMS.empty(),
    )  # fmt: skip


def transactions() -> pd.DataFrame:
    return tables.TRANSACTIONS.of({
        "person": "示例", "transaction_id": list(PAYMENTS), "channel": "alipay", "account_id": "13800000001",
        "statement_id": "abcdef012345", "occurred_at": days(*TIMES), "has_time": True, "utc_offset": "+08:00",
        "civil_date": days(*PERIODS[:4]), "counterparty": "示例互娱科技", "description": "卡盟钻连续包月",
        "method": "余额", "amount_minor": 3000, "currency": "CNY", "direction": "out", "kind": "charge",
        "status": "settled", "status_text": "交易成功", "reference": list(NUMBERS),
        "merchant_reference": ["M1", "M2", "M3", "M4"],
        "file": BILL, "row": [3, 4, 5, 6], "exported_at": datetime(2025, 9, 1, 9, 30),
    })  # fmt: skip


def marked() -> pd.DataFrame:
    rows = transactions().drop(columns="statement_id")
    return tables.MARKED.of(rows.assign(
        payment_id=list(PAYMENTS), subscription_id="s1", period_start=days(*PERIODS[:4]),
        period_end=days(*PERIODS[1:]), service="卡盟钻连续包月", interval="month", interval_count=1, billing_day=1,
        anchor_on=days(*PERIODS[:4]), off_days=0, on_lattice=True,
    ))  # fmt: skip


def sources() -> pd.DataFrame:
    return tables.SOURCES.of({
        "person": ["示例"], "file": BILL, "statement_id": "abcdef012345",
        "sha256": hashlib.sha256(BILL_BYTES).hexdigest(), "format": "alipay-app-csv", "channel": "alipay",
        "account_id": "13800000001", "from_on": days("2025-05-01"), "to_on": days("2025-08-31"),
        "covered_from_at": days("2025-05-01"), "covered_until_at": days("2025-09-01"),
        "exported_at": datetime(2025, 9, 1, 9, 30), "filter": "全部", "rows": 4, "transactions": 4,
    })  # fmt: skip


def totals() -> pd.DataFrame:
    return tables.TOTALS.of({
        "person": "示例", "file": BILL, "name": ["支出", "收入"], "currency": "CNY",
        "stated_count": pd.array([4, None], "Int64"), "stated_minor": pd.array([12000, None], "Int64"),
        "read_count": pd.array([4, 0], "Int64"), "read_minor": pd.array([12000, 0], "Int64"),
        "result": ["agrees", "not stated"],
    })  # fmt: skip


def cancellations() -> pd.DataFrame:
    return tables.CANCELLATIONS.of({
        "person": ["示例"], "cancellation_id": "C1", "service": "卡盟钻", "cancelled_at": days("2025-06-10"),
        "terms": "period_end", "billing": "advance", "proof": "B", "path": "app", "file": "case.xlsx", "row": 2,
    })  # fmt: skip


def events() -> pd.DataFrame:
    return tables.EVENTS.of({
        "person": ["示例"], "source": "case", "occurred_at": days("2025-07-02 10:00"), "has_time": True,
        "whom": "商家客服", "what": "contacted", "cancellation_id": "C1", "ticket": "T-17",
        "file": "case.xlsx", "row": 2,
    })  # fmt: skip


def subscriptions() -> pd.DataFrame:
    return tables.SUBSCRIPTIONS.of({
        "person": ["示例"], "subscription_id": "s1", "service": "卡盟钻连续包月", "merchant": "示例互娱科技",
        "channels": '["alipay"]', "accounts": '["13800000001"]', "interval": "month", "interval_count": 1,
        "billing_day": 1, "anchor_on": days("2025-05-01"), "amount_minor": 3000, "currency": "CNY", "payments": 4,
        "first_on": days("2025-05-01"), "last_on": days("2025-08-01"), "next_expected_on": days("2025-09-01"),
        "state": "active", "total_minor": 12000,
    })  # fmt: skip


def ends() -> pd.DataFrame:
    facts = cancellations().drop(columns=["interval", "interval_count", "billing_day", "service_end"])
    return tables.ENDS.of(facts.assign(
        subscription_id="s1", match="text", service_end=days("2025-07-01"),
        rule="The end of the last period paid for.", rule_zh="最后一个已付周期的结束日。",
        steps=json.dumps(["Cancelled on 2025-06-10.", "The period paid on 2025-06-01 runs to 2025-07-01."]),
        steps_zh=json.dumps(["2025-06-10取消。", "2025-06-01所付周期至2025-07-01止。"], ensure_ascii=False),
        interval="month", interval_count=1, billing_day=1, anchor_on=days("2025-05-01"),
        paid_payment_id=PAYMENTS[1], paid_until_on=days("2025-07-01"),
    ))  # fmt: skip


def findings() -> pd.DataFrame:
    late, term = "The period begins on or after the service end 2025-07-01.", "The period begins before 2025-07-01."
    return tables.FINDINGS.of({
        "person": "示例", "finding_id": ["F1", "F2", "F3"], "cancellation_id": "C1", "subscription_id": "s1",
        "verdict": ["in_term", "after_end", "after_end"], "machine_verdict": ["in_term", "after_end", "after_end"],
        "reason": [term, late, late],
        "reason_zh": ["周期在终止日2025-07-01之前开始。", *["周期在终止日2025-07-01当日或之后开始。"] * 2],
        "payment_id": list(PAYMENTS[1:]), "transaction_id": list(PAYMENTS[1:]), "reference": list(NUMBERS[1:]),
        "merchant_reference": ["M2", "M3", "M4"], "channel": "alipay", "account_id": "13800000001",
        "respondent": "merchant", "counterparty": "示例互娱科技", "description": "卡盟钻连续包月", "method": "余额",
        "file": BILL, "row": [4, 5, 6], "occurred_at": days(*TIMES[1:]), "has_time": True,
        "civil_date": days(*PERIODS[1:4]), "amount_minor": 3000, "currency": "CNY",
        "period_start": days(*PERIODS[1:4]), "period_end": days(*PERIODS[2:]), "period_days": [30, 31, 31],
        "unused_days": [0, 31, 31], "claimable_minor": [0, 3000, 3000],
        "interest_from_on": days("NaT", "2025-07-01", "2025-08-01"), "proof": "B", "terms": "period_end",
        "contract_on": days(*["2025-05-01"] * 3),
    })  # fmt: skip


def segment(from_on: str, to_on: str, n: int, balance: str, percent: str = "3.00") -> dict[str, object]:
    """One stretch of interest as claim lines carry it."""
    return {"from": from_on, "to": to_on, "days": n, "balance": balance, "percent": percent}


def claim_lines() -> pd.DataFrame:
    segments = [[segment("2025-07-01", "2025-09-01", 62, "30.00")], [segment("2025-08-01", "2025-09-01", 31, "30.00")]]
    return tables.CLAIM_LINES.of({
        "person": "示例", "cancellation_id": "C1", "finding_id": ["F2", "F3"], "kind": "charge",
        "what": "卡盟钻连续包月", "currency": "CNY", "amount_minor": 3000, "claimable_minor": 3000,
        "principal_minor": 3000, "interest_minor": [15, 8], "interest_from_on": days("2025-07-01", "2025-08-01"),
        "interest_to_on": days("2025-09-01", "2025-09-01"), "segments": [json.dumps(s) for s in segments],
        "limitation_on": days("2028-07-01", "2028-08-01"),
    })  # fmt: skip


def claim_totals() -> pd.DataFrame:
    return tables.CLAIM_TOTALS.of({
        "person": ["示例"], "cancellation_id": "C1", "currency": "CNY", "principal_minor": 6000, "interest_minor": 23,
        "costs_minor": 0, "total_minor": 6023, "in_question_minor": 0, "statutory_minor": 50000,
    })  # fmt: skip


def watch() -> pd.DataFrame:
    return tables.WATCH.of({
        "person": "示例", "cancellation_id": "C1", "subscription_id": "s1", "channel": "alipay",
        "account_id": "13800000001", "from_on": days("2025-07-01", "2025-08-01", "2025-09-01"),
        "to_on": days("2025-08-01", "2025-09-01", "2025-10-01"), "state": ["charged", "charged", "upcoming"],
        "note": "", "note_zh": "",
    })  # fmt: skip


def next_steps() -> pd.DataFrame:
    return tables.NEXT_STEPS.of({
        "person": "示例", "cancellation_id": "C1", "by_at": days("2025-12-10", "2025-07-04 10:00"),
        "has_time": [False, True], "kind": ["keep_evidence", "escalate"],
        "what": ["Keep every piece of evidence until this day at least.", "No answer from support: take it further."],
        "what_zh": ["至少保存全部证据至此日。", "客服未答复：升级处理。"],
    })  # fmt: skip


def every_kind(root: Path) -> Results:
    """W01 with more in it, each figure by hand; see the comments for the arithmetic."""
    plain = w01(root)
    return replace(
        plain, bills=replace(plain.bills, problems=broken_rows()), problems=broken_rows(), findings=more_findings(),
        refunds=refunds(), claims=Claims(more_lines(), more_totals()),
    )  # fmt: skip


def broken_rows() -> pd.DataFrame:
    return tables.PROBLEMS.of({
        "person": "示例", "file": [BILL, "sheet.csv"], "row": pd.array([9, None], "Int64"),
        "reason": ["The amount cannot be read: =1+1", "No format claims this file."],
        "reason_zh": ["金额无法读取：=1+1", "没有格式能识别此文件。"], "raw": ["=1+1,坏行", ""],
    })  # fmt: skip


def more_findings() -> pd.DataFrame:
    """F2 part refunded, F4 asked (a refund names no order), F5 mirrors F2 in a bank bill, F6 unused part, F7 in USD."""
    base = findings()
    more = tables.FINDINGS.of({
        "person": "示例", "finding_id": ["F4", "F5", "F6", "F7"], "cancellation_id": ["C1", "C1", "C2", "C2"],
        "subscription_id": ["s1", "s1", "s2", "s2"], "verdict": ["unclear", "mirror", "prorated", "after_end"],
        "machine_verdict": ["unclear", "mirror", "prorated", "after_end"],
        "reason": ["A covered month had no charge.", "The bank's row of F2.", "20 of 30 days are unused.", "Too late."],
        "reason_zh": ["有一个月未扣款。", "F2的银行记录。", "30天中有20天未使用。", "终止后扣款。"],
        "question": ["Did you subscribe again?", "", "", ""], "question_zh": ["您是否重新订阅？", "", "", ""],
        "question_key": ["Q-F4", "", "", ""], "same_as": ["", "F2", "", ""],
        "payment_id": ["p4", "p5", "p6", "p7"], "transaction_id": ["p4", "p5", "p6", "p7"],
        "reference": ["=HYPERLINK(1)", "", "R6", "R7"], "channel": ["alipay", "bank:cmb", "wechat", "wechat"],
        "account_id": ["13800000001", "1234", "示例昵称", "示例昵称"], "respondent": "merchant",
        "counterparty": ["@示例互娱科技", "支付宝-示例互娱科技", "+示例影音", "-示例影音"],
        "description": ["卡盟钻连续包月", "支付宝-示例互娱科技", "影音会员(为1000123401购买)", "Film pass"],
        "file": [BILL, "bank.csv", "wechat.xlsx", "wechat.xlsx"], "row": [7, 20, 18, 19],
        "also_seen": ['[{"file": "old.csv", "row": 8}]', "", "", ""],
        "occurred_at": days("2025-08-19 10:00:00", "2025-07-01", "2025-08-01 08:00:00", "2025-08-05 08:00:00"),
        "has_time": [True, False, True, True],
        "civil_date": days("2025-08-19", "2025-07-01", "2025-08-01", "2025-08-05"),
        "amount_minor": [3000, 3000, 3000, 999], "currency": ["CNY", "CNY", "CNY", "USD"],
        "claimable_minor": [0, 0, 2000, 999], "questioned_minor": [3000, 0, 0, 0],
        "period_start": days("2025-08-01", "NaT", "2025-08-01", "2025-08-05"),
        "period_end": days("2025-09-01", "NaT", "2025-08-31", "2025-09-05"),
        "unused_days": pd.array([None, None, 20, 31], "Int64"), "period_days": pd.array([31, None, 30, 31], "Int64"),
        "proof": "B", "terms": "period_end",
    })  # fmt: skip
    return pd.concat([base, more], ignore_index=True)


def refunds() -> pd.DataFrame:
    return tables.REFUNDS.of({
        "person": "示例", "finding_id": ["F2", "F4"], "payment_id": [PAYMENTS[2], "p4"], "refund_id": ["r1", "r2"],
        "refunded_on": days("2025-07-09", "2025-08-25"), "amount_minor": [500, 1000], "currency": "CNY",
        "basis": ["reference", "unnumbered"], "certain": [True, False], "file": BILL, "row": [8, 10],
        "question": ["", "Does this refund belong to F4?"], "question_zh": ["", "这笔退款是否属于F4？"],
        "question_key": ["", "Q-r2"],
    })  # fmt: skip


def more_lines() -> pd.DataFrame:
    """F2: 30.00 x 3% x 8/365 + 25.00 x 3% x 54/365 = 0.019726 + 0.110959 = 0.130685 -> 0.13; F6 (CNY):
    20.00 x 3% x 21/365 = 0.034521 -> 0.03 from 2025-08-11; F7 is in USD and bears none; one cost of 12.50."""
    segments = [
        [segment("2025-07-01", "2025-07-09", 8, "30.00"), segment("2025-07-09", "2025-09-01", 54, "25.00")],
        [segment("2025-08-01", "2025-09-01", 31, "30.00")],
        [segment("2025-08-11", "2025-09-01", 21, "20.00")],
    ]
    return tables.CLAIM_LINES.of({
        "person": "示例", "cancellation_id": ["C1", "C1", "C1", "C2", "C2", "C2"],
        "finding_id": ["F2", "F3", "F4", "F6", "F7", ""],
        "kind": ["charge", "charge", "charge", "charge", "charge", "cost"],
        "what": ["卡盟钻连续包月", "卡盟钻连续包月", "卡盟钻连续包月", "影音会员", "Film pass", "打印费"],
        "currency": ["CNY", "CNY", "CNY", "CNY", "USD", "CNY"], "amount_minor": [3000, 3000, 3000, 3000, 999, 1250],
        "claimable_minor": [3000, 3000, 0, 2000, 999, 0], "refunded_minor": [500, 0, 0, 0, 0, 0],
        "principal_minor": [2500, 3000, 0, 2000, 999, 0], "interest_minor": [13, 8, 0, 3, 0, 0],
        "cost_minor": [0, 0, 0, 0, 0, 1250], "in_question_minor": [0, 0, 3000, 0, 0, 0],
        "interest_from_on": days("2025-07-01", "2025-08-01", "NaT", "2025-08-11", "NaT", "NaT"),
        "interest_to_on": days("2025-09-01", "2025-09-01", "NaT", "2025-09-01", "NaT", "NaT"),
        "segments": [json.dumps(segments[0]), json.dumps(segments[1]), "", json.dumps(segments[2]), "", ""],
        "interest_note": ["", "", "", "", "No interest outside CNY.", ""],
        "interest_note_zh": ["", "", "", "", "非人民币款项不计利息。", ""],
        "limitation_on": days("2028-07-01", "2028-08-01", "2028-08-19", "2028-08-01", "2028-08-05", "NaT"),
    })  # fmt: skip


def more_totals() -> pd.DataFrame:
    return tables.CLAIM_TOTALS.of({
        "person": "示例", "cancellation_id": ["C1", "C2", "C2"], "currency": ["CNY", "CNY", "USD"],
        "principal_minor": [5500, 2000, 999], "interest_minor": [21, 3, 0], "costs_minor": [0, 1250, 0],
        "total_minor": [5521, 3253, 999], "in_question_minor": [3000, 0, 0], "statutory_minor": [50000, 0, 0],
    })  # fmt: skip
