"""The options sheet: how this person's claim is reckoned, and what it affirms before statutory damages are claimed."""

from __future__ import annotations

from collections.abc import Sequence

from audit.case import columns
from audit.case.cancellations import Row, resolve
from audit.case.columns import Column
from audit.case.evidence import in_one_cell
from audit.case.records import Record
from audit.errors import Problem
from audit.wording import Words, join

STATUTORY = "statutory_damages"
_ALLOWED = {
    STATUTORY: ("yes", "no"),
    "day_count": ("365", "360"),
    "rate_mode": ("segmented", "fixed_at_charge", "fixed_at_contract", "deposit_benchmark"),
    "refund_allocation": ("principal_first", "interest_first"),
    "count_last_day": ("yes", "no"),
}
_NO_NAME = Words("is missing; without it this row is not used", "未填写；没有它，此行不会使用")
_NO_PROOF = Words(
    "the yes is not used: name in this row the day on which the merchant made the false statement, and the file that"
    " shows it; until then the amount is shown and not claimed",
    "这个「是」没有采用：请在同一行填写商家作出虚假陈述的日期和能证明它的文件；在此之前只列出金额，不主张",
)


def option_rows(
    records: Sequence[Record], cancelled: Sequence[Row], person: str, file: str
) -> tuple[list[Row], list[Problem]]:
    """What is switched otherwise; a yes to statutory damages is for the one cancellation whose merchant it concerns."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for record in records:
        name, value = record.text("name"), record.text("value")
        if not value or "name" in record.faulty:
            continue
        faults = list(_faults(record, name, value, file))
        id = ""
        if name == STATUTORY and value == "yes" and not faults:
            id, faults = resolve(record, cancelled, file, is_needed=True)
        problems += faults
        if not faults:
            rows.append(
                {"person": person, "name": name, "value": value, "cancellation_id": id, "row": record.row}
                | {"said_on": record["said_on"], "evidence": in_one_cell(record["evidence"] or ())}
            )
    return rows, problems


def _faults(record: Record, name: str, value: str, file: str) -> list[Problem]:
    if not name:
        return [record.problem(file, "name", _NO_NAME)]
    if value not in _ALLOWED[name]:
        said = join([_said(v) for v in _ALLOWED[name]], ", ", "、")
        words = Words(f"expected one of {said.en}", f"应为以下之一：{said.zh}")
        return [record.problem(file, "value", words, value)]
    if name == STATUTORY and value == "yes" and not (record["said_on"] and record["evidence"]):
        return [record.problem(file, "value", _NO_PROOF)]
    return []


def _said(value: str) -> Words:
    column: Column = next(c for c in columns.sheet("options").columns if c.key == "value")
    return next(c.words for c in column.choices if c.code == value)
