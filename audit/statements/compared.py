"""What several exports of one person say of the same rows: which ids are one, and where an account belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from audit.statements.columns import column_of, frame
from audit.statements.echoes import echoed, with_prices
from audit.statements.homes import Home, Homes, Place, moved, places_of
from audit.statements.money_columns import Columns
from audit.statements.other_exports import joined, may_be_joined
from audit.statements.renumbered import may_be_renumbered, renumbered
from audit.statements.statement import Statement

_AMENDED = ("transaction_id", "channel", "account_id", "amount_minor", "currency", "refunded_minor")


def are_compared(statements: Sequence[Statement], homes: Homes) -> bool:
    """Whether the formats and accounts of these bills allow rows of one to be rows of another."""
    formats = {one.file: one.format for one in statements}
    places = [place for one in statements for place in places_of(one, homes)]
    echo = any(fmt.echoes for fmt in formats.values())
    return echo or may_be_renumbered(formats) or may_be_joined(places, formats)


def compared(rows: Columns, statements: Sequence[Statement]) -> tuple[Mapping[str, pa.Array], Mapping[Place, Home]]:
    """The columns that change, and the channel and account of places that are another's."""
    formats = {one.file: one.format for one in statements}
    table = frame(rows)
    echoing = [file for file, fmt in formats.items() if fmt.echoes]
    table = table.assign(echo=table["file"].isin(echoing))
    ids = echoed(table, table["transaction_id"]) if echoing else table["transaction_id"]
    ids, elsewhere = joined(table, renumbered(table, ids, formats), formats)
    priced = with_prices(moved(table, Homes(joined=elsewhere)).assign(transaction_id=ids))
    return {name: column_of(priced[name]) for name in _AMENDED}, elsewhere
