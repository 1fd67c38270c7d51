"""Which letters a cancellation needs: whom there is to write to, and what has happened since the first letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from audit import catalogue
from audit.law import Law
from audit.reports.letter_charges import Charge
from audit.reports.letter_facts import Facts, Refund
from audit.reports.letter_record import Event
from audit.reports.records import Row, own
from audit.tables import Results

_ACTS = ("contacted", "demanded")
_REPLIES = ("answered", "refused", "promised", "accepted", "refunded")
_DUE = ("escalate",)  # the step that names the hour at which an answer was due


@dataclass(frozen=True)
class Since:
    """What has happened since the person first wrote: the acts, an act nobody answered, money back, new debits."""

    acts: tuple[Event, ...] = ()
    waiting: Event | None = None  # written and not answered, or promised and not kept, past the hour it was due
    repaid: tuple[Refund, ...] = ()
    debits: tuple[Charge, ...] = ()

    @property
    def asked(self) -> Event:
        """The last time the person asked; there is one wherever a letter speaks of it."""
        return self.acts[-1]


def since(results: Results, end: Row, matter: Facts, events: tuple[Event, ...]) -> Since:
    """What has happened since; events are the person's notes and the bills', in order of time."""
    acts = tuple(e for e in events if e.kind in _ACTS)
    if not acts:
        return Since()
    first, last = acts[0].date, acts[-1].date
    return Since(
        acts,
        _waiting(events) if _is_due(results, end) else None,
        tuple(r for r in matter.refunds if r.certain and (r.date is None or r.date > first)),
        tuple(c for c in matter.owed if c.date > last and c.timing != "before" and not c.is_settled),
    )


def _waiting(events: tuple[Event, ...]) -> Event | None:
    """The first act that nobody answered, or else a promise that was the last word."""
    replies = [n for n, e in enumerate(events) if e.kind in _REPLIES]
    since_reply = events[replies[-1] + 1 :] if replies else events
    unanswered = next((e for e in since_reply if e.kind in _ACTS), None)
    promised = events[replies[-1]] if replies and events[replies[-1]].kind == "promised" else None
    return unanswered or promised


def _is_due(results: Results, end: Row) -> bool:
    """Whether the audit found the hours for an answer over; where a complaint is filed, that is waited for instead."""
    steps = own(results.next_steps, end)
    due = steps[steps["kind"].isin(_DUE)]
    return bool((due["by_at"] <= pd.Timestamp(results.as_of)).any())


def occasions(matter: Facts, past: Since, law: Law) -> Iterator[tuple[str, Facts, str]]:
    """The kind, the facts and the channel written to (or "") of every letter, in the order in which they are sent."""
    if not (matter.claims or matter.asked):
        if matter.owed and all(c.is_settled for c in matter.owed):
            yield "closing", matter, ""
        return
    yield "support", matter, ""
    involved = matter.owed + matter.asked
    if not involved or any(c.respondent not in ("store", "bank") for c in involved):
        yield "merchant", matter, ""
        yield from ((kind, matter, "") for kind in _follow_ups(matter, past))
    yield from _agencies(matter, law)
    for channel in dict.fromkeys(c.addressee for c in involved):
        if catalogue.channel(channel).kind in ("wallet", "platform", "store"):
            yield "platform", matter.only(tuple(c for c in involved if c.addressee == channel)), channel
    if disputed := tuple(c for c in matter.owed if _for_a_bank(c)):
        yield "bank", matter.only(disputed), ""
    if matter.claims:
        yield "court", matter, ""


def _follow_ups(matter: Facts, past: Since) -> Iterator[str]:
    if not matter.claims:
        return
    if past.repaid:
        yield "part-payment"
    if past.debits:
        yield "new-debit"
    if past.waiting:
        yield "silence"


def _agencies(matter: Facts, law: Law) -> Iterator[tuple[str, Facts, str]]:
    if law.jurisdiction != "CN" or not matter.claims:
        return
    filed = matter.filed()
    if filed.owed:
        yield from ((kind, filed, "") for kind in ("complaint", "complaint-short", "report"))
    yield "association", matter, ""


def _for_a_bank(charge: Charge) -> bool:
    """Whether a card issuer could return it: debited after the end, from a card, and not refunded in full."""
    from_card = bool(charge.card) or charge.channel.partition(":")[0] == "bank" or charge.respondent == "bank"
    after = charge.timing == "after_end" and not charge.is_share
    return after and from_card and charge.refunded != charge.amount
