"""Which rows speak of one another: copies of one row, views of one payment, refunds of a charge."""

from __future__ import annotations

import pandas as pd

from audit.judging.item_refunds import to_items
from audit.judging.itemised import itemised
from audit.judging.items import with_refunds_told
from audit.judging.leg_links import leg_links
from audit.judging.mirrors import mirrors
from audit.judging.overlaps import overlaps, standing_rows
from audit.judging.refund_links import refund_links
from audit.judging.whole_payments import whole_payments
from audit.tables import LINKS, TRANSACTIONS, check

_ORDER = ["person", "relation", "to_id", "from_on", "from_id", "rule", "amount_minor", "from_file", "from_row"]


def link(transactions: pd.DataFrame) -> pd.DataFrame:
    """LINKS between the rows of TRANSACTIONS; the order of the rows given does not matter.

    `overlap`: an older copy, from the transaction to itself. `leg`: from the part to its payment; `pending_posted`:
    from what was pending to what it became. `mirror`: from the other view to the row that leads. `itemises`: from a
    store's record to the payment it explains. `refunds`: from a refund to its charge, both as leading rows; of several
    things bought with one payment, to `<its id>:1`, `:2` … Amounts are those of the row that refers.
    """
    rows = check(transactions, TRANSACTIONS).reset_index(drop=True)
    standing = standing_rows(rows)
    joined = leg_links(standing)
    whole = whole_payments(standing, joined)
    mirrored = mirrors(whole)
    items = itemised(whole, mirrored)
    refunded = to_items(refund_links(with_refunds_told(whole, items), mirrored), whole, items)
    found = [overlaps(rows), joined, mirrored, items, refunded]
    links = pd.concat([f for f in found if len(f)] or [LINKS.empty()], ignore_index=True)
    return LINKS.of(links.sort_values(_ORDER, kind="stable", ignore_index=True))
