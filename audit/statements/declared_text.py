"""Bytes to text for bank files that name their encoding, rightly or not; nothing is ever dropped."""

from __future__ import annotations

import re

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEAD = 2048
_XML = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"CHARSET\s*:\s*([\w-]+)", re.IGNORECASE)
_TABLE_LINE = re.compile(r"^[^,\n]*+,[^,\n]*+,|^[^;\n]*+;[^;\n]*+;|^[^\t\n]*+\t[^\t\n]*+\t", re.MULTILINE)
_TEXT_CODECS = re.compile(
    r"utf-?8|us-?ascii|(iso-?)?8859-?\d{1,2}|windows-?\d{3,4}|cp-?\d{3,4}|\d{3,4}|latin-?1|gb\w{3,5}|big5|shift_jis"
    r"|euc[-_]\w{2}|koi8-\w",
    re.IGNORECASE,
)


def decoded(data: bytes, *, whole: bool = True) -> str:
    """The text: by its byte-order mark, its XML declaration, as UTF-8, by its CHARSET, then as Windows 1252.

    Each is tried strictly, so that a wrong declaration does no harm. Of a part (`whole=False`) only the ASCII counts.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, errors="replace")
    if not whole:
        return data.decode("latin-1")
    head = data[:_HEAD].decode("latin-1")
    for codec in (_named(_XML, head), "utf-8", _named(_CHARSET, head), "cp1252"):
        try:
            return data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")  # reads any bytes


def stands_first(head: str, at: int) -> bool:
    """Whether what begins at a place of the text is the file's own: below a line of a table it is a cell's text."""
    return _TABLE_LINE.search(head, 0, at) is None


def _named(pattern: re.Pattern[str], head: str) -> str:
    """The codec that a declaration means; one that is none for text reads as UTF-8."""
    found = pattern.search(head)
    if not found or not _TEXT_CODECS.fullmatch(found[1]):
        return "utf-8"
    bare = found[1].lower()
    if bare.startswith("8859"):
        return f"iso-{bare}"
    return f"cp{bare}" if bare.isdigit() else bare
