"""What is known of one cancellation while its payments are judged, and what a verdict says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from audit.judging.placing import POSTING_LAG, Paid, Placed, came_after
from audit.judging.rails import Coverage
from audit.money import to_print
from audit.periods import Lattice
from audit.wording import Words


@dataclass(frozen=True)
class Ruling:
    """One verdict: what is claimed and what is put in question, before refunds, in minor units."""

    verdict: str
    reason: Words
    claim: int = 0
    asked: int = 0
    question: Words | None = None
    code: str = ""  # which question it is: part of the question's stable key
    interest_from: date | None = None
    unused_days: int | None = None


@dataclass(frozen=True)
class Bench:
    """What is known of one cancellation of one plan while its payments are judged."""

    end: date | None
    cancelled_at: datetime
    timed: bool
    opened: date | None  # when the person says the plan was first bought
    terms: str
    fault: str
    path: str
    arrears: bool
    resubscribed: str
    resubscribed_at: datetime | None  # where `resubscribed` is `no`: when a record tells of it all the same
    resubscribed_timed: bool
    recorded: bool  # a store's own record tells the cancellation, and nobody what was done after the record was made
    recorded_at: datetime | None  # when a store's own record has the cancellation on another day
    recorded_end: date | None  # the service end by that record
    irregular: bool  # the person says that the service is paid at no fixed interval
    free_on: date | None  # when a free period began that a store's history holds
    several: bool
    same_day: bool
    current_unpaid: bool
    doubt: Words | None
    lattice: Lattice | None
    shown: Coverage
    placed: tuple[Placed, ...]
    trials: tuple[Paid, ...]  # what the bills show of a trial before the first full price

    def after_cancel(self, x: Placed) -> bool | None:
        """Whether the debit came after the cancellation; None if the times do not tell, or a row may be posted late."""
        after = came_after(x.paid, self.cancelled_at, self.timed)
        if not after or x.paid.timed or self.lattice is None or not x.on_lattice:
            return after
        due = self.lattice.anchor(x.slot) - timedelta(days=x.paid.window)
        earliest = max(x.paid.on - timedelta(days=POSTING_LAG), min(due, x.paid.on))
        return True if earliest > self.cancelled_at.date() else None

    def beyond(self, x: Placed) -> bool:
        """Whether the payment is for a period that begins at or after the service end."""
        return self.end is not None and (x.period.start if self.lattice else x.paid.on) >= self.end

    def between_ends(self, x: Placed) -> bool:
        """Whether the period lies after one of two ends, the person's and the store's record's, and not the other."""
        if self.end is None or self.recorded_end is None:
            return False
        first, last = sorted((self.end, self.recorded_end))
        return first <= (x.period.start if self.lattice else x.paid.on) < last

    def stray(self, x: Placed) -> bool:
        """Whether a payment is none of the plan's: another product, or off the lattice at another price.

        Renewal wording makes it the plan's all the same; a store's row, whose text names no product, it does not.
        """
        off = self.lattice is not None and not x.on_lattice and x.paid.amount_minor not in self.prices()
        return x.paid.other_product or (off and (x.paid.bundle or not x.paid.renewal_wording))

    def collected_again(self, x: Placed) -> bool:
        """Whether a payment off the lattice collects what that period's debit did, under the merchant's own number."""
        if x.on_lattice or not x.paid.order:
            return False
        same = (o for o in self.placed if o.on_lattice and o.slot == x.slot and o.paid.at < x.paid.at)
        return any((o.paid.order, o.paid.amount_minor) == (x.paid.order, x.paid.amount_minor) for o in same)

    def prices(self) -> set[int]:
        """The prices of the plan's regular payments."""
        return {x.paid.amount_minor for x in self.placed if x.on_lattice and not x.second}

    def unpaid_slots(self) -> list[int]:
        """Anchors between the first payment and the service end that the bills cover and nobody paid."""
        paid = [x.slot for x in self.placed if x.on_lattice]
        if self.lattice is None or self.end is None or not paid:
            return []
        last = self.lattice.index(self.end - timedelta(days=1))
        unpaid = [k for k in range(min(paid), last + 1) if k not in paid and self.covered(k)]
        return [*unpaid, last + 1] if self.current_unpaid else unpaid

    def covered(self, slot: int) -> bool:
        """Whether the bills cover the days on which the anchor with that number would be debited."""
        assert self.lattice is not None
        anchor = self.lattice.anchor(slot)
        window = max((x.paid.window for x in self.placed), default=0)
        lag = 0 if all(x.paid.timed for x in self.placed) else POSTING_LAG
        return self.shown.covers(anchor - timedelta(days=window), anchor + timedelta(days=lag))

    def broken_from(self) -> Placed | None:
        """The first payment after the service end that may be a new subscription, or None.

        It follows a covered anchor without a charge, or lies off the lattice (DESIGN §4, `unclear`); where a store's
        record tells the cancellation, any later charge may be one, since the store debits nothing while renewal is
        off. A charge that stands in the store's history is older than the record beside it, which keeps the last
        switch-off: nobody subscribed again before that charge. Nor is one that is collected again. A person's `no`
        rules all of this out, unless a record tells when renewal was switched on again: then what came since is asked.
        """
        if self.lattice is None or self.end is None:
            return None
        if self.resubscribed == "no":
            return self._denied_from()
        paid = {x.slot for x in self.placed if x.on_lattice}
        expected = self.lattice.index(self.end - timedelta(days=1)) + 1 + int(self.arrears)
        for x in (x for x in self.placed if self.beyond(x) and self.after_cancel(x) is not False):
            if self.stray(x) or self.collected_again(x):
                continue
            gap = any(k not in paid and self.covered(k) for k in range(expected, x.slot + int(not x.on_lattice)))
            if (self.recorded and not x.paid.in_history) or not x.on_lattice or gap:
                return x
            expected = max(expected, x.slot + 1)
        return None

    def _denied_from(self) -> Placed | None:
        """The first payment for after the service end since a record tells of a switching on that the person denies."""
        if self.resubscribed_at is None:
            return None
        since = self.resubscribed_at.date()
        later = (x for x in self.placed if self.beyond(x) and self.after_cancel(x) is not False and x.paid.on >= since)
        return next((x for x in later if not self.stray(x)), None)


def printed(paid: Paid) -> str:
    """A payment's amount for a reader."""
    return to_print(paid.amount_minor, paid.currency)
