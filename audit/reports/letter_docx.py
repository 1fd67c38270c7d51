"""A letter as a Word document: Chinese fonts set where Word looks for them, real tables, blanks marked, equal bytes.

A letter is set on stationery: the built-in one, or the user's own document with its page, styles, header and footer.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from audit.reports.letter_layout import Block
from audit.text_width import columns_of
from audit.wording import Lang

_BODY = {"zh": ("Times New Roman", "宋体"), "en": ("Georgia", "宋体")}
_HEAD = {"zh": ("Arial", "黑体"), "en": ("Georgia", "黑体")}
_FIXED = datetime(2000, 1, 1)
_BODY_PART, _CORE_PART = "word/document.xml", "docProps/core.xml"
_MARK, _TITLE = "<w:letter/>", "letter-title"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_PLACE = ("{{letter}}", "{{信函}}")  # a paragraph of a template that says where the letter goes
_BLANKS = re.compile(r"((?:____ ?)?(?:【请[^】]*】|\[Please [^\]]*\]))")
# Word's own styles, so that a letter has headings Word can list: kind of block -> style, size in points, space after.
_STYLES = {
    "paragraph": ("Body Text 2", 11.0, 6.0),
    "title": ("Title", 17.0, 14.0),
    "heading": ("Heading 2", 12.5, 6.0),
    "item": ("List", 11.0, 3.0),
    "entry": ("List 2", 11.0, 3.0),
    "signature": ("Closing", 11.0, 2.0),
    "small": ("Caption", 9.0, 6.0),
    "table": ("Body Text", 9.0, 1.0),
}
_WRITTEN = 16.4  # cm between the margins
_GREY = RGBColor(0x66, 0x6F, 0x7A)


@dataclass(frozen=True)
class Stationery:
    """The page letters are written on: `own` is the user's template, checked when the case was read; None: built in."""

    own: bytes | None = None

    @classmethod
    def of(cls, template: Path | None) -> Stationery:
        """The stationery of a case; one whose template Word's format does not bear out is the built-in one."""
        if template is None:
            return cls()
        data = template.read_bytes()
        try:
            _paper(data, "zh", "")
        except (KeyError, ValueError, AttributeError, PackageNotFoundError, SyntaxError):
            return cls()
        return cls(data)

    def to_docx(self, blocks: tuple[Block, ...], lang: Lang, footer: str) -> bytes:
        """The letter as the bytes of a .docx file; `footer` stands at the foot of every page, or ends the letter."""
        paper = _paper(self.own, lang, footer)
        title = next((b.text for b in blocks if b.kind == "title"), "")
        body = "".join(_written(blocks, paper, footer))
        buffer = io.BytesIO(paper.rest)
        buffer.seek(0, io.SEEK_END)
        with zipfile.ZipFile(buffer, "a") as package:
            _add(package, _BODY_PART, f"{paper.before}{body}{paper.after}")
            _add(package, _CORE_PART, paper.core.replace(_TITLE, escape(title)))
        return buffer.getvalue()


@dataclass(frozen=True)
class _Paper:
    """An empty letter taken apart: packed parts that stay, the text around the letter, the styles' ids, the width."""

    rest: bytes
    before: str
    after: str
    core: str
    ids: Mapping[str, str]
    written: float  # centimetres between the margins
    has_footer: bool


@cache
def _paper(own: bytes | None, lang: Lang, footer: str) -> _Paper:
    document: Any = docx.Document(io.BytesIO(_dressed(own, lang) if own else _stationery(lang, footer)))
    _mark_place(document)
    document.core_properties.title = _TITLE
    buffer, rest = io.BytesIO(), io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(rest, "w") as target:
        parts = {name: source.read(name) for name in source.namelist()}
        for name, data in parts.items():
            if name not in (_BODY_PART, _CORE_PART):
                _add(target, name, data)
    before, _, after = parts[_BODY_PART].decode().partition(_MARK)
    ids = {style.name: style.style_id for style in document.styles}
    at_foot = bool(footer) and any(footer in p.text for s in document.sections for p in s.footer.paragraphs)
    core = parts[_CORE_PART].decode()
    return _Paper(rest.getvalue(), before, after, core, ids, _between_margins(document), at_foot)


def _mark_place(document: Any) -> None:
    """Where the template says `{{letter}}`, with what stands around that; else in the place of all it holds."""
    body, mark = document.element.body, OxmlElement("w:letter")
    place = next((p._p for p in document.paragraphs if p.text.strip() in _PLACE), None)
    if place is not None:
        body.replace(place, mark)
        return
    for element in [e for e in body if not e.tag.endswith("}sectPr")]:
        body.remove(element)
    body.insert(0, mark)


@cache
def _dressed(own: bytes, lang: Lang) -> bytes:
    """The user's template with the styles a letter needs and it has not, and properties that say nothing of anyone."""
    document: Any = docx.Document(io.BytesIO(own))
    known = {style.name for style in document.styles}
    for kind, (name, size, after) in _STYLES.items():
        if name not in known:
            _dress(_style(document, name), kind, size, after, lang)
    _forget_who(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@cache
def _stationery(lang: Lang, footer: str) -> bytes:
    """The empty letter: page, styles, footer, and properties that say nothing of the machine or the hour."""
    document: Any = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - _WRITTEN) / 2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    _dress(document.styles["Normal"], "normal", 11, 6, lang)
    for kind, (name, size, after) in _STYLES.items():
        _dress(_style(document, name), kind, size, after, lang)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Caption"]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{footer}　")
    _add_page_number(foot.add_run())
    _drop_unused_styles(document)
    _forget_who(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _forget_who(document: Any) -> None:
    core = document.core_properties
    core.author, core.last_modified_by, core.comments, core.revision = "", "", "", 1
    core.created = core.modified = core.last_printed = _FIXED


def _drop_unused_styles(document: Any) -> None:
    """The default file's hundred table styles, which every letter would carry along."""
    for style in list(document.styles.element.style_lst):
        if style.get(qn("w:type")) == "table" and style.styleId not in ("TableNormal", "TableGrid"):
            document.styles.element.remove(style)


def _style(document: Any, name: str) -> Any:
    known = [s.name for s in document.styles]
    return document.styles[name] if name in known else document.styles.add_style(name, 1)


def _dress(style: Any, kind: str, size: float, after: float, lang: Lang) -> None:
    heading = kind in ("title", "heading")
    latin, chinese = (_HEAD if heading else _BODY)[lang]
    font, shape = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = latin, Pt(size), heading, False
    font.color.rgb = _GREY if kind == "small" else RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [n for n in fonts.attrib if "Theme" in n]:
        del fonts.attrib[name]  # a theme font would win over ours
    fonts.set(qn("w:eastAsia"), chinese)
    shape.space_after, shape.line_spacing = Pt(after), 1.1 if kind == "table" else 1.3 if lang == "zh" else 1.2
    if kind == "title":
        shape.alignment, shape.space_before = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)
    elif kind == "heading":
        shape.space_before, shape.keep_with_next = Pt(10), True
    elif kind == "signature":
        shape.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    elif kind == "table":
        shape.space_before = Pt(1)
    elif kind == "paragraph" and lang == "zh":
        shape.first_line_indent = Pt(2 * size)  # two characters, as Chinese letters begin a paragraph
    elif kind in ("item", "entry"):
        shape.left_indent, shape.first_line_indent = Cm(0.7), Cm(-0.7)


def _add_page_number(run: Any) -> None:
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = "PAGE"
        run._r.append(element)


def _between_margins(document: Any) -> float:
    """The width of the page's text in centimetres; ours where the template does not say."""
    page = document.sections[0]
    if None in (page.page_width, page.left_margin, page.right_margin):
        return _WRITTEN
    width: float = (page.page_width - page.left_margin - page.right_margin) / Cm(1)
    return max(width, 4.0)


def _written(blocks: tuple[Block, ...], paper: _Paper, footer: str) -> Iterator[str]:
    """The letter's parts as Word's own markup: a part a library builds element by element takes ten times as long."""
    number = 0
    for block in blocks:
        if paper.has_footer and block.kind == "small" and block.text == footer:
            continue
        number = number + 1 if block.kind == "item" else 0
        if block.kind == "table":
            yield from _table(block, paper)
        else:
            text = f"{number}. {block.text}" if block.kind == "item" else block.text
            yield _paragraph(text, block.kind, paper)


def _paragraph(text: str, kind: str, paper: _Paper, *, bold: bool = False) -> str:
    """A paragraph in the style of its kind, with the blanks a user must fill in marked yellow."""
    style = quoteattr(paper.ids[_STYLES[kind][0]])
    runs = "".join(_run(part, bold=bold) for part in filter(None, _BLANKS.split(text)))
    return f"<w:p><w:pPr><w:pStyle w:val={style}/></w:pPr>{runs}</w:p>"


def _run(text: str, *, bold: bool) -> str:
    shape = "<w:b/>" if bold else ""
    shape += '<w:highlight w:val="yellow"/>' if _BLANKS.fullmatch(text) else ""
    return f'<w:r><w:rPr>{shape}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(block: Block, paper: _Paper) -> Iterator[str]:
    """A ruled table as wide as the page's text; a row is never cut, and the first is repeated on every page."""
    widths = _widths(block.rows, paper.written)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    for n, row in enumerate(block.rows):
        yield f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if n == 0 else ''}</w:trPr>"
        for text, width in zip(row, widths, strict=True):
            shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/>' if n == 0 else ""
            told = _paragraph(text, "table", paper, bold=n == 0)
            yield f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{told}</w:tc>'
        yield "</w:tr>"
    yield f"</w:tbl>{_paragraph('', 'small', paper)}"


def _widths(rows: tuple[tuple[str, ...], ...], written: float) -> list[int]:
    """Column widths in twentieths of a point that fill the page: short ones as their text, the rest share the rest."""
    longest = [max(columns_of(row[n]) for row in rows) + 7 for n in range(len(rows[0]))]
    short, page = [w for w in longest if w <= 20], written / 0.162  # centimetres to columns of the small print
    room = (page - sum(short)) / max(sum(min(w, 60) for w in longest if w > 20), 1)
    widths = [w if w <= 20 else min(w, 60) * room for w in longest] if room > 0 else longest
    return [int(written * 567 * width / sum(widths)) for width in widths]


def _add(package: zipfile.ZipFile, name: str, data: bytes | str) -> None:
    """A part with one date for all: the library writes the hour of the run."""
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    package.writestr(member, data, zipfile.ZIP_DEFLATED, compresslevel=3)
