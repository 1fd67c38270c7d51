"""Three stories of the demo case that no single bill tells, each with what is due.

A magazine paid by card through WeChat and refunded in part by a row that names no payment; notes bought in the App
Store, which Apple's own copy tells apart from the gems debited with them, and whose switching off only that copy dates;
a cloud priced in dollars and paid through PayPal by a card of Hong Kong dollars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from audit.samples.apple import OUTER, Item, Order, Switch, privacy_copy
from audit.samples.casefile import Cell
from audit.samples.kinds_periods import owed
from audit.samples.lives import CARD_METHOD
from audit.samples.paypal import paypal_payment, paypal_refund
from audit.samples.plans import STORE, Plan, Service
from audit.samples.rows import Bill, Direction, Row, alipay_charge, bank_mirror, bank_row, wechat_refund
from audit.samples.truth import Due

_MAGAZINE = Service("北京晨读文化传媒有限公司", "晨读周刊连续包月", "晨读周刊", (2200,))
_NOTES = Item("山雀笔记 专业版", "山雀笔记", "山雀软件", 1800)
_GEMS = Item("宝石礼包", "岛屿物语", "海风互动", 1200, "In-App Purchases")
_CLOUD = Service("Skylark Cloud", "Skylark Plus", "Skylark Plus", (1200,))
_COSTS = (9330, 9318, 9342, 9315, 9327)  # what twelve dollars cost in Hong Kong cents, month by month


@dataclass(frozen=True)
class HardRow:
    """One story: its rows by bill, whole bills and files of its own, what the person wrote down, and what is due."""

    end: date
    dues: tuple[Due, ...]
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    bills: tuple[Bill, ...] = ()
    beside: Mapping[str, bytes] = field(default_factory=dict)
    wrote: tuple[Mapping[str, Cell], ...] = ()


def magazine(cancellation: str) -> HardRow:
    """22.00 a month by card; 8.00 of the debit after the end come back, in WeChat and in the card's bill."""
    plan = Plan(_MAGAZINE, 2200, "wechat", date(2025, 1, 5), time(8, 2, 17), method=CARD_METHOD)
    paid = [plan.charge(k) for k in range(3)]
    late = plan.charge(3, refunded=800)
    back = wechat_refund(late, datetime(2025, 4, 12, 15, 40, 9), 800)
    seen = [bank_mirror(r, "财付通", days=2) for r in (*paid, late, back)]
    wrote: dict[str, Cell] = {
        "service": _MAGAZINE.text, "cancelled_at": datetime(2025, 3, 20, 21, 5), "path": "app", "proof": "B",
    }  # fmt: skip
    dues = (Due(paid[-1], "in_term"), owed(late, refunds=((back.at.date(), back.amount),)))
    return HardRow(
        date(2025, 4, 5),
        _of(cancellation, dues),
        {"wechat": (*paid, late, back), "card": tuple(seen)},
        wrote=(wrote,),
    )


def notes(cancellation: str) -> HardRow:
    """18.00 a month in the App Store, switched off there; then a debit once more, gems in the same sum."""
    days = [datetime(2025, 1, 14, 22, 30, 5), datetime(2025, 2, 14, 22, 30, 5), datetime(2025, 3, 15, 22, 30, 5)]
    texts = ["01.14购买", "02.14购买", "03.14至03.15期间购买"]
    amounts = [_NOTES.price, _NOTES.price, _NOTES.price + _GEMS.price]
    rows = tuple(
        alipay_charge(at, fen, STORE.seller, f"{STORE.seller}；{text}")
        for at, fen, text in zip(days, amounts, texts, strict=True)
    )
    bought = [Order(datetime(2025, m, 14, 20, 55, 0), (_NOTES,)) for m in (1, 2, 3)]
    bought.append(Order(datetime(2025, 3, 15, 21, 40, 0), (_GEMS,)))
    off = Switch(_NOTES, bought[0].at, datetime(2025, 3, 3, 20, 10, 5))
    copy = privacy_copy("20000001", bought, [off])
    dues = (Due(rows[1], "in_term"), replace(owed(rows[2]), claimed=_NOTES.price))
    return HardRow(date(2025, 3, 14), _of(cancellation, dues), {"alipay": rows}, beside={OUTER: copy})


def cloud(cancellation: str) -> HardRow:
    """12.00 dollars a month; 5.00 of the first debit after the end come back."""
    groups = [
        paypal_payment(datetime(2025, m, 20, 15, 4, 5), 1200, "USD", _CLOUD.seller, _CLOUD.text, cost=cost, home="HKD")
        for m, cost in enumerate(_COSTS, start=1)
    ]
    back = paypal_refund(groups[3], datetime(2025, 4, 28, 9, 12, 0), 500, 3881)
    legs = [row for group in (*groups, back) for row in group if "Card" in row.category]
    bills = (
        Bill("paypal-activity", (*(row for group in groups for row in group), *back), "linxiaoman@example.com",
             date(2025, 1, 1), date(2025, 6, 30), datetime(2025, 7, 2, 9, 30), name="PayPal Download.CSV"),
        Bill("hsbc-hk", tuple(map(_in_hong_kong, legs)), "", date(2025, 1, 1), date(2025, 6, 30),
             datetime(2025, 7, 2, 9, 40), name="汇丰香港 TransHist.csv"),
    )  # fmt: skip
    wrote: dict[str, Cell] = {
        "service": _CLOUD.text, "cancelled_at": datetime(2025, 4, 2, 11, 30), "path": "support", "proof": "B",
    }  # fmt: skip
    paid = [group[0] for group in groups]
    refund = ((back[0].at.date(), back[0].amount),)
    dues = (Due(paid[2], "in_term"), Due(paid[3], "after_end", 1200, refunds=refund), Due(paid[4], "after_end", 1200))
    return HardRow(date(2025, 4, 20), _of(cancellation, dues), bills=bills, wrote=(wrote,))


def _in_hong_kong(leg: Row) -> Row:
    """The card's own row, a day later, for money PayPal drew from it or sent back to it."""
    direction: Direction = "in" if leg.direction == "out" else "out"
    seen = bank_row(leg.at + timedelta(days=1), leg.amount, "PAYPAL *SKYLARKCLOUD", direction=direction)
    return replace(seen, currency=leg.currency, has_time=False)


def _of(cancellation: str, dues: tuple[Due, ...]) -> tuple[Due, ...]:
    return tuple(replace(due, cancellation=cancellation) for due in dues)
