"""What a shared copy shows: the rows the findings cite and the findings themselves, with everything personal masked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pandas as pd

from audit.reports import labels
from audit.reports.cells import readable
from audit.reports.known_names import names
from audit.reports.masking import Kind, mask_columns
from audit.reports.records import Row, records
from audit.tables import Results
from audit.wording import Lang, Words

_KINDS: dict[str, Kind] = {
    "account_id": "account", "counterparty": "party", "description": "text", "method": "text", "status_text": "text",
    "reference": "order", "merchant_reference": "order", "file": "text",
}  # fmt: skip
_ROW_COLUMNS = [
    "finding_id", "cited_as", "file", "row", "channel", "account_id", "occurred_at", "has_time", "counterparty",
    "description", "method", "direction", "amount_minor", "currency", "status_text", "reference", "merchant_reference",
]  # fmt: skip
_FINDING_COLUMNS = [
    "finding_id", "cancellation_id", "verdict", "reason", "reason_zh", "question", "question_zh", "occurred_at",
    "has_time", "amount_minor", "currency", "period_start", "period_end", "file", "row", "same_as",
]  # fmt: skip
_HEADS = ["refunded_minor", "principal_minor", "interest_minor", "in_question_minor"]
CITED_AS = {
    "finding": Words("charge", "扣款"),
    "copy": Words("copy in another export", "另一份导出中的同一行"),
    "mirror": Words("the same payment in another bill", "另一账单中的同一笔"),
    "leg": Words("part of the charge", "扣款的组成部分"),
    "refund": Words("refund", "退款"),
}
_CITED_AS = Words("Cited as", "引用为")


def cited_rows(results: Results, lang: Lang) -> pd.DataFrame:
    """Every bill row a finding rests on (the charge, its copies, mirrors and parts, its refunds), masked, as texts."""
    cited = pd.DataFrame(_places(results, lang), columns=["finding_id", "cited_as", "file", "row"])
    tables = (results.bills.transactions, results.case.charges)
    printed = [column for column in _ROW_COLUMNS if column not in ("finding_id", "cited_as")]
    found = pd.concat([cited.drop_duplicates().merge(t[printed], on=["file", "row"])[_ROW_COLUMNS] for t in tables])
    found = found.sort_values(["occurred_at", "file", "row", "finding_id"], kind="stable", ignore_index=True)
    return _printed(mask_columns(found, _KINDS, lang, names(results)), lang)


def shared_findings(results: Results, lang: Lang) -> pd.DataFrame:
    """Every finding with its verdict, reason and figures, masked, as texts."""
    lines = results.claims.lines.query("kind == 'charge'")[["finding_id", *_HEADS]]
    joined = results.findings[_FINDING_COLUMNS].merge(lines, on="finding_id", how="left", validate="1:1")
    joined = joined.astype(dict.fromkeys(_HEADS, "Int64"))
    joined = joined.sort_values(["occurred_at", "finding_id"], kind="stable", ignore_index=True)
    texts: dict[str, Kind] = dict.fromkeys(("reason", "reason_zh", "question", "question_zh", "file"), "text")
    return _printed(mask_columns(joined, texts, lang, names(results)), lang)


def _printed(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    told = readable(table, lang)
    return told.drop(columns=labels.column("has_time").to(lang)).rename(columns={"cited_as": _CITED_AS.to(lang)})


def _places(results: Results, lang: Lang) -> Iterator[tuple[str, str, str, int]]:
    said = {role: words.to(lang) for role, words in CITED_AS.items()}
    mirrors, legs = (
        dict(zip(results.payments["payment_id"], results.payments[name], strict=True)) for name in ("mirrors", "legs")
    )
    refunds: dict[str, list[Row]] = {}
    for refund in records(results.refunds.dropna(subset="row")):
        refunds.setdefault(refund["finding_id"], []).append(refund)
    for row in results.findings.itertuples():
        yield row.finding_id, said["finding"], row.file, row.row
        leads = row.verdict != "mirror"
        seen, parts = (listed.get(row.payment_id, "") if leads else "" for listed in (mirrors, legs))
        for role, listed in (("copy", row.also_seen), ("mirror", seen), ("leg", parts)):
            for place in json.loads(listed or "[]"):
                yield row.finding_id, said[role], place["file"], place["row"]
        for refund in refunds.get(row.finding_id, ()):
            yield row.finding_id, said["refund"], refund["file"], int(refund["row"])
