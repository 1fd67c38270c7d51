"""One file to one bill: its rows as a table, what it says of itself, and the count that proves none was lost."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import Problem, TableError
from audit.statements.canonical import Rows, canonical, is_number, printed_of
from audit.statements.cells import coded, per_word, plain, repeated, stripped
from audit.statements.container import Blob
from audit.statements.decided import decided, rewritten
from audit.statements.discretion import discreet
from audit.statements.format import Format, header_name
from audit.statements.grid import Grid
from audit.statements.heading import Heading, read_headings
from audit.statements.identity import told_apart
from audit.statements.money_columns import Columns
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


_LOOK = 1000  # rows in which a file that was saved again must show itself


@dataclass(frozen=True)
class Statement:
    """One bill read: its rows, what it says of itself, and where every record went.

    `rows` are columns of TRANSACTIONS, beside the export (`section`) each is from, whether it is `numbered`, and the
    digits of its account where they are printed in full (`account_number`).
    """

    file: str
    sha256: str
    format: Format
    headings: tuple[Heading, ...]
    rows: Columns
    counted: int
    ignored: tuple[Ignored, ...]
    problems: tuple[Problem, ...]
    unknown_statuses: tuple[tuple[str, int], ...]
    told: tuple[dict[str, object], ...]
    totals: tuple[dict[str, object], ...]

    @property
    def size(self) -> int:
        """How many transactions there are."""
        return len(self.rows["row"])


def statement(blob: Blob, formats: Sequence[Format]) -> tuple[Statement, tuple[Problem, ...]]:
    """One file's bill, and what else in the file could not be used; InputError where the file is no bill."""
    first, *others = found_in(blob.data, formats, blob.file)
    grid = discreet(lengthened(first.grid(), first.format.least_cells), first.format)
    sha256 = hashlib.sha256(blob.data).hexdigest()
    return _read(blob.file, sha256, first.format, grid), _unread(blob.file, grid, first.format, others)


def _read(file: str, sha256: str, fmt: Format, grid: Grid) -> Statement:
    body = body_of(grid, fmt, file)
    cells = columns_of(body, fmt)
    if fmt.leaves_to_file or rewritten(fmt, {name: plain(column[:_LOOK]) for name, column in cells.items()}):
        fmt = decided(fmt, unfolded(cells, fmt))
    headings = read_headings(body.headings, fmt)
    printed = printed_of(cells, fmt, body.headings)
    events: list[dict[str, object]] = []
    if fmt.records == "events":
        body, events = _without_payments(body, printed, fmt, file)
        printed = {name: column[:0] for name, column in printed.items()}
    rows = canonical(body, printed, fmt, file, headings[0].currency)
    events += told(rows.printed, rows.columns["row"].to_numpy(), fmt)
    problems = (*body.problems, *rows.problems)
    if len(rows) + len(problems) + len(body.ignored) != body.counted:
        raise TableError(f"{file}: {body.counted} rows, but {len(rows)} transactions and {len(problems)} problems")
    columns = {**rows.columns, **_said(rows, headings, fmt, file, sha256)}
    if fmt.number_repeats:
        columns["number_with"] = told_apart(columns)
    return Statement(
        file=file,
        sha256=sha256,
        format=fmt,
        headings=headings,
        rows=columns,
        counted=body.counted,
        ignored=body.ignored,
        told=tuple(events),
        problems=problems,
        unknown_statuses=rows.unknown_statuses,
        totals=tuple(totals_of(rows, headings, fmt)),
    )


def _without_payments(body: Body, printed: Columns, fmt: Format, file: str) -> tuple[Body, list[dict[str, object]]]:
    """A body without rows, every record of which was ignored for telling of no payment, and what they told."""
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


def _said(rows: Rows, headings: Sequence[Heading], fmt: Format, file: str, sha256: str) -> dict[str, pa.Array]:
    """What the heading of their export says on every row, and their file on all."""
    size = len(rows)
    of_export = pa.array(rows.columns["section"].to_numpy().astype(np.int32))
    exported = np.array([h.exported_at for h in headings], dtype="datetime64[s]")
    hides = np.array([h.hides_refunds for h in headings], dtype=bool)
    everywhere = {"channel": fmt.channel, "statement_id": sha256[:12], "file": file, "utc_offset": fmt.utc_offset}
    return {
        **{name: repeated(word, size) for name, word in everywhere.items() if name not in rows.columns},
        "account_id": _own_account(rows.columns, _of_heading([h.account for h in headings], of_export)),
        "account_number": _own_number(rows.columns, _of_heading([h.number for h in headings], of_export)),
        "exported_at": pa.array(exported).take(of_export),
        "hides_refunds": pa.array(hides).take(of_export),
        "numbered": pa.array(is_number(rows.columns["reference"])),
    }


def _of_heading(words: Sequence[str], of_export: pa.Array) -> pa.Array:
    """What a heading says, on the rows of its export."""
    return repeated(words[0], len(of_export)) if len(words) == 1 else coded(words, of_export.to_numpy())


def _own_account(columns: Columns, of_heading: pa.Array) -> pa.Array:
    """The account each row prints, else its heading's, else the first that the bill prints."""
    if "account_id" not in columns:
        return of_heading
    printed = plain(columns["account_id"])
    first = next((name for name in printed.to_pylist() if name), "")
    stated = per_word(of_heading, lambda name: name or first)
    return pc.if_else(pc.equal(printed, ""), plain(stated), printed).dictionary_encode()


def _own_number(columns: Columns, of_heading: pa.Array) -> pa.Array:
    """The digits of the account each row prints in full, else its heading's."""
    if "account_number" not in columns:
        return of_heading
    printed = plain(columns["account_number"])
    return pc.if_else(pc.equal(printed, ""), plain(of_heading), printed).dictionary_encode()


def _unread(file: str, grid: Grid, fmt: Format, others: Sequence[Found]) -> tuple[Problem, ...]:
    """Worksheets with bills of their own; a sheet all of whose numbers stand in the first one is a copy of it."""
    numbers = _numbers(grid, fmt) if others else frozenset()
    unread = [other for other in others if not numbers or not _numbers(other.grid(), fmt) <= numbers]
    return tuple(Problem(file, None, _SECOND_BILL.fill(sheet=other.sheet)) for other in unread)


def _numbers(grid: Grid, fmt: Format) -> frozenset[str]:
    name = header_name(fmt.columns["reference"][0]) if "reference" in fmt.columns else ""
    return frozenset(plain(stripped(grid.columns[name])).to_pylist()) if name in grid.columns else frozenset()
