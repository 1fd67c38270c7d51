"""A table of the flow as a file: CSV, XLSX or Parquet, amounts exact, nothing that a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from audit.errors import OutputError, UsageError
from audit.money import exponent
from audit.reports.evidence import plain_text
from audit.whole import put_file
from audit.wording import Words

MOST_SHEET_ROWS = 1_048_575
_RISKY = r"^[=+\-@\t\r]"  # what a spreadsheet program takes for the start of a formula


_NEVER_PRINTED = ("utc_offset",)  # our own facts, not words of a bill: `+08:00` is no formula


def write_table(table: pd.DataFrame, path: Path, name: str) -> None:
    """The table in the kind of file its name asks for, whole or not at all."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise UsageError(_SUFFIX.fill(path=path))
    if path.suffix.lower() == ".xlsx" and len(table) > MOST_SHEET_ROWS:
        raise UsageError(_TOO_LONG.fill(path=path, count=len(table)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put_file(path, write(with_amounts(table), name))
    except OSError as fault:
        raise OutputError(_FAILED.fill(path=path, fault=fault.strerror)) from fault


def with_amounts(table: pd.DataFrame) -> pd.DataFrame:
    """The table with an exact decimal text beside every column of minor units: `amount` beside `amount_minor`."""
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        columns[column] = table[column]
        if column.endswith("_minor"):
            beside = "posted_currency" if column == "posted_minor" else "currency"
            columns[column.removesuffix("_minor")] = _decimals(table[column], table[beside])
    return pd.DataFrame(columns, index=table.index)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 CSV with the mark by which spreadsheet programs know it."""
    return _csv(with_amounts(table), "")


def _decimals(minor: pd.Series, currency: pd.Series) -> pd.Series:
    """Minor units as decimal text, by currency; "" where there is no amount."""
    text = pd.Series("", index=minor.index, dtype="str")
    for code in sorted(currency.unique()):
        places = exponent(code)
        units = minor[(currency == code) & minor.notna()].astype("int64")
        digits = units.astype("str").str.zfill(places + 1)
        text.loc[units.index] = digits.str[:-places] + "." + digits.str[-places:] if places else digits
    return text


def _csv(table: pd.DataFrame, _name: str) -> bytes:
    safe = {c: table[c].mask(table[c].str.match(_RISKY), "'" + table[c]) for c in _texts(table)}
    text: str = table.assign(**safe).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _parquet(table: pd.DataFrame, _name: str) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _xlsx(table: pd.DataFrame, name: str) -> bytes:
    from datetime import datetime

    import xlsxwriter

    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime(2025, 1, 1)})
        tab, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True, "bottom": 1})
        tab.freeze_panes(1, 0)
        tab.set_column(0, len(table.columns) - 1, 18)
        for index, column in enumerate(table.columns):
            tab.write_string(0, index, column, bold)
        numbers = {i for i, c in enumerate(table.columns) if pd.api.types.is_integer_dtype(table[c].dtype)}
        for row, cells in enumerate(_printed(table).itertuples(index=False), start=1):
            for index, cell in enumerate(cells):
                _write_cell(tab, row, index, cell, index in numbers)
    return buffer.getvalue()


def _write_cell(tab: Any, row: int, index: int, cell: str, is_number: bool) -> None:
    if is_number and cell:
        tab.write_number(row, index, int(cell))
    elif cell:
        tab.write_string(row, index, plain_text(cell)[:32_767])


def _printed(table: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text, blank where there is no value."""
    return table.astype("str").mask(table.isna(), "")


def _texts(table: pd.DataFrame) -> list[str]:
    return [c for c in table.columns if str(table[c].dtype) == "str" and c not in _NEVER_PRINTED]


_WRITERS: dict[str, Callable[[pd.DataFrame, str], bytes]] = {".csv": _csv, ".xlsx": _xlsx, ".parquet": _parquet}
_SUFFIX = Words("{path}: name the file .csv, .xlsx or .parquet", "{path}：文件名应以 .csv、.xlsx 或 .parquet 结尾")
_TOO_LONG = Words(
    "{path}: {count} rows are more than a sheet holds; write .csv or .parquet",
    "{path}：{count} 行超出工作表上限，请改写 .csv 或 .parquet",
)
_FAILED = Words("{path}: cannot be written ({fault})", "{path}：无法写入（{fault}）")
