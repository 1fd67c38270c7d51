"""One row per economic event: what is left when copies of a row and views of a payment are seen as one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from audit.catalogue import channels
from audit.judging.among import named_by
from audit.judging.items import with_items
from audit.judging.legs import moved_money, tails
from audit.judging.listing import KEY, MIRROR, PLACE, listed, mirror_of, place_of
from audit.judging.mirrors import ONE_OF_SEVERAL
from audit.judging.overlaps import only, superseded, with_copies
from audit.judging.text_columns import read_texts
from audit.judging.whole_payments import legs_listed, whole_payments
from audit.tables import LINKS, PAYMENTS, TRANSACTIONS, check

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

    Declined, voided and superseded rows, parts of a payment and stores' records are none. A payment has what its
    leading row prints and, where that is blank, what its mirrors print; its parts are listed in `legs`. A platform's
    own words for a plan stand where the wallet prints an order's number or the platform's name alone.
    `maybe_mirror_of` names the payment that this one may be a view of.
    """
    rows = check(transactions, TRANSACTIONS).reset_index(drop=True)
    links = check(links, LINKS)
    copies, mirrored = links[links["relation"].eq("overlap")], links[links["relation"].eq("mirror")]
    sure = mirrored[mirrored["certain"] | mirrored["rule"].eq(ONE_OF_SEVERAL)]
    old = _refers(rows, copies) & superseded(rows)
    standing = with_copies(only(rows, ~old), rows)
    whole = whole_payments(standing, links).drop(columns=["asked_minor", "asked_currency"], errors="ignore")
    viewed = _refers(whole, sure)
    leading = only(whole, moved_money(whole) & ~viewed).assign(payment_id=lambda p: p["transaction_id"])
    payments = _with_views(leading, whole[viewed], sure)
    payments = _joined(payments, "legs", legs_listed(standing, links))
    payments = _joined(payments, "also_seen", _also_seen(rows[old]))
    payments = _joined(payments, "maybe_mirror_of", _doubts(mirrored.drop(sure.index)))
    payments = with_items(payments, standing, links)
    return PAYMENTS.of(_in_order(payments).drop(columns="statement_id"))


def _refers(rows: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """True for the rows of transactions some link refers from."""
    refers = links[["person", "from_id"]].rename(columns={"from_id": "transaction_id"})
    return pd.Series(named_by(rows, refers), index=rows.index)


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
    worded = _in_the_platforms_words(_filled(leading, seen), seen)
    return _joined(worded, "mirrors", listed(seen, mirror_of, MIRROR))


def _filled(leading: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The leading rows, blanks filled from their mirrors; what a bank calls a sale says nothing of the sale."""
    said = seen[_FILLED].mask(seen[_FILLED].isin(_BLANK) | _by_bank(seen))
    known = said.groupby([seen[k] for k in KEY], sort=False).first()
    facts = seen.groupby(KEY, sort=False).agg(
        posted=("posted_on", "max"), refunded=("refunded_minor", "max"), hidden=("hides_refunds", "all")
    )
    more = leading[KEY].join(known, on=KEY).join(facts, on=KEY)
    own = leading[_FILLED].mask(leading[_FILLED].isin(_BLANK) & more[_FILLED].notna(), more[_FILLED]).astype("str")
    told, seen_told = leading["refunded_minor"], more["refunded"].astype("Int64")
    return leading.assign(
        **{c: own[c] for c in _FILLED},
        refunded_minor=told.mask(told.isna() | seen_told.gt(told).fillna(False), seen_told),
        posted_on=leading["posted_on"].fillna(more["posted"]),
        hides_refunds=leading["hides_refunds"] & more["hidden"].ne(False),
    )


def _in_the_platforms_words(leading: pd.DataFrame, seen: pd.DataFrame) -> pd.DataFrame:
    """The payments whose own text names no plan under the text of the platform's bill that does."""
    told = seen[seen["channel"].isin([c.id for c in channels() if c.kind == "platform"])]
    if told.empty:
        return leading
    told = told[_names_a_plan(told)].drop_duplicates(KEY)
    known = leading[KEY].join(told.set_index(KEY)["description"].rename("told"), on=KEY)["told"]
    bare = known.notna()
    bare[bare] = ~_names_a_plan(leading[bare])
    return leading.assign(description=leading["description"].mask(bare, known).astype("str"))


def _names_a_plan(rows: pd.DataFrame) -> pd.Series:
    """Whether the text speaks of a renewal, a membership or a period."""
    read = read_texts(rows.assign(store=""))
    return read["mandate"] | read["membership"] | read["word_interval"].ne("")


def _by_bank(seen: pd.DataFrame) -> pd.DataFrame:
    words = [c for c in _FILLED if c != "funding_account"]
    return pd.DataFrame({c: seen["bank"] & (c in words) for c in _FILLED})


def _joined(payments: pd.DataFrame, name: str, values: pd.Series) -> pd.DataFrame:
    """The payments with one more text column, "" where the values (by person and payment) have none."""
    if values.empty:
        return payments.assign(**{name: pd.Series("", index=payments.index, dtype="str")})
    found = payments[KEY].join(values.rename("found"), on=KEY)["found"]
    return payments.assign(**{name: found.fillna("").astype("str")})


def _also_seen(old: pd.DataFrame) -> pd.Series:
    copies = old.assign(payment_id=old["transaction_id"]).sort_values([*KEY, "file", "row"], kind="stable")
    return listed(copies, place_of, PLACE)


def _doubts(doubted: pd.DataFrame) -> pd.Series:
    named = doubted.rename(columns={"from_id": "payment_id"}).sort_values([*KEY, "to_id"], kind="stable")
    return named.groupby(KEY, sort=False)["to_id"].first()


def _in_order(payments: pd.DataFrame) -> pd.DataFrame:
    """By person, time and id; ids are compared only where person and time are equal."""
    person, _ = pd.factorize(payments["person"], sort=True)
    at = payments["occurred_at"].to_numpy().astype("int64")
    order = np.lexsort((at, person))
    same = (np.diff(person[order]) == 0) & (np.diff(at[order]) == 0)
    tied = np.r_[False, same] | np.r_[same, False] if len(payments) else same
    ids = np.zeros(len(payments), dtype=np.int64)
    ids[order[tied]] = pd.factorize(payments["payment_id"].iloc[order[tied]], sort=True)[0]
    return payments.iloc[np.lexsort((ids, at, person))]
