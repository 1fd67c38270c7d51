"""Rows that several exports print of one event: the newest export stands, a status that changed is an event."""

from __future__ import annotations

import pandas as pd

from audit.tables import EVENTS, LINKS

KEY = ["person", "transaction_id"]
_TEXTS = [
    "counterparty",
    "counterparty_account",
    "description",
    "merchant_reference",
    "original_reference",
    "mandate_id",
]


def superseded(transactions: pd.DataFrame) -> pd.Series:
    """True where a newer row of the same transaction stands instead; each transaction keeps exactly one row.

    An unknown export time counts as the oldest; of equally new rows one with a number stands, then file and row decide.
    """
    twice = _copies(transactions)
    loses = twice.duplicated(KEY, keep="last")
    return loses.reindex(transactions.index, fill_value=False)


def standing_rows(transactions: pd.DataFrame) -> pd.DataFrame:
    """The rows that stand, knowing what any of their copies knew: the most refunded, and whether refunds are hidden."""
    return with_copies(only(transactions, ~superseded(transactions)), transactions)


def with_copies(standing: pd.DataFrame, transactions: pd.DataFrame) -> pd.DataFrame:
    """Standing rows with the most that any copy says was refunded, and with what is blank on them and not on a copy.

    Refunds are hidden only if every copy hides them.
    """
    if len(standing) == len(transactions):
        return standing
    twice = transactions.duplicated(KEY, keep=False)
    copies = transactions.loc[twice, [*KEY, "refunded_minor", "hides_refunds", *_TEXTS]]
    known = copies.groupby(KEY, sort=False).agg(
        refunded_minor=("refunded_minor", "max"), hides_refunds=("hides_refunds", "all")
    )
    changed = standing.loc[twice[standing.index], KEY].join(known, on=KEY)
    told = {c: values for c in _TEXTS if (values := _told_by_copies(c, standing, copies)) is not None}
    return standing.assign(**{c: _replaced(standing[c], changed[c]) for c in known}, **told)


def _told_by_copies(column: str, standing: pd.DataFrame, copies: pd.DataFrame) -> pd.Series | None:
    """The column with what copies say where a standing row says nothing; None where none says more."""
    told = copies[column].ne("")
    blank = standing.loc[standing[column].eq(""), KEY] if told.any() else standing.iloc[:0]
    said = copies[told & copies["transaction_id"].isin(blank["transaction_id"])] if len(blank) else copies.iloc[:0]
    if said.empty:
        return None
    found = blank.join(said.groupby(KEY)[column].max().rename("said"), on=KEY)["said"].dropna()
    return _replaced(standing[column], found)


def only(rows: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """The rows kept; the frame itself where all are, since copying a large one is dear."""
    return rows if kept.all() else rows[kept]


def _replaced(values: pd.Series, by: pd.Series) -> pd.Series:
    new = values.copy()
    new.loc[by.index] = by.astype(values.dtype)
    return new


def overlaps(transactions: pd.DataFrame) -> pd.DataFrame:
    """One LINKS row per superseded copy, from the transaction to itself, with the copy's file and row."""
    copies = transactions[superseded(transactions)]
    return LINKS.of(
        pd.DataFrame(
            {
                "person": copies["person"],
                "from_id": copies["transaction_id"],
                "to_id": copies["transaction_id"],
                "relation": "overlap",
                "amount_minor": copies["amount_minor"],
                "rule": copies["reference"].ne("").map({True: "number", False: "digest"}),
                "certain": True,
                "from_on": copies["civil_date"],
                "from_file": copies["file"],
                "from_row": copies["row"],
            }
        )
    )


def status_changes(transactions: pd.DataFrame) -> pd.DataFrame:
    """EVENTS for every transaction whose printed status differs between two exports, dated by the newer export.

    The note holds both statuses as printed; a status that is not printed at all has not changed.
    """
    copies = _copies(transactions[transactions["status_text"].ne("")])
    before = copies.groupby(KEY, sort=False)["status_text"].shift()
    changed = copies[before.notna() & before.ne(copies["status_text"])]
    return EVENTS.of(
        pd.DataFrame(
            {
                "person": changed["person"],
                "source": "bill",
                "occurred_at": changed["exported_at"],
                "has_time": changed["exported_at"].notna(),
                "whom": changed["counterparty"],
                "what": "status_changed",
                "amount_minor": changed["amount_minor"].astype("Int64"),
                "currency": changed["currency"],
                "channel": changed["channel"],
                "account_id": changed["account_id"],
                "service": changed["description"],
                "reference": changed["reference"],
                "mandate_id": changed["mandate_id"],
                "file": changed["file"],
                "row": changed["row"].astype("Int64"),
                "note": before[changed.index] + " → " + changed["status_text"],
            }
        )
    )


def _copies(transactions: pd.DataFrame) -> pd.DataFrame:
    twice = transactions[transactions.duplicated(KEY, keep=False)]
    ranked = twice.assign(numbered=twice["reference"].ne(""))
    order = [*KEY, "exported_at", "numbered", "file", "row"]
    return ranked.sort_values(order, na_position="first", kind="stable").drop(columns="numbered")
