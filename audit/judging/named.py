"""Which payments a row of the case file is about: its plan, its account, and the run between two subscriptions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from audit.catalogue import fold
from audit.judging.placing import Paid
from audit.judging.plan_names import Plan, match_plans, nearest_names
from audit.judging.weighing import case_interval, is_irregular


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


def narrowed(own: pd.DataFrame, case: Mapping[str, Any]) -> pd.DataFrame:
    """The payments of the account and channel that the case file names, if it names them; a store's account counts."""
    channel, account = case["channel"], case["account"]
    if channel:
        own = own[own["channel"].eq(channel) | own["channel"].str.startswith(f"{channel}:")]
    if account:
        tail = own["account_id"].str.endswith(account) if len(account) == 4 and account.isdigit() else False
        printed = own["account_id"].map(fold).eq(fold(account)) | own["funding_account"].eq(account) | tail
        own = own[printed | _bought_by(account, own)]
    return own


def _bought_by(account: str, own: pd.DataFrame) -> pd.Series:
    """The payments that a store's history explains, by whose account it was bought."""
    return pd.Series(
        [
            store != "" and any(fold(m["account_id"]) == fold(account) for m in json.loads(mirrors or "[]"))
            for store, mirrors in zip(own["store"], own["mirrors"], strict=True)
        ],
        index=own.index,
        dtype="bool",
    )


def meant_instead(case: Mapping[str, Any], own: pd.DataFrame, every: Sequence[Plan]) -> list[str]:
    """What could be meant where nothing fits: where the service is paid from, else the nearest printed names."""
    meant = {p.id for p in match_named({**case, "beneficiary": ""}, every)}
    if not meant:
        return nearest_names(case["service"], [*own["service"].unique(), *own["counterparty"].unique()])
    paid = own[own["plan_id"].isin(meant)].drop_duplicates(["channel", "account_id", "beneficiary"])
    places = zip(paid["channel"], paid["account_id"], paid["beneficiary"], strict=True)
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
