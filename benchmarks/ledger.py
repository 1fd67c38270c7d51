"""A large account as numbers: what happened, row after row, before any channel prints it.

As hard as real bills: one account; five thousand sellers, a few of them with most of the rows; half of the texts
unique, by an order's number in them; refunds in full and in part; orders never paid; plans among habits.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.samples.plans import add_months
from benchmarks.text_columns import DAY, Numbers

PURCHASE, RENEWAL, REFUND, UNPAID, INTEREST, RECEIVED = range(6)
LAST = datetime(2026, 6, 30, 12)
ROWS_A_DAY, FEWEST_DAYS = 500, 730
SHOPS, PRODUCTS, PLANS = 5000, 20000, 24
_EPOCH = date(1970, 1, 1)
_NOON = int((LAST - datetime(1970, 1, 1)).total_seconds())


@dataclass(frozen=True)
class Ledger:
    """Parallel columns in the order of time; of a refund, all but `at`, `kind` and `fen` are the purchase's."""

    at: Numbers
    kind: Numbers
    seller: Numbers  # of a renewal: the plan
    product: Numbers
    fen: Numbers
    number: Numbers
    ordered_at: Numbers
    ordered_fen: Numbers
    refunded: Numbers  # what had been given back of the row by the end
    of_a_plan: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.at)

    def rows(self, which: slice | Numbers | npt.NDArray[np.bool_]) -> Ledger:
        """These rows alone, in the order asked for."""
        return Ledger(*(getattr(self, f.name)[which] for f in fields(self)))

    @property
    def by_card(self) -> npt.NDArray[np.bool_]:
        """Paid with the bank card, and so seen by the bank too: every eighth purchase, every fourth plan."""
        bought = np.isin(self.kind, (PURCHASE, REFUND)) & ~self.of_a_plan
        return (bought & (self.number % 8 == 3)) | (self.of_a_plan & (self.seller % 4 == 1))

    @property
    def worded_alone(self) -> npt.NDArray[np.bool_]:
        """The text holds the order's number, and stands nowhere else."""
        return np.isin(self.kind, (PURCHASE, REFUND, UNPAID)) & ~self.of_a_plan & (self.number % 100 < 49)


@dataclass(frozen=True)
class Cancelled:
    """A plan that went on charging: when it was cancelled, and how many debits came after the service's end."""

    plan: int
    on: date
    debits_after: int


def ledger(rows: int, seed: int = 1) -> Ledger:
    """So many rows of one account, ending on the same day however many there are."""
    chance = np.random.default_rng(seed)
    renewals = _renewals(_first_day(rows))
    refunds = rows // 50
    bought = _bought(rows - len(renewals) - refunds, rows, chance)
    paid = _merged(bought, renewals)
    numbered = Ledger(**{**_columns(paid), "number": np.arange(len(paid), dtype=np.int64) * 777_767_777 % 10**15})
    given_back = _refunded(numbered, refunds, chance)
    back = _refund_rows(numbered, given_back, chance)
    return _merged(Ledger(**{**_columns(numbered), "refunded": given_back}), back)


def cancellations(rows: int) -> list[Cancelled]:
    """Every third plan, cancelled five days after a debit and charged on."""
    made = []
    for plan in range(0, PLANS, 3):
        dates = _dates(plan, _first_day(rows))
        after = 4 + plan % 9
        made.append(Cancelled(plan, dates[-1 - after] + timedelta(days=5), after))
    return made


def _first_day(rows: int) -> date:
    return LAST.date() - timedelta(days=max(FEWEST_DAYS, rows // ROWS_A_DAY))


def _dates(plan: int, first: date) -> list[date]:
    """The days on which a plan is debited: a day of the month, from its first month on."""
    begun = first + timedelta(days=1 + plan * 13)
    dates: list[date] = []
    while (day := add_months(begun, len(dates), begun.day)) < LAST.date():
        dates.append(day)
    return dates


def _renewals(first: date) -> Ledger:
    charged = [(plan, day) for plan in range(PLANS) for day in _dates(plan, first)]
    plan = np.array([p for p, _ in charged], np.int64)
    at = np.array([(day - _EPOCH).days * DAY + 600 + 61 * p for p, day in charged], np.int64)
    return _plain(at, np.full(len(at), RENEWAL), plan, plan, 1000 + 250 * plan)


def _bought(count: int, rows: int, chance: np.random.Generator) -> Ledger:
    """Purchases, and now and then an order that was never paid, interest of a fund, or money received."""
    begun = (_first_day(rows) - _EPOCH).days * DAY
    at = np.sort(chance.integers(begun, _NOON, count))
    kind = chance.choice([PURCHASE, UNPAID, INTEREST, RECEIVED], count, p=[0.96, 0.01, 0.02, 0.01])
    seller = (SHOPS * chance.random(count) ** 3).astype(np.int64)
    product = (PRODUCTS * chance.random(count) ** 2).astype(np.int64)
    odd = chance.integers(100, 50000, count)
    fen = np.where(chance.random(count) < 0.3, odd // 100 * 100 + 90, odd)
    return _plain(at, kind, seller, product, fen)


def _refunded(paid: Ledger, count: int, chance: np.random.Generator) -> Numbers:
    """What is given back of each row: of so many purchases all or half, of every sixth plan its last debit."""
    purchases = np.flatnonzero((paid.kind == PURCHASE) & (paid.at < _NOON - 9 * DAY))
    last = [np.flatnonzero((paid.kind == RENEWAL) & (paid.seller == plan))[-1] for plan in range(0, PLANS, 6)]
    chosen = np.append(chance.choice(purchases, count - len(last), replace=False), last)
    back = np.zeros(len(paid), np.int64)
    back[chosen] = np.where(chosen % 2 == 0, paid.fen[chosen], paid.fen[chosen] // 2)
    return back


def _refund_rows(paid: Ledger, given_back: Numbers, chance: np.random.Generator) -> Ledger:
    of = np.flatnonzero(given_back)
    later = np.minimum(paid.at[of] + chance.integers(600, 8 * DAY, len(of)), _NOON)
    changed = {
        "at": later,
        "kind": np.full(len(of), REFUND),
        "fen": given_back[of],
        "refunded": np.zeros(len(of), np.int64),
    }
    return Ledger(**{**_columns(paid.rows(of)), **changed})


def _plain(at: Numbers, kind: Numbers, seller: Numbers, product: Numbers, fen: Numbers) -> Ledger:
    none = np.zeros(len(at), np.int64)
    return Ledger(at, kind, seller, product, fen, none, at, fen, none, kind == RENEWAL)


def _merged(one: Ledger, other: Ledger) -> Ledger:
    both = Ledger(**{name: np.append(cells, getattr(other, name)) for name, cells in _columns(one).items()})
    return both.rows(np.argsort(both.at, kind="stable"))


def _columns(of: Ledger) -> dict[str, npt.NDArray[Any]]:
    return {f.name: getattr(of, f.name) for f in fields(of)}
