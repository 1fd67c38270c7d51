"""How the claim was reckoned and at which rates: what the law file says, and what the case file asked for instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from audit import law
from audit.law import Law
from audit.tables import Results


@dataclass(frozen=True)
class Way:
    """The options of one audit; `rate_mode` "" leaves the mode of each charge to the rules.

    `rows` tells in which line of the case file's sheet of options one was asked for.
    """

    as_of: date
    law: Law
    day_count: int
    rate_mode: str
    refund_allocation: str
    count_last_day: bool
    rows: Mapping[str, int]

    @classmethod
    def of(cls, results: Results) -> Way:
        """What this audit was reckoned with; of two options of one name the last stands."""
        rules = law.load(results.jurisdiction)
        asked = results.case.options if rules.claim.interest else results.case.options.iloc[:0]
        asked = asked[asked["value"].ne("")]
        chosen = dict(zip(asked["name"], asked["value"], strict=True))
        own = rules.claim
        return cls(
            results.as_of,
            rules,
            int(chosen.get("day_count", own.day_count)),
            chosen.get("rate_mode", ""),
            chosen.get("refund_allocation", own.refund_allocation),
            chosen.get("count_last_day", "yes" if own.count_last_day else "no") == "yes",
            dict(zip(asked["name"], asked["row"].fillna(0).astype(int), strict=True)),
        )

    @property
    def until(self) -> date:
        """The first day that bears no interest any more."""
        return self.as_of + timedelta(days=int(self.count_last_day))

    def mode(self, by_rule: str) -> str:
        """How the rate of a charge is set: as asked for, else as the rules say of it."""
        return self.rate_mode or by_rule or self.law.claim.rate_mode


@dataclass(frozen=True)
class Step:
    """A yearly rate in percent from a day on; `own_row` is its line in the case file where no publication gave it."""

    series: str
    from_on: date
    percent: Decimal
    own_row: int = 0


@dataclass(frozen=True)
class Rates:
    """The published steps, and those of the case file for days no publication covers, in the order of their days."""

    prime: tuple[Step, ...]
    deposit: tuple[Step, ...]

    @classmethod
    def of(cls, results: Results) -> Rates:
        """The two tables of the jurisdiction; empty where it provides for no interest."""
        rules = law.load(results.jurisdiction)
        terms = rules.claim
        if not terms.interest:
            return cls((), ())
        series = (terms.rate_series, terms.deposit_series or terms.rate_series)
        prime, deposit = (_steps(results, rules, name, terms.rate_series) for name in series)
        return cls(prime, deposit)

    def on(self, day: date, *, deposit: bool = False) -> Decimal:
        """The rate of a day; nothing before the table begins."""
        found = [step.percent for step in (self.deposit if deposit else self.prime) if step.from_on <= day]
        return found[-1] if found else Decimal(0)

    def changes(self) -> list[date]:
        """The days on which the prime rate begins or becomes another one."""
        first = [step.from_on for step in self.prime[:1]]
        return first + [b.from_on for a, b in zip(self.prime, self.prime[1:], strict=False) if a.percent != b.percent]


def _steps(results: Results, rules: Law, name: str, usual: str) -> tuple[Step, ...]:
    published = rules.rate_series(name)
    steps = {day: Step(name, day, percent) for day, percent in published.points}
    first, last = published.points[0][0], published.valid_through
    own = results.case.rates
    mine = own[own["series"].where(own["series"].ne(""), usual).eq(name)].sort_values(["from_on", "percent"])
    for row in mine.itertuples():
        day = row.from_on.date()
        if not first <= day <= last:
            steps[day] = Step(name, day, Decimal(row.percent), int(row.row))
    return tuple(steps[day] for day in sorted(steps))
