"""Printed columns brought into the shape the engine reads: dates in one order, one fact a cell, whom it went to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.statements.cells import emptied, matches, matching, of_words, per_word, plain, read_time, repeated, stripped
from audit.statements.day_orders import year_first
from audit.statements.format import Format, header_name
from audit.statements.sections import Body

_NO_YEAR = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?(.*)", re.DOTALL)
_COMPACT_CLOCK = r"(?s)^(.*[ T])(\p{Nd}{2})(\p{Nd}{2})(\p{Nd}{2})$"
_DATES = ("occurred_at", "posted_on")
_WHOLE = 8  # digits, below which a number may be a tail
_NOTHING = r"^[-+]?[0.,]*$"  # an amount of zero


def columns_of(body: Body, fmt: Format) -> dict[str, pa.Array]:
    """The format's columns, stripped; of several printed ones the first that is not empty stands."""
    found: dict[str, pa.Array] = {}
    for ours, names in (*fmt.columns.items(), *((f"in {ours}", names) for ours, names in fmt.incoming.items())):
        present = [body.columns[name] for name in map(header_name, names) if name in body.columns]
        cells = [_without(fmt.nothing, stripped(column)) for column in present]
        if not cells:
            continue
        column = cells[0] if ours == "direction" else emptied(cells[0])  # a `/` there is a word: neither out nor in
        for other in cells[1:]:
            column = pc.if_else(pc.equal(plain(column), ""), emptied(plain(other)), plain(column))
        found[ours] = column
    for ours in ("occurred_at", *fmt.needed):
        found.setdefault(ours, repeated("", len(body.rows)))
    if "occurred_time" in found:
        joined = pc.binary_join_element_wise(plain(found["occurred_at"]), plain(found["occurred_time"]), " ")
        found["occurred_at"] = stripped(joined)
    return found


def _without(nothing: str, column: pa.Array) -> pa.Array:
    """The column with what the bill prints for an empty cell made empty."""
    return pc.if_else(pa.array(~matches(column, nothing)), plain(column), "") if nothing else column


def dated(printed: Mapping[str, pa.Array], fmt: Format, headings: Sequence[str]) -> dict[str, pa.Array]:
    """The columns with dates written year first and times with colons; what is no date stays as it is."""
    if fmt.dates == "ymd" and "occurred_time" not in fmt.columns:
        return dict(printed)
    reorder = _REORDERED.get(fmt.dates)
    days = {name: printed[name] for name in _DATES if name in printed}
    if reorder:
        days = {name: per_word(column, reorder(fmt, headings)) for name, column in days.items()}
    return {**printed, **{name: of_words(column, _with_colons) for name, column in days.items()}}


def _turned(fmt: Format, _: Sequence[str]) -> Callable[[str], str]:
    return lambda cell: year_first(cell, fmt.dates)


def _with_year(fmt: Format, headings: Sequence[str]) -> Callable[[str], str]:
    """The statement's own year; a month after the statement's belongs to the year before."""
    said = re.search(fmt.says.month, headings[0], re.MULTILINE) if fmt.says.month and headings else None
    end = read_time(f"{said[1]}1日") if said else None

    def completed(cell: str) -> str:
        found = _NO_YEAR.fullmatch(cell)
        if not found or end is None:
            return cell
        year = end[0].year - (int(found[1]) > end[0].month)
        return f"{year}-{found[1]}-{found[2]}{found[3]}"

    return completed


_REORDERED = {"dmy": _turned, "mdy": _turned, "md": _with_year}


def _with_colons(cells: pa.Array) -> pa.Array:
    """Times of day printed as `123456` with their colons.

    >>> _with_colons(pa.array(["20240101 123456", "20240101"])).to_pylist()
    ['20240101 12:34:56', '20240101']
    """
    return pc.replace_substring_regex(cells, _COMPACT_CLOCK, r"\1\2:\3:\4")


def unfolded(printed: Mapping[str, pa.Array], fmt: Format) -> dict[str, pa.Array]:
    """The columns with what a cell holds beside its own fact in columns of their own."""
    found = dict(printed)
    for ours, pattern in fmt.holds.items():
        if ours not in printed:
            continue
        inside = re.compile(pattern, re.DOTALL)
        found |= {name: per_word(printed[ours], _group(inside, name, name == ours)) for name in inside.groupindex}
    return found


def _group(pattern: re.Pattern[str], name: str, stays: bool) -> Callable[[str], str]:
    def held(cell: str) -> str:
        found = pattern.fullmatch(cell)
        return (found[name] or "").strip() if found else cell if stays else ""

    return held


def with_own_fee(printed: Mapping[str, pa.Array], fmt: Format) -> dict[str, pa.Array]:
    """The columns with the fee as the amount of rows that moved nothing else, where the format says that there are."""
    if not fmt.fee_alone:
        return dict(printed)
    amount, fee = plain(printed["amount"]), plain(printed["fee"])
    alone = pc.and_(pc.match_substring_regex(amount, _NOTHING), pc.invert(pc.match_substring_regex(fee, _NOTHING)))
    back = pc.starts_with(fee, "-")
    moved = pc.if_else(back, pc.utf8_slice_codeunits(fee, 1), pc.binary_join_element_wise("-", fee, ""))
    return {**printed, "amount": pc.if_else(alone, moved, amount), "fee": pc.if_else(alone, "", fee)}


def incoming(printed: Mapping[str, pa.Array], fmt: Format) -> dict[str, pa.Array]:
    """The columns with what the format prints elsewhere for money that came in."""
    into = pc.equal(plain(printed["direction"]), "in")
    turned = {
        ours: pc.if_else(into, plain(printed[f"in {ours}"]), plain(printed[ours]) if ours in printed else "")
        for ours in fmt.incoming
        if f"in {ours}" in printed
    }
    return {**printed, **turned}


def accounts(printed: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """The account of each row where rows print it: their card's last four digits, or one owner of the whole bill."""
    if "account" in printed:
        return {
            "account_id": per_word(printed["account"], last_four),
            "account_number": per_word(printed["account"], whole_number),
        }
    return {"account_id": repeated(_commonest(printed["owner"]), len(printed["owner"]))} if "owner" in printed else {}


def mandates(printed: Mapping[str, pa.Array], fmt: Format) -> pa.Array:
    """The mandate each row was paid under, nothing where the format says that the row is of no subscription."""
    column = plain(printed["mandate"])
    if not fmt.mandate_where:
        return column
    held = np.zeros(len(column), dtype=bool)
    for where in fmt.mandate_where:
        held[matching(printed, where, np.arange(len(column)))] = True
    return pc.if_else(pa.array(held), column, "")


def _commonest(column: pa.Array) -> str:
    """The word most rows print, the first in sorted order of equals: an owner may go by several addresses."""
    words = Counter(word for word in plain(column).to_pylist() if word)
    return min(words, key=lambda word: (-words[word], word), default="")


def last_four(number: str) -> str:
    """The last four digits of a card or account; a spreadsheet program drops leading zeros.

    >>> last_four("6214********0123"), last_four("123"), last_four("")
    ('0123', '0123', '')
    """
    digits = re.sub(r"\D", "", number)[-4:]
    return digits.zfill(4) if digits else ""


def whole_number(printed: str) -> str:
    """The digits of a card or account of which all are printed; "" of one that is masked or called by its tail.

    >>> whole_number("DE02 9999 0000 0000 0047 11"), whole_number("6214********0123"), whole_number("4711")
    ('02999900000000004711', '', '')
    """
    digits = re.sub(r"\D", "", printed)
    return digits if len(digits) >= _WHOLE and not re.search(r"[*•]|[xX]{2}", printed) else ""
