"""Events that bills tell themselves: a cancellation in a store's own record, a renewal, a trial."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from audit.errors import Problem
from audit.statements.cells import UNREADABLE, Numbers, as_time, matches, matching, plain, stripped, times
from audit.statements.format import Format
from audit.statements.grid import Line
from audit.statements.money_columns import Columns
from audit.statements.sections import NO_TIME, Body, Ignored
from audit.wording import Words

NO_PAYMENT = Words("tells of a subscription, not of a payment", "记录的是订阅状态，不是付款")
_PRINTED = {
    "whom": "counterparty",
    "service": "description",
    "reference": "reference",
    "mandate_id": "mandate",
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
    moments, timed = times(printed[at])
    here = matching(printed, where, np.flatnonzero(moments != UNREADABLE))
    chosen = pa.array(here)
    texts = {ours: plain(printed[name].take(chosen)).to_pylist() for ours, name in _PRINTED.items() if name in printed}
    return [
        {
            "source": "bill",
            "what": what,
            "occurred_at": as_time(moments[index]),
            "has_time": bool(timed[index]),
            "channel": fmt.channel,
            "row": int(rows[index]),
            **{ours: values[place] for ours, values in texts.items()},
        }
        for place, index in enumerate(here.tolist())
    ]


def untimely(printed: Columns, body: Body, fmt: Format, file: str) -> tuple[Problem, ...]:
    """Records whose event has a time that is none, as problems."""
    found: dict[int, Problem] = {}
    for one in fmt.tells:
        if one.at not in printed:
            continue
        cells = plain(stripped(printed[one.at]))
        bad = (times(cells)[0] == UNREADABLE) & ~matches(cells, "")
        for index in matching(printed, one.where, np.flatnonzero(bad)).tolist():
            record = Line(int(body.rows[index]), tuple(str(column[index].as_py()) for column in body.columns.values()))
            words = NO_TIME.fill(cell=str(cells[index].as_py())[:40])
            found.setdefault(index, Problem(file, record.row, words, record.raw))
    return tuple(problem for _, problem in sorted(found.items()))


def passed_by(body: Body, problems: tuple[Problem, ...]) -> tuple[Ignored, ...]:
    """The records of a file that holds no payments, as rows ignored for that reason."""
    bad = {problem.row for problem in problems}
    return tuple(Ignored(row, NO_PAYMENT) for row in body.rows.tolist() if row not in bad)
