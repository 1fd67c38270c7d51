"""A new case file: every sheet with its headers, comments, lists and types, pre-filled with what the bills show."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from audit.case import columns
from audit.case.columns import Column, Sheet
from audit.case.grids import column_letters
from audit.case.prefill import Cells
from audit.case.typing_rules import LAST_ROW, rule_of
from audit.text_width import columns_of
from audit.wording import Lang

MADE_ON = datetime(2025, 1, 1)  # a fixed date, so that equal content is equal bytes
DAY, MOMENT, TEXT, MONEY = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@", "0.00"
NUMBER_FORMATS = {
    "moment": MOMENT,
    "resubscribed": MOMENT,
    "date": DAY,
    "money": MONEY,
    "whole": "0",
    "percent": "0.00##",
    "answer": "General",
}
GUIDE_WIDTH = 100
FONT = "Microsoft YaHei"
_HEADER = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"}
_MAIN = {**_HEADER, "bg_color": "#1F4E79", "font_color": "#FFFFFF"}
_OPTIONAL = {**_HEADER, "bg_color": "#E7E6E6", "font_color": "#404040"}
_EXAMPLE = {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2", "text_wrap": True, "valign": "top"}
_ASKED = {"bg_color": "#FFF2CC", "border": 1, "border_color": "#D6B656"}
_HELPER = {"font_color": "#595959", "text_wrap": True, "valign": "top"}


def new_workbook(rows: Mapping[str, Sequence[Cells]], lang: Lang, extra: Sequence[str] = ()) -> bytes:
    """The bytes of a new case file; `rows` by sheet key, `extra` headers of the user's own after the first sheet's."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "renewal-audit case", "created": MADE_ON})
        _write_guide(book, lang)
        for sheet in columns.sheets():
            tab = _write_sheet(
                book, sheet, rows.get(sheet.key, ()), lang, extra if sheet.key == "cancellations" else ()
            )
            if sheet.key == "cancellations":
                tab.activate()
    return buffer.getvalue()


def option_rows(lang: Lang) -> list[Cells]:
    """The switches as the law file has them, each with what it means; a yes to statutory damages affirms a text."""
    standing = {"day_count": "365", "refund_allocation": "principal_first", "count_last_day": "no"}
    made: list[Cells] = [
        {"name": "statutory_damages", "value": "no", "explanation": columns.statutory_condition().to(lang)}
    ]
    for name, words in columns.option_texts().items():
        made.append({"name": name, "value": standing.get(name, ""), "explanation": words.to(lang)})
    return made


def in_words(column: Column, value: str, lang: Lang) -> str:
    """A code in the sheet's language; any other text as it is."""
    return next((c.words.to(lang) for c in column.choices if c.code == value), value)


def _write_guide(book: Workbook, lang: Lang) -> None:
    title, lines = columns.guide()
    tab = book.add_worksheet(title.to(lang))
    heading = book.add_format({"bold": True, "font_size": 12, "font_color": "#1F4E79"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    tab.set_column(0, 0, GUIDE_WIDTH)
    tab.set_paper(9)
    tab.set_landscape()
    tab.fit_to_pages(1, 0)
    tab.hide_gridlines(2)
    for row, line in enumerate(lines):
        is_heading = not line.zh.endswith("。")
        words = line.to(lang)
        tab.write_string(row, 0, words, heading if is_heading else body)
        tab.set_row(row, 26 if is_heading else 17 * (1 + columns_of(words) // GUIDE_WIDTH))


def _write_sheet(book: Workbook, sheet: Sheet, rows: Sequence[Cells], lang: Lang, extra: Sequence[str]) -> Worksheet:
    tab = book.add_worksheet(sheet.title.to(lang))
    tab.set_row(0, 32)
    tab.freeze_panes(1, 1)
    tab.set_landscape()
    tab.set_paper(9)
    _set_pages(tab, sheet)
    for index, column in enumerate(sheet.columns):
        _write_column(book, tab, index, column, lang)
    _colour_what_waits(book, tab, sheet, lang)
    for index, header in enumerate(extra, start=len(sheet.columns)):
        tab.write_string(0, index, header, book.add_format(_OPTIONAL))
    has_example = any(c.example.en for c in sheet.columns)
    if has_example:
        example = book.add_format(_EXAMPLE)
        for index, column in enumerate(sheet.columns):
            tab.write_string(1, index, column.example.to(lang), example)
    for row, cells in enumerate(rows, start=2 if has_example else 1):
        _write_row(book, tab, row, sheet, cells, lang, extra)
    return tab


def _write_column(book: Workbook, tab: Worksheet, index: int, column: Column, lang: Lang) -> None:
    tab.set_column(index, index, column.width, book.add_format(_body(column)))
    tab.write_string(0, index, column.title.to(lang), book.add_format(_MAIN if column.main else _OPTIONAL))
    help = column.help.to(lang)
    height = max(0.8, columns_of(help) / 120)
    tab.write_comment(0, index, help, {"x_scale": 2, "y_scale": height, "font_size": 9, "author": ""})
    if rule := rule_of(column, lang):
        tab.data_validation(1, index, LAST_ROW, index, rule)


def _colour_what_waits(book: Workbook, tab: Worksheet, sheet: Sheet, lang: Lang) -> None:
    """A cell that waits for the user is yellow until it is filled in."""
    places = {c.key: column_letters(i) for i, c in enumerate(sheet.columns)}
    for index, column in enumerate(sheet.columns):
        if column.asked:
            after = [f'${places[c.key]}2=""' for c in sheet.columns if c.asked_if == column.key]
            waits = ",".join([f'${column_letters(0)}2<>""', *after])
        elif column.asked_if:
            other = next(c for c in sheet.columns if c.key == column.asked_if)
            waits = f'${places[other.key]}2="{in_words(other, "yes", lang)}"'
        else:
            continue
        rule = {
            "type": "formula",
            "criteria": f'=AND({waits},${places[column.key]}2="")',
            "format": book.add_format(_ASKED),
        }
        tab.conditional_format(1, index, LAST_ROW, index, rule)


def _set_pages(tab: Worksheet, sheet: Sheet) -> None:
    """On paper the columns most people need stand on the first page, the optional ones after it."""
    main = sum(c.main for c in sheet.columns)
    tab.repeat_rows(0)
    if len(sheet.columns) - main < 3:
        tab.fit_to_pages(1, 0)
    else:
        tab.set_print_scale(58)
        tab.repeat_columns(0)
        tab.set_v_pagebreaks([main])


def _body(column: Column) -> dict[str, Any]:
    if column.kind == "helper":
        return _HELPER
    return {"num_format": NUMBER_FORMATS.get(column.kind, TEXT), "text_wrap": True, "valign": "top"}


def _write_row(
    book: Workbook, tab: Worksheet, row: int, sheet: Sheet, cells: Cells, lang: Lang, extra: Sequence[str]
) -> None:
    lines = 1
    for index, column in enumerate(sheet.columns):
        value = cells.get(column.key)
        style: Format = book.add_format(_body(column))
        if isinstance(value, datetime):
            tab.write_datetime(row, index, value, style)
        elif value:
            words = in_words(column, value, lang)
            tab.write_string(row, index, words, style)
            lines = max(lines, 1 + columns_of(words) // column.width)
    tab.set_row(row, 16 * min(lines, 12))
    for index, header in enumerate(extra, start=len(sheet.columns)):
        tab.write_string(row, index, str(cells.get(header, "")))
