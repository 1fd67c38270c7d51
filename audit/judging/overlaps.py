"""Rows that several exports print of one event: the newest export stands, a status that changed is an event."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
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
_CUT_SHORT = ["counterparty", "description"]
_PRICES = [("original_minor", "original_currency"), ("posted_minor", "posted_currency")]
_WHEN = ["civil_date", "occurred_at", "has_time", "utc_offset"]
_BACK = ["refund", "reversal", "chargeback"]
_BOOKED = ["settled", "reversed"]
_COPIED = [
    "refunded_minor",
    "hides_refunds",
    "kind",
    "status",
    "file",
    "row",
    "posted_on",
    *_TEXTS,
    *_WHEN,
    *(name for pair in _PRICES for name in pair),
]


def superseded(transactions: pd.DataFrame) -> pd.Series:
    """True where a newer row of the same transaction stands instead; each transaction keeps exactly one row.

    What is booked never becomes pending again. An unknown export time counts as the oldest; of equally new rows one
    with a number stands, then one with a time of day, then one with a mandate, then that of the file whose rows reach
    further; then file and row decide.
    """
    twice = _copies(transactions)
    loses = twice.duplicated(KEY, keep="last")
    return loses.reindex(transactions.index, fill_value=False)


def standing_rows(transactions: pd.DataFrame) -> pd.DataFrame:
    """The rows that stand, knowing what any of their copies knew: the most refunded, and whether refunds are hidden."""
    return with_copies(only(transactions, ~superseded(transactions)), transactions)


def with_copies(standing: pd.DataFrame, transactions: pd.DataFrame) -> pd.DataFrame:
    """Standing rows with the most that any copy says was refunded, and with what is blank or cut short on them alone.

    Refunds are hidden only if every copy hides them. A row that prints no time of day happened when the copy with the
    earliest day says: one export prints when a payment was made, another when it was booked.
    """
    if len(standing) == len(transactions):
        return standing
    twice = transactions.duplicated(KEY, keep=False)
    copies = transactions.loc[twice, [*KEY, *_COPIED]]
    known = copies.groupby(KEY, sort=False).agg(
        refunded_minor=("refunded_minor", "max"), hides_refunds=("hides_refunds", "all")
    )
    changed = standing.loc[twice[standing.index], KEY].join(known, on=KEY)
    told = {c: values for c in _TEXTS if (values := _told_by_copies(c, standing, copies)) is not None}
    standing = standing.assign(**{c: _replaced(standing[c], changed[c]) for c in known}, **told)
    standing = standing.assign(**{c: _in_full(c, standing, copies) for c in _CUT_SHORT})
    return _dated(_priced(_come_back(standing, copies), copies), copies)


def _come_back(standing: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Money that came in is a refund where any copy has a word for it."""
    said = copies[copies["kind"].isin(_BACK)].drop_duplicates(KEY)
    plain = standing["direction"].eq("in") & standing["kind"].isin(["transfer", "other"])
    found = _first_said(standing[plain], said, ["kind"])
    return standing if found.empty else standing.assign(kind=_replaced(standing["kind"], found["kind"]))


def _priced(standing: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """The price in another currency, which not every export of an account prints."""
    for minor, currency in _PRICES:
        said = copies[copies[minor].notna()].sort_values(["file", "row"], kind="stable")
        found = _first_said(standing[standing[minor].isna()], said, [minor, currency])
        if len(found):
            standing = standing.assign(**{c: _replaced(standing[c], found[c]) for c in (minor, currency)})
    return standing


def _dated(standing: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """When rows without a time of day happened, and when they were booked, by the copy that knows best."""
    bare = standing[~standing["has_time"]]
    if bare.empty:
        return standing
    booked_once = copies[copies["status"].ne("pending")]  # a day may change until a payment is booked
    known = booked_once.assign(untimed=~booked_once["has_time"]).sort_values(
        ["civil_date", "untimed", "file", "row"], kind="stable"
    )
    found = _first_said(bare, known, _WHEN)
    booked = _first_said(bare[bare["posted_on"].isna()], copies[copies["posted_on"].notna()], ["posted_on"])
    dates = {c: _replaced(standing[c], found[c]) for c in _WHEN}
    return standing.assign(**dates, posted_on=_replaced(standing["posted_on"], booked["posted_on"]))


def _first_said(rows: pd.DataFrame, copies: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """What the first copy of each row says in these columns; only the rows of which one says something."""
    first = copies.drop_duplicates(KEY)
    if first.empty:
        return rows[columns].iloc[:0]
    at = rows[KEY].reset_index().merge(first[[*KEY, *columns]], on=KEY)
    return at.set_index("index")[columns]


def _told_by_copies(column: str, standing: pd.DataFrame, copies: pd.DataFrame) -> pd.Series | None:
    """The column with what copies say where a standing row says nothing; None where none says more."""
    told = copies[column].ne("")
    blank = standing.loc[standing[column].eq(""), KEY] if told.any() else standing.iloc[:0]
    said = copies[told & copies["transaction_id"].isin(blank["transaction_id"])] if len(blank) else copies.iloc[:0]
    if said.empty:
        return None
    found = blank.join(said.groupby(KEY)[column].max().rename("said"), on=KEY)["said"].dropna()
    return _replaced(standing[column], found)


def _in_full(column: str, standing: pd.DataFrame, copies: pd.DataFrame) -> pd.Series:
    """The column with the longest text of a copy that begins with the standing row's own: OFX cuts names off."""
    texts = copies[_said_otherwise(copies, column)]
    if texts.empty:
        return standing[column]
    longest = texts.assign(length=texts[column].str.len()).sort_values(["length", column], ascending=False)
    found = _first_said(standing, longest, [column])[column]
    own = standing.loc[found.index, column]
    longer = found.str.len().gt(own.str.len()) & own.ne("")
    found, own = found[longer], own[longer]
    begins = np.char.startswith(found.str.lower().to_numpy(dtype=str), own.str.lower().to_numpy(dtype=str))
    return _replaced(standing[column], found[begins])


def _said_otherwise(copies: pd.DataFrame, column: str) -> npt.NDArray[np.bool_]:
    """The copies that say in a column what not every copy of their row says."""
    row, said = (pd.factorize(copies[name])[0] for name in ("transaction_id", column))
    least, most = np.full((2, len(copies)), len(copies), dtype=np.int64)
    most[:] = -1
    np.minimum.at(least, row, said)
    np.maximum.at(most, row, said)
    return np.asarray(least[row] < most[row], dtype=np.bool_)


def only(rows: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """The rows kept; the frame itself where all are, since copying a large one is dear."""
    return rows if kept.all() else rows[kept]


def _replaced(values: pd.Series, by: pd.Series) -> pd.Series:
    new = values.copy()
    new.loc[by.index] = by.astype(values.dtype)
    return new


def overlaps(transactions: pd.DataFrame) -> pd.DataFrame:
    """One LINKS row per superseded copy, from the transaction to itself, with the copy's file and row.

    By `number` where both print the same one; another export of the account may number its rows in its own way.
    """
    twice = _copies(transactions)
    number = twice.groupby(KEY, sort=False)["reference"].transform("last")
    same_number = (twice["reference"].eq(number) & number.ne("")).reindex(transactions.index, fill_value=False)
    old = superseded(transactions)
    copies = transactions[old]
    return LINKS.of(
        pd.DataFrame(
            {
                "person": copies["person"],
                "from_id": copies["transaction_id"],
                "to_id": copies["transaction_id"],
                "relation": "overlap",
                "amount_minor": copies["amount_minor"],
                "rule": same_number[old].map({True: "number", False: "digest"}),
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
    if copies.empty:
        return EVENTS.empty()
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
    """The rows that stand more than once, by transaction, the copy that stands last."""
    copied = transactions.duplicated(KEY, keep=False)
    if not copied.any():
        return transactions.iloc[:0]
    twice = transactions[copied]
    files = transactions[transactions["file"].isin(twice["file"])].groupby(["person", "file"], sort=False)
    booked = twice["status"].isin(_BOOKED).groupby([twice[k] for k in KEY]).transform("any")
    ranked = twice.assign(
        _kept=~(booked & twice["status"].eq("pending")),
        _reaches=files["occurred_at"].max().reindex(pd.MultiIndex.from_frame(twice[["person", "file"]])).array,
        _numbered=twice["reference"].ne(""),
        _mandated=twice["mandate_id"].ne(""),
    )
    order = [*KEY, "_kept", "exported_at", "_numbered", "has_time", "_mandated", "_reaches", "file", "row"]
    return ranked.sort_values(order, na_position="first", kind="stable")[list(transactions.columns)]
