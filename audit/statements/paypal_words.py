"""What PayPal calls its rows and their statuses, in each language it was seen in: patterns for a whole cell."""

from __future__ import annotations

from audit.statements.format import When


def _any(*words: str) -> str:
    return "(?i:" + "|".join(words) + ")"


CONVERSIONS = _any(
    "(General |User Initiated )?Currency Conversion.*",
    "(Allgemeine )?Währungsumrechnung.*",
    "Conversion de devises?.*",
    "Conversione di valuta.*",
    "Yleinen valuutanmuunto",
)
AUTHORIZATIONS = _any(
    "(General )?(Re)?Authori[sz]ation",
    "Void of Authori[sz]ation",
    "Account Hold for Open Authori[sz]ation",
    "Reversal of General Account Hold",
    "(General|Temporary|Payment|Payment Review) (Hold|Release|Hold Release)",
    "Hold on Balance for Dispute Investigation",
    "Cancellation of Hold for Dispute Resolution",
    "(Allgemeine )?Autorisierung",
    ".*Einbehaltung.*",  # held for an open authorisation, and let go again
    "(Aufhebung|Stornierung) der Autorisierung",
    "Autorisation( standard)?",
    "Annulation d'autorisation",
    "Suspension (temporaire|de compte pour autorisation.*)",
    "Annulation de suspension.*",
    "Autorizzazione generica",
    "Annullamento autorizzazione",
    "Blocco (conto|saldo) per .*",
    "(Storno di|Annullamento) blocco .*",
    "Yleinen valtuutus",
    "Update to .*",  # of old: an event of a payment that stands on a row of its own
)
FUNDING = _any(
    "General (Credit |Debit )?Card Deposit",
    "Bank Deposit to (PP|PayPal) Account.*",
    "Charge From (Debit|Credit) Card",
    "Add Funds from a Bank Account",
    "PayPal Buyer Credit Payment Funding",
    "Reversal of ACH Deposit",
    "ACH Funding for Funds Recovery from Account Balance",
    "Allgemeine Gutschrift.*",
    "Bankgutschrift auf PayPal-Konto",
    "Rückbuchung von ACH-Gutschrift",
    "ACH-Überweisung als Zahlungsquelle.*",
    "Virement bancaire sur le compte PayPal.*",
    "(Dépôt|Versement|Crédit).*carte.*",
    "Suspension de compte pour virement.*",
    "Versamento generico con carta",
    "Bonifico bancario sul conto PayPal",
    "Storno di versamento con addebito diretto",
    "Recupero di denaro da saldo con addebito diretto",
    "Yleinen korttitalletus",
)
FEES = _any(r".*\bFee", ".*gebühr", "Frais .*", "Commissione.*", ".*palkkio")
CHARGEBACKS = _any("Chargeback", "Chargeback Settlement", "Kreditkartenrückbuchung", "Rejet de débit.*")
REVERSALS = _any(
    "Payment Reversal",
    "Reversal",
    "(Zahlungsrückbuchung|Rückbuchung der Zahlung|Rückbuchung)",
    "Annulation de paiement",
    "Storno (di )?pagamento",
    "Maksun peruutus",
)
REFUNDS = _any(
    "(Payment )?Refund.*",
    "Rückzahlung.*",
    "Rückerstattung.*",
    "Remboursement.*",
    "Rimborso.*",
    "Maksun hyvitys",
)
WITHDRAWALS = _any(
    "(General|User Initiated) Withdrawal",
    "General (Credit |Debit )?Card Withdrawal",
    "Withdraw Funds to .*",
    "Transfer to Bank.*",
    "General Transfer.*",
    "Von Nutzer eingeleitete Abbuchung",
    "Rückbuchung von ACH-Abbuchung",
    "Bankabbuchung von PayPal-Konto",
    "Auszahlung .*",
    "Virement (vers|sur) (un|le|votre) compte bancaire.*",
    "Retrait.*",
    "Trasferimento (avviato dall'utente|generico .*)",
    "Prelievo generico.*",
)
ITEMS = _any("(Shopping )?Cart Item", "Warenkorbartikel", "Article du panier", "Articolo del carrello")
MEMO = _any("M[eé]mo", "Muistio", "Promemoria", "Nota")  # moved no money
_DECLINED = _any(
    "Denied", "Declined", "Failed", "Abgelehnt", "Verweigert", "Refusé", "Échoué", "(Rifiutat|Negat)[ao]", "Hylätty"
)
_VOIDED = _any(
    *("Cancell?ed", "Voided", "Expired", "Removed", "Returned", "Storniert", "Abgelaufen"),
    *("Annulé", "(Annullat|Scadut)[ao]"),
)
_REVERSED = _any("Reversed", "Rückgängig gemacht", "Zurückgebucht", "Inversé", "Stornat[ao]", "Peruutettu")
REFUNDED = _any("Refunded", "Rückerstattet", "Remboursé", "Rimborsat[ao]", _REVERSED)  # all of it went back
_PENDING = _any(
    *("Pending", "Uncleared", "On Hold", "Held", "Placed", "Ausstehend", "Offen"),
    *("En attente", "In sospeso", "Odottaa"),
)
_SETTLED = _any(
    *("", "Completed", "Cleared", "(Partially )?Refunded", "Abgeschlossen", "(Teilweise )?Rückerstattet"),
    *("Terminé", "Effectué", "Remboursé", "(Completat|Rimborsat)[ao]", "Valmis", "Suoritettu"),
)
STATUSES = (
    When("declined", {"status": _DECLINED}),
    When("voided", {"status": _VOIDED}),
    When("reversed", {"status": _REVERSED}),
    When("pending", {"status": _PENDING}),
    When("settled", {"status": _SETTLED}),
)
