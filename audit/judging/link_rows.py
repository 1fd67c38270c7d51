"""Pairs of rows as rows of LINKS."""

from __future__ import annotations

import pandas as pd

from audit.tables import LINKS

_TOLD = ["person", "transaction_id", "amount_minor", "civil_date", "file", "row"]


def as_links(standing: pd.DataFrame, pairs: pd.DataFrame, relation: str) -> pd.DataFrame:
    """LINKS of the pairs `from`, `to` (labels of rows), `rule` and `certain`; the amount is that of the `from` row."""
    refers, named = standing[_TOLD].loc[pairs["from"]], standing["transaction_id"].loc[pairs["to"]]
    return LINKS.of(
        {
            "person": refers["person"].to_numpy(),
            "from_id": refers["transaction_id"].to_numpy(),
            "to_id": named.to_numpy(),
            "relation": [relation] * len(pairs),
            "amount_minor": refers["amount_minor"].to_numpy(),
            "rule": pairs["rule"].to_numpy(),
            "certain": pairs["certain"].to_numpy(dtype=bool),
            "from_on": refers["civil_date"].to_numpy(),
            "from_file": refers["file"].to_numpy(),
            "from_row": refers["row"].to_numpy(),
        }
    )
