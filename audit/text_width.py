"""How wide a text stands: a Chinese character takes two columns."""

from __future__ import annotations

from unicodedata import east_asian_width


def columns_of(text: str) -> int:
    """The width in columns, as a typewriter font or a spreadsheet counts it.

    >>> columns_of("卡a")
    3
    """
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def shortened(text: str, width: int = 26) -> str:
    """The text on one line, cut to that many columns, an ellipsis for the rest.

    >>> shortened("卡盟钻连续包月服务", 14)
    '卡盟钻连续包…'
    """
    flat = " ".join(text.split())
    if columns_of(flat) <= width:
        return flat
    while columns_of(flat) >= width:
        flat = flat[:-1].rstrip()
    return flat + "…"
