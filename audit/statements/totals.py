"""What a bill says its rows come to, against what was read, in the bill's own terms."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.money import parse_minor
from audit.statements.amount_text import plain_amount
from audit.statements.balances import balance_steps
from audit.statements.canonical import Rows
from audit.statements.cells import Mask, Positions, matching, plain, said, words_of
from audit.statements.format import Format, Total
from audit.statements.heading import Heading

AGREES, DIFFERS, NOT_STATED = "agrees", "differs", "not stated"
_SIGNS = (("in", 1), ("out", -1))


def totals_of(rows: Rows, headings: Sequence[Heading], fmt: Format) -> list[dict[str, object]]:
    """One record for each total the format prints and for its running balance, for each export in the file."""
    sections = rows.columns["section"].to_numpy()
    still = np.zeros(len(rows), dtype=bool)
    if fmt.unmoved:
        still[matching(rows.printed, fmt.unmoved, np.arange(len(rows)))] = True
    return [
        _compared(total, rows, heading, fmt, sections == index, "" if index == 0 else f" ({index + 1})")
        for index, heading in enumerate(headings)
        for total in fmt.totals
    ] + [
        _balance(rows, heading, fmt, (sections == index) & ~still, "" if index == 0 else f" ({index + 1})")
        for index, heading in enumerate(headings)
        if "balance" in rows.printed
    ]


def _balance(rows: Rows, heading: Heading, fmt: Format, here: Mask, ordinal: str) -> dict[str, object]:
    """The running balance: how many steps from row to row it prints, and how many of them the amounts explain."""
    steps, explained = balance_steps(rows.columns, rows.printed, here, fmt)
    return {
        "name": "余额" + ordinal,
        "currency": _currency(rows, heading, fmt),
        "stated_count": steps or None,
        "stated_minor": None,
        "read_count": explained,
        "read_minor": None,
        "result": NOT_STATED if not steps else AGREES if steps == explained else DIFFERS,
    }


def _currency(rows: Rows, heading: Heading, fmt: Format) -> str:
    """The currency a bill's running balance is in: its heading's, the only one of its rows, or the format's."""
    printed = set(words_of(rows.columns["currency"])[0]) if len(rows) else set()
    return heading.currency or (printed.pop() if len(printed) == 1 else fmt.currency)


def _compared(total: Total, rows: Rows, heading: Heading, fmt: Format, here: Mask, ordinal: str) -> dict[str, object]:
    currency = heading.currency or fmt.currency
    stated_count, stated_minor = _stated(total, heading.text, fmt, currency)
    summed = matching(rows.printed, total.where, np.flatnonzero(here))
    count, minor = _count(total, rows, summed), _sum(total, rows, summed, np.flatnonzero(here))
    return {
        "name": total.name + ordinal,
        "currency": currency,
        "stated_count": stated_count,
        "stated_minor": None if stated_minor is None else abs(stated_minor),
        "read_count": count,
        "read_minor": abs(minor) if "amount" in total.pattern else None,
        "result": _result(total, (stated_count, count), (stated_minor, minor)),
    }


def _count(total: Total, rows: Rows, summed: Positions) -> int:
    """How many records the rows are; one that makes several rows has the same name in all of them."""
    named = plain(rows.printed[total.counts]).take(pa.array(summed)) if total.counts in rows.printed else None
    return len(summed) if named is None else len(pc.unique(named))


def _result(total: Total, counts: tuple[int | None, int], sums: tuple[int | None, int]) -> str:
    pairs = [counts] if total.by_count else [counts, sums]
    printed = [(stated, read) for stated, read in pairs if stated is not None]
    if not printed:
        return NOT_STATED
    return AGREES if all(stated == read for stated, read in printed) else DIFFERS


def _stated(total: Total, text: str, fmt: Format, currency: str) -> tuple[int | None, int | None]:
    """The count and the amount that the heading prints; of two balances, what lies between them, with its sign."""
    found = re.search(total.pattern, text, re.MULTILINE)
    if not found:
        return None, None
    said = found.groupdict()
    count, amount, opening = said.get("count"), said.get("amount"), said.get("opening")
    try:
        minor = parse_minor(plain_amount(amount, fmt.decimal), currency) if amount else None
        if minor is not None and opening:
            minor -= parse_minor(plain_amount(opening, fmt.decimal), currency)
        return int(count) if count else None, minor
    except ValueError:
        return int(count) if count else None, None


def _sum(total: Total, rows: Rows, summed: Positions, export: Positions) -> int:
    amount = rows.columns["amount_minor"].to_numpy()
    if "(?P<opening>" in total.pattern:
        return sum(int(amount[matching(rows.columns, {"direction": way}, summed)].sum()) * s for way, s in _SIGNS)
    gross = int(amount[summed].sum())
    if total.net == "column":
        repaid = rows.columns["refunded_minor"].fill_null(0).to_numpy(zero_copy_only=False)
        return gross - int(repaid[summed].sum())
    if total.net == "rows":
        return gross - int(amount[_refunds_of(rows, summed, export)].sum())
    return gross


def _refunds_of(rows: Rows, summed: Positions, export: Positions) -> Positions:
    """The refund rows of this export that name one of the summed rows by its number."""
    original = rows.columns["original_reference"]
    naming = export[said(original)[export]]
    if not len(naming):
        return naming
    named = plain(original.take(pa.array(naming)))
    paid = plain(rows.columns["reference"])
    is_summed = np.zeros(len(paid), dtype=bool)
    is_summed[summed] = True
    known = paid.filter(pc.and_(pc.is_in(paid, value_set=named), pa.array(is_summed)))
    found: Positions = naming[pc.is_in(named, value_set=known).to_numpy(zero_copy_only=False)]
    return found
