"""The chart of one history: when each plan was paid over which rail, what came back, when it was cancelled and ended.

It takes computed tables and draws exactly those; nothing is reckoned here but where things stand on the canvas.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from audit.money import to_print
from audit.reports import canvas, labels
from audit.reports.canvas import MARKED_DAY, REFUNDED
from audit.reports.records import records
from audit.reports.standings import END_MARKS, counts, draw_dots, in_order, standings
from audit.tables import REFUNDS, by_account
from audit.text_width import columns_of, shortened
from audit.wording import NOTHING, Lang, Words, join

MOST_LANES = 60  # beyond this a chart is no picture any more: the plans last paid are drawn; the workbook has them all
_LANE = ["subscription_id", "channel", "account_id"]
DRAWN = [*_LANE, "payment_id", "service", "counterparty", "beneficiary", "civil_date", "amount_minor", "currency",
          "period_start", "period_end"]  # fmt: skip
_NONE = Words("Payments of each subscription", "各项订阅的扣款")
_PERIOD = Words("period paid for", "已付周期")
_UNSEEN = Words("no bill covers this time", "没有账单覆盖")
_BACK, _MAYBE = Words("refund", "退款"), Words("refund, perhaps of this charge", "退款（是否对应待核实）")
_SPAN = Words("{first} – {last}", "{first} – {last}")
_ONLY = Words(" (the {shown} lanes last paid of {all})", "（只画最近扣款的 {shown} 行，共 {all} 行）")


def plot_history(
    marked: pd.DataFrame,
    *,
    ends: pd.DataFrame | None = None,
    findings: pd.DataFrame | None = None,
    refunds: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
) -> Axes:
    """Every payment of every subscription as a dot, one lane to each rail, over the bar of the period it paid for.

    `findings` gives the dots what the audit says of them, and what is owed or asked its amount; `ends` adds the days
    of cancellation, confirmation and service end, `refunds` arrows back to their charges, `sources` hatches the time
    no bill covers.
    """
    marked = marked[DRAWN]  # payments are wide: every filter of the whole table would copy all of it
    every = _lanes(marked, () if ends is None else ends["subscription_id"], lang)
    lanes = every.head(MOST_LANES)
    if lanes.empty:
        return canvas.empty(canvas.axes(ax), _NONE, lang)
    ax = canvas.axes(ax, rows=len(lanes))
    ax.use_sticky_edges = False  # bars would take the margin from the dots at the first and last day
    paid = in_order(marked.merge(lanes, on=_LANE, how="inner"), "payment_id")
    paid = paid.assign(standing=standings(paid["payment_id"], findings))
    back = _refunds(paid, REFUNDS.empty() if refunds is None else refunds)
    _draw_periods(ax, paid, lang)
    draw_dots(ax, paid, lang)
    _draw_refunds(ax, back, lang)
    if ends is not None:
        _draw_ends(ax, lanes, ends, lang)
    if sources is not None:
        _hatch_unseen(ax, lanes, sources, paid["civil_date"], lang)
    canvas.lanes(ax, list(lanes["name"]))
    canvas.dated(ax)
    canvas.legend(ax)
    canvas.titled(ax, _title(paid, len(back), findings is not None, len(lanes), len(every)), lang)
    _label(ax, paid[paid["standing"].isin(["owed", "asked"])], back)
    return ax


def _title(paid: pd.DataFrame, back: int, is_judged: bool, shown: int, every: int) -> Words:
    plans, payments = paid["subscription_id"].nunique(), canvas.counted(len(paid), "payment", "payments")
    said = Words(f"{payments} of {plans} subscriptions", f"{plans} 项订阅的 {len(paid):,} 笔扣款")
    if plans == 1:
        name = shortened(plan_names(paid.iloc[-1:], [""])[0], 40)
        said = Words(f"{name}, {payments}", f"{name}，{len(paid):,} 笔扣款")
    refunds = Words(canvas.counted(back, "refund", "refunds"), f"{back} 笔退款") if back else NOTHING
    first, last = paid["civil_date"].min(), paid["civil_date"].max()
    span = _SPAN.fill(first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")
    told = join([counts(paid["standing"]) if is_judged else span, refunds], "; ", "；")
    only = _ONLY.fill(shown=shown, all=every) if shown < every else NOTHING
    return Words(f"{said.en}: {told.en}{only.en}", f"{said.zh}：{told.zh}{only.zh}")


def _lanes(marked: pd.DataFrame, first: Iterable[str], lang: Lang) -> pd.DataFrame:
    """One lane to each plan and rail: plans in `first` lead, then those last paid; `lane` and `name` beside the keys.

    A lone plan's lanes are named by their rails; of several plans each by its own name, and by the rail where it has
    more than one. Equal names are told apart by the account they are for, or by the account that paid.
    """
    paid = in_order(marked[marked["subscription_id"] != ""], "payment_id").iloc[::-1].drop_duplicates(_LANE)
    order = {key: place for place, key in enumerate(paid["subscription_id"].drop_duplicates())}
    leads = paid["subscription_id"].isin(set(first))
    paid = paid.assign(_after=~leads, _place=paid["subscription_id"].map(order))
    paid = paid.sort_values(["_after", "_place"], kind="stable")
    rails = [labels.channel(c).to(lang) for c in paid["channel"]]
    names = _rail_names(paid, rails) if len(order) == 1 else plan_names(paid, rails)
    return paid[_LANE].assign(lane=range(len(paid)), name=[shortened(n, 32) for n in names])


def _rail_names(paid: pd.DataFrame, rails: list[str]) -> list[str]:
    each = zip(rails, paid["account_id"], paid["service"], strict=True)
    return [f"{rail} {account}".strip() or service for rail, account, service in each]


def plan_names(paid: pd.DataFrame, rails: Iterable[str]) -> list[str]:
    """The printed name of each row's plan, with what tells it from another of that name."""
    name = paid["service"].where(paid["service"] != "", paid["counterparty"])
    plans = paid.assign(name=name).drop_duplicates("subscription_id")
    twice = name.isin(plans.loc[plans["name"].duplicated(keep=False), "name"])
    account = paid["beneficiary"].where(paid["beneficiary"] != "", paid["account_id"])
    name = name.where(~twice, name + " · " + account)
    several = paid["subscription_id"].duplicated(keep=False)
    each = zip(name, rails, several, strict=True)
    return [f"{shortened(n, max(12, 29 - columns_of(rail)))} · {rail}" if more else n for n, rail, more in each]


def _refunds(paid: pd.DataFrame, refunds: pd.DataFrame) -> pd.DataFrame:
    """The refunds of the payments drawn, each once: its day, the charge's day, and the lane."""
    known = refunds.drop_duplicates(["refund_id", "payment_id"])
    drawn = paid[["payment_id", "civil_date", "lane"]].merge(
        known[["payment_id", "refund_id", "refunded_on", "amount_minor", "currency", "certain"]], on="payment_id"
    )
    return drawn.assign(refunded_on=drawn["refunded_on"].fillna(drawn["civil_date"]))


def _draw_periods(ax: Axes, paid: pd.DataFrame, lang: Lang) -> None:
    """The periods as bars (thick lines: one artist is drawn many times faster than a box each), parted by thin gaps."""
    spans = paid[paid["period_start"].notna() & paid["period_end"].notna()]
    if len(spans):
        y, start, stop = spans["lane"], spans["period_start"], spans["period_end"]
        ax.hlines(y, start, stop, colors="#d5e0eb", linewidth=7, label=_PERIOD.to(lang), zorder=1.5)
        ax.vlines(stop, y - 0.16, y + 0.16, colors="white", linewidth=1.2, zorder=1.6)


def _draw_refunds(ax: Axes, back: pd.DataFrame, lang: Lang) -> None:
    """Each refund a mark below its lane, with an arrow back to the charge; hollow where the charge is not certain."""
    for is_certain, words in ((True, _BACK), (False, _MAYBE)):
        some = back[back["certain"] == is_certain]
        if some.empty:
            continue
        face = REFUNDED if is_certain else "white"
        ax.scatter(
            some["refunded_on"], some["lane"] + 0.3, s=34, marker="<", c=face, edgecolors=REFUNDED, linewidths=1.2,
            label=words.to(lang), zorder=4,
        )  # fmt: skip
        look = {
            "arrowstyle": "->", "color": REFUNDED, "linewidth": 1.2, "shrinkA": 2, "shrinkB": 4, "mutation_scale": 7,
            "connectionstyle": "arc3,rad=-0.12",
        }  # fmt: skip
        for on, day, lane in some[["refunded_on", "civil_date", "lane"]].itertuples(index=False):
            if on != day:
                ax.annotate("", (day, lane), xytext=(on, lane + 0.3), arrowprops=look, zorder=3.5)


def _draw_ends(ax: Axes, lanes: pd.DataFrame, ends: pd.DataFrame, lang: Lang) -> None:
    placed = lanes[["subscription_id", "lane"]].merge(ends[["subscription_id", *END_MARKS]], on="subscription_id")
    for column, (style, words) in END_MARKS.items():
        marks = placed[placed[column].notna()]
        if len(marks):
            y = marks["lane"]
            look: dict[str, Any] = {"colors": MARKED_DAY, "linestyles": style, "linewidth": 1.6, "zorder": 2}
            ax.vlines(marks[column], y - 0.42, y + 0.42, label=words.to(lang), **look)


def _hatch_unseen(ax: Axes, lanes: pd.DataFrame, sources: pd.DataFrame, days: pd.Series, lang: Lang) -> None:
    """Hatches each lane from the first payment on, where no bill of its account covers the time.

    An account without any bill of its own (typed by hand) has none.
    """
    known = by_account(sources)[["channel", "account_id", "covered_from_at", "covered_until_at"]]
    last = max(filter(pd.notna, (days.max(), known["covered_until_at"].max())))
    of_lanes = known[known["account_id"].isin(set(lanes["account_id"]))]
    some = lanes.merge(canvas.uncovered(of_lanes, days.min(), last), on=["channel", "account_id"])
    if len(some):
        start, stop = canvas.day_numbers(some["from_at"]), canvas.day_numbers(some["until_at"])
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": "#b9a36a", "hatch": "////", "linewidth": 0}
        ax.barh(some["lane"], stop - start, left=start, height=0.8, label=_UNSEEN.to(lang), zorder=0.5, **look)


def _label(ax: Axes, said: pd.DataFrame, back: pd.DataFrame) -> None:
    """Amounts above what is owed or asked, and beside what came back."""
    canvas.label_amounts(ax, _amounts(said, "civil_date"))
    canvas.label_amounts(ax, _amounts(back, "refunded_on", lower=0.3, sign="−"), is_beside=True)


def _amounts(rows: pd.DataFrame, column: str, lower: float = 0, sign: str = "") -> list[tuple[float, float, str]]:
    printed = [sign + to_print(r["amount_minor"], r["currency"]) for r in records(rows[["amount_minor", "currency"]])]
    return list(zip(canvas.day_numbers(rows[column]), rows["lane"] + lower, printed, strict=True))
