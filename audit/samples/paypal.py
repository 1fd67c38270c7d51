"""PayPal's activity download of 41 columns, and the rows a payment leaves there.

Paid by card in the card's own currency a payment is two rows; in another currency it is four of one second, tied to the
payment by its number: the price, the deposit from the card, and the two sides of the exchange (FORMATS-INTL §1.4).
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from io import StringIO

from audit.money import to_text
from audit.samples.rows import Bill, Direction, Row, digits

HEADER = (
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
    "Shipping Address,Address Status,Item Title,Item ID,Shipping and Handling Amount,Insurance Amount,Sales Tax,"
    "Option 1 Name,Option 1 Value,Option 2 Name,Option 2 Value,Reference Txn ID,Invoice Number,Custom Number,Quantity,"
    "Receipt ID,Balance,Address Line 1,Address Line 2/District/Neighborhood,Town/City,"
    "State/Province/Region/County/Territory/Prefecture/Republic,Zip/Postal Code,Country,Contact Phone Number,Subject,"
    "Note,Country Code,Balance Impact"
).split(",")
AUTOMATIC, DEPOSIT, EXCHANGE = (
    "PreApproved Payment Bill User Payment",
    "General Card Deposit",
    "General Currency Conversion",
)
REFUND, WITHDRAWAL = "Payment Refund", "General Card Withdrawal"
ZONE = "HKT"


def paypal_payment(
    at: datetime, price: int, currency: str, seller: str, text: str, *, cost: int = 0, home: str = ""
) -> tuple[Row, ...]:
    """An automatic payment by card: the payment, then the deposit and, where the price is foreign, the exchange."""
    number, invoice = _letters(at, seller, price), digits(10, at, seller)
    paid = Row(at, seller, text, price, "out", "", "Completed", AUTOMATIC, number, invoice, _mail(seller),
               currency=currency, refers=f"B-{_letters(seller, text)}")  # fmt: skip
    if not home or home == currency:
        return paid, _leg(paid, DEPOSIT, "in", price, currency)
    return (
        paid,
        _leg(paid, DEPOSIT, "in", cost, home),
        _leg(paid, EXCHANGE, "out", cost, home),
        _leg(paid, EXCHANGE, "in", price, currency),
    )


def paypal_refund(of: tuple[Row, ...], at: datetime, amount: int, cost: int = 0) -> tuple[Row, ...]:
    """What comes back of such a payment, in the price's currency, and its way back to the card.

    The refund and what goes on to the card name the payment, the exchange names the refund.
    """
    paid = of[0]
    home = of[1].currency
    back = replace(paid, at=at, amount=amount, direction="in", category=REFUND, refers=paid.number,
                   number=_letters(at, paid.number, amount))  # fmt: skip
    if home == paid.currency:
        return back, replace(_leg(back, WITHDRAWAL, "out", amount, home), refers=paid.number)
    return (
        back,
        _leg(back, EXCHANGE, "out", amount, paid.currency),
        _leg(back, EXCHANGE, "in", cost, home),
        replace(_leg(back, WITHDRAWAL, "out", cost, home), refers=paid.number),
    )


def _leg(of: Row, kind: str, direction: Direction, amount: int, currency: str) -> Row:
    number = _letters(of.at, of.number, kind, direction)
    return Row(of.at, "", "", amount, direction, "", "Completed", kind, number, currency=currency, refers=of.number)


def write_paypal(bill: Bill) -> bytes:
    """Every cell quoted, oldest first, a running balance in each currency; the addresses alone say whose it is."""
    out = StringIO()
    book = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    book.writerow(HEADER)
    balances: dict[str, int] = {}
    for row in in_groups(bill):
        balances[row.currency] = balances.get(row.currency, 0) + _signed(row)
        line = _cells(row, bill.account) | {"Balance": _text(balances[row.currency])}
        book.writerow([line.get(name, "") for name in HEADER])
    return out.getvalue().encode("utf-8-sig")


def in_groups(bill: Bill) -> tuple[Row, ...]:
    """The rows as PayPal lists them: oldest first, what belongs to a payment right below it."""
    kept = {row.number for row in bill.shown()}
    return tuple(sorted((r for r in bill.rows if r.number in kept), key=lambda r: r.at))


def _cells(row: Row, owner: str) -> dict[str, str]:
    named = bool(row.counterparty)
    sender, receiver = (row.account, owner) if row.direction == "in" else (owner, row.account)
    return {
        "Date": f"{row.at:%d/%m/%Y}",
        "Time": f"{row.at:%H:%M:%S}",
        "TimeZone": ZONE,
        "Name": row.counterparty,
        "Type": row.category,
        "Status": row.status,
        "Currency": row.currency,
        "Gross": _text(_signed(row)),
        "Fee": "0.00",
        "Net": _text(_signed(row)),
        "From Email Address": sender if named else "",
        "To Email Address": receiver if named else "",
        "Transaction ID": row.number,
        "Item Title": row.text,
        "Reference Txn ID": row.refers,
        "Invoice Number": row.merchant_number,
        "Subject": row.text,
        "Balance Impact": "Debit" if row.direction == "out" else "Credit",
    }


def _signed(row: Row) -> int:
    return -row.amount if row.direction == "out" else row.amount


def _text(signed: int) -> str:
    return f"-{to_text(-signed)}" if signed < 0 else to_text(signed)


def _letters(*facts: object) -> str:
    """Seventeen letters and digits that follow from the facts alone."""
    value, signs = int(digits(30, *facts)), "0123456789ABCDEFGHJKLMNPRSTUVWXY"
    return "".join(signs[value // 32**n % 32] for n in range(17))


def _mail(seller: str) -> str:
    return f"billing@{seller.lower().replace(' ', '-')}.example"
