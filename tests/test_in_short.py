"""The six sentences at the head of the page: each figure is one of the tables', and nothing is left unsaid."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import results_sample as sample
from results_sample import days

from audit import tables
from audit.reports import audit_json
from audit.reports.in_short import in_short
from audit.tables import Claims, Results


def told(results: Results) -> tuple[list[str], list[str]]:
    """The sentences in Chinese and in English."""
    sentences = in_short(results, audit_json.build(results, "zh"))
    return [s.zh for s in sentences], [s.en for s in sentences]


def test_a_plain_claim_in_six_sentences(tmp_path: Path) -> None:
    zh, en = told(sample.w01(tmp_path))
    assert zh == [
        "应退多少：可以确定、已计入主张的是 ¥60.23。没有待核实的款项。",
        "向谁主张：示例互娱科技，¥60.23（卡盟钻）。",
        "依据哪些扣款：卡盟钻 2025-07-01、2025-08-01，共 2 笔。",
        "您要回答什么：没有需要回答的问题。",
        "今天要办什么：向主管机关投诉（C1）。",
        "还缺哪些账单：不缺，服务终止以来的各期都有账单覆盖。",
    ]
    assert en[1] == "From whom: 示例互娱科技, ¥60.23 (卡盟钻)."
    assert en[2] == "By which debits: 卡盟钻, 2 on 2025-07-01, 2025-08-01."


def test_what_is_asked_is_counted_with_its_sum(tmp_path: Path) -> None:
    zh, _ = told(sample.every_kind(tmp_path))
    assert zh[0] == "应退多少：可以确定、已计入主张的是 ¥87.74 + $9.99。另有 ¥30.00 待您核实，暂不计入。"
    assert zh[3] == "您要回答什么：2 个问题，涉及 ¥30.00（在 case.xlsx 的“决定”表中作答）。"


def test_cycles_without_a_bill_are_one_stretch_of_one_account(tmp_path: Path) -> None:
    plain = sample.w01(tmp_path)
    unseen = replace(plain, watch=plain.watch.assign(state=["charged", "not_covered", "not_covered"]))
    zh, en = told(unseen)
    assert zh[5] == "还缺哪些账单：支付宝（13800000001），2025-08-01 至 2025-09-01。"
    assert en[5] == "Which bills are missing: Alipay (13800000001), 2025-08-01 to 2025-09-01."


def test_what_is_due_later_is_the_next_thing(tmp_path: Path) -> None:
    plain = sample.w01(tmp_path)
    steps = tables.NEXT_STEPS.of({
        "person": "示例", "cancellation_id": ["C1", "C1"], "by_at": days("2025-09-04", "2025-09-30"),
        "has_time": False, "kind": ["escalate", "close_mandate"], "what": "", "what_zh": "",
    })  # fmt: skip
    zh, _ = told(replace(plain, next_steps=steps))
    assert zh[4] == "今天要办什么：没有。下一项在 2025-09-04 之前：向主管机关投诉（C1）。"


def test_a_store_that_took_the_money_is_named(tmp_path: Path) -> None:
    plain = sample.w01(tmp_path)
    zh, _ = told(replace(plain, findings=plain.findings.assign(respondent="store", store="apple")))
    assert zh[1] == "向谁主张：Apple（App Store），¥60.23（卡盟钻）。"


@pytest.mark.parametrize("count", [6, 9])
def test_of_many_days_the_first_six_are_named_and_the_rest_counted(count: int, tmp_path: Path) -> None:
    plain = sample.w01(tmp_path)
    names = [f"F{n}" for n in range(count)]
    dates = days(*(f"2025-08-{n + 1:02}" for n in range(count)))
    late = plain.findings.iloc[[1] * count].reset_index(drop=True).assign(finding_id=names, civil_date=dates)
    lines = plain.claims.lines.iloc[[0] * count].reset_index(drop=True).assign(finding_id=names)
    zh, _ = told(replace(plain, findings=late, claims=Claims(lines, plain.claims.totals)))
    shown = "、".join(f"2025-08-0{n}" for n in range(1, 7))
    assert zh[2] == f"依据哪些扣款：卡盟钻 {shown}{' 等（另有 3 天）' if count == 9 else ''}，共 {count} 笔。"


def test_without_a_cancellation_nothing_is_said(tmp_path: Path) -> None:
    assert told(replace(sample.w01(tmp_path), ends=tables.ENDS.empty())) == ([], [])
