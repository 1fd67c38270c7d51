"""Lives drawn from a seed, as the second reckoning knows them and as the tables of judging hold them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from random import Random
from typing import Any

import pandas as pd
from second_reckoning import DAY, Debit, Life, anchor, contract_day, is_share, judged

from audit.tables import CANCELLATIONS, FINDINGS, LINKS, MARKED, OPTIONS, SOURCES

PLANS = ((1, 0),) * 6 + ((3, 0), (3, 0), (6, 0), (12, 0), (12, 0), (0, 7), (0, 14), (0, 30), (0, 30), (0, 31))
NAMES = {
    (1, 0): ("month", 1), (3, 0): ("quarter", 1), (6, 0): ("half_year", 1), (12, 0): ("year", 1),
    (0, 7): ("week", 1), (0, 14): ("week", 2), (0, 30): ("day", 30), (0, 31): ("day", 31),
}  # fmt: skip
MODES = ("", "", "segmented", "fixed_at_charge", "fixed_at_contract", "deposit_benchmark")
SERVICE = "示例会员自动续费"


def life(draw: Random, filed: date) -> Life:
    """A life with a cancellation and a debit by the day of filing."""
    while True:
        drawn = _life(draw, filed)
        if drawn.debits and drawn.cancelled.date() <= filed:
            return drawn


def _life(draw: Random, filed: date) -> Life:
    """A plan that was kept for some periods, cancelled, and debited for some more; nothing after the day of filing."""
    months, days = draw.choice(PLANS)
    first = filed - draw.randint(20, 2500 if draw.random() < 0.1 else 700) * DAY
    if months and draw.random() < 0.2:
        first = _month_end(draw, first)
    plain = Life(
        months, days, first, draw.choice((1, 990, 1500, 2500, 3000, 19_800, draw.randint(1, 99_999))),
        "USD" if draw.random() < 0.05 else "CNY", (), datetime.combine(first, time(12)), draw.random() < 0.8,
        draw.choice(("period_end",) * 4 + ("immediate", "rescinded", "trial")),
        draw.choice(("", "merchant", "merchant", "agreed", "consumer")), False, None, None, None,
        draw.choice("ABBBCD"), (),
    )  # fmt: skip
    plain = replace(plain, arrears=plain.terms != "trial" and draw.random() < 0.1)
    kept = 0 if plain.terms == "trial" and draw.random() < 0.8 else draw.randint(1, 5)
    plain = _cancelled(draw, plain, kept)
    debits = _debits(draw, plain, kept + draw.randint(0, 4), filed)
    times = draw.choice((0, 0, 0, 1, 2, 3))
    asked = sorted(plain.cancelled.date() + draw.randint(0, 1500) * DAY for _ in range(times))
    return replace(plain, debits=debits, demands=tuple(on for on in asked if on <= filed))


def _month_end(draw: Random, first: date) -> date:
    """The 29th to 31st of the month before, where it has that day."""
    last = first.replace(day=1) - DAY
    return last.replace(day=min(last.day, draw.randint(29, 31)))


def _cancelled(draw: Random, plain: Life, kept: int) -> Life:
    """Cancelled in the last period kept: on its first day, on its last, or between; in a trial before it ends."""
    hour = time(draw.randint(0, 23), draw.choice((0, 7, 40))) if plain.timed else time()
    begin, end = anchor(plain, kept - 1), anchor(plain, kept)
    if plain.terms == "trial":
        length = draw.choice((3, 7, 14, 30))
        begin = begin if kept else plain.first - length * DAY
        plain = replace(plain, opened=plain.first - length * DAY, trial_end=plain.first)
    inside = (end - begin).days - 1
    day = begin + draw.choice((0, inside, draw.randint(0, inside), draw.randint(0, inside))) * DAY
    if plain.terms != "trial" and draw.random() < 0.1:
        plain = replace(plain, opened=plain.first - draw.randint(0, 3) * DAY)
    if plain.terms != "trial" and draw.random() < 0.08:
        plain = replace(plain, stated=day + draw.randint(0, 40) * DAY)
    return replace(plain, cancelled=datetime.combine(day, hour))


def _debits(draw: Random, plain: Life, count: int, filed: date) -> tuple[Debit, ...]:
    """One debit a period, a few a day early or a day or two late, and what came back of some."""
    made = []
    for k in range(count):
        off = draw.choice((0,) * 8 + (-1, 1, 2)) if k else 0
        at = datetime.combine(anchor(plain, k) + off * DAY, time(draw.randint(0, 23), 21, draw.randint(1, 59)))
        if at.date() <= filed:
            made.append(Debit(at, _backs(draw, plain.price, at.date())))
    return tuple(made)


def _backs(draw: Random, price: int, on: date) -> tuple[tuple[date, int], ...]:
    times = draw.choice((0,) * 6 + (1, 1, 2))
    amounts = (draw.choice((price, max(1, price // 3), draw.randint(1, price + 200))) for _ in range(times))
    return tuple(sorted((on + draw.randint(0, 200) * DAY, amount) for amount in amounts))


def payments(lives: Sequence[Life]) -> pd.DataFrame:
    """Every debit as a marked payment of its plan."""
    rows = [_payment(f"p{n:05}", one, k, debit) for n, one in enumerate(lives) for k, debit in enumerate(one.debits)]
    return MARKED.of(_typed(rows))


def _payment(person: str, one: Life, k: int, debit: Debit) -> dict[str, Any]:
    interval, count = NAMES[one.months, one.days]
    key = f"{person}-{k}"
    return {
        "person": person, "payment_id": key, "transaction_id": key, "channel": "wechat", "account_id": "小明",
        "occurred_at": debit.at, "has_time": True, "civil_date": debit.at.date(), "amount_minor": one.price,
        "currency": one.currency, "counterparty": "示例科技", "description": SERVICE, "kind": "charge",
        "direction": "out", "status": "settled", "file": "wechat.csv", "row": k + 18, "subscription_id": "S1",
        "plan_id": "S1", "seller": "示例科技", "core": "示例会员", "service": SERVICE, "mandate": True,
        "interval": interval, "interval_count": count, "billing_day": one.first.day if one.months else 0,
        "anchor_on": one.first, "on_lattice": True, "slot": k,
    }  # fmt: skip


def cancellations(lives: Sequence[Life]) -> pd.DataFrame:
    """Every life's one row of the case file."""
    rows = [
        {
            "person": f"p{n:05}", "cancellation_id": "C1", "service": SERVICE, "cancelled_at": one.cancelled,
            "cancelled_has_time": one.timed, "terms": one.terms, "fault": one.fault, "service_end": one.stated,
            "trial_days": (one.trial_end - one.opened).days if one.trial_end and one.opened else None,
            "opened_at": one.opened, "billing": "arrears" if one.arrears else "advance", "path": "app",
            "proof": one.proof, **demands(one),
        }
        for n, one in enumerate(lives)
    ]  # fmt: skip
    return CANCELLATIONS.of(_typed(rows).assign(trial_days=lambda t: t["trial_days"].astype("Int64")))


def sources(lives: Sequence[Life]) -> pd.DataFrame:
    """One export for each person that shows all of the time."""
    rows = [
        {"person": f"p{n:05}", "file": "wechat.csv", "channel": "wechat", "account_id": "小明",
         "covered_from_at": datetime(2015, 1, 1), "covered_until_at": datetime(2030, 1, 1)}
        for n in range(len(lives))
    ]  # fmt: skip
    return SOURCES.of(_typed(rows))


def findings(lives: Sequence[Life]) -> pd.DataFrame:
    """Every debit as the second reckoning judges it, in the shape the judge hands it over."""
    rows = [_finding(f"p{n:05}", one, k, debit) for n, one in enumerate(lives) for k, debit in enumerate(one.debits)]
    return FINDINGS.of(_typed(rows))


def _finding(person: str, one: Life, k: int, debit: Debit) -> dict[str, Any]:
    claimable, asked, since = judged(one, k)
    share = is_share(one, debit)
    return {
        "person": person, "finding_id": f"F{k}", "cancellation_id": "C1", "payment_id": f"{person}-{k}",
        "verdict": "prorated" if share else "after_end" if claimable else "unclear" if asked else "in_term",
        "civil_date": debit.at.date(), "amount_minor": one.price, "currency": one.currency, "proof": one.proof,
        "claimable_minor": claimable, "questioned_minor": asked, "terms": one.terms, "fault": one.fault,
        "interest_from_on": since if claimable or asked else None, **demands(one),
        "contract_on": contract_day(one, debit),
    }  # fmt: skip


def demands(one: Life) -> dict[str, Any]:
    """The first demand and all of them, as a cancellation's cells."""
    first = one.demands[0] if one.demands else None
    return {"demanded_on": first, "demands": json.dumps(list(map(str, one.demands))) if one.demands else ""}


def links(lives: Sequence[Life]) -> pd.DataFrame:
    """Every refund with the debit whose number it names."""
    rows = [
        {"person": f"p{n:05}", "from_id": f"r{k}.{i}", "to_id": f"p{n:05}-{k}", "relation": "refunds",
         "amount_minor": amount, "rule": "reference", "certain": True, "from_on": on}
        for n, one in enumerate(lives) for k, debit in enumerate(one.debits)
        for i, (on, amount) in enumerate(debit.backs)
    ]  # fmt: skip
    return LINKS.of(_typed(rows)) if rows else LINKS.empty()


def options(ways: Sequence[dict[str, str]]) -> pd.DataFrame:
    """What each person chose, as the case file would hold it."""
    rows = [
        {"person": f"p{n:05}", "name": name, "value": value}
        for n, way in enumerate(ways)
        for name, value in way.items()
    ]
    return OPTIONS.of(pd.DataFrame(rows))


def _typed(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows))
    for column in frame.columns.intersection(_DAYS):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame


_DAYS = [
    "occurred_at", "civil_date", "anchor_on", "cancelled_at", "service_end", "opened_at", "demanded_on", "from_on",
    "covered_from_at", "covered_until_at", "interest_from_on", "contract_on",
]  # fmt: skip
