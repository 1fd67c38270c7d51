"""Short ways to write payments, cancellations and sources as literal rows in the tests of judging."""

from __future__ import annotations

from typing import Any

import pandas as pd

from audit import tables
from audit.judging.findings import judge
from audit.judging.service_ends import service_ends
from audit.judging.subscriptions import mark_subscriptions, named_services

SERVICE = "卡盟钻连续包月"


def paid(day: str, yuan: str = "30.00", **more: Any) -> dict[str, Any]:
    """One payment of the standard plan: ¥30.00 a month on WeChat, renewal wording; a time makes it timed."""
    at = pd.Timestamp(day)
    row = {
        "occurred_at": at,
        "has_time": at != at.normalize(),
        "civil_date": at.normalize(),
        "currency": "CNY",
        "amount_minor": round(float(yuan) * 100),
        "counterparty": "卡盟科技",
        "description": SERVICE,
        "channel": "wechat",
        "account_id": "小明",
        "kind": "charge",
        "direction": "out",
        "status": "settled",
        "file": "wechat.csv",
    }
    return row | more


def payments(*rows: dict[str, Any]) -> pd.DataFrame:
    """The rows as a payments table, numbered P01, P02 … in the order given."""
    numbered = [
        {"payment_id": f"P{n:02}", "transaction_id": f"P{n:02}", "row": n + 17} | r for n, r in enumerate(rows, 1)
    ]
    frame = pd.DataFrame(numbered)
    for column in ("occurred_at", "civil_date"):
        frame[column] = frame[column].astype("datetime64[s]")
    return tables.PAYMENTS.of(frame)


def cancelled(at: str, **more: Any) -> dict[str, Any]:
    """One row of the case file: cancelled in the app, proof B."""
    moment = pd.Timestamp(at)
    return {
        "cancellation_id": "C1",
        "service": SERVICE,
        "cancelled_at": moment,
        "cancelled_has_time": moment != moment.normalize(),
        "terms": "period_end",
        "billing": "advance",
        "path": "app",
        "proof": "B",
    } | more


def cancellations(*rows: dict[str, Any]) -> pd.DataFrame:
    """The rows as a cancellations table; times and dates may be text."""
    frame = pd.DataFrame([{"cancellation_id": f"C{n}"} | r for n, r in enumerate(rows, 1)])
    for column, kind in tables.CANCELLATIONS.columns.items():
        if kind in (tables.TIME, tables.DATE) and column in frame:
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return tables.CANCELLATIONS.of(frame)


def sources(
    *accounts: tuple[str, str], start: str = "2025-01-01", until: str = "2025-09-01", **more: Any
) -> pd.DataFrame:
    """Full exports of these (channel, account) pairs over one stretch of time."""
    rows = [
        {
            "channel": c,
            "account_id": a,
            "file": f"{c}.csv",
            "covered_from_at": pd.Timestamp(start).as_unit("s"),
            "covered_until_at": pd.Timestamp(until).as_unit("s"),
        }
        | more
        for c, a in accounts or (("wechat", "小明"),)
    ]
    return tables.SOURCES.of(pd.DataFrame(rows))


def judged(
    rows: pd.DataFrame, case: pd.DataFrame, seen: pd.DataFrame, decisions: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The service ends and the findings of a case whose services are named."""
    marked = mark_subscriptions(rows, named_services(case))
    ends = service_ends(marked, case, seen)
    return ends, judge(marked, ends, seen, decisions)
