"""Kinds of cases that the data settle although something near the plan could be taken for it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from benchmarks.judgement.bills import Account, Payment
from benchmarks.judgement.lives import Life
from benchmarks.judgement.plans import Plan
from benchmarks.judgement.stories import Story

MONTH = (1, 0)
STORE = "App Store & Apple Music"


def two_plans(life: Life, kind: str) -> None:
    """Two plans of one seller; one is cancelled, the other goes on and is nobody's business."""
    story = Story(life, kind, step=MONTH).paid().cancel().charged_on().settled()
    name = f"{story.plan.name[:2]}{life.chance.choice(('乐园', '学堂', '剧场'))}"
    other = Plan(story.plan.seller, f"{name}连续包月", name, story.price + life.chance.choice((0, 500, 1500)),
                 story.plan.beat)  # fmt: skip
    _goes_on(life, story, other, story.account)


def other_beneficiary(life: Life, kind: str) -> None:
    """The same plan is paid for another person too; only the one named in the case was cancelled."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay")))
    mine, theirs = (
        f"{story.plan.name}自动续费(为{who}****{life.chance.randrange(10, 100)}购买)" for who in (1000, 2000)
    )
    story.paid(description=mine).cancel(service=story.plan.name, beneficiary=mine.partition("为")[2].partition("购")[0])
    story.charged_on(description=mine).settled()
    other = Plan(story.plan.seller, theirs, "", story.price, story.plan.beat)
    _goes_on(life, story, other, story.account)


def spouse_named(life: Life, kind: str) -> None:
    """The same plan on a family member's wallet in the same folder; the case names the account."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay")))
    story.paid().cancel(account=story.account.id).charged_on().settled()
    theirs = life.account(life.chance.choice(("wechat", "alipay")), other=True)
    _goes_on(life, story, story.plan, theirs)


def _goes_on(life: Life, story: Story, other: Plan, account: Account) -> None:
    """Another plan beside the story's, from about its first day to about its last, and never owed."""
    shift = life.chance.randint(3, 20)
    clock = time(life.chance.randrange(24), life.chance.randrange(60), 7)
    paid: list[Payment] = []
    for k in range(story.slot + 2 + len(story.late)):
        at = datetime.combine(other.beat.anchor(k) + timedelta(days=shift), clock)
        if at.day <= 28:
            paid.append(life.pay(account, at, other.price, other.seller, other.text))
    story.settle([p for p in paid if p.on >= story.cancelled_at.date()], "")


def other_products(life: Life, kind: str) -> None:
    """Game items and gifts of the same seller before and after the end, some at the plan's own price."""
    story = Story(life, kind, step=MONTH).paid().cancel().charged_on().settled()
    for _ in range(life.chance.randint(1, 3)):
        day = story.anchor(life.chance.randint(story.slot, story.slot + 2)) + timedelta(days=life.chance.randint(6, 24))
        fen = life.chance.choice((600, 1200, 3000, 6800, story.price))
        goods = life.chance.choice(("星际远征点券", "表情包 1套", "周边马克杯 1个", "游戏道具礼包"))
        at = datetime.combine(day, time(20, life.chance.randrange(60), 5))
        bought = life.pay(story.account, at, fen, story.plan.seller, goods)
        if at > story.cancelled_at:
            story.settle([bought], "one_off")


def upgrade(life: Life, kind: str) -> None:
    """Something paid on top inside the period of the cancellation, before it."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay"))).paid()
    day = story.anchor(story.slot) + timedelta(days=7)
    fen = story.price // 3 // 10 * 10
    bought = life.pay(story.account, datetime.combine(day, time(11, 5, 9)), fen, story.plan.seller, "升级补差价")
    story.cancel(story.moment(story.day_inside(after=8, before=2))).charged_on().settled()
    story.settle([bought], "one_off")


def resubscribed(life: Life, kind: str) -> None:
    """Charged once too often, then taken up again by the person, who says when: from then on nothing is owed."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay"))).paid()
    again = datetime.combine(story.anchor(story.slot + 3) + timedelta(days=life.chance.randint(6, 22)), story.clock)
    story.cancel(resubscribed="yes", resubscribed_at=again - timedelta(minutes=3), resubscribed_has_time=True)
    story.charged_on(1).settled()
    story.plan = story.plan.on(again.date().replace(day=min(28, again.day)))
    story.settle([story.debit(n) for n in range(life.chance.randint(1, 4)) if n or again.day <= 28], "resubscribed")


def cancelled_again(life: Life, kind: str) -> None:
    """Taken up again and cancelled again: each cancellation has its own end and its own claim."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay"))).paid()
    again = datetime.combine(story.anchor(story.slot + 2) + timedelta(days=5), story.clock)
    again = again.replace(day=min(28, again.day))
    story.cancel(resubscribed="yes", resubscribed_at=again - timedelta(minutes=3), resubscribed_has_time=True)
    story.charged_on(1).settled()
    story.plan, story.slot = story.plan.on(again.date()), life.chance.randint(3, 5) - 1
    story.end = story.anchor(story.slot + 1)
    story.paid().cancel()
    story.settle(story.kept[:-1], "resubscribed")
    story.charged_on(2).settled()


def denied(life: Life, kind: str) -> None:
    """A silent period, then debits; the person says they did not subscribe again: all of it is owed."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay"))).paid()
    story.cancel(resubscribed="no").charged_on(3, skip=life.chance.randint(1, 2)).settled()


def trial_left(life: Life, kind: str) -> None:
    """Cancelled during a trial; the full price was taken at its end all the same."""
    story, _ = _trial(life, kind)
    story.cancel(story.moment(story.anchor(0) - timedelta(days=life.chance.randint(1, 2))), service=story.plan.name)
    story.late = [story.debit(k) for k in range(life.chance.randint(1, 3))]
    story.settle(story.late, "after_end", owed=True)


def trial_long_past(life: Life, kind: str) -> None:
    """Begun with a trial, cancelled months later."""
    story, _ = _trial(life, kind, kept=life.chance.randint(3, 8))
    story.paid().cancel(service=story.plan.name).charged_on().settled()


def _trial(life: Life, kind: str, kept: int = 3) -> tuple[Story, int]:
    """A story whose first period begins where a trial of some days ends."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay")), kept=kept)
    days = life.chance.choice((3, 7, 7, 15))
    story.plan = Plan(story.plan.seller, f"连续包月({story.plan.name})", story.plan.name, story.price, story.plan.beat)
    story.debit(0, off=-days, fen=life.chance.choice((1, 10, 100)), description=f"{days}天试用({story.plan.name})")
    return story, days


def at_once_agreed(life: Life, kind: str) -> None:
    """Ended at once for the seller's cause or by agreement: the unused days, and everything later, are owed."""
    story = at_once(life, kind, fault=life.chance.choice(("merchant", "agreed")))
    story.life.settle(kind, story.case, story.kept[-1], "prorated", unused(story))
    story.settle(story.late, "after_end", owed=True)


def at_once(life: Life, kind: str, fault: str) -> Story:
    """A plan ended the day after its cancellation; sometimes debited on."""
    story = Story(life, kind).paid()
    story.cancel(terms=life.chance.choice(("immediate", "rescinded")), fault=fault)
    return story.charged_on(2, least=0)


def unused(story: Story) -> int:
    """The share of the last payment for the days after the cancellation day, rounded half up to the fen."""
    days = (story.end - story.anchor(story.slot)).days
    left = (story.end - story.cancelled_at.date()).days - 1
    return (2 * story.kept[-1].fen * left + days) // (2 * days)


def store_in_time(life: Life, kind: str) -> None:
    """Cancelled at Apple more than a day before the renewal, and debited on."""
    story = in_store(life, kind)
    story.paid(description=STORE).cancel(story.moment(story.day_inside(before=3)), path="app_store")
    story.charged_on(3, description=STORE).settled()


def in_store(life: Life, kind: str) -> Story:
    """A plan paid through Apple, whose rows name no product."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay")), kept=life.chance.randint(4, 9))
    story.plan = Plan(STORE, STORE, STORE, story.price, story.plan.beat)
    return story
