"""What a cell of each column takes, as the rule a spreadsheet program itself applies while a person types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from audit.case import columns
from audit.case.columns import Column
from audit.wording import Lang, Words

LAST_ROW = 500  # rules reach down to here
_ONLY_THESE = ("choice", "yes_no")  # elsewhere a list offers, and other entries are read too
_A_DAY = Words("A date such as 2025-06-10, or 2025-06-10 10:00.", "请填日期，例如 2025-06-10，或 2025-06-10 10:00。")
_A_NUMBER = Words("An amount as a number, such as 30.00.", "请填金额数字，例如 30.00。")
_A_WHOLE = Words("A whole number from {low} to {high}.", "请填 {low} 到 {high} 的整数。")
_A_RATE = Words("Per cent a year as a number: 3.00 means 3.00 %.", "请填年利率数字：3.00 表示 3.00%。")


def rule_of(column: Column, lang: Lang) -> dict[str, Any] | None:
    """The rule of a column; None where any text goes. A breach warns and may be kept: the reader names the cell."""
    if column.choices and column.key != "name":
        return _list([c.words.to(lang) for c in column.choices], column, lang)
    if column.kind == "cancellation":
        return _services(lang)
    make = _RULES.get(column.kind)
    if make is None:
        return None
    limits, words = make(column)
    return limits | {"error_type": "warning", "error_title": column.title.to(lang), "error_message": words.to(lang)}


def _list(values: list[str], column: Column, lang: Lang) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": values,
        "show_error": column.kind in _ONLY_THESE,
        "error_type": "warning",
        "error_title": column.title.to(lang)[:32],
        "error_message": column.help.to(lang)[:250],
    }


def _services(lang: Lang) -> dict[str, Any]:
    """The services as they stand in the first sheet, to choose from."""
    title = columns.sheet("cancellations").title.to(lang)
    return {"validate": "list", "source": f"='{title}'!$A$3:$A${LAST_ROW}", "show_error": False}


def _day(_column: Column) -> tuple[dict[str, Any], Words]:
    return {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}, _A_DAY


def _amount(_column: Column) -> tuple[dict[str, Any], Words]:
    return {"validate": "decimal", "criteria": ">=", "value": 0}, _A_NUMBER


def _rate(_column: Column) -> tuple[dict[str, Any], Words]:
    return {"validate": "decimal", "criteria": "between", "minimum": 0.1, "maximum": 99}, _A_RATE


def _whole(column: Column) -> tuple[dict[str, Any], Words]:
    limits = {"validate": "integer", "criteria": "between", "minimum": column.low, "maximum": column.high}
    return limits, _A_WHOLE.fill(low=column.low, high=column.high)


_RULES: dict[str, Callable[[Column], tuple[dict[str, Any], Words]]] = {
    "moment": _day,
    "date": _day,
    "money": _amount,
    "whole": _whole,
    "percent": _rate,
}
