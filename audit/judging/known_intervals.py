"""Plans whose interval the catalogue knows, since their service is sold in no other."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd

from audit import catalogue
from audit.judging.lattice_fit import Flags, Ints
from audit.judging.legs import fold

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_DAYS = {"week": 7, "day": 1}


def known_steps(rows: pd.DataFrame, group: Ints, unsaid: Flags) -> tuple[Ints, Ints]:
    """The interval of each group's service, as months and days, for the groups that are `unsaid`; else 0 and 0.

    `rows` lie in the order of `group`. A row that is no renewal by its words has none.
    """
    months, days = np.zeros(len(unsaid), dtype=np.int64), np.zeros(len(unsaid), dtype=np.int64)
    asked = rows[unsaid[group] & ~rows["one_off"].to_numpy()]
    text = asked["counterparty"].str.cat(asked["description"], sep=" ")
    for label in text.index[text.str.contains(_names(), regex=True)]:
        service = catalogue.find_service(text[label])
        if service and service.interval:
            of = group[rows.index.get_loc(label)]
            months[of] = _MONTHS.get(service.interval, 0) * service.interval_count
            days[of] = _DAYS.get(service.interval, 0) * service.interval_count
    return months, days


@cache
def _names() -> re.Pattern[str]:
    """A pattern that no text of such a service fails: the first letters of their names, in any width and case."""
    names = {fold(name).replace(" ", "") for s in catalogue.services() if s.interval for name in s.names}
    starts = sorted({name[:2] for name in names})
    wide = {start: "".join(f"[{letter}{letter.upper()}{_full(letter)}]\\s*" for letter in start) for start in starts}
    return re.compile("|".join(wide[start] for start in starts))


def _full(letter: str) -> str:
    """The full-width twins of a letter, for both cases."""
    return "".join(chr(ord(c) + 0xFEE0) for c in {letter, letter.upper()} if "!" <= c <= "~")
