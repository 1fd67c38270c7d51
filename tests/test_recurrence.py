"""The recurrence benchmark itself: its lives are what its definition says, its scorer counts as it says."""

from __future__ import annotations

from collections import Counter

from benchmarks.recurrence.__main__ import ours
from benchmarks.recurrence.scoring import Score
from benchmarks.recurrence.streams import NOISE, STREAMS, as_bank, life


def test_a_life_holds_what_the_definition_says() -> None:
    charges = life(7)
    assert Counter(k for s, k in {(c.stream, c.kind) for c in charges if c.stream}) == STREAMS
    assert Counter(k for s, k in {(c.seller, c.kind) for c in charges if not c.stream}) == NOISE
    assert life(7) == charges != life(8)
    assert all(c.fen > 0 and c.text for c in charges)


def test_every_print_is_the_same_life() -> None:
    plain, worded, bank = life(7), life(7, worded=True), as_bank(life(7))
    assert [(c.at, c.fen, c.stream) for c in plain] == [(c.at, c.fen, c.stream) for c in worded]
    assert [(c.at.date(), c.fen, c.stream) for c in plain] == [(c.at.date(), c.fen, c.stream) for c in bank]
    assert any("自动续费" in c.text for c in worded)
    assert not any("自动续费" in c.text for c in plain)


def test_the_labels_themselves_score_full_marks_and_nothing_scores_none() -> None:
    charges = life(7)
    full, none = Score(), Score()
    full.add(charges, {n: c.stream for n, c in enumerate(charges) if c.stream})
    none.add(charges, {})
    assert (full.precision, full.recall, full.f1, full.noise_share) == (1, 1, 1, 0)
    assert (none.recall, none.f1) == (0, 0)


def test_a_split_and_a_habit_lower_precision() -> None:
    charges = life(7)
    reported = {n: c.stream for n, c in enumerate(charges) if c.stream}
    fixed = [n for n, c in enumerate(charges) if c.stream == "fixed 0.0"]
    reported |= dict.fromkeys(fixed[: len(fixed) // 3], "half")
    reported |= {n: "coffee" for n, c in enumerate(charges) if c.kind == "coffee"}
    score = Score()
    score.add(charges, reported)
    assert (score.found.total(), score.splits, score.noise) == (45, {"fixed": 1}, {"coffee": 1})


def test_what_this_program_finds_in_lives_nobody_tuned_it_on() -> None:
    score, bare = Score(), Score()
    for seed in (2001, 2002):
        worded, bank = life(seed, worded=True), as_bank(life(seed))
        score.add(worded, ours(worded))
        bare.add(bank, ours(bank))
    assert score.f1 >= 0.98
    assert score.noise_share <= 0.01
    assert bare.f1 >= 0.95
