"""One file to one bill: which format claims it, its rows, and the count that proves none was lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from audit.errors import AmbiguousFormat, Problem, TableError, UnknownFormat
from audit.statements import csvs, sheets, text_lines
from audit.statements.canonical import Rows, canonical
from audit.statements.cells import plain, stripped
from audit.statements.container import Blob
from audit.statements.format import Format, header_name
from audit.statements.heading import Heading, read_heading
from audit.statements.refused import refusal
from audit.statements.sections import Body, Grid, body_of
from audit.statements.totals import totals_of
from audit.wording import Words

_SECOND_BILL = Words(
    "sheet “{sheet}” holds another bill, which was not read; save it as a file of its own",
    "工作表“{sheet}”中另有一份账单未读取，请将其另存为单独的文件",
)
_SEVERAL = Words("claimed by {names}: the header fits more than one format", "表头同时符合 {names}，无法确定格式")


@dataclass(frozen=True)
class Statement:
    """One bill read: its rows, what it says of itself, and where every record went."""

    file: str
    sha256: str
    format: Format
    headings: tuple[Heading, ...]
    body: Body
    rows: Rows
    totals: tuple[dict[str, object], ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.body.problems, *self.rows.problems)


@dataclass(frozen=True)
class Found:
    """A header found in a file: whose it is, and how to get at the cells below it."""

    format: Format
    grid: Callable[[], Grid]
    sheet: str = ""


def found_in(data: bytes, formats: Sequence[Format]) -> list[Found]:
    """The bills in a file, one a worksheet at most; UnknownFormat in words where there is none."""
    if data.startswith(b"PK"):
        found = list(_in_sheets(data, formats))
        head = ""
    else:
        found = list(_in_text(data, formats))
        head = data[:4096].decode(text_lines.encodings(data)[0], errors="replace")
    if not found:
        raise UnknownFormat(refusal(data, head))
    return found


def _in_text(data: bytes, formats: Sequence[Format]) -> Iterator[Found]:
    for encoding in text_lines.encodings(data):
        records = text_lines.first_records(data, encoding)
        for row, cells in enumerate(records, start=1):
            if fmt := claimed(cells, formats, "text"):
                yield Found(fmt, partial(csvs.grid, data, encoding, row, cells, fmt.coded()))
                return


def _in_sheets(data: bytes, formats: Sequence[Format]) -> Iterator[Found]:
    for name, cells in sheets.sheets(data):
        for row, record in enumerate(sheets.first_records(cells), start=1):
            if fmt := claimed(record, formats, "sheet"):
                yield Found(fmt, partial(sheets.grid, cells, row, fmt.coded()), name)
                break


def claimed(cells: Sequence[str], formats: Sequence[Format], container: str) -> Format | None:
    """The one format whose header a row of cells is; AmbiguousFormat where several claim it."""
    claims = [fmt for fmt in formats if fmt.claims(cells, container)]
    if len(claims) > 1:
        raise AmbiguousFormat(_SEVERAL.fill(names=", ".join(fmt.name for fmt in claims)))
    return claims[0] if claims else None


def statement(blob: Blob, formats: Sequence[Format]) -> tuple[Statement, tuple[Problem, ...]]:
    """One file's bill, and what else in the file could not be used; InputError where the file is no bill."""
    first, *others = found_in(blob.data, formats)
    fmt = first.format
    grid = first.grid()
    body = body_of(grid, fmt, blob.file)
    headings = tuple(read_heading(text, fmt) for text in body.headings)
    rows = canonical(body, fmt, blob.file, headings[0].currency)
    read = Statement(
        blob.file,
        hashlib.sha256(blob.data).hexdigest(),
        fmt,
        headings,
        body,
        rows,
        tuple(totals_of(rows, headings, fmt)),
    )
    if len(rows) + len(read.problems) + len(body.ignored) != body.counted:
        raise TableError(
            f"{blob.file}: {body.counted} rows, but {len(rows)} transactions and {len(read.problems)} problems"
        )
    numbers = _numbers(grid, fmt)
    unread = [other for other in others if not numbers or not _numbers(other.grid(), fmt) <= numbers]
    return read, tuple(Problem(blob.file, None, _SECOND_BILL.fill(sheet=other.sheet)) for other in unread)


def _numbers(grid: Grid, fmt: Format) -> frozenset[str]:
    name = header_name(fmt.columns["reference"][0]) if "reference" in fmt.columns else ""
    return frozenset(plain(stripped(grid.columns[name])).to_pylist()) if name in grid.columns else frozenset()
