"""The sums of a batch of many persons, as tables that the workbook and the page of a batch print.

They name merchants and the persons' own folders, and nobody's accounts, numbers or single payments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from audit.reports.masking import mask_columns
from audit.reports.person_names import persons_in
from audit.tables import COUNT, DATE, MONEY, TEXT, WHOLE, Table
from audit.wording import Lang

MERCHANTS = Table("merchants who go on charging", {
    "merchant": TEXT, "currency": TEXT, "persons": COUNT, "debits": COUNT, "charged_minor": MONEY,
    "refunded_minor": MONEY, "principal_minor": MONEY, "in_question_minor": MONEY, "first_on": DATE, "last_on": DATE,
})  # fmt: skip
SUMS = Table("sums by currency", {
    "currency": TEXT, "persons": COUNT, "principal_minor": MONEY, "interest_minor": MONEY, "costs_minor": MONEY,
    "total_minor": MONEY, "in_question_minor": MONEY,
})  # fmt: skip
LISTED = Table("what could not be used", {
    "person": TEXT, "file": TEXT, "row": WHOLE, "reason": TEXT, "reason_zh": TEXT,
})  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """A batch in sums. `failed` are the persons who could not be audited, `listed` the first of all `problems`."""

    as_of: date
    jurisdiction: str
    persons: int
    rows: int
    payments: int
    findings: int
    problems: int
    sums: pd.DataFrame
    merchants: pd.DataFrame
    failed: pd.DataFrame
    listed: pd.DataFrame


def masked(summary: Summary, lang: Lang) -> Summary:
    """The same without anybody's name: sellers that are persons, names in file names, numbers in reasons."""
    merchants = mask_columns(summary.merchants, {"merchant": "party"}, lang)
    return replace(
        summary, merchants=merchants, failed=_masked(summary.failed, lang), listed=_masked(summary.listed, lang)
    )


def _masked(listed: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    names = {name for file in listed["file"].unique() for name in persons_in(file)}
    return mask_columns(listed, {"file": "text", "reason": "text", "reason_zh": "text"}, lang, names)
