"""Whole cases of many persons as tables, with the truth of every payment; a person has one kind of case, some two."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pandas as pd

from audit import tables
from audit.tables import Bills, Case
from benchmarks.judgement import kinds_around as around
from benchmarks.judgement import kinds_named as named
from benchmarks.judgement import kinds_open as open_
from benchmarks.judgement import kinds_owed as owed
from benchmarks.judgement import kinds_rails as rails
from benchmarks.judgement import kinds_refunded as back
from benchmarks.judgement.bills import Facts
from benchmarks.judgement.lives import Life, Truth
from benchmarks.judgement.noise import noise
from benchmarks.judgement.stories import LAST

AS_OF = date(2026, 10, 31)
Kind = Callable[[Life, str], None]
SETTLED: dict[Kind, int] = {  # persons of a thousand with such a case
    owed.charged_on: 120, owed.never_again: 110, owed.month_end: 25, owed.price_step: 35, owed.usage_priced: 8,
    owed.on_the_day_before_the_debit: 10, owed.on_the_day_after_the_debit: 12, owed.retried: 22,
    owed.skipped_before: 14, owed.doubled_after: 14, owed.other_wallet: 16, owed.early_debits: 28,
    owed.late_posting: 25, owed.weekends: 14, owed.arrears: 8, owed.written_end: 10, owed.gap_in_bills: 20,
    owed.foreign_currency: 10, owed.memory_alone: 12, owed.second_row: 24, owed.own_mandate: 24,
    around.two_plans: 30, around.other_beneficiary: 10, around.spouse_named: 14, around.other_products: 30,
    around.upgrade: 10, around.resubscribed: 20, around.cancelled_again: 8, around.denied: 12,
    around.trial_left: 22, around.trial_long_past: 14, around.at_once_agreed: 20, around.store_in_time: 24,
    back.refunded_by_number: 22, back.refunded_by_status: 22, back.refunded_by_status_alone: 10,
    back.refunded_in_parts: 8, back.refunded_to_the_only_one: 8, back.kept_and_refunded: 6,
    named.named_shortly: 24, named.numbers_in_the_text: 14, named.no_word_of_renewal: 16, named.card_alone: 16,
    named.case_outvoted: 8, named.renewal_day_shown: 10, named.two_payments: 18, named.just_bought: 14,
    named.bills_begin_late: 16, named.full_export_beside: 6, named.declined_on_the_day: 4,
    named.seller_renamed: 6, named.short_notice: 14, named.first_month_cheap: 12, named.red_packet: 6,
    named.both_cancelled: 8,
    rails.equal_plans_told_apart: 4, rails.apple_by_card: 8, rails.not_in_the_bills: 8, rails.doubled_and_given_back: 6,
    rails.strangers_refund: 10, rails.always_early: 12, rails.written_end_at_once: 5,
}  # fmt: skip
OPEN: dict[Kind, int] = {
    open_.on_the_day_unknown: 14, open_.unpaid_then_collected: 8, open_.after_silence: 20,
    open_.on_another_day: 12, open_.bills_without_refunds: 14, open_.store_not_reached: 12,
    open_.other_mandate: 14, open_.inside_cut_off: 7, open_.charged_before_cancelling: 8,
    open_.silent_renewal: 22, open_.price_after_trial: 8, open_.doubled_before: 10, open_.at_once_unsaid: 18,
    open_.spouse_unnamed: 7, open_.several_plans: 6, open_.beat_unknown: 6, open_.case_contradicts: 4,
    open_.store_basket: 6, open_.unknown_status: 3, back.refund_of_several: 10, back.refund_larger_than_any: 3,
    rails.equal_plans: 4, rails.another_account_begins: 4, rails.mandate_moved: 6, rails.seller_told_then_store: 6,
    rails.collected_next_day: 4,
}  # fmt: skip
KINDS = SETTLED | OPEN
BESIDE: tuple[Kind, ...] = (owed.charged_on, owed.never_again, owed.price_step)  # a second plan cancelled by one person


@dataclass(frozen=True)
class Cases:
    """Bills and case files of many persons as one set of tables, and what the plans say of their payments."""

    bills: Bills
    case: Case
    truths: tuple[Truth, ...]


def name_of(kind: Kind) -> str:
    """The kind as the tables print it."""
    return kind.__name__.replace("_", " ")


def cases(persons: int, seed: int) -> Cases:
    """So many persons, every kind at least once where there are enough of them, in the shares of `KINDS`."""
    lives = [life(kind, f"p{n:05}", seed) for n, kind in enumerate(_drawn(persons, seed))]
    rows = [row for one in lives for row in one.printed()]
    bills = Bills(
        tables.TRANSACTIONS.of(_frame(rows, tables.TRANSACTIONS)),
        _of([e | {"person": one.person} for one in lives for e in one.events], tables.EVENTS),
        _of([s for one in lives for s in one.sources()], tables.SOURCES),
        tables.TOTALS.empty(),
        tables.PROBLEMS.empty(),
    )
    told = [c | {"person": one.person} for one in lives for c in one.cancellations]
    record = Case(
        _of(told, tables.CANCELLATIONS), tables.EVENTS.empty(), tables.COSTS.empty(), tables.DECISIONS.empty(),
        tables.TRANSACTIONS.empty(), tables.RATES.empty(), tables.PROBLEMS.empty(),
    )  # fmt: skip
    return Cases(bills, record, tuple(t for one in lives for t in one.truths))


def life(kind: Kind, person: str, seed: int) -> Life:
    """One person with a case of that kind, one in five with a second plan cancelled, and the rest of their bills."""
    made = Life(person, str(seed))
    kind(made, name_of(kind))
    exported = any(a.exports for a in made.accounts.values())
    if not exported and made.chance.random() < 0.2:
        beside = made.chance.choice(BESIDE)
        beside(made, name_of(beside))
    days = [row["civil_date"] for _, row, _ in made.rows]
    noise(made, min(days), max(days))
    last = min(AS_OF, max(LAST, max(days)), max(days) + timedelta(days=made.chance.randint(5, 60)))
    made.export(datetime.combine(last, time(22, made.chance.randrange(60), 30)))
    return made


def _drawn(persons: int, seed: int) -> list[Kind]:
    """The kinds of so many persons in any order: each once, the rest drawn by their shares."""
    chance = random.Random(f"kinds {seed}")
    drawn = list(KINDS)[:persons]
    drawn += chance.choices(list(KINDS), list(KINDS.values()), k=persons - len(drawn))
    chance.shuffle(drawn)
    return drawn


def _of(rows: list[Facts], table: tables.Table) -> pd.DataFrame:
    return table.of(_frame(rows, table)) if rows else table.empty()


def _frame(rows: list[Facts], table: tables.Table) -> pd.DataFrame:
    """The rows with every time as the table holds it."""
    frame = pd.DataFrame(rows)
    for column in (c for c in frame.columns if table.columns.get(c) in (tables.TIME, tables.DATE)):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame
