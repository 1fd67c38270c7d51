"""Cases in which rows look alike: one payment seen twice, or two payments that are not the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from audit.samples.casefile import Cell
from audit.samples.kinds_periods import draft, owed
from audit.samples.lives import CARD_METHOD, LOGIN, Life, Story, without_other_card_rows
from audit.samples.plans import MONTHLY, Plan, Service
from audit.samples.rows import Row, bank_mirror, wechat_charge, wechat_refund
from audit.samples.truth import Draft, Due

WALLETS = {"wechat": "财付通", "alipay": "支付宝"}


def mirror(life: Life) -> Draft:
    """Paid by card through a wallet, and so in the card's bill once more."""
    story = life.story(life.plan(method=CARD_METHOD))
    simple = draft(life, story)
    seen = tuple(bank_mirror(r, WALLETS[story.plan.rail]) for r in story.rows)
    lines = tuple(
        Due(r, "mirror", required=n >= len(story.kept)) for n, r in enumerate(seen) if n >= len(story.kept) - 1
    )
    bills = (without_other_card_rows(simple.bills[0], story.rows), life.bill("bank:cmb", seen, story.as_of))
    return replace(simple, bills=bills, dues=(*simple.dues, *lines))


def overlapping(life: Life) -> Draft:
    """Two exports share months; the older one still says paid, the newer one says refunded."""
    story = life.story(life.plan(rail="wechat"), late=2)
    first, second = story.late
    refund = wechat_refund(first, first.at + timedelta(days=12, hours=3), first.amount)
    later = replace(first, status="已全额退款", refunded=first.amount)
    middle = first.at.date() + timedelta(days=5)
    old = life.bill("wechat", story.rows, middle, since=date(first.at.year - 1, 12, 1))
    new = life.bill("wechat", (*story.kept[-2:], later, second, refund), story.as_of, noise=False)
    dues = (
        Due(story.kept[-1], "in_term"),
        Due(later, "after_end", later.amount, refunds=((refund.at.date(), refund.amount),)),
        owed(second),
    )
    return Draft((old, new), {"cancellations": [story.cancellation()]}, story.as_of, dues, {"C1": story.end})


def duplicate(life: Life) -> Draft:
    """The running period was paid twice, a day apart: a question."""
    story = life.story(life.plan())
    again = story.plan.charge(len(story.kept) - 1, shift=1)
    bill = life.bill(story.plan.rail, (*story.rows, again), story.as_of)
    dues = (Due(story.kept[-1], "in_term"), Due(again, "duplicate", asked=again.amount), *map(owed, story.late))
    return Draft((bill,), {"cancellations": [story.cancellation()]}, story.as_of, dues, {"C1": story.end})


def two_plans(life: Life) -> Draft:
    """One merchant sells two plans; only one of them was cancelled."""
    story = life.story(life.plan())
    other = Service(story.plan.service.seller, "杂志畅读连续包月", "杂志畅读", (1200, 1800))
    kept_plan = life.plan((other,), rail=story.plan.rail, first=story.plan.first + timedelta(days=life.number(3, 12)))
    others = _until(kept_plan, story.as_of)
    bill = life.bill(story.plan.rail, (*story.rows, *others), story.as_of)
    return replace(draft(life, story), bills=(bill,))


def beneficiaries(life: Life) -> Draft:
    """The same plan bought for two accounts on the same days; one was cancelled."""
    mine, theirs = "1000****01", "2000****02"
    service = Service("深圳市腾讯计算机系统有限公司", f"绿钻豪华版业务自动续费(为{mine}购买)", "绿钻", (1500, 1800))
    other = replace(service, text=f"绿钻豪华版业务自动续费(为{theirs}购买)")
    story = life.story(life.plan((service,), rail="wechat"))
    twin = replace(story.plan, service=other, clock=story.plan.clock.replace(hour=(story.plan.clock.hour + 1) % 24))
    others = tuple(twin.charge(k) for k in range(len(story.rows)))
    bill = life.bill("wechat", (*story.rows, *others), story.as_of)
    cells: dict[str, Cell] = {"service": service.text, "beneficiary": mine}
    return replace(draft(life, story, **cells), bills=(bill,))


def family(life: Life) -> Draft:
    """Two people of one household hold the same plan; the case says whose was cancelled."""
    story = life.story(life.plan(rail="alipay"))
    others = _until(story.plan.on("wechat"), story.as_of)
    bills = (life.bill("alipay", story.rows, story.as_of), life.bill("wechat", others, story.as_of))
    return replace(draft(life, story, account=LOGIN), bills=bills)


def one_off(life: Life) -> Draft:
    """After the end the person buys something else from the same seller."""
    story = life.story(life.plan(rail="wechat"), late=2)
    at = story.late[0].at + timedelta(days=13, hours=1)
    mug = wechat_charge(at, 5900, story.plan.service.seller, "周边马克杯 1个")
    simple = draft(life, story)
    bill = life.bill("wechat", (*story.rows, mug), story.as_of)
    return replace(simple, bills=(bill,), dues=(*simple.dues, Due(mug, "one_off")))


def two_cancellations(life: Life) -> Draft:
    """Two services cancelled, each with its own claim."""
    first, second = life.random.sample(MONTHLY, 2)
    stories = (life.story(life.plan((first,), rail="wechat")), life.story(life.plan((second,), rail="alipay")))
    as_of = max(s.as_of for s in stories)
    bills = tuple(life.bill(s.plan.rail, s.rows, as_of) for s in stories)
    dues = [_of(s, f"C{n}") for n, s in enumerate(stories, 1)]
    return Draft(
        bills,
        {"cancellations": [s.cancellation() for s in stories]},
        as_of,
        (*dues[0], *dues[1]),
        {f"C{n}": s.end for n, s in enumerate(stories, 1)},
    )


def _of(story: Story, cancellation: str) -> tuple[Due, ...]:
    kept = Due(story.kept[-1], "in_term", cancellation=cancellation)
    return (kept, *(owed(r, cancellation=cancellation) for r in story.late))


def corroborated(life: Life) -> Draft:
    """A later ticket repeats the cancellation: the earlier act counts, in whatever order the rows stand."""
    story = life.story(life.plan(), late=2)
    ticket = story.cancellation(cancelled_at=life.moment(story.late[0].at.date() + timedelta(days=3)), path="support")
    first = life.number(1, 2)
    rows = [story.cancellation(), ticket] if first == 1 else [ticket, story.cancellation()]
    bill = life.bill(story.plan.rail, story.rows, story.as_of)
    return Draft(
        (bill,),
        {"cancellations": rows},
        story.as_of,
        _of(story, f"C{first}"),
        {f"C{first}": story.end, f"C{3 - first}": None},
    )


def typed_by_hand(life: Life) -> Draft:
    """No export at all: the person typed the payments into the case."""
    story = life.story(life.plan(rail="wechat"))
    typed: list[dict[str, Cell]] = [
        {
            "date": r.at.replace(second=0),
            "counterparty": r.counterparty,
            "description": r.text,
            "amount": f"{r.amount / 100:.2f}",
            "channel": "wechat",
            "reference": r.number,
        }
        for r in story.rows
    ]
    sheets = {"cancellations": [story.cancellation()], "charges": typed}
    return replace(draft(life, story), bills=(), sheets=sheets)


def _until(plan: Plan, as_of: date) -> tuple[Row, ...]:
    charges = (plan.charge(k) for k in range(24))
    return tuple(r for r in charges if r.at < datetime.combine(as_of, datetime.min.time()))
