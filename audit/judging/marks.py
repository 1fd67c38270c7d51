"""The columns that marking adds to payments: what was read of every charge, and the lattice of those of a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.judging.coded import Coded, Flags, Ints, as_arrow, first_rows
from audit.judging.lattice_fit import anchors, lay
from audit.judging.plans import BETWEEN, Charges, plan_key
from audit.judging.series import Series, containing


@dataclass(frozen=True)
class Marked:
    """Charges with their places among `count` payments, the series of some of them, and the keys of those."""

    read: Charges
    at: Ints
    count: int
    series: Series
    ids: Sequence[str]

    def columns(self, recognised: Flags) -> dict[str, Any]:
        """Every column that marking adds; `recognised`: which series are subscriptions."""
        read = self.read
        shown = np.where(recognised, np.array(self.ids, dtype=object), "").tolist()
        texts = {name: getattr(read, name) for name in ("seller", "core", "beneficiary", "bill")}
        flags = {name: read.flags[name] for name in ("mandate", "one_off", "bundle")}
        return {
            **{name: Coded(self._all(text.code), text.values).text() for name, text in texts.items()},
            **{name: self._all(values) for name, values in flags.items()},
            "plan_id": self._named(self._ids_apart(), self.ids),
            "service": self._named(self._services_apart(), _services(self.series)),
            "subscription_id": self._of_series(shown),
            **self._lattice(),
        }

    def _all(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A value of every charge, as one of every payment."""
        spread = np.zeros(self.count, dtype=values.dtype)
        spread[self.at] = values
        return spread

    @cached_property
    def _apart(self) -> tuple[Ints, Ints]:
        """The charges that are of no series, and the plan of each, by number."""
        alone = np.ones(len(self.at), dtype=bool)
        alone[self.series.rows["charge"]] = False
        rows = np.flatnonzero(alone)
        return rows, pd.factorize(self.read.plan[rows])[0].astype(np.int64)

    def _ids_apart(self) -> list[str]:
        rows, plan = self._apart
        first = rows[first_rows(plan, int(plan.max(initial=-1)) + 1)]
        seller, core, other = (
            as_arrow(text.at(first).text()) for text in (self.read.seller, self.read.core, self.read.beneficiary)
        )
        one_off = pc.if_else(pa.array(self.read.flags["one_off"][first]), "True", "False")
        nothing, none, no_part = (pa.scalar(text, pa.large_string()) for text in ("", "0", ""))
        between = pa.scalar(BETWEEN, pa.large_string())
        names = pc.binary_join_element_wise(
            seller, core, nothing, none, one_off.cast(pa.large_string()), other, no_part, between
        )
        return list(map(plan_key, names.to_pylist()))

    def _services_apart(self) -> list[str]:
        """The text of each plan as printed last; where none is, the seller."""
        rows, plan = self._apart
        last = np.zeros(int(plan.max(initial=-1)) + 1, dtype=np.int64)
        said = self.read.rows["description"].ne("").to_numpy()[rows]
        last[plan] = rows
        last[plan[said]] = rows[said]
        printed = self.read.rows[["description", "counterparty"]].take(last)
        said_last: list[str] = (
            printed["description"].where(printed["description"].ne(""), printed["counterparty"]).tolist()
        )
        return said_last

    def _named(self, apart: Sequence[str], of_series: Sequence[str]) -> pd.Series:
        """A text of every payment: that of its plan where it is of no series, else that of its series."""
        rows, plan = self._apart
        place = np.zeros(len(self.at), dtype=np.int64)
        place[rows] = plan
        place[self.series.rows["charge"]] = len(apart) + self.series.group
        known = Coded.of([*apart, *of_series])
        return Coded(self._all(known.code[place]), known.values).text()

    def _of_series(self, texts: Sequence[str]) -> pd.Series:
        """A text of every payment of a series, "" for the others."""
        known = Coded.of(texts)
        return Coded(self._placed(known.code[self.series.group], 0), known.values).text()

    def _placed(self, values: npt.NDArray[Any], blank: Any) -> npt.NDArray[Any]:
        """A value of every row of a series, as one of every payment."""
        spread = np.full(self.count, blank, dtype=values.dtype)
        spread[self.at[self.series.rows["charge"]]] = values
        return spread

    def _lattice(self) -> dict[str, Any]:
        """Where the payments lie on the lattices of their series; the period by the lattice's anchors where they do."""
        series, group = self.series, self.series.group
        lattices, hit = series.lattices, series.fit.hit
        known = ((lattices.months > 0) | (lattices.days > 0))[group]
        laid = lay(lattices, group, series.day)
        start, end = containing(lattices, group, series.day)
        start = np.where(hit, laid.anchor, start)
        end = np.where(hit, anchors(lattices, group, laid.slot + 1), end)
        intervals = [lattices.interval(g) for g in range(series.count)]
        counts = np.array([i.count if i else 0 for i in intervals], dtype=np.int64)
        part = Coded.of(series.rows["part"])
        return {
            "period_start": self._days(start, known & ~series.trial),
            "period_end": self._days(end, known & ~series.trial),
            "part": Coded(self._placed(part.code, 0), part.values).text(),
            "interval": self._of_series([i.name if i else "" for i in intervals]),
            "interval_count": self._placed(counts[group], 0),
            "billing_day": self._placed(lattices.billing_day[group], 0),
            "anchor_on": self._days(lattices.origin[group], known),
            "off_days": pd.arrays.IntegerArray(
                self._placed(np.where(known, laid.off, 0), 0), ~self._placed(known, False)
            ),
            "on_lattice": self._placed(hit, False),
            "trial": self._placed(series.trial, False),
            "slot": self._placed(np.where(known, laid.slot, 0), 0),
            "second": self._placed(_again(group, laid.slot, hit), False),
        }

    def _days(self, days: Ints, known: Flags) -> npt.NDArray[Any]:
        dates = days.astype("datetime64[D]").astype("datetime64[s]")
        return self._placed(np.where(known, dates, np.datetime64("NaT", "s")), np.datetime64("NaT", "s"))


def _again(group: Ints, slot: Ints, hit: Flags) -> Flags:
    """Payments for an anchor of their series that an earlier one had paid for."""
    again = np.zeros(len(group), dtype=bool)
    again[hit] = pd.DataFrame({"group": group[hit], "slot": slot[hit]}).duplicated().to_numpy()
    return again


def _services(series: Series) -> list[str]:
    """Each series' name: the plan's text as printed last, not the trial's; where a row prints none, the seller."""
    rows = series.rows.assign(group=series.group)
    text = rows["description"].where(rows["description"].ne(""), rows["counterparty"])
    named = rows.assign(text=text, trial=series.trial, blank=rows["description"].eq(""))
    last = named.sort_values(["group", "trial", "blank"], ascending=[True, False, False], kind="stable")
    return list(last.drop_duplicates("group", keep="last").sort_values("group")["text"])
