"""OFX, QFX and QBO: the transactions in the tags of version 1 (SGML) and 2 (XML), read as loosely as banks write them.

Closing tags are optional, tags come in any case and order, comments and unknown tags are passed over; entities are
undone after the text is split, and none is ever expanded. A record is a STMTTRN, or a trade of a brokerage account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from audit.errors import InputError
from audit.statements.cells import read_time
from audit.statements.grid import Table
from audit.statements.ofx_amounts import with_points
from audit.statements.ofx_text import Tag, is_one, tags, text_of
from audit.statements.printed import last_four
from audit.statements.record_tables import Part, Record, record_table, trusted
from audit.wording import Words

__all__ = ["COLUMNS", "is_one", "tables"]

COLUMNS = (
    "TRNTYPE", "DTPOSTED", "DTUSER", "TRNAMT", "CURSYM", "FITID", "FITID DAY", "NAME", "MEMO", "REFNUM", "STATE",
)  # fmt: skip
_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_PAYMENTS = ("STMTTRN", "STMTTRNP")
_TRADE = "INVTRAN"
_ENDS = ("LEDGERBAL", "AVAILBAL", "BALLIST", "INVPOSLIST", "INVBAL", "MKTGINFO")  # what follows a list of records
_CURRENCIES = ("CURRENCY", "ORIGCURRENCY")
_NO_STATEMENT = Words(
    "this OFX file holds no statement of an account, only the bank's answer{said}; download the transactions again",
    "此 OFX 文件中没有账户明细，只有银行的应答{said}；请重新下载交易明细",
)
_BROKERAGE = Words(
    "this OFX file is of a brokerage or pension account and holds no payments",
    "此 OFX 文件属于证券或养老金账户，其中没有付款",
)
_MARK = Words(
    "whether the comma in “{cell}” parts thousands or decimals cannot be told from this file's amounts; download a "
    "longer time",
    "无法从此文件的金额判断“{cell}”中的逗号是千分位还是小数点；请下载更长的时间段",
)
_TRADES = Words("a trade in securities, no payment", "证券交易，不是付款")
_REPLACED = Words(
    "the bank replaced this record by the one with number {number}", "银行已用编号为 {number} 的记录替换此记录"
)
_DELETED = Words("the bank took this record back in row {row}", "银行已在第 {row} 行撤销此记录")


@dataclass
class _Statement:
    """One statement while it is being read."""

    kind: str
    says: dict[str, str] = field(default_factory=dict)
    records: list[dict[str, str]] = field(default_factory=list)


def tables(data: bytes) -> Iterator[Table]:
    """The records of all statements in the file; InputError where there is none of a bank account or card."""
    reader = _Reader()
    for tag in tags(text_of(data)):
        reader.take(tag)
    statements = reader.statements
    if not statements:
        said = reader.says.get("MESSAGE", "")
        raise InputError(_NO_STATEMENT.fill(said=f" (“{said[:80]}”)" if said else ""))
    if not any(s.kind != "INVSTMTRS" or any(r[""] != _TRADE for r in s.records) for s in statements):
        raise InputError(_BROKERAGE)
    yield record_table("ofx", COLUMNS, _parts(statements, reader.says))


class _Reader:
    """Goes down the tags and knows which statement and which record it is in."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.statements: list[_Statement] = []
        self.record: dict[str, str] | None = None
        self.currency = ""

    def take(self, tag: Tag) -> None:
        """One tag, in the order of the file."""
        if tag.name in _STATEMENTS or tag.name in _ENDS or tag.name.endswith("TRANLIST"):
            self.record = None
            if tag.name in _STATEMENTS and not tag.closing:
                self.statements.append(_Statement(tag.name))
        elif tag.name in _PAYMENTS or tag.name == _TRADE:
            self._turn(tag)
        elif self.record is not None:
            self._within(self.record, tag)
        elif tag.value:
            said = self.statements[-1].says if self.statements else self.says
            if tag.name not in said or tag.name == "MESSAGE":  # the last answer is the one that counts
                said[tag.name] = tag.value

    def _turn(self, tag: Tag) -> None:
        """A record begins or ends."""
        self.record, self.currency = None, ""
        if not tag.closing:
            self.record = {"": tag.name}
            if not self.statements:
                self.statements.append(_Statement(""))
            self.statements[-1].records.append(self.record)

    def _within(self, record: dict[str, str], tag: Tag) -> None:
        """A field of a record: the first one that is not empty stands; a currency's belong to it."""
        if tag.name in _CURRENCIES:
            self.currency = "" if tag.closing else tag.name
        elif tag.value:
            known = f"{self.currency} {tag.name}" if tag.name in ("CURSYM", "CURRATE") else tag.name
            record.setdefault(known, tag.value)


def _parts(statements: list[_Statement], file_says: Mapping[str, str]) -> list[Part]:
    mended = with_points([r.get("TRNAMT", "") for s in statements for r in s.records])
    fates = _corrected(statements)
    parts, row = [], 0
    for one in statements:
        records = []
        for record in one.records:
            records.append(_record({**record, "TRNAMT": mended[row]}, one.says.get("CURDEF", ""), fates.get(row + 1)))
            row += 1
        parts.append(Part(_heading(one, file_says), trusted(records, "FITID", "DTPOSTED")))
    return parts


def _heading(one: _Statement, file_says: Mapping[str, str]) -> list[tuple[str, str]]:
    account = one.says.get("ACCTID", "")
    return [
        ("ACCTID", last_four(account) or account),
        ("Number", account),
        ("CURDEF", one.says.get("CURDEF", "").upper()),
        ("DTSTART", _day(one.says.get("DTSTART", ""))),
        ("DTEND", _day(one.says.get("DTEND", ""))),
        ("DTSERVER", _moment(file_says.get("DTSERVER", ""))),
    ]


def _record(record: Mapping[str, str], home: str, fate: Words | None) -> Record:
    """A record's cells: days as written, whatever the zone; the day the person paid where that makes sense."""
    posted, paid = _day(record.get("DTPOSTED", record.get("DTTRAN", ""))), _day(record.get("DTUSER", ""))
    currency = record.get("CURRENCY CURSYM", "").upper()  # the row's own; ORIGCURRENCY is what was converted from
    deletes = record.get("CORRECTACTION", "").upper() == "DELETE"
    cells = {
        **record,
        "TRNTYPE": record.get("TRNTYPE", "").upper(),
        "DTPOSTED": posted,
        "DTUSER": paid if read_time(paid) and paid <= posted else "",
        "CURSYM": currency or home.upper(),
        "FITID": record.get("CORRECTFITID", "") if deletes else record.get("FITID", ""),
        "STATE": "DELETE" if deletes else "STMTTRNP" if record[""] == "STMTTRNP" else "",
    }
    unsure = _MARK.fill(cell=cells["TRNAMT"][:40]) if "," in cells["TRNAMT"] else None
    return Record(cells, fault=unsure, aside=_TRADES if record[""] == _TRADE else fate)


def _corrected(statements: list[_Statement]) -> dict[int, Words]:
    """The rows that a later record of the same account replaces or takes back, and why they do not count."""
    listed = [(s.says.get("ACCTID", ""), r) for s in statements for r in s.records]
    known: dict[tuple[str, str], int] = {}
    fates: dict[int, Words] = {}
    for row, (account, record) in enumerate(listed, start=1):
        target = known.get((account, record.get("CORRECTFITID", "")))
        if target is not None:
            deletes = record.get("CORRECTACTION", "").upper() == "DELETE"
            number = record.get("FITID", "") or str(row)
            fates[target] = _DELETED.fill(row=row) if deletes else _REPLACED.fill(number=number)
        if record.get("FITID"):
            known[account, record["FITID"]] = row
    return fates


def _day(printed: str) -> str:
    """The first eight digits as they are written; nothing else of a date is believed."""
    found = re.match(r"\s*(\d{8})", printed)
    return found[1] if found else printed


def _moment(printed: str) -> str:
    """Day and time of day as written, without the zone."""
    found = re.match(r"\s*(\d{8})(\d{2})(\d{2})(\d{2})", printed)
    return f"{found[1]} {found[2]}:{found[3]}:{found[4]}" if found else _day(printed)
