"""Where fuzzing begins: sample bills of every format, and small files of every kind, all of them invented."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

from audit.samples import KINDS, make_case
from audit.samples.archive import zipped
from audit.samples.casefile import write_case_file
from fuzz.rows import BESIDE, HEADED
from fuzz.workbooks import PART

_REPOSITORY = Path(__file__).resolve().parent.parent
_GOLDEN = _REPOSITORY / "tests" / "golden" / "statements"
_MOST = 6000  # bytes of a seed: large ones only slow things down


def seeds(target: str) -> list[bytes]:
    """The files with which fuzzing one target begins."""
    return list(dict.fromkeys(_SEEDS[target]()))


def _golden(*endings: str) -> Iterator[bytes]:
    files = (f for f in sorted(_GOLDEN.iterdir()) if f.suffix in endings and ".expected" not in f.name)
    return (data for data in (f.read_bytes() for f in files) if len(data) <= 2 * _MOST)


def _samples() -> Iterator[tuple[str, bytes]]:
    for kind in KINDS:
        yield from make_case(7, kind).files.items()


def _texts() -> Iterator[bytes]:
    yield from _golden(".csv")
    yield from (data for name, data in _samples() if name.endswith(".csv") and len(data) < _MOST)


def _rows() -> Iterator[bytes]:
    """The rows of the golden bills, each below the header of its own format where that is known."""
    for place, headed in enumerate(HEADED):
        first = headed.above.decode("utf-8-sig").split(",")[0].strip()
        for data in _golden(".csv"):
            if first.encode() in data or first.encode("gb18030") in data:
                yield bytes([place]) + data[-600:]
                break
        yield bytes([place]) + b'2025-06-01,1.00,"a, b",D\n01.06.2025;-1,00;EUR\n06/01/2025,$1.00,Sale\n'


def _beside() -> Iterator[bytes]:
    for place, bill in enumerate(BESIDE):
        row = bill.row.format(day="03", number="7")
        yield bytes([place]) + row.encode(bill.encoding)
        yield bytes([place]) + row.replace("网盘", '"网盘,\n大"').encode(bill.encoding)
        yield bytes([place]) + (bill.above + "\n" + row).encode(bill.encoding)
        yield bytes([place]) + b'"unclosed,\n\x00\xff\n----------\n#\n'


def _supposed() -> Iterator[bytes]:
    above = "交易日期,摘要,收入,支出,余额,对方户名\n"
    yield (above + "2025-07-01,快捷支付,,30.00,970.00,云帆\n20250702,退款,30.00,,1000.00,云帆\n").encode()
    yield "记账日期;交易金额;余额;借贷\n2025/07/01;-30.00;970.00;借\n".encode("gb18030")
    yield b"Date,Description,Debit,Credit,Balance\n07/01/2025,Streamora,9.99,,90.01\n07/15/2025,Back,,9.99,100.00\n"
    yield b"Datum;Omschrijving;Bedrag;Af Bij;Saldo\n01-07-2025;Streamora;9,99;Af;90,01\n"
    yield "Buchungstag;Betrag;Währung;Verwendungszweck\n01.07.2025;-1.234,56;EUR;Streamora\n".encode("cp1252")
    yield from _golden(".csv")


def _zips() -> Iterator[bytes]:
    bill = next(_golden(".csv"))[:300]
    yield zipped({"a.csv": bill})
    yield zipped({"a/b.csv": bill, "../c.csv": b"x", "账单.csv": bill[:50], "__MACOSX/x": b""})
    yield zipped({"in.zip": zipped({"in.zip": zipped({"a.csv": bill[:40]})})})
    yield zipped({"manifest.json": b'{"made_by": "renewal-audit"}'})
    yield zipped({"zeros.csv": bytes(5000)})
    yield _encrypted


def _xlsx() -> Iterator[bytes]:
    """Workbooks as the parts the target packs again: the first sheet, then the others."""
    books = [data for name, data in _samples() if name.endswith(".xlsx") and not name.startswith(("case", "案件"))]
    for data in [*books[:4], *_golden(".xlsx")]:
        yield _parts(data)
    yield (
        '<worksheet><sheetData><row r="1">'
        + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in BESIDE[0].above.split(","))
        + '</row><row r="3"><c r="A3" s="1"><v>45809.4</v></c><c r="F3"><v>30.005</v></c></row></sheetData></worksheet>'
    ).encode()


def _parts(data: bytes) -> bytes:
    import io

    with ZipFile(io.BytesIO(data)) as archive:
        kept = {n: archive.read(n) for n in archive.namelist() if re.search(r"(sheet\d|Strings|workbook)\.xml$", n)}
    first = kept.pop("xl/worksheets/sheet1.xml")
    return first + b"".join(PART + name.encode() + b"\n" + part for name, part in kept.items())


def _papers() -> Iterator[bytes]:
    page = zlib.compress(b"BT /F1 12 Tf (Transaction Statement of China Merchants Bank) Tj <5FAE4FE1> Tj ET")
    yield b"%PDF-1.4\n1 0 obj<</Title(\xfe\xff\x5f\xae)>>endobj\n2 0 obj<</Length 9>>stream\n" + page + b"\nendstream\n"
    font = b"begincmap 1 beginbfchar\n<0001> <5FAE>\nendbfchar 1 beginbfrange <01><05><0041> endbfrange endcmap"
    above = b"%PDF-1.7\n3 0 obj<</Type/Font/ToUnicode 2 0 R>>endobj 2 0 obj<<>>stream\n"
    yield above + font + b"\nendstream\n/Encrypt"
    subject = b"=?utf-8?B?5oub5ZWG6ZO26KGM?= <a@example.com>"
    yield b"From: " + subject + b"\r\nSubject: =?gbk?Q?=D5=CB?=\r\nMIME-Version: 1.0\r\n\r\n"
    yield "<!doctype html><html><style>x</style><script>y</script><body>&#x62DB;商银行<table><tr><td>1".encode()
    yield b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
    yield b"\x89PNG\r\n\x1a\n"
    yield b'{"cells": [], "nbformat": 4}'


def _formats() -> Iterator[bytes]:
    guide = (_REPOSITORY / "docs" / "add-a-bank.md").read_text("utf-8")
    yield from (part.split("```")[0].encode() for part in guide.split("```toml\n")[1:])


_CASE = {
    "cancellations": [
        {"service": "云帆网盘", "cancelled_at": datetime(2025, 6, 10, 9, 30), "terms": "period_end", "proof": "A"},
        {"service": "Streamora", "cancelled_at": date(2025, 6, 1), "interval": "30 days", "resubscribed_at": "no"},
    ],
}
_MORE = {
    **_CASE,
    "events": [{"when": date(2025, 7, 1), "whom": "云帆", "what": "demanded", "cancellation": "C1"}],
    "costs": [{"date": date(2025, 7, 2), "what": "挂号信", "amount": 12, "receipt": "r.jpg", "cancellation": "C1"}],
    "decisions": [{"key": "F1", "answer": "owed", "reason": "x"}],
    "charges": [{"date": date(2025, 7, 1), "service": "云帆网盘", "amount": 30}],
    "rates": [{"from": date(2025, 7, 1), "percent": "3.00"}],
}


def _case_csv() -> Iterator[bytes]:
    yield write_case_file(_CASE, "csv-utf8")
    yield write_case_file(_CASE, "csv-gb18030")
    yield from (data for name, data in _samples() if name == "cancellations.csv")


def _case_xlsx() -> Iterator[bytes]:
    yield _parts(write_case_file(_CASE, "en"))
    yield _parts(write_case_file(_MORE, "en"))
    yield _parts(write_case_file(_MORE, "zh"))


_encrypted = bytes.fromhex(  # a zip of one short text, ZipCrypto, password 7
    "504b03040a0009000000b60e775d20303a36120000000600000005001c00612e7478745554090003a79c036ba79c036b7578"
    "0b00010400000000040000000017b8e51824cfa274e4cef04fcf2dac6cdbc9504b070820303a361200000006000000504b01"
    "021e030a0009000000b60e775d20303a361200000006000000050018000000000001000000a48100000000612e7478745554"
    "050003a79c036b75780b000104000000000400000000504b050600000000010001004b000000610000000000"
)
_SEEDS = {
    "text": _texts, "rows": _rows, "beside": _beside, "supposed": _supposed, "ofx": lambda: _golden(".ofx", ".qfx"),
    "camt": lambda: _golden(".xml"), "mt940": lambda: _golden(".sta", ".txt"), "json": lambda: _golden(".json"),
    "zips": _zips, "xlsx": _xlsx, "xls": lambda: _golden(".xls"), "papers": _papers, "formats": _formats,
    "case-csv": _case_csv, "case-xlsx": _case_xlsx,
}  # fmt: skip
