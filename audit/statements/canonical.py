"""A format's facts applied to the rows of a bill, a column at a time: printed cells in, canonical columns out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import Problem
from audit.statements.cells import (
    UNREADABLE,
    Mask,
    Numbers,
    all_match,
    amounts,
    emptied,
    per_word,
    plain,
    read_amount,
    stripped,
    text_array,
    times,
    words_of,
)
from audit.statements.format import Format, When, header_name
from audit.statements.sections import NO_TIME, Body
from audit.wording import Words

Columns = Mapping[str, pa.Array]

_TAIL = re.compile(r".*[(（](\d{4})[)）].*", re.DOTALL)
_SPOILT = r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+"
NO_AMOUNT = Words(
    "“{cell}” is no amount; correct the cell or export the bill again", "“{cell}”不是金额；请更正或重新导出账单"
)
NO_DIRECTION = Words(
    "“{cell}” says neither money out, nor in, nor neither: the row is not counted until that is known",
    "“{cell}”无法判断是支出、收入还是不计收支，该行暂不计入",
)
NO_REFUND = Words("“{cell}” is no refunded amount", "“{cell}”不是退款金额")
NO_CURRENCY = Words("“{cell}” is no currency that is known here", "“{cell}”不是已知币种")


@dataclass(frozen=True)
class Rows:
    """The rows of one bill in canonical form, beside the printed columns that totals need."""

    columns: Columns
    printed: Columns
    problems: tuple[Problem, ...]
    unknown_statuses: tuple[tuple[str, int], ...]  # the word, and the first row it stands in

    def __len__(self) -> int:
        return len(self.columns["row"])


def canonical(body: Body, fmt: Format, file: str, currency: str = "") -> Rows:
    """The bill's rows; those that cannot be understood come out as problems with their raw record."""
    printed = _printed(body, fmt)
    size = len(body.rows)
    at, timed = times(printed["occurred_at"])
    out_of, direction, amount = _money(printed, fmt, size)
    codes = _currencies(printed, fmt, currency, size)
    printed = {**printed, "direction": direction}
    status, unknown = _status(printed, fmt, size)
    refunded, bad_refund = _refunded(printed, fmt, amount, size)
    faults: list[tuple[Mask, Words, pa.Array]] = [
        (at == UNREADABLE, NO_TIME, printed["occurred_at"]),
        *out_of,
        (
            bad_refund,
            NO_REFUND,
            printed.get("refunded", printed["status"] if "status" in printed else printed["occurred_at"]),
        ),
        (
            np.asarray(pc.is_null(codes).to_numpy(zero_copy_only=False)),
            NO_CURRENCY,
            printed.get("currency", printed["occurred_at"]),
        ),
    ]
    problems, good = _problems(faults, body, file)
    posted = times(printed["posted_on"])[0] if "posted_on" in printed else np.full(size, UNREADABLE)
    columns: dict[str, pa.Array] = {
        "row": pa.array(body.rows),
        "section": pa.array(body.section),
        "occurred_at": _seconds(at),
        "has_time": pa.array(timed),
        "civil_date": _seconds(at // 86400 * 86400),
        "posted_on": _seconds(np.where(posted == UNREADABLE, UNREADABLE, posted // 86400 * 86400)),
        "amount_minor": pa.array(amount),
        "currency": codes,
        "direction": direction,
        "kind": _chosen(printed, fmt.kinds, "other", size)[0],
        "status": status,
        "refunded_minor": refunded,
    }
    for ours, source in _TEXTS.items():
        columns[ours] = printed.get(source, _all("", size))
    columns["funding_account"] = per_word(columns["method"], _card_tail)
    columns["original_reference"] = _original(columns, printed, fmt, size)
    if problems:
        keep = pa.array(np.flatnonzero(good))
        columns = {name: column.take(keep) for name, column in columns.items()}
        printed = {name: column.take(keep) for name, column in printed.items()}
    rows = columns["row"].to_numpy()
    seen = tuple((word, int(rows[first])) for word, first in _first_rows(unknown[good], printed))
    return Rows(columns, printed, problems, seen)


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


def is_number(column: pa.Array) -> Mask:
    """Which printed numbers identify a row: not empty, and not spoilt by a spreadsheet program (`4.2E+27`)."""
    cells = plain(column)
    spoilt = pc.match_substring_regex(cells, f"^{_SPOILT}$")
    named: Mask = pc.and_(pc.not_equal(cells, ""), pc.invert(spoilt)).to_numpy(zero_copy_only=False)
    return named


def _printed(body: Body, fmt: Format) -> dict[str, pa.Array]:
    """The format's columns, stripped; of several printed ones the first that is not empty stands."""
    found: dict[str, pa.Array] = {}
    for ours, names in fmt.columns.items():
        cells = [stripped(body.columns[header_name(name)]) for name in names if header_name(name) in body.columns]
        if not cells:
            continue
        column = cells[0] if ours == "direction" else emptied(cells[0])  # a `/` there is a word: neither out nor in
        for other in cells[1:]:
            column = pc.if_else(pc.equal(plain(column), ""), emptied(plain(other)), plain(column))
        found[ours] = column
    if "occurred_time" in found:
        joined = pc.binary_join_element_wise(plain(found["occurred_at"]), plain(found["occurred_time"]), " ")
        found["occurred_at"] = stripped(joined)
    return found


def _money(printed: Columns, fmt: Format, size: int) -> tuple[list[tuple[Mask, Words, pa.Array]], pa.Array, Numbers]:
    """What is wrong with amounts and directions, and both of them."""
    if fmt.amounts == "split":
        return _split_money(printed)
    amount = amounts(printed["amount"])
    if fmt.amounts == "signed":
        direction = _coded(("out", "in"), (amount >= 0).astype(np.int32))
        return [(amount == UNREADABLE, NO_AMOUNT, printed["amount"])], direction, np.abs(amount)
    words, codes = words_of(printed["direction"])
    meant = [fmt.directions.get(word, "") for word in words]
    unknown = np.array([not m for m in meant], dtype=bool)[codes] if words else np.zeros(size, dtype=bool)
    direction = per_word(printed["direction"], lambda word: fmt.directions.get(word, ""))
    faults = [(amount < 0, NO_AMOUNT, printed["amount"]), (unknown, NO_DIRECTION, printed["direction"])]
    return faults, direction, np.maximum(amount, 0)


def _split_money(printed: Columns) -> tuple[list[tuple[Mask, Words, pa.Array]], pa.Array, Numbers]:
    """Amounts in two columns, of which exactly one is filled (0.00 counts as empty)."""
    into, out = amounts(printed["amount_in"], blank=0), amounts(printed["amount_out"], blank=0)
    both = pc.binary_join_element_wise(plain(printed["amount_in"]), plain(printed["amount_out"]), " / ")
    bad = (into < 0) | (out < 0) | ((into > 0) == (out > 0))
    direction = _coded(("out", "in"), (into > 0).astype(np.int32))
    return [(bad, NO_AMOUNT, both)], direction, np.maximum(into, 0) + np.maximum(out, 0)


def _currencies(printed: Columns, fmt: Format, stated: str, size: int) -> pa.Array:
    if "currency" not in printed:
        return _all(stated or fmt.currency, size)
    words, codes = words_of(printed["currency"])
    known = pa.array([fmt.currencies.get(word) for word in words], type=pa.string())
    return known.take(pa.array(codes))


def _status(printed: Columns, fmt: Format, size: int) -> tuple[pa.Array, Mask]:
    """A word no line of the table knows counts as settled, and is asked about."""
    return _chosen(printed, fmt.statuses, "settled", size)


def _refunded(printed: Columns, fmt: Format, amount: Numbers, size: int) -> tuple[pa.Array, Mask]:
    """What each row itself says was refunded; null where it cannot say."""
    refunded = np.full(size, UNREADABLE)
    said = np.zeros(size, dtype=bool)
    bad = np.zeros(size, dtype=bool)
    for rule in fmt.refunded:
        here = all_match(printed, rule.where, size) & ~said
        values = _said_refund(rule.value, printed, amount, here)
        blank = values == _CANNOT_SAY
        bad |= here & ~blank & (values < 0)
        refunded = np.where(here & ~blank, values, refunded)
        said |= here
    return pa.array(refunded, mask=~said | (refunded < 0)), bad


_CANNOT_SAY = UNREADABLE + 1


def _said_refund(how: str, printed: Columns, amount: Numbers, here: Mask) -> Numbers:
    if how == "all":
        return amount
    if how == "none":
        return np.zeros_like(amount)
    if how == "column":
        return (
            amounts(printed["refunded"], blank=_CANNOT_SAY)
            if "refunded" in printed
            else np.full_like(amount, _CANNOT_SAY)
        )
    words, codes = words_of(printed["status"])
    found = [re.fullmatch(how, word) for word in words]
    values = np.array([read_amount(f[1]) if f else UNREADABLE for f in found], dtype=np.int64)
    return values[codes] if here.any() else np.full_like(amount, _CANNOT_SAY)


def _chosen(printed: Columns, rules: Sequence[When], default: str, size: int) -> tuple[pa.Array, Mask]:
    """For every row the value of the first rule that matches, and which rows none does."""
    values = sorted({rule.value for rule in rules} | {default})
    chosen = np.full(size, -1, dtype=np.int32)
    for rule in rules:
        left = np.flatnonzero(chosen < 0)
        if not len(left):
            break
        part = {name: printed[name].take(pa.array(left)) for name in rule.where if name in printed}
        chosen[left[all_match(part, rule.where, len(left))]] = values.index(rule.value)
    unknown = chosen < 0
    return _coded(values, np.where(unknown, values.index(default), chosen).astype(np.int32)), unknown


def _original(columns: Columns, printed: Columns, fmt: Format, size: int) -> pa.Array:
    """The printed number of the payment a refund row undoes, where the refund's own number holds it."""
    number = plain(columns["reference"])
    empty = _all("", size)
    if fmt.refund_suffix:
        is_refund = pc.equal(plain(columns["kind"]), "refund")
        cut = pc.replace_substring_regex(number, pattern=f"(?s){fmt.refund_suffix}.*", replacement="")
        return pc.if_else(pc.and_(is_refund, pc.not_equal(cut, number)), cut, empty)
    if fmt.refund_by_merchant_number:
        return pc.if_else(pa.array(all_match(printed, fmt.refund_by_merchant_number, size)), number, empty)
    return empty


def _problems(
    faults: Sequence[tuple[Mask, Words, pa.Array]], body: Body, file: str
) -> tuple[tuple[Problem, ...], Mask]:
    """The rows that are wrong, each with its first fault, and which rows are right."""
    good = np.ones(len(body.rows), dtype=bool)
    found: list[Problem] = []
    for mask, words, column in faults:
        for index in np.flatnonzero(mask & good).tolist():
            cell = str(plain(column.slice(index, 1))[0])[:40]
            raw = ",".join(str(plain(c.slice(index, 1))[0]) for c in body.columns.values()).rstrip(",")
            found.append(Problem(file, int(body.rows[index]), words.fill(cell=cell), raw[:2000]))
        good &= ~mask
    return tuple(sorted(found, key=lambda p: p.row or 0)), good


def _first_rows(unknown: Mask, printed: Columns) -> list[tuple[str, int]]:
    if not unknown.any():
        return []
    words, codes = words_of(printed["status"])
    at = np.flatnonzero(unknown)
    different, first = np.unique(codes[at], return_index=True)
    return [(words[code], int(at[i])) for code, i in zip(different.tolist(), first.tolist(), strict=True)]


def _seconds(values: Numbers) -> pa.Array:
    return pa.array(values, mask=values < _CANNOT_SAY // 2, type=pa.int64()).cast(pa.timestamp("s"))


def _card_tail(method: str) -> str:
    found = _TAIL.fullmatch(method)
    return found[1] if found else ""


def _coded(values: Sequence[str], codes: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, type=pa.int32()), text_array(list(values)))


def _all(word: str, size: int) -> pa.Array:
    return _coded((word,), np.zeros(size, dtype=np.int32))
