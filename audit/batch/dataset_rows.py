"""Rows of somebody else's table as transactions: what is there checked, what is not there told from the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path

import pandas as pd

from audit.errors import InputError, TableError
from audit.money import to_minor
from audit.statements.columns import column_of, frame
from audit.statements.identity import identified
from audit.tables import EVENTS, PROBLEMS, SOURCES, TOTALS, TRANSACTIONS, Bills
from audit.wording import Words

NEEDED = ("person", "occurred_at", "direction", "channel")
_ONE_OF = (("amount_minor", "amount"), ("counterparty", "description"))
_NUMBER = r"[0-9A-Za-z_-]*[1-9A-Za-z][0-9A-Za-z_-]*"
_SPOILT = r"[0-9.]+[eE]\+?[0-9]+"


def checked_columns(names: Collection[str], folder: Path) -> None:
    """InputError that names what the transactions lack."""
    lacking = [name for name in NEEDED if name not in names]
    lacking += [" / ".join(either) for either in _ONE_OF if not set(either) & set(names)]
    if lacking:
        raise InputError(_LACKS.fill(folder=folder, columns=", ".join(lacking)))


def bills_of(person: str, rows: pd.DataFrame, beside: Mapping[str, pd.DataFrame]) -> Bills:
    """One person's bills; TableError where a column holds what does not belong there."""
    transactions = _transactions(person, rows)
    sources = SOURCES.of(beside["sources"]) if "sources" in beside else _sources(transactions)
    return Bills(
        transactions=transactions,
        events=EVENTS.of(beside["bill_events"]) if "bill_events" in beside else EVENTS.empty(),
        sources=sources,
        totals=TOTALS.empty(),
        problems=PROBLEMS.of(beside["problems"]) if "problems" in beside else PROBLEMS.empty(),
    )


def _transactions(person: str, rows: pd.DataFrame) -> pd.DataFrame:
    try:
        given = rows.assign(person=person, occurred_at=pd.to_datetime(rows["occurred_at"]).astype("datetime64[s]"))
        filled = given.assign(**_told(given))
        made = TRANSACTIONS.of(filled[[c for c in filled.columns if c in TRANSACTIONS.columns]])
    except (ValueError, TypeError) as fault:
        raise TableError(_UNUSABLE.fill(fault=fault)) from fault
    return made if "transaction_id" in rows else made.assign(transaction_id=_ids(made))


def _told(rows: pd.DataFrame) -> dict[str, object]:
    """Columns that are not there, as far as the others tell them."""
    at = rows["occurred_at"]
    out = rows["direction"].eq("out")
    default: dict[str, object] = {
        "civil_date": at.dt.normalize(),
        "has_time": at.ne(at.dt.normalize()),
        "currency": "CNY",
        "status": "settled",
        "kind": out.map({True: "charge", False: "other"}),
        "file": "transactions",
        "row": range(1, len(rows) + 1),
    }
    told = {name: value for name, value in default.items() if name not in rows}
    if "amount_minor" not in rows:
        currency = rows["currency"] if "currency" in rows else pd.Series("CNY", index=rows.index)
        told["amount_minor"] = [_minor(a, c) for a, c in zip(rows["amount"], currency, strict=True)]
    return told


def _minor(amount: Decimal | str, currency: str) -> int:
    """An exact amount in minor units; a binary fraction is none."""
    if not isinstance(amount, Decimal | str | int):
        raise TypeError(f"amount is {type(amount).__name__}, not decimal or text")
    return to_minor(str(amount), currency)


def _ids(rows: pd.DataFrame) -> pd.Series:
    """Lasting ids by printed number, else by date, amount and text, as those of bills are made."""
    numbered = rows["reference"].str.fullmatch(_NUMBER) & ~rows["reference"].str.fullmatch(_SPOILT)
    known = rows.assign(numbered=numbered, number_with="", section=0, bill=pd.factorize(rows["file"])[0])
    ids: pd.Series = frame({"ids": identified({name: column_of(known[name]) for name in known})})["ids"]
    return ids


def _sources(rows: pd.DataFrame) -> pd.DataFrame:
    """One source for each account and file, which covers its own rows from the first to the last and no day more."""
    by = rows.groupby(["person", "file", "channel", "account_id"], as_index=False, sort=True)
    first, last = by["occurred_at"].min()["occurred_at"], by["occurred_at"].max()["occurred_at"]
    sizes = by.size()
    return SOURCES.of(
        sizes.drop(columns="size").assign(
            from_on=first.dt.normalize(),
            to_on=last.dt.normalize(),
            covered_from_at=first,
            covered_until_at=last + pd.Timedelta(seconds=1),
            rows=sizes["size"],
            transactions=sizes["size"],
            hides_refunds=by["hides_refunds"].max()["hides_refunds"],
        )
    )


_LACKS = Words(
    "{folder}: the transactions have no column {columns}; docs/batch.md lists them all",
    "{folder}：transactions 缺少列 {columns}；全部列见 docs/batch.md",
)
_UNUSABLE = Words("the rows cannot be used as transactions ({fault})", "这些行无法作为交易使用（{fault}）")
