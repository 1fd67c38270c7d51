"""Amazon's "Request my data", both generations: digital orders, physical orders, refunds and subscriptions.

A record names a payment and is none: kind `purchase`. Rows of one payment share their order (`merchant_reference`).

**Digital orders print a payment in parts**, one row a part: Price Amount, Tax, and a negative Promotion. Each part is a
row here too; a negative one is `in`. What was paid for an item is the sum of the rows of its number (`reference`,
Digital Order Item ID), `out` less `in`; what was paid for an order, that of its `merchant_reference`. The product's
ASIN is the `mandate_id` of digital items, because Amazon renames products between exports and prints no other number
of the subscription beside its payments; names are in no id.

**Refunds are rows of their own**, `in`, with `original_reference`: the item's number for a digital return, the order's
for a physical one. They record money given back on a later day and are no part of what was paid. They are `settled`
once complete (Customer Return Complete, Completed), else `pending`, and count for nothing.

**The older generation** prints a digital item's own price and tax, which together are the amount; the parts in Digital
Orders Monetary.csv have neither day nor name and are passed by, as are orders and schedules. A subscription's state
has no day there: it is passed by with words that ask for the day. A trial period is told as a `trial`, at its start.

Times are UTC. Addresses, gift messages and names are not kept.
"""

from __future__ import annotations

from audit.statements.format import Format, Reason, Told, When
from audit.statements.prices import CURRENCIES
from audit.wording import Words

_NOTHING = "Not (Available|Applicable)|N/A"
_HOLDS = {"amount": r"'?(?P<amount>[^']*)'?", "method": r"(?P<method>.*[-•·*\s](?P<card>\d{4}))"}
_PURCHASE = (When("purchase", {}),)
_BOUGHT = (
    When("voided", {"status": "(?i)cancel+ed|failed|fail(ure)?|declined"}),
    When("pending", {"status": "(?i)(payment )?(pending|open|new|authori[sz]ed)"}),
    When("settled", {"status": "(?i)|success|closed|shipped|completed?|fulfilled|partially shipped"}),
)
_NO_DAY = Reason(
    Words(
        "Amazon says that the subscription was cancelled or does not renew, but not since when: enter the day in the "
        "case file's sheet `cancellations`",
        "Amazon 记录该订阅已取消或不再续订，但没有日期：请在案件表的“取消”工作表中填写取消日期",
    ),
    {"status": "(?i).*(cancel|expired|ended|terminated|inactive).*"},
)
_OFF = Reason(_NO_DAY.words, {"renews": "(?i)no?|off|false"})

AMAZON_DIGITAL_ORDERS = Format(
    name="amazon-digital-orders-csv",
    channel="amazon",
    title=Words("Amazon: Digital Content Orders.csv", "亚马逊数字订单 Digital Content Orders.csv"),
    header=("ASIN", "Component Type", "Digital Order Item ID", "Order Date", "Order ID", "Transaction Amount"),
    columns={
        "occurred_at": ("Order Date",),
        "category": ("Component Type",),
        "offer": ("Offer Type Code",),
        "description": ("Product Name",),
        "counterparty": ("Marketplace",),
        "amount": ("Transaction Amount",),
        "currency": ("Base Currency Code",),
        "method": ("Payment Information",),
        "status": ("Order Status",),
        "reference": ("Digital Order Item ID",),
        "merchant_reference": ("Order ID",),
        "mandate": ("ASIN",),
    },
    holds=_HOLDS,
    amounts="spent",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    utc_offset="+00:00",
    kinds=_PURCHASE,
    statuses=_BOUGHT,
    number_with=("category", "offer"),
    number_repeats=True,
    nothing=_NOTHING,
    discreet=True,
)

AMAZON_DIGITAL_RETURNS = Format(
    name="amazon-digital-returns-csv",
    channel="amazon",
    title=Words("Amazon: Digital Returns.csv", "亚马逊数字退款 Digital Returns.csv"),
    header=("ASIN", "Digital Order Item ID", "Order ID", "Return Date", "Return Status", "Transaction Amount"),
    columns={
        "occurred_at": ("Return Date",),
        "category": ("Monetary Component Type",),
        "offer": ("Offer Type Code",),
        "description": ("Product Name",),
        "amount": ("Transaction Amount", "Amount Refunded"),
        "currency": ("Base Currency", "Base Currency Code"),
        "status": ("Return Status",),
        "reference": ("Digital Order Item ID",),
        "merchant_reference": ("Order ID",),
        "original": ("Digital Order Item ID",),
        "mandate": ("ASIN",),
    },
    holds=_HOLDS,
    amounts="given back",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    utc_offset="+00:00",
    kinds=_PURCHASE,
    statuses=(When("settled", {"status": "(?i)customer return complete"}), When("pending", {})),
    number_with=("category", "offer"),  # the file prints some returns twice: they are one
    nothing=_NOTHING,
    discreet=True,
)

AMAZON_ORDERS = Format(
    name="amazon-orders-csv",
    channel="amazon",
    title=Words("Amazon: Order History.csv", "亚马逊实物订单 Order History.csv"),
    header=("ASIN", "Order Date", "Order ID", "Product Name", "Shipping Option", "Total Amount"),
    also=(("ASIN", "Order Date", "Order ID", "Product Name", "Shipping Option", "Total Owed"),),
    columns={
        "occurred_at": ("Order Date",),
        "category": ("Shipping Option",),
        "description": ("Product Name",),
        "counterparty": ("Website",),
        "amount": ("Total Amount", "Total Owed"),
        "currency": ("Currency",),
        "method": ("Payment Method Type", "Payment Instrument Type"),
        "status": ("Order Status",),
        "reference": ("ASIN",),
        "merchant_reference": ("Order ID",),
        "mandate": ("ASIN",),
    },
    holds=_HOLDS,
    amounts="spent",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    utc_offset="+00:00",
    kinds=_PURCHASE,
    statuses=_BOUGHT,
    number_with=("merchant_reference",),
    number_repeats=True,
    mandate_where=({"category": ".*sns.*"},),  # Subscribe & Save shows by nothing else
    nothing=_NOTHING,
    discreet=True,
)

AMAZON_REFUNDS = Format(
    name="amazon-refunds-csv",
    channel="amazon",
    title=Words("Amazon: Refund Details.csv", "亚马逊实物退款 Refund Details.csv"),
    header=("Currency", "Order ID", "Refund Amount", "Refund Date"),
    also=(("OrderID", "Currency", "AmountRefunded", "RefundCompletionDate"),),
    columns={
        "occurred_at": ("Refund Date", "RefundCompletionDate", "Creation Date"),
        "description": ("Reversal Reason",),
        "counterparty": ("Website",),
        "amount": ("Refund Amount", "AmountRefunded"),
        "currency": ("Currency",),
        "method": ("Disbursement Type", "DisbursementType"),
        "status": ("Payment Status", "Status"),
        "merchant_reference": ("Order ID", "OrderID"),
        "original": ("Order ID", "OrderID"),
    },
    holds=_HOLDS,
    amounts="given back",
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    utc_offset="+00:00",
    kinds=_PURCHASE,
    statuses=(When("settled", {"status": "(?i)completed?"}), When("pending", {})),
    nothing=_NOTHING,
    discreet=True,
)

AMAZON_DIGITAL_ITEMS = Format(
    name="amazon-digital-items-csv",
    channel="amazon",
    title=Words("Amazon until about 2024: Digital Items.csv", "亚马逊旧版数字商品 Digital Items.csv"),
    header=("ASIN", "OrderId", "DigitalOrderItemId", "OrderDate", "OurPrice"),
    without=("Component Type",),
    columns={
        "occurred_at": ("OrderDate",),
        "description": ("Title", "ProductName"),
        "counterparty": ("SellerOfRecord", "Publisher", "Marketplace"),
        "amount": ("OurPrice",),
        "tax": ("OurPriceTax",),
        "currency": ("OurPriceCurrencyCode", "BaseCurrencyCode"),
        "reference": ("DigitalOrderItemId",),
        "merchant_reference": ("OrderId",),
        "mandate": ("ASIN",),
    },
    holds=_HOLDS,
    amounts="spent",
    amount_with=("tax",),
    currency="",
    decimal="each",
    currencies=CURRENCIES,
    utc_offset="+00:00",
    kinds=_PURCHASE,
    statuses=(When("settled", {}),),
    nothing=_NOTHING,
    discreet=True,
)

AMAZON_SUBSCRIPTIONS = Format(
    name="amazon-subscriptions-csv",
    channel="amazon",
    title=Words(
        "Amazon until about 2024: Subscriptions.csv, Subscription Periods.csv", "亚马逊旧版订阅记录与订阅周期 CSV"
    ),
    header=("SubscriptionId", "SubscriptionPlanId", "SubscriptionStatus"),
    also=(("SubscriptionId", "PeriodType", "PeriodStartDate", "ChargeCompleted"),),
    columns={
        "occurred_at": ("SubscriptionStartDate", "PeriodStartDate"),
        "description": ("SubscriptionPlanId",),
        "counterparty": ("ServiceProvider", "Marketplace"),
        "status": ("SubscriptionStatus",),
        "renews": ("Autorenew",),
        "period": ("PeriodType",),
        "period_start": ("PeriodStartDate",),
        "reference": ("OrderId",),
        "mandate": ("SubscriptionId",),
    },
    records="events",
    amounts="none",
    kinds=(When("other", {}),),
    statuses=(When("settled", {}),),
    tells=(Told("trial", "period_start", {"period": "(?i).*trial.*"}),),
    reasons=(_NO_DAY, _OFF),
    utc_offset="+00:00",
    nothing=_NOTHING,
    discreet=True,
)

AMAZON_WITHOUT_DAYS = Format(
    name="amazon-without-days-csv",
    channel="amazon",
    title=Words(
        "Amazon until about 2024: parts of prices, orders and billing schedules", "亚马逊旧版价格组成、订单与计费计划"
    ),
    header=("DigitalOrderItemId", "DeliveryPacketId", "TransactionAmount", "MonetaryComponentTypeCode"),
    also=(
        ("OrderId", "OrderStatus", "DeliveryPacketId", "SubscriptionOrderType"),
        ("BillingScheduleId", "SubscriptionId", "Amount", "Frequency"),
        ("TransactionCreationDate", "TransactionReason"),
    ),
    columns={"occurred_at": ("OrderDate",)},
    records="events",
    amounts="none",
    kinds=(When("other", {}),),
    statuses=(When("settled", {}),),
    reasons=(
        Reason(
            Words(
                "a part of an order or a schedule; what was bought, when and for how much stands in Digital Items.csv",
                "订单的组成部分或计费计划；购买内容、时间与金额见 Digital Items.csv",
            )
        ),
    ),
    utc_offset="+00:00",
    discreet=True,
)

AMAZON_FORMATS = (
    AMAZON_DIGITAL_ORDERS,
    AMAZON_DIGITAL_RETURNS,
    AMAZON_ORDERS,
    AMAZON_REFUNDS,
    AMAZON_DIGITAL_ITEMS,
    AMAZON_SUBSCRIPTIONS,
    AMAZON_WITHOUT_DAYS,
)
