"""What a bill says of itself above and below its rows, and the stretch of time it therefore covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from audit.statements.cells import read_time
from audit.statements.day_orders import year_first
from audit.statements.format import Format, Says
from audit.statements.printed import last_four, whole_number

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
_NUMBER = r"^Number (.*)$"  # how records are told to say it
_EVERYTHING = ("", "无", "不限")


@dataclass(frozen=True)
class Heading:
    """One export's own words: whose it is, from when to when, of which rows, and when it was made."""

    text: str = ""
    account: str = ""
    number: str = ""  # the account's digits where all of them are printed
    from_at: datetime | None = None
    until_at: datetime | None = None  # half-open: the end printed, cut at the moment of export
    to_on: date | None = None
    exported_at: datetime | None = None
    filter: str = ""
    hides_refunds: bool = False
    hides_charges: bool = False
    currency: str = ""


@dataclass(frozen=True)
class Coverage:
    """Dates as printed, and the half-open stretch of time the bill speaks for."""

    from_on: date | None
    to_on: date | None
    from_at: datetime | None
    until_at: datetime | None


def read_headings(texts: Sequence[str], fmt: Format) -> tuple[Heading, ...]:
    """The exports in one file; one whose heading is gone belongs to the account the others name, if that is one."""
    headings = [read_heading(text, fmt) for text in texts]
    named = {heading.account for heading in headings if heading.account}
    owner = named.pop() if len(named) == 1 else ""
    return tuple(replace(heading, account=heading.account or owner) for heading in headings)


def read_heading(text: str, fmt: Format) -> Heading:
    """An export's heading and footer, read by the format's patterns; what it does not say stays empty."""
    says: Says = fmt.says
    start, end, exported = (_time(pattern, text, fmt) for pattern in (says.from_at, says.to_at, says.exported_at))
    kept = _found(says.filter, text)
    hides_refunds, hides_charges = hidden_by(kept)
    until = end and end[0] + (_SECOND if end[1] else _DAY)
    if until is not None and exported is not None:
        until = min(until, exported[0])
    return Heading(
        text=text,
        account=_account(_found(says.account, text)),
        number=_number(_found(_NUMBER, text) or _found(says.account, text)),
        from_at=start and start[0],
        until_at=until,
        to_on=end and end[0].date(),
        exported_at=exported and exported[0],
        filter=kept,
        hides_refunds=hides_refunds,
        hides_charges=hides_charges,
        currency=fmt.currencies.get(_found(says.currency, text), ""),
    )


def _account(printed: str) -> str:
    """The account as it is called: an IBAN by its last four digits.

    >>> _account("DE02 9999 0000 0000 0047 11"), _account("海边的小林")
    ('4711', '海边的小林')
    """
    return last_four(printed) if _IBAN.fullmatch(printed) else printed


def _number(printed: str) -> str:
    """The digits of an account at a bank; who owns a wallet is no number of one."""
    return whole_number(printed) if _IBAN.fullmatch(printed) or not re.fullmatch(r"1\d{10}|.*@.*", printed) else ""


def _time(pattern: str, text: str, fmt: Format) -> tuple[datetime, bool] | None:
    printed = _found(pattern, text)
    return read_time(year_first(printed, fmt.dates) if fmt.dates in ("dmy", "mdy") else printed)


def hidden_by(kept: str) -> tuple[bool, bool]:
    """Whether an export's own filter hides refunds, and whether it hides charges; a filter not understood hides both.

    >>> hidden_by("全部"), hidden_by("仅支出"), hidden_by("仅收入"), hidden_by("餐饮美食")
    ((False, False), (True, False), (False, True), (True, True))
    """
    bare = kept.strip("[] \t")
    spends, earns = "支出" in bare, "收入" in bare or "退款" in bare
    if spends != earns:
        return spends, earns
    whole = bare in _EVERYTHING or bare.startswith("全部") or spends
    return not whole, not whole


def coverage(
    headings: Sequence[Heading], first: datetime | None, last: datetime | None, *, whole_days: bool
) -> Coverage:
    """What a file of one or several exports covers; one that prints no range covers its rows, first to last.

    Stretches that touch are one. Where a gap lies between several, only the newest stands: too little covered asks for
    one more export, too much would hide a charge.
    """
    spans = stretches(headings)
    if spans:
        start, until, to_on = spans[-1]
        return Coverage(start.date(), to_on, start, max(start, until))
    if first is None or last is None:
        return Coverage(None, None, None, None)
    return Coverage(first.date(), last.date(), first, last + (_DAY if whole_days else _SECOND))


def stretches(headings: Sequence[Heading]) -> list[tuple[datetime, datetime, date]]:
    """The ranges that headings print, those that touch as one: from, until and the last day, the oldest first."""
    merged: list[tuple[datetime, datetime, date]] = []
    for span in sorted({(h.from_at, h.until_at, h.to_on) for h in headings if h.from_at and h.until_at and h.to_on}):
        if merged and span[0] <= merged[-1][1]:
            start, until, to_on = merged[-1]
            merged[-1] = (start, max(until, span[1]), max(to_on, span[2]))
        else:
            merged.append(span)
    return merged


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE) if pattern else None
    return found[1].strip() if found else ""
