"""A table of the flow shown in a notebook: exact amounts, headers and code words in one language."""

from __future__ import annotations

import zlib

import pandas as pd
from pandas.io.formats.style import Styler

from audit.reports.cells import header, money_columns, readable
from audit.wording import Lang

_PLAIN = [
    {"selector": "th, td", "props": "text-align: left; vertical-align: top; padding: .25em .8em"},
    {"selector": "th", "props": "border-bottom: 1px solid #9aa5b1; font-weight: 600"},
]


def show(df: pd.DataFrame, lang: Lang | None = None) -> Styler:
    """The table as a reader sees it, Chinese unless `lang` says "en"; the frame itself is not changed.

    Amounts are printed with their currency from whole minor units, never through a float. Equal tables give equal HTML.
    """
    language: Lang = lang or "zh"
    text = readable(df, language)
    # Styler marks every element with its uuid: taken from the content, so that a notebook's output does not churn.
    uuid = f"{zlib.crc32(text.to_csv().encode()):08x}"
    styler = Styler(text, uuid=uuid, cell_ids=False).format(escape="html").format_index(escape="html", axis=0)
    styler = styler.format_index(escape="html", axis=1).set_table_styles(_PLAIN)
    right = [header(c, df, language) for c in money_columns(df)]
    aligned = {c: [{"selector": "", "props": "text-align: right"}] for c in right if c in text.columns}
    styler = styler.set_table_styles(aligned, overwrite=False)
    return styler if df.index.name or not pd.api.types.is_integer_dtype(df.index.dtype) else styler.hide(axis="index")
