"""The same payment seen in two bills: found by amount, days, card tail and the wallet's name, never by the seller's.

A wallet row leads its platform's and its bank's row; a platform row leads its bank's. Every row mirrors at most one
row, and a row has at most one mirror in each kind of bill. The seller's name only decides between equal candidates.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from audit.catalogue import channel, long_holidays
from audit.judging.evidence import card_keys, weigh, weigh_parts
from audit.judging.legs import LARGEST, legs, of_unique, tails
from audit.judging.link_rows import as_links
from audit.judging.pairing import pair, within
from audit.periods import to_days
from audit.tables import LINKS

FIRST = -1  # a bank may date a payment the day before
LAST = {"out": 5, "in": 10}  # a refund reaches a card later than a payment leaves it
HOLIDAY_DAYS = 5  # more where a long holiday falls into the window
ONE_OF_SEVERAL = "one_of_several"  # certainly a mirror, but of which of several equal payments cannot be told
_STEPS = (
    ("wallet", "platform"), ("wallet", "bank"), ("platform", "bank"),
    ("wallet", "hand"), ("platform", "hand"), ("bank", "hand"),
)  # fmt: skip


def mirrors(standing: pd.DataFrame) -> pd.DataFrame:
    """LINKS from every row that is only another view of a payment to the row that leads it.

    Not certain: the row *may* be the payment it names, and both stand until someone decides; only with the rule
    `one_of_several` it surely is one of the equal payments around it, and which one changes no sum.
    """
    sides = {channel(c).kind for c in standing["channel"].unique()}
    found = [LINKS.empty()]
    paired: set[int] = set()
    for facts in _faces(standing) if len(sides) > 1 else ():
        left = facts.drop(facts.index.intersection(list(paired)))
        for upper, lower in _STEPS:
            if {upper, lower} <= sides:
                pairs = _step(standing, left[left["side"].eq(upper)], left[left["side"].eq(lower)])
                left = left.drop(pairs["l"].unique())
                paired |= {*pairs["l"], *pairs["u"]}
                found.append(as_links(standing, pairs.rename(columns={"l": "from", "u": "to"}), "mirror"))
    return pd.concat(found, ignore_index=True)


def _faces(standing: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows by what other bills show of them; then, where a bank prints the price abroad too, by that price."""
    yield legs(standing)
    abroad = standing["original_minor"].notna() & standing["original_currency"].ne(standing["currency"])
    if not abroad.any():
        return
    priced = standing.drop(columns=["asked_minor", "asked_currency"], errors="ignore").assign(
        amount_minor=standing["amount_minor"].mask(abroad, standing["original_minor"]).astype("int64"),
        currency=standing["currency"].mask(abroad, standing["original_currency"]),
        posted_currency="",
    )
    bank = of_unique(standing["channel"], lambda c: channel(c).kind).eq("bank")
    yield legs(priced[abroad | ~bank])


def _step(standing: pd.DataFrame, upper: pd.DataFrame, lower: pd.DataFrame) -> pd.DataFrame:
    edges = weigh(standing, _same_amount(upper, lower))
    pairs = _with_doubts(_as_many(standing, edges), edges)
    left = upper.drop(pairs["u"].unique()), lower.drop(pairs["l"].unique())
    parts = weigh_parts(standing, _part_amount(standing, *left))
    return pd.concat([pairs, parts], ignore_index=True)


def _same_amount(upper: pd.DataFrame, lower: pd.DataFrame) -> pd.DataFrame:
    keys = [side["group"].to_numpy() * LARGEST + side["amount"].to_numpy() for side in (upper, lower)]
    return _near(upper, lower, *keys)


def _part_amount(standing: pd.DataFrame, upper: pd.DataFrame, lower: pd.DataFrame) -> pd.DataFrame:
    """Pairs on one card where the bank shows less than the wallet: the rest was a red packet or a coupon."""
    keys = card_keys(standing, upper, lower)
    edges = _near(upper[keys[0] >= 0], lower[keys[1] >= 0], *(k[k >= 0] for k in keys))
    return edges[lower["amount"].loc[edges["l"]].to_numpy() < upper["amount"].loc[edges["u"]].to_numpy()]


def _near(
    upper: pd.DataFrame, lower: pd.DataFrame, upper_key: npt.NDArray[np.int64], lower_key: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Edges between rows of one key within the posting window, by index label, with the order of rows in time."""
    known = np.unique(lower_key)
    place = np.searchsorted(known, upper_key)
    shared = (place < len(known)) & (known[np.minimum(place, len(known) - 1)] == upper_key) if len(known) else place < 0
    upper, place = _in_time(upper[shared], place[shared])
    lower, lower_place = _in_time(lower, np.searchsorted(known, lower_key))
    edges = within(_keyed(upper, place), _keyed(lower, lower_place), FIRST, _last(upper))
    return pd.DataFrame(
        {
            "u": upper.index.to_numpy()[edges["u"]],
            "l": lower.index.to_numpy()[edges["l"]],
            "days": edges["days"],
            "u_order": edges["u"],
            "l_order": edges["l"],
            "key": place[edges["u"]],
        }
    )


def _in_time(rows: pd.DataFrame, key: npt.NDArray[np.int64]) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    order = rows.assign(key=key).sort_values(["day", "at", "id"], kind="stable")
    return order.drop(columns="key"), order["key"].to_numpy()


def _keyed(rows: pd.DataFrame, key: npt.NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame({"key": key, "day": rows["day"].to_numpy()})


def _last(upper: pd.DataFrame) -> npt.NDArray[np.int64]:
    """The latest day of posting after each row, in days; banks rest over long holidays."""
    last = upper["flow"].map(LAST).to_numpy(dtype=np.int64)
    days, code = np.unique(upper["day"].to_numpy(), return_inverse=True)
    rests = np.zeros((2, len(days)), dtype=bool)
    for off in long_holidays():
        for row, reach in enumerate(LAST.values()):
            rests[row] |= (days + FIRST <= to_days(off.end)) & (days + reach >= to_days(off.start))
    resting = np.where(upper["flow"].eq("out"), rests[0][code], rests[1][code])
    return np.asarray(last + HOLIDAY_DAYS * resting, dtype=np.int64)


def _as_many(standing: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """One-to-one pairs, those that name the seller first, unless that leaves two rows alone that could be one."""
    pairs = _assign(edges)
    alone = [edges.loc[~edges[side].isin(pairs[side]), "key"] for side in ("u", "l")]
    short = edges[edges["key"].isin(alone[0]) & edges["key"].isin(alone[1])]
    if short.empty:
        return pairs
    again = _assign(_names_aside(standing, short))
    gained = again["key"].value_counts().sub(pairs["key"].value_counts(), fill_value=0)
    better = gained.index[gained.gt(0)]
    return pd.concat([pairs[~pairs["key"].isin(better)], edges.loc[again.index[again["key"].isin(better)]]])


def _names_aside(standing: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """The edges of equal strength with and without the seller's name, none to a row that names another's seller."""
    agrees = edges["rank"].mod(2).eq(0)
    kept = edges[agrees | ~edges["l"].isin(edges["l"][agrees])]
    leads = standing.loc[kept["u"]]
    by_tail = np.where(kept["rule"].eq("name"), "", tails(leads))
    run = kept.assign(channel=leads["channel"].to_numpy(), tail=by_tail).groupby(["key", "channel", "tail"]).ngroup()
    return kept.assign(rank=kept["rank"] // 2, run=run)


def _assign(edges: pd.DataFrame) -> pd.DataFrame:
    """One-to-one pairs, those with the stronger evidence first."""
    chosen = [edges.iloc[:0]]
    for _, equal in edges.groupby("rank", sort=True):
        while not equal.empty:
            taken = pd.concat(chosen)
            equal = equal[~equal["u"].isin(taken["u"]) & ~equal["l"].isin(taken["l"])]
            chosen.append(pair(equal))
    return pd.concat(chosen)


def _with_doubts(pairs: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """The pairs with what the days cannot settle marked as not certain.

    A spare lower row that fits a paired payment as well as its own mirror, and reads otherwise, puts both in doubt. A
    lower row that would fit another seller's spare payment as well is one of several.
    """
    spare = _rivals(pairs, edges[~edges["l"].isin(pairs["l"])], on="u")
    differs = spare["text"].ne(spare["text_paired"]) | spare["days"].ne(spare["days_paired"])
    contenders = spare[differs].drop_duplicates("l")[list(edges.columns)].assign(certain=False)
    rivals = _rivals(pairs, edges[~edges["u"].isin(pairs["u"])], on="l")
    several = pairs["l"].isin(rivals["l"][rivals["seller"].ne(rivals["seller_paired"])])
    doubted = pairs["u"].isin(contenders["u"])
    marked = pairs.assign(certain=~(doubted | several), rule=pairs["rule"].mask(several & ~doubted, ONE_OF_SEVERAL))
    return pd.concat([marked, contenders])


def _rivals(pairs: pd.DataFrame, spare: pd.DataFrame, on: str) -> pd.DataFrame:
    near = spare.merge(pairs, on=on, suffixes=("", "_paired"))
    return near[near["rank"].eq(near["rank_paired"]) & near["days"].abs().eq(near["days_paired"].abs())]
