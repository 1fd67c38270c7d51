"""bankstatementparser: recurring charges of bare rows; and what it makes of an Alipay CSV."""

from decimal import Decimal
from typing import Any

from bankstatementparser.additional_parsers import create_parser
from bankstatementparser.analytics.patterns import detect_recurring_transactions
from told import charges, main, stage


def recurring(path: str) -> dict[str, Any]:
    """The series of each charge: its groups by exact text and amount that have a beat."""
    rows = [
        {
            "account_id": account, "date": at[:10], "description": f"{seller} {text}",
            "amount": -Decimal(fen) / 100, "currency": "CNY",
        }
        for _, account, at, seller, text, fen in charges(path)
    ]  # fmt: skip
    patterns = stage("detect", detect_recurring_transactions, rows, 3)
    kept = {
        (p.account_id, p.description, p.amount): number
        for number, p in enumerate(patterns)
        if p.cadence.value.lower() != "irregular"
    }
    keys = [(r["account_id"], " ".join(r["description"].upper().split()), -r["amount"]) for r in rows]
    return {"series": {place: str(kept[key]) for place, key in enumerate(keys) if key in kept}}


def alipay(path: str) -> dict[str, Any]:
    """The rows of a wallet's CSV, as its own CSV parser sees them."""
    return {"rows": len(create_parser(path, "csv").parse())}


main({"recurring": recurring, "alipay": alipay})
