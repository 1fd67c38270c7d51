"""Judging every payment of a cancelled plan: the findings, with a reason in words for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from audit import tables
from audit.judging import verdict_sentences as say
from audit.judging.answers import answered, answers_of, key, question_key
from audit.judging.bench import Bench, Ruling
from audit.judging.named import narrowed
from audit.judging.opaque import of_mirror, opaque_debits, told_by_store
from audit.judging.persons import Row, plain_rows, rows_of_persons
from audit.judging.placing import PAID, Paid, Placed, place, read_paid, unplaced
from audit.judging.rails import Shown, reach, shown_by_person
from audit.judging.same_seller import other_payments
from audit.judging.store_records import BILL
from audit.judging.verdicts import respondent, rule_on
from audit.money import to_minor, to_print
from audit.periods import Interval, Lattice
from audit.wording import NOTHING, Words, join

_ORDER = itemgetter("person", "subscription_id", "cancelled_at", "cancellation_id")
_AT_ONCE = 0  # a period of no days, where no lattice is known


def judge(
    marked: pd.DataFrame, ends: pd.DataFrame, sources: pd.DataFrame, decisions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One finding for each payment of a cancelled plan, from the one that paid for the period of the cancellation on.

    Also for every mirror of such a payment, and for other payments of the same seller in that time. Amounts are before
    refunds. A decision whose key is a finding's question key wins; `machine_verdict` keeps what was found without it.
    """
    tables.check(marked, tables.MARKED)
    every = plain_rows(tables.check(ends, tables.ENDS))
    binding = [end for end in every if end["subscription_id"] and end["match"] != "follows"]
    named: dict[str, set[str]] = {}
    for end in binding:
        named.setdefault(end["person"], set()).add(end["subscription_id"])
    mine, shown, given = _payments(marked, named), shown_by_person(sources), answers_of(decisions)
    rows: list[dict[str, Any]] = []
    for (person, plan), cases in groupby(sorted(binding, key=_ORDER), itemgetter("person", "subscription_id")):
        others = named[person] - {plan}  # under whose own rows their payments are judged
        own = [row for row in mine[person] if row["plan_id"] not in others]
        rows.extend(_of_plan(list(cases), own, shown.get(person, Shown()), given.get(person, {})))
    if not rows:
        return tables.FINDINGS.empty()
    found = answered(pd.DataFrame(rows), given).assign(_number=lambda f: f["cancellation_id"].str.zfill(12))
    ordered = found.sort_values(["person", "_number", "occurred_at", "finding_id"], ignore_index=True)
    return tables.FINDINGS.of(ordered.drop(columns="_number"))


def _payments(marked: pd.DataFrame, named: Mapping[str, set[str]]) -> dict[str, list[dict[str, Any]]]:
    """What the judgement may read: of each person whose plans are named, what the sellers of these took, and for any
    plan at all where one of these is paid through a store."""
    person, seller = marked["person"], marked["seller"]
    charged = marked["plan_id"].ne("") & person.isin(named)
    meant = charged & marked["plan_id"].isin(set().union(*named.values()))
    through_store = person.isin(person[meant & marked["store"].ne("")])
    return rows_of_persons(marked[["person", *_READ]][charged & (seller.isin(seller[meant]) | through_store)])


def _of_plan(
    cases: list[dict[str, Any]], mine: Sequence[Row], shown: Shown, given: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The findings of one plan, each payment under the cancellation it belongs to."""
    whole = [row for row in mine if row["plan_id"] == cases[0]["subscription_id"]]
    plans = [narrowed(whole, c) for c in cases]
    benches = [_bench(c, read_paid(plan), shown) for c, plan in zip(cases, plans, strict=True)]
    scopes = [_scope(c, bench) for c, bench in zip(cases, benches, strict=True)]
    for number, (case, bench, plan) in enumerate(zip(cases, benches, plans, strict=True)):
        printed = {row["payment_id"]: row for row in plan}
        broken, told = bench.broken_from(), _told(bench, given)
        for x in (x for x in bench.placed if x.paid.on >= scopes[number]):
            if _owner(benches, scopes, x.paid) == number:
                ruling = rule_on(bench if x is broken else told, x)
                yield from _findings(case, bench, x, ruling, printed[x.paid.id])
        for trial in (t for t in bench.trials if t.on >= scopes[number] and number == 0):
            ruling = Ruling("in_term", say.TRIAL.fill(amount=to_print(trial.amount_minor, trial.currency)))
            yield from _findings(case, bench, unplaced(trial), ruling, printed[trial.id])
        if number == 0 and not bench.several:
            others = other_payments(case, bench, mine, plan, scopes[number])
            for x, ruling, row in chain(others, opaque_debits(bench, mine, plan, shown)):
                yield from _findings(case, bench, x, ruling, row)


def _told(bench: Bench, given: Mapping[str, str]) -> Bench:
    """What is known once the user said whether the first doubtful payment was a new subscription: so for all later."""
    broken = bench.broken_from()
    answer = given.get(question_key(broken.paid.id, "again")) if broken else None
    if broken is None or answer is None:
        return bench
    if answer == "not_owed":
        return replace(bench, resubscribed="yes", resubscribed_at=broken.paid.at, resubscribed_timed=broken.paid.timed)
    return replace(bench, resubscribed="no", resubscribed_at=None)


def _owner(benches: list[Bench], scopes: list[date], paid: Paid) -> int:
    """Which cancellation a payment belongs to: after a new subscription the next one, else the first on its rail."""
    start = 0
    for number, bench in enumerate(benches[:-1]):
        anew = bench.resubscribed == "yes" and bench.resubscribed_at is not None and paid.at >= bench.resubscribed_at
        if anew and paid.on >= scopes[number + 1]:
            start = number + 1
    reached = [n for n in range(start, len(benches)) if paid.rail in reach(benches[n].path) and paid.on >= scopes[n]]
    return reached[0] if reached and not _between(benches[start], benches[reached[0]], paid) else start


def _between(first: Bench, later: Bench, paid: Paid) -> bool:
    """Whether a payment is of after the first act's end, which did not reach its rail, and of before the later act.

    A later act that ended the service at once has the unused days of what was paid before it.
    """
    at_once = later.terms in ("immediate", "rescinded")
    return first.end is not None and first.end <= paid.on < later.cancelled_at.date() and not at_once


def _bench(case: Mapping[str, Any], payments: tuple[Paid, ...], shown: Shown) -> Bench:
    lattice = None
    if case["interval"]:
        interval = Interval(case["interval"], int(case["interval_count"]))
        lattice = Lattice(interval, pd.Timestamp(case["anchor_on"]).date(), int(case["billing_day"]))
    arrears = case["billing"] == "arrears"
    placed = (
        place(lattice, payments, arrears=arrears) if lattice else tuple(unplaced(p) for p in payments if not p.trial)
    )
    again, asked = case["resubscribed_at"], case["question"]
    return Bench(
        end=_date(case["service_end"]),
        cancelled_at=pd.Timestamp(case["cancelled_at"]).to_pydatetime(),
        timed=bool(case["cancelled_has_time"]),
        opened=_date(case["opened_at"]),
        terms=case["terms"],
        fault=case["fault"],
        path=case["path"],
        arrears=arrears,
        resubscribed=case["resubscribed"],
        resubscribed_at=None if pd.isna(again) else pd.Timestamp(again).to_pydatetime(),
        resubscribed_timed=bool(case["resubscribed_has_time"]),
        recorded=case["source"] == BILL,
        recorded_at=None if pd.isna(case["recorded_at"]) else pd.Timestamp(case["recorded_at"]).to_pydatetime(),
        recorded_end=_date(case["recorded_end"]),
        irregular=bool(case["irregular"]),
        free_on=_date(case["trial_on"]),
        several=case["match"] == "several",
        same_day=bool(case["same_day"]),
        current_unpaid=bool(case["current_unpaid"]),
        doubt=Words(asked, case["question_zh"]) if asked else None,
        lattice=lattice,
        shown=shown.coverage((p.channel, p.account) for p in payments),
        placed=placed,
        trials=tuple(p for p in payments if p.trial),
    )


def _scope(case: Mapping[str, Any], bench: Bench) -> date:
    """The day of the payment that paid for the period of the cancellation; without one, the cancellation's own day."""
    known = [*(x.paid for x in bench.placed), *bench.trials]
    paid = next((p.on for p in known if p.id == case["paid_payment_id"]), None)
    cancelled = bench.cancelled_at.date()
    if bench.end and bench.recorded_end and bench.recorded_end < bench.end:
        told = [x.paid.on for x in bench.placed if x.period.start < bench.recorded_end and not x.second]
        cancelled = min(cancelled, max(told, default=cancelled))
    if bench.lattice is None and bench.free_on:
        charged = [x.paid.on for x in bench.placed if x.paid.on > bench.free_on]
        cancelled = min([cancelled, *charged])
    return min(paid, cancelled) if paid and not bench.several else cancelled


def _findings(
    case: Mapping[str, Any], bench: Bench, x: Placed, ruling: Ruling, row: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """The finding of one payment, then those of its mirrors."""
    finding = _finding(case, x, ruling, row, bench)
    yield finding
    for mirror in json.loads(row["mirrors"] or "[]"):
        yield finding | _mirrored(mirror, finding)


def _finding(
    case: Mapping[str, Any], x: Placed, ruling: Ruling, row: Mapping[str, Any], bench: Bench
) -> dict[str, Any]:
    question = ruling.question or NOTHING
    reason = join([ruling.reason, told_by_store(row)])
    timed = bench.lattice is not None and x.period.days > _AT_ONCE
    return {
        **{c: row[c] for c in _PRINTED},
        **{c: case[c] for c in ("proof", "terms", "fault", "demanded_on", "demands")},
        "person": case["person"],
        "finding_id": key("F", case["cancellation_id"], x.paid.id),
        "cancellation_id": case["cancellation_id"],
        "subscription_id": case["subscription_id"],
        "verdict": ruling.verdict,
        "machine_verdict": ruling.verdict,
        "reason": reason.en,
        "reason_zh": reason.zh,
        "question": question.en,
        "question_zh": question.zh,
        "question_key": question_key(x.paid.id, ruling.code) if ruling.question else "",
        "beyond_end": bench.beyond(x) and bench.after_cancel(x) is True,
        "respondent": respondent(x.paid),
        "period_start": _day(x.period.start if timed else None),
        "period_end": _day(x.period.end if timed else None),
        "unused_days": ruling.unused_days,
        "period_days": x.period.days if timed else None,
        "claimable_minor": ruling.claim,
        "questioned_minor": ruling.asked,
        "interest_from_on": _day(ruling.interest_from),
        "contract_on": _contract_day(case, bench),
    }


def _contract_day(case: Mapping[str, Any], bench: Bench) -> pd.Timestamp:
    """The day the contract was made, for the rate of a rescinded one: as entered, else the paid period's payment."""
    if not pd.isna(case["opened_at"]):
        return pd.Timestamp(case["opened_at"]).normalize().as_unit("s")
    return _day(next((x.paid.on for x in bench.placed if x.paid.id == case["paid_payment_id"]), None))


def _mirrored(mirror: Mapping[str, Any], finding: Mapping[str, Any]) -> dict[str, Any]:
    """What differs in the finding of a mirror: its own row, nothing claimed, and the payment it shows again."""
    reason = of_mirror(mirror, finding["civil_date"].date())
    at = pd.Timestamp(mirror["occurred_at"]).as_unit("s")
    return {
        "finding_id": key("F", finding["finding_id"], mirror["transaction_id"]),
        "same_as": finding["transaction_id"],
        "verdict": "mirror",
        "machine_verdict": "mirror",
        "reason": reason.en,
        "reason_zh": reason.zh,
        "question": "",
        "question_zh": "",
        "question_key": "",
        "claimable_minor": 0,
        "questioned_minor": 0,
        "transaction_id": mirror["transaction_id"],
        "channel": mirror["channel"],
        "account_id": mirror["account_id"],
        "file": mirror["file"],
        "row": mirror["row"],
        "occurred_at": at,
        "has_time": "T" in mirror["occurred_at"],
        "civil_date": at.normalize(),
        "amount_minor": to_minor(mirror["amount"], mirror["currency"]),
        "currency": mirror["currency"],
        "reference": mirror["reference"],
        "merchant_reference": "",
        "mandate_id": "",
        "also_seen": "",
        "unused_days": None,
        "interest_from_on": pd.NaT,
    }


def _date(at: Any) -> date | None:
    return None if pd.isna(at) else pd.Timestamp(at).date()


def _day(on: date | None) -> pd.Timestamp:
    return pd.NaT if on is None else pd.Timestamp(on).as_unit("s")


_PRINTED = (
    "payment_id",
    "transaction_id",
    "reference",
    "merchant_reference",
    "mandate_id",
    "channel",
    "account_id",
    "counterparty",
    "description",
    "method",
    "funding_account",
    "file",
    "row",
    "also_seen",
    "occurred_at",
    "has_time",
    "civil_date",
    "amount_minor",
    "currency",
    "store",
)
_READ = tuple(dict.fromkeys((
    *PAID, *_PRINTED, "plan_id", "seller", "core", "beneficiary", "mirrors", "maybe_items", "debited_minor",
)))  # fmt: skip
