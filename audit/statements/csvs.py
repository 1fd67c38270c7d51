"""Text files to numbered cells: encodings, and two readers that agree.

The fast reader splits the raw bytes and decodes every different cell once: in GB18030 no byte of a character can be
mistaken for a comma, a quote or a line end. Where a record has the wrong number of cells, a line break inside a quote
or a byte that is no text, the careful reader goes line by line and keeps every good one.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv

from audit.statements.cells import text_array
from audit.statements.format import header_name
from audit.statements.sections import Grid, Line
from audit.wording import Words

_HEAD_BYTES = 1 << 17
_LINES_PER_RECORD = 50  # a quoted cell with more line breaks than this is a missing quote
_BLOCK = 1 << 22
_TAIL = 1 << 15  # no footer is longer
_UNDECODED = re.compile("[\udc80-\udcff]")
_NEXT_RECORD = re.compile(r'[\s"]*\d{4}[-/.]?\d{1,2}')
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
NO_TEXT = Words(
    "some bytes are no text in {encoding}: the file was damaged or saved wrongly; export the bill again",
    "部分字节无法按 {encoding} 解读：文件已损坏或另存有误，请重新导出账单",
)


def encodings(data: bytes) -> tuple[str, ...]:
    """The encodings to try, the likeliest first: a byte-order mark decides, then strict UTF-8, else GB18030."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return (name,)
    head = data[:_HEAD_BYTES]
    cut = head if len(head) == len(data) else head[: head.rfind(b"\n") + 1]
    try:
        cut.decode("utf-8")
    except UnicodeDecodeError:
        return ("gb18030", "utf-8")
    return ("utf-8",)


def first_records(data: bytes, encoding: str) -> list[list[str]]:
    """The cells of the first lines, to find a header in."""
    text = data[:_HEAD_BYTES].decode(encoding, errors="replace").removeprefix("\ufeff")
    lines = _lines(text)[:400]
    return [_cells(line, separator_of(line)) for line in lines]


def separator_of(line: str) -> str:
    """Comma, or tab where a spreadsheet program saved the file as Unicode text."""
    return "\t" if line.count("\t") > 4 and "," not in line else ","


def grid(data: bytes, encoding: str, header_row: int, header: Sequence[str], coded: Collection[str]) -> Grid:
    """The numbered cells of a text file whose header row is known."""
    lead = next((mark for mark, _ in _BOMS if data.startswith(mark)), b"")
    content = data[len(lead) :]
    return _fast(content, encoding, header_row, header, coded) or _careful(content, encoding, header_row, header, coded)


def column_names(header: Sequence[str]) -> list[str]:
    """Header cells as unique names: blank and repeated ones get a number."""
    names: list[str] = []
    for i, cell in enumerate(header):
        name = header_name(cell)
        names.append(name if name and name not in names else f"_{i}")
    return names


def _fast(data: bytes, encoding: str, header_row: int, header: Sequence[str], coded: Collection[str]) -> Grid | None:
    if encoding not in ("utf-8", "gb18030") or data.count(b"\r") != data.count(b"\r\n"):
        return None
    start = _line_start(data, header_row)
    end = _body_end(data, start)
    if separator_of(data[:start].rstrip().rpartition(b"\n")[2].decode(encoding, "replace")) != ",":
        return None
    body = memoryview(data)[start:end]
    lines = data.count(b"\n", start, end) + (end > start and data[end - 1 : end] != b"\n")
    names = column_names(header)
    columns = _split_bytes(body, encoding, names, coded, lines) if lines else {n: text_array([]) for n in names}
    if columns is None:
        return None
    tail = _text_lines(data[end : end + _TAIL], encoding, header_row + lines + 1)
    if len(data) - end > _TAIL or any(len(line.cells) == len(names) for line in tail):
        return None  # more than a footer: another export stands below
    odd = [*_text_lines(data[:start], encoding, 1), *tail]
    rows = np.arange(header_row + 1, header_row + 1 + lines, dtype=np.int64)
    return Grid(columns, rows, tuple(odd), tuple(names), header_row)


def _split_bytes(
    body: memoryview, encoding: str, names: list[str], coded: Collection[str], lines: int
) -> dict[str, pa.Array] | None:
    binary, dictionary = pa.binary(), pa.dictionary(pa.int32(), pa.binary())
    convert = pa.csv.ConvertOptions(
        check_utf8=False,
        strings_can_be_null=False,
        auto_dict_max_cardinality=1 << 30,
        column_types={name: dictionary if name in coded else binary for name in names},
    )
    parse = pa.csv.ParseOptions(ignore_empty_lines=False)
    try:
        table = pa.csv.read_csv(
            pa.py_buffer(body), pa.csv.ReadOptions(column_names=names, block_size=_BLOCK), parse, convert
        )
        if table.num_rows != lines:
            return None
        table = table.unify_dictionaries().combine_chunks()
        return {name: _decoded(_one(table[name]), encoding) for name in names}
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _decoded(column: pa.Array, encoding: str) -> pa.Array:
    """Bytes as text; UnicodeDecodeError or ArrowInvalid where they are none."""
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, _decoded(column.dictionary, encoding))
    values = column.buffers()[2]
    if encoding == "utf-8" or values is None or values.to_pybytes().isascii():
        return column.cast(pa.string())
    return text_array(b"\n".join(column.to_pylist()).decode(encoding).split("\n"))


def _line_start(data: bytes, line: int) -> int:
    """Where the n-th line (from 0) begins."""
    at = 0
    for _ in range(line):
        at = data.find(b"\n", at) + 1
        if not at:
            return len(data)
    return at


def _body_end(data: bytes, start: int) -> int:
    """Where a footer begins (a line of dashes or number signs), or the end of the last line that is not empty."""
    marks = (data.find(mark, max(start - 1, 0)) for mark in (b"\n-----", b"\n#", b'\n"#'))
    found = min((at + 1 for at in marks if at >= 0), default=len(data))
    return start + len(data[start:found].rstrip(b"\r\n")) if found == len(data) else found


def _text_lines(data: bytes, encoding: str, row: int) -> list[Line]:
    lines = _lines(data.decode(encoding, errors="replace"))
    return [Line(row + i, tuple(_cells(line, separator_of(line)))) for i, line in enumerate(lines)]


def _careful(data: bytes, encoding: str, header_row: int, header: Sequence[str], coded: Collection[str]) -> Grid:
    names, width = column_names(header), len(header)
    text = data.decode(encoding, errors="replace" if encoding.startswith("utf-16") else "surrogateescape")
    damaged = _UNDECODED.search(text) is not None
    even: list[list[str]] = []
    rows: list[int] = []
    odd: list[Line] = []
    for row, cells in enumerate(_records(_lines(text), header_row, names), start=1):
        broken = damaged and any(_UNDECODED.search(cell) for cell in cells)
        if row > header_row and len(cells) == width and not broken:
            even.append(cells)
            rows.append(row)
            continue
        shown = [cell.encode("utf-8", "replace").decode() for cell in cells] if broken else cells
        odd.append(Line(row, tuple(shown), NO_TEXT.fill(encoding=encoding.upper()) if broken else None))
    columns = {name: text_array([cells[i] for cells in even]) for i, name in enumerate(names)}
    columns = {name: column.dictionary_encode() if name in coded else column for name, column in columns.items()}
    return Grid(columns, np.array(rows, dtype=np.int64), tuple(odd), tuple(names), header_row)


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def _cells(line: str, separator: str) -> list[str]:
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [""])
    except csv.Error:
        return line.split(separator)


def _records(lines: list[str], header_row: int, names: Sequence[str]) -> Iterator[list[str]]:
    """Every record's cells; a record reaches over several lines only if that gives it the header's width."""
    separator = separator_of(lines[header_row - 1]) if 0 < header_row <= len(lines) else ","
    at = 0
    while at < len(lines):
        line = lines[at]
        if at < header_row or '"' not in line:
            yield _fitted(_cells(line, separator), names)
            at += 1
            continue
        cells, used = _quoted(lines, at, separator, names)
        yield cells
        at += used


def _quoted(lines: list[str], at: int, separator: str, names: Sequence[str]) -> tuple[list[str], int]:
    """One record that has quotes, and how many lines it takes."""
    feed = _Feed(lines, at)
    try:
        cells = _fitted(next(csv.reader(feed, delimiter=separator)), names)
        if len(cells) == len(names) and not any(map(_NEXT_RECORD.match, lines[at + 1 : at + feed.used])):
            return cells, feed.used
    except csv.Error:
        pass  # a cell larger than any bill's: the line is judged by itself
    for split in (_lenient, str.split):
        cells = _fitted(split(lines[at], separator), names)
        if len(cells) == len(names):
            return cells, 1
    return cells, 1


class _Feed:
    """Lines handed to the csv reader, counted, and never more than one record may have."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.used = 0
        self.lines = itertools.islice(lines, at, at + _LINES_PER_RECORD)

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.used += 1
            yield line + "\n"


def _lenient(line: str, separator: str) -> list[str]:
    """Cells of a line whose quoted cells hold bare quotes: a quote closes only before a separator or the end."""
    cells: list[str] = []
    rest = line
    while True:
        cell, end = rest, len(rest)
        if rest.startswith('"'):
            end = next((i for i in _closings(rest, separator)), len(rest))
            cell = rest[1:end].replace('""', '"')
            rest = rest[end + 1 :].lstrip("\t ") if separator != "\t" else rest[end + 1 :]
        else:
            cell, _, _ = rest.partition(separator)
            rest = rest[len(cell) :]
        cells.append(cell)
        if not rest.startswith(separator):
            return cells
        rest = rest[len(separator) :]


def _closings(rest: str, separator: str) -> Iterator[int]:
    for i in range(1, len(rest)):
        if rest[i] == '"':
            after = rest[i + 1 :].lstrip("\t ") if separator != "\t" else rest[i + 1 :]
            if not after or after.startswith(separator):
                yield i


def _fitted(cells: list[str], names: Sequence[str]) -> list[str]:
    """Cells with blanks at the end added or dropped, where the header's own last cells are blank."""
    width = len(names)
    unnamed = next((i for i in range(width, 0, -1) if not names[i - 1].startswith("_")), 0)
    if unnamed <= len(cells) < width:
        return cells + [""] * (width - len(cells))
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells
