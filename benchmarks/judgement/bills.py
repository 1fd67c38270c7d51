"""How wallets and cards print what was paid: rows of TRANSACTIONS, and the exports in which they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

Facts = dict[str, Any]
WALLETS = {"wechat": "财付通", "alipay": "支付宝"}  # how bank rows name them


@dataclass(frozen=True)
class Export:
    """One file: the days chosen, the moment it was made, and whether money that came back is left out of it."""

    file: str
    since: date
    until: date
    made_at: datetime
    hides_refunds: bool = False

    @property
    def covered(self) -> tuple[datetime, datetime]:
        """From when until when the file shows everything, half-open."""
        ends = datetime.combine(self.until + timedelta(days=1), time())
        return datetime.combine(self.since, time()), min(ends, self.made_at)

    def shows(self, at: datetime) -> bool:
        """Whether a row of that moment stands in the file."""
        begins, ends = self.covered
        return begins <= at < ends


@dataclass
class Account:
    """A wallet or a card of one person; `web` wallets say in a column what came back; `timed` prints hours."""

    channel: str
    id: str
    timed: bool = True
    web: bool = False
    card: str = ""  # the card that pays, if one does
    exports: list[Export] = field(default_factory=list)

    @property
    def tells_refunds(self) -> bool:
        """Whether a charge's own row says what came back of it."""
        return self.channel == "wechat" or self.web


@dataclass
class Payment:
    """One debit as its rows show it; `ids` are those of its own row and of the card's."""

    ids: list[str]
    at: datetime
    fen: int
    account: Account
    row: Facts
    backs: list[tuple[datetime, int]] = field(default_factory=list)  # what came back that the row itself tells of

    @property
    def on(self) -> date:
        return self.at.date()


def charge_row(account: Account, at: datetime, fen: int, seller: str, text: str, number: str) -> Facts:
    """A debit as the account's bill prints it."""
    bank = account.channel.startswith("bank")
    method = {"wechat": "零钱", "alipay": "花呗"}.get(account.channel, "")
    return {
        "transaction_id": f"t{number[-16:]}",
        "channel": account.channel,
        "account_id": account.id,
        "occurred_at": at if account.timed else datetime.combine(at.date(), time()),
        "has_time": account.timed,
        "civil_date": at.date(),
        "counterparty": seller,
        "description": text,
        "category": {"wechat": "商户消费", "alipay": "生活服务"}.get(account.channel, "快捷支付"),
        "method": f"招商银行储蓄卡({account.card})" if account.card else method,
        "funding_account": account.card,
        "amount_minor": fen,
        "currency": "CNY",
        "direction": "out",
        "kind": "charge",
        "status": "settled",
        "status_text": {"wechat": "支付成功", "alipay": "交易成功"}.get(account.channel, ""),
        "reference": "" if bank else number,
        "merchant_reference": "" if bank else f"9{number[::-1][:18]}",
    }


def refund_row(account: Account, at: datetime, fen: int, seller: str, number: str, of: Facts | None) -> Facts:
    """Money that came back; `of` is the row of the debit whose number it prints."""
    row = charge_row(account, at, fen, seller, "退款" if account.channel != "wechat" else seller, number)
    row |= {"direction": "neutral" if account.channel == "alipay" else "in", "kind": "refund"}
    row |= {"category": "退款" if account.channel == "alipay" else f"{seller}-退款", "merchant_reference": ""}
    row |= {"status_text": "退款成功" if account.channel == "alipay" else "已全额退款"}
    if of:
        row |= {"original_reference": of["reference"], "merchant_reference": of["merchant_reference"]}
        row |= {"reference": f"{of['reference']}_RM{at:%m%d%H}"}
    return row


def card_row(card: Account, row: Facts, at: datetime, number: str, *, terse: bool) -> Facts:
    """The card's own row of what a wallet drew from it or gave back to it; a terse bank prints no seller."""
    wallet = WALLETS[row["channel"]]
    named = wallet if terse else f"{wallet}-{row['counterparty']}"
    seen = charge_row(card, at, row["amount_minor"], named, "", number)
    back = row["kind"] == "refund"
    return seen | {
        "kind": row["kind"],
        "direction": "in" if back else "out",
        "category": "快捷退款" if back else "快捷支付",
    }


def printed_in(export: Export, row: Facts, backs: list[tuple[datetime, int]], tells: bool, place: int) -> Facts:
    """The row as that export prints it: what had come back by then shows in it, where the bill tells that at all."""
    shown: Facts = {"file": export.file, "row": place, "exported_at": export.made_at}
    shown["hides_refunds"] = export.hides_refunds
    if tells and row["kind"] == "charge":
        back = sum(fen for at, fen in backs if at <= export.made_at)
        shown["refunded_minor"] = back
        if back:
            part = f"已退款(￥{back // 100}.{back % 100:02})"
            shown["status_text"] = "已全额退款" if back >= row["amount_minor"] else part
    return row | shown
