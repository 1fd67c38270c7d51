"""claim.xlsx: its formulas recalculated by another program, what a changed input moves, its cells' types, its bytes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook
from results_sample import days, every_kind, w01

from audit import tables
from audit.pipeline import Audit, audit_bills, run
from audit.reports.audit_json import build
from audit.reports.grid import cells
from audit.reports.workbook import write_workbook
from audit.samples import make_case
from audit.tables import Claims, Results
from audit.wording import Lang

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SUMMARY, PAYMENTS, INTEREST, REFUNDS = "Summary", "Payments", "Interest", "Refunds"
Change = Callable[[Workbook], None]


def written(results: Results, path: Path, lang: Lang = "en") -> Path:
    write_workbook(results, path, lang)
    return path


@cache
def opened(path: Path, *, values: bool = True) -> Workbook:
    """A file that is not changed any more."""
    return openpyxl.load_workbook(path, data_only=values)


def by_header(path: Path, sheet: str, header: int = 1, *, values: bool = True) -> list[dict[str, Any]]:
    """A sheet's rows under their headers."""
    rows = opened(path, values=values)[sheet].iter_rows(min_row=header, values_only=True)
    names = next(rows)
    return [dict(zip(names, row, strict=True)) for row in rows if any(v is not None for v in row)]


def put(book: Workbook, sheet: str, key: str, column: str, value: object) -> None:
    """Type a value into the line that begins with the key, under a header."""
    named = {cell.value: cell.column for cell in book[sheet][1]}
    line = next(row[0].row for row in book[sheet].iter_rows(min_row=2) if row[0].value == key)
    book[sheet].cell(line, named[column]).value = value


def recalculated(files: list[Path], folder: Path) -> dict[str, Path]:
    """The files without any stored value, reckoned anew: by LibreOffice where it is, else by the formula library."""
    bare = folder / "bare"
    bare.mkdir()
    for file in files:
        opened(file, values=False).save(bare / file.name)  # openpyxl keeps formulas and drops their values
    if OFFICE:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        to = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "made")]
        told = [OFFICE, profile, "--headless", *to, *(str(bare / file.name) for file in files)]
        subprocess.run(told, check=True, capture_output=True, timeout=120)
        return {file.stem: folder / "made" / file.name for file in files}
    return {file.stem: _by_library(bare / file.name) for file in files}


def _by_library(path: Path) -> Path:
    import formulas

    values = formulas.ExcelModel().loads(str(path)).finish().calculate()
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            found = values[f"'[{path.name}]{sheet.title.upper()}'!{cell.coordinate}"].value[0, 0]
            cell.value = found if isinstance(found, int | float | bool) else str(found)
    book.save(path)
    return path


@dataclass(frozen=True)
class Books:
    """The workbooks as they were written, and as they were reckoned anew, by name."""

    plain: Mapping[str, Path]
    anew: Mapping[str, Path]
    audits: Mapping[str, Audit]

    def rows(self, name: str, sheet: str) -> dict[Any, dict[str, Any]]:
        """A sheet reckoned anew, by the first cell of each line."""
        return {next(iter(row.values())): row for row in by_header(self.anew[name], sheet)}

    def sums(self, name: str) -> dict[str, list[float]]:
        """Principal, interest, costs, total and in question of each cancellation, and of each currency."""
        sheet = opened(self.anew[name])[SUMMARY]
        top = next(cell.row for cell in sheet["A"] if cell.value in ("Cancellation", "取消编号"))
        found: dict[str, list[float]] = {}
        for row in sheet.iter_rows(min_row=top + 1, values_only=True):
            if row[0] is None:
                break
            found[f"{row[0]} {row[3]}" if row[3] else str(row[0])] = [float(f"{v:.6f}") for v in row[4:9]]
        return found

    def told(self, name: str) -> str:
        """Everything written on the summary."""
        sheet = opened(self.anew[name])[SUMMARY]
        return "\n".join(str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None)


def decide(book: Workbook) -> None:
    put(book, PAYMENTS, "F3", "Your decision", "not owed")
    put(book, PAYMENTS, "F4", "Your decision", "owed")
    put(book, PAYMENTS, "F6", "Your decision", 12.5)
    put(book, PAYMENTS, "F7", "Your decision", 500)


def return_more(book: Workbook) -> None:
    put(book, REFUNDS, "F2", "Amount", 10)
    put(book, PAYMENTS, "F3", "Your decision", "perhaps")


def end_later(book: Workbook) -> None:
    put(book, "Cancellations", "C1", "Service end", datetime(2025, 8, 1))


def reckon_otherwise(book: Workbook) -> None:
    put(book, "Parameters", "As of (day of filing)", "Value", datetime(2025, 8, 31))
    put(book, "Parameters", "Days in a year of interest", "Value", 360)
    rates = book["Rates"]
    rates.cell(next(c.row for c in rates["A"] if c.value == datetime(2025, 5, 20)), 2).value = 6


def answer(book: Workbook) -> None:
    for row in book[PAYMENTS].iter_rows(min_row=2):
        if any(str(cell.value).startswith("Q") for cell in row):
            put(book, PAYMENTS, row[0].value, "Your decision", "owed")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("books")
    kinds = every_kind(folder / "kinds")
    sample = make_case(0, "duplicate")
    audits = {"real": run(sample.write(folder / "case"), as_of=sample.as_of)}
    audits["answered"] = answered(audits["real"])
    plain = {"zh": written(kinds, folder / "zh.xlsx", "zh"), "en": written(kinds, folder / "en.xlsx")}
    plain["real"] = written(audits["real"], folder / "real.xlsx")
    changes: dict[str, tuple[str, Change]] = {
        "decided": ("en", decide), "returned": ("en", return_more), "ended": ("en", end_later),
        "otherwise": ("en", reckon_otherwise), "answered": ("real", answer),
    }  # fmt: skip
    files = dict(plain)
    for name, (of, change) in changes.items():
        book = openpyxl.load_workbook(plain[of])  # a copy of its own
        change(book)
        files[name] = folder / f"{name}.xlsx"
        book.save(files[name])
    return Books(plain, recalculated(list(files.values()), folder), audits)


def answered(audit: Audit) -> Audit:
    """The same audit run again with every question about a charge answered in the case file."""
    asked = audit.findings.loc[audit.findings["question_key"].ne(""), ["person", "question_key"]]
    rows = asked.rename(columns={"question_key": "key"}).assign(answer="owed")
    case = replace(audit.case, decisions=tables.DECISIONS.of(rows))
    return audit_bills(audit.bills, case, as_of=audit.as_of)


@pytest.mark.parametrize("name", ["zh", "en", "real"])
def test_every_formula_says_what_the_audit_says(books: Books, name: str) -> None:
    live = opened(books.plain[name], values=False)
    stored, anew = (opened(p) for p in (books.plain[name], books.anew[name]))
    places = [(s.title, c.coordinate) for s in live for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert len(places) > 100
    pairs = {at: (stored[at[0]][at[1]].value, anew[at[0]][at[1]].value) for at in places}
    assert {at: pair for at, pair in pairs.items() if not same(*pair)} == {}


def same(stored: object, anew: object) -> bool:
    left, right = (
        (v - datetime(1899, 12, 30)).total_seconds() / 86_400 if isinstance(v, datetime) else v for v in (stored, anew)
    )
    if isinstance(left, int | float) and isinstance(right, int | float):
        return abs(left - right) < 1e-6
    return (left or "") == (right or "")


def test_a_real_audit_recalculates_to_its_own_totals(books: Books) -> None:
    for sums in build(books.audits["real"], "en")["totals"]:
        figures = [f"{v:.2f}" for v in books.sums("real")[f"Total {sums['currency']}"]]
        assert figures == [sums[h] for h in ("principal", "interest", "costs", "total", "in_question")]
    assert "Nothing was changed: this is the audit." in books.told("real")
    assert "differs from the audit" not in books.told("real")


def test_an_answer_in_the_workbook_gives_what_the_next_run_gives(books: Books) -> None:
    """Every question answered "owed": principal and what is left in question are those of a run with the answers."""
    asked = books.audits["real"].findings["questioned_minor"].sum()
    assert asked > 0
    for sums in build(books.audits["answered"], "en")["totals"]:
        live = [f"{v:.2f}" for v in books.sums("answered")[f"Total {sums['currency']}"]]
        assert live == [sums[h] for h in ("principal", "interest", "costs", "total", "in_question")]
    assert "differs from the audit: Certain (principal); " in books.told("answered")


def test_changed_decisions_move_the_totals(books: Books) -> None:
    """C1: F2 25.00 + 0.13 stays, F3 not owed, F4 owed 30.00 of which a refund of 10.00 may come off and stays asked.

    C2: of F6 12.50, interest 12.50 x 3% x 21/365 = 0.0216 -> 0.02, and the cost of 12.50; F7 no more than its 9.99.
    """
    sums, rows = books.sums("decided"), books.rows("decided", PAYMENTS)
    assert sums["C1 CNY"] == [45.00, 0.13, 0, 45.13, 10.00]
    assert sums["C2 CNY"] == [12.50, 0.02, 12.50, 25.02, 0]
    assert sums["C2 USD"] == [9.99, 0, 0, 9.99, 0]
    assert [rows[f]["Principal"] for f in ("F3", "F4", "F6", "F7")] == [0, 20, 12.5, 9.99]
    assert [rows[f]["Verdict that counts"] for f in ("F3", "F4", "F6")] == [
        "not owed, by your answer", "owed, by your answer", "owed in part, by your answer",
    ]  # fmt: skip
    assert (rows["F4"]["Interest"], rows["F3"]["Interest"]) == ("rerun needed", 0)
    told = books.told("decided")
    assert "Rerun needed: something was changed that this workbook does not reckon by itself." in told


def test_a_changed_refund_changes_balance_interest_principal_and_total(books: Books) -> None:
    """5.00 becomes 10.00: 30 x 3% x 8/365 + 20 x 3% x 54/365 = 0.0197 + 0.0888 -> 0.11; 55.21 becomes 50.19."""
    assert books.sums("returned")["C1 CNY"] == [50.00, 0.19, 0, 50.19, 30.00]
    assert books.sums("returned")["Total CNY"][3] == pytest.approx(87.74 - 5.00 - 0.02)
    assert "Inputs were changed, and the sums have followed." in books.told("returned")
    row = books.rows("returned", PAYMENTS)["F3"]  # a word that is no answer leaves the verdict as it was
    assert (row["Verdict that counts"], row["Principal"]) == ("answer not understood", 30)


def test_a_changed_service_end_asks_for_a_rerun_and_judges_nothing(books: Books) -> None:
    assert books.sums("ended") == books.sums("en")
    assert books.rows("ended", "Cancellations")["C1"]["Changed?"] == "rerun needed"
    assert "Rerun needed" in books.told("ended")
    assert "Rerun needed" not in books.told("en")


def test_day_of_filing_year_and_rate_drive_the_interest(books: Books) -> None:
    """A day less, at 6% on 360 days: F2 30 x 6% x 8/360 + 25 x 6% x 53/360 = 0.04 + 0.2208 -> 0.26; F3 30 days 0.15."""
    rows, interest = books.rows("otherwise", PAYMENTS), by_header(books.anew["otherwise"], INTEREST)
    assert [rows[f]["Interest"] for f in ("F2", "F3")] == [0.26, 0.15]
    assert [(r["Finding"], r["Days"]) for r in interest][:3] == [("F2", 8), ("F2", 53), ("F3", 30)]
    told = by_header(books.anew["otherwise"], "Events and deadlines")
    assert next(r["Days from the as-of day"] for r in told if r["What it is"] == "event") == -60
    changed = {r["Parameter"] for r in by_header(books.anew["otherwise"], "Parameters") if r["Changed?"] == "changed"}
    assert changed == {"As of (day of filing)", "Days in a year of interest"}


def test_the_first_example_stands_in_the_summary(tmp_path: Path) -> None:
    path = written(w01(tmp_path), tmp_path / "claim.xlsx")
    rows = [row for row in by_header(path, SUMMARY, 6) if row["Cancellation"] in ("C1", "Total CNY")]
    names = ("Certain (principal)", "Interest", "Costs", "Claimed in all", "In question")
    assert [[row[n] for n in names] for row in rows[:2]] == [[60.0, 0.23, 0, 60.23, 0]] * 2


def test_payments_carry_their_figures_and_their_place(books: Books) -> None:
    lines = {row["Finding"]: row for row in by_header(books.plain["en"], PAYMENTS)}
    names = ["Amount", "Refunded", "Principal", "Interest", "Line total", "In question", "File", "Row"]
    assert [lines["F2"][n] for n in names] == [30, 5, 25, 0.13, 25.13, 0, "alipay_record.csv", 5]
    assert [lines["F4"][n] for n in names] == [30, 0, 0, 0, 0, 30, "alipay_record.csv", 7]
    assert [lines["F6"][n] for n in names] == [30, 0, 20, 0.03, 20.03, 0, "wechat.xlsx", 18]
    assert lines["F7"]["Note on interest"] == "No interest outside CNY."
    (cost,) = by_header(books.plain["en"], "Costs")
    assert [cost[n] for n in ("Cancellation", "What", "Amount", "Claimed")] == ["C2", "打印费", 12.5, 12.5]


def test_every_figure_of_a_charge_at_stake_is_a_formula(books: Books) -> None:
    rows = {row["Finding"]: row for row in by_header(books.plain["en"], PAYMENTS, values=False)}
    for finding in ("F2", "F3", "F6"):
        for name in ("Refunded", "Principal", "In question", "Interest", "Line total", "Claimable", "Not claimed"):
            assert str(rows[finding][name]).startswith("=ROUND("), (finding, name)
    assert rows["F6"]["Claimable before any answer"].startswith("=ROUND(")  # 20 of 30 days unused


def test_interest_reckoned_another_way_stands_until_something_changes(tmp_path: Path) -> None:
    """Set off against interest first, the stretches do not tell the whole interest: no formula may pretend so."""
    results = w01(tmp_path)
    lines = results.claims.lines.assign(interest_minor=[42, 8])
    path = written(replace(results, claims=Claims(lines, results.claims.totals)), tmp_path / "claim.xlsx")
    rows = {row["Finding"]: row for row in by_header(path, PAYMENTS, values=False)}
    assert "0.42" in rows["F2"]["Interest"]
    assert "rerun needed" in rows["F2"]["Interest"]
    assert str(rows["F3"]["Interest"]).startswith("=ROUND(SUMIFS(")


def test_a_refund_known_only_by_a_status_counts_from_the_debit(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    undated = results.refunds.assign(refunded_on=pd.NaT, refund_id=results.refunds["payment_id"])
    path = written(replace(results, refunds=undated), tmp_path / "claim.xlsx")
    assert [row["Counts from"].date().isoformat() for row in by_header(path, REFUNDS)] == ["2025-07-01", "2025-08-19"]


def test_several_costs_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    results = every_kind(tmp_path)
    lines = pd.concat([results.claims.lines, results.claims.lines.tail(1).assign(what="邮费")], ignore_index=True)
    path = written(replace(results, claims=Claims(lines, results.claims.totals)), tmp_path / "claim.xlsx")
    assert [(row["What"], row["Claimed"]) for row in by_header(path, "Costs")] == [("打印费", 12.5), ("邮费", 12.5)]


def test_parameters_tell_their_source(tmp_path: Path) -> None:
    results = w01(tmp_path)
    asked = tables.OPTIONS.of({"person": ["示例"], "name": "day_count", "value": "360", "row": 4})
    path = written(replace(results, case=replace(results.case, options=asked)), tmp_path / "claim.xlsx")
    rows = {row["Parameter"]: row for row in by_header(path, "Parameters")}
    assert (rows["Days in a year of interest"]["Value"], rows["Days in a year of interest"]["Source"]) == (
        360, "case file, sheet options, row 4",
    )  # fmt: skip
    assert "Civil Code" in rows["Limitation, years"]["Source"]
    assert rows["Interest runs until (not counted)"]["Value"] == datetime(2025, 9, 1)


def test_deadlines_are_a_day_plus_so_much(tmp_path: Path) -> None:
    """48 hours after the contact of 2025-07-02 10:00; six months after the cancellation of 2025-06-10."""
    path = written(w01(tmp_path), tmp_path / "claim.xlsx")
    live, told = (by_header(path, "Events and deadlines", values=v) for v in (False, True))
    assert [(r["When"], r["Plus"], r["Unit"]) for r in told if r["What it is"] == "deadline"] == [
        (datetime(2025, 7, 4, 10), 48, "hours"), (datetime(2025, 12, 10), 6, "months"),
    ]  # fmt: skip
    assert [str(r["When"])[:3] for r in live if r["What it is"] == "deadline"] == ["=F3", "=ED"]


def test_one_payment_in_two_bills_is_one_group(tmp_path: Path) -> None:
    """A group is led by the row that counts; the others show the same amount and stand in another bill."""
    sample = make_case(0, "mirror")
    audit = run(sample.write(tmp_path / "case"), as_of=sample.as_of)
    rows = by_header(written(audit, tmp_path / "claim.xlsx"), "Same payment")
    leading = {row["Finding"]: row for row in rows if row["Counts"] == "yes"}
    others = [row for row in rows if row["Counts"] == "no"]
    assert len(leading) == len(others) > 0
    for row in others:
        assert row["This row is"] == "the same payment in another bill"
        assert row["Amount"] == leading[row["Finding"]]["Amount"]
        assert row["File"] != leading[row["Finding"]]["File"]
        assert isinstance(row["Row"], int)


def test_coverage_counts_the_days_no_bill_speaks_of(tmp_path: Path) -> None:
    results = w01(tmp_path)
    one = results.bills.sources
    later = one.assign(file="later.csv", covered_from_at=days("2025-09-11"), covered_until_at=days("2025-10-01"))
    sources = pd.concat([one, later], ignore_index=True)
    path = written(replace(results, bills=replace(results.bills, sources=sources)), tmp_path / "claim.xlsx")
    assert [(r["File"], r["Days missing before"]) for r in by_header(path, "Coverage")] == [
        ("alipay_record.csv", 0), ("later.csv", 10),
    ]  # fmt: skip


def test_nothing_from_a_bill_becomes_a_formula(books: Books) -> None:
    book = opened(books.plain["en"], values=False)
    ours = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert [f for f in ours if any(word in str(f) for word in ("HYPERLINK", "示例"))] == []
    texts = {c.value: c for row in book[PAYMENTS].iter_rows() for c in row if c.data_type == "s"}
    assert texts["=HYPERLINK(1)"].quotePrefix
    for risky in ("@示例互娱科技", "+示例影音", "-示例影音"):
        assert next(cell for text, cell in texts.items() if str(text).startswith(risky)).quotePrefix, risky


def test_ids_are_text_and_amounts_numbers_in_their_currency(books: Books) -> None:
    sheet = opened(books.plain["en"])[PAYMENTS]
    named = {cell.value: cell.column - 1 for cell in sheet[1]}
    lines = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert lines["F2"][named["Transaction no."]].data_type == "s"
    amounts = {f: lines[f][named["Amount"]] for f in ("F2", "F7")}
    assert (amounts["F2"].value, amounts["F2"].number_format) == (30, '"¥"#,##0.00')
    assert (amounts["F7"].value, amounts["F7"].number_format) == (9.99, '"$"#,##0.00')


def test_sheets_are_frozen_filtered_and_fit_the_page(books: Books) -> None:
    book = opened(books.plain["zh"], values=False)
    assert book.sheetnames == [
        "摘要", "参数", "取消", "逐笔", "待答问题", "利息分段", "利率", "退款", "费用", "同一笔", "事件与期限", "观察",
        "订阅", "覆盖", "来源", "账单合计核对", "问题行", "略过行", "法条",
    ]  # fmt: skip
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.print_title_rows is not None
    inside = ZipFile(books.plain["zh"]).namelist()
    assert [name for name in inside if "external" in name.lower() or name.endswith(".bin")] == []


def test_a_decision_is_picked_from_a_list(books: Books) -> None:
    sheet = opened(books.plain["zh"], values=False)["逐笔"]
    (column,) = [cell.column_letter for cell in sheet[1] if cell.value == "您的决定"]
    lists = {d.formula1: str(d.sqref) for d in sheet.data_validations.dataValidation}
    assert set(lists) == {'"应退,不应退"'}
    cells_with = [cell for part in lists['"应退,不应退"'].split() for cell in part.split(":")]
    assert {cell.strip("0123456789") for cell in cells_with} == {column}


def test_questions_problems_and_law_are_told_in_the_readers_language(books: Books) -> None:
    path = books.plain["zh"]
    assert [row["待答问题"] for row in by_header(path, "待答问题")] == ["您是否重新订阅？", "这笔退款是否属于F4？"]
    assert [(row["文件"], row["行"]) for row in by_header(path, "问题行")] == [
        ("alipay_record.csv", 9),
        ("sheet.csv", None),
    ]
    rules = [row["条文"] for row in by_header(path, "法条")]
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


@pytest.mark.parametrize("jurisdiction", ["cn", "us"])
def test_an_audit_without_any_claim_still_writes(jurisdiction: str, tmp_path: Path) -> None:
    results = replace(w01(tmp_path), jurisdiction=jurisdiction)
    none = {n: getattr(results, n).iloc[:0] for n in ("findings", "refunds", "ends", "watch", "next_steps")}
    empty = replace(results, **none, claims=Claims(results.claims.lines.iloc[:0], results.claims.totals.iloc[:0]))
    path = written(empty, tmp_path / "claim.xlsx")
    assert by_header(path, PAYMENTS) == []


def test_cells_take_dates_without_a_clock_as_days() -> None:
    table = pd.DataFrame({"occurred_at": days("2025-07-01 00:12:33", "2025-07-02"), "has_time": [True, False]})
    (first,), (second,) = cells(table, ["occurred_at"], "en")
    assert (str(first), str(second)) == ("2025-07-01 00:12:33", "2025-07-02")
