"""What is said to be new since the last audit: bills, debits, refunds, verdicts, answers, sums, cycles, steps."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from casebook import BASE, bill, cancelled, wechat

from audit.cli.summary import summary
from audit.pipeline import run
from audit.reports import audit_json
from audit.reports.news import news
from audit.reports.since_last import ACTS, since_last
from audit.samples import encode
from audit.samples.casefile import write_case_file

Json = dict[str, Any]
KEPT = ("as_of", "new", "changed", "gone", "totals", "sums")


def finding(id: str, on: str, **facts: Any) -> Json:
    base = {
        "id": id, "transaction_id": f"t{id}", "cancellation": "C1", "verdict": "after_end", "decision": None,
        "occurred_at": f"{on}T00:12:33", "amount": "30.00", "currency": "CNY", "principal": "30.00",
        "in_question": "0.00", "refunded": "0.00", "refunds": [],
    }  # fmt: skip
    return base | facts


def sums(principal: str, asked: str = "0.00", interest: str = "0.00") -> Json:
    total = f"{float(principal) + float(interest):.2f}"
    return {"currency": "CNY", "principal": principal, "interest": interest, "costs": "0.00", "total": total,
            "in_question": asked}  # fmt: skip


def document(as_of: str, findings: list[Json], totals: list[Json], **facts: Any) -> Json:
    cancellation = {
        "id": "C1",
        "service": "卡盟钻",
        "watch": facts.get("watch", []),
        "next_steps": facts.get("steps", []),
    }
    return {
        "as_of": as_of, "sources": [{"file": f, "sha256": f[:2] * 32} for f in facts.get("bills", ["a.csv"])],
        "findings": findings, "totals": totals, "cancellations": [cancellation], "since_last": None,
    }  # fmt: skip


def told(before: Json, now: Json) -> tuple[Json, list[str], list[str]]:
    """What is new as data, and in both languages without the heading."""
    found = since_last(before, now)
    words = news({**now, "since_last": found})
    return found, [w.en for w in words[1:]], [w.zh for w in words[1:]]


FIRST = document("2025-07-10", [finding("F1", "2025-07-01")], [sums("30.00")])


def test_a_first_audit_has_nothing_to_compare_with() -> None:
    assert news(FIRST) == []


def test_a_new_debit_with_the_bill_that_shows_it() -> None:
    now = document(
        "2025-08-10", [finding("F1", "2025-07-01"), finding("F2", "2025-08-01")], [sums("60.00")],
        bills=["a.csv", "b.csv"],
    )  # fmt: skip
    found, english, chinese = told(FIRST, now)
    assert (found["bills"], found["new"], found["changed"], found["gone"]) == (["b.csv"], ["F2"], [], [])
    assert found["debits"][0]["on"] == "2025-08-01"
    assert english == [
        "Bills added: b.csv",
        "New debit of 2025-08-01, ¥30.00: charged after the end, ¥30.00 claimed",
        "Claimed in all: ¥30.00 → ¥60.00",
    ]
    assert chinese[1] == "新增扣款：2025-08-01 ¥30.00，终止后扣款，主张 ¥30.00"


def test_a_bill_under_another_name_is_no_new_bill() -> None:
    now = deepcopy(FIRST)
    now["sources"][0]["file"] = "copy of a.csv"
    assert told(FIRST, now)[1] == []


def test_a_refund_is_said_once_with_its_debit() -> None:
    paid = {"on": "2025-07-20", "amount": "5.00", "basis": "reference"}
    part = finding("F1", "2025-07-01", principal="25.00", refunded="5.00", refunds=[paid])
    second = document("2025-08-10", [part], [sums("25.00")])
    found, english, _ = told(FIRST, second)
    assert [(r["on"], r["amount"], r["of"]) for r in found["refunds"]] == [("2025-07-20", "5.00", "2025-07-01")]
    assert english[0] == "New refund of ¥5.00 on 2025-07-20, for the debit of 2025-07-01"
    twice = finding("F1", "2025-07-01", principal="20.00", refunded="10.00", refunds=[paid, paid])
    assert len(told(second, document("2025-09-10", [twice], [sums("20.00")]))[0]["refunds"]) == 1
    assert told(second, {**second, "as_of": "2025-09-10"})[1] == []


def test_a_refund_that_only_a_status_shows_has_no_day() -> None:
    shown = {"on": "2025-07-01", "amount": "30.00", "basis": "status"}
    full = finding("F1", "2025-07-01", principal="0.00", refunded="30.00", refunds=[shown])
    _, english, chinese = told(FIRST, document("2025-08-10", [full], [sums("0.00")]))
    assert english[:2] == [
        "Newly shown as refunded: ¥30.00 of the debit of 2025-07-01",
        "Debit of 2025-07-01, ¥30.00: claimed ¥30.00 → ¥0.00",
    ]
    assert chinese[0] == "新显示已退款：2025-07-01 的扣款退回 ¥30.00"


def test_an_answer_changes_the_verdict_and_the_sums() -> None:
    asked = finding("F1", "2025-07-19", verdict="unclear", principal="0.00", in_question="30.00")
    settled = finding("F1", "2025-07-19", decision="owed")
    found, english, _ = told(
        document("2025-07-20", [asked], [sums("0.00", "30.00")]), document("2025-08-10", [settled], [sums("30.00")])
    )
    assert found["questions"] == {"answered": ["F1"], "asked": [], "open": []}
    assert english == [
        "Debit of 2025-07-19, ¥30.00: “cannot be settled yet” became “charged after the end”; "
        "claimed ¥0.00 → ¥30.00; in question ¥30.00 → ¥0.00; you answered",
        "Questions: 1 answered, 0 new, 0 open",
        "Claimed in all: ¥0.00 → ¥30.00",
        "In question in all: ¥30.00 → ¥0.00",
    ]


def test_a_finding_that_no_longer_stands_is_counted() -> None:
    found, english, _ = told(FIRST, document("2025-08-10", [], []))
    assert found["gone"] == ["F1"]
    assert english[0].startswith("Findings of the last audit that no longer stand: 1")
    assert english[1] == "Claimed in all: ¥30.00 → ¥0.00"


def test_interest_that_only_grew_is_said_as_that() -> None:
    now = document("2025-08-10", [finding("F1", "2025-07-01")], [sums("30.00", interest="0.10")])
    found, english, _ = told(FIRST, now)
    assert found["changed"] == []
    assert english == ["Interest went on: claimed in all ¥30.00 → ¥30.10"]


def test_nothing_new_is_said_too() -> None:
    same = {**FIRST, "as_of": "2025-07-11"}
    (only,) = news({**same, "since_last": since_last(FIRST, same)})
    assert only.en == "Nothing is new since the audit of 2025-07-10: the same bills, findings and sums."


def cycle(since: str, state: str) -> Json:
    return {"from": since, "to": since, "state": state}


def test_cycles_that_bills_now_show_and_cycles_that_have_come() -> None:
    before = document("2025-07-10", [], [], watch=[cycle("2025-07-01", "not_covered"), cycle("2025-08-01", "upcoming")])
    watched = [cycle("2025-07-01", "clean"), cycle("2025-08-01", "charged"), cycle("2025-09-01", "not_covered")]
    now = document("2025-09-10", [], [], watch=[*watched, cycle("2025-10-01", "upcoming")])
    assert told(before, now)[1] == [
        "Period from 2025-07-01: not covered by the bills → no charge",
        "Period from 2025-08-01: still to come → charged",
        "Period from 2025-09-01: not covered by the bills",
    ]


def step(kind: str, by: str) -> Json:
    return {"by": by, "kind": kind, "what": "…"}


def test_steps_that_are_done_and_steps_still_to_do() -> None:
    before = document("2025-07-10", [], [], steps=[step("contact", "2025-07-10"), step("decide", "2025-07-10")])
    due = [step("decide", "2025-08-10"), step("escalate", "2025-07-14T10:00:00"), step("watch", "2025-08-11")]
    found, english, chinese = told(before, document("2025-08-10", [], [], steps=due))
    assert found["steps"] == {
        "done": [{"cancellation": "C1", "kind": "contact"}],
        "overdue": [
            {"cancellation": "C1", "kind": "decide", "by": "2025-07-10"},
            {"cancellation": "C1", "kind": "escalate", "by": "2025-07-14T10:00:00"},
        ],
    }
    assert english == [
        "Done, or no longer needed: write to support",
        "Still to do: answer the questions (due since 2025-07-10); go on to a complaint (due since 2025-07-14 10:00)",
    ]
    assert chinese[1] == "尚待办理：回答待核实的问题（2025-07-10 起应办）；向主管机关投诉（2025-07-14 10:00 起应办）"


def test_a_case_closed_since_and_one_open_again_are_told() -> None:
    before = document("2025-07-10", [], [], steps=[step("closed", "2025-07-09")])
    now = document("2025-08-10", [], [], steps=[step("reopened", "2025-08-10")])
    assert told(before, now)[1:] == (["Closed before and open again: C1 卡盟钻"], ["曾了结，现重新打开：C1 卡盟钻"])
    assert told(now, before)[2] == ["已了结：C1 卡盟钻"]
    assert told(before, before)[1] == []


def test_a_step_due_first_today_is_not_overdue_and_billing_days_gone_by_are_not_done() -> None:
    before = document("2025-07-10", [], [], steps=[step("watch", "2025-08-01")])
    found, english, _ = told(before, document("2025-08-10", [], [], steps=[step("contact", "2025-08-10")]))
    assert (found["steps"], english) == ({"done": [], "overdue": []}, [])


LETTERS = ("C1-merchant-zh", "C1-support-zh", "C2-merchant-zh")


def old_letters(before: Json, now: Json) -> list[str]:
    names: list[str] = since_last(before, now, LETTERS)["letters"]
    return names


def two(*findings: Json, **facts: Any) -> Json:
    made = document("2025-08-10", list(findings), [sums("30.00")])
    made["cancellations"].append({"id": "C2", "service": "影音会员", "watch": [], "next_steps": []})
    made["cancellations"][0] |= facts
    return made


@pytest.mark.parametrize(
    "now",
    [
        two(finding("F1", "2025-07-01"), finding("F2", "2025-08-01")),
        two(finding("F1", "2025-07-01", refunded="30.00", principal="0.00")),
        two(finding("F1", "2025-07-01", verdict="unclear", principal="0.00", in_question="30.00")),
        two(finding("F1", "2025-07-01"), service_end="2025-07-02"),
        two(finding("F1", "2025-07-01"), cancelled_at="2025-06-11T00:00:00"),
        two(),
    ],
    ids=["debit", "refund", "verdict", "end", "day", "gone"],
)
def test_letters_whose_sums_or_facts_changed_are_out_of_date(now: Json) -> None:
    before = two(finding("F1", "2025-07-01"))
    assert old_letters(before, now) == ["C1-merchant-zh", "C1-support-zh"]


def test_interest_and_other_cases_make_no_letter_old() -> None:
    before = two(finding("F1", "2025-07-01", interest="0.10"))
    later = two(finding("F1", "2025-07-01", interest="0.15"))
    assert old_letters(before, later) == []
    told_now = {**later, "since_last": since_last(before, two(), LETTERS)}
    said = news(told_now)[-1]
    assert "C1-merchant-zh、C1-support-zh" in said.zh
    assert "已过时" in said.zh
    assert "out of date" in said.en


def test_many_changes_of_a_kind_are_counted() -> None:
    many = [finding(f"F{n}", f"2025-07-{n:02}") for n in range(1, 10)]
    _, english, _ = told(document("2025-07-01", [], []), document("2025-08-10", many, [sums("270.00")]))
    assert (len(english), english[6]) == (8, "… and 3 more of these")


def test_of_several_cancellations_each_line_names_its_service() -> None:
    now = document("2025-08-10", [finding("F1", "2025-07-01"), finding("F2", "2025-08-01")], [sums("60.00")])
    now["cancellations"].append({"id": "C2", "service": "影音会员", "watch": [], "next_steps": []})
    assert told(FIRST, now)[1][:2] == [
        "Judged for the first time, each charge under its own heading: C2 影音会员",
        "New debit of 2025-08-01, ¥30.00 (卡盟钻): charged after the end, ¥30.00 claimed",
    ]


def test_a_cancellation_written_down_since_is_news_once_and_not_for_each_of_its_old_charges() -> None:
    first = document("2025-08-10", [], []) | {"cancellations": []}
    watched = [cycle("2025-07-01", "charged")]
    now = document("2025-08-10", [finding("F1", "2025-07-01")], [sums("30.00")], watch=watched)
    found, english, chinese = told(first, now)
    assert found["new"] == ["F1"]
    assert found["cancellations"] == {"new": ["C1"], "renumbered": []}
    assert english == [
        "Judged for the first time, each charge under its own heading: C1 卡盟钻",
        "Claimed in all: ¥0.00 → ¥30.00",
    ]
    assert chinese[0] == "首次认定（每笔扣款列在各自的标题下）：C1 卡盟钻"


def test_a_row_filled_in_above_moves_a_number_and_is_no_other_news() -> None:
    watched = [cycle("2025-07-01", "charged")]
    before = document("2025-08-10", [finding("F1", "2025-07-01")], [sums("30.00")], watch=watched)
    now = deepcopy(before)
    now["cancellations"][0]["id"] = now["findings"][0]["cancellation"] = "C2"
    now["cancellations"].insert(0, {"id": "C1", "service": "影音会员", "watch": [], "next_steps": []})
    found, english, chinese = told(before, now)
    assert (found["new"], found["gone"], found["watch"]) == ([], [], [])
    assert found["cancellations"] == {"new": ["C1"], "renumbered": [{"before": "C1", "now": "C2"}]}
    assert len(english) == len(chinese) == 2
    assert "卡盟钻: C1 is now C2" in english[1]
    assert "卡盟钻由 C1 变为 C2" in chinese[1]
    assert old_letters(before, now) == []
    now["findings"][0] |= {"refunded": "30.00", "principal": "0.00"}
    assert old_letters(before, now) == ["C1-merchant-zh", "C1-support-zh"]


def test_of_two_cancellations_of_a_service_the_one_of_the_same_time_is_the_same() -> None:
    def rows(*cancelled_at: str) -> list[Json]:
        return [
            {"id": f"C{n}", "service": "卡盟钻", "cancelled_at": at, "watch": [], "next_steps": []}
            for n, at in enumerate(cancelled_at, 1)
        ]

    before = FIRST | {"cancellations": rows("2025-06-10")}
    found = since_last(before, FIRST | {"cancellations": rows("2025-05-01", "2025-06-10")})
    assert found["cancellations"] == {"new": ["C1"], "renumbered": [{"before": "C1", "now": "C2"}]}
    retyped = since_last(before, FIRST | {"cancellations": rows("2025-06-11")})
    assert retyped["cancellations"] == {"new": [], "renumbered": []}


@pytest.mark.parametrize("kind", ACTS)
def test_every_act_has_a_name_in_both_languages(kind: str) -> None:
    before = document("2025-07-10", [], [], steps=[step(kind, "2025-07-10")])
    _, english, chinese = told(before, document("2025-08-10", [], []))
    assert english[0] != f"Done, or no longer needed: {kind}"
    assert chinese[0] != f"已完成或不再需要：{kind}"


def test_next_month_with_one_more_export_the_case_goes_on(tmp_path: Path) -> None:
    """A question in July; in August one export more shows a refund and a debit, and the question is answered."""
    odd = wechat("2025-07-19 12:00:00")
    first = [*(wechat(on) for on in BASE), wechat("2025-07-01 00:12:33"), odd]
    july = bill("wechat", first, since="2025-03-01", until="2025-07-20", exported="2025-07-20 15:00")
    (tmp_path / "july.csv").write_bytes(encode(july))
    (tmp_path / "case.xlsx").write_bytes(write_case_file({"cancellations": [cancelled()]}, "en"))
    audit = run(tmp_path, as_of=date(2025, 7, 20))
    before = audit_json.build(audit, "en")
    key = audit.findings.set_index("verdict").at["unclear", "question_key"]

    then = [wechat("2025-07-01 00:12:33", refunded=3000), odd, wechat("2025-08-01")]
    august = bill("wechat", then, since="2025-06-20", until="2025-08-10", exported="2025-08-10 10:00")
    (tmp_path / "august.csv").write_bytes(encode(august))
    book = openpyxl.load_workbook(tmp_path / "case.xlsx")
    for name, rows in (
        ("decisions", [("key", "answer"), (key, "owed")]),
        ("events", [("when", "whom", "what"), (datetime(2025, 7, 21, 10), "客服", "contacted")]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "case.xlsx")
    audit = run(tmp_path, as_of=date(2025, 8, 10))
    now = audit_json.build(audit, "zh")
    now["since_last"] = since_last(before, now)
    jsonschema.validate(now, audit_json.schema())
    result = tmp_path / "result"
    result.mkdir()
    (result / "audit.json").write_bytes(audit_json.to_bytes(now))
    lines = summary(audit, result).zh.splitlines()
    start = lines.index("与 2025-07-20 的审计相比，有以下变化：")
    assert lines[start + 1 : start + 12] == [
        "  - 新增账单：august.csv",
        "  - 新增扣款：2025-08-01 ¥30.00，终止后扣款，主张 ¥30.00",
        "  - 新显示已退款：2025-07-01 的扣款退回 ¥30.00",
        "  - 2025-07-01 的扣款 ¥30.00：主张 ¥30.00 → ¥0.00",
        "  - 2025-07-19 的扣款 ¥30.00：由“尚不能认定”变为“终止后扣款”；主张 ¥0.00 → ¥30.00；"
        "待核实 ¥30.00 → ¥0.00；您已答复",
        "  - 问题：已答复 1 个，新增 0 个，待答复 0 个",
        "  - 主张合计：¥30.05 → ¥60.07",
        "  - 待核实合计：¥30.00 → ¥0.00",
        "  - 2025-08-01 起的周期：尚未到期 → 又扣款",
        "  - 已完成或不再需要：联系客服；回答待核实的问题",
        "  - 尚待办理：向支付平台投诉（2025-07-23 10:00 起应办）；向主管机关投诉（2025-07-23 10:00 起应办）",
    ]
