"""Banks that are an app: Revolut, Wise, N26, bunq."""

from __future__ import annotations

from audit.statements.bank_words import SETTLED
from audit.statements.european_words import CURRENCIES, KINDS
from audit.statements.format import WESTERN, Format, When
from audit.wording import Words

_PLAN = "(?i).*(plan|premium|metal|ultra|plus|standard|membership) .*fee.*"
_REVOLUT_STATES = {
    "settled": "COMPLETED|ABGESCHLOSSEN|COMPLETATO",
    "pending": "PENDING|AUSSTEHEND|IN SOSPESO",
    "reversed": "REVERTED|ZURÜCKGEBUCHT|STORNATO",
    "declined": "DECLINED|FAILED|ABGELEHNT|FEHLGESCHLAGEN|RIFIUTATO",
}
REVOLUT = Format(
    name="revolut-csv",
    channel="bank:revolut",
    title=Words("Revolut, CSV", "Revolut CSV"),
    header=(
        *("Type", "Product", "Started Date", "Completed Date", "Description"),
        *("Amount", "Fee", "Currency", "State", "Balance"),
    ),
    also=(
        (
            *("Art", "Produkt", "Startdatum", "Datum des Abschlusses", "Beschreibung"),
            *("Betrag", "Gebühr", "Währung", "Status", "Saldo"),
        ),
        (
            *("Tipo", "Prodotto", "Data di inizio", "Data di completamento", "Descrizione"),
            *("Importo", "Costo", "Valuta", "Stato", "Saldo"),
        ),
    ),
    columns={
        "category": ("Type", "Art", "Tipo"),
        "occurred_at": ("Started Date", "Startdatum", "Data di inizio"),
        "posted_on": ("Completed Date", "Datum des Abschlusses", "Data di completamento"),
        "counterparty": ("Description", "Beschreibung", "Descrizione"),
        "amount": ("Amount", "Betrag", "Importo"),
        "fee": ("Fee", "Gebühr", "Costo"),
        "currency": ("Currency", "Währung", "Valuta"),
        "status": ("State", "Status", "Stato"),
        "balance": ("Balance", "Saldo"),
    },
    amounts="signed",
    kinds=(
        When("chargeback", {"category": "(?i)card[_ ]chargeback.*", "direction": "in"}),
        When("refund", {"category": "(?i)(card[_ ](refund|credit)|refund|kartenerstattung).*", "direction": "in"}),
        When("charge", {"category": "(?i)(fee|charge|gebühr)", "counterparty": _PLAN}),  # Revolut's own subscription
        When("refund", {"category": "(?i)(fee|charge)([_ ]refund)?", "direction": "in"}),
        When("fee", {"category": "(?i)(fee|charge|gebühr|costo)"}),
        When("refund", {"category": "(?i)(card[_ ]payment|kartenzahlung|pagamento con carta)", "direction": "in"}),
        When("transfer", {"category": "(?i)(transfer|topup|top-up|exchange|atm|deposit|savings|interest|loan).*"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=tuple(When(status, {"status": words}) for status, words in _REVOLUT_STATES.items()),
    refunded=(When("all", {"status": _REVOLUT_STATES["reversed"]}),),  # it prints no row for what went back
    unmoved={"status": "|".join(_REVOLUT_STATES[state] for state in ("pending", "reversed", "declined"))},
    fee_alone=True,
    decimal="either",
    encodings=WESTERN,
    currencies=CURRENCIES,
    currency="EUR",
    utc_offset="",
)

REVOLUT_OLD = Format(
    name="revolut-csv-2020",
    channel="bank:revolut",
    title=Words("Revolut, CSV to 2020, an account in euros", "Revolut CSV（2020 年及以前，欧元账户）"),
    header=("Completed Date", "Paid Out (EUR)", "Paid In (EUR)", "Exchange Out", "Exchange In", "Balance (EUR)"),
    columns={
        "occurred_at": ("Completed Date",),
        "posted_on": ("Completed Date",),
        "counterparty": ("Description", "Reference"),
        "amount_out": ("Paid Out (EUR)",),
        "amount_in": ("Paid In (EUR)",),
        "balance": ("Balance (EUR)",),
        "category": ("Category",),
        "description": ("Notes",),
    },
    amounts="split",
    kinds=(
        When("refund", {"counterparty": "(?i)refund .*", "direction": "in"}),
        When("transfer", {"counterparty": "(?i)(to|from|top-up|payment from|exchange|cash at|sold|bought) .*"}),
        When("transfer", {"direction": "in"}),
        When("fee", {"counterparty": r"(?i).*\bfee"}),
        When("charge", {}),
    ),
    statuses=SETTLED,
    dates="dmy",
    decimal="either",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

WISE_BALANCE = Format(
    name="wise-balance-csv",
    channel="bank:wise",
    title=Words("Wise balance statement of one currency, CSV", "Wise 单币种余额账单 CSV"),
    header=("TransferWise ID", "Date", "Amount", "Currency", "Description", "Payment Reference", "Running Balance"),
    columns={
        "reference": ("TransferWise ID",),
        "occurred_at": ("Date Time", "Date"),
        "amount": ("Amount",),
        "currency": ("Currency",),
        "balance": ("Running Balance",),
        "counterparty": ("Merchant", "Payee Name", "Payer Name"),
        "counterparty_account": ("Payee Account Number",),
        "description": ("Description",),
        "category": ("Transaction Details Type",),
        "fee": ("Total fees",),
        "original_amount": ("Exchange To Amount",),
        "original_currency": ("Exchange To",),
    },
    fee_within=True,
    amounts="signed",
    kinds=(
        When("fee", {"reference": "(FEE|ACCRUAL|BANK_DETAILS|CARD_ORDER|ACCOUNT_FEE).*"}),
        When("refund", {"reference": "CARD.*", "direction": "in"}),
        When("charge", {"reference": "(CARD|DIRECT_DEBIT).*", "direction": "out"}),
        When("reversal", {"reference": "DIRECT_DEBIT.*", "direction": "in"}),
        When("transfer", {"reference": "(TRANSFER|BALANCE|CONVERSION|DEPOSIT|MONEY|INTEREST|TOPUP).*"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=SETTLED,
    dates="dmy",
    encodings=WESTERN,
    currencies=CURRENCIES,
    currency="EUR",
    utc_offset="",
)

WISE_HISTORY = Format(
    name="wise-history-csv",
    channel="bank:wise",
    title=Words("Wise transaction history of all currencies, CSV", "Wise 全币种交易记录 CSV"),
    header=(
        *("ID", "Status", "Direction", "Created on", "Finished on", "Source fee amount", "Source name"),
        *("Source amount (after fees)", "Source currency", "Target name", "Target amount (after fees)"),
    ),
    columns={
        "reference": ("ID",),
        "status": ("Status",),
        "direction": ("Direction",),
        "occurred_at": ("Created on",),
        "posted_on": ("Finished on",),
        "amount": ("Source amount (after fees)",),
        "currency": ("Source currency",),
        "fee": ("Source fee amount",),
        "counterparty": ("Target name",),
        "original_amount": ("Target amount (after fees)",),
        "original_currency": ("Target currency",),
        "description": ("Reference", "Note"),
        "category": ("Category",),
    },
    incoming={
        "counterparty": ("Source name",),
        "amount": ("Target amount (after fees)",),
        "currency": ("Target currency",),
        "fee": ("Target fee amount",),
        "original_amount": ("Source amount (after fees)",),
        "original_currency": ("Source currency",),
    },
    directions={"OUT": "out", "IN": "in", "NEUTRAL": "neutral"},
    number_with=("currency",),  # one purchase paid from two balances
    kinds=(
        When("fee", {"reference": "(FEE|ACCRUAL|BANK_DETAILS|CARD_ORDER|PLAN_ORDER).*"}),
        When("refund", {"reference": "CARD.*", "direction": "in"}),
        When("charge", {"reference": "(CARD|DIRECT_DEBIT).*", "direction": "out"}),
        When("reversal", {"reference": "DIRECT_DEBIT.*", "direction": "in"}),
        When("transfer", {"reference": ".*(TRANSFER|BALANCE|CONVERSION|DEPOSIT|MONEY|INTEREST|TOPUP|[0-9]+).*"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=(
        When("settled", {"status": "COMPLETED"}),
        When("reversed", {"status": "REFUNDED"}),
        When("voided", {"status": "CANCELLED"}),
        When("declined", {"status": "FAILED|DECLINED|REJECTED"}),
        When("pending", {"status": "PENDING|PROCESSING|INCOMING_PAYMENT_WAITING|.*WAITING.*"}),
    ),
    refunded=(When("all", {"status": "REFUNDED"}),),
    encodings=WESTERN,
    currencies=CURRENCIES,
    currency="EUR",
    utc_offset="",
)

N26 = Format(
    name="n26-csv",
    channel="bank:n26",
    title=Words("N26, CSV since 2023", "N26 CSV（2023 年起）"),
    header=("Booking Date", "Value Date", "Partner Name", "Partner Iban", "Type", "Payment Reference", "Amount (EUR)"),
    columns={
        "occurred_at": ("Booking Date",),
        "posted_on": ("Value Date",),
        "counterparty": ("Partner Name",),
        "counterparty_account": ("Partner Iban",),
        "category": ("Type",),
        "description": ("Payment Reference",),
        "amount": ("Amount (EUR)",),
        "original_amount": ("Original Amount",),
        "original_currency": ("Original Currency",),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

N26_OLD = Format(
    name="n26-csv-old",
    channel="bank:n26",
    title=Words("N26, CSV to 2023, in English, German or French", "N26 CSV（2023 年及以前，英、德、法语）"),
    header=("Date", "Payee", "Account number", "Transaction type", "Payment reference", "Amount (EUR)"),
    also=(
        ("Datum", "Empfänger", "Kontonummer", "Transaktionstyp", "Verwendungszweck", "Betrag (EUR)"),
        (
            *("Date", "Bénéficiaire", "Numéro de compte", "Type de transaction", "Référence de paiement"),
            "Montant (EUR)",
        ),
    ),
    columns={
        "occurred_at": ("Date", "Datum"),
        "posted_on": ("Date", "Datum"),
        "counterparty": ("Payee", "Empfänger", "Bénéficiaire"),
        "counterparty_account": ("Account number", "Kontonummer", "Numéro de compte"),
        "category": ("Transaction type", "Transaktionstyp", "Type de transaction"),
        "description": ("Payment reference", "Verwendungszweck", "Référence de paiement"),
        "amount": ("Amount (EUR)", "Betrag (EUR)", "Montant (EUR)"),
        "original_amount": ("Amount (Foreign Currency)", "Betrag (Fremdwährung)", "Montant (Devise étrangère)"),
        "original_currency": ("Type Foreign Currency", "Fremdwährung", "Sélectionnez la devise étrangère"),
    },
    amounts="signed",
    kinds=KINDS,
    statuses=SETTLED,
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

BUNQ = Format(
    name="bunq-csv",
    channel="bank:bunq",
    title=Words("bunq, CSV", "bunq CSV"),
    header=("Date", "Amount", "Account", "Counterparty", "Name", "Description"),
    columns={
        "occurred_at": ("Date",),
        "posted_on": ("Interest Date",),
        "amount": ("Amount",),
        "account": ("Account",),
        "counterparty": ("Name",),
        "counterparty_account": ("Counterparty",),
        "description": ("Description",),
    },
    holds={  # the merchant's price stands in the text: `…, US 9.95 USD, 1 USD = 0.88241 EUR`
        "description": (
            r"(?P<description>.*?(?:\s(?P<original_amount>\d[\d,]*\.\d{2}) (?P<original_currency>[A-Z]{3}),"
            r" 1 [A-Z]{3} = [\d.]+ [A-Z]{3})?)"
        )
    },
    amounts="signed",
    kinds=(
        When("refund", {"description": "Refund: .*", "direction": "in"}),
        When("fee", {"counterparty": "(?i)bunq", "description": "(?i).*(fee|kosten|costs).*"}),
        When("reversal", {"description": "(?i).*(reversal|reversed|storno|terugboeking|retour).*", "direction": "in"}),
        When("charge", {"direction": "out"}),
        When("other", {}),
    ),
    statuses=SETTLED,
    decimal="either",
    encodings=WESTERN,
    currency="EUR",
    utc_offset="",
)

FINTECH_FORMATS = (REVOLUT, REVOLUT_OLD, WISE_BALANCE, WISE_HISTORY, N26, N26_OLD, BUNQ)
