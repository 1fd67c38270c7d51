"""One invented person: accounts, what was paid and came back, what was cancelled, and the truth of every payment.

The truth is written at the moment a thing happens, by what the plan knows; nothing here looks at what was printed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from benchmarks.judgement.bills import Account, Export, Facts, Payment, card_row, charge_row, printed_in, refund_row
from benchmarks.judgement.plans import Plan, sellers

BEGIN = date(2022, 1, 1)  # every export of a whole history reaches back to here


@dataclass(frozen=True)
class Truth:
    """What the plan says of one payment: settled and so much owed after refunds, or open with what hangs on it."""

    person: str
    kind: str
    cancellation: str
    ids: tuple[str, ...]
    currency: str
    verdict: str
    settled: bool
    owed: int = 0
    asked: int = 0


class Life:
    """One person's rows, cancellations and truths, in the order in which they come about."""

    def __init__(self, person: str, seed: str) -> None:
        self.person = person
        self.chance = random.Random(f"judgement {seed} {person}")
        self.names = sellers(self.chance)
        self.accounts: dict[str, Account] = {}
        self.rows: list[tuple[Account, Facts, list[tuple[datetime, int]]]] = []
        self.cancellations: list[Facts] = []
        self.events: list[Facts] = []
        self.truths: list[Truth] = []
        self.stories: list[Any] = []  # of the plans this person has, in the order they came about
        self.terse = self.chance.random() < 0.3  # the card's bill names the wallet alone, no seller

    def number(self) -> str:
        """A number that no other row has."""
        return f"{self.chance.randrange(10**27, 10**28)}"

    def short(self) -> str:
        """The short name of a seller not yet met."""
        return self.names.pop()

    def account(self, channel: str, *, other: bool = False, **facts: Any) -> Account:
        """The person's account of that channel, or the family member's; a third of wallets are paid from a card."""
        name = channel + "/2" * other
        if name not in self.accounts:
            digits = f"{self.chance.randrange(1000, 10000)}"
            owner = digits if channel.startswith("bank") else f"{self.person}-{'乙' if other else '甲'}-{channel}"
            card = "" if other or channel.startswith("bank") or self.chance.random() < 0.65 else self._card()
            made = Account(channel, owner, card=card, **facts)
            made.web = channel == "alipay" and self.chance.random() < 0.3
            self.accounts[name] = made
        return self.accounts[name]

    def _card(self) -> str:
        return self.account("bank:cmb").id

    def pay(self, account: Account, at: datetime, fen: int, seller: str, text: str, **facts: Any) -> Payment:
        """One debit, and the card's row of it where a card pays and its bill is there."""
        row = charge_row(account, at, fen, seller, text, self.number()) | facts
        paid = Payment([row["transaction_id"]], at, fen, account, row)
        self.rows.append((account, row, paid.backs))
        if account.card and row["status"] == "settled":
            paid.ids.append(self._on_card(row, at))
        return paid

    def back(self, paid: Payment, at: datetime, fen: int, *, numbered: bool = True, told: bool = True) -> None:
        """Money that comes back: with the debit's number or without, told by the debit's own row or not."""
        of = paid.row if numbered else None
        row = refund_row(paid.account, at, fen, paid.row["counterparty"], self.number(), of)
        self.rows.append((paid.account, row, []))
        if told:
            paid.backs.append((at, fen))
        if paid.account.card:
            self._on_card(row, at)

    def _on_card(self, row: Facts, at: datetime) -> str:
        card = self.account("bank:cmb")
        late = timedelta(days=self.chance.choice((0, 0, 0, 1, 2)), seconds=4)
        seen = card_row(card, row, at if late.days == 0 else at + late, self.number(), terse=self.terse)
        if late.days:
            seen |= {"has_time": False, "occurred_at": datetime.combine((at + late).date(), time())}
        self.rows.append((card, seen, []))
        return str(seen["transaction_id"])

    def cancel(self, plan: Plan, at: datetime, **cells: Any) -> str:
        """A row of the case file; its id."""
        row: Facts = {
            "cancellation_id": f"C{len(self.cancellations) + 1}",
            "service": plan.text,
            "cancelled_at": at,
            "cancelled_has_time": at.time() != time(),
            "terms": "period_end",
            "billing": "advance",
            "path": "app",
            "proof": self.chance.choice("AABBBC"),
        }
        self.cancellations.append(row | cells)
        return str(row["cancellation_id"])

    def settle(self, kind: str, case: str, paid: Payment, verdict: str, owed: int = 0) -> None:
        """The data settle this payment: so much of it is owed, or nothing."""
        self._tell(kind, case, paid, verdict, True, owed, 0)

    def leave_open(self, kind: str, case: str, paid: Payment, verdict: str, asked: int = -1) -> None:
        """The data do not settle this payment: so much hangs on it, all of it unless said."""
        self._tell(kind, case, paid, verdict, False, 0, paid.fen if asked < 0 else asked)

    def _tell(self, kind: str, case: str, paid: Payment, verdict: str, settled: bool, owed: int, asked: int) -> None:
        currency = str(paid.row["currency"])
        self.truths.append(Truth(self.person, kind, case, tuple(paid.ids), currency, verdict, settled, owed, asked))

    def export(self, last: datetime) -> None:
        """Whatever account has no export yet is exported whole; a third also once before, half a year back or more."""
        for account in self.accounts.values():
            if account.exports:
                continue
            name = f"{self.person}/{account.channel.replace(':', '-')}-{account.id}"
            split = last.date() - timedelta(days=self.chance.randint(30, 400))
            if self.chance.random() < 0.3:  # two files, one where the other ends
                after = datetime.combine(split + timedelta(days=self.chance.randint(1, 20)), time(12, 0, 1))
                account.exports.append(Export(f"{name}-1.csv", BEGIN, split, after))
                account.exports.append(Export(f"{name}-2.csv", split + timedelta(days=1), last.date(), last))
                continue
            account.exports.append(Export(f"{name}.csv", BEGIN, last.date(), last))
            if self.chance.random() < 0.35:
                before = last - timedelta(days=self.chance.randint(20, 300))
                account.exports.append(Export(f"{name}-old.csv", BEGIN, before.date(), before))

    def printed(self) -> list[Facts]:
        """Every row as often as an export shows it, under its person."""
        made: list[Facts] = []
        places: dict[str, int] = {}
        for account, row, backs in sorted(self.rows, key=lambda one: (one[1]["occurred_at"], one[1]["transaction_id"])):
            for export in account.exports:
                hidden = export.hides_refunds and row["direction"] != "out"
                if export.shows(row["occurred_at"]) and not hidden:
                    places[export.file] = places.get(export.file, 1) + 1
                    tells = account.tells_refunds and not export.hides_refunds
                    made.append(printed_in(export, row, backs, tells, places[export.file]) | {"person": self.person})
        return made

    def sources(self) -> list[Facts]:
        """What every export says of itself."""
        return [
            {
                "person": self.person, "file": e.file, "statement_id": e.file, "channel": a.channel, "account_id": a.id,
                "from_on": e.since, "to_on": e.until, "covered_from_at": e.covered[0], "covered_until_at": e.covered[1],
                "exported_at": e.made_at, "hides_refunds": e.hides_refunds,
                "filter": "仅支出" if e.hides_refunds else "全部",
            }
            for a in self.accounts.values() for e in a.exports
        ]  # fmt: skip
