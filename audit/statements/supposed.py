"""A bank nobody has described: its columns understood by their names, its signs only where the bill proves them.

What was assumed is said as an event. Which way money went is never guessed: two columns say it, a word says it, or the
running balance does; where none of them does, the bill is refused in words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from audit.statements.bank_words import CARD, CURRENCIES, KINDS, SETTLED
from audit.statements.cells import UNREADABLE, WHITE, read_amount
from audit.statements.format import Format, Says, header_name
from audit.wording import Words, join

NO_DIRECTION = Words(
    "this looks like a bank's bill (date: {date}, amount: {amount}), but nothing in it proves which way the money "
    "went; describe its columns in a file for --formats, or export it with income and spending in two columns",
    "这看起来是银行账单（日期：{date}，金额：{amount}），但无法确定每笔是收入还是支出；"
    "请用 --formats 文件描述其各列，或导出收入、支出分列的账单",
)
_TITLE = Words("bill of a bank not described here, understood by its columns' names", "未收录银行的账单（按列名识别）")
_NAMES = {
    "occurred_at": "交易日期 交易日 交易时间 日期 发生日期 业务日期 记账日期 记账日 入账日期",
    "occurred_time": "交易时间 记账时间 时间",
    "amount_in": "收入 收入金额 存入 存入金额 转入金额 贷方发生额 贷方金额 记账金额(收入)",
    "amount_out": "支出 支出金额 取出 取出金额 支取金额 转出金额 借方发生额 借方金额 记账金额(支出)",
    "amount": "交易金额 金额 发生额 人民币金额 入账金额 记账金额",
    "direction": "借贷 借贷标志 借贷方向 收支 收/支 收支类型 收付标志 交易方向 交易类型",
    "balance": "余额 账户余额 本次余额 联机余额 当前余额 交易后余额",
    "currency": "币种 币别 货币 交易币种",
    "account": "卡号末四位 卡号后四位 卡末四位",
    "category": "交易摘要 摘要 交易名称 业务类型",
    "counterparty": "对方户名 对方名称 交易对方 交易对手 交易对手名称 对手户名 对手信息 对方账户名 商户名称 交易场所 "
    "交易地点 交易描述 交易说明",
    "description": "附言 交易附言 用途 交易备注 备注",
}
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
    "counterparty": Words("counterparty", "对方"),
    "description": Words("text", "说明"),
}
_DIRECTIONS = {
    **dict.fromkeys(("借", "借方", "借 Dr", "借Dr", "支出", "支", "转出", "出账", "付", "付款"), "out"),
    **dict.fromkeys(("贷", "贷方", "贷 Cr", "贷Cr", "收入", "收", "转入", "入账", "收款"), "in"),
}
_WALLETS = {"交易单号", "商户单号", "交易订单号", "商家订单号", "交易号", "账务流水号"}  # described, and only there
_UNIT = re.compile(r"\((元|人民币|人民币元|RMB|CNY)\)$")
_AS = Words("{role}: {name}", "{role}：{name}")
_SIGNED = Words("negative is out: the balance proves it", "负数为支出（余额可证）")

Records = Sequence[Sequence[str]]


def supposed(header: Sequence[str], records: Records) -> Format | Words | None:
    """A format for a header nobody described; words where the direction stays unknown, None where it is no bank's.

    `records` are the rows below the header.
    """
    printed = {_UNIT.sub("", header_name(cell)): cell.strip(WHITE) for cell in header if cell.strip(WHITE)}
    if printed.keys() & _WALLETS:
        return None
    known = {ours: next((name for name in names.split() if name in printed), "") for ours, names in _NAMES.items()}
    columns = {ours: printed[name] for ours, name in known.items() if name}
    if columns.get("occurred_time") == columns.get("occurred_at"):
        columns.pop("occurred_time", None)
    if "occurred_at" not in columns or not columns.keys() & {"category", "counterparty", "description"}:
        return None
    return _with_direction(columns, _Below(header, records))


class _Below:
    """The cells under each name of a header."""

    def __init__(self, header: Sequence[str], records: Records) -> None:
        names = [cell.strip(WHITE) for cell in header]
        self.rows = [{n: c.strip(WHITE) for n, c in zip(names, r, strict=False)} for r in records if len(r) >= 2]

    def under(self, name: str) -> list[str]:
        """The cells of one column that are not empty."""
        return [cell for row in self.rows if (cell := row.get(name, ""))]


def _with_direction(columns: dict[str, str], below: _Below) -> Format | Words | None:
    """The columns by which the bill says which way money went, the plainest first."""
    if {"amount_in", "amount_out"} <= columns.keys():
        return _format(columns, ("amount", "direction"), "split")
    if "amount" not in columns:
        return None
    words = below.under(columns["direction"]) if "direction" in columns else []
    if words and 2 * sum(word in _DIRECTIONS for word in words) >= len(words):
        return _format(columns, ("amount_in", "amount_out"), "unsigned")
    if "balance" in columns and _balance_follows(below, columns["amount"], columns["balance"]):
        return _format(columns, ("amount_in", "amount_out", "direction"), "signed")
    return NO_DIRECTION.fill(date=columns["occurred_at"], amount=columns["amount"])


def _balance_follows(below: _Below, amount: str, balance: str) -> bool:
    """Whether every step of the balance is the signed amount of its row, read downwards or upwards."""
    pairs = [(read_amount(row.get(amount, "")), read_amount(row.get(balance, ""))) for row in below.rows]
    read = [pair for pair in pairs if UNREADABLE not in pair]
    steps = list(pairwise(read))
    signs = {moved > 0 for moved, _ in read if moved}
    down = all(after - before == moved for (_, before), (moved, after) in steps)
    up = all(before - after == moved for (moved, before), (_, after) in steps)
    return len(signs) == 2 and len(steps) > 1 and (down or up)


def _format(columns: Mapping[str, str], unused: Sequence[str], amounts: str) -> Format:
    used = {ours: name for ours, name in columns.items() if ours not in unused}
    if "direction" in columns and "direction" in unused:
        used.setdefault("category", columns["direction"])
    said = [_AS.fill(role=_ROLES[ours], name=name) for ours, name in used.items()]
    return Format(
        name="bank-table",
        channel="bank",
        title=_TITLE,
        header=tuple(used.values()),
        columns={ours: (name,) for ours, name in used.items()},
        amounts=amounts,
        directions=_DIRECTIONS,
        kinds=KINDS,
        statuses=SETTLED,
        says=Says(account=rf"(?:卡号|账号|账户)[:：,\s]*{CARD}"),
        aside=".*合计|.*仅供参考",
        currencies=CURRENCIES,
        assumed=join([*said, *([_SIGNED] if amounts == "signed" else [])], "; ", "；"),
    )
