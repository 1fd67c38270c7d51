"""JD's bill as it is exported since 2025: the platform's own side of what a wallet and a bank show too."""

from __future__ import annotations

from audit.money import to_text
from audit.samples.rows import Bill, Row

HEADER = "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注"
_DIRECTIONS = {"out": "支出", "in": "收入", "neutral": "不计收支"}
_NOTES = (
    "本明细为每笔订单支付的明细，不包括已删除的记录；",
    "个人资金互转、全额退款等记为【不计收支】类，部分退款的支出金额为剔除退款后的支付金额；",
    "因系统原因导致本明细与实际交易结果不符时，以实际交易情况为准；",
    "因统计逻辑不同，明细金额直接累加后，可能会和上方统计金额不一致；",
    "请勿使用本回单进行重复记账；",
    "明细如经任何涂改、编造，均立即失去效力；",
    "禁止将本回单用于非法用途；",
    "本明细仅供个人对账使用。",
)


def write_jd(bill: Bill) -> bytes:
    """Header on line 22, newest first; what was refunded stands beside the amount, and spending is net of it."""
    rows = bill.shown()
    head = [
        "导出信息：",
        f"京东账号名：{bill.account}",
        f"申请时间：{bill.exported_at:%Y-%m-%d %H:%M:%S}",
        f"日期区间：{bill.from_on} 至 {bill.to_on}",
        f"导出交易类型：{bill.filter}",
        "导出交易场景：全部",
        f"共：{len(rows)}笔记录",
        *(_total(word, [r for r in rows if _direction(r) == word]) for word in ("收入", "支出", "不计收支")),
        "",
        "特别提示",
        *(f"{n}.{note}" for n, note in enumerate(_NOTES, start=1)),
        "",
        HEADER,
    ]
    return ("\ufeff" + "\n".join([*head, *map(_line, rows), ""])).encode("utf-8")


def _direction(row: Row) -> str:
    """A purchase refunded in full is counted as neither."""
    return "不计收支" if row.refunded and row.refunded >= row.amount else _DIRECTIONS[row.direction]


def _total(word: str, rows: list[Row]) -> str:
    parts = sum(0 < r.refunded < r.amount for r in rows)
    aside = f"(含{parts}笔部分退款)" if parts else ""
    return f"{word}：{len(rows)}笔{aside}，{to_text(sum(r.amount - r.refunded for r in rows))}元"


def _line(row: Row) -> str:
    note = ""
    if row.refunded:
        note = "(已全额退款)" if row.refunded >= row.amount else f"(已退款{to_text(row.refunded)})"
    cells = (
        f"{row.at:%Y-%m-%d %H:%M:%S}\t",
        row.counterparty,
        row.text,
        to_text(row.amount) + note,
        row.method,
        row.status,
        _direction(row),
        row.category,
        f"{row.number}\t",
        f"{row.merchant_number}\t",
        " ",
        "",
    )
    return ",".join(cells)
