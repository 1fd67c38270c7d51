"""Persons read one by one and judged as one table; what is wrong with one of them spoils only him."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from audit.batch.cases import Given, Settings
from audit.errors import AuditError
from audit.pipeline import Audit, audit_bills, no_case
from audit.statements import Reading, gathered
from audit.tables import (
    CLAIM_LINES,
    CLAIM_TOTALS,
    FINDINGS,
    PROBLEMS,
    REFUNDS,
    SOURCES,
    Bills,
    Case,
    Table,
)
from audit.wording import Words

DATASETS: Mapping[str, Table] = {
    "sources": SOURCES,
    "problems": PROBLEMS,
    "findings": FINDINGS,
    "refunds": REFUNDS,
    "claims": CLAIM_TOTALS,
    "claim_lines": CLAIM_LINES,
}
_TABLES: Mapping[str, Callable[[Audit], pd.DataFrame]] = {
    "sources": lambda audit: audit.bills.sources,
    "problems": lambda audit: audit.problems,
    "findings": lambda audit: audit.findings,
    "refunds": lambda audit: audit.refunds,
    "claims": lambda audit: audit.claims.totals,
    "claim_lines": lambda audit: audit.claims.lines,
}


@dataclass(frozen=True)
class Read:
    """What one person gave, read."""

    name: str
    bills: Bills | Reading
    case: Case


@dataclass(frozen=True)
class Judged:
    """The tables of some persons, by the names of `DATASETS`, and who could not be audited at all."""

    tables: Mapping[str, pd.DataFrame]
    failed: tuple[str, ...] = ()
    rows: int = 0
    payments: int = 0


def judged(given: Iterable[tuple[str, Given]], settings: Settings) -> Judged:
    """The tables of all these persons; one who cannot be read or judged is a problem under his name."""
    read: list[Read] = []
    lost: list[Judged] = []
    for name, give in given:
        one = _read(name, give)
        if isinstance(one, Read):
            read.append(one)
        else:
            lost.append(failed(name, one))
    return together([*lost, *_judged(read, settings)])


def together(parts: Sequence[Judged]) -> Judged:
    """Several results as one: every table in the order of its persons, the rows of one person as they were."""
    tables = {
        name: _by_person(_joined([part.tables[name] for part in parts], table)) for name, table in DATASETS.items()
    }
    return Judged(
        tables,
        tuple(sorted(name for part in parts for name in part.failed)),
        sum(part.rows for part in parts),
        sum(part.payments for part in parts),
    )


def failed(name: str, words: Words) -> Judged:
    """The result of a person who could not be audited: one problem that says why."""
    problem = {"person": [name], "reason": [words.en], "reason_zh": [words.zh], "row": pd.array([None], dtype="Int64")}
    tables = {key: table.empty() for key, table in DATASETS.items()}
    return Judged({**tables, "problems": PROBLEMS.of(problem)}, (name,))


def _read(name: str, give: Given) -> Read | Words:
    try:
        bills, case = give()
    except AuditError as fault:
        return _UNUSABLE.fill(fault=fault.words)
    except Exception as fault:  # whatever one person's files do to the program, the others are audited
        return _crashed(fault)
    if not _any_bill(bills) and case.charges.empty:
        problems = _all_bills([bills]).problems
        return _NO_BILLS if problems.empty else _NO_USABLE.fill(told=_first(problems))
    return Read(name, bills, case)


def _any_bill(bills: Bills | Reading) -> bool:
    return bool(bills.statements) if isinstance(bills, Reading) else len(bills.sources) > 0


def _judged(read: Sequence[Read], settings: Settings) -> list[Judged]:
    """All as one table; where that fails, each half by itself, down to the one person who makes it fail."""
    if not read:
        return []
    try:
        return [_audited(read, settings)]
    except Exception as fault:  # as above: nobody is lost for another's sake
        if len(read) == 1:
            return [failed(read[0].name, fault.words if isinstance(fault, AuditError) else _crashed(fault))]
    half = len(read) // 2
    return [*_judged(read[:half], settings), *_judged(read[half:], settings)]


def _audited(read: Sequence[Read], settings: Settings) -> Judged:
    bills, case = _all_bills([one.bills for one in read]), _all_cases(read)
    audit = audit_bills(bills, case, as_of=settings.as_of, jurisdiction=settings.jurisdiction)
    tables = {name: table(audit) for name, table in _TABLES.items()}
    return Judged(tables, rows=len(bills.transactions), payments=len(audit.payments))


def _all_bills(given: Sequence[Bills | Reading]) -> Bills:
    """One set of tables of all persons' bills; what was only read becomes a table together, which costs least."""
    readings = [one for one in given if isinstance(one, Reading)]
    bills = [one for one in given if isinstance(one, Bills)] + ([gathered(readings)] if readings else [])
    return Bills(**{f.name: _stacked([getattr(one, f.name) for one in bills]) for f in fields(Bills)})


def _all_cases(read: Sequence[Read]) -> Case:
    """One case of all persons' rows, with the name of each one's case file and who asks for statutory damages."""
    none = no_case()
    tables: dict[str, Any] = {
        f.name: _stacked([getattr(one.case, f.name) for one in read])
        for f in fields(Case)
        if isinstance(getattr(none, f.name), pd.DataFrame)
    }
    files = {one.name: one.case.path.name for one in read if one.case.path}
    ticked = frozenset(one.name for one in read if one.case.statutory)
    return replace(none, **tables, files=files, statutory=ticked)


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The tables below one another; those without rows have nothing to say about types."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else (filled or [tables[0]])[0]


def _joined(tables: Sequence[pd.DataFrame], table: Table) -> pd.DataFrame:
    columns = list(table.columns)
    return _stacked([one[columns] for one in tables] or [table.empty()])


def _by_person(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values("person", kind="stable", ignore_index=True)


def _first(problems: pd.DataFrame) -> Words:
    first = problems.iloc[0]
    return Words(f"{first['file']}: {first['reason']}", f"{first['file']}：{first['reason_zh']}")


def _crashed(fault: Exception) -> Words:
    return _CRASHED.fill(fault=f"{type(fault).__name__}: {fault}"[:300])


_UNUSABLE = Words("not audited: {fault}", "未能审计：{fault}")
_NO_BILLS = Words("not audited: there are no bills here", "未能审计：没有账单")
_NO_USABLE = Words(
    "not audited: none of the files can be used; the first: {told}", "未能审计：没有可用的文件；第一个：{told}"
)
_CRASHED = Words(
    "not audited: internal error, {fault}; run `renewal-audit run` on this folder with --debug and report what it "
    "shows",
    "未能审计：程序内部错误，{fault}；请对此文件夹单独运行 renewal-audit run 并加 --debug，反馈所显示的内容",
)
