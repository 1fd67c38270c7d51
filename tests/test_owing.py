"""The principal owed from day to day, and the claim under each open question: both end at the claim's own sums."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from results_sample import days

from audit import tables
from audit.judging.claims import compute_claims
from audit.judging.owing import owing
from audit.judging.sensitivity import by_answer, sensitivity

AS_OF = date(2025, 9, 1)
NO_COSTS = tables.COSTS.empty()


def charges(**columns: object) -> pd.DataFrame:
    """Three debits of 30.00 after the end: two owed, the third in question."""
    return tables.FINDINGS.of({
        "person": "p", "finding_id": ["F1", "F2", "F3"], "cancellation_id": "C1", "description": "卡盟钻",
        "verdict": ["after_end", "after_end", "unclear"], "amount_minor": 3000, "currency": "CNY",
        "claimable_minor": [3000, 3000, 0], "questioned_minor": [0, 0, 3000], "question_key": ["", "", "Q3"],
        "payment_id": ["p1", "p2", "p3"], "civil_date": days("2025-07-01", "2025-08-01", "2025-08-20"),
        "interest_from_on": days("2025-07-01", "2025-08-01", "2025-08-20"), **columns,
    })  # fmt: skip


def refunds(**columns: object) -> pd.DataFrame:
    """5.00 of F1 a week later, and 40.00 of F2 (more than was taken) on a day no record tells."""
    return tables.REFUNDS.of({
        "person": "p", "finding_id": ["F1", "F2"], "refund_id": ["r1", "p2"], "payment_id": ["p1", "p2"],
        "refunded_on": days("2025-07-09", "NaT"), "amount_minor": [500, 4000], "currency": "CNY", "certain": True,
        **columns,
    })  # fmt: skip


def test_the_balance_goes_up_with_debits_and_down_with_refunds_never_below_what_is_owed() -> None:
    found, back = charges(), refunds()
    claims = compute_claims(found, back, as_of=AS_OF)
    owed = owing(found, back, claims.lines, as_of=AS_OF)
    said = zip(owed["changed_on"].dt.strftime("%m-%d"), owed["change"], owed["change_minor"], strict=True)
    assert list(said) == [
        ("07-01", "charge", 3000), ("07-09", "refund", 500), ("08-01", "charge", 3000), ("08-01", "refund", 3000)
    ]  # fmt: skip
    assert list(owed["balance_minor"]) == [3000, 2500, 5500, 2500]
    assert owed["balance_minor"].iloc[-1] == claims.totals["principal_minor"].sum() == 2500


@pytest.mark.parametrize("allocation", ["principal_first", "interest_first"])
def test_the_balance_ends_at_the_claims_principal_however_refunds_are_set_off(allocation: str) -> None:
    found = charges()
    back = refunds(amount_minor=[500, 700], refunded_on=days("2025-08-30", "2025-08-15"), refund_id=["r1", "r2"])
    claims = compute_claims(found, back, as_of=AS_OF, allocation=allocation)
    owed = owing(found, back, claims.lines, as_of=AS_OF)
    assert owed["balance_minor"].iloc[-1] == claims.totals["principal_minor"].sum()
    assert (claims.totals["principal_minor"].sum() > 4800) == (allocation == "interest_first")


def test_a_refund_after_the_day_of_the_audit_is_not_known_yet() -> None:
    found, back = charges(), refunds(refunded_on=days("2025-09-02", "2025-09-02"), refund_id=["r1", "r2"])
    owed = owing(found, back, compute_claims(found, back, as_of=AS_OF).lines, as_of=AS_OF)
    assert list(owed["balance_minor"]) == [3000, 6000]


def test_each_open_question_is_reckoned_as_if_answered_owed() -> None:
    found = charges(claimable_minor=[3000, 0, 0], questioned_minor=[0, 3000, 3000], question_key=["", "Q2", "Q3"])
    none = tables.REFUNDS.empty()
    table = by_answer(found, none, NO_COSTS, compute_claims(found, none, as_of=AS_OF), as_of=AS_OF)
    totals = dict(zip(table["assumption"], table["total_minor"], strict=True))

    def answered(*owed: int) -> int:
        given = charges(claimable_minor=[3000, *owed], questioned_minor=0)
        return int(compute_claims(given, none, as_of=AS_OF).totals["total_minor"].sum())

    assert totals == {
        "as claimed": answered(0, 0),
        "2025-08-01 卡盟钻 (¥30.00) owed": answered(3000, 0),
        "2025-08-20 卡盟钻 (¥30.00) owed": answered(0, 3000),
        "every question answered “owed”": answered(3000, 3000),
    }


def test_a_cost_in_question_goes_with_the_question_it_hangs_on() -> None:
    found = charges(claimable_minor=0, questioned_minor=[0, 0, 3000])
    costs = tables.COSTS.of({"person": ["p"], "cancellation_id": "C1", "what": "打印", "amount_minor": 1200,
                             "currency": "CNY", "receipt": "r.txt", "spent_on": days("2025-08-25")})  # fmt: skip
    none = tables.REFUNDS.empty()
    table = by_answer(found, none, costs, compute_claims(found, none, costs, as_of=AS_OF), as_of=AS_OF)
    assert list(table["costs_minor"]) == [0, 1200]
    assert list(table["principal_minor"]) == [0, 3000]


def test_a_refund_that_may_be_another_charges_is_a_question_like_any_other() -> None:
    found = charges(questioned_minor=0, question_key="")
    back = refunds(certain=[False, True], amount_minor=[500, 500], question_key=["Q-r1", ""])
    table = by_answer(found, back, NO_COSTS, compute_claims(found, back, as_of=AS_OF), as_of=AS_OF)
    assert list(table["principal_minor"]) == [5000, 5500]
    assert table["assumption_zh"].iloc[1] == "2025-07-01 卡盟钻（¥5.00）应退"


def test_without_an_open_question_there_is_nothing_to_compare_but_ways_to_reckon() -> None:
    found, none = charges(questioned_minor=0, question_key=""), tables.REFUNDS.empty()
    assert by_answer(found, none, NO_COSTS, compute_claims(found, none, as_of=AS_OF), as_of=AS_OF).empty
    ways = sensitivity(found, none, NO_COSTS, as_of=AS_OF)
    assert list(ways["assumption"]) == [
        "as claimed", "refunds pay interest first", "interest on a year of 360 days",
        "the rate of the debit day throughout",
    ]  # fmt: skip
