"""Explaining one finding: every step is there, with its figures, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from results_sample import every_kind, w01

from audit.errors import UsageError
from audit.reports.explain import explain


def test_a_charge_is_walked_from_its_row_to_its_claim(tmp_path: Path) -> None:
    told = explain(every_kind(tmp_path), "F2", "en")
    for step in (
        "Finding F2: charged after the end",
        "alipay_record.csv, row 5",
        "Transaction no.: 2025070122001411110000000003",
        "C1: 卡盟钻, cancelled 2025-06-10; proof grade B.",
        "Service end: 2025-07-01. The end of the last period paid for.",
        "- The period paid on 2025-06-01 runs to 2025-07-01.",
        "From 2025-07-01 up to, not including, 2025-08-01: 31 days.",
        "The period begins on or after the service end 2025-07-01.",
        "2025-07-09: ¥5.00, known by order number (alipay_record.csv:8).",
        "2025-07-01 to 2025-07-09, 8 days: 30.00 × 3.00% × 8 / 365",
        "2025-07-09 to 2025-09-01, 54 days: 25.00 × 3.00% × 54 / 365",
        "Added up and rounded once: ¥0.13.",
        "Claimable ¥30.00 less refunds ¥5.00: principal ¥25.00.",
        "Limitation ends on 2028-07-01.",
    ):
        assert step in told, step


def test_a_question_and_a_doubtful_refund_are_told_with_their_amounts(tmp_path: Path) -> None:
    told = explain(every_kind(tmp_path), "F4", "zh")
    assert "待答问题 Q-F4：您是否重新订阅？涉及 ¥30.00。" in told
    assert "待核实：这笔退款是否属于F4？" in told
    assert "同一行另见 old.csv 第 8 行。" in told
    assert "待核实、未主张：¥30.00。" in told


def test_an_unused_part_a_mirror_and_a_foreign_amount_say_why(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    assert "Unused: 20 of 30 days." in explain(results, "F6", "en")
    assert "It is the same payment as F2." in explain(results, "F5", "en")
    assert "It belongs to no period of the plan." in explain(results, "F5", "en")
    assert "No interest outside CNY." in explain(results, "F7", "en")
    assert "No service end could be found." in explain(results, "F7", "en")


def test_a_decision_shows_what_was_found_without_it(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    decided = results.findings.assign(decision="owed", decision_reason="我没有再订阅。", machine_verdict="unclear")
    told = explain(replace(results, findings=decided), "F3", "zh")
    assert "您的决定：应退。我没有再订阅。未答复时的认定：尚不能认定。" in told


def test_an_answered_question_is_no_open_one(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    settled = {"decision": "not_owed", "questioned_minor": 0, "claimable_minor": 0}
    told = explain(replace(results, findings=results.findings.assign(**settled)), "F4", "zh")
    assert "已答问题 Q-F4：您是否重新订阅？\n" in told
    assert "（经您确认不应退）" in told.splitlines()[0]
    assert "待答问题" not in told
    assert "涉及" not in told


def test_a_question_and_a_cancellation_stand_for_their_findings(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    assert explain(results, "Q-F4", "en") == explain(results, "F4", "en")
    assert explain(results, "q-r2", "en") == explain(results, "F4", "en")
    titles = [x for x in explain(results, "C1", "en").splitlines() if x.startswith("Finding ")]
    assert [t.split(":")[0] for t in titles] == ["Finding F1", "Finding F2", "Finding F5", "Finding F3", "Finding F4"]
    empty = replace(results, findings=results.findings.head(0))
    with pytest.raises(UsageError, match="Cancellation C1 has no finding"):
        explain(empty, "c1", "en")


def test_an_unknown_id_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No finding, question or cancellation is called F22; the closest: F2"):
        explain(w01(tmp_path), "F22", "en")
