"""The charts of an audit: the six plots under one name, and all that have something to show as files."""

from __future__ import annotations

from pathlib import Path

from audit.reports import canvas
from audit.reports.claim_charts import plot_claim, plot_sensitivity
from audit.reports.day_charts import plot_calendar, plot_coverage
from audit.reports.payment_charts import plot_fit, plot_history
from audit.tables import Results
from audit.wording import Lang

__all__ = [
    "plot_calendar",
    "plot_claim",
    "plot_coverage",
    "plot_fit",
    "plot_history",
    "plot_sensitivity",
    "write_charts",
]


def write_charts(results: Results, folder: Path, lang: Lang) -> list[Path]:
    """Every chart of an audit that has something to show, as a PNG in the folder; equal audits, equal bytes."""
    ends, findings = results.ends, results.findings
    about = results.marked[results.marked["subscription_id"].isin(set(ends["subscription_id"]) - {""})]
    drawn = {
        "history": plot_history(results.marked, ends=ends, findings=findings, lang=lang),
        "claim": plot_claim(results.claims.lines, findings=findings, lang=lang),
        "calendar": plot_calendar(findings, ends=ends, lang=lang),
        "coverage": plot_coverage(results.bills.sources, watch=results.watch, lang=lang),
        "fit": plot_fit(about if len(about) else results.marked, lang=lang),
    }
    folder.mkdir(parents=True, exist_ok=True)
    return [canvas.save(ax, folder / f"{name}.png") for name, ax in drawn.items() if ax.has_data()]
