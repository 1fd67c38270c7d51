"""A table of the flow shown in a notebook: exact amounts, headers and code words in one language."""

from __future__ import annotations

import zlib

import pandas as pd
from pandas.io.formats.style import Styler

from audit.reports.cells import header, money_columns, readable
from audit.text_width import columns_of
from audit.wording import Lang, Words

_PLAIN = [
    {"selector": "th, td", "props": "text-align: left; vertical-align: top; padding: .25em .7em"},
    {"selector": "th", "props": "border-bottom: 1px solid #9aa5b1; font-weight: 600"},
    # Long file names and sentences break, so that a table fits beside its notebook's margin.
    {"selector": "td", "props": "max-width: 36em; min-width: 2.5em; overflow-wrap: anywhere; white-space: normal"},
    {
        "selector": "caption",
        "props": "caption-side: bottom; text-align: left; font-style: italic; white-space: nowrap; padding: .25em .7em",
    },
]
_ROOM = "min-width: 9em"  # beside many columns of numbers a name is not squeezed to a letter a line
_ONE_LINE = "white-space: nowrap"
_SHORT = 12  # columns of a text that is never broken: an id, a currency, a status
_NO_ROWS = Words("nothing of the kind in this case", "本案没有这样的内容")


def show(df: pd.DataFrame, lang: Lang | None = None) -> Styler:
    """The table as a reader sees it, Chinese unless `lang` says "en"; the frame itself is not changed.

    An empty one says so in words. Amounts are printed with their currency from whole minor units, never through a
    float. Equal tables give equal HTML.
    """
    language: Lang = lang or "zh"
    text = readable(df, language)
    # Styler marks every element with its uuid: taken from the content, so that a notebook's output does not churn.
    uuid = f"{zlib.crc32(text.to_csv().encode()):08x}"
    styler = Styler(text, uuid=uuid, cell_ids=False).format(escape="html").format_index(escape="html", axis=0)
    styler = styler.format_index(escape="html", axis=1).set_table_styles(_PLAIN)
    if df.empty:
        styler = styler.set_caption(_NO_ROWS.to(language))
    styler = styler.set_table_styles(_columns(df, text, language), overwrite=False)
    return styler if df.index.name or not pd.api.types.is_integer_dtype(df.index.dtype) else styler.hide(axis="index")


def _columns(df: pd.DataFrame, text: pd.DataFrame, lang: Lang) -> dict[str, list[dict[str, str]]]:
    """Amounts and counts stand at the right; they, dates, ids and short words stay on one line, others have room."""
    right = {header(c, df, lang) for c in money_columns(df)}
    dates = {header(c, df, lang) for c in df.columns if pd.api.types.is_datetime64_any_dtype(df[c].dtype)}
    short = {c for c in text.columns if all(columns_of(cell) <= _SHORT for cell in text[c])}
    looks = {c: _ONE_LINE + ("; text-align: right" if c in right else "") for c in text if c in right | dates | short}
    return {c: [{"selector": "", "props": looks.get(c, _ROOM)}] for c in text}
