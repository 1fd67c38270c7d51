"""The page's rows: tables in the words of one language, in the order a reader wants them. Nothing is added up here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from audit.money import to_print
from audit.reports import labels
from audit.reports.answers import by_answer, timing
from audit.reports.audit_json import in_sheet_order
from audit.reports.records import Row, own, records
from audit.tables import Results
from audit.wording import NOTHING, Lang, Words, join

_INTEREST = Words("Interest: {reckoning}.", "利息：{reckoning}。")
_DECIDED = Words("Your answer: {answer}.", "您的答复：{answer}。")
_WITHOUT = Words("Without it: {verdict}.", "答复前：{verdict}。")
_REFUND = Words("Refund of {amount}{on} ({basis}).", "退款{amount}{on}（{basis}）。")
_ON = Words(" on {on}", "，{on}")
_ID = Words("Finding {id}", "认定 {id}")
_PLACE = Words("{file}, row {row}", "{file} 第{row}行")
_MERCHANT_NO = Words("merchant order {number}", "商户单号 {number}")
_NUMBER = Words("transaction no. {number}", "交易单号 {number}")
_ALSO = Words("also in {places}", "另见 {places}")
_SINCE = Words("days", "天")


_AMOUNTS = {
    "amount": Words("Amount", "金额"),
    "refunded": Words("Refunded", "已退"),
    "principal": Words("Principal", "本金"),
    "interest": Words("Interest", "利息"),
    "asked": Words("In question", "待核实"),
}


def day(value: Any) -> str:
    """A date as `2025-07-01`, nothing where none is known."""
    return "" if pd.isna(value) else f"{value:%Y-%m-%d}"


def moment(value: Any, has_time: bool) -> str:
    """A date with its clock time where one was printed."""
    return day(value) if pd.isna(value) or not has_time else f"{value:%Y-%m-%d %H:%M}"


def money(minor: Any, currency: str, blank_zero: bool = True) -> str:
    """An amount for a reader; nothing for zero or unknown ones."""
    return "" if pd.isna(minor) or (blank_zero and not minor) else to_print(int(minor), currency)


def sentence(row: Mapping[Any, Any], column: str, lang: Lang) -> str:
    """A sentence column in one language."""
    return str(row[f"{column}_zh" if lang == "zh" else column])


def matters(results: Results, lang: Lang) -> list[Row]:
    """One entry a cancellation, in the order of the sheet."""
    once = results.ends.drop_duplicates(["person", "cancellation_id"])
    return [_matter(results, end, lang) for end in in_sheet_order(once)]


def _matter(results: Results, end: Row, lang: Lang) -> Row:
    lines = {x["finding_id"]: x for x in _mine(results.claims.lines, end) if x["kind"] == "charge"}
    refunds: dict[str, list[Row]] = {}
    for r in records(results.refunds[results.refunds["certain"]]):
        refunds.setdefault(r["finding_id"], []).append(r)
    judged = sorted(_mine(results.findings, end), key=lambda f: (f["civil_date"], f["occurred_at"], f["finding_id"]))
    found = [_finding(f, end, lines.get(f["finding_id"], {}), refunds.get(f["finding_id"], []), lang) for f in judged]
    return {
        "id": end["cancellation_id"],
        "service": end["service"],
        "is_found": end["source"] == "bill",
        "cancelled": moment(end["cancelled_at"], end["cancelled_has_time"]),
        "end": day(end["service_end"]),
        "ends": [_end(e, lang) for e in _mine(results.ends, end)],
        "totals": [_total(t) for t in _mine(results.claims.totals, end)],
        "findings": found,
        "columns": [{"name": n, "title": t.to(lang)} for n, t in _AMOUNTS.items() if any(f[n] for f in found)],
        "match": end["match"],
        **{kind: sum(f["standing"] == kind for f in found) for kind in ("owed", "returned", "asked")},
        "owed_before": sum(f["standing"] == "owed" and f["is_before"] for f in found),
        "costs": [_cost(c, lang) for c in _mine(results.claims.lines, end) if c["kind"] == "cost"],
        "watch": _watch(_mine(results.watch, end), lang),
        "closed": next((day(s["by_at"]) for s in _mine(results.next_steps, end) if s["kind"] == "closed"), ""),
    }


def _mine(table: pd.DataFrame, end: Row) -> list[Row]:
    return records(own(table, end))


def _end(end: Row, lang: Lang) -> Row:
    steps = json.loads(sentence(end, "steps", lang) or "[]")
    return {"service_end": day(end["service_end"]), "rule": sentence(end, "rule", lang), "steps": steps}


def _total(total: Row) -> Row:
    currency = total["currency"]
    return {
        **{name: to_print(total[column], currency) for name, column in _HEADS.items()},
        "is_claimed": bool(total["total_minor"]),
        "is_asked": bool(total["in_question_minor"]),
        "old": money(total["over_three_years_minor"], currency),
        "statutory": money(total["statutory_minor"], currency) if total["statutory_claimed"] else "",
    }


_HEADS = {
    "total": "total_minor", "principal": "principal_minor", "interest": "interest_minor", "costs": "costs_minor",
    "asked": "in_question_minor",
}  # fmt: skip


def _finding(finding: Row, end: Row, line: Row, refunds: list[Row], lang: Lang) -> Row:
    currency = finding["currency"]
    asked = line.get("in_question_minor", 0)
    standing = "due"
    if finding["claimable_minor"] > 0:
        standing = "owed" if line.get("principal_minor", 0) else "returned"
    elif asked > 0:
        standing = "asked"
    return {
        "on": moment(finding["occurred_at"], finding["has_time"]) or day(finding["civil_date"]),
        "verdict": labels.value("verdict", finding["verdict"]).to(lang),
        "answer": by_answer(finding).to(lang),
        "is_before": timing(finding, end) == "before",
        "standing": standing,
        "period": " – ".join(filter(None, (day(finding["period_start"]), day(finding["period_end"])))),
        "amount": to_print(finding["amount_minor"], currency),
        "refunded": money(line.get("refunded_minor", 0), currency),
        "principal": money(line.get("principal_minor", 0), currency),
        "interest": money(line.get("interest_minor", 0), currency),
        "asked": money(asked, currency),
        "reason": sentence(finding, "reason", lang),
        "notes": [n.to(lang) for n in _notes(finding, line, refunds, lang)],
        "place": " · ".join(w.to(lang) for w in _places(finding)),
    }


def _notes(finding: Row, line: Row, refunds: list[Row], lang: Lang) -> Iterable[Words]:
    """What else a reader must know of a finding: its refunds, how its interest came about, the user's own answer."""
    for r in refunds:
        dated = r["refund_id"] != r["payment_id"] and pd.notna(r["refunded_on"])  # else known from a status alone
        on = _ON.fill(on=day(r["refunded_on"])) if dated else NOTHING
        amount = to_print(r["amount_minor"], r["currency"])
        yield _REFUND.fill(amount=amount, on=on, basis=labels.value("basis", r["basis"]))
    if segments := json.loads(line.get("segments", "") or "[]"):
        days = _SINCE.to(lang)
        each = [f"{s['balance']} × {s['percent']}% × {s['days']} {days}" for s in segments]
        yield _INTEREST.fill(reckoning=" + ".join(each))
    if note := line.get("interest_note_zh" if lang == "zh" else "interest_note", ""):
        yield Words(note, note)
    if finding["decision"]:
        answer = labels.value("decision", finding["decision"])
        yield _DECIDED.fill(answer=answer)
        if finding["machine_verdict"] != finding["verdict"]:
            yield _WITHOUT.fill(verdict=labels.value("verdict", finding["machine_verdict"]))


def _places(finding: Row) -> Iterable[Words]:
    yield _ID.fill(id=finding["finding_id"])
    yield labels.channel(finding["channel"])
    yield _PLACE.fill(file=labels.place(finding["file"]), row=finding["row"])
    if finding["reference"]:
        yield _NUMBER.fill(number=finding["reference"])
    if finding["merchant_reference"]:
        yield _MERCHANT_NO.fill(number=finding["merchant_reference"])
    if also := json.loads(finding["also_seen"] or "[]"):
        yield _ALSO.fill(places=join((_PLACE.fill(**s) for s in also), ", ", "、"))


def _cost(line: Row, lang: Lang) -> Row:
    return {
        "what": line["what"],
        "amount": to_print(line["amount_minor"], line["currency"]),
        "claimed": money(line["cost_minor"], line["currency"]),
        "note": sentence(line, "interest_note", lang),
    }


def _watch(rows: list[Row], lang: Lang) -> list[Row]:
    """The cycles after the end, one line a rail and account."""
    rails: dict[str, list[Row]] = {}
    for r in sorted(rows, key=lambda r: (r["channel"], r["account_id"], r["from_on"])):
        rail = f"{labels.channel(r['channel']).to(lang)} {r['account_id']}".strip()
        cycle = {
            "days": " – ".join(filter(None, (day(r["from_on"]), day(r["to_on"])))),
            "state": r["state"],
            "label": labels.value("state", r["state"]).to(lang),
            "note": sentence(r, "note", lang),
        }
        cycles = rails.setdefault(rail, [])
        if cycle["state"] == "not_covered" and any(c["state"] == "not_covered" for c in cycles):
            cycle["note"] = ""  # what to export is said once a rail; each cycle's days stand beside it
        cycles.append(cycle)
    return [{"rail": rail, "cycles": cycles} for rail, cycles in rails.items()]


def questions(results: Results, lang: Lang) -> list[Row]:
    """Every question still open, of findings, refunds and service ends; what asks the same is one with several keys."""
    asked: dict[str, Row] = {}
    for q in _questions(results, lang):
        asked.setdefault(q["text"], {"text": q["text"], "about": []})["about"].append(q)
    return list(asked.values())


def _questions(results: Results, lang: Lang) -> list[Row]:
    lines = {x["finding_id"]: x for x in records(results.claims.lines) if x["finding_id"]}
    found: dict[tuple[str, str], Row] = {}
    for f in records(results.findings[results.findings["decision"] == ""].sort_values("civil_date", kind="stable")):
        asked = lines.get(f["finding_id"], {}).get("in_question_minor", 0)
        _ask(found, f, lang, money(asked, f["currency"]), day(f["civil_date"]), f["finding_id"])
    answered = set(results.case.decisions["key"])
    for r in records(results.refunds[~results.refunds["question_key"].isin(answered)]):
        _ask(found, r, lang, money(r["amount_minor"], r["currency"]), day(r["refunded_on"]), r["finding_id"])
    for e in records(results.ends):
        if not any(sentence(e, "question", lang) == q["text"] for q in found.values()):
            _ask(found, {**e, "question_key": ""}, lang, "", "", "")
    return list(found.values())


def _ask(found: dict[tuple[str, str], Row], row: Row, lang: Lang, amount: str, on: str, finding: str) -> None:
    text, key = sentence(row, "question", lang), row["question_key"]
    if text:
        found.setdefault(
            (key, "" if key else text), {"text": text, "key": key, "amount": amount, "on": on, "finding": finding}
        )


def steps(results: Results, lang: Lang) -> list[Row]:
    """What to do in order of time, and whether its day has come by the day of the audit."""
    rows = results.next_steps.sort_values(["by_at", "cancellation_id", "kind"], kind="stable", na_position="first")
    tomorrow = pd.Timestamp(results.as_of) + pd.Timedelta(days=1)
    return [
        {
            "by": moment(s["by_at"], s["has_time"]),
            "is_closed": s["kind"] == "closed",
            "is_due": s["kind"] != "closed" and (pd.isna(s["by_at"]) or s["by_at"] < tomorrow),
            "what": sentence(s, "what", lang),
            "cancellation": s["cancellation_id"],
        }
        for s in records(rows)
    ]
