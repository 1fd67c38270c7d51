"""What the judgement benchmark promises: settled payments are judged, open ones asked about, and sums are exact."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.judgement.__main__ import score
from benchmarks.judgement.cases import KINDS, OPEN, SETTLED, cases, name_of
from benchmarks.judgement.lives import Truth
from benchmarks.judgement.scoring import Said, Score

SEED, PERSONS = 2001, 90


@pytest.fixture(scope="module")
def judged() -> Score:
    """Persons of every kind, judged as one table."""
    into = Score()
    score(PERSONS, SEED, into)
    return into


def disagreements(of: Score, what: str) -> list[tuple[Truth, Said]]:
    """For reading, where there should be none."""
    return [(truth, said) for kind, truth, said in of.faults if kind == what]


def test_of_what_the_data_settle_one_in_twenty_ends_in_a_question_at_most(judged: Score) -> None:
    assert judged.settled.total() > 200
    assert judged.asked_share <= 0.05, disagreements(judged, "settled, asked")


def test_nothing_that_the_data_do_not_settle_is_claimed(judged: Score) -> None:
    assert set(judged.open) == {name_of(kind) for kind in OPEN}
    assert disagreements(judged, "open, claimed") == []


def test_nothing_is_claimed_beyond_what_is_owed_and_what_is_owed_is_claimed(judged: Score) -> None:
    assert judged.sums["owed"] > 100_000
    assert disagreements(judged, "claimed, not owed") == []
    assert disagreements(judged, "owed, not claimed") == []
    assert (judged.exact, judged.over) == (judged.cancellations, 0)


def test_the_cases_hold_every_kind_and_follow_from_the_seed_alone() -> None:
    one, again, other = cases(PERSONS, 7), cases(PERSONS, 7), cases(PERSONS, 8)
    assert one.truths == again.truths != other.truths
    assert one.bills.transactions.equals(again.bills.transactions)
    assert {name_of(k) for k in KINDS} <= {t.kind for t in one.truths}
    assert not {name_of(k) for k in SETTLED} & {t.kind for t in one.truths if not t.settled}
    listed = Counter(i for t in one.truths for i in t.ids)
    assert set(listed) <= set(one.bills.transactions["transaction_id"])
    assert max(listed.values()) == 1


def test_the_scorer_counts_what_it_says() -> None:
    owed = Truth("p", "k", "C1", ("a",), "CNY", "after_end", settled=True, owed=3000)
    kept = Truth("p", "k", "C1", ("b",), "CNY", "in_term", settled=True)
    doubtful = Truth("p", "k", "C1", ("c", "d"), "CNY", "unclear", settled=False, asked=3000)
    right = {("p", "a"): Said(3000, 0, "after_end"), ("p", "d"): Said(0, 3000, "unclear")}
    full = Score()
    full.add([owed, kept, doubtful], right, {("p", "C1", "CNY"): 3000})
    assert (full.faults, full.asked_share, full.exact, full.over) == ([], 0, 1, 0)
    wrong = {
        ("p", "a"): Said(0, 3000, "unclear"),
        ("p", "b"): Said(3000, 0, "after_end"),
        ("p", "c"): Said(3000, 0, "after_end"),
        ("p", "x"): Said(0, 100, "unclear"),
    }
    poor = Score()
    poor.add([owed, kept, doubtful], wrong, {("p", "C1", "CNY"): 6000})
    assert (poor.settled_asked.total(), poor.owed_missed.total(), poor.not_owed_claimed.total()) == (1, 1, 1)
    assert (poor.open_claimed.total(), poor.strangers, poor.exact, poor.over) == (1, 1, 0, 1)
    assert poor.asked_share == 0.5
