"""Cases in which one bill alone is opaque: a store's debit its own history explains, a foreign price paid by card."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from audit.samples.apple import OUTER, Item, Order, Switch, privacy_copy
from audit.samples.casefile import Cell
from audit.samples.kinds_periods import draft, owed
from audit.samples.lives import Life, Story
from audit.samples.paypal import paypal_payment, paypal_refund
from audit.samples.plans import STORE, Service
from audit.samples.rows import Row, alipay_charge, bank_row
from audit.samples.truth import Draft, Due

CLOUD = Service("Skylark Cloud", "Skylark Plus", "Skylark Plus", (1200, 999))
_APPS = (("山雀笔记 专业版", "山雀笔记", "山雀软件"), ("慢跑日记 会员", "慢跑日记", "青禾科技"))
_GEMS = ("宝石礼包", "岛屿物语", "海风互动")


def store_history(life: Life) -> Draft:
    """The store's own history says which part of a debit was the renewal; the rest is no business of the claim."""
    story, item, copy = _bundled(life, off=life.one_of((True, False)))
    made = draft(life, story, *_dues(story, item), service=item.text, path="app_store")
    return replace(made, beside={OUTER: copy})


def store_cancelled_by_itself(life: Life) -> Draft:
    """Nobody wrote the cancellation down: the store's copy dates it, and holds the debit that came after it."""
    story, item, copy = _bundled(life, off=True)
    talked: dict[str, Cell] = {"when": story.late[0].at.date(), "whom": "Apple", "what": "contacted"}
    made = draft(life, story, *_dues(story, item))
    return replace(made, sheets={"cancellations": [], "events": [talked]}, beside={OUTER: copy})


def _dues(story: Story, item: Item) -> tuple[Due, ...]:
    """The store's record of each renewal is a line too; they share one number."""
    (late,) = story.late
    record = Row(late.at, item.app, item.text, item.price, number=item.number)
    return Due(story.kept[-1], "in_term"), replace(owed(late), claimed=item.price), Due(record, "mirror")


def _bundled(life: Life, *, off: bool) -> tuple[Story, Item, bytes]:
    """A plan bought in the App Store, its last debit together with gems of the next day; and Apple's copy of it all."""
    plan = life.plan((STORE,), rail="alipay")
    item = Item(*life.one_of(_APPS), plan.price)
    gems = Item(*_GEMS, life.number(6, 68) * 100, "In-App Purchases")
    story = life.story(replace(plan, clock=time(22, life.number(0, 59), 7)), late=1)
    (last,) = story.late
    then = last.at + timedelta(days=1)
    text = f"{STORE.seller}；{last.at:%m.%d}至{then:%m.%d}期间购买"
    late = alipay_charge(then, item.price + gems.price, STORE.seller, text)
    bought = [Order(r.at - timedelta(minutes=95), (item,)) for r in story.rows]
    bought.append(Order(then - timedelta(minutes=50), (gems,)))
    switch = Switch(item, bought[0].at, story.cancelled_at - timedelta(minutes=25) if off else None)
    return replace(story, late=(late,)), item, privacy_copy("20000001", bought, [switch])


def foreign_by_paypal(life: Life) -> Draft:
    """A price in dollars, paid by a card of Hong Kong dollars: four rows at PayPal, one in the card's bill."""
    story = life.story(replace(life.plan((CLOUD,), rail="alipay"), clock=time(15, life.number(0, 59), 5)), late=2)
    price, cut = story.plan.price, len(story.kept)
    groups = [_paid(life, r.at, price) for r in story.rows]
    part = life.number(100, price - 100)
    cost = groups[cut][1].amount * part // price
    back = paypal_refund(groups[cut], groups[cut][0].at + timedelta(days=life.number(2, 9)), part, cost)
    paid = [group[0] for group in groups]
    drawn = [_in_hong_kong(life, group[1]) for group in groups]
    rows = tuple(row for group in groups for row in group) + back
    bills = (
        life.bill("alipay", rows, story.as_of, shape="paypal-activity", noise=False),
        life.bill("bank:cmb", (*drawn, _in_hong_kong(life, back[-1])), story.as_of, shape="hsbc-hk"),
    )
    dues = (
        Due(paid[cut - 1], "in_term"),
        Due(paid[cut], "after_end", price, refunds=((back[0].at.date(), part),)),
        Due(paid[cut + 1], "after_end", price),
        *(Due(r, "mirror", required=n >= cut) for n, r in enumerate(drawn) if n >= cut - 1),
    )
    cells: dict[str, Cell] = {"service": CLOUD.text}
    return Draft(bills, {"cancellations": [story.cancellation(**cells)]}, story.as_of, dues, {"C1": story.end})


def _paid(life: Life, at: datetime, price: int) -> tuple[Row, ...]:
    cost = price * life.number(776, 786) // 100
    return paypal_payment(at, price, "USD", CLOUD.seller, CLOUD.text, cost=cost, home="HKD")


def _in_hong_kong(life: Life, leg: Row) -> Row:
    """The card's own row for money PayPal drew from it or sent back to it."""
    booked = leg.at + timedelta(days=life.number(0, 2))
    seen = bank_row(booked, leg.amount, "PAYPAL *SKYLARKCLOUD", direction="in" if leg.direction == "out" else "out")
    return replace(seen, currency=leg.currency, has_time=False)
