"""Events that bills tell themselves: a cancellation in a store's own record, a renewal, a trial."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import Problem
from audit.statements.cells import UNREADABLE, Numbers, Positions, as_time, matches, matching, plain, times
from audit.statements.format import Format
from audit.statements.grid import Line
from audit.statements.json_records import SEPARATOR
from audit.statements.money_columns import Columns
from audit.statements.printed import accounts, mandates
from audit.statements.sections import NO_TIME, Body, Ignored
from audit.wording import Words

NO_PAYMENT = Words("tells of a subscription, not of a payment", "记录的是订阅状态，不是付款")
_PRINTED = {
    "whom": "counterparty",
    "service": "description",
    "reference": "reference",
    "note": "status",
}


def told(printed: Columns, rows: Numbers, fmt: Format) -> list[dict[str, object]]:
    """EVENTS columns for every event the rows tell, in the order of the rows; `rows` are their numbers in the file."""
    found = [record for one in fmt.tells for record in _of_kind(printed, rows, fmt, one.what, one.at, one.where)]
    return sorted(found, key=lambda record: (record["row"], record["occurred_at"], record["what"]))


def _of_kind(
    printed: Columns, rows: Numbers, fmt: Format, what: str, at: str, where: Mapping[str, str]
) -> list[dict[str, object]]:
    if at not in printed:
        return []
    cells, of_row = _apart(printed[at])
    moments, timed = times(cells)
    telling = np.isin(of_row, matching(printed, where, np.arange(len(rows)))) & (moments != UNREADABLE)
    at_rows = of_row[telling]
    texts = {ours: plain(column.take(pa.array(at_rows))).to_pylist() for ours, column in _texts(printed, fmt).items()}
    return [
        {
            "source": "bill",
            "what": what,
            "occurred_at": as_time(moment),
            "has_time": bool(has_time),
            "utc_offset": fmt.utc_offset,
            "channel": fmt.channel,
            "row": int(rows[index]),
            **{ours: values[place] for ours, values in texts.items()},
        }
        for place, (index, moment, has_time) in enumerate(zip(at_rows, moments[telling], timed[telling], strict=True))
    ]


def _texts(printed: Columns, fmt: Format) -> Columns:
    """What an event says beside its time, under the names of EVENTS."""
    own = {ours: printed[name] for ours, name in _PRINTED.items() if name in printed}
    return own | ({"mandate_id": mandates(printed, fmt)} if "mandate" in printed else {}) | accounts(printed)


def _apart(column: pa.Array) -> tuple[pa.Array, Positions]:
    """The times of all cells, `; ` between several in one, and which row each is of."""
    parted = pc.split_pattern(plain(column), SEPARATOR)
    return parted.flatten(), pc.list_parent_indices(parted).to_numpy().astype(np.intp)


def untimely(printed: Columns, body: Body, fmt: Format, file: str) -> tuple[Problem, ...]:
    """Records whose event has a time that is none, as problems."""
    found: dict[int, Problem] = {}
    for one in fmt.tells:
        if one.at not in printed:
            continue
        cells, of_row = _apart(printed[one.at])
        bad = (times(cells)[0] == UNREADABLE) & ~matches(cells, "")
        cell_of = dict(zip(of_row[bad][::-1].tolist(), cells.filter(pa.array(bad)).to_pylist()[::-1], strict=True))
        for index in matching(printed, one.where, np.unique(of_row[bad])).tolist():
            record = Line(int(body.rows[index]), tuple(str(column[index].as_py()) for column in body.columns.values()))
            words = NO_TIME.fill(cell=cell_of[index][:40])
            found.setdefault(index, Problem(file, record.row, words, record.raw))
    return tuple(problem for _, problem in sorted(found.items()))


def passed_by(printed: Columns, body: Body, problems: tuple[Problem, ...], fmt: Format) -> tuple[Ignored, ...]:
    """The records of a file that holds no payments, as rows ignored for the first reason of the format that holds."""
    bad = {problem.row for problem in problems}
    reasons = [NO_PAYMENT] * len(body.rows)
    for reason in reversed(fmt.reasons):
        for index in matching(printed, reason.where, np.arange(len(body.rows))).tolist():
            reasons[index] = reason.words
    return tuple(Ignored(row, why) for row, why in zip(body.rows.tolist(), reasons, strict=True) if row not in bad)
