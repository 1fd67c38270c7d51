"""What the bills already know, as cells to start from: one row per subscription, one per open question."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from audit import catalogue
from audit.case.columns import plain
from audit.money import to_print
from audit.wording import Lang, Words, join

Cells = dict[str, str | datetime]  # by column key; codes such as `app_store` are written in the sheet's language

NEW = Words("NEW · ", "【新发现】")
HOW_TO_ANSWER = Words("Answer: owed, not_owed, or the amount owed.", "请填：应退、不应退，或应退的金额。")
_SAME = Words("The same question as {key}, about the row of {day}.", "与 {key} 是同一个问题，指 {day} 的那一笔。")
_IRREGULAR = Words("irregular", "不定期")
_EVERY = {
    "day": Words("day", "天"),
    "week": Words("week", "周"),
    "month": Words("month", "月"),
    "quarter": Words("quarter", "季"),
    "half_year": Words("half-year", "半年"),
    "year": Words("year", "年"),
}


def subscription_rows(subscriptions: pd.DataFrame, ends: pd.DataFrame | None, lang: Lang) -> list[Cells]:
    """One row per subscription, in the table's order; the last cancellation that a bill tells is filled in."""
    records = subscriptions.to_dict("records")
    names = _distinct_names(records)
    namesakes: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for name, record in zip(names, records, strict=True):
        namesakes[name, record["beneficiary"]].append(record)
    return [
        {
            "service": name,
            "found_in_bills": found_in_bills(r).to(lang),
            **({"beneficiary": r["beneficiary"]} if r["beneficiary"] else {}),
            **_narrowed(r, [n for n in namesakes[name, r["beneficiary"]] if n is not r], lang),
            **_cancelled_in_bills(r, ends),
        }
        for name, r in zip(names, records, strict=True)
    ]


def question_rows(lang: Lang, *tables: pd.DataFrame | None) -> list[Cells]:
    """One row per open question of findings or refunds, each key once; the amount is what hangs on the answer.

    Where several debits ask the same, the first row asks it, and the others name the first and their own day.
    """
    rows: dict[str, Cells] = {}
    first: dict[str, str] = {}
    for table in tables:
        for record in () if table is None else table.to_dict("records"):
            key = record.get("question_key") or ""
            if not key or not record["question"] or record.get("decision") or key in rows:
                continue
            asked = _question(record).to(lang)
            same = first.setdefault(asked, key)
            shown = asked if same == key else _SAME.fill(key=same, day=_day_of(record)).to(lang)
            rows[key] = {"key": key, "question": shown, "amount": _in_question(record)}
    return list(rows.values())


def names_of(subscription: Mapping[str, Any]) -> set[str]:
    """How a user may have named the subscription in a sheet of their own, folded for comparing."""
    service, merchant = subscription["service"], subscription["merchant"]
    return {plain(n) for n in (service or merchant, f"{merchant} {service}", f"{service} {merchant}") if n}


def found_in_bills(subscription: Mapping[str, Any]) -> Words:
    """What a person recognises a subscription by: merchant, rail, price, how often, when last."""
    rails = [catalogue.channel(c).name for c in json.loads(subscription["channels"] or "[]")]
    amount = to_print(subscription["amount_minor"], subscription["currency"])
    count, last = subscription["payments"], subscription["last_on"]
    every = _every(subscription["interval"], subscription["interval_count"])
    merchant = subscription["merchant"] if subscription["merchant"] != subscription["service"] else ""
    en = [merchant, ", ".join(w.en for w in rails), f"{amount}{every.en}", f"{count} payment{'s' * (count != 1)}"]
    zh = [merchant, "、".join(w.zh for w in rails), f"{amount}{every.zh}", f"共 {count} 笔"]
    if not pd.isna(last):
        en.append(f"last {last:%Y-%m-%d}")
        zh.append(f"最近 {last:%Y-%m-%d}")
    return Words(" · ".join(filter(None, en)), " · ".join(filter(None, zh)))


def _every(interval: str, count: int) -> Words:
    if interval not in _EVERY:
        return Words("", "")
    name = _EVERY[interval]
    if count == 1:
        return Words(f" every {name.en}", f"/{name.zh}")
    return Words(f" every {count} {name.en}s", f"/{count}{_measure(interval)}{name.zh}")


def _interval(name: str, count: int) -> Words:
    """An interval as a cell of the case file states it."""
    zh = _EVERY[name].zh
    if count == 1:
        return Words(name, zh)
    return Words(f"{count} {name}s", f"{count}{_measure(name)}{zh}")


def _measure(interval: str) -> str:
    return "个" if interval in ("month", "quarter") else ""


def _distinct_names(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """The plan's text; with the merchant before it where two merchants sell a plan of the same name."""
    pairs = [(r["service"] or r["merchant"], r["merchant"]) for r in records]
    sellers: dict[str, set[str]] = {}
    for service, merchant in pairs:
        sellers.setdefault(service, set()).add(merchant)
    return [f"{merchant} {service}" if len(sellers[service]) > 1 else service for service, merchant in pairs]


def _narrowed(subscription: Mapping[str, Any], namesakes: list[Mapping[str, Any]], lang: Lang) -> Cells:
    """What tells a plan from others of its name: its only account and channel, then how often and when it is paid."""
    cells: Cells = {}
    alike = namesakes
    for key, column in (("account", "accounts"), ("channel", "channels")):
        own = [a for a in json.loads(subscription[column] or "[]") if isinstance(a, str) and a]
        if namesakes and len(own) == 1:
            cells[key] = own[0]
            alike = [n for n in alike if own[0] in json.loads(n[column] or "[]")]
    if alike and not subscription["interval"]:
        cells["interval"] = _IRREGULAR.to(lang)
    elif alike:
        cells["interval"] = _interval(subscription["interval"], subscription["interval_count"]).to(lang)
        every = (subscription["interval"], subscription["interval_count"])
        alike = [n for n in alike if not n["interval"] or (n["interval"], n["interval_count"]) == every]
        if alike and subscription["billing_day"]:
            cells["billing_day"] = str(subscription["billing_day"])
    return cells


def _cancelled_in_bills(subscription: Mapping[str, Any], ends: pd.DataFrame | None) -> Cells:
    """The cells of a cancellation that was found in a bill (`ends` with the source `bill`), with where it stands."""
    if ends is None or ends.empty:
        return {}
    own = ends[ends["source"].eq("bill") & ends["subscription_id"].eq(subscription["subscription_id"])]
    own = own[own["person"].eq(subscription["person"])].sort_values(["cancelled_at", "cancellation_id"])
    if own.empty:
        return {}
    last = own.iloc[-1]
    again: Cells = {"resubscribed_at": last["resubscribed_at"].to_pydatetime()} if last["resubscribed"] == "yes" else {}
    cells: Cells = {"is_cancelled": "yes", "cancelled_at": last["cancelled_at"].to_pydatetime(), "note": last["note"]}
    return cells | {"path": last["path"], "proof": last["proof"]} | again


def _question(record: Mapping[str, Any]) -> Words:
    """The question with what an answer must look like, unless it says so itself."""
    asked = Words(record["question"], record["question_zh"])
    return asked if "不应退" in asked.zh else join([asked, HOW_TO_ANSWER])


def _day_of(record: Mapping[str, Any]) -> str:
    on = record["civil_date"] if "civil_date" in record else record["refunded_on"]
    return "—" if pd.isna(on) else f"{on:%Y-%m-%d}"


def _in_question(record: Mapping[str, Any]) -> str:
    minor = record.get("questioned_minor")
    minor = record.get("amount_minor") if minor is None or pd.isna(minor) or not minor else minor
    return "" if minor is None or pd.isna(minor) else to_print(int(minor), record.get("currency") or "CNY")
