"""Whose paper a file is that is not read (PDF, e-mail, web page), and how the same is had as a table."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from email.errors import MessageError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from functools import cache

from audit.catalogue import Channel, channels, fold
from audit.statements import pdf_text
from audit.wording import Words

_HEAD = 400  # characters in which a letterhead stands; further down a name may be anybody's
_HEADERS = 1 << 16  # bytes of a mail or page that are looked at
_IS_MAIL = re.compile(r"^(Received|Return-Path|MIME-Version|From|Delivered-To|X-[\w-]+): ", re.MULTILINE)
_IS_ARCHIVE = re.compile(r"^Content-Type: *multipart/related", re.MULTILINE | re.IGNORECASE)
_IS_PAGE = re.compile(r"\ufeff?\s*<(!doctype html|html|head|meta|table|style|body|div)\b", re.IGNORECASE)
_IS_SHEET = re.compile(r"\s*<\?xml[^>]*>\s*<\?mso-application progid=.Excel\.Sheet", re.IGNORECASE)
_TAGS = re.compile(  # what is never closed is taken whole, so that each letter is looked at once
    r"<(script|style)\b(?>(?:(?!</\1).)*)(?:</\1\s*>)?|<[^<>]*+>?", re.IGNORECASE | re.DOTALL
)
_BY_HAND = Words(
    "Or type its payments into the sheet “charges” of the case file.", "也可在案件表的「手工账目」工作表中手工填写。"
)
_PDF_OF = Words(
    "this is a PDF of {name}, and PDF bills are not read: amounts and columns run together in them. Get the same as a "
    "table. {export} {by_hand}",
    "这是{name}的 PDF，PDF 中的金额和列容易错位，本程序不读取。请改为导出表格。{export}{by_hand}",
)
_PDF = Words(
    "PDF bills are not read: amounts and columns run together in them. Export the bill as CSV or XLSX from the app or "
    "the site (`renewal-audit guide export` says where for each channel). {by_hand} If it is evidence, name it in the "
    "`evidence` column there",
    "PDF 账单中的金额和列容易错位，本程序不读取。请在 App 或网站导出 CSV 或 XLSX 账单"
    "（renewal-audit guide export 列出各渠道的方法）。{by_hand}如为凭证，请写入案件表的“证据文件”栏",
)
_LOCKED_PDF = Words(
    "this PDF is protected with a password, and PDF bills are not read. Export the bill as CSV or XLSX from the app or "
    "the site (`renewal-audit guide export` says where for each channel). {by_hand}",
    "此 PDF 设有密码，且 PDF 账单无法读取。请在 App 或网站导出 CSV 或 XLSX 账单"
    "（renewal-audit guide export 列出各渠道的方法）。{by_hand}",
)
_MAIL = Words("this is an e-mail: save its attachment and give that", "这是邮件：请保存其附件后提供附件")
_MAIL_OF = Words(
    "this is an e-mail of {name}: save its attachment and give that; where the bill stands in the mail itself, get it "
    "as a table. {export}",
    "这是{name}的邮件：请保存其附件后提供附件；如账单就在邮件正文里，请改为导出表格。{export}",
)
_PAGE = Words(
    "this is a web page, whatever its name says: open it in a spreadsheet program and save it as .xlsx, or export the "
    "bill as CSV or XLSX",
    "这其实是网页文件：请用表格软件打开后另存为 .xlsx，或重新导出 CSV、XLSX 账单",
)
_PAGE_OF = Words(
    "this is a web page of {name}, whatever its file name says: open it in a spreadsheet program and save it as .xlsx, "
    "or get the bill as a table. {export}",
    "这其实是{name}的网页文件：请用表格软件打开后另存为 .xlsx，或改为导出表格。{export}",
)
_XML_SHEET = Words(
    "this is a workbook in the XML of old spreadsheet programs: open it and save it as .xlsx",
    "这是旧版表格软件的 XML 工作簿：请打开后另存为 .xlsx",
)


def paper(data: bytes, first_lines: str, name: str = "") -> Words | None:
    """What the file is and what to do instead, if it is a paper; its name only helps to say whose."""
    if data.lstrip(b"\x00 \t\r\n\xef\xbb\xbf")[:5] == b"%PDF-" or data.startswith(b"%PDF"):
        return _pdf(data, name)
    if _IS_SHEET.match(first_lines):
        return _XML_SHEET
    if _IS_PAGE.match(first_lines) or (_IS_MAIL.match(first_lines) and _IS_ARCHIVE.search(first_lines)):
        return _of(issuer([(_shown(data),)]) or _named(name), _PAGE_OF, _PAGE)
    if _IS_MAIL.match(first_lines):
        return _of(issuer([_mail_headers(data)]) or _named(name), _MAIL_OF, _MAIL)
    return None


def issuer(texts: Iterable[tuple[str, ...]]) -> Channel | None:
    """Whose letterhead stands first; each text comes in several readings, of which any may be the right one."""
    for readings in texts:
        heads = [fold(reading[: 4 * _HEAD])[:_HEAD] for reading in readings]
        found = [
            (at, -len(known), channel.id, channel)
            for head in heads
            for known, channel in _letterheads()
            if (at := head.find(known)) >= 0
        ]
        if found:
            return min(found)[-1]
    return None


def _pdf(data: bytes, name: str) -> Words:
    locked = pdf_text.is_locked(data)
    whose = (None if locked else issuer(pdf_text.texts(data))) or _named(name)
    return _of(whose, _PDF_OF, _LOCKED_PDF if locked else _PDF)


def _of(whose: Channel | None, of: Words, unknown: Words) -> Words:
    if whose is None:
        return unknown.fill(by_hand=_BY_HAND)
    return of.fill(name=whose.name, export=whose.export, by_hand=_BY_HAND)


def _named(file: str) -> Channel | None:
    """Whose paper it is by its file name: a letterhead or the channel's own name stands in it."""
    folded = fold(file.rpartition("/")[2])
    known = [*_letterheads(), *((fold(n), c) for c in channels() for n in c.name if len(n) > _SHORT)]
    found = [(-len(n), channel.id, channel) for n, channel in known if n in folded and channel.id not in _NOBODYS]
    return min(found)[-1] if found else None


_SHORT = 3
_NOBODYS = ("bank", "hand")


@cache
def _letterheads() -> tuple[tuple[str, Channel], ...]:
    return tuple((fold(text), channel) for channel in channels() for text in channel.letterheads)


def _shown(page: bytes) -> str:
    """What a reader sees of the first part of a web page."""
    head = page[:_HEADERS]
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = head.decode("gb18030", errors="ignore")
    return html.unescape(_TAGS.sub(" ", text))


def _mail_headers(data: bytes) -> tuple[str, ...]:
    headers = BytesHeaderParser().parsebytes(data[:_HEADERS])
    return tuple(_decoded(str(headers.get(name, ""))) for name in ("Subject", "From"))


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except (LookupError, ValueError, MessageError):
        return header
