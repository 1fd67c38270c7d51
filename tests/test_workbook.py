"""claim.xlsx: its formulas recalculated by an independent evaluator, its cells' types, and its bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import formulas
import openpyxl
import pandas as pd
import pytest
from results_sample import days, every_kind, segment, w01

from audit.pipeline import run
from audit.reports.audit_json import build
from audit.reports.grid import cells
from audit.reports.workbook import write_workbook
from audit.samples import make_case
from audit.tables import Claims, Results
from audit.wording import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")
SUMMARY, CLAIM, INTEREST, REFUNDS = "Summary", "Claim", "Interest", "Refunds"


def written(results: Results, path: Path, lang: Lang = "en") -> Path:
    write_workbook(results, path, lang)
    return path


def recalculated(path: Path) -> Mapping[tuple[str, str], float]:
    """Every formula of the file, by sheet and cell, as the evaluator finds it."""
    values = formulas.ExcelModel().loads(str(path)).finish().calculate()
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): float(
            values[f"'[{path.name}]{sheet.title.upper()}'!{cell.coordinate}"].value[0, 0]
        )
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def by_header(path: Path, sheet: str, header: int = 1, *, values: bool = True) -> list[dict[str, Any]]:
    """A sheet's rows under their headers."""
    rows = openpyxl.load_workbook(path, data_only=values)[sheet].iter_rows(min_row=header, values_only=True)
    names = next(rows)
    return [dict(zip(names, row, strict=True)) for row in rows if any(v is not None for v in row)]


@pytest.mark.parametrize("lang", LANGS)
def test_every_formula_says_what_the_audit_says(lang: Lang, tmp_path: Path) -> None:
    path = written(every_kind(tmp_path), tmp_path / "claim.xlsx", lang)
    stored = openpyxl.load_workbook(path, data_only=True)
    found = recalculated(path)
    assert len(found) == 85
    assert {k: v for k, v in found.items() if abs(v - stored[k[0]][k[1]].value) > 1e-9} == {}


@pytest.mark.parametrize("seed", range(3))
def test_a_real_audit_recalculates_to_its_own_totals(seed: int, tmp_path: Path) -> None:
    sample = make_case(seed)
    audit = run(sample.write(tmp_path / "case"), as_of=sample.as_of)
    path = written(audit, tmp_path / "claim.xlsx")
    found = recalculated(path)
    labels = openpyxl.load_workbook(path)[SUMMARY]
    row = next(cell.row for cell in labels["A"] if cell.value == "Total CNY")
    (total,) = build(audit, "en")["totals"]
    heads = dict(zip("EFGHI", ("principal", "interest", "costs", "total", "in_question"), strict=True))
    assert {h: f"{found[SUMMARY, f'{c}{row}']:.2f}" for c, h in heads.items()} == {h: total[h] for h in heads.values()}
    lines = [line for line in by_header(path, CLAIM, values=False) if str(line["Finding"]).startswith("F")]
    assert [line["Principal"] for line in lines if not str(line["Principal"]).startswith("=ROUND(")] == []


def test_the_first_example_stands_in_the_summary(tmp_path: Path) -> None:
    path = written(w01(tmp_path), tmp_path / "claim.xlsx")
    rows = [row for row in by_header(path, SUMMARY, 5) if row["Cancellation"] in ("C1", "Total CNY")]
    figures = [[row[n] for n in ("Principal", "Interest", "Costs", "Total", "In question")] for row in rows[:2]]
    assert figures == [[60.0, 0.23, 0, 60.23, 0]] * 2


def test_claim_lines_carry_their_figures_and_their_place(tmp_path: Path) -> None:
    path = written(every_kind(tmp_path), tmp_path / "claim.xlsx")
    lines = {row["Finding"] or row["What"]: row for row in by_header(path, CLAIM)}
    names = ["Amount", "Refunded", "Principal", "Interest", "Cost", "Line total", "In question", "File", "Row"]
    assert [lines["F2"][n] for n in names] == [30, 5, 25, 0.13, 0, 25.13, 0, "alipay_record.csv", 5]
    assert [lines["F4"][n] for n in names] == [30, 0, 0, 0, 0, 0, 30, "alipay_record.csv", 7]
    assert [lines["F6"][n] for n in names] == [30, 0, 20, 0.03, 0, 20.03, 0, "wechat.xlsx", 18]
    assert [lines["打印费"][n] for n in names] == [12.5, 0, 0, 0, 12.5, 12.5, 0, None, None]
    assert lines["F7"]["Note on interest"] == "No interest outside CNY."


def test_principal_interest_and_sums_are_formulas_on_every_charge_with_interest(tmp_path: Path) -> None:
    rows = by_header(written(every_kind(tmp_path), tmp_path / "claim.xlsx"), CLAIM, values=False)
    live = {row["Finding"]: row for row in rows if row["Finding"] in ("F2", "F3", "F6")}
    assert len(live) == 3
    for row in live.values():
        for name in ("Refunded", "Principal", "Interest", "Line total", "In question"):
            assert str(row[name]).startswith("=ROUND("), name


def test_a_changed_refund_changes_balance_interest_principal_and_total(tmp_path: Path) -> None:
    """5.00 becomes 10.00: 30 x 3% x 8/365 + 20 x 3% x 54/365 = 0.0197 + 0.0888 -> 0.11; 55.21 becomes 50.19."""
    path = written(every_kind(tmp_path), tmp_path / "claim.xlsx")
    book = openpyxl.load_workbook(path)
    assert (book[REFUNDS]["A2"].value, book[REFUNDS]["D2"].value) == ("F2", 5)
    book[REFUNDS]["D2"].value = 10
    book.save(tmp_path / "changed.xlsx")
    found = recalculated(tmp_path / "changed.xlsx")
    assert [book[SUMMARY][cell].value for cell in ("A8", "A11")] == ["C1", "Total CNY"]
    assert found[SUMMARY, "E8"] == pytest.approx(50.00, abs=1e-9)
    assert found[SUMMARY, "F8"] == pytest.approx(0.19, abs=1e-9)
    assert found[SUMMARY, "H11"] == pytest.approx(87.74 - 5.00 - 0.02, abs=1e-9)


def test_a_changed_rate_and_a_changed_year_change_the_interest(tmp_path: Path) -> None:
    """30.00 x 6% x 62/365 = 0.3058; the other line 30.00 x 3% x 31/360 = 0.0775."""
    path = written(w01(tmp_path), tmp_path / "claim.xlsx")
    book = openpyxl.load_workbook(path)
    book[INTEREST]["F4"].value = 6
    book.save(tmp_path / "rate.xlsx")
    assert recalculated(tmp_path / "rate.xlsx")[CLAIM, "K2"] == pytest.approx(0.31)
    book[INTEREST]["C1"].value = 360
    book.save(tmp_path / "year.xlsx")
    assert recalculated(tmp_path / "year.xlsx")[INTEREST, "H5"] == pytest.approx(0.0775)


def test_interest_reckoned_another_way_stands_as_a_number(tmp_path: Path) -> None:
    """Set off against interest first, the segments do not tell the whole interest: no formula may pretend so."""
    results = w01(tmp_path)
    lines = results.claims.lines.assign(interest_minor=[42, 8])
    path = written(replace(results, claims=Claims(lines, results.claims.totals)), tmp_path / "claim.xlsx")
    rows = by_header(path, CLAIM, values=False)
    assert rows[0]["Interest"] == 0.42
    assert str(rows[1]["Interest"]).startswith("=ROUND(")


def test_a_balance_that_does_not_follow_from_the_refunds_stands_as_a_number(tmp_path: Path) -> None:
    results = w01(tmp_path)
    odd = [json.dumps([segment("2025-07-01", "2025-09-01", 62, "29.00")]), results.claims.lines["segments"].iloc[1]]
    lines = results.claims.lines.assign(segments=odd, interest_minor=[15, 8])
    path = written(replace(results, claims=Claims(lines, results.claims.totals)), tmp_path / "claim.xlsx")
    rows = by_header(path, INTEREST, 3, values=False)
    assert rows[0]["Balance"] == 29
    assert str(rows[1]["Balance"]).startswith("=ROUND(MAX(0,")


def test_a_refund_known_only_by_a_status_counts_from_the_debit(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    undated = results.refunds.assign(refunded_on=pd.NaT, refund_id=results.refunds["payment_id"])
    path = written(replace(results, refunds=undated), tmp_path / "claim.xlsx")
    assert [row["Counts from"].date().isoformat() for row in by_header(path, REFUNDS)] == ["2025-07-01", "2025-08-19"]


def test_several_costs_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    lines = pd.concat([results.claims.lines, results.claims.lines.tail(1).assign(what="邮费")], ignore_index=True)
    path = written(replace(results, claims=Claims(lines, results.claims.totals)), tmp_path / "claim.xlsx")
    costs = [row["What"] for row in by_header(path, CLAIM) if row["Cost"] == 12.5 and row["Finding"] is None]
    assert costs == ["打印费", "邮费"]


def test_nothing_from_a_bill_becomes_a_formula(tmp_path: Path) -> None:
    path = written(every_kind(tmp_path), tmp_path / "claim.xlsx")
    book = openpyxl.load_workbook(path)
    ours = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert [f for f in ours if not str(f).startswith(("=ROUND(", "=C", "=G"))] == []
    texts = {c.value: c for row in book["Findings"].iter_rows() for c in row if c.data_type == "s"}
    for risky in ("=HYPERLINK(1)", "@示例互娱科技", "+示例影音", "-示例影音"):
        assert texts[risky].quotePrefix, risky


def test_amounts_are_numbers_in_the_format_of_their_currency(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(every_kind(tmp_path), tmp_path / "claim.xlsx"), data_only=True)["Findings"]
    amounts = {row[0].value: row[8] for row in sheet.iter_rows(min_row=2)}
    assert (amounts["F2"].value, amounts["F2"].number_format) == (30, '"¥"#,##0.00')
    assert (amounts["F7"].value, amounts["F7"].number_format) == (9.99, '"$"#,##0.00')


def test_sheets_are_frozen_filtered_and_fit_the_page(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(every_kind(tmp_path), tmp_path / "claim.xlsx", "zh"))
    assert book.sheetnames == [
        "概览", "索赔", "利息", "退款", "认定", "待答问题", "订阅", "观察", "下一步", "来源", "账单合计核对", "问题行",
        "略过行", "依据",
    ]  # fmt: skip
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows is not None


def test_questions_problems_and_law_are_told_in_the_readers_language(tmp_path: Path) -> None:
    path = written(every_kind(tmp_path), tmp_path / "claim.xlsx", "zh")
    assert [row["待答问题"] for row in by_header(path, "待答问题")] == ["您是否重新订阅？", "这笔退款是否属于F4？"]
    assert [(row["文件"], row["行"]) for row in by_header(path, "问题行")] == [
        ("alipay_record.csv", 9),
        ("sheet.csv", None),
    ]
    rules = [row["条文"] for row in by_header(path, "依据")]
    assert any("九百八十五" in rule or "985" in rule for rule in rules)


def test_a_giant_cell_is_cut_and_control_characters_survive_opening(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    giant = results.problems.assign(raw=["x" * 40_000, "\x00\x1b end"])
    path = written(replace(results, problems=giant), tmp_path / "claim.xlsx")
    rows = by_header(path, "Problems")
    assert len(rows[0]["Record as read"]) == 32_001


@pytest.mark.parametrize("make", [w01, every_kind])
def test_the_same_audit_gives_the_same_bytes(make: Any, tmp_path: Path) -> None:
    results = make(tmp_path)
    first, second = (written(results, tmp_path / name, "zh").read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert first == second
    core = ZipFile(tmp_path / "a.xlsx").read("docProps/core.xml").decode()
    assert "2025-09-01T00:00:00Z" in core


def test_an_audit_without_any_claim_still_writes(tmp_path: Path) -> None:
    results = w01(tmp_path)
    none = {n: getattr(results, n).iloc[:0] for n in ("findings", "refunds", "ends", "watch", "next_steps")}
    empty = replace(results, **none, claims=Claims(results.claims.lines.iloc[:0], results.claims.totals.iloc[:0]))
    path = written(empty, tmp_path / "claim.xlsx")
    assert by_header(path, CLAIM) == []


def test_cells_take_dates_without_a_clock_as_days() -> None:
    table = pd.DataFrame({"occurred_at": days("2025-07-01 00:12:33", "2025-07-02"), "has_time": [True, False]})
    (first,), (second,) = cells(table, ["occurred_at"], "en")
    assert (str(first), str(second)) == ("2025-07-01 00:12:33", "2025-07-02")
