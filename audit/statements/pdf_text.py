"""Words that stand in a PDF, as far as they can be had cheaply: enough to tell whose paper it is, never to read money.

Nothing of the file's own structure is trusted: no cross-reference table is followed, a stream is whatever stands
between `stream` and `endstream`, and all that is unpacked is bounded. Text is tried in the ways Chinese and Western
papers use: the codes its fonts explain, UTF-16, GB18030, UTF-8.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence

from audit.statements.pdf_fonts import Font, fonts_by_name, hexadecimal

_MOST_READ = 1 << 24  # bytes of the file
_MOST_STREAMS = 400
_MOST_UNPACKED = 1 << 23  # bytes, of all streams together
_MOST_OF_ONE = 1 << 20
_MOST_TEXT = 1 << 13  # bytes of one stream's strings: the head of a page
_MOST_STRINGS = 2000
_MOST_PAGES = 24
_HEAD = 1 << 16  # bytes of a stream that are searched for strings
_WORDS_IN = (b"Tj", b"TJ", b"beginbf", b"/Title", b"xmpmeta")  # what a stream with words holds
_STRING = rb"\(((?>(?:[^()\\]++|\\.)*))|<([0-9A-Fa-f\s]++)"  # each ends where it must: one pass
_STRINGS = re.compile(_STRING, re.DOTALL)
_SHOWN = re.compile(rb"/([^\s/<>\[\]()]{1,40})\s+[\d.]+\s+Tf|" + _STRING, re.DOTALL)
_NUMBER = re.compile(rb"(?<!\d)(\d{1,7}) 0 obj")
_ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|\r?\n|(.))", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def is_locked(data: bytes) -> bool:
    """Whether the file says that a password protects it; its words cannot be had then."""
    return b"/Encrypt" in data[-_HEAD:] or b"/Encrypt" in data[:_HEAD]


def texts(data: bytes) -> Iterator[tuple[str, ...]]:
    """What stands in the file: its title and other facts first, then each page; every entry in all its readings."""
    outside, packed = _parted(data[:_MOST_READ])
    yield tuple(map(_fact, _strings(outside[-_HEAD:])))
    streams = list(_unpacked(packed))
    fonts = fonts_by_name(outside, streams)
    pages = [stream for _, stream in streams if b"beginbf" not in stream]
    for stream in pages[:_MOST_PAGES]:
        strings = _strings(stream)
        if b"/Title" in stream or b"xmpmeta" in stream:
            yield (stream[:_MOST_TEXT].decode("utf-8", errors="ignore"), *map(_fact, strings))
        found = b"".join(strings)[:_MOST_TEXT]
        yield (_in_fonts(stream, fonts), *(found.decode(code, errors="ignore") for code in _CODES))


_CODES = ("utf-16-be", "gb18030", "utf-8")


def _parted(data: bytes) -> tuple[bytes, list[tuple[int, bytes]]]:
    """What stands outside of streams, and the streams with their objects' numbers."""
    outside, streams, at = bytearray(), list[tuple[int, bytes]](), 0
    while len(streams) < _MOST_STREAMS:
        start = data.find(b"stream", at)
        end = data.find(b"endstream", start) if start >= 0 else -1
        if end < 0:
            break
        numbers = _NUMBER.findall(data, max(at, start - _MOST_TEXT), start)
        outside += data[at:start]
        streams.append((int(numbers[-1]) if numbers else -1, data[start + len(b"stream") : end].lstrip(b"\r\n")))
        at = end + len(b"endstream")
    return bytes(outside + data[at:]), streams


def _unpacked(packed: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """The streams with words in them, unpacked; pictures and the shapes of letters are left out."""
    left = _MOST_UNPACKED
    for number, one in packed:
        stream = _inflated(one, min(left, _MOST_OF_ONE))
        left -= len(stream)
        if any(word in stream for word in _WORDS_IN):
            yield number, stream
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
    for literal, digits in _STRINGS.findall(stream[:_HEAD]):
        found.append(_bytes(literal, digits))
        length += len(found[-1])
        if length >= _MOST_TEXT or len(found) >= _MOST_STRINGS:
            break
    return found


def _in_fonts(stream: bytes, fonts: Mapping[bytes, Font]) -> str:
    """The text of a page whose fonts are known, in the order it is drawn."""
    shown, font = list[str](), None
    for name, literal, digits in _SHOWN.findall(stream[:_HEAD]):
        if name:
            font = fonts.get(name)
        elif font:
            shown.append(font.read(_bytes(literal, digits)[:_MOST_TEXT]))
    return "".join(shown)


def _fact(found: bytes) -> str:
    """A string outside of pages, which says itself whether it is UTF-16."""
    if found.startswith(b"\xfe\xff"):
        return found[2:].decode("utf-16-be", errors="ignore")
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError:
        return found.decode("gb18030", errors="ignore")


def _bytes(literal: bytes, digits: bytes) -> bytes:
    return hexadecimal(digits) if digits else _ESCAPED.sub(_unescaped, literal)


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 0xFF])
    return _PLAIN.get(found[2], found[2]) if found[2] else b""
