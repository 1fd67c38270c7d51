"""Text before it is a table: encodings, lines, cells of one line."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import overload

from audit.statements.format import CHINESE
from audit.statements.grid import WIDEST

_HEAD_BYTES = 1 << 17
_HEAD_LINES = 400
_FEW_BYTES = 1 << 8
_QUOTED = re.compile(r'"[^"]*"')
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def encodings(data: bytes) -> tuple[str, ...]:
    """The encodings to try, the likeliest first: a byte-order mark decides, then zeros, then strict UTF-8.

    Several mean that the bytes leave a doubt, and that a western encoding may be the right one.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return (name,)
    head = data[:_HEAD_BYTES]
    if zeros := head[:_FEW_BYTES].count(0):
        little = 2 * head[1:_FEW_BYTES:2].count(0) > zeros
        return ("utf-16-le" if little else "utf-16-be",) if 4 * zeros > len(head[:_FEW_BYTES]) else CHINESE
    whole_lines = head if len(head) == len(data) else head[: head.rfind(b"\n") + 1]
    certain = decodes(data if whole_lines.isascii() else whole_lines, "utf-8")
    return ("utf-8",) if certain else CHINESE


def decodes(data: bytes, encoding: str) -> bool:
    """Whether all bytes are text in an encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def unmarked(data: bytes) -> bytes:
    """The bytes without their byte-order mark."""
    return data[next((len(mark) for mark, _ in _MARKS if data.startswith(mark)), 0) :]


class Records(Sequence[list[str]]):
    """Lines that are split into cells when they are asked for: a header stands near the top."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> Records: ...
    def __getitem__(self, place: int | slice) -> list[str] | Records:
        if isinstance(place, slice):
            return Records(self._lines[place])
        line = self._lines[place]
        cells = cells_of(line, separator_of(line))
        return cells if len(cells) <= WIDEST else []


def first_records(data: bytes, encoding: str) -> Records:
    """The cells of the first lines, to find a header in."""
    text = unmarked(data[:_HEAD_BYTES]).decode(encoding, errors="replace")
    return Records(lines_of(text)[:_HEAD_LINES])


def separator_of(line: str) -> str:
    """Comma or semicolon, whichever more cells of the line end with, or tab where a program saved Unicode text.

    >>> separator_of('"Datum";"Name, Ort";"Betrag"'), separator_of("Date,Details;Text,Amount")
    (';', ',')
    """
    bare = _QUOTED.sub("", line) if '"' in line else line
    if bare.count("\t") > 4 and "," not in bare and ";" not in bare:
        return "\t"
    return ";" if bare.count(";") > bare.count(",") else ","


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
