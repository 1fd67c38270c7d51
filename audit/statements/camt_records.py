"""CAMT.052, .053 and .054: the entries of a bank's XML statements, reports and notices, in any version.

Elements are known by their local names. A record is an entry (`Ntry`), or each transaction of a batch where their
amounts add up to the entry's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from audit.errors import InputError
from audit.statements.camt_details import details_of
from audit.statements.declared_text import decoded
from audit.statements.grid import Table
from audit.statements.printed import last_four
from audit.statements.record_tables import Part, Record, record_table, trusted
from audit.statements.statement_days import days_between
from audit.statements.xml_tree import local, parsed, text_at, within
from audit.wording import Words

COLUMNS = (
    "Ntry", "Dt", "ValDt", "CdtDbtInd", "Amt", "Ccy", "Sts", "RvslInd", "BkTxCd", "AddtlNtryInf", "Party", "Text",
    "RtrInf", "AcctSvcrRef", "AcctSvcrRef DAY", "EndToEndId", "Mandate", "OrgnlAmt", "OrgnlCcy",
)  # fmt: skip
_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
_SUMS = ("TtlNtries", "TtlCdtNtries", "TtlDbtNtries")
_NO_STATEMENT = Words(
    "this CAMT file holds no statement of an account; download it again",
    "此 CAMT 文件中没有账户明细，请重新下载",
)


def is_one(data: bytes) -> bool:
    """Whether the bytes begin as an XML document that names itself CAMT.052, .053 or .054."""
    head = decoded(data[:8192], whole=False).lstrip("\ufeffï»¿ \t\r\n\x00")
    kind = r"camt\.05[234]\b|<(\w+:)?BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)\b"
    return head.startswith("<") and re.search(kind, head) is not None


def tables(data: bytes) -> Iterator[Table]:
    """The entries of all statements in the file; InputError where there is none."""
    root = parsed(data)
    created = next((text_at(one, "CreDtTm") for one in root.iter() if local(one) == "GrpHdr"), "")
    parts = [_part(one, created) for one in root.iter() if local(one) in _STATEMENTS]
    if not parts:
        raise InputError(_NO_STATEMENT)
    yield record_table("camt", COLUMNS, parts)


def _part(statement: Element, created: str) -> Part:
    entries = list(within(statement, "Ntry"))
    own = text_at(statement, "Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id")
    owner = text_at(statement, "Acct/Ownr/Nm", "Acct/Ownr/Pty/Nm")
    records = [
        Record({"Ntry": str(place), **cells})
        for place, entry in enumerate(entries, start=1)
        for cells in _records(entry, own, owner)
    ]
    return Part(_heading(statement, own, created, records), trusted(records, "AcctSvcrRef", "Dt"))


def _records(entry: Element, own: str, owner: str) -> Iterator[dict[str, str]]:
    """The cells of an entry, once for each transaction that has an amount of its own."""
    whole = _entry(entry)
    batch = list(within(entry, "NtryDtls/TxDtls"))
    shares = _shares(batch, whole)
    if not shares:
        yield {**whole, **details_of(entry, batch, whole, own, owner)}
        return
    for place, (one, share) in enumerate(zip(batch, shares, strict=True), start=1):
        detail = details_of(entry, [one], whole, own, owner)
        number = text_at(one, "Refs/AcctSvcrRef") or (whole["AcctSvcrRef"] and f"{whole['AcctSvcrRef']}#{place}")
        yield {**whole, **detail, **share, "AcctSvcrRef": number}


def _entry(entry: Element) -> dict[str, str]:
    """What the entry itself says; `CdtDbtInd` is the direction of this booking, also where it reverses another."""
    booked, valued = (_day(entry, name) for name in ("BookgDt", "ValDt"))
    domain = [text_at(entry, f"BkTxCd/Domn/{path}") for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    code = text_at(entry, "BkTxCd/Prtry/Cd")
    return {
        "Dt": booked or valued,
        "ValDt": valued,
        "CdtDbtInd": text_at(entry, "CdtDbtInd"),
        "Amt": text_at(entry, "Amt"),
        "Ccy": _currency(entry, "Amt"),
        "Sts": text_at(entry, "Sts", "Sts/Cd", "Sts/Prtry"),
        "RvslInd": "true" if text_at(entry, "RvslInd") in ("true", "1") else "",
        "BkTxCd": " ".join(filter(None, ("/".join(filter(None, domain)), code))),
        "AddtlNtryInf": text_at(entry, "AddtlNtryInf"),
        "AcctSvcrRef": text_at(entry, "AcctSvcrRef", "NtryDtls/TxDtls/Refs/AcctSvcrRef"),
    }


def _day(entry: Element, name: str) -> str:
    """The day as written, without the time a bank happened to book at."""
    for found in within(entry, name):
        if said := re.match(r"\d{4}-\d{2}-\d{2}", "".join(found.itertext()).strip()):
            return said[0]
    return text_at(entry, f"{name}/Dt", f"{name}/DtTm", name)


def _currency(element: Element, path: str) -> str:
    return next((one.get("Ccy", "").strip().upper() for one in within(element, path)), "")


def _shares(batch: Sequence[Element], whole: Mapping[str, str]) -> list[dict[str, str]]:
    """Amount and direction of each transaction of a batch; none where they do not add up to the entry."""
    if len(batch) < 2:
        return []
    amounts = [_amount(one, whole["Ccy"]) for one in batch]
    sides = [text_at(one, "CdtDbtInd") or whole["CdtDbtInd"] for one in batch]
    total, known = _decimal(whole["Amt"]), [amount for amount in amounts if amount is not None]
    if total is None or len(known) < len(batch):
        return []
    if len(set(sides)) == 1:  # the entry says which way all of them went
        sides = [whole["CdtDbtInd"]] * len(batch)
    signed = sum(a if side == whole["CdtDbtInd"] else -a for a, side in zip(known, sides, strict=True))
    if signed != total:
        return []
    return [{"Amt": f"{a:f}", "CdtDbtInd": side} for a, side in zip(known, sides, strict=True)]


def _amount(transaction: Element, currency: str) -> Decimal | None:
    """The transaction's amount in the entry's currency."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        if _currency(transaction, path) == currency:
            return _decimal(text_at(transaction, path))
    return None


def _decimal(printed: str) -> Decimal | None:
    try:
        value = Decimal(printed)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < 20 else None


def _heading(statement: Element, own: str, created: str, records: Sequence[Record]) -> list[tuple[str, str]]:
    balances = dict(reversed([_balance(one) for one in within(statement, "Bal")]))  # of several, the first
    opening = balances.get("OPBD", balances.get("PRCD", ("", "", "")))
    closing = balances.get("CLBD", ("", "", ""))
    first, last = _range(statement, opening[2], closing[2], [one.cells["Dt"] for one in records])
    return [
        ("Acct", last_four(own) or own),
        ("Number", own),
        ("Ccy", text_at(statement, "Acct/Ccy").upper() or closing[1] or opening[1]),
        ("FrDtTm", _moment(first)),
        ("ToDtTm", _moment(last)),
        ("CreDtTm", _moment(text_at(statement, "CreDtTm") or created)),
        *((("Bal", f"{opening[0]} {closing[0]}"),) if opening[0] and closing[0] and opening[1] == closing[1] else ()),
        *((name, _sum(statement, f"TxsSummry/{name}")) for name in _SUMS),
    ]


def _range(statement: Element, opening: str, closing: str, booked: Sequence[str]) -> tuple[str, str]:
    """From when to when: as printed, else by the balances' days; midnight means a day that has an entry whole."""
    first, last = (text_at(statement, *(f"FrToDt/{end}{kind}" for kind in ("DtTm", "Dt"))) for end in ("Fr", "To"))
    if not (first and last):
        return days_between(opening, closing, booked)
    return first, last[:10] if last[10:19] == "T00:00:00" and last[:10] in booked else last


def _balance(balance: Element) -> tuple[str, tuple[str, str, str]]:
    """Which balance it is, and its signed amount, currency and day."""
    amount = _decimal(text_at(balance, "Amt"))
    owed = text_at(balance, "CdtDbtInd") == "DBIT"
    kind = text_at(balance, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
    signed = "" if amount is None else f"{-amount if owed else amount:f}"
    return kind, (signed, _currency(balance, "Amt"), _day(balance, "Dt"))


def _sum(statement: Element, path: str) -> str:
    said = [text_at(statement, f"{path}/{name}") for name in ("NbOfNtries", "Sum")]
    return " ".join(name for name in (f"n={said[0]}" if said[0] else "", f"sum={said[1]}" if said[1] else "") if name)


def _moment(printed: str) -> str:
    """A time as written, without fractions of a second and without the zone."""
    return printed[:19].replace("T", " ")
