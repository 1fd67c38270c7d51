"""The rows of a sample bill as a person's money moved, and the words a channel prints for each of them.

A `Row` is what happened; the writers of `wechat`, `alipay` and `bank` turn rows into files. Numbers are digests of
what the row says, so that the same plan always prints the same bill.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from audit.money import to_text

Direction = Literal["out", "in", "neutral"]


@dataclass(frozen=True)
class Row:
    """One printed row; `amount` gross in the currency's minor unit, `refunded` what the row shows as given back."""

    at: datetime
    counterparty: str
    text: str
    amount: int
    direction: Direction = "out"
    method: str = ""
    status: str = ""
    category: str = ""
    number: str = ""
    merchant_number: str = ""
    account: str = ""
    refunded: int = 0
    funds: str = ""
    note: str = ""
    has_time: bool = True
    currency: str = "CNY"
    refers: str = ""  # the number of another row, or of an agreement, that this row prints


@dataclass(frozen=True)
class Bill:
    """An export still to be written: whose it is, what range and filter were chosen, when it was made."""

    shape: str
    rows: tuple[Row, ...]
    account: str
    from_on: date
    to_on: date
    exported_at: datetime
    filter: str = "全部"
    name: str = ""
    holder: str = "林小满"

    def shown(self) -> tuple[Row, ...]:
        """The rows such an export would hold, newest first: cut by its range, its filter and its own time."""
        kept = (r for r in self.rows if self.from_on <= r.at.date() <= self.to_on and r.at <= self.exported_at)
        if "支出" in self.filter:
            kept = (r for r in kept if r.direction == "out")
        return tuple(sorted(kept, key=lambda r: (r.at, r.number), reverse=True))


def digits(count: int, *facts: object) -> str:
    """A made-up number of so many digits that follows from the facts alone."""
    digest = int(sha256("|".join(map(str, facts)).encode()).hexdigest(), 16)
    return f"{digest % 10**count:0{count}d}"


def wechat_charge(
    at: datetime, amount: int, seller: str, text: str, *, method: str = "零钱", refunded: int = 0, note: str = "/"
) -> Row:
    """A merchant payment as WeChat prints it; the status tells what was refunded of it by the time of the export."""
    status = "支付成功"
    if refunded:
        status = "已全额退款" if refunded >= amount else f"已退款(￥{to_text(refunded)})"
    prefix = "4500" if at.year >= 2026 else "4200"
    number = f"{prefix}{digits(6, seller, text, amount)}{at:%Y%m%d}{digits(10, at, seller, text, amount)}"
    return Row(
        at, seller, text, amount, "out", method, status, "商户消费", number, digits(23, number), "", refunded, note=note
    )


def wechat_refund(of: Row, at: datetime, amount: int) -> Row:
    """The income row of a WeChat refund: it names the seller and no number of the payment."""
    status = "已全额退款" if amount >= of.amount else f"已退款￥{to_text(amount)}"
    number = f"503{digits(5, of.number)}{at:%Y%m%d}{digits(14, of.number, at, amount)}"
    return Row(
        at,
        of.counterparty,
        of.counterparty,
        amount,
        "in",
        of.method,
        status,
        f"{of.counterparty}-退款",
        number,
        note="/",
    )


def wechat_other(
    at: datetime,
    amount: int,
    counterparty: str,
    text: str,
    direction: Direction,
    category: str,
    status: str,
    method: str = "零钱",
) -> Row:
    """Any other WeChat row: transfers, red packets, scanned codes, money moved to and from the balance."""
    number = f"10000{digits(5, counterparty)}{at:%Y%m%d}{digits(14, at, text, amount, counterparty)}"
    return Row(
        at, counterparty, text, amount, direction, method, status, category, number, digits(20, number), note="/"
    )


def alipay_charge(
    at: datetime,
    amount: int,
    seller: str,
    text: str,
    *,
    method: str = "花呗",
    category: str = "文化休闲",
    account: str = "fuw***@example.com",
    refunded: int = 0,
) -> Row:
    """A purchase as Alipay prints it; one refunded in full by the time of the export is closed."""
    status = "交易关闭" if refunded and refunded >= amount else "交易成功"
    number = f"{at:%Y%m%d}2200{digits(16, at, seller, text, amount)}"
    return Row(
        at,
        seller,
        text,
        amount,
        "out",
        method,
        status,
        category,
        number,
        digits(20, number),
        account,
        refunded,
        "已支出",
    )


def alipay_refund(of: Row, at: datetime, amount: int, suffix: str = "_RM1") -> Row:
    """A refund row whose number is the payment's and a suffix; with no suffix it has a number of its own, no link."""
    number = of.number + suffix if suffix else f"{at:%Y%m%d}3300{digits(16, of.number, at, amount)}"
    merchant_number = of.merchant_number if suffix else ""
    return Row(
        at,
        of.counterparty,
        f"退款-{of.text}",
        amount,
        "neutral",
        of.method,
        "退款成功",
        "退款",
        number,
        merchant_number,
        of.account,
        funds="已收入",
    )


def alipay_other(
    at: datetime,
    amount: int,
    counterparty: str,
    text: str,
    direction: Direction,
    category: str,
    status: str,
    method: str = "余额宝",
    funds: str = "",
) -> Row:
    """Any other Alipay row: interest of a fund, repayments of a credit line, transfers."""
    number = f"{at:%Y%m%d}3000{digits(16, at, counterparty, text, amount)}"
    return Row(at, counterparty, text, amount, direction, method, status, category, number, "", "/", funds=funds)


def jd_charge(
    at: datetime,
    amount: int,
    seller: str,
    text: str,
    *,
    method: str = "微信支付",
    renewed: bool = True,
    refunded: int = 0,
) -> Row:
    """A purchase as JD prints it; an automatic renewal shows by its status alone."""
    number = f"35{digits(14, at, seller, text, amount)}"
    status = "自动扣款成功" if renewed else "交易成功"
    return Row(at, seller, text, amount, "out", method, status, "其他", number, digits(28, number), "", refunded)


def jd_refund(of: Row, at: datetime, amount: int) -> Row:
    """JD's refund row: the order's own number, counted as neither."""
    again = digits(28, of.number, at, amount)
    text = f"退款-{of.text}"
    return Row(at, of.counterparty, text, amount, "neutral", of.method, "退款成功", "网购", of.number, again)


def bank_row(at: datetime, amount: int, remark: str, *, direction: Direction = "out", kind: str = "快捷支付") -> Row:
    """A row of a bank bill: no number, the wallet or the merchant only in its remark."""
    return Row(at, remark, remark, amount, direction, category=kind)


def bank_mirror(of: Row, wallet: str, *, days: int = 0, seconds: int = 4, amount: int | None = None) -> Row:
    """The bank's own row for a wallet row paid from, or refunded to, the card."""
    booked = of.at + timedelta(days=days, seconds=seconds)
    kind = "快捷退款" if of.direction != "out" else "快捷支付"
    direction: Direction = "out" if of.direction == "out" else "in"
    return bank_row(
        booked, of.amount if amount is None else amount, f"{wallet}-{of.counterparty}", direction=direction, kind=kind
    )


def without_time(row: Row) -> Row:
    """The same row where the bank prints the day alone."""
    return replace(row, has_time=False)
