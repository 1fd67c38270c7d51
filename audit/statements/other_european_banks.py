"""Banks of Belgium, Ireland, the Czech Republic and Hungary."""

from __future__ import annotations

from audit.statements.bank_words import SETTLED
from audit.statements.european_words import CURRENCIES, KINDS
from audit.statements.format import WESTERN, Format, When
from audit.wording import Words

KBC = Format(
    name="kbc-csv",
    channel="bank:kbc",
    title=Words("KBC, CSV in Dutch or English", "比利时 KBC 银行 CSV（荷兰语或英语）"),
    header=("Rekeningnummer", "Rubrieknaam", "Naam", "Munt", "Afschriftnummer", "Datum", "Omschrijving", "Bedrag"),
    also=(("Account number", "Heading", "Name", "Currency", "Statement number", "Date", "Description", "Amount"),),
    columns={
        "account": ("Rekeningnummer", "Account number"),
        "currency": ("Munt", "Currency"),
        "occurred_at": ("Datum", "Date"),
        "posted_on": ("Valuta", "Value date"),
        "amount": ("Bedrag", "Amount"),
        "balance": ("Saldo", "Balance"),
        "counterparty": ("Naam tegenpartij", "Counterparty name", "Omschrijving", "Description"),
        "counterparty_account": ("rekeningnummer tegenpartij", "Rekening tegenpartij", "counterparty's account number"),
        "category": ("Omschrijving", "Description"),
        "description": ("Vrije mededeling", "free-format reference", "Omschrijving", "Description"),
    },
    holds={"category": r"(?P<category>(?>(?:(?!\s(?:NAAR|VAN|BIJ|TO|FROM|AT)\s|\s\d).)*)).*"},
    amounts="signed",
    kinds=(When("fee", {"category": "(?i)(bijdrage|kosten|aanrekening|contribution|charges).*"}), *KINDS),
    statuses=SETTLED,
    dates="dmy",
    decimal=",",
    encodings=WESTERN,
    currencies=CURRENCIES,
    currency="EUR",
    utc_offset="",
)

BANK_OF_IRELAND = Format(
    name="bank-of-ireland-csv",
    channel="bank:bank_of_ireland",
    title=Words("Bank of Ireland, CSV", "爱尔兰银行 CSV"),
    header=("Date", "Details", "Debit", "Credit", "Balance"),
    exact=True,
    columns={
        "occurred_at": ("Date",),
        "posted_on": ("Date",),
        "counterparty": ("Details",),
        "category": ("Details",),
        "amount_out": ("Debit",),
        "amount_in": ("Credit",),
        "balance": ("Balance",),  # of the day's end only
    },
    holds={"counterparty": r"(?>(?:POSC?\d\d[A-Z]{3} )?)(?P<counterparty>(?>(?:(?!\sSEPA DD$).)*)).*"},
    amounts="split",
    kinds=(
        When("fee", {"category": "(?i)(pos chg|fee|maintenance|stamp duty|.*interest).*"}),
        When("refund", {"category": "POS.*", "direction": "in"}),
        When("reversal", {"category": ".*SEPA DD", "direction": "in"}),
        When("transfer", {"category": r"(?i)(atm|365 online|mobi).*|.*\s(so|cto|gp|sp)", "direction": "in|out"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=SETTLED,
    dates="dmy",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

RAIFFEISEN_CZ = Format(
    name="raiffeisen-cz-csv",
    channel="bank:raiffeisen_cz",
    title=Words("Raiffeisenbank Czech Republic, CSV", "捷克赖夫艾森银行 CSV"),
    header=("Datum provedení", "Datum zaúčtování", "Číslo účtu", "Typ transakce", "Zaúčtovaná částka", "Měna účtu"),
    columns={
        "account": ("Číslo účtu",),
        "occurred_at": ("Datum provedení",),
        "posted_on": ("Datum zaúčtování",),
        "counterparty": ("Název protiúčtu", "Název obchodníka", "Zpráva"),
        "counterparty_account": ("Číslo protiúčtu",),
        "category": ("Typ transakce",),
        "description": ("Zpráva", "Poznámka"),
        "amount": ("Zaúčtovaná částka",),
        "currency": ("Měna účtu",),
        "original_amount": ("Původní částka a měna",),
        "original_currency": ("Původní částka a měna#2",),
        "fee": ("Poplatek",),
        "reference": ("Id transakce", "Id transakce,"),
    },
    holds={"account": r"(?P<account>[^/]*)(?:/\d{4})?"},  # the bank's code stands behind the number
    amounts="signed",
    kinds=(
        When("fee", {"category": "(?i).*(poplat|úrok|daň).*"}),
        When("refund", {"category": "(?i).*(vrácení|refund|kart).*", "direction": "in"}),
        When("reversal", {"category": "(?i).*(inkas|storno).*", "direction": "in"}),
        When("charge", {"category": "(?i).*(inkas|kart).*", "direction": "out"}),
        When("transfer", {"category": "(?i).*(platba|převod|výběr|vklad|příkaz).*"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=SETTLED,
    dates="dmy",
    decimal=",",
    encodings=("cp1250",),
    currencies=CURRENCIES,
    currency="CZK",
    utc_offset="",
)

ERSTE_HU = Format(
    name="erste-hu-csv",
    channel="bank:erste_hu",
    title=Words("Erste Bank Hungary, CSV", "匈牙利第一储蓄银行 Erste CSV"),
    header=("Tranzakció dátuma", "Partner neve", "Számlaszám", "Tranzakció típusa", "Tranzakció összege"),
    columns={
        "account": ("Számlaszám",),
        "occurred_at": ("Tranzakció dátuma",),
        "posted_on": ("Értéknap",),
        "counterparty": ("Partner neve",),
        "counterparty_account": ("Partner számlaszáma",),
        "category": ("Tranzakció típusa",),
        "description": ("Közlemény", "Részletek"),
        "amount": ("Tranzakció összege",),
        "currency": ("Tranzakció devizaneme",),
        "balance": ("Egyenleg",),
    },
    holds={"occurred_at": r"(?P<occurred_at>[\d.]*?)\.?", "posted_on": r"(?P<posted_on>[\d.]*?)\.?"},
    amounts="signed",
    kinds=(
        When("fee", {"category": "(?i).*(díj|jutalék|illeték|kamat).*"}),
        When("refund", {"category": "(?i).*(visszatérítés|kártya).*", "direction": "in"}),
        When("charge", {"category": "(?i).*(beszedés|kártya|vásárlás).*", "direction": "out"}),
        When("transfer", {"category": "(?i).*(utalás|átvezetés|készpénz).*"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=SETTLED,
    decimal="either",
    encodings=("cp1250",),
    currencies=CURRENCIES,
    currency="HUF",
    utc_offset="",
)

OTHER_EUROPEAN_FORMATS = (KBC, BANK_OF_IRELAND, RAIFFEISEN_CZ, ERSTE_HU)
