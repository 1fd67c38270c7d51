"""A finished audit in a few lines: what is claimed, what is asked, where everything lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audit.case.prefill import question_rows
from audit.money import to_print, to_text
from audit.pipeline import Audit
from audit.reports.audit_json import in_sheet_order
from audit.wording import Words, join


def summary(audit: Audit, folder: Path) -> Words:
    """The lines printed after a run, every figure as the audit's own tables hold it."""
    parts = [*_sources(audit), *_cancellations(audit), *_questions(audit), _where(folder)]
    return join(parts, "\n", "\n")


def _sources(audit: Audit) -> Iterator[Words]:
    yield _READ.fill(
        files=len(audit.bills.sources),
        rows=int(audit.bills.sources["transactions"].sum()),
        payments=len(audit.payments),
        subscriptions=len(audit.subscriptions),
        as_of=audit.as_of,
    )
    if audit.left_out:
        yield _LEFT_OUT.fill(count=audit.left_out, as_of=audit.as_of)


def _cancellations(audit: Audit) -> Iterator[Words]:
    totals: dict[str, list[Mapping[str, Any]]] = {}
    for row in audit.claims.totals.to_dict("records"):
        totals.setdefault(row["cancellation_id"], []).append(row)
    ends = audit.ends.drop_duplicates("cancellation_id").set_index("cancellation_id")["service_end"]
    for row in in_sheet_order(audit.case.cancellations):
        id = row["cancellation_id"]
        end = ends.get(id)
        until = _UNTIL.fill(end=f"{end:%Y-%m-%d}") if end is not None and end == end else Words("", "")
        sums = [_claimed(t) for t in totals.get(id, [])] or [_NOTHING]
        yield _ONE.fill(id=id, service=row["service"] or row["plan_shown"], until=until, sums=join(sums, "; ", "；"))
    for currency, group in audit.claims.totals.groupby("currency", sort=True):
        if len(group) > 1:
            row = group.sum(numeric_only=True).to_dict() | {"currency": str(currency)}
            yield _TOTAL.fill(sums=_claimed(row))


def _claimed(row: Mapping[str, Any]) -> Words:
    """One sum in words; its parts only where there is something to part."""
    currency, asked = row["currency"], int(row["in_question_minor"])
    words = _NOTHING
    if row["total_minor"]:
        keys = ("principal_minor", "interest_minor", "costs_minor")
        principal, interest, costs = (to_text(int(row[k]), currency) for k in keys)
        total = to_print(int(row["total_minor"]), currency)
        words = _CLAIMED.fill(total=total, principal=principal, interest=interest, costs=costs)
    return join([words, _ASKED.fill(amount=to_print(asked, currency))], ", ", "，") if asked else words


def _questions(audit: Audit) -> Iterator[Words]:
    english, chinese = (question_rows(lang, audit.findings, audit.refunds) for lang in ("en", "zh"))
    if english:
        yield _QUESTIONS
    for en, zh in zip(english, chinese, strict=True):
        yield Words(
            f"  {en['key']}  {en['amount']}  {en['question']}", f"  {zh['key']}  {zh['amount']}  {zh['question']}"
        )


def _where(folder: Path) -> Words:
    return _WRITTEN.fill(folder=folder, page=folder / "report.html")


_READ = Words(
    "{files} bills, {rows} rows, {payments} payments, {subscriptions} subscriptions; as of {as_of}",
    "{files} 份账单，{rows} 行，{payments} 笔款项，{subscriptions} 项自动续费；基准日 {as_of}",
)
_LEFT_OUT = Words("{count} rows after {as_of} were left out", "{as_of} 之后的 {count} 行未计入")
_ONE = Words("{id} {service}{until}: {sums}", "{id} {service}{until}：{sums}")
_UNTIL = Words(" (paid until {end})", "（服务到 {end} 为止）")
_NOTHING = Words("nothing is claimed", "没有应退款项")
_CLAIMED = Words(
    "claimed {total} (principal {principal}, interest {interest}, costs {costs})",
    "应退 {total}（本金 {principal}，利息 {interest}，费用 {costs}）",
)
_ASKED = Words("{amount} in question", "{amount} 待核实")
_TOTAL = Words("Together: {sums}", "合计：{sums}")
_QUESTIONS = Words("Questions only you can answer:", "只有您能回答的问题：")
_WRITTEN = Words("Written to {folder}; begin with {page}", "已写入 {folder}，请先看 {page}")
