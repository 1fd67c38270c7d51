"""What the law of a jurisdiction gives against a bank or a seller by a day: disputes, stop orders, withdrawal.

A rule that may not be quoted gives no day and no name; that there may be such limits is said all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from audit.judging import next_step_sentences as say
from audit.judging.matters import BANKS, Matter, Row, Step
from audit.law import Rule
from audit.money import to_print
from audit.wording import NOTHING, Words, join

_STATEMENT = timedelta(days=31)  # the longest a debit waits for the statement that shows it


def dispute(matter: Matter) -> Iterator[Step]:
    """For each debit the last day of every window still open, counted from the debit itself."""
    for line in matter.lines:
        on = line["civil_date"].date()
        open_: dict[date, list[Rule]] = defaultdict(list)
        for rule in _windows(matter, on):
            if (by := rule.last_day(on)) >= matter.as_of:
                open_[by].append(rule)
        for by, rules in sorted(open_.items()):
            named = join([_named(rule) for rule in rules], " or ", "，或")
            yield Step(by, "dispute", say.DISPUTE.fill(on=on, amount=_amount(line), citations=named))


def ask_bank(matter: Matter) -> Iterator[Step]:
    """Disputing is for today where windows run: what they do not name, and what may still be open, is asked for."""
    ruled = [line for line in matter.lines if matter.law.rules_on("dispute_window", charge=line["civil_date"].date())]
    if not ruled or matter.was_told(*BANKS):
        return
    said = [say.ASK_BANK.fill(count=len(ruled), on=ruled[0]["civil_date"].date())]
    said += [*_maybe_open(matter), *_over(matter), say.OTHER_LIMITS]
    yield Step(matter.as_of, "ask_bank", join(said))


def _maybe_open(matter: Matter) -> Iterator[Words]:
    """Debits whose window is over counted from the debit, and may not be counted from the statement."""
    late: dict[str, Rule] = {}
    days = []
    for line in matter.lines:
        on = line["civil_date"].date()
        rules = [r for r in _windows(matter, on) if matter.as_of > r.last_day(on) and _may_run(r, on, matter.as_of)]
        late |= {rule.id: rule for rule in rules}
        days += [on] if rules else []
    if days:
        term, named = max(r.number("days") for r in late.values()), [_named(r) for r in late.values()]
        yield say.MAYBE_OPEN.fill(on=_dates(days), days=term, citations=join(named, " or ", "，或"))


def _over(matter: Matter) -> Iterator[Words]:
    """Debits none of whose named windows can still be open."""
    days = [line["civil_date"].date() for line in matter.lines]
    over = [
        on
        for on in days
        if (rules := _windows(matter, on)) and not any(_may_run(rule, on, matter.as_of) for rule in rules)
    ]
    if over:
        yield say.WINDOWS_OVER.fill(on=_dates(over))


def _may_run(rule: Rule, on: date, today: date) -> bool:
    """Whether the window of a debit of that day may still run; a statement may come up to a month after the debit."""
    return today <= rule.last_day(on) + (_STATEMENT if rule.text("from") == "statement" else timedelta())


def _dates(days: list[date]) -> Words:
    return join([Words(str(on), str(on)) for on in dict.fromkeys(days)], ", ", "、")


def stop_payment(matter: Matter) -> Iterator[Step]:
    """The last day on which the bank can still be ordered to stop the next debit."""
    lattice = matter.lattice
    if lattice is None or not matter.lines:
        return
    for rule in matter.law.rules_on("stop_payment", charge=matter.as_of):
        if not rule.quotable:
            continue
        before = rule.number("business_days_before")
        due = lattice.first_after(matter.as_of)
        while (by := _business_days_before(due, before)) < matter.as_of:
            due = lattice.first_after(due)
        facts = {"due": due, "days": before, "citation": rule.citation}
        writing = rule.number("bank_may_want_writing_days")
        said = [say.STOP_PAYMENT.fill(**facts), say.IN_WRITING.fill(days=writing) if writing else NOTHING]
        yield Step(by, "stop_payment", join(said))


def withdraw(matter: Matter) -> Iterator[Step]:
    """The last day to withdraw from the contract, where the case says when it was made and that day is not over."""
    opened = matter.end["opened_at"]
    if pd.isna(opened):
        return
    on = opened.date()
    rules = [
        rule
        for rule in matter.law.rules_on("cancel_right", charge=on, cancellation=matter.as_of, contract=on)
        if rule.quotable and rule.number("withdrawal_days")
    ]
    if rules:
        function = say.WITHDRAWAL_FUNCTION if any("online_withdrawal_function" in r.params for r in rules) else NOTHING
        cited = join([rule.citation for rule in rules], "; ", "；")
        by = on + timedelta(days=rules[0].number("withdrawal_days"))
        yield Step(by, "withdraw", join([say.WITHDRAW.fill(on=on, citations=cited), function]))


def _windows(matter: Matter, on: date) -> list[Rule]:
    return [rule for rule in matter.law.rules_on("dispute_window", charge=on) if rule.quotable]


def _named(rule: Rule) -> Words:
    """The rule with what it is for, where it speaks of one kind of account."""
    return join([rule.citation, say.TAKEN_FROM.get(rule.text("taken_from"), NOTHING)])


def _amount(line: Row) -> str:
    return to_print(line["amount_minor"], line["currency"])


def _business_days_before(due: date, days: int) -> date:
    """So many days before, Saturdays and Sundays not counted; bank holidays are not known here.

    >>> _business_days_before(date(2026, 12, 7), 3)   # a Monday
    datetime.date(2026, 12, 2)
    """
    on = due
    while days:
        on -= timedelta(days=1)
        days -= int(on.weekday() < 5)
    return on
