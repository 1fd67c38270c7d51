"""What a format leaves to the file: the order of day and month, the decimal mark, and which sign is money out.

Each is decided over all rows at once; a file that contradicts itself, or leaves open what matters, is refused in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from audit.errors import InputError
from audit.money import exponent
from audit.statements.amount_text import MONEY, decimal_mark, plain_amounts
from audit.statements.cells import UNREADABLE, Mask, amounts, matching, plain, words_of
from audit.statements.day_orders import decided_order
from audit.statements.format import Format
from audit.wording import Words, join

WRONG_SIDE = Words(
    "“{cell}” has the sign of a purchase in this kind of bill: which sign is money out cannot be told; say it as "
    "`amounts` in a file for --formats",
    "在这种账单中“{cell}”的正负号表示消费，与其文字矛盾：无法判断哪种符号是支出；请在 --formats 文件中用 amounts 写明",
)
UNPROVEN = Words(
    "nothing in this bill proves which sign is money out: export a longer range that holds a payment to the card, or "
    "describe the bill in a file for --formats",
    "账单中没有内容能证明哪种符号是支出：请导出包含信用卡还款的更长时间段，或用 --formats 文件描述该账单",
)
NOTHING_SPENT = Words(
    "by its signs this bill of a card holds nothing but money given back: which sign is money out cannot be told; say "
    "it as `amounts` in a file for --formats",
    "按正负号看，这份信用卡账单只有退回的钱：无法判断哪种符号是支出；请在 --formats 文件中用 amounts 写明",
)
_TURNED = Words(
    "the signs are the other way round than usual, as the types of the rows prove", "正负号与通常相反（由交易类型判定）"
)
_CURRENCY = Words(
    "currency, which the bill does not print, by its order of day and month: {code}",
    "账单未印币种，按日期顺序推定：{code}",
)
_DATES = ("occurred_at", "posted_on")
_OTHER_WAY = {"owed": "signed", "signed": "owed"}


def decided(fmt: Format, printed: Mapping[str, pa.Array]) -> Format:
    """The format with everything said that it left to the file; `printed` are its columns as they stand there."""
    order = decided_order([printed[name] for name in _DATES if name in printed]) if fmt.dates == "either" else fmt.dates
    # a price within a text may be written in another way than the columns are
    whole = [printed[name] for name in MONEY if name in printed and name in fmt.columns]
    mark = decimal_mark(whole, _places(fmt, printed)) if fmt.decimal == "either" else fmt.decimal
    currency, by_dates = fmt.currency_by_dates.get(order, ""), fmt.assumed
    if currency:
        by_dates = join([by_dates, _CURRENCY.fill(code=currency)], "; ", "；")
    known = replace(fmt, dates=order, decimal=mark, currency=currency or fmt.currency, assumed=by_dates)
    return _with_signs(known, printed) if fmt.sides and len(printed["amount"]) else known


def _places(fmt: Format, printed: Mapping[str, pa.Array]) -> int:
    """The most decimal places that a currency of the file may have."""
    if fmt.says.currency or fmt.currency_by_dates or not fmt.currency:
        return 2
    words = words_of(printed["currency"])[0] if "currency" in printed else [""]
    return max((exponent(fmt.currencies.get(word, fmt.currency)) for word in words), default=2)


def _with_signs(fmt: Format, printed: Mapping[str, pa.Array]) -> Format:
    """The format with its signs proven by the rows whose words say on which side they are."""
    amount = amounts(plain_amounts(printed["amount"], fmt.decimal))
    moved = (amount != UNREADABLE) & (amount != 0)
    into = amount < 0 if fmt.amounts == "owed" else amount > 0
    said = {side: _rows(fmt, printed, side) & moved for side in ("out", "in")}
    against = (said["in"] & ~into) | (said["out"] & into)
    agreeing = (said["in"] & into) | (said["out"] & ~into)
    if agreeing.sum() > against.sum():
        return fmt
    if not against.any():
        if fmt.signs == "proven" or (moved.sum() > 2 and into[moved].all()):
            raise InputError(UNPROVEN if fmt.signs == "proven" else NOTHING_SPENT)
        return fmt
    if fmt.signs != "either" or against.sum() == agreeing.sum():
        first = int(np.flatnonzero(against)[0])
        name = "counterparty" if "counterparty" in printed else "amount"
        raise InputError(WRONG_SIDE.fill(cell=plain(printed[name])[first].as_py()[:40]))
    return replace(fmt, amounts=_OTHER_WAY[fmt.amounts], assumed=join([fmt.assumed, _TURNED], "; ", "；"))


def _rows(fmt: Format, printed: Mapping[str, pa.Array], side: str) -> Mask:
    found = np.zeros(len(printed["amount"]), dtype=bool)
    left = ~found
    for rule in fmt.sides:
        here = matching(printed, rule.where, np.flatnonzero(left))
        found[here], left[here] = rule.value == side, False
    return found
