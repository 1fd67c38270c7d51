"""What a store's own history does to the judgement, through the whole program: bills and histories in, claim out."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from apple_files import GAME, MUSIC, apple, bought
from bill_rows import CMB, row, table
from casebook import Heard, alipay, audited, bill, cancelled

from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.reports.explain import explain
from audit.reports.verify import verify
from audit.samples import Row
from audit.samples.casefile import Cell
from audit.statements import read

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


def test_googles_two_lists_of_one_purchase_explain_one_payment(tmp_path: Path) -> None:
    order = {
        "orderId": "GPA.3385-0000-0000-00001..2", "creationTime": "2026-01-05T10:00:01.123Z", "totalPrice": "US$7.99",
        "refundAmount": "US$0.00", "billingInstrument": {"displayName": "Visa-1234"},
        "lineItem": [{"doc": {"documentType": "Subscription", "title": "Premium Monthly (Some App)"}, "quantity": "1"}],
    }  # fmt: skip
    bought = {
        "invoicePrice": "US$7.99", "paymentMethodTitle": "Visa-1234", "userCountry": "US",
        "doc": {"documentType": "Subscription", "title": "Premium Monthly (Some App)"},
        "purchaseTime": "2026-01-05T10:00:01Z",
    }  # fmt: skip
    (tmp_path / "Order History.json").write_text(json.dumps([{"orderHistory": order}]), "utf-8")
    (tmp_path / "Purchase History.json").write_text(json.dumps([{"purchaseHistory": bought}]), "utf-8")
    history = read([tmp_path], root=tmp_path).transactions
    bank = row(
        CMB, "2026-01-06", "7.99", counterparty="GOOGLE *Some App", currency="USD", person=history["person"].iloc[0]
    )
    twice = row(CMB, "2026-01-07", "7.99", counterparty="GOOGLE *Some App", currency="USD", person=bank["person"])
    transactions = pd.concat([history, table(bank, twice)], ignore_index=True)
    links = link(transactions)
    payments = consolidate(transactions, links)
    assert links["relation"].tolist().count("itemises") == 2, "one order may be either of two equal debits"
    assert not links.loc[links["relation"].eq("itemises"), "certain"].any()
    alone = pd.concat([history, table(bank)], ignore_index=True)
    payment = consolidate(alone, link(alone)).iloc[0]
    assert (payment["store"], payment["mandate_id"]) == ("google_play", "GPA.3385-0000-0000-00001")
    assert [m["file"] for m in json.loads(payment["mirrors"])] == ["Order History.json"]
    assert len(payments) == 2
