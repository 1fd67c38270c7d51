"""Charts of all plans: how their debits fit the billing day, and what each was paid month by month.

Each takes a computed table and draws exactly that table; nothing is reckoned here.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from audit.money import to_print
from audit.reports import canvas
from audit.reports.canvas import ASKED, GRID, INK, MARKED_DAY, OWED
from audit.reports.history_chart import MOST_LANES, plan_names
from audit.reports.records import records
from audit.reports.standings import END_MARKS, STANDINGS, in_order, standing, standings
from audit.text_width import shortened
from audit.wording import NOTHING, Lang, Words, join

MOST_MONTHS = 24  # beyond this the cells hold no amount any more: the newest months are drawn

_SERIES = ("#2f5d8c", "#c2371f", "#3e8e75", "#8a5fa8", "#b8741a", "#4f8fbf", "#a34b6e", "#6b7d2a")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
_OTHERS = ("#9aa5b1", ".", Words("other plans", "其余订阅"))
_FIT = Words("Debits against the billing day", "实际扣款日与扣费日之差")
_CALENDAR = Words("Calendar of the subscriptions", "订阅日历")
# How a month's cell is framed, by the gravest standing in it: edge, line, ground.
_FRAMES: dict[str, tuple[str, str, str]] = {
    "due": ("#c3ccd6", "-", "#f2f5f8"), "owed": (OWED, "-", "#fbeae6"), "asked": (ASKED, "--", "#fdf3d7"),
}  # fmt: skip
_NAMED = [
    "subscription_id",
    "payment_id",
    "service",
    "counterparty",
    "beneficiary",
    "account_id",
    "channel",
    "civil_date",
]
_FITTED = [*_NAMED, "off_days", "on_lattice"]
_PRICED = [*_NAMED, "amount_minor", "currency"]
_GRAVEST = {"due": 0, "asked": 1, "owed": 2}


def plot_fit(marked: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "zh") -> Axes:
    """How many days each payment lies from its billing day; hollow dots do not fit the plan's billing days."""
    fitted = marked[_FITTED]  # payments are wide: every filter of the whole table would copy all of it
    fitted = in_order(fitted[fitted["off_days"].notna()], "payment_id")
    plans = fitted[fitted["subscription_id"] != ""].iloc[::-1].drop_duplicates("subscription_id")
    if plans.empty:
        return canvas.empty(canvas.axes(ax), _FIT, lang)
    printed = [shortened(n) for n in plan_names(plans, plans["channel"])]
    names = dict(zip(plans["subscription_id"], printed, strict=True))
    ax = canvas.axes(ax)
    ax.axhline(0, color=INK, linewidth=1, zorder=1)
    for (key, name), colour, marker in zip(names.items(), _SERIES, _MARKERS, strict=False):
        _offsets(ax, fitted[fitted["subscription_id"] == key], colour, marker, name)
    rest = list(names)[len(_SERIES) :]
    if rest:
        _offsets(ax, fitted[fitted["subscription_id"].isin(rest)], *_OTHERS[:2], _OTHERS[2].to(lang))
    ax.set_ylim(min(int(fitted["off_days"].min()), -3) - 1, max(int(fitted["off_days"].max()), 5) + 1)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y", color=GRID, linewidth=0.8)
    canvas.dated(ax)
    canvas.legend(ax)
    shown = fitted[fitted["subscription_id"] != ""]
    return canvas.titled(ax, _fit_told(shown), lang, y=Words("days late (+) or early (−)", "晚（+）或早（−）的天数"))


def _fit_told(fitted: pd.DataFrame) -> Words:
    off = fitted["off_days"].astype("int64")
    exact, odd = int(off.eq(0).sum()), int((~fitted["on_lattice"]).sum())
    most = int(off[fitted["on_lattice"]].abs().max()) if fitted["on_lattice"].any() else 0
    en = f"{exact} of {canvas.counted(len(off), 'payment', 'payments')} on the billing day"
    zh = f"{len(off):,} 笔扣款中 {exact:,} 笔正是扣费日"
    if most:
        en, zh = f"{en}, the rest within {canvas.counted(most, 'day', 'days')}", f"{zh}，其余相差不超过 {most} 天"
    tail = f"; {odd} off the cycle", f"；{odd} 笔与周期不符"
    return Words(en + tail[0] * bool(odd), zh + tail[1] * bool(odd))


def _offsets(ax: Axes, part: pd.DataFrame, colour: str, marker: str, name: str) -> None:
    faces = [colour if fits else "white" for fits in part["on_lattice"]]
    ax.scatter(
        part["civil_date"], part["off_days"].astype("int64"), s=38, c=faces, edgecolors=colour, linewidths=1.4,
        marker=marker, label=canvas.drawable(name), zorder=3,
    )  # fmt: skip


def plot_calendar(
    charges: pd.DataFrame,
    *,
    findings: pd.DataFrame | None = None,
    ends: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
) -> Axes:
    """What each plan was paid month by month, as amounts in cells; ▲ and ▼ where an amount went up or down.

    `charges` are marked payments (with `findings` for what the audit says of them), or findings themselves; `ends`
    draws the days of cancellation and service end into their months.
    """
    drawn = _of_plans(charges, findings)
    if drawn.empty:
        return canvas.empty(canvas.axes(ax), _CALENDAR, lang)
    months = [str(m) for m in pd.period_range(*_span(drawn, ends), freq="M")][-MOST_MONTHS:]
    drawn = drawn[drawn["month"].isin(months)]
    plans = drawn.drop_duplicates("subscription_id", keep="last").iloc[::-1][:MOST_LANES]
    ax = canvas.axes(ax, rows=len(plans))
    lane = {key: y for y, key in enumerate(plans["subscription_id"])}
    cells = drawn[drawn["subscription_id"].isin(set(lane))]
    placed = cells.assign(x=cells["month"].map(months.index), y=cells["subscription_id"].map(lane))
    held = dict(list(placed.groupby(["x", "y"], sort=True)))
    _draw_cells(ax, held, lang)
    _calendar_ends(ax, ends, lane, months, lang)
    canvas.lanes(ax, [shortened(n) for n in plan_names(plans, plans["channel"])])
    every = max(1, -(-len(months) // 12))
    ax.set_xticks(range(0, len(months), every), months[::every])
    ax.set_xlim(-0.6, len(months) - 0.4)
    canvas.legend(ax)
    canvas.titled(ax, _calendar_told(cells, len(plans), len(months)), lang)
    _write_amounts(ax, held)
    return ax


def _of_plans(charges: pd.DataFrame, findings: pd.DataFrame | None) -> pd.DataFrame:
    """The charges of plans by day with their month, standing, and the step from the plan's price before."""
    of_plans = charges[charges["subscription_id"] != ""]
    if "verdict" in of_plans:
        of_plans = of_plans[of_plans["verdict"] != "mirror"]  # a mirror is no payment of its own
        said = standing(of_plans)
        of_plans = of_plans.assign(service=of_plans["description"], beneficiary="")
    else:
        said = standings(of_plans["payment_id"], findings)
    drawn = in_order(of_plans[_PRICED].assign(standing=said), "payment_id")
    before = drawn.groupby(["subscription_id", "currency"])["amount_minor"].shift()
    step = (drawn["amount_minor"] - before.fillna(drawn["amount_minor"])).astype("int64")
    return drawn.assign(month=drawn["civil_date"].dt.strftime("%Y-%m"), step=step)


def _span(drawn: pd.DataFrame, ends: pd.DataFrame | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    marks = [] if ends is None else [ends[c].dropna() for c in END_MARKS]
    days = pd.concat([drawn["civil_date"], *marks])
    return days.min(), days.max()


def _draw_cells(ax: Axes, held: dict[Any, pd.DataFrame], lang: Lang) -> None:
    """A cell for each plan and month, framed by the gravest thing the audit says of its charges."""
    gravest = {place: max(of["standing"], key=_GRAVEST.__getitem__) for place, of in held.items()}
    for kind, (edge, line, ground) in _FRAMES.items():
        places = [place for place in held if gravest[place] == kind]
        if places:
            x, y = zip(*places, strict=True)
            look: dict[str, Any] = {"facecolor": ground, "edgecolor": edge, "linestyle": line, "zorder": 1}
            width = 0.8 if kind == "due" else 1.6
            bottom = [place - 0.36 for place in y]
            ax.bar(x, 0.72, 0.92, bottom, linewidth=width, label=STANDINGS[kind][2].to(lang), **look)


def _write_amounts(ax: Axes, held: dict[Any, pd.DataFrame]) -> None:
    """The amounts in the cells, each as large as its cell allows."""
    for (x, y), of in held.items():
        lines = _in_cell(of)
        size = canvas.size_within(ax, lines, 0.86, most=7 if len(lines) == 1 else 6.5)
        drawn = ax.text(
            x, y, "\n".join(lines).replace("$", r"\$"), ha="center", va="center", fontsize=size, color=INK,
            fontfamily=canvas.family(*lines), linespacing=1.0, zorder=4,
        )  # fmt: skip
        canvas.outlined(drawn)


def _in_cell(held: pd.DataFrame) -> list[str]:
    """The amounts of a cell without their zero cents: equal ones counted, at most two lines."""
    printed = [
        _sign(r["step"]) + to_print(r["amount_minor"], r["currency"]).removesuffix(".00")
        for r in records(held[["step", "amount_minor", "currency"]])
    ]
    if len(set(printed)) == 1:
        return [f"{len(printed)}×", printed[0]] if len(printed) > 1 else printed
    return printed if len(printed) < 3 else [printed[0], f"+{len(printed) - 1}"]


def _sign(step: int) -> str:
    return "▲" if step > 0 else "▼" if step < 0 else ""


def _calendar_ends(ax: Axes, ends: pd.DataFrame | None, lane: dict[str, int], months: list[str], lang: Lang) -> None:
    if ends is None:
        return
    of = ends[ends["subscription_id"].isin(set(lane))]
    for column, (style, words) in END_MARKS.items():
        on = of[column].dropna()
        on = on[on.dt.strftime("%Y-%m").isin(months)]
        if on.empty:
            continue
        x = [months.index(f"{d:%Y-%m}") - 0.5 + (d.day - 1) / d.days_in_month for d in on]
        y = of.loc[on.index, "subscription_id"].map(lane)
        look: dict[str, Any] = {"colors": MARKED_DAY, "linestyles": style, "linewidth": 1.6, "zorder": 3}
        ax.vlines(x, y - 0.47, y - 0.2, label=words.to(lang), **look)  # above and below the amounts, never through
        ax.vlines(x, y + 0.2, y + 0.47, **look)


def _calendar_told(cells: pd.DataFrame, plans: int, months: int) -> Words:
    steps = cells[cells["step"] != 0]
    en = ", ".join([
        canvas.counted(plans, "subscription", "subscriptions"), canvas.counted(months, "month", "months"),
        canvas.counted(len(cells), "payment", "payments"),
    ])  # fmt: skip
    zh = f"{plans} 项订阅、{months} 个月、{len(cells):,} 笔扣款"
    told = _steps_told(steps)
    return Words(f"{en}: {told.en}", f"{zh}：{told.zh}")


def _steps_told(steps: pd.DataFrame) -> Words:
    if steps.empty:
        return Words("no amount changed", "金额没有变动")
    up, down = int((steps["step"] > 0).sum()), int((steps["step"] < 0).sum())
    rose = Words(f"{canvas.counted(up, 'amount', 'amounts')} rose ▲", f"{up} 次金额上升 ▲") if up else NOTHING
    fell = Words(f"{canvas.counted(down, 'amount', 'amounts')} fell ▼", f"{down} 次金额下降 ▼") if down else NOTHING
    return join([rose, fell], ", ", "，")
