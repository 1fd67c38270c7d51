"""A finished audit in a few lines: what is claimed, what is asked, where everything lies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from audit.case.prefill import question_rows
from audit.judging.claims import grand_totals
from audit.money import to_print, to_text
from audit.pipeline import Audit
from audit.reports import labels
from audit.reports.audit_json import in_sheet_order
from audit.reports.news import news
from audit.reports.output import AUDIT_JSON
from audit.wording import NOTHING, Words, join


def summary(audit: Audit, folder: Path) -> Words:
    """The lines printed after a run, every figure as the audit's own tables hold it."""
    parts = [*_sources(audit), *_warnings(audit), *_cancellations(audit), *_news(folder)]
    parts += [*_questions(audit), _where(folder)]
    return join(parts, "\n", "\n")


def _news(folder: Path) -> Iterator[Words]:
    """What is new since the audit that stood in the folder, as the document just written has it."""
    heading, *lines = news(json.loads((folder / AUDIT_JSON).read_bytes())) or [NOTHING]
    yield heading
    yield from (_NEWS.fill(line=line) for line in lines)


def _sources(audit: Audit) -> Iterator[Words]:
    yield _READ.fill(
        files=counted(len(audit.bills.sources), _BILLS),
        rows=counted(int(audit.bills.sources["transactions"].sum()), _ROWS),
        payments=counted(len(audit.payments), _PAYMENTS),
        subscriptions=counted(len(audit.subscriptions), _SUBSCRIPTIONS),
        as_of=audit.as_of,
    )
    if audit.left_out:
        yield _LEFT_OUT.fill(count=counted(audit.left_out, _ROWS), as_of=audit.as_of)


def _warnings(audit: Audit) -> Iterator[Words]:
    """What makes the figures below less than sure: a day to come, a bill supposed or cut short, old rates."""
    if audit.as_of > date.today():
        yield _FUTURE.fill(as_of=audit.as_of)
    supposed = audit.bills.sources[audit.bills.sources["assumed"].ne("")]
    for row in supposed.to_dict("records"):
        yield _ASSUMED.fill(file=row["file"], assumed=Words(row["assumed"], row["assumed_zh"]))
    totals = audit.bills.totals
    for file in dict.fromkeys(totals.loc[totals["result"].eq("differs"), "file"]):
        yield labels.CUT_BILL.fill(file=file)
    if audit.claims.lines["needs_rate_update"].any():
        yield _OLD_RATES


def _cancellations(audit: Audit) -> Iterator[Words]:
    totals: dict[str, list[Mapping[str, Any]]] = {}
    for row in audit.claims.totals.to_dict("records"):
        totals.setdefault(row["cancellation_id"], []).append(row)
    ends = audit.ends.drop_duplicates("cancellation_id").set_index("cancellation_id")[["service_end", "match"]]
    for row in in_sheet_order(audit.case.cancellations):
        id = row["cancellation_id"]
        end, match = ends.loc[id] if id in ends.index else (None, "")
        until = NOTHING
        if end is not None and end == end:
            until = (_UNTIL if end.date() <= audit.as_of else _UNTIL_THEN).fill(end=f"{end:%Y-%m-%d}")
        sums = [_claimed(t, match) for t in totals.get(id, [])] or [_UNMATCHED.get(match, _NOTHING)]
        service, found = row["service"] or row["plan_shown"], labels.found_in_bill(row)
        yield _ONE.fill(id=id, service=service, found=found, until=until, sums=join(sums, "; ", "；"))
    counts = audit.claims.totals["currency"].value_counts()
    for row in grand_totals(audit.claims.totals).to_dict("records"):
        if counts[row["currency"]] > 1:
            yield _TOTAL.fill(sums=_claimed(row))


def _claimed(row: Mapping[str, Any], match: str = "") -> Words:
    """One sum in words; its parts only where there is something to part."""
    currency, asked = row["currency"], int(row["in_question_minor"])
    words = _UNMATCHED.get(match, _NOTHING)
    if row["total_minor"]:
        keys = ("principal_minor", "interest_minor", "costs_minor")
        principal, interest, costs = (to_text(int(row[k]), currency) for k in keys)
        total = to_print(int(row["total_minor"]), currency)
        words = _CLAIMED.fill(total=total, principal=principal, interest=interest, costs=costs)
    return join([words, _ASKED.fill(amount=to_print(asked, currency))], ", ", "，") if asked else words


def _questions(audit: Audit) -> Iterator[Words]:
    english, chinese = (question_rows(lang, audit.findings, audit.refunds) for lang in ("en", "zh"))
    found = {r["question_key"]: r["finding_id"] for t in (audit.refunds, audit.findings) for r in t.to_dict("records")}
    if english:
        yield _QUESTIONS
    for en, zh in zip(english, chinese, strict=True):
        head = f"  {en['key']}  {en['amount']}  {found[str(en['key'])]}  "
        yield Words(head + str(en["question"]), head + str(zh["question"]))


def counted(number: int, names: tuple[Words, Words]) -> Words:
    """A number with its noun: `1 bill`, `2 bills`."""
    return names[number != 1].fill(n=number)


def _where(folder: Path) -> Words:
    return _WRITTEN.fill(folder=folder, page=folder / "report.html")


def _nouns(one: str, many: str, chinese: str) -> tuple[Words, Words]:
    return Words("{n} " + one, "{n} " + chinese), Words("{n} " + many, "{n} " + chinese)


_BILLS, _ROWS = _nouns("bill", "bills", "份账单"), _nouns("row", "rows", "行")
_PAYMENTS = _nouns("payment", "payments", "笔款项")
_SUBSCRIPTIONS = _nouns("subscription", "subscriptions", "项自动续费")
_READ = Words(
    "{files}, {rows}, {payments}, {subscriptions}; as of {as_of}",
    "{files}，{rows}，{payments}，{subscriptions}；基准日 {as_of}",
)
_ASSUMED = Words(
    "{file}: assumed, please check: {assumed}",
    "{file}：以下为推定，请核对：{assumed}",
)
_LEFT_OUT = Words("{count} after {as_of} left out", "{as_of} 之后的 {count}未计入")
_FUTURE = Words(
    "{as_of} is still to come: interest runs to that day, and charges made until then are not known yet",
    "基准日 {as_of} 尚未到来：利息算至该日，其间的扣款还看不到",
)
_OLD_RATES = Words(
    "The table of interest rates ends before the day of the audit: the last rate was carried on. Later rates go into "
    "the sheet “rates” of the case file.",
    "利率表截止日早于基准日，其后沿用最后一期利率；之后公布的利率可填入案件表格的“利率”表。",
)
_NEWS = Words("  - {line}", "  - {line}")
_ONE = Words("{id} {service}{found}{until}: {sums}", "{id} {service}{found}{until}：{sums}")
_UNTIL = Words(" (service ended on {end}: that day is no longer paid for)", "（服务于 {end} 零时终止）")
_UNTIL_THEN = Words(" (service ends on {end}: that day is not paid for)", "（服务于 {end} 零时终止）")
_NOTHING = Words("nothing is claimed", "没有应退款项")
_UNMATCHED = {
    "none": Words("this service is not in the bills (the reason is below)", "账单里找不到这项服务（原因见下）"),
    "several": Words(
        "several services fit; say which one in the case file (details below)", "对应多个服务，请补充（详情见下）"
    ),
}
_CLAIMED = Words(
    "claimed {total} (principal {principal}, interest {interest}, costs {costs})",
    "应退（主张）{total}（本金 {principal}，利息 {interest}，费用 {costs}）",
)
_ASKED = Words("{amount} in question", "{amount} 待核实")
_TOTAL = Words("Together: {sums}", "合计：{sums}")
_QUESTIONS = Words(
    "Questions only you can answer (key, amount, finding, question):", "只有您能回答的问题（编号、金额、认定、问题）："
)
_WRITTEN = Words("Written to {folder}; begin with {page}", "已写入 {folder}，请先看 {page}")
