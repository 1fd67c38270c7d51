"""A format's facts applied to the rows of a bill, a column at a time: printed cells in, canonical columns out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import Problem
from audit.statements.cells import (
    UNREADABLE,
    Mask,
    Numbers,
    coded,
    matching,
    per_word,
    plain,
    repeated,
    times,
    words_of,
)
from audit.statements.format import Format, When
from audit.statements.grid import Line
from audit.statements.money_columns import Columns, Fault, beside, money_of, refunded_of
from audit.statements.printed import accounts, dated, incoming, mandates, unfolded, with_own_fee
from audit.statements.sections import NO_TIME, Body

_TAIL = re.compile(r".*[(（](\d{4})[)）].*", re.DOTALL)
_SPOILT = r"^([0-9]+([.,][0-9]+)?[eE]\+?[0-9]+|0+)$"
_BLANK = "(blank) （空）"
_TEXTS = {
    "counterparty": "counterparty",
    "counterparty_account": "counterparty_account",
    "description": "description",
    "category": "category",
    "method": "method",
    "status_text": "status",
    "reference": "reference",
    "merchant_reference": "merchant_reference",
}


@dataclass(frozen=True)
class Rows:
    """The rows of one bill in canonical form, beside the printed columns that totals need."""

    columns: Columns
    printed: Columns
    problems: tuple[Problem, ...]
    unknown_statuses: tuple[tuple[str, int], ...]  # the word, and the first row it stands in

    def __len__(self) -> int:
        return len(self.columns["row"])


def canonical(body: Body, printed: Columns, fmt: Format, file: str, currency: str = "") -> Rows:
    """The bill's rows; those that cannot be understood come out as problems with their raw record."""
    money = money_of(printed, fmt, currency)
    printed = incoming({**printed, "direction": money.direction}, fmt)
    refunded, bad_refund = refunded_of(printed, fmt, money)
    more, bad_fee = beside(printed, fmt, money)
    status, unknown = _chosen(printed, fmt.statuses, "settled")
    kind, _ = _chosen(printed, fmt.kinds, "other")
    columns, undated = _when(printed)
    columns |= {
        "row": pa.array(body.rows),
        "section": pa.array(body.section),
        "amount_minor": pa.array(money.amount),
        "currency": money.currency,
        "direction": money.direction,
        "kind": kind,
        "status": status,
        "refunded_minor": refunded,
    }
    columns |= _texts(printed, fmt, kind, status) | more
    problems, good = _problems((undated, *money.faults, bad_fee, bad_refund), body, file)
    if problems:
        kept = pa.array(np.flatnonzero(good))
        columns = {name: column.take(kept) for name, column in columns.items()}
        printed = {name: column.take(kept) for name, column in printed.items()}
    return Rows(columns, printed, problems, _first_rows(unknown[good], columns))


def is_number(column: pa.Array) -> Mask:
    """Which printed numbers identify a row: not empty, not zeros, not spoilt by a spreadsheet program (`4.2E+27`)."""
    cells = plain(column)
    named: Mask = pc.and_not(pc.not_equal(cells, ""), pc.match_substring_regex(cells, _SPOILT)).to_numpy(
        zero_copy_only=False
    )
    return named


def printed_of(cells: Columns, fmt: Format, headings: Sequence[str]) -> dict[str, pa.Array]:
    """The format's columns as printed, under our names, with dates year first and one fact a cell."""
    return dated(with_own_fee(unfolded(cells, fmt), fmt), fmt, headings)


def _when(printed: Columns) -> tuple[dict[str, pa.Array], Fault]:
    """Times and days of each row, and the rows whose time is none."""
    at, timed = times(printed["occurred_at"])
    posted = times(printed["posted_on"])[0] if "posted_on" in printed else np.full(len(at), UNREADABLE)
    columns = {
        "occurred_at": _seconds(at),
        "has_time": pa.array(timed),
        "civil_date": _days(at),
        "posted_on": _days(posted),
    }
    return columns, Fault(at == UNREADABLE, NO_TIME, printed["occurred_at"])


def _texts(printed: Columns, fmt: Format, kind: pa.Array, status: pa.Array) -> dict[str, pa.Array]:
    nothing = repeated("", len(kind))
    texts = {ours: printed.get(source, nothing) for ours, source in _TEXTS.items()}
    texts["mandate_id"] = mandates(printed, fmt) if "mandate" in printed else nothing
    texts["funding_account"] = printed["card"] if "card" in printed else per_word(texts["method"], _card_tail)
    texts["original_reference"] = _original(texts["reference"], printed, fmt, kind)
    judged = {**printed, "our kind": kind, "our status": status}  # words of our own, whatever language a bill is in
    more = [plain(judged[name]) for name in fmt.number_with if name in judged]
    texts["number_with"] = pc.binary_join_element_wise("", *more, "\x1e") if more else nothing
    if "zone" in printed:
        texts["utc_offset"] = per_word(printed["zone"], lambda zone: fmt.zones.get(zone, fmt.utc_offset))
    return texts | accounts(printed)


def _chosen(printed: Columns, rules: Sequence[When], default: str) -> tuple[pa.Array, Mask]:
    """For every row the value of the first rule that matches, and which rows none does."""
    values = sorted({rule.value for rule in rules} | {default})
    chosen = np.full(len(printed["direction"]), -1, dtype=np.int32)
    for rule in rules:
        chosen[matching(printed, rule.where, np.flatnonzero(chosen < 0))] = values.index(rule.value)
    return coded(values, np.where(chosen < 0, values.index(default), chosen)), chosen < 0


def _original(number: pa.Array, printed: Columns, fmt: Format, kind: pa.Array) -> pa.Array:
    """The number of the row this one is about: printed, or of a refund's payment where its own number holds it."""
    if "original" in printed:
        return printed["original"]
    every = np.arange(len(kind))
    if fmt.refund_shares_number:
        rows = matching({"kind": kind}, {"kind": "refund"}, every)
        named = plain(number.take(pa.array(rows)))
    elif fmt.refund_suffix:
        rows = matching(
            {"kind": kind, "number": number}, {"kind": "refund", "number": f".*{fmt.refund_suffix}.*"}, every
        )
        named = pc.replace_substring_regex(number.take(pa.array(rows)), f"(?s){fmt.refund_suffix}.*", "")
    elif fmt.refund_by_merchant_number:
        rows = matching(printed, fmt.refund_by_merchant_number, every)
        named = number.take(pa.array(rows))
    else:
        return repeated("", len(kind))
    codes = np.zeros(len(kind), dtype=np.int32)
    codes[rows] = np.arange(1, len(rows) + 1)
    return coded(["", *named.to_pylist()], codes)


def _problems(faults: Sequence[Fault], body: Body, file: str) -> tuple[tuple[Problem, ...], Mask]:
    """The rows that are wrong, each with its first fault, and which rows are right."""
    good = np.ones(len(body.rows), dtype=bool)
    found: list[Problem] = []
    for fault in faults:
        for index in np.flatnonzero(fault.rows & good).tolist():
            words = fault.words.fill(cell=_cell(fault.cells, index)[:40])
            record = Line(int(body.rows[index]), tuple(_cell(column, index) for column in body.columns.values()))
            found.append(Problem(file, record.row, words, record.raw))
        good &= ~fault.rows
    return tuple(sorted(found, key=lambda problem: problem.row or 0)), good


def _first_rows(unknown: Mask, columns: Columns) -> tuple[tuple[str, int], ...]:
    if not unknown.any():
        return ()
    words, codes = words_of(columns["status_text"])
    at = np.flatnonzero(unknown)
    different, first = np.unique(codes[at], return_index=True)
    rows = columns["row"].to_numpy()[at[first]]
    return tuple(
        (words[code] or _BLANK, row) for row, code in sorted(zip(rows.tolist(), different.tolist(), strict=True))
    )


def _cell(column: pa.Array, index: int) -> str:
    return str(column[index].as_py())


def _seconds(values: Numbers) -> pa.Array:
    return pa.array(values, mask=values == UNREADABLE, type=pa.int64()).cast(pa.timestamp("s"))


def _days(seconds: Numbers) -> pa.Array:
    return _seconds(np.where(seconds == UNREADABLE, UNREADABLE, seconds // 86400 * 86400))


def _card_tail(method: str) -> str:
    found = _TAIL.fullmatch(method)
    return found[1] if found else ""
