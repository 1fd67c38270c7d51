"""The record behind a letter: what happened in order, what was exchanged, and the exhibits that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from audit.reports import labels
from audit.reports.letter_charges import Charge, Mirror
from audit.reports.letter_facts import Facts
from audit.reports.letter_words import capital, listed, moment, money, plain
from audit.reports.records import Row, records
from audit.tables import Results
from audit.wording import NOTHING, Lang, Words, join

_EVENTS = {
    "contacted": Words("I contacted {whom}", "本人联系{whom}"),
    "answered": Words("{whom} answered", "{whom}作出答复"),
    "refused": Words("{whom} refused", "{whom}拒绝处理"),
    "promised": Words("{whom} promised to settle the matter", "{whom}承诺处理"),
    "complained": Words("I complained to {whom}", "本人向{whom}投诉"),
    "accepted": Words("{whom} accepted the complaint", "{whom}受理"),
    "demanded": Words("I asked {whom} for a refund", "本人向{whom}要求退款"),
    "refunded": Words("{whom} made a refund", "{whom}退款"),
    "paid": Words("I noted that {whom} had paid everything back", "本人记为{whom}已退清"),
    "part_paid": Words("the matter was settled with {whom} for a part", "与{whom}以部分退款了结"),
    "cancelled": Words("the bill records the cancellation", "账单记载订阅已取消"),
    "renewed": Words("the bill records a renewal", "账单记载续订"),
}
_NOBODY = Words("the merchant", "商家")
_TICKET = Words("ticket {ticket}", "工单号{ticket}")
_CANCELLED = Words("I cancelled the service", "本人取消服务")
_CONFIRMED = Words("the cancellation was confirmed", "取消得到确认")
_OPENED = Words("I opened the service", "本人开通服务")
_ENDED = Words("the service ended", "服务终止")
_AGAIN = Words("I subscribed again", "本人重新订阅")
_CHARGED = Words("charge of {amount} ({channel}{number})", "扣款{amount}（{channel}{number}）")
_PART = Words(", part of a debit of {whole}", "，系一笔{whole}扣款中的一部分")
_NUMBER = Words(", transaction no. {number}", "，交易单号{number}")
_BACK = Words("refund of {amount} for the charge of {on}", "收到退款{amount}（对应{on}的扣款）")
_BACK_OPEN = Words("refund of {amount}, for which charge is not known", "收到退款{amount}（对应哪一笔扣款待核实）")
_BILL = Words("{channel} bill, file {file}, {rows}", "{channel}账单（文件 {file}，{rows}）")
_TYPED = Words(
    "charges typed in by hand (file {file}, {rows}) [Please attach: the bill or a screenshot of each]",
    "手工录入的扣款（文件 {file}，{rows}）【请附上：各笔扣款的账单或截图】",
)
_MIRROR = Words(
    "{channel} bill, file {file}, {rows}: the same payments", "{channel}账单（文件 {file}，{rows}，系同笔付款的记录）"
)
_ROWS = {False: Words("row {rows}", "第{rows}行"), True: Words("rows {rows}", "第{rows}行")}
_PROOF = {
    "A": Words(
        "record of the cancellation made by the payment service or the app store", "支付机构或应用商店的解约记录"
    ),
    "B": Words("the merchant's page or message showing the cancellation", "商家显示取消成功的页面或短信"),
    "C": Words("the request to cancel as it was sent (ticket or chat)", "取消请求的发送记录（工单或聊天记录）"),
}
_NO_PROOF = Words(
    "[Please attach: proof of the cancellation, if you have any]", "【请附上：取消操作的截图、短信或记录，如有】"
)
_TO_ATTACH = Words("[Please attach: {what}]", "【请附上：{what}】")
_EXCHANGE = Words("contact with {whom} on {on}", "{on}与{whom}的往来记录")
_RECEIPT = Words("receipt: {what}", "票据：{what}")
_SHEET = Words("calculation sheet (claim.xlsx)", "计算表（claim.xlsx）")
_PROVES = {
    "bill": Words("when, how much and under which number was charged", "各笔扣款的时间、金额和单号"),
    "mirror": Words("the same payments as the bank or store recorded them", "银行或商店对同笔付款的记录"),
    "proof": Words("when and how the service was cancelled", "取消的时间和方式"),
    "exchange": Words("what was asked of the other side, and what it answered", "与对方交涉的经过"),
    "receipt": Words("costs of claiming the money back", "为追回款项支出的费用"),
    "sheet": Words("how the amounts asked for were reckoned", "所请求金额的计算"),
}

_WITH_COSTS = ("merchant", "complaint", "association", "court", "part-payment", "new-debit", "silence")
_WITH_SHEET = _WITH_COSTS  # banks, payment services and stores ask for charges, not for a calculation


@dataclass(frozen=True)
class Event:
    """Something the user noted, as a sentence without its full stop."""

    date: date
    when: str
    what: str
    kind: str
    whom: str
    evidence: str


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence, and what it is to show."""

    text: str
    proves: str


@dataclass(frozen=True)
class Moment:
    """One row of the timeline."""

    when: str
    what: str
    exhibit: str

    def as_row(self) -> Moment:
        """The same, its sentence beginning as a sentence does."""
        return replace(self, what=capital(self.what))


@dataclass(frozen=True)
class Record:
    """Events, exhibits in their order, and the timeline that points at them."""

    events: tuple[Event, ...]
    exhibits: tuple[Exhibit, ...]
    timeline: tuple[Moment, ...]
    proof_exhibit: int
    costs: tuple[str, ...]


def record(results: Results, end: Row, facts: Facts, events: tuple[Event, ...], kind: str) -> Record:
    """The record of one cancellation for one kind of letter; exhibits are numbered from 1 in their order."""
    shown = [c for c in facts.charges if c.verdict != "one_off"]
    exhibits, places = _bills(shown, facts)
    proof = 0
    if facts.proof != "D":
        exhibits.append(_exhibit("proof", _proof(end, facts), facts.lang))
        proof = len(exhibits)
    of_events = _exchanges(events, exhibits, facts.lang)
    costs = _costs(results, end, facts.lang) if kind in _WITH_COSTS else ()
    exhibits += [_exhibit("receipt", _RECEIPT.fill(what=c).to(facts.lang), facts.lang) for c in costs]
    if facts.claims and kind in _WITH_SHEET:
        exhibits.append(_exhibit("sheet", _SHEET.to(facts.lang), facts.lang))
    rows = [*_own_acts(end, facts, proof), *_charged(shown, places, facts.lang), *_came_back(facts)]
    rows += [(e.date, 3, Moment(e.when, e.what, n)) for e, n in zip(events, of_events, strict=True)]
    timeline = tuple(m.as_row() for _, _, m in sorted(rows, key=lambda r: (r[0], r[1])))
    return Record(events, tuple(exhibits), timeline, proof, costs)


def _exhibit(kind: str, text: str, lang: Lang) -> Exhibit:
    return Exhibit(text, _PROVES[kind].to(lang))


def _bills(charges: list[Charge], facts: Facts) -> tuple[list[Exhibit], dict[str, str]]:
    """One exhibit for each bill the charges or their mirrors stand in, and the number of each file of charges."""
    rows: dict[str, list[Charge]] = {}
    for c in charges:
        rows.setdefault(c.file, []).append(c)
    seen: dict[str, list[Mirror]] = {}
    for m in facts.mirrors:
        seen.setdefault(m.file, []).append(m)
    exhibits = [
        *(_bill("bill", _TYPED if of[0].channel == "hand" else _BILL, of, facts.lang) for of in rows.values()),
        *(_bill("mirror", _MIRROR, of, facts.lang) for of in seen.values()),
    ]
    return exhibits, {file: str(n) for n, file in enumerate(rows, start=1)}


def _bill(kind: str, words: Words, of: Sequence[Charge | Mirror], lang: Lang) -> Exhibit:
    numbers = [str(row) for row in sorted({x.row for x in of})]
    rows = _ROWS[len(numbers) > 1].fill(rows=listed(numbers, lang))
    return _exhibit(
        kind, words.fill(channel=of[0].channel_name, file=labels.place(of[0].file), rows=rows).to(lang), lang
    )


def _proof(end: Row, facts: Facts) -> str:
    """The proof by its grade and files, or by a store's own record; where none is known, a place to attach it."""
    named = plain(end["evidence"] or (end["note"] if end["source"] == "bill" else ""), 240)
    if facts.proof not in _PROOF:
        return named or _NO_PROOF.to(facts.lang)
    what = _PROOF[facts.proof].to(facts.lang)
    if not named:
        return _TO_ATTACH.fill(what=what).to(facts.lang)
    return f"{what}（{named}）" if facts.lang == "zh" else f"{what} ({named})"


def _exchanges(events: tuple[Event, ...], exhibits: list[Exhibit], lang: Lang) -> list[str]:
    """The exhibit number of each event with evidence of its own; the exhibits are added to the list."""
    numbers = []
    for event in events:
        if event.evidence:
            text = _EXCHANGE.fill(on=event.when, whom=event.whom).to(lang)
            named = f"{text}（{event.evidence}）" if lang == "zh" else f"{text} ({event.evidence})"
            exhibits.append(_exhibit("exchange", named, lang))
        numbers.append(str(len(exhibits)) if event.evidence else "")
    return numbers


def _own_acts(end: Row, facts: Facts, proof: int) -> list[tuple[date, int, Moment]]:
    number = str(proof) if proof else ""
    acts = [
        (end["opened_at"], 0, facts.opened, _OPENED, ""),
        (end["cancelled_at"], 1, facts.cancelled, _CANCELLED, number),
        (end["confirmed_at"], 1, facts.confirmed, _CONFIRMED, ""),
        (end["service_end"], 0, facts.end, _ENDED, ""),
        (end["resubscribed_at"], 1, facts.resubscribed, _AGAIN, ""),
    ]
    return [(at.date(), n, Moment(when, words.to(facts.lang), no)) for at, n, when, words, no in acts if pd.notna(at)]


def _charged(charges: list[Charge], places: dict[str, str], lang: Lang) -> list[tuple[date, int, Moment]]:
    rows = []
    for c in charges:
        number = _NUMBER.fill(number=c.number) if c.number else NOTHING
        part = _PART.fill(whole=c.debited) if c.debited else NOTHING
        said = _CHARGED.fill(amount=c.amount, channel=c.channel_name, number=join([number, part], en="")).to(lang)
        rows.append((c.date, 2, Moment(c.at, said, places[c.file])))
    return rows


def _came_back(facts: Facts) -> list[tuple[date, int, Moment]]:
    rows = []
    for refund in facts.refunds:
        words = (
            _BACK.fill(amount=refund.amount, on=refund.charged_on)
            if refund.certain
            else _BACK_OPEN.fill(amount=refund.amount)
        )
        # one without a day of its own stands last
        rows.append((refund.date or date.max, 4, Moment(refund.on or "—", words.to(facts.lang), "")))
    return rows


def events_of(results: Results, end: Row, lang: Lang) -> tuple[Event, ...]:
    """What the user noted about this cancellation, and what bills say of it, in order of time."""
    known = pd.concat([results.case.events, results.bills.events], ignore_index=True)
    mine = known[
        (known["cancellation_id"] == end["cancellation_id"])
        & (known["person"] == end["person"])
        & known["what"].isin(_EVENTS)
        & known["occurred_at"].notna()
    ].sort_values("occurred_at", kind="stable")
    return tuple(_event(row, lang) for row in records(mine))


def _event(row: Row, lang: Lang) -> Event:
    whom = plain(row["whom"]) or _NOBODY.to(lang)
    said = _EVENTS[row["what"]].fill(whom=whom).to(lang)
    more = [_TICKET.fill(ticket=plain(row["ticket"])).to(lang)] if row["ticket"] else []
    if pd.notna(row["amount_minor"]):
        more.append(money(int(row["amount_minor"]), row["currency"] or "CNY", lang))
    if more:
        said += f"（{listed(more, lang)}）" if lang == "zh" else f" ({', '.join(more)})"
    when = moment(row["occurred_at"], row["has_time"], lang)
    return Event(row["occurred_at"].date(), when, said, row["what"], whom, plain(row["evidence"], 120))


def _costs(results: Results, end: Row, lang: Lang) -> tuple[str, ...]:
    """The costs that are claimed, each with its amount; a cost without a receipt is none."""
    lines = results.claims.lines
    mine = lines[
        (lines["cancellation_id"] == end["cancellation_id"])
        & (lines["person"] == end["person"])
        & (lines["cost_minor"] > 0)
    ]
    return tuple(f"{plain(c['what'])} {money(c['cost_minor'], c['currency'], lang)}" for c in records(mine))
