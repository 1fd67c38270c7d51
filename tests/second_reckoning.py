"""The claim reckoned a second time, by the book and nothing else: fractions, loops from day to day, no table.

Written from the rules alone. It shares no line with the judging it is held against: its own month ends, its own copy of
the published rates, its own rounding. Slow and plain on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache

DAY = timedelta(days=1)
WINDOW = 1  # days before an anchor on which the wallet may debit for the period it begins
LONG_NOTICE, LONG_PLAN = 30, 3  # days before the cancellation; months of a plan whose renewal is asked about
LPR = """2019-08-20 425 2019-09-20 420 2019-11-20 415 2020-02-20 405 2020-04-20 385 2021-12-20 380 2022-01-20 370
2022-08-22 365 2023-06-20 355 2023-08-21 345 2024-07-22 335 2024-10-21 310 2025-05-20 300""".split()
DEPOSIT = 150


@dataclass(frozen=True)
class Debit:
    """Money taken: at a moment with its seconds, and what of it came back on which days, in minor units."""

    at: datetime
    backs: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Life:
    """One plan of one person, cancelled, and debited on or not; equal only to itself, so that it is found fast."""

    months: int  # of one period; 0 for a plan of so many days
    days: int
    first: date  # a day on which a period begins
    price: int
    currency: str
    debits: tuple[Debit, ...]
    cancelled: datetime
    timed: bool  # whether the hour of the cancellation is known
    terms: str
    fault: str
    arrears: bool
    stated: date | None  # the merchant's written word
    trial_end: date | None
    opened: date | None
    proof: str
    demands: tuple[date, ...]  # in their order


@dataclass(frozen=True)
class Way:
    """How interest is reckoned; mode "" is the law's own."""

    filed: date
    mode: str = ""
    basis: int = 365
    interest_first: bool = False
    last_day: bool = False


@dataclass(frozen=True)
class Owed:
    """What one debit comes to, in minor units."""

    claimable: int
    asked: int
    principal: int
    interest: int
    question: int
    surplus: int
    limit: date


def anchor(life: Life, k: int) -> date:
    """The k-th day on which a period begins, from the first one every time."""
    if not life.months:
        return life.first + k * life.days * DAY
    months = life.first.month - 1 + k * life.months
    return on_day(life.first.year + months // 12, months % 12 + 1, life.first.day)


def on_day(year: int, month: int, day: int) -> date:
    """That day of the month, or the month's last one."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


@cache
def anchors(life: Life) -> list[date]:
    """The beginnings of every period that matters, one before the first debit and some after the last."""
    found, k = [anchor(life, -2)], -1
    last = max([life.cancelled.date(), *(d.at.date() for d in life.debits)])
    while found[-1] <= last or k < 3:
        found.append(anchor(life, k))
        k += 1
    return [*found, anchor(life, k), anchor(life, k + 1)]


def period_of(life: Life, on: date) -> tuple[date, date]:
    """The period a debit pays for: one that begins on its day or within the window after it, else the running one."""
    days = anchors(life)
    begins = next((a for a in days if on <= a <= on + WINDOW * DAY), None) or max(a for a in days if a <= on)
    at = days.index(begins)
    return (days[at - 1], begins) if life.arrears else (begins, days[at + 1])


def due(life: Life, on: date) -> date:
    """The anchor at which a debit was taken."""
    begin, end = period_of(life, on)
    return end if life.arrears else begin


def came_after(life: Life, debit: Debit) -> bool | None:
    """Whether a debit came after the cancellation; None where one day holds both and the hour is not known."""
    if life.timed:
        return debit.at > life.cancelled
    day = life.cancelled.date()
    return None if debit.at.date() == day else debit.at.date() > day


@cache
def service_end(life: Life) -> tuple[date, bool, date | None]:
    """The first day no longer paid for; whether the times leave it open; the anchor that nobody had paid, if so."""
    day = life.cancelled.date()
    if life.stated:
        return life.stated, False, None
    if life.terms in ("immediate", "rescinded"):
        return day + DAY, False, None
    if life.trial_end and day < life.trial_end:
        return life.trial_end, False, None
    days = anchors(life)
    following = min(a for a in days if a > day)
    if day in days:
        debit = next((d for d in life.debits if due(life, d.at.date()) == day), None)
        if debit is None or debit.at.date() > day:
            return day, False, None
        if debit.at.date() < day:
            return following, False, None
        after = came_after(life, debit)
        return (day if after else following), after is None, None
    running = max(a for a in days if a < day)
    order = [came_after(life, d) for d in life.debits if due(life, d.at.date()) == running]
    if life.arrears or False in order:
        return following, False, None
    if None in order:  # debited on the very day, late for its anchor: whether the running period was paid is open
        return following, True, None
    return running, False, running


@cache
def judged(life: Life, number: int) -> tuple[int, int, date]:
    """What is claimed and what is asked of a debit before refunds, and the day from which interest may run."""
    debit, price = life.debits[number], life.price
    end, open_end, unpaid = service_end(life)
    on, after = debit.at.date(), came_after(life, debit)
    begin, until = period_of(life, on)
    if begin >= end and after is False:
        return 0, price, on
    notice = life.months >= LONG_PLAN and number > 0 and (life.cancelled.date() - on).days <= LONG_NOTICE
    if after is False and notice:
        return 0, price, on
    # In arrears the debit of that very day is for the period before; the one for the period it begins is left open.
    unknown = begin == life.cancelled.date() if life.arrears and open_end else after is None
    if unknown and (open_end or begin >= end):
        return 0, price, on
    if unpaid and due(life, on) == unpaid:
        return 0, price, on
    if begin >= end:
        return price, 0, on
    if life.terms in ("immediate", "rescinded") and begin < end < until:
        share = half_up(Fraction(price * (until - end).days, (until - begin).days))
        mine = life.fault in ("merchant", "agreed")
        return (share if mine else 0), (0 if mine else share), max(end, on)
    return 0, 0, on


def owed(life: Life, number: int, way: Way) -> Owed:
    """What one debit comes to on the day of filing."""
    debit = life.debits[number]
    claimable, asked, since = judged(life, number)
    backs = sorted((max(on, since), amount) for on, amount in debit.backs if on <= way.filed)
    back = sum(amount for _, amount in backs)
    limit = limitation(debit.at.date(), life.demands)
    surplus = max(0, back - max(life.price, claimable))
    question = max(0, asked - max(0, back - claimable))
    principal, interest = max(0, claimable - back), 0
    bears = claimable and life.currency == "CNY" and life.proof != "D" and not paid_back(life, debit, claimable, way)
    if bears and way.interest_first:
        principal, interest = after_interest(claimable, since, backs, rate(life, debit, way), way)
    elif bears:
        interest = half_up(accrued(claimable, since, stop(way), backs, rate(life, debit, way), way.basis))
    return Owed(claimable, asked, principal, interest, question, surplus, limit)


def paid_back(life: Life, debit: Debit, claimable: int, way: Way) -> bool:
    """Whether all of it had come back before, or on the day on which, it was asked for."""
    back = 0
    for on, amount in sorted(b for b in debit.backs if b[0] <= way.filed):
        back += amount
        if back >= claimable:
            return not life.demands or life.demands[0] >= on
    return False


def stop(way: Way) -> date:
    """The first day that bears nothing any more."""
    return way.filed + DAY if way.last_day else way.filed


def rate(life: Life, debit: Debit, way: Way) -> int | None:
    """The one rate of a debit in hundredths of a percent; None where the published rate of each day counts."""
    mode = way.mode
    if not mode and life.terms == "rescinded" and is_share(life, debit):
        mode = "fixed_at_contract" if life.fault in ("merchant", "agreed") else "deposit_benchmark"
    if mode in ("", "segmented"):
        return None
    if mode == "deposit_benchmark":
        return DEPOSIT
    return lpr(debit.at.date() if mode == "fixed_at_charge" else contract_day(life, debit))


def is_share(life: Life, debit: Debit) -> bool:
    """Whether only a part of the period is claimed or asked."""
    claimable, asked, _ = judged(life, life.debits.index(debit))
    begin, until = period_of(life, debit.at.date())
    return bool(claimable or asked) and begin < service_end(life)[0] < until


def contract_day(life: Life, debit: Debit) -> date:
    """The day of the contract: as the person says, else of the payment for the period in which it was cancelled."""
    if life.opened:
        return life.opened
    end = service_end(life)[0]
    before = [
        d.at.date() for d in life.debits
        if d.at.date() <= life.cancelled.date() and period_of(life, d.at.date())[0] < end
    ]  # fmt: skip
    return before[-1] if before else period_of(life, debit.at.date())[0]


def lpr(on: date) -> int:
    """The published rate of a day in hundredths of a percent; the last one where nothing newer is known."""
    return DAILY[on.toordinal()]


def accrued(
    balance: int, since: date, until: date, backs: list[tuple[date, int]], fixed: int | None, basis: int
) -> Fraction:
    """Simple interest day by day, the first day counted, on what is left of the balance that day."""
    total = 0
    for number in range(since.toordinal(), until.toordinal()):
        while backs and backs[0][0].toordinal() <= number:
            balance, backs = max(0, balance - backs[0][1]), backs[1:]
        total += balance * (DAILY[number] if fixed is None else fixed)
    return Fraction(total, 100 * 100 * basis)


def after_interest(
    balance: int, since: date, backs: list[tuple[date, int]], fixed: int | None, way: Way
) -> tuple[int, int]:
    """What is left of principal and interest when every refund pays the interest of its day first."""
    due = 0
    for on, amount in backs:
        on = min(on, stop(way))
        due += half_up(accrued(balance, since, on, [], fixed, way.basis))
        paid = min(due, amount)
        due, balance, since = due - paid, max(0, balance - (amount - paid)), on
    return balance, due + half_up(accrued(balance, since, stop(way), [], fixed, way.basis))


def limitation(start: date, demands: tuple[date, ...]) -> date:
    """Three years on, and three years from every demand that came in time; twenty years from the start at most."""
    limit = on_day(start.year + 3, start.month, start.day)
    for demanded in demands:
        if start <= demanded <= limit:
            limit = on_day(demanded.year + 3, demanded.month, demanded.day)
    return min(limit, on_day(start.year + 20, start.month, start.day))


def statutory(fee: int) -> int:
    """Three times what was paid, at least 500.00; nothing where nothing was paid."""
    return max(3 * fee, 500_00) if fee else 0


def half_up(value: Fraction) -> int:
    """To the nearest whole one, the half upward."""
    return int(value + Fraction(1, 2))


def _daily() -> list[int]:
    points = {date.fromisoformat(LPR[n]).toordinal(): int(LPR[n + 1]) for n in range(0, len(LPR), 2)}
    rates = [0] * min(points)
    for number in range(min(points), date(2040, 1, 1).toordinal()):
        rates.append(points.get(number, rates[-1]))
    return rates


DAILY = _daily()
