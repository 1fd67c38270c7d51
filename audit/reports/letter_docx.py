"""A letter as a Word document: Chinese fonts set where Word looks for them, real tables, blanks marked, equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from functools import cache
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from audit.reports.letter_layout import Block
from audit.text_width import columns_of
from audit.wording import Lang

_BODY = {"zh": ("Times New Roman", "宋体"), "en": ("Georgia", "宋体")}
_HEAD = {"zh": ("Arial", "黑体"), "en": ("Georgia", "黑体")}
_FIXED = datetime(2000, 1, 1)
_BLANKS = re.compile(r"(【请[^】]*】|\[Please [^\]]*\])")
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


def to_docx(blocks: tuple[Block, ...], lang: Lang, footer: str) -> bytes:
    """The letter as the bytes of a .docx file: A4, `footer` and the page number at the foot of every page."""
    document: Any = docx.Document(io.BytesIO(_stationery(lang, footer)))
    document.core_properties.title = next((b.text for b in blocks if b.kind == "title"), "")
    number = 0
    for block in blocks:
        if block.kind == "small" and block.text == footer:
            continue  # it stands at the foot of every page
        number = number + 1 if block.kind == "item" else 0
        if block.kind == "table":
            _add_table(document, block)
        else:
            text = f"{number}. {block.text}" if block.kind == "item" else block.text
            _add_runs(_styled(document.add_paragraph(), block.kind), text)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_times(buffer.getvalue())


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
    core = document.core_properties
    core.author, core.last_modified_by, core.comments, core.revision = "", "", "", 1
    core.created = core.modified = core.last_printed = _FIXED
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


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


def _styled(paragraph: Any, kind: str) -> Any:
    """The paragraph in the style of its kind, by the style's id: looking styles up by name walks all of them."""
    paragraph._p.style = _STYLES[kind][0].replace(" ", "")
    return paragraph


def _add_runs(paragraph: Any, text: str, bold: bool = False) -> None:
    """The text in runs, with the blanks a user must fill in marked yellow."""
    for part in filter(None, _BLANKS.split(text)):
        run = paragraph.add_run(part)
        if bold:
            run.bold = True
        if _BLANKS.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _add_table(document: Any, block: Block) -> None:
    table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]))
    table._tbl.tblStyle_val = "TableGrid"
    table.autofit = False
    widths = _widths(block.rows)
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    cells = iter(table._cells)  # once: asking a table for its cells again walks the whole table
    for n, row in enumerate(block.rows):
        for text, width in zip(row, widths, strict=True):
            cell = next(cells)
            cell.width = width
            _add_runs(_styled(cell.paragraphs[0], "table"), text, bold=n == 0)
            if n == 0:
                _shade(cell)
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _styled(document.add_paragraph(), "small")


def _widths(rows: tuple[tuple[str, ...], ...]) -> list[Any]:
    """Column widths that fill the page: short columns as wide as their text, the rest shared by the long ones."""
    longest = [max(columns_of(row[n]) for row in rows) + 5 for n in range(len(rows[0]))]
    short, page = [w for w in longest if w <= 20], _WRITTEN / 0.162  # centimetres to columns of the small print
    room = (page - sum(short)) / max(sum(min(w, 60) for w in longest if w > 20), 1)
    widths = [w if w <= 20 else min(w, 60) * room for w in longest] if room > 0 else longest
    return [Cm(_WRITTEN * width / sum(widths)) for width in widths]


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF1F5")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _same_times(document: bytes) -> bytes:
    """The same package with every member dated alike: python-docx writes the hour of the run."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            target.writestr(member, source.read(name), zipfile.ZIP_DEFLATED, compresslevel=3)
    return buffer.getvalue()
