"""Cases in which money came back: seen in a status, a column, a numbered row or a row without number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from audit.samples.casefile import Cell
from audit.samples.kinds_periods import draft, owed
from audit.samples.lives import CARD_METHOD, Life, Story, without_other_card_rows
from audit.samples.rows import Row, alipay_refund, bank_mirror, wechat_refund
from audit.samples.truth import Draft, Due

_SUFFIXES = ("_RM20250709", "_1", "_1_advance", "_2R1", "_3_1", "_M2", "_ONP7", "_INP5", "_CRTP0001", "*1", "*T200P9")


def status_and_row(life: Life) -> Draft:
    """WeChat shows a refund twice, in the payment's status and in a row of its own: netted once, from the row's day."""
    story, first, rest = _first_late(life, "wechat")
    back = life.one_of((first.amount, _part(life, first)))
    shown = replace(first, status=_wechat_status(first, back), refunded=back)
    refund = wechat_refund(first, _later(life, first), back)
    return _with(life, story, (shown, refund, *rest), shown, ((refund.at.date(), back),), rest)


def status_alone(life: Life) -> Draft:
    """Only the status shows the refund: it counts from the day of the debit."""
    story, first, rest = _first_late(life, "wechat")
    back = life.one_of((first.amount, _part(life, first)))
    shown = replace(first, status=_wechat_status(first, back), refunded=back)
    return _with(life, story, (shown, *rest), shown, ((first.at.date(), back),), rest)


def web_column(life: Life) -> Draft:
    """Alipay's web bill shows the refund in a column and, usually, in a numbered row too."""
    story, first, rest = _first_late(life, "alipay")
    back = life.one_of((first.amount, _part(life, first)))
    shown = replace(first, refunded=back, status="交易关闭" if back == first.amount else "交易成功")
    refund = alipay_refund(first, _later(life, first), back, life.one_of(_SUFFIXES))
    listed = life.one_of((True, True, False))
    on = refund.at.date() if listed else first.at.date()
    rows = (shown, refund, *rest) if listed else (shown, *rest)
    return _with(life, story, rows, shown, ((on, back),), rest, shape="alipay-web")


def numbered_row(life: Life) -> Draft:
    """Alipay's app bill shows the refund only in a row whose number begins with the payment's."""
    story, first, rest = _first_late(life, "alipay")
    back = _part(life, first)
    refund = alipay_refund(first, _later(life, first), back, life.one_of(_SUFFIXES))
    shape = life.shape("alipay", story.as_of)
    app = shape if shape != "alipay-web" else "alipay-app-2023" if story.as_of < date(2025, 7, 1) else "alipay-app-2026"
    return _with(life, story, (first, refund, *rest), first, ((refund.at.date(), back),), rest, shape=app)


def refunded_in_parts(life: Life) -> Draft:
    """Two refunds of one debit on two days: interest falls with the balance."""
    story, first, rest = _first_late(life, "alipay")
    parts = [_part(life, first) // 2, _part(life, first) // 2]
    back = [alipay_refund(first, first.at + timedelta(days=4 + 3 * n), p, f"_RM{n}") for n, p in enumerate(parts)]
    shown = replace(first, refunded=sum(parts))
    refunds = tuple((r.at.date(), r.amount) for r in back)
    return _with(life, story, (shown, *back, *rest), shown, refunds, rest)


def refunded_in_full(life: Life) -> Draft:
    """Everything came back before anybody asked: after the end, nothing owed, no interest."""
    story, first, rest = _first_late(life, "alipay")
    shown = replace(first, refunded=first.amount, status="交易关闭")
    refund = alipay_refund(first, _later(life, first), first.amount)
    return _with(life, story, (shown, refund, *rest), shown, ((refund.at.date(), first.amount),), rest)


def refunded_after_demand(life: Life) -> Draft:
    """Everything came back, but only after it was asked for: interest up to that day is still owed."""
    story, first, rest = _first_late(life, "alipay")
    shown = replace(first, refunded=first.amount, status="交易关闭")
    refund = alipay_refund(first, first.at + timedelta(days=19), first.amount)
    made = _with(life, story, (shown, refund, *rest), shown, ((refund.at.date(), first.amount),), rest)
    demand: dict[str, Cell] = {
        "when": first.at.date() + timedelta(days=6),
        "whom": story.plan.service.seller,
        "what": "demanded",
        "ticket": "T20250001",
        "amount": f"{first.amount / 100:.2f}",
    }
    dues = tuple(replace(d, interest_from=first.at.date()) if d.row == shown else d for d in made.dues)
    return replace(made, dues=dues, sheets={**made.sheets, "events": [demand]})


def row_without_number(life: Life) -> Draft:
    """A refund row of WeChat without number, the payment's own row exported before it; only one debit was so large."""
    story, first, _ = _first_late(life, "wechat", dearer=600, method=CARD_METHOD, rest=0)
    refund = wechat_refund(first, first.at + timedelta(days=9), first.amount)
    until = first.at.date() + timedelta(days=4)
    as_of = first.at.date() + timedelta(days=30)
    rows = (*story.kept, first)
    old = without_other_card_rows(life.bill("wechat", rows, until), rows)
    new = without_other_card_rows(life.bill("wechat", (refund,), as_of, since=until + timedelta(days=1)), (refund,))
    seen = [bank_mirror(r, "财付通") for r in (*rows, refund)]
    card = life.bill("bank:cmb", seen, as_of)
    due = Due(first, "after_end", first.amount, refunds=((refund.at.date(), refund.amount),))
    with_card = life.one_of((True, False))
    lines = [Due(r, "mirror") for r in seen[-3:-1]] if with_card else []
    simple = draft(life, replace(story, as_of=as_of), Due(story.kept[-1], "in_term"), due, *lines)
    return replace(simple, bills=(old, new, card) if with_card else (old, new))


def _first_late(
    life: Life, rail: str, *, dearer: int = 0, method: str = "", rest: int = -1
) -> tuple[Story, Row, tuple[Row, ...]]:
    story = life.story(life.plan(rail=rail, method=method), late=1 + (life.number(0, 2) if rest < 0 else rest))
    first, *others = story.late
    if dearer:
        first = story.plan.charge(len(story.kept), amount=story.plan.price + dearer)
    as_of = max(story.as_of, first.at.date() + timedelta(days=24))
    return replace(story, as_of=as_of), first, tuple(others)


def _with(
    life: Life,
    story: Story,
    rows: Sequence[Row],
    shown: Row,
    refunds: tuple[tuple[date, int], ...],
    rest: tuple[Row, ...],
    shape: str = "",
) -> Draft:
    whole = sum(amount for _, amount in refunds) >= shown.amount
    due = Due(shown, "after_end", shown.amount, refunds=refunds, interest_from=None if whole else shown.at.date())
    bill = life.bill(story.plan.rail, (*story.kept, *rows), story.as_of, shape=shape)
    dues = (Due(story.kept[-1], "in_term"), due, *map(owed, rest))
    return Draft((bill,), {"cancellations": [story.cancellation()]}, story.as_of, dues, {"C1": story.end})


def _part(life: Life, row: Row) -> int:
    return life.number(100, row.amount - 200)


def _later(life: Life, row: Row) -> datetime:
    return row.at + timedelta(days=life.number(2, 20), hours=1)


def _wechat_status(row: Row, back: int) -> str:
    return "已全额退款" if back == row.amount else f"已退款(￥{back // 100}.{back % 100:02d})"
