"""XML as a tree of local names: whatever the namespace and the encoding, and with no entity ever expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from audit.errors import InputError, UnsafeInput
from audit.statements.declared_text import decoded
from audit.wording import Words

_MOST_BYTES = 1 << 26
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BROKEN = Words(
    "the XML breaks off or is damaged in line {line}; download the statement again",
    "XML 在第 {line} 行中断或损坏，请重新下载明细",
)
_UNSAFE = Words(
    "the XML defines entities of its own, as no bank does: refused", "XML 自行定义实体，银行不会如此，已拒绝读取"
)
_LARGE = Words(
    "the XML is larger than any account's statement: ask the bank for a shorter time",
    "XML 大于任何账户的明细，请缩短时间范围重新下载",
)


def parsed(data: bytes) -> Element:
    """The root of a document; InputError where it is damaged, UnsafeInput where it defines entities.

    A document that is not in the encoding it declares is read in the one it is in.
    """
    if len(data) > _MOST_BYTES:
        raise InputError(_LARGE)
    try:
        return _parsed(data)
    except (ParseError, LookupError, ValueError):
        bare = _NO_CHARACTER.sub("\ufffd", _DECLARATION.sub("", decoded(data), count=1))
    try:
        return _parsed(bare.encode())
    except ParseError as fault:
        raise InputError(_BROKEN.fill(line=fault.position[0])) from fault


def _parsed(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise UnsafeInput(_UNSAFE) from fault
    return root


def local(element: Element) -> str:
    """An element's name without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def within(element: Element, path: str) -> Iterator[Element]:
    """Every element at the end of a path of local names, `A/B`, in the order of the document."""
    name, _, rest = path.partition("/")
    for child in element:
        if local(child) == name:
            if rest:
                yield from within(child, rest)
            else:
                yield child


def text_at(element: Element, *paths: str) -> str:
    """The text of the first element, at the first path, that has any; white space collapsed."""
    for path in paths:
        for found in within(element, path):
            if text := " ".join((found.text or "").split()):
                return text
    return ""
