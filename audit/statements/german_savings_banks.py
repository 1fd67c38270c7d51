"""German savings banks and cooperative banks: Sparkasse accounts and cards, Volksbank and Raiffeisenbank."""

from __future__ import annotations

from dataclasses import replace

from audit.statements.bank_words import SETTLED
from audit.statements.european_words import CURRENCIES, KINDS, NO_REFERENCE
from audit.statements.format import WESTERN, Format, When
from audit.wording import Words

SPARKASSE = Format(
    name="sparkasse-csv-camt",
    channel="bank:sparkasse",
    title=Words("Sparkasse, CSV-CAMT", "德国储蓄银行 Sparkasse CSV-CAMT"),
    header=(
        *("Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext", "Verwendungszweck", "Mandatsreferenz"),
        *("Beguenstigter/Zahlungspflichtiger", "Betrag", "Waehrung", "Info"),
    ),
    columns={
        "account": ("Auftragskonto",),
        "occurred_at": ("Buchungstag",),
        "posted_on": ("Valutadatum",),
        "category": ("Buchungstext",),
        "description": ("Verwendungszweck",),
        "mandate": ("Mandatsreferenz",),
        "merchant_reference": ("Kundenreferenz (End-to-End)",),
        "original_amount": ("Lastschrift Ursprungsbetrag",),  # of a returned debit, which comes back with the costs
        "original_currency": ("Waehrung",),
        "counterparty": ("Beguenstigter/Zahlungspflichtiger",),
        "counterparty_account": ("Kontonummer/IBAN",),
        "amount": ("Betrag",),
        "currency": ("Waehrung",),
        "status": ("Info",),
    },
    holds={"merchant_reference": rf"(?:{NO_REFERENCE}|(?P<merchant_reference>.*))"},
    amounts="signed",
    kinds=KINDS,
    statuses=(When("settled", {"status": "Umsatz gebucht"}), When("pending", {"status": "Umsatz vorgemerkt"})),
    currencies=CURRENCIES,
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

_MT940 = (
    *("Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext", "Verwendungszweck"),
    *("Beguenstigter/Zahlungspflichtiger", "Betrag", "Waehrung", "Info"),
)
SPARKASSE_MT940 = replace(
    SPARKASSE,
    name="sparkasse-csv-mt940",
    title=Words("Sparkasse, CSV-MT940", "德国储蓄银行 Sparkasse CSV-MT940"),
    header=(*_MT940, "Kontonummer", "BLZ"),
    also=((*_MT940, "Kontonummer/IBAN", "BIC (SWIFT-Code)"),),
    exact=True,
    columns={
        **{
            ours: names
            for ours, names in SPARKASSE.columns.items()
            if ours not in ("mandate", "merchant_reference", "original_amount", "original_currency")
        },
        "counterparty_account": ("Kontonummer/IBAN", "Kontonummer"),
    },
    holds={  # tags run into the text: EREF+…MREF+…CRED+…SVWZ+…
        "description": (
            rf"(?:EREF\+(?:{NO_REFERENCE}|(?P<merchant_reference>.*?)))?(?:KREF\+.*?)?(?:MREF\+(?P<mandate>.*?))?"
            r"(?:CRED\+.*?)?(?:SVWZ\+)?(?P<description>(?:(?!EREF\+|MREF\+|CRED\+|SVWZ\+).)*)"
        )
    },
)

SPARKASSE_CARD = Format(
    name="sparkasse-card-csv",
    channel="bank:sparkasse",
    title=Words("Sparkasse credit card, CSV", "德国储蓄银行 Sparkasse 信用卡 CSV"),
    header=(
        *("Umsatz getätigt von", "Belegdatum", "Buchungsdatum", "Originalbetrag", "Originalwährung", "Buchungsbetrag"),
        *("Buchungswährung", "Transaktionsbeschreibung", "Buchungsreferenz"),
    ),
    columns={
        "account": ("Umsatz getätigt von",),
        "occurred_at": ("Belegdatum",),
        "posted_on": ("Buchungsdatum",),
        "original_amount": ("Originalbetrag",),
        "original_currency": ("Originalwährung",),
        "amount": ("Buchungsbetrag",),
        "currency": ("Buchungswährung",),
        "counterparty": ("Transaktionsbeschreibung",),
        "description": ("Transaktionsbeschreibung Zusatz",),
    },
    amounts="signed",
    kinds=(
        When("fee", {"counterparty": "(?i).*(entgelt|jahrespreis|geb(ü|ue)hr|provision|sollzinsen).*"}),
        When(
            "repayment",
            {"counterparty": "(?i).*(lastschrift|zahlung|abrechnung|(ü|ue)berweisung|einzug).*", "direction": "in"},
        ),
        When("refund", {"direction": "in"}),
        When("charge", {"direction": "out"}),
    ),
    statuses=SETTLED,
    currencies=CURRENCIES,
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

VOLKSBANK = Format(
    name="volksbank-csv",
    channel="bank:volksbank",
    title=Words("Volksbank or Raiffeisenbank, CSV", "德国大众银行/赖夫艾森银行 CSV"),
    header=("IBAN Auftragskonto", "Buchungstag", "Valutadatum", "Name Zahlungsbeteiligter"),
    columns={
        "account": ("IBAN Auftragskonto",),
        "occurred_at": ("Buchungstag",),
        "posted_on": ("Valutadatum",),
        "counterparty": ("Name Zahlungsbeteiligter",),
        "counterparty_account": ("IBAN Zahlungsbeteiligter",),
        "category": ("Buchungstext",),
        "description": ("Verwendungszweck", "Vorgang/Verwendungszweck"),
        "amount": ("Betrag", "Umsatz"),
        "currency": ("Waehrung", "Währung"),
        "balance": ("Saldo nach Buchung",),
        "mandate": ("Mandatsreferenz",),
    },
    holds={
        "mandate": "(?:OFFLINE|ONLINE|(?P<mandate>.*))",  # how a card was read is no mandate
        "description": (
            rf"(?P<description>(?:(?!\s(?:EREF|MREF|CRED|IBAN|BIC|ABWA):).)*)"
            rf"(?:.*?EREF: (?:{NO_REFERENCE}|(?P<merchant_reference>\S+)))?.*"
        ),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    currencies=CURRENCIES,
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

GERMAN_SAVINGS_FORMATS = (SPARKASSE, SPARKASSE_MT940, SPARKASSE_CARD, VOLKSBANK)
