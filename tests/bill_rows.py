"""Rows of bills as literal tables: every column has a plain default, so that a test shows only what matters to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from audit.tables import TRANSACTIONS

WECHAT = {"channel": "wechat", "account_id": "小明", "file": "wechat.csv", "refunded_minor": 0}
ALIPAY = {"channel": "alipay", "account_id": "ming@example.com", "file": "alipay.csv"}
CMB = {"channel": "bank:cmb", "account_id": "1234", "file": "cmb.csv", "has_time": False}
JD = {"channel": "jd", "account_id": "jd_ming", "file": "jd.csv"}
REFUND = {"direction": "in", "kind": "refund"}


def row(shape: Mapping[str, Any], at: str, amount: str, **facts: Any) -> dict[str, Any]:
    """One row of a bill; `amount` in major units; without `reference` the id is a digest of what is printed."""
    base: dict[str, Any] = {
        "person": "p",
        "account_id": "",
        "direction": "out",
        "kind": "charge",
        "status": "settled",
        "currency": "CNY",
        "has_time": True,
        "hides_refunds": False,
        "counterparty": "某某商户",
        "exported_at": "2025-09-01",
        "row": 1,
        **shape,
        **facts,
    }
    base |= {
        "occurred_at": at,
        "civil_date": base.get("civil_date", at[:10]),
        "amount_minor": round(float(amount) * 100),
    }
    number = base.get("reference") or "|".join(
        [at, base["counterparty"], base.get("description", ""), str(base["row"])]
    )
    printed = "|".join([base["channel"], base["account_id"], number, amount, base["direction"]])
    return {"transaction_id": "t" + hashlib.sha256(printed.encode()).hexdigest()[:16], **base}


def table(*rows: Mapping[str, Any]) -> pd.DataFrame:
    """TRANSACTIONS of the rows given."""
    return TRANSACTIONS.of(pd.DataFrame([dict(r) for r in rows]))
