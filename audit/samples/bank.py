"""The CSVs of two banks: the side on which payments are seen twice."""

from __future__ import annotations

from audit.money import to_text
from audit.samples.rows import Bill, Row

HEADER = ("交易日期", "交易时间", "收入", "支出", "余额", "交易类型", "交易备注")
HSBC_HEADER = "Date,Description,Billing amount,Billing currency,Balance,Balance currency"
_OPENING = 2_000_000


def write_cmb(bill: Bill) -> bytes:
    """China Merchants Bank's web site, a debit card: its tail in the seven lines of head, a balance, two totals."""
    rows = oldest_first(bill)
    head = [
        "# 招商银行交易记录",
        f"# 导出时间: [            {bill.exported_at:%Y-%m-%d %H:%M:%S}]",
        f"# 账    号: [一卡通:6214********{bill.account}   招商银行]",
        "# 币    种: [                         人民币]",
        f"# 起始日期: [{bill.from_on:%Y%m%d}]   终止日期: [{bill.to_on:%Y%m%d}]",
        "# 过滤设置:  无",
    ]
    lines = [f'"{line}"' for line in head]
    balance, body = _OPENING, []
    for row in rows:
        balance += row.amount if row.direction == "in" else -row.amount
        body.append(_line(row, balance))
    foot = [
        _total("收入", [r.amount for r in rows if r.direction == "in"]),
        _total("支出", [r.amount for r in rows if r.direction == "out"]),
    ]
    columns = ",".join(f'"{name}"' for name in HEADER)
    return "\r\n".join(["\ufeff" + lines[0], *lines[1:], "", columns, *body, "", *foot, ""]).encode("utf-8")


def write_hsbc_hk(bill: Bill) -> bytes:
    """HSBC in Hong Kong: no head and no card, newest first, a tab behind each amount."""
    balance, body = _OPENING, []
    for row in oldest_first(bill):
        signed = row.amount if row.direction == "in" else -row.amount
        balance += signed
        money = f'"{_signed(signed)}"\t,{row.currency},"{balance // 100:,}.{balance % 100:02d}"\t,{row.currency}'
        body.append(f"{row.at:%d/%m/%Y},{row.text},{money}")
    return "\n".join([HSBC_HEADER, *reversed(body), ""]).encode("utf-8")


def _signed(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"


def oldest_first(bill: Bill) -> tuple[Row, ...]:
    """The rows in the order in which the bank prints them."""
    return tuple(reversed(bill.shown()))


def _line(row: Row, balance: int) -> str:
    amount = to_text(row.amount)
    got, spent = (amount, "") if row.direction == "in" else ("", amount)
    time = f"{row.at:%H:%M:%S}" if row.has_time else ""
    return f'"\t{row.at:%Y%m%d}","\t{time}","{got}","{spent}","{to_text(balance)}","\t{row.category}","\t{row.text}"'


def _total(word: str, amounts: list[int]) -> str:
    return f'"# {word}合计: {len(amounts)} 笔，共 {to_text(sum(amounts))} 元"'
