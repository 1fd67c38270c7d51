"""Refunds set against findings: each once, doubtful ones as one question with both figures."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.judging.claims import compute_claims
from audit.judging.refunds import allocate_refunds
from audit.tables import DECISIONS, FINDINGS, LINKS, REFUNDS, check


def finding(number=1, on="2025-07-01", minor=3000, **changes):
    """One after_end finding of claim C1 of person p on the payment t<number>."""
    plain = {
        "person": "p", "finding_id": f"F{number}", "cancellation_id": "C1", "subscription_id": "S1",
        "verdict": "after_end", "payment_id": f"t{number}", "civil_date": on, "interest_from_on": on,
        "currency": "CNY", "proof": "B", "amount_minor": minor, "claimable_minor": minor,
    }  # fmt: skip
    return {**plain, **changes}


def link(charge, refund="r1", on="2025-08-05", minor=3000, **changes):
    """One doubtful link from a refund row to the charge t<charge>."""
    plain = {
        "person": "p", "from_id": refund, "to_id": f"t{charge}", "relation": "refunds", "amount_minor": minor,
        "rule": "unnumbered", "certain": False, "from_on": on, "from_file": "wechat.csv", "from_row": 31,
    }  # fmt: skip
    return {**plain, **changes}


def sure(charge, refund="r1", on="2025-08-05", minor=3000, **changes):
    return link(charge, refund, on, minor, **({"certain": True, "rule": "reference"} | changes))


def table(kind, rows):
    frame = pd.DataFrame(rows)
    for column in frame.columns.intersection([c for c, k in kind.columns.items() if k == "date"]):
        frame[column] = pd.to_datetime(frame[column])
    return kind.of(frame) if len(frame) else kind.empty()


def allocate(findings, links, answers=None):
    decisions = [{"person": "p", "key": k, "answer": a} for k, a in (answers or {}).items()]
    refunds = allocate_refunds(table(FINDINGS, findings), table(LINKS, links), table(DECISIONS, decisions))
    return check(refunds, REFUNDS)


def short(refunds):
    return list(zip(refunds["finding_id"], refunds["amount_minor"], refunds["certain"], strict=True))


def claimed(findings, refunds):
    claims = compute_claims(table(FINDINGS, findings), refunds, as_of=date(2025, 9, 1))
    return tuple(claims.totals[["principal_minor", "in_question_minor"]].sum())


def test_a_numbered_refund_is_set_against_its_charge():
    refunds = allocate([finding(1), finding(2, "2025-08-01")], [sure(2, minor=500)])
    (row,) = refunds.to_dict("records")
    assert (row["finding_id"], row["refund_id"], row["amount_minor"], row["basis"]) == ("F2", "r1", 500, "reference")
    assert (row["certain"], row["refunded_on"], row["file"], row["row"]) == (
        True, pd.Timestamp("2025-08-05"), "wechat.csv", 31
    )  # fmt: skip


def test_a_refund_that_only_the_status_tells_of_names_the_charge_itself():
    refunds = allocate([finding(1)], [sure(1, "t1", "2025-07-01", rule="status")])
    assert (refunds["refund_id"] == refunds["payment_id"]).tolist() == [True]
    assert claimed([finding(1)], refunds) == (0, 0)


def test_the_same_refund_linked_twice_counts_once():
    refunds = allocate([finding(1)], [sure(1, minor=500), sure(1, minor=500, rule="status")])
    assert short(refunds) == [("F1", 500, True)]


def test_two_refunds_of_one_charge_are_two_rows():
    refunds = allocate([finding(1)], [sure(1, "r2", "2025-08-09", 700), sure(1, "r1", minor=500)])
    assert short(refunds) == [("F1", 500, True), ("F1", 700, True)]


def test_mirrors_and_other_payments_and_other_relations_take_no_refund():
    mirror = finding(9, payment_id="t1", verdict="mirror", claimable_minor=0)
    refunds = allocate([finding(1), mirror], [sure(1), sure(5, "r5"), sure(1, "r6", relation="reverses")])
    assert short(refunds) == [("F1", 3000, True)]


def test_another_persons_payment_of_the_same_number_is_not_touched():
    refunds = allocate([finding(1), finding(1, person="q")], [sure(1, person="q", minor=500)])
    assert refunds[["person", "amount_minor"]].to_numpy().tolist() == [["q", 500]]


def test_a_doubtful_refund_of_two_charges_of_one_claim_lowers_it_once_and_asks_nothing():
    # CASES 30: whichever came back, 30.00 of the 60.00 is left
    findings = [finding(1), finding(2, "2025-08-01")]
    refunds = allocate(findings, [link(1), link(2)])
    assert short(refunds) == [("F1", 3000, True)]
    assert refunds["question"].tolist() == [""]
    assert claimed(findings, refunds) == (3000, 0)


def test_a_doubtful_refund_that_settles_a_claim_leaves_the_least_interest():
    # in full for the earlier charge: only the later one bears interest, 31 days = 0.08; the other way round 0.15
    findings = [finding(1), finding(2, "2025-08-01")]
    refunds = allocate(findings, [link(1), link(2)])
    claims = compute_claims(table(FINDINGS, findings), refunds, as_of=date(2025, 9, 1))
    assert claims.totals["interest_minor"].tolist() == [8]


def test_two_doubtful_refunds_of_three_charges_leave_one():
    findings = [finding(1), finding(2, "2025-08-01"), finding(3, "2025-08-03")]
    links = [link(n, r, on) for r, on in (("r1", "2025-08-05"), ("r2", "2025-08-06")) for n in (1, 2, 3)]
    assert claimed(findings, allocate(findings, links)) == (3000, 0)


def test_a_refund_that_may_belong_to_another_product_is_one_question_with_both_figures():
    # CASES 29: the game of 2025-07-03 is no finding of this claim
    findings = [finding(1)]
    refunds = allocate(findings, [link(1, on="2025-07-05"), link(7, on="2025-07-05")])
    (row,) = refunds.to_dict("records")
    assert (row["finding_id"], row["amount_minor"], row["certain"]) == ("F1", 3000, False)
    assert row["question"] == (
        "¥30.00 came back on 2025-07-05 without an order number, for the charge of 2025-07-01 (¥30.00) or another "
        "payment to the same seller (1 in the bills). If it was for the charge of 2025-07-01 (¥30.00), ¥0.00 of it is "
        "still owed, otherwise ¥30.00. Was it? Answer “owed” if it was for something else, “not owed” if it was for "
        "this, or the amount still owed."
    )
    assert row["question_zh"].startswith(
        "2025-07-05 退回 ¥30.00，未注明订单，可能对应：2025-07-01 的扣款（¥30.00）、或"
    )
    assert claimed(findings, refunds) == (0, 3000)


@pytest.mark.parametrize(
    ("answer", "result"),
    [("owed", (3000, 0)), ("not_owed", (0, 0)), ("12.00", (1200, 0)), ("99.00", (3000, 0))],
)
def test_an_answer_settles_the_question_and_keeps_its_key(answer, result):
    findings, links = [finding(1)], [link(1), link(7)]
    (asked,) = allocate(findings, links)["question_key"]
    assert asked.startswith("Q")
    assert len(asked) == 9
    answered = allocate(findings, links, {asked: answer})
    assert claimed(findings, answered) == result
    assert (answered["question"].tolist(), answered["question_key"].tolist()) == ([""], [asked])


def test_another_persons_answer_settles_nothing():
    findings, links = [finding(1)], [link(1), link(7)]
    (asked,) = allocate(findings, links)["question_key"]
    others = table(DECISIONS, [{"person": "q", "key": asked, "answer": "owed"}])
    refunds = allocate_refunds(table(FINDINGS, findings), table(LINKS, links), others)
    assert claimed(findings, refunds) == (0, 3000)


def test_a_refund_of_a_charge_that_is_due_or_of_one_that_is_not_puts_only_itself_in_question():
    # 30.00 came back; of the 60.00 claimed at least 30.00 is owed in any case
    findings = [finding(1, "2025-06-01", verdict="in_term", claimable_minor=0), finding(2), finding(3, "2025-08-01")]
    refunds = allocate(findings, [link(1), link(2), link(3)])
    assert short(refunds) == [("F3", 3000, False)]
    assert claimed(findings, refunds) == (3000, 3000)


def test_a_refund_that_may_lower_either_of_two_claims_is_asked_for_each():
    findings = [finding(1), finding(2, cancellation_id="C2", subscription_id="S2")]
    links = [link(1), link(2)]
    refunds = allocate(findings, links)
    assert short(refunds) == [("F1", 3000, False), ("F2", 3000, False)]
    first, second = refunds["question_key"]
    assert first != second
    # it was for the first: the second is no question any more
    settled = allocate(findings, links, {first: "not_owed"})
    assert short(settled) == [("F1", 3000, True)]
    assert claimed(findings, settled) == (3000, 0)


def test_a_refund_larger_than_any_charge_is_a_question_about_all_it_may_cover():
    findings = [finding(1), finding(2, "2025-08-01")]
    links = [link(1, minor=5000), link(2, minor=5000)]
    refunds = allocate(findings, links)
    assert short(refunds) == [("F1", 2000, False), ("F2", 3000, False)]
    assert (refunds["question"] != "").sum() == 1
    (question,) = refunds.loc[refunds["question"] != "", "question"]
    assert "more than any single charge" in question
    assert "¥10.00 is still owed there, otherwise ¥60.00" in question
    (asked,) = set(refunds["question_key"])
    assert claimed(findings, refunds) == (1000, 5000)
    assert claimed(findings, allocate(findings, links, {asked: "not_owed"})) == (1000, 0)
    assert claimed(findings, allocate(findings, links, {asked: "owed"})) == (6000, 0)
    assert claimed(findings, allocate(findings, links, {asked: "20.00"})) == (3000, 0)


def test_a_single_candidate_that_the_links_do_not_vouch_for_stays_a_question():
    findings = [finding(1)]
    assert short(allocate(findings, [link(1)])) == [("F1", 3000, False)]


def test_a_charge_that_came_back_by_number_is_no_candidate_any_more():
    findings = [finding(1), finding(2, "2025-08-01")]
    refunds = allocate(findings, [sure(2, "r0"), link(1, "r1"), link(2, "r1")])
    assert short(refunds) == [("F1", 3000, True), ("F2", 3000, True)]
    assert claimed(findings, refunds) == (0, 0)


def test_a_refund_with_a_certain_charge_is_not_asked_about():
    findings = [finding(1), finding(2, "2025-08-01")]
    assert short(allocate(findings, [sure(1, rule="status"), link(1), link(2)])) == [("F1", 3000, True)]


def test_where_nothing_is_claimed_a_doubtful_refund_is_shown_and_not_asked_about():
    findings = [finding(1, verdict="in_term", claimable_minor=0), finding(2, verdict="one_off", claimable_minor=0)]
    refunds = allocate(findings, [link(1), link(2)])
    assert short(refunds) == [("F2", 3000, False)]
    assert refunds[["question", "question_key"]].to_numpy().tolist() == [["", ""]]


def test_a_refund_of_other_payments_only_is_passed_over():
    assert short(allocate([finding(1)], [link(5), link(6)])) == []


def test_no_links_and_no_findings_are_empty_tables():
    assert short(allocate([finding(1)], [])) == []
    assert short(allocate([], [link(1), sure(2)])) == []


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(1, 5), st.sets(st.integers(0, 5), min_size=2)), min_size=1, max_size=3),
)
def test_whatever_each_refund_was_for_no_more_is_claimed_than_owed_and_nothing_is_missed(prices, backs):
    """Prices and refunds in tens of yuan; candidates beyond the prices are payments of which nothing is known."""
    findings = [finding(n, f"2025-07-0{n + 1}", 1000 * p) for n, p in enumerate(prices)]
    links = [
        link(c, f"r{i}", f"2025-08-0{i + 1}", 1000 * amount) for i, (amount, cs) in enumerate(backs) for c in sorted(cs)
    ]
    principal, asked = claimed(findings, allocate(findings, links))
    owed = []
    for truth in product(*(sorted(cs) for _, cs in backs)):
        back = Counter()
        for charge, (amount, _) in zip(truth, backs, strict=True):
            back[charge] += amount
        if all(back[n] <= p for n, p in enumerate(prices)):
            owed.append(1000 * sum(p - back[n] for n, p in enumerate(prices)))
    if owed:  # else some refund was for several charges at once
        assert principal <= min(owed)
        assert principal + asked >= max(owed)


def test_answering_every_question_leaves_none():
    findings = [finding(1), finding(2, "2025-08-01")]
    links = [link(n, r) for r in ("r1", "r2", "r3") for n in (1, 2, 7)]
    answers = {}
    for _ in range(3):
        refunds = allocate(findings, links, answers)
        answers |= dict.fromkeys(refunds.loc[refunds["question"] != "", "question_key"], "owed")
    assert len(answers) == 3
    assert claimed(findings, allocate(findings, links, answers)) == (6000, 0)
