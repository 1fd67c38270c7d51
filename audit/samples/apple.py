"""Apple's copy of a person's data, category Apple Media Services: what was bought, and what was switched off.

A zip in a zip. Times are UTC, amounts text with a currency sign, one row an item: a renewal is one more row of the same
item, and items of one payment share their order and its total (FORMATS-INTL §1.1).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from audit.money import to_text
from audit.samples.archive import zipped
from audit.samples.rows import digits

PURCHASES_HEADER = (
    "Apple ID Number,Item Purchased Date,Content Type,Item Reference Number,Item Description,Container Description,"
    "Seller,Container Reference Number,Invoice Item Total,Device Identifier,Device Details,Device IP Address,"
    "Refund Amount,Document Number,Invoice Date,Invoice Tax Amount,Invoice Total Amount,Purchase Created Date,"
    "Order Number,Billing Information ID,Payment Type,Currency ID,Purchase Chargeback?,iCloud Family Purchase?,"
    "Free product Code Redemption?"
).split(",")
SUBSCRIPTIONS_HEADER = (
    "Apple ID Number,Subscription Initiated Date, Content Type,Item Reference Number,Item Description,"
    "Container Description,Seller,Container Reference Number,Invoice Item Total,Device Identifier,Device IP Address,"
    "Device Details,Automatic Renewal?,Last Automatic Renewal Disabled Date,Last Automatic Renewal Enabled Date,"
    " Is part of subscription bundle?,External Partner ID"
).split(",")
OUTER = "Apple Media Services information.zip"
INNER = "Apple_Media_Services.zip"
FOLDER = "Apple_Media_Services/Stores Activity/Account and Transaction History/"
PURCHASES, SUBSCRIPTIONS = "Store Transaction Purchase and Free Apps History.csv", "Subscription History.csv"
RENEWING, IN_APP = "In-App Subscription", "In-App Purchases"
BEIJING = timedelta(hours=8)


@dataclass(frozen=True)
class Item:
    """Something an app sells; the price in fen."""

    text: str
    app: str
    seller: str
    price: int
    kind: str = RENEWING

    @property
    def number(self) -> str:
        """Apple's number of the item, the same at every renewal."""
        return "14" + digits(8, self.app, self.text)


@dataclass(frozen=True)
class Order:
    """Items bought together at a moment of Beijing's clock, and what was given back of each item's price."""

    at: datetime
    items: tuple[Item, ...]
    refunded: tuple[int, ...] = ()


@dataclass(frozen=True)
class Switch:
    """A subscription as it stood when the copy was made: since when, and when its renewal was last switched off."""

    item: Item
    started: datetime
    off_at: datetime | None = None


def privacy_copy(account: str, orders: Sequence[Order], switches: Sequence[Switch]) -> bytes:
    """The zip Apple sends, which holds the zip with the two histories."""
    inner = {
        FOLDER + PURCHASES: _csv(PURCHASES_HEADER, (line for o in orders for line in _purchases(account, o))),
        FOLDER + SUBSCRIPTIONS: _csv(SUBSCRIPTIONS_HEADER, (_switch(account, s) for s in switches)),
    }
    return zipped({INNER: zipped(inner)})


def _purchases(account: str, order: Order) -> Iterable[dict[str, str]]:
    number, total = "M" + digits(9, account, order.at), sum(item.price for item in order.items)
    for item, back in zip(order.items, order.refunded or (0,) * len(order.items), strict=True):
        yield _item(account, item) | {
            "Item Purchased Date": _utc(order.at),
            "Refund Amount": f"¥{to_text(back)}" if back else "",
            "Document Number": "2" + digits(11, number),
            "Invoice Date": f"{order.at:%-m/%-d/%Y}",
            "Invoice Total Amount": f"¥{to_text(total)}",
            "Purchase Created Date": _utc(order.at),
            "Order Number": number,
            "Payment Type": "AliPay",
            "Currency ID": "CNY",
            "Purchase Chargeback?": "No",
            "iCloud Family Purchase?": "No",
        }


def _switch(account: str, switch: Switch) -> dict[str, str]:
    return _item(account, switch.item) | {
        "Subscription Initiated Date": _utc(switch.started),
        "Automatic Renewal?": "No" if switch.off_at else "Yes",
        "Last Automatic Renewal Disabled Date": _utc(switch.off_at) if switch.off_at else "",
        "Last Automatic Renewal Enabled Date": _utc(switch.started),
        "Is part of subscription bundle?": "No",
    }


def _item(account: str, item: Item) -> dict[str, str]:
    return {
        "Apple ID Number": account,
        "Content Type": item.kind,
        "Item Reference Number": item.number,
        "Item Description": item.text,
        "Container Description": item.app,
        "Seller": item.seller,
        "Container Reference Number": "12" + digits(8, item.app),
        "Invoice Item Total": f"¥{to_text(item.price)}",
    }


def _utc(at: datetime) -> str:
    return f"{at - BEIJING:%Y-%m-%dT%H:%M:%SZ}"


def _csv(header: Sequence[str], lines: Iterable[dict[str, str]]) -> bytes:
    out = StringIO()
    book = csv.writer(out, lineterminator="\n")
    book.writerow(header)
    book.writerows([line.get(name.strip(), "") for name in header] for line in lines)
    return out.getvalue().encode("utf-8-sig")
