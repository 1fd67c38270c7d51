"""Dates, amounts and names as letters write them, and blanks where only the user knows the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from audit.money import exponent, to_decimal
from audit.wording import Lang, Words

_MONTHS = (
    "January February March April May June July August September October November December"
).split()  # fmt: skip
_BLANK = Words("____ [Please fill in: {what}]", "____【请填写：{what}】")
_LONGEST = 60
_PARTS = re.compile(r"[-—–_|｜/·:：;；,，(（\[【]+")


def plain(text: Any, longest: int = _LONGEST) -> str:
    """A text from a bill or a case as one short printable line: what it holds can never shape the letter around it."""
    flat = "".join(c if c.isprintable() else " " for c in str(text)).replace("|", "｜")
    flat = " ".join(flat.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def short_name(name: str, longest: int) -> str:
    """A service's name for a chat: its first part where it prints several, never cut inside a word.

    >>> short_name("卡盟钻连续包月-自动续费-2025年活动价", 10)
    '卡盟钻连续包月'
    """
    if len(name) <= longest:
        return name
    first = next((p for p in _PARTS.split(name) if p), name)
    return first if 2 < len(first) <= longest else name


def capital(sentence: str) -> str:
    """The sentence with a capital first letter, the rest as it is; Chinese has none."""
    return sentence[:1].upper() + sentence[1:]


def money(minor: int, currency: str, lang: Lang) -> str:
    """An amount as a letter writes it: `30.00元`, `CNY 30.00`; other currencies by their code in both languages."""
    digits = f"{to_decimal(minor, currency):,.{exponent(currency)}f}"
    return f"{digits}元" if lang == "zh" and currency == "CNY" else f"{currency} {digits}"


def some_money(minor: int, currency: str, lang: Lang) -> str:
    """The amount, or nothing where it is zero, so that a sentence about it can be left out."""
    return money(minor, currency, lang) if minor else ""


def day(on: Any, lang: Lang) -> str:
    """A civil date in words, `2025年7月1日` or `1 July 2025`; nothing where none is known."""
    if pd.isna(on):
        return ""
    return f"{on.year}年{on.month}月{on.day}日" if lang == "zh" else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def moment(at: Any, has_time: bool, lang: Lang) -> str:
    """A date with its clock time where one was printed."""
    if pd.isna(at) or not has_time:
        return day(at, lang)
    return f"{day(at, lang)}{at:%H:%M}" if lang == "zh" else f"{day(at, lang)}, {at:%H:%M}"


def listed(items: Sequence[str], lang: Lang) -> str:
    """Items as one phrase: `A、B、C`, or `A, B and C`."""
    if lang == "zh":
        return "、".join(items)
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def counted(number: int, lang: Lang) -> str:
    """How many charges, as a phrase that fits one and many: `1笔`, `one charge`, `3 charges`."""
    if lang == "zh":
        return f"{number}笔"
    return "one charge" if number == 1 else f"{number} charges"


def blank(what: str, lang: Lang) -> str:
    """A visible place for a fact that only the user can give; letters never guess one."""
    return _BLANK.fill(what=what).to(lang)
