"""A letter as a PDF: A4, the bundled Chinese font inside, text that can be copied, equal bytes for equal letters."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from reportlab import rl_config
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from audit import bundled
from audit.reports.letter_layout import Block
from audit.reports.letter_lines import drawable, lines
from audit.text_width import columns_of
from audit.wording import Lang

rl_config.useA85 = 0  # streams as they are: written in ASCII they are a quarter longer
_FONT = "NotoSansSC"
_WIDTH, _HEIGHT = 21 * cm, 29.7 * cm
_LEFT, _TOP, _BOTTOM = 2.3 * cm, 27.3 * cm, 2.2 * cm
_WRITTEN = _WIDTH - 2 * _LEFT
# kind of block -> size in points, space before, indent of the first line and of the others in ems
_SHAPES = {
    "title": (16.0, 0.0, 0.0, 0.0),
    "heading": (12.0, 9.0, 0.0, 0.0),
    "paragraph": (10.5, 3.0, 0.0, 0.0),
    "item": (10.5, 1.5, 0.0, 1.9),
    "entry": (10.5, 1.5, 0.0, 1.9),
    "signature": (10.5, 2.0, 0.0, 0.0),
    "small": (8.5, 4.0, 0.0, 0.0),
    "table": (8.5, 4.0, 0.0, 0.0),
}
_LEADING = 1.55
_PAD = 3.0
_GREY, _RULE, _SHADE = (0.36, 0.4, 0.45), (0.72, 0.75, 0.8), (0.93, 0.945, 0.96)


def to_pdf(blocks: tuple[Block, ...], lang: Lang, footer: str) -> bytes:
    """The letter as the bytes of a PDF; `footer` and the page number stand at the foot of every page."""
    buffer = io.BytesIO()
    sheet = _Sheet(buffer, lang, footer, next((b.text for b in blocks if b.kind == "title"), ""))
    number = 0
    for block in blocks:
        if block.kind == "small" and block.text == footer:
            continue
        number = number + 1 if block.kind == "item" else 0
        if block.kind == "table":
            sheet.table(block.rows)
        else:
            sheet.text(block.kind, f"{number}. {block.text}" if block.kind == "item" else block.text)
    sheet.close()
    return buffer.getvalue()


@cache
def _widths_of_characters() -> Mapping[int, float]:
    """The width in thousandths of every character of the bundled font, which the library knows from here on."""
    font = TTFont(_FONT, str(bundled.font()))
    pdfmetrics.registerFont(font)
    widths: Mapping[int, float] = font.face.charWidths
    return widths


def _width(text: str, size: float) -> float:
    known = _widths_of_characters()
    return sum(known[ord(c)] for c in text) * size / 1000


class _Sheet:
    """A pen on the pages of one letter: where it stands, and what every page carries."""

    def __init__(self, buffer: io.BytesIO, lang: Lang, footer: str, title: str) -> None:
        self.known, self.lang = _widths_of_characters(), lang
        # invariant: no hour and no random number goes into the file
        self.pen: Any = Canvas(buffer, pagesize=(_WIDTH, _HEIGHT), invariant=1, pageCompression=1, lang=lang)
        self.pen.setTitle(title)
        self.pen.setCreator("")
        self.footer, self.y = drawable(footer, self.known), _TOP

    def text(self, kind: str, text: str) -> None:
        """One block of running text, broken over lines and pages."""
        size, before, first, indent = _SHAPES[kind]
        first = 2.0 if kind == "paragraph" and self.lang == "zh" else first
        measure = partial(_width, size=size)
        width = _WRITTEN - indent * size
        broken = lines(drawable(text, self.known), width, measure, (first - indent) * size)
        self.y -= before
        if kind == "heading":
            self._need(5 * size * _LEADING)  # a heading stands with what it heads
        for n, line in enumerate(broken):
            self._need(size * _LEADING)
            self.y -= size * _LEADING
            x = _LEFT + (first if n == 0 else indent) * size
            if kind == "title":
                x = (_WIDTH - measure(line)) / 2
            elif kind == "signature":
                x = _LEFT + _WRITTEN - max(measure(line), 6 * cm)
            self._write(line, x, self.y, size, bold=kind in ("title", "heading"), grey=kind == "small")
        self.y -= 8 if kind == "title" else 0

    def table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Rows with their columns ruled; a row is never cut, and the first is repeated on every page."""
        widths = _widths(rows)
        self.y -= _SHAPES["table"][1]
        head, *body = [self._cells(row, widths) for row in rows]
        self._need(_tall(head) + (_tall(body[0]) if body else 0))
        self._row(head, widths, shaded=True)
        for cells in body:
            if self.y - _tall(cells) < _BOTTOM:
                self._turn()
                self._row(head, widths, shaded=True)
            self._row(cells, widths)
        self.y -= 4

    def close(self) -> None:
        """The last page, finished, and the file."""
        self._foot()
        self.pen.showPage()
        self.pen.save()

    def _cells(self, row: tuple[str, ...], widths: list[float]) -> list[list[str]]:
        measure = partial(_width, size=_SHAPES["table"][0])
        return [
            lines(drawable(text, self.known), width - 2 * _PAD, measure)
            for text, width in zip(row, widths, strict=True)
        ]

    def _row(self, cells: list[list[str]], widths: list[float], *, shaded: bool = False) -> None:
        size, tall, x = _SHAPES["table"][0], _tall(cells), _LEFT
        for text, width in zip(cells, widths, strict=True):
            self.pen.setStrokeColorRGB(*_RULE)
            self.pen.setFillColorRGB(*_SHADE)
            self.pen.setLineWidth(0.5)
            self.pen.rect(x, self.y - tall, width, tall, fill=int(shaded), stroke=1)
            for n, line in enumerate(text, start=1):
                self._write(line, x + _PAD, self.y - n * size * 1.35 - _PAD / 2, size, bold=shaded)
            x += width
        self.y -= tall

    def _write(self, text: str, x: float, y: float, size: float, *, bold: bool = False, grey: bool = False) -> None:
        colour = _GREY if grey else (0, 0, 0)
        line = self.pen.beginText(x, y)
        line.setFont(_FONT, size)
        line.setFillColorRGB(*colour)
        if bold:  # the one weight there is, drawn with its outline
            line.setStrokeColorRGB(*colour)
            self.pen.setLineWidth(size * 0.03)
        line.setTextRenderMode(2 if bold else 0)
        line.textOut(text)
        line.setTextRenderMode(0)
        self.pen.drawText(line)

    def _need(self, room: float) -> None:
        if self.y - room < _BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self._foot()
        self.pen.showPage()
        self.y = _TOP

    def _foot(self) -> None:
        said = f"{self.footer}　{self.pen.getPageNumber()}"
        x = (_WIDTH - _width(said, 8)) / 2
        self._write(said, max(x, _LEFT), 1.3 * cm, 8, grey=True)


def _tall(cells: list[list[str]]) -> float:
    return max(len(text) for text in cells) * _SHAPES["table"][0] * 1.35 + 2 * _PAD


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Column widths that fill the page: short columns as wide as their text, the rest shared by the long ones."""
    em = _SHAPES["table"][0] / 2
    longest = [max(columns_of(row[n]) for row in rows) * em * 1.05 + 2 * _PAD + 2 for n in range(len(rows[0]))]
    narrow = _WRITTEN / len(longest)
    short = sum(w for w in longest if w <= narrow)
    wide = sum(w for w in longest if w > narrow)
    if not wide:
        return [w * _WRITTEN / short for w in longest]
    return [w if w <= narrow else w * (_WRITTEN - short) / wide for w in longest]
