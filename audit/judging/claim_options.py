"""How a claim is to be reckoned: what the law file says, unless the caller or a person's own options say otherwise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from audit.errors import UsageError
from audit.law import Law
from audit.wording import Words

STATUTORY = "statutory_damages"
Ticked = bool | Collection[str]


@dataclass(frozen=True)
class Reckoning:
    """How interest is reckoned; `rate_mode` "" means the law's own, with the contract's rate for rescinded periods."""

    law: Law
    as_of: date
    day_count: int
    rate_mode: str
    allocation: str
    count_last_day: bool = False


def reckoning(
    law: Law,
    as_of: date,
    *,
    allocation: str | None = None,
    day_count: int | None = None,
    rate_mode: str | None = None,
    count_last_day: bool | None = None,
) -> Reckoning:
    """The law's own way with the options given; UsageError for one the law file does not list."""
    terms = law.claim
    last = terms.count_last_day if count_last_day is None else count_last_day
    how = Reckoning(
        law, as_of, day_count or terms.day_count, rate_mode or "", allocation or terms.refund_allocation, last
    )
    for name, value, allowed in (
        ("allocation", how.allocation, terms.refund_allocations),
        ("day_count", how.day_count, terms.day_count_options),
        ("rate_mode", how.rate_mode, ("", *terms.rate_modes)),
    ):
        if value not in allowed:
            known = ", ".join(str(a) for a in allowed if a)
            raise UsageError(
                Words(f"{name} {value!r} is not one of {known}", f"{name} 的值 {value!r} 不在可选范围：{known}")
            )
    return how


def chosen(how: Reckoning, options: pd.DataFrame) -> dict[str, Reckoning]:
    """The ways of the persons whose OPTIONS ask for another one; of two rows of one name the last stands.

    Where no interest is provided for, there is nothing to choose.
    """
    if not how.law.claim.interest:
        return {}
    asked = options[options["name"].isin(_CHANGES) & options["value"].ne("")]
    ways: dict[str, Reckoning] = {}
    for person, name, value in zip(asked["person"], asked["name"], asked["value"], strict=True):
        ways[person] = replace(ways.get(person, how), **_change(how.law, name, value))
    return ways


def ticked(statutory: Ticked, options: pd.DataFrame, totals: pd.DataFrame) -> pd.Series:
    """Which sums have the box for statutory damages ticked: for all, for these persons, or by their own OPTIONS.

    An option without a cancellation is for every one of its person.
    """
    yes = options[options["name"].eq(STATUTORY) & options["value"].eq("yes")]
    told = set(zip(yes["person"], yes["cancellation_id"], strict=True))
    yeses = [
        (statutory if isinstance(statutory, bool) else who in statutory) or (who, which) in told or (who, "") in told
        for who, which in zip(totals["person"], totals["cancellation_id"], strict=True)
    ]
    return pd.Series(yeses, index=totals.index, dtype="bool")


def _change(law: Law, name: str, value: str) -> dict[str, Any]:
    field, read = _CHANGES[name]
    made = {field: read(value)}
    reckoning(law, date.min, **made)
    return made


_CHANGES: dict[str, tuple[str, Any]] = {
    "refund_allocation": ("allocation", str),
    "day_count": ("day_count", int),
    "rate_mode": ("rate_mode", str),
    "count_last_day": ("count_last_day", "yes".__eq__),
}
