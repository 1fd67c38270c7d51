"""Kinds of cases that the data do not settle: the person is asked, and nothing of it is claimed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from benchmarks.judgement.bills import Export, Payment
from benchmarks.judgement.kinds_around import STORE, at_once, in_store, unused
from benchmarks.judgement.lives import BEGIN, Life
from benchmarks.judgement.plans import Plan
from benchmarks.judgement.stories import Story

MONTH = (1, 0)
WALLETS = ("wechat", "alipay")


def _monthly(life: Life, kind: str, rail: str = "", kept: int = 0) -> Story:
    return Story(life, kind, step=MONTH, rail=rail or life.chance.choice(WALLETS), kept=kept)


def on_the_day_unknown(life: Life, kind: str) -> None:
    """Cancelled on a renewal day, and nobody wrote down the hour: that day's debit is asked about."""
    story = _monthly(life, kind).paid()
    story.cancel(datetime.combine(story.anchor(story.slot), time())).charged_on(3)
    story.leave_open(story.kept[-1:], "unclear")
    story.settle(story.late, "after_end", owed=True)


def unpaid_then_collected(life: Life, kind: str) -> None:
    """The period of the cancellation was not paid when it began, and a debit came on a later day of it."""
    story = _monthly(life, kind, kept=life.chance.randint(4, 10))
    story.kept = [story.debit(k) for k in range(story.slot)]
    story.cancel(story.moment(story.anchor(story.slot) + timedelta(days=life.chance.randint(7, 10))))
    story.late = [story.debit(story.slot, off=life.chance.randint(12, 16))]
    story.leave_open(story.late, "unclear")


def after_silence(life: Life, kind: str) -> None:
    """A period without a debit that the bills cover, then debits: did the person subscribe again?"""
    step = life.chance.choice((MONTH, MONTH, MONTH, (0, 7), (0, 30), (3, 0)))
    story = (
        Story(life, kind, step=step, rail=life.chance.choice(WALLETS), kept=life.chance.randint(4, 8)).paid().cancel()
    )
    story.charged_on(3, skip=life.chance.randint(1, 2))
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "unclear")


def on_another_day(life: Life, kind: str) -> None:
    """The first debit after the end comes on a day that is not the plan's, later ones a month apart from it."""
    story = _monthly(life, kind, kept=life.chance.randint(5, 11)).paid().cancel()
    off = life.chance.randint(9, 18)
    story.late = [story.debit(story.slot + 1 + n, off=off) for n in range(life.chance.randint(1, 2))]
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "unclear")


def bills_without_refunds(life: Life, kind: str) -> None:
    """Every debit after the end is known only from an export of spending alone."""
    story = _monthly(life, kind).paid().cancel().charged_on()
    last = datetime.combine(story.late[-1].on + timedelta(days=life.chance.randint(6, 25)), time(21, 30, 1))
    name = f"{life.person}/{story.account.channel}-spent.csv"
    story.account.exports = [Export(name, BEGIN, last.date(), last, hides_refunds=True)]
    if story.account.card:
        life.account("bank:cmb").exports = [Export(f"{name}-card", BEGIN, BEGIN, last)]
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "unclear")


def store_not_reached(life: Life, kind: str) -> None:
    """Switched off in the app, while Apple holds the subscription."""
    story = in_store(life, kind).paid(description=STORE).cancel(path=life.chance.choice(("app", "support")))
    story.charged_on(3, description=STORE)
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "wrong_rail")


def other_mandate(life: Life, kind: str) -> None:
    """The mandate of one wallet was closed, the other wallet debits."""
    rail = life.chance.choice(WALLETS)
    story = _monthly(life, kind, rail=rail).paid()
    story.cancel(path="wechat_mandate" if rail == "alipay" else "alipay_mandate").charged_on(3)
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "wrong_rail")


def inside_cut_off(life: Life, kind: str) -> None:
    """Cancelled at Apple within 24 hours before the renewal: that renewal is asked about, later ones are owed."""
    story = in_store(life, kind).paid(description=STORE)
    due = datetime.combine(story.end, story.clock)
    moment = (due - timedelta(hours=life.chance.randint(1, 23))).replace(second=0)
    story.cancel(moment if moment.time() != time() else moment - timedelta(minutes=1), path="app_store")
    story.charged_on(3, description=STORE)
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late[:1], "late_cancel")
    story.settle(story.late[1:], "after_end", owed=True)


def charged_before_cancelling(life: Life, kind: str) -> None:
    """Alipay debits some days early; cancelled between such a debit and the day for which it was taken."""
    story = _monthly(life, kind, rail="alipay", kept=life.chance.randint(3, 9))
    off = -life.chance.randint(3, 5)
    story.kept = [story.debit(k, off=off) for k in range(story.slot + 1)]
    story.late = [story.debit(story.slot + 1 + n, off=off) for n in range(life.chance.randint(1, 3))]
    day = story.end - timedelta(days=life.chance.randint(1, -off - 1))
    story.cancel(story.moment(day), billing_day=story.anchor(0).day)
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late[:1], "precharged")
    story.settle(story.late[1:], "after_end", owed=True)


def silent_renewal(life: Life, kind: str) -> None:
    """A quarter or a year renewed within thirty days before the cancellation: was it announced?"""
    step = life.chance.choices(((12, 0), (3, 0), (6, 0)), (70, 20, 10))[0]
    story = Story(life, kind, step=step, kept=life.chance.randint(2, 3)).paid()
    story.cancel(story.moment(story.anchor(story.slot) + timedelta(days=life.chance.randint(4, 29))))
    story.charged_on(1, least=0)
    story.leave_open(story.kept[-1:], "notice_disputed")
    story.settle(story.late, "after_end", owed=True)


def price_after_trial(life: Life, kind: str) -> None:
    """Cancelled within thirty days after the first full price that followed a trial."""
    story = _monthly(life, kind, kept=1)
    story.plan = Plan(story.plan.seller, f"连续包月({story.plan.name})", story.plan.name, story.price, story.plan.beat)
    days = life.chance.choice((3, 7))
    story.debit(0, off=-days, fen=1, description=f"{days}天试用({story.plan.name})")
    story.paid().cancel(service=story.plan.name).charged_on(3)
    story.leave_open(story.kept, "notice_disputed")
    story.settle(story.late, "after_end", owed=True)


def doubled_before(life: Life, kind: str) -> None:
    """The period of the cancellation was debited twice, both before the service ended."""
    story = _monthly(life, kind).paid()
    twice = [story.debit_at(story.kept[-1].at + timedelta(minutes=life.chance.choice((2, 31, 24 * 60))))]
    story.cancel(story.moment(story.day_inside(after=3, before=2))).charged_on(3)
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(twice, "duplicate")
    story.settle(story.late, "after_end", owed=True)


def at_once_unsaid(life: Life, kind: str) -> None:
    """Ended at once, and nobody says through whose fault, or through the person's own: the unused share is asked."""
    story = at_once(life, kind, fault=life.chance.choice(("", "", "", "consumer")))
    life.leave_open(kind, story.case, story.kept[-1], "prorated", unused(story))
    story.settle(story.late, "after_end", owed=True)


def spouse_unnamed(life: Life, kind: str) -> None:
    """One plan on two accounts of one folder, and the case names neither."""
    story = _monthly(life, kind).paid().cancel().charged_on(3)
    theirs = life.account("alipay" if story.account.channel == "wechat" else "wechat", other=True)
    paid: list[Payment] = [
        story.debit_at(p.at + timedelta(hours=life.chance.choice((1, 2, 48))), account=theirs)
        for p in (*story.kept, *story.late)
    ]
    story.leave_open(story.late + [p for p in paid if p.on >= story.end], "unclear")


def several_plans(life: Life, kind: str) -> None:
    """The name in the case fits two plans of the seller."""
    story = _monthly(life, kind)
    short = story.plan.name[:2]
    one, two = (
        replace(story.plan, text=f"{short}{what}版连续包月", name=short, numbered=False) for what in ("标准", "高级")
    )
    story.plan = one
    story.paid().cancel(service=short).charged_on(3)
    story.plan, story.price = two, story.price + 700
    others = [story.debit(k, off=9) for k in range(story.slot + 1 + len(story.late))]
    story.leave_open(story.late + [p for p in others if p.at > story.cancelled_at], "unclear")


def beat_unknown(life: Life, kind: str) -> None:
    """Two debits, and neither text, catalogue, store nor case says how often."""
    story = _monthly(life, kind, kept=1)
    story.plan = replace(story.plan, text=f"{story.plan.name}服务费", numbered=False)
    story.paid().cancel(story.moment(story.day_inside(after=3, before=3))).charged_on(1)
    story.leave_open(story.late, "unclear")


def case_contradicts(life: Life, kind: str) -> None:
    """Two debits a month apart, whose text says so, and a case that says they are yearly."""
    story = _monthly(life, kind, kept=1)
    story.plan = replace(story.plan, text=f"{story.plan.name}月卡自动续费", numbered=False)
    story.paid().cancel(interval="year", interval_count=1).charged_on(1)
    story.leave_open(story.late, "unclear")


def store_basket(life: Life, kind: str) -> None:
    """A store's debit that holds something else beside the renewal, and no history of the store."""
    story = in_store(life, kind).paid(description=STORE)
    story.cancel(story.moment(story.day_inside(before=3)), path="app_store")
    story.late = [story.debit(story.slot + 1, description=STORE, fen=story.price + life.chance.choice((600, 2100)))]
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "unclear")


def unknown_status(life: Life, kind: str) -> None:
    """A status word nobody knows: the row counts as paid, and is asked about."""
    story = _monthly(life, kind, rail="alipay").paid().cancel()
    story.account.web, story.account.card = False, ""
    story.late = [story.debit(story.slot + 1, status_text="处理完毕")]
    name = f"{life.person}/alipay-{story.account.id}.csv"
    last = datetime.combine(story.late[0].on + timedelta(days=12), time(21, 30, 1))
    story.account.exports = [Export(name, BEGIN, last.date(), last)]
    life.events.append({"source": "bill", "what": "unknown_status", "file": name, "note": "处理完毕"})
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "unclear")
