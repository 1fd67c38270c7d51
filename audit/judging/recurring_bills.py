"""Bills that come again and are no membership (electricity, phone, insurance, rent …), listed apart."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from audit import catalogue, tables
from audit.judging.lattice_fit import EARLY, Flags, Ints, Lattices, anchors, by_chance, fit, late, lay

_KEY = ["person", "seller", "bill", "beneficiary", "currency"]
_ENOUGH = 3  # payments that prove an interval
_LONGEST = 31  # days of a plan that steps in days: no bill is sent every 63 days
_TOLERANCE = 0.15  # of an interval, by which a gap between bills may differ from it where no day is kept
_USUAL = (
    *((7, "week", 1), (14, "week", 2), (30, "month", 1), (61, "month", 2), (91, "quarter", 1)),
    *((183, "half_year", 1), (365, "year", 1)),
)


def recurring_bills(marked: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """One row for the bills of one kind that one seller takes from one person, where there are two or more.

    One payment is enough where its text says that the next comes by itself (自动缴费, 自动续保). A bill that a person
    names as cancelled is a subscription, and stands there instead. The interval is that of the days on which the bills
    were paid, else the usual one nearest to their gaps; "" where they keep none. `state` is `ended` where the next one
    is overdue on `as_of` (default: the person's last payment of any kind).
    """
    own = _bills(marked)
    if own.empty:
        return tables.RECURRING_BILLS.empty()
    table = _counted(own).join(_beats(own.drop_duplicates([*_KEY, "civil_date"], ignore_index=True)))
    now = table.index.get_level_values("person").map(marked.groupby("person")["civil_date"].max())
    grace = pd.to_timedelta(late(table["step"].to_numpy()) + EARLY, unit="D")
    overdue = table["next_expected_on"] + grace < (now if as_of is None else as_of)
    state = np.where(table["interval"].eq(""), "irregular", np.where(overdue, "ended", "active"))
    listed = table.assign(state=state).reset_index()
    return tables.RECURRING_BILLS.of(listed.sort_values([*_KEY, "merchant"], ignore_index=True)[_COLUMNS])


_COLUMNS = list(tables.RECURRING_BILLS.columns)


def _bills(marked: pd.DataFrame) -> pd.DataFrame:
    """The payments of bills that are listed, in order of seller and day; a bill paid once by hand is left out."""
    listed = [kind.id for kind in catalogue.bill_kinds() if kind.listed]
    own = marked[marked["bill"].isin(listed) & marked["subscription_id"].eq("")]
    days = own.groupby(_KEY)["civil_date"].transform("nunique")
    by_itself = own["mandate"].groupby([own[k] for k in _KEY]).transform("any")
    return own[(days > 1) | by_itself].sort_values([*_KEY, "civil_date", "payment_id"], ignore_index=True)


def _counted(own: pd.DataFrame) -> pd.DataFrame:
    """What all payments of each bill together say, and its last one; in the order of `own`."""
    groups = own.groupby(_KEY, sort=False)
    return pd.DataFrame(
        {
            "merchant": groups["counterparty"].last(),
            "service": groups["description"].last().where(lambda text: text.ne(""), groups["counterparty"].last()),
            "channels": own.drop_duplicates([*_KEY, "channel"]).groupby(_KEY, sort=False)["channel"].agg(_json),
            "payments": groups.size(),
            "first_on": groups["civil_date"].min(),
            "last_on": groups["civil_date"].max(),
            "amount_minor": groups["amount_minor"].last(),
            "lowest_minor": groups["amount_minor"].min(),
            "highest_minor": groups["amount_minor"].max(),
            "total_minor": groups["amount_minor"].sum(),
        }
    )


def _json(values: pd.Series) -> str:
    return json.dumps(sorted(values), ensure_ascii=False)


def _beats(own: pd.DataFrame) -> pd.DataFrame:
    """How often each bill is paid and when the next is due, by key: on a day it keeps, else by its usual gap."""
    group = own.groupby(_KEY, sort=False).ngroup().to_numpy().astype(np.int64)
    day = own["civil_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    count = int(group.max()) + 1
    lattices, fitted = fit(group, day, count)
    slots = np.maximum(fitted.slots, 1)
    kept = (fitted.slots >= _ENOUGH) & (fitted.slots >= 0.6 * fitted.span) & (fitted.strays <= slots // 3)
    kept &= lattices.days <= _LONGEST
    kept &= ((lattices.months > 0) | (lattices.days > 0)) & ~by_chance(lattices, fitted, group, day)
    last = day[np.flatnonzero(np.r_[group[1:] != group[:-1], True])]
    usual = _usual(group, day, count)
    due = np.where(kept, _next(lattices, last), last + usual)
    known = kept | (usual > 0)
    named = [lattices.interval(g) if kept[g] else None for g in range(count)]
    words = {days: (name, number) for days, name, number in _USUAL}
    pairs = [(i.name, i.count) if i else words.get(int(usual[g]), ("", 0)) for g, i in enumerate(named)]
    first = own.drop_duplicates(_KEY)
    return pd.DataFrame(
        {
            "interval": [name for name, _ in pairs],
            "interval_count": [number for _, number in pairs],
            "step": np.where(kept, lattices.length, usual),
            "next_expected_on": pd.Series(due.astype("datetime64[D]").astype("datetime64[s]")).where(known).to_numpy(),
        },
        index=pd.MultiIndex.from_frame(first[_KEY]),
    )


def _next(lattices: Lattices, last: Ints) -> Ints:
    """The anchor after the one that each last payment was for."""
    group = np.arange(len(last), dtype=np.int64)
    return anchors(lattices, group, lay(lattices, group, last).slot + 1)


def _usual(group: Ints, day: Ints, count: int) -> Ints:
    """The usual number of days between the bills of each group; 0 where most of its gaps are nothing of the kind."""
    inside = np.flatnonzero(group[1:] == group[:-1])
    of, gap = group[inside], np.diff(day)[inside]
    best, most = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    gaps = np.bincount(of, minlength=count)
    for days, _, _ in _USUAL:
        near: Flags = np.abs(gap - days) <= np.maximum(2, round(days * _TOLERANCE))
        hits = np.bincount(of[near], minlength=count)
        better = hits > most
        best, most = np.where(better, days, best), np.where(better, hits, most)
    return np.where((gaps > 0) & (2 * most > gaps), best, 0)
