"""Bad input: every damaged, cut, strange or hostile file becomes problems in words, and nothing is lost or crashes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statement_bytes import (
    ALIPAY_HEADER,
    WECHAT_HEADER,
    alipay,
    alipay_row,
    sheet_xml,
    web,
    web_row,
    wechat,
    wechat_row,
    workbook,
    zipped,
)

from audit import workbook_parts
from audit.statements import read, sheets
from audit.tables import Bills
from audit.workbook_parts import Bounds

HEADER = WECHAT_HEADER.split(",")
GOOD = [
    "2025-06-01 10:00:00",
    "商户消费",
    "云帆网络",
    "网盘",
    "支出",
    "¥30.00",
    "零钱",
    "支付成功",
    "420001",
    "YF1",
    "/",
]


def bills_of(folder: Path, data: bytes, name: str = "bill.csv") -> Bills:
    (folder / name).write_bytes(data)
    bills = read(folder / name)
    for source in bills.sources.itertuples():
        rows = len(bills.transactions) + bills.problems["row"].notna().sum() + source.ignored
        assert source.rows == rows
    return bills


def reason(bills: Bills) -> str:
    (problem,) = bills.problems.itertuples()
    assert problem.reason_zh
    return str(problem.reason)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xff\xd8\xff\xe0....", "picture"),
        (b"Rar!\x1a\x07\x00", "unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b'{"cells": [], "nbformat": 4}', "notebook"),
        (b"From: service@example.com\r\nMIME-Version: 1.0\r\n", "attachment"),
        (b"a,b,c\n1,2,3\n", "renewal-audit formats"),
        (bytes(range(256)) * 40, "renewal-audit formats"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"}), "office document"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), ".xlsx"),
        (WECHAT_HEADER.replace("收/支,", "").encode(), "columns 收/支 are missing"),
        (ALIPAY_HEADER.replace("金额,收/付款方式", "钱,卡").encode("gb18030"), "columns 金额, 收/付款方式 are missing"),
        (b"Symbol,Shares,Price,Market Value\nABC,3,10.00,30.00\n", "brokerage"),
        ("证券代码,证券名称,成交数量,成交价格\n600000,某某股份,100,9.99\n".encode("gb18030"), "brokerage"),
        (b"18.09.2025;SHOP 0527;18.09.2025;-33,87;EUR;;\n", "no line that names the columns"),
        (b"2025-09-18,SHOP,-33.87\n2025-09-19,SHOP,1.00\n", "no line that names the columns"),
        (b"Rubrieknaam;Datum;Omschrijving;Bedrag\n", "nothing in it proves which way"),
        (b"Rubrieknaam;Datum;Bedrag\n", "a bank's or card's statement, but no known header"),
        ("#支付宝账务明细查询\n#账号：[2088]\n账务流水号,业务流水号\n".encode("gbk"), "Alipay merchant statement"),
    ],
)
def test_file_that_is_no_bill_is_named_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in reason(bills_of(tmp_path, data, "whatever.csv"))


def test_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    (tmp_path / "bill.csv").write_bytes(wechat([wechat_row()]))
    bills = read(tmp_path)
    assert list(bills.problems["file"]) == ["gone.csv"]
    assert len(bills.transactions) == 1


@pytest.mark.parametrize("header", [WECHAT_HEADER, ALIPAY_HEADER])
def test_bill_without_rows_is_read_and_says_nothing(tmp_path: Path, header: str) -> None:
    bills = bills_of(tmp_path, (header + "\n").encode())
    assert (len(bills.sources), len(bills.transactions), len(bills.problems)) == (1, 0, 0)


def test_header_at_the_end_of_a_file_without_line_end(tmp_path: Path) -> None:
    assert len(bills_of(tmp_path, WECHAT_HEADER.encode()).sources) == 1


@given(cut=st.integers(min_value=1, max_value=600))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("make", ["wechat", "alipay"])
def test_truncated_bill_keeps_every_whole_row(tmp_path: Path, make: str, cut: int) -> None:
    rows = 6
    if make == "wechat":
        whole = wechat([wechat_row(number=f"42000{i}") for i in range(rows)])
        line = len(wechat_row(number="420000").encode()) + 2
    else:
        whole = alipay([alipay_row(number=f"20250{i}") for i in range(rows)])
        line = len(alipay_row(number="202500").encode("gb18030")) + 1
    cut = min(cut, rows * line)
    bills = bills_of(tmp_path, whole[:-cut])
    kept = rows - -(-(cut - 1) // line) if cut > 1 else rows
    assert len(bills.transactions) >= kept
    assert len(bills.transactions) + len(bills.problems) <= rows


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_saved_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    text = wechat([wechat_row(), wechat_row(number="4200002", what="𠮷野家 😀")]).decode("utf-8-sig")
    bills = bills_of(tmp_path, text.replace("¥", "￥").encode(encoding))
    assert list(bills.transactions["description"]) == ["云帆网盘会员自动续费", "𠮷野家 😀"]
    assert bills.problems.empty


def test_unicode_text_separated_by_tabs(tmp_path: Path) -> None:
    text = "\r\n".join(["\t".join(HEADER), "\t".join(GOOD)])
    bills = bills_of(tmp_path, text.encode("utf-16"), "bill.txt")
    assert list(bills.transactions["amount_minor"]) == [3000]


@pytest.mark.parametrize("make", [wechat, alipay])
def test_bytes_that_are_no_text_spoil_only_their_row(tmp_path: Path, make: object) -> None:
    row = wechat_row if make is wechat else alipay_row
    data = make([row(number=f"4200{i}", what=f"品{i}号") for i in range(3)])  # type: ignore[operator]
    mark = "品1".encode("utf-8" if make is wechat else "gb18030")
    bills = bills_of(tmp_path, data.replace(mark, b"\xff\xff1"))
    assert len(bills.transactions) == 2
    assert "no text" in reason(bills)
    assert list(bills.problems["row"]) == [11]


def test_missing_quote_spoils_only_its_row(tmp_path: Path) -> None:
    rows = [wechat_row(what='"网盘"', number=f"42000{i}") for i in range(5)]
    rows[2] = wechat_row(what='"网盘, 大', number="420002")
    bills = bills_of(tmp_path, wechat(rows))
    assert list(bills.transactions["row"]) == [10, 11, 13, 14]
    assert list(bills.problems["row"]) == [12]
    assert "12 cells where the header has 11" in reason(bills)


def test_missing_quote_that_changes_no_cell_loses_nothing(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, wechat([wechat_row(what='"网盘', number="1"), wechat_row(what='"云"', number="2")]))
    assert list(bills.transactions["description"]) == ['"网盘', "云"]


def test_quote_never_closed_does_not_join_two_payments(tmp_path: Path) -> None:
    cut = '2025-06-02 10:00:00,"商户消'
    whole = wechat_row(kind='"商户消费"', number="420002")
    bills = bills_of(tmp_path, wechat([cut, whole]))
    assert list(bills.transactions["row"]) == [11]
    assert list(bills.transactions["occurred_at"].astype(str)) == ["2025-06-01 10:00:00"]
    assert list(bills.problems["row"]) == [10]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('"门店, 大杯"', "门店, 大杯"),
        ('"他说""好"""', '他说"好"'),
        ('"{"id":1,"名":"茶"}"', '{"id":1,"名":"茶"}'),
        ('5寸"蛋糕"', '5寸"蛋糕"'),
        ('"第一行\n第二行"', "第一行\n第二行"),
        ('"=HYPERLINK(""http://example.com"")"', '=HYPERLINK("http://example.com")'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("&middot;", "&middot;"),
    ],
)
def test_product_text_of_any_kind(tmp_path: Path, cell: str, shown: str) -> None:
    bills = bills_of(tmp_path, wechat([wechat_row(what=cell, number="1"), wechat_row(number="2")]))
    assert list(bills.transactions["description"]) == [shown, "云帆网盘会员自动续费"]
    assert list(bills.transactions["row"]) == [10, 11]
    assert bills.problems.empty


@pytest.mark.parametrize("text", ['"网盘\n:61:2506010601D1,00NMSCNONREF"', "<OFX><STMTRS><STMTTRN>", "<?xml?><OFX>"])
def test_text_of_another_format_in_a_cell_leaves_the_bill_what_it_is(tmp_path: Path, text: str) -> None:
    bills = bills_of(tmp_path, wechat([wechat_row(number="1"), wechat_row(what=text, number="2")]))
    assert list(bills.transactions["reference"]) == ["1", "2"]
    assert bills.problems.empty


def test_tab_after_the_closing_quote(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, wechat([wechat_row(what='"网盘"\t', number='"4200000001"')]))
    assert list(bills.transactions["reference"]) == ["4200000001"]
    assert list(bills.transactions["description"]) == ["网盘"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"at": "2025-02-30 10:00:00"}, "is no time"),
        ({"at": "昨天"}, "is no time"),
        ({"at": ""}, "is no time"),
        ({"at": "2025-06-01 25:00:00"}, "is no time"),
        ({"amount": "¥30.005"}, "is no amount"),
        ({"amount": "三十元"}, "is no amount"),
        ({"amount": "-30.00"}, "is no amount"),
        ({"amount": ""}, "is no amount"),
        ({"amount": "¥" + "9" * 30 + ".00"}, "is no amount"),
        ({"at": "1025-06-01 10:00:00"}, "is no time"),
        ({"amount": "1E3"}, "is no amount"),
        ({"flow": "花掉"}, "says neither"),
        ({"flow": ""}, "says neither"),
        ({"status": "已退款(￥三元)"}, "is no refunded amount"),
    ],
)
def test_row_that_cannot_be_understood_is_a_problem_with_its_record(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    bad = wechat_row(**change)
    bills = bills_of(tmp_path, wechat([wechat_row(number="1"), bad, wechat_row(number="3")]))
    assert list(bills.transactions["row"]) == [10, 12]
    assert words in reason(bills)
    (problem,) = bills.problems.itertuples()
    assert (problem.row, problem.raw.replace("\t", "")) == (11, bad.replace("\t", ""))


def test_column_of_good_times_with_one_impossible_year(tmp_path: Path) -> None:
    rows = [wechat_row(number="1"), wechat_row(at="9999-06-01 10:00:00", number="2")]
    assert "is no time" in reason(bills_of(tmp_path, wechat(rows)))


def test_giant_cell_spoils_only_its_row(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, wechat([wechat_row(what='"' + "大" * 200_000 + '",x', number="1"), wechat_row()]))
    assert list(bills.transactions["row"]) == [11]
    (problem,) = bills.problems.itertuples()
    assert len(problem.raw) <= 2000


def test_pipe_among_the_files_does_not_make_it_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "cannot be opened" in reason(read(tmp_path))


def test_line_without_end(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, wechat([wechat_row(), "x" * 5_000_000]))
    assert (len(bills.transactions), len(bills.problems)) == (1, 1)


def test_many_unclosed_quotes_take_no_time_to_speak_of(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, wechat(['2025-06-01 10:00:00,"' + str(i) for i in range(5000)]))
    assert len(bills.problems) == 5000


def test_footer_that_is_followed_by_rows_loses_none(tmp_path: Path) -> None:
    data = web([web_row(number="1"), "-" * 60, web_row(number="2"), web_row(number="3")])
    bills = bills_of(tmp_path, data)
    assert list(bills.transactions["row"]) == [6, 8, 9]
    assert list(bills.sources["ignored"]) == [1]


def test_blank_lines_count_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, wechat([wechat_row(number="1"), "", ",,,,,,,,,,", wechat_row(number="2"), ""]))
    assert list(bills.transactions["row"]) == [10, 13]
    assert list(bills.sources["rows"]) == [2]


# --- workbooks


def test_workbook_named_csv_and_text_named_xlsx(tmp_path: Path) -> None:
    assert len(bills_of(tmp_path, workbook(sheet_xml([HEADER, GOOD])), "a.csv").transactions) == 1
    assert len(bills_of(tmp_path, wechat([wechat_row()]), "b.xlsx").transactions) == 1


def test_rows_missing_from_the_file_still_count(tmp_path: Path) -> None:
    bills = bills_of(tmp_path, workbook(sheet_xml([[], [], HEADER, [], GOOD, [], [], GOOD])), "a.xlsx")
    assert list(bills.transactions["row"]) == [5, 8]


def test_numbers_times_and_spoilt_ids_of_a_saved_workbook(tmp_path: Path) -> None:
    row = [45809.416666666664, *GOOD[1:5], 1234.5, *GOOD[6:8], 4.2e27, 123456789012345.0, "/"]
    found = bills_of(tmp_path, workbook(sheet_xml([HEADER, row])), "a.xlsx").transactions.iloc[0]
    assert str(found["occurred_at"]) == "2025-06-01 10:00:00"
    assert (found["amount_minor"], found["reference"], found["merchant_reference"]) == (
        123450,
        "4.2E+27",
        "123456789012345",
    )


def test_amount_with_a_third_decimal_in_a_workbook_is_a_problem(tmp_path: Path) -> None:
    row = [*GOOD[:5], 30.005, *GOOD[6:]]
    assert "is no amount" in reason(bills_of(tmp_path, workbook(sheet_xml([HEADER, row])), "a.xlsx"))


def test_second_bill_in_a_workbook_is_not_lost_in_silence(tmp_path: Path) -> None:
    other = [*GOOD[:8], "420002", "YF2", "/"]
    book = workbook(sheet_xml([HEADER, GOOD]), sheet_xml([HEADER, other]))
    assert "表2" in reason(bills_of(tmp_path, book, "a.xlsx"))


def test_copy_of_the_bill_on_another_sheet_is_no_second_bill(tmp_path: Path) -> None:
    book = workbook(sheet_xml([["copy"], HEADER, GOOD]), sheet_xml([HEADER, GOOD]))
    bills = bills_of(tmp_path, book, "a.xlsx")
    assert (len(bills.transactions), len(bills.problems)) == (1, 0)


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (workbook(sheet_xml([HEADER, GOOD], prolog=LAUGHS)), "XML entities"),
        (workbook(sheet_xml([HEADER, GOOD]), more={"xl/sharedStrings.xml": LAUGHS + "<sst/>"}), "XML entities"),
        (workbook('<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></worksheet>'), "far right"),
        (workbook('<worksheet><sheetData><row r="1048576"><c r="A1048576"/></row></sheetData></worksheet>'), "far"),
        (workbook(sheet_xml([HEADER, ["x" * 400_000]])), "a cell with a text longer"),
        (workbook(sheet_xml([HEADER, GOOD]))[:-100], "damaged"),
        (workbook("<worksheet><sheetData><row"), "no known bill"),
        (workbook(sheet_xml([HEADER, GOOD]), more={"xl/workbook.xml": "<workbook"}), "no known bill"),
        (workbook(sheet_xml([HEADER, GOOD]), more={"xl/workbook.xml": "nothing at all"}), "no known bill"),
    ],
)
def test_hostile_or_broken_workbook_is_refused_in_words(tmp_path: Path, book: bytes, words: str) -> None:
    bills = bills_of(tmp_path, book, "a.xlsx")
    assert bills.transactions.empty
    assert words in reason(bills) or "damaged" in reason(bills)


def test_workbook_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "BOUNDS", Bounds(parts=1 << 20))
    book = workbook(sheet_xml([HEADER, GOOD]), more={"xl/media/big.xml": " " * (2 << 20)})
    assert "far larger" in reason(bills_of(tmp_path, book, "a.xlsx"))


def test_shared_text_repeated_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "_MOST_TEXT", 1 << 20)
    shared = "<sst><si><t>" + "大" * 30_000 + "</t></si></sst>"
    cells = "".join(f'<c r="{chr(65 + i)}1" t="s"><v>0</v></c>' for i in range(20))
    book = workbook(
        f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>',
        more={"xl/sharedStrings.xml": shared},
    )
    assert "far larger" in reason(bills_of(tmp_path, book, "a.xlsx"))


@given(data=st.binary(max_size=400))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_at_all_make_it_crash(tmp_path: Path, data: bytes) -> None:
    prefix = (b"", b"PK\x03\x04", wechat([]))[len(data) % 3]
    bills_of(tmp_path, prefix + data, "a.csv")


@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_change_to_a_bill_makes_it_crash_or_lose_a_row(tmp_path: Path, data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from(
            [
                wechat([wechat_row(what='"网盘, 大"', number=f"42000{i}") for i in range(4)]),
                alipay([alipay_row(number=f"20250{i}") for i in range(4)]),
                web([web_row(number=f"20250{i}") for i in range(4)]),
                workbook(sheet_xml([HEADER, GOOD, GOOD])),
                zipped({"a.csv": wechat([wechat_row()])}),
            ]
        )
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 30))
    new = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b"\n", b"\r", b"\x00", b",", b"\t"])))
    bills_of(tmp_path, whole[:at] + new + whole[at + length :], "x.csv")
