"""What is left of each charge from day to day, as refunds come in, and how a refund is set off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.judging.interest import Stretches, Whole
from audit.periods import Days

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Paybacks:
    """Refunds in order of charge and day: `amount` minor units came back for charge `line` on `day`.

    `dated` is False where no record tells the day, and the first day of interest stands in for it.
    """

    line: Whole
    day: Days
    amount: Whole
    certain: Mask
    dated: Mask

    def only(self, rows: npt.NDArray[Any]) -> Paybacks:
        """The refunds a mask keeps, or those at the places given."""
        return Paybacks(*(getattr(self, f.name)[rows] for f in fields(self)))

    def of(self, lines: npt.NDArray[np.intp]) -> Paybacks:
        """The refunds of these charges (in rising order), numbered anew by their place among them."""
        mine = self.only(np.isin(self.line, lines))
        return replace(mine, line=np.searchsorted(lines, mine.line))

    def rows(self, line: int) -> list[tuple[int, int, bool]]:
        """The refunds of one charge: day, amount, and whether it is certain."""
        own = slice(*np.searchsorted(self.line, (line, line + 1)).tolist())
        return list(zip(self.day[own].tolist(), self.amount[own].tolist(), self.certain[own].tolist(), strict=True))

    def per_line(self, lines: int) -> Whole:
        """The sum that came back for each of `lines` charges."""
        total = np.zeros(lines, dtype=np.int64)
        np.add.at(total, self.line, self.amount)
        return total

    def dated_lines(self, lines: int) -> Mask:
        """Which of `lines` charges know the day of every refund."""
        dated = np.ones(lines, dtype=bool)
        dated[self.line[~self.dated]] = False
        return dated


def ordered(paybacks: Paybacks) -> Paybacks:
    """The refunds sorted by charge and day."""
    return paybacks.only(np.lexsort((paybacks.day, paybacks.line)))


def balances(begin: Days, claimable: Whole, paybacks: Paybacks, fixed: Whole, until: int) -> Stretches:
    """Each charge's balance from its first day of interest to `until`, lower from the day of every refund on.

    A refund before that first day counts from the start; nothing falls below zero.
    """
    lines = np.arange(len(begin))
    line = np.concatenate((lines, paybacks.line))
    day = np.concatenate((begin, np.maximum(paybacks.day, begin[paybacks.line])))
    back = np.concatenate((np.zeros(len(begin), dtype=np.int64), paybacks.amount))
    order = np.lexsort((day, line))  # stable: a charge's opening stays before refunds of the same day
    line, day, back = line[order], np.minimum(day[order], until), back[order]
    running = np.cumsum(back)
    opening = np.searchsorted(line, lines)
    before = (running - back)[opening]
    balance = np.maximum(0, claimable[line] - (running - before[line]))
    end = np.full(len(line), until, dtype=np.int64)
    end[:-1] = np.where(line[1:] == line[:-1], day[1:], until)
    return Stretches(line, day, np.maximum(end, day), balance, fixed[line])


def settled_on(begin: Days, claimable: Whole, paybacks: Paybacks) -> Whole:
    """The day on which refunds reached the whole claimable amount of each charge; -1 where they never did."""
    running = np.cumsum(paybacks.amount)
    first = np.searchsorted(paybacks.line, paybacks.line)
    back = running - (running - paybacks.amount)[first] if len(running) else running
    reached = back >= claimable[paybacks.line]
    day = np.full(len(begin), -1, dtype=np.int64)
    # the last write wins, so the earliest day has to be written last
    day[paybacks.line[reached][::-1]] = paybacks.day[reached][::-1]
    return day


Accrue = Callable[[int, int, int], int]  # (balance, first day, day after the last) -> interest in minor units


@dataclass(frozen=True)
class SetOff:
    """One charge after its refunds paid interest first: what is left of it, the interest still owed, since when."""

    principal: int
    interest: int
    carried: int  # the part of `interest` that had accrued before `since`
    since: int


def interest_first(begin: int, claimable: int, refunds: list[tuple[int, int]], until: int, accrue: Accrue) -> SetOff:
    """Refunds set off against the interest accrued by their day, then against the principal (Civil Code art. 561).

    Interest is rounded once at every refund, as it is paid there.
    """
    balance, due, since = claimable, 0, begin
    for day, amount in refunds:
        day = min(max(day, since), until)
        due += accrue(balance, since, day)
        paid = min(amount, due)
        due, balance, since = due - paid, max(0, balance - (amount - paid)), day
    return SetOff(balance, due + accrue(balance, since, until), due, since)
