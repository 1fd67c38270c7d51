"""The text of an OFX file, whatever it says of its encoding, and the tags in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from audit.errors import InputError
from audit.statements.declared_text import decoded, stands_first
from audit.wording import Words

_MOST_BYTES = 1 << 25
_HEAD = 1 << 16
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*+)([^<>]*+)>")  # possessive: hostile text takes no longer than other
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_LARGE = Words(
    "the OFX file is larger than any account's download: ask the bank for a shorter time",
    "OFX 文件大于任何账户的下载，请缩短时间范围重新下载",
)


class Tag(NamedTuple):
    """One tag: its name in capitals, whether it closes, and the text up to the next tag."""

    name: str
    closing: bool
    value: str


def is_one(data: bytes) -> bool:
    """Whether the bytes begin as OFX does: a header, or an XML declaration, and then the tag itself."""
    head = decoded(data[:_HEAD], whole=False)
    first = head.find("<")
    begins = first >= 0 and re.match(r"<(OFX\b|\?|!--)", head[first:], re.I) is not None
    return begins and _has_ofx(head) and stands_first(head, first)


def _has_ofx(head: str) -> bool:
    return re.search(r"<OFX[\s>]", head, re.IGNORECASE) is not None


def text_of(data: bytes) -> str:
    """The file as text without comments: by its own XML declaration or CHARSET where that is true."""
    if len(data) > _MOST_BYTES:
        raise InputError(_LARGE)
    text = _between(decoded(data), "<!--", "-->", lambda _: "")
    return _between(text, "<![CDATA[", "]]>", lambda inside: inside.replace("&", "&amp;").replace("<", "&lt;"))


def _between(text: str, opens: str, closes: str, change: Callable[[str], str]) -> str:
    """The text with what stands between two marks changed, and the marks gone; one never closed stays."""
    pieces, at = [], 0
    while (start := text.find(opens, at)) >= 0 and (end := text.find(closes, start + len(opens))) >= 0:
        pieces += [text[at:start], change(text[start + len(opens) : end])]
        at = end + len(closes)
    return "".join([*pieces, text[at:]])


def tags(text: str) -> Iterator[Tag]:
    """The tags in their order; what looks like a tag and is none stays part of the text before it."""
    for tag, following in pairwise(chain(_TAG.finditer(text), [None])):
        if tag:
            value = text[tag.end() : following.start() if following else len(text)]
            empty = tag[1] or tag[3].endswith("/")
            yield Tag(tag[2].upper(), bool(tag[1]), "" if empty else _plain(value))


def _plain(value: str) -> str:
    """A value with its entities undone, once, and its white space collapsed."""
    return " ".join(_ENTITY.sub(_character, value).split())


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    code = int(found[1]) if found[1] else int(found[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
