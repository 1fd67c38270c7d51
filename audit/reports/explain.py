"""Findings told step by step: from the row in a bill to the line in the claim."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from audit.errors import UsageError
from audit.money import to_print
from audit.reports import labels
from audit.reports.answers import by_answer
from audit.reports.grid import cells
from audit.reports.letter_words import capital
from audit.reports.reckoned import day_count
from audit.tables import Results
from audit.wording import Lang, Words

Row = dict[str, Any]
Section = tuple[Words, list[Words]]

_UNKNOWN = Words(
    "No finding, question or cancellation is called {id}; the closest: {near}. report.html shows each number beside "
    "its charge, and the sheet Payments in claim.xlsx lists them all.",
    "没有编号为 {id} 的认定、问题或取消；相近的有：{near}。"
    "report.html 在每笔扣款旁列有编号，全部见 claim.xlsx 的“逐笔”表。",
)
_NOTHING_FOUND = Words(
    "Cancellation {id} has no finding: no payment of that service was found at or after it.",
    "取消 {id} 没有认定：没有找到该服务在取消当期及以后的付款。",
)
_TITLE = Words("Finding {id}: {verdict}", "认定 {id}：{verdict}")
_ANSWERED_TITLE = Words("Finding {id}: {verdict} ({answer})", "认定 {id}：{verdict}（{answer}）")
_SOURCE, _END = Words("The row in the bill", "账单中的记录"), Words("When the service had to end", "服务应于何日终止")
_PERIOD, _VERDICT = Words("The period it pays for", "所付的服务期"), Words("The verdict", "认定")
_REFUNDS, _INTEREST, _SUM = Words("Refunds", "退款"), Words("Interest", "利息"), Words("The claim", "应退（主张）")
_AT = Words("{file}, row {row}", "{file} 第 {row} 行")
_COPY = Words("The same row also stands in {file}, row {row}.", "同一行另见 {file} 第 {row} 行。")
_MIRROR = Words(
    "The same payment also stands in {channel}, {file}, row {row}.", "同一笔付款另见{channel}：{file} 第 {row} 行。"
)
_LEG = Words("Part of it: {kind}, {amount}; {file}, row {row}.", "组成部分：{kind}，{amount}；{file} 第 {row} 行。")
_AT_HOME = Words("In the account's own money it came to {amount}.", "以账户本币计为 {amount}。")
_SAME_AS = Words("It is the same payment as {id}.", "与 {id} 为同一笔付款。")
_CANCELLED = Words(
    "{id}: {service}, cancelled {at}; proof grade {proof}.", "{id}：{service}，{at} 取消；凭证等级 {proof}。"
)
_ENDED = Words("Service end: {end}. {rule}", "服务终止日：{end}。{rule}")
_NO_END = Words("No service end could be found.", "无法确定服务终止日。")
_SPAN = Words("From {start} up to, not including, {end}: {days} days.", "自 {start} 起至 {end}（不含），共 {days} 天。")
_UNUSED = Words("Unused: {unused} of {days} days.", "未使用：{days} 天中的 {unused} 天。")
_NO_SPAN = Words("It belongs to no period of the plan.", "不属于该订阅的任何周期。")
_ASKED = Words("Question {key}: {question} {amount} hangs on it.", "待答问题 {key}：{question}涉及 {amount}。")
_ANSWERED = Words("Question {key}, answered: {question}", "已答问题 {key}：{question}")
_DECIDED = Words(
    "You decided: {answer}. {reason} Without your answer: {machine}.",
    "您的决定：{answer}。{reason}未答复时的认定：{machine}。",
)
_REFUND = Words("{on}: {amount}, known by {basis}{place}.", "{on}：{amount}，依据：{basis}{place}。")
_DOUBTFUL = Words(" In question: {question}", "待核实：{question}")
_NO_REFUND = Words("None found in the bills.", "账单中未见退款。")
_SEGMENT = Words(
    "{begin} to {end}, {days} days: {balance} × {percent}% × {days} / {basis}",
    "{begin} 至 {end}，{days} 天：{balance} × {percent}% × {days} / {basis}",
)
_ROUNDED = Words("Added up and rounded once: {interest}.", "各段相加后取整一次：{interest}。")
_NO_INTEREST = Words("None.", "不计利息。")
_PRINCIPAL = Words(
    "Claimable {claimable} less refunds {refunded}: principal {principal}.",
    "可主张 {claimable}，减退款 {refunded}：本金 {principal}。",
)
_NOTHING = Words("Nothing is claimed for this row.", "本行不主张任何金额。")
_TOTAL = Words("Principal {principal} + interest {interest}.", "本金 {principal} + 利息 {interest}。")
_IN_QUESTION = Words("In question, not claimed: {amount}.", "待核实、未主张：{amount}。")
_LIMITATION = Words("Limitation ends on {on}.", "诉讼时效届满日：{on}。")
_PRINTED = [
    "occurred_at", "channel", "account_id", "counterparty", "description", "method", "amount_minor", "reference",
    "merchant_reference",
]  # fmt: skip


def explain(results: Results, id: str, lang: Lang) -> str:
    """The finding of that number, or those of a question or a cancellation, in numbered steps of one language.

    UsageError with the nearest numbers where nothing is called so.
    """
    return "\n".join(_told(results, finding_id, lang) for finding_id in _named(results, id.strip()))


def _named(results: Results, written: str) -> list[str]:
    """The findings meant by a number, in the order of their days."""
    id = written.casefold()
    findings = results.findings.sort_values(["civil_date", "finding_id"], kind="stable")
    keys = ("finding_id", "question_key", "cancellation_id")
    for table, key in [*((findings, key) for key in keys), (results.refunds, "question_key")]:
        found = table.loc[table[key].str.casefold() == id, "finding_id"] if id else table["finding_id"].head(0)
        if len(found):
            return list(dict.fromkeys(found))
    cancelled = results.ends["cancellation_id"].unique().tolist()
    if id.upper() in cancelled:
        raise UsageError(_NOTHING_FOUND.fill(id=id.upper()))
    known = [*findings["finding_id"], *findings["question_key"], *results.refunds["question_key"], *cancelled]
    spelt = {k.casefold(): k for k in known if k}
    near = difflib.get_close_matches(id, list(spelt), n=3, cutoff=0.3) or list(spelt)[:3]
    raise UsageError(_UNKNOWN.fill(id=written, near=", ".join(spelt[k] for k in near) or "—"))


def _told(results: Results, finding_id: str, lang: Lang) -> str:
    found = results.findings[results.findings["finding_id"] == finding_id]
    finding = found.iloc[0].to_dict()
    lines = results.claims.lines[results.claims.lines["finding_id"] == finding_id].to_dict("records")
    sections = [
        (_SOURCE, _source(results, found, finding)),
        (_END, list(_end(results, finding))),
        (_PERIOD, list(_period(finding))),
        (_VERDICT, list(_verdict(finding))),
        (_REFUNDS, list(_refunds(results, finding))),
        (_INTEREST, list(_interest(results, lines))),
        (_SUM, list(_sum(lines))),
    ]
    answer = by_answer(finding)
    named = _ANSWERED_TITLE if answer.en else _TITLE
    title = named.fill(id=finding_id, verdict=labels.value("verdict", finding["verdict"]), answer=answer)
    told = [
        "\n".join([f"{number}. {name.to(lang)}", *(f"   {words.to(lang)}" for words in said)])
        for number, (name, said) in enumerate(sections, start=1)
    ]
    return "\n\n".join([title.to(lang), *told]) + "\n"


def _source(results: Results, found: pd.DataFrame, finding: Row) -> list[Words]:
    shown = {lang: [_plain(c) for c in cells(found, _PRINTED, lang)[0]] for lang in ("en", "zh")}
    facts = [
        Words(f"{labels.column(name).en}: {en}", f"{labels.column(name).zh}：{zh}")
        for name, en, zh in zip(_PRINTED, shown["en"], shown["zh"], strict=True)
        if en
    ]
    copies = [_COPY.fill(**place) for place in json.loads(finding["also_seen"] or "[]")]
    paid = results.payments[results.payments["payment_id"] == finding["payment_id"]]
    mirrors = [m for text in paid["mirrors"] for m in json.loads(text or "[]") if finding["verdict"] != "mirror"]
    seen = [
        _MIRROR.fill(channel=labels.channel(m["channel"]), file=labels.place(m["file"]), row=m["row"]) for m in mirrors
    ]
    parts = [m for text in paid["legs"] for m in json.loads(text or "[]") if finding["verdict"] != "mirror"]
    legs = [
        _LEG.fill(
            kind=labels.value("kind", m["kind"]), amount=f"{m['currency']} {m['amount']}", file=m["file"], row=m["row"]
        )
        for m in parts
    ]
    known = paid[paid["posted_minor"].notna() & (finding["verdict"] != "mirror")]
    cost = [
        _AT_HOME.fill(amount=to_print(m, c))
        for m, c in zip(known["posted_minor"], known["posted_currency"], strict=True)
    ]
    ids = dict(zip(results.findings["transaction_id"], results.findings["finding_id"], strict=True))
    same = [_SAME_AS.fill(id=ids.get(finding["same_as"], finding["same_as"]))] if finding["same_as"] else []
    return [
        _AT.fill(file=labels.place(finding["file"]), row=finding["row"]),
        *facts,
        *cost,
        *copies,
        *legs,
        *seen,
        *same,
    ]


def _end(results: Results, finding: Row) -> Iterator[Words]:
    ends = results.ends[results.ends["cancellation_id"] == finding["cancellation_id"]]
    mine = ends[ends["subscription_id"] == finding["subscription_id"]]
    if ends.empty:
        yield _NO_END
    for end in (mine if len(mine) else ends).head(1).to_dict("records"):
        yield _CANCELLED.fill(
            id=end["cancellation_id"],
            service=end["service"] or end["plan_shown"],
            at=_moment(end["cancelled_at"], end["cancelled_has_time"]),
            proof=end["proof"] or "—",
        )
        if pd.isna(end["service_end"]):
            yield _NO_END
        else:
            rule = Words(capital(end["rule"]).rstrip(".") + ".", end["rule_zh"].rstrip("。") + "。")
            yield _ENDED.fill(end=_moment(end["service_end"]), rule=rule)
        steps = (json.loads(end[name] or "[]") for name in ("steps", "steps_zh"))
        yield from (Words(f"- {en}", f"- {zh}") for en, zh in zip(*steps, strict=True))


def _period(finding: Row) -> Iterator[Words]:
    if pd.isna(finding["period_start"]):
        yield _NO_SPAN
        return
    days = (finding["period_end"] - finding["period_start"]).days
    yield _SPAN.fill(start=_moment(finding["period_start"]), end=_moment(finding["period_end"]), days=days)
    if finding["verdict"] == "prorated":
        yield _UNUSED.fill(unused=finding["unused_days"], days=days)


def _verdict(finding: Row) -> Iterator[Words]:
    yield Words(finding["reason"], finding["reason_zh"])
    if finding["question"]:
        question = Words(finding["question"], finding["question_zh"])
        amount = to_print(finding["questioned_minor"], finding["currency"])
        words = _ANSWERED if finding["decision"] and not finding["questioned_minor"] else _ASKED
        yield words.fill(key=finding["question_key"], question=question, amount=amount)
    if finding["decision"]:
        yield _DECIDED.fill(
            answer=labels.value("decision", finding["decision"]),
            reason=finding["decision_reason"],
            machine=labels.value("verdict", finding["machine_verdict"]),
        )


def _refunds(results: Results, finding: Row) -> Iterator[Words]:
    mine = results.refunds[results.refunds["finding_id"] == finding["finding_id"]]
    for refund in mine.sort_values(["refunded_on", "refund_id"], kind="stable").to_dict("records"):
        row = None if pd.isna(refund["row"]) else int(refund["row"])
        place = f" ({refund['file']}:{row})" if row else ""
        on = "—" if pd.isna(refund["refunded_on"]) else _moment(refund["refunded_on"])
        amount = to_print(refund["amount_minor"], refund["currency"])
        said = _REFUND.fill(on=on, amount=amount, basis=labels.value("basis", refund["basis"]), place=place)
        doubt = _DOUBTFUL.fill(question=Words(refund["question"], refund["question_zh"]))
        yield said if refund["certain"] else Words(said.en + doubt.en, said.zh + doubt.zh)
    if mine.empty:
        yield _NO_REFUND


def _interest(results: Results, lines: list[Row]) -> Iterator[Words]:
    basis = day_count(results)
    segments = [segment for line in lines for segment in json.loads(line["segments"] or "[]")]
    for s in segments:
        numbers = {name: s[name] for name in ("days", "balance", "percent")}
        yield _SEGMENT.fill(begin=s["from"], end=s["to"], basis=basis, **numbers)
    for line in lines:
        if segments:
            yield _ROUNDED.fill(interest=to_print(line["interest_minor"], line["currency"]))
        if line["interest_note"]:
            yield Words(line["interest_note"], line["interest_note_zh"])
    if not segments and not any(line["interest_note"] for line in lines):
        yield _NO_INTEREST


def _sum(lines: list[Row]) -> Iterator[Words]:
    at_stake = [line for line in lines if line["claimable_minor"] or line["in_question_minor"]]
    if not at_stake:
        yield _NOTHING
    for line in at_stake:
        names = ("claimable", "refunded", "principal", "interest")
        money = {name: to_print(line[f"{name}_minor"], line["currency"]) for name in names}
        yield _PRINCIPAL.fill(**money)
        yield _TOTAL.fill(**money)
        if line["in_question_minor"]:
            yield _IN_QUESTION.fill(amount=to_print(line["in_question_minor"], line["currency"]))
        if not pd.isna(line["limitation_on"]):
            yield _LIMITATION.fill(on=_moment(line["limitation_on"]))


def _moment(at: Any, timed: bool = False) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if timed else f"{at:%Y-%m-%d}"


def _plain(cell: Any) -> str:
    return to_print(*cell) if isinstance(cell, tuple) else "" if cell is None else str(cell)
