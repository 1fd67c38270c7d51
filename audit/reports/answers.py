"""What the user's own answer made of a charge, and when it was debited: labels and letters choose their words by both.

An answer never changes the verdict: a debit before the cancellation that is owed by the user's answer is still one
from before it, and no text may call it a charge after the end.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from audit.reports.records import Row
from audit.wording import NOTHING, Words

Timing = Literal["after_end", "after_cancellation", "same_day", "before"]

_OWED = Words("owed, by your answer", "经您确认应退")
_NOT_OWED = Words("not owed, by your answer", "经您确认不应退")


def by_answer(finding: Row) -> Words:
    """What stands beside the verdict of a finding the user has answered; nothing where no answer was given."""
    if not finding["decision"]:
        return NOTHING
    return _OWED if finding["claimable_minor"] > 0 else _NOT_OWED


def timing(finding: Row, end: Row) -> Timing:
    """Whether the debit came on or after the service end, after the cancellation alone, or before both.

    `same_day` where one of the two has no hour, and the verdict does not say that the debit was the later one.
    """
    debit, ended, cancelled = finding["civil_date"], end["service_end"], end["cancelled_at"]
    if pd.notna(ended) and debit >= ended:
        return "after_end"
    if pd.isna(cancelled):
        return "before"
    if debit.date() == cancelled.date() and not (finding["has_time"] and end["cancelled_has_time"]):
        return "after_cancellation" if finding["verdict"] == "after_end" else "same_day"
    at = finding["occurred_at"] if finding["has_time"] and end["cancelled_has_time"] else debit
    return "after_cancellation" if at > cancelled else "before"
