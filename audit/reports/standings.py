"""What each payment is to the reader on a chart: due, owed back, in question; and the marks of cancellation and end."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from audit.reports.canvas import ASKED, DUE, OWED
from audit.wording import Lang, Words

# What a payment is to the reader: colour, marker, name. Each is told by its shape alone, too.
STANDINGS = {
    "due": (DUE, "o", Words("due", "应付")),
    "owed": (OWED, "s", Words("owed back, or already returned", "应退（含已退）")),
    "asked": (ASKED, "^", Words("in question", "待核实")),
}
END_MARKS: dict[str, tuple[Any, Words]] = {
    "cancelled_at": ("--", Words("cancelled", "取消")),
    "confirmed_at": (":", Words("cancellation confirmed", "确认取消")),
    "service_end": ("-", Words("service end", "服务终止")),
}


def standing(findings: pd.DataFrame) -> pd.Series:
    """Each finding's standing: `owed` where it claims something, refunds or not; `asked` where it only questions."""
    asked = pd.Series("due", index=findings.index).mask(findings["questioned_minor"] > 0, "asked")
    return asked.mask(findings["claimable_minor"] > 0, "owed")


def standings(payment_ids: pd.Series, findings: pd.DataFrame | None) -> pd.Series:
    """What the audit says of each payment, `due` where nothing; where two cancellations speak of one, `owed` stands."""
    if findings is None:
        return pd.Series("due", index=payment_ids.index)
    said = standing(findings)
    of = {s: findings.loc[said == s, "payment_id"] for s in ("asked", "owed")}
    due = pd.Series("due", index=payment_ids.index)
    return due.mask(payment_ids.isin(of["asked"]), "asked").mask(payment_ids.isin(of["owed"]), "owed")


def draw_dots(ax: Axes, rows: pd.DataFrame, lang: Lang) -> None:
    """The rows as dots on their `lane`, one colour and marker to each standing present."""
    for standing, (colour, marker, words) in STANDINGS.items():
        part = rows[rows["standing"] == standing]
        if len(part):
            ax.scatter(part["civil_date"], part["lane"], s=38, c=colour, marker=marker, label=words.to(lang), zorder=3)


def counts(standings: pd.Series) -> Words:
    """How many are owed back and how many in question, for a title."""
    owed, asked = int(standings.eq("owed").sum()), int(standings.eq("asked").sum())
    if not owed and not asked:
        return Words("none owed back, none in question", "没有应退或待核实的")
    en = [f"{owed} owed back or returned"] * bool(owed) + [f"{asked} in question"] * bool(asked)
    zh = [f"{owed} 笔应退（含已退）"] * bool(owed) + [f"{asked} 笔待核实"] * bool(asked)
    return Words(", ".join(en), "，".join(zh))


def in_order(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """The rows by day, those of one day by their key."""
    return table.sort_values(["civil_date", key], kind="stable")
