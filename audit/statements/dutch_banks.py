"""Dutch banks: ING and Rabobank."""

from __future__ import annotations

from audit.statements.bank_words import SETTLED
from audit.statements.european_words import CURRENCIES, KINDS, NO_REFERENCE
from audit.statements.format import WESTERN, Format, When
from audit.wording import Words

_NOTE = r"(?:(?!\s(?:IBAN|Kenmerk|Reference|Machtiging ID|Mandate ID|Valutadatum|Value date):).)*"
ING_NL = Format(
    name="ing-nl-csv",
    channel="bank:ing_nl",
    title=Words("ING Netherlands, CSV in Dutch or English", "ING 荷兰 CSV（荷兰语或英语）"),
    header=("Datum", "Naam / Omschrijving", "Rekening", "Tegenrekening", "Code", "Af Bij", "Bedrag (EUR)"),
    also=(("Date", "Name / Description", "Account", "Counterparty", "Code", "Debit/credit", "Amount (EUR)"),),
    columns={
        "account": ("Rekening", "Account"),
        "occurred_at": ("Datum", "Date"),
        "counterparty": ("Naam / Omschrijving", "Name / Description"),
        "counterparty_account": ("Tegenrekening", "Counterparty"),
        "direction": ("Af Bij", "Debit/credit"),
        "amount": ("Bedrag (EUR)", "Amount (EUR)"),
        "category": ("Mutatiesoort", "Transaction type"),
        "description": ("Mededelingen", "Notifications"),
        "balance": ("Saldo na mutatie", "Resulting balance"),
    },
    holds={  # Naam: … Omschrijving: … IBAN: … Kenmerk: … Machtiging ID: … Incassant ID: …
        "description": (
            rf"(?:Na(?:am|me): .*?(?:Omschrijving|Description): )?(?P<description>{_NOTE})"
            rf"(?:.*?(?:Kenmerk|Reference): (?:{NO_REFERENCE}|(?P<merchant_reference>\S+)))?"
            r"(?:.*?(?:Machtiging|Mandate) ID: (?P<mandate>\S+))?.*"
        )
    },
    directions={"Af": "out", "Bij": "in", "Debit": "out", "Credit": "in"},
    kinds=(
        When("fee", {"counterparty": "(?i)(kosten|costs|rente|.*pakket).*", "category": "Diversen|Various"}),
        *KINDS,
    ),
    statuses=SETTLED,
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

RABOBANK = Format(
    name="rabobank-csv",
    channel="bank:rabobank",
    title=Words("Rabobank, CSV", "荷兰合作银行 Rabobank CSV"),
    header=("IBAN/BBAN", "Munt", "Volgnr", "Datum", "Rentedatum", "Bedrag", "Naam tegenpartij", "Omschrijving-1"),
    columns={
        "account": ("IBAN/BBAN",),
        "currency": ("Munt",),
        "reference": ("Volgnr",),
        "occurred_at": ("Datum",),
        "posted_on": ("Rentedatum",),
        "amount": ("Bedrag",),
        "balance": ("Saldo na trn",),
        "counterparty": ("Naam tegenpartij", "Naam uiteindelijke partij"),
        "counterparty_account": ("Tegenrekening IBAN/BBAN",),
        "category": ("Code",),
        "merchant_reference": ("Transactiereferentie", "Betalingskenmerk"),
        "mandate": ("Machtigingskenmerk",),
        "description": ("Omschrijving-1", "Omschrijving-2", "Omschrijving-3"),
        "returned": ("Reden retour",),
        "original_amount": ("Oorspr bedrag",),
        "original_currency": ("Oorspr munt",),
    },
    holds={"merchant_reference": rf"(?:{NO_REFERENCE}|(?P<merchant_reference>.*))"},
    amounts="signed",
    kinds=(
        When("reversal", {"returned": ".+", "direction": "in"}),
        When("refund", {"category": "ba|bc", "direction": "in"}),  # at a till, by card
        When("charge", {"category": "ei|ba|bc|id", "direction": "out"}),  # a debit, by card, iDEAL
        When("fee", {"category": "db", "description": "(?i).*(kosten|rente).*"}),
        When("transfer", {"category": "tb|bg|cb|sb|ga|gb|sp|ov|wb"}),
        *KINDS,
    ),
    statuses=SETTLED,
    decimal=",",
    encodings=WESTERN,
    currencies=CURRENCIES,
    currency="EUR",
    utc_offset="",
)

DUTCH_FORMATS = (ING_NL, RABOBANK)
