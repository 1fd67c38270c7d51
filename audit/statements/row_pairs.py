"""Which rows of two exports of one account are the same: by number, else by day, amount and order among equals.

Days are compared in four ways, since one export may print when a payment was made and the other when it was booked; the
way most rows agree in comes first. Equal rows of one day are paired by what they say of the other side, then in their
order; a row is paired once, so two equal payments stay two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

Places = npt.NDArray[np.int64]
Numbered = tuple[bool | None, bool | None]  # of both sides: only rows with a number, only those without, or any

_DAYS = ("paid", "booked")
_WORDS: tuple[tuple[str, ...], ...] = (("whole",), ("start",), ())
_MONEY = ("currency", "direction")
_START = 6  # as many letters of a name as every export prints
_GAPS = r"[\s.,*/#&'()_:;-]+"
_LIVE = ("settled", "reversed")  # what is pending is no payment yet, and comes again
_NUMBER = r"^.*?(\d{6,})$"  # two exports may put different words before the same number: CARD-, CARD_TRANSACTION-


@dataclass(frozen=True)
class Pairs:
    """Labels of rows that are one, and the columns of days in which the two exports agree best."""

    one: pd.Index
    other: pd.Index
    days: tuple[str, str]


def told(rows: pd.DataFrame, ids: pd.Series, fee_within: bool) -> pd.DataFrame:
    """The rows that moved money, in the terms in which exports are compared, in the order of time."""
    own = rows[rows["status"].isin(_LIVE) & rows["direction"].isin(["out", "in"]) & rows["amount_minor"].gt(0)]
    own = own.sort_values(["occurred_at", "file", "row"], kind="stable")
    fee = own["fee_minor"].fillna(0) if "fee_minor" in own and not fee_within else 0
    said = own["counterparty"].mask(own["counterparty"].eq(""), own["description"])
    whole = said.str.lower().str.replace(_GAPS, "", regex=True)
    return own[["file", "reference", "numbered", "amount_minor", *_MONEY]].assign(
        id=ids[own.index],
        mandate=own["mandate_id"],
        number=own["reference"].str.replace(_NUMBER, r"\1", regex=True),
        paid=own["civil_date"],
        booked=own["posted_on"],
        minute=own["occurred_at"].dt.floor("min").where(own["has_time"]),
        moved=(own["amount_minor"] + fee).where(own["direction"].eq("out"), own["amount_minor"]).astype("int64"),
        whole=whole,
        start=whole.str.slice(0, _START),
        text=said.str.cat(own["description"], sep=" ").str.lower().str.replace(_GAPS, "", regex=True),
    )


def paired(one: pd.DataFrame, other: pd.DataFrame, *, to_the_minute: bool) -> Pairs:
    """Rows of `told` that are one: those with one id, then by number, then by day (or minute) and amount.

    Where half of the numbers agree, both exports print the same numbers, and different ones are different rows.
    """
    found = _Found(one, other)
    amounts = ("moved", "amount_minor") if _with_fees(one) or _with_fees(other) else ("moved",)
    found.add(("id", "id"), ())
    for amount in amounts:
        found.add(("number", "number"), (amount, *_MONEY), numbered=(True, True))
    fewer = min(int(side["numbered"].sum()) for side in (one, other))
    same_numbers = fewer > 0 and 2 * found.count >= fewer
    kinds: Sequence[Numbered] = ((False, None), (None, False)) if same_numbers else ((None, None),)
    ways = [("minute", "minute")] if to_the_minute else found.best_first(list(product(_DAYS, _DAYS)))
    for way, amount, words, numbered in product(ways, amounts, _WORDS, kinds):
        found.add(way, (amount, *_MONEY, *words), numbered)
    return Pairs(*found.labels(), ("paid", "paid") if to_the_minute else ways[0])


def speak_alike(one: pd.DataFrame, other: pd.DataFrame, pairs: Pairs) -> bool:
    """Whether in half of the pairs, or more, one row says how the other begins; what says nothing is no objection."""
    sides = (one.loc[pairs.one, ["start", "text"]], other.loc[pairs.other, ["start", "text"]])
    both = zip(*(side[name] for side in sides for name in ("start", "text")), strict=True)
    alike = [start in their_text or their_start in text for start, text, their_start, their_text in both]
    return 2 * sum(alike) >= len(alike)


def _with_fees(side: pd.DataFrame) -> bool:
    return bool(side["moved"].ne(side["amount_minor"]).any())


class _Found:
    """Pairs found so far by place, and the rows of both sides that are still alone."""

    def __init__(self, one: pd.DataFrame, other: pd.DataFrame) -> None:
        self._sides = (one, other)
        self._alone = (np.arange(len(one)), np.arange(len(other)))
        self._pairs: list[tuple[Places, Places]] = []
        self._codes = {**_coded(one, other, _DAYS), **_coded(one, other, ("minute",))}

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return sum(len(mine) for mine, _ in self._pairs)

    def labels(self) -> tuple[pd.Index, pd.Index]:
        """The labels of the pairs on both sides."""
        nothing = np.array([], dtype=np.int64)
        one, other = (np.concatenate([nothing, *(pair[n] for pair in self._pairs)]) for n in (0, 1))
        return self._sides[0].index[one], self._sides[1].index[other]

    def add(self, way: tuple[str, str], key: Sequence[str], numbered: Numbered = (None, None)) -> None:
        """Pair what is alone by a column of each side and a key of both."""
        one, other = self._in_order(way, key, numbered)
        self._pairs.append((one, other))
        self._alone = (np.setdiff1d(self._alone[0], one), np.setdiff1d(self._alone[1], other))

    def best_first(self, ways: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The ways to compare days, that in which most rows agree first."""
        agree = {way: len(self._in_order(way, ("moved", *_MONEY), (None, None))[0]) for way in ways}
        return sorted(ways, key=lambda way: -agree[way])

    def _in_order(self, way: tuple[str, str], key: Sequence[str], numbered: Numbered) -> tuple[Places, Places]:
        """The first with the first of equal rows, the second with the second."""
        sides = [self._printing(n, way[n], numbered[n]) for n in (0, 1)]
        size = len(sides[0])
        codes = np.zeros(size + len(sides[1]), dtype=np.int64)
        for columns in (way, *((name, name) for name in key)):
            more = np.concatenate([self._code(n, columns[n])[sides[n]] for n in (0, 1)])
            codes = np.unique(codes * (more.max(initial=0) + 1) + more, return_inverse=True)[1]
        nth = np.concatenate([_place_among_equals(codes[:size]), _place_among_equals(codes[size:])])
        keys = codes * (nth.max(initial=0) + 1) + nth
        _, mine, theirs = np.intersect1d(keys[:size], keys[size:], assume_unique=True, return_indices=True)
        return sides[0][mine], sides[1][theirs]

    def _printing(self, n: int, column: str, numbered: bool | None) -> Places:
        """The rows of a side that are alone and print something in a column."""
        alone = self._alone[n]
        kept = self._code(n, column)[alone] >= 0
        if numbered is not None:
            kept &= self._sides[n]["numbered"].to_numpy()[alone] == numbered
        return alone[kept]

    def _code(self, n: int, column: str) -> Places:
        if column not in self._codes:
            self._codes |= _coded(*self._sides, (column,))
        return self._codes[column][n]


def _coded(one: pd.DataFrame, other: pd.DataFrame, columns: Sequence[str]) -> dict[str, tuple[Places, Places]]:
    """Numbers for the words of columns that are compared with one another; -1 where nothing stands."""
    codes = pd.factorize(pd.concat([side[name] for name in columns for side in (one, other)]))[0]
    ends = np.cumsum([len(side) for _ in columns for side in (one, other)])
    parts = np.split(codes.astype(np.int64), ends[:-1])
    return {name: (parts[2 * place], parts[2 * place + 1]) for place, name in enumerate(columns)}


def _place_among_equals(codes: Places) -> Places:
    order = np.argsort(codes, kind="stable")
    first = np.searchsorted(codes[order], codes[order])
    place = np.empty_like(codes)
    place[order] = np.arange(len(codes)) - first
    return place


def files_of(part: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each file, in the order of their names."""
    for file, rows in part.groupby("file", sort=True):
        yield str(file), rows
