"""MT940 and MT942: account statements in SWIFT text."""

from __future__ import annotations

from audit.statements.currency_codes import CODES, NONE
from audit.statements.format import Format, Says, Total, When
from audit.statements.mt940_records import COLUMNS
from audit.statements.sepa_words import KINDS
from audit.wording import Words

_SUMMED = r"n=(?P<count>\d+) sum=(?P<amount>[\d.]+)$"

MT940 = Format(
    name="mt940",
    channel="bank",
    title=Words("MT940 or MT942 statement (SWIFT)", "MT940 或 MT942 对账单（SWIFT）"),
    header=COLUMNS,
    columns={
        "occurred_at": ("Date",),
        "posted_on": ("Date",),
        "amount": ("Amount",),
        "currency": ("Currency",),
        "counterparty": ("Name", "Text"),
        "description": ("Text", "61"),
        "category": ("Category",),
        "returned": ("Reason",),
        "mark": ("Mark",),
        "reference": ("Reference",),
        "reference_day": ("Reference DAY",),
        "merchant_reference": ("EREF",),
        "mandate": ("Mandate",),
    },
    container="mt940",
    amounts="signed",
    kinds=(
        When("reversal", {"mark": "RD"}),  # a debit undone: money comes back
        When("other", {"mark": "RC"}),  # a credit undone: what came in is taken away again
        *KINDS,
    ),
    statuses=(When("settled", {}),),
    says=Says(
        account=r"^25 (.*)$",
        from_at=r"^From (.*)$",
        to_at=r"^To (.*)$",
        currency=r"^Currency (.*)$",
    ),
    totals=(
        Total("60 → 62", r"^Balances (?P<opening>\S+) (?P<amount>\S+)$", {}),
        Total("90D", f"^90D {_SUMMED}", {"direction": "out"}),
        Total("90C", f"^90C {_SUMMED}", {"direction": "in"}),
    ),
    currency=NONE,
    currencies=CODES,
    number_with=("reference_day",),
    renumbers=True,
    utc_offset="",
)
MT940_FORMATS = (MT940,)
