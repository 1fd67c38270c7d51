"""10,000 generated claims, reckoned once as one table and once by hand: every debit agrees to the fen.

RECKONING_SEED draws other lives, RECKONING_CLAIMS fewer or more of them; RECKONING_JUDGED says how many of them are
judged from their payments on, and not only reckoned.
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
JUDGED = min(CLAIMS, int(os.environ.get("RECKONING_JUDGED", "3000")))
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
def told(lives: list[Life]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The findings and refunds of all lives as one table, each debit judged by the second reckoning."""
    findings = drawn.findings(lives)
    return findings, allocate_refunds(findings, drawn.links(lives))


@pytest.fixture(scope="module")
def judgement(lives: list[Life]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The service ends and the findings of the first lives as one table, from their payments on."""
    lives = lives[:JUDGED]
    marked, shown = drawn.payments(lives), drawn.sources(lives)
    ends = service_ends(marked, drawn.cancellations(lives), shown)
    return ends, judge(marked, ends, shown)


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


def reckoned(lives: list[Life], ways: list[Way]) -> list[list[Owed]]:
    """What every debit of every life comes to by its way."""
    return [[second.owed(x, k, way) for k in range(len(x.debits))] for x, way in zip(lives, ways, strict=True)]


def differing(found: dict[str, Owed], lives: list[Life], expected: list[list[Owed]]) -> list[str]:
    """Where the two reckonings part; a debit without a line must come to nothing."""
    apart = []
    for n, each in enumerate(expected):
        for k, owed in enumerate(each):
            line = found.get(f"p{n:05}-{k}")
            if line != owed and (line is not None or owed.claimable or owed.asked):
                apart.append(f"p{n:05}-{k}: {line} is not {owed} of {lives[n]}")
    return apart


def test_every_service_ends_on_the_same_day(judgement, lives) -> None:
    found = judgement[0]["service_end"].dt.date.tolist()
    ends = [second.service_end(life)[0] for life in lives[:JUDGED]]
    apart = [f"{end} is not {day} of {life}" for life, end, day in zip(lives, found, ends, strict=False) if end != day]
    assert apart[:3] == []


def test_every_debit_is_judged_the_same(judgement, lives) -> None:
    findings = judgement[1]
    refunds = allocate_refunds(findings, drawn.links(lives[:JUDGED]))
    claims = compute_claims(findings, refunds, as_of=FILED)
    assert differing(lines_of(claims, findings), lives, reckoned(lives[:JUDGED], [Way(FILED)] * JUDGED))[:3] == []


def test_every_way_of_reckoning_comes_to_the_same(told, lives, ways) -> None:
    findings, refunds = told
    ticked = {f"p{n:05}" for n in range(0, CLAIMS, 3)}
    claims = compute_claims(findings, refunds, as_of=FILED, options=drawn.options(ways), statutory=ticked)
    expected = reckoned(lives, [way_of(w) for w in ways])
    assert differing(lines_of(claims, findings), lives, expected)[:3] == []
    sums = [
        sum_of(life, each, life.proof in "AB" and n % 3 == 0)
        for n, (life, each) in enumerate(zip(lives, expected, strict=True))
    ]
    columns = ["principal_minor", "interest_minor", "in_question_minor", "statutory_minor", "statutory_claimed"]
    found = list(zip(*(claims.totals[c].tolist() for c in columns), strict=True))
    assert [f"{s} is not {e} of {x}" for s, e, x in zip(found, sums, lives, strict=True) if s != e][:3] == []


def sum_of(life: Life, each: list[Owed], ticked: bool) -> tuple[int, int, int, int, bool]:
    """Principal, interest, in question; the damages that stand apart, and whether they are claimed."""
    fee = sum(o.principal for o in each)
    damages = second.statutory(fee) if life.currency == "CNY" else 0
    return fee, sum(o.interest for o in each), sum(o.question for o in each), damages, bool(damages) and ticked


def test_the_lives_are_of_every_kind(judgement, told) -> None:
    verdicts = set(judgement[1]["verdict"])
    assert verdicts >= {"after_end", "in_term", "prorated", "precharged", "notice_disputed", "unclear"}
    assert (told[0]["claimable_minor"] > 0).sum() > CLAIMS
    assert len(told[1]) > CLAIMS // 4


def test_the_second_reckoning_knows_nothing_of_the_first() -> None:
    tree = ast.parse(Path(second.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"__future__", "dataclasses", "datetime", "fractions", "functools"}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))


def test_what_was_taken_after_the_end_of_a_period_bears_interest_from_that_day() -> None:
    # paid in arrears: 30.00 for June, rescinded on the 10th by the merchant's fault, taken on July 1: 20 of 30 days
    # unused, so 20.00, at 3.00 % from July 1 to October 1 (92 days, 0.1512 -> 0.15) and not from June 11 (0.18)
    months = [datetime(2026, m, 1, 9, 21, 5) for m in (3, 4, 5, 6, 7)]
    june = Life(
        1, 0, date(2026, 3, 1), 3000, "CNY", tuple(map(Debit, months)), datetime(2026, 6, 10, 10), True, "immediate",
        "merchant", True, None, None, None, "B", (),
    )  # fmt: skip
    marked, shown = drawn.payments([june]), drawn.sources([june])
    findings = judge(marked, service_ends(marked, drawn.cancellations([june]), shown), shown)
    claims = compute_claims(findings, allocate_refunds(findings, drawn.links([june])), as_of=date(2026, 10, 1))
    assert claims.totals[["principal_minor", "interest_minor"]].to_numpy().tolist() == [[2000, 15]]
