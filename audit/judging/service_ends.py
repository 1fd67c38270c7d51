"""When the service had to end: one row for each cancellation and each plan it may mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from audit import tables
from audit.judging import end_sentences as say
from audit.judging.end_rules import End, end_of, trial_end
from audit.judging.named import PaidPlans, meant_instead, meant_plans, narrowed, same_run
from audit.judging.persons import Row, plain_rows, rows_of_persons
from audit.judging.placing import PAID, Paid, place, read_paid
from audit.judging.plan_names import Plan
from audit.judging.rails import Coverage, Shown, reach, shown_by_person
from audit.judging.store_records import BILL
from audit.judging.weighing import Weighed, is_irregular, weigh
from audit.periods import Lattice
from audit.wording import NOTHING

_PAYMENT = (*PAID, "plan_id", "funding_account", "mirrors", "interval", "interval_count", "anchor_on", "billing_day")


def service_ends(marked: pd.DataFrame, cancellations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The first instant no longer paid for, with its rule and its steps in words.

    `service_end` is the start of the first day outside the service. `match` says how the named service was found:
    `one`; `several` (each plan it may mean has a row, without an end); `none` (`nearest` has what could be meant); or
    `follows` (an earlier cancellation of the same plan already binds, named in `follows`).
    """
    cancellations = tables.CANCELLATIONS.of(cancellations)  # a notebook may have shifted a day or changed a term
    cases = rows_of_persons(cancellations)
    plans = PaidPlans.of(tables.check(marked, tables.MARKED), cancellations)
    meant = {person: [meant_plans(case, plans) for case in of_person] for person, of_person in cases.items()}
    paid, shown = _payments(marked, meant), shown_by_person(sources)
    rows: list[dict[str, Any]] = []
    for person, of_person in cases.items():
        bills = shown.get(person, Shown())
        for case, found in zip(of_person, meant[person], strict=True):
            if not found:
                nearest = meant_instead(case, plans)
                rows.append(_row(case, "", "none", End(None, NOTHING), nearest=nearest))
            for plan in found:
                same = [c for c, others in zip(of_person, meant[person], strict=True) if plan in others]
                rows.append(_end_row(case, same, paid[person, plan.id], len(found) == 1, bills))
    return tables.ENDS.of(pd.DataFrame(_bound(rows))) if rows else tables.ENDS.empty()


def _payments(marked: pd.DataFrame, meant: Mapping[str, Sequence[Sequence[Plan]]]) -> dict[tuple[str, str], list[Row]]:
    """The payments of every plan that a row of a case file means, by person and plan."""
    ids = {plan.id for cases in meant.values() for plans in cases for plan in plans}
    rows = marked[["person", *_PAYMENT]][marked["plan_id"].isin(ids) & marked["person"].isin(meant)]
    found: dict[tuple[str, str], list[Row]] = {}
    for row in plain_rows(rows):
        found.setdefault((row["person"], row["plan_id"]), []).append(row)
    return found


def _end_row(
    case: Mapping[str, Any], same: Sequence[Mapping[str, Any]], whole: Sequence[Row], only: bool, shown: Shown
) -> dict[str, Any]:
    """The row of a plan that a row of the case file means; `same` are all rows that mean it, `whole` its payments."""
    rows = narrowed(whole, case)
    payments = read_paid(rows)
    run = same_run(same, case, payments)
    weighed = weigh(rows[0], case, run, part=len(run) < len(whole), opens=trial_end(case, run))
    covered = shown.coverage((p.channel, p.account) for p in payments)
    end = end_of(case, weighed, run, covered) if only else End(None, say.SEVERAL, weighed.steps)
    recorded = _recorded_end(case, rows[0], run, covered) if only else None
    found = _row(case, rows[0]["plan_id"], "one" if only else "several", end, weighed, run)
    return found | {"recorded_end": _time(recorded)}


def _recorded_end(case: Mapping[str, Any], marked: Row, run: Sequence[Paid], shown: Coverage) -> date | None:
    """The end if the day of the store's own record is right, where the case file has another."""
    if pd.isna(case["recorded_at"]):
        return None
    told = {**case, "cancelled_at": case["recorded_at"], "cancelled_has_time": case["recorded_has_time"]}
    weighed = weigh(marked, told, run, part=False, opens=trial_end(told, run))
    return end_of(told, weighed, run, shown).on


def _row(
    case: Mapping[str, Any],
    plan: str,
    match: str,
    end: End,
    weighed: Weighed | None = None,
    payments: Sequence[Paid] = (),
    nearest: Sequence[str] = (),
) -> dict[str, Any]:
    lattice = weighed.lattice if weighed else None
    question = (weighed.question if weighed else None) or NOTHING
    paid = _period_paid(case, end, lattice, payments)
    told = (say.FOUND.fill(note=case["note"]),) if case["source"] == BILL else ()
    steps = (*told, *end.steps)
    return {
        **case,
        "stated_end": case["service_end"],
        "subscription_id": plan,
        "match": match,
        "service_end": _time(end.on),
        "rule": end.rule.en,
        "rule_zh": end.rule.zh,
        "steps": json.dumps([s.en for s in steps], ensure_ascii=False) if steps else "",
        "steps_zh": json.dumps([s.zh for s in steps], ensure_ascii=False) if steps else "",
        "interval": lattice.interval.name if lattice else "",
        "interval_count": lattice.interval.count if lattice else 0,
        "billing_day": lattice.day if lattice else 0,
        "anchor_on": _time(lattice.origin if lattice else None),
        "paid_payment_id": paid[0] if paid else "",
        "paid_until_on": _time(paid[1] if paid else None),
        "current_unpaid": end.unpaid,
        "same_day": end.same_day,
        "question": question.en,
        "question_zh": question.zh,
        "nearest": json.dumps(list(nearest), ensure_ascii=False) if nearest else "",
        "follows": "",
        "recorded_end": pd.NaT,
        "irregular": lattice is None and is_irregular(case),
    }


def _period_paid(
    case: Mapping[str, Any], end: End, lattice: Lattice | None, payments: Sequence[Paid]
) -> tuple[str, date | None] | None:
    """The payment for the period of the cancellation (in a trial the trial's own), and until when it paid."""
    trials = [p for p in payments if p.trial and p.on <= _day(case)]
    if end.rule is say.TRIAL and trials:
        return trials[-1].id, end.on
    placed = place(lattice, payments, arrears=case["billing"] == "arrears") if lattice else ()
    before = [
        x for x in placed if not x.second and x.paid.on <= _day(case) and (end.on is None or x.period.start < end.on)
    ]
    return (before[-1].paid.id, before[-1].period.end) if before else None


def _day(case: Mapping[str, Any]) -> date:
    day: date = pd.Timestamp(case["cancelled_at"]).date()
    return day


def _time(on: date | None) -> pd.Timestamp:
    return pd.NaT if on is None else pd.Timestamp(on).as_unit("s")


def _bound(ends: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Later rows of one plan follow the earliest provable one, unless a re-subscription lies between them."""
    binding: dict[tuple[str, str], list[dict[str, Any]]] = {}
    bound = list(ends)
    single = (number for number, end in enumerate(ends) if end["match"] == "one")
    for number in sorted(single, key=lambda n: _provable_first(ends[n])):
        end = ends[number]
        kept = binding.setdefault((end["person"], end["subscription_id"]), [])
        first = next((k for k in kept if _covers_act(k, end)), None)
        if first is None:
            kept.append(end)
        else:
            bound[number] = _following(end, first)
    return bound


def _provable_first(end: Mapping[str, Any]) -> tuple[bool, pd.Timestamp, str]:
    return end["proof"] == "D", end["cancelled_at"], end["cancellation_id"]


def _following(end: Mapping[str, Any], first: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an act that only repeats what an earlier one binds already."""
    words = say.FOLLOWS.fill(first=first["cancellation_id"], day=first["cancelled_at"].date())
    steps = {
        column: json.dumps([sentence, *json.loads(end[column] or "[]")], ensure_ascii=False)
        for column, sentence in zip(("steps", "steps_zh"), words, strict=True)
    }
    return {**end, "match": "follows", "follows": first["cancellation_id"], **steps}


def _covers_act(first: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Whether the first act still binds what the later one would: same rails, and no new subscription between."""
    anew = first["resubscribed"] == "yes" and first["resubscribed_at"] <= later["cancelled_at"]
    return not anew and reach(first["path"]) >= reach(later["path"])
