"""Charts of days: what the bills cover, and the judged charges on a calendar.

Each takes a computed table and draws exactly that table; nothing is reckoned here.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from audit.reports import canvas, labels
from audit.reports.canvas import ASKED, COVERED, MARKED_DAY
from audit.reports.standings import END_MARKS, draw_dots, in_order, standing
from audit.tables import by_account
from audit.text_width import shortened
from audit.wording import Lang, Words

_COVERED, _CYCLE = ("covered_from_at", "covered_until_at"), ("from_on", "to_on")
_SPANS: dict[str, tuple[tuple[str, str], Words, dict[str, Any]]] = {
    "whole": (_COVERED, Words("covered", "已覆盖"), {"color": COVERED}),
    "partial": (
        _COVERED, Words("covered, but shows no refunds", "已覆盖，但不含退款"),
        {"facecolor": "white", "edgecolor": COVERED, "hatch": "////"},
    ),
    "missing": (
        _CYCLE, Words("cycle not covered", "未覆盖的周期"),
        {"facecolor": "none", "edgecolor": ASKED, "linewidth": 1.8, "linestyle": "--"},
    ),
}  # fmt: skip


def plot_coverage(
    sources: pd.DataFrame, *, watch: pd.DataFrame | None = None, ax: Axes | None = None, lang: Lang = "zh"
) -> Axes:
    """What each bill covers as a bar from its first to its last covered instant, one lane per account.

    A bill that cannot show refunds is hatched; with `watch`, cycles no bill covers are outlined on their lane.
    """
    title = Words("What the bills cover", "账单覆盖的时间")
    spoken_for = by_account(sources)
    known = spoken_for[spoken_for["covered_from_at"].notna() & spoken_for["covered_until_at"].notna()]
    missing = known.iloc[:0] if watch is None else watch[watch["state"] == "not_covered"]
    accounts = sorted({*_accounts(known), *_accounts(missing)})
    if not accounts:
        return canvas.empty(canvas.axes(ax), title, lang)
    ax = canvas.axes(ax, rows=len(accounts))
    partial = known["hides_refunds"]
    for kind, rows in (("whole", known[~partial]), ("partial", known[partial]), ("missing", missing)):
        _spans(ax, kind, rows, accounts, lang)
    canvas.lanes(ax, [shortened(f"{labels.channel(c).to(lang)} {a}") for c, a in accounts])
    canvas.dated(ax)
    canvas.legend(ax)
    return canvas.titled(ax, title, lang)


def plot_calendar(
    findings: pd.DataFrame, *, ends: pd.DataFrame | None = None, ax: Axes | None = None, lang: Lang = "zh"
) -> Axes:
    """Every judged payment on a calendar, a row a month and a column a day; `ends` frames cancellations and ends."""
    title = Words("Calendar of the charges", "扣款日历")
    judged = findings[findings["verdict"] != "mirror"]  # a mirror is no payment of its own
    if judged.empty:
        return canvas.empty(canvas.axes(ax), title, lang)
    marks = {} if ends is None else {c: ends[c].dropna() for c in END_MARKS}
    months = _months([judged["civil_date"], *marks.values()])
    ax = canvas.axes(ax, rows=len(months))
    days = in_order(judged.assign(standing=standing(judged)), "finding_id")
    beside = 0.3 * days.groupby("civil_date").cumcount()  # two charges of one day stand side by side
    days = days.assign(at=days["civil_date"].dt.day + beside, lane=_rows(days["civil_date"], months))
    draw_dots(ax, days, lang, x="at")
    for column, on in marks.items():
        style, words = END_MARKS[column]
        ax.scatter(
            on.dt.day,
            _rows(on, months),
            s=210,
            marker="s",
            facecolors="none",
            edgecolors=MARKED_DAY,
            linestyles=style,
            label=words.to(lang) if len(on) else None,
        )
    canvas.lanes(ax, months)
    ax.set_xticks([1, 5, 10, 15, 20, 25, 31])
    ax.set_xlim(0.3, 32)
    canvas.legend(ax)
    return canvas.titled(ax, title, lang, x=Words("day of the month", "日"))


def _accounts(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(table[["channel", "account_id"]].itertuples(index=False, name=None))


def _spans(ax: Axes, kind: str, rows: pd.DataFrame, accounts: list[tuple[str, str]], lang: Lang) -> None:
    if rows.empty:
        return
    (first, last), words, look = _SPANS[kind]
    start, stop = canvas.day_numbers(rows[first]), canvas.day_numbers(rows[last])
    lane = [accounts.index(key) for key in _accounts(rows)]
    ax.barh(lane, stop - start, left=start, height=0.5, label=words.to(lang), **look)


def _months(dates: list[pd.Series]) -> list[str]:
    """The months to draw: every one between the first and the last, or only those with something in a long history."""
    periods = pd.concat(dates).dropna().dt.to_period("M")
    span = pd.period_range(periods.min(), periods.max(), freq="M")
    return [str(m) for m in (span if len(span) <= 18 else sorted(set(periods)))]


def _rows(on: pd.Series, months: list[str]) -> list[int]:
    return [months.index(m) for m in on.dt.strftime("%Y-%m")]
