"""One row per economic event: what is left when copies of a row and views of a payment are seen as one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from audit.judging.legs import moved_money, tails
from audit.judging.mirrors import ONE_OF_SEVERAL
from audit.judging.overlaps import with_copies
from audit.money import to_text
from audit.tables import LINKS, PAYMENTS, TRANSACTIONS, check

KEY = ["person", "payment_id"]
_FILLED = [
    "counterparty",
    "counterparty_account",
    "description",
    "category",
    "mandate_id",
    "merchant_reference",
    "funding_account",
]
_BLANK = ["", "/", "-", "--", "----"]


def consolidate(transactions: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """PAYMENTS: every event once, refunds as rows of their own, sorted by person, time and id.

    Declined, voided and superseded rows and stores' records are none. A payment has what its leading row prints and,
    where that is blank, what its mirrors print. `maybe_mirror_of` names the payment that this one may be a view of.
    """
    rows = check(transactions, TRANSACTIONS).reset_index(drop=True)
    links = check(links, LINKS)
    copies, mirrored = links[links["relation"].eq("overlap")], links[links["relation"].eq("mirror")]
    sure = mirrored[mirrored["certain"] | mirrored["rule"].eq(ONE_OF_SEVERAL)]
    old = _refers(rows, copies, ["person", "file", "row"], ["person", "from_file", "from_row"])
    standing = with_copies(rows[~old], rows)
    viewed = _refers(standing, sure, ["person", "transaction_id"], ["person", "from_id"])
    leading = standing[moved_money(standing) & ~viewed].assign(payment_id=lambda p: p["transaction_id"])
    payments = _with_views(leading, standing[viewed], sure)
    payments = _joined(payments, "also_seen", _also_seen(rows[old]))
    payments = _joined(payments, "maybe_mirror_of", _doubts(mirrored.drop(sure.index)))
    return PAYMENTS.of(_in_order(payments).drop(columns="statement_id"))


def _refers(rows: pd.DataFrame, links: pd.DataFrame, own: list[str], theirs: list[str]) -> pd.Series:
    """True for the rows some link refers from."""
    if links.empty:
        return pd.Series(False, index=rows.index)
    near = rows[rows[own[1]].isin(links[theirs[1]].unique())]
    named = set(zip(*(links[c] for c in theirs), strict=True))
    found = [facts in named for facts in zip(*(near[c] for c in own), strict=True)]
    return pd.Series(found, index=near.index, dtype=bool).reindex(rows.index, fill_value=False)


def _with_views(leading: pd.DataFrame, views: pd.DataFrame, sure: pd.DataFrame) -> pd.DataFrame:
    """Leading rows with their mirrors listed, and with what the mirrors know where they are blank."""
    if views.empty:
        return leading.assign(mirrors="")
    named = sure.rename(columns={"from_id": "transaction_id", "to_id": "payment_id"})
    bank = views["channel"].str.startswith("bank")
    seen = views.assign(
        bank=bank,
        funding_account=tails(views),
        posted_on=views["posted_on"].fillna(views["civil_date"].where(bank)),
    ).merge(named[["person", "transaction_id", "payment_id", "rule"]], on=["person", "transaction_id"])
    seen = seen.sort_values([*KEY, "bank", "channel", "transaction_id"], kind="stable")
    listed = (
        seen.assign(mirrors=list(map(_mirror, seen.to_dict("records")))).groupby(KEY, sort=False)["mirrors"].agg(_array)
    )
    return _joined(_filled(leading, seen), "mirrors", listed)


def _filled(leading: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The leading rows, blanks filled from their mirrors: a platform's words before a bank's."""
    known = seen[_FILLED].mask(seen[_FILLED].isin(_BLANK)).groupby([seen[k] for k in KEY], sort=False).first()
    facts = seen.groupby(KEY, sort=False).agg(
        posted=("posted_on", "max"), refunded=("refunded_minor", "max"), hidden=("hides_refunds", "all")
    )
    more = leading[KEY].join(known, on=KEY).join(facts, on=KEY)
    own = leading[_FILLED].mask(leading[_FILLED].isin(_BLANK) & more[_FILLED].notna(), more[_FILLED]).astype("str")
    told = pd.concat([leading["refunded_minor"], more["refunded"].astype("Int64")], axis=1).max(axis=1)
    return leading.assign(
        **{c: own[c] for c in _FILLED},
        refunded_minor=told.astype("Int64"),
        posted_on=leading["posted_on"].fillna(more["posted"]),
        hides_refunds=leading["hides_refunds"] & more["hidden"].ne(False),
    )


def _joined(payments: pd.DataFrame, name: str, values: pd.Series) -> pd.DataFrame:
    """The payments with one more text column, "" where the values (by person and payment) have none."""
    if values.empty:
        return payments.assign(**{name: ""})
    found = payments[KEY].join(values.rename("found"), on=KEY)["found"]
    return payments.assign(**{name: found.fillna("").astype("str")})


def _also_seen(old: pd.DataFrame) -> pd.Series:
    listed = old.assign(payment_id=old["transaction_id"]).sort_values([*KEY, "file", "row"], kind="stable")
    places = [
        json.dumps({"file": f, "row": int(r)}, ensure_ascii=False)
        for f, r in zip(listed["file"], listed["row"], strict=True)
    ]
    return listed.assign(places=places).groupby(KEY, sort=False)["places"].agg(_array)


def _doubts(doubted: pd.DataFrame) -> pd.Series:
    named = doubted.rename(columns={"from_id": "payment_id"}).sort_values([*KEY, "to_id"], kind="stable")
    return named.groupby(KEY, sort=False)["to_id"].first()


def _mirror(row: dict[str, Any]) -> str:
    facts = {
        "transaction_id": row["transaction_id"],
        "channel": row["channel"],
        "account_id": row["account_id"],
        "file": row["file"],
        "row": int(row["row"]),
        "occurred_at": row["occurred_at"].isoformat() if row["has_time"] else row["occurred_at"].date().isoformat(),
        "amount": to_text(row["amount_minor"], row["currency"]),
        "currency": row["currency"],
        "reference": row["reference"],
        "rule": row["rule"],
    }
    return json.dumps(facts, ensure_ascii=False)


def _array(members: Iterable[str]) -> str:
    return f"[{', '.join(members)}]"


def _in_order(payments: pd.DataFrame) -> pd.DataFrame:
    """By person, time and id; ids are compared only where person and time are equal."""
    person, _ = pd.factorize(payments["person"], sort=True)
    at = payments["occurred_at"].to_numpy().astype("int64")
    order = np.lexsort((at, person))
    tied = payments.iloc[order].duplicated(["person", "occurred_at"], keep=False).to_numpy()
    ids = np.zeros(len(payments), dtype=np.int64)
    ids[order[tied]] = pd.factorize(payments["payment_id"].iloc[order[tied]], sort=True)[0]
    return payments.iloc[np.lexsort((ids, at, person))]
