"""OFX, QFX and QBO downloads of banks and cards."""

from __future__ import annotations

from audit.statements.currency_codes import CODES, NONE
from audit.statements.format import Format, Says, When
from audit.statements.ofx_records import COLUMNS
from audit.wording import Words

_TEXTS = ("counterparty", "description")
_OWN = "(?i:.*(payment[ -]*thank you|thank you.*payment|payment received|autopay|auto pay|(online|mobile) payment).*)"
_DISPUTED = "(?i:.*(charge ?back|dispute).*)"
_REVERSED = "(?i:.*(reversal|reversed|returned).*)"
_EARNED = "(?i:.*(payroll|salary|direct dep|interest|dividend|transfer|zelle from|venmo cashout).*)"

OFX = Format(
    name="ofx",
    channel="bank",
    title=Words("OFX, QFX or QBO download of a bank or card", "银行或信用卡 OFX、QFX、QBO 文件"),
    header=COLUMNS,
    columns={
        "occurred_at": ("DTUSER", "DTPOSTED"),
        "posted_on": ("DTPOSTED",),
        "amount": ("TRNAMT",),
        "currency": ("CURSYM",),
        "counterparty": ("NAME", "MEMO"),
        "description": ("MEMO",),
        "category": ("TRNTYPE",),
        "status": ("STATE",),
        "reference": ("FITID",),
        "reference_day": ("FITID DAY",),
        "merchant_reference": ("REFNUM",),
    },
    container="ofx",
    amounts="signed",  # the sign, never the type: types contradict it
    kinds=(
        When("fee", {"category": "FEE|SRVCHG", "direction": "out"}),
        When("authorization", {"category": "HOLD"}),
        When("transfer", {"category": "INT|DIV|CASH|ATM|DIRECTDEP"}),
        When("transfer", {"category": "XFER", "direction": "out"}),
        When("charge", {"direction": "out"}),
        When("repayment", {"category": "PAYMENT"}),
        *(When("repayment", {text: _OWN}) for text in _TEXTS),
        *(When("chargeback", {text: _DISPUTED}) for text in _TEXTS),
        *(When("reversal", {text: _REVERSED}) for text in _TEXTS),
        *(When("transfer", {text: _EARNED}) for text in _TEXTS),
        When("refund", {}),  # a shop gives back under its own name, with no word for it
    ),
    statuses=(
        When("voided", {"status": "DELETE"}),
        When("pending", {"status": "STMTTRNP"}),
        When("pending", {"category": "HOLD"}),
        When("settled", {}),
    ),
    says=Says(
        account=r"^ACCTID (.*)$",
        from_at=r"^DTSTART (.*)$",
        to_at=r"^DTEND (.*)$",
        exported_at=r"^DTSERVER (.*)$",
        currency=r"^CURDEF (.*)$",
    ),
    currency=NONE,
    currencies=CODES,
    number_with=("reference_day",),
    renumbers=True,
    utc_offset="",
)
OFX_FORMATS = (OFX,)
