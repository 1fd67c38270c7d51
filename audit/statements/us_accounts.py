"""Accounts held in the United States."""

from __future__ import annotations

from audit.statements.bank_words import SETTLED
from audit.statements.format import WESTERN, Format, Says, When
from audit.statements.western_words import KINDS
from audit.wording import Words

CHASE_CHECKING = Format(
    name="chase-checking-csv",
    channel="bank:chase",
    title=Words("Chase checking account, CSV", "大通银行（Chase）活期账户 CSV"),
    header=("Details", "Posting Date", "Description", "Amount", "Type", "Balance", "Check or Slip #"),
    columns={
        "occurred_at": ("Posting Date",),
        "posted_on": ("Posting Date",),
        "counterparty": ("Description",),
        "category": ("Type",),
        "amount": ("Amount",),
        "balance": ("Balance",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=(When("pending", {"balance": ""}), *SETTLED),  # what is pending prints no balance
    dates="mdy",
    encodings=WESTERN,
    currency="USD",
    utc_offset="",
)
MERCURY = Format(
    name="mercury-csv",
    channel="bank:mercury",
    title=Words("Mercury, CSV", "Mercury 银行 CSV"),
    header=("Date (UTC)", "Description", "Amount", "Status", "Source Account", "Bank Description", "Reference"),
    columns={
        "occurred_at": ("Timestamp", "Date (UTC)"),
        "counterparty": ("Description",),
        "description": ("Bank Description",),
        "method": ("Source Account",),  # several accounts stand in one file
        "card": ("Last Four Digits",),
        "status": ("Status",),
        "amount": ("Amount",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=(
        When("settled", {"status": "(?i)sent|completed?|posted|"}),
        When("pending", {"status": "(?i)pending|scheduled"}),
        When("declined", {"status": "(?i)failed|declined|blocked|rejected"}),
        When("voided", {"status": "(?i)cancell?ed"}),
        When("reversed", {"status": "(?i)reversed|returned"}),
    ),
    dates="mdy",
    encodings=WESTERN,
    currency="USD",
    utc_offset="+00:00",
)
VENMO = Format(
    name="venmo-csv",
    channel="bank:venmo",
    title=Words("Venmo account statement, CSV", "Venmo 账户流水 CSV"),
    header=("ID", "Datetime", "Type", "Status", "Note", "From", "To", "Amount (total)", "Funding Source"),
    columns={
        "occurred_at": ("Datetime",),
        "counterparty": ("To",),
        "description": ("Note",),
        "category": ("Type",),
        "status": ("Status",),
        "method": ("Funding Source",),
        "amount": ("Amount (total)",),
        "fee": ("Amount (fee)",),
        "reference": ("ID",),
    },
    incoming={"counterparty": ("From",)},
    holds={"method": r".*\*(?P<card>\d{4})"},
    aside=r"\$",  # the balance at the beginning and at the end stand in rows of their own
    amounts="signed",
    kinds=(
        When("refund", {"category": "(?i).*refund.*", "direction": "in"}),
        When("charge", {"category": "(?i)merchant transaction|.*card.*|subscription.*", "direction": "out"}),
        When("transfer", {"category": "(?i)payment|charge|.*transfer|ach.*|direct deposit"}),  # from person to person
        *KINDS,
    ),
    statuses=(
        When("settled", {"status": "(?i)complete|issued|"}),
        When("pending", {"status": "(?i)pending|held"}),
        When("declined", {"status": "(?i)failed|declined"}),
        When("voided", {"status": "(?i)cancell?ed|expired"}),
    ),
    says=Says(account=r"\(@([^)]+)\)"),
    encodings=WESTERN,
    currency="USD",
    fee_within=True,
    utc_offset="",
)
US_ACCOUNT_FORMATS = (CHASE_CHECKING, MERCURY, VENMO)
