"""CAMT.052, .053 and .054: account reports, statements and notices of ISO 20022."""

from __future__ import annotations

from audit.statements.camt_records import COLUMNS
from audit.statements.currency_codes import CODES, NONE
from audit.statements.format import Format, Says, Total, When
from audit.statements.sepa_words import KINDS
from audit.wording import Words

_SUMMED = "(?:n=(?P<count>\\d+))?(?: ?sum=(?P<amount>[\\d.]+))?$"

CAMT = Format(
    name="camt",
    channel="bank",
    title=Words("CAMT.052, .053 or .054 statement (XML)", "CAMT.052、.053 或 .054 对账单（XML）"),
    header=COLUMNS,
    columns={
        "occurred_at": ("Dt",),
        "posted_on": ("Dt",),
        "amount": ("Amt",),
        "currency": ("Ccy",),
        "direction": ("CdtDbtInd",),
        "original_amount": ("OrgnlAmt",),
        "original_currency": ("OrgnlCcy",),
        "counterparty": ("Party", "Text", "AddtlNtryInf"),
        "description": ("Text", "AddtlNtryInf"),
        "category": ("BkTxCd",),
        "posting": ("AddtlNtryInf",),
        "status": ("Sts",),
        "returned": ("RtrInf",),
        "reversal": ("RvslInd",),
        "reference": ("AcctSvcrRef",),
        "reference_day": ("AcctSvcrRef DAY",),
        "merchant_reference": ("EndToEndId",),
        "mandate": ("Mandate",),
        "entry": ("Ntry",),
    },
    container="camt",
    directions={"DBIT": "out", "CRDT": "in"},
    kinds=KINDS,
    statuses=(
        When("settled", {"status": "BOOK|"}),
        When("pending", {"status": "PDNG|FUTR"}),  # it comes again once it is booked
        When("voided", {"status": "INFO"}),  # told of, never booked
    ),
    says=Says(
        account=r"^Acct (.*)$",
        from_at=r"^FrDtTm (.*)$",
        to_at=r"^ToDtTm (.*)$",
        exported_at=r"^CreDtTm (.*)$",
        currency=r"^Ccy (.*)$",
    ),
    totals=(
        Total("TtlNtries", f"^TtlNtries {_SUMMED}", {}, counts="entry"),
        Total("TtlCdtNtries", f"^TtlCdtNtries {_SUMMED}", {"direction": "in"}, counts="entry"),
        Total("TtlDbtNtries", f"^TtlDbtNtries {_SUMMED}", {"direction": "out"}, counts="entry"),
        Total("OPBD → CLBD", r"^Bal (?P<opening>\S+) (?P<amount>\S+)$", {"status": "BOOK|"}),
    ),
    currency=NONE,
    currencies=CODES,
    number_with=("reference_day",),
    renumbers=True,
    utc_offset="",
)
CAMT_FORMATS = (CAMT,)
