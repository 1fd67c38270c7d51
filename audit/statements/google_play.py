"""Google Takeout, folder Google Play Store: JSON lists of orders, purchases and subscriptions.

A record names a payment and is none: kind `purchase`. The order history has the whole order in one row: its titles
stand in one cell, `; ` between, and its total is the amount, since items print no price of their own. The order's
number is `merchant_reference` and `reference`; a renewal's number ends in `..N`, and what stands before is the
subscription, our `mandate_id`. What was refunded stands on the order's row, without a day. Times are UTC.

The purchase history repeats orders without their numbers. Its rows take the ids of the order-history rows of the same
second and amount, so that the two are one transaction and the order's row stands; the price of a refunded purchase is
gone, its row is known by the second alone. Subscriptions tell `cancelled` for every `Cancel` in their change record,
and `renewed` for every `Purchase`: the renewal was switched on. A bare `$` is the dollar of the country beside it, else
the US one. E-mail addresses, cards' holders and network addresses are not kept.
"""

from __future__ import annotations

from audit.statements.format import Format, Reason, Told, When
from audit.statements.json_records import NO_RECORDS
from audit.statements.prices import CURRENCIES
from audit.wording import Words

_APP = r"(?P<description>.*\((?P<counterparty>[^()]*(?:\([^()]*\)[^()]*)?)\))"
_METHOD = r"(?P<method>.*[-•·*\s](?P<card>\d{4}))"
_SUBSCRIPTION = {"category": "(.*; )?Subscription(; .*)?"}
_AGAIN = ("Restart", "Restarted", "Reactivate", "Reactivation", "Resubscribe", "Restore", "Resume")  # none seen yet
_FREE = r"\D*0*(\D0*)?\D*"

GOOGLE_PLAY_ORDERS = Format(
    name="google-play-orders-json",
    channel="google_play",
    title=Words("Google Play: Order History.json", "Google Play 订单记录 Order History.json"),
    container="json",
    header=("orderHistory.orderId", "orderHistory.creationTime"),
    columns={
        "occurred_at": ("orderHistory.creationTime",),
        "category": ("orderHistory.lineItem.doc.documentType",),
        "description": ("orderHistory.lineItem.doc.title",),
        "amount": ("orderHistory.totalPrice",),
        "refunded": ("orderHistory.refundAmount",),
        "country": ("orderHistory.ipCountry",),  # says whose dollar a bare `$` is
        "method": ("orderHistory.billingInstrument.displayName",),
        "reference": ("orderHistory.orderId",),
        "merchant_reference": ("orderHistory.orderId",),
    },
    holds={
        "description": _APP,
        "method": _METHOD,
        "reference": r"(?P<reference>(?P<mandate>.+?)(?:\.\.(?P<renewal>\d+))?)",
    },
    amounts="spent",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    utc_offset="+00:00",
    kinds=(When("purchase", {}),),
    statuses=(When("settled", {}),),
    refunded=(When("column", {"refunded": ".+"}), When("none", {})),
    mandate_where=(_SUBSCRIPTION, {"renewal": ".+"}),
    tells=(Told("trial", "occurred_at", {**_SUBSCRIPTION, "amount": _FREE}),),
    discreet=True,
)

GOOGLE_PLAY_PURCHASES = Format(
    name="google-play-purchases-json",
    channel="google_play",
    title=Words("Google Play: Purchase History.json", "Google Play 购买记录 Purchase History.json"),
    container="json",
    header=("purchaseHistory.purchaseTime", "purchaseHistory.doc.title"),
    columns={
        "occurred_at": ("purchaseHistory.purchaseTime",),
        "category": ("purchaseHistory.doc.documentType",),
        "description": ("purchaseHistory.doc.title",),
        "amount": ("purchaseHistory.invoicePrice",),
        "country": ("purchaseHistory.userCountry",),
        "method": ("purchaseHistory.paymentMethodTitle",),
        "status": ("purchaseHistory.purchaseState",),
    },
    holds={"description": _APP, "method": _METHOD},
    amounts="spent",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    utc_offset="+00:00",
    kinds=(When("purchase", {}),),
    statuses=(When("reversed", {"status": "Refunded"}), When("settled", {"status": "|Purchased|Completed"})),
    refunded=(When("all", {"status": "Refunded"}),),
    tells=(Told("trial", "occurred_at", {**_SUBSCRIPTION, "amount": _FREE, "status": ""}),),
    echoes=True,
    discreet=True,
)

GOOGLE_PLAY_SUBSCRIPTIONS = Format(
    name="google-play-subscriptions-json",
    channel="google_play",
    title=Words("Google Play: Subscriptions.json", "Google Play 订阅 Subscriptions.json"),
    container="json",
    header=("subscription.doc.title",),
    columns={
        "occurred_at": ("subscription.userChangeRecord[Purchase].date",),
        "description": ("subscription.doc.title",),
        "status": ("subscription.state",),
        "cancelled": ("subscription.userChangeRecord[Cancel].date",),
        "restarted": tuple(f"subscription.userChangeRecord[{word}].date" for word in _AGAIN),
    },
    holds={"description": _APP},
    records="events",
    amounts="none",
    kinds=(When("other", {}),),
    statuses=(When("settled", {}),),
    tells=(Told("cancelled", "cancelled"), Told("renewed", "occurred_at"), Told("renewed", "restarted")),
    reasons=(
        Reason(
            Words(
                "Google says that the subscription was cancelled, but not on which day: enter the day in the case "
                "file's sheet `cancellations`",
                "Google 记录该订阅已取消，但没有日期：请在案件表的“取消”工作表中填写取消日期",
            ),
            {"status": "(?i)cancell?ed", "cancelled": ""},
        ),
    ),
    utc_offset="+00:00",
    discreet=True,
)

GOOGLE_PLAY_WITHOUT_MONEY = Format(
    name="google-play-without-money-json",
    channel="google_play",
    title=Words(
        "Google Play: devices, installs, reviews and the like, JSON", "Google Play 设备、安装、评价等记录 JSON"
    ),
    container="json",
    header=("install.doc.title",),
    also=(
        ("libraryDoc.doc.title",),
        ("review.document.title",),
        ("review.starRating",),
        ("device.mostRecentData.manufacturer",),
        ("device.deviceRegistrationTime",),
        ("promotionHistory.title",),
        ("redemptionHistory.title",),
    ),
    columns={"occurred_at": ("install.firstInstallationTime",)},
    records="events",
    amounts="none",
    kinds=(When("other", {}),),
    statuses=(When("settled", {}),),
    reasons=(
        Reason(
            Words(
                "an app, a device or a review, not a payment; payments stand in Order History.json",
                "应用、设备或评价记录，不是付款；付款见 Order History.json",
            )
        ),
    ),
    utc_offset="+00:00",
    discreet=True,
)

EMPTY_LIST = Format(
    name="json-empty",
    channel="other",
    title=Words("A JSON list without records", "没有记录的 JSON 列表"),
    container="json",
    header=(NO_RECORDS,),
    columns={"occurred_at": (NO_RECORDS,)},
    records="events",
    amounts="none",
    kinds=(When("other", {}),),
    statuses=(When("settled", {}),),
)

GOOGLE_PLAY_FORMATS = (
    GOOGLE_PLAY_ORDERS,
    GOOGLE_PLAY_PURCHASES,
    GOOGLE_PLAY_SUBSCRIPTIONS,
    GOOGLE_PLAY_WITHOUT_MONEY,
    EMPTY_LIST,
)
