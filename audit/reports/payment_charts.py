"""Charts of payments: when each plan was paid, and how its debits fit the billing day.

Each takes a computed table and draws exactly that table; nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from audit.money import to_print
from audit.reports import canvas
from audit.reports.canvas import GRID, INK, MARKED_DAY
from audit.reports.standings import END_MARKS, draw_dots, in_order, standings
from audit.text_width import shortened
from audit.wording import Lang, Words

MOST_LANES = 60  # beyond this a chart is no picture any more: the plans last paid are drawn; the workbook has them all

_SERIES = ("#2f5d8c", "#c2371f", "#3e8e75", "#8a5fa8", "#b8741a", "#4f8fbf", "#a34b6e", "#6b7d2a")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
_OTHERS = ("#9aa5b1", ".", Words("other plans", "其余订阅"))


def plot_history(
    marked: pd.DataFrame,
    *,
    ends: pd.DataFrame | None = None,
    findings: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
) -> Axes:
    """Every payment of every subscription as a dot on its own lane; `ends` adds the day cancelled and the service end.

    With `findings` the dots are coloured by what the audit says of them, and what is owed or asked shows its amount.
    """
    title = Words("Payments of each subscription", "各项订阅的扣款")
    names = _plans(marked, first=() if ends is None else ends["subscription_id"])[:MOST_LANES]
    if names.empty:
        return canvas.empty(canvas.axes(ax), title, lang)
    ax = canvas.axes(ax, rows=len(names))
    lane = {key: y for y, key in enumerate(names.index)}
    paid = in_order(marked[marked["subscription_id"].isin(names.index)], "payment_id")
    paid = paid.assign(lane=paid["subscription_id"].map(lane), standing=standings(paid["payment_id"], findings))
    draw_dots(ax, paid, lang)
    span = max(paid["civil_date"].max() - paid["civil_date"].min(), pd.Timedelta(days=30))
    for key, y in lane.items():
        _label_amounts(ax, paid[(paid["lane"] == y) & paid["standing"].isin(["owed", "asked"])], span)
        if ends is not None:
            _mark_ends(ax, ends[ends["subscription_id"] == key], y, lang)
    canvas.lanes(ax, list(names))
    canvas.dated(ax)
    canvas.legend(ax)
    return canvas.titled(ax, title, lang)


def plot_fit(marked: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh") -> Axes:
    """How many days each payment lies from its billing day; hollow dots do not fit the plan's billing days."""
    title = Words("Debits against the billing day", "实际扣款日与扣费日之差")
    fitted = in_order(marked[marked["off_days"].notna()], "payment_id")
    names = _plans(fitted)
    if names.empty:
        return canvas.empty(canvas.axes(ax), title, lang)
    ax = canvas.axes(ax)
    ax.axhline(0, color=INK, linewidth=1, zorder=1)
    for (key, name), colour, marker in zip(names.items(), _SERIES, _MARKERS, strict=False):
        _offsets(ax, fitted[fitted["subscription_id"] == key], colour, marker, name)
    rest = names.index[len(_SERIES) :]
    if len(rest):
        _offsets(ax, fitted[fitted["subscription_id"].isin(rest)], *_OTHERS[:2], _OTHERS[2].to(lang))
    ax.set_ylim(min(int(fitted["off_days"].min()), -3) - 1, max(int(fitted["off_days"].max()), 5) + 1)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    canvas.dated(ax)
    canvas.legend(ax)
    return canvas.titled(ax, title, lang, y=Words("days late (+) or early (−)", "晚（+）或早（−）的天数"))


def _plans(marked: pd.DataFrame, first: Iterable[str] = ()) -> pd.Series:
    """The plans' printed names by subscription: those in `first`, then by their last payment, the newest first.

    Equal names are told apart by the account they are for, or by the account that paid.
    """
    paid = in_order(marked[marked["subscription_id"] != ""], "payment_id").iloc[::-1]
    paid = paid.drop_duplicates("subscription_id")
    paid = paid.sort_values("subscription_id", key=lambda ids: ~ids.isin(set(first)), kind="stable")
    name = paid["service"].where(paid["service"] != "", paid["counterparty"])
    account = paid["beneficiary"].where(paid["beneficiary"] != "", paid["account_id"])
    name = name.where(~name.duplicated(keep=False), name + " · " + account)
    return pd.Series([shortened(n) for n in name], index=paid["subscription_id"], dtype="str")


def _label_amounts(ax: Axes, rows: pd.DataFrame, span: pd.Timedelta) -> None:
    """Amounts above the dots of one lane, as many as there is room for: never one over another."""
    free_from = pd.Timestamp.min
    for on, y, minor, currency in rows[["civil_date", "lane", "amount_minor", "currency"]].itertuples(index=False):
        text = to_print(minor, currency)
        if on < free_from:
            continue
        free_from = on + span * (len(text) / 95)  # the plot is about 95 small digits wide
        drawn = ax.annotate(
            canvas.drawable(text), (on, y), xytext=(0, 6), textcoords="offset points",
            ha="center", fontsize=7.5, color=INK, fontfamily=canvas.family(), zorder=4,
        )  # fmt: skip
        canvas.outlined(drawn)


def _mark_ends(ax: Axes, ends: pd.DataFrame, y: int, lang: Lang) -> None:
    named = set(ax.get_legend_handles_labels()[1])
    for column, (style, words) in END_MARKS.items():
        on = ends[column].dropna()
        if len(on):
            label = "_" if words.to(lang) in named else words.to(lang)
            ax.vlines(on, y - 0.42, y + 0.42, colors=MARKED_DAY, linestyles=style, linewidth=1.6, label=label, zorder=2)


def _offsets(ax: Axes, part: pd.DataFrame, colour: str, marker: str, name: str) -> None:
    faces = [colour if fits else "white" for fits in part["on_lattice"]]
    ax.scatter(
        part["civil_date"], part["off_days"].astype("int64"), s=38, c=faces, edgecolors=colour, linewidths=1.4,
        marker=marker, label=canvas.drawable(name), zorder=3,
    )  # fmt: skip
