"""The user's own stationery for letters: `letters-template.docx` beside the bills, looked through before it is used.

A document from elsewhere may fetch, run or unfold what nobody asked for. One that could is refused in words, and the
letters are written on the built-in page.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from audit.tables import PROBLEMS, Case
from audit.wording import Words

NAMES = ("letters-template.docx", "信函模板.docx")  # the first one stands
_MOST_BYTES = 4 << 20  # of the file
_MOST_UNPACKED = 8 << 20
_MOST_MEMBERS = 300
_NEEDED = ("[Content_Types].xml", "word/document.xml", "word/styles.xml")
_HARMLESS = re.compile(
    r"/$|\.(?:xml|rels|png|jpe?g|gif|bmp|tiff?|emf|wmf|ttf|odttf)$|printersettings\d*\.bin$", re.IGNORECASE
)
_FIELD = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDE\w*|LINK|IMPORT|MACROBUTTON|DATABASE)\b", re.IGNORECASE)
_TEXT = ("instrText", "delInstrText")

_TOO_BIG = Words("it is larger than a letter's template may be", "文件过大，不像信函模板")
_NO_DOCX = Words("it is not a Word document (.docx)", "不是 Word 文档（.docx）")
_BROKEN = Words("its parts cannot be read", "内容损坏，无法读取")
_ACTIVE = Words("it holds macros or embedded objects", "含有宏或嵌入对象")
_FETCHES = Words("it refers to something outside itself", "引用了外部内容")
_UNFOLDS = Words("it holds fields that fetch other files", "含有会调取其他文件的域")
_REFUSED = Words(
    "this template for letters was not used, because {why}; the built-in one was. Save a letter of this program under "
    "this name and change its fonts, margins and header",
    "未使用此信函模板：{why}；已改用内置样式。可把本程序生成的任一 .docx 信函另存为此名称，再修改字体、页边距和页眉",
)


def template_files(folder: Path) -> list[Path]:
    """The files of a folder that are templates for letters by their name; the first one stands."""
    return [folder / name for name in NAMES if (folder / name).is_file()]


def with_template(case: Case, folder: Path, person: str = "") -> Case:
    """The case with the template of its folder, or with a problem that says why that one is not used."""
    path = next(iter(template_files(folder)), None)
    if path is None:
        return case
    why = fault(path)
    if why is None:
        return replace(case, letter_template=path)
    words = _REFUSED.fill(why=why)
    row = {"person": [person], "file": path.name, "row": pd.array([None], dtype="Int64"), "raw": ""}
    found = PROBLEMS.of({**row, "reason": words.en, "reason_zh": words.zh})
    return replace(case, problems=pd.concat([case.problems, found], ignore_index=True))


def fault(path: Path) -> Words | None:
    """Why a document cannot be a template for letters; None where it can."""
    if path.stat().st_size > _MOST_BYTES:
        return _TOO_BIG
    try:
        with zipfile.ZipFile(path) as package:
            return _fault_of(package)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
        return _NO_DOCX


def _fault_of(package: zipfile.ZipFile) -> Words | None:
    members = package.infolist()
    if len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > _MOST_UNPACKED:
        return _TOO_BIG
    names = [m.filename for m in members]
    if any(need not in names for need in _NEEDED) or len(set(names)) < len(names):
        return _NO_DOCX
    if not all(_HARMLESS.search(name) for name in names):
        return _ACTIVE
    return next((why for m in members if (why := _fault_in(m.filename, package.read(m))) is not None), None)


def _fault_in(name: str, data: bytes) -> Words | None:
    """What is wrong with one part; a part that is no XML is a picture or a font and is carried along."""
    if not name.endswith((".xml", ".rels")):
        return None
    try:
        elements = list(ElementTree.fromstring(data).iter())
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError):
        return _BROKEN
    if name == _NEEDED[0] and any("macroEnabled" in str(e.get("ContentType")) for e in elements):
        return _ACTIVE
    if any(e.get("TargetMode") == "External" and not str(e.get("Type")).endswith("/hyperlink") for e in elements):
        return _FETCHES
    tags = {_local(e.tag) for e in elements}
    if tags & {"altChunk", "subDoc"} or any(_FIELD.search(text) for text in _fields(elements)):
        return _UNFOLDS
    return None


def _fields(elements: list[ElementTree.Element]) -> Iterator[str]:
    """What the part's fields do; Word may cut one into several runs, so the cut ones are read as one text."""
    yield "".join(e.text or "" for e in elements if _local(e.tag) in _TEXT)
    yield from (value for e in elements for key, value in e.attrib.items() if _local(key) == "instr")


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
