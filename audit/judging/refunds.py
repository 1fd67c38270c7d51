"""Refunds set against findings: each once, the certain ones as they are, the doubtful ones as one question each."""

from __future__ import annotations

import pandas as pd

from audit.judging.doubtful_refunds import FROM_LINK, doubtful_refunds
from audit.tables import REFUNDS


def allocate_refunds(
    findings: pd.DataFrame, links: pd.DataFrame, decisions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The refunds of every finding but mirrors; doubtful ones stand on the finding whose claim they may lower.

    A decision answers a question by its key: `owed` (something else came back), `not_owed` (this came back), or the
    amount that is still owed. An answered question keeps its row and key, and its text is blank.
    """
    judged = findings[findings["verdict"] != "mirror"].reset_index(drop=True)
    back = links[links["relation"] == "refunds"]
    sure = back[back["certain"]].drop_duplicates(["person", "from_id", "to_id"])
    charged = judged[["person", "payment_id", "finding_id", "currency"]]
    named = sure.merge(charged, left_on=["person", "to_id"], right_on=["person", "payment_id"])
    certain = named.rename(columns=FROM_LINK)
    settled = pd.MultiIndex.from_frame(sure[["person", "from_id"]])
    open_ = back[~back["certain"] & ~pd.MultiIndex.from_frame(back[["person", "from_id"]]).isin(settled)]
    asked = list(doubtful_refunds(judged, certain, open_, decisions))
    rows = [certain[[c for c in REFUNDS.columns if c in certain.columns]]]
    rows += [REFUNDS.of(pd.DataFrame(asked))] if asked else []
    made = REFUNDS.of(pd.concat(rows, ignore_index=True))
    return made.sort_values(["person", "finding_id", "refunded_on", "refund_id"], kind="stable", ignore_index=True)
