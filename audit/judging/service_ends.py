"""When the service had to end: one row for each cancellation and each plan it may mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from audit import tables
from audit.judging import end_sentences as say
from audit.judging.end_rules import End, end_of, trial_end
from audit.judging.named import match_named, meant_instead, narrowed, same_run
from audit.judging.persons import by_person, plain_rows
from audit.judging.placing import Paid, place, read_paid
from audit.judging.plan_names import Plan
from audit.judging.rails import Coverage, coverage, reach
from audit.judging.store_records import BILL
from audit.judging.subscriptions import plans_of
from audit.judging.weighing import Weighed, is_irregular, weigh
from audit.periods import Lattice
from audit.wording import NOTHING

_LATTICE = ["interval", "interval_count", "anchor_on", "billing_day"]


def service_ends(marked: pd.DataFrame, cancellations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The first instant no longer paid for, with its rule and its steps in words.

    `service_end` is the start of the first day outside the service. `match` says how the named service was found:
    `one`; `several` (each plan it may mean has a row, without an end); `none` (`nearest` has what could be meant); or
    `follows` (an earlier cancellation of the same plan already binds, named in `follows`).
    """
    cancellations = tables.CANCELLATIONS.of(cancellations)  # a notebook may have shifted a day or changed a term
    plans = tables.check(marked, tables.MARKED)
    of_person, shown = by_person(plans[plans["plan_id"].ne("")]), by_person(sources)
    rows: list[dict[str, Any]] = []
    for person, cases in by_person(cancellations).items():
        rows.extend(_of(cases, of_person.get(person, plans.iloc[:0]), shown.get(person, sources.iloc[:0])))
    return tables.ENDS.of(_bound(pd.DataFrame(rows))) if rows else tables.ENDS.empty()


def _of(cancellations: pd.DataFrame, own: pd.DataFrame, sources: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of one person: `own` are the person's payments of any plan."""
    cases = plain_rows(cancellations)
    every = plans_of(own)
    meant = [_meant(case, own, every) for case in cases]
    for case, plans in zip(cases, meant, strict=True):
        if not plans:
            yield _row(case, "", "none", End(None, NOTHING), nearest=meant_instead(case, own, every))
        for plan in plans:
            same = [c for c, found in zip(cases, meant, strict=True) if plan.id in {p.id for p in found}]
            yield _end_row(case, same, plan, len(plans) == 1, own, sources)


def _meant(case: Mapping[str, Any], own: pd.DataFrame, every: Sequence[Plan]) -> list[Plan]:
    kept = set(narrowed(own, case)["plan_id"])
    return match_named(case, [p for p in every if p.id in kept])


def _end_row(
    case: Mapping[str, Any],
    same: Sequence[Mapping[str, Any]],
    plan: Plan,
    only: bool,
    own: pd.DataFrame,
    sources: pd.DataFrame,
) -> dict[str, Any]:
    whole = own[own["plan_id"].eq(plan.id)]
    rows = narrowed(whole, case)
    payments = read_paid(rows)
    run = same_run(same, case, payments)
    weighed = weigh(
        plain_rows(rows.loc[rows.index[:1], _LATTICE])[0],
        case,
        run,
        part=len(run) < len(whole),
        opens=trial_end(case, run),
    )
    shown = coverage(sources, case["person"], {(p.channel, p.account) for p in payments})
    end = end_of(case, weighed, run, shown) if only else End(None, say.SEVERAL, weighed.steps)
    recorded = _recorded_end(case, rows, run, shown) if only else None
    return _row(case, plan.id, "one" if only else "several", end, weighed, run) | {"recorded_end": _time(recorded)}


def _recorded_end(case: Mapping[str, Any], rows: pd.DataFrame, run: Sequence[Paid], shown: Coverage) -> date | None:
    """The end if the day of the store's own record is right, where the case file has another."""
    if pd.isna(case["recorded_at"]):
        return None
    told = {**case, "cancelled_at": case["recorded_at"], "cancelled_has_time": case["recorded_has_time"]}
    weighed = weigh(rows.iloc[0], told, run, part=False, opens=trial_end(told, run))
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


def _bound(ends: pd.DataFrame) -> pd.DataFrame:
    """Later rows of one plan follow the earliest provable one, unless a re-subscription lies between them."""
    follows = dict.fromkeys(range(len(ends)), "")
    said = {c: list(ends[c]) for c in ("steps", "steps_zh")}
    single = ends.assign(memory=ends["proof"].eq("D")).reset_index(drop=True)
    single = single[single["match"].eq("one") & single.duplicated(["person", "subscription_id", "match"], keep=False)]
    single = single.sort_values(["memory", "cancelled_at", "cancellation_id"])
    for _, same in single.groupby(["person", "subscription_id"], sort=False):
        kept: list[Any] = []
        for row in same.itertuples():
            first = next((k for k in kept if _covers_act(k, row)), None)
            if first is None:
                kept.append(row)
            else:
                follows[row.Index] = first.cancellation_id
                words = say.FOLLOWS.fill(first=first.cancellation_id, day=first.cancelled_at.date())
                for column, sentence in zip(said, words, strict=True):
                    steps = [sentence, *json.loads(said[column][row.Index] or "[]")]
                    said[column][row.Index] = json.dumps(steps, ensure_ascii=False)
    named = pd.Series(list(follows.values()), index=ends.index, dtype="str")
    told = {c: pd.Series(steps, index=ends.index, dtype="str") for c, steps in said.items()}
    return ends.assign(match=ends["match"].where(named.eq(""), "follows"), follows=named, **told)


def _covers_act(first: Any, later: Any) -> bool:
    """Whether the first act still binds what the later one would: same rails, and no new subscription between."""
    anew = first.resubscribed == "yes" and first.resubscribed_at <= later.cancelled_at
    return not anew and reach(first.path) >= reach(later.path)
