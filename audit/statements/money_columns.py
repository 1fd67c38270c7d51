"""How much each row moved, which way, in what, and how much of it came back: a bill's money columns made canonical."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.statements.amount_text import are_plain, currencies_of, plain_amounts, unit_of
from audit.statements.cells import (
    UNREADABLE,
    Mask,
    Numbers,
    amounts_in,
    coded,
    matches,
    matching,
    per_word,
    plain,
    read_amount,
    repeated,
    words_of,
)
from audit.statements.format import Format
from audit.statements.prices import priced, prices
from audit.statements.printed import incoming
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
OTHER_CURRENCY = Words(
    "“{cell}” is in another currency than its bill or row says; correct the cell or export the bill again",
    "“{cell}”的币种与账单或该行所写不同；请更正或重新导出账单",
)
NO_CURRENCY = Words("“{cell}” is no currency that is known here", "“{cell}”不是已知币种")
_CANNOT_SAY = UNREADABLE + 1


class Fault(NamedTuple):
    """Rows that cannot be used, why, and the cells to quote."""

    rows: Mask
    words: Words
    cells: pa.Array


Read = Callable[[str, int], Numbers]  # a column's minor units in the currency of each row; where it is blank


class Money(NamedTuple):
    """Minor units, never negative, with their direction and currency, and what is wrong with some of them."""

    amount: Numbers
    direction: pa.Array
    currency: pa.Array
    faults: tuple[Fault, ...]


def money_of(printed: Columns, fmt: Format, stated_currency: str) -> Money:
    """Amounts and directions as the format prints them: a word beside the amount, a sign, or two columns."""
    printed = _arrived(printed, fmt)
    currency, unknown = _currency(printed, fmt, stated_currency)

    def read(name: str, blank: int) -> Numbers:
        return minors(printed[name], currency, fmt, blank)

    amount, direction, faults = AMOUNTS[fmt.amounts](printed, fmt, read)
    return Money(amount, direction, currency, (*unknown, *_other_currency(printed, currency), *faults))


def _arrived(printed: Columns, fmt: Format) -> Columns:
    """The columns with the amount and currency of money that came in, where the bill prints them elsewhere."""
    if "in amount" not in printed:
        return printed
    return {**incoming({**printed, "direction": _word(printed, fmt)[0]}, fmt), "direction": printed["direction"]}


def minors(column: pa.Array, currency: pa.Array, fmt: Format, blank: int = UNREADABLE) -> Numbers:
    """Signed minor units of each cell, in the currency of its row and with the decimal mark of the bill or the cell."""
    if fmt.decimal == "each":
        return prices(column, currency, blank)
    return amounts_in(plain_amounts(column, fmt.decimal), currency, blank)


def _currency(printed: Columns, fmt: Format, stated: str) -> tuple[pa.Array, tuple[Fault, ...]]:
    """The currency of each row: what the row prints, else the bill."""
    if not fmt.currency and "amount" in printed:
        printed = priced(printed, fmt.currencies)
    if "currency" not in printed:
        return repeated(stated or fmt.currency, len(printed["occurred_at"])), ()
    words, codes = words_of(printed["currency"])
    known = np.array([word in fmt.currencies for word in words], dtype=bool)[codes]
    currency = per_word(printed["currency"], lambda word: fmt.currencies.get(word, ""))
    return currency, (Fault(~known, NO_CURRENCY, printed["currency"]),)


def _other_currency(printed: Columns, currency: pa.Array) -> tuple[Fault, ...]:
    """Amounts beside which another currency stands than their row's."""
    faults = []
    marked = [
        name for name in ("amount", "amount_in", "amount_out") if name in printed and not are_plain(printed[name])
    ]
    for name in marked:
        units = per_word(printed[name], unit_of)
        for unit in filter(None, words_of(units)[0]):
            foreign = ~np.isin(plain(currency).to_pylist(), list(currencies_of(unit)))
            faults += [Fault(matches(units, re.escape(unit)) & foreign, OTHER_CURRENCY, printed[name])]
    return tuple(faults)


def _unsigned(printed: Columns, fmt: Format, read: Read) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    amount = read("amount", UNREADABLE)
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


def _signed(printed: Columns, fmt: Format, read: Read) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    """One column with a sign: negative is out, or on a card's bill (`owed`) negative is what was paid back."""
    amount = read("amount", UNREADABLE)
    into = amount <= 0 if fmt.amounts == "owed" else amount >= 0
    fault = Fault(amount == UNREADABLE, NO_AMOUNT, printed["amount"])
    return np.abs(np.maximum(amount, _CANNOT_SAY)), coded(("out", "in"), into), (fault,)


def _split(printed: Columns, fmt: Format, read: Read) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    """Two columns, of which exactly one says something; 0.00 beside an amount says nothing.

    `split` knows no signs, `split signed` prints what went out with a minus, and in `split reversing` a negative
    amount undoes one of its own column: it went the other way.
    """
    into, out = (read(name, _CANNOT_SAY) for name in ("amount_in", "amount_out"))
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


def _spent(printed: Columns, fmt: Format, read: Read) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
    """What a store charged, less what it took off: no price is free; `given back` is what it repaid."""
    if "amount" not in printed:
        return _none(printed, fmt, read)
    parts = [read(name, 0) for name in ("amount", *fmt.amount_with) if name in printed]
    bad = np.any([part == UNREADABLE for part in parts], axis=0)
    amount = np.sum([np.where(bad, 0, part) for part in parts], axis=0)
    back = fmt.amounts == "given back"
    into = np.full(len(amount), True) if back else amount < 0
    return (
        np.abs(amount),
        coded(("out", "in"), into),
        (Fault(bad | (back & (amount < 0)), NO_AMOUNT, printed["amount"]),),
    )


def _none(printed: Columns, _: Format, __: Read) -> tuple[Numbers, pa.Array, tuple[Fault, ...]]:
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
    "spent": _spent,
    "given back": _spent,
    "none": _none,
}


def beside(printed: Columns, fmt: Format, money: Money) -> tuple[dict[str, pa.Array], Fault]:
    """What the row prints beside its own amount: the merchant's price in another currency, a fee of its own.

    A price that is none, or in no currency, is no fault of the payment: it counts as not printed.
    """
    size = len(money.amount)
    found = _price(printed, fmt) if "original_amount" in printed else {}
    fee = minors(printed["fee"], money.currency, fmt, 0) if "fee" in printed else np.zeros(size, dtype=np.int64)
    bad = Fault(fee == UNREADABLE, NO_AMOUNT, printed.get("fee", money.currency))
    return found | {"fee_minor": pa.array(np.abs(np.maximum(fee, _CANNOT_SAY)))}, bad


def _price(printed: Columns, fmt: Format) -> dict[str, pa.Array]:
    """The merchant's price: its currency from a column of its own, else from beside the amount."""
    if "original_currency" in printed:
        named = per_word(printed["original_currency"], lambda word: fmt.currencies.get(word) or _code(word))
    else:
        named = per_word(printed["original_amount"], lambda cell: _only(currencies_of(unit_of(cell))))
    price = np.abs(np.maximum(minors(printed["original_amount"], named, fmt, _CANNOT_SAY), _CANNOT_SAY))
    unsaid = (price == -_CANNOT_SAY) | matches(named, "")
    return {
        "original_minor": pa.array(price, mask=unsaid),
        "original_currency": pc.if_else(pa.array(unsaid), "", plain(named)),
    }


def _code(word: str) -> str:
    return word.upper() if re.fullmatch("[A-Za-z]{3}", word) else ""


def _only(codes: frozenset[str]) -> str:
    return next(iter(codes)) if len(codes) == 1 else ""


def refunded_of(printed: Columns, fmt: Format, money: Money) -> tuple[pa.Array, Fault]:
    """What each row itself says was refunded, null where it cannot say."""
    size = len(money.amount)
    refunded = np.full(size, _CANNOT_SAY)
    left = np.ones(size, dtype=bool)
    for rule in fmt.refunded:
        here = matching(printed, rule.where, np.flatnonzero(left))
        refunded[here] = _said(rule.value, printed, fmt, money)[here]
        left[here] = False
    cells = next((printed[name] for name in ("refunded", "status") if name in printed), repeated("", size))
    fault = Fault((refunded < 0) & (refunded != _CANNOT_SAY), NO_REFUND, cells)
    return pa.array(refunded, mask=refunded < 0), fault


def _said(how: str, printed: Columns, fmt: Format, money: Money) -> Numbers:
    if how == "all":
        return money.amount
    if how == "none":
        return np.zeros_like(money.amount)
    if how == "column":
        said = printed.get("refunded", repeated("", len(money.amount)))
        return minors(said, money.currency, fmt, _CANNOT_SAY)
    return _in_words(re.compile(how), printed.get("note", printed["status"]))


def _in_words(pattern: re.Pattern[str], status: pa.Array) -> Numbers:
    words, codes = words_of(status)
    found: Sequence[re.Match[str] | None] = [pattern.fullmatch(word) for word in words]
    said = np.array([read_amount(f[1]) if f else UNREADABLE for f in found], dtype=np.int64)
    return said[codes]
