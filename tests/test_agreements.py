"""Agreements that are no wallet's, and prices in the seller's own money: literal payments in, plans out."""

from __future__ import annotations

from typing import Any

import pandas as pd
from judging_rows import paid, payments

from audit.judging.subscriptions import mark_subscriptions, subscriptions

DAYS = ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"]
GERMAN = {"channel": "bank:dkb", "account_id": "1234", "currency": "EUR", "has_time": False}
GYM = GERMAN | {"counterparty": "Fitnesshaus GmbH", "mandate_id": "FH-0001"}


def found(*rows: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Seller, interval and number of payments of every subscription among the rows."""
    table = subscriptions(mark_subscriptions(payments(*rows)))
    return sorted(table[["merchant", "interval", "payments"]].itertuples(index=False, name=None))


def test_a_direct_debit_mandate_is_a_plan_whatever_its_text_says() -> None:
    texts = ["Beitrag Januar", "Beitrag Februar", "Beitrag Maerz", "Beitrag April", "Beitrag Mai"]
    rows = [paid(day, "29.90", description=text, **GYM) for day, text in zip(DAYS, texts, strict=True)]
    assert found(*rows) == [("Fitnesshaus GmbH", "month", 5)]


def test_two_debits_under_a_mandate_are_enough_to_ask_about_it() -> None:
    rows = [paid(day, "29.90", description="Beitrag", **GYM) for day in DAYS[:2]]
    assert found(*rows) == [("Fitnesshaus GmbH", "", 2)]
    assert found(*(row | {"mandate_id": ""} for row in rows)) == []


def test_the_mandate_by_which_a_bank_pays_a_wallet_says_nothing_of_what_was_bought() -> None:
    wallet = GERMAN | {"counterparty": "PayPal Europe S.a.r.l.", "mandate_id": "PP-0001"}
    rows = [paid(day, yuan, description=f"Einkauf bei {shop}", **wallet)
            for day, yuan, shop in zip(DAYS[:2], ["12.00", "80.00"], ["Pflanzen", "Schuhe"], strict=True)]  # fmt: skip
    assert found(*rows) == []


def test_a_store_subscription_is_one_plan_through_a_change_of_title_and_price() -> None:
    store = {"channel": "google_play", "counterparty": "Google Play", "mandate_id": "GPA.0001-0001-0001-00001"}
    facts = [("1.99", "Sketch Basic")] * 3 + [("3.99", "Sketch Pro")] * 2
    rows = [paid(day, price, description=title, **store) for day, (price, title) in zip(DAYS, facts, strict=True)]
    marked = mark_subscriptions(payments(*rows))
    assert marked["subscription_id"].nunique() == 1
    assert marked["mandate"].all()


def test_two_beneficiaries_under_one_mandate_are_two_plans() -> None:
    rows = [paid(day, "29.90", description=f"为{who}开通会员", **GYM) for day in DAYS for who in ("1001", "1002")]
    assert mark_subscriptions(payments(*rows)).groupby("beneficiary")["plan_id"].nunique().tolist() == [1, 1]
    assert mark_subscriptions(payments(*rows))["plan_id"].nunique() == 2


def test_two_beneficiaries_in_turn_under_one_mandate_are_two_plans() -> None:
    people = ["1001", "1002"] * 3
    rows = [paid(day, "29.90", description=f"为{who}开通会员", **GYM) for day, who in zip(DAYS, people, strict=False)]
    assert mark_subscriptions(payments(*rows))["plan_id"].nunique() == 2


def abroad(*euros: str, **more: Any) -> list[dict[str, Any]]:
    """9.99 dollars a month from a card in euros, on a day that wanders by one."""
    bare = GERMAN | {"counterparty": "CloudCo", "description": ""} | more
    days = ["2025-01-10", "2025-02-11", "2025-03-10", "2025-04-10", "2025-05-11"]
    return [paid(day, sum_, **bare) for day, sum_ in zip(days, euros, strict=True)]


def test_a_steady_price_abroad_is_a_beat_though_every_sum_differs() -> None:
    sums = ("9.31", "9.12", "9.40", "8.77", "8.90")
    price = {"original_minor": 999, "original_currency": "USD"}
    assert found(*abroad(*sums)) == []
    assert found(*abroad(*sums, **price)) == [("CloudCo", "month", 5)]


def test_a_price_abroad_that_one_payment_does_not_print_proves_nothing() -> None:
    rows = abroad("9.31", "9.12", "9.40", "8.77", "8.90", original_minor=999, original_currency="USD")
    bare = {k: v for k, v in rows[2].items() if not k.startswith("original")}
    assert found(*rows[:2], bare, *rows[3:]) == []


def test_a_wallet_that_prints_the_price_itself_joins_a_bank_that_prints_it_beside_its_own_sum() -> None:
    bank = abroad("9.31", "9.12", "9.40", "8.77", "8.90", original_minor=999, original_currency="USD")
    wallet = paid("2025-06-10", "9.99", currency="USD", counterparty="CloudCo", description="", channel="paypal")
    marked = mark_subscriptions(payments(*bank, wallet))
    assert marked["subscription_id"].ne("").all()
    assert marked["subscription_id"].nunique() == 1


def test_an_agreement_changes_nothing_for_payments_without_one() -> None:
    rows = [paid(f"2025-0{month}-01", account_id="小明") for month in range(1, 6)]
    alone = mark_subscriptions(payments(*rows))
    beside = mark_subscriptions(payments(*rows, *(paid(day, "29.90", description="Beitrag", **GYM) for day in DAYS)))
    own = beside[beside["channel"].eq("wechat")].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, alone)
