"""Charts over time: what the bills cover, and the principal owed from day to day.

Each takes a computed table and draws exactly that table; nothing is reckoned here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from audit.money import to_decimal, to_print
from audit.reports import canvas, labels
from audit.reports.canvas import ASKED, COVERED, GRID, INK, MARKED_DAY, OWED, PALE, REFUNDED
from audit.tables import by_account
from audit.text_width import shortened
from audit.wording import NOTHING, Lang, Words, join

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
_COVERAGE = Words("What the bills cover", "账单覆盖的时间")
_BALANCE = Words("The principal owed from day to day", "尚欠本金的变化")
_OURS, _THEIRS = ("contacted", "demanded", "complained"), ("answered", "refused", "promised", "accepted", "refunded")
_EVENTS: tuple[tuple[tuple[str, ...], str, Words], ...] = (
    (_OURS, "s", Words("contact, demand or complaint", "联系、要求退款或投诉")),
    (_THEIRS, "o", Words("answer to it", "对方答复")),
)
_DEADLINES = ("escalate", "acceptance", "mediation_ends", "dispute", "withdraw", "limitation")
_DEADLINE = Words("deadline", "期限")
_LINES = ("-", "--", "-.", ":")
_AHEAD = pd.Timedelta(days=120)  # deadlines further on would squeeze the balance: the first of them is named instead


def plot_coverage(
    sources: pd.DataFrame, *, watch: pd.DataFrame | None = None, ax: Axes | None = None, lang: Lang = "zh"
) -> Axes:
    """What each bill covers as a bar from its first to its last covered instant, one lane per account.

    A bill that cannot show refunds is hatched; with `watch`, cycles no bill covers are outlined on their lane.
    """
    spoken_for = by_account(sources)
    known = spoken_for[spoken_for["covered_from_at"].notna() & spoken_for["covered_until_at"].notna()]
    missing = known.iloc[:0] if watch is None else watch[watch["state"] == "not_covered"]
    accounts = sorted({*_accounts(known), *_accounts(missing)})
    if not accounts:
        return canvas.empty(canvas.axes(ax), _COVERAGE, lang)
    ax = canvas.axes(ax, rows=len(accounts))
    partial = known["hides_refunds"]
    for kind, rows in (("whole", known[~partial]), ("partial", known[partial]), ("missing", missing)):
        _spans(ax, kind, rows, accounts, lang)
    canvas.lanes(ax, [shortened(f"{labels.channel(c).to(lang)} {a}") for c, a in accounts])
    canvas.dated(ax)
    canvas.legend(ax)
    return canvas.titled(ax, _coverage_told(known, missing, len(accounts)), lang)


def _coverage_told(known: pd.DataFrame, missing: pd.DataFrame, accounts: int) -> Words:
    named = canvas.counted(accounts, "account", "accounts")
    span = NOTHING
    if len(known):
        first, last = known["covered_from_at"].min(), known["covered_until_at"].max() - pd.Timedelta(seconds=1)
        span = Words(f", {first:%Y-%m-%d} – {last:%Y-%m-%d}", f"，{first:%Y-%m-%d} – {last:%Y-%m-%d}")
    cycles = len(missing.drop_duplicates(["channel", "account_id", "from_on"]))
    uncovered = canvas.counted(cycles, "billing cycle", "billing cycles")
    gap = Words(f"; no bill covers {uncovered}", f"；{cycles} 个周期没有账单")
    return join([Words(f"Bills of {named}", f"{accounts} 个账户的账单"), span, gap if cycles else NOTHING], "")


def _accounts(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(table[["channel", "account_id"]].itertuples(index=False, name=None))


def _spans(ax: Axes, kind: str, rows: pd.DataFrame, accounts: list[tuple[str, str]], lang: Lang) -> None:
    if rows.empty:
        return
    (first, last), words, look = _SPANS[kind]
    start, stop = canvas.day_numbers(rows[first]), canvas.day_numbers(rows[last])
    lane = [accounts.index(key) for key in _accounts(rows)]
    ax.barh(lane, stop - start, left=start, height=0.5, label=words.to(lang), **look)


def plot_balance(
    owing: pd.DataFrame,
    *,
    events: pd.DataFrame | None = None,
    steps: pd.DataFrame | None = None,
    as_of: date | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
) -> Axes:
    """The principal owed as steps over time, a line to each currency, refunds as marks where it falls.

    `events` adds what was demanded and answered on its day, `steps` the deadlines; those far off are named, not drawn.
    """
    if owing.empty:
        return canvas.empty(canvas.axes(ax), _BALANCE, lang)
    ax = canvas.axes(ax)
    last = max(filter(pd.notna, (pd.Timestamp(as_of) if as_of else pd.NaT, owing["changed_on"].max())))
    for style, (currency, rows) in zip(_LINES * len(owing), owing.groupby("currency", sort=True), strict=False):
        _draw_steps(ax, rows, str(currency), last, style, lang)
    top = float(ax.dataLim.y1) * 1.32
    ax.set_ylim(0, top)
    if events is not None:
        _draw_events(ax, events, top, lang)
    marks = [] if steps is None else _draw_deadlines(ax, steps, last, lang)
    ax.axvline(last, color=INK, linewidth=1, linestyle=":", label=Words("day of the audit", "计算基准日").to(lang))
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    canvas.dated(ax)
    canvas.legend(ax)
    canvas.titled(ax, _balance_told(owing), lang, y=_owed_in(owing))
    canvas.label_amounts(ax, marks, lane=top)
    return ax


def _draw_steps(ax: Axes, rows: pd.DataFrame, currency: str, last: pd.Timestamp, style: str, lang: Lang) -> None:
    """One currency's balance, level between its changes; several changes of a day count together."""
    ends = rows.groupby("changed_on")["balance_minor"].last()
    heights = [0.0, *(float(to_decimal(minor, currency)) for minor in ends)]
    days = [ends.index[0], *ends.index]
    name = Words(f"principal owed ({currency})", f"尚欠本金（{currency}）").to(lang)
    ax.plot([*days, last], [*heights, heights[-1]], style, color=OWED, linewidth=2, drawstyle="steps-post", label=name)
    back = rows[rows["change"] == "refund"]
    if len(back):
        levels = [float(to_decimal(minor, currency)) for minor in back["balance_minor"]]
        words = Words("refund", "退款").to(lang)
        named = "_" if words in ax.get_legend_handles_labels()[1] else words
        ax.scatter(back["changed_on"], levels, s=40, marker="v", c=REFUNDED, label=named, zorder=4)


def _draw_events(ax: Axes, events: pd.DataFrame, top: float, lang: Lang) -> None:
    for kinds, marker, words in _EVENTS:
        told = events[events["what"].isin(kinds) & events["occurred_at"].notna()]
        if len(told):
            y = [0.93 * top] * len(told)
            ax.vlines(told["occurred_at"], 0, y, colors=MARKED_DAY, linewidth=0.9, linestyles="--", zorder=1)
            ax.scatter(told["occurred_at"], y, s=40, marker=marker, c=MARKED_DAY, label=words.to(lang), zorder=4)


def _draw_deadlines(ax: Axes, steps: pd.DataFrame, last: pd.Timestamp, lang: Lang) -> list[tuple[float, float, str]]:
    """The deadlines up to some months on as marks on the ground line; the names to stand above them."""
    dated = steps[steps["kind"].isin(_DEADLINES) & steps["by_at"].notna()].sort_values("by_at", kind="stable")
    near = dated[dated["by_at"] <= last + _AHEAD].drop_duplicates(["by_at", "kind"])
    if len(near):
        ax.scatter(
            near["by_at"], [0] * len(near), s=46, marker="D", c="white", edgecolors=INK, linewidths=1.3,
            label=_DEADLINE.to(lang), zorder=5, clip_on=False,
        )  # fmt: skip
    far = dated[dated["by_at"] > last + _AHEAD].head(1)
    for kind, by in far[["kind", "by_at"]].itertuples(index=False):
        said = f"{labels.value('step', kind).to(lang)} {by:%Y-%m-%d} →"
        text = ax.text(
            1, 0.98, canvas.drawable(said), ha="right", va="top", transform=ax.transAxes, fontsize=8, color=PALE,
            fontfamily=canvas.family(said),
        )  # fmt: skip
        canvas.outlined(text)
    names = [shortened(labels.value("step", kind).to(lang), 24) for kind in near["kind"]]
    return [(x, 0.0, name) for x, name in zip(canvas.day_numbers(near["by_at"]), names, strict=True)]


def _balance_told(owing: pd.DataFrame) -> Words:
    left = owing.groupby("currency", sort=True)["balance_minor"].last()
    sums = " + ".join(to_print(int(minor), str(currency)) for currency, minor in left.items() if minor) or "0"
    charges, refunds = int(owing["change"].eq("charge").sum()), int(owing["change"].eq("refund").sum())
    en = f"{sums} of principal still owed: {canvas.counted(charges, 'charge', 'charges')}"
    back = Words(f", {canvas.counted(refunds, 'refund', 'refunds')}", f"，{refunds} 笔退款") if refunds else NOTHING
    return Words(en + back.en, f"尚欠本金 {sums}：{charges} 笔扣款{back.zh}")


def _owed_in(owing: pd.DataFrame) -> Words:
    codes = sorted(set(owing["currency"]))
    return Words("yuan", "元") if codes == ["CNY"] else Words(", ".join(codes), "、".join(codes))
