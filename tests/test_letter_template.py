"""The user's own stationery: used where it is harmless, refused in words where it could fetch, run or unfold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import results_sample as sample
from docx.shared import Cm, Pt

import audit
from audit.case import template_files, with_template
from audit.case.stationery import NAMES, fault
from audit.pipeline import no_case
from audit.reports.letter_docx import Stationery
from audit.reports.letter_layout import lay_out
from audit.reports.letters import letter_files
from audit.reports.page import render

BLOCKS = lay_out("# 关于退款的函\n\n请退款。\n\n| 日 | 额 |\n| 1日 | 30.00元 |\n\n> 签名\n\n~ 仅陈述事实。\n", "zh")
FOOTER = "仅陈述事实。"
RELS = "word/_rels/document.xml.rels"
LINKED = (
    b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="http://example.invalid/x" TargetMode="External"/></Relationships>'
)


def own(change: Callable[[docx.document.Document], None] = lambda _: None) -> bytes:
    """A letter of the program's own, changed as a user would and saved as a template."""
    document = docx.Document(io.BytesIO(Stationery().to_docx(BLOCKS, "zh", FOOTER)))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def documents(files: dict[str, bytes]) -> list[bytes]:
    return [data for name, data in files.items() if name.endswith(".docx")]


def repacked(data: bytes, **parts: Callable[[bytes], bytes] | bytes) -> bytes:
    """The document with parts changed or added, `__` standing for `/` and `_DOT_` for a dot."""
    buffer = io.BytesIO()
    named = {name.replace("__", "/").replace("_DOT_", "."): made for name, made in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            made = named.pop(name, None)
            target.writestr(name, made(source.read(name)) if callable(made) else made or source.read(name))
        for name, made in named.items():
            assert isinstance(made, bytes)
            target.writestr(name, made)
    return buffer.getvalue()


def with_rel(kind: bytes) -> bytes:
    return with_part(RELS, lambda data: data.replace(b"</Relationships>", LINKED % kind))


def with_part(name: str, made: Callable[[bytes], bytes] | bytes) -> bytes:
    return repacked(own(), **{name.replace("/", "__").replace(".", "_DOT_"): made})


def with_text(old: bytes, new: bytes) -> bytes:
    return with_part("word/document.xml", lambda data: data.replace(old, new))


FIELD = b"<w:p><w:r><w:instrText>%s</w:instrText></w:r></w:p><w:sectPr"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (b"not a zip", "not a Word document"),
        (b"PK\x03\x04 cut off", "not a Word document"),
        (repacked(own(), extra_DOT_exe=b"MZ"), "macros or embedded"),
        (with_part("word/vbaProject.bin", b"x"), "macros or embedded"),
        (with_part("word/embeddings/oleObject1.bin", b"x"), "macros or embedded"),
        (with_rel(b"attachedTemplate"), "outside itself"),
        (with_rel(b"image"), "outside itself"),
        (with_text(b"<w:sectPr", FIELD % b"DDEAUTO c:\\\\windows\\\\x"), "fields that fetch"),
        (with_text(b"<w:sectPr", FIELD % b"INCLUDETEXT /etc/passwd"), "fields that fetch"),
        (with_text(b"<w:sectPr", b"<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE x"
                   b"</w:instrText></w:r></w:p><w:sectPr"), "fields that fetch"),
        (with_text(b"<w:body>", b'<w:body><w:altChunk r:id="rId1"/>'), "fields that fetch"),
        (with_part("word/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "cannot be read"),
        (with_part("word/document.xml", b"<w:document"), "cannot be read"),
        (with_part("word/media/a.xml", b"<a>" + b" " * (9 << 20) + b"</a>"), "larger than"),
    ],
)  # fmt: skip
def test_a_template_that_could_do_harm_is_refused_in_words(made: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / NAMES[0]).write_bytes(made)
    case = with_template(no_case(), tmp_path)
    assert case.letter_template is None
    (problem,) = case.problems.to_dict("records")
    assert problem["file"] == "letters-template.docx"
    assert why in problem["reason"]
    assert "信函模板" in problem["reason_zh"]


def test_a_letter_of_the_programs_own_is_a_template(tmp_path: Path) -> None:
    (tmp_path / NAMES[1]).write_bytes(own())
    case = with_template(no_case(), tmp_path)
    assert case.letter_template == tmp_path / "信函模板.docx"
    assert len(case.problems) == 0
    assert with_template(no_case(), tmp_path / "elsewhere").letter_template is None


def test_a_hyperlink_in_a_letterhead_is_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(with_rel(b"hyperlink"))
    assert fault(path) is None


def test_fonts_margins_and_header_of_the_template_are_those_of_the_letters(tmp_path: Path) -> None:
    def change(document: docx.document.Document) -> None:
        document.styles["Title"].font.size = Pt(30)
        document.sections[0].left_margin = Cm(5)
        document.sections[0].header.paragraphs[0].text = "示例律所信笺"
        document.add_paragraph("template text that goes")

    template = tmp_path / NAMES[0]
    template.write_bytes(own(change))
    made = Stationery.of(template).to_docx(BLOCKS, "zh", FOOTER)
    letter = docx.Document(io.BytesIO(made))
    assert letter.styles["Title"].font.size == Pt(30)
    assert round(letter.sections[0].left_margin / Cm(1), 2) == 5
    assert letter.sections[0].header.paragraphs[0].text == "示例律所信笺"
    assert [p.text for p in letter.paragraphs if p.text] == ["关于退款的函", "请退款。", "签名"]
    assert letter.sections[0].footer.paragraphs[0].text.startswith(FOOTER)
    widths = [cell.width for cell in letter.tables[0].rows[0].cells]
    section = letter.sections[0]
    assert sum(widths) <= section.page_width - section.left_margin - section.right_margin
    assert made == Stationery.of(template).to_docx(BLOCKS, "zh", FOOTER)
    english = docx.Document(io.BytesIO(Stationery.of(template).to_docx(BLOCKS, "en", "Facts only.")))
    assert english.paragraphs[-1].text == "仅陈述事实。"  # a footer the template does not carry ends the letter


def test_a_letter_goes_where_the_template_says(tmp_path: Path) -> None:
    def change(document: docx.document.Document) -> None:
        for paragraph in list(document.paragraphs):
            paragraph._p.getparent().remove(paragraph._p)
        document.add_paragraph("上文")
        document.add_paragraph("{{letter}}")
        document.add_paragraph("下文")

    template = tmp_path / NAMES[0]
    template.write_bytes(own(change))
    letter = docx.Document(io.BytesIO(Stationery.of(template).to_docx(BLOCKS, "zh", FOOTER)))
    texts = [p.text for p in letter.paragraphs if p.text]
    assert texts == ["上文", "关于退款的函", "请退款。", "签名", "下文"]


def test_a_plain_word_file_will_do(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    template = tmp_path / NAMES[0]
    template.write_bytes(buffer.getvalue())
    assert fault(template) is None
    letter = docx.Document(io.BytesIO(Stationery.of(template).to_docx(BLOCKS, "zh", FOOTER)))
    assert letter.paragraphs[-1].text == FOOTER
    assert letter.core_properties.author == ""


def test_the_case_takes_its_template_and_no_bill_is_seen_in_it(tmp_path: Path) -> None:
    (tmp_path / sample.BILL).write_bytes(sample.BILL_BYTES)
    (tmp_path / NAMES[0]).write_bytes(own())
    found = audit.run(tmp_path, as_of="2025-09-01")
    assert found.case.letter_template == tmp_path / NAMES[0]
    assert NAMES[0] not in set(found.problems["file"])
    (tmp_path / NAMES[0]).write_bytes(b"no document")
    refused = audit.run(tmp_path, as_of="2025-09-01")
    assert list(refused.problems["file"]).count(NAMES[0]) == 1
    assert template_files(tmp_path) == [tmp_path / NAMES[0]]


def test_letters_are_written_on_it(tmp_path: Path) -> None:
    template = tmp_path / NAMES[0]
    template.write_bytes(own(lambda d: setattr(d.sections[0].header.paragraphs[0], "text", "页眉")))
    results = sample.w01(tmp_path / "case")
    results = replace(results, case=replace(results.case, letter_template=template))
    written = dict(letter_files(results, "zh"))
    heads = {docx.Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text for data in documents(written)}
    assert heads == {"页眉"}
    assert {n.replace(".pdf", ".docx") for n in written if n.endswith(".pdf")} <= set(written)
    for_reading = dict(letter_files(results, "en", to_send=False))
    assert documents(for_reading)
    assert not [n for n in for_reading if n.endswith(".pdf")]


def test_the_page_says_that_a_pdf_is_not_on_it(tmp_path: Path) -> None:
    results = sample.w01(tmp_path / "case")
    on_own = replace(results, case=replace(results.case, letter_template=tmp_path / NAMES[0]))
    said = {"zh": "PDF 是内置版式", "en": "the .pdf on the built-in page"}
    for lang in ("zh", "en"):
        assert said[lang] in render(on_own, lang)
        assert said[lang] not in render(results, lang)
