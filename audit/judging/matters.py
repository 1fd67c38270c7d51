"""A matter: one cancellation with all that is known of it, as the steps that follow from it need it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from audit import catalogue
from audit.judging.persons import plain_rows
from audit.judging.rails import holder, rail_of
from audit.law import Law
from audit.periods import Interval, Lattice
from audit.tables import Claims
from audit.wording import Words

Row = Mapping[str, Any]
_RAILS = tuple(dict.fromkeys(c.rail for c in catalogue.channels()))
BANKS = ("bank", "issuer", "银行", "发卡")  # how people write of their bank
_TOLD = frozenset(("contacted", "demanded", "complained"))
_ASKED = [
    "person", "cancellation_id", "finding_id", "verdict", "channel", "counterparty", "description", "store",
    "funding_account",
]  # fmt: skip


class Step(NamedTuple):
    """One thing to do: by a day, or by a minute where `by` is a datetime."""

    by: date
    kind: str
    words: Words


@dataclass(frozen=True)
class Matter:
    """One cancellation: its service end, its findings and claim lines, what happened since, and the law of the day."""

    end: Row
    findings: tuple[Row, ...]
    lines: tuple[Row, ...]  # charges with money at stake, each with the day of its debit
    totals: tuple[Row, ...]
    events: tuple[Row, ...]
    unseen: tuple[Row, ...]  # watched cycles that no bill shows
    law: Law
    as_of: date

    @property
    def lattice(self) -> Lattice | None:
        """The billing days of the plan; None where they are not known."""
        if not self.end["interval"] or pd.isna(self.end["anchor_on"]):
            return None
        interval = Interval(self.end["interval"], int(self.end["interval_count"]))
        return Lattice(interval, self.end["anchor_on"].date(), int(self.end["billing_day"]))

    def was_told(self, *names: str) -> bool:
        """Whether the person already wrote or complained to one of that name."""
        return any(n.lower() in e["whom"].lower() for e in self.events if e["what"] in _TOLD for n in names)

    @property
    def rails(self) -> tuple[catalogue.Channel, ...]:
        """Who holds a mandate, by the charges found, in the catalogue's order; a bank by its own name."""
        charged = [f for f in self.findings if f["verdict"] not in ("mirror", "one_off") and f["channel"] != "hand"]
        held = {rail_of_finding(f) for f in charged}
        named: list[catalogue.Channel] = []
        for rail in (r for r in _RAILS if r in held):
            if rail == "bank":
                banks = sorted({f["channel"] for f in charged if rail_of_finding(f) == rail})
                named += [catalogue.channel(bank) for bank in banks]
            else:
                named.append(next(c for c in catalogue.channels() if c.rail == rail))
        return tuple(named)


def matters(
    ends: pd.DataFrame, findings: pd.DataFrame, events: pd.DataFrame, claims: Claims, watched: pd.DataFrame, *,
    as_of: date, law: Law,
) -> Iterator[Matter]:  # fmt: skip
    """Every cancellation in the order of the case file, with its own rows of each table."""
    days = findings[["person", "finding_id", "civil_date"]]
    stake = claims.lines[(claims.lines["principal_minor"] > 0) | (claims.lines["in_question_minor"] > 0)]
    own = events[(events["source"] == "case") & events["occurred_at"].notna()]
    of_findings, of_events = _by_matter(findings[_ASKED]), _by_matter(own.sort_values("occurred_at", kind="stable"))
    of_lines = _by_matter(stake.merge(days, on=["person", "finding_id"]).sort_values("civil_date", kind="stable"))
    of_totals, of_unseen = _by_matter(claims.totals), _by_matter(watched[watched["state"].eq("not_covered")])
    for end in _first_of_each(ends):
        key = (end["person"], end["cancellation_id"])
        known, lines, totals, told, unseen = (
            tuple(of[key]) for of in (of_findings, of_lines, of_totals, of_events, of_unseen)
        )
        yield Matter(end, known, lines, totals, told, unseen, law, as_of)


def rail_of_finding(finding: Row) -> str:
    """The rail a finding's charge was taken on."""
    return holder(rail_of(finding["channel"], finding["counterparty"], finding["description"], finding["store"]))


def _by_matter(table: pd.DataFrame) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in plain_rows(table):
        found[row["person"], row["cancellation_id"]].append(row)
    return found


def _first_of_each(ends: pd.DataFrame) -> list[Row]:
    """One row a cancellation, C2 before C10; of several plans it may mean the first."""
    first: dict[tuple[str, str], Row] = {}
    for end in plain_rows(ends):
        first.setdefault((end["person"], end["cancellation_id"].zfill(12)), end)
    return [first[key] for key in sorted(first)]
