"""Offsets from UTC as bills print them, for times of two bills to be compared."""

from __future__ import annotations

import re
from datetime import timedelta

import pandas as pd

_OFFSET = r"^(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)$"


def minutes_ahead(offsets: pd.Series) -> pd.Series:
    """Minutes ahead of UTC; 0 where a bill does not say."""
    parts = offsets.str.extract(_OFFSET)
    value = parts["hours"].fillna("0").astype("int64") * 60 + parts["minutes"].fillna("0").astype("int64")
    return value.where(parts["sign"].ne("-"), -value)


def ahead(offset: str) -> timedelta:
    """How far an offset is ahead of UTC; nothing where it is none.

    >>> ahead("+08:00") - ahead("-03:30")
    datetime.timedelta(seconds=41400)
    """
    found = re.match(_OFFSET, offset)
    if not found:
        return timedelta()
    span = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
    return -span if found["sign"] == "-" else span
