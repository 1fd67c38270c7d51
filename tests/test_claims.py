"""Claims to the fen: the worked numbers, refunds, doubtful refunds, costs, limitation, statutory damages."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import UsageError
from audit.judging.claims import compute_claims
from audit.money import round_half_up, to_minor
from audit.tables import CLAIM_LINES, CLAIM_TOTALS, COSTS, FINDINGS, OPTIONS, RATES, REFUNDS, check

VECTORS = tomllib.loads((Path(__file__).parent / "vectors.toml").read_text(encoding="utf-8"))
VERDICTS = {"legit": "in_term", "post_end": "after_end", "straddle": "prorated", "mirror": "mirror"}
# the published rates, typed again from the announcements for the oracle below
LPR = [
    ("2019-08-20", "4.25"), ("2019-09-20", "4.20"), ("2019-11-20", "4.15"), ("2020-02-20", "4.05"),
    ("2020-04-20", "3.85"), ("2021-12-20", "3.80"), ("2022-01-20", "3.70"), ("2022-08-22", "3.65"),
    ("2023-06-20", "3.55"), ("2023-08-21", "3.45"), ("2024-07-22", "3.35"), ("2024-10-21", "3.10"),
    ("2025-05-20", "3.00"),
]  # fmt: skip


def finding(number=1, on="2025-07-01", amount="30.00", **changes):
    """One after_end finding of the claim C1 of person p, as the judge hands it over."""
    minor = to_minor(amount)
    plain = {
        "person": "p", "finding_id": f"F{number}", "cancellation_id": "C1", "verdict": "after_end",
        "payment_id": f"t{number}", "civil_date": on, "interest_from_on": on, "currency": "CNY", "proof": "B",
        "amount_minor": minor, "claimable_minor": minor, "description": "连续包月", "counterparty": "示例科技",
    }  # fmt: skip
    return {**plain, **changes}


def refund(number=1, on="2025-07-09", amount="5.00", **changes):
    """One certain refund of the finding of that number."""
    plain = {
        "person": "p", "finding_id": f"F{number}", "payment_id": f"t{number}", "refund_id": f"r{number}",
        "refunded_on": on, "amount_minor": to_minor(amount), "currency": "CNY", "basis": "reference", "certain": True,
    }  # fmt: skip
    return {**plain, **changes}


def table(kind, rows):
    frame = pd.DataFrame(rows)
    for column in frame.columns.intersection([c for c, k in kind.columns.items() if k == "date"]):
        frame[column] = pd.to_datetime(frame[column])
    return kind.of(frame) if len(frame) else kind.empty()


def claim(findings, refunds=(), costs=(), rates=(), options=(), *, as_of="2025-09-01", **how):
    claims = compute_claims(
        table(FINDINGS, findings), table(REFUNDS, refunds), table(COSTS, costs),
        as_of=date.fromisoformat(as_of), rates=table(RATES, rates), options=table(OPTIONS, options), **how,
    )  # fmt: skip
    check(claims.lines, CLAIM_LINES)
    check(claims.totals, CLAIM_TOTALS)
    return claims


def figures(claims):
    """principal, interest, costs, total, in question of the only sum, in major units."""
    (row,) = claims.totals.to_dict("records")
    names = ("principal_minor", "interest_minor", "costs_minor", "total_minor", "in_question_minor")
    return tuple(f"{Decimal(row[n]) / 100:.2f}" for n in names)


def of_vector(vector):
    """The findings and refunds a worked example stands for."""
    findings, refunds = [], []
    for number, charge in enumerate(vector["charges"], start=1):
        owed = charge.get("refund", charge["amount"]) if charge["class"] in ("post_end", "straddle") else "0.00"
        findings.append(
            finding(
                number, charge["date"], charge["amount"], claimable_minor=to_minor(owed),
                verdict=VERDICTS[charge["class"]], interest_from_on=charge.get("interest_from", charge["date"]),
                terms=vector["terms"], contract_on=vector["start"],
                fault={"W06c": "consumer"}.get(vector["id"], "merchant"),
            )
        )  # fmt: skip
        refunds += [
            refund(number, r["date"], r["amount"], refund_id=f"r{number}.{i}")
            for i, r in enumerate(charge.get("refunds", ()))
        ]
    return findings, refunds


@pytest.mark.parametrize("vector", VECTORS["claim"], ids=lambda v: v["id"])
def test_a_worked_number_comes_out_to_the_fen(vector):
    findings, refunds = of_vector(vector)
    claims = claim(findings, refunds, as_of=vector["claim_date"])
    assert figures(claims)[:2] == (vector["principal"], vector["interest"])
    assert figures(claims)[3] == vector["total"]
    by_line = [f"{Decimal(i) / 100:.2f}" for i in claims.lines["interest_minor"]]
    assert by_line == [c.get("interest", "0.00") for c in vector["charges"]]


@pytest.mark.parametrize("vector", [v for v in VECTORS["claim"] if any("unused" in c for c in v["charges"])],
                         ids=lambda v: v["id"])  # fmt: skip
def test_a_worked_share_is_rounded_once(vector):
    (charge,) = vector["charges"]
    share = Fraction(to_minor(charge["amount"]) * charge["unused"], charge["period"])
    assert round_half_up(share) == to_minor(charge["refund"])


@pytest.mark.parametrize(
    ("name", "key", "options"),
    [
        ("W05b", "interest_360", {"day_count": 360}),
        ("W11", "interest_360", {"day_count": 360}),
        ("W11", "interest_fixed_at_charge", {"rate_mode": "fixed_at_charge"}),
    ],
)
def test_other_bases_and_modes_of_the_worked_numbers(name, key, options):
    (vector,) = (v for v in VECTORS["claim"] if v["id"] == name)
    findings, refunds = of_vector(vector)
    assert figures(claim(findings, refunds, as_of=vector["claim_date"], **options))[1] == vector[key]


def test_a_refund_set_off_against_interest_first():
    # W10: 0.17 of the 30.00 pays the interest accrued by 2025-12-20, and 45.00 - 29.83 = 15.17 is left
    (vector,) = (v for v in VECTORS["claim"] if v["id"] == "W10")
    findings, refunds = of_vector(vector)
    claims = claim(findings, refunds, as_of=vector["claim_date"], allocation="interest_first")
    assert figures(claims)[:2] == ("60.17", "0.42")
    assert claims.lines["principal_minor"].tolist() == [1517, 4500]
    assert claims.lines["interest_minor"].tolist() == [9, 33]


@pytest.mark.parametrize("vector", VECTORS["statutory"], ids=lambda v: v["fee"])
def test_statutory_damages_stand_apart(vector):
    claims = claim([finding(amount=vector["fee"])], statutory=True)
    (row,) = claims.totals.to_dict("records")
    assert (row["statutory_minor"], row["statutory_claimed"]) == (to_minor(vector["amount"]), True)
    assert row["total_minor"] == row["principal_minor"] + row["interest_minor"] + row["costs_minor"]


def test_one_floor_for_the_whole_claim_and_not_one_a_charge():
    claims = claim([finding(1, "2025-07-01"), finding(2, "2025-08-01")])
    assert claims.totals["statutory_minor"].tolist() == [50000]
    assert claims.totals["statutory_claimed"].tolist() == [False]


@pytest.mark.parametrize(("proof", "claimed"), [("A", True), ("B", True), ("C", False), ("D", False), ("", False)])
def test_statutory_damages_need_proof_of_grade_a_or_b(proof, claimed):
    claims = claim([finding(proof=proof)], statutory=True)
    assert claims.totals["statutory_claimed"].tolist() == [claimed]


@pytest.mark.parametrize("said", ["late_cancel", "wrong_rail", "notice_disputed", "precharged"])
def test_a_late_cancel_a_wrong_place_or_a_missing_notice_is_no_fraud_though_the_user_says_owed(said):
    answered = finding(2, "2025-08-01", amount="200.00", machine_verdict=said, decision="owed")
    claims = claim([finding(1, amount="180.00"), answered], statutory=True)
    assert claims.totals[["principal_minor", "statutory_minor"]].to_numpy().tolist() == [[38000, 54000]]
    alone = claim([answered], statutory=True).totals
    assert alone[["statutory_minor", "statutory_claimed"]].to_numpy().tolist() == [[0, False]]


def test_who_subscribed_again_claims_no_damages():
    again = finding(2, "2025-08-01", verdict="resubscribed", claimable_minor=0)
    assert claim([finding(1), again], statutory=True).totals["statutory_claimed"].tolist() == [False]


def test_the_box_is_ticked_for_the_persons_named_and_no_others():
    findings = [finding(1), finding(2, person="q")]
    assert claim(findings, statutory={"q"}).totals["statutory_claimed"].tolist() == [False, True]
    assert claim(findings, statutory=set()).totals["statutory_claimed"].tolist() == [False, False]


@pytest.mark.parametrize(("of", "claimed"), [("C2", [False, True]), ("", [True, True]), ("C3", [False, False])])
def test_a_persons_own_tick_is_for_the_cancellation_it_names(of, claimed):
    findings = [finding(1), finding(2, cancellation_id="C2"), finding(3, person="q")]
    tick = {"person": "p", "name": "statutory_damages", "value": "yes", "cancellation_id": of}
    assert claim(findings, options=[tick]).totals["statutory_claimed"].tolist() == [*claimed, False]


def test_no_damages_where_nothing_was_taken():
    claims = claim([finding(claimable_minor=0, verdict="in_term")], statutory=True)
    assert claims.totals[["statutory_minor", "statutory_claimed"]].to_numpy().tolist() == [[0, False]]


@pytest.mark.parametrize("vector", VECTORS["limitation"], ids=lambda v: v["start"])
def test_the_last_day_of_limitation(vector):
    claims = claim([finding(on=vector["start"])], as_of="2026-02-01")
    assert claims.lines["limitation_on"].dt.date.tolist() == [date.fromisoformat(vector["end"])]


def test_a_demand_in_time_starts_limitation_again():
    claims = claim([finding(on="2025-07-01", demanded_on="2026-01-10")], as_of="2026-02-01")
    assert claims.lines["limitation_on"].dt.date.tolist() == [date(2029, 1, 10)]


def test_every_demand_in_time_starts_limitation_again_and_twenty_years_end_it():
    # the second demand is in time only because of the first; the third comes a day after the term of the second
    two = finding(on="2025-07-01", demanded_on="2028-06-30", demands='["2028-06-30", "2031-06-30", "2034-07-01"]')
    assert claim([two], as_of="2034-08-01").lines["limitation_on"].dt.date.tolist() == [date(2034, 6, 30)]
    leap = finding(on="2025-07-01", demanded_on="2028-02-29", demands='["2028-02-29"]')
    assert claim([leap], as_of="2028-08-01").lines["limitation_on"].dt.date.tolist() == [date(2031, 2, 28)]
    often = [f"{year}-07-01" for year in range(2008, 2027, 3)]
    long = finding(on="2005-07-01", demanded_on=often[0], demands=json.dumps(often))
    assert claim([long], as_of="2026-08-01").lines["limitation_on"].dt.date.tolist() == [date(2025, 7, 1)]


@pytest.mark.parametrize("demanded_on", ["2025-06-30", "2028-07-02"])
def test_a_demand_before_the_debit_or_after_the_term_changes_nothing(demanded_on):
    claims = claim([finding(on="2025-07-01", demanded_on=demanded_on)], as_of="2028-08-01")
    assert claims.lines["limitation_on"].dt.date.tolist() == [date(2028, 7, 1)]


def test_charges_of_more_than_three_years_ago_are_marked_and_summed_apart():
    # CASES 31, filed on 2025-09-01
    claims = claim([finding(1, "2022-08-31"), finding(2, "2022-09-01"), finding(3, "2025-08-01")])
    assert claims.lines["over_three_years"].tolist() == [True, False, False]
    old = claims.lines.loc[0, ["principal_minor", "interest_minor"]].sum()
    assert claims.totals["over_three_years_minor"].tolist() == [old]
    recent = claims.lines[~claims.lines["over_three_years"]]
    assert claims.totals["recent_total_minor"].tolist() == [
        recent["principal_minor"].sum() + recent["interest_minor"].sum() + recent["cost_minor"].sum()
    ]
    assert claims.totals["principal_minor"].tolist() == [9000]


@pytest.mark.parametrize("vector", VECTORS["balance"], ids=lambda v: v["id"])
def test_what_is_refunded_in_full_or_over_is_not_owed(vector):
    currency = vector.get("currency", "CNY")
    claims = claim(
        [finding(amount=vector["amount"], currency=currency)], [refund(amount=vector["refunded"], currency=currency)]
    )
    (line,) = claims.lines.to_dict("records")
    assert line["principal_minor"] == to_minor(vector["principal"])
    assert line["surplus_minor"] == to_minor(vector["surplus"])
    assert (line["refunded_minor"], line["interest_minor"]) == (to_minor(vector["refunded"]), 0)


def test_a_surplus_is_not_moved_to_another_charge():
    claims = claim([finding(1), finding(2, "2025-08-01")], [refund(1, amount="35.00")])
    assert claims.lines["principal_minor"].tolist() == [0, 3000]
    assert claims.lines["surplus_minor"].tolist() == [500, 0]


def test_a_charge_refunded_in_full_bears_interest_only_after_a_demand():
    # 30.00 at 3.00 % from 07-01 to 08-15: 45 days = 0.11; CASES 28 without a demand
    paid_back = [refund(on="2025-08-15", amount="30.00")]
    assert figures(claim([finding()], paid_back))[:2] == ("0.00", "0.00")
    assert figures(claim([finding(demanded_on="2025-08-15")], paid_back))[:2] == ("0.00", "0.00")
    assert figures(claim([finding(demanded_on="2025-08-14")], paid_back))[:2] == ("0.00", "0.11")


def test_a_doubtful_refund_in_full_takes_the_interest_with_it_and_says_why():
    claims = claim([finding()], [refund(on="2025-08-15", amount="30.00", certain=False)])
    assert figures(claims) == ("0.00", "0.00", "0.00", "0.00", "30.00")
    assert claims.lines["interest_note_zh"].tolist() == ["是否已全额退款尚待核实，暂不计利息。"]


def test_proof_from_memory_bears_no_interest_and_says_so():
    # CASES 27
    claims = claim([finding(1, proof="D"), finding(2, "2025-08-01", proof="D")])
    assert figures(claims)[:2] == ("60.00", "0.00")
    assert set(claims.lines["interest_note_zh"]) == {"取消凭证为 D 级（仅凭本人回忆），不计利息。"}


def test_other_currencies_bear_no_interest():
    claims = claim([finding(1), finding(2, currency="USD")])
    assert claims.totals["currency"].tolist() == ["CNY", "USD"]
    assert claims.totals["interest_minor"].tolist() == [15, 0]
    assert claims.totals["statutory_minor"].tolist() == [50000, 0]


def test_no_interest_and_no_damages_outside_china():
    claims = claim([finding(currency="USD")], jurisdiction="us", statutory=True)
    assert figures(claims)[:2] == ("30.00", "0.00")
    assert claims.totals[["statutory_minor", "statutory_claimed"]].to_numpy().tolist() == [[0, False]]
    assert claims.lines["limitation_on"].isna().all()


def test_a_doubtful_refund_moves_its_part_of_the_claim_into_question():
    claims = claim([finding(1), finding(2, "2025-08-01")], [refund(2, "2025-08-05", "12.00", certain=False)])
    assert figures(claims) == ("48.00", "0.20", "0.00", "48.20", "12.00")
    assert claims.lines["in_question_minor"].tolist() == [0, 1200]
    assert claims.lines["refunded_minor"].tolist() == [0, 0]


def test_a_doubtful_refund_of_what_is_already_in_question_asks_for_nothing_more():
    claims = claim([finding(claimable_minor=0, questioned_minor=3000)], [refund(amount="30.00", certain=False)])
    assert figures(claims) == ("0.00", "0.00", "0.00", "0.00", "30.00")


def test_a_certain_refund_lowers_what_is_in_question():
    claims = claim([finding(claimable_minor=0, questioned_minor=3000)], [refund(amount="12.00")])
    assert figures(claims) == ("0.00", "0.00", "0.00", "0.00", "18.00")


def test_a_refund_meets_what_is_claimed_before_what_is_asked():
    split = finding(claimable_minor=2000, questioned_minor=1000)
    assert figures(claim([split], [refund(amount="5.00")]))[::4] == ("15.00", "10.00")
    assert figures(claim([split], [refund(amount="25.00")]))[::4] == ("0.00", "5.00")


def test_a_refund_after_the_day_of_the_claim_is_not_known_yet():
    assert figures(claim([finding()], [refund(on="2025-09-02", amount="30.00")]))[0] == "30.00"
    assert figures(claim([finding()], [refund(on="2025-09-01", amount="30.00")]))[0] == "0.00"


@pytest.mark.parametrize("own", [{"refund_id": "t1"}, {"refunded_on": None}])
def test_a_refund_only_a_status_tells_of_counts_from_the_debit_and_says_so(own):
    # 25.00 at 3.00 % for 62 days = 0.127 -> 0.13
    claims = claim([finding()], [refund(on="2025-08-20", amount="5.00", basis="status") | own])
    assert figures(claims)[:2] == ("25.00", "0.13")
    assert "按扣款当日计" in claims.lines["interest_note_zh"][0]


def test_costs_need_a_receipt_and_a_claim():
    costs = [
        {"person": "p", "spent_on": "2025-08-20", "what": "挂号信", "amount_minor": 1200, "currency": "CNY",
         "receipt": "r1.jpg", "cancellation_id": "C1"},
        {"person": "p", "spent_on": "2025-08-20", "what": "打印", "amount_minor": 500, "currency": "CNY",
         "receipt": "", "cancellation_id": "C1"},
        {"person": "p", "spent_on": "2025-09-02", "what": "挂号信", "amount_minor": 1200, "currency": "CNY",
         "receipt": "r2.jpg", "cancellation_id": "C1"},
    ]  # fmt: skip
    claims = claim([finding()], costs=costs)
    assert figures(claims) == ("30.00", "0.15", "12.00", "42.15", "0.00")
    costs_shown = claims.lines[claims.lines["kind"] == "cost"]
    assert costs_shown["amount_minor"].tolist() == [1200, 500, 1200]
    assert costs_shown["interest_note"].tolist() == [
        "",
        "Not claimed: no receipt is named, or the file named is not in the case folder.",
        "Not claimed: spent after the day of the claim.",
    ]


@pytest.mark.parametrize(
    ("changes", "figure"),
    [
        ({"claimable_minor": 0, "verdict": "in_term"}, ("0.00", "0.00")),
        ({"claimable_minor": 0, "questioned_minor": 3000, "verdict": "unclear"}, ("0.00", "42.00")),
        ({}, ("12.00", "0.00")),
    ],
)
def test_costs_share_the_fate_of_their_claim(changes, figure):
    costs = [{"person": "p", "spent_on": "2025-08-20", "what": "挂号信", "amount_minor": 1200, "currency": "CNY",
              "receipt": "r1.jpg", "cancellation_id": ""}]  # fmt: skip
    assert figures(claim([finding(**changes)], costs=costs))[2::2] == figure


def test_days_beyond_the_published_rates_use_the_last_one_and_are_flagged():
    # 1,000.00 at 3.00 % for 31 + 20 days; the table is known up to 2026-10-19
    claims = claim([finding(on="2026-10-01", amount="1000.00")], as_of="2026-11-21")
    assert figures(claims)[1] == "4.19"
    assert claims.lines["needs_rate_update"].tolist() == [True]
    known = claim([finding(on="2026-10-01", amount="1000.00")], as_of="2026-10-20")
    assert known.lines["needs_rate_update"].tolist() == [False]


def test_a_rate_of_the_users_own_carries_the_table_on():
    # 1,000.00: 19 days at 3.00 % and 31 (32) days at 2.90 % = 1.56164 + 2.46301 = 4.02 (1.56164 + 2.54247 = 4.10)
    own = {"person": "p", "from_on": "2026-10-20", "percent": "2.90", "series": ""}
    claims = claim([finding(on="2026-10-01", amount="1000.00")], rates=[own], as_of="2026-11-20")
    assert figures(claims)[1] == "4.02"
    assert claims.lines["needs_rate_update"].tolist() == [False]
    later = claim([finding(on="2026-10-01", amount="1000.00")], rates=[own], as_of="2026-11-21")
    assert figures(later)[1] == "4.10"
    assert later.lines["needs_rate_update"].tolist() == [True]


def test_one_persons_own_rate_is_not_anothers():
    findings = [finding(1, "2026-10-01", "1000.00"), finding(2, "2026-10-01", "1000.00", person="q")]
    own = {"person": "q", "from_on": "2026-10-20", "percent": "2.90", "series": "cn.lpr.1y"}
    claims = claim(findings, [refund(2, "2026-10-01", "500.00", person="q")], rates=[own], as_of="2026-11-20")
    # p: 50 days at 3.00 % on 1,000.00; q: half of 19 days at 3.00 % and 31 days at 2.90 %
    assert claims.totals["interest_minor"].tolist() == [411, 201]


def test_an_own_rate_for_a_published_day_is_not_used_and_that_is_said():
    own = {"person": "p", "from_on": "2025-08-01", "percent": "9.00", "series": ""}
    claims = claim([finding()], rates=[own])
    assert figures(claims)[1] == "0.15"
    assert "未采用" in claims.lines["interest_note_zh"][0]


def test_interest_begins_with_the_published_rates_unless_an_earlier_one_is_entered():
    charge = finding(on="2019-08-10", amount="1000.00")
    claims = claim([charge], as_of="2019-08-30")
    # 10 of the 20 days have a rate: 1,000.00 at 4.25 % for 10 days = 1.164
    assert figures(claims)[1] == "1.16"
    assert "published rate begins" in claims.lines["interest_note"][0]
    own = {"person": "p", "from_on": "2015-10-24", "percent": "4.35", "series": ""}
    # and 10 days at 4.35 % = 1.192
    assert figures(claim([charge], rates=[own], as_of="2019-08-30"))[1] == "2.36"


def test_a_rescinded_period_bears_the_rate_of_its_contract():
    both = {"verdict": "prorated", "terms": "rescinded", "civil_date": "2025-03-15", "contract_on": "2025-03-15",
            "interest_from_on": "2025-09-01", "claimable_minor": 13249, "amount_minor": 24800}  # fmt: skip
    percent = {}
    for fault in ("merchant", "agreed", "consumer", ""):
        claims = claim([finding(fault=fault) | both], as_of="2025-12-01")
        percent[fault] = [s["percent"] for s in json.loads(claims.lines["segments"][0])]
    assert percent == {"merchant": ["3.10"], "agreed": ["3.10"], "consumer": ["1.50"], "": ["1.50"]}


def test_the_segments_are_those_of_the_worked_numbers():
    # W11: 41 days at 3.35, 211 at 3.10, 21 at 3.00
    claims = claim([finding(on="2024-09-10", amount="1188.00")], as_of="2025-06-10")
    assert json.loads(claims.lines["segments"][0]) == [
        {"from": "2024-09-10", "to": "2024-10-21", "days": 41, "balance": "1188.00", "percent": "3.35"},
        {"from": "2024-10-21", "to": "2025-05-20", "days": 211, "balance": "1188.00", "percent": "3.10"},
        {"from": "2025-05-20", "to": "2025-06-10", "days": 21, "balance": "1188.00", "percent": "3.00"},
    ]


def test_claims_are_summed_by_person_cancellation_and_currency():
    findings = [
        finding(1, cancellation_id="C10"), finding(2, cancellation_id="C2"), finding(1, person="q"),
        finding(3, cancellation_id="C2", claimable_minor=0, verdict="in_term"),
    ]  # fmt: skip
    claims = claim(findings)
    keys = claims.totals[["person", "cancellation_id", "principal_minor"]]
    assert keys.to_numpy().tolist() == [["p", "C2", 3000], ["p", "C10", 3000], ["q", "C1", 3000]]
    assert claims.lines["finding_id"].tolist() == ["F2", "F3", "F1", "F1"]


def test_nothing_claimed_is_an_empty_table_and_no_error():
    claims = claim([])
    assert (len(claims.lines), len(claims.totals)) == (0, 0)


def test_the_tables_given_are_left_as_they_were():
    findings, refunds = table(FINDINGS, [finding()]), table(REFUNDS, [refund()])
    before = findings.copy(), refunds.copy()
    compute_claims(findings, refunds, as_of=date(2025, 9, 1))
    pd.testing.assert_frame_equal(findings, before[0])
    pd.testing.assert_frame_equal(refunds, before[1])


@pytest.mark.parametrize(
    "wrong", [{"day_count": 366}, {"rate_mode": "mean"}, {"allocation": "costs_first"}, {"jurisdiction": "fr"}]
)
def test_an_unknown_option_is_a_wrong_argument(wrong):
    with pytest.raises(UsageError):
        claim([finding()], **wrong)


def test_the_last_day_is_counted_where_asked():
    # 30.00 at 3.00 % for 63 days = 0.155, and not for 62 = 0.153
    claims = claim([finding()], count_last_day=True)
    assert figures(claims)[1] == "0.16"
    assert json.loads(claims.lines["segments"][0])[0]["days"] == 63
    assert "计算日当天也计入" in claims.lines["interest_note_zh"][0]


def test_a_person_chooses_how_to_reckon_for_itself_alone():
    # W05b and W11 at 360 days; W10 with refunds set off against interest first
    findings = [finding(1, "2023-12-15", "198.00"), finding(1, "2023-12-15", "198.00", person="q")]
    year = {"person": "q", "name": "day_count", "value": "360"}
    lines = claim(findings, options=[year], as_of="2024-12-15").lines
    assert lines[["person", "interest_minor", "day_count"]].to_numpy().tolist() == [["p", 670, 365], ["q", 679, 360]]
    assert lines["interest_note_zh"].tolist() == ["", "按一年 360 天计算。"]
    (vector,) = (v for v in VECTORS["claim"] if v["id"] == "W10")
    first = {"person": "p", "name": "refund_allocation", "value": "interest_first"}
    assert figures(claim(*of_vector(vector), options=[first], as_of=vector["claim_date"]))[:2] == ("60.17", "0.42")
    fixed = {"person": "p", "name": "rate_mode", "value": "fixed_at_charge"}
    (vector,) = (v for v in VECTORS["claim"] if v["id"] == "W11")
    assert figures(claim(*of_vector(vector), options=[fixed], as_of=vector["claim_date"]))[1] == "29.77"


def test_where_no_interest_runs_there_is_nothing_to_choose():
    mode = {"person": "p", "name": "rate_mode", "value": "fixed_at_charge"}
    assert figures(claim([finding(currency="USD")], options=[mode], jurisdiction="us"))[:2] == ("30.00", "0.00")


DAYS = st.dates(date(2019, 8, 20), date(2026, 10, 1))
AMOUNTS = st.integers(1, 500_000)
CHARGES = st.lists(
    st.tuples(DAYS, AMOUNTS, st.lists(st.tuples(st.integers(0, 900), AMOUNTS, st.booleans()), max_size=3)),
    min_size=1, max_size=4,
)  # fmt: skip


def by_the_day(begin, claimable, refunds, until, basis):
    """The oracle: every single day of a charge, one fraction after the other."""
    owed, day = Fraction(0), begin
    while day < until:
        back = sum(minor for on, minor in refunds if on <= day)
        percent = next(p for start, p in reversed(LPR) if date.fromisoformat(start) <= day)
        owed += max(0, claimable - back) * Fraction(percent) / 100 / basis
        day += timedelta(days=1)
    return round_half_up(owed)


@settings(max_examples=12)
@given(CHARGES, DAYS, st.sampled_from([365, 360]))
def test_every_charge_agrees_with_a_reckoning_day_by_day(charges, until, basis):
    findings, refunds = [], []
    for number, (on, minor, back) in enumerate(charges, start=1):
        findings.append(finding(number, on.isoformat(), amount_minor=minor, claimable_minor=minor))
        refunds += [
            refund(number, str(on + timedelta(days=wait)), amount_minor=paid, certain=certain, refund_id=f"r{i}")
            for i, (wait, paid, certain) in enumerate(back)
        ]
    lines = claim(findings, refunds, as_of=until.isoformat(), day_count=basis).lines
    for line, (on, minor, back) in zip(lines.to_dict("records"), charges, strict=True):
        known = [(on + timedelta(days=wait), paid, sure) for wait, paid, sure in back]
        known = [k for k in known if k[0] <= until]
        returned, sure = sum(p for _, p, _ in known), sum(p for _, p, s in known if s)
        in_full = returned >= minor
        expected = 0 if in_full else by_the_day(on, minor, [k[:2] for k in known], until, basis)
        assert line["principal_minor"] == max(0, minor - returned)
        assert line["in_question_minor"] == max(0, minor - sure) - max(0, minor - returned)
        assert line["interest_minor"] == expected


@settings(max_examples=40)
@given(CHARGES, DAYS)
def test_the_segments_recompute_the_interest(charges, until):
    findings, refunds = [], []
    for number, (on, minor, back) in enumerate(charges, start=1):
        findings.append(
            finding(number, on.isoformat(), amount_minor=minor, claimable_minor=minor, demanded_on="2019-01-01")
        )
        refunds += [
            refund(number, (on + timedelta(days=wait)).isoformat(), amount_minor=paid, refund_id=f"r{i}")
            for i, (wait, paid, _) in enumerate(back)
        ]
    for line in claim(findings, refunds, as_of=until.isoformat()).lines.to_dict("records"):
        parts = json.loads(line["segments"] or "[]")
        owed = sum(Fraction(s["balance"]) * Fraction(s["percent"]) * s["days"] for s in parts)
        assert line["interest_minor"] == round_half_up(Fraction(owed) / 365)
        assert [s["to"] for s in parts[:-1]] == [s["from"] for s in parts[1:]]


@settings(max_examples=30)
@given(AMOUNTS, AMOUNTS, st.integers(0, 300))
def test_a_refund_lowers_the_claim_by_itself(minor, paid, wait):
    charge = finding(1, "2024-01-10", amount_minor=minor, claimable_minor=minor)
    on = (date(2024, 1, 10) + timedelta(days=wait)).isoformat()
    before = claim([charge], as_of="2025-01-10").totals.iloc[0]
    after = claim([charge], [refund(1, on, amount_minor=paid)], as_of="2025-01-10").totals.iloc[0]
    assert before["principal_minor"] - after["principal_minor"] == min(minor, paid)
    assert after["interest_minor"] <= before["interest_minor"]


@settings(max_examples=15)
@given(st.permutations(range(6)))
def test_the_order_of_findings_changes_no_figure(order):
    findings = [finding(n, f"2025-0{n + 1}-15", person="pq"[n % 2]) for n in range(6)]
    refunds = [refund(2, "2025-06-20", "7.00"), refund(3, "2025-07-20", "8.00", person="q")]
    whole = claim(findings, refunds).totals
    pd.testing.assert_frame_equal(claim([findings[i] for i in order], refunds).totals, whole)


def test_a_large_sum_stays_exact():
    # 90,000,000,000.00 at 3.00 % for 62 days; doubling it would not fit into 64 bits
    minor = 9_000_000_000_000
    claims = claim([finding(amount_minor=minor, claimable_minor=minor)])
    assert claims.totals["interest_minor"].tolist() == [round_half_up(Fraction(minor * 3 * 62, 36500))]
