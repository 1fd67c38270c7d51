"""When the service had to end: one row for each cancellation and each plan it may mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from audit import tables
from audit.catalogue import fold
from audit.judging import end_sentences as say
from audit.judging.placing import POSTING_LAG, Paid, Placed, place, read_paid
from audit.judging.plan_names import Plan, match_plans, nearest_names
from audit.judging.rails import Coverage, coverage, reach
from audit.judging.subscriptions import plans_of
from audit.judging.weighing import Weighed, weigh
from audit.periods import Lattice
from audit.wording import NOTHING, Words

_TRIAL_DAYS = re.compile(r"(\d+)\s*(?:天|日|days?)")


class End(NamedTuple):
    """The end of a service, the rule it follows from, and how it was reached."""

    on: date | None
    rule: Words
    steps: tuple[Words, ...] = ()
    same_day: bool = False  # cancelled on the day of a debit, and the times do not tell which came first
    unpaid: bool = False  # the period of the cancellation was covered by the bills and not paid


def service_ends(marked: pd.DataFrame, cancellations: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The first instant no longer paid for, with its rule and its steps in words.

    `service_end` is the start of the first day outside the service. `match` says how the named service was found:
    `one`; `several` (each plan it may mean has a row, without an end); `none`; or `follows` (an earlier cancellation
    of the same plan already binds, named in `follows`).
    """
    rows = [
        row for person, own in cancellations.groupby("person", sort=False) for row in _of(person, own, marked, sources)
    ]
    return tables.ENDS.of(_bound(pd.DataFrame(rows))) if rows else tables.ENDS.of(tables.ENDS.empty())


def _of(
    person: str, cancellations: pd.DataFrame, marked: pd.DataFrame, sources: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    own = marked[marked["person"].eq(person) & marked["plan_id"].ne("")]
    cases = cancellations.to_dict("records")
    for case in cases:
        mine = narrowed(own, case)
        plans = match_named(case, plans_of(mine, person))
        if not plans:
            yield _row(case, "", "none", End(None, NOTHING), nearest=_instead(case, own, person))
        for plan in plans:
            rows = mine[mine["plan_id"].eq(plan.id)]
            payments = read_paid(rows)
            shown = coverage(sources, person, {(p.channel, p.account) for p in payments})
            run = _same_run(cases, case, payments)
            weighed = weigh(rows.iloc[0], case, run, part=len(run) < len(payments))
            end = end_of(case, weighed, run, shown) if len(plans) == 1 else End(None, say.SEVERAL, weighed.steps)
            yield _row(case, plan.id, "one" if len(plans) == 1 else "several", end, weighed, run)


def _same_run(
    cases: Sequence[Mapping[str, Any]], case: Mapping[str, Any], payments: Sequence[Paid]
) -> tuple[Paid, ...]:
    """The payments of the subscription that was cancelled: none before it was last taken up again, none after the next.

    A payment without a time counts as made at the day's start, as the cell of a day without a time does.
    """
    again = [c["resubscribed_at"] for c in cases if c["service"] == case["service"] and c["resubscribed"] == "yes"]
    since = max((a for a in again if a <= case["cancelled_at"]), default=None)
    until = case["resubscribed_at"] if case["resubscribed"] == "yes" else None
    return tuple(p for p in payments if (since is None or p.at >= since) and (until is None or p.at < until))


def match_named(case: Mapping[str, Any], plans: Sequence[Plan]) -> list[Plan]:
    """The plans a row of the case file means: by its service, else by the name the page showed, then by beneficiary."""
    found = match_plans(case["service"], plans)
    if case["plan_shown"] and len(found) != 1:
        found = match_plans(case["plan_shown"], found or plans) or found
    wanted = fold(case["beneficiary"])
    if not wanted:
        return found
    return [p for p in found if wanted in fold(p.beneficiary)] or [p for p in found if not p.beneficiary]


def _instead(case: Mapping[str, Any], own: pd.DataFrame, person: str) -> list[str]:
    """What could be meant where nothing fits: where the service is paid from, else the nearest printed names."""
    meant = {p.id for p in match_named({**case, "beneficiary": ""}, plans_of(own, person))}
    if meant:
        paid = own[own["plan_id"].isin(meant)].drop_duplicates(["channel", "account_id", "beneficiary"])
        return sorted(
            {
                " ".join(filter(None, row))
                for row in zip(paid["channel"], paid["account_id"], paid["beneficiary"], strict=True)
            }
        )
    return nearest_names(case["service"], [*own["service"].unique(), *own["counterparty"].unique()])


def narrowed(own: pd.DataFrame, case: Mapping[str, Any]) -> pd.DataFrame:
    """The payments of the account and channel that the case file names, if it names them."""
    channel, account = case["channel"], case["account"]
    if channel:
        own = own[own["channel"].eq(channel) | own["channel"].str.startswith(f"{channel}:")]
    if account:
        tail = own["account_id"].str.endswith(account) if len(account) == 4 and account.isdigit() else False
        own = own[own["account_id"].map(fold).eq(fold(account)) | own["funding_account"].eq(account) | tail]
    return own


def end_of(case: Mapping[str, Any], weighed: Weighed, payments: Sequence[Paid], shown: Coverage) -> End:
    """The end by the first rule that applies: the merchant's word, immediate effect, a trial, the paid period."""
    cancelled = pd.Timestamp(case["cancelled_at"]).to_pydatetime()
    if not pd.isna(case["service_end"]):
        return End(pd.Timestamp(case["service_end"]).date(), say.STATED, weighed.steps)
    if case["terms"] in ("immediate", "rescinded"):
        rule = say.IMMEDIATE if case["terms"] == "immediate" else say.RESCINDED
        return End(
            cancelled.date() + timedelta(days=1), rule, (*weighed.steps, say.DAY_AFTER.fill(day=cancelled.date()))
        )
    trial = trial_end(case, payments)
    if trial and cancelled.date() <= trial:
        return End(trial, say.TRIAL, (*weighed.steps, say.TRIAL_ENDS.fill(end=trial, day=cancelled.date())))
    if weighed.lattice is None or weighed.question:
        return End(None, say.DOUBTFUL if weighed.lattice else say.NO_INTERVAL, weighed.steps)
    return _paid_end(case, cancelled, weighed, payments, shown)


def trial_end(case: Mapping[str, Any], payments: Sequence[Paid]) -> date | None:
    """The first day after the trial: its start and its days, from the case file or the trial's own text."""
    trials = [p for p in payments if p.trial]
    if not trials and case["terms"] != "trial":
        return None
    worded = _TRIAL_DAYS.search(trials[0].description) if trials else None
    days = case["trial_days"] if not pd.isna(case["trial_days"]) else worded.group(1) if worded else None
    start = trials[0].on if trials else None if pd.isna(case["opened_at"]) else pd.Timestamp(case["opened_at"]).date()
    if start and days is not None:
        return start + timedelta(days=int(days))
    full = [p for p in payments if not p.trial and (start is None or p.on > start)]
    return full[0].on if full else None


def _paid_end(
    case: Mapping[str, Any], cancelled: datetime, weighed: Weighed, payments: Sequence[Paid], shown: Coverage
) -> End:
    """The end of the last period paid at the cancellation, that is the first anchor after it."""
    lattice = weighed.lattice
    assert lattice is not None
    day, placed = cancelled.date(), place(lattice, payments)
    slot = lattice.index(day)
    if lattice.anchor(slot) == day:
        return _on_anchor(case, cancelled, slot, lattice, placed, shown, weighed.steps)
    end = lattice.anchor(slot + 1)
    paid = [x for x in placed if x.slot == slot and x.on_lattice and x.paid.at <= _last_moment(cancelled, case)]
    steps = (*weighed.steps, say.LAST_PAID.fill(start=lattice.anchor(slot), end=end, day=day))
    if paid or case["billing"] == "arrears":
        return End(end, say.PERIOD_END, steps)
    window = max((p.window for p in payments), default=0)
    if payments and shown.covers(
        lattice.anchor(slot) - timedelta(days=window), _lagged(lattice.anchor(slot), payments, day)
    ):
        unpaid = say.UNPAID.fill(start=lattice.anchor(slot), end=end)
        return End(lattice.anchor(slot), say.PERIOD_END, (*weighed.steps, unpaid), unpaid=True)
    return End(end, say.PERIOD_END, (*steps, say.NOT_SEEN.fill(start=lattice.anchor(slot))))


def _on_anchor(
    case: Mapping[str, Any],
    cancelled: datetime,
    slot: int,
    lattice: Lattice,
    placed: Sequence[Placed],
    shown: Coverage,
    steps: tuple[Words, ...],
) -> End:
    """Cancelled on the very day a period begins: what counts is whether that period had been paid already."""
    today, following = lattice.anchor(slot), lattice.anchor(slot + 1)
    paid = next((x.paid for x in placed if x.slot == slot and x.on_lattice), None)
    if paid is None or paid.on > today:
        if paid is None and not shown.covers(today, today):
            return End(
                following, say.PERIOD_END, (*steps, say.ANCHOR_UNSEEN.fill(day=today, end=following)), same_day=True
            )
        return End(today, say.PERIOD_END, (*steps, say.ANCHOR_UNPAID.fill(day=today)))
    if paid.on < today:
        return End(following, say.PERIOD_END, (*steps, say.ANCHOR_EARLY.fill(day=today, paid=paid.on, end=following)))
    if not (paid.timed and case["cancelled_has_time"]):
        return End(
            following, say.PERIOD_END, (*steps, say.ANCHOR_NO_TIMES.fill(day=today, end=following)), same_day=True
        )
    if cancelled <= paid.at:
        return End(today, say.PERIOD_END, (*steps, say.ANCHOR_BEFORE.fill(at=cancelled, paid=paid.at, end=today)))
    return End(following, say.PERIOD_END, (*steps, say.ANCHOR_AFTER.fill(at=cancelled, paid=paid.at, end=following)))


def _last_moment(cancelled: datetime, case: Mapping[str, Any]) -> datetime:
    return cancelled if case["cancelled_has_time"] else cancelled + timedelta(days=1, seconds=-1)


def _lagged(anchor: date, payments: Sequence[Paid], day: date) -> date:
    """The day by which the debit of an anchor would stand in the bills, no later than the cancellation."""
    lag = 0 if all(p.timed for p in payments) else POSTING_LAG
    return min(anchor + timedelta(days=lag), day)


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
    return {
        **case,
        "stated_end": case["service_end"],
        "subscription_id": plan,
        "match": match,
        "service_end": _time(end.on),
        "rule": end.rule.en,
        "rule_zh": end.rule.zh,
        "steps": json.dumps([s.en for s in end.steps], ensure_ascii=False) if end.steps else "",
        "steps_zh": json.dumps([s.zh for s in end.steps], ensure_ascii=False) if end.steps else "",
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
    single = ends.assign(memory=ends["proof"].eq("D")).reset_index(drop=True)
    single = single[single["match"].eq("one")].sort_values(["memory", "cancelled_at", "cancellation_id"])
    for _, same in single.groupby(["person", "subscription_id"], sort=False):
        kept: list[Any] = []
        for row in same.itertuples():
            first = next((k for k in kept if _covers_act(k, row)), None)
            if first is None:
                kept.append(row)
            else:
                follows[row.Index] = first.cancellation_id
    named = pd.Series(list(follows.values()), index=ends.index, dtype="str")
    return ends.assign(match=ends["match"].where(named.eq(""), "follows"), follows=named)


def _covers_act(first: Any, later: Any) -> bool:
    """Whether the first act still binds what the later one would: same rails, and no new subscription between."""
    anew = first.resubscribed == "yes" and first.resubscribed_at <= later.cancelled_at
    return not anew and reach(first.path) >= reach(later.path)
