"""One-to-one pairing of rows that may be the same payment: as many pairs as possible, as close in days as possible.

Rows are pairs (upper, lower) inside a window of days. Where a row has one candidate and is its candidate's only one,
the pair is taken at once; the rest falls into small runs, and in each run the best order-preserving pairing is found:
with one window for all and a cost that grows with the square of the distance, no crossing pairing is better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
_ONE_PAIR = 1 << 32  # outweighs every sum of squared days a run can have


def within(upper: pd.DataFrame, lower: pd.DataFrame, first: int, last: Ints) -> pd.DataFrame:
    """Every (upper, lower) of one `key` with lower.day - upper.day in [first, last]; `last` is per upper row.

    Both frames have integer columns `key` and `day`; the answer holds positions and `days`.
    """
    span = 1 << 18
    order = np.argsort(lower["key"].to_numpy() * span + lower["day"].to_numpy(), kind="stable")
    sorted_keys = (lower["key"].to_numpy() * span + lower["day"].to_numpy())[order]
    at = upper["key"].to_numpy() * span + upper["day"].to_numpy()
    start = np.searchsorted(sorted_keys, at + first, side="left")
    stop = np.searchsorted(sorted_keys, at + last, side="right")
    count = np.maximum(stop - start, 0)
    u = np.repeat(np.arange(len(upper)), count)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    low = order[np.repeat(start, count) + offset]
    return pd.DataFrame({"u": u, "l": low, "days": lower["day"].to_numpy()[low] - upper["day"].to_numpy()[u]})


def pair(edges: pd.DataFrame) -> pd.DataFrame:
    """The edges chosen: no `u` twice, no `l` twice.

    Edges carry `run` (rows of different runs never compete), `days`, and the order of rows: `u_order`, `l_order`.
    """
    lone = ~edges["u"].duplicated(keep=False) & ~edges["l"].duplicated(keep=False)
    contested = edges[~lone].sort_values(["run", "u_order", "l_order"], kind="stable")
    chosen = [i for run in _runs(contested) for i in _best_in_order(run)]
    return pd.concat([edges[lone], edges.loc[chosen]]).sort_index()


def _runs(edges: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Stretches of one run between which no edge reaches: a new one begins where all earlier lowers lie behind."""
    if edges.empty:
        return
    reach = edges.groupby("run", sort=False)["l_order"].cummax()
    behind = reach.groupby(edges["run"], sort=False).shift()
    lowest = edges["l_order"][::-1].groupby(edges["run"][::-1], sort=False).cummin()[::-1]
    new_upper = edges["u"].ne(edges["u"].shift())
    begins = (new_upper & (behind.isna() | behind.lt(lowest))).cumsum()
    for _, run in edges.groupby(begins, sort=False):
        yield run


def _best_in_order(run: pd.DataFrame) -> list[int]:
    """The index labels of the best order-preserving pairing of one run.

    Row by row over the uppers; for each, only the lowers of its own window are looked at, since windows move forward.
    """
    lowers = {label: j for j, label in enumerate(sorted(run["l_order"].unique()))}
    rows = [
        [
            (lowers[j], _ONE_PAIR - int(d) ** 2, label)
            for label, j, d in zip(g.index, g["l_order"], g["days"], strict=True)
        ]
        for _, g in run.groupby("u_order", sort=True)
    ]
    best: list[tuple[int, int | None]] = [(0, None)] * (len(lowers) + 1)  # value and last step of the first j lowers
    steps: list[tuple[int, int | None]] = []  # label of the edge taken, and the step before it
    for row in rows:
        _take(row, best, steps)
    return _walk_back(best[-1][1], steps)


def _take(
    row: Sequence[tuple[int, int, int]], best: list[tuple[int, int | None]], steps: list[tuple[int, int | None]]
) -> None:
    """Extend the best pairings by one more upper row, whose candidates are (lower, worth, label)."""
    before = {j: best[j] for j, _, _ in row}
    for j, worth, label in row:
        value, step = before[j]
        if value + worth > best[j + 1][0]:
            steps.append((label, step))
            best[j + 1] = (value + worth, len(steps) - 1)
    for j in range(min(before) + 1, len(best)):  # what was reached further left holds further right too
        if best[j][0] < best[j - 1][0]:
            best[j] = best[j - 1]
        elif j > max(before) + 1:
            break


def _walk_back(step: int | None, steps: Sequence[tuple[int, int | None]]) -> list[int]:
    labels = []
    while step is not None:
        label, step = steps[step]
        labels.append(label)
    return labels
