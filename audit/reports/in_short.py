"""The audit in six sentences: how much, from whom, by which debits; what to answer, what to send, what is missing.

Every figure is one that a table of the audit holds; the sentences only choose and name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from audit.money import to_minor, to_print
from audit.reports import labels
from audit.reports.records import Row, own, records
from audit.tables import Results
from audit.wording import NOTHING, Words, join

_SHOWN = 6  # days of one service; the rest is counted
_TO_SEND = ("contact", "escalate", "ask_platform", "ask_store", "ask_bank", "close_mandate")


def in_short(results: Results, document: Mapping[str, Any]) -> list[Words]:
    """Six sentences, each beginning with what it answers; `document` is `audit.json`. Without a cancellation none."""
    if results.ends.empty:
        return []
    return [
        join([_how_much(document["totals"]), _settled(results)]),
        _from_whom(results),
        _by_which(results),
        _to_answer(results, document["totals"]),
        _to_send(results),
        _missing(results),
    ]


def _how_much(totals: Iterable[Mapping[str, str]]) -> Words:
    sums = list(totals)
    certain, asked = (_amounts(sums, head) for head in ("total", "in_question"))
    first = _CERTAIN.fill(sums=certain) if certain.en else _NOTHING_CERTAIN
    return join([first, _ASKED.fill(sums=asked) if asked.en else _NOTHING_ASKED])


def closed_on(results: Results) -> dict[str, str]:
    """The cancellations that were closed, each with the day."""
    steps = results.next_steps[results.next_steps["kind"].eq("closed")]
    return {s["cancellation_id"]: f"{s['by_at']:%Y-%m-%d}" for s in records(steps)}


def _settled(results: Results) -> Words:
    """What of the claim belongs to closed cancellations: it still counts, and nothing is to be done for it."""
    closed = closed_on(results)
    totals = results.claims.totals[results.claims.totals["cancellation_id"].isin(list(closed))]
    said = [
        f"{t['cancellation_id']} {to_print(t['total_minor'], t['currency'])}"
        for t in records(totals.sort_values(["person", "cancellation_id"], kind="stable"))
        if t["total_minor"]
    ]
    return _SETTLED.fill(sums=join([Words(s, s) for s in said], ", ", "、")) if said else NOTHING


def _amounts(totals: Iterable[Mapping[str, str]], head: str) -> Words:
    """The sums of one head that are not zero, by currency."""
    printed = [to_print(minor, one["currency"]) for one in totals if (minor := to_minor(one[head], one["currency"]))]
    return join([Words(p, p) for p in printed], " + ", " + ")


def _from_whom(results: Results) -> Words:
    """Who must pay back, each with the sums of the cancellations that are claimed from him alone or with others."""
    said = []
    for one in _claimed(results):
        names = [_payee(f) for f in one["findings"]]
        sums = [to_print(t["total_minor"], t["currency"]) for t in one["totals"] if t["total_minor"]]
        payees = join(list(dict.fromkeys(names)), " and ", "和")
        printed = " + ".join(sums)
        said.append(_PAYEE.fill(payees=payees, sums=printed, service=one["service"]))
    return _FROM.fill(payees=join(said, "; ", "；")) if said else _FROM_NOBODY


def _payee(finding: Row) -> Words:
    """The respondent by name: the merchant as printed, else the store or bank that took the money."""
    if finding["respondent"] == "merchant":
        name = finding["counterparty"] or finding["description"]
        return Words(name, name)
    return labels.channel(finding["store"] or finding["channel"])


def _by_which(results: Results) -> Words:
    said = []
    for one in _claimed(results):
        days = sorted({f"{f['civil_date']:%Y-%m-%d}" for f in one["findings"]})
        shown = Words(", ".join(days[:_SHOWN]), "、".join(days[:_SHOWN]))
        more = _MORE_DAYS.fill(count=len(days) - _SHOWN) if len(days) > _SHOWN else NOTHING
        service = Words(one["service"], one["service"])
        said.append(_DEBITS.fill(service=service, count=len(one["findings"]), days=join([shown, more], "", "")))
    return _BY.fill(debits=join(said, "; ", "；")) if said else _BY_NONE


def _claimed(results: Results) -> list[dict[str, Any]]:
    """Each cancellation of which something is claimed still: its service, its claimed charges and its sums."""
    lines, closed = results.claims.lines, closed_on(results)
    taken = lines[lines["kind"].eq("charge") & lines["principal_minor"].gt(0)]
    found = []
    for end in records(results.ends.drop_duplicates(["person", "cancellation_id"])):
        own_ids = set(own(taken, end)["finding_id"])
        findings = [f for f in records(own(results.findings, end)) if f["finding_id"] in own_ids]
        if findings and end["cancellation_id"] not in closed:
            totals = records(own(results.claims.totals, end))
            found.append({"service": end["service"], "findings": findings, "totals": totals})
    return found


def _to_answer(results: Results, totals: Iterable[Mapping[str, str]]) -> Words:
    lines = results.claims.lines
    open_ids = set(lines.loc[lines["in_question_minor"].gt(0), "finding_id"])
    asked = results.findings[results.findings["finding_id"].isin(open_ids)]
    keys = {*asked["question_key"], *results.refunds["question_key"]} - {""}
    if not keys:
        return _NO_QUESTION
    return (_QUESTION if len(keys) == 1 else _QUESTIONS).fill(count=len(keys), sums=_amounts(totals, "in_question"))


def _to_send(results: Results) -> Words:
    """What is due on the day of the audit, each kind once with its cancellations; else the next thing and its day."""
    steps = results.next_steps[results.next_steps["kind"].isin(_TO_SEND)].sort_values("by_at", kind="stable")
    due = steps["by_at"] < pd.Timestamp(results.as_of) + pd.Timedelta(days=1)
    now, later = records(steps[due]), records(steps[~due])
    kinds: dict[str, list[str]] = {}
    for step in now:
        kinds.setdefault(step["kind"], []).append(step["cancellation_id"])
    todo = [
        _TODO.fill(step=labels.value("step", kind), of=", ".join(dict.fromkeys(ids))) for kind, ids in kinds.items()
    ]
    today = _TODAY.fill(todo=join(todo, "; ", "；")) if todo else _TODAY_NOTHING
    return join([today, _next(later[0]) if later else NOTHING])


def _next(step: Row) -> Words:
    name = _TODO.fill(step=labels.value("step", step["kind"]), of=step["cancellation_id"])
    return _NEXT.fill(step=name, by=f"{step['by_at']:%Y-%m-%d}")


def _missing(results: Results) -> Words:
    """Each account with a cycle after an end that no bill covers, from the first such day to the last."""
    unseen = results.watch[results.watch["state"].eq("not_covered")]
    said = []
    for (channel, account), rows in unseen.groupby(["channel", "account_id"], sort=True):
        last = min(rows["to_on"].max(), pd.Timestamp(results.as_of))
        named = Words(f" ({account})", f"（{account}）") if account else NOTHING
        days = {"since": f"{rows['from_on'].min():%Y-%m-%d}", "until": f"{last:%Y-%m-%d}"}
        said.append(_BILL.fill(channel=labels.channel(str(channel)), account=named, **days))
    return _MISSING.fill(bills=join(said, "; ", "；")) if said else _NOTHING_MISSING


_CERTAIN = Words("How much: {sums} is certain and claimed.", "应退多少：可以确定、已计入主张的是 {sums}。")
_NOTHING_CERTAIN = Words("How much: nothing is certain so far.", "应退多少：目前没有可以确定的款项。")
_ASKED = Words("Another {sums} is in question and not claimed.", "另有 {sums} 待您核实，暂不计入。")
_NOTHING_ASKED = Words("Nothing is in question.", "没有待核实的款项。")
_SETTLED = Words("Closed of it: {sums}.", "其中已了结的：{sums}。")
_FROM = Words("From whom: {payees}.", "向谁主张：{payees}。")
_PAYEE = Words("{payees}, {sums} ({service})", "{payees}，{sums}（{service}）")
_FROM_NOBODY = Words("From whom: nobody now.", "向谁主张：目前没有。")
_BY = Words("By which debits: {debits}.", "依据哪些扣款：{debits}。")
_DEBITS = Words("{service}, {count} on {days}", "{service} {days}，共 {count} 笔")
_MORE_DAYS = Words(" and {count} more", " 等（另有 {count} 天）")
_BY_NONE = Words("By which debits: none.", "依据哪些扣款：没有。")
_QUESTION = Words(
    "What you must answer: one question, on which {sums} hangs (sheet “decisions” of case.xlsx).",
    "您要回答什么：1 个问题，涉及 {sums}（在 case.xlsx 的“决定”表中作答）。",
)
_QUESTIONS = Words(
    "What you must answer: {count} questions, on which {sums} hangs (sheet “decisions” of case.xlsx).",
    "您要回答什么：{count} 个问题，涉及 {sums}（在 case.xlsx 的“决定”表中作答）。",
)
_NO_QUESTION = Words("What you must answer: nothing.", "您要回答什么：没有需要回答的问题。")
_TODO = Words("{step} ({of})", "{step}（{of}）")
_TODAY = Words("What to do today: {todo}.", "今天要办什么：{todo}。")
_TODAY_NOTHING = Words("What to do today: nothing.", "今天要办什么：没有。")
_NEXT = Words("Next, by {by}: {step}.", "下一项在 {by} 之前：{step}。")
_BILL = Words("{channel}{account}, {since} to {until}", "{channel}{account}，{since} 至 {until}")
_MISSING = Words("Which bills are missing: {bills}.", "还缺哪些账单：{bills}。")
_NOTHING_MISSING = Words(
    "Which bills are missing: none; every billing period since the end is covered.",
    "还缺哪些账单：不缺，服务终止以来的各期都有账单覆盖。",
)
