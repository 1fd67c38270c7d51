"""How much each row moved, which way, in what, and how much of it came back: a bill's money columns made canonical."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.statements.cells import (
    UNREADABLE,
    Mask,
    Numbers,
    amounts,
    coded,
    matching,
    per_word,
    plain,
    read_amount,
    repeated,
    words_of,
)
from audit.statements.format import Format
from audit.wording import Words

Columns = Mapping[str, pa.Array]

NO_AMOUNT = Words(
    "“{cell}” is no amount; correct the cell or export the bill again", "“{cell}”不是金额；请更正或重新导出账单"
)
NO_DIRECTION = Words(
    "“{cell}” says neither money out, nor in, nor neither: the row is not counted until that is known",
    "“{cell}”无法判断是支出、收入还是不计收支，该行暂不计入",
)
NO_REFUND = Words(
    "“{cell}” is no refunded amount; correct the cell or export the bill again",
    "“{cell}”不是退款金额；请更正或重新导出账单",
)
NO_CURRENCY = Words("“{cell}” is no currency that is known here", "“{cell}”不是已知币种")
_CANNOT_SAY = UNREADABLE + 1


class Fault(NamedTuple):
    """Rows that cannot be used, why, and the cells to quote."""

    rows: Mask
    words: Words
    cells: pa.Array


class Money(NamedTuple):
    """Minor units, never negative, with their direction and currency, and what is wrong with some of them."""

    amount: Numbers
    direction: pa.Array
    currency: pa.Array
    faults: tuple[Fault, ...]


def money_of(printed: Columns, fmt: Format, stated_currency: str) -> Money:
    """Amounts and directions as the format prints them: a word beside the amount, a sign, or two columns."""
    amount, direction, faults = AMOUNTS[fmt.amounts](printed, fmt)
    if "currency" not in printed:
        return Money(amount, direction, repeated(stated_currency or fmt.currency, len(amount)), faults)
    words, codes = words_of(printed["currency"])
    known = np.array([word in fmt.currencies for word in words], dtype=bool)[codes]
    currency = per_word(printed["currency"], lambda word: fmt.currencies.get(word, ""))
    return Money(amount, direction, currency, (*faults, Fault(~known, NO_CURRENCY, printed["currency"])))


def _unsigned(printed: Columns, fmt: Format) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    amount = amounts(printed["amount"])
    direction, unsaid = _flow(printed, fmt) if fmt.flows else _word(printed, fmt)
    return np.maximum(amount, 0), direction, (Fault(amount < 0, NO_AMOUNT, printed["amount"]), unsaid)


def _word(printed: Columns, fmt: Format) -> tuple[pa.Array, Fault]:
    """The direction where one column is there to say it."""
    words, codes = words_of(printed["direction"])
    unknown = np.array([word not in fmt.directions for word in words], dtype=bool)[codes]
    direction = per_word(printed["direction"], lambda word: fmt.directions.get(word, ""))
    return direction, Fault(unknown, NO_DIRECTION, printed["direction"])


def _flow(printed: Columns, fmt: Format) -> tuple[pa.Array, Fault]:
    """The direction where it is read off other columns; a row no line of the table knows has none."""
    values = ("", "out", "in", "neutral")
    chosen = np.zeros(len(printed["amount"]), dtype=np.int32)
    for rule in fmt.flows:
        chosen[matching(printed, rule.where, np.flatnonzero(chosen == 0))] = values.index(rule.value)
    return coded(values, chosen), Fault(chosen == 0, NO_DIRECTION, printed["counterparty"])


def _signed(printed: Columns, fmt: Format) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    """One column with a sign: negative is out, or on a card's bill (`owed`) negative is what was paid back."""
    amount = amounts(printed["amount"])
    into = amount <= 0 if fmt.amounts == "owed" else amount >= 0
    fault = Fault(amount == UNREADABLE, NO_AMOUNT, printed["amount"])
    return np.abs(np.maximum(amount, _CANNOT_SAY)), coded(("out", "in"), into), (fault,)


def _split(printed: Columns, fmt: Format) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    """Two columns, of which exactly one says something; 0.00 beside an amount says nothing.

    `split` knows no signs, `split signed` prints what went out with a minus, and in `split reversing` a negative
    amount undoes one of its own column: it went the other way.
    """
    into, out = (amounts(printed[name], blank=_CANNOT_SAY) for name in ("amount_in", "amount_out"))
    if fmt.amounts == "split signed":
        out = np.where((out == UNREADABLE) | (out == _CANNOT_SAY), out, -out)
    if fmt.amounts == "split reversing":
        into, out = _turned(into, out), _turned(out, into)
    both = pc.binary_join_element_wise(plain(printed["amount_in"]), plain(printed["amount_out"]), " / ")
    came = (into > 0) | ((into == 0) & (out == _CANNOT_SAY))
    went = (out > 0) | ((out == 0) & (into == _CANNOT_SAY))
    bad = (came == went) | ((into < 0) & (into != _CANNOT_SAY)) | ((out < 0) & (out != _CANNOT_SAY))
    return np.maximum(into, 0) + np.maximum(out, 0), coded(("out", "in"), came), (Fault(bad, NO_AMOUNT, both),)


def _turned(own: Numbers, other: Numbers) -> Numbers:
    """A column without its own negative amounts, and with those of the other one, which says nothing then."""
    nothing = (own == _CANNOT_SAY) | (own == 0)
    turned = np.where(nothing & (other < 0) & (other > _CANNOT_SAY), -other, own)
    return np.where((own < 0) & (own > _CANNOT_SAY), _CANNOT_SAY, turned)


def _none(printed: Columns, _: Format) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    """Records that print no amount."""
    size = len(printed["occurred_at"])
    return np.zeros(size, dtype=np.int64), repeated("neutral", size), ()


AMOUNTS = {
    "unsigned": _unsigned,
    "signed": _signed,
    "owed": _signed,
    "split": _split,
    "split signed": _split,
    "split reversing": _split,
    "none": _none,
}


def beside(printed: Columns, fmt: Format) -> dict[str, pa.Array]:
    """What the row prints beside its own amount: the merchant's price in another currency, a fee of its own."""
    found: dict[str, pa.Array] = {}
    if "original_amount" in printed:
        price = np.abs(np.maximum(amounts(printed["original_amount"], blank=_CANNOT_SAY), _CANNOT_SAY))
        found["original_minor"] = pa.array(price, mask=price == -_CANNOT_SAY)
        found["original_currency"] = per_word(
            printed["original_currency"], lambda word: fmt.currencies.get(word, word.upper())
        )
    fee = amounts(printed["fee"], blank=0) if "fee" in printed else np.zeros(len(printed["direction"]), dtype=np.int64)
    return found | {"fee_minor": pa.array(np.abs(fee))}


def refunded_of(printed: Columns, fmt: Format, amount: Numbers) -> tuple[pa.Array, Fault]:
    """What each row itself says was refunded, null where it cannot say."""
    size = len(amount)
    refunded = np.full(size, _CANNOT_SAY)
    left = np.ones(size, dtype=bool)
    for rule in fmt.refunded:
        here = matching(printed, rule.where, np.flatnonzero(left))
        refunded[here] = _said(rule.value, printed, amount)[here]
        left[here] = False
    cells = next((printed[name] for name in ("refunded", "status") if name in printed), repeated("", size))
    fault = Fault((refunded < 0) & (refunded != _CANNOT_SAY), NO_REFUND, cells)
    return pa.array(refunded, mask=refunded < 0), fault


def _said(how: str, printed: Columns, amount: Numbers) -> Numbers:
    if how == "all":
        return amount
    if how == "none":
        return np.zeros_like(amount)
    if how == "column":
        return amounts(printed.get("refunded", repeated("", len(amount))), blank=_CANNOT_SAY)
    return _in_words(re.compile(how), printed.get("note", printed["status"]))


def _in_words(pattern: re.Pattern[str], status: pa.Array) -> Numbers:
    words, codes = words_of(status)
    found: Sequence[re.Match[str] | None] = [pattern.fullmatch(word) for word in words]
    said = np.array([read_amount(f[1]) if f else UNREADABLE for f in found], dtype=np.int64)
    return said[codes]
