"""MT940 and MT942: the statement lines of SWIFT text, each with its details; a record is a `:61:` field.

The fields of a line are the mt-940 library's business, with a reversed credit going out. The file is split here, so
that one date that is none costs one row and not the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mt940 import Options
from mt940.models import Amount, Balance, Transactions
from mt940.processors import date_fixup_pre_processor
from mt940.tags import BalanceBase, Statement, StatementASNB, StatementGLS

from audit.errors import InputError
from audit.statements.currency_codes import NONE
from audit.statements.declared_text import decoded, stands_first
from audit.statements.grid import Table
from audit.statements.mt940_details import Details, details_of, non_swift
from audit.statements.printed import last_four
from audit.statements.record_tables import Part, Record, record_table, trusted
from audit.statements.statement_days import days_between
from audit.wording import Words

COLUMNS = (
    "61", "Date", "Mark", "Amount", "Currency", "Category", "Name", "Text", "Reason", "Reference", "Reference DAY",
    "EREF", "Mandate",
)  # fmt: skip
_MOST_BYTES = 1 << 26
_LONGEST = 500  # characters of a statement line
_KNOWN = "13 13D 20 21 25 25P 28 28C 34F 60F 60M 61 62F 62M 64 65 86 90C 90D NS".split()
_FIELD = re.compile(rf"^:({'|'.join(_KNOWN)}):", re.MULTILINE)
_ENVELOPE = re.compile(r"^(\{\d:.*|-\}.*|-(XXX)?|\x01|\x03)\s*$", re.MULTILINE)
_CLOSING = {"62F", "62M", "64", "65", "90C", "90D"}
_LINES = (Statement(), StatementASNB(), StatementGLS())
_BALANCE = BalanceBase()
_PLAIN = Transactions(options=Options(reversal_sign=True, case_insensitive_marks=True))  # knows no statement
_NO_STATEMENT = Words(
    "this looks like a part of an MT940 file: no statement of an account stands in it; download it again",
    "这看起来是 MT940 文件的片段，其中没有账户明细；请重新下载",
)
_LARGE = Words(
    "the MT940 file is larger than any account's statement: ask the bank for a shorter time",
    "MT940 文件大于任何账户的明细，请缩短时间范围重新下载",
)
_NO_LINE = Words(
    "“{line}” is no statement line: date, direction or amount cannot be made out",
    "“{line}”不是有效的交易行：无法识别日期、方向或金额",
)


class _Balance(NamedTuple):
    """A balance with its sign, its currency and its day."""

    amount: str = ""
    currency: str = ""
    day: str = ""


@dataclass
class _Line:
    """A statement line with the fields that follow it."""

    line: str
    details: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)


@dataclass
class _Statement:
    """One statement: its fields by tag, of which the first counts, and its lines."""

    says: dict[str, str] = field(default_factory=dict)
    lines: list[_Line] = field(default_factory=list)


def is_one(data: bytes) -> bool:
    """Whether a field of MT940 begins one of the first lines."""
    head = decoded(data[:4096], whole=False).replace("\r", "\n")
    first = re.search(r"^:(20|25|28C?|60[FM]|61|62[FM]):", head, re.MULTILINE)
    return first is not None and stands_first(head, first.start())


def tables(data: bytes) -> Iterator[Table]:
    """The lines of all statements in the file; InputError where there is none."""
    if len(data) > _MOST_BYTES:
        raise InputError(_LARGE)
    statements = [one for one in _statements(decoded(data)) if one.lines or one.says.keys() & {"60F", "60M", "62F"}]
    if not statements:
        raise InputError(_NO_STATEMENT)
    yield record_table("mt940", COLUMNS, [_part(one) for one in statements])


def _statements(text: str) -> list[_Statement]:
    """The file's fields, statement by statement: each begins with `:20:`, or where an account or balance repeats."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = re.sub(r"^:\n(?=\d\d[A-Z]?:)", ":", _ENVELOPE.sub("", lines), flags=re.MULTILINE)
    _, *pieces = _FIELD.split(clean)
    found: list[_Statement] = []
    for tag, value in zip(pieces[::2], pieces[1::2], strict=True):
        if tag == "20" or not found:
            found.append(_Statement())
        _take(found[-1], tag, value.strip("\n"))
    return found


def _take(statement: _Statement, tag: str, value: str) -> None:
    """One field, where it belongs; what stands after a line is the line's, up to the balances."""
    if tag == "61":
        statement.lines.append(_Line(value))
    elif tag == "NS" and statement.lines:
        statement.lines[-1].extra.append(value)
    elif tag in ("86", "25") and statement.lines and not statement.says.keys() & _CLOSING:
        statement.lines[-1].details.append(value)
    else:
        statement.says.setdefault(tag, value)


def _part(statement: _Statement) -> Part:
    opening, closing = (
        next((b for tag in tags if (b := _balance(statement.says.get(tag, ""))).amount), _Balance())
        for tags in (("60F", "60M"), ("62F", "62M"))
    )
    currency = opening.currency or closing.currency or _floor(statement.says)
    records = [_record(line, currency) for line in statement.lines]
    return Part(_heading(statement, opening, closing, currency, records), trusted(records, "Reference", "Date"))


def _heading(
    statement: _Statement, opening: _Balance, closing: _Balance, currency: str, records: Sequence[Record]
) -> list[tuple[str, str]]:
    account = statement.says.get("25", statement.says.get("25P", ""))
    own = re.sub(r"[A-Z]{3}$", "", account.strip().split("\n")[0])
    first, last = days_between(opening.day, closing.day, [one.cells.get("Date", "") for one in records])
    both = opening.amount and closing.amount
    return [
        ("25", last_four(own) or own),
        ("Number", own),
        ("Currency", currency),
        ("From", first),
        ("To", last),
        ("Balances", f"{opening.amount} {closing.amount}" if both else ""),
        *((tag, _sum(statement.says.get(tag, ""))) for tag in ("90D", "90C")),
    ]


def _balance(value: str) -> _Balance:
    """A balance field; some banks leave out its currency."""
    written = re.sub(r"^([CD]\d{6})(?=[\d,])", rf"\g<1>{NONE}", value)
    found = _BALANCE.re.match(written)
    try:
        said = _BALANCE(_PLAIN, found.groupdict())[_BALANCE.slug] if found else None
    except (ValueError, ArithmeticError):
        return _Balance()
    if not isinstance(said, Balance) or not isinstance(said.amount, Amount) or said.date is None:
        return _Balance()
    currency = str(said.amount.currency).upper()
    return _Balance(f"{said.amount.amount:f}", "" if currency == NONE else currency, f"{said.date:%Y-%m-%d}")


def _floor(says: Mapping[str, str]) -> str:
    """The currency of a statement without balances."""
    found = re.match(r"[A-Z]{3}", says.get("34F", ""))
    return found[0] if found else ""


def _sum(value: str) -> str:
    found = re.match(r"(\d{1,5})[A-Z]{3}(\d+,?\d*)", value)
    return f"n={found[1]} sum={found[2].replace(',', '.').rstrip('.')}" if found else ""


def _record(line: _Line, currency: str) -> Record:
    """A line's cells: the booking day, its year where the line prints none, and the amount with its own sign."""
    field86 = "\n".join(line.details)
    details = details_of(field86) if field86.strip() or not line.extra else non_swift("\n".join(line.extra))
    cells = {"61": line.line, "Currency": currency, **_told(details)}
    says = _fields(line.line)
    if says is None:
        return Record(cells, fault=_NO_LINE.fill(line=line.line.split("\n")[0][:40]))
    reference = str(says.get("bank_reference") or "").strip()
    more = " ".join(str(says.get("extra_details") or "").split())
    return Record(
        {
            **cells,
            "Date": (says.get("entry_date") or says["date"]).isoformat(),
            "Mark": says["status"].upper(),
            "Amount": f"{says['amount'].amount:f}",
            "Reference": "" if reference.upper().startswith("NONREF") else reference,
            "Category": " ".join(filter(None, (details.code, details.posting))) or str(says.get("id") or "").strip(),
            "Text": details.text or more,
            "61": more,
        }
    )


def _told(details: Details) -> dict[str, str]:
    both = f"{details.creditor}/{details.mandate}" if details.creditor and details.mandate else details.mandate
    return {"Name": details.name, "Text": details.text, "Reason": details.reason, "EREF": details.end_to_end} | {
        "Mandate": both
    }


def _fields(line: str) -> dict[str, Any] | None:
    """The fields of a statement line, by the first layout that fits; None where a date or an amount is none."""
    for written in (line, line.split("\n")[0]) if len(line) <= _LONGEST else ():
        for layout in _LINES:
            if found := layout.re.match(written):
                try:
                    return layout(_PLAIN, _in_calendar(found.groupdict()))
                except (ValueError, ArithmeticError):
                    return None
    return None


def _in_calendar(says: dict[str, Any]) -> dict[str, Any]:
    """The fields with the 30th of February, which banks count interest by, as that month's last day."""
    day = _counted(says["year"], says["month"], says["day"])
    entry = _counted(says["year"], str(says["entry_month"] or ""), str(says["entry_day"] or ""))
    return {**says, "day": day, "entry_day": entry or says["entry_day"]}


def _counted(year: str, month: str, day: str) -> str:
    if (month, day) not in (("02", "29"), ("02", "30")):
        return day
    fixed = date_fixup_pre_processor(_PLAIN, _BALANCE, {"year": f"20{year}", "month": month, "day": day})
    return str(fixed["day"])
