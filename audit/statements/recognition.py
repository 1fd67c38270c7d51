"""Which format claims a file, by the header that stands in it; never by its name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

from audit.errors import AmbiguousFormat, UnknownFormat
from audit.statements import (
    camt_records,
    csvs,
    json_records,
    mt940_records,
    ofx_records,
    old_workbooks,
    sheets,
    text_lines,
)
from audit.statements.format import WESTERN, Format, header_names
from audit.statements.grid import Grid, Table
from audit.statements.refused import refusal
from audit.statements.supposed import supposed
from audit.wording import Words


class RecordFile(Protocol):
    """A module that brings the records of one kind of file under a header: OFX, CAMT, MT940, JSON."""

    def is_one(self, data: bytes) -> bool:
        """Whether the bytes are such a file, told by their beginning."""

    def tables(self, data: bytes) -> Iterator[Table]:
        """The records in it by kind; InputError where the file is not to be read."""


RECORD_FILES: tuple[RecordFile, ...] = (ofx_records, camt_records, mt940_records, json_records)
_FEW = 2
_LACKS = Words(
    "this looks like a {what}, but the columns {columns} are missing; export the bill again and leave it as it is",
    "这看起来是{what}，但缺少列：{columns}；请重新导出账单，不要改动",
)
_SEVERAL = Words("claimed by {names}: the header fits more than one format", "表头同时符合 {names}，无法确定格式")


@dataclass(frozen=True)
class Found:
    """A header found in a file: whose it is, and how to get at the cells below it."""

    format: Format
    grid: Callable[[], Grid]
    sheet: str = ""


def found_in(data: bytes, formats: Sequence[Format], name: str = "") -> list[Found]:
    """The bills in a file, one a worksheet at most; UnknownFormat in words where there is none."""
    is_workbook = data.startswith(b"PK") or old_workbooks.is_one(data)
    known = _known(tuple(formats))
    tables: list[Table] = []
    found: list[Found] = []
    for table in _sheet_tables(data) if is_workbook else _record_tables(data) or _text_tables(data, known):
        tables.append(table)
        found += [one for one in (_header_in(table, known),) if one]
        if found and not is_workbook:
            break
    guesses = [] if found else [_supposed_in(table) for table in tables]
    found = found or [guess for guess in guesses if isinstance(guess, Found)]
    if not found:
        head = "" if is_workbook else data[:4096].decode(text_lines.encodings(data)[0], errors="replace")
        unsure = next((guess for guess in guesses if isinstance(guess, Words)), None)
        raise UnknownFormat(_lacking(tables, formats) or unsure or refusal(data, head, name))
    return found if is_workbook else found[:1]


def _record_tables(data: bytes) -> list[Table]:
    """The records of a file that is no table of cells; none where it is one, or none that is known."""
    holder = next((one for one in RECORD_FILES if one.is_one(data)), None)
    return list(holder.tables(data)) if holder else []


@dataclass(frozen=True)
class _Known:
    """Formats by what they are first told by."""

    by_name: Mapping[str, Sequence[Format]]  # by the first name of their header
    encodings: Sequence[str]  # that a text may be in where its bytes leave a doubt


@lru_cache(maxsize=8)
def _known(formats: tuple[Format, ...]) -> _Known:
    by_name: dict[str, list[Format]] = {}
    for fmt in formats:
        for name in fmt.first_names:
            by_name.setdefault(name, []).append(fmt)
    return _Known(by_name, list(dict.fromkeys(name for fmt in formats for name in (*fmt.encodings, *WESTERN))))


def _text_tables(data: bytes, known: _Known) -> Iterator[Table]:
    """The text in each encoding it may be in; western ones, in which nearly any bytes are text, only strictly."""
    certain, *doubtful = text_lines.encodings(data)
    western = (name for name in known.encodings if text_lines.decodes(data, name)) if doubtful else ()
    for encoding in itertools.chain((certain, *doubtful), western):
        records = text_lines.first_records(data, encoding)
        yield Table("text", records, partial(csvs.grid, data, encoding), encoding=encoding if doubtful else "")


def _sheet_tables(data: bytes) -> Iterator[Table]:
    for name, cells in old_workbooks.sheets(data) if old_workbooks.is_one(data) else sheets.sheets(data):
        yield Table("sheet", sheets.first_records(cells), partial(sheets.grid, cells), name)


def _header_in(table: Table, known: _Known) -> Found | None:
    for row, cells in enumerate(table.records, start=1):
        names = header_names(cells)
        may_be = (fmt for name in names for fmt in known.by_name.get(name, ()))
        near = {fmt.name: fmt for fmt in may_be if fmt.written_in(table.encoding)}
        if near and (claimant := _claimed(names, list(near.values()), table.container)):
            return Found(claimant, partial(table.grid, row, cells, claimant.coded()), table.sheet)
    return None


def _supposed_in(table: Table) -> Found | Words | None:
    """A bank's bill that no format describes, or why its columns do not suffice."""
    for row, cells in enumerate(table.records, start=1):
        fmt = supposed(cells, table.records[row:])
        if isinstance(fmt, Format) and fmt.written_in(table.encoding):
            return Found(fmt, partial(table.grid, row, cells, fmt.coded()), table.sheet)
        if isinstance(fmt, Words):
            return fmt
    return None


def _lacking(tables: Sequence[Table], formats: Sequence[Format]) -> Words | None:
    """What a header lacks that is nearly a format's."""
    every = {name for fmt in formats for name in fmt.names}
    for table in tables:
        for cells in table.records:
            names = frozenset(header_names(cells))
            for fmt in formats if len(names & every) > _FEW else ():
                missing = fmt.missing(names)
                if 0 < len(missing) <= _FEW and len(fmt.header) - len(missing) > _FEW:
                    return _LACKS.fill(what=fmt.title, columns=Words(", ".join(missing), "、".join(missing)))
    return None


def _claimed(names: Sequence[str], formats: Sequence[Format], container: str) -> Format | None:
    """The one format whose header a row of cells is; AmbiguousFormat where several claim it."""
    claims = [fmt for fmt in formats if fmt.claims(names, container)]
    if len(claims) > 1:
        raise AmbiguousFormat(_SEVERAL.fill(names=", ".join(fmt.name for fmt in claims)))
    return claims[0] if claims else None
