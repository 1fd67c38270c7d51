"""Cards issued in the United States, and American Express wherever it is."""

from __future__ import annotations

from dataclasses import replace

from audit.statements.bank_words import SETTLED
from audit.statements.format import WESTERN, Format, Says, When
from audit.statements.western_words import CARD_KINDS, CARD_SIDES, CURRENCIES, THANKED
from audit.wording import Words

CHASE_CARD = Format(
    name="chase-card-csv",
    channel="bank:chase",
    title=Words("Chase credit card, CSV", "大通银行（Chase）信用卡 CSV"),
    header=("Transaction Date", "Post Date", "Description", "Category", "Type", "Amount"),
    columns={
        "occurred_at": ("Transaction Date",),
        "posted_on": ("Post Date",),
        "counterparty": ("Description",),
        "description": ("Memo",),
        "category": ("Type",),
        "account": ("Card",),
        "amount": ("Amount",),
    },
    amounts="signed",
    sides=CARD_SIDES,
    kinds=CARD_KINDS,
    statuses=SETTLED,
    dates="mdy",
    encodings=WESTERN,
    currency="USD",
    utc_offset="",
)
APPLE_CARD = Format(
    name="apple-card-csv",
    channel="bank:apple_card",
    title=Words("Apple Card, CSV", "Apple Card 信用卡 CSV"),
    header=("Transaction Date", "Clearing Date", "Description", "Merchant", "Category", "Type", "Amount (USD)"),
    columns={
        "occurred_at": ("Transaction Date",),
        "posted_on": ("Clearing Date",),
        "counterparty": ("Merchant",),
        "description": ("Description",),
        "category": ("Type",),
        "account": ("Last Four Digits",),
        "amount": ("Amount (USD)",),
    },
    amounts="owed",
    sides=(
        When("in", {"category": "(?i)payment|credit|refund|daily cash"}),
        When("out", {"category": "(?i)purchase|installment|interest"}),
    ),
    signs="either",
    kinds=CARD_KINDS,
    statuses=SETTLED,
    dates="mdy",
    encodings=WESTERN,
    currency="USD",
    utc_offset="",
)
CAPITAL_ONE = Format(
    name="capital-one-card-csv",
    channel="bank:capital_one",
    title=Words("Capital One credit card, CSV", "Capital One 信用卡 CSV"),
    header=("Transaction Date", "Posted Date", "Card No.", "Description", "Category", "Debit", "Credit"),
    columns={
        "occurred_at": ("Transaction Date",),
        "posted_on": ("Posted Date",),
        "counterparty": ("Description",),
        "category": ("Category",),
        "account": ("Card No.",),
        "amount_in": ("Credit",),
        "amount_out": ("Debit",),
    },
    amounts="split",
    kinds=(
        When(
            "repayment", {"category": "(?i)payment/credit", "counterparty": "(?i).*(payment|pymt).*", "direction": "in"}
        ),
        *CARD_KINDS,
    ),
    statuses=SETTLED,
    encodings=WESTERN,
    currency="USD",
    utc_offset="",
)
DISCOVER = Format(
    name="discover-card-csv",
    channel="bank:discover",
    title=Words("Discover card, CSV", "Discover 信用卡 CSV"),
    header=("Trans. Date", "Post Date", "Description", "Amount", "Category"),
    columns={
        "occurred_at": ("Trans. Date",),
        "posted_on": ("Post Date",),
        "counterparty": ("Description",),
        "category": ("Category",),
        "amount": ("Amount",),
    },
    amounts="owed",
    sides=CARD_SIDES,
    kinds=CARD_KINDS,
    statuses=SETTLED,
    dates="mdy",
    encodings=WESTERN,
    currency="USD",
    utc_offset="",
)
BARCLAYS_US = Format(
    name="barclays-us-card-csv",
    channel="bank:barclays_us",
    title=Words("Barclays US credit card, CSV", "巴克莱银行美国信用卡 CSV"),
    header=("Transaction Date", "Description", "Category", "Amount"),
    exact=True,
    columns={
        "occurred_at": ("Transaction Date",),
        "counterparty": ("Description",),
        "category": ("Category",),
        "amount": ("Amount",),
    },
    amounts="signed",
    sides=CARD_SIDES,
    kinds=CARD_KINDS,
    statuses=SETTLED,
    says=Says(account=r"(?i)account number:?[,;\s]*[X*\d]*?(\d{4})\b"),
    dates="mdy",
    encodings=WESTERN,
    currency="USD",
    utc_offset="",
)
_FOREIGN = (  # `Foreign Spend Amount: 9.99 US Dollars Commission Amount: …` stands in the details, in words
    r".*?Foreign Spend Amount:\s*(?P<original_amount>-?[\d,.]+)\s*(?P<original_currency>[A-Za-z ]+?)\s*"
    r"(?:Commission.*|Currency.*|$)"
)
AMEX_SHORT = Format(
    name="amex-short-csv",
    channel="bank:amex",
    title=Words("American Express, CSV of three or five columns", "美国运通 CSV（三列或五列）"),
    header=("Date", "Description", "Amount"),
    also=(
        ("Date", "Description", "Card Member", "Account #", "Amount"),
        ("Date", "Receipt", "Description", "Amount"),
        ("Date", "Receipt", "Description", "Card Member", "Account #", "Amount"),
    ),
    exact=True,
    columns={
        "occurred_at": ("Date",),
        "counterparty": ("Description",),
        "account": ("Account #",),
        "amount": ("Amount",),
    },
    amounts="owed",
    sides=THANKED,
    signs="proven",  # any bank may print these columns
    kinds=CARD_KINDS,
    statuses=SETTLED,
    dates="either",
    encodings=WESTERN,
    currency_by_dates={"mdy": "USD", "dmy": "GBP"},
    currency="USD",
    utc_offset="",
    assumed=Words("American Express, by the columns and its words of payment", "按列名和还款用语推定为美国运通"),
)
AMEX_US = Format(
    name="amex-us-csv",
    channel="bank:amex",
    title=Words("American Express US, CSV with all details", "美国运通（美国）CSV（全部明细）"),
    header=(
        "Date",
        "Description",
        "Amount",
        "Extended Details",
        "Appears On Your Statement As",
        "Zip Code",
        "Reference",
    ),
    columns={
        "occurred_at": ("Date",),
        "counterparty": ("Description",),
        "description": ("Appears On Your Statement As",),
        "category": ("Category",),
        "account": ("Account #",),
        "amount": ("Amount",),
        "reference": ("Reference",),
        "note": ("Extended Details",),
    },
    holds={"reference": r"'?(?P<reference>[^']*)'?", "note": _FOREIGN},
    amounts="owed",
    sides=THANKED,
    kinds=CARD_KINDS,
    statuses=SETTLED,
    dates="either",
    encodings=WESTERN,
    currency="USD",
    currencies={
        **CURRENCIES,
        **dict.fromkeys(("US Dollars", "United States Dollar", "U.S. Dollars"), "USD"),
        **dict.fromkeys(("Euro", "Euros", "European Union Euro"), "EUR"),
        **dict.fromkeys(("UK Pounds Sterling", "Pounds Sterling"), "GBP"),
        **dict.fromkeys(("Japanese Yen",), "JPY"),
        **dict.fromkeys(("Chinese Yuan", "Chinese Yuan Renminbi"), "CNY"),
    },
    utc_offset="",
)
AMEX_UK = replace(
    AMEX_US,
    name="amex-uk-csv",
    title=Words("American Express UK, CSV with all details", "美国运通（英国）CSV（全部明细）"),
    header=(
        "Date",
        "Description",
        "Amount",
        "Extended Details",
        "Appears On Your Statement As",
        "Postcode",
        "Reference",
    ),
    currency="GBP",
)
US_CARD_FORMATS = (CHASE_CARD, APPLE_CARD, CAPITAL_ONE, DISCOVER, BARCLAYS_US, AMEX_SHORT, AMEX_US, AMEX_UK)
