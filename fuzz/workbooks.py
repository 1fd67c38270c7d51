"""Workbooks to fuzz: parts given as bytes and packed as they are, and one lasting process that reads old ones."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from audit.statements import old_workbooks

PART = b"\n--part--"  # what stands between parts: `--part--NAME` and a line end
_KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml."
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
USUAL = {
    b"[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType="' + _KIND + b'sheet.main+xml"/>'
    b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="' + _KIND + b'worksheet+xml"/></Types>',
    b"_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="' + _LINKS + b'/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    b"xl/workbook.xml": b"<workbook " + _MAIN + b' xmlns:r="' + _LINKS + b'">'
    b'<sheets><sheet name="cancellations" sheetId="1" r:id="rId1"/></sheets></workbook>',
    b"xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships">'
    b'<Relationship Id="rId1" Type="' + _LINKS + b'/worksheet" Target="worksheets/sheet1.xml"/>'
    b'<Relationship Id="rId2" Type="' + _LINKS + b'/sharedStrings" Target="sharedStrings.xml"/>'
    b'<Relationship Id="rId3" Type="' + _LINKS + b'/styles" Target="styles.xml"/></Relationships>',
}
_LINES = """
import io, json, sys
import python_calamine as calamine
while size := sys.stdin.buffer.readline():
    data = sys.stdin.buffer.read(int(size))
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [m.name for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        said = json.dumps([(n, book.get_sheet_by_name(n).to_python(skip_empty_area=False)) for n in names], default=str)
    except BaseException as fault:
        said = ""
    sys.stdout.buffer.write(said.encode() + b"\\n")
    sys.stdout.buffer.flush()
"""


def package(data: bytes) -> bytes:
    """A workbook whose first worksheet is the data; `--part--NAME` on a line of its own begins another part."""
    first, *others = data.split(PART)
    parts = {**USUAL, b"xl/worksheets/sheet1.xml": first}
    for other in others:
        name, _, content = other.partition(b"\n")
        parts[name.strip()[:80]] = content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name.decode("latin-1") or "_"), content)
    return out.getvalue()


@contextmanager
def one_reader() -> Iterator[None]:
    """The process that reads old workbooks stays for the next one: starting it takes longer than reading."""
    usual: Any = subprocess.run
    old_workbooks.subprocess.run = _asked  # type: ignore[assignment]
    try:
        yield
    finally:
        subprocess.run = usual


def _asked(reader: list[str], *, input: bytes, **_: Any) -> subprocess.CompletedProcess[bytes]:
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(b"%d\n%s" % (len(input), input))
        process.stdin.flush()
        said = process.stdout.readline()
    except BrokenPipeError:
        said = b""
    if not said.endswith(b"\n"):  # it ended: out of memory, or worse
        end()
    if not said.strip():
        raise subprocess.CalledProcessError(1, reader)
    return subprocess.CompletedProcess(reader, 0, said, b"")


def end() -> None:
    """End the process that reads old workbooks, if there is one."""
    if _process.cache_info().currsize:
        _process().communicate()
        _process.cache_clear()


@cache
def _process() -> subprocess.Popen[bytes]:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))\n" + _LINES
    return subprocess.Popen(
        [sys.executable, "-P", "-c", limited], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
