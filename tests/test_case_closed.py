"""A case that the person closed, through the whole program: said with its proof, no figure changed, opened again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from casebook import BASE, Heard, audited, bill, wechat

from audit.reports import audit_json
from audit.reports.page import summary_html
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


def test_a_debit_after_it_opens_the_case_again(tmp_path: Path) -> None:
    found = heard(tmp_path / "a", DEMANDED, CLOSED, later=("2025-09-01",))
    kinds = found.audit.next_steps["kind"].tolist()
    assert "reopened" in kinds
    assert "closed" not in kinds
    assert "之后又有扣款（首笔 2025-09-01，共 1 笔）" in "".join(found.audit.next_steps["what_zh"])
    assert found.claim()["principal"] == "90.00"
