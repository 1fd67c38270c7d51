"""The eight cases on which another program's search for late charges was run, through the whole of ours.

A film service of ¥649.00 a month, paid through Alipay on the 12th; cancelled in the app on 2025-05-20 with proof B, so
that it ends on 2025-06-12; as of 2025-09-01.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from casebook import Heard, alipay, audited, bank, bill, cancelled, wechat

from audit.samples import Row
from audit.samples.casefile import Cell
from audit.samples.rows import alipay_refund, without_time

FILMS, SELLER = "星幕影院会员自动续费", "杭州星幕文化传媒有限公司"
PAID = ("2025-02-12", "2025-03-12", "2025-04-12", "2025-05-12")
LATE = ("2025-06-12", "2025-07-12")


def films(*days: str, amount: str = "649.00", text: str = FILMS) -> list[Row]:
    return [alipay(day, amount, seller=SELLER, text=text) for day in days]


def ended(at: str = "2025-05-20 10:00", **cells: Cell) -> dict[str, Cell]:
    return cancelled(at, **{"service": FILMS} | cells)


def claim(heard: Heard, to: str = "C1") -> tuple[str, str]:
    """What is claimed as principal, and asked."""
    sums = heard.claim(to)
    return sums["principal"], sums["in_question"]


def test_t1_two_charges_after_the_cancellation(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("alipay", films(*PAID, *LATE))], ended())
    assert claim(heard) == ("1298.00", "0.00")
    assert heard.verdicts() == [("05-12", "in_term"), ("06-12", "after_end"), ("07-12", "after_end")]
    for sentence in (heard.on("07-12")["reason"], heard.on("07-12")["reason_zh"]):
        assert "649.00" in sentence
        assert "2025-07-12" in sentence
        assert "2025-06-12" in sentence, "the day on which the service had ended"


def test_t2_one_refunded_in_full_and_one_by_half(tmp_path: Path) -> None:
    rows = films(*PAID, *LATE)
    back = [
        alipay_refund(rows[4], datetime(2025, 6, 20, 12), 64900),
        alipay_refund(rows[5], datetime(2025, 7, 20), 32450),
    ]
    heard = audited(tmp_path, [bill("alipay", [*rows, *back])], ended())
    assert claim(heard) == ("324.50", "0.00")


def test_t3_the_other_plan_of_the_seller_goes_on(tmp_path: Path) -> None:
    dear = films(*PAID, *LATE)
    cheap = films(*(d.replace("-12", "-03") for d in PAID), amount="199.00", text="星幕音乐会员自动续费")
    heard = audited(tmp_path, [bill("alipay", [*dear, *cheap])], ended(service="星幕音乐会员自动续费"))
    assert claim(heard) == ("0.00", "0.00")
    assert {f["description"] for f in heard.findings()} == {"星幕音乐会员自动续费"}


@pytest.mark.parametrize(
    ("said", "asked", "verdict"),
    [({}, "649.00", "unclear"), ({"resubscribed_at": datetime(2025, 8, 30, 20, 0)}, "0.00", "resubscribed")],
)
def test_t4_subscribed_again_four_months_later(tmp_path: Path, said: dict[str, Cell], asked: str, verdict: str) -> None:
    rows = films("2025-01-12", "2025-02-12", "2025-03-12", "2025-04-12", "2025-08-30 20:00:30")
    heard = audited(tmp_path, [bill("alipay", rows)], ended("2025-04-20 10:00", **said))
    assert claim(heard) == ("0.00", asked)
    assert heard.on("08-30")["verdict"] == verdict
    if asked != "0.00":
        assert "重新订阅" in heard.on("08-30")["question_zh"]


def test_t5_two_days_after_the_cancellation_is_late_where_the_billing_day_lies_between(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("alipay", films(*PAID, "2025-06-12"))], ended("2025-06-10 10:00"))
    assert (heard.end(), claim(heard)) == ("2025-06-12", ("649.00", "0.00"))


def test_t6_two_cancellations_of_one_plan_claim_each_charge_once(tmp_path: Path) -> None:
    heard = audited(tmp_path, [bill("alipay", films(*PAID, *LATE))], ended(), ended("2025-06-02 09:00", path="support"))
    assert (claim(heard), claim(heard, "C2")) == (("1298.00", "0.00"), ("0.00", "0.00"))
    own = heard.audit.findings[heard.audit.findings["civil_date"] > datetime(2025, 6, 1)]
    assert own["payment_id"].is_unique
    assert heard.audit.ends.set_index("cancellation_id")["follows"].to_dict() == {"C1": "", "C2": "C1"}
    kept = heard.audit.ends.set_index("cancellation_id")["steps_zh"]["C2"]
    assert "C1" in kept, "the second row is said to follow the first"


def test_t7_a_term_of_notice_runs_to_the_end_the_merchant_confirmed(tmp_path: Path) -> None:
    confirmed = ended(service_end=date(2025, 6, 19))
    heard = audited(tmp_path, [bill("alipay", films(*PAID, *LATE))], confirmed)
    assert (heard.end(), claim(heard)) == ("2025-06-19", ("649.00", "0.00"))
    assert heard.verdicts() == [("05-12", "in_term"), ("06-12", "in_term"), ("07-12", "after_end")]
    assert "merchant" in heard.audit.ends["rule"].item()


@pytest.mark.parametrize("rail", ["wechat", "bank"])
def test_t8_a_seller_no_catalogue_knows(tmp_path: Path, rail: str) -> None:
    if rail == "wechat":
        rows = [wechat(day, "649.00", seller="涪陵区小林画室", text="会员") for day in (*PAID, *LATE)]
        heard = audited(tmp_path, [bill("wechat", rows)], cancelled("2025-05-20 10:00", service="涪陵区小林画室"))
    else:
        rows = [without_time(bank(f"{day} 00:00:00", "649.00", "涪陵区小林画室")) for day in (*PAID, *LATE)]
        heard = audited(tmp_path, [bill("cmb", rows)], cancelled("2025-05-20 10:00", service="涪陵区小林画室"))
    assert claim(heard) == ("1298.00", "0.00")
