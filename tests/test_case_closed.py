"""A case that the person closed, through the whole program: said with its proof, no figure changed, opened again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from casebook import BASE, Heard, audited, bill, wechat

from audit.reports import audit_json
from audit.reports.in_short import in_short
from audit.reports.page import render, summary_html
from audit.samples.casefile import Cell

LATE = ("2025-07-01", "2025-08-01")
DEMANDED: dict[str, Cell] = {"when": date(2025, 8, 5), "whom": "客服", "what": "demanded"}
CLOSED: dict[str, Cell] = {"when": date(2025, 8, 20), "whom": "客服", "what": "部分退款后了结", "amount": "40.00",
                           "evidence": "协议.txt"}  # fmt: skip


def heard(folder: Path, *events: dict[str, Cell], later: tuple[str, ...] = ()) -> Heard:
    folder.mkdir()
    (folder / "协议.txt").write_text("双方同意退款 40 元了结\n", "utf-8")
    return audited(folder, [bill("wechat", [wechat(day) for day in (*BASE, *LATE, *later)], until="2025-09-02",
                                 exported="2025-09-03 10:00")], as_of="2025-09-03", events=list(events))  # fmt: skip


def test_closing_a_case_changes_its_steps_and_no_figure(tmp_path: Path) -> None:
    open_still, closed = heard(tmp_path / "a", DEMANDED), heard(tmp_path / "b", DEMANDED, CLOSED)
    assert closed.claim() == open_still.claim()
    assert closed.claim()["principal"] == "60.00"
    told = audit_json.build(closed.audit, "zh")["cancellations"][0]["next_steps"]
    assert [(step["kind"], step["by"]) for step in told] == [("closed", "2025-08-20")]
    assert told[0]["what"].startswith("2025-08-20 已了结：部分退款后了结（¥40.00）。凭证：协议.txt。")
    assert closed.folder / "协议.txt" in closed.audit.case.evidence
    assert "已于 2025-08-20 了结" in " ".join(summary_html(closed.audit, "zh").split())
    assert "closed on 2025-08-20" in summary_html(closed.audit, "en")
    assert "了结" not in summary_html(open_still.audit, "zh")


def test_of_a_closed_case_nothing_is_left_to_claim_or_to_send(tmp_path: Path) -> None:
    open_still, closed = heard(tmp_path / "a", DEMANDED), heard(tmp_path / "b", DEMANDED, CLOSED)
    first, second = (in_short(x.audit, audit_json.build(x.audit, "zh")) for x in (open_still, closed))
    total = closed.claim()["total"]
    assert "已了结" not in first[0].zh
    assert first[1].zh != "向谁主张：目前没有。"
    assert second[0].zh == f"应退多少：可以确定、已计入主张的是 ¥{total}。没有待核实的款项。其中已了结的：C1 ¥{total}。"
    assert second[0].en.endswith(f"Closed of it: C1 ¥{total}.")
    assert [s.zh for s in second[1:5]] == [
        "向谁主张：目前没有。", "依据哪些扣款：没有。", "您要回答什么：没有需要回答的问题。", "今天要办什么：没有。",
    ]  # fmt: skip
    assert "letters/C1-merchant-zh.docx" in render(open_still.audit, "zh")
    page = render(closed.audit, "zh")
    assert "letters/C1-merchant-zh.docx" not in page
    assert "已了结的不再列出函件" in page


def test_a_debit_after_it_opens_the_case_again(tmp_path: Path) -> None:
    found = heard(tmp_path / "a", DEMANDED, CLOSED, later=("2025-09-01",))
    kinds = found.audit.next_steps["kind"].tolist()
    assert "reopened" in kinds
    assert "closed" not in kinds
    assert "之后又有扣款（首笔 2025-09-01，共 1 笔）" in "".join(found.audit.next_steps["what_zh"])
    assert found.claim()["principal"] == "90.00"
