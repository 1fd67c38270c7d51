"""Cases the bills alone cannot settle, or settle against the person: nothing is claimed that is not owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from audit.samples.casefile import Cell
from audit.samples.kinds_periods import draft, owed
from audit.samples.lives import Life, Story
from audit.samples.plans import QUARTERLY, STORE, YEARLY
from audit.samples.rows import Row, alipay_charge
from audit.samples.truth import Draft, Due


def resubscribed(life: Life) -> Draft:
    """Two late debits are owed; then the person subscribed again, and what follows is theirs to pay."""
    story = life.story(life.plan(), kept=5, late=2)
    plan, cut = story.plan, len(story.rows)
    again = datetime.combine(plan.anchor(cut + 1), time(0, 1))
    clock = plan.clock.replace(hour=max(1, plan.clock.hour))
    new = tuple(replace(plan, clock=clock).charge(k) for k in (cut + 1, cut + 2))
    as_of = new[-1].at.date() + timedelta(days=9)
    bill = life.bill(plan.rail, (*story.rows, *new), as_of)
    dues = (Due(story.kept[-1], "in_term"), *map(owed, story.late), *(Due(r, "resubscribed") for r in new))
    cells: dict[str, Cell] = {"resubscribed_at": again}
    return Draft((bill,), {"cancellations": [story.cancellation(**cells)]}, as_of, dues, {"C1": story.end})


def wrong_rail(life: Life) -> Draft:
    """The mandate was closed at one wallet, the debits come through the other."""
    rail, path = life.one_of((("alipay", "wechat_mandate"), ("wechat", "alipay_mandate")))
    story = life.story(life.plan(rail=rail))
    asked = (Due(r, "wrong_rail", asked=r.amount) for r in story.late)
    return draft(life, story, Due(story.kept[-1], "in_term"), *asked, path=path)


def notice_disputed(life: Life) -> Draft:
    """A year or a quarter renewed silently, cancelled within thirty days: was it announced?"""
    service, months = life.one_of(((YEARLY, 12), (QUARTERLY, 3)))
    plan = life.plan((service,), months=months, since=date(2023, 1, 1), until=date(2024, 8, 1))
    renewed = plan.anchor(2 if months == 3 else 1)
    rows = tuple(plan.charge(k) for k in range(3 if months == 3 else 2))
    cancelled = life.moment(life.between(renewed + timedelta(days=1), renewed + timedelta(days=25)))
    story = Story(plan, rows, (), cancelled, plan.anchor(len(rows)), renewed + timedelta(days=45))
    return draft(life, story, Due(rows[-1], "notice_disputed", asked=rows[-1].amount))


def spending_only(life: Life) -> Draft:
    """An export of spending alone cannot show refunds: every late debit is a question."""
    story = life.story(life.plan(rail="alipay"))
    shape = "alipay-app-2023" if story.as_of < date(2025, 7, 1) else "alipay-app-2026"
    bill = life.bill("alipay", story.rows, story.as_of, shape=shape, filter_="仅支出")
    asked = (Due(r, "unclear", asked=r.amount) for r in story.late)
    return replace(draft(life, story, Due(story.kept[-1], "in_term"), *asked), bills=(bill,))


def from_memory(life: Life) -> Draft:
    """Proof D: the principal is claimed, interest is not."""
    story = life.story(life.plan())
    dues = (replace(owed(r), interest_from=None) for r in story.late)
    return draft(life, story, Due(story.kept[-1], "in_term"), *dues, proof="D")


def silent_then_debited(life: Life) -> Draft:
    """Covered anchors without a debit, then debits on other days: did the person subscribe again?"""
    story, late = _silent(life)
    asked = (Due(r, "unclear", asked=r.amount) for r in late)
    return draft(life, story, Due(story.kept[-1], "in_term"), *asked)


def silent_but_not_resubscribed(life: Life) -> Draft:
    """The same, and the person has said no."""
    story, late = _silent(life)
    return draft(life, story, Due(story.kept[-1], "in_term"), *map(owed, late), resubscribed_at="no")


def _silent(life: Life) -> tuple[Story, tuple[Row, ...]]:
    story = life.story(life.plan(), kept=6, late=0)
    first = story.plan.anchor(7) + timedelta(days=life.number(10, 18))
    late = tuple(story.plan.charge_on(first + timedelta(days=30 * n)) for n in range(life.number(1, 2)))
    return replace(story, late=late, as_of=late[-1].at.date() + timedelta(days=8)), late


def unpaid_period(life: Life) -> Draft:
    """The running period was not paid when it was cancelled; a debit for it comes later."""
    story = life.story(life.plan(), kept=5, late=0)
    unpaid = story.plan.anchor(5)
    late = story.plan.charge_on(unpaid + timedelta(days=14))
    told = replace(
        story,
        late=(late,),
        cancelled_at=life.moment(unpaid + timedelta(days=9)),
        as_of=late.at.date() + timedelta(days=12),
    )
    simple = draft(life, told, Due(story.kept[-1], "in_term", required=False), Due(late, "unclear", asked=late.amount))
    return replace(simple, ends={"C1": None})


def over_three_years(life: Life) -> Draft:
    """Debited for years: what is older than three years is still counted, on lines of its own."""
    plan = life.plan(rail="wechat", first=date(2021, 3, life.number(1, 28)))
    kept, late = life.number(4, 6), life.number(40, 46)
    story = life.story(plan, kept=kept, late=late)
    years = range(2021, story.as_of.year + 1)
    bills = tuple(
        life.bill(
            "wechat",
            story.rows,
            story.as_of,
            since=date(y, 1, 1),
            shape=_age(y),
            until=min(date(y, 12, 31), story.as_of),
        )
        for y in years
    )
    return replace(draft(life, story), bills=bills)


def _age(year: int) -> str:
    return "wechat-csv-2021" if year < 2025 else "wechat-csv-2025"


def costs(life: Life) -> Draft:
    """Costs are claimed with a receipt and left out without one."""
    story = life.story(life.plan())
    fee = life.number(300, 4000)
    rows: list[dict[str, Cell]] = [
        {
            "date": story.as_of - timedelta(days=2),
            "what": "打印费",
            "amount": Decimal(fee) / 100,
            "receipt": "receipt-1.txt",
            "cancellation": "C1",
        },
        {
            "date": story.as_of - timedelta(days=1),
            "what": "交通费",
            "amount": Decimal(900) / 100,
            "receipt": "",
            "cancellation": "C1",
        },
    ]
    simple = draft(life, story)
    receipt = "收据：打印费\n".encode()
    return replace(
        simple, sheets={**simple.sheets, "costs": rows}, costs={"C1": fee}, beside={"receipt-1.txt": receipt}
    )


def opaque_store(life: Life) -> Draft:
    """One debit of an app store holds the renewal and a game item; without the store's history it is a question."""
    story = life.story(life.plan((STORE,), rail="alipay"), late=1)
    day = story.late[0].at
    text = f"App Store & Apple Music；{day:%m.%d}至{day + timedelta(days=1):%m.%d}期间购买"
    late = alipay_charge(day, story.plan.price + 2100, STORE.seller, text)
    told = replace(story, late=(late,))
    due = Due(late, "unclear", asked=late.amount)
    return draft(life, told, Due(story.kept[-1], "in_term"), due, service=STORE.name, path="app_store")
