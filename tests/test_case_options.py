"""The options sheet: read, refused in words, carried through the whole program, each switch to the fen."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from casebook import Heard, alipay, audited, bill, cancelled, wechat

from audit.case import read_case
from audit.samples.casefile import Cell, write_case_file
from audit.samples.rows import alipay_refund
from audit.tables import Case

PAID = [wechat(f"2025-{month:02d}-01") for month in (4, 5, 6, 7, 8)]
SAID = {"said_on": date(2025, 6, 10), "evidence": "said.txt"}


def heard(folder: Path, *options: dict[str, Cell]) -> Heard:
    """W01 with these rows in the options sheet; the file of the false statement is there where one names it."""
    if any("evidence" in option for option in options):
        (folder / "said.txt").write_text("客服：自动续费已关闭\n", "utf-8")
    return audited(folder, [bill("wechat", PAID)], options=list(options))


def interest(found: Heard) -> list[int]:
    """Interest of each claimed charge in fen."""
    lines = found.audit.claims.lines
    assert found.audit.problems["reason"].tolist() == []
    return [int(fen) for fen in lines.loc[lines["principal_minor"] > 0, "interest_minor"]]


def read(folder: Path, *options: dict[str, Cell]) -> Case:
    """The case file with these rows in the options sheet, beside the file of the false statement."""
    (folder / "said.txt").write_text("客服：自动续费已关闭\n", "utf-8")
    sheets = {"cancellations": [cancelled()], "options": list(options)}
    (folder / "case.xlsx").write_bytes(write_case_file(sheets, "en"))
    return read_case(folder)


def test_a_person_chooses_the_rate_and_the_last_day(tmp_path: Path) -> None:
    # 30.00 at 1.50 % for 63 and 32 days of 365: 0.0777, 0.0395
    rate: dict[str, Cell] = {"name": "rate_mode", "value": "deposit_benchmark"}
    assert interest(heard(tmp_path, rate, {"name": "count_last_day", "value": "yes"})) == [8, 4]


def test_a_person_chooses_to_set_refunds_off_against_interest(tmp_path: Path) -> None:
    # W10 with interest first: 0.17 of the 30.00 pays the interest accrued by then, so 45.00 - 29.83 = 15.17 is left
    rows = [alipay(day, "45.00") for day in ("2025-09-05", "2025-10-05", "2025-11-05", "2025-12-05")]
    back = alipay_refund(rows[2], datetime(2025, 12, 20, 15), 3000)
    made = bill("alipay", [*rows, back], since="2025-01-01", until="2026-03-04", exported="2026-03-05 08:00")
    first: dict[str, Cell] = {"name": "refund_allocation", "value": "interest_first"}
    found = audited(tmp_path, [made], cancelled("2025-10-20 10:00"), as_of="2026-03-05", options=[first])
    assert (found.claim()["principal"], found.claim()["interest"]) == ("60.17", "0.42")


def test_the_year_of_360_days_is_reckoned_with_and_said_wherever_interest_is_shown(tmp_path: Path) -> None:
    # 30.00 at 3.00 % for 62 and 31 days of 360: 0.155, 0.0775
    found = heard(tmp_path, {"name": "day_count", "value": "360"})
    assert interest(found) == [16, 8]
    (late,) = found.audit.findings.loc[found.audit.findings["civil_date"] == "2025-07-01", "finding_id"]
    assert "62 / 360" in found.audit.explain(late, lang="en")
    assert "按一年 360 天计算" in found.audit.explain(late, lang="zh")


def test_a_yes_to_damages_with_day_and_file_is_claimed_apart(tmp_path: Path) -> None:
    found = heard(tmp_path, {"name": "statutory_damages", "value": "yes", **SAID})
    totals: Any = found.audit.claims.totals.iloc[0]
    assert bool(totals["statutory_claimed"])
    assert int(totals["total_minor"]) == 6023


@pytest.mark.parametrize("missing", ["said_on", "evidence"])
def test_a_yes_without_the_false_statement_is_not_used_and_that_is_said(tmp_path: Path, missing: str) -> None:
    told = {key: value for key, value in SAID.items() if key != missing}
    case = read(tmp_path, {"name": "statutory_damages", "value": "yes", **told})
    assert case.options.empty
    (problem,) = case.problems["reason_zh"]
    assert "虚假陈述" in problem


def test_a_yes_is_about_one_cancellation(tmp_path: Path) -> None:
    rows = [dict(cancelled("2025-06-10")), dict(cancelled("2025-06-11", service="另一服务"))]
    (tmp_path / "said.txt").write_text("已关闭\n", "utf-8")
    told = {"name": "statutory_damages", "value": "yes", **SAID}
    path = tmp_path / "case.xlsx"
    path.write_bytes(write_case_file({"cancellations": rows, "options": [{**told, "cancellation": "C2"}]}, "en"))
    assert read_case(path).options["cancellation_id"].tolist() == ["C2"]
    path.write_bytes(write_case_file({"cancellations": rows, "options": [told]}, "en"))
    vague = read_case(path)
    assert vague.options.empty
    assert vague.problems["reason"].str.contains("say which cancellation is meant").tolist() == [True]


@pytest.mark.parametrize(
    ("name", "value"), [("day_count", "yes"), ("rate_mode", "365"), ("statutory_damages", "segmented")]
)
def test_a_value_of_another_switch_is_refused_and_the_rest_is_used(tmp_path: Path, name: str, value: str) -> None:
    case = read(tmp_path, {"name": name, "value": value}, {"name": "count_last_day", "value": "yes"})
    (problem,) = case.problems["reason_zh"]
    assert "应为以下之一" in problem
    assert case.options[["name", "value"]].to_numpy().tolist() == [["count_last_day", "yes"]]
