"""Opaque payments to a store, explained by the store's own history: one row for each thing bought."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from bill_rows import ALIPAY, CMB, REFUND, WECHAT, row, table
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.tables import LINKS, PAYMENTS, check

APPLE: dict[str, Any] = {
    "channel": "apple", "account_id": "ming@example.com", "file": "apple.csv", "kind": "purchase",
    "utc_offset": "+00:00", "counterparty": "", "refunded_minor": 0,
}  # fmt: skip
SHOP = {**ALIPAY, "counterparty": "App Store & Apple Music", "utc_offset": "+08:00"}
AMAZON: dict[str, Any] = {
    **APPLE, "channel": "amazon", "file": "amazon.csv", "currency": "USD", "merchant_reference": "D01",
}  # fmt: skip
CARD = {**CMB, "counterparty": "APPLE.COM/BILL", "description": "消费"}


def item(at: str, amount: str, name: str, order: str, **facts: Any) -> dict[str, Any]:
    """A row of Apple's history; its own number is its name."""
    facts = {"reference": f"{name} {order}", "counterparty": f"{name}公司"} | facts
    return row(APPLE, at, amount, description=name, merchant_reference=order, **facts)


def judged(*rows: dict[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The links `itemises` and the payments."""
    transactions = table(*rows)
    links = check(link(transactions), LINKS)
    return links[links["relation"] == "itemises"], check(consolidate(transactions, links), PAYMENTS)


def told(payments: pd.DataFrame) -> list[tuple[str, int]]:
    """What was bought with each payment, and for how much."""
    return list(zip(payments["description"], payments["amount_minor"], strict=True))


def test_two_things_bought_with_one_payment_are_two_payments_of_one_transaction() -> None:
    paid = row(
        SHOP, "2025-08-25 09:12:33", "46.00", reference="w", description="App Store；08.24至08.25期间购买", row=21
    )
    cloud = item("2025-08-24 01:12:33", "25.00", "云盘会员", "M1", mandate_id="1440", row=7)
    game = item("2025-08-24 02:00:00", "21.00", "游戏道具", "M1", row=8)
    links, payments = judged(paid, cloud, game)
    assert (
        list(zip(links["to_id"], links["rule"], links["certain"], strict=True))
        == [(paid["transaction_id"], "order", True)] * 2
    )
    assert told(payments) == [("云盘会员", 2500), ("游戏道具", 2100)]
    first = payments.iloc[0]
    assert (first["payment_id"], first["transaction_id"]) == (f"{paid['transaction_id']}:1", paid["transaction_id"])
    assert (first["counterparty"], first["mandate_id"], first["store"]) == ("云盘会员公司", "1440", "apple")
    assert (first["file"], first["row"], first["channel"]) == ("alipay.csv", 21, "alipay")
    record = json.loads(first["mirrors"])
    assert [(m["file"], m["row"], m["amount"], m["rule"]) for m in record] == [("apple.csv", 7, "25.00", "itemises")]


def test_one_thing_bought_keeps_the_payments_id() -> None:
    paid = row(CARD, "2025-08-26", "25.00")
    bought = item("2025-08-24 23:12:33", "25.00", "云盘会员", "M1", mandate_id="1440")
    _, payments = judged(paid, bought)
    assert payments["payment_id"].tolist() == [paid["transaction_id"]]
    assert payments["mandate_id"].tolist() == ["1440"]
    assert told(payments) == [("云盘会员", 2500)]


def test_several_orders_bundled_into_one_debit() -> None:
    paid = row(CARD, "2025-08-26", "46.00")
    links, payments = judged(
        paid,
        item("2025-08-24 01:00:00", "25.00", "云盘会员", "M1"),
        item("2025-08-25 01:00:00", "21.00", "游戏道具", "M2"),
    )
    assert set(links["rule"]) == {"orders"}
    assert told(payments) == [("云盘会员", 2500), ("游戏道具", 2100)]
    assert payments["amount_minor"].sum() == paid["amount_minor"]


def test_what_may_be_either_of_two_things_is_neither() -> None:
    paid = row(CARD, "2025-08-26", "25.00")
    either = [item("2025-08-24 01:00:00", "25.00", name, name) for name in ("云盘会员", "游戏道具")]
    links, payments = judged(paid, *either)
    assert links["certain"].tolist() == [False, False]
    assert told(payments) == [("消费", 2500)]
    assert [m["description"] for m in json.loads(payments["maybe_items"].iloc[0])] == ["云盘会员", "游戏道具"]


def test_another_payment_settles_which_of_two_things_it_is() -> None:
    paid = row(CARD, "2025-08-26", "18.00")
    small = row(CARD, "2025-08-26", "6.00")
    orders = [
        item("2025-08-24 01:00:00", amount, name, name)
        for name, amount in (("甲", "18.00"), ("乙", "6.00"), ("丙", "12.00"))
    ]
    _, payments = judged(paid, small, *orders)
    assert sorted(told(payments)) == [("乙", 600), ("甲", 1800)]


@pytest.mark.parametrize(
    ("printed", "explained"), [("2025-08-23", True), ("2025-08-29", True), ("2025-08-30", False), ("2025-08-22", False)]
)
def test_a_debit_is_posted_from_the_day_before_to_five_days_after(printed: str, explained: bool) -> None:
    links, _ = judged(row(CARD, printed, "25.00"), item("2025-08-24 04:00:00", "25.00", "云盘会员", "M1"))
    assert bool(len(links)) is explained


def test_the_day_of_purchase_is_reckoned_in_the_zone_of_the_payment() -> None:
    bought = item("2025-08-23 20:00:00", "25.00", "云盘会员", "M1")
    shop = row(SHOP, "2025-08-29 09:00:00", "25.00", description="消费")
    links, _ = judged(shop, bought)
    assert len(links) == 1, "at Beijing it was the 24th"


def test_the_days_a_text_names_exclude_other_purchases_and_reach_over_new_year() -> None:
    paid = row(SHOP, "2026-01-02 09:00:00", "25.00", description="App Store；12.28至12.29期间购买")
    named = item("2025-12-28 09:00:00", "25.00", "云盘会员", "M1")
    other = item("2026-01-01 09:00:00", "25.00", "游戏道具", "M2")
    _, payments = judged(paid, named, other)
    assert told(payments) == [("云盘会员", 2500)]


def test_equal_payments_are_served_in_the_order_of_purchase() -> None:
    paid = [row(CARD, "2025-08-26", "25.00", row=n) for n in (1, 2)]
    orders = [item(f"2025-08-24 0{n}:00:00", "25.00", name, name) for n, name in ((1, "云盘会员"), (2, "音乐会员"))]
    links, payments = judged(*paid, *orders)
    assert links["certain"].all()
    assert sorted(told(payments)) == [("云盘会员", 2500), ("音乐会员", 2500)]


def test_daily_purchases_of_one_thing_each_have_their_payment() -> None:
    days = range(1, 25)
    orders = [item(f"2025-08-{d:02} 04:00:00", "6.00", "星钻", f"M{d:02}") for d in days]
    _, payments = judged(*(row(CARD, f"2025-08-{d + 1:02}", "6.00") for d in days), *orders)
    assert set(payments["description"]) == {"星钻"}
    used = [json.loads(text)[0]["reference"] for text in payments["mirrors"]]
    assert used == [f"星钻 M{d:02}" for d in days]


@pytest.mark.parametrize(
    "purchase",
    [
        {"currency": "USD"},
        {"method": "Store Credit"},
        {"status": "declined"},
        {"person": "q"},
        {"channel": "google_play"},
    ],
)
def test_what_was_paid_otherwise_explains_no_payment(purchase: dict[str, str]) -> None:
    links, payments = judged(
        row(CARD, "2025-08-26", "25.00"), item("2025-08-25 04:00:00", "25.00", "云盘会员", "M1") | purchase
    )
    assert links.empty
    assert told(payments) == [("消费", 2500)]


def test_a_payment_to_another_seller_is_left_alone() -> None:
    links, _ = judged(
        row(WECHAT, "2025-08-26 09:00:00", "25.00"), item("2025-08-25 04:00:00", "25.00", "云盘会员", "M1")
    )
    assert links.empty


def test_price_tax_and_coupon_of_one_thing_are_one_item() -> None:
    paid = row(CMB, "2025-08-26", "15.19", counterparty="AMZN Digital", currency="USD")
    shape = {**APPLE, "channel": "amazon", "file": "amazon.csv"}
    parts = [
        row(
            shape,
            "2025-08-25 04:00:00",
            amount,
            currency="USD",
            description="Prime",
            merchant_reference="D01",
            reference=amount,
            direction=way,
            category=part,
        )
        for amount, way, part in (("14.99", "out", "Price Amount"), ("1.20", "out", "Tax"), ("1.00", "in", "Promotion"))
    ]
    _, payments = judged(paid, *parts)
    assert told(payments) == [("Prime", 1519)]
    assert [m["amount"] for m in json.loads(payments["mirrors"].iloc[0])] == ["14.99", "1.20", "1.00"]


def test_a_wallet_its_card_and_the_store_show_one_payment() -> None:
    card = {"method": "招商银行储蓄卡(1234)", "funding_account": "1234"}
    paid = row(SHOP, "2025-08-24 10:00:00", "46.00", reference="w", description="App Store；08.24购买", **card)
    bank = row(CMB, "2025-08-25", "46.00", counterparty="支付宝-App Store", description="快捷支付")
    orders = [
        item("2025-08-24 01:00:00", "25.00", "云盘会员", "M1"),
        item("2025-08-24 01:00:00", "21.00", "游戏道具", "M1"),
    ]
    _, payments = judged(paid, bank, *orders)
    assert told(payments) == [("云盘会员", 2500), ("游戏道具", 2100)]
    assert [[m["channel"] for m in json.loads(text)] for text in payments["mirrors"]] == [["bank:cmb", "apple"]] * 2


ORDERS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([600, 1200, 1800, 2500]), st.booleans()), max_size=10)


@settings(max_examples=8)
@given(ORDERS)
@example([(0, 600, True), (0, 1200, False), (0, 1800, False), (3, 600, False)])
def test_nothing_is_paid_twice_and_no_sum_changes(orders: list[tuple[int, int, bool]]) -> None:
    """Orders by day and price; those that are bundled are debited with the next one."""
    rows, waiting = [], 0
    for n, (day, price, bundled) in enumerate(sorted(orders)):
        at = pd.Timestamp("2025-03-01 04:00:00") + pd.Timedelta(days=day)
        rows.append(item(str(at), f"{price / 100:.2f}", f"物{price}", f"M{n}"))
        waiting += price
        if not bundled:
            rows.append(row(CARD, f"{at + pd.Timedelta(days=1):%Y-%m-%d}", f"{waiting / 100:.2f}", row=n))
            waiting = 0
    debits = sum(r["amount_minor"] for r in rows if r["kind"] == "charge")
    links, payments = judged(*rows) if rows else (pd.DataFrame({"certain": [], "from_id": []}), pd.DataFrame())
    sure = links[links["certain"].astype(bool)]
    assert not sure["from_id"].duplicated().any()
    assert (payments["amount_minor"].sum() if rows else 0) == debits
    if len(sure):
        assert (
            sure.groupby("to_id")["amount_minor"]
            .sum()
            .isin(payments["debited_minor"].fillna(payments["amount_minor"]))
            .all()
        )


class TestReturns:
    """Amazon prints what it gave back in rows of their own, by the item's number or by the order's."""

    def refunds(self, *returns: dict[str, Any]) -> list[tuple[str, int, bool]]:
        paid = row(CMB, "2025-08-26", "20.00", counterparty="AMZN Digital", currency="USD", reference="w")
        film = row(AMAZON, "2025-08-25 04:00:00", "14.00", description="Prime", reference="I1")
        book = row(AMAZON, "2025-08-25 04:00:00", "6.00", description="Book", reference="I2")
        rows = [paid, film, book, *returns]
        found = link(table(*rows))
        found = found[found["relation"] == "refunds"]
        return [(r.to_id[17:], r.amount_minor, r.certain) for r in found.itertuples()]

    def back(self, amount: str, number: str, **more: Any) -> dict[str, Any]:
        shape = {**AMAZON, "direction": "in", "merchant_reference": ""}
        return row(shape, "2025-09-02 04:00:00", amount, original_reference=number, **more)

    def test_of_an_item(self) -> None:
        assert self.refunds(self.back("6.00", "I2")) == [(":2", 600, True)]

    def test_of_an_order_for_the_only_item_of_that_price(self) -> None:
        assert self.refunds(self.back("14.00", "D01")) == [(":1", 1400, True)]

    def test_of_an_order_that_may_be_for_either_item_is_a_question(self) -> None:
        assert self.refunds(self.back("5.00", "D01")) == [(":1", 500, False), (":2", 500, False)]

    def test_not_yet_complete_it_is_none(self) -> None:
        assert self.refunds(self.back("6.00", "I2", status="pending")) == []


class TestRefund:
    PAID = row(SHOP, "2025-08-24 10:00:00", "46.00", reference="w", description="App Store；08.24购买")

    @staticmethod
    def refunds(*rows: dict[str, Any]) -> list[tuple[str, str, int, bool]]:
        """Links `refunds` as (from, to, amount, certain), the payment and its rows named by their reference."""
        names = {r["transaction_id"]: r["reference"] for r in rows}
        found = link(table(*rows))
        found = found[found["relation"] == "refunds"]

        def name(id: str) -> str:
            return names[id.partition(":")[0]] + id[17:]

        return [(name(r.from_id), name(r.to_id), r.amount_minor, r.certain) for r in found.itertuples()]

    @staticmethod
    def orders(first: int = 0, second: int = 0) -> list[dict[str, Any]]:
        return [
            item("2025-08-24 01:00:00", "25.00", "云盘会员", "M1", refunded_minor=first),
            item("2025-08-24 01:00:00", "21.00", "游戏道具", "M1", refunded_minor=second),
        ]

    def test_what_the_store_gave_back_counts_though_no_row_shows_it(self) -> None:
        assert self.refunds(self.PAID, *self.orders(first=2500)) == [("w:1", "w:1", 2500, True)]

    def test_what_was_charged_back_came_back(self) -> None:
        charged_back = [*self.orders()[:1], self.orders()[1] | {"status": "reversed"}]
        assert self.refunds(self.PAID, *charged_back) == [("w:2", "w:2", 2100, True)]

    def test_the_row_of_the_wallet_and_the_words_of_the_store_are_one_refund(self) -> None:
        back = row({**SHOP, **REFUND}, "2025-08-30 10:00:00", "21.00", reference="r", original_reference="w")
        assert self.refunds(self.PAID, *self.orders(second=2100), back) == [("r", "w:2", 2100, True)]

    def test_without_the_stores_word_a_refund_is_for_the_thing_that_cost_as_much(self) -> None:
        back = row({**SHOP, **REFUND}, "2025-08-30 10:00:00", "25.00", reference="r", original_reference="w")
        assert self.refunds(self.PAID, *self.orders(), back) == [("r", "w:1", 2500, True)]

    def test_everything_back_is_everything_back(self) -> None:
        back = row({**SHOP, **REFUND}, "2025-08-30 10:00:00", "46.00", reference="r", original_reference="w")
        assert self.refunds(self.PAID, *self.orders(), back) == [("r", "w:1", 2500, True), ("r", "w:2", 2100, True)]

    def test_a_part_that_fits_either_is_a_question(self) -> None:
        back = row({**SHOP, **REFUND}, "2025-08-30 10:00:00", "10.00", reference="r", original_reference="w")
        assert self.refunds(self.PAID, *self.orders(), back) == [("r", "w:1", 1000, False), ("r", "w:2", 1000, False)]
