"""One plan's payments as small records, laid on a lattice: which period each of them pays for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from audit import catalogue
from audit.judging.lattice_fit import EARLY, late
from audit.judging.persons import Row
from audit.judging.rails import holder, rail_of
from audit.periods import Lattice, Period

POSTING_LAG = catalogue.channel("bank").posting_lag_days  # for rows that print no time (DESIGN §4)


@dataclass(frozen=True)
class Paid:
    """One payment of a plan, as a judgement needs it."""

    id: str
    at: datetime
    timed: bool
    on: date
    amount_minor: int
    currency: str
    channel: str
    account: str
    rail: str
    counterparty: str
    description: str
    subscribed: bool
    trial: bool
    renewal_wording: bool
    other_product: bool
    bundle: bool
    hides_refunds: bool
    status: str  # the status word, where nobody knows what it means
    in_history: bool  # the store's own history holds it
    maybe_mirror: bool  # it may be another bill's view of a payment already counted
    order: str  # the merchant's own number of what it collects

    @property
    def window(self) -> int:
        """Days before an anchor on which the rail may debit for the period it begins."""
        return catalogue.channel(holder(self.rail) if self.channel.startswith("bank") else self.channel).precharge_days


@dataclass(frozen=True)
class Placed:
    """A payment with the period it pays for; `second` says that the period had been paid before."""

    paid: Paid
    slot: int
    off: int
    on_lattice: bool
    second: bool
    period: Period


def came_after(paid: Paid, cancelled_at: datetime, timed: bool) -> bool | None:
    """Whether the debit came after the cancellation; None where the day, or a minute without seconds, is the same."""
    if not (paid.timed and timed):
        return None if paid.on == cancelled_at.date() else paid.on > cancelled_at.date()
    if cancelled_at.second == 0 and paid.at.replace(second=0) == cancelled_at and paid.at.second:
        return None
    return paid.at > cancelled_at


def read_paid(rows: Iterable[Row]) -> tuple[Paid, ...]:
    """Rows of a marked table, with the columns of `PAID` at least, as records in order of time."""
    return tuple(sorted(map(_paid, rows), key=lambda p: (p.on, p.at, p.id)))


PAID = (
    "payment_id", "occurred_at", "has_time", "civil_date", "amount_minor", "currency", "channel", "account_id",
    "counterparty", "description", "method", "store", "subscription_id", "trial", "mandate", "one_off", "bundle",
    "hides_refunds", "status_unknown", "status_text", "maybe_mirror_of", "merchant_reference",
)  # fmt: skip


def _paid(row: Row) -> Paid:
    channel, party, text = row["channel"], row["counterparty"], row["description"]
    return Paid(
        id=row["payment_id"],
        at=row["occurred_at"].to_pydatetime(),
        timed=bool(row["has_time"]),
        on=row["civil_date"].date(),
        amount_minor=int(row["amount_minor"]),
        currency=row["currency"],
        channel=channel,
        account=row["account_id"],
        rail=rail_of((channel == "hand" and row["method"]) or channel, party, text, row["store"]),
        counterparty=party,
        description=text,
        subscribed=bool(row["subscription_id"]),
        trial=bool(row["trial"]),
        renewal_wording=bool(row["mandate"]),
        other_product=bool(row["one_off"]),
        bundle=bool(row["bundle"]),
        hides_refunds=bool(row["hides_refunds"]),
        status=row["status_text"] if row["status_unknown"] else "",
        in_history=bool(row["store"]),
        maybe_mirror=bool(row["maybe_mirror_of"]),
        order=row["merchant_reference"],
    )


def off_lattice(lattice: Lattice, paid: Paid, slot: int, *, lag: int = 0) -> bool:
    """Whether a payment is too far from the anchor with that number to be its debit.

    More than 3 days before (or the rail's window), or more than max(2, min(5, interval / 5)) days after.
    """
    off = (paid.on - lattice.anchor(slot)).days
    after = max(int(late(lattice.interval.days)), lag if not paid.timed else 0)
    return not -max(EARLY, paid.window) <= off <= after


def place(lattice: Lattice, payments: Iterable[Paid], *, arrears: bool = False) -> tuple[Placed, ...]:
    """Every payment but trials with its period, in order; off the lattice it is the period the day lies in.

    In arrears a payment pays for the period that ends at its anchor.
    """
    return tuple(_placed(lattice, [p for p in payments if not p.trial], -int(arrears)))


def unplaced(paid: Paid) -> Placed:
    """A payment that is laid on no lattice: its period is of no days."""
    return Placed(paid, 0, 0, False, False, Period(paid.on, paid.on))


def _placed(lattice: Lattice, payments: Sequence[Paid], shift: int) -> Iterator[Placed]:
    taken: set[int] = set()
    for paid in payments:
        slot = lattice.nearest(paid.on)
        on_lattice = not off_lattice(lattice, paid, slot)
        if not on_lattice:
            slot = lattice.index(paid.on)
        off = (paid.on - lattice.anchor(slot)).days
        yield Placed(paid, slot, off, on_lattice, slot in taken, lattice.period(slot + shift))
        if on_lattice:
            taken.add(slot)
