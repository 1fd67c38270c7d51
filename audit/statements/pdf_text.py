"""Words that stand in a PDF, as far as they can be had cheaply: enough to tell whose paper it is, never to read money.

Nothing of the file's own structure is trusted: no cross-reference table is followed, a stream is whatever stands
between `stream` and `endstream`, and all that is unpacked is bounded. Text is tried in the ways Chinese and Western
papers use: UTF-16, GB18030, UTF-8, and the codes a font's ToUnicode table explains.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_MOST_READ = 1 << 24  # bytes of the file
_MOST_STREAMS = 400
_MOST_UNPACKED = 1 << 23  # bytes, of all streams together
_MOST_OF_ONE = 1 << 20
_MOST_TEXT = 1 << 13  # bytes of one stream's strings: the head of a page
_MOST_PAGES = 24
_MOST_FONTS = 12
_MOST_CODES = 1 << 16
_HEAD = 1 << 16  # bytes of a stream that are searched for strings
_WORDS_IN = (b"Tj", b"TJ", b"begincmap", b"/Title", b"xmpmeta")  # what a stream with words holds
_STRINGS = re.compile(rb"\(((?:[^()\\]++|\\.)*+)|<([0-9A-Fa-f\s]++)", re.DOTALL)  # each ends where it must: one pass
_ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|\r?\n|(.))", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f\s]{4,64})>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{2,4})>\s*(?:<([0-9A-Fa-f]{4,8})>|\[([^\]]*)\])")
_ONE = re.compile(rb"<([0-9A-Fa-f]{4,64})>")


@dataclass(frozen=True)
class Font:
    """What the codes of one font stand for, and how many bytes a code has."""

    width: int
    characters: Mapping[int, str]


def is_locked(data: bytes) -> bool:
    """Whether the file says that a password protects it; its words cannot be had then."""
    return b"/Encrypt" in data[-(1 << 16) :] or b"/Encrypt" in data[: 1 << 16]


def texts(data: bytes) -> Iterator[tuple[str, ...]]:
    """What stands in the file: its title and other facts first, then each page; every entry in all its readings."""
    facts, packed = _parted(data[:_MOST_READ])
    streams = list(_unpacked(packed))
    yield tuple(map(_fact, _strings(facts)))
    fonts = [font for stream in streams if (font := _font(stream))][:_MOST_FONTS]
    pages = [stream for stream in streams if b"begincmap" not in stream]
    for stream in pages[:_MOST_PAGES]:
        strings = _strings(stream)
        if b"/Title" in stream or b"xmpmeta" in stream:
            yield (stream[:_MOST_TEXT].decode("utf-8", errors="ignore"), *map(_fact, strings))
        yield tuple(_readings(b"".join(strings)[:_MOST_TEXT], fonts))


def _parted(data: bytes) -> tuple[bytes, list[bytes]]:
    """What stands outside of streams, as far as it is searched, and the streams."""
    outside, streams, at = bytearray(), list[bytes](), 0
    while len(streams) < _MOST_STREAMS:
        start = data.find(b"stream", at)
        end = data.find(b"endstream", start) if start >= 0 else -1
        if end < 0:
            break
        outside += data[at:start]
        streams.append(data[start + len(b"stream") : end].lstrip(b"\r\n"))
        at = end + len(b"endstream")
    return bytes(outside + data[at:])[-_HEAD:], streams


def _unpacked(packed: Sequence[bytes]) -> Iterator[bytes]:
    """The streams with words in them, unpacked; pictures and the shapes of letters are left out."""
    left = _MOST_UNPACKED
    for one in packed:
        stream = _inflated(one, min(left, _MOST_OF_ONE))
        left -= len(stream)
        if any(word in stream for word in _WORDS_IN):
            yield stream
        if left <= 0:
            return


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return packed[:most]


def _strings(stream: bytes) -> list[bytes]:
    """The first strings of a stream."""
    found, length = list[bytes](), 0
    for literal, hexadecimal in _STRINGS.findall(stream[:_HEAD]):
        found.append(_hex(hexadecimal) if hexadecimal else _ESCAPED.sub(_unescaped, literal))
        length += len(found[-1])
        if length >= _MOST_TEXT:
            break
    return found


def _fact(found: bytes) -> str:
    """A string outside of pages, which says itself whether it is UTF-16."""
    if found.startswith(b"\xfe\xff"):
        return found[2:].decode("utf-16-be", errors="ignore")
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError:
        return found.decode("gb18030", errors="ignore")


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 0xFF])
    return _PLAIN.get(found[2], found[2]) if found[2] else b""


def _hex(digits: bytes) -> bytes:
    even = b"".join(digits.split())
    return bytes.fromhex((even + b"0" * (len(even) % 2)).decode("ascii"))


def _readings(found: bytes, fonts: Sequence[Font]) -> Iterator[str]:
    if not found:
        return
    for encoding in ("utf-16-be", "gb18030", "utf-8"):
        yield found.decode(encoding, errors="ignore")
    for font in fonts:
        codes = (found[i : i + font.width] for i in range(0, len(found), font.width))
        yield "".join(font.characters.get(int.from_bytes(code, "big"), "") for code in codes)


def _font(stream: bytes) -> Font | None:
    """The table of a ToUnicode stream; none where it is another stream."""
    if b"begincmap" not in stream and b"beginbf" not in stream:
        return None
    characters: dict[int, str] = {}
    width, left = 1, _MOST_CODES
    for block in _CHARS.findall(stream):
        for code, text in _PAIR.findall(block)[:left]:
            width, left = max(width, len(code) // 2), left - 1
            characters[int(code, 16)] = _hex(text).decode("utf-16-be", errors="ignore")
    for block in _RANGES.findall(stream):
        for first, last, start, several in _TRIPLE.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            width, left = max(width, len(first) // 2), left - len(codes)
            if left < 0:
                break
            characters.update(zip(codes, _ranged(len(codes), start, several), strict=False))
    return Font(width, characters) if characters else None


def _ranged(length: int, start: bytes, several: bytes) -> Iterator[str]:
    """The characters of a range of codes: each told, or the first one."""
    if several:
        yield from (_hex(text).decode("utf-16-be", errors="ignore") for text in _ONE.findall(several))
        return
    first = int(start, 16)
    yield from map(chr, range(first, min(first + length, 0xD800)))
