"""A table's cells as a reader sees them: exact amounts, dates without midnights, lists in words, one language."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from audit import tables
from audit.money import to_print, to_text
from audit.reports import labels
from audit.wording import Lang

# The flag that says whether a time was printed, where it is not `has_time`.
_CLOCKS = {f"{x}_at": f"{x}_has_time" for x in ("cancelled", "confirmed", "resubscribed")}
_BETWEEN = {"zh": ("；", ""), "en": ("; ", " ")}  # items of a list, or sentences
_YES_NO = {"zh": ("否", "是"), "en": ("no", "yes")}
_LISTS = {
    c for t in vars(tables).values() if isinstance(t, tables.Table) for c, k in t.columns.items() if k == tables.JSON
}


def readable(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """The table as text under headers of one language; of a sentence and its `_zh` twin only the language's own stays.

    Amounts without a currency beside them stay in minor units, and their header says so. The table is not changed.
    """
    kept = [c for c in table.columns if not _other_language(c, table, lang)]
    return pd.DataFrame(
        {header(c, table, lang): pd.Series(_texts(c, table, lang), index=table.index, dtype="str") for c in kept},
        index=table.index,
    )


def header(name: Any, table: pd.DataFrame, lang: Lang) -> str:
    """The header of one column of the table in one language."""
    bare = str(name).removesuffix("_zh")
    title = labels.column(bare).to(lang)
    if bare.endswith("_minor") and _currency_column(bare, table) is None:
        title += "（最小货币单位）" if lang == "zh" else " (minor units)"
    return title


def money_columns(table: pd.DataFrame) -> list[str]:
    """The columns that hold amounts or counts: what a reader expects at the right edge."""
    return [c for c in table.columns if pd.api.types.is_integer_dtype(table[c].dtype)]


def _other_language(name: Any, table: pd.DataFrame, lang: Lang) -> bool:
    text = str(name)
    if text.endswith("_zh"):
        return lang == "en" and text.removesuffix("_zh") in table.columns
    return lang == "zh" and f"{text}_zh" in table.columns


def _texts(name: Any, table: pd.DataFrame, lang: Lang) -> list[str]:
    values, bare = table[name], str(name).removesuffix("_zh")
    if bare.endswith("_minor"):
        return _amounts(bare, table)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _times(bare, table)
    if pd.api.types.is_bool_dtype(values.dtype):
        return [_YES_NO[lang][bool(v)] for v in values]
    return _each(values, lambda v: text_of(bare, v, lang))


def text_of(name: str, cell: Any, lang: Lang) -> str:
    """One cell of a text column: code words in reader's words, JSON lists as sentences."""
    text = str(cell)
    if name in _LISTS and text.startswith("["):
        try:
            return _unfold(name, json.loads(text), lang)
        except ValueError:  # a caller's own text in a column of that name
            return text
    return labels.value(name, text).to(lang)


def _unfold(name: str, value: Any, lang: Lang) -> str:
    if isinstance(value, list):
        singular = {"channels": "channel"}.get(name, name)
        parts = [_unfold(singular, v, lang) for v in value]
        sentences = all(p.endswith((".", "。")) for p in parts)
        return _BETWEEN[lang][sentences].join(parts)
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if v not in ("", None)}
        if {"file", "row"} >= kept.keys():
            return ":".join(str(v) for v in kept.values())
        twins = {k for k in kept if (f"{k}_zh" in kept if lang == "zh" else k.endswith("_zh") and k[:-3] in kept)}
        pairs = [(k, v) for k, v in kept.items() if k not in twins]
        return " ".join(f"{labels.column(k.removesuffix('_zh')).to(lang)} {_unfold(k, v, lang)}" for k, v in pairs)
    return labels.value(name, str(value)).to(lang)


def _amounts(name: str, table: pd.DataFrame) -> list[str]:
    beside = _currency_column(name, table)
    if beside is None:
        return _each(table[name], lambda v: str(int(v)))
    pairs = zip(table[name], table[beside], strict=True)
    return ["" if pd.isna(v) else (to_print(int(v), c) if c else to_text(int(v))) for v, c in pairs]


def _currency_column(name: str, table: pd.DataFrame) -> str | None:
    wanted = "posted_currency" if name == "posted_minor" else "currency"
    return wanted if wanted in table.columns else None


def _times(name: str, table: pd.DataFrame) -> list[str]:
    values, clock = table[name], _CLOCKS.get(name, "has_time")
    midnight = values == values.dt.normalize()
    bare = (~table[clock].astype(bool) | values.isna()) if clock in table.columns else midnight
    if name.endswith("_on") or name in ("civil_date", "period_start", "period_end"):
        bare = midnight
    days, seconds = values.dt.strftime("%Y-%m-%d"), values.dt.strftime("%Y-%m-%d %H:%M:%S")
    return _each(days.where(bare, seconds), str)


def _each(values: pd.Series, to_words: Callable[[Any], str]) -> list[str]:
    return ["" if pd.isna(v) else to_words(v) for v in values]
