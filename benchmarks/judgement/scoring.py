"""How far an audit's claims and questions are what the plans say: counted per payment, and per cancellation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.judgement.lives import Truth

Key = tuple[str, str]  # person and the id of a row


class Said(NamedTuple):
    """What an audit says of one payment: claimed and in question after refunds, in minor units, and its verdict."""

    claimed: int = 0
    asked: int = 0
    verdict: str = ""


@dataclass
class Score:
    """Counts and sums over payments; `faults` keeps each disagreement with its truth, for reading."""

    settled: Counter[str] = field(default_factory=Counter)
    settled_asked: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    open_claimed: Counter[str] = field(default_factory=Counter)
    open_silent: Counter[str] = field(default_factory=Counter)
    not_owed_claimed: Counter[str] = field(default_factory=Counter)
    owed_missed: Counter[str] = field(default_factory=Counter)
    other_verdict: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    cancellations: int = 0
    exact: int = 0
    over: int = 0
    strangers: int = 0  # payments of nobody's plan that are claimed or asked about
    faults: list[tuple[str, Truth, Said]] = field(default_factory=list)

    @property
    def asked_share(self) -> float:
        """The share of settled payments that end in a question."""
        return self.settled_asked.total() / max(1, self.settled.total())

    def add(
        self, truths: Iterable[Truth], said: Mapping[Key, Said], principal: Mapping[tuple[str, str, str], int]
    ) -> None:
        """One batch of persons: what was said of every payment with a finding, and each cancellation's principal."""
        truths, met = list(truths), set[Key]()
        for truth in truths:
            keys = [(truth.person, one) for one in truth.ids]
            met.update(keys)
            found = [said[k] for k in keys if k in said]
            self._count(truth, Said(sum(s.claimed for s in found), sum(s.asked for s in found),
                                    "/".join(s.verdict for s in found)))  # fmt: skip
        loud = [key for key, one in said.items() if key not in met and (one.claimed or one.asked)]
        self.strangers += len(loud)
        for person, row in loud:
            stranger = Truth(person, "nobody's plan", "", (row,), "", "", True)
            self.faults.append(("nobody's payment", stranger, said[person, row]))
        self._principals(truths, principal)

    def _count(self, truth: Truth, said: Said) -> None:
        if truth.settled:
            self.settled[truth.kind] += 1
            self.sums["owed"] += truth.owed
            self._fault(said.asked > 0, self.settled_asked, "settled, asked", truth, said)
            self._fault(said.claimed < truth.owed, self.owed_missed, "owed, not claimed", truth, said)
            self.sums["missed"] += max(0, truth.owed - said.claimed)
            self.sums["settled in question"] += said.asked
        else:
            self.open[truth.kind] += 1
            self.sums["open"] += truth.asked
            self._fault(said.claimed > 0, self.open_claimed, "open, claimed", truth, said)
            self._fault(said.asked != truth.asked, self.open_silent, "open, asked otherwise", truth, said)
            self.sums["open claimed"] += said.claimed
        self.sums["claimed beyond"] += max(0, said.claimed - truth.owed)
        beyond = truth.settled and said.claimed > truth.owed
        self._fault(beyond, self.not_owed_claimed, "claimed, not owed", truth, said)
        silent = said.verdict == "" and not truth.owed  # a payment that nobody would ask about needs no finding
        agrees = not truth.settled or silent or truth.verdict in ("", said.verdict)
        self._fault(not agrees, self.other_verdict, "another verdict", truth, said)

    def _fault(self, is_one: bool, count: Counter[str], what: str, truth: Truth, said: Said) -> None:
        if is_one:
            count[truth.kind] += 1
            self.faults.append((what, truth, said))

    def _principals(self, truths: list[Truth], principal: Mapping[tuple[str, str, str], int]) -> None:
        owed: dict[tuple[str, str, str], int] = defaultdict(int)
        for truth in truths:
            owed[truth.person, truth.cancellation, truth.currency] += truth.owed
        for key in sorted(owed.keys() | principal.keys()):
            claimed = principal.get(key, 0)
            self.cancellations += 1
            self.exact += claimed == owed.get(key, 0)
            self.over += claimed > owed.get(key, 0)
