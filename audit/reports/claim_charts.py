"""Charts of money: the claim as a waterfall, and the claim under other assumptions.

Amounts leave the tables as whole minor units and become lengths only on the canvas.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from audit.money import to_decimal, to_print
from audit.reports import canvas
from audit.reports.canvas import ASKED, COST, INK, INTEREST, OWED, PALE, REFUNDED
from audit.reports.records import records
from audit.text_width import columns_of, shortened
from audit.wording import NOTHING, Lang, Words, join

MOST_BARS = 120  # beyond this a chart is no picture any more: the newest lines are drawn; the workbook has them all

_PRINCIPAL, _INTEREST = Words("principal", "本金"), Words("interest", "利息")
# Each part's column, colour, hatch and name: told apart without colour, too. The first three are what is claimed.
_PARTS = (
    ("principal_minor", OWED, "", _PRINCIPAL),
    ("interest_minor", INTEREST, "....", _INTEREST),
    ("cost_minor", COST, "\\\\\\\\", Words("costs", "费用")),
    ("in_question_minor", ASKED, "xxxx", Words("in question", "待核实")),
    ("refunded_minor", REFUNDED, "////", Words("already refunded", "已退款")),
)
_HOLLOW = ("....", "xxxx", "////")  # drawn as hatches in their colour on white
_PART_COLUMNS = [column for column, _, _, _ in _PARTS]
_OTHERWISE = Words("The claim under other assumptions", "换一种假设，主张是多少")
_UNMOVED = Words("{now} claimed, the same under every assumption", "现主张 {now}，各种假设下相同")
_BETWEEN = Words(
    "{now} claimed; {least} to {most} under these assumptions", "现主张 {now}；按各种假设为 {least} 至 {most}"
)
_NO_CLAIM = Words("The claim, charge by charge", "逐笔主张")
_TOTAL = Words("claimed in all", "主张合计")
_PART = Words("{part} {sum}", "{part} {sum}")
_CLAIMED = Words("{sum} claimed = {parts}", "应退 {sum} = {parts}")
_NONE_CLAIMED = Words("Nothing claimed", "没有计入主张的款项")
_BESIDE = Words(", {sum} in question", "，另有 {sum} 待核实")


def plot_claim(
    lines: pd.DataFrame, *, findings: pd.DataFrame | None = None, ax: Axes | None = None, lang: Lang = "zh"
) -> Axes:
    """The claim as a waterfall: every line begins where the one before ended, and the last bar is the total.

    Principal, interest and costs add up; what came back or is in question hangs on its line and adds nothing. Each
    currency has a waterfall of its own. With `findings` each bar is named by its day.
    """
    shown = lines[lines[_PART_COLUMNS].sum(axis=1) > 0]
    if shown.empty:
        return canvas.empty(canvas.axes(ax), _NO_CLAIM, lang)
    shown = _named(shown, findings).tail(MOST_BARS).sort_values("currency", key=_by_lines(shown), kind="stable")
    bars = _waterfall(shown.reset_index(drop=True), _TOTAL.to(lang))
    ax = canvas.axes(ax, rows=len(bars))
    reach = bars["start"]
    for column, colour, hatch, words in _PARTS:
        reach = _stack(ax, _major(bars, column), reach, colour, words.to(lang), hatch)
    _join(ax, bars)
    _label_bars(ax, reach, [_amounts(bar, lang) for bar in records(bars[[*_PART_COLUMNS, "currency", "is_total"]])])
    totals = bars[bars["is_total"]]
    return _finished(ax, list(bars["label"]), _claim_told(totals), lang, _unit(shown))


def _by_lines(lines: pd.DataFrame) -> Any:
    """The key that puts the currency of most lines first, ties by their code."""
    counted = lines["currency"].value_counts()
    order = {code: place for place, code in enumerate(sorted(counted.index, key=lambda c: (-counted[c], c)))}
    return lambda codes: codes.map(order)


def _waterfall(lines: pd.DataFrame, total: str) -> pd.DataFrame:
    """The lines with where each bar starts, and after those of each currency its total."""
    parts = []
    for currency, own in lines.groupby("currency", sort=False):
        counted = own[_PART_COLUMNS[:3]].sum(axis=1)
        starts = [float(to_decimal(int(minor), str(currency))) for minor in counted.cumsum() - counted]
        sums = {column: int(own[column].sum()) for column in _PART_COLUMNS[:3]} | dict.fromkeys(_PART_COLUMNS[3:], 0)
        facts = {"currency": currency, "label": total, "start": 0.0, "asked": int(own["in_question_minor"].sum())}
        last = pd.DataFrame([{**sums, **facts, "is_total": True}])
        parts += [own[[*_PART_COLUMNS, "currency", "label"]].assign(start=starts, asked=0, is_total=False), last]
    return pd.concat(parts, ignore_index=True)


def _join(ax: Axes, bars: pd.DataFrame) -> None:
    """Thin lines from the end of one bar down to the start of the next of its currency."""
    reach = bars["start"] + sum(_major(bars, column) for column in _PART_COLUMNS[:3])
    below = [y for y in bars.index[1:] if not bars["is_total"][y - 1]]
    x, top, bottom = reach[[y - 1 for y in below]], [y - 0.7 for y in below], [y - 0.3 for y in below]
    ax.vlines(x, top, bottom, colors=PALE, linewidth=0.8)


def _claim_told(totals: pd.DataFrame) -> Words:
    """The sum of each currency and what it is made of."""
    return join([_sum_told(total) for total in records(totals)], "; ", "；")


def _sum_told(total: dict[str, Any]) -> Words:
    made = [(total[column], words) for column, _, _, words in _PARTS[:3] if total[column]]
    claimed = to_print(sum(minor for minor, _ in made), total["currency"])
    parts = join([_PART.fill(part=w, sum=to_print(m, total["currency"])) for m, w in made], " + ", " + ")
    asked = total["asked"]
    beside = _BESIDE.fill(sum=to_print(asked, total["currency"])) if asked else NOTHING
    said = _CLAIMED.fill(sum=claimed, parts=parts) if made else _NONE_CLAIMED
    return join([said, beside], "", "")


def plot_sensitivity(table: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh") -> Axes:
    """The claim under each assumption as a bar of principal and interest; the first row is the claim as made."""
    if table.empty:
        return canvas.empty(canvas.axes(ax), _OTHERWISE, lang)
    rows = table.reset_index(drop=True)
    ax = canvas.axes(ax, rows=len(rows))
    reach = pd.Series(0.0, index=rows.index)
    for column, colour, hatch, words in _PARTS[:3]:
        part = rows.rename(columns={"costs_minor": "cost_minor"})
        if column in part:
            reach = _stack(ax, _major(part, column), reach, colour, words.to(lang), hatch)
    ax.axvline(
        _major(rows, "total_minor").iloc[0],
        color=INK,
        linewidth=1,
        linestyle=":",
        label=Words("as claimed", "现主张").to(lang),
    )
    _label_bars(ax, reach, [to_print(m, c) for m, c in zip(rows["total_minor"], rows["currency"], strict=True)])
    names = rows["assumption_zh" if lang == "zh" else "assumption"]
    return _finished(ax, [shortened(n, 44) for n in names], _sensitivity_told(rows), lang, _unit(rows))


def _sensitivity_told(rows: pd.DataFrame) -> Words:
    """The claim as made, and between which sums it lies under the other assumptions; by its first currency."""
    code = rows["currency"].iloc[0]
    sums = rows.loc[rows["currency"] == code, "total_minor"]
    least, most, now = (to_print(int(m), code) for m in (sums.min(), sums.max(), sums.iloc[0]))
    if least == most:
        return _UNMOVED.fill(now=now)
    return _BETWEEN.fill(now=now, least=least, most=most)


def _stack(ax: Axes, lengths: pd.Series, left: pd.Series, colour: str, name: str, hatch: str) -> pd.Series:
    """The bars of one part beside those already drawn; a part that is nowhere gets no bars and no name."""
    some = lengths > 0
    if not some.any():
        return left
    face, edge = ("white", colour) if hatch in _HOLLOW else (colour, "white")
    look: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "hatch": hatch, "linewidth": 0.8}
    ax.barh(lengths.index[some], lengths[some], left=left[some], height=0.6, label=name, **look)
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
            fontsize=9, color=INK, fontfamily=canvas.family(text),
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
    named = [(words.to(lang), int(str(line[column])), n) for n, (column, _, _, words) in enumerate(_PARTS)]
    if line["is_total"]:
        return to_print(sum(minor for _, minor, n in named if n < 3), currency)
    claimed = [to_print(minor, currency) for _, minor, n in named if minor and n < 3]
    beside = [f"{name} {to_print(minor, currency)}" for name, minor, n in named if minor and n >= 3]
    return " · ".join([*([" + ".join(claimed)] if claimed else []), *beside])


def _major(table: pd.DataFrame, column: str) -> pd.Series:
    pairs = zip(table[column], table["currency"], strict=True)
    return pd.Series([float(to_decimal(m, c)) for m, c in pairs], index=table.index, dtype="float64")


def _unit(table: pd.DataFrame) -> Words:
    currencies = sorted(set(table["currency"]))
    return Words("CNY (yuan)", "元") if currencies == ["CNY"] else Words(", ".join(currencies), "、".join(currencies))
