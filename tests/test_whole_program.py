"""Sample cases through the whole program, fifty seeds and one of each kind: verdicts and sums are the plan's."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit.pipeline import Audit, run
from audit.samples import KINDS, ExpectedFinding, SampleCase, make_case

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = range(max(50, len(KINDS)))


def key(cancellation: str, reference: str, file: str, row: int) -> tuple[str, str]:
    """What names a finding: its printed number, or the place of a row without one."""
    return cancellation, reference or f"{file}:{row}"


def found(audit: Audit) -> dict[tuple[str, str], tuple[str, int, int, int]]:
    """Verdict, principal, interest and amount in question of every finding of the audit."""
    lines = audit.claims.lines.set_index("finding_id")
    told: dict[tuple[str, str], tuple[str, int, int, int]] = {}
    for f in audit.findings.to_dict("records"):
        sums = [0, 0, 0]
        if f["finding_id"] in lines.index:
            line = lines.loc[f["finding_id"]]
            sums = [int(line[c]) for c in ("principal_minor", "interest_minor", "in_question_minor")]
        told[key(f["cancellation_id"], f["reference"], f["file"], f["row"])] = (f["verdict"], sums[0], sums[1], sums[2])
    return told


def due(finding: ExpectedFinding) -> tuple[str, int, int, int]:
    """The same four of an expected finding."""
    return finding.verdict, finding.principal, finding.interest, finding.in_question


def wanted(case: SampleCase, told: dict[tuple[str, str], Any]) -> dict[tuple[str, str], tuple[str, int, int, int]]:
    """What the audit must have said: all that is required, and what else the plan allows if it was said."""
    keyed = {key(f.cancellation, f.reference, f.file, f.row): f for f in case.findings}
    return {k: due(f) for k, f in keyed.items() if f.required or k in told}


def sums(audit: Audit) -> dict[str, tuple[int, int, int, int]]:
    """Principal, interest, costs and amount in question of each cancellation."""
    totals = audit.claims.totals
    columns = ["principal_minor", "interest_minor", "costs_minor", "in_question_minor"]
    by_cancellation = totals.groupby("cancellation_id")[columns].sum()
    return {
        str(c): tuple(int(v) for v in row)
        for c, row in zip(by_cancellation.index, by_cancellation.to_numpy(), strict=True)
    }


def check(case: SampleCase, audit: Audit) -> None:
    """The audit says what the plan says: nothing unread, every finding, every sum, every end."""
    unread = pd.concat([audit.bills.problems, audit.case.problems])
    assert [(p["file"], p["reason"]) for p in unread.to_dict("records")] == []
    told = found(audit)
    assert told == wanted(case, told)
    nothing = (0, 0, 0, 0)
    expected = {c: (e.principal, e.interest, e.costs, e.in_question) for c, e in case.claims.items()}
    assert {c: sums(audit).get(c, nothing) for c in expected} == expected
    ends = {(e["cancellation_id"], e["service_end"].date()) for e in audit.ends.to_dict("records")}
    for cancellation, claim in case.claims.items():
        assert claim.service_end is None or ends >= {(cancellation, claim.service_end)}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed}-{make_case(seed).kind}")
def test_the_audit_finds_what_the_plan_owes(seed: int, tmp_path: Path) -> None:
    case = make_case(seed)
    check(case, run([case.write(tmp_path)], as_of=case.as_of))


def test_the_sample_case_is_worth_what_its_plan_says() -> None:
    folder = REPOSITORY / "sample_data"
    stated = json.loads((folder / "about" / "expected.json").read_text("utf-8"))
    audit = run([folder], as_of=date.fromisoformat(stated["as_of"]))
    fen = {c["cancellation"]: tuple(round(float(c[n]) * 100) for n in ("principal", "interest", "costs", "in_question"))
           for c in stated["claims"]}  # fmt: skip
    assert {c: sums(audit).get(c, (0, 0, 0, 0)) for c in fen} == fen
    told = found(audit)
    for f in stated["findings"]:
        expected = (f["verdict"], *(round(float(f[n]) * 100) for n in ("principal", "interest", "in_question")))
        assert told[key(f["cancellation"], f["reference"], f["file"], f["row"])] == expected
