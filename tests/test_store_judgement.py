"""What a store's own history does to the judgement, through the whole program: bills and histories in, claim out."""

from __future__ import annotations

import json
from pathlib import Path

from apple_files import GAME, MUSIC, apple, bought
from casebook import Heard, alipay, audited, bill, cancelled

from audit.reports.explain import explain
from audit.reports.verify import verify
from audit.samples import Row
from audit.samples.casefile import Cell

STORE = "App Store & Apple Music"
MONTHS = (4, 5, 6, 7)


def paid(day: str, amount: str = "25.00", text: str = STORE) -> Row:
    return alipay(day, amount, seller=STORE, text=text)


def months(*more: Row) -> list[Row]:
    return [*(paid(f"2025-{m:02d}-24") for m in MONTHS), *more]


def history(*more: str) -> list[str]:
    return [*(bought(f"2025-{m:02d}-24T01:12:33", "25.00") for m in MONTHS), *more]


def off(at: str = "2025-08-10 10:00", service: str = "云盘会员", path: str = "app_store") -> dict[str, Cell]:
    return cancelled(at, service=service, path=path)


def sums(heard: Heard) -> tuple[str, str]:
    claim = heard.claim()
    return claim["principal"], claim["in_question"]


def test_a_store_named_in_the_case_means_the_only_plan_paid_through_it(tmp_path: Path) -> None:
    apple(tmp_path, history(bought("2025-08-24T01:12:33", "25.00")))
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24")))], off(service=STORE))
    assert sums(heard) == ("25.00", "0.00")


def test_a_store_named_in_the_case_may_mean_either_of_two_plans(tmp_path: Path) -> None:
    music = [bought(f"2025-{m:02d}-11T01:12:33", "11.00", MUSIC) for m in (*MONTHS, 8)]
    rows = [paid(f"2025-{m:02d}-11", "11.00") for m in (*MONTHS, 8)]
    apple(tmp_path, history(*music, bought("2025-08-24T01:12:33", "25.00")))
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24"), *rows))], off(service=STORE))
    assert heard.claim()["principal"] == "0.00"
    assert {f["verdict"] for f in heard.findings()} == {"unclear"}
    named = audited(tmp_path, [bill("alipay", months(paid("2025-08-24"), *rows))], off("2025-08-01 10:00", "音乐会员"))
    assert sums(named) == ("11.00", "0.00")


def test_a_debit_later_than_the_history_reaches_is_a_question(tmp_path: Path) -> None:
    apple(tmp_path, history())
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24"), paid("2025-08-28", "6.00")))], off())
    assert sums(heard) == ("0.00", "25.00")
    assert heard.on("08-24")["verdict"] == "unclear"
    assert "newer export" in heard.on("08-24")["reason"]


def test_a_debit_that_may_be_something_else_is_a_question(tmp_path: Path) -> None:
    either = bought("2025-08-24T01:12:33", "25.00"), bought("2025-08-23T01:12:33", "25.00", GAME)
    apple(tmp_path, history(*either))
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24")))], off())
    assert sums(heard) == ("0.00", "25.00")
    assert "something else" in heard.on("08-24")["reason"]


def test_a_debit_that_is_something_else_is_no_business_of_the_cancelled_plan(tmp_path: Path) -> None:
    apple(tmp_path, history(bought("2025-08-24T01:12:33", "25.00", GAME)))
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24")))], off())
    assert sums(heard) == ("0.00", "0.00")


def test_what_the_store_says_it_gave_back_is_netted_once(tmp_path: Path) -> None:
    cloud = bought("2025-08-24T01:12:33", "25.00", order="M8", refund="25.00")
    apple(tmp_path, history(cloud, bought("2025-08-24T01:15:00", "21.00", GAME, order="M8")))
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24", "46.00")))], off())
    assert sums(heard) == ("0.00", "0.00")
    assert heard.on("08-24")["verdict"] == "after_end"
    assert heard.audit.refunds["amount_minor"].tolist() == [2500]


def test_switching_off_in_the_app_does_not_reach_a_plan_paid_through_the_store(tmp_path: Path) -> None:
    apple(tmp_path, history(bought("2025-08-24T01:12:33", "25.00")))
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24")))], off(path="app"))
    assert sums(heard) == ("0.00", "25.00")
    assert heard.on("08-24")["verdict"] == "wrong_rail"


def test_every_report_leads_to_the_debit_and_to_the_history(tmp_path: Path) -> None:
    cloud = bought("2025-08-24T01:12:33", "25.00", order="M8")
    apple(tmp_path, history(cloud, bought("2025-08-24T01:15:00", "21.00", GAME, order="M8")))
    heard = audited(tmp_path, [bill("alipay", months(paid("2025-08-24", "46.00")))], off())
    out = tmp_path / "result"
    heard.audit.save(out, lang="en")
    found = heard.on("08-24")
    told = explain(heard.audit, found["finding_id"], "en")
    assert "46.00" in told
    assert "Store Transaction Purchase and Free Apps History.csv, row 6" in told
    document = json.loads((out / "audit.json").read_text("utf-8"))
    charge = next(f for f in document["findings"] if f["id"] == found["finding_id"])
    assert (charge["amount"], charge["principal"]) == ("25.00", "25.00")
    assert charge["transaction_id"] == found["transaction_id"]
    assert verify(out).ok
