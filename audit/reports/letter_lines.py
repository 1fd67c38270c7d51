"""Text broken into lines for a page: Chinese between any two characters, words and numbers never inside.

A mark that closes hangs over the edge rather than begin a line, and none that opens ends one. A character the font has
no picture of is written by its number or name, so that no reader meets an empty box.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterator

Measure = Callable[[str], float]
_PIECES = re.compile(r"[^\u2e80-\uffef\s]+ ?|[ \t]+|.", re.DOTALL)
_CLOSES = frozenset("，。；：、！？）】》”’…,.;:!?)]}%")
_OPENS = frozenset("（【《“‘([{")


def drawable(text: str, known: Container[int]) -> str:
    """The text with every character outside the font said in words: `[U+20BB7]`, `[grinning face]`.

    >>> drawable("卡😀", {0x5361})
    '卡[grinning face]'
    """
    return "".join(c if ord(c) in known else _said(c, known) for c in text)


def _said(character: str, known: Container[int]) -> str:
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(ord(c) in known for c in plain):
        return plain
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Zs"):
        return " " if character.isspace() else ""
    name = unicodedata.name(character, "").lower()
    return f"[{name}]" if name and "ideograph" not in name else f"[U+{ord(character):04X}]"


def lines(text: str, width: float, measure: Measure, first: float = 0.0) -> list[str]:
    """The text in lines no wider than `width`; the first begins `first` further in."""
    done: list[str] = []
    line, used, room = "", 0.0, width - first
    for piece, wide in _pieces(text, width, measure):
        bare = measure(piece.rstrip()) if piece.endswith(" ") else wide
        may_hang = used <= room and len(piece.strip()) == 1 and piece[0] in _CLOSES
        if line and used + bare > room and not may_hang:
            line, held = _without_openers(line)
            done.append(line.rstrip())
            line, used, room = held, measure(held), width
        if line or piece.strip():
            line, used = line + piece, used + wide
    return [*done, line.rstrip()] if line.strip() or not done else done


def _without_openers(line: str) -> tuple[str, str]:
    """The line, and the opening marks at its end, which go to the next."""
    kept = len(line)
    while kept > 1 and line[kept - 1] in _OPENS:
        kept -= 1
    return line[:kept], line[kept:]


def _pieces(text: str, width: float, measure: Measure) -> Iterator[tuple[str, float]]:
    """What is never broken, with its width: a Chinese character, a word, a number; one too long is cut all the same."""
    for piece in _PIECES.findall(text):
        wide = measure(piece)
        while wide > width and len(piece) > 1:
            fits = next((n for n in range(len(piece) - 1, 1, -1) if measure(piece[:n]) <= width), 1)
            yield piece[:fits], measure(piece[:fits])
            piece = piece[fits:]
            wide = measure(piece)
        yield piece, wide
