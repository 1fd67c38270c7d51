"""WeChat Pay bills in their three shapes: CSV to mid 2025, all-text XLSX, XLSX with serial times and numbers.

Totals are gross counts and sums by 收/支, as the real files state them (FORMATS-CN §1, §10).
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from audit.money import to_decimal, to_text
from audit.samples.rows import Bill, Row

HEADER = tuple("交易时间 交易类型 交易对方 商品 收/支 金额(元) 支付方式 当前状态 交易单号 商户单号 备注".split())
_DIRECTIONS = {"out": "支出", "in": "收入", "neutral": "/"}
_CREATED = datetime(2026, 1, 1)
_MARKER = "----------------------微信支付账单明细列表--------------------"
_DELETED = "2. 本明细仅展示当前账单中的交易，不包括已删除的记录"
_NOTHING = "2. 若交易记录明细无有效内容，则代表该时间段内此微信号无交易。"
_BALANCE = "1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易"
_ZONE = "4. 本账单中所有时间均为UTC+08:00时间"


def write_csv_2021(bill: Bill) -> bytes:
    """The CSV of 2018 to 2024: a tab ends each number, quotes round product and remark alone."""
    return _csv(bill, [_line_2021(r) for r in bill.shown()])


def write_csv_2025(bill: Bill) -> bytes:
    """The CSV of 2025: quotes round nearly every cell and the tab after the closing quote."""
    return _csv(bill, [_line_2025(r) for r in bill.shown()])


def write_xlsx_2025(bill: Bill) -> bytes:
    """The first XLSX: header on row 17, every cell text."""
    rows: list[list[object]] = [list(cells(r)) for r in bill.shown()]
    return _xlsx([*preamble(bill, _NOTHING), _MARKER], rows)


def write_xlsx_2026(bill: Bill) -> bytes:
    """The second XLSX: one note more, header on row 18, times as serials, amounts as numbers, empty rows left out."""
    rows = [[r.at, *cells(r)[1:5], to_decimal(r.amount), *cells(r)[6:]] for r in bill.shown()]
    for row in rows:
        row[7] = str(row[7]).replace("￥", "¥")
    lines = preamble(bill, _NOTHING)
    return _xlsx([*lines[:-1], _ZONE, "", _MARKER], rows)


def cells(row: Row) -> tuple[str, ...]:
    """The eleven printed cells of a row, numbers without the tab."""
    return (
        f"{row.at:%Y-%m-%d %H:%M:%S}",
        row.category,
        row.counterparty,
        row.text,
        _DIRECTIONS[row.direction],
        f"¥{to_text(row.amount)}",
        row.method,
        row.status,
        row.number,
        row.merchant_number,
        row.note,
    )


def preamble(bill: Bill, second_note: str = _DELETED) -> list[str]:
    """The lines above the marker, with the totals of what the bill shows."""
    rows = bill.shown()
    stated = []
    for word, direction in (("收入", "in"), ("支出", "out"), ("中性交易", "neutral")):
        own = [r.amount for r in rows if r.direction == direction]
        stated.append(f"{word}：{len(own)}笔 {to_text(sum(own))}元")
    return [
        "微信支付账单明细",
        f"微信昵称：[{bill.account}]",
        f"起始时间：[{bill.from_on} 00:00:00] 终止时间：[{bill.to_on} 23:59:59]",
        f"导出类型：[{bill.filter}]",
        f"导出时间：[{bill.exported_at:%Y-%m-%d %H:%M:%S}]",
        "",
        f"共{len(rows)}笔记录",
        *stated,
        "注：",
        _BALANCE,
        second_note,
        "3. 本明细仅供个人对账使用",
        "",
    ]


def _csv(bill: Bill, lines: list[str]) -> bytes:
    padded = [f"{line}{',' * 8}" for line in [*preamble(bill), _MARKER]]
    return "\r\n".join(["\ufeff" + padded[0], *padded[1:], ",".join(HEADER), *lines, ""]).encode("utf-8")


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _line_2021(row: Row) -> str:
    at, kind, who, text, direction, amount, method, status, number, merchant_number, note = cells(row)
    return ",".join(
        (
            at,
            kind,
            who,
            _quoted(text),
            direction,
            amount,
            method,
            status,
            f"{number}\t",
            f"{merchant_number}\t",
            _quoted(note),
        )
    )


def _line_2025(row: Row) -> str:
    at, kind, who, text, direction, amount, method, status, number, merchant_number, note = cells(row)
    words = map(_quoted, (kind, who, text, direction))
    return ",".join(
        (
            at,
            *words,
            amount,
            _quoted(method),
            _quoted(status),
            f"{_quoted(number)}\t",
            f"{_quoted(merchant_number)}\t",
            _quoted(note),
        )
    )


def _xlsx(lines: list[str], rows: list[list[object]]) -> bytes:
    book, sheet, out = _book()
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    money = book.add_format({"num_format": "¥#,##0.00"})
    for at, line in enumerate(lines):
        if line:  # an empty line has no row element at all
            sheet.write_string(at, 0, line)
    for column, name in enumerate(HEADER):
        sheet.write_string(len(lines), column, name)
    for at, row in enumerate(rows, len(lines) + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(at, column, cell, time)
            elif isinstance(cell, str):
                if cell:
                    sheet.write_string(at, column, cell)
            else:
                sheet.write_number(at, column, cell, money)
    book.close()
    return out.getvalue()


def _book() -> tuple[Any, Any, BytesIO]:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    return book, book.add_worksheet("Sheet1"), out
