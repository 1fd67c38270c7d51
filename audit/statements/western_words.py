"""The words of banks and cards that write English: what kind of money a row moved, and on which side it is."""

from __future__ import annotations

from audit.statements import european_words
from audit.statements.currency_codes import CODES
from audit.statements.format import When

CURRENCIES = {name: code for name, code in CODES.items() if name}

_TEXTS = ("category", "counterparty", "description")
_FEES = (
    r"(?i).*\b((annual|monthly|membership|account|service|late|overdraft|wire|atm|cash advance|ccy conversion"
    r"|returned payment|foreign( (transaction|exchange|currency|purchase))?|non-sterling( transaction)?|unarranged"
    r"|balance transfer|replacement)"
    r" (maintenance |payment |membership |service |card )*(fee|charge)s?|interest charged?|finance charge"
    r"|purchase interest)\b.*"
)
_DISPUTED = r"(?i).*\b(charge-?back|disputed?|provisional credit|temporary credit)\b.*"
_THANKS = r"(?i).*\bpayment\b.*\bthank.*"
_REWARDS = r"(?i).*\b(cash ?-?back|daily cash|rewards?|statement credit|points|bonus)\b.*"
_REFUNDS = (
    r"(?i).*\b(refund(ed)?|returned purchase|purchase return|merchandise credit|credit voucher|reimbursement)\b.*"
)
_RETURNED = r"(?i).*\b(reversal|reversed|returned|unpaid|recalled|rejected)\b.*"
_OWN_CARD = (
    r"(?i).*\b(credit (card|crd)|cardmember serv|card services)\b.*\b(payment|autopay|epay|pymt)\b.*"
    r"|.*\b(payment|autopay) to .*\bcard\b.*|amex epayment.*|american express.*ach pmt.*|applecard.*payment.*|loan_pmt"
)
_TRANSFERS = (
    r"(?i)(online |mobile )?(banking )?(transfer|xfer|pot transfer|instant transfer|standard transfer)\b.*"
    r"|.*\btransfer (to|from) (savings|checking|chk|sav|brokerage|pot|account|mma)\b.*|zelle\b.*"
    r"|(cash|atm) withdrawal.*"
)
_MOVED = (  # types that banks print of money a person moves, not spends
    r"(?i)(acct_xfer|quickpay.*|chase_to_partnerfi|partnerfi_to_chase|wire_.*|atm|dslip|check_deposit|.*transfer.*|ft|tfr"
    r"|cash|atm withdrawal|c/l|bgc|bac|sto|s/o|standing order|faster payments?|bank transfer|monzo-to-monzo|directdep"
    r"|bacs.*|int(erest)?|account interest|ach_credit|misc_credit|salary|deposit)"
)
_BY_CARD = (
    r"(?i)(debit_card|card payment|card|pos|purchase|contactless|chip & pin|online payment|apple pay|google pay|debit"
    r"|refund_transaction|mastercard.*|visa.*)"
)
KINDS = (
    When("fee", {"category": r"(?i)fees?|fee_transaction|chg|charges?|interest charge"}),
    *(When("chargeback", {text: _DISPUTED, "direction": "in"}) for text in _TEXTS),
    *(When("fee", {text: _FEES, "direction": "out"}) for text in _TEXTS),
    *(When("refund", {text: _REFUNDS, "direction": "in"}) for text in _TEXTS),
    *(When("reversal", {text: _RETURNED, "direction": "in"}) for text in _TEXTS),
    *(When("repayment", {text: _OWN_CARD, "direction": "out"}) for text in _TEXTS),
    When("refund", {"category": _BY_CARD, "direction": "in"}),
    When("charge", {"category": _BY_CARD, "direction": "out"}),
    When("reversal", {"category": r"(?i)d/d|dd|direct debit|ach_debit", "direction": "in"}),
    *(When("transfer", {text: _TRANSFERS}) for text in ("counterparty", "description")),
    When("transfer", {"category": _MOVED}),
    When("charge", {"direction": "out"}),
    When("other", {}),
)
ACCOUNT_KINDS = (*european_words.KINDS[:-2], *KINDS)  # the last two of each take whatever is left
CARD_KINDS = (  # on a card's bill money comes in by payment, or is given back
    When("fee", {"category": r"(?i)fees?|interest( charge)?|fees? & .*"}),
    *(When("chargeback", {text: _DISPUTED, "direction": "in"}) for text in _TEXTS),
    *(When("fee", {text: _FEES, "direction": "out"}) for text in _TEXTS),
    *(When("refund", {text: _REFUNDS, "direction": "in"}) for text in _TEXTS),
    When("refund", {"category": r"(?i)returns?", "direction": "in"}),
    *(When("other", {text: _REWARDS, "direction": "in"}) for text in _TEXTS),
    When("repayment", {"category": r"(?i)payments?", "direction": "in"}),
    *(When("repayment", {text: _THANKS, "direction": "in"}) for text in ("counterparty", "description")),
    *(
        When("repayment", {text: r"(?i).*\b(auto ?pay|ach deposit|e-?payment|(automatic|online|mobile|internet) payment"
                           r"|direct debit( payment)?|payment received|internet transfer)\b.*", "direction": "in"})
        for text in ("counterparty", "description")
    ),
    When("reversal", {"category": r"(?i)payments?", "direction": "out"}),
    *(When("transfer", {text: r"(?i).*\b(cash advance|balance transfer)\b.*"}) for text in _TEXTS),
    When("refund", {"direction": "in"}),
    When("charge", {"direction": "out"}),
)  # fmt: skip
STATUSES = (  # of a bank nobody has described; `true` and `false` stand in a column named pending
    When(
        "settled",
        {"status": "(?i)|posted|booked|completed?|settled|cleared|sent|paid|processed|executed|success|false"},
    ),
    When("settled", {"status": "(?i)gebucht|verbucht|geboekt|verwerkt|comptabilisée?"}),
    When(
        "pending", {"status": "(?i)pending|authori[sz]ed|processing|scheduled|vorgemerkt|in behandeling|en cours|true"}
    ),
    When("declined", {"status": "(?i)declined|failed|rejected|denied|abgelehnt|geweigerd|refusée?"}),
    When("voided", {"status": "(?i)cancell?ed|voided?|expired|storniert|geannuleerd|annulée?"}),
    When("reversed", {"status": "(?i)reversed|reverted|returned|refunded"}),
)
THANKED = (*(When("in", {text: _THANKS}) for text in ("counterparty", "description")),)
CARD_SIDES = (
    When("in", {"category": r"(?i)payments?( and credits)?|returns?|refunds?|credits?|daily cash"}),
    When("out", {"category": r"(?i)sales?|purchases?|fees?|interest|debits?"}),
    *THANKED,
)
