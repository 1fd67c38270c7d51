"""The law sheet: every rule the claim may rest on, in the version of its day, with the charges it stands behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import pandas as pd

from audit import law
from audit.law import Rule
from audit.reports.book import Book, Cell
from audit.reports.grid import Column, write_grid
from audit.tables import Results
from audit.wording import Words

LAW = Words("Rules", "法条")
_EFFECTS = {
    "refund_basis": Words("refund", "退款"),
    "interest_basis": Words("interest", "利息"),
    "cancel_right": Words("right to cancel", "取消的权利"),
    "notice_duty": Words("notice before renewal", "续费前提醒"),
    "record_duty": Words("records to be produced", "提供交易记录"),
    "limitation": Words("limitation", "诉讼时效"),
    "dispute_window": Words("time to dispute", "异议期限"),
    "stop_payment": Words("stopping payments", "停止支付"),
    "procedure": Words("procedure", "程序"),
}
_COLUMNS = {
    "effect": Column(Words("For", "用途"), 18),
    "citation": Column(Words("Rule", "条文"), 44),
    "quote": Column(Words("Words of the rule", "条文原文"), 70),
    "from": Column(Words("In force from", "施行日"), 13),
    "to": Column(Words("In force until", "失效日"), 13),
    "charges": Column(Words("Charges", "对应扣款"), 40),
}


def write_law(book: Book, results: Results) -> None:
    """Add the sheet: only rules that may be quoted, each in force on the day it applies on."""
    rules: dict[str, Rule] = {}
    charges: dict[str, list[str]] = defaultdict(list)
    lines = results.claims.lines.query("principal_minor > 0 or in_question_minor > 0")
    facts = results.findings[["finding_id", "civil_date"]]
    known = results.case.cancellations.set_index("cancellation_id")[["cancelled_at", "opened_at"]].to_dict("index")
    for row in lines.merge(facts, on="finding_id").sort_values(["civil_date", "finding_id"]).itertuples():
        for rule in _rules(results, row.civil_date.date(), known.get(row.cancellation_id, {})):
            rules[rule.id] = rule
            charges[rule.id].append(row.finding_id)
    ordered = sorted(rules.values(), key=lambda rule: (list(_EFFECTS).index(rule.effect), rule.id))
    write_grid(book, book.sheet(LAW), _COLUMNS, [_row(book, rule, charges[rule.id]) for rule in ordered])


def _rules(results: Results, charged: date, cancellation: Mapping[str, pd.Timestamp]) -> list[Rule]:
    known = law.load(results.jurisdiction)
    told = {column: at.date() for column, at in cancellation.items() if not pd.isna(at)}
    days = {
        "charge": charged, "cancellation": told.get("cancelled_at"), "claim": results.as_of, "filing": results.as_of,
        "contract": told.get("opened_at"),
    }  # fmt: skip
    return [rule for effect in _EFFECTS for rule in known.rules_on(effect, **days) if rule.quotable]


def _row(book: Book, rule: Rule, findings: list[str]) -> list[Cell]:
    return [
        _EFFECTS[rule.effect].to(book.lang), rule.citation.to(book.lang), rule.quote,
        None if rule.in_force_from == date.min else rule.in_force_from,
        None if rule.in_force_to == date.max else rule.in_force_to, ", ".join(findings),
    ]  # fmt: skip
