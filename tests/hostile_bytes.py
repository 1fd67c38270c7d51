"""The bytes of hostile and broken files: zips that never end, workbooks without bounds, bills with one odd cell."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Mapping

from statement_bytes import WECHAT_HEADER, sheet_xml, wechat, wechat_row, workbook, zipped

MEGABYTE = 1 << 20
HEADER = WECHAT_HEADER.split(",")
GOOD_ROW = [cell.strip() for cell in wechat_row(number="4200009999", who="山茶小铺", what="一次性购买").split(",")]


def packed(members: Mapping[str, bytes], mode: int = 0o100644) -> bytes:
    """A zip with members of any name and file mode."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def nested(depth: int) -> bytes:
    """A bill in a zip in a zip, so many times."""
    inside = {"bill.csv": wechat([wechat_row()])}
    for _ in range(depth):
        inside = {"inner.zip": zipped(inside)}
    return inside["inner.zip"]


def bombs_within(count: int, megabytes: int) -> bytes:
    """A zip of zips, each of which unpacks to so many megabytes of nothing."""
    bomb = zipped({"nothing.csv": bytes(megabytes * MEGABYTE)})
    return zipped({f"{n}.zip": bomb for n in range(count)})


def overlapping(times: int, megabytes: int) -> bytes:
    """A zip whose directory lists one packed member so many times."""
    whole = zipped({"bill.csv": bytes(megabytes * MEGABYTE)})
    end = whole.rindex(b"PK\x05\x06")
    size, start = struct.unpack("<II", whole[end + 12 : end + 20])
    directory = whole[start : start + size] * times
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, times, times, len(directory), start, 0)
    return whole[:start] + directory + last


def members_of_nothing(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(count):
            archive.writestr(zipfile.ZipInfo(f"{n}.csv"), b"")
    return out.getvalue()


def barely_packed(megabytes: int, ratio: int) -> bytes:
    """A zip that unpacks to so many megabytes, at a ratio that arouses no suspicion."""
    block = os.urandom(MEGABYTE // ratio)
    piece = (block + bytes(MEGABYTE - len(block))) * 4
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.csv", "w", force_zip64=True) as one,
    ):
        for _ in range(megabytes // 4):
            one.write(piece)
    return out.getvalue()


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:/etc/passwd">]>'
SHEET = sheet_xml([HEADER, GOOD_ROW])
CAMT = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>'
    'DE00000000000000001234</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy="EUR">9.99</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
    "<Sts>BOOK</Sts><BookgDt><Dt>2025-07-01</Dt></BookgDt><AddtlNtryInf>{text}</AddtlNtryInf></Ntry></Stmt>"
    "</BkToCstmrStmt></Document>"
)
OFX = (
    "OFXHEADER:100\nDATA:OFXSGML\n\n{before}<OFX><STMTRS><CURDEF>EUR<ACCTID>1234<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT"
    "<DTPOSTED>20250701<TRNAMT>-9.99<FITID>F00000001<NAME>{name}</STMTTRN></BANKTRANLIST></STMTRS></OFX>"
)


def cells(xml: str) -> str:
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{xml}</sheetData></worksheet>'


HEAD_CELLS = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)


def without(book: bytes, *parts: str) -> bytes:
    """A workbook with parts taken out."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist() if name not in parts})


def odd(**change: str) -> bytes:
    """A wallet's bill with one odd row between two good ones of a shop."""
    rows = [
        wechat_row(number=f"42{n}", who="山茶小铺", what="一次性购买", **(change if n == 2 else {})) for n in (1, 2, 3)
    ]
    return wechat(rows)


def many_cells(rows: int, columns: int) -> bytes:
    """A workbook of so many cells, packed tight."""
    row = b"<row>" + b"<c><v>1</v></c>" * columns + b"</row>"
    book = workbook(cells("@"))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    above, _, below = parts.pop("xl/worksheets/sheet1.xml").partition(b"@")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(above)
            for _ in range(rows // 1000):
                sheet.write(row * 1000)
            sheet.write(below)
    return out.getvalue()


def flipped(data: bytes, at: int) -> bytes:
    """The bytes with one of them turned round."""
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def moved(book: bytes, row: int, column: int) -> bytes:
    """An old workbook whose last cell with a text lies elsewhere."""
    at = book.rindex(b"\xfd\x00\x0a\x00") + 4  # a record LABELSST of ten bytes: row and column come first
    return book[:at] + struct.pack("<HH", row, column) + book[at + 4 :]
