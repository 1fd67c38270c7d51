"""Many lives as one list of charges for detectors of every kind: an account a life, every word in Latin letters.

Some detectors drop all that is not Latin and some know no accounts, so each Chinese character becomes three letters
and each seller carries the letters of his life. Order, days, amounts and labels are those of the benchmark.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from string import ascii_lowercase as letters

import pandas as pd

import audit
from audit.tables import PAYMENTS
from benchmarks.recurrence.scoring import Score
from benchmarks.recurrence.streams import Charge, life

FIRST_SEED = 2000
Labelled = tuple[str, Charge]  # the account of the charge, and the charge


def write_lives(path: Path, count: int) -> Path:
    """The first so many charges, a life after another, as JSON: account, moment, seller, text, fen, stream, kind."""
    rows = [
        [account, c.at.isoformat(" "), c.seller, c.text, c.fen, c.stream, c.kind]
        for account, c in islice(_lives(), count)
    ]
    path.write_text(json.dumps(rows), "utf-8")
    return path


def read_lives(path: Path) -> list[Labelled]:
    """The charges of such a file."""
    rows = json.loads(path.read_text("utf-8"))
    return [(account, Charge(pd.Timestamp(at).to_pydatetime(), *rest)) for account, at, *rest in rows]


def table_of(lives: Sequence[Labelled]) -> pd.DataFrame:
    """The charges as a bare table of payments."""
    charges = [charge for _, charge in lives]
    at = pd.Series([c.at for c in charges]).astype("datetime64[s]")
    numbers = pd.Series([f"{n:06}" for n in range(len(charges))])
    return PAYMENTS.of(
        {
            "transaction_id": numbers, "payment_id": numbers, "channel": "bank",
            "account_id": [account for account, _ in lives], "occurred_at": at,
            "has_time": at.ne(at.dt.normalize()).any(), "civil_date": at.dt.normalize(),
            "counterparty": [c.seller for c in charges], "description": [c.text for c in charges],
            "amount_minor": [c.fen for c in charges], "currency": "CNY", "direction": "out", "kind": "charge",
            "status": "settled",
        }
    )  # fmt: skip


def found(payments: pd.DataFrame) -> dict[int, str]:
    """The series of every charge that this program puts in a subscription."""
    marked = audit.mark_subscriptions(payments)
    series = marked[marked["subscription_id"].ne("")]
    return {int(n): s for n, s in zip(series["payment_id"], series["subscription_id"], strict=True)}


def scored(lives: Sequence[Labelled], reported: Mapping[int, str]) -> Score:
    """The score over all lives, each by itself; `reported` names the series of each charge by its place."""
    score = Score()
    begin = 0
    while begin < len(lives):
        account = lives[begin][0]
        end = next((n for n in range(begin, len(lives)) if lives[n][0] != account), len(lives))
        own = {place - begin: name for place, name in reported.items() if begin <= place < end}
        score.add([charge for _, charge in lives[begin:end]], own)
        begin = end
    return score


def _lives() -> Iterator[Labelled]:
    seed = FIRST_SEED
    while True:
        own = letters[(seed - FIRST_SEED) // 26] + letters[(seed - FIRST_SEED) % 26]
        for c in life(seed):
            seller = f"{_latin(c.seller)}{own}"
            yield f"life {own}", Charge(c.at, seller, _latin(c.text), c.fen, c.stream, c.kind)
        seed += 1


def _latin(text: str) -> str:
    return "".join(_letters(ord(c)) if ord(c) > 0x2E7F else c for c in text)


def _letters(code: int) -> str:
    return letters[code // 676 % 26] + letters[code // 26 % 26] + letters[code % 26]
