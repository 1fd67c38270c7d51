"""Apple's "Data and privacy" copy: what was bought in the stores, and when subscriptions were switched off.

A purchase names a payment and is none: kind `purchase`. Rows of one payment share their order (`merchant_reference`:
Order Number, else Document Number), and their Invoice Item Totals add up to it; the invoice's own total repeats on
every row and is not read. A renewal is a new row of the same item, so the number in `reference` names a row only
together with its order; for subscriptions it is the `mandate_id` too. A refund stands on its purchase's row, without a
day. A total of 0.00, or none, is free: the row stays, with amount 0, and a free period of a subscription is told as a
`trial`. Times are UTC. Of switching off, Apple keeps the last time only: `cancelled` where the renewal is off now,
`renewed` for the last time it was switched on. The files with devices' addresses are read without them.
"""

from __future__ import annotations

from audit.statements.format import Format, Reason, Told, When
from audit.statements.prices import CURRENCIES
from audit.wording import Words

_SUBSCRIPTION = r".*[Ss]ubscription.*|Apple (TV|News|Fitness|Arcade|One)\+?\b.*"
_OWNER = ("Apple ID Number", "Apple Account Number")
_OFF = "(?i)no?|false"
_FREE = r"\D*0*(\D0*)?\D*"

APPLE_PURCHASES = Format(
    name="apple-purchases-csv",
    channel="apple",
    title=Words("Apple media services: purchase history, CSV", "Apple 媒体服务购买记录 CSV"),
    header=("Item Purchased Date", "Content Type", "Item Reference Number", "Item Description", "Invoice Item Total"),
    also=(  # the history of what was free prints no totals
        (
            "Item Purchased Date",
            "Content Type",
            "Item Reference Number",
            "Item Description",
            "Free product Code Redemption?",
        ),
    ),
    columns={
        "occurred_at": ("Item Purchased Date",),
        "posted_on": ("Invoice Date",),
        "owner": _OWNER,
        "category": ("Content Type",),
        "description": ("Item Description",),
        "counterparty": ("Container Description", "Seller"),
        "counterparty_account": ("Seller",),
        "amount": ("Invoice Item Total",),
        "currency": ("Currency", "Currency ID"),
        "refunded": ("Refund Amount",),
        "method": ("Payment Type",),
        "reference": ("Item Reference Number",),
        "merchant_reference": ("Order Number", "Document Number"),
        "mandate": ("Item Reference Number",),
        "charged_back": ("Purchase Chargeback?",),
    },
    amounts="spent",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    dates="mdy",
    utc_offset="+00:00",
    kinds=(When("purchase", {}),),
    statuses=(When("reversed", {"charged_back": "(?i)y(es)?|true"}), When("settled", {})),
    refunded=(When("column", {"refunded": ".+"}), When("none", {})),
    number_with=("merchant_reference",),
    number_repeats=True,
    mandate_where=({"category": _SUBSCRIPTION},),
    tells=(Told("trial", "occurred_at", {"category": _SUBSCRIPTION, "amount": _FREE}),),
    discreet=True,
)

APPLE_SUBSCRIPTIONS = Format(
    name="apple-subscriptions-csv",
    channel="apple",
    title=Words("Apple media services: subscription history, CSV", "Apple 媒体服务订阅记录 CSV"),
    header=("Item Reference Number", "Item Description", "Automatic Renewal?", "Last Automatic Renewal Disabled Date"),
    columns={
        "occurred_at": ("Subscription Initiated Date",),
        "owner": _OWNER,
        "description": ("Item Description",),
        "counterparty": ("Container Description", "Seller"),
        "reference": ("Item Reference Number",),
        "mandate": ("Item Reference Number",),
        "renews": ("Automatic Renewal?",),
        "switched_off": ("Last Automatic Renewal Disabled Date",),
        "switched_on": ("Last Automatic Renewal Enabled Date",),
    },
    records="events",
    amounts="none",
    kinds=(When("other", {}),),
    statuses=(When("settled", {}),),
    tells=(Told("cancelled", "switched_off", {"renews": _OFF}), Told("renewed", "switched_on")),
    reasons=(
        Reason(
            Words(
                "Apple says that the renewal is off, but not since when: enter the day in the case file's sheet "
                "`cancellations`",
                "Apple 记录自动续订已关闭，但没有日期：请在案件表的“取消”工作表中填写取消日期",
            ),
            {"renews": _OFF, "switched_off": ""},
        ),
    ),
    utc_offset="+00:00",
    discreet=True,
)

APPLE_ONLINE_STORE = Format(
    name="apple-online-store-csv",
    channel="apple",
    title=Words("Apple Store online: purchase history, CSV", "Apple Store 在线商店购买记录 CSV"),
    header=("Customer Order Number", "Order Date", "Line Item", "Description", "Price Including Tax"),
    columns={
        "occurred_at": ("Order Date",),
        "description": ("Description",),
        "amount": ("Price Including Tax",),
        "currency": ("Currency",),
        "method": ("Payment Method",),
        "reference": ("Line Item",),
        "merchant_reference": ("Customer Order Number",),
    },
    amounts="spent",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    dates="mdy",
    utc_offset="+00:00",
    kinds=(When("purchase", {}),),
    statuses=(When("settled", {}),),
    number_with=("merchant_reference",),  # the file prints some lines of an order twice: they are one
    discreet=True,
)

APPLE_WITHOUT_MONEY = Format(
    name="apple-without-money-csv",
    channel="apple",
    title=Words("Apple media services: downloads, family sharing, CSV", "Apple 媒体服务下载与家人共享记录 CSV"),
    header=("Activity Date", "Content Type", "Item Description"),
    also=(("Family Sharing Enabled", "App Name", "Last Modified Date"),),
    columns={"occurred_at": ("Activity Date", "Last Modified Date")},
    records="events",
    amounts="none",
    kinds=(When("other", {}),),
    statuses=(When("settled", {}),),
    reasons=(
        Reason(
            Words(
                "a download or a setting, not a payment; payments stand in the purchase history",
                "下载或设置记录，不是付款；付款见购买记录",
            )
        ),
    ),
    utc_offset="+00:00",
    discreet=True,
)

APPLE_FORMATS = (APPLE_PURCHASES, APPLE_SUBSCRIPTIONS, APPLE_ONLINE_STORE, APPLE_WITHOUT_MONEY)
