"""Text before it is a table: encodings, lines, cells of one line, names of columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from audit.statements.format import header_name

_HEAD_BYTES = 1 << 17
_HEAD_LINES = 400
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def encodings(data: bytes) -> tuple[str, ...]:
    """The encodings to try, the likeliest first: a byte-order mark decides, then strict UTF-8, else GB18030."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return (name,)
    head = data[:_HEAD_BYTES]
    whole_lines = head if len(head) == len(data) else head[: head.rfind(b"\n") + 1]
    try:
        whole_lines.decode("utf-8")
    except UnicodeDecodeError:
        return ("gb18030", "utf-8")
    return ("utf-8",)


def unmarked(data: bytes) -> bytes:
    """The bytes without their byte-order mark."""
    return data[next((len(mark) for mark, _ in _MARKS if data.startswith(mark)), 0) :]


def first_records(data: bytes, encoding: str) -> list[list[str]]:
    """The cells of the first lines, to find a header in."""
    text = unmarked(data[:_HEAD_BYTES]).decode(encoding, errors="replace")
    return [cells_of(line, separator_of(line)) for line in lines_of(text)[:_HEAD_LINES]]


def separator_of(line: str) -> str:
    """Comma, or tab where a spreadsheet program saved the file as Unicode text."""
    return "\t" if line.count("\t") > 4 and "," not in line else ","


def lines_of(text: str) -> list[str]:
    """Lines however they end; the last line end begins no new line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of one line taken by itself."""
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator), [""])
    except csv.Error:
        return line.split(separator)


def column_names(header: Sequence[str]) -> list[str]:
    """Header cells as unique names: blank and repeated ones get a number."""
    names: list[str] = []
    for i, cell in enumerate(header):
        name = header_name(cell)
        names.append(name if name and name not in names else f"_{i}")
    return names
