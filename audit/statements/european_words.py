"""The words European banks share: what kind of money a row moved, in German, Dutch, French and English."""

from __future__ import annotations

from audit.statements.currency_codes import CODES, NONE
from audit.statements.format import When

CURRENCIES = {code: code for code in CODES.values() if code != NONE}
NO_REFERENCE = "(?i:NOTPROVIDED|NOT PROVIDED|NOTAVAILABLE|NONREF|KEINE ANGABE)"  # where nobody gave a number

_TEXTS = ("category", "description")
_RETURNED = (
    "(?i).*(r(ü|ue)ck(last|gabe|buchung|ruf|belastung)|retoure|storn|returned|reversal|reject"
    "|terugboek|impay(é|e)|rejet).*"
)
_REFUNDED = (
    "(?i).*((r(ü|ue)ck)?erstattung|r(ü|ue)ckverg(ü|ue)tung|r(ü|ue)ckzahlung|gutschrift (karte|einkauf)"
    "|refund|rembours|terugbetaling|terugstorting|teruggave|restitu).*"
)
_CARDS = "(?i).*(kart|card|visa|presentment|betaalautomaat|bancontact|pinnen).*"
_DEBITS = "(?i).*(lastschrift|einzug|(direct|recurrent) debit|incasso|domicili|pr(é|e)l(è|e)vement).*"
_FEES = r"(?i).*(entgelt|geb(ü|ue)hr|kontof(ü|ue)hrung|abschlu(ss|ß)|zinsen|\bfees?\b|\bfrais\b).*"
_CARD_BILL = "(?i).*((kredit)?karten-?abrechnung|visa.{0,2}abr|ausgleich kreditkarte|afrekening creditcard).*"
_TRANSFERS = (
    "(?i).*((ü|ue)berweis|gutschr|dauerauftrag|termin|umbuchung|(ü|ue)bertrag|gehalt|lohn|rente|bez(ü|ue)ge|einzahlung"
    "|auszahlung|bargeld|geldautomat|sparen|transfer|overschrijving|online bankieren|geldopname|storting|spaar"
    "|moneybeam|income|virement|revenu|einkommen).*"
)
KINDS = (
    *(When("repayment", {text: _CARD_BILL, "direction": "out"}) for text in _TEXTS),
    When("fee", {"category": _FEES}),
    # money that comes in under a mandate, or on the words of a debit, was debited before
    *(When("reversal", {text: _RETURNED, "direction": "in"}) for text in _TEXTS),
    *(When("refund", {text: _REFUNDED, "direction": "in"}) for text in _TEXTS),
    When("refund", {"category": _CARDS, "direction": "in"}),
    When("reversal", {"category": _DEBITS, "direction": "in"}),
    When("reversal", {"mandate": ".+", "direction": "in"}),
    When("charge", {"category": _DEBITS, "direction": "out"}),
    When("charge", {"mandate": ".+", "direction": "out"}),
    When("charge", {"category": _CARDS, "direction": "out"}),
    When("transfer", {"category": _TRANSFERS}),
    When("charge", {"direction": "out"}),
    When("other", {}),
)
