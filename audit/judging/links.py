"""Which rows speak of one another: copies of one row, views of one payment, refunds of a charge."""

from __future__ import annotations

import pandas as pd

from audit.judging.mirrors import mirrors
from audit.judging.overlaps import overlaps, standing_rows
from audit.judging.refund_links import refund_links
from audit.tables import LINKS, TRANSACTIONS, check

_ORDER = ["person", "relation", "to_id", "from_on", "from_id", "rule", "amount_minor", "from_file", "from_row"]


def link(transactions: pd.DataFrame) -> pd.DataFrame:
    """LINKS between the rows of TRANSACTIONS; the order of the rows given does not matter.

    `overlap`: an older copy, from the transaction to itself. `mirror`: from the other view to the row that leads.
    `refunds`: from a refund to its charge, both as leading rows. Amounts are those of the row that refers.
    """
    rows = check(transactions, TRANSACTIONS).reset_index(drop=True)
    standing = standing_rows(rows)
    mirrored = mirrors(standing)
    found = [overlaps(rows), mirrored, refund_links(standing, mirrored)]
    links = pd.concat([f for f in found if len(f)] or [LINKS.empty()], ignore_index=True)
    return LINKS.of(links.sort_values(_ORDER, kind="stable", ignore_index=True))
