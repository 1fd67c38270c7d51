"""Tables in front of a reader: exact amounts, one language, code words in words, nothing of HTML let through."""

from __future__ import annotations

import pandas as pd
import pytest
import results_sample as sample
from results_sample import days

from audit import tables
from audit.reports import labels
from audit.reports.cells import readable
from audit.reports.show import show
from audit.tables import Table

TABLES = [t for t in vars(tables).values() if isinstance(t, Table)]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_column_has_a_header_in_both_languages(table: Table) -> None:
    named = labels._labels()["columns"]
    assert {c.removesuffix("_zh") for c in table.columns} - named.keys() == set()
    for lang in ("zh", "en"):
        headers = list(readable(table.empty(), lang).columns)
        assert len(headers) == len(set(headers))


def test_every_verdict_and_state_has_words() -> None:
    verdicts = (
        "mirror one_off resubscribed precharged notice_disputed wrong_rail late_cancel unclear after_end duplicate "
        "prorated in_term"
    )
    for code in verdicts.split():
        assert labels.value("verdict", code).zh != code
    for code in "active ended irregular clean charged charged_later not_covered upcoming".split():
        assert labels.value("state", code).zh != code


def test_money_is_exact_in_its_own_currency() -> None:
    table = pd.DataFrame({
        "amount_minor": pd.array([9007199254740993, 5, 1500, None], "Int64"), "currency": ["CNY", "USD", "JPY", "CNY"],
    })  # fmt: skip
    assert list(readable(table, "en")["Amount"]) == ["¥90,071,992,547,409.93", "$0.05", "¥1,500", ""]


def test_money_without_a_currency_says_that_it_is_minor_units() -> None:
    table = pd.DataFrame({"amount_minor": [3000]})
    assert readable(table, "zh").to_dict("list") == {"金额（最小货币单位）": ["3000"]}


def test_a_table_without_rows_says_so_in_words() -> None:
    empty = sample.findings().iloc[:0]
    assert "本案没有这样的内容" in show(empty).to_html()
    assert "nothing of the kind in this case" in show(empty, "en").to_html()
    assert "<caption>" not in show(sample.findings()).to_html()


def test_sentences_come_in_the_language_chosen() -> None:
    findings = sample.findings()
    assert readable(findings, "zh")["理由"][1] == "周期在终止日2025-07-01当日或之后开始。"
    assert readable(findings, "en")["Reason"][1] == "The period begins on or after the service end 2025-07-01."
    assert list(readable(findings, "zh")["认定"]) == ["服务期内", "终止后扣款", "终止后扣款"]
    assert list(readable(findings, "zh")["渠道"]) == ["支付宝"] * 3


def test_dates_have_no_midnight_and_times_only_where_printed() -> None:
    table = pd.DataFrame({
        "occurred_at": days("2025-07-01 00:12:33", "2025-07-01"), "has_time": [True, False],
        "cancelled_at": days("2025-06-10", "2025-06-10"), "cancelled_has_time": [True, False],
        "civil_date": days("2025-07-01", "NaT"),
    })  # fmt: skip
    shown = readable(table, "en")
    assert list(shown["Time"]) == ["2025-07-01 00:12:33", "2025-07-01"]
    assert list(shown["Cancelled at"]) == ["2025-06-10 00:00:00", "2025-06-10"]
    assert list(shown["Date"]) == ["2025-07-01", ""]


def test_lists_are_sentences() -> None:
    table = pd.DataFrame({
        "steps": ['["One.", "Two."]'], "steps_zh": ['["一。", "二。"]'], "channels": ['["wechat", "alipay"]'],
        "also_seen": ['[{"file": "old.csv", "row": 8}]'],
        "segments": ['[{"from": "2025-07-01", "to": "2025-09-01", "days": 62, "balance": "30.00", "percent": "3.00"}]'],
        "ignored_reasons": ['[{"row": 5, "reason": "repeated header", "reason_zh": "重复的表头"}]'],
        "description": ["[1]"],
    })  # fmt: skip
    zh = readable(table, "zh").iloc[0]
    assert [zh["推算步骤"], zh["渠道（全部）"], zh["另见"]] == ["一。二。", "微信支付；支付宝", "old.csv:8"]
    assert zh["略过原因"] == "行 5 理由 重复的表头"
    assert zh["商品说明"] == "[1]"
    en = readable(table, "en").iloc[0]
    assert en["Interest segments"] == "from 2025-07-01 to 2025-09-01 days 62 balance 30.00 Percent a year 3.00"
    assert en["Why ignored"] == "Row 5 Reason repeated header"


def test_html_in_a_bill_is_shown_and_never_obeyed() -> None:
    table = pd.DataFrame({"counterparty": ["<script>alert(1)</script>&"], "<b>own</b>": ["x"]})
    html = show(table).to_html()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in html
    assert "<b>own</b>" not in html


def test_equal_tables_give_equal_html_and_the_table_is_not_changed() -> None:
    findings = sample.more_findings()
    before = findings.copy(deep=True)
    assert show(findings, "en").to_html() == show(sample.more_findings(), "en").to_html()
    pd.testing.assert_frame_equal(findings, before)


def test_a_row_number_is_hidden_and_a_named_index_stays() -> None:
    filtered = sample.findings().loc[[2]]
    assert ">2<" not in show(filtered[["counterparty"]]).to_html()
    by_verdict = sample.findings().groupby("verdict")["claimable_minor"].agg(["size"])
    assert "after_end" in show(by_verdict).to_html()


def test_how_often_a_plan_is_paid() -> None:
    assert labels.every("month", 1) == ("every month", "每月")
    assert labels.every("day", 30) == ("every 30 days", "每30天")
    assert labels.every("month", 2) == ("every 2 months", "每2个月")
    assert labels.every("", 0) == ("", "")
