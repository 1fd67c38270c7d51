"""The worked numbers W01 to W17 of RULES §4 through the whole program, to the fen.

Where DESIGN §4 asks the case file for more than the vector says, the test's docstring names what it must hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from casebook import CARD, Heard, alipay, audited, bill, cancelled, wechat

from audit.samples import Bill, Row
from audit.samples.rows import alipay_refund, bank_mirror

YEAR = "超级VIP年卡自动续费"


def exported(rail: str, rows: Sequence[Row], claim_on: str, since: str = "") -> Bill:
    """An export from the year of the first row to the day before the claim, made on the morning of the claim."""
    until = date.fromisoformat(claim_on) - timedelta(days=1)
    first = since or f"{min(r.at for r in rows).year}-01-01"
    return bill(rail, rows, since=first, until=f"{until}", exported=f"{claim_on} 08:00")


def claims(folder: Path, rows: Sequence[Row], at: str, claim_on: str, rail: str = "wechat", **cells: Any) -> Heard:
    """One bill, one cancellation, claimed on a day."""
    return audited(folder, [exported(rail, rows, claim_on)], cancelled(at, **cells), as_of=claim_on)


def expect(heard: Heard, end: str, principal: str, interest: str, total: str) -> None:
    """The service end and the three sums; nothing is left as a question."""
    assert heard.end() == end
    claim = heard.claim()
    assert (claim["principal"], claim["interest"], claim["total"]) == (principal, interest, total), heard.verdicts()
    assert claim["in_question"] == "0.00"


def interests(heard: Heard) -> list[int]:
    """Interest of each claimed charge in fen, in the order of the days."""
    lines = heard.audit.claims.lines
    owed = lines[(lines["kind"] == "charge") & (lines["claimable_minor"] > 0)]
    return [int(fen) for fen in owed.sort_values("interest_from_on")["interest_minor"]]


def test_w01_the_articles_case(tmp_path: Path) -> None:
    rows = [wechat(f"2025-{m:02d}-01") for m in (5, 6, 7, 8)]
    heard = claims(tmp_path, rows, "2025-06-10 10:00", "2025-09-01")
    expect(heard, "2025-07-01", "60.00", "0.23", "60.23")
    assert interests(heard) == [15, 8]


def test_w02_debited_a_day_before_the_period_it_pays_for(tmp_path: Path) -> None:
    rows = [wechat(d, "25.00") for d in ("2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01", "2026-06-30")]
    heard = claims(tmp_path, rows, "2026-06-10 10:00", "2026-10-01")
    expect(heard, "2026-07-01", "25.00", "0.19", "25.19")


def test_w03_immediate_terms_for_the_merchants_fault(tmp_path: Path) -> None:
    """DESIGN §4 claims pro rata only where the case gives `fault` merchant or agreed, beside `terms` immediate."""
    rows = [wechat(f"2026-{m:02d}-01") for m in (4, 5, 6)]
    heard = claims(tmp_path, rows, "2026-06-10 10:00", "2026-10-01", terms="immediate", fault="merchant")
    expect(heard, "2026-06-11", "20.00", "0.18", "20.18")
    found = heard.on("06-01")
    assert (found["verdict"], found["unused_days"], found["period_days"]) == ("prorated", 20, 30)


def test_w04_month_end(tmp_path: Path) -> None:
    rows = [wechat(d, "19.90") for d in ("2025-01-31", "2025-02-28", "2025-03-31")]
    heard = claims(tmp_path, rows, "2025-02-10 10:00", "2025-04-30")
    expect(heard, "2025-02-28", "39.80", "0.15", "39.95")
    assert interests(heard) == [10, 5]


def test_w05a_a_year_from_a_leap_day(tmp_path: Path) -> None:
    """With two payments the interval comes from the period word 年卡 in the text."""
    rows = [wechat(d, "198.00", text=YEAR) for d in ("2024-02-29", "2025-02-28")]
    heard = claims(tmp_path, rows, "2024-10-01 10:00", "2026-02-28", service=YEAR)
    expect(heard, "2025-02-28", "198.00", "5.98", "203.98")


def test_w05b_interest_over_366_days(tmp_path: Path) -> None:
    rows = [wechat(d, "198.00", text=YEAR) for d in ("2022-12-15", "2023-12-15")]
    heard = claims(tmp_path, rows, "2023-06-01 10:00", "2024-12-15", service=YEAR)
    expect(heard, "2023-12-15", "198.00", "6.70", "204.70")


def test_w06a_cancelled_midway_without_fault_claims_nothing(tmp_path: Path) -> None:
    rows = [wechat("2025-03-15", "248.00", text=YEAR)]
    heard = claims(tmp_path, rows, "2025-08-31 10:00", "2025-12-01", service=YEAR)
    expect(heard, "2026-03-15", "0.00", "0.00", "0.00")


def test_w06b_rescinded_for_the_merchants_cause(tmp_path: Path) -> None:
    """`terms` rescinded and `fault` merchant; cancelled the day before E. LPR stays that of the signing, 3.10 %."""
    rows = [wechat("2025-03-15", "248.00", text=YEAR)]
    heard = claims(tmp_path, rows, "2025-08-31 10:00", "2025-12-01", service=YEAR, terms="rescinded", fault="merchant")
    expect(heard, "2025-09-01", "132.49", "1.02", "133.51")


def test_w06c_rescinded_for_the_consumers_cause_is_asked_not_claimed(tmp_path: Path) -> None:
    """RULES reckons 132.99; DESIGN §4 puts the share in question unless `fault` is merchant or agreed."""
    rows = [wechat("2025-03-15", "248.00", text=YEAR)]
    heard = claims(tmp_path, rows, "2025-08-31 10:00", "2025-12-01", service=YEAR, terms="rescinded", fault="consumer")
    claim = heard.claim()
    assert (claim["principal"], claim["interest"], claim["in_question"]) == ("0.00", "0.00", "132.49")


def test_w07_pro_rata_across_a_leap_day(tmp_path: Path) -> None:
    """`terms` rescinded and `fault` merchant; claimed on the day of the service end, so that no interest has run."""
    rows = [wechat("2023-06-01", "198.00", text=YEAR)]
    heard = claims(tmp_path, rows, "2024-02-29 10:00", "2024-03-01", service=YEAR, terms="rescinded", fault="merchant")
    expect(heard, "2024-03-01", "49.77", "0.00", "49.77")


def test_w08_a_trial_becomes_a_plan(tmp_path: Path) -> None:
    """The free trial stands in no bill: the case holds `terms` trial, `opened_at` and `trial_days`."""
    rows = [wechat("2026-03-08", "68.00"), wechat("2026-04-08", "68.00")]
    cells = {"terms": "trial", "opened_at": date(2026, 3, 1), "trial_days": 7}
    heard = claims(tmp_path, rows, "2026-03-05 10:00", "2026-05-01", **cells)
    expect(heard, "2026-03-08", "136.00", "0.43", "136.43")
    assert interests(heard) == [30, 13]


def test_w09_two_wallets_and_a_bank_are_two_debits(tmp_path: Path) -> None:
    paid = [alipay(d, "29.90", method=CARD) for d in ("2026-05-01", "2026-06-01", "2026-07-01")]
    own = wechat("2026-07-02", "29.90")
    bills = [exported("alipay", paid, "2026-08-01"), exported("wechat", [own], "2026-08-01"),
             exported("cmb", [bank_mirror(r, "支付宝") for r in paid], "2026-08-01")]  # fmt: skip
    heard = audited(tmp_path, bills, cancelled("2026-06-15 10:00"), as_of="2026-08-01")
    expect(heard, "2026-07-01", "59.80", "0.15", "59.95")
    assert interests(heard) == [8, 7]
    mirrors = heard.audit.findings[heard.audit.findings["verdict"] == "mirror"]
    assert set(mirrors["channel"]) == {"bank:cmb"}
    assert mirrors["same_as"].ne("").all()
    assert int(mirrors["claimable_minor"].sum()) == 0


def test_w10_a_partial_refund_lowers_the_balance(tmp_path: Path) -> None:
    """The refund names its order, so it lowers the principal (RULES §3.5, principal first)."""
    rows = [alipay(d, "45.00") for d in ("2025-09-05", "2025-10-05", "2025-11-05", "2025-12-05")]
    refund = alipay_refund(rows[2], datetime(2025, 12, 20, 15, 0, 0), 3000)
    heard = claims(tmp_path, [*rows, refund], "2025-10-20 10:00", "2026-03-05", "alipay")
    expect(heard, "2025-11-05", "60.00", "0.59", "60.59")
    assert interests(heard) == [26, 33]


def test_w11_the_rate_changes_twice(tmp_path: Path) -> None:
    rows = [wechat(d, "1188.00", text=YEAR) for d in ("2023-09-10", "2024-09-10")]
    heard = claims(tmp_path, rows, "2024-05-01 10:00", "2025-06-10", service=YEAR)
    expect(heard, "2024-09-10", "1188.00", "27.81", "1215.81")


def test_w12_twelve_charges_are_rounded_one_by_one(tmp_path: Path) -> None:
    days = ["2024-11-15", "2024-12-15", *(f"2025-{m:02d}-15" for m in range(1, 13))]
    heard = claims(tmp_path, [wechat(d, "12.00") for d in days], "2024-12-20 10:00", "2026-01-15")
    expect(heard, "2025-01-15", "144.00", "2.34", "146.34")
    assert interests(heard) == [36, 33, 30, 27, 24, 21, 18, 15, 12, 9, 6, 3]


@pytest.mark.parametrize(
    ("amounts", "statutory"),
    [(("30.00", "30.00"), "500.00"), (("166.66",), "500.00"), (("166.67",), "500.01"), (("198.00",), "594.00")],
)
def test_w13_statutory_damages_stand_apart(tmp_path: Path, amounts: tuple[str, ...], statutory: str) -> None:
    """The fee is what was debited for the service after its end; without the user's tick it is shown, never claimed."""
    price = amounts[0]
    months = (3, 4, 5, 6, *range(7, 7 + len(amounts)))
    heard = claims(tmp_path, [wechat(f"2025-{m:02d}-01", price) for m in months], "2025-06-10 10:00", "2025-09-01")
    totals = heard.audit.claims.totals.iloc[0]
    assert int(totals["statutory_minor"]) == round(100 * float(statutory))
    assert not totals["statutory_claimed"]
    claim = heard.claim()
    assert float(claim["total"]) == pytest.approx(float(claim["principal"]) + float(claim["interest"]))


@pytest.mark.parametrize(
    ("debit", "at", "demanded", "limit"),
    [
        ("2025-07-01", "2025-06-10 10:00", None, date(2028, 7, 1)),
        ("2025-07-01", "2025-06-10 10:00", "2026-01-10", date(2029, 1, 10)),
        ("2024-02-29", "2024-02-10 10:00", None, date(2027, 2, 28)),
    ],
)
def test_w14_limitation(tmp_path: Path, debit: str, at: str, demanded: str | None, limit: date) -> None:
    """A demand that arrived restarts the three years: the case holds it as an event with its evidence."""
    day = date.fromisoformat(debit)
    earlier = {
        1: ("2025-03-01", "2025-04-01", "2025-05-01", "2025-06-01"),
        29: ("2023-11-29", "2023-12-29", "2024-01-29"),
    }
    rows = [wechat(d) for d in (*earlier[day.day], debit)]
    events = [{"when": date.fromisoformat(demanded), "whom": "商家", "what": "demanded", "ticket": "T1",
               "evidence": "demand.txt"}] if demanded else []  # fmt: skip
    if demanded:
        (tmp_path / "demand.txt").write_text("退款要求，已签收\n", "utf-8")
    heard = audited(
        tmp_path, [exported("wechat", rows, "2026-03-01")], cancelled(at), as_of="2026-03-01", events=events
    )
    lines = heard.audit.claims.lines
    line = lines[lines["claimable_minor"] > 0]
    assert [d.date() for d in line["limitation_on"]] == [limit]


def test_w15_more_refunded_than_charged(tmp_path: Path) -> None:
    rows = [alipay(f"2025-{m:02d}-01") for m in (4, 5, 6, 7)]
    refund = alipay_refund(rows[-1], datetime(2025, 7, 20, 15, 0, 0), 3500)
    heard = claims(tmp_path, [*rows, refund], "2025-06-10 10:00", "2025-09-01", "alipay")
    expect(heard, "2025-07-01", "0.00", "0.00", "0.00")
    lines = heard.audit.claims.lines
    assert list(lines[lines["claimable_minor"] > 0]["surplus_minor"]) == [500]


def test_w16_a_foreign_debit_refunded_in_its_own_currency(tmp_path: Path) -> None:
    """No bill of these channels is in dollars: the case holds the debits typed by hand, and what came back.

    What was posted in CNY, and so the difference of 1.00 the vector names, stands in card bills only.
    """
    plan = "Example Cloud Pro 自动续费月卡"
    paid = {
        "counterparty": "Example Cloud",
        "description": plan,
        "amount": "9.99",
        "currency": "USD",
        "channel": "bank",
    }
    typed = [{"date": date(2025, m, 1), **paid, "reference": f"X{m}"} for m in (3, 4, 5, 6, 7, 8)]
    typed[4]["refunded"] = "9.99"
    heard = audited(tmp_path, [], cancelled(service=plan), charges=typed)
    totals = heard.audit.claims.totals
    dollars = totals[totals["currency"] == "USD"].iloc[0]
    assert (int(dollars["principal_minor"]), int(dollars["interest_minor"])) == (999, 0)
    lines = heard.audit.claims.lines
    july = lines[(lines["currency"] == "USD") & (lines["refunded_minor"] > 0)].iloc[0]
    assert (int(july["principal_minor"]), int(july["surplus_minor"])) == (0, 0)


@pytest.mark.parametrize(
    ("at", "end", "verdict", "principal"),
    [
        ("2025-07-01 09:00", "2025-07-01", "after_end", "30.00"),
        ("2025-07-01 10:00", "2025-08-01", "in_term", "0.00"),
        ("2025-07-01", "2025-08-01", "unclear", "0.00"),
    ],
)
def test_w17_cancelled_on_the_renewal_day(tmp_path: Path, at: str, end: str, verdict: str, principal: str) -> None:
    rows = [wechat(f"2025-{m:02d}-01 09:30:00") for m in (5, 6, 7)]
    heard = claims(tmp_path, rows, at, "2025-09-01")
    assert (heard.end(), heard.on("07-01")["verdict"], heard.claim()["principal"]) == (end, verdict, principal)
