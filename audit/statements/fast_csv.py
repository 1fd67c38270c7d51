"""Well-formed CSV in bulk: the raw bytes are split, and every different cell is decoded once.

In GB18030, UTF-8 and western encodings no byte of a character can be mistaken for a separator, a quote or a line end,
so the splitting needs no decoding. Where anything is out of order there is no table, and the careful reader takes over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from audit.statements.cells import is_coded, plain, text_array
from audit.statements.format import header_names
from audit.statements.grid import Grid, Line
from audit.statements.text_lines import cells_of, lines_of, separator_of

_BLOCK = 1 << 22
_MANY = 1 << 12  # words
_NEW_LINE, _BEYOND_ASCII = ord("\n"), 0x80
_LONGEST_FOOTER = 1 << 15
_FOOTER_MARKS = (b"\n-----", b"\n#", b'\n"#')


def fast_grid(
    data: bytes, encoding: str, header_row: int, header: Sequence[str], coded: Collection[str]
) -> Grid | None:
    """The numbered cells, or None where records, lines and the header's cells do not match one to one."""
    if encoding.startswith("utf-16") or _has_lone_returns(data):
        return None
    start = _line_start(data, header_row)
    end = _body_end(data, start)
    lines = data.count(b"\n", start, end) + (end > start and data[end - 1 : end] != b"\n")
    above, below = data[:start], data[end:]
    separator = separator_of(above.rstrip().rpartition(b"\n")[2].decode(encoding, "replace"))
    names = header_names(header)
    tail = _lines(below, encoding, separator, header_row + lines + 1)
    if any(len(line.cells) == len(names) for line in tail):
        return None  # more than a footer: another export stands below
    columns = _split(memoryview(data)[start:end], encoding, separator, names, coded, lines)
    if columns is None:
        return None
    rows = np.arange(header_row + 1, header_row + 1 + lines, dtype=np.int64)
    return Grid(columns, rows, (*_lines(above, encoding, separator, 1), *tail), tuple(names), header_row)


def _split(
    body: memoryview, encoding: str, separator: str, names: Sequence[str], coded: Collection[str], lines: int
) -> dict[str, pa.Array] | None:
    if not lines:
        return {name: text_array([]) for name in names}
    binary, dictionary = pa.binary(), pa.dictionary(pa.int32(), pa.binary())
    convert = pa.csv.ConvertOptions(
        check_utf8=False,
        strings_can_be_null=False,
        auto_dict_max_cardinality=1 << 30,
        column_types={name: dictionary if name in coded else binary for name in names},
    )
    read = pa.csv.ReadOptions(column_names=list(names), block_size=_BLOCK, use_threads=len(body) > _BLOCK)
    parse = pa.csv.ParseOptions(delimiter=separator, ignore_empty_lines=False)
    try:
        table = pa.csv.read_csv(pa.py_buffer(body), read, parse, convert)
        if table.num_rows != lines:
            return None  # a line break inside a quote: rows could no longer be numbered by lines
        columns = dict(zip(names, table.columns, strict=True))
        del table  # so that each column is let go as soon as it is decoded
        return {name: _whole(columns.pop(name), encoding) for name in names}
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None


def _whole(column: pa.ChunkedArray, encoding: str) -> pa.Array:
    """The column as text in one piece; a dictionary of words that mostly differ is more than the words."""
    if not pa.types.is_dictionary(column.type):
        return pa.concat_arrays([_decoded(chunk, encoding) for chunk in column.chunks])
    one = column.unify_dictionaries().combine_chunks()
    coded = _decoded(one, encoding)
    return plain(coded) if len(coded.dictionary) > max(_MANY, len(coded) // 2) else coded


def _decoded(column: pa.Array, encoding: str) -> pa.Array:
    """Bytes as text; UnicodeDecodeError or ArrowInvalid where they are none."""
    if is_coded(column):
        return pa.DictionaryArray.from_arrays(column.indices, _decoded(column.dictionary, encoding))
    if encoding == "utf-8" or np.frombuffer(column.buffers()[2] or b"", dtype=np.uint8).max(initial=0) < _BEYOND_ASCII:
        return column.cast(pa.string())
    whole = pc.binary_join(pa.ListArray.from_arrays([0, len(column)], column), b"\n")[0].as_buffer()
    return _lines_apart(str(whole, encoding).encode(), len(column))


def _lines_apart(text: bytes, count: int) -> pa.Array:
    """A text's lines as a column."""
    octets = np.frombuffer(text, dtype=np.uint8)
    breaks = np.flatnonzero(octets == _NEW_LINE)
    ends = np.concatenate([[0], breaks - np.arange(count - 1), [len(octets) - count + 1]]).astype(np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(text.replace(b"\n", b"")))


def _has_lone_returns(data: bytes) -> bool:
    returns = data.count(b"\r")
    return returns > 0 and returns != data.count(b"\r\n")


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
    window = max(start - 1, 0, len(data) - _LONGEST_FOOTER)
    marks = (data.find(mark, window) for mark in _FOOTER_MARKS)
    found = min((at + 1 for at in marks if at >= 0), default=len(data))
    return max(start, _last_text(data)) if found == len(data) else found


def _last_text(data: bytes) -> int:
    """The end of the last line that is not empty."""
    end = len(data)
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return end


def _lines(data: bytes, encoding: str, separator: str, row: int) -> list[Line]:
    lines = lines_of(data.decode(encoding, errors="replace"))
    return [Line(row + i, tuple(cells_of(line, separator))) for i, line in enumerate(lines)]
