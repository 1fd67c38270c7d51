"""The person's own record as a file: `case.xlsx` in English or Chinese, or `cancellations.csv` alone.

Headers and values are those DESIGN §5 promises to read; written here by hand, not by the module that reads them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Literal

import xlsxwriter

Cell = str | int | Decimal | date | datetime
Sheets = Mapping[str, Sequence[Mapping[str, Cell]]]
Style = Literal["en", "zh", "csv-utf8", "csv-gb18030"]
FILE_NAMES = {"en": "case.xlsx", "zh": "case.xlsx", "csv-utf8": "cancellations.csv", "csv-gb18030": "cancellations.csv"}

CHINESE = {
    "service": "服务",
    "cancelled_at": "取消时间",
    "confirmed_at": "确认时间",
    "account": "账户",
    "channel": "渠道",
    "beneficiary": "受益账号",
    "terms": "生效方式",
    "fault": "责任",
    "service_end": "服务终止日",
    "trial_days": "试用天数",
    "next_renewal_shown": "页面显示的下次续费日",
    "billing_day": "扣费日",
    "interval": "周期",
    "billing": "计费方式",
    "path": "取消途径",
    "proof": "凭证等级",
    "evidence": "证据文件",
    "resubscribed_at": "重新订阅时间",
    "opened_at": "开通时间",
    "plan_shown": "页面名称",
    "autorenew_state": "自动续费状态",
    "rights_until": "权益到期日",
    "notice_text": "弹窗原文",
    "merchant_name": "商家全称",
    "credit_code": "统一社会信用代码",
    "merchant_address": "地址",
    "note": "备注",
}
_CHINESE_VALUES = {
    "terms": {"period_end": "周期结束", "immediate": "立即", "rescinded": "解除", "trial": "试用"},
    "fault": {"merchant": "商家", "agreed": "协商", "consumer": "本人"},
    "interval": {
        "month": "月",
        "quarter": "季",
        "half_year": "半年",
        "year": "年",
        "week": "周",
        "30 days": "30天",
        "31 days": "31天",
    },
    "billing": {"advance": "预付", "arrears": "后付"},
    "resubscribed_at": {"no": "否"},
}


def write_case_file(sheets: Sheets, style: Style) -> bytes:
    """The case in one style; a CSV holds the cancellations alone, so a case with other sheets must be a workbook."""
    if style in ("en", "zh"):
        return _workbook(sheets, style == "zh")
    extra = sorted(name for name, rows in sheets.items() if rows and name != "cancellations")
    if extra:
        raise ValueError(f"a CSV case cannot hold {', '.join(extra)}")
    return _csv(sheets["cancellations"], "utf-8-sig" if style == "csv-utf8" else "gb18030", style == "csv-gb18030")


def _workbook(sheets: Sheets, chinese: bool) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})
    bold = book.add_format({"bold": True})
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 40, 20)
        sheet.set_row(0, None, bold)
        sheet.freeze_panes(1, 0)
        for at, line in enumerate(_lines(rows, chinese and name == "cancellations")):
            for column, cell in enumerate(line):
                if isinstance(cell, date) and not chinese:
                    sheet.write_datetime(at, column, cell, moment if isinstance(cell, datetime) else day)
                elif isinstance(cell, int | Decimal):
                    sheet.write_number(at, column, cell)
                elif cell != "":
                    sheet.write_string(at, column, _text(cell))
    book.close()
    return out.getvalue()


def _csv(rows: Sequence[Mapping[str, Cell]], encoding: str, chinese: bool) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_text(c) for c in line] for line in _lines(rows, chinese))
    return out.getvalue().encode(encoding)


def _lines(rows: Sequence[Mapping[str, Cell]], chinese: bool) -> list[list[Cell]]:
    columns = list(dict.fromkeys(c for row in rows for c in row))
    header: list[Cell] = [CHINESE[c] if chinese else c for c in columns]
    return [header, *([_value(c, row.get(c, ""), chinese) for c in columns] for row in rows)]


def _value(column: str, cell: Cell, chinese: bool) -> Cell:
    return _CHINESE_VALUES.get(column, {}).get(str(cell), cell) if chinese else cell


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else str(cell)
