"""The whole audit: every stage in its order, on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from audit.case import case_files, read_case, template_files, with_template
from audit.errors import UsageError
from audit.judging.answers import settled
from audit.judging.claim_notes import exchange_told
from audit.judging.claims import compute_claims
from audit.judging.findings import judge
from audit.judging.found_cancellations import with_found
from audit.judging.links import link
from audit.judging.next_steps import next_steps
from audit.judging.notices import judging_problems
from audit.judging.overlaps import only, status_changes
from audit.judging.owing import owing
from audit.judging.payments import consolidate
from audit.judging.recurring_bills import recurring_bills
from audit.judging.refunds import allocate_refunds
from audit.judging.running import next_debits
from audit.judging.sensitivity import by_answer, sensitivity
from audit.judging.service_ends import service_ends
from audit.judging.subscriptions import mark_subscriptions, named_services, subscriptions
from audit.judging.unexplained import unexplained
from audit.judging.watch import watch
from audit.money import to_print
from audit.statements import Format, Reading, gathered, reading_of
from audit.tables import (
    CANCELLATIONS,
    COSTS,
    DECISIONS,
    EVENTS,
    PROBLEMS,
    RATES,
    TRANSACTIONS,
    Bills,
    Case,
    Results,
)
from audit.wording import Lang, Words

if TYPE_CHECKING:
    from audit.second_process import SecondProcess
    from audit.statements.reading import Password, Told

PathLike = str | Path
_NO_DAY = Words("as_of is no day: {given}; write 2025-09-01", "基准日“{given}”不是日期；请写成 2025-09-01")


class Audit(Results):
    """A finished audit: its tables, and what can be made of them."""

    def save(self, folder: PathLike, *, lang: Lang = "zh", second: SecondProcess | None = None) -> Path:
        """Write every output into the folder, whole or not at all; OutputError if the folder is not ours to replace."""
        from audit.reports.output import save

        debits = next_debits(self.subscriptions, self.marked, as_of=self.as_of)
        whole = replace(self, owing=self.balance(), by_answer=self._by_answer(), running=debits)
        save(whole, Path(folder), lang, second)
        return Path(folder)

    def explain(self, finding: str, *, lang: Lang = "en") -> str:
        """One finding step by step, with its source lines; UsageError for an id that is not there."""
        from audit.reports.explain import explain

        return explain(self, finding, lang)

    def sensitivity(self) -> pd.DataFrame:
        """The claim under other assumptions, one line each, for `audit.plot_sensitivity`."""
        return sensitivity(self.findings, self.refunds, self.case.costs, **self._how())

    def balance(self) -> pd.DataFrame:
        """The principal owed from day to day, a row for each change, for `audit.plot_balance`."""
        return owing(self.findings, self.refunds, self.claims.lines, as_of=self.as_of)

    def _by_answer(self) -> pd.DataFrame:
        return by_answer(self.findings, self.refunds, self.case.costs, self.claims, **self._how())

    def _how(self) -> dict[str, Any]:
        """How the claim was reckoned, as `compute_claims` takes it."""
        options = {"rates": self.case.rates, "statutory": self.case.statutory, "options": self.case.options}
        return {"as_of": self.as_of, "jurisdiction": self.jurisdiction, **options}

    def __repr__(self) -> str:
        totals = self.claims.totals.groupby("currency")["total_minor"].sum()
        sums = " + ".join(to_print(minor, currency) for currency, minor in totals.items())
        return f"<Audit as of {self.as_of}: {len(self.findings)} findings, claimed {sums or 'nothing'}>"

    def _repr_html_(self) -> str:
        from audit.reports.page import summary_html

        return summary_html(self, "zh" if self.jurisdiction == "cn" else "en")  # as the command line does


def run(
    paths: PathLike | Sequence[PathLike],
    case: PathLike | Case | None = None,
    *,
    as_of: date | str | None = None,
    jurisdiction: str = "cn",
    password: Password = None,
    formats: Sequence[Format] | PathLike | None = None,
    progress: Told | None = None,
) -> Audit:
    """Read the bills and the case file, judge every charge after a cancellation, and compute the claim.

    `paths` are files, folders or zips; the case file is `case`, else `case.xlsx` or `cancellations.csv` in the one
    folder given. What happened after `as_of` (default: today) is left out and counted.
    """
    reading, record, root = taken_in(paths, case, password=password, formats=formats, progress=progress)
    audit = audit_bills(gathered([reading]), record, as_of=_day(as_of), jurisdiction=jurisdiction, root=root)
    return replace(audit, formats=Path(formats)) if isinstance(formats, str | Path) else audit


def taken_in(
    paths: PathLike | Sequence[PathLike],
    case: PathLike | Case | None = None,
    *,
    password: Password = None,
    formats: Sequence[Format] | PathLike | None = None,
    progress: Told | None = None,
    person: str = "",
) -> tuple[Reading, Case, Path]:
    """What one person gave: the bills as read, the case file, and the folder that file names are counted from."""
    given = [Path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)]
    root = _root(given)
    record = with_template(_case(case, root, person), root, person)
    skip = [*case_files(root), *template_files(root), *record.evidence, *([record.path] if record.path else [])]
    reading = reading_of(
        given, formats=formats, password=password, progress=progress, skip=skip, root=root, person=person
    )
    return reading, record, root


def audit_bills(bills: Bills, case: Case, *, as_of: date, jurisdiction: str = "cn", root: Path = Path()) -> Audit:
    """Everything after reading, on tables alone."""
    known, left_out = _until(_with_charges(bills.transactions, case.charges), as_of)
    sources = bills.sources
    links = link(known)
    payments = consolidate(known, links)
    told = pd.concat([bills.events, status_changes(known)], ignore_index=True)
    events = pd.concat([told, case.events], ignore_index=True)
    marked = mark_subscriptions(payments, pd.concat([events, named_services(case.cancellations)], ignore_index=True))
    found = subscriptions(marked, as_of=pd.Timestamp(as_of))
    case = replace(case, cancellations=with_found(case.cancellations, told, marked))
    ends = service_ends(marked, case.cancellations, sources)
    findings = judge(marked, ends, sources, case.decisions)
    refunds = allocate_refunds(findings, links, case.decisions)
    findings = settled(findings, refunds)
    claims = compute_claims(
        findings,
        refunds,
        case.costs,
        as_of=as_of,
        jurisdiction=jurisdiction,
        rates=case.rates,
        statutory=case.statutory,
        options=case.options,
    )
    claims = exchange_told(claims, findings, refunds, payments)
    watched = watch(ends, findings, sources, as_of=as_of)
    noticed = judging_problems(ends, findings, refunds, case, told, marked, unexplained(known, links), as_of=as_of)
    return Audit(
        as_of=as_of,
        jurisdiction=jurisdiction,
        root=root,
        bills=replace(bills, events=told),
        case=case,
        links=links,
        payments=payments,
        marked=marked,
        subscriptions=found,
        ends=ends,
        findings=findings,
        refunds=refunds,
        claims=claims,
        watch=watched,
        next_steps=next_steps(ends, findings, events, claims, as_of=as_of, jurisdiction=jurisdiction, watched=watched),
        problems=pd.concat([bills.problems, case.problems, noticed], ignore_index=True),
        left_out=left_out,
        recurring_bills=recurring_bills(marked, as_of=pd.Timestamp(as_of)),
    )


def _day(as_of: date | str | None) -> date:
    """The day of filing: as given, a date or ISO text, else today."""
    if isinstance(as_of, str):
        try:
            return date.fromisoformat(as_of)
        except ValueError as fault:
            raise UsageError(_NO_DAY.fill(given=as_of)) from fault
    return as_of or date.today()


def _with_charges(transactions: pd.DataFrame, charges: pd.DataFrame) -> pd.DataFrame:
    """The bills' rows and those typed by hand; where none were typed, nothing is copied."""
    return pd.concat([transactions, charges], ignore_index=True) if len(charges) else transactions


def _until(transactions: pd.DataFrame, as_of: date) -> tuple[pd.DataFrame, int]:
    """The rows up to and including that day, and how many came after it."""
    after = transactions["civil_date"] > pd.Timestamp(as_of)
    return only(transactions, ~after).reset_index(drop=True), int(after.sum())


def _root(paths: Sequence[Path]) -> Path:
    """The case folder, in whatever order paths are given: the one folder, else what holds a case file or is first."""
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0]
    return min((path.parent for path in paths), key=lambda folder: (not case_files(folder), folder.absolute()))


def _case(case: PathLike | Case | None, root: Path, person: str) -> Case:
    if isinstance(case, Case):
        return case
    if case:
        return read_case(case, person=person)
    return read_case(root, person=person) if case_files(root) else no_case()


def no_case() -> Case:
    """What there is to know without a case file: nothing."""
    tables = (CANCELLATIONS, EVENTS, COSTS, DECISIONS, TRANSACTIONS, RATES, PROBLEMS)
    return Case(*(table.empty() for table in tables))
