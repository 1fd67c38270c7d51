"""What a bill says its rows come to, against what was read, in the bill's own terms."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.money import parse_minor
from audit.statements.canonical import Rows
from audit.statements.cells import Mask, Numbers, all_match, plain
from audit.statements.format import Format, Total
from audit.statements.heading import Heading

AGREES, DIFFERS, NOT_STATED = "agrees", "differs", "not stated"


def totals_of(rows: Rows, headings: Sequence[Heading], fmt: Format) -> list[dict[str, object]]:
    """One record for each total the format prints, for each export in the file."""
    sections = rows.columns["section"].to_numpy()
    return [
        _compared(total, rows, heading, sections == index, "" if index == 0 else f" ({index + 1})")
        for index, heading in enumerate(headings)
        for total in fmt.totals
    ]


def _compared(total: Total, rows: Rows, heading: Heading, here: Mask, ordinal: str) -> dict[str, object]:
    stated_count, stated_minor = _stated(total, heading.text)
    mask = here & all_match(rows.printed, total.where, len(rows))
    count = int(mask.sum())
    minor = _sum(total, rows, mask, here)
    return {
        "name": total.name + ordinal,
        "currency": heading.currency or "CNY",
        "stated_count": stated_count,
        "stated_minor": stated_minor,
        "read_count": count,
        "read_minor": minor if "amount" in total.pattern else None,
        "result": _result(total, (stated_count, count), (stated_minor, minor)),
    }


def _result(total: Total, counts: tuple[int | None, int], sums: tuple[int | None, int]) -> str:
    pairs = [counts] if total.by_count else [counts, sums]
    printed = [(stated, read) for stated, read in pairs if stated is not None]
    if not printed:
        return NOT_STATED
    return AGREES if all(stated == read for stated, read in printed) else DIFFERS


def _stated(total: Total, text: str) -> tuple[int | None, int | None]:
    found = re.search(total.pattern, text, re.MULTILINE)
    if not found:
        return None, None
    said = found.groupdict()
    count, amount = said.get("count"), said.get("amount")
    try:
        return int(count) if count else None, parse_minor(amount) if amount else None
    except ValueError:
        return int(count) if count else None, None


def _sum(total: Total, rows: Rows, mask: Mask, here: Mask) -> int:
    amount = rows.columns["amount_minor"].to_numpy()
    gross = int(amount[mask].sum())
    if total.net == "column":
        said = rows.columns["refunded_minor"].fill_null(0).to_numpy(zero_copy_only=False)
        return gross - int(said[mask].sum())
    if total.net == "rows":
        return gross - _refunded_by_rows(rows, amount, mask, here)
    return gross


def _refunded_by_rows(rows: Rows, amount: Numbers, mask: Mask, here: Mask) -> int:
    """What refund rows of this export give back of the masked rows, by the original's number."""
    original = plain(rows.columns["original_reference"])
    named = here & np.asarray(pc.not_equal(original, "").to_numpy(zero_copy_only=False))
    if not named.any():
        return 0
    paid = plain(rows.columns["reference"]).filter(pa.array(mask))
    names_one = pc.is_in(original.filter(pa.array(named)), value_set=paid).to_numpy(zero_copy_only=False)
    return int(amount[named][names_one].sum())
