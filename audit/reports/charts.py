"""The charts of an audit: the seven plots under one name, and all that have something to show as files."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes

from audit.reports import canvas
from audit.reports.audit_json import in_sheet_order
from audit.reports.claim_charts import plot_claim, plot_sensitivity
from audit.reports.day_charts import plot_balance, plot_coverage
from audit.reports.history_chart import DRAWN, plot_history
from audit.reports.payment_charts import plot_calendar, plot_fit
from audit.reports.records import own
from audit.tables import Results
from audit.wording import Lang

__all__ = [
    "pictures",
    "plot_balance",
    "plot_calendar",
    "plot_claim",
    "plot_coverage",
    "plot_fit",
    "plot_history",
    "plot_sensitivity",
]

_JUDGED = [
    "person",
    "cancellation_id",
    "finding_id",
    "subscription_id",
    "payment_id",
    "claimable_minor",
    "questioned_minor",
]
MOST_MATTERS = 24  # cancellations with a chart of their own; the chart of all has every one


def pictures(results: Results, lang: Lang) -> dict[str, bytes]:
    """Every chart of an audit that has something to show, as a PNG by its name; equal audits, equal bytes.

    Charts of money are one for each currency, the first under the plain name; the claim under open questions is drawn
    where there is one. Each cancellation with payments has its own history, `history-C1`.
    """
    drawn = ((name, ax) for part in (_of_all, _of_money, _of_each) for name, ax in part(results, lang))
    return {name: canvas.png(ax) for name, ax in drawn if ax.has_data()}


def _of_all(results: Results, lang: Lang) -> Iterator[tuple[str, Axes]]:
    ends, findings, marked = results.ends, results.findings, results.marked
    about = marked[marked["subscription_id"].isin(set(ends["subscription_id"]) - {""})]
    sources = results.bills.sources
    told = {"ends": ends, "findings": findings, "refunds": results.refunds, "sources": sources}
    yield "history", plot_history(marked, **told, lang=lang)
    yield "calendar", plot_calendar(marked, findings=findings, ends=ends, lang=lang)
    yield "coverage", plot_coverage(sources, watch=results.watch, lang=lang)
    yield "fit", plot_fit(about if len(about) else marked, lang=lang)


def _of_money(results: Results, lang: Lang) -> Iterator[tuple[str, Axes]]:
    lines = results.claims.lines
    for currency, ending in _by_currency(lines):
        of = lines[lines["currency"] == currency]
        yield f"claim{ending}", plot_claim(of, findings=results.findings, lang=lang)
    for currency, ending in _by_currency(results.owing):
        owed = results.owing[results.owing["currency"] == currency]
        events, steps = (_about(owed, table) for table in (results.case.events, results.next_steps))
        yield f"balance{ending}", plot_balance(owed, events=events, steps=steps, as_of=results.as_of, lang=lang)
    asked = results.by_answer
    open_in = lines.loc[lines["in_question_minor"] > 0, "currency"]
    for currency, ending in _by_currency(asked[asked["currency"].isin(set(open_in))]):
        yield f"sensitivity{ending}", plot_sensitivity(asked[asked["currency"] == currency], lang=lang)


def _about(owed: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """What is told of the cancellations something is owed for, or of none by name."""
    return told[told["cancellation_id"].isin({*owed["cancellation_id"], ""})]


def _by_currency(table: pd.DataFrame) -> list[tuple[str, str]]:
    """The currencies of a table, those of most rows first, with what ends their file's name: nothing for the first."""
    counted = table["currency"].value_counts()
    codes = sorted(counted.index, key=lambda code: (-counted[code], code))
    return [(code, f"-{code}" if n else "") for n, code in enumerate(codes)]


def _of_each(results: Results, lang: Lang) -> Iterator[tuple[str, Axes]]:
    once = results.ends[["person", "cancellation_id"]].drop_duplicates()
    payments, judged = results.marked[DRAWN], results.findings[_JUDGED]
    for end in in_sheet_order(once)[:MOST_MATTERS]:
        findings, ends = own(judged, end), own(results.ends, end)
        plans = {*ends["subscription_id"], *findings["subscription_id"]} - {""}
        marked = payments[payments["subscription_id"].isin(plans)]
        refunds = results.refunds[results.refunds["finding_id"].isin(set(findings["finding_id"]))]
        told = {"ends": ends, "findings": findings, "refunds": refunds, "sources": results.bills.sources}
        yield f"history-{end['cancellation_id']}", plot_history(marked, **told, lang=lang)
