"""leak-audit: recurring charges of its ledger, written into its store as its own pipeline would."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from leak.detect import recurring as detector
from leak.detect.common import load_context
from leak.ledger.merchants import clean_key
from leak.store import Store
from told import charges, main, stage


def recurring(path: str) -> dict[str, Any]:
    """The series of each charge: those its detectors share."""
    entries = [
        {
            "id": f"{place:06}", "txn_date": at[:10], "merchant_id": None, "merchant": clean_key(f"{seller} {text}"),
            "category": "unknown", "description": f"{seller} {text}", "amount_inr": fen / 100, "currency": "INR",
            "original_amount": fen / 100, "direction": "debit", "account": account, "channel": "card",
            "sources": "statement", "evidence": f"{place:06}", "related_to": None,
        }
        for place, account, at, seller, text, fen in charges(path)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home) / "store.db")
        stage("store", store.replace_ledger, entries, [])
        context = stage("detect", load_context, store)
        stage("findings", detector.detect, context, date(2026, 6, 30))
    members = [(number, charge.id) for number, series in enumerate(context.series) for charge in series.charges]
    return {"series": {int(place): str(number) for number, place in members}}


main({"recurring": recurring})
