"""Kinds of cases that turn on who was told, whose account paid, and which of several plans was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from benchmarks.judgement.bills import Payment
from benchmarks.judgement.kinds_around import STORE, in_store
from benchmarks.judgement.lives import Life
from benchmarks.judgement.stories import Story

MONTH = (1, 0)
WALLETS = ("wechat", "alipay")


def equal_plans_told_apart(life: Life, kind: str) -> None:
    """Two plans of one text and one price on two days of the month; the case gives the day of the one cancelled."""
    story, others = _equal_plans(life, kind, billing_day=True)
    story.settled()
    story.settle(others, "")


def equal_plans(life: Life, kind: str) -> None:
    """Two plans of one text and one price, and the case does not say which: both are asked about."""
    story, others = _equal_plans(life, kind, billing_day=False)
    story.leave_open(story.late, "unclear")
    story.leave_open(others, "unclear")


def _equal_plans(life: Life, kind: str, *, billing_day: bool) -> tuple[Story, list[Payment]]:
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS), kept=life.chance.randint(5, 9))
    first = story.plan.beat.first.replace(day=life.chance.randint(1, 9))
    story.plan = story.plan.on(first)
    story.end = story.anchor(story.slot + 1)
    cells = {"billing_day": first.day} if billing_day else {}
    story.paid().cancel(story.moment(story.anchor(story.slot) + timedelta(days=4)), **cells).charged_on(3, least=2)
    off = life.chance.randint(12, 16)
    others = [story.debit(k, off=off) for k in range(story.slot + 1 + len(story.late))]
    return story, [p for p in others if p.at > story.cancelled_at]


def another_account_begins(life: Life, kind: str) -> None:
    """After the end the same plan is paid from another account of the same wallet: whose is it?"""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS)).paid().cancel()
    story.charged_on(3, account=life.account(story.account.channel, other=True))
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "unclear")


def mandate_moved(life: Life, kind: str) -> None:
    """The wallet's mandate was closed, that wallet stopped, and the seller debits through the other one."""
    rail = life.chance.choice(WALLETS)
    story = Story(life, kind, step=MONTH, rail=rail).paid().cancel(path=f"{rail}_mandate")
    story.charged_on(3, account=life.account("alipay" if rail == "wechat" else "wechat"))
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "wrong_rail")


def seller_told_then_store(life: Life, kind: str) -> None:
    """First switched off in the app, months later at Apple: what came in between is asked, what came later is owed."""
    story = in_store(life, kind)
    story.paid(description=STORE).cancel(story.moment(story.day_inside(before=3)), path="app")
    story.late = [story.debit(story.slot + 1 + n, description=STORE) for n in range(4)]
    second = datetime.combine(story.late[1].on + timedelta(days=9), time(10, 30))
    case = life.cancel(story.plan, second, path="app_store")
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late[:2], "wrong_rail")
    story.case = case
    story.settle(story.late[2:], "after_end", owed=True)


def apple_by_card(life: Life, kind: str) -> None:
    """Apple debits a card directly, and was told in time."""
    story = Story(life, kind, step=MONTH, rail="bank:cmb", kept=life.chance.randint(4, 9))
    story.plan = replace(story.plan, seller="APPLE.COM/BILL", text="", name="APPLE.COM/BILL", numbered=False)
    story.paid().cancel(story.moment(story.day_inside(before=3)), path="app_store", service="APPLE.COM/BILL")
    story.charged_on(3).settled()


def not_in_the_bills(life: Life, kind: str) -> None:
    """The plan cancelled was paid elsewhere: nothing here is its, though another plan is paid on."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS)).paid()
    other = replace(story.plan, text=f"{life.short()}极光周刊连续包月", name="", seller=life.short())
    story.case = life.cancel(other, story.moment(story.day_inside()))
    story.charged_on(3)
    story.settle([*story.kept[-1:], *story.late], "")


def collected_next_day(life: Life, kind: str) -> None:
    """The renewal had failed, the person cancelled the day after, and it was collected after that: asked about."""
    story = Story(
        life, kind, step=MONTH, rail=life.chance.choice(WALLETS), kept=life.chance.randint(4, 9), hours=(0, 8)
    )
    story.kept = [story.debit(k) for k in range(story.slot)]
    story.debit(story.slot, status="declined", status_text="支付失败")
    story.cancel(datetime.combine(story.anchor(story.slot) + timedelta(days=1), time(12, 30)))
    story.late = [story.debit(story.slot, off=life.chance.randint(2, 4))]
    story.leave_open(story.late, "unclear")


def doubled_and_given_back(life: Life, kind: str) -> None:
    """A period was debited twice and one of the two came back in full: nothing is left of it."""
    story = Story(life, kind, step=MONTH, rail="alipay").paid()
    again = story.debit_at(story.kept[-1].at + timedelta(minutes=life.chance.choice((2, 31))))
    story.cancel(story.moment(story.day_inside(after=3, before=2))).charged_on(3).settled()
    life.back(again, again.at + timedelta(hours=5), again.fen)
    story.settle([again], "duplicate")


def strangers_refund(life: Life, kind: str) -> None:
    """Another seller gives back exactly the plan's price, without number: it lowers nothing here."""
    story = Story(life, kind, step=MONTH, rail="alipay").paid().cancel().charged_on(3)
    at = story.late[0].at + timedelta(hours=7)
    shop = life.pay(story.account, at, story.price, "城南鞋店", "运动鞋")
    life.back(shop, at + timedelta(days=2), story.price, numbered=False, told=False)
    story.settled()


def always_early(life: Life, kind: str) -> None:
    """Alipay debits up to five days before days that nobody wrote down; cancelled in the middle of a period."""
    story = Story(life, kind, step=MONTH, rail="alipay", kept=life.chance.randint(5, 9))
    often = life.chance.choice(((-4,), (0, 0, 0, -1, -2, -3)))
    slots = range(story.slot + 1 + life.chance.randint(1, 4))
    made = [story.debit(k, off=life.chance.choice(often) if k else 0) for k in slots]
    story.kept, story.late = made[: story.slot + 1], made[story.slot + 1 :]
    story.cancel(story.moment(story.day_inside(after=7, before=10))).settled()


def written_end_at_once(life: Life, kind: str) -> None:
    """The seller agreed in writing to end at once on a day: the unused days from then on are owed."""
    story = Story(life, kind, rail=life.chance.choice(WALLETS)).paid()
    day = story.day_inside(before=2)
    story.cancel(story.moment(day), terms="rescinded", fault="agreed", service_end=day).charged_on(2, least=0)
    days, left = (story.end - story.anchor(story.slot)).days, (story.end - day).days
    paid = story.kept[-1]
    life.settle(kind, story.case, paid, "prorated", (2 * paid.fen * left + days) // (2 * days))
    story.settle(story.late, "after_end", owed=True)
