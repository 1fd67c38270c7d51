"""What a law file holds once it is read: frozen records, and the question which version of a rule applies.

Whose day decides differs from rule to rule: a duty to give notice is judged by the day of the charge, a right to
leave by the day of the cancellation, the basis of interest by the day of the claim, a procedure by the day of filing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from audit.errors import RuleError
from audit.periods import add_months
from audit.wording import NOTHING, Words

Param = str | int | bool | tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One version of one rule: in force on `[in_force_from, in_force_to)`, judged on the day `applies_on` names."""

    id: str
    title: str
    article: str
    citation: Words
    quote: str
    effect: str
    applies_on: str  # charge, cancellation, claim or filing
    in_force_from: date
    in_force_to: date
    params: Mapping[str, Param]
    cite: str
    confidence: str
    status: str = "in_force"
    in_total: bool = True
    note: str = ""

    @property
    def quotable(self) -> bool:
        """Whether a letter may name it; a rule known from memory never is."""
        return self.cite == "yes" and self.confidence != "memory" and self.status == "in_force"

    def in_force(self, on: date) -> bool:
        """Whether this version stands on that day; the last day of an old version is the day before the new one."""
        return self.status == "in_force" and self.in_force_from <= on < self.in_force_to

    def in_time(self, contract: date | None, cancellation: date | None) -> bool:
        """Whether a right to withdraw was still open on the day of the cancellation; True for every other rule.

        Its `withdrawal_days` begin the day after the contract; where that day is not known, it was not.
        """
        if not self.number("withdrawal_days"):
            return True
        if contract is None or cancellation is None:
            return False
        return 0 <= (cancellation - contract).days <= self.number("withdrawal_days")

    def last_day(self, start: date) -> date:
        """The last day of a time limit that runs from that day, by the rule's months, weeks and days."""
        more = timedelta(days=self.number("days"), weeks=self.number("weeks"))
        return add_months(start, self.number("months")) + more

    def number(self, name: str) -> int:
        """A whole-number parameter; 0 where the rule does not set it."""
        value = self.params.get(name, 0)
        return value if isinstance(value, int) else 0

    def text(self, name: str) -> str:
        """A text parameter; "" where the rule does not set it."""
        value = self.params.get(name, "")
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class RateSeries:
    """A published yearly rate: each point holds from its day on, the last one is known up to `valid_through`."""

    id: str
    name: Words
    points: tuple[tuple[date, Decimal], ...]
    valid_through: date
    confidence: str


@dataclass(frozen=True)
class ClaimTerms:
    """How a claim is reckoned here: whether interest runs, by which series and mode, and how refunds are set off."""

    interest: bool
    day_count: int
    day_count_options: tuple[int, ...]
    rate_series: str
    deposit_series: str
    rate_mode: str
    rate_modes: tuple[str, ...]
    refund_allocation: str
    refund_allocations: tuple[str, ...]
    conditional_damages: str
    count_last_day: bool = False


@dataclass(frozen=True)
class Clocks:
    """Terms in hours, days, months, years; 0 where the jurisdiction sets none."""

    support_hours: int
    evidence_months_min: int
    evidence_months_suggested: int
    watch_cycles: tuple[int, ...]
    complaint_accept_working_days: int = 0
    limitation_years: int = 0
    limitation_max_years: int = 0


@dataclass(frozen=True)
class Remedy:
    """A place to turn to besides the merchant: a store's refund page, a consumer agency."""

    id: str
    kind: str
    name: Words
    url: str
    confidence: str
    advise_within_days: int = 0
    pending_charge_allowed: bool = True
    fields: tuple[str, ...] = ()
    user_types_on_site: tuple[str, ...] = ()


@dataclass(frozen=True)
class LegalWording:
    """What every output must say, and what none may: assertions about the merchant that a record cannot carry."""

    footer: Words
    h4: Words = NOTHING  # the reservation of statutory damages, the only place for the words of `only_in_h4`
    banned_zh: tuple[str, ...] = ()
    banned_en: tuple[str, ...] = ()
    only_in_h4_zh: tuple[str, ...] = ()
    only_in_h4_en: tuple[str, ...] = ()


@dataclass(frozen=True)
class Law:
    """One jurisdiction as data, checked against itself when it was read."""

    jurisdiction: str
    currency: str
    timezone: str
    checked: date
    claim: ClaimTerms
    clocks: Clocks
    wording: LegalWording
    rules: tuple[Rule, ...]
    series: tuple[RateSeries, ...] = ()
    remedies: tuple[Remedy, ...] = field(default=())

    def rules_on(
        self,
        effect: str,
        *,
        charge: date | None = None,
        cancellation: date | None = None,
        claim: date | None = None,
        filing: date | None = None,
        contract: date | None = None,
    ) -> tuple[Rule, ...]:
        """The rules of that effect in force, each on the day it applies on; one whose day is not given is left out.

        A right to withdraw is there only for a cancellation within its days of the contract. Rules that may not be
        quoted are among them: ask `Rule.quotable` before printing one.
        """
        days = {"charge": charge, "cancellation": cancellation, "claim": claim, "filing": filing}
        return tuple(
            r
            for r in self.rules
            if r.effect == effect
            and (on := days[r.applies_on]) is not None
            and r.in_force(on)
            and r.in_time(contract, cancellation)
        )

    def rule(self, rule_id: str) -> Rule:
        """One rule by its id, in force or not."""
        for found in self.rules:
            if found.id == rule_id:
                return found
        raise self._unknown(rule_id)

    def rate_series(self, series_id: str) -> RateSeries:
        """One published rate by its id."""
        for found in self.series:
            if found.id == series_id:
                return found
        raise self._unknown(series_id)

    def remedy(self, remedy_id: str) -> Remedy | None:
        """One place to turn to; None where this jurisdiction has none of that id."""
        return next((r for r in self.remedies if r.id == remedy_id), None)

    def _unknown(self, name: str) -> RuleError:
        here = self.jurisdiction
        return RuleError(Words(f"{here}: nothing is called {name}", f"{here}：没有名为 {name} 的条目"))
