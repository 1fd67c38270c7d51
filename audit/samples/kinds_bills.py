"""Cases about what bills hold and hide: gaps, orders never paid, purchases a person took out of their statistics."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from audit.samples.kinds_periods import draft, owed
from audit.samples.kinds_twice import beneficiaries
from audit.samples.lives import CARD_METHOD, Life
from audit.samples.plans import Service
from audit.samples.rows import Row, alipay_other, bank_mirror, without_time
from audit.samples.truth import Draft, Due

_HALF_YEARLY = Service("深圳市迅雷网络技术有限公司", "白金会员连续包半年", "白金会员连续包半年", (8800, 9900))
_FORTNIGHTLY = Service("上海叠纸网络科技有限公司", "双周卡自动续费", "双周卡自动续费", (1200, 1500))
_OCTOBER = Service("深圳星河卡盟科技有限公司", "卡盟钻会员连续包月", "卡盟钻", (3000,))


def uneven_days(life: Life) -> Draft:
    """Some debits come a day or two late; interest runs from the day of the debit."""
    story = life.story(life.plan(rail="wechat"), kept=6, late=4)
    rows = tuple(story.plan.charge(k, shift=life.number(1, 2) if k % 4 == 3 else 0) for k in range(10))
    return draft(life, replace(story, kept=rows[:6], late=rows[6:], as_of=rows[-1].at.date() + timedelta(days=5)))


def half_yearly(life: Life) -> Draft:
    """A plan of six months, cancelled more than a month after its last renewal."""
    story = life.story(life.plan((_HALF_YEARLY,), months=6, until=date(2024, 1, 1)), kept=2, late=1)
    cancelled = life.between(story.kept[-1].at.date() + timedelta(days=40), story.end - timedelta(days=5))
    return draft(life, replace(story, cancelled_at=life.moment(cancelled)))


def fortnightly(life: Life) -> Draft:
    """A plan of fourteen days."""
    return draft(life, life.story(life.plan((_FORTNIGHTLY,), days=14), kept=7))


def gap_in_bills(life: Life) -> Draft:
    """One month was never exported: what stands after the gap goes on, for nothing shows that it had stopped."""
    story = life.story(life.plan(), late=4)
    shown, hidden, *rest = story.late
    before = hidden.at.date() - timedelta(days=life.number(9, 14))
    after = hidden.at.date() + timedelta(days=life.number(9, 14))
    early = life.bill(story.plan.rail, story.rows, before)
    late = life.bill(story.plan.rail, story.rows, story.as_of, since=after)
    dues = (Due(story.kept[-1], "in_term"), owed(shown), *map(owed, rest))
    return replace(draft(life, story, *dues), bills=(early, late))


def never_paid_order(life: Life) -> Draft:
    """An order of the plan that was closed unpaid: a row, never a payment."""
    story = life.story(life.plan(rail="alipay"))
    first = story.late[0]
    closed = alipay_other(first.at - timedelta(minutes=7), first.amount, first.counterparty, first.text, "neutral",
                          "文化休闲", "交易关闭", method="")  # fmt: skip
    bill = life.bill("alipay", (*story.rows, closed), story.as_of)
    return replace(draft(life, story), bills=(bill,))


def taken_out_of_statistics(life: Life) -> Draft:
    """The person set one debit to 不计收支: it was paid all the same."""
    story = life.story(life.plan(rail="alipay"))
    hidden = replace(story.late[0], direction="neutral", funds="")
    late = (hidden, *story.late[1:])
    return draft(life, replace(story, late=late))


def mirrored_after_a_holiday(life: Life) -> Draft:
    """The debit of October 1st reaches the card's bill after the National Day week."""
    year = life.one_of((2023, 2024, 2025))
    plan = life.plan((_OCTOBER,), rail="wechat", first=date(year, 5, 1), method=CARD_METHOD)
    story = life.story(replace(plan, clock=plan.clock.replace(hour=9)), kept=5, late=2)
    holiday = 8 if year != 2024 else 7
    waits = [holiday if r.at.month == 10 else life.number(0, 2) for r in story.rows]
    seen = tuple(without_time(bank_mirror(r, "财付通", days=w)) for r, w in zip(story.rows, waits, strict=True))
    return _with_card(life, draft(life, story), story.rows, seen, story.as_of, len(story.kept))


def twins_by_card(life: Life) -> Draft:
    """Two beneficiaries are debited at the same price on the same days by one card: two payments, each seen twice."""
    made = beneficiaries(life)
    rows = tuple(replace(r, method=CARD_METHOD) if "绿钻" in r.text else r for r in made.bills[0].rows)
    paid = tuple(r for r in rows if "绿钻" in r.text)
    bill = replace(made.bills[0], rows=tuple(r for r in rows if r in paid or r.method != CARD_METHOD))
    dues = tuple(replace(d, row=replace(d.row, method=CARD_METHOD)) for d in made.dues)
    seen = tuple(bank_mirror(r, "财付通") for r in paid)
    card = life.bill("bank:cmb", seen, made.as_of)
    # Which of two rows of one day, price and seller is whose the card's bill does not say, so each may be named.
    lines = tuple(Due(r, "mirror", required=False) for r in seen)
    return replace(made, bills=(bill, card), dues=(*dues, *lines))


def _with_card(life: Life, made: Draft, rows: tuple[Row, ...], seen: tuple[Row, ...], as_of: date, kept: int) -> Draft:
    others = tuple(r for r in made.bills[0].rows if r in rows or r.method != CARD_METHOD)
    lines = tuple(Due(r, "mirror", required=n >= kept) for n, r in enumerate(seen) if n >= kept - 1)
    last = datetime.combine(as_of, datetime.max.time())
    card = life.bill("bank:cmb", [r for r in seen if r.at <= last], as_of)
    return replace(made, bills=(replace(made.bills[0], rows=others), card), dues=(*made.dues, *lines))
