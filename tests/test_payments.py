"""Payments: one row an event, led by the wallet, knowing what all its views know."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from bill_rows import ALIPAY, CMB, JD, REFUND, WECHAT, row, table

from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.tables import PAYMENTS, check

CARD: dict[str, Any] = {"method": "招商银行储蓄卡(1234)", "funding_account": "1234"}


def payments_of(*rows: dict[str, Any]) -> pd.DataFrame:
    transactions = table(*rows)
    return check(consolidate(transactions, link(transactions)), PAYMENTS)


def test_a_payment_seen_in_three_bills_is_led_by_the_wallet() -> None:
    wallet = row(WECHAT, "2025-07-04 10:00:01", "99.00", reference="w", counterparty="京东", row=20, **CARD)
    shop = row(
        JD, "2025-07-04 10:00:00", "99.00", reference="j", method="微信支付", description="京东PLUS会员自动续费", row=30
    )
    bank = row(CMB, "2025-07-05", "99.00", counterparty="", description="财付通-京东", row=9)
    payment = payments_of(bank, shop, wallet).iloc[0]
    assert (payment["payment_id"], payment["file"], payment["row"]) == (wallet["transaction_id"], "wechat.csv", 20)
    assert payment["posted_on"] == pd.Timestamp("2025-07-05")
    assert payment["description"] == "京东PLUS会员自动续费"
    assert json.loads(payment["mirrors"]) == [
        {
            "transaction_id": shop["transaction_id"],
            "channel": "jd",
            "account_id": "jd_ming",
            "file": "jd.csv",
            "row": 30,
            "occurred_at": "2025-07-04T10:00:00",
            "amount": "99.00",
            "currency": "CNY",
            "reference": "j",
            "rule": "name",
        },
        {
            "transaction_id": bank["transaction_id"],
            "channel": "bank:cmb",
            "account_id": "1234",
            "file": "cmb.csv",
            "row": 9,
            "occurred_at": "2025-07-05",
            "amount": "99.00",
            "currency": "CNY",
            "reference": "",
            "rule": "name_and_tail",
        },
    ]


def test_what_the_wallet_prints_is_not_replaced_and_the_card_comes_from_the_bank() -> None:
    wallet = row(ALIPAY, "2025-07-04 10:00:00", "30.00", reference="w", counterparty="阿斯**店", description="月卡")
    bank = row(CMB, "2025-07-04", "30.00", counterparty="支付宝-阿斯兰专营店", description="消费")
    payment = payments_of(wallet, bank).iloc[0]
    assert (payment["counterparty"], payment["description"], payment["funding_account"]) == ("阿斯**店", "月卡", "1234")


def test_the_most_that_any_copy_says_came_back() -> None:
    later = row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="w", file="b.csv", status_text="支付成功")
    early = {
        **later,
        "file": "a.csv",
        "exported_at": "2025-08-05",
        "refunded_minor": 3000,
        "status_text": "已全额退款",
        "row": 7,
    }
    payment = payments_of(later, early).iloc[0]
    assert (payment["refunded_minor"], payment["status_text"], payment["file"]) == (3000, "支付成功", "b.csv")
    assert json.loads(payment["also_seen"]) == [{"file": "a.csv", "row": 7}]


def test_what_no_bill_says_stays_unknown() -> None:
    payment = payments_of(row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="w")).iloc[0]
    assert payment["refunded_minor"] is pd.NA
    assert (payment["mirrors"], payment["also_seen"], payment["maybe_mirror_of"]) == ("", "", "")


def test_refunds_are_hidden_only_where_every_bill_hides_them() -> None:
    hiding = row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="w", file="out.csv", hides_refunds=True)
    assert payments_of(hiding)["hides_refunds"].tolist() == [True]
    whole = {**hiding, "file": "all.csv", "hides_refunds": False, "exported_at": "2025-08-01"}
    assert payments_of(hiding, whole)["hides_refunds"].tolist() == [False]
    bank = row(CMB, "2025-07-01", "30.00", counterparty="支付宝", description="消费")
    assert payments_of(hiding, bank)["hides_refunds"].tolist() == [False]


def test_rows_that_moved_no_money_are_no_payments() -> None:
    rows = [
        row(ALIPAY, "2025-07-01 09:00:00", "99999999.00", reference="v", status="voided", direction="neutral"),
        row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="d", status="declined"),
        row({"channel": "apple", "file": "apple.csv"}, "2025-07-01 09:00:00", "25.00", reference="s", kind="purchase"),
        row(ALIPAY, "2025-07-01 09:00:00", "0.00", reference="0"),
        row(ALIPAY, "2025-07-01 09:00:00", "30.00", reference="p", status="pending"),
        row({**ALIPAY, **REFUND}, "2025-07-02 09:00:00", "30.00", reference="r"),
    ]
    assert payments_of(*rows)["reference"].tolist() == ["p", "r"]


def test_an_order_that_was_paid_in_the_newer_export_is_a_payment_and_one_closed_there_is_none() -> None:
    old = row(
        ALIPAY, "2025-07-01 09:00:00", "30.00", reference="w", status="pending", exported_at="2025-07-02", file="a.csv"
    )
    assert len(payments_of(old, {**old, "status": "settled", "file": "b.csv", "exported_at": "2025-09-01"})) == 1
    assert payments_of(old, {**old, "status": "voided", "file": "b.csv", "exported_at": "2025-09-01"}).empty


def test_persons_come_first_then_time_then_id() -> None:
    rows = [
        row(WECHAT, at, "30.00", reference=f"{who}{at}{n}", person=who)
        for who in ("q", "p")
        for at in ("2025-07-02 09:00:00", "2025-07-01 09:00:00")
        for n in (1, 2)
    ]
    found = payments_of(*rows)
    keys = list(zip(found["person"], found["occurred_at"], found["payment_id"], strict=True))
    assert keys == sorted(keys)
    assert len(set(keys)) == 8


def test_the_table_given_is_left_as_it_was() -> None:
    transactions = table(
        row(WECHAT, "2025-07-01 09:00:00", "30.00", reference="w", **CARD),
        row(CMB, "2025-07-01", "30.00", description="财付通"),
    )
    before = transactions.copy(deep=True)
    consolidate(transactions, link(transactions))
    pd.testing.assert_frame_equal(transactions, before)
