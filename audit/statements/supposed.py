"""A bank nobody has described: its columns understood by their names, its signs only where the bill proves them.

What was assumed is said as an event. Which way money went is never guessed: two columns say it, a word says it, or the
running balance does; where none of them does, the bill is refused in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from audit.errors import InputError
from audit.statements.amount_text import decimal_mark, plain_amount
from audit.statements.cells import UNREADABLE, WHITE, read_amount, text_array
from audit.statements.format import Format, header_name
from audit.statements.supposed_names import CHINESE, NOT_PRINTED, WALLETS, WESTERN, Vocabulary
from audit.wording import Words, join

NO_DIRECTION = Words(
    "this looks like a bank's bill (date: {date}, amount: {amount}), but nothing in it proves which way the money "
    "went; describe its columns in a file for --formats, or export it with income and spending in two columns",
    "这看起来是银行账单（日期：{date}，金额：{amount}），但无法确定每笔是收入还是支出；"
    "请用 --formats 文件描述其各列，或导出收入、支出分列的账单",
)
NO_DAYS = Words(
    "this looks like a bank's bill, but many of its rows have no {date}: records of several lines are not understood; "
    "export it in another layout, or put each record on one line",
    "这看起来是银行账单，但许多行没有“{date}”：无法理解一笔占多行的记录；请换一种格式导出，或将每笔记录整理为一行",
)
_TITLE = Words("bill of a bank not described here, understood by its columns' names", "未收录银行的账单（按列名识别）")
_ROLES = {
    "occurred_at": Words("date", "日期"),
    "occurred_time": Words("time", "时间"),
    "amount_in": Words("money in", "收入"),
    "amount_out": Words("money out", "支出"),
    "amount": Words("amount", "金额"),
    "direction": Words("direction", "收支方向"),
    "balance": Words("balance", "余额"),
    "currency": Words("currency", "币种"),
    "account": Words("card", "卡号"),
    "category": Words("kind", "类型"),
    "status": Words("status", "状态"),
    "counterparty": Words("counterparty", "对方"),
    "description": Words("text", "说明"),
}
_AS = Words("{role}: {name}", "{role}：{name}")
_BY_NAMES = Words("no format known, columns understood by their names", "未收录的格式，各列按列名识别")
_MONEY = ("amount", "amount_in", "amount_out")
_SIGNED = Words("negative is out: the balance proves it", "负数为支出（余额可证）")

Records = Sequence[Sequence[str]]


def supposed(header: Sequence[str], records: Records) -> Format | Words | None:
    """A format for a header nobody described; words where the direction stays unknown, None where it is no bank's.

    `records` are the rows below the header.
    """
    cells = {header_name(cell): cell.strip(WHITE) for cell in header if cell.strip(WHITE)}
    if cells.keys() & WALLETS:
        return None
    known = [(one, columns) for one in (CHINESE, WESTERN) if (columns := _columns(cells, one))]
    return _with_direction(known[0][1], _Below(header, records), known[0][0]) if known else None


def _columns(cells: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, str]:
    """Our columns and the printed ones, none where a date or every text is missing."""
    if cells.keys().isdisjoint(vocabulary.synonyms["occurred_at"]):
        return {}
    printed = {vocabulary.unit.sub("", name): cell for name, cell in cells.items()}
    known = {ours: next((name for name in names if name in printed), "") for ours, names in vocabulary.synonyms.items()}
    columns = {ours: printed[name] for ours, name in known.items() if name}
    for later, first in (("occurred_time", "occurred_at"), ("description", "counterparty"), ("category", "direction")):
        if columns.get(later) == columns.get(first):
            columns.pop(later, None)
    said = "occurred_at" in columns and columns.keys() & {"category", "counterparty", "description"}
    return columns if said else {}


class _Below:
    """The cells under each name of a header."""

    def __init__(self, header: Sequence[str], records: Records) -> None:
        names = [cell.strip(WHITE) for cell in header]
        self.rows = [{n: c.strip(WHITE) for n, c in zip(names, r, strict=False)} for r in records if len(r) >= 2]

    def under(self, name: str) -> list[str]:
        """The cells of one column that are not empty."""
        return [cell for row in self.rows if (cell := row.get(name, ""))]


def _with_direction(columns: dict[str, str], below: _Below, vocabulary: Vocabulary) -> Format | Words | None:
    """The columns by which the bill says which way money went, the plainest first."""
    if below.rows and 4 * len(below.under(columns["occurred_at"])) < 3 * len(below.rows):
        return NO_DAYS.fill(date=columns["occurred_at"])
    if {"amount_in", "amount_out"} <= columns.keys():
        spent = below.under(columns["amount_out"])
        signed = vocabulary.signs_debits and all(cell.startswith("-") for cell in spent) and spent
        return _format(columns, ("amount", "direction"), "split signed" if signed else "split", vocabulary)
    if "amount" not in columns:
        return None
    words = below.under(columns["direction"]) if "direction" in columns else []
    if words and 2 * sum(word in vocabulary.directions for word in words) >= len(words):
        return _format(columns, ("amount_in", "amount_out"), "unsigned", vocabulary)
    if "balance" in columns and _balance_follows(below, columns["amount"], columns["balance"], vocabulary):
        return _format(columns, ("amount_in", "amount_out", "direction"), "signed", vocabulary)
    return NO_DIRECTION.fill(date=columns["occurred_at"], amount=columns["amount"])


def _balance_follows(below: _Below, amount: str, balance: str, vocabulary: Vocabulary) -> bool:
    """Whether every step of the balance is the signed amount of its row, read downwards or upwards."""
    mark = "."
    if vocabulary.facts.get("decimal") == "either":
        try:
            mark = decimal_mark([text_array(below.under(name)) for name in (amount, balance)])
        except InputError:
            return False
    pairs = [
        tuple(read_amount(plain_amount(row.get(name, ""), mark)) for name in (amount, balance)) for row in below.rows
    ]
    read = [pair for pair in pairs if UNREADABLE not in pair]
    steps = list(pairwise(read))
    signs = {moved > 0 for moved, _ in read if moved}
    down = all(after - before == moved for (_, before), (moved, after) in steps)
    up = all(before - after == moved for (moved, before), (_, after) in steps)
    return len(signs) == 2 and len(steps) > 1 and (down or up)


def _format(columns: Mapping[str, str], unused: Sequence[str], amounts: str, vocabulary: Vocabulary) -> Format:
    used = {ours: name for ours, name in columns.items() if ours not in unused}
    if "direction" in columns and "direction" in unused:
        used.setdefault("category", columns["direction"])
    said = [_AS.fill(role=_ROLES[ours], name=name) for ours, name in used.items()]
    currency = vocabulary.currency_in([header_name(name) for ours, name in used.items() if ours in _MONEY])
    if "currency" not in used and currency:
        said.append(_AS.fill(role=_ROLES["currency"], name=NOT_PRINTED if currency == "XXX" else currency))
    facts: dict[str, Any] = {**vocabulary.facts, **({"currency": currency} if currency else {})}
    return Format(
        name="bank-table",
        channel="bank",
        title=_TITLE,
        header=tuple(dict.fromkeys(used.values())),
        columns={ours: (name,) for ours, name in used.items()},
        amounts=amounts,
        directions=vocabulary.directions,
        assumed=join([_BY_NAMES, *said, *([_SIGNED] if amounts == "signed" else [])], "; ", "；"),
        **facts,
    )
