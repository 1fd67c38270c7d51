"""From plans to series: which payments of a plan keep one beat, and where one plan's rows hide several series.

Two accounts that both pay for the same periods are two subscriptions; so are two prices, or two billing days, that
each keep a beat of their own. Everything else of a plan is one series, whatever its price does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from audit import catalogue
from audit.judging.known_intervals import known_steps, with_known_steps, word_steps
from audit.judging.lattice_fit import EARLY, Fit, Flags, Ints, Lattices, anchors, by_chance, fit, lay, measure

PLAN = ["seller", "core", "word_interval", "word_count", "one_off", "beneficiary", "part"]
ENOUGH = 3  # payments on one lattice that prove an interval on their own (DESIGN §4)
_METERED = 6  # payments of changing amounts that prove an interval, where they keep it closely
_SHORT = 20  # days: below this, chance visits keep a loose beat too, so most must fall on the very day


@dataclass(frozen=True)
class Series:
    """Rows in order of series and day, with each row's series number, and each series' lattice and how it fits."""

    rows: pd.DataFrame
    group: Ints
    day: Ints
    trial: Flags
    lattices: Lattices
    fit: Fit
    regular: Flags  # per series: proven by its payments alone

    @property
    def count(self) -> int:
        return len(self.regular)

    def first_rows(self) -> pd.DataFrame:
        """The first row of each series."""
        return self.rows.iloc[np.flatnonzero(np.r_[True, self.group[1:] != self.group[:-1]][: len(self.rows)])]

    def plans(self) -> Iterator[tuple[object, ...]]:
        """What each series is the payments of: seller, plan and beneficiary, and which part of the plan."""
        plans: Iterator[tuple[object, ...]] = self.first_rows()[PLAN].itertuples(index=False, name=None)
        return plans


def find_series(charges: pd.DataFrame) -> Series:
    """The series of these plans; `charges` as `plans.Charges.table` gives them.

    A plan is split by agreement; then by account, by amount, and by what is left over, only where the parts keep a beat
    of their own. The rows' column `part` says which part of its plan a series is ("" for the whole).
    """
    numbers = np.arange(len(charges))
    rows = with_known_steps(charges.assign(part=charges["beside"], row_key=numbers, price_minor=prices(charges)))
    series = _fitted(rows)
    for split in (_by_beat_of_account, _by_account, _by_amount, _left_over, _by_turn):
        parts = split(series)
        if parts is not None:
            series = _fitted(parts)
    return _without_chance(series)


def steady(rows: pd.DataFrame) -> Flags:
    """For each `plan` of the rows, numbered from 0, whether they keep one beat, one payment a period."""
    series = _fitted(with_known_steps(rows.assign(part="", row_key=0, price_minor=prices(rows))))
    return np.asarray(series.regular & (series.fit.twice == 0) & (series.fit.strays * 6 <= series.fit.slots))


def prices(charges: pd.DataFrame) -> pd.Series:
    """What each payment costs in the seller's currency, where a plan has one: the account's own sum wobbles with it."""
    amount = charges["amount_minor"]
    printed = charges["original_minor"].notna() & charges["original_currency"].ne("")
    if not printed.any():
        return amount
    priced_in = charges["currency"].mask(printed, charges["original_currency"])
    one = priced_in.groupby(charges["plan"]).transform("nunique").eq(1)
    return amount.mask(printed & one, charges["original_minor"]).astype("int64")


def _fitted(rows: pd.DataFrame) -> Series:
    """The series of equal plan and part, each with its best lattice."""
    ordered = rows.sort_values(["plan", "part", "civil_date", "occurred_at", "payment_id"], ignore_index=True)
    group, _ = pd.factorize(pd.MultiIndex.from_frame(ordered[["plan", "part"]]))
    group = group.astype(np.int64)
    count = int(group.max()) + 1 if len(group) else 0
    day = ordered["civil_date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    early = windows(ordered["channel"])
    trial = _trials(ordered, group)
    paying = np.flatnonzero(~trial)
    lattices, _ = fit(group[paying], day[paying], count, early[paying])
    lattices = _with_words(lattices, ordered, group, day, trial, early, count)
    laid = lay(lattices, group, day)
    intro = trial & (laid.off == 0) & (_known(lattices)[group])
    trial = trial & ~intro
    paying = np.flatnonzero(~trial)
    measured = measure(lattices, group[paying], day[paying], early[paying])
    regular = _regular(ordered.iloc[paying], group[paying], day[paying], lattices, measured)
    hit = np.zeros(len(group), dtype=bool)
    hit[paying] = measured.hit
    whole = replace(measured, hit=hit & _known(lattices)[group])
    return Series(ordered, group, day, trial, lattices, whole, regular)


def _without_chance(series: Series) -> Series:
    """The series, those without a beat and without a word for one having no lattice rather than a chance one."""
    paying = np.flatnonzero(~series.trial)
    chance = by_chance(series.lattices, series.fit, series.group[paying], series.day[paying]) & ~series.regular
    if not chance.any():
        return series
    named = np.add(*word_steps(series.rows, series.group, series.count)) > 0
    none = chance & ~named
    old = series.lattices
    kept = (np.where(none, 0, part) for part in (old.months, old.days, old.billing_day, old.origin))
    return replace(series, lattices=Lattices(*kept), fit=replace(series.fit, hit=series.fit.hit & ~none[series.group]))


def _known(lattices: Lattices) -> Flags:
    return (lattices.months > 0) | (lattices.days > 0)


def windows(channel: pd.Series) -> Ints:
    """Each row's days before its anchor on which its rail may debit."""
    codes, names = pd.factorize(channel)
    known = np.array([max(EARLY, catalogue.channel(n).precharge_days) for n in names], dtype=np.int64)
    return known[codes] if len(names) else np.zeros(0, dtype=np.int64)


def _trials(rows: pd.DataFrame, group: Ints) -> Flags:
    """First rows that are a trial: a tenth of the next charge at the most, and it has a next charge."""
    amount = rows["price_minor"].to_numpy()
    first = np.r_[True, group[1:] != group[:-1]] if len(group) else np.zeros(0, dtype=bool)
    follows = np.r_[group[1:] == group[:-1], False] if len(group) else first
    cheap = amount * 10 <= np.r_[amount[1:], 0]
    worded = rows["trial"].to_numpy() & (amount < np.r_[amount[1:], 0])
    return np.asarray(first & follows & (cheap | worded))


def _with_words(
    lattices: Lattices, rows: pd.DataFrame, group: Ints, day: Ints, trial: Flags, early: Ints, count: int
) -> Lattices:
    """Below three payments on one lattice the interval is the one the words or the catalogue name; else unknown."""
    paying = np.flatnonzero(~trial)
    proven = measure(lattices, group[paying], day[paying], early[paying]).slots >= ENOUGH
    months, days = word_steps(rows, group, count)
    known = known_steps(rows, group, ~proven & (months == 0) & (days == 0))
    months, days = months + known[0], days + known[1]
    start = np.searchsorted(group[paying], np.arange(count)) if count else np.zeros(0, dtype=np.int64)
    first = day[paying][np.minimum(start, max(len(paying) - 1, 0))] if len(paying) else np.zeros(count, dtype=np.int64)
    dated = first.astype("datetime64[D]")
    of_month = (dated - dated.astype("datetime64[M]")).astype(np.int64) + 1
    same = (lattices.months == months) & (lattices.days == days) & ((months > 0) | (days > 0))
    keep = proven | same
    return Lattices(
        np.where(keep, lattices.months, months),
        np.where(keep, lattices.days, days),
        np.where(keep, lattices.billing_day, np.where(months > 0, of_month, 0)),
        np.where(keep, lattices.origin, first),
    )


def _regular(rows: pd.DataFrame, group: Ints, day: Ints, lattices: Lattices, fitted: Fit) -> Flags:
    """Series that their payments alone prove: three or more on one lattice, few misses, few strays, steady prices.

    Prices that change every time (metered plans) need six or more payments on a tight beat instead.
    """
    count = len(fitted.score)
    laid = lay(lattices, group, day)
    hits = np.maximum(np.bincount(group, weights=fitted.hit, minlength=count), 1)
    middle = np.bincount(group, weights=laid.off * fitted.hit, minlength=count) / hits
    spread = np.bincount(group, weights=np.abs(laid.off - middle[group]) * fitted.hit, minlength=count) / hits
    on_day = np.bincount(group, weights=(laid.off == 0) & fitted.hit, minlength=count) / hits
    amount = rows["price_minor"].to_numpy()
    change = np.r_[False, (amount[1:] != amount[:-1]) & (group[1:] == group[:-1])] if len(amount) else []
    steps = np.bincount(group, weights=change, minlength=count)
    odd = fitted.strays + fitted.twice
    steady = (steps <= np.maximum(1, hits // 3)) & (fitted.slots >= 0.6 * fitted.span)
    metered = (
        (fitted.slots >= _METERED) & (spread <= 1.2) & (odd <= fitted.slots // 8) & (fitted.slots >= 0.8 * fitted.span)
    )
    short = lattices.length < _SHORT
    return np.asarray(
        _known(lattices)
        & (fitted.slots >= ENOUGH)
        & (steady | (metered & ~short))
        & (odd <= np.maximum(1, fitted.slots // 3))
        & np.where(short, on_day >= 0.8, spread <= 2.0)
    )


def _by_beat_of_account(series: Series) -> pd.DataFrame | None:
    """Accounts that each keep a beat of their own at the same time, where all together keep none: separate ones."""
    channel, _ = pd.factorize(series.rows["channel"])
    account, named = pd.factorize(series.rows["account_id"])
    code = channel * (len(named) + 1) + account
    first = np.searchsorted(series.group, np.arange(series.count))
    several = np.bincount(series.group, weights=code != code[first][series.group], minlength=series.count) >= ENOUGH
    tried = (several & ~series.regular)[series.group]
    if not tried.any():
        return None
    parts = series.rows["part"].where(~tried, _account_part(series.rows))
    alone = _fitted(series.rows[tried].assign(part=parts[tried], whole=series.group[tried]))
    kept = alone.rows.assign(day=alone.day)[alone.regular[alone.group]]
    spans = kept.groupby(["whole", "part"])["day"].agg(["min", "max"]).groupby("whole")
    beside = (spans.size() > 1) & (spans["min"].max() < spans["max"].min())
    split = np.isin(series.group, beside.index[beside].to_numpy())
    return series.rows.assign(part=series.rows["part"].where(~split, parts)) if split.any() else None


def _account_part(rows: pd.DataFrame) -> pd.Series:
    return rows["part"] + rows["channel"] + "\x1f" + rows["account_id"]


def _by_account(series: Series) -> pd.DataFrame | None:
    """Accounts that pay for two or more of the same periods are separate subscriptions; None if there are none."""
    laid = lay(series.lattices, series.group, series.day)
    paid = series.rows.assign(group=series.group, slot=laid.slot)[series.fit.hit]
    held = paid.drop_duplicates(["group", "slot", "channel", "account_id"])
    shared = held.groupby(["group", "slot"], sort=False)["account_id"].transform("size") > 1
    slots = held[shared].drop_duplicates(["group", "slot"])["group"].value_counts()
    split = np.isin(series.group, slots.index[slots >= 2].to_numpy())
    if not split.any():
        return None
    return series.rows.assign(part=series.rows["part"].where(~split, _account_part(series.rows)))


def _by_amount(series: Series) -> pd.DataFrame | None:
    """Prices of a crowded plan that each keep a beat of their own are separate plans."""
    rows = np.bincount(series.group, minlength=series.count)
    crowd = series.fit.strays + series.fit.twice
    crowded = np.isin(series.group, np.flatnonzero((crowd >= ENOUGH) & (crowd * 4 > rows)))
    amount = series.rows["part"] + "\x1f" + series.rows["price_minor"].astype("str")
    alike = series.rows.groupby([pd.Series(series.group), "price_minor"])["row_key"].transform("size").ge(ENOUGH)
    some = crowded & alike.to_numpy()
    if not some.any():
        return None
    tried = _fitted(series.rows[some].assign(part=amount[some]))
    proven = tried.rows.loc[tried.regular[tried.group], "row_key"]
    own = crowded & series.rows["row_key"].isin(proven).to_numpy()
    return series.rows.assign(part=series.rows["part"].where(~own, amount)) if own.any() else None


def _left_over(series: Series) -> pd.DataFrame | None:
    """Payments off a steady lattice that keep a beat of their own to the day are a plan of their own."""
    steady = (series.fit.slots >= ENOUGH) & (series.fit.slots >= 0.6 * series.fit.span)
    off = steady[series.group] & ~series.fit.hit & ~series.trial
    if np.bincount(series.group[off], minlength=1).max(initial=0) < ENOUGH:
        return None
    return _proven_apart(series, off, "rest")


def _proven_apart(series: Series, tried: Flags, name: str) -> pd.DataFrame | None:
    """Rows that keep a beat to the day beside that of their plan's others, as a part of their own; None for none."""
    part = series.rows["part"] + "\x1f" + name
    alone = _fitted(series.rows[tried].assign(part=part[tried]))
    proven = alone.rows.loc[(alone.regular & alone.fit.exact)[alone.group], "row_key"]
    own = tried & series.rows["row_key"].isin(proven).to_numpy()
    own &= _side_by_side(series, own)
    return series.rows.assign(part=series.rows["part"].where(~own, part)) if own.any() else None


def _by_turn(series: Series) -> pd.DataFrame | None:
    """A second payment in most periods is a plan of its own; one now and then is a charge doubled."""
    often = (series.fit.twice >= ENOUGH) & (series.fit.twice >= 0.6 * series.fit.slots)
    if not often.any():
        return None
    placed = pd.DataFrame({"group": series.group, "slot": lay(series.lattices, series.group, series.day).slot})
    again = placed[series.fit.hit].duplicated().reindex(placed.index, fill_value=False).to_numpy()
    return _proven_apart(series, often[series.group] & again, "again")


def _side_by_side(series: Series, own: Flags) -> Flags:
    """Rows of series whose two beats run at the same time; one after the other is one plan taken up again."""
    begins, stops = _reach(series, own)
    first, last = _reach(series, series.fit.hit & ~own)
    return np.asarray(((begins < last) & (first < stops))[series.group])


def _reach(series: Series, rows: Flags) -> tuple[Ints, Ints]:
    """The first and the last day of these rows in each series."""
    first = np.full(series.count, np.iinfo(np.int64).max)
    last = np.full(series.count, np.iinfo(np.int64).min)
    np.minimum.at(first, series.group[rows], series.day[rows])
    np.maximum.at(last, series.group[rows], series.day[rows])
    return first, last


def containing(lattices: Lattices, group: Ints, day: Ints) -> tuple[Ints, Ints]:
    """Each row's period as it lies in time, wherever its anchor: the last anchor on or before the day, and the next."""
    laid = lay(lattices, group, day)
    slot = np.where(laid.anchor > day, laid.slot - 1, laid.slot)
    return anchors(lattices, group, slot), anchors(lattices, group, slot + 1)
