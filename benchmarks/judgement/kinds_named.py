"""Kinds of cases in which what the person wrote down and what the bills print are not word for word the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from benchmarks.judgement.bills import Export
from benchmarks.judgement.lives import BEGIN, Life
from benchmarks.judgement.stories import LAST, Story

MONTH = (1, 0)
WALLETS = ("wechat", "alipay")


def named_shortly(life: Life, kind: str) -> None:
    """The case has the plan's name without its generic words, or the seller's name."""
    story = Story(life, kind).paid()
    story.cancel(service=life.chance.choice((story.plan.name, story.plan.seller))).charged_on().settled()


def numbers_in_the_text(life: Life, kind: str) -> None:
    """Every text ends in an order's number of its own; the case has the name alone, or one of the texts."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS), kept=life.chance.randint(3, 9))
    story.plan = replace(story.plan, numbered=True)
    story.paid()
    service = life.chance.choice((story.plan.text, story.kept[0].row["description"], story.kept[-1].row["description"]))
    story.cancel(service=service).charged_on().settled()


def no_word_of_renewal(life: Life, kind: str) -> None:
    """A plain text that names a product and no more; the payments keep one beat."""
    story = Story(life, kind, step=life.chance.choice((MONTH, MONTH, (0, 7), (3, 0))), kept=life.chance.randint(4, 9))
    story.plan = replace(story.plan, text=f"{story.plan.name}服务", numbered=False)
    story.paid().cancel().charged_on().settled()


def card_alone(life: Life, kind: str) -> None:
    """Paid through a wallet whose bill is not there; the card's rows name wallet and seller, and no product.

    Cancelled clear of the days by which a wallet may debit early and a bank book late.
    """
    rail = life.chance.choice(("bank:cmb", "bank:icbc"))
    story = Story(life, kind, step=MONTH, rail=rail, kept=life.chance.randint(4, 9))
    wallet = life.chance.choice(("财付通", "支付宝"))
    story.plan = replace(story.plan, text="", numbered=False, seller=f"{wallet}-{story.plan.seller}")
    story.paid().cancel(story.moment(story.day_inside(after=5, before=9)), service=story.plan.seller.partition("-")[2])
    story.charged_on().settled()


def case_outvoted(life: Life, kind: str) -> None:
    """The case gives another billing day or interval, and many payments that keep one beat contradict it."""
    story = Story(life, kind, step=MONTH, rail="wechat", kept=life.chance.randint(4, 9)).paid()
    day = 1 + (story.anchor(0).day + life.chance.randint(8, 16)) % 28
    cells = life.chance.choice(({"billing_day": day}, {"interval": "quarter", "interval_count": 1}))
    story.cancel(**cells).charged_on().settled()


def renewal_day_shown(life: Life, kind: str) -> None:
    """The page showed the next renewal, the case has it, and the payments agree."""
    story = Story(life, kind, step=life.chance.choice((MONTH, (12, 0), (3, 0)))).paid()
    story.cancel(next_renewal_shown=story.end, rights_until=story.end).charged_on().settled()


def two_payments(life: Life, kind: str) -> None:
    """One or two payments before the cancellation; the text says how often."""
    story = Story(life, kind, step=life.chance.choice((MONTH, (3, 0), (12, 0))), rail=life.chance.choice(WALLETS),
                  kept=life.chance.randint(1, 2))  # fmt: skip
    word = {1: "连续包月", 3: "连续包季", 12: "连续包年"}[story.step[0]]
    story.plan = replace(story.plan, text=f"{story.plan.name}{word}", numbered=False)
    story.paid().cancel().charged_on(2).settled()


def just_bought(life: Life, kind: str) -> None:
    """A year or a quarter bought for the first time and cancelled within days: no renewal, nothing to dispute."""
    story = Story(life, kind, step=life.chance.choice(((12, 0), (3, 0))), rail=life.chance.choice(WALLETS), kept=1)
    story.paid().cancel(story.moment(story.anchor(0) + timedelta(days=life.chance.randint(2, 29))))
    story.charged_on(1, least=0).settled()


def bills_begin_late(life: Life, kind: str) -> None:
    """The bills begin shortly before the cancellation; text and later debits tell the beat."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS), kept=life.chance.randint(5, 9))
    story.paid().cancel().charged_on(4, least=3)
    begin = story.anchor(story.slot) - timedelta(days=life.chance.randint(2, 20))
    last = datetime.combine(min(LAST, story.late[-1].on + timedelta(days=9)), time(21, 30, 1))
    for account in {id(a): a for a in (story.account, *life.accounts.values())}.values():
        name = f"{life.person}/{account.channel.replace(':', '-')}-late.csv"
        account.exports = [Export(name, begin, last.date(), last)]
    story.settled()


def full_export_beside(life: Life, kind: str) -> None:
    """An export of spending alone, and a full one of the same time."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS)).paid().cancel().charged_on()
    last = datetime.combine(min(LAST, story.late[-1].on + timedelta(days=9)), time(21, 30, 1))
    for account in life.accounts.values():
        name = f"{life.person}/{account.channel.replace(':', '-')}"
        moment = last - timedelta(minutes=life.chance.choice((-7, 7)))
        account.exports = [
            Export(f"{name}-all.csv", BEGIN, last.date(), last),
            Export(
                f"{name}-spent.csv", BEGIN, last.date(), moment, hides_refunds=not account.channel.startswith("bank")
            ),
        ]
    story.settled()


def declined_on_the_day(life: Life, kind: str) -> None:
    """Cancelled on a renewal day after that day's debit had failed; tried again next day all the same."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS), hours=(0, 8)).paid()
    story.debit(story.slot + 1, status="declined", status_text="支付失败")
    story.cancel(datetime.combine(story.end, time(life.chance.randint(9, 21), 30)))
    story.late = [story.debit(story.slot + 1, off=1)]
    story.late += [story.debit(story.slot + 2 + n) for n in range(life.chance.randint(0, 2))]
    story.settled()


def seller_renamed(life: Life, kind: str) -> None:
    """The seller's printed name is masked in some rows, under one account number."""
    story = Story(life, kind, step=MONTH, rail="alipay", kept=life.chance.randint(4, 9))
    full, account = story.plan.seller, f"{life.chance.randrange(10**6, 10**7)}@seller.example"
    made = []
    for k in range(story.slot + 1 + life.chance.randint(1, 3)):
        story.plan = replace(story.plan, seller=f"*{full[1:]}" if k % 3 == 1 else full)
        made.append(story.debit(k, counterparty_account=account))
    story.plan = replace(story.plan, seller=full)
    story.kept, story.late = made[: story.slot + 1], made[story.slot + 1 :]
    story.cancel().settled()


def short_notice(life: Life, kind: str) -> None:
    """Cancelled a day or two before the renewal, day and hour noted or the day alone."""
    story = Story(life, kind, rail="wechat").paid()
    story.cancel(story.moment(story.end - timedelta(days=life.chance.randint(1, 2)))).charged_on().settled()


def first_month_cheap(life: Life, kind: str) -> None:
    """The first month at a special price, a month before the second."""
    story = Story(life, kind, step=MONTH, kept=life.chance.randint(3, 9))
    special = life.chance.choice((100, 100, story.price // 2))
    story.kept = [story.debit(k, fen=special if k == 0 else story.price) for k in range(story.slot + 1)]
    story.cancel().charged_on().settled()


def red_packet(life: Life, kind: str) -> None:
    """A wallet pays a part by red packet, so that the card's row is smaller."""
    story = Story(life, kind, step=MONTH, rail="wechat").paid().cancel().charged_on()
    lucky = life.chance.choice(story.late)
    for _, row, _ in life.rows:
        if row["transaction_id"] in lucky.ids[1:]:
            row["amount_minor"] = lucky.fen - life.chance.choice((100, 200))
            lucky.row["method"] += "&微信立减"
    story.settled()


def both_cancelled(life: Life, kind: str) -> None:
    """Two plans of one seller, cancelled on one day, each with its own end."""
    story = Story(life, kind, step=MONTH, rail=life.chance.choice(WALLETS)).paid().cancel().charged_on().settled()
    other = Story(life, kind, step=MONTH, rail=story.account.channel, kept=5, seller=story.plan.name[:2])
    text = f"{story.plan.name[:2]}学堂连续包月"
    other.plan = replace(other.plan, seller=story.plan.seller, text=text, name=text[:4], numbered=False)
    other.paid().cancel().charged_on().settled()
