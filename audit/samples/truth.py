"""What is owed, said from the plan alone, and the sample case that carries it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from audit.samples.archive import zipped
from audit.samples.bills import encode, file_name, printed_rows
from audit.samples.casefile import FILE_NAMES, Sheets, Style, write_case_file
from audit.samples.reckoning import Refund, interest
from audit.samples.rows import Bill, Row


@dataclass(frozen=True)
class Due:
    """What a plan says of one debit: claimed or asked gross, and what came back; no interest without its first day."""

    row: Row
    verdict: str
    claimed: int = 0
    asked: int = 0
    refunds: tuple[Refund, ...] = ()
    interest_from: date | None = None
    fixed_on: date | None = None
    cancellation: str = "C1"
    required: bool = True


@dataclass(frozen=True)
class Draft:
    """A case before it is written: its bills and sheets, and what is due."""

    bills: tuple[Bill, ...]
    sheets: Sheets
    as_of: date
    dues: tuple[Due, ...]
    ends: Mapping[str, date | None]
    costs: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, bytes] = field(default_factory=dict)
    zip_name: str = ""


@dataclass(frozen=True)
class ExpectedFinding:
    """One finding the audit must come to; `reference` is "" where the bill prints no number. Amounts in fen."""

    cancellation: str
    file: str
    row: int
    reference: str
    verdict: str
    principal: int
    interest: int
    in_question: int
    required: bool


@dataclass(frozen=True)
class ExpectedClaim:
    """The sums of one cancellation in minor units; `service_end` is None where the plan leaves it open."""

    service_end: date | None
    principal: int
    interest: int
    costs: int
    in_question: int
    currency: str = "CNY"

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.costs


@dataclass(frozen=True)
class SampleCase:
    """A whole case of an invented person, as files, with the right answer."""

    kind: str
    seed: int
    as_of: date
    files: Mapping[str, bytes]
    findings: tuple[ExpectedFinding, ...]
    claims: Mapping[str, ExpectedClaim]

    def write(self, folder: Path) -> Path:
        """Put the files into the folder, made if need be; returns it."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)
        return folder


def assemble(kind: str, seed: int, draft: Draft, style: Style) -> SampleCase:
    """The draft as files in one style of case file, and its dues as expected findings and claims."""
    files = {file_name(bill): encode(bill) for bill in draft.bills}
    if len(files) < len(draft.bills):
        raise ValueError(f"{kind}: two bills of one name")
    if draft.zip_name:
        files = {draft.zip_name: zipped(files)}
    files |= {FILE_NAMES[style]: write_case_file(draft.sheets, style), **draft.beside}
    findings = tuple(_finding(due, draft) for due in draft.dues)
    claims = {
        c: _claim([f for f in findings if f.cancellation == c], end, draft.costs.get(c, 0), _currency(c, draft.dues))
        for c, end in draft.ends.items()
    }
    return SampleCase(kind, seed, draft.as_of, files, findings, claims)


def _finding(due: Due, draft: Draft) -> ExpectedFinding:
    back = sum(amount for _, amount in due.refunds)
    since = due.interest_from
    due_interest = interest(due.claimed, since, draft.as_of, due.refunds, due.fixed_on) if since else 0
    file, row = _place(due.row, draft.bills)
    return ExpectedFinding(
        due.cancellation,
        f"{draft.zip_name}!{file}" if draft.zip_name and file else file,
        row,
        due.row.number,
        due.verdict,
        max(0, due.claimed - back),
        due_interest,
        max(0, due.asked - back),
        due.required,
    )


def _place(row: Row, bills: Sequence[Bill]) -> tuple[str, int]:
    """Where the newest export prints the row; ("", 0) for a payment that stands in no bill."""
    places: list[tuple[datetime, str, int]] = []
    for bill in bills:
        places += [(bill.exported_at, file_name(bill), n) for n, printed in printed_rows(bill) if printed == row]
    return max(places)[1:] if places else ("", 0)


def _currency(cancellation: str, dues: Sequence[Due]) -> str:
    return next((due.row.currency for due in dues if due.cancellation == cancellation), "CNY")


def _claim(findings: Sequence[ExpectedFinding], end: date | None, costs: int, currency: str) -> ExpectedClaim:
    return ExpectedClaim(
        end,
        sum(f.principal for f in findings),
        sum(f.interest for f in findings),
        costs,
        sum(f.in_question for f in findings),
        currency,
    )
