"""The parts a letter is laid out from, and the letter as plain text to paste.

Templates write a small markup, a mark at the head of a line: `#` title, `##` heading, `-` numbered item, `*` entry,
`|` table row, `>` signature line, `~` small print. Other lines are paragraphs, joined until a blank line. Facts are
made printable and short before they come here, and never stand at the head of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from audit.text_width import columns_of
from audit.wording import Lang

Kind = Literal["title", "heading", "item", "entry", "table", "signature", "small", "paragraph"]
_MARKS: tuple[tuple[str, Kind], ...] = (
    ("## ", "heading"), ("# ", "title"), ("- ", "item"), ("* ", "entry"), ("> ", "signature"), ("~ ", "small"),
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """One part of a letter: its text, or the rows of a table with the header first."""

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def lay_out(markup: str, lang: Lang) -> tuple[Block, ...]:
    """The blocks of a rendered template."""
    parts = list(_parts(markup.splitlines(), lang))
    blocks: list[Block] = []
    for is_table, run in groupby(parts, key=lambda b: b.kind == "table"):
        if is_table:
            blocks.append(Block("table", rows=tuple(row for b in run for row in b.rows)))
        else:
            blocks += run
    return tuple(blocks)


def _parts(lines: list[str], lang: Lang) -> Iterator[Block]:
    kind: Kind = "paragraph"
    held: list[str] = []
    for line in [*(text.strip() for text in lines), ""]:
        mark, of = next(((m, k) for m, k in _MARKS if line.startswith(m)), ("", None))
        if held and (not line or of or line.startswith("|")):
            yield Block(kind, _joined(held, lang))
            held = []
        if line.startswith("|"):
            yield Block("table", rows=(tuple(cell.strip() for cell in line.strip("|").split("|")),))
        elif line:
            kind = of or (kind if held else "paragraph")
            held.append(line.removeprefix(mark))


def _joined(lines: list[str], lang: Lang) -> str:
    if lang == "zh":
        return "".join(lines)
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(" ".join(lines).split()))


def to_text(blocks: tuple[Block, ...], lang: Lang) -> str:
    """The letter as plain text: tables as aligned columns, items numbered anew under each heading."""
    lines: list[str] = []
    before: Kind | None = None
    number = 0
    for block in blocks:
        number = number + 1 if block.kind == "item" else 0
        if before is not None and not (block.kind == before in ("item", "entry", "signature")):
            lines.append("")
        lines += _text_of(block, number, lang)
        before = block.kind
    return "\n".join(lines).rstrip() + "\n"


def _text_of(block: Block, number: int, lang: Lang) -> list[str]:
    if block.kind == "table":
        return _columns(block.rows)
    if block.kind == "item":
        return [f"{number}. {block.text}"]
    if block.kind == "paragraph" and lang == "zh":
        return [f"　　{block.text}"]
    return [block.text]


def _columns(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """The rows with each column as wide as its widest cell; a Chinese character is two columns wide."""
    widths = [max(columns_of(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["  ".join(c + " " * (w - columns_of(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
