"""Sixty renewals seen two and three times among decoys: none left double, none merged with another's row.

Every row knows the event it tells of; rows of one event may be exchanged, rows of two events never.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import pytest
from bill_rows import ALIPAY, CMB, JD, REFUND, WECHAT, row, table

from audit.judging.links import link
from audit.judging.payments import consolidate

MEITUAN = {"channel": "meituan", "account_id": "团团", "file": "meituan.csv"}
CREDIT = {"channel": "bank:icbc", "account_id": "5678", "file": "icbc.csv", "has_time": False}
CARDS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    (CMB, {"method": "招商银行储蓄卡(1234)", "funding_account": "1234"}),
    (CREDIT, {"method": "工商银行信用卡(5678)", "funding_account": "5678"}),
)
PLATFORMS = {"jd": (JD, "京东", "京东PLUS会员自动续费及支付"), "meituan": (MEITUAN, "美团", "美团会员自动续费")}
SEEN = ("plain", "plain", "plain", "jd", "meituan", "coupon", "less", "refunded", "twins")
HOLIDAY = date(2024, 10, 1)  # banks rest until the 7th


@dataclass
class Purse:
    """Rows as they are made, with the event of each, and how many events there are."""

    dice: random.Random
    rows: list[dict[str, Any]] = field(default_factory=list)
    events: dict[str, str] = field(default_factory=dict)
    payments: int = 0

    def add(self, event: str, shape: Mapping[str, Any], at: datetime, fen: int, **facts: Any) -> None:
        """One more row; its place in the bill makes it a row of its own where no number is printed."""
        made = row(shape, f"{at:%Y-%m-%d %H:%M:%S}", f"{fen / 100:.2f}", row=len(self.rows) + 2, **facts)
        self.rows.append(made)
        self.events[made["transaction_id"]] = event

    def wallet(self, event: str, shape: Mapping[str, Any], at: datetime, fen: int, **facts: Any) -> None:
        """A wallet's row, which leads its payment."""
        self.payments += 1
        self.add(event, shape, at, fen, reference=f"{event}/{self.payments}", **facts)

    def bank(
        self, event: str, card: Mapping[str, Any], at: datetime, days: int, fen: int, text: str, **facts: Any
    ) -> None:
        """A bank's row of some days later, without an hour."""
        self.add(event, card, at.replace(hour=0, minute=0, second=0) + timedelta(days=days), fen, counterparty="",
                 description=text, **facts)  # fmt: skip


def purse(seed: int) -> Purse:
    """Sixty renewals of two wallets over thirty months, paid by two cards, in every way of being seen twice."""
    made = Purse(random.Random(seed))
    for i in range(60):
        shape, name = (WECHAT, "财付通") if i % 2 else (ALIPAY, "支付宝")
        on = date(2023, 1, 1) + timedelta(days=30 * (i // 2) + made.dice.randrange(3))
        how = made.dice.choice(SEEN if i % 2 else [h for h in SEEN if h not in PLATFORMS])
        if i // 2 == 21:
            how, on = "holiday", HOLIDAY - timedelta(days=made.dice.randrange(3))
        at = datetime.combine(on, time(9, made.dice.randrange(50), i % 60))
        renewal(made, f"{how} {i}", shape, name, at, how)
    return made


def renewal(made: Purse, event: str, shape: dict[str, Any], name: str, at: datetime, how: str) -> None:
    """One renewal and, more often than not, a decoy of the same amount on the same day."""
    dice = made.dice
    fen = dice.choice([1500, 3000, 1880])
    card, paid = dice.choice(CARDS)
    seller = PLATFORMS[how][1] if how in PLATFORMS else "某某商户"
    booked = 9 if how == "holiday" else dice.choice([0, 0, 1, 1, 3, 5])
    told = {} if shape is ALIPAY else {"refunded_minor": fen if how == "refunded" else 0}
    method = {**paid, "method": f"{paid['method']}&红包"} if how == "coupon" else paid
    drawn = fen - 137 if how in ("coupon", "less") else fen
    text = f"{name}-{seller if how in ('less', *PLATFORMS) else dice.choice([seller, '特约商户'])}"
    for twin in range(2 if how == "twins" else 1):
        made.wallet(event, shape, at + timedelta(minutes=4 * twin), fen, counterparty=seller, **told, **method)
        made.bank(event, card, at, booked, drawn, text)
    if how in PLATFORMS:
        platform, _, title = PLATFORMS[how]
        made.add(
            event, platform, at - timedelta(seconds=2), fen, method="微信支付", counterparty=title, reference=event
        )
    if how == "refunded":
        back = at + timedelta(days=6, hours=2)
        made.wallet(f"{event} back", {**shape, **REFUND}, back, fen, counterparty=seller, **paid)
        made.bank(f"{event} back", {**card, **REFUND}, back, dice.choice([0, 2, 9]), fen, f"{name}-退款")
    decoys(made, event, shape, at, booked, fen, card)


def decoys(
    made: Purse, event: str, shape: dict[str, Any], at: datetime, booked: int, fen: int, card: Mapping[str, Any]
) -> None:
    """The same amount once more that day: out of the wallet's own balance, on the platform's credit, at a shop."""
    if made.dice.random() < 0.4:
        own = "零钱" if shape is WECHAT else "余额宝"
        made.wallet(f"{event} own", shape, at + timedelta(minutes=40), fen, method=own)
    if made.dice.random() < 0.3:
        made.payments += 1
        made.add(f"{event} credit", JD, at, fen, method="京东白条", reference=f"{event} credit")
    if made.dice.random() < 0.4:
        made.payments += 1
        made.bank(f"{event} shop", card, at, booked, fen, "云闪付-某某超市")


@pytest.mark.parametrize("seed", range(8))
def test_none_is_left_double_and_none_merged_wrongly(seed: int) -> None:
    made = purse(seed)
    transactions = table(*made.rows)
    assert len({*made.events}) == len(made.rows)
    links = link(transactions)
    mirrors = links[links["relation"].eq("mirror")]
    wrong = mirrors[mirrors["from_id"].map(made.events).ne(mirrors["to_id"].map(made.events))]
    assert [(made.events[f], made.events[t]) for f, t in zip(wrong["from_id"], wrong["to_id"], strict=True)] == []
    payments = consolidate(transactions, links)
    assert payments["payment_id"].map(made.events).value_counts().to_dict() == wanted(made)
    assert len(payments) == made.payments
    assert payments["maybe_mirror_of"].eq("").all()


def wanted(made: Purse) -> dict[str, int]:
    """How many payments each event is: two for twins, one for all others."""
    return {event: 2 if event.startswith("twins") and event.count(" ") == 1 else 1 for event in made.events.values()}


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_rows_joins_no_others(seed: int) -> None:
    made = purse(seed)
    transactions = table(*made.rows)
    shuffled = transactions.sample(frac=1, random_state=seed).reset_index(drop=True)
    pd.testing.assert_frame_equal(link(shuffled), link(transactions))
