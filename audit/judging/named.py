"""Which payments a row of the case file is about: its plan, its account, and the run between two subscriptions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from audit.catalogue import fold
from audit.judging.among import among
from audit.judging.coded import Coded
from audit.judging.may_be_meant import may_be_meant
from audit.judging.persons import Row, plain_rows
from audit.judging.placing import Paid
from audit.judging.plan_names import Plan, match_plans, nearest_names
from audit.judging.subscriptions import PLANNED, plans_of_persons
from audit.judging.weighing import case_interval, is_irregular

Payment = TypeVar("Payment", bound=Row)


@dataclass(frozen=True)
class PaidPlans:
    """What tells which plan a row of a case file means: payments of any plan, as the functions here read them."""

    rows: pd.DataFrame
    names: frozenset[str]

    @classmethod
    def of(cls, marked: pd.DataFrame, cancellations: pd.DataFrame) -> PaidPlans:
        """Those of the persons of a case file, and the names it holds."""
        read = ["person", *dict.fromkeys((*PLANNED, *_NARROWED, "service"))]
        theirs = marked["plan_id"].ne("") & marked["person"].isin(cancellations["person"].unique())
        return cls(marked[read][theirs], frozenset({*cancellations["service"], *cancellations["plan_shown"]} - {""}))

    @cached_property
    def seller(self) -> Coded:
        """The payments' sellers."""
        return Coded.of(self.rows["seller"])

    @cached_property
    def core(self) -> Coded:
        """What their texts say beyond generic words."""
        return Coded.of(self.rows["core"])

    def plans(self, person: str) -> Sequence[Plan]:
        """A person's plans that one of the names may mean, in order of their keys."""
        return self._plans.get(person, ())

    def payments(self, person: str) -> list[dict[str, Any]]:
        """A person's payments as plain rows; few are asked for, and only theirs are made plain."""
        return plain_rows(self.rows.take(self._places[person])) if person in self._places else []

    @cached_property
    def _plans(self) -> dict[str, list[Plan]]:
        near = self.rows["plan_id"][may_be_meant(self, self.names)]
        return plans_of_persons(self.rows[among(self.rows["plan_id"], near)])

    @cached_property
    def _places(self) -> dict[str, Any]:
        places: dict[str, Any] = self.rows.groupby("person", sort=False).indices
        return places


def meant_plans(case: Mapping[str, Any], paid: PaidPlans) -> list[Plan]:
    """The plans that a row of the case file means, on the account and channel it names."""
    every = paid.plans(case["person"])
    if case["channel"] or case["account"]:
        kept = {row["plan_id"] for row in narrowed(paid.payments(case["person"]), case)}
        every = [plan for plan in every if plan.id in kept]
    return match_named(case, every)


def match_named(case: Mapping[str, Any], plans: Sequence[Plan]) -> list[Plan]:
    """The plans a row of the case file means: by its service, else by the name the page showed, then by beneficiary.

    Where several fit, by how often and on which day the row says they are paid, if some are.
    """
    found = match_plans(case["service"], plans)
    if case["plan_shown"] and len(found) != 1:
        found = match_plans(case["plan_shown"], found or plans) or found
    wanted = fold(case["beneficiary"])
    if wanted:
        found = [p for p in found if wanted in fold(p.beneficiary)] or [p for p in found if not p.beneficiary]
    return _paid_so(case, found) if len(found) > 1 else found


def _paid_so(case: Mapping[str, Any], found: list[Plan]) -> list[Plan]:
    """Of plans of one name those paid as often, and on the day, that the row of the case file says.

    How often alone rules out no plan whose interval is unknown: the row may be what tells it.
    """
    interval = case_interval(case)
    if is_irregular(case):
        found = [p for p in found if p.interval is None] or found
    if interval:
        found = [p for p in found if p.interval in (None, interval)] or found
    if not pd.isna(case["billing_day"]):
        found = [p for p in found if p.billing_day == case["billing_day"]] or found
    return found


def narrowed(own: Sequence[Payment], case: Mapping[str, Any]) -> Sequence[Payment]:
    """The payments of the account and channel that the case file names, if it names them; a store's account counts."""
    channel, account = case["channel"], case["account"]
    if channel:
        own = [row for row in own if row["channel"] == channel or row["channel"].startswith(f"{channel}:")]
    return [row for row in own if _paid_from(account, row)] if account else own


_NARROWED = ("channel", "account_id", "funding_account", "store", "mirrors")


def _paid_from(account: str, row: Row) -> bool:
    """Whether a payment is of that account, or from that card, or a store's history says that the account bought it."""
    tail = len(account) == 4 and account.isdigit() and row["account_id"].endswith(account)
    if tail or row["funding_account"] == account or fold(row["account_id"]) == fold(account):
        return True
    mirrors = json.loads(row["mirrors"] or "[]") if row["store"] else ()
    return any(fold(mirror["account_id"]) == fold(account) for mirror in mirrors)


def meant_instead(case: Mapping[str, Any], paid: PaidPlans) -> list[str]:
    """What could be meant where nothing fits: where the service is paid from, else the nearest printed names."""
    meant = {p.id for p in match_named({**case, "beneficiary": ""}, paid.plans(case["person"]))}
    own = paid.payments(case["person"])
    if not meant:
        return nearest_names(case["service"], {row[c] for row in own for c in ("service", "counterparty")})
    theirs = (row for row in own if row["plan_id"] in meant)
    places = {(row["channel"], row["account_id"], row["beneficiary"]) for row in theirs}
    return sorted({" ".join(filter(None, place)) for place in places})


def same_run(cases: Sequence[Mapping[str, Any]], case: Mapping[str, Any], payments: Sequence[Paid]) -> tuple[Paid, ...]:
    """The payments of the subscription that was cancelled: none before it was last taken up again, none after the next.

    `cases` are the rows about the same plan. A payment without a time counts as made at the day's start, as the cell of
    a day without a time does.
    """
    again = [c["resubscribed_at"] for c in cases if c["resubscribed"] == "yes"]
    since = max((a for a in again if a <= case["cancelled_at"]), default=None)
    until = case["resubscribed_at"] if case["resubscribed"] == "yes" else None
    return tuple(p for p in payments if (since is None or p.at >= since) and (until is None or p.at < until))
