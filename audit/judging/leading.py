"""Which row leads the payment that a row is a view of."""

from __future__ import annotations

import pandas as pd

from audit.judging.among import among
from audit.judging.mirrors import ONE_OF_SEVERAL
from audit.judging.overlaps import KEY


def leading_rows(alive: pd.DataFrame, mirrored: pd.DataFrame) -> pd.Series:
    """For the label of every row the label of the row that leads its payment."""
    sure = mirrored[mirrored["certain"] | mirrored["rule"].eq(ONE_OF_SEVERAL)]
    leads = pd.Series(alive.index, index=alive.index)
    if len(sure):
        named = alive[KEY][among(alive["transaction_id"], pd.concat([sure["from_id"], sure["to_id"]]))]
        label = pd.Series(named.index, index=pd.MultiIndex.from_frame(named))
        ends = [label.reindex(pd.MultiIndex.from_frame(sure[["person", end]])).array for end in ("from_id", "to_id")]
        leads.loc[ends[0]] = ends[1]
    return leads
