"""One invented account written in the kinds of export a person may have of it, as bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

IBAN, TAIL = "DE02999900000000004711", "4711"


@dataclass(frozen=True)
class Paid:
    """Money that went out, or came back where `back`; booked two days after a card was used."""

    on: date
    name: str
    cents: int
    back: bool = False

    @property
    def amount(self) -> str:
        """With a point, and a minus for what went out."""
        return f"{'' if self.back else '-'}{self.cents // 100}.{self.cents % 100:02d}"

    @property
    def comma(self) -> str:
        """As Germans print it."""
        return self.amount.replace(".", ",")

    @property
    def booked(self) -> date:
        """When a card's payment stands on the account."""
        return self.on + timedelta(days=2)


Rows = Sequence[Paid]
Writer = Callable[[Rows], bytes]


def sparkasse(rows: Rows) -> bytes:
    """CSV-CAMT: the account, mandates."""
    head = (
        "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Glaeubiger ID;Mandatsreferenz;"
        "Kundenreferenz (End-to-End);Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;Betrag;Waehrung;Info"
    )
    lines = [
        f"{IBAN};{r.on:%d.%m.%y};{r.on:%d.%m.%y};{'GUTSCHRIFT' if r.back else 'FOLGELASTSCHRIFT'};{r.name} Beitrag;;"
        f"{f'M-{r.name[:3]}'};NOTPROVIDED;{r.name};;{r.comma};EUR;Umsatz gebucht"
        for r in rows
    ]
    return "\n".join([head, *reversed(lines)]).encode()


def sparkasse_mt940(rows: Rows) -> bytes:
    """CSV-MT940: other words, no mandate column."""
    head = (
        "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;"
        "Beguenstigter/Zahlungspflichtiger;Kontonummer;BLZ;Betrag;Waehrung;Info"
    )
    lines = [
        f"{IBAN};{r.on:%d.%m.%y};{r.on:%d.%m.%y};FOLGELASTSCHRIFT;SVWZ+{r.name};{r.name.upper()};;;{r.comma};EUR;"
        "Umsatz gebucht"
        for r in rows
    ]
    return "\n".join([head, *lines]).encode()


def camt(rows: Rows) -> bytes:
    """CAMT.053: the bank's numbers, the time of export."""
    entries = "".join(
        f'<Ntry><Amt Ccy="EUR">{r.amount.lstrip("-")}</Amt><CdtDbtInd>{"CRDT" if r.back else "DBIT"}</CdtDbtInd>'
        f"<Sts>BOOK</Sts><BookgDt><Dt>{r.on}</Dt></BookgDt><AcctSvcrRef>C{r.on:%y%m%d}{n}</AcctSvcrRef><NtryDtls>"
        f"<TxDtls><RltdPties><Cdtr><Nm>{r.name}</Nm></Cdtr></RltdPties><RmtInf><Ustrd>{r.name} Plan</Ustrd></RmtInf>"
        "</TxDtls></NtryDtls></Ntry>"
        for n, r in enumerate(rows)
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
        f"<CreDtTm>2026-09-01T00:00:00</CreDtTm><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>{entries}"
        "</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def mt940(rows: Rows) -> bytes:
    """SWIFT text without numbers."""
    lines = "".join(
        f":61:{r.on:%y%m%d}{'C' if r.back else 'D'}{r.comma.lstrip('-')}NDDTNONREF\n"
        f":86:105?00LASTSCHRIFT?20SVWZ+{r.name} Plan?32{r.name}\n"
        for r in rows
    )
    return f":20:X\n:25:99990000/000000{TAIL}\n:60F:C251231EUR100,00\n{lines}:62F:C260831EUR100,00\n-\n".encode()


def ofx(rows: Rows, *, currency: str = "EUR", account: str = f"00000{TAIL}") -> bytes:
    """Numbers of its own, days of booking, names cut short."""
    records = "".join(
        f"<STMTTRN><TRNTYPE>{'CREDIT' if r.back else 'DEBIT'}<DTPOSTED>{r.on:%Y%m%d}<TRNAMT>{r.amount}<FITID>F{n:05d}"
        f"<NAME>{r.name.upper()[:10]}</STMTTRN>"
        for n, r in enumerate(rows)
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SONRS><DTSERVER>20260901120000</SONRS><STMTRS>"
        f"<CURDEF>{currency}<ACCTID>{account}<BANKTRANLIST>{records}</BANKTRANLIST></STMTRS></OFX>"
    ).encode()


def booked_ofx(rows: Rows) -> bytes:
    """A card's OFX: only the day of booking."""
    return ofx([Paid(r.booked, r.name, r.cents, r.back) for r in rows], currency="USD")


def table(rows: Rows) -> bytes:
    """A bank nobody described: no account, no number."""
    lines = [f"{r.on},{r.amount if r.back else ''},{'' if r.back else r.amount[1:]},{r.name}" for r in rows]
    return "\n".join(["Date,Credit,Debit,Description,Currency", *(f"{line},EUR" for line in lines)]).encode()


def dkb(rows: Rows) -> bytes:
    """Since 2023."""
    lines = [
        f"{r.on:%d.%m.%y};{r.on:%d.%m.%y};Gebucht;{r.name if r.back else 'Ich'};{'Ich' if r.back else r.name};"
        f"Plan {r.name};{'Eingang' if r.back else 'Ausgang'};;{r.comma};;M-100{r.name[:3]};"
        for r in rows
    ]
    head = (
        "Buchungsdatum;Wertstellung;Status;Zahlungspflichtige*r;Zahlungsempfänger*in;Verwendungszweck;Umsatztyp;"
        "IBAN;Betrag (€);Gläubiger-ID;Mandatsreferenz;Kundenreferenz"
    )
    return "\n".join([f"Girokonto;{IBAN}", "", head, *lines]).encode()


def dkb_beheaded(rows: Rows) -> bytes:
    """Without the lines that name the account."""
    return dkb(rows).split(b"\n", 2)[2]


def dkb_old(rows: Rows) -> bytes:
    """Until 2023: the account by its whole number."""
    lines = [
        f"{r.on:%d.%m.%Y};{r.on:%d.%m.%Y};Lastschrift;{r.name.upper()};{r.name} PLAN;;;{r.comma};;;;" for r in rows
    ]
    head = (
        "Buchungstag;Wertstellung;Buchungstext;Auftraggeber / Begünstigter;Verwendungszweck;Kontonummer;BLZ;"
        "Betrag (EUR);Gläubiger-ID;Mandatsreferenz;Kundenreferenz;"
    )
    return "\n".join(
        [
            f"Kontonummer:;000000{TAIL} / Girokonto;",
            "",
            head,
            *lines,
        ]
    ).encode()


def n26(rows: Rows) -> bytes:
    """Since 2023: the day of payment and of booking."""
    lines = [f'{r.on},{r.booked},"{r.name}",,Presentment,,Main Account,{r.amount},,,' for r in rows]
    head = (
        "Booking Date,Value Date,Partner Name,Partner Iban,Type,Payment Reference,Account Name,Amount (EUR),"
        "Original Amount,Original Currency,Exchange Rate"
    )
    return "\n".join([head, *lines]).encode()


def n26_old(rows: Rows) -> bytes:
    """Until 2023, with the price abroad."""
    lines = [f'{r.on},"{r.name.upper()}","",MasterCard Payment,"",Media,{r.amount},-9.99,USD,1.2' for r in rows]
    head = (
        "Date,Payee,Account number,Transaction type,Payment reference,Category,Amount (EUR),Amount (Foreign Currency)"
    )
    return "\n".join([f"{head},Type Foreign Currency,Exchange Rate", *lines]).encode()


def chase(rows: Rows) -> bytes:
    """A card without its number."""
    lines = [
        f"{r.on:%m/%d/%Y},{r.booked:%m/%d/%Y},{r.name},Fun,{'Return' if r.back else 'Sale'},{r.amount}," for r in rows
    ]
    return "\n".join(["Transaction Date,Post Date,Description,Category,Type,Amount,Memo", *lines]).encode()


def chase_several(rows: Rows) -> bytes:
    """A card with its number."""
    first, *lines = chase(rows).decode().split("\n")
    return "\n".join([f"Card,{first}", *(f"{TAIL},{line.upper()}" for line in lines)]).encode()


def wise_balance(rows: Rows) -> bytes:
    """One currency; newest first."""
    lines = [
        f"CARD-40000{n:05d},{r.on:%d-%m-%Y},{r.on:%d-%m-%Y} 08:15:01.284,{r.amount},EUR,Card transaction,,1.00,,,,,,,"
        f"{r.name},{TAIL},Ann,,,0.00,,{'CREDIT' if r.back else 'DEBIT'},CARD"
        for n, r in enumerate(rows)
    ]
    head = (
        "TransferWise ID,Date,Date Time,Amount,Currency,Description,Payment Reference,Running Balance,Exchange From,"
        "Exchange To,Exchange Rate,Payer Name,Payee Name,Payee Account Number,Merchant,Card Last Four Digits,"
        "Card Holder Full Name,Attachment,Note,Total fees,Exchange To Amount,Transaction Type,Transaction Details Type"
    )
    return "\n".join([head, *reversed(lines)]).encode()


def wise_history(rows: Rows) -> bytes:
    """All currencies, another word before each number."""
    lines = [
        f"CARD_TRANSACTION-40000{n:05d},COMPLETED,{'IN' if r.back else 'OUT'},{r.on} 07:15:01,{r.on} 07:15:01,0.00,"
        f"EUR,,,{r.name if r.back else 'Ann'},{r.amount.lstrip('-')},EUR,{'Ann' if r.back else r.name},"
        f"{r.amount.lstrip('-')},EUR,1.0,,,Ann,Fun,"
        for n, r in enumerate(rows)
    ]
    head = (
        "ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,Target fee amount,"
        "Target fee currency,Source name,Source amount (after fees),Source currency,Target name,"
        "Target amount (after fees),Target currency,Exchange rate,Reference,Batch,Created by,Category,Note"
    )
    return "\n".join([head, *lines]).encode()


def cmb_web(rows: Rows) -> bytes:
    """The web bank: account and time of day."""
    lines = [
        f"{r.on:%Y%m%d},08:00:0{n % 9},{r.amount if r.back else ''},{'' if r.back else r.amount[1:]},1.00,快捷支付,"
        f"{r.name}"
        for n, r in enumerate(rows)
    ]
    heading = ['"# 招商银行交易记录"', f'"# 账 号: [一卡通: 6225****{TAIL}]"', '"# 币 种: [ 人民币 ]"']
    return "\n".join([*heading, "交易日期,交易时间,收入,支出,余额,交易类型,交易备注", *lines]).encode()


def cmb_table(rows: Rows) -> bytes:
    """A PDF turned into CSV: neither account nor time."""
    lines = [f"{r.on},CNY,{r.amount},1.00,快捷支付,{r.name}-北京,{r.name}" for r in rows]
    return "\n".join(["记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要", *lines]).encode()


def _paypal(head: str, line: Callable[[int, Paid], str]) -> Writer:
    return lambda rows: "\n".join([head, *(line(n, r) for n, r in enumerate(rows))]).encode()


paypal_activity = _paypal(
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
    "Reference Txn ID,Balance",
    lambda n, r: (
        f"{r.on:%m/%d/%Y},0{n % 9}:00:00,PDT,{r.name},{_type(r)},Completed,EUR,{r.amount},0.00,{r.amount},"
        f"{'a@shop.example,ann@example.com' if r.back else 'ann@example.com,a@shop.example'},{n:017d}T,B-1AGREE,0.00"
    ),
)
paypal_statement = _paypal(
    "Date,Time,TimeZone,Description,Currency,Gross,Fee,Net,Balance,Transaction ID,From Email Address,Name,Bank Name,"
    "Bank Account,Reference Txn ID",
    lambda n, r: (
        f"{r.on:%m/%d/%Y},0{n % 9}:00:00,PDT,{_type(r)},EUR,{r.amount},0.00,{r.amount},0.00,{n:017d}T,a@shop.example,"
        f"{r.name},,,B-1AGREE"
    ),
)
paypal_report = _paypal(
    "Date,Time,TimeZone,Name,Type,Status,Currency,Amount,Fees,Total,Exchange Rate,Receipt ID,Balance,Transaction ID,"
    "Item Title",
    lambda n, r: (
        f"{r.on:%m/%d/%Y},0{n % 9}:00:00,PDT,{r.name},{_type(r)},Completed,EUR,{r.amount},0.00,{r.amount},,,0.00,"
        f"{n:017d}T,Plan"
    ),
)


def _type(paid: Paid) -> str:
    return "Payment Refund" if paid.back else "PreApproved Payment Bill User Payment"


BANK: tuple[Writer, ...] = (sparkasse, sparkasse_mt940, camt, mt940, ofx, table)
SAME_BANK: dict[str, tuple[Writer, Writer]] = {
    "dkb": (dkb, dkb_old),
    "dkb and a part without a heading": (dkb, dkb_beheaded),
    "camt and dkb without a heading": (camt, dkb_beheaded),
    "n26": (n26, n26_old),
    "chase": (chase, chase_several),
    "wise": (wise_balance, wise_history),
    "cmb": (cmb_web, cmb_table),
    "paypal activity and statement": (paypal_activity, paypal_statement),
    "paypal activity and report": (paypal_activity, paypal_report),
    "paypal statement and report": (paypal_statement, paypal_report),
    "a card's days of payment and of booking": (chase_several, booked_ofx),
    "n26 and a nameless table": (n26, table),
}
