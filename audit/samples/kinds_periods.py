"""Cases about when service ends and which period a debit pays for (DESIGN §4, periods and service end)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from audit.samples.casefile import Cell
from audit.samples.lives import Life, Story
from audit.samples.plans import QUARTERLY, WEEKLY, YEARLY, Plan, Service
from audit.samples.reckoning import share
from audit.samples.rows import Row, alipay_charge, bank_row, without_time
from audit.samples.truth import Draft, Due


def owed(row: Row, **more: object) -> Due:
    """A debit wholly to be paid back, with interest from its own day."""
    due = Due(row, "after_end", row.amount, interest_from=row.at.date())
    return replace(due, **more)  # type: ignore[arg-type]


def draft(life: Life, story: Story, *dues: Due, **cells: Cell) -> Draft:
    """The plain form of a case: one wallet bill, one cancellation; without dues, everything late is owed."""
    told = dues or (Due(story.kept[-1], "in_term"), *map(owed, story.late))
    bill = life.bill(story.plan.rail, story.rows, story.as_of)
    return Draft((bill,), {"cancellations": [story.cancellation(**cells)]}, story.as_of, told, {"C1": story.end})


def plain(life: Life) -> Draft:
    """Cancelled inside a period, debited on the next anchors."""
    return draft(life, life.story(life.plan()))


def named_by_the_person(life: Life) -> Draft:
    """The case names the service as people do, not as the bill prints it."""
    story = life.story(life.plan())
    return draft(life, story, service=story.plan.service.name)


def zipped(life: Life) -> Draft:
    """The bill lies in a zip."""
    return replace(plain(life), zip_name="账单.zip")


def no_debit_after(life: Life) -> Draft:
    """The merchant kept its word: nothing to claim."""
    return draft(life, life.story(life.plan(), late=0))


def early_debit(life: Life) -> Draft:
    """Alipay debits up to five days before the period it pays for; the case knows the billing day."""
    story = _early(life)
    return draft(life, story, billing_day=story.plan.first.day)


def precharged(life: Life) -> Draft:
    """Debited early, then cancelled before the period began: a question, the later debits are owed."""
    story = _early(life)
    first = story.late[0]
    cancelled = life.moment(first.at.date() + timedelta(days=1))
    dues = (Due(story.kept[-1], "in_term"), Due(first, "precharged", asked=first.amount), *map(owed, story.late[1:]))
    return draft(life, replace(story, cancelled_at=cancelled), *dues, billing_day=story.plan.first.day)


def _early(life: Life) -> Story:
    plan, lead = life.plan(rail="alipay"), life.number(4, 5)
    story = life.story(plan)
    rows = tuple(plan.charge(k, shift=-(lead - k % 2)) for k in range(len(story.rows)))
    cut = len(story.kept)
    cancelled = life.between(plan.anchor(cut - 1) + timedelta(days=1), plan.anchor(cut) - timedelta(days=8))
    return replace(story, kept=rows[:cut], late=rows[cut:], cancelled_at=life.moment(cancelled))


def fixed_days(life: Life) -> Draft:
    """A plan of 30 or 31 days; half of the cases wrongly say it is monthly, and the payments win."""
    story = life.story(life.fixed_days(), kept=5)
    return draft(life, story, **life.one_of(({}, {"interval": "month"})))


def month_end(life: Life) -> Draft:
    """Billed on the 29th, 30th or 31st, clamped where the month is shorter, never drifting."""
    first = life.one_of((date(2024, 10, 31), date(2024, 12, 31), date(2023, 12, 29), date(2024, 11, 30)))
    return draft(life, life.story(life.plan(first=first), kept=5))


def weekly(life: Life) -> Draft:
    """A plan of a week."""
    return draft(life, life.story(life.plan((WEEKLY,), days=7), kept=8))


def quarterly(life: Life) -> Draft:
    """A plan of three months, cancelled more than a month after its last renewal."""
    story = life.story(life.plan((QUARTERLY,), months=3, until=date(2024, 6, 1)), kept=3, late=life.number(1, 2))
    cancelled = life.between(story.kept[-1].at.date() + timedelta(days=33), story.end - timedelta(days=2))
    return draft(life, replace(story, cancelled_at=life.moment(cancelled)))


def yearly(life: Life) -> Draft:
    """A plan of a year whose second debit comes after the cancellation, which was not soon after the first."""
    plan = life.plan((YEARLY,), months=12, since=date(2022, 3, 1), until=date(2024, 6, 1))
    story = life.story(plan, kept=1, late=1)
    cancelled = life.between(plan.first + timedelta(days=40), story.end - timedelta(days=2))
    return draft(life, replace(story, cancelled_at=life.moment(cancelled)))


def price_steps(life: Life) -> Draft:
    """The price rises before and after the cancellation; a renewal stays a renewal."""
    story = life.story(life.plan(), late=2)
    rows = tuple(story.plan.charge(k, amount=story.plan.price + 300 * (k // 3)) for k in range(len(story.rows)))
    cut = len(story.kept)
    return draft(life, replace(story, kept=rows[:cut], late=rows[cut:]))


def stated_end(life: Life) -> Draft:
    """The merchant wrote when service ends, one period later than it had to."""
    story = life.story(life.plan(), late=3)
    end = story.plan.anchor(len(story.kept) + 1)
    dues = (Due(story.kept[-1], "in_term"), Due(story.late[0], "in_term"), *map(owed, story.late[1:]))
    return draft(life, replace(story, end=end), *dues, service_end=end)


def same_day_before(life: Life) -> Draft:
    """Cancelled on the renewal day before the debit: that period was no longer wanted."""
    story, anchor = _same_day(life)
    cancelled = datetime.combine(anchor, story.plan.clock.replace(hour=8, minute=5, second=0))
    return draft(life, replace(story, cancelled_at=cancelled))


def same_day_after(life: Life) -> Draft:
    """Cancelled on the renewal day after the debit: that period is still served."""
    story, anchor = _same_day(life)
    cancelled = datetime.combine(anchor, story.plan.clock.replace(hour=20, minute=5, second=0))
    end = story.plan.anchor(len(story.kept) + 1)
    dues = (Due(story.late[0], "in_term"), *map(owed, story.late[1:]))
    return draft(life, replace(story, cancelled_at=cancelled, end=end), *dues)


def same_day_unknown(life: Life) -> Draft:
    """Cancelled on the renewal day at an hour nobody wrote down: one debit is a question."""
    story, anchor = _same_day(life)
    end = story.plan.anchor(len(story.kept) + 1)
    first = story.late[0]
    dues = (Due(first, "unclear", asked=first.amount), *map(owed, story.late[1:]))
    return draft(life, replace(story, end=end), *dues, cancelled_at=anchor)


def _same_day(life: Life) -> tuple[Story, date]:
    plan = life.plan()
    story = life.story(replace(plan, clock=plan.clock.replace(hour=life.number(10, 18))), late=3)
    return story, story.end


def arrears(life: Life) -> Draft:
    """Each debit pays for the month before: the first one after the end is still due."""
    story = life.story(life.plan(), late=3)
    dues = (Due(story.kept[-1], "in_term", required=False), Due(story.late[0], "in_term"), *map(owed, story.late[1:]))
    return draft(life, story, *dues, billing="arrears")


def immediate(life: Life) -> Draft:
    """Ended at once for the merchant's fault: the unused days of the running period come back too."""
    story, end, unused = _at_once(life)
    part = Due(story.kept[-1], "prorated", unused, interest_from=end)
    return draft(life, replace(story, end=end), part, *map(owed, story.late), terms="immediate", fault="merchant")


def immediate_unknown_fault(life: Life) -> Draft:
    """Ended at once, nobody said whose fault: the unused days are a question."""
    story, end, unused = _at_once(life)
    part = Due(story.kept[-1], "prorated", asked=unused)
    return draft(life, replace(story, end=end), part, *map(owed, story.late), terms="immediate")


def _at_once(life: Life) -> tuple[Story, date, int]:
    # Starting after the last change of LPR: the rate at signing and the rate by the day are the same.
    story = life.story(life.plan(since=date(2025, 5, 21)), late=life.number(0, 2))
    end = story.cancelled_at.date() + timedelta(days=1)
    start = story.plan.anchor(len(story.kept) - 1)
    price = story.kept[-1].amount
    return story, end, share(price, (story.end - end).days, (story.end - start).days)


def rescinded(life: Life) -> Draft:
    """A year rescinded midway for the merchant's cause: pro rata, with LPR as of the day it was signed."""
    plan = life.plan((YEARLY,), months=12, since=date(2023, 3, 1), until=date(2025, 5, 1))
    paid = plan.charge(0)
    cancelled = life.between(plan.first + timedelta(days=40), plan.first + timedelta(days=300))
    end, year_end = cancelled + timedelta(days=1), plan.anchor(1)
    unused = share(paid.amount, (year_end - end).days, (year_end - plan.first).days)
    as_of = life.between(end + timedelta(days=20), year_end - timedelta(days=10))
    story = Story(plan, (paid,), (), life.moment(cancelled), end, as_of)
    due = Due(paid, "prorated", unused, interest_from=end, fixed_on=plan.first)
    return draft(life, story, due, terms="rescinded", fault="merchant", opened_at=plan.first)


def trial(life: Life) -> Draft:
    """Cancelled inside a trial that the bill's own text shows, charged when it ended and monthly after."""
    days = life.one_of((3, 7))
    service = Service("广州市动景计算机科技有限公司", "连续包月(网盘SVIP会员)", "网盘SVIP会员", (2000, 3000))
    begun = life.between(date(2023, 3, 1), date(2025, 9, 30))
    end = begun + timedelta(days=days)
    plan: Plan = life.plan((service,), rail="alipay", first=end)
    first = datetime.combine(begun, plan.clock)
    taster = alipay_charge(first, 1, service.seller, f"{days}天试用(网盘SVIP会员)")
    late = tuple(plan.charge(k) for k in range(life.number(1, 3)))
    cancelled = life.moment(begun + timedelta(days=1))
    story = Story(plan, (taster,), late, cancelled, end, late[-1].at.date() + timedelta(days=9))
    return draft(life, story, **life.one_of(({"service": service.name}, {"service": service.name, "terms": "trial"})))


def bank_only(life: Life) -> Draft:
    """A card bill without clock times, one debit booked late: the only bill there is."""
    story = life.story(life.plan(), kept=5)
    slow = life.number(1, 3)
    rows = tuple(_booked(story.plan, k, 2 if k == slow else 0) for k in range(len(story.rows)))
    cut = len(story.kept)
    told = replace(story, kept=rows[:cut], late=rows[cut:])
    dues = (Due(told.kept[-1], "in_term"), *map(owed, told.late))
    bill = life.bill("bank:cmb", rows, story.as_of)
    cells = {"service": rows[0].text}
    return Draft((bill,), {"cancellations": [story.cancellation(**cells)]}, story.as_of, dues, {"C1": story.end})


def _booked(plan: Plan, k: int, days_late: int) -> Row:
    at = datetime.combine(plan.anchor(k) + timedelta(days=days_late), datetime.min.time())
    return without_time(bank_row(at, plan.price, f"{plan.service.seller}{plan.service.text}", kind="银联代扣"))
