"""Kinds of cases that the data settle: what was debited after the end is owed, whatever else happened around it."""

from __future__ import annotations

from datetime import datetime, timedelta

from benchmarks.judgement.bills import Export
from benchmarks.judgement.lives import BEGIN, Life
from benchmarks.judgement.stories import Story

MONTH = (1, 0)


def charged_on(life: Life, kind: str) -> None:
    """One to four debits after the end, sometimes more than a year of them."""
    Story(life, kind).paid().cancel().charged_on(4 if life.chance.random() < 0.85 else 16).settled()


def never_again(life: Life, kind: str) -> None:
    """The cancellation was obeyed."""
    Story(life, kind).paid().cancel().settled()


def month_end(life: Life, kind: str) -> None:
    """The billing day is the 29th to 31st, clamped to shorter months and back again afterwards."""
    story = Story(life, kind, step=MONTH, kept=life.chance.randint(4, 11))
    first = story.plan.beat.first.replace(
        month=life.chance.choice((1, 3, 5, 7, 8, 10)), day=life.chance.choice((29, 30, 31))
    )
    story.plan = story.plan.on(first)
    story.end = story.anchor(story.slot + 1)
    story.paid().cancel().charged_on().settled()


def price_step(life: Life, kind: str) -> None:
    """Dearer from some payment on: before the cancellation, or with the first debit after it."""
    story = Story(life, kind, step=life.chance.choice((MONTH, MONTH, (0, 7), (3, 0))), kept=life.chance.randint(4, 8))
    at, dearer = life.chance.randint(2, story.slot + 1), story.price + life.chance.choice((300, 500, 600, 1000))
    story.kept = [story.debit(k, fen=story.price if k < at else dearer) for k in range(story.slot + 1)]
    story.cancel().charged_on(fen=dearer).settled()


def usage_priced(life: Life, kind: str) -> None:
    """Another amount every month, with renewal wording."""
    story = Story(life, kind, step=MONTH, kept=life.chance.randint(6, 11))
    price = story.price
    story.kept = [story.debit(k, fen=price + life.chance.randrange(price)) for k in range(story.slot + 1)]
    story.cancel()
    count = life.chance.randint(1, 3)
    story.late = [story.debit(story.slot + 1 + n, fen=price + life.chance.randrange(price)) for n in range(count)]
    story.settled()


def on_the_day_before_the_debit(life: Life, kind: str) -> None:
    """Cancelled on a renewal day, at an hour before that day's debit: the service ends that day."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay")), hours=(12, 23)).paid()
    moment = datetime.combine(story.end, story.clock) - timedelta(minutes=life.chance.randint(5, 600))
    story.cancel(moment).charged_on().settled()


def on_the_day_after_the_debit(life: Life, kind: str) -> None:
    """Cancelled on a renewal day, at an hour after that day's debit: the period just paid is used up."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay")), hours=(0, 11)).paid()
    moment = datetime.combine(story.anchor(story.slot), story.clock) + timedelta(minutes=life.chance.randint(5, 600))
    story.cancel(moment).charged_on().settled()


def retried(life: Life, kind: str) -> None:
    """The first debit after the end was declined and succeeded a day or two later; declined rows are no payments."""
    story = Story(life, kind, step=life.chance.choice((MONTH, MONTH, (0, 30), (12, 0), (3, 0)))).paid().cancel()
    story.debit(story.slot + 1, status="declined", status_text="支付失败")
    story.late = [story.debit(story.slot + 1, off=life.chance.randint(1, 2))]
    story.late += [
        story.debit(story.slot + 2 + n) for n in range(0 if story.plan.beat.long else life.chance.randint(0, 2))
    ]
    story.settled()


def skipped_before(life: Life, kind: str) -> None:
    """A month without a debit long before the cancellation; everything later is on its day."""
    step = life.chance.choice((MONTH, MONTH, (0, 7), (0, 30), (3, 0)))
    story = Story(life, kind, step=step, kept=life.chance.randint(6, 11))
    missed = life.chance.randint(1, story.slot - 2)
    story.kept = [story.debit(k) for k in range(story.slot + 1) if k != missed]
    story.cancel().charged_on().settled()


def doubled_after(life: Life, kind: str) -> None:
    """A debit after the end was taken twice, on one day or the next: both are owed."""
    step = life.chance.choice((MONTH, MONTH, (0, 7), (0, 30), (12, 0)))
    story = Story(life, kind, step=step, rail=life.chance.choice(("wechat", "alipay"))).paid().cancel().charged_on(3)
    twice = life.chance.choice(story.late)
    again = twice.at + timedelta(minutes=life.chance.choice((3, 47, 24 * 60)))
    story.late.append(story.debit_at(again))
    story.settled()


def other_wallet(life: Life, kind: str) -> None:
    """Cancelled with the seller, who then debits through the other wallet on the same days."""
    rail = life.chance.choice(("wechat", "alipay"))
    story = Story(life, kind, step=MONTH, rail=rail).paid().cancel(path=life.chance.choice(("app", "support")))
    story.charged_on(account=life.account("alipay" if rail == "wechat" else "wechat")).settled()


def early_debits(life: Life, kind: str) -> None:
    """Alipay debits up to five days before the billing day on the page; each pays for the period it precedes."""
    story = Story(life, kind, step=MONTH, rail="alipay", kept=life.chance.randint(3, 9))
    off = -life.chance.randint(1, 5)
    story.kept = [story.debit(k, off=off) for k in range(story.slot + 1)]
    story.cancel(story.moment(story.day_inside(before=8)), billing_day=story.anchor(0).day)
    story.charged_on(off=off).settled()


def late_posting(life: Life, kind: str) -> None:
    """A bank that prints dates only books one debit in four up to three days late, and weekends on Monday."""
    story = Story(life, kind, step=MONTH, rail="bank:icbc", kept=life.chance.randint(5, 11))
    booked = [
        story.debit(k, off=life.chance.choice((0, 0, 0, 0, 0, 0, 1, 2, 3)) if k else 0)
        for k in range(story.slot + 1 + life.chance.randint(1, 4))
    ]
    story.kept, story.late = booked[: story.slot + 1], booked[story.slot + 1 :]
    story.cancel(story.moment(story.day_inside(after=5, before=3))).settled()


def weekends(life: Life, kind: str) -> None:
    """A bank that books what falls on a weekend on Monday."""
    story = Story(life, kind, step=MONTH, rail="bank:icbc", kept=life.chance.randint(6, 11))
    slots = range(story.slot + 1 + life.chance.randint(1, 4))
    booked = [
        story.debit(k, off=max(0, 7 - story.anchor(k).weekday()) % 7 if story.anchor(k).weekday() > 4 else 0)
        for k in slots
    ]
    story.kept, story.late = booked[: story.slot + 1], booked[story.slot + 1 :]
    story.cancel(story.moment(story.day_inside(after=5, before=3))).settled()


def arrears(life: Life, kind: str) -> None:
    """Paid afterwards: the first debit after the end is for the last period used, later ones are owed."""
    story = Story(life, kind, step=MONTH).paid().cancel(billing="arrears").charged_on(3)
    story.settle(story.kept[-1:] + story.late[:1], "in_term")
    story.settle(story.late[1:], "after_end", owed=True)


def written_end(life: Life, kind: str) -> None:
    """The seller's written word says when the service ends, a period or two later than the calendar does."""
    story = Story(life, kind, step=MONTH).paid()
    end = story.end + timedelta(days=life.chance.randint(16, 44))
    story.cancel(service_end=end).charged_on(4, least=3)
    story.settle([*story.kept[-1:], *(p for p in story.late if p.on < end)], "in_term")
    story.settle([p for p in story.late if p.on >= end], "after_end", owed=True)


def gap_in_bills(life: Life, kind: str) -> None:
    """No export shows the first months after the end; what came later, on its day, is owed."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(("wechat", "alipay"))).paid().cancel()
    hole, later = story.slot + life.chance.randint(1, 3), life.chance.randint(1, 3)
    story.late = [story.debit(hole + 1 + n) for n in range(later)]
    until, again = story.end - timedelta(days=2), story.anchor(hole) + timedelta(days=5)
    made = datetime.combine(story.anchor(hole + later) + timedelta(days=9), story.clock)
    name = f"{life.person}/{story.account.channel}"
    story.account.exports = [
        Export(f"{name}-1.csv", BEGIN, until, datetime.combine(until + timedelta(days=1), story.clock)),
        Export(f"{name}-2.csv", again, made.date(), made),
    ]
    if story.account.card:
        card = life.account("bank:cmb")
        card.exports = [Export(f"{name}-card.csv", BEGIN, until, made)]
    story.settled()


def foreign_currency(life: Life, kind: str) -> None:
    """Billed in dollars by a card."""
    story = Story(life, kind, step=MONTH, rail="bank:cmb")
    story.price = life.chance.choice((999, 1499, 2000))
    story.paid(currency="USD").cancel().charged_on(currency="USD").settled()


def memory_alone(life: Life, kind: str) -> None:
    """No proof but the person's word: principal is claimed all the same."""
    Story(life, kind).paid().cancel(proof="D").charged_on().settled()


def second_row(life: Life, kind: str) -> None:
    """Cancelled, charged, cancelled again: the first act binds, the second is corroboration."""
    story = Story(life, kind, step=MONTH).paid().cancel().charged_on(3, least=2)
    again = datetime.combine(story.late[0].on + timedelta(days=life.chance.randint(1, 9)), story.clock)
    life.cancel(story.plan, again.replace(second=0), path=life.chance.choice(("app", "support")))
    story.settled()


def own_mandate(life: Life, kind: str) -> None:
    """The mandate of the very rail that debits was closed."""
    rail = life.chance.choice(("wechat", "alipay", "bank:icbc"))
    path = {"wechat": "wechat_mandate", "alipay": "alipay_mandate"}.get(rail, "bank")
    Story(life, kind, rail=rail).paid().cancel(path=path).charged_on().settled()
