"""One file to one bill: its rows as a table, what it says of itself, and the count that proves none was lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.errors import Problem, TableError
from audit.statements.canonical import Rows, canonical, is_number, printed_of
from audit.statements.cells import plain, stripped
from audit.statements.container import Blob
from audit.statements.decided import decided, rewritten
from audit.statements.discretion import discreet
from audit.statements.format import Format, header_name
from audit.statements.grid import Grid
from audit.statements.heading import Heading, read_headings
from audit.statements.identity import told_apart
from audit.statements.printed import columns_of, unfolded
from audit.statements.recognition import Found, found_in
from audit.statements.sections import Body, Ignored, body_of
from audit.statements.short_rows import lengthened
from audit.statements.told import passed_by, told, untimely
from audit.statements.totals import totals_of
from audit.wording import Words

_SECOND_BILL = Words(
    "sheet “{sheet}” holds another bill, which was not read; save it as a file of its own",
    "工作表“{sheet}”中另有一份账单未读取，请将其另存为单独的文件",
)


_MAYBE = ("refunded_minor", "original_minor")  # columns with nothing in some rows
_LOOK = 1000  # rows in which a file that was saved again must show itself


@dataclass(frozen=True)
class Statement:
    """One bill read: its rows, what it says of itself, and where every record went.

    `rows` are transactions without ids, beside the export (`section`) each is from and whether it is `numbered`.
    """

    file: str
    sha256: str
    format: Format
    headings: tuple[Heading, ...]
    rows: pd.DataFrame
    counted: int
    ignored: tuple[Ignored, ...]
    problems: tuple[Problem, ...]
    unknown_statuses: tuple[tuple[str, int], ...]
    told: tuple[dict[str, object], ...]
    totals: tuple[dict[str, object], ...]


def statement(blob: Blob, formats: Sequence[Format]) -> tuple[Statement, tuple[Problem, ...]]:
    """One file's bill, and what else in the file could not be used; InputError where the file is no bill."""
    first, *others = found_in(blob.data, formats, blob.file)
    grid = discreet(lengthened(first.grid(), first.format.least_cells), first.format)
    sha256 = hashlib.sha256(blob.data).hexdigest()
    return _read(blob.file, sha256, first.format, grid), _unread(blob.file, grid, first.format, others)


def _read(file: str, sha256: str, fmt: Format, grid: Grid) -> Statement:
    body = body_of(grid, fmt, file)
    if fmt.leaves_to_file or rewritten(fmt, columns_of(_first_rows(body), fmt)):
        fmt = decided(fmt, unfolded(columns_of(body, fmt), fmt))
    headings = read_headings(body.headings, fmt)
    events: list[dict[str, object]] = []
    if fmt.records == "events":
        body, events = _without_payments(body, fmt, file)
    rows = canonical(body, fmt, file, headings[0].currency)
    events += told(rows.printed, rows.columns["row"].to_numpy(), fmt)
    problems = (*body.problems, *rows.problems)
    if len(rows) + len(problems) + len(body.ignored) != body.counted:
        raise TableError(f"{file}: {body.counted} rows, but {len(rows)} transactions and {len(problems)} problems")
    said: dict[str, str | bool] = {
        "channel": fmt.channel,
        "statement_id": sha256[:12],
        "file": file,
        "echo": fmt.echoes,
    }
    frame = _frame(rows, headings, said, utc_offset=fmt.utc_offset)
    return Statement(
        file=file,
        sha256=sha256,
        format=fmt,
        headings=headings,
        rows=told_apart(frame) if fmt.number_repeats else frame,
        counted=body.counted,
        ignored=body.ignored,
        told=tuple(events),
        problems=problems,
        unknown_statuses=rows.unknown_statuses,
        totals=tuple(totals_of(rows, headings, fmt)),
    )


def _first_rows(body: Body) -> Body:
    """A body's first rows, by which a file that was saved again shows itself."""
    columns = {name: plain(column[:_LOOK]) for name, column in body.columns.items()}
    return replace(body, columns=columns, rows=body.rows[:_LOOK], section=body.section[:_LOOK])


def _without_payments(body: Body, fmt: Format, file: str) -> tuple[Body, list[dict[str, object]]]:
    """A body without rows, every record of which was ignored for telling of no payment, and what they told."""
    printed = printed_of(body, fmt)
    bad = untimely(printed, body, fmt, file)
    none = replace(
        body,
        columns={name: column[:0] for name, column in body.columns.items()},
        rows=body.rows[:0],
        section=body.section[:0],
        ignored=(*body.ignored, *passed_by(printed, body, bad, fmt)),
        problems=(*body.problems, *bad),
    )
    return none, told(printed, body.rows, fmt)


def _frame(rows: Rows, headings: Sequence[Heading], said: Mapping[str, str | bool], *, utc_offset: str) -> pd.DataFrame:
    """The rows as a table, with what the heading of their export says on every row, and their file on all."""
    columns = {name: plain(column) for name, column in rows.columns.items()}
    section = rows.columns["section"].to_numpy()
    known = {name: pd.array(columns.pop(name), dtype="Int64") for name in _MAYBE if name in columns}
    frame: pd.DataFrame = pa.table(columns).to_pandas()
    exported = np.array([h.exported_at for h in headings], dtype="datetime64[s]")
    hides = np.array([h.hides_refunds for h in headings], dtype=bool)
    accounts = pd.Series([h.account for h in headings], dtype="str")
    more = {
        **known,
        "utc_offset": frame.get("utc_offset", utc_offset),
        "account_id": _own_account(frame, accounts.take(section).to_numpy()),
        "account_number": _own_number(frame, pd.Series([h.number for h in headings], dtype="str").take(section)),
        "exported_at": exported[section],
        "hides_refunds": hides[section],
        "numbered": is_number(rows.columns["reference"]),
        **said,
    }
    printed = frame.drop(columns=[name for name in more if name in frame])
    return pd.concat([printed, pd.DataFrame(more, index=frame.index)], axis=1)  # at once: one by one is slow


def _own_account(frame: pd.DataFrame, of_heading: np.ndarray) -> np.ndarray:
    """The account each row prints, else its heading's, else the first that the bill prints."""
    if "account_id" not in frame:
        return of_heading
    printed = frame["account_id"].to_numpy()
    named = printed[printed != ""]
    stated = np.where(of_heading == "", named[0] if len(named) else "", of_heading)
    return np.where(printed == "", stated, printed)


def _own_number(frame: pd.DataFrame, of_heading: pd.Series) -> np.ndarray:
    """The digits of the account each row prints in full, else its heading's."""
    stated = of_heading.to_numpy()
    printed = frame["account_number"].to_numpy() if "account_number" in frame else stated
    own: np.ndarray = np.where(printed == "", stated, printed)
    return own


def _unread(file: str, grid: Grid, fmt: Format, others: Sequence[Found]) -> tuple[Problem, ...]:
    """Worksheets with bills of their own; a sheet all of whose numbers stand in the first one is a copy of it."""
    numbers = _numbers(grid, fmt) if others else frozenset()
    unread = [other for other in others if not numbers or not _numbers(other.grid(), fmt) <= numbers]
    return tuple(Problem(file, None, _SECOND_BILL.fill(sheet=other.sheet)) for other in unread)


def _numbers(grid: Grid, fmt: Format) -> frozenset[str]:
    name = header_name(fmt.columns["reference"][0]) if "reference" in fmt.columns else ""
    return frozenset(plain(stripped(grid.columns[name])).to_pylist()) if name in grid.columns else frozenset()
