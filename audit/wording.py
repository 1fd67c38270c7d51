"""What the program says, in both its languages at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

Lang = Literal["zh", "en"]
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Words(NamedTuple):
    """One sentence in English and Chinese; every text a user may see travels as a pair."""

    en: str
    zh: str

    def fill(self, **facts: Any) -> Words:
        """Both sentences with `{name}` places filled; a `Words` value fills each side in its own language."""
        en = {k: v.en if isinstance(v, Words) else v for k, v in facts.items()}
        zh = {k: v.zh if isinstance(v, Words) else v for k, v in facts.items()}
        return Words(self.en.format(**en), self.zh.format(**zh))

    def to(self, lang: Lang) -> str:
        """The sentence in one language."""
        return self.zh if lang == "zh" else self.en


NOTHING = Words("", "")


def join(parts: Iterable[Words], en: str = " ", zh: str = "") -> Words:
    """Several sentences as one, with a space in English and none in Chinese."""
    kept = [p for p in parts if p.en or p.zh]
    return Words(en.join(p.en for p in kept), zh.join(p.zh for p in kept))


def harmless(value: Any) -> Any:
    """A text with what would steer a terminal, or turn text round, shown as a replacement character; else the value.

    Anybody can write into a bill. A text of a kind of its own, such as finished markup, stays of that kind.
    """
    return type(value)(_STEERING.sub("\ufffd", value)) if isinstance(value, str) and not value.isprintable() else value
