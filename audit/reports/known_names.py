"""What people are called in a person's bills and case, and the audit as its letters may tell it: with that hidden.

A name is known where a bill says whose it is or who was paid, and where a file or folder is named after somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import pandas as pd

from audit.reports.masking import mask_text
from audit.reports.person_names import is_person, persons_in
from audit.tables import Results, by_account
from audit.wording import Lang

# What letters quote of the user's own words and of bills. Numbers an addressee needs stand in columns of their own.
_QUOTED = {
    "ends": ("service", "plan_shown", "notice_text", "note", "evidence", "rule", "rule_zh"),
    "subscriptions": ("service",),
    "events": ("whom", "evidence", "note", "service"),
    "findings": ("counterparty",),
    "lines": ("what",),
}


def names(results: Results) -> tuple[str, ...]:
    """What people are called here: account names, persons paid, persons in the names of files and folders."""
    rows = results.bills.transactions
    accounts = {*by_account(results.bills.sources)["account_id"], *rows["account_id"].unique()}
    named = {n for n in accounts if n == mask_text(n) and not n.isdecimal()}
    paid = rows.loc[rows["kind"].eq("transfer"), "counterparty"].unique()
    cited = results.findings["counterparty"].unique()
    evidence = {path.name for path in results.case.evidence}
    files = {*results.bills.sources["file"], *results.findings["file"], *evidence}
    persons = {*(n for n in (*paid, *cited) if is_person(n)), *(n for f in files for n in persons_in(f))}
    return tuple(sorted(named | persons))


def told_to_others(results: Results, lang: Lang) -> Results:
    """The audit with what names a person masked in every text a letter quotes; sellers keep their names."""
    hide = telling(results, lang)

    def masked(table: pd.DataFrame, which: str) -> pd.DataFrame:
        return table.assign(**{c: [hide(t) for t in table[c]] for c in _QUOTED[which] if c in table})

    findings = masked(results.findings, "findings")
    return replace(
        results,
        ends=masked(results.ends, "ends"),
        subscriptions=masked(results.subscriptions, "subscriptions"),
        findings=findings.assign(file=findings["file"].map(_files(findings["file"].unique(), hide))),
        bills=replace(results.bills, events=masked(results.bills.events, "events")),
        case=replace(results.case, events=masked(results.case.events, "events")),
        claims=replace(results.claims, lines=masked(results.claims.lines, "lines")),
    )


def telling(results: Results, lang: Lang) -> Callable[[str], str]:
    """How a text of this audit is told to others: a mask that knows its names and leaves the sellers'."""
    return partial(mask_text, lang=lang, names=_not_of_sellers(results), beneficiaries=False)


def _files(files: Iterable[str], hide: Callable[[str], str]) -> dict[str, str]:
    """Every file's name as it may be told; of those that only what is hidden told apart, all but one get a number."""
    told: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for file in sorted(files):
        hidden = hide(file)
        seen[hidden] += 1
        told[file] = hidden if seen[hidden] == 1 else f"{hidden} ({seen[hidden]})"
    return told


def _not_of_sellers(results: Results) -> tuple[str, ...]:
    """The names known, without any that a seller bears or that is a word of a seller's or plan's: 卡盟 in 卡盟钻."""
    printed = " ".join([*results.findings["counterparty"].unique(), *results.subscriptions["service"].unique()])
    sellers = {*results.findings["counterparty"]}
    return tuple(n for n in names(results) if n not in sellers and (is_person(n) or n not in printed))
