"""What a format leaves to the file: the order of day and month, the decimal mark, and which sign is money out.

Each is decided over all rows at once; a file that contradicts itself, or leaves open what matters, is refused in words.
So are dates and decimals of a file that was opened and saved again in another country's spreadsheet program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from audit.errors import InputError
from audit.money import exponent
from audit.statements.amount_text import MONEY, are_plain, decimal_mark, plain_amounts
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
_SAVED_AGAIN = {
    "dmy": Words(
        "dates that a spreadsheet program wrote anew, read as day, month, year",
        "日期经表格软件改写，按“日、月、年”读取",
    ),
    "mdy": Words(
        "dates that a spreadsheet program wrote anew, read as month, day, year",
        "日期经表格软件改写，按“月、日、年”读取",
    ),
}
_YEAR_LAST = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}(?!\d).*", re.DOTALL)
_DECIMALS = re.compile(r"\d([.,])\d{1,2}(?!\d)\D*$")
_DATES = ("occurred_at", "posted_on")
_OTHER_WAY = {"owed": "signed", "signed": "owed"}


def decided(fmt: Format, printed: Mapping[str, pa.Array]) -> Format:
    """The format with everything said that it left to the file; `printed` are its columns as they stand there."""
    days = [printed[name] for name in _DATES if name in printed]
    again = fmt.dates == "ymd" and _turned_round(days)
    order = decided_order(days) if again or fmt.dates == "either" else fmt.dates
    # a price within a text may be written in another way than the columns are
    whole = [printed[name] for name in MONEY if name in printed and name in fmt.columns]
    either = fmt.decimal == "either"
    mark = decimal_mark(whole, _places(fmt, printed)) if either else _as_saved(whole, fmt.decimal, again)
    currency = fmt.currency_by_dates.get(order, "")
    by_dates = join([fmt.assumed, _SAVED_AGAIN[order]], "; ", "；") if again else fmt.assumed
    if currency:
        by_dates = join([by_dates, _CURRENCY.fill(code=currency)], "; ", "；")
    known = replace(fmt, dates=order, decimal=mark, currency=currency or fmt.currency, assumed=by_dates)
    return _with_signs(known, printed) if fmt.sides and len(printed["amount"]) else known


def rewritten(fmt: Format, printed: Mapping[str, pa.Array]) -> bool:
    """Whether a spreadsheet program of another country wrote the dates or decimals anew; `printed`: the first rows."""
    days = [printed[name] for name in _DATES if name in printed]
    whole = [printed[name] for name in MONEY if name in printed and name in fmt.columns]
    return (fmt.dates == "ymd" and _turned_round(days)) or _as_saved(whole, fmt.decimal, False) != fmt.decimal


def _turned_round(days: Sequence[pa.Array]) -> bool:
    """Whether the first date that stands in a column has its year last, which no bill with years first prints."""
    first = (next((text for text in words_of(column)[0] if text), "") for column in days)
    return any(map(_YEAR_LAST.fullmatch, first))


def _as_saved(columns: Sequence[pa.Array], mark: str, again: bool) -> str:
    """The format's own decimal mark, or a comma where every amount with decimals has that instead of a point.

    Of a file with dates written anew, some is enough: amounts beside words (`68.00(已退款)`) are no numbers to the
    program and keep their point, which is read as one beside commas too.
    """
    if mark != "." or all(map(are_plain, columns)):
        return mark
    ends = {found[1] for column in columns for cell in words_of(column)[0] if (found := _DECIMALS.search(cell))}
    return "," if ends == {","} or (again and "," in ends) else mark


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
