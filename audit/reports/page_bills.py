"""The page's rows about the bills themselves: plans found, files read, what could not be used. Nothing is added up."""

from __future__ import annotations

import json
from typing import NamedTuple

import pandas as pd

from audit import catalogue
from audit.money import to_print
from audit.reports import labels
from audit.reports.cells import text_of
from audit.reports.letter_words import capital
from audit.reports.page_rows import day, moment, sentence
from audit.reports.records import Row, records
from audit.tables import Results
from audit.wording import NOTHING, Lang, Words, join

_COUNTED = Words("count {n}", "{n} 笔")
_STEP = Words("{n} of {m} steps follow", "{m} 步中 {n} 步相符")
_RUNNING = Words("running balance", "余额")
_COMPARED = Words("printed {stated}, read {read}", "账单所印 {stated}，读得 {read}")
_BALANCE = "余额"  # how the totals name a running balance: its count is of steps from row to row
MOST_ROWS = 200  # beyond this a page is no page any more; it names the file that has all of them


class Some(NamedTuple):
    """The rows shown, and how many more there are."""

    rows: list[Row]
    more: int


def some(rows: list[Row]) -> Some:
    """As many rows as a page can bear."""
    return Some(rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS))


def subscriptions(results: Results, lang: Lang) -> list[Row]:
    """Every plan found: those still running first, then by the last payment."""
    plans, as_of = results.subscriptions, pd.Timestamp(results.as_of)
    debits = {(d["person"], d["subscription_id"]): d for d in records(results.running)}
    ordered = plans.assign(_over=plans["state"] != "active").sort_values(
        ["_over", "last_on", "subscription_id"], ascending=[True, False, True], kind="stable"
    )
    return [
        {
            "service": s["service"] or s["merchant"],
            "merchant": s["merchant"],
            "channels": text_of("channels", s["channels"], lang),
            "every": labels.every(s["interval"], s["interval_count"]).to(lang),
            "price": to_print(s["amount_minor"], s["currency"]),
            "payments": s["payments"],
            "total": to_print(s["total_minor"], s["currency"]),
            "last": day(s["last_on"]),
            "next": day(s["next_expected_on"]) if s["state"] == "active" else "",
            **_close_before(debits.get((s["person"], s["subscription_id"])), as_of),
            "state": s["state"],
            "state_words": labels.value("state", s["state"]).to(lang),
        }
        for s in records(ordered)
    ]


def _close_before(debit: Row | None, as_of: pd.Timestamp) -> Row:
    """The next debit from the day of the audit on, and before which day it can still be stopped: `close`, or today."""
    if debit is None:
        return {"close": "", "is_urgent": False}
    is_urgent = bool(debit["close_before_on"] <= as_of)
    return {"next": day(debit["due_on"]), "close": day(debit["close_before_on"]), "is_urgent": is_urgent}


def recurring_bills(results: Results, lang: Lang) -> list[Row]:
    """Every bill that comes again and is no subscription: those still running first, then by the last payment."""
    bills = results.recurring_bills
    ordered = bills.assign(_over=bills["state"] == "ended").sort_values(
        ["_over", "last_on", "bill", "merchant", "beneficiary"],
        ascending=[True, False, True, True, True],
        kind="stable",
    )
    return [
        {
            "kind": capital(labels.value("bill", b["bill"]).to(lang)),
            "merchant": b["merchant"],
            "service": b["service"],
            "channels": text_of("channels", b["channels"], lang),
            "every": labels.every(b["interval"], b["interval_count"]).to(lang),
            "amount": to_print(b["amount_minor"], b["currency"]),
            "range": _range(b),
            "payments": b["payments"],
            "total": to_print(b["total_minor"], b["currency"]),
            "last": day(b["last_on"]),
            "next": day(b["next_expected_on"]) if b["state"] == "active" else "",
        }
        for b in records(ordered)
    ]


def _range(bill: Row) -> str:
    """The lowest and the highest amount, where they differ."""
    least, most = (to_print(bill[c], bill["currency"]) for c in ("lowest_minor", "highest_minor"))
    return f"{least} – {most}" if least != most else ""


def cancel_paths(results: Results, lang: Lang) -> list[Row]:
    """Where the rails of running plans are switched off, as of the day that was checked."""
    running = results.subscriptions[results.subscriptions["state"] == "active"]["channels"]
    known = dict.fromkeys(c for text in running for c in json.loads(text or "[]"))
    found = [catalogue.channel(c) for c in sorted(known)]
    return [
        {
            "name": _unless_said(c.name.to(lang), c.terminate.to(lang)),
            "path": c.terminate.to(lang),
            "checked": c.checked.isoformat(),
        }
        for c in found
        if c.kind != "hand" and c.terminate.en
    ]


def _unless_said(name: str, path: str) -> str:
    """The name to stand before a menu path; nothing where the path begins with it."""
    first = path.replace("：", ":").partition(":")[0]
    return "" if first and first in name else name


def problems(results: Results, lang: Lang) -> list[Row]:
    """What could not be used, whole files before rows."""
    ordered = results.problems.sort_values(["file", "row"], kind="stable", na_position="first")
    return [
        {"file": p["file"], "row": "" if pd.isna(p["row"]) else int(p["row"]), "reason": sentence(p, "reason", lang)}
        for p in records(ordered)
    ]


def sources(results: Results, lang: Lang) -> list[Row]:
    """Every bill with what it covers, what became of its rows, and its printed totals against what was read."""
    totals: dict[str, list[Row]] = {}
    for t in records(results.bills.totals):
        totals.setdefault(t["file"], []).append(_compared(t, lang))
    return [
        {
            **{c: s[c] for c in ("file", "rows", "transactions", "ignored", "problems", "filter")},
            "account": f"{labels.channel(s['channel']).to(lang)} {', '.join(_spoken_for(s))}".strip(),
            "covers": " – ".join(filter(None, (day(s["from_on"]), day(s["to_on"])))),
            "exported": moment(s["exported_at"], True),
            "totals": totals.get(s["file"], []),
            "hides": s["hides_refunds"],
            "assumed": sentence(s, "assumed", lang),
            "why_ignored": text_of("ignored_reasons", s["ignored_reasons"], lang),
        }
        for s in records(results.bills.sources.sort_values("file", kind="stable"))
    ]


def _spoken_for(source: Row) -> list[str]:
    """The accounts in a bill, its own first."""
    listed = [str(one["account"]) for one in json.loads(source["accounts"] or "[]")]
    return [account for account in dict.fromkeys([source["account_id"], *listed]) if account]


def cut_bills(results: Results, lang: Lang) -> list[str]:
    """One sentence for each bill whose printed totals are not those of its rows: what that means, what to do."""
    totals = results.bills.totals
    files = dict.fromkeys(totals.loc[totals["result"] == "differs", "file"])
    return [labels.CUT_BILL.fill(file=file).to(lang) for file in files]


def _compared(total: Row, lang: Lang) -> Row:
    currency = total["currency"] or "CNY"

    def said(which: str) -> Words:
        count, minor = total[f"{which}_count"], total[f"{which}_minor"]
        number = NOTHING if pd.isna(count) else _COUNTED.fill(n=int(count))
        amount = "" if pd.isna(minor) else to_print(int(minor), currency)
        return join([number, Words(amount, amount)], " / ", " / ")

    stated, read = said("stated"), said("read")
    words = _COMPARED.fill(stated=stated, read=read) if total["result"] == "differs" else read
    name = total["name"]
    if name.startswith(_BALANCE) and not pd.isna(total["stated_count"]):
        words = _STEP.fill(n=int(total["read_count"]), m=int(total["stated_count"]))
        name = name.replace(_BALANCE, _RUNNING.to(lang))
    result = labels.value("result", total["result"]).to(lang)
    return {
        "name": name,
        "words": words.to(lang),
        "result": total["result"].replace(" ", "_"),
        "label": result,
    }
