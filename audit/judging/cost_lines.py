"""Costs of pursuing a claim: claimed with a receipt, and only beside a charge that is claimed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from audit.tables import CLAIM_LINES
from audit.wording import Words

NO_RECEIPT = Words(
    "Not claimed: no receipt is named, or the file named is not in the case folder.",
    "未主张：没有填写票据，或所填的票据文件不在案件文件夹里。",
)
NO_CLAIM = Words(
    "Not claimed: no charge of this cancellation is claimed or in question.",
    "未主张：该次取消下没有主张或待核实的扣款。",
)
IN_DOUBT = Words(
    "In question: the charges of this cancellation are all still in question.",
    "待核实：该次取消下的扣款均待核实。",
)
LATER = Words("Not claimed: spent after the day of the claim.", "未主张：发生在计算日之后。")


def cost_lines(costs: pd.DataFrame, charges: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """One line a cost. A cost without a cancellation belongs to the person's only one, if there is only one.

    The case file's reader leaves a receipt blank whose file is not there. What a cost without a receipt, after
    `as_of` or beside no claim amounts to is shown and not claimed.
    """
    if costs.empty:
        return CLAIM_LINES.empty()
    costs = costs.assign(cancellation_id=_owner(costs, charges)).reset_index(drop=True)
    claimed, asked = (_any_of(costs, charges, c) for c in ("claimable_minor", "in_question_minor"))
    amount = costs["amount_minor"]
    notes = [
        (costs["receipt"] == "", NO_RECEIPT),
        (costs["spent_on"] > pd.Timestamp(as_of), LATER),
        (~claimed & ~asked, NO_CLAIM),
        (~claimed & asked, IN_DOUBT),
    ]
    barred = notes[0][0] | notes[1][0]
    said = [m.to_numpy() for m, _ in notes]
    return CLAIM_LINES.of(
        costs[["person", "cancellation_id", "currency", "amount_minor", "what"]].assign(
            kind="cost",
            cost_minor=amount.where(claimed & ~barred, 0),
            in_question_minor=amount.where(~claimed & asked & ~barred, 0),
            interest_note=np.select(said, [w.en for _, w in notes], ""),
            interest_note_zh=np.select(said, [w.zh for _, w in notes], ""),
        )
    )


def _owner(costs: pd.DataFrame, charges: pd.DataFrame) -> pd.Series:
    ids = charges[charges["cancellation_id"] != ""].drop_duplicates(["person", "cancellation_id"])
    alone = ids.drop_duplicates("person", keep=False).set_index("person")["cancellation_id"]
    found = costs["person"].map(alone).astype("str").fillna("")
    return costs["cancellation_id"].where(costs["cancellation_id"] != "", found)


def _any_of(costs: pd.DataFrame, charges: pd.DataFrame, column: str) -> pd.Series:
    """Whether the cost's claim holds a charge with a figure in the column; a blank owner looks at all of the person."""
    live = charges[charges[column] > 0]
    claims = pd.MultiIndex.from_frame(live[["person", "cancellation_id"]])
    of_claim = pd.MultiIndex.from_frame(costs[["person", "cancellation_id"]]).isin(claims)
    anyone = (costs["cancellation_id"] == "") & costs["person"].isin(live["person"])
    return anyone | of_claim
