"""PayPal: the activity download, the statement, the report of personal accounts, and what it exported before 2017.

PayPal translates its headers, its types and its statuses. Every list here holds all languages; a word that is in none
of them leaves its row what its shape says: money out to somebody named is a charge.
"""

from __future__ import annotations

from dataclasses import replace

from audit.statements.currency_codes import CODES, NONE
from audit.statements.format import Format, When
from audit.statements.paypal_words import (
    AUTHORIZATIONS,
    CHARGEBACKS,
    CONVERSIONS,
    FEES,
    FUNDING,
    ITEMS,
    MEMO,
    REFUNDED,
    REFUNDS,
    REVERSALS,
    STATUSES,
    WITHDRAWALS,
)
from audit.wording import Words

_ZONES = {  # the abbreviations that mean one zone only; IST, CST and BST do not
    "PDT": "-07:00", "PST": "-08:00", "MDT": "-06:00", "EDT": "-04:00", "UTC": "+00:00", "GMT": "+00:00",
    "CET": "+01:00", "MEZ": "+01:00", "CEST": "+02:00", "MESZ": "+02:00", "EET": "+02:00", "EEST": "+03:00",
}  # fmt: skip
_KINDS = (
    When("fx_leg", {"category": CONVERSIONS}),
    When("authorization", {"category": AUTHORIZATIONS}),
    When("funding", {"category": FUNDING}),
    When("fee", {"category": FEES}),
    When("chargeback", {"category": CHARGEBACKS, "direction": "in"}),
    When("reversal", {"category": REVERSALS, "direction": "in"}),
    When("refund", {"category": REFUNDS, "direction": "in"}),
    When("transfer", {"category": WITHDRAWALS}),
    When("other", {"category": ITEMS}),  # lines of a cart whose payment stands on a row of its own
    When("funding", {"counterparty": "", "original": ".+", "direction": "in"}),  # nameless, and names a payment
    When("fx_leg", {"counterparty": "", "original": ".+", "direction": "out"}),
    When("authorization", {"impact": MEMO, "direction": "out"}),  # announced, and not paid by this row
    When("charge", {"counterparty": ".+", "direction": "out"}),  # an unknown type that paid somebody named, too
    When("transfer", {"counterparty": ".+", "direction": "in"}),
    When("other", {}),
)
_FROM = (
    "From Email Address",
    "Absender E-Mail-Adresse",
    "De l'adresse email",
    "Adresse email de l'expéditeur",
    "Indirizzo email mittente",
    "Lähettäjän sähköpostiosoite",
)
_TO = (
    "To Email Address",
    "Empfänger E-Mail-Adresse",
    "À l'adresse email",
    "Indirizzo email destinatario",
    "Vastaanottajan sähköpostiosoite",
)
_COLUMNS = {
    "occurred_at": ("Date", "Datum", "Data", "Päiväys", "Päivämäärä"),
    "occurred_time": ("Time", "Uhrzeit", "Heure", "Ora", "Orario", "Kellonaika", "Aika"),
    "zone": ("TimeZone", "Zeitzone", "Fuseau horaire", "Fuso orario", "Aikavyöhyke"),
    "counterparty": ("Name", "Nom", "Nome", "Nimi"),
    "currency": ("Currency", "Währung", "Devise", "Valuta", "Valuutta"),
    "amount": ("Gross", "Brutto", "Avant commission", "Brut", "Lordo"),
    "fee": ("Fee", "Gebühr", "Entgelt", "Commission", "Frais", "Tariffa", "Maksu", "Palkkio"),
    "balance": ("Balance", "Guthaben", "Solde", "Saldo"),
    "reference": (
        "Transaction ID",
        "Transaktionscode",
        "Numéro de transaction",
        "Codice transazione",
        "Tapahtuman tunniste",
    ),
    "link": (
        "Reference Txn ID",
        "Zugehöriger Transaktionscode",
        "Numéro de la transaction de référence",
        "Codice transazione di riferimento",
        "Viitetapahtuman tunniste",
    ),
    "merchant_reference": (
        "Invoice Number",
        "Invoice ID",
        "Rechnungsnummer",
        "Numéro de facture",
        "Identifiant de facture",
        "N° ordine commerciante",
        "N. fattura pro-forma",
    ),
}
_TEXT = (
    *("Item Title", "Subject", "Artikelbezeichnung", "Betreff", "Titre de l'objet", "Objet"),
    *("Titolo oggetto", "Oggetto"),
)
_LINK = r"(?P<mandate>[BIS]-.+)|(?P<original>.+)"  # an agreement (or a profile of old), else another transaction

PAYPAL_ACTIVITY = Format(
    name="paypal-activity-csv",
    channel="paypal",
    title=Words("PayPal activity download, CSV", "PayPal 交易记录下载 CSV"),
    header=("Date", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Transaction ID", "Reference Txn ID"),
    also=(
        ("Date", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Transaction ID", "Balance Impact"),
        (
            *("Datum", "Zeitzone", "Name", "Typ", "Status", "Währung", "Brutto"),
            *("Transaktionscode", "Zugehöriger Transaktionscode"),
        ),
        (
            *("Date", "Fuseau horaire", "Nom", "Type", "État", "Devise", "Net"),
            *("Numéro de transaction", "Numéro de la transaction de référence"),
        ),
        (
            *("Data", "Fuso orario", "Nome", "Tipo", "Stato", "Valuta", "Lordo"),
            *("Codice transazione", "Codice transazione di riferimento"),
        ),
        (
            *("Päiväys", "Aikavyöhyke", "Nimi", "Kuvaus", "Tila", "Valuutta", "Brutto"),
            *("Tapahtuman tunniste", "Viitetapahtuman tunniste"),
        ),
    ),
    columns={
        **_COLUMNS,
        "category": ("Type", "Typ", "Tipo", "Tyyppi", "Kuvaus"),
        "status": ("Status", "État", "Stato", "Tila"),
        "impact": ("Balance Impact", "Auswirkung auf Guthaben", "Impact sur le solde", "Impatto sul saldo"),
        "description": _TEXT,
        "owner": _FROM,
        "counterparty_account": _TO,
    },
    incoming={"owner": _TO, "counterparty_account": _FROM},
    holds={"link": _LINK},
    amounts="signed",
    kinds=_KINDS,
    statuses=STATUSES,
    refunded=(When("all", {"status": REFUNDED, "direction": "out"}),),  # of old: the charge's own row says so
    dates="either",
    decimal="either",
    currency="USD",
    currencies=CODES,
    zones=_ZONES,
    utc_offset="",
    number_with=("our kind", "our status"),  # an authorisation's rows share one number
    unmoved={"impact": MEMO},
)

PAYPAL_STATEMENT = replace(
    PAYPAL_ACTIVITY,
    name="paypal-statement-csv",
    title=Words("PayPal account statement, CSV", "PayPal 账户对账单 CSV"),
    header=("Date", "TimeZone", "Description", "Currency", "Net", "Balance", "Transaction ID", "Name", "Bank Name"),
    also=(
        ("Datum", "Zeitzone", "Beschreibung", "Währung", "Netto", "Guthaben", "Transaktionscode", "Name", "Bankkonto"),
        (
            *("Date", "Fuseau horaire", "Description", "Devise", "Net", "Solde", "Numéro de transaction", "Nom"),
            "Compte bancaire",
        ),
        (
            *("Data", "Fuso orario", "Descrizione", "Valuta", "Netto", "Saldo", "Codice transazione", "Nome"),
            "Conto bancario",
        ),
    ),
    columns={
        **_COLUMNS,
        "category": ("Description", "Beschreibung", "Descrizione"),
        "counterparty_account": _FROM,  # whoever stands on the other side, whichever way the money went
    },
    incoming={},
    unmoved={},
)

PAYPAL_REPORT = replace(
    PAYPAL_ACTIVITY,
    name="paypal-report-csv",
    title=Words("PayPal activity report of a personal account, CSV", "PayPal 个人账户活动报告 CSV"),
    header=("Date", "TimeZone", "Name", "Type", "Status", "Currency", "Amount", "Fees", "Total", "Transaction ID"),
    also=(),
    columns={
        **{name: cells for name, cells in _COLUMNS.items() if name not in ("link", "merchant_reference")},
        "category": ("Type",),
        "status": ("Status",),
        "amount": ("Amount",),
        "fee": ("Fees",),
        "description": ("Item Title", "Memo"),
    },
    incoming={},
    holds={},
    unmoved={"status": "(?i:pending|denied|declined|failed|cancell?ed|voided|expired)"},
)

PAYPAL_OLD = replace(
    PAYPAL_REPORT,
    name="paypal-history-csv",
    title=Words(
        "PayPal history without transaction numbers (before 2017), CSV",
        "PayPal 旧版历史记录 CSV（2017 年前，无交易号）",
    ),
    header=("Date", "Time", "TimeZone", "Name", "Type", "Status", "Amount", "ReceiptID", "Balance"),
    columns={
        **{name: _COLUMNS[name] for name in ("occurred_at", "occurred_time", "zone", "counterparty", "balance")},
        "category": ("Type",),
        "status": ("Status",),
        "amount": ("Amount",),
    },
    currency=NONE,
    without=("Transaction ID",),
    number_with=(),
)

PAYPAL_FORMATS = (PAYPAL_ACTIVITY, PAYPAL_STATEMENT, PAYPAL_REPORT, PAYPAL_OLD)
