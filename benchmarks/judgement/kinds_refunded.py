"""Kinds of cases in which money came back: a refund lowers what is owed by itself, however the bill shows it."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.judgement.bills import Payment
from benchmarks.judgement.lives import Life
from benchmarks.judgement.stories import Story

MONTH = (1, 0)


def refunded_by_number(life: Life, kind: str) -> None:
    """An Alipay row with the debit's number, for all of it or a part; the web bill says it in a column too."""
    _refunded(life, kind, "alipay", numbered=True)


def refunded_by_status(life: Life, kind: str) -> None:
    """WeChat says it in the debit's own status, and in a row without number."""
    _refunded(life, kind, "wechat", numbered=False)


def _refunded(life: Life, kind: str, rail: str, *, numbered: bool) -> None:
    story = Story(life, kind, rail=rail).paid().cancel().charged_on(3)
    paid = life.chance.choice(story.late)
    part = life.chance.randrange(100, paid.fen - 100) if life.chance.random() < 0.4 else paid.fen
    life.back(paid, paid.at + timedelta(days=life.chance.randint(1, 15), hours=2), part, numbered=numbered)
    _netted(story, paid, part)


def refunded_by_status_alone(life: Life, kind: str) -> None:
    """Only the debit's status tells it: no row came back in the bill."""
    story = Story(life, kind, rail="wechat").paid().cancel().charged_on(3)
    paid = life.chance.choice(story.late)
    part = life.chance.choice((paid.fen, paid.fen // 2))
    paid.backs.append((paid.at + timedelta(days=2), part))
    _netted(story, paid, part)


def refunded_in_parts(life: Life, kind: str) -> None:
    """Two refunds of one debit, each with its number."""
    story = Story(life, kind, rail="alipay").paid().cancel().charged_on(3)
    paid = story.late[0]
    parts = (paid.fen // 3, paid.fen // 4)
    for n, part in enumerate(parts):
        life.back(paid, paid.at + timedelta(days=3 + 4 * n, hours=n), part)
    _netted(story, paid, sum(parts))


def refunded_to_the_only_one(life: Life, kind: str) -> None:
    """A row without number, as large as the one debit that was so dear."""
    story = Story(life, kind, step=MONTH, rail="alipay").paid().cancel()
    dearer = story.price + life.chance.choice((600, 1000))
    story.late = [story.debit(story.slot + 1, fen=dearer)]
    paid = story.late[0]
    life.back(paid, paid.at + timedelta(days=life.chance.randint(1, 9), hours=1), paid.fen, numbered=False, told=False)
    _netted(story, paid, paid.fen)


def kept_and_refunded(life: Life, kind: str) -> None:
    """The seller gave back a month that was used before: what is owed for later months stays whole."""
    story = Story(life, kind, step=MONTH, rail="alipay").paid().cancel().charged_on(3)
    paid = story.kept[-1]
    life.back(paid, paid.at + timedelta(days=2), paid.fen)
    story.settled()


def _netted(story: Story, paid: Payment, back: int) -> None:
    """The plain course, less what came back for one debit."""
    story.settle(story.kept[-1:], "in_term")
    for late in story.late:
        owed = late.fen - back if late is paid else late.fen
        story.life.settle(story.kind, story.case, late, "after_end", owed)


def refund_of_several(life: Life, kind: str) -> None:
    """A row without number that may belong to the debit owed or to any before it: a question with both figures."""
    story = Story(life, kind, step=MONTH, rail="alipay").paid().cancel().charged_on(1)
    story.account.web = False
    paid = story.late[0]
    life.back(paid, paid.at + timedelta(days=life.chance.randint(1, 9)), paid.fen, numbered=False, told=False)
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "after_end")


def refund_larger_than_any(life: Life, kind: str) -> None:
    """A row without number, larger than any debit."""
    story = Story(life, kind, step=MONTH, rail="alipay").paid().cancel().charged_on(1)
    story.account.web = False
    paid = story.late[0]
    life.back(paid, paid.at + timedelta(days=3), 2 * paid.fen, numbered=False, told=False)
    story.settle(story.kept[-1:], "in_term")
    story.leave_open(story.late, "after_end")
