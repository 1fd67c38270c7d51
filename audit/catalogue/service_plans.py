"""What a service is sold for and how its payments are printed, as `services.toml` states both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit import money
from audit.catalogue.records import Record
from audit.wording import Words

CONFIDENCES = ("seen", "official_vendor_page", "secondary", "memory")


@dataclass(frozen=True)
class ServicePlan:
    """One plan at its price on one day; `interval` is "" where the source does not say what the price buys."""

    name: Words
    price: Decimal  # in major units of `currency`
    currency: str
    interval: str
    interval_count: int
    as_of: date
    source: str
    confidence: str


@dataclass(frozen=True)
class PrintedRow:
    """How one channel prints a payment for the service: counterparty and text, as far as they are known."""

    channel: str  # as bills have it: wechat, alipay, bank, apple …
    counterparty: str
    text: str
    source: str
    confidence: str


def read_plan(record: Record) -> ServicePlan:
    """One checked plan; a price must come from somewhere, so `memory` is no confidence here."""
    currency, text = record.text("currency"), record.text("price")
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise record.fault("currency", "must be a code of three letters", "应为三个大写字母的货币代码")
    try:
        price = money.to_decimal(money.to_minor(text, currency), currency)
    except ValueError as fault:
        raise record.fault("price", f"{text!r} is no amount of {currency}", f"{text!r} 不是 {currency} 金额") from fault
    if price <= 0:
        raise record.fault("price", "must be more than zero", "必须大于零")
    interval = record.interval("interval", "interval_count")
    return ServicePlan(
        name=record.words("name"),
        price=price,
        currency=currency,
        interval=interval.name if interval else "",
        interval_count=interval.count if interval else 0,
        as_of=record.day("as_of"),
        source=record.text("source"),
        confidence=record.choice("confidence", CONFIDENCES[:-1]),
    )


def read_printed(record: Record) -> PrintedRow:
    """One checked row; it says something of the counterparty or of the text."""
    counterparty, text = record.text("counterparty", ""), record.text("text", "")
    if not counterparty and not text:
        raise record.fault("text", "a row prints a counterparty or a text", "交易对方和商品说明至少要有一项")
    return PrintedRow(
        channel=record.text("channel"),
        counterparty=counterparty,
        text=text,
        source=record.text("source"),
        confidence=record.choice("confidence", CONFIDENCES[:-1]),
    )


KNOWN_OF_PLAN = frozenset(
    {"name_en", "name_zh", "price", "currency", "interval", "interval_count", "as_of", "source", "confidence"}
)
KNOWN_OF_PRINTED = frozenset({"channel", "counterparty", "text", "source", "confidence"})
