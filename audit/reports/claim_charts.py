"""Charts of money: the claim line by line, and the claim under other assumptions.

Amounts leave the tables as whole minor units and become lengths only on the canvas.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from audit.money import to_decimal, to_print
from audit.reports import canvas
from audit.reports.canvas import ASKED, COST, INK, INTEREST, OWED, REFUNDED
from audit.reports.records import records
from audit.text_width import columns_of, shortened
from audit.wording import Lang, Words

MOST_BARS = 120  # beyond this a chart is no picture any more: the newest lines are drawn; the workbook has them all

_PRINCIPAL, _INTEREST = Words("principal", "本金"), Words("interest", "利息")
_PARTS = (
    ("principal_minor", OWED, _PRINCIPAL),
    ("interest_minor", INTEREST, _INTEREST),
    ("cost_minor", COST, Words("costs", "费用")),
    ("in_question_minor", ASKED, Words("in question", "待核实")),
    ("refunded_minor", REFUNDED, Words("already refunded", "已退款")),
)
_PART_COLUMNS = [column for column, _, _ in _PARTS]


def plot_claim(
    lines: pd.DataFrame, *, findings: pd.DataFrame | None = None, ax: Axes | None = None, lang: Lang = "zh"
) -> Axes:
    """The claim line by line as stacked bars: principal, interest, costs, then what is in question or came back.

    With `findings` each bar is named by its day. Bars are in major units of each line's own currency.
    """
    title = Words("The claim, charge by charge", "逐笔主张")
    shown = lines[lines[_PART_COLUMNS].sum(axis=1) > 0]
    if shown.empty:
        return canvas.empty(canvas.axes(ax), title, lang)
    shown = _named(shown, findings).tail(MOST_BARS).reset_index(drop=True)
    ax = canvas.axes(ax, rows=len(shown))
    reach = pd.Series(0.0, index=shown.index)
    for column, colour, words in _PARTS:
        reach = _stack(ax, _major(shown, column), reach, colour, words.to(lang), hollow=column == "refunded_minor")
    _label_bars(ax, reach, [_amounts(line, lang) for line in records(shown[[*_PART_COLUMNS, "currency"]])])
    return _finished(ax, list(shown["label"]), title, lang, _unit(shown))


def plot_sensitivity(table: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh") -> Axes:
    """The claim under each assumption as a bar of principal and interest; the first row is the claim as made."""
    title = Words("The claim under other assumptions", "换一种假设，主张是多少")
    if table.empty:
        return canvas.empty(canvas.axes(ax), title, lang)
    rows = table.reset_index(drop=True)
    ax = canvas.axes(ax, rows=len(rows))
    reach = pd.Series(0.0, index=rows.index)
    for column, colour, words in _PARTS[:2]:
        reach = _stack(ax, _major(rows, column), reach, colour, words.to(lang))
    ax.axvline(
        _major(rows, "total_minor").iloc[0],
        color=INK,
        linewidth=1,
        linestyle=":",
        label=Words("as claimed", "现主张").to(lang),
    )
    _label_bars(ax, reach, [to_print(m, c) for m, c in zip(rows["total_minor"], rows["currency"], strict=True)])
    names = rows["assumption_zh" if lang == "zh" else "assumption"]
    return _finished(ax, [shortened(n, 44) for n in names], title, lang, _unit(rows))


def _stack(ax: Axes, lengths: pd.Series, left: pd.Series, colour: str, name: str, hollow: bool = False) -> pd.Series:
    """The bars of one part beside those already drawn; a part that is nowhere gets no bars and no name."""
    some = lengths > 0
    if not some.any():
        return left
    look: dict[str, Any] = {"color": "white", "edgecolor": colour, "hatch": "////"} if hollow else {"color": colour}
    ax.barh(lengths.index[some], lengths[some], left=left[some], height=0.6, linewidth=0.8, label=name, **look)
    return left + lengths


def _finished(ax: Axes, names: list[str], title: Words, lang: Lang, unit: Words) -> Axes:
    canvas.lanes(ax, names)
    ax.grid(axis="x", color=canvas.GRID, linewidth=0.8)
    canvas.legend(ax)
    return canvas.titled(ax, title, lang, x=unit)


def _label_bars(ax: Axes, reach: pd.Series, texts: list[str]) -> None:
    """The amounts at the ends of the bars, and an axis long enough to hold them (a column is about 1/90 of it)."""
    longest = 1e-9
    for y, (x, text) in enumerate(zip(reach, texts, strict=True)):
        ax.annotate(
            canvas.drawable(text), (x, y), xytext=(6, 0), textcoords="offset points", va="center",
            fontsize=9, color=INK, fontfamily=canvas.family(),
        )  # fmt: skip
        longest = max(longest, x / (1 - min(0.6, 0.03 + columns_of(text) / 90)))
    ax.set_xlim(0, longest)


def _named(lines: pd.DataFrame, findings: pd.DataFrame | None) -> pd.DataFrame:
    what = lines["what"].where(lines["what"] != "", lines["finding_id"]).map(lambda t: shortened(t, 30))
    if findings is None or findings.empty:
        return lines.assign(label=what)
    days = lines["finding_id"].map(findings.drop_duplicates("finding_id").set_index("finding_id")["civil_date"])
    day = days.dt.strftime("%Y-%m-%d").fillna("")
    return lines.assign(label=(day + " " + what).str.strip())


def _amounts(line: dict[str, object], lang: Lang) -> str:
    """The bar's amounts in words, as the table has them; the claimed ones bare, the others named."""
    currency = str(line["currency"])
    named = [(words.to(lang), int(str(line[column])), n) for n, (column, _, words) in enumerate(_PARTS)]
    claimed = [to_print(minor, currency) for _, minor, n in named if minor and n < 3]
    beside = [f"{name} {to_print(minor, currency)}" for name, minor, n in named if minor and n >= 3]
    return " · ".join([*([" + ".join(claimed)] if claimed else []), *beside])


def _major(table: pd.DataFrame, column: str) -> pd.Series:
    pairs = zip(table[column], table["currency"], strict=True)
    return pd.Series([float(to_decimal(m, c)) for m, c in pairs], index=table.index, dtype="float64")


def _unit(table: pd.DataFrame) -> Words:
    currencies = sorted(set(table["currency"]))
    return Words("CNY (yuan)", "元") if currencies == ["CNY"] else Words(", ".join(currencies), "、".join(currencies))
