"""The watch: for every cycle after the service end, on each rail and account, whether the bills show it to be clean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from operator import itemgetter
from typing import Any

import pandas as pd

from audit import catalogue
from audit.judging import watch_sentences as say
from audit.judging.lattice_fit import EARLY, late
from audit.judging.persons import Row, plain_rows
from audit.judging.rails import Coverage, Shown, holder, rail_of, shown_by_person
from audit.money import to_print
from audit.periods import Interval, Lattice
from audit.tables import WATCH
from audit.wording import NOTHING, Words, join

CYCLES = 2  # watched at least after the end; of a yearly plan the next anniversary
CHARGES = frozenset({  # verdicts of payments that were taken for a cycle after the end
    "after_end", "unclear", "duplicate", "wrong_rail", "late_cancel", "notice_disputed", "precharged",
})  # fmt: skip
_YEARLY = 360  # days
_PLAN = ("person", "cancellation_id", "subscription_id")
_READ = (
    *_PLAN, "match", "service_end", "interval", "interval_count", "anchor_on", "billing_day", "billing", "channel",
    "account", "resubscribed", "resubscribed_at",
)  # fmt: skip
_WATCHED = (
    *_PLAN, "channel", "account_id", "counterparty", "description", "store", "verdict", "civil_date", "occurred_at",
    "has_time", "period_start", "amount_minor", "currency",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """One account to be watched: how early and how late its bills may show a debit, and what they cover."""

    channel: str
    id: str
    window: int
    lag: int
    shown: Coverage
    charges: tuple[Row, ...]


def watch(ends: pd.DataFrame, findings: pd.DataFrame, sources: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """WATCH: one row per cancellation, account and cycle, from the service end to `as_of` and at least two cycles.

    `clean` needs bills that show [anchor - window, anchor + lag] to the end of its last day and no charge in it; the
    lag counts only where rows print no time. `charged_later`: a payment for the cycle outside these days. A cycle
    whose days are not over is `upcoming`; what no bill shows is `not_covered`, and the note names the export to make;
    how it is made is said once an account.
    """
    rows: list[dict[str, Any]] = []
    charged, shown = _charged(findings), shown_by_person(sources)
    for end in plain_rows(ends, _READ):
        if end["match"] == "one" and end["interval"] and not pd.isna(end["service_end"]):
            own = charged.get(tuple(end[name] for name in _PLAN), {})
            for account in _accounts(end, own, shown.get(end["person"], Shown())):
                rows.extend(_row(end, account, *cycle) for cycle in _cycles(end, account, as_of))
    order = ["person", "cancellation_id", "subscription_id", "channel", "account_id", "from_on"]
    watched = WATCH.of(pd.DataFrame(rows)) if rows else WATCH.empty()
    return watched.sort_values(order, kind="stable", ignore_index=True)


def _charged(findings: pd.DataFrame) -> dict[tuple[str, ...], dict[tuple[str, str], list[Row]]]:
    """The findings that are payments of their plan, by person, cancellation and plan, then by channel and account."""
    found: dict[tuple[str, ...], dict[tuple[str, str], list[Row]]] = {}
    for row in plain_rows(findings, _WATCHED):
        if row["verdict"] not in ("mirror", "one_off"):
            of_account = found.setdefault(tuple(row[name] for name in _PLAN), {})
            of_account.setdefault((row["channel"], row["account_id"]), []).append(row)
    return found


def _accounts(
    end: Mapping[str, Any], charged: Mapping[tuple[str, str], Sequence[Row]], shown: Shown
) -> Iterator[Account]:
    """The accounts the plan was charged on; where no payment of it was judged, every account whose bills are here."""
    for (channel, id), own in sorted(charged.items()):
        rails = {holder(rail_of(channel, r["counterparty"], r["description"], r["store"])) for r in own}
        charges = (r for r in own if r["verdict"] in CHARGES)
        in_order = tuple(sorted(charges, key=itemgetter("civil_date", "occurred_at")))
        timed = all(r["has_time"] for r in own)
        yield _account(channel, id, rails, timed, shown, in_order)
    for channel, id in () if charged else sorted(shown.accounts):
        if catalogue.channel(channel).kind != "store" and _may_be(end, channel, id):
            yield _account(channel, id, (), True, shown, ())


def _account(
    channel: str, id: str, rails: Iterable[str], timed: bool, shown: Shown, charges: tuple[Row, ...]
) -> Account:
    involved = [catalogue.channel(channel), *(c for c in catalogue.channels() if c.rail in rails)]
    window = max(c.precharge_days for c in involved)
    lag = 0 if timed else catalogue.channel(channel).posting_lag_days
    return Account(channel, id, window, lag, shown.coverage([(channel, id)]), charges)


def _may_be(end: Mapping[str, Any], channel: str, id: str) -> bool:
    return end["channel"] in ("", channel, channel.partition(":")[0]) and id.endswith(end["account"])


def _cycles(end: Mapping[str, Any], account: Account, as_of: date) -> Iterator[tuple[date, date, str, Words]]:
    lattice = _lattice(end)
    charges: dict[int, list[Row]] = {}
    for charge in account.charges:
        charges.setdefault(_slot(lattice, charge), []).append(charge)
    after = timedelta(days=1)
    first = lattice.index(end["service_end"].date() - after) + 1
    least = first + (1 if lattice.interval.days >= _YEARLY else CYCLES)
    due = 1 if end["billing"] == "arrears" else 0
    again = end["resubscribed_at"].date() if end["resubscribed"] == "yes" else date.max
    how = catalogue.channel(account.channel).export  # said once an account: the same export may show later cycles too
    for k in count(first):
        start = lattice.anchor(k)
        if (start > as_of and k >= least) or start >= again:
            return
        state, note = _state(account, lattice, charges.get(k, ()), lattice.anchor(k + due), as_of)
        if state == "not_covered":
            note, how = join([note, how]), NOTHING
        yield start, lattice.anchor(k + 1), state, note


def _lattice(end: Mapping[str, Any]) -> Lattice:
    interval = Interval(end["interval"], int(end["interval_count"]))
    return Lattice(interval, end["anchor_on"].date(), int(end["billing_day"]))


def _state(account: Account, lattice: Lattice, charges: Sequence[Row], due: date, as_of: date) -> tuple[str, Words]:
    """What the bills show of a cycle debited on `due`, `charges` being what was taken for it."""
    first, last = due - timedelta(days=account.window), due + timedelta(days=account.lag)
    if charges:
        earliest = due - timedelta(days=max(EARLY, account.window))
        latest = due + timedelta(days=max(int(late(lattice.interval.days)), account.lag))
        in_time = [c for c in charges if earliest <= c["civil_date"].date() <= latest]
        charge = (in_time or charges)[0]
        words = say.CHARGED if in_time else say.LATER
        facts = {"on": charge["civil_date"].date(), "amount": to_print(charge["amount_minor"], charge["currency"])}
        return "charged" if in_time else "charged_later", words.fill(**facts)
    if last > as_of:
        return "upcoming", say.upcoming(first, last)
    if account.shown.covers(first, last):
        return "clean", say.clean(first, last)
    if last == as_of:
        return "upcoming", say.upcoming(first, last)
    bill = say.whose(catalogue.channel(account.channel), account.id)
    return "not_covered", say.not_covered(first, last, bill)


def _slot(lattice: Lattice, charge: Row) -> int:
    """The cycle a charge was taken for: that of its period, else the one its day lies in."""
    start = charge["period_start"]
    return lattice.index((charge["civil_date"] if pd.isna(start) else start).date())


def _row(end: Mapping[str, Any], account: Account, start: date, stop: date, state: str, note: Words) -> dict[str, Any]:
    return {
        "person": end["person"], "cancellation_id": end["cancellation_id"], "subscription_id": end["subscription_id"],
        "channel": account.channel, "account_id": account.id, "from_on": start, "to_on": stop,
        "state": state, "note": note.en, "note_zh": note.zh,
    }  # fmt: skip
