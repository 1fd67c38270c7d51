"""JSON as stores hand it out: a list of records, each brought under column names that are its paths.

`{"orderHistory": {"lineItem": [{"doc": {"title": "Plan"}}]}}` has the cell `Plan` in the column
`orderHistory.lineItem.doc.title`; what a list says several times stands in one cell, `; ` between. Where the objects of
a list have a `type`, it is part of the path: `userChangeRecord[Cancel].date`. Which paths mean what is a Format's
business. A record's row is its place in the list, counted from 1; of one that cannot be used only the fields' names
are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from audit.errors import InputError
from audit.statements.format import header_name
from audit.statements.grid import Table
from audit.statements.record_tables import Part, Record, record_table
from audit.wording import Words

SEPARATOR = "; "
FIELDS = "(fields)"  # the column of what a record that cannot be used has
NO_RECORDS = "[]"  # the one column of a list without records

_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_MOST_BYTES = 1 << 28
_DEEPEST = 12
_MOST_KINDS = 20
_MOST_COLUMNS = 400
_LONGEST = 100_000
_SHOWN = 200
_DAMAGED = Words(
    "the JSON breaks off or is damaged in line {line}; unpack the download again",
    "JSON 在第 {line} 行中断或损坏，请重新解压下载的文件",
)
_NO_TEXT = Words(
    "the JSON is no text in UTF-8; unpack the download again", "JSON 不是 UTF-8 文本，请重新解压下载的文件"
)
_TOO_LARGE = Words("the JSON is larger than any purchase history: refused", "JSON 大于任何购买记录，已拒绝读取")
_TOO_DEEP = Words("lists within lists without end: no store's record", "层层嵌套过深，不是商店的记录")
_NO_RECORD = Words("this is no record of fields and values", "这不是由字段和值组成的记录")
_TWICE = Words(
    "“{field}” stands in this record twice: which one counts is unknown",
    "此记录中“{field}”出现两次，无法确定以哪个为准",
)
_ENDLESS = Words("“{field}” is longer than any field of a record", "“{field}”长于任何记录的字段")
_CROWDED = Words("records of so many different fields are no store's", "记录的字段过于杂乱，不是商店的记录")
_OTHER_KIND = Words(
    "a record of another kind than the others in this file, which was not read",
    "与此文件中其他记录种类不同，未读取",
)


class _Unreadable(Exception):
    """Why a record cannot be used, in words."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


class _Twice:
    """Stands where a field was given twice."""


def is_one(data: bytes) -> bool:
    """Whether the bytes begin as a list of objects or lists, or an empty one; a line of text `[1] Note` is none."""
    head = data[:4096].translate(None, _MARKS)
    return head[:1] == b"[" and head[1:2] in (b"{", b"[", b"]", b"")


def tables(data: bytes) -> Iterator[Table]:
    """The records, one table for each kind; InputError where the JSON cannot be read.

    In each table the records of all other kinds are lines that cannot be used: a file holds one kind.
    """
    records = _parsed(data)
    kinds = dict.fromkeys(_kind(record) for record in records)
    if len(kinds) > _MOST_KINDS:
        raise InputError(_CROWDED)
    if not records:
        yield record_table("json", (NO_RECORDS,), [])
    for kind in kinds:
        yield _of_kind(kind, records)


def _parsed(data: bytes) -> list[Any]:
    if len(data) > _MOST_BYTES:
        raise InputError(_TOO_LARGE)
    try:
        text = data.decode(json.detect_encoding(data))
        records: list[Any] = json.loads(
            text, object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str
        )
    except UnicodeDecodeError as fault:
        raise InputError(_NO_TEXT) from fault
    except json.JSONDecodeError as fault:
        raise InputError(_DAMAGED.fill(line=fault.lineno)) from fault
    except RecursionError as fault:
        raise InputError(_TOO_DEEP) from fault
    return records


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for printed, value in pairs:
        name = _sound(printed)
        found[name] = _Twice() if name in found else value
    return found


def _sound(text: str) -> str:
    """Text without the halves of characters that JSON can spell and no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _kind(record: Any) -> str:
    """The one field that wraps a record, "" where it has several or is none."""
    return next(iter(record)) if isinstance(record, dict) and len(record) == 1 else ""


def _of_kind(kind: str, records: Sequence[Any]) -> Table:
    columns: dict[str, None] = {}
    found: list[Record] = []
    for record in records:
        try:
            if _kind(record) != kind:
                raise _Unreadable(_OTHER_KIND if isinstance(record, dict) else _NO_RECORD)
            cells = _flat(record)
            if len(columns.keys() | cells.keys()) > _MOST_COLUMNS:
                raise _Unreadable(_CROWDED)
        except _Unreadable as fault:
            found.append(Record({FIELDS: _fields(record)}, fault.words))
            continue
        columns |= dict.fromkeys(cells)
        found.append(Record(cells))
    return record_table("json", (*columns, FIELDS), [Part((), found)])


def _flat(record: Any) -> dict[str, str]:
    """A record's cells by their paths, as header cells are compared; _Unreadable where it is no record."""
    if not isinstance(record, dict):
        raise _Unreadable(_NO_RECORD)
    found: dict[str, list[str]] = {}
    for path, value in _leaves(record, "", _DEEPEST):
        found.setdefault(_column(path), []).append(_cell(path, value))
    return {path: SEPARATOR.join(filter(None, cells)) for path, cells in found.items()}


_column = lru_cache(maxsize=_MOST_COLUMNS)(header_name)


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    if not depth:
        raise _Unreadable(_TOO_DEEP)
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            kind = inner.get("type") if isinstance(inner, dict) else None
            yield from _leaves(inner, f"{path}[{kind}]" if isinstance(kind, str) else path, depth - 1)
    else:
        yield path, value


def _fields(record: Any) -> str:
    """A record that cannot be used by its fields alone: what they hold may be an address."""
    inner = next(iter(record.values())) if _kind(record) else record
    names = ", ".join(inner) if isinstance(inner, dict) else type(inner).__name__
    shown = f"{_kind(record)} {{{names}}}".strip()
    return shown[:_SHOWN]


def _cell(path: str, value: Any) -> str:
    if isinstance(value, _Twice):
        raise _Unreadable(_TWICE.fill(field=path[:80]))
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if len(text) > _LONGEST or len(path) > _LONGEST:
        raise _Unreadable(_ENDLESS.fill(field=path[:80]))
    return _sound(text)
