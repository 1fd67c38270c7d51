"""The ground every kind of case stands on: a plan paid for a while, cancelled well inside a period, debited on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from benchmarks.judgement.bills import Account, Payment
from benchmarks.judgement.lives import Life
from benchmarks.judgement.plans import KEPT, Plan, any_step, plan

CANCELLED = (date(2024, 3, 1), date(2026, 1, 31))  # between these days a person cancels
LAST = date(2026, 9, 30)  # no export is later
LIVELY = frozenset(  # kinds whose truth does not hang on exact days, texts and rails
    (
        "charged on", "never again", "own mandate", "second row", "memory alone", "two plans", "spouse named", "denied",
        "other products", "refunded by number", "refunded by status", "refunded by status alone", "refunded in parts",
        "named shortly", "after silence", "other mandate", "bills without refunds", "at once agreed", "at once unsaid",
        "renewal day shown", "full export beside",
    )
)  # fmt: skip
RAILS = {"wechat": 44, "alipay": 36, "bank:cmb": 8, "bank:icbc": 12}  # percent of plans


class Story:
    """One plan of one life. `slot` is the period of the cancellation, `end` the first day no longer paid for."""

    def __init__(
        self,
        life: Life,
        kind: str,
        *,
        step: tuple[int, int] | None = None,
        rail: str = "",
        kept: int = 0,
        hours: tuple[int, int] = (0, 24),
        seller: str = "",
    ) -> None:
        self.life, self.kind, self.chance = life, kind, life.chance
        self.step = step or any_step(self.chance)
        rail = rail or self.chance.choices(list(RAILS), list(RAILS.values()))[0]
        self.account: Account = life.account(rail, timed=rail != "bank:icbc")
        self.slot = (kept or self.chance.randint(*KEPT[self.step])) - 1
        self.clock = time(self.chance.randrange(*hours), self.chance.randrange(60), self.chance.randrange(1, 60))
        life.stories.append(self)
        self.lively = kind in LIVELY
        self.reworded = self.slot // 2 if self.lively and self.chance.random() < 0.1 else 10**6  # from that slot on
        self.plan: Plan = self._begun(plan(self.chance, seller or life.short(), self.step, date(2023, 1, 1)))
        self.price = self.plan.price
        self.case = ""
        self.kept: list[Payment] = []
        self.late: list[Payment] = []
        self.cancelled_at = datetime.combine(self.plan.beat.first, time())
        self.end = self.anchor(self.slot + 1)

    def _begun(self, drawn: Plan) -> Plan:
        """The plan with its first payment so placed that the period of the cancellation lies in the usual years."""
        months, days = self.step
        first, last = CANCELLED[0], min(CANCELLED[1], LAST - timedelta(days=2 * days + 62 * months))
        wanted = first + timedelta(days=self.chance.randrange((last - first).days))
        before = timedelta(days=self.slot * (days or round(30.44 * months)))
        start = wanted - before
        return drawn.on(start if days or start.day < 29 else start.replace(day=self.chance.randint(1, 28)))

    def anchor(self, k: int) -> date:
        """The first day of the k-th period."""
        return self.plan.beat.anchor(k)

    def debit(self, k: int, *, fen: int = 0, off: int = 0, account: Account | None = None, **facts: Any) -> Payment:
        """The k-th period's debit, so many days off its anchor; in lively kinds some are a little late or reworded."""
        off = off or (self._late(k) if self.lively else 0)
        at = datetime.combine(self.anchor(k) + timedelta(days=off), self.clock)
        if k >= self.reworded and "description" not in facts:
            facts["description"] = self.plan.printed(self.chance).replace("连续包月", "自动续费")
        return self.debit_at(at, fen=fen, account=account, **facts)

    def _late(self, k: int) -> int:
        """Days by which a bank without hours books late, or a wallet's second try is later than its first."""
        if not self.step[0] or k == 0:
            return 0
        if not self.account.timed:
            return self.chance.choice((0, 0, 0, 0, 0, 0, 1, 2, 3))
        if k == self.slot or self.chance.random() > 0.06:
            return 0
        self.debit_at(datetime.combine(self.anchor(k), self.clock), status="declined", status_text="支付失败")
        return 1

    def debit_at(self, at: datetime, *, fen: int = 0, account: Account | None = None, **facts: Any) -> Payment:
        """A debit of this plan at any moment."""
        text = str(facts.pop("description", self.plan.printed(self.chance)))
        where = account or self.account
        return self.life.pay(where, at, fen or self.price, self.plan.seller, text, **facts)

    def paid(self, **facts: Any) -> Story:
        """Every period up to that of the cancellation paid on its day."""
        self.kept = [self.debit(k, **facts) for k in range(self.slot + 1)]
        return self

    def day_inside(self, *, after: int = 0, before: int = 1) -> date:
        """A day inside the period of the cancellation, so many days clear of both its ends, and of any dispute."""
        clear = after or (32 if self.plan.beat.long else 1 if self.account.timed else min(4, self._length() // 3))
        first, last = self.anchor(self.slot) + timedelta(days=clear), self.end - timedelta(days=before)
        return first + timedelta(days=self.chance.randrange(max(1, (last - first).days)))

    def _length(self) -> int:
        return (self.end - self.anchor(self.slot)).days

    def moment(self, day: date) -> datetime:
        """That day, six times in ten with an hour."""
        hour = time(self.chance.randint(8, 21), self.chance.randrange(1, 60))
        return datetime.combine(day, hour if self.chance.random() < 0.6 else time())

    def cancel(self, at: datetime | None = None, **cells: Any) -> Story:
        """The person cancels, inside the period unless told when."""
        self.cancelled_at = at or self.moment(self.day_inside())
        self.case = self.life.cancel(self.plan, self.cancelled_at, **cells)
        return self

    def charged_on(self, most: int = 4, *, least: int = 1, skip: int = 0, **facts: Any) -> Story:
        """Debits of the periods after the end, as many as drawn and as fit before the last export."""
        count = self.chance.randint(least, most if not self.plan.beat.long else min(most, max(least, 1)))
        slots = [self.slot + 1 + skip + n for n in range(count)]
        self.late = [self.debit(k, **facts) for k in slots if self.anchor(k) <= LAST]
        return self

    def settled(self, *, term: str = "in_term") -> Story:
        """The truth of the plain course: the period of the cancellation is not owed, every debit after the end is."""
        self.settle(self.kept[-1:], term)
        self.settle(self.late, "after_end", owed=True)
        return self

    def settle(self, payments: list[Payment], verdict: str, *, owed: bool = False) -> None:
        """The data settle these: owed whole, or not at all."""
        for paid in payments:
            self.life.settle(self.kind, self.case, paid, verdict, paid.fen if owed else 0)

    def leave_open(self, payments: list[Payment], verdict: str) -> None:
        """The data do not settle these."""
        for paid in payments:
            self.life.leave_open(self.kind, self.case, paid, verdict)
