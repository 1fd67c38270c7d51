"""What the program says, in both its languages at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

Lang = Literal["zh", "en"]


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
