"""10,000 generated claims, reckoned once as one table and once by hand: every debit agrees to the fen.

RECKONING_SEED draws other lives, RECKONING_CLAIMS fewer or more of them.
"""

from __future__ import annotations

import ast
import os
from datetime import date, datetime
from pathlib import Path
from random import Random

import generated_claims as drawn
import pandas as pd
import pytest
import second_reckoning as second
from second_reckoning import DAY, Debit, Life, Owed, Way

from audit.judging.claims import compute_claims
from audit.judging.findings import judge
from audit.judging.refunds import allocate_refunds
from audit.judging.service_ends import service_ends
from audit.tables import Claims

SEED = int(os.environ.get("RECKONING_SEED", "20261122"))
CLAIMS = int(os.environ.get("RECKONING_CLAIMS", "10000"))
FILED = date(2025, 12, 1) + Random(SEED).randint(0, 340) * DAY
CHOICES = (
    ("rate_mode", ("", "", "segmented", "fixed_at_charge", "fixed_at_contract", "deposit_benchmark")),
    ("day_count", ("365", "360")),
    ("refund_allocation", ("principal_first", "interest_first")),
    ("count_last_day", ("no", "no", "yes")),
)


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    draw = Random(SEED)
    return [drawn.life(draw, FILED) for _ in range(CLAIMS)]


@pytest.fixture(scope="module")
def ways() -> list[dict[str, str]]:
    draw = Random(SEED + 1)
    return [{name: draw.choice(values) for name, values in CHOICES} for _ in range(CLAIMS)]


@pytest.fixture(scope="module")
def told(lives: list[Life]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The service ends, the findings and the refunds of all lives as one table."""
    marked, shown = drawn.payments(lives), drawn.sources(lives)
    ends = service_ends(marked, drawn.cancellations(lives), shown)
    findings = judge(marked, ends, shown)
    return ends, findings, allocate_refunds(findings, drawn.links(lives))


def way_of(chosen: dict[str, str]) -> Way:
    return Way(
        FILED, chosen["rate_mode"], int(chosen["day_count"]), chosen["refund_allocation"] == "interest_first",
        chosen["count_last_day"] == "yes",
    )  # fmt: skip


def lines_of(claims: Claims, findings: pd.DataFrame) -> dict[str, Owed]:
    """Every line by its payment, as the second reckoning writes it."""
    facts = findings[["person", "finding_id", "payment_id", "questioned_minor"]]
    named = claims.lines.merge(facts, on=["person", "finding_id"], validate="1:1")
    columns = ("claimable_minor", "questioned_minor", "principal_minor", "interest_minor", "in_question_minor")
    figures = [named[c].tolist() for c in (*columns, "surplus_minor")]
    limits = named["limitation_on"].dt.date.tolist()
    return dict(zip(named["payment_id"], (Owed(*row) for row in zip(*figures, limits, strict=True)), strict=True))


def differing(found: dict[str, Owed], lives: list[Life], ways: list[Way]) -> list[str]:
    """Where the two reckonings part; a debit without a line must come to nothing."""
    apart = []
    for n, (life, way) in enumerate(zip(lives, ways, strict=True)):
        for k in range(len(life.debits)):
            expected, line = second.owed(life, k, way), found.get(f"p{n:05}-{k}")
            if line != expected and (line is not None or expected.claimable or expected.asked):
                apart.append(f"p{n:05}-{k}: {line} is not {expected} of {life} by {way}")
    return apart


def test_every_service_ends_on_the_same_day(told, lives) -> None:
    found = told[0]["service_end"].dt.date.tolist()
    assert [str(life) for life, end in zip(lives, found, strict=True) if second.service_end(life)[0] != end][:3] == []


def test_every_debit_comes_to_the_same(told, lives) -> None:
    _, findings, refunds = told
    claims = compute_claims(findings, refunds, as_of=FILED)
    assert differing(lines_of(claims, findings), lives, [Way(FILED)] * CLAIMS)[:3] == []


def test_every_way_of_reckoning_comes_to_the_same(told, lives, ways) -> None:
    _, findings, refunds = told
    claims = compute_claims(findings, refunds, as_of=FILED, options=drawn.options(ways))
    assert differing(lines_of(claims, findings), lives, [way_of(w) for w in ways])[:3] == []


def test_the_sums_and_the_damages_apart_come_to_the_same(told, lives) -> None:
    _, findings, refunds = told
    ticked = {f"p{n:05}" for n in range(0, CLAIMS, 3)}
    totals = compute_claims(findings, refunds, as_of=FILED, statutory=ticked).totals.set_index("person")
    apart = []
    for n, life in enumerate(lives):
        each = [second.owed(life, k, Way(FILED)) for k in range(len(life.debits))]
        fee = sum(o.principal for o in each)
        damages = second.statutory(fee) if life.currency == "CNY" else 0
        claimed = bool(damages) and f"p{n:05}" in ticked and life.proof in "AB"
        expected = [fee, sum(o.interest for o in each), sum(o.question for o in each), damages, claimed]
        columns = ["principal_minor", "interest_minor", "in_question_minor", "statutory_minor", "statutory_claimed"]
        found = totals.loc[f"p{n:05}", columns].tolist() if f"p{n:05}" in totals.index else [0, 0, 0, 0, False]
        if found != expected:
            apart.append(f"{found} is not {expected} of {life}")
    assert apart[:3] == []


def test_the_lives_are_of_every_kind(told) -> None:
    verdicts = told[1]["verdict"].value_counts()
    common = set(verdicts[verdicts > CLAIMS // 1000].index)
    assert common >= {"after_end", "in_term", "prorated", "precharged", "notice_disputed", "unclear"}
    assert (told[1]["claimable_minor"] > 0).sum() > CLAIMS // 2


def test_the_second_reckoning_knows_nothing_of_the_first() -> None:
    tree = ast.parse(Path(second.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"__future__", "dataclasses", "datetime", "fractions"}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))


def test_what_was_taken_after_the_end_of_a_period_bears_interest_from_that_day() -> None:
    # paid in arrears: 30.00 for June, rescinded on the 10th by the merchant's fault, taken on July 1: 20 of 30 days
    # unused, so 20.00, at 3.00 % from July 1 to October 1 (92 days, 0.1512 -> 0.15) and not from June 11 (0.18)
    months = [datetime(2026, m, 1, 9, 21, 5) for m in (3, 4, 5, 6, 7)]
    june = Life(
        1, 0, date(2026, 3, 1), 3000, "CNY", tuple(map(Debit, months)), datetime(2026, 6, 10, 10), True, "immediate",
        "merchant", True, None, None, None, "B", None,
    )  # fmt: skip
    marked, shown = drawn.payments([june]), drawn.sources([june])
    findings = judge(marked, service_ends(marked, drawn.cancellations([june]), shown), shown)
    claims = compute_claims(findings, allocate_refunds(findings, drawn.links([june])), as_of=date(2026, 10, 1))
    assert claims.totals[["principal_minor", "interest_minor"]].to_numpy().tolist() == [[2000, 15]]
