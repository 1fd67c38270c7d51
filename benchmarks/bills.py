"""Large bills of invented rows, in real shapes: one account, four rows an hour, half of the descriptions unique."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from audit.samples.bills import SHAPES
from audit.samples.rows import Bill, Row

_LAST = datetime(2026, 6, 30, 12)


def alipay_csv(folder: Path, rows: int) -> Path:
    return _written(
        folder / f"alipay-{rows}.csv", "alipay-app-2026", rows, ("交易成功", "余额宝", "linxiaoman@example.com")
    )


def wechat_csv(folder: Path, rows: int) -> Path:
    return _written(folder / f"wechat-{rows}.csv", "wechat-csv-2025", rows, ("支付成功", "零钱", "林小满"))


def wechat_xlsx(folder: Path, rows: int) -> Path:
    return _written(folder / f"wechat-{rows}.xlsx", "wechat-xlsx-2026", rows, ("支付成功", "零钱", "林小满"))


def _written(path: Path, shape: str, rows: int, words: tuple[str, str, str]) -> Path:
    status, method, account = words
    first = _LAST - timedelta(minutes=15 * rows)
    made = tuple(_row(n, first + timedelta(minutes=15 * n), status, method) for n in range(rows))
    bill = Bill(shape, made, account, first.date(), _LAST.date(), _LAST)
    path.write_bytes(SHAPES[shape].write(bill))
    return path


def _row(n: int, at: datetime, status: str, method: str) -> Row:
    """A purchase; on each first of a month at noon a renewal of 卡盟钻 instead."""
    number = f"{at:%Y%m%d}22001{n:015}"
    if (at.day, at.hour, at.minute) == (1, 12, 0):
        return Row(
            at, "卡盟网络", "卡盟钻-连续包月", 3000, method=method, status=status, category="充值缴费", number=number
        )
    text = f"订单 {n:09}" if n % 2 else f"商品 {n % 500}"
    return Row(
        at,
        f"商户 {n % 997}",
        text,
        100 + n * 37 % 9000,
        method=method,
        status=status,
        category="日用百货",
        number=number,
    )
