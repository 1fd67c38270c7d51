"""What the codes of a PDF's fonts stand for: their ToUnicode tables, and the names by which pages call the fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_MOST_CODES = 1 << 16
_MOST_FONTS = 64
_HEAD = 1 << 12  # bytes of an object in which its references stand
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f\s]{4,64})>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{2,4})>\s*(?:<([0-9A-Fa-f]{4,8})>|\[([^\]]*)\])")
_ONE = re.compile(rb"<([0-9A-Fa-f]{4,64})>")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7}) 0 obj")
_TABLE_OF = re.compile(rb"/ToUnicode\s+(\d{1,7}) 0 R")
_CALLED = re.compile(rb"/([^\s/<>\[\]()]{1,40})\s+(\d{1,7}) 0 R")


@dataclass(frozen=True)
class Font:
    """What the codes of one font stand for, and how many bytes a code has."""

    width: int
    characters: Mapping[int, str]

    def read(self, found: bytes) -> str:
        """The text of a string in this font; codes without a meaning are left out."""
        codes = (found[i : i + self.width] for i in range(0, len(found), self.width))
        return "".join(self.characters.get(int.from_bytes(code, "big"), "") for code in codes)


def fonts_by_name(outside: bytes, streams: Sequence[tuple[int, bytes]]) -> dict[bytes, Font]:
    """The fonts as pages call them (`F1`); where pages give one name to different fonts, the first one stands."""
    tables = {number: font for number, stream in streams[-_MOST_FONTS:] if (font := font_in(stream))}
    parts = _OBJECT.split(outside)
    bodies = {int(number): body[:_HEAD] for number, body in zip(parts[1::2], parts[2::2], strict=True)}
    fonts = {
        number: tables[int(found[1])]
        for number, body in bodies.items()
        if (found := _TABLE_OF.search(body)) and int(found[1]) in tables
    }
    named: dict[bytes, Font] = {}
    for body in bodies.values():
        for name, number in _CALLED.findall(body):
            if int(number) in fonts:
                named.setdefault(name, fonts[int(number)])
    return named


def font_in(stream: bytes) -> Font | None:
    """The table of a ToUnicode stream; none where it is another stream."""
    if b"beginbf" not in stream:
        return None
    characters: dict[int, str] = {}
    width, left = 1, _MOST_CODES
    for block in _CHARS.findall(stream):
        for code, text in _PAIR.findall(block)[:left]:
            width, left = max(width, len(code) // 2), left - 1
            characters[int(code, 16)] = _utf_16(text)
    for block in _RANGES.findall(stream):
        for first, last, start, several in _TRIPLE.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            width, left = max(width, len(first) // 2), left - max(1, len(codes))
            if left < 0:
                break
            characters.update(zip(codes, _ranged(len(codes), start, several), strict=False))
    return Font(width, characters) if characters else None


def _ranged(length: int, start: bytes, several: bytes) -> Iterator[str]:
    """The characters of a range of codes: each told, or the first one."""
    if several:
        yield from map(_utf_16, _ONE.findall(several))
        return
    first = int(start, 16)
    yield from map(chr, range(first, min(first + length, 0xD800)))


def _utf_16(digits: bytes) -> str:
    return hexadecimal(digits).decode("utf-16-be", errors="ignore")


def hexadecimal(digits: bytes) -> bytes:
    """The bytes that hexadecimal digits stand for, blanks among them or one missing at the end."""
    even = b"".join(digits.split())
    return bytes.fromhex((even + b"0" * (len(even) % 2)).decode("ascii"))
