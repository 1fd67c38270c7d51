"""How often a plan is paid by what words say, or by what the catalogue knows of a service sold in no other way."""

from __future__ import annotations

import numpy as np
import pandas as pd

from audit import catalogue
from audit.judging.coded import Coded, as_arrow, first_rows, numbered
from audit.judging.lattice_fit import Flags, Ints
from audit.judging.text_shapes import shapes_of

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_DAYS = {"week": 7, "day": 1}


def word_steps(rows: pd.DataFrame, group: Ints, count: int) -> tuple[Ints, Ints]:
    """The interval each series' words name, as months and days; 0 and 0 where they name none."""
    months, days = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    named = rows["word_interval"].ne("").to_numpy()
    for name in (*_MONTHS, *_DAYS):
        at = np.flatnonzero(named & rows["word_interval"].eq(name).to_numpy())
        months[group[at]] = _MONTHS.get(name, 0) * rows["word_count"].to_numpy()[at]
        days[group[at]] = _DAYS.get(name, 0) * rows["word_count"].to_numpy()[at]
    return months, days


def with_known_steps(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `known_months` and `known_days`, the interval of the service each is for; 0 and 0 for none."""
    named = np.flatnonzero(may_be_service(rows))
    texts = Coded.of(rows["counterparty"].take(named) + " " + rows["description"].take(named))
    steps = np.zeros((len(rows), 2), dtype=np.int64)
    steps[named] = np.array([_step(text) for text in texts.values.to_pylist()], dtype=np.int64)[texts.code]
    return rows.assign(known_months=steps[:, 0], known_days=steps[:, 1])


def known_steps(rows: pd.DataFrame, group: Ints, unsaid: Flags) -> tuple[Ints, Ints]:
    """The interval of each group's service, as months and days, for the groups that are `unsaid`; else 0 and 0.

    A row that is no renewal by its words has none; of several the last row's stands.
    """
    months, days = np.zeros(len(unsaid), dtype=np.int64), np.zeros(len(unsaid), dtype=np.int64)
    row_months, row_days = rows["known_months"].to_numpy(), rows["known_days"].to_numpy()
    told = np.flatnonzero(unsaid[group] & ~rows["one_off"].to_numpy() & (row_months + row_days > 0))
    months[group[told]], days[group[told]] = row_months[told], row_days[told]
    return months, days


def _step(text: str) -> tuple[int, int]:
    service = catalogue.find_service(text)
    if service is None or not service.interval:
        return 0, 0
    return (
        _MONTHS.get(service.interval, 0) * service.interval_count,
        _DAYS.get(service.interval, 0) * service.interval_count,
    )


def may_be_service(rows: pd.DataFrame) -> Flags:
    """Charges whose seller and text together may hold the name of a service of the catalogue.

    No row that `catalogue.find_service` knows is left out. A name may begin at the seller's end.
    """
    party, shapes = Coded.of(rows["counterparty"]), shapes_of(as_arrow(rows["description"]))
    names, texts = catalogue.name_parts(), shapes.masked
    named = party.each(names.may_stand_in, bool)[party.code]
    named |= np.array([names.may_stand_in(text) for text in texts], dtype=bool)[shapes.of]
    begun = party.each(names.may_begin_in, bool)[party.code]
    both = np.flatnonzero(~named & begun & np.array([names.may_end_in(text) for text in texts], dtype=bool)[shapes.of])
    pair, pairs = numbered(party.code[both], shapes.of[both])
    first = both[first_rows(pair, pairs)]
    sellers = party.at(first).text()
    joined = [names.may_stand_in(s + texts[place]) for s, place in zip(sellers, shapes.of[first], strict=True)]
    named[both] = np.array(joined, dtype=bool)[pair]
    return np.asarray(named)
