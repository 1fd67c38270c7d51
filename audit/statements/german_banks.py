"""German banks: comma decimals, day first, mandate and creditor printed with a direct debit."""

from __future__ import annotations

from audit.statements.bank_words import SETTLED
from audit.statements.european_words import CURRENCIES, KINDS, NO_REFERENCE
from audit.statements.format import WESTERN, Format, Says, When
from audit.wording import Words

_BOOKED = (When("settled", {"status": "Gebucht"}), When("pending", {"status": "Vorgemerkt"}))
_END_TO_END = rf"(?:{NO_REFERENCE}|(?P<merchant_reference>.*))"
_TAG = r"\s(?:End-to-End-Ref|CORE /|Mandatsref|Gläubiger-ID|SEPA-BASISLASTSCHRIFT|Ref\.)"
_BEFORE_TAGS = rf"(?:(?!{_TAG}).)*"
_TAGS = (
    rf"(?:.*?End-to-End-Ref\.:\s*(?:{NO_REFERENCE}|(?P<merchant_reference>\S+)))?"
    r"(?:.*?Mandatsref\.?:\s*(?P<mandate>\S+))?(?:.*?\sRef\. (?P<reference>\S+))?.*"
)
_LEGAL_FORM = r"(?:GmbH|mbH|AG|SE|KG|OHG|e\.V\.|AB|B\.V\.|Ltd\.?|Limited|Inc\.?|LLC|S\.A\.|S\.à r\.l\.)"
_NAME = (  # before a BIC and an IBAN, else up to the legal form, else all before the tags
    rf"(?:{_BEFORE_TAGS}?(?=\s[A-Z]{{6}}[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?\s[A-Z]{{2}}\d{{2}})"
    rf"|(?:(?!{_TAG}).){{0,70}}?\s{_LEGAL_FORM}(?=\s|$)|{_BEFORE_TAGS})"
)

ING_DE = Format(
    name="ing-de-csv",
    channel="bank:ing_de",
    title=Words("ING Germany, CSV with or without balance", "ING 德国 CSV（有无余额均可）"),
    header=("Buchung", "Auftraggeber/Empfänger", "Buchungstext", "Verwendungszweck", "Betrag", "Währung"),
    columns={
        "occurred_at": ("Buchung",),
        "posted_on": ("Wertstellungsdatum", "Valuta"),
        "counterparty": ("Auftraggeber/Empfänger",),
        "category": ("Buchungstext",),
        "description": ("Verwendungszweck",),
        "amount": ("Betrag",),
        "currency": ("Währung",),  # of the balance where there is one: an account has one currency
        "balance": ("Saldo",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,  # what is pending is not exported
    says=Says(
        account=r"^IBAN[,;]\s*(.*)$",
        from_at=r"^Zeitraum[,;]\s*([\d.]+)",
        to_at=r"^Zeitraum[,;]\s*[\d.]+ ?- ?([\d.]+)",
        exported_at=r"Datei erstellt am:? ([\d.]+(?: [\d:]+)?)",
    ),
    currencies=CURRENCIES,
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

DKB = Format(
    name="dkb-csv",
    channel="bank:dkb",
    title=Words("DKB, CSV since 2023", "DKB 德国信贷银行 CSV（2023 年起）"),
    header=(
        *("Buchungsdatum", "Wertstellung", "Status", "Zahlungspflichtige*r", "Zahlungsempfänger*in"),
        *("Verwendungszweck", "Umsatztyp", "Betrag (€)"),
    ),
    columns={
        "occurred_at": ("Buchungsdatum",),
        "posted_on": ("Wertstellung",),
        "status": ("Status",),
        "counterparty": ("Zahlungsempfänger*in",),
        "counterparty_account": ("IBAN",),
        "description": ("Verwendungszweck",),
        "category": ("Umsatztyp",),
        "amount": ("Betrag (€)",),
        "mandate": ("Mandatsreferenz",),
        "merchant_reference": ("Kundenreferenz",),
    },
    incoming={"counterparty": ("Zahlungspflichtige*r",)},
    holds={"merchant_reference": _END_TO_END},
    amounts="signed",
    kinds=KINDS,
    statuses=_BOOKED,
    says=Says(
        account=r"^(?:Konto|Girokonto|Tagesgeld)[,;]\s*(\S+)",
        from_at=r"^Zeitraum:?[,;]\s*([\d.]+)",
        to_at=r"^Zeitraum:?[,;]\s*[\d.]+ - ([\d.]+)",
    ),
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

DKB_OLD = Format(
    name="dkb-csv-old",
    channel="bank:dkb",
    title=Words("DKB, CSV to 2023", "DKB 德国信贷银行 CSV（2023 年及以前）"),
    header=(
        *("Buchungstag", "Wertstellung", "Buchungstext", "Auftraggeber / Begünstigter", "Verwendungszweck"),
        *("Kontonummer", "BLZ", "Betrag (EUR)", "Mandatsreferenz"),
    ),
    columns={
        "occurred_at": ("Buchungstag",),
        "posted_on": ("Wertstellung",),
        "category": ("Buchungstext",),
        "counterparty": ("Auftraggeber / Begünstigter",),
        "counterparty_account": ("Kontonummer",),
        "description": ("Verwendungszweck",),
        "amount": ("Betrag (EUR)",),
        "mandate": ("Mandatsreferenz",),
        "merchant_reference": ("Kundenreferenz",),
    },
    holds={"merchant_reference": _END_TO_END},
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(
        account=r"^Kontonummer:[,;]\s*(\S+)",
        from_at=r"^Von:[,;]\s*([\d.]+)",
        to_at=r"^Bis:[,;]\s*([\d.]+)",
    ),
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

DKB_CARD = Format(
    name="dkb-card-csv",
    channel="bank:dkb",
    title=Words("DKB Visa card, CSV since 2023", "DKB 德国信贷银行 Visa 卡 CSV（2023 年起）"),
    header=("Belegdatum", "Wertstellung", "Status", "Beschreibung", "Umsatztyp", "Fremdwährungsbetrag"),
    columns={
        "occurred_at": ("Belegdatum",),
        "posted_on": ("Wertstellung",),
        "status": ("Status",),
        "counterparty": ("Beschreibung",),
        "category": ("Umsatztyp",),
        "amount": ("Betrag (€)", "Betrag"),
        "original_amount": ("Fremdwährungsbetrag",),
    },
    amounts="signed",
    kinds=(
        When("fee", {"category": "Entgelt"}),
        When("repayment", {"category": "Lastschrift|Ausgleich.*", "direction": "in"}),
        When("repayment", {"counterparty": "Ausgleich Kreditkarte.*"}),
        When("refund", {"direction": "in"}),
        When("charge", {"direction": "out"}),
    ),
    statuses=_BOOKED,
    says=Says(account=r"^Karte[,;].*?(\d{4})\W*$"),
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

COMMERZBANK = Format(
    name="commerzbank-csv",
    channel="bank:commerzbank",
    title=Words("Commerzbank, CSV", "德国商业银行 Commerzbank CSV"),
    header=("Buchungstag", "Wertstellung", "Umsatzart", "Buchungstext", "Betrag", "Währung"),
    columns={
        "account": ("IBAN Kontoinhaber", "IBAN Auftraggeberkonto", "Auftraggeberkonto"),
        "occurred_at": ("Buchungstag",),
        "posted_on": ("Wertstellung",),
        "category": ("Umsatzart",),
        "counterparty": ("Auftraggeber / Begünstigter", "Buchungstext"),
        "counterparty_account": ("Kontonummer / IBAN",),
        "description": ("Buchungstext",),
        "amount": ("Betrag",),
        "currency": ("Währung",),
    },
    holds={
        "counterparty": rf"(?P<counterparty>{_NAME})(?:\s.*)?",
        "description": rf"(?P<description>{_BEFORE_TAGS}){_TAGS}",
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

COMDIRECT = Format(
    name="comdirect-csv",
    channel="bank:comdirect",
    title=Words("comdirect, CSV", "德国 comdirect 银行 CSV"),
    header=("Buchungstag", "Wertstellung (Valuta)", "Vorgang", "Buchungstext", "Umsatz in EUR"),
    columns={
        "occurred_at": ("Buchungstag",),
        "posted_on": ("Wertstellung (Valuta)",),
        "category": ("Vorgang",),
        "description": ("Buchungstext",),
        "amount": ("Umsatz in EUR",),
    },
    holds={
        "description": (
            r"\s*+(?>(?:(?:Auftraggeber|Empfänger|Zahlungspflichtiger):"
            r"(?P<counterparty>(?>(?:(?!Kto/IBAN:|Buchungstext:).)*)))?)"
            r"(?>(?:(?>(?:(?!Kto/IBAN:|Buchungstext:).)*)Kto/IBAN:\s*+(?P<counterparty_account>\S++))?)"
            rf"(?>(?:(?!Buchungstext:).)*)Buchungstext:(?P<description>{_BEFORE_TAGS}){_TAGS}"
        )
    },
    undated="offen",
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(from_at=r"Zeitraum: ([\d.]+)", to_at=r"Zeitraum: [\d.]+ - ([\d.]+)"),
    aside='"?(Alter Kontostand|Neuer Kontostand|Keine Umsätze|Umsätze )',
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

POSTBANK = Format(
    name="postbank-csv",
    channel="bank:postbank",
    title=Words("Postbank, CSV to 2023", "德国邮政银行 Postbank CSV（2023 年及以前）"),
    header=("Buchungsdatum", "Wertstellung", "Umsatzart", "Buchungsdetails", "Auftraggeber", "Empfänger", "Betrag (€)"),
    columns={
        "occurred_at": ("Buchungsdatum",),
        "posted_on": ("Wertstellung",),
        "category": ("Umsatzart",),
        "description": ("Buchungsdetails",),
        "counterparty": ("Empfänger",),
        "amount": ("Betrag (€)",),
        "balance": ("Saldo (€)",),
    },
    incoming={"counterparty": ("Auftraggeber",)},
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

DEUTSCHE_BANK = Format(
    name="deutsche-bank-csv",
    channel="bank:deutsche_bank",
    title=Words("Deutsche Bank and Postbank, CSV since 2023", "德意志银行、Postbank CSV（2023 年起）"),
    header=(
        *("Buchungstag", "Wert", "Umsatzart", "Begünstigter / Auftraggeber", "Verwendungszweck"),
        *("Kundenreferenz", "Mandatsreferenz", "Betrag", "Soll", "Haben", "Währung"),
    ),
    columns={
        "occurred_at": ("Buchungstag",),
        "posted_on": ("Wert",),
        "category": ("Umsatzart",),
        "counterparty": ("Begünstigter / Auftraggeber",),
        "counterparty_account": ("IBAN / Kontonummer", "IBAN"),
        "description": ("Verwendungszweck",),
        "mandate": ("Mandatsreferenz",),
        "merchant_reference": ("Kundenreferenz",),
        "amount": ("Betrag", "Soll", "Haben"),  # until 2024 only one of the latter two, signed as well
        "currency": ("Währung",),
    },
    holds={"merchant_reference": _END_TO_END},
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    says=Says(
        account=r"^[^\n]*[,;]([A-Z]{2}\d{20})[,;][A-Z]{3}$",
        from_at=r"^([\d.]+) - [\d.]+[,;]*$",
        to_at=r"^[\d.]+ - ([\d.]+)[,;]*$",
    ),
    aside="Kontostand[,;]",
    currencies=CURRENCIES,
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

GERMAN_FORMATS = (ING_DE, DKB, DKB_OLD, DKB_CARD, COMMERZBANK, COMDIRECT, POSTBANK, DEUTSCHE_BANK)
