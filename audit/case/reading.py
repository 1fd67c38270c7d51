"""The user's spreadsheet as a `Case`: found, opened, each sheet read, what could not be used named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from audit.case import columns, rows
from audit.case.cancellations import cancellation_rows
from audit.case.evidence import find_evidence, with_what_exists
from audit.case.grids import Grid, read_grids
from audit.case.options import option_rows
from audit.case.records import Record, find_layout, read_records
from audit.errors import CaseError, Problem
from audit.tables import (
    CANCELLATIONS,
    COSTS,
    DECISIONS,
    EVENTS,
    OPTIONS,
    PROBLEMS,
    RATES,
    TRANSACTIONS,
    Case,
)
from audit.wording import Words

NAMES = (  # in a folder the first one stands
    "case.xlsx", "案件.xlsx", "case.xlsm", "case.ods", "案件.ods", "cancellations.csv", "取消.csv",
)  # fmt: skip
OTHER_KINDS = tuple(f"{name}.{kind}" for name in ("case", "案件") for kind in ("xls", "et"))  # refused by name


def case_files(folder: Path) -> list[Path]:
    """The files of a folder that are case files by their name; the first one stands."""
    return [folder / name for name in (*NAMES, *OTHER_KINDS) if (folder / name).is_file()]


def find_case(folder: Path) -> Path | None:
    """The case file of a folder, by its name; None where there is none."""
    return next(iter(case_files(folder)), None)


def read_case(path: Path | str, *, person: str = "") -> Case:
    """A case file, or the one in a folder; single bad cells become problems, CaseError is for a file of no use at all.

    A row without `cancelled_at` is no cancellation. Ids C1, C2 … count the rows that hold one, in the sheet's order.
    """
    given = Path(path)
    found = find_case(given) if given.is_dir() else given
    if found is None or not found.exists():
        raise CaseError(_none_here(given))
    file = found.name
    by_sheet, problems = sheet_records(read_grids(found), file)
    problems += _shadowed(found) if given.is_dir() else []
    return case_of(by_sheet, problems, person=person, path=found, folder=found.parent)


def case_of(
    by_sheet: dict[str, list[Record]], problems: list[Problem], *, person: str, path: Path, folder: Path
) -> Case:
    """One person's case from the records of his sheets; `folder` is where the files he names as evidence lie."""
    file = path.name
    evidence, missing = find_evidence([r for records in by_sheet.values() for r in records], folder, file)
    known = {key: [with_what_exists(r, folder) for r in records] for key, records in by_sheet.items()}
    tables, contradictions = _tables(known, person, file)
    return Case(
        **tables,
        problems=_problem_table([*problems, *contradictions, *missing], person),
        path=path,
        evidence=evidence,
    )


def _tables(by_sheet: dict[str, list[Record]], person: str, file: str) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    cancelled, first = cancellation_rows(by_sheet["cancellations"], person, file)
    events, second = rows.event_rows(by_sheet["events"], cancelled, person, file)
    demanded = rows.demands(events)
    costs, third = rows.cost_rows(by_sheet["costs"], cancelled, person, file)
    decisions, fourth = rows.decision_rows(by_sheet["decisions"], person, file)
    charges, fifth = rows.charge_rows(by_sheet["charges"], person, file)
    rates, sixth = rows.rate_rows(by_sheet["rates"], person, file)
    options, seventh = option_rows(by_sheet["options"], cancelled, person, file)
    tables = {
        "cancellations": CANCELLATIONS.of_rows([r | demanded.get(r["cancellation_id"], {}) for r in cancelled]),
        "events": EVENTS.of_rows(events),
        "costs": COSTS.of_rows(costs),
        "decisions": DECISIONS.of_rows(decisions),
        "charges": TRANSACTIONS.of_rows(charges),
        "rates": RATES.of_rows(rates),
        "options": OPTIONS.of_rows(options),
    }
    return tables, [*first, *second, *third, *fourth, *fifth, *sixth, *seventh]


def sheet_records(grids: list[Grid], file: str) -> tuple[dict[str, list[Record]], list[Problem]]:
    """The records of every known sheet by its key, and what could not be used."""
    known = {g.title: columns.sheet_titled(g.title) for g in grids}
    if not any(known.values()):
        known = {g.title: _by_headers(g) for g in grids}
    records: dict[str, list[Record]] = {s.key: [] for s in columns.sheets()}
    problems = []
    for grid in grids:
        sheet = known[grid.title]
        if sheet is None:
            problems += _odd_sheet(grid, file)
            continue
        read, faults = read_records(grid, sheet, file)
        records[sheet.key] += read
        problems += faults
    if not any(known.values()):
        problems.append(Problem(file, None, _no_sheet()))
    return records, problems


def _by_headers(grid: Grid) -> columns.Sheet | None:
    """A sheet under any title that holds the columns a cancellation needs, as a CSV saved as a workbook does."""
    sheet = columns.sheet("cancellations")
    layout = find_layout(grid, sheet)
    return sheet if layout and "cancelled_at" in layout.by_key else None


def _odd_sheet(grid: Grid, file: str) -> list[Problem]:
    near = columns.nearest_sheet(grid.title)
    if near is None or not grid.rows or grid.title in columns.guide()[0]:
        return []
    words = Words(
        f"the sheet “{grid.title}” is not known and was not read; did you mean {near.title.en}?",
        f"不认识工作表“{grid.title}”，没有读取；是否应为“{near.title.zh}”？",
    )
    return [Problem(file, None, words)]


def _shadowed(found: Path) -> list[Problem]:
    others = [path.name for path in case_files(found.parent) if path.name != found.name]
    words = Words(
        f"was not read, because {found.name} stands beside it; copy its rows there, or take one of the two away",
        f"没有读取，因为同一文件夹里有 {found.name}；请把内容复制过去，或移走其中一个",
    )
    return [Problem(name, None, words) for name in others]


def _problem_table(problems: list[Problem], person: str) -> pd.DataFrame:
    return PROBLEMS.of_rows(
        [
            {
                "person": person,
                "file": p.file,
                "row": p.row,
                "reason": p.words.en,
                "reason_zh": p.words.zh,
                "raw": p.raw,
            }
            for p in problems
        ]
    )


def _none_here(path: Path) -> Words:
    return Words(
        f"{path}: no case file here; `renewal-audit case` writes one to fill in",
        f"{path}：没有案件表格；可用 renewal-audit case 生成一份再填写",
    )


def _no_sheet() -> Words:
    names = columns.sheet("cancellations").title
    return Words(
        f"no sheet named {names.en} ({names.zh}) found; nothing was read",
        f"没有名为“{names.zh}”（{names.en}）的工作表，什么也没有读取",
    )
