"""What kind of money a row of a CAMT or MT940 file moved: bank codes first, then the bank's own words."""

from __future__ import annotations

from audit.statements.format import When

_EARNED = (
    "(?i:.*(geh(a|ä)lt|lohn|rente|bez(ü|ue)ge|salar|payroll|pension|kindergeld|zins|interest|interet|dividend"
    "|bareinzahlung|cash deposit|storting).*)"
)
_BACK = "(?i:.*(retour|r(ü|ue)cklast|r(ü|ue)ckbuchung|storn|terugboek|impay|rejet|reject|returned).*)"
_OWN = "(?i:.*(umbuchung|(ü|ue)bertrag|interne overboeking|spaarrekening|own account).*)"
_FEES = "(?i:.*(entgelt|geb(ü|ue)hr|abschluss|kosten|frais|fee|charges?).*)"
_TEXTS = ("category", "posting", "description")
_RETURNED_GVC = r"(?:.*\+)?(?:10[89]|159|18[1-4]|899)(?: .*|\+.*)?|[NSF]RTI"
_DEBIT_GVC = r"(?:.*\+)?(?:10[4-7]|00[45])(?: .*|\+.*)?|[NSF]DDT"
_FEE_GVC = r"(?:.*\+)?80[0-9](?: .*|\+.*)?|[NSF]CHG"
_EARNED_GVC = r"(?:.*\+)?(?:05[3-6]|15[3-6]|08[23])(?: .*|\+.*)?|[NSF]INT"
_SENT_GVC = r"(?:.*\+)?(?:020|008|11[6-9]|177|191|201|08[23])(?: .*|\+.*)?|[NSF](STO|INT)"

UNDONE = (  # a booking that undoes another; what takes money away again is no purchase
    *(When("reversal", {how: ".+", "direction": "in"}) for how in ("returned", "reversal")),
    *(When("other", {how: ".+"}) for how in ("returned", "reversal")),
)
KINDS = (
    *UNDONE,
    When("reversal", {"category": _RETURNED_GVC, "direction": "in"}),
    When("reversal", {"category": ".*/RDDT/.*|.*/(UPDD|PRDD|RRTN|ARET)( .*)?", "direction": "in"}),
    *(When("reversal", {text: _BACK, "direction": "in"}) for text in _TEXTS),
    *(When("other", {text: _BACK}) for text in ("category", "posting")),
    *(When("transfer", {text: _OWN}) for text in _TEXTS),
    When("charge", {"category": _DEBIT_GVC, "direction": "out"}),
    When("charge", {"mandate": ".+", "direction": "out"}),
    When("transfer", {"category": ".*/(CWDL|CDPT|INTR|SALA|PENS|XRTN|ZABA|TOPG)( .*)?|.*/(CNTR|CASH)/.*"}),
    When("fee", {"category": ".*/(CHRG|FEES|COMM)( .*)?", "direction": "out"}),
    When("fee", {"category": _FEE_GVC, "direction": "out"}),
    *(When("fee", {text: _FEES, "direction": "out"}) for text in ("category", "posting")),
    When("transfer", {"category": ".*/ICDT/.*", "direction": "out"}),
    When("transfer", {"category": _SENT_GVC, "direction": "out"}),
    When("charge", {"direction": "out"}),
    When("transfer", {"category": _EARNED_GVC}),
    *(When("transfer", {text: _EARNED}) for text in _TEXTS),
    When("refund", {}),  # a merchant gives back by an ordinary transfer, with no word for it
)
