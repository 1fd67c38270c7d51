"""The worked numbers as data: every key of every vector is held against the judgement, not only against the sums."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import generated_claims as drawn
import pandas as pd
import pytest
import second_reckoning as second
from second_reckoning import Debit, Life, Way

from audit.judging.claim_notes import exchange_told
from audit.judging.claims import compute_claims
from audit.judging.findings import judge
from audit.judging.refunds import allocate_refunds
from audit.judging.service_ends import service_ends
from audit.money import to_minor
from audit.tables import FINDINGS, PAYMENTS, REFUNDS

VECTORS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "vectors.toml").read_text("utf-8"))
CLAIMS: list[dict[str, Any]] = VECTORS["claim"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}
TERMS = {"cycle_end": "period_end"}
VERDICTS = {"legit": "in_term", "post_end": "after_end", "straddle": "prorated", "review": "unclear"}
KNOWN = {
    "claim": "id unit start terms cancel effective_end claim_date principal interest total charges precharge_days "
    "fault interest_360 interest_fixed_at_charge rate_mode rate trial_start trial_days interest_first",
    "charge": "date amount class interest unused period refund interest_from refunds rail counterparty",
    "statutory": "fee amount",
    "limitation": "start end weekend",
    "balance": "id amount refunded principal surplus currency posted_cny refund_posted_cny fx_difference_cny",
    "same_day": "cancel_time debit_time class effective_end",
}


def test_no_key_of_a_vector_is_passed_over() -> None:
    found = {name: {key for row in rows for key in row} for name, rows in VECTORS.items() if isinstance(rows, list)}
    found["charge"] = {key for claim in CLAIMS for charge in claim["charges"] for key in charge}
    assert found == {name: set(keys.split()) for name, keys in KNOWN.items()}
    assert (VECTORS["schema"], VECTORS["basis"], VECTORS["rate_mode"]) == (1, 365, "segmented")


def life_of(vector: dict[str, Any]) -> Life:
    """The plan of a vector: its charges, and before them one at every anchor from the start, as it was kept."""
    start, months = date.fromisoformat(vector["start"]), MONTHS[vector["unit"]]
    end = date.fromisoformat(vector["effective_end"])
    cancelled = date.fromisoformat(vector["cancel"]) if "cancel" in vector else end - timedelta(days=1)
    told = [c for c in vector["charges"] if c["class"] != "mirror"]
    first = date.fromisoformat(told[0]["date"])
    price = to_minor(told[0]["amount"])
    plain = Life(
        months, 0, start, price, "CNY", (), datetime.combine(cancelled, time(10)), True,
        TERMS.get(vector["terms"], vector["terms"]), "consumer" if vector["id"] == "W06c" else "merchant", False, None,
        start if "trial_days" in vector else None, None, "B", (),
    )  # fmt: skip
    kept = [a for k in range(24) if (a := second.anchor(plain, k)) < first and a <= cancelled]
    if "trial_days" in vector:
        opened = date.fromisoformat(vector["trial_start"])
        assert opened + timedelta(days=vector["trial_days"]) == start
        plain = Life(**{**vars(plain), "opened": opened})
    backs = [tuple((date.fromisoformat(r["date"]), to_minor(r["amount"])) for r in c.get("refunds", ())) for c in told]
    debits = [Debit(datetime.combine(on, time(9, 21, 5))) for on in kept]
    debits += [
        Debit(datetime.combine(date.fromisoformat(c["date"]), time(9, 21, 5)), b)
        for c, b in zip(told, backs, strict=True)
    ]
    return Life(**{**vars(plain), "debits": tuple(debits)})


@pytest.fixture(scope="module")
def heard() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Service ends, findings and refunds of all vectors as one table of as many persons."""
    lives = [life_of(v) for v in CLAIMS]
    marked, shown = drawn.payments(lives), drawn.sources(lives)
    ends = service_ends(marked, drawn.cancellations(lives), shown)
    findings = judge(marked, ends, shown)
    return ends, findings, allocate_refunds(findings, drawn.links(lives))


def own(table: pd.DataFrame, number: int) -> pd.DataFrame:
    return table[table["person"].eq(f"p{number:05}")].reset_index(drop=True)


@pytest.mark.parametrize("number", range(len(CLAIMS)), ids=[v["id"] for v in CLAIMS])
def test_a_vector_is_judged_as_it_says(heard, number: int) -> None:
    vector, ends, findings = CLAIMS[number], own(heard[0], number), own(heard[1], number)
    assert ends["service_end"].dt.date.tolist() == [date.fromisoformat(vector["effective_end"])]
    assert second.service_end(life_of(vector))[0] == date.fromisoformat(vector["effective_end"])
    for charge in (c for c in vector["charges"] if c["class"] != "mirror"):
        (found,) = findings[findings["civil_date"].eq(pd.Timestamp(charge["date"]))].to_dict("records")
        assert found["verdict"] == VERDICTS[charge["class"]]
        if charge["class"] == "straddle":
            assert (found["unused_days"], found["period_days"]) == (charge["unused"], charge["period"])
            assert found["claimable_minor"] + found["questioned_minor"] == to_minor(charge["refund"])
            assert found["interest_from_on"].date() == date.fromisoformat(charge["interest_from"])


@pytest.mark.parametrize("number", range(len(CLAIMS)), ids=[v["id"] for v in CLAIMS])
def test_both_reckonings_give_the_sums_of_a_vector(heard, number: int) -> None:
    vector, filed = CLAIMS[number], date.fromisoformat(CLAIMS[number]["claim_date"])
    findings, refunds = own(heard[1], number), own(heard[2], number)
    totals = compute_claims(findings, refunds, as_of=filed).totals.iloc[0]
    sums = [int(totals[c]) for c in ("principal_minor", "interest_minor", "total_minor", "in_question_minor")]
    wanted = [to_minor(vector[key]) for key in ("principal", "interest", "total")]
    if vector["id"] == "W06c":  # the consumer's own cause: put in question, not claimed
        assert sums == [0, 0, 0, wanted[0]]
        return
    assert sums == [*wanted, 0]
    life = life_of(vector)
    by_hand = [second.owed(life, k, Way(filed)) for k in range(len(life.debits))]
    assert [sum(o.principal for o in by_hand), sum(o.interest for o in by_hand)] == wanted[:2]
    if "interest_first" in vector:
        first = compute_claims(findings, refunds, as_of=filed, allocation="interest_first").totals.iloc[0]
        told = [to_minor(vector["interest_first"][key]) for key in ("principal", "interest", "total")]
        assert [int(first[c]) for c in ("principal_minor", "interest_minor", "total_minor")] == told


@pytest.mark.parametrize("vector", VECTORS["same_day"], ids=lambda v: v["class"])
def test_a_cancellation_on_the_day_of_a_debit(vector: dict[str, str]) -> None:
    timed = "cancel_time" in vector
    cancelled = datetime.combine(date(2025, 7, 1), time.fromisoformat(vector.get("cancel_time", "00:00")))
    at = time.fromisoformat(vector.get("debit_time", "09:30"))
    debits = tuple(Debit(datetime.combine(date(2025, month, 1), at)) for month in (5, 6, 7))
    life = Life(1, 0, date(2025, 5, 1), 3000, "CNY", debits, cancelled, timed, "period_end", "", False, None, None,
                None, "B", ())  # fmt: skip
    marked, shown = drawn.payments([life]), drawn.sources([life])
    ends = service_ends(marked, drawn.cancellations([life]), shown)
    findings = judge(marked, ends, shown)
    end = date.fromisoformat(vector["effective_end"])
    assert (ends["service_end"][0].date(), second.service_end(life)[0]) == (end, end)
    assert findings["verdict"].tolist()[-1] == VERDICTS[vector["class"]]


@pytest.mark.parametrize("vector", VECTORS["limitation"], ids=lambda v: v["start"])
def test_the_last_day_of_limitation_and_whether_it_is_a_weekend(vector: dict[str, Any]) -> None:
    last = second.limitation(date.fromisoformat(vector["start"]), ())
    assert (last, last.weekday() >= 5) == (date.fromisoformat(vector["end"]), vector["weekend"])


def test_what_the_exchange_rate_took_is_told_and_not_claimed() -> None:
    (vector,) = (v for v in VECTORS["balance"] if v["id"] == "W16")
    amount = to_minor(vector["amount"])
    charge = {
        "person": ["p"], "finding_id": ["F1"], "cancellation_id": ["C1"], "payment_id": ["t1"],
        "verdict": ["after_end"], "amount_minor": [amount], "claimable_minor": [amount],
        "currency": [vector["currency"]],
        "civil_date": [pd.Timestamp("2025-07-01")],
    }  # fmt: skip
    back = {
        "person": ["p"], "finding_id": ["F1"], "payment_id": ["t1"], "refund_id": ["r1"], "certain": [True],
        "amount_minor": [to_minor(vector["refunded"])], "currency": [vector["currency"]],
        "refunded_on": [pd.Timestamp("2025-07-20")],
    }  # fmt: skip
    posted = [to_minor(vector["posted_cny"]), to_minor(vector["refund_posted_cny"])]
    paid = {"person": ["p", "p"], "payment_id": ["t1", "r1"], "posted_minor": posted, "posted_currency": ["CNY", "CNY"]}
    findings, refunds = FINDINGS.of(charge), REFUNDS.of(back)
    claims = compute_claims(findings, refunds, as_of=date(2025, 9, 1))
    told = exchange_told(claims, findings, refunds, PAYMENTS.of(paid)).lines.iloc[0]
    assert (int(told["principal_minor"]), int(told["surplus_minor"])) == (0, 0)
    assert f"差额 ¥{vector['fx_difference_cny']} 因汇率产生" in told["interest_note_zh"]
    alike = PAYMENTS.of({**paid, "posted_minor": [posted[0], posted[0]]})
    assert "汇率" not in exchange_told(claims, findings, refunds, alike).lines["interest_note_zh"][0]
    unknown = PAYMENTS.of({**paid, "posted_minor": [posted[0], pd.NA]})
    assert "汇率" not in exchange_told(claims, findings, refunds, unknown).lines["interest_note_zh"][0]


def test_what_came_back_beyond_a_charge_is_told() -> None:
    (vector,) = (v for v in VECTORS["balance"] if v["id"] == "W15")
    life = Life(1, 0, date(2025, 4, 1), to_minor(vector["amount"]), "CNY", tuple(
        Debit(datetime(2025, m, 1, 9, 21, 5), ((date(2025, 7, 20), to_minor(vector["refunded"])),) if m == 7 else ())
        for m in (4, 5, 6, 7)
    ), datetime(2025, 6, 10, 10), True, "period_end", "", False, None, None, None, "B", ())  # fmt: skip
    findings = drawn.findings([life])
    refunds = allocate_refunds(findings, drawn.links([life]))
    line = compute_claims(findings, refunds, as_of=date(2025, 9, 1)).lines.iloc[-1]
    assert (int(line["principal_minor"]), int(line["surplus_minor"])) == (0, to_minor(vector["surplus"]))
    assert f"退款比扣款多 ¥{vector['surplus']}" in line["interest_note_zh"]
