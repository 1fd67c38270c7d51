"""Banks and cards of the United Kingdom: the day first, pounds, a point before the pence."""

from __future__ import annotations

from typing import Any

from audit.statements.bank_words import SETTLED
from audit.statements.format import WESTERN, Format, When
from audit.statements.western_words import CARD_KINDS, CURRENCIES, KINDS
from audit.wording import Words

_BRITISH: dict[str, Any] = {"dates": "dmy", "encodings": WESTERN, "currency": "GBP", "utc_offset": ""}

MONZO = Format(
    name="monzo-csv",
    channel="bank:monzo",
    title=Words("Monzo, CSV", "Monzo 银行 CSV"),
    header=("Transaction ID", "Date", "Time", "Type", "Name", "Category", "Amount", "Currency", "Description"),
    columns={
        "occurred_at": ("Date",),
        "occurred_time": ("Time",),
        "counterparty": ("Name", "Description"),
        "description": ("Description",),
        "category": ("Type",),
        "amount": ("Amount",),
        "currency": ("Currency",),
        "original_amount": ("Local amount",),
        "original_currency": ("Local currency",),
        "balance": ("Balance",),
        "reference": ("Transaction ID",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    currencies=CURRENCIES,
    **_BRITISH,
)
STARLING = Format(
    name="starling-csv",
    channel="bank:starling",
    title=Words("Starling, CSV", "Starling 银行 CSV"),
    header=("Date", "Counter Party", "Reference", "Type", "Amount (GBP)", "Balance (GBP)"),
    columns={
        "occurred_at": ("Date",),
        "counterparty": ("Counter Party",),
        "description": ("Reference",),
        "category": ("Type",),
        "amount": ("Amount (GBP)",),
        "balance": ("Balance (GBP)",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    **_BRITISH,
)
BARCLAYS = Format(
    name="barclays-csv",
    channel="bank:barclays",
    title=Words("Barclays UK, CSV", "巴克莱银行（英国）CSV"),
    header=("Number", "Date", "Account", "Amount", "Subcategory", "Memo"),
    columns={
        "occurred_at": ("Date",),
        "account": ("Account",),
        "amount": ("Amount",),
        "category": ("Subcategory",),
        "counterparty": ("Memo",),
        "description": ("Memo",),
    },
    holds={"counterparty": r"(?P<counterparty>.*?)(?:\s*\t.*|\s{2,}.*|\s+ON \d{1,2} [A-Z]{3}\b.*)"},
    amounts="signed",
    kinds=(When("charge", {"category": "(?i)payment|debit|dd", "direction": "out"}), *KINDS),
    statuses=SETTLED,
    **_BRITISH,
)
NATWEST = Format(
    name="natwest-csv",
    channel="bank:natwest",
    title=Words("NatWest or Royal Bank of Scotland, CSV", "NatWest 银行 CSV"),
    header=("Date", "Type", "Description", "Value", "Balance", "Account Name", "Account Number"),
    columns={
        "occurred_at": ("Date",),
        "category": ("Type",),
        "counterparty": ("Description",),
        "amount": ("Value",),
        "balance": ("Balance",),
        "account": ("Account Number",),
    },
    amounts="signed",
    sides=(
        When("out", {"category": "(?i)purchase|pos|d/d|s/o|chg|fee"}),
        When("in", {"category": "(?i)refund"}),
    ),
    signs="either",  # a card's bill prints purchases without a minus
    kinds=KINDS,
    statuses=SETTLED,
    **_BRITISH,
)
M_AND_S_CARD = Format(
    name="ms-bank-card-csv",
    channel="bank:ms_bank",
    title=Words("M&S Bank credit card, CSV", "玛莎银行（M&S Bank）信用卡 CSV"),
    header=("Date Processed", "Description", "Amount", "_3"),  # the fourth column has no name
    exact=True,
    columns={
        "occurred_at": ("Date Processed",),
        "posted_on": ("Date Processed",),
        "counterparty": ("Description",),
        "description": ("Description",),
        "amount": ("Amount",),
        "direction": ("_3",),
    },
    directions={"": "out", "CR": "in"},
    holds={"counterparty": r"(?P<counterparty>.*?)\s{2,}.*"},
    undated="(?i)pending",
    kinds=CARD_KINDS,
    statuses=SETTLED,
    **_BRITISH,
)
UK_BANK_FORMATS = (MONZO, STARLING, BARCLAYS, NATWEST, M_AND_S_CARD)
