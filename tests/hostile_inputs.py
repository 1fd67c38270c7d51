"""Every hostile or broken input the audit is held against: what is put beside a good bill, and what must be said of it.

One table: `tests/test_hostile_inputs.py` runs each row, and writes `docs/hostile-inputs.md` from it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hostile_bytes import (
    CAMT,
    GOOD_ROW,
    HEAD_CELLS,
    HEADER,
    LAUGHS,
    MEGABYTE,
    OFX,
    OUTSIDE,
    SHEET,
    barely_packed,
    bombs_within,
    cells,
    flipped,
    many_cells,
    members_of_nothing,
    moved,
    nested,
    odd,
    overlapping,
    packed,
    without,
)
from statement_bytes import (
    WECHAT_HEADER,
    alipay,
    alipay_row,
    sheet_xml,
    wechat,
    wechat_row,
    workbook,
    zipped,
)

REFUSED, READ = 3, 0  # exit statuses: named and left out; taken as it is
Content = bytes | Callable[[], bytes]


@dataclass(frozen=True)
class Hostile:
    """One input: what it is, the files put beside the good bill, and which of them is named with what words."""

    kind: str
    what: str
    files: Mapping[str, Content] | Callable[[Path], None]
    named: str = ""  # the file as the problem names it; "" where nothing is wrong with it
    says: str = ""
    says_zh: str = ""
    row: int | None = None  # of the file; None where the whole file is named
    exit: int = REFUSED
    heavy: bool = False  # large: run by `make hostile` alone

    def put(self, folder: Path) -> None:
        """Put it into a case folder."""
        if callable(self.files):
            self.files(folder)
            return
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content() if callable(content) else content)


def _one(kind: str, what: str, name: str, content: Content, says: str, says_zh: str, **more: object) -> Hostile:
    return Hostile(kind, what, {name: content}, str(more.pop("named", name)), says, says_zh, **more)  # type: ignore[arg-type]


def _good(kind: str, what: str, name: str, content: Content, **more: object) -> Hostile:
    return Hostile(kind, what, {name: content}, exit=READ, **more)  # type: ignore[arg-type]


def _zips() -> list[Hostile]:
    kind, bill = "zip", wechat([wechat_row(number="1")])
    bomb = ("far more than any bill", "远大于任何账单")
    out = ("points outside the zip", "指向压缩包之外")
    return [
        _one(kind, "80 MB of nothing in 80 kB", "ratio.zip", lambda: zipped({"a.csv": bytes(80 * MEGABYTE)}), *bomb),
        _one(kind, "one member listed 400 times", "overlap.zip", lambda: overlapping(400, 4), *bomb, heavy=True),
        _one(
            kind,
            "30 zips of 60 MB of nothing each",
            "many-bombs.zip",
            lambda: bombs_within(30, 60),
            *bomb,
            named="many-bombs.zip!29.zip",
            heavy=True,
        ),
        _one(kind, "2 GB at a ratio of 60", "patient.zip", lambda: barely_packed(2048, 60), *bomb, heavy=True),
        _one(
            kind,
            "a bill within six zips",
            "deep.zip",
            lambda: nested(6),
            "zips within zips",
            "层层嵌套",
            named="deep.zip!inner.zip!inner.zip!inner.zip!inner.zip",
        ),
        _one(kind, "3,000 empty files", "crowd.zip", lambda: members_of_nothing(3000), "too many files", "文件过多"),
        _one(
            kind,
            "300,000 empty files",
            "throng.zip",
            lambda: members_of_nothing(300_000),
            "too many files",
            "文件过多",
            heavy=True,
        ),
        _one(kind, "a name with `../`", "up.zip", packed({"../../up.csv": bill}), *out, named="up.zip!../../up.csv"),
        _one(
            kind, "a name with `..\\`", "back.zip", packed({"..\\back.csv": bill}), *out, named="back.zip!..\\back.csv"
        ),
        _one(
            kind, "an absolute name", "root.zip", packed({"/tmp/root.csv": bill}), *out, named="root.zip!/tmp/root.csv"
        ),
        _one(
            kind, "a drive's name", "drive.zip", packed({"C:\\drive.csv": bill}), *out, named="drive.zip!C:\\drive.csv"
        ),
        _one(
            kind,
            "a link to a file of the system",
            "link.zip",
            packed({"passwd.csv": b"/etc/passwd"}, 0o120777),
            "is a link",
            "是链接",
            named="link.zip!passwd.csv",
        ),
        _one(kind, "cut off", "cut.zip", zipped({"a.csv": bill})[:-30], "damaged or cut off", "已损坏或不完整"),
        _one(
            kind,
            "a member whose bytes are not those it was packed from",
            "sum.zip",
            flipped(zipped({"a.csv": bill}), 60),
            "damaged",
            "已损坏",
        ),
        _one(kind, "locked, and no password given", "locked.zip", _LOCKED, "is encrypted", "已加密"),
    ]


def _xml() -> list[Hostile]:
    kind = "xml"
    entities, own = ("XML entities", "XML 实体"), ("entities of its own", "自行定义实体")
    book = workbook(sheet_xml([HEADER, GOOD_ROW], prolog=LAUGHS))
    shared = workbook(SHEET, more={"xl/sharedStrings.xml": LAUGHS + "<sst/>"})
    return [
        _one(kind, "XLSX: a billion laughs in the sheet", "laughs.xlsx", book, *entities),
        _one(kind, "XLSX: the same in the shared texts", "shared.xlsx", shared, *entities),
        _one(
            kind,
            "XLSX: a file of the system as an entity",
            "outside.xlsx",
            workbook(sheet_xml([HEADER, GOOD_ROW], prolog=OUTSIDE)),
            *entities,
        ),
        _one(
            kind,
            "XLSX: its sheet is a file of the system",
            "external.xlsx",
            workbook(SHEET, more={"xl/_rels/workbook.xml.rels": _EXTERNAL}),
            "damaged",
            "已损坏",
        ),
        _one(kind, "camt: a billion laughs", "laughs.xml", (LAUGHS + CAMT.format(text="&j;")).encode(), *own),
        _one(
            kind,
            "camt: a file of the system as an entity",
            "outside.xml",
            (OUTSIDE + CAMT.format(text="&x;")).encode(),
            *own,
        ),
        _one(kind, "camt: the same in UTF-16", "wide.xml", (OUTSIDE + CAMT.format(text="&x;")).encode("utf-16"), *own),
        _one(
            kind,
            "camt: tags 100,000 deep",
            "deep.xml",
            lambda: CAMT.format(text="<a>" * 100_000).encode(),
            "damaged in line",
            "行中断或损坏",
        ),
        _good(
            kind,
            "OFX: entities are never expanded, the text stays as printed",
            "laughs.ofx",
            OFX.format(before='<?xml version="1.0"?>' + LAUGHS, name="Camellia &j; &x;").encode(),
        ),
    ]


def _workbooks() -> list[Hostile]:
    kind = "xlsx"
    wide, large = ("so far right or so far down", "位置过远"), ("far larger inside", "远大于任何账单")
    broken = ("damaged or cut off", "已损坏或不完整")
    rows = f'<row r="1">{HEAD_CELLS}</row>'
    return [
        _one(
            kind,
            "a cell of 400,000 characters",
            "giant.xlsx",
            workbook(sheet_xml([HEADER, ["x" * 400_000]])),
            "a cell",
            "单元格",
        ),
        _one(
            kind,
            "a cell in the last column of the last row",
            "corner.xlsx",
            workbook(cells(rows + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
            *wide,
        ),
        _one(
            kind,
            "the same with other quotes and small letters",
            "quotes.xlsx",
            workbook(cells(rows + "<row r='1048576'><c r='xfd1048576'><v>1</v></c></row>")),
            *wide,
        ),
        _one(
            kind,
            "a million columns, no cell says where it is",
            "columns.xlsx",
            lambda: workbook(cells("<row>" + "<c/>" * 1_000_000 + '</row><row r="150000"><c><v>1</v></c></row>')),
            *wide,
            heavy=True,
        ),
        _one(
            kind,
            "a row of two million empty cells",
            "row.xlsx",
            lambda: workbook(cells(rows + "<row>" + "<c><v>1</v></c>" * 2_000_000 + "</row>")),
            "no known bill",
            "无法识别",
            heavy=True,
        ),
        _one(kind, "60 million cells in 3 MB", "cells.xlsx", lambda: many_cells(6_000_000, 10), *large, heavy=True),
        _one(
            kind,
            "one shared text of 30,000 characters, 200,000 times",
            "repeated.xlsx",
            lambda: workbook(
                cells('<row><c t="s"><v>0</v></c></row>' * 200_000),
                more={"xl/sharedStrings.xml": f"<sst><si><t>{'大' * 30_000}</t></si></sst>"},
            ),
            *large,
            heavy=True,
        ),
        _one(kind, "cut off", "cut.xlsx", workbook(SHEET)[:-100], "damaged", "已损坏"),
        _one(kind, "the sheet breaks off", "half.xlsx", workbook("<worksheet><sheetData><row"), *broken),
        _one(
            kind,
            "the list of sheets is no XML",
            "list.xlsx",
            workbook(SHEET, more={"xl/workbook.xml": "<workbook"}),
            *broken,
        ),
        _one(
            kind,
            "the list names a sheet that is not there",
            "missing.xlsx",
            without(workbook(SHEET, SHEET), "xl/worksheets/sheet1.xml"),
            *broken,
        ),
        _one(kind, "no sheet at all", "empty.xlsx", without(workbook(SHEET), "xl/worksheets/sheet1.xml"), *broken),
        _one(
            kind,
            "shared texts that are not there",
            "texts.xlsx",
            workbook(cells(rows + '<row><c t="s"><v>7</v></c></row>')),
            *broken,
        ),
        _one(kind, "an old workbook that asks for terabytes of memory", "greedy.xls", _GREEDY, "damaged", "已损坏"),
        _one(kind, "an old workbook with a cell far away", "far.xls", _FAR, "damaged", "已损坏"),
    ]


def _csvs() -> list[Hostile]:
    kind, good = "csv", [wechat_row(number=f"42000{n}", who="山茶小铺", what="一次性购买") for n in range(3)]
    named, named_zh = "cells where the header has 11", "表头有 11 格"
    columns = 200_000
    return [
        _one(kind, "one line of 30 MB", "line.csv", lambda: b"x" * (30 * MEGABYTE), "no known bill", "无法识别"),
        _one(
            kind,
            "one line of 30 MB in a bill",
            "long.csv",
            lambda: wechat([*good, "x" * 30 * MEGABYTE]),
            named,
            named_zh,
            row=13,
        ),
        _one(
            kind,
            "a line of 30 MB of quotes",
            "quotes.csv",
            lambda: wechat([*good, '"' * 30 * MEGABYTE]),
            named,
            named_zh,
            row=13,
            heavy=True,
        ),
        _one(
            kind,
            "a quote that is never closed",
            "quote.csv",
            wechat([good[0], '2025-06-02 10:00:00,"商户', good[1]]),
            named,
            named_zh,
            row=11,
        ),
        _one(
            kind,
            "50,000 quotes that are never closed",
            "open.csv",
            lambda: wechat(['2025-06-02 10:00:00,"' + str(n) for n in range(50_000)]),
            named,
            named_zh,
            row=10,
            heavy=True,
        ),
        _good(kind, "a cell with NUL in it", "nul.csv", wechat([*good[:2], good[2].replace("一次性", "一\x00次性")])),
        _one(kind, "NUL and nothing else", "nothing.csv", bytes(100_000), "empty", "空的"),
        _one(
            kind,
            "200,000 columns",
            "wide.csv",
            (",".join(map(str, range(columns))) + "\n" + "," * columns).encode(),
            "no known bill",
            "无法识别",
        ),
        _one(
            kind,
            "a row of 200,000 cells in a bill",
            "cells.csv",
            wechat([*good, "9," * columns]),
            named,
            named_zh,
            row=13,
        ),
        _one(
            kind,
            "a bill's header with 200,000 columns",
            "header.csv",
            (WECHAT_HEADER + "," * columns + "a\n" + good[0] + "\n").encode(),
            "no known header",
            "未找到已知的表头",
        ),
        Hostile(kind, "1 GB of nothing", _sparse("gigabyte.csv", 1 << 30), "gigabyte.csv", "empty", "空的", heavy=True),
        Hostile(
            kind, "3 GB of nothing", _sparse("huge.csv", 3 << 30), "huge.csv", "larger than any bill", "大于任何账单"
        ),
    ]


def _encodings() -> list[Hostile]:
    kind, text = (
        "encoding",
        wechat([wechat_row(number="1", who="山茶小铺", what="镕𠮷 ￥")]).decode("utf-8-sig").replace("¥", "￥"),
    )
    app = alipay([alipay_row(who="山茶小铺", what="镕")], encoding="utf-8").decode()
    codes = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
    return [
        *(_good(kind, f"a wallet's bill in {code.upper()}", f"{code}.csv", text.encode(code)) for code in codes),
        _good(kind, "a wallet's bill in GBK", "gbk.csv", app.encode("gbk")),
        *(
            _good(kind, f"a bank's bill in {code.upper()}", f"{code}.csv", _GERMAN.encode(code))
            for code in ("cp1252", "latin-1")
        ),
        _one(
            kind,
            "bytes that are no text, in one row",
            "bytes.csv",
            wechat([wechat_row(number="1"), wechat_row(number="2", what="品品")]).replace("品品".encode(), b"\xff\xfe"),
            "no text in",
            "无法按",
            row=11,
        ),
        _one(kind, "UTF-32", "utf-32.csv", text.encode("utf-32"), "no known bill", "无法识别"),
        _one(kind, "UTF-7", "utf-7.csv", text.encode("utf-7"), "no known bill", "无法识别"),
        _one(
            kind,
            "Cyrillic in CP1251",
            "cp1251.csv",
            "Дата;Сумма;Описание\n01.07.2025;-9,99;Камелия\n".encode("cp1251"),
            "no known bill",
            "无法识别",
        ),
    ]


AMOUNTS = (
    "1e5",
    "NaN",
    "inf",
    "12.345",
    "99999999999999999999.00",
    "３０．００",
    "0x1E",
    "1_000",
    "30,00",
    "--30",
    "−30.00",
    "30.00.00",
)
DATES = (
    "2026-02-30 10:00:00",
    "9999-12-31 10:00:00",
    "0000-00-00 00:00:00",
    "2025-13-01 10:00:00",
    "2025-06-01 24:00:00",
    "２０２５-06-01 10:00:00",
    "1e9",
    "-2025-06-01",
)
TEXTS = {
    "a formula": '=HYPERLINK("http://example.com/?"&A1,"x")',
    "a formula behind a plus sign": "+1+cmd|' /C calc'!A0",
    "a formula behind a minus sign": "-2+3+cmd|' /C calc'!A0",
    "a formula behind an at sign": "@SUM(1+1)",
    "HTML that would run": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "the end of a script": "</script><!--",
    "a template": "{{ 7*7 }}{% raw %}",
    "a path": "../../../etc/passwd",
    "a path of Windows": "C:\\Windows\\system32\\cmd.exe",
    "a terminal's escape": "\x1b[31mred\x1b]0;title\x07",
    "marks that turn text around": "abc\u202e\u2066fdp.exe",
    "no width at all": "云\u200b帆\ufeff\u2060",
    "a bell and a backspace": "a\x07\x08\x08b",
}


def _rows() -> list[Hostile]:
    amounts = [
        _one("amount", f"`{amount}`", f"amount-{n}.csv", odd(amount=f'"{amount}"'), "is no amount", "不是金额", row=11)
        for n, amount in enumerate(AMOUNTS)
    ]
    dates = [
        _one("date", f"`{at}`", f"date-{n}.csv", odd(at=at), "is no time", "不是时间", row=11)
        for n, at in enumerate(DATES)
    ]
    read = [
        _good("amount", f"`{amount}`: thirty in other figures", f"figures-{n}.csv", odd(amount=amount))
        for n, amount in enumerate(("３０.００", "٣٠"))
    ]
    serial = _good("date", "`45809.4`: a spreadsheet's own number of a day", "serial.csv", odd(at="45809.4"))
    return [*amounts, *read, *dates, serial]


def _texts() -> list[Hostile]:
    return [_good("text", what, f"text-{n}.csv", called(text, n)) for n, (what, text) in enumerate(TEXTS.items())]


def called(text: str, number: int) -> bytes:
    """Three months of a plan whose seller and product are a text that means harm."""
    cell = '"' + text.replace('"', '""') + '"'
    rows = [
        wechat_row(
            at=f"2025-0{month}-11 09:00:00", who=cell, what=cell, number=f"4300{number:02}{month}", amount="¥11.00"
        )
        for month in (4, 5, 6)
    ]
    return wechat(rows)


def _places() -> list[Hostile]:
    kind = "file"
    return [
        Hostile(
            kind,
            "a folder named like a file",
            lambda f: (f / "folder.csv").mkdir(),
            "folder.csv",
            "is a folder",
            "文件夹",
        ),
        Hostile(kind, "a link to nowhere", _link("gone.csv", "nowhere"), "gone.csv", "cannot be opened", "无法打开"),
        Hostile(kind, "a link to itself", _link("loop.csv", "loop.csv"), "loop.csv", "cannot be opened", "无法打开"),
        Hostile(
            kind,
            "a link to a device without end",
            _link("zero.csv", "/dev/zero"),
            "zero.csv",
            "cannot be opened",
            "无法打开",
        ),
        Hostile(
            kind,
            "a link to the folder it lies in",
            _link("round", "."),
            "round",
            "link to a folder",
            "指向文件夹的链接",
        ),
        Hostile(
            kind,
            "a pipe nobody writes to",
            lambda f: os.mkfifo(f / "pipe.csv"),
            "pipe.csv",
            "cannot be opened",
            "无法打开",
        ),
        _one(kind, "a name that is a terminal's escape", "\x1b[31mred.csv", b"x", "no known bill", "无法识别"),
        _one(kind, "a name that is HTML", "<img src=x onerror=alert(1)>.csv", b"x", "no known bill", "无法识别"),
        _one(kind, "a name that is a formula", "=1+1.csv", b"x", "no known bill", "无法识别"),
        _one(kind, "a name that turns text around", "\u202evsc.exe", b"x", "no known bill", "无法识别"),
        _one(kind, "a name with a line break", "two\nlines.csv", b"x", "no known bill", "无法识别"),
        _one(
            kind,
            "a name that is no text",
            os.fsdecode(b"\xff\xfe.csv"),
            b"x",
            "name is no text",
            "文件名不是有效文字",
            named="\\udcff\\udcfe.csv",
        ),
    ]


def _link(name: str, to: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(to)


def _sparse(name: str, size: int) -> Callable[[Path], None]:
    def put(folder: Path) -> None:
        with (folder / name).open("wb") as out:
            out.truncate(size)

    return put


_EXTERNAL = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" TargetMode="External" '
    'Target="file:/etc/passwd"/></Relationships>'
)
_GERMAN = (
    "Date,Payee,Account number,Transaction type,Payment reference,Amount (EUR)\n2025-07-01,Café Müller,,x,y,-9.99\n"
)
_OLD = (Path(__file__).parent / "golden" / "statements" / "spdb-debit.xls").read_bytes()
_FAR = moved(_OLD, 65_000, 4_000)
_GREEDY = _OLD[:3976] + b"\x80" + _OLD[3977:]
_LOCKED = bytes.fromhex(  # ZipCrypto, password 7
    "504b03040a0009000000b60e775d20303a36120000000600000005001c00612e7478745554090003a79c036ba79c036b75780b00010400"
    "000000040000000017b8e51824cfa274e4cef04fcf2dac6cdbc9504b070820303a361200000006000000504b01021e030a0009000000b6"
    "0e775d20303a361200000006000000050018000000000001000000a48100000000612e7478745554050003a79c036b75780b0001040000"
    "00000400000000504b050600000000010001004b000000610000000000"
)


def table() -> tuple[Hostile, ...]:
    """Every input, by kind."""
    return (
        *_zips(),
        *_xml(),
        *_workbooks(),
        *_csvs(),
        *_encodings(),
        *_rows(),
        *_texts(),
        *_places(),
    )
