"""The running balance a bank prints, row by row, against the amounts that were read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from audit.statements.cells import UNREADABLE, Mask, Numbers, plain
from audit.statements.digests import digests
from audit.statements.format import Format
from audit.statements.money_columns import Columns, minors


def balance_steps(columns: Columns, printed: Columns, here: Mask, fmt: Format) -> tuple[int, int]:
    """How many steps between neighbouring balances there are, and how many the row's own amount explains.

    Each account and currency has a balance of its own. Bills run oldest first or newest first: the better one counts.
    """
    steps = explained = 0
    for rows in _chains(columns, here):
        chosen = pa.array(rows)
        balance = minors(printed["balance"].take(chosen), columns["currency"].take(chosen), fmt)
        moved = _moved(columns, rows) - _fees(columns, printed, rows, fmt)
        known = (balance[1:] != UNREADABLE) & (balance[:-1] != UNREADABLE)
        change = (balance[1:] - balance[:-1])[known]
        steps += len(change)
        explained += max(int((change == moved[1:][known]).sum()), int((-change == moved[:-1][known]).sum()))
    return steps, explained


def _chains(columns: Columns, here: Mask) -> list[Numbers]:
    """The rows of each account and currency, in the order they stand in."""
    rows = np.flatnonzero(here)
    chain = digests([columns[name] for name in ("currency", "account_id") if name in columns])[rows]
    return [rows[chain == one] for one in np.unique(chain)]


def _moved(columns: Columns, rows: Numbers) -> Numbers:
    """Minor units that each row added to the balance."""
    chosen = pa.array(rows)
    amount = columns["amount_minor"].take(chosen).to_numpy()
    into = np.asarray(plain(columns["direction"].take(chosen))) == "in"
    moved: Numbers = np.where(into, amount, -amount)
    return moved


def _fees(columns: Columns, printed: Columns, rows: Numbers, fmt: Format) -> Numbers:
    """Minor units that fees took from the balance beside each amount; bills print them with a minus or without."""
    if "fee" not in printed or fmt.fee_within:
        return np.zeros(len(rows), dtype=np.int64)
    chosen = pa.array(rows)
    fees = minors(printed["fee"].take(chosen), columns["currency"].take(chosen), fmt, 0)
    return -fees if fees.sum() < 0 else fees
