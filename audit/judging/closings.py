"""Cases that the person closed: paid back, settled for a part, or given up; and what opens one again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from audit.judging.matters import Matter, Row, Step
from audit.money import to_print
from audit.wording import NOTHING, Words, join

HOW = {
    "paid": Words("all was paid back", "已退清"),
    "part_paid": Words("settled for a part", "部分退款后了结"),
    "given_up": Words("given up", "已放弃"),
}
_AGAIN = ("contacted", "demanded", "complained")


def closed(matter: Matter) -> Iterator[Step]:
    """The one line of a case that is closed; nothing where it is open, or open again."""
    if (last := _closing(matter)) and not _opened_by(matter, last):
        yield Step(last["occurred_at"].date(), "closed", _said(matter, last))


def reopened(matter: Matter) -> Iterator[Step]:
    """That a closed case is open again, and by what."""
    last = _closing(matter)
    why = _opened_by(matter, last) if last else None
    if last and why:
        on = last["occurred_at"].date()
        yield Step(matter.as_of, "reopened", _REOPENED.fill(on=on, how=HOW[last["what"]], why=why))


def since_closing(matter: Matter) -> Matter:
    """The matter with the events after its closing alone: who was asked before it has been answered by it."""
    last = _closing(matter)
    if last is None:
        return matter
    on = last["occurred_at"].date()
    return replace(matter, events=tuple(e for e in matter.events if e["occurred_at"].date() > on))


def _closing(matter: Matter) -> Row | None:
    """The last event that closes the case, of those up to the day of the audit."""
    ended = (e for e in reversed(matter.events) if e["what"] in HOW and e["occurred_at"].date() <= matter.as_of)
    return next(ended, None)


def _opened_by(matter: Matter, last: Row) -> Words | None:
    """A debit with money at stake, or an act of the person, after the day of closing."""
    on = last["occurred_at"].date()
    debits = [line for line in matter.lines if line["civil_date"].date() > on]
    if debits:
        return _DEBIT.fill(on=debits[0]["civil_date"].date(), count=len(debits))
    acts = [e for e in matter.events if e["what"] in _AGAIN and e["occurred_at"].date() > on]
    return _ACT.fill(on=acts[0]["occurred_at"].date()) if acts else None


def _said(matter: Matter, last: Row) -> Words:
    amount = _amount(last)
    shown = _PROOF.fill(files=last["evidence"]) if last["evidence"] else _NO_PROOF
    open_sums = [to_print(t["principal_minor"], t["currency"]) for t in matter.totals if t["principal_minor"]]
    still = _STILL.fill(amount=" + ".join(open_sums)) if open_sums and last["what"] == "paid" else NOTHING
    closing = _CLOSED.fill(on=last["occurred_at"].date(), how=HOW[last["what"]], amount=amount)
    return join([closing, shown, still, _THEN])


def _amount(event: dict[str, Any] | Row) -> Words:
    minor = event["amount_minor"]
    return NOTHING if pd.isna(minor) else _OF.fill(amount=to_print(int(minor), event["currency"] or "CNY"))


_CLOSED = Words("Closed on {on}: {how}{amount}.", "{on} 已了结：{how}{amount}。")
_OF = Words(" ({amount})", "（{amount}）")
_PROOF = Words("Proof: {files}.", "凭证：{files}。")
_NO_PROOF = Words(
    "No proof is named: write its file into the row of the sheet “events”.",
    "没有写明凭证：请在“事件”表的那一行填写证据文件。",
)
_STILL = Words(
    "The bills do not show {amount} of it yet: the figures stay as the bills have them; export the bill that shows it.",
    "账单中尚看不到其中 {amount}：金额仍按账单列出，请导出能看到这笔退款的账单。",
)
_THEN = Words(
    "No next steps; keep the evidence. A later debit opens the case again.",
    "不再列出后续步骤；证据请保留。之后如再扣款，会重新列为未了结。",
)
_REOPENED = Words(
    "The case was closed on {on} ({how}) and is open again: {why}.", "该案已于 {on} 了结（{how}），现重新打开：{why}。"
)
_DEBIT = Words("debits came after it (the first on {on}; {count} in all)", "之后又有扣款（首笔 {on}，共 {count} 笔）")
_ACT = Words("you took it up again on {on}", "您于 {on} 再次联系或投诉")
