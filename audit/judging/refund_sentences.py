"""What the user is asked about a refund that names no charge, in both languages."""

from __future__ import annotations

from audit.wording import Words, join

CHARGE = Words("the charge of {day} ({amount})", "{day} 的扣款（{amount}）")
OTHERS = Words("another payment to the same seller ({count} in the bills)", "该商家的其他付款（账单中有 {count} 笔）")
SEVERAL = Words(
    "{amount} came back on {day} without an order number, for {listed}. If it was for {charge}, {less} of it is still "
    "owed, otherwise {more}. Was it?",
    "{day} 退回 {amount}，未注明订单，可能对应：{listed}。若退的是{charge}，该笔仍应退 {less}；若不是，应退 {more}。"
    "退的是这笔吗？",
)
TOO_LARGE = Words(
    "{amount} came back on {day} without an order number, more than any single charge judged here, for {listed}. If it "
    "was for {charge}, {less} is still owed there, otherwise {more}. Was it?",
    "{day} 退回 {amount}，未注明订单，且大于此处判断的任何一笔扣款，可能对应：{listed}。"
    "若退的是{charge}，仍应退 {less}；若不是，应退 {more}。退的是这里所列的扣款吗？",
)
HOW_TO_ANSWER = Words(
    "Answer “owed” if it was for something else, “not owed” if it was for this, or the amount still owed.",
    "如退的是别的付款，请填“应退”；如退的就是它，请填“不应退”；也可填仍应退的金额。",
)


def either(parts: list[Words]) -> Words:
    """Several things one of which is meant, as a list in words."""
    return join(parts, " or ", "、或")
