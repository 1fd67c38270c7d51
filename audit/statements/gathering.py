"""Statements of some persons gathered into the tables of the flow, with lasting ids and the accounts they share."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import Problem
from audit.statements.cells import repeated
from audit.statements.columns import beneath, frame, spliced
from audit.statements.compared import are_compared, compared
from audit.statements.heading import coverage
from audit.statements.homes import Homes, at_home
from audit.statements.identity import identified, originals
from audit.statements.known_accounts import known_accounts
from audit.statements.money_columns import Columns
from audit.statements.sections import Ignored
from audit.statements.spoken_for import accounts_of
from audit.statements.statement import Statement
from audit.tables import EVENTS, PROBLEMS, SOURCES, TOTALS, TRANSACTIONS, Bills, Table, check

_SAME_EVENT = ("channel", "account_id", "what", "occurred_at", "service")
_PRINTED = tuple(name for name in TRANSACTIONS.columns if name != "transaction_id")
_BESIDE = ("bill", "section", "numbered", "number_with", "account_number")
_OF_ROW = ("channel", "account_id", "occurred_at", "has_time", "amount_minor", "currency", "reference")

Record = dict[str, object]


@dataclass(frozen=True)
class Reading:
    """What was read of one person's files, before it is a table."""

    person: str
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...]


def gathered(readings: Sequence[Reading]) -> Bills:
    """All tables of some persons' readings; a row of several exports of one person has one id in all of them."""
    known = [known_accounts(reading.statements) for reading in readings]
    parts = list(_parts(readings, known))
    rows = beneath(parts, (*_PRINTED, *_BESIDE)) if parts else {}
    homes = list(known)
    if rows:
        rows |= {"transaction_id": identified(rows), "original_reference": originals(rows)}
        homes = _compared(rows, readings, known)
    told = list(zip(readings, homes, _spans(readings), strict=True))
    return Bills(
        events=_table(EVENTS, [(one, record) for one, own, span in told for record in _events(one, own, rows, span)]),
        sources=_table(SOURCES, [(one, _source(bill, own)) for one, own, _ in told for bill in one.statements]),
        totals=_table(
            TOTALS, [(one, {"file": b.file, **total}) for one in readings for b in one.statements for total in b.totals]
        ),
        problems=_table(PROBLEMS, [(one, _problem(fault)) for one in readings for fault in one.problems]),
        transactions=check(frame({n: rows.pop(n) for n in TRANSACTIONS.columns}), TRANSACTIONS)
        if rows
        else TRANSACTIONS.empty(),
    )


def _parts(readings: Sequence[Reading], known: Sequence[Homes]) -> Iterator[Columns]:
    """Each statement's rows under the accounts they are of, with their person and a number for the statement."""
    bill = itertools.count()
    for reading, homes in zip(readings, known, strict=True):
        for one in reading.statements:
            size = one.size
            yield {
                **at_home(one, homes),
                "person": repeated(reading.person, size),
                "bill": pa.array(np.full(size, next(bill))),
            }


def _compared(rows: dict[str, pa.Array], readings: Sequence[Reading], known: Sequence[Homes]) -> list[Homes]:
    """Brings the ids and accounts of rows in line that several exports tell of, and says where those belong."""
    homes = list(known)
    for place, (reading, (start, size)) in enumerate(zip(readings, _spans(readings), strict=True)):
        if size and are_compared(reading.statements, known[place]):
            part = {name: column.slice(start, size) for name, column in rows.items()}
            amended, elsewhere = compared(part, reading.statements)
            homes[place] = Homes(known[place].accounts, elsewhere)
            for name, column in amended.items():
                rows[name] = spliced(rows[name], start, column)
    return homes


def _spans(readings: Sequence[Reading]) -> list[tuple[int, int]]:
    """Where the rows of each reading begin, and how many there are."""
    sizes = [sum(one.size for one in reading.statements) for reading in readings]
    return list(zip(itertools.accumulate(sizes, initial=0), sizes, strict=False))


def _table(table: Table, records: Sequence[tuple[Reading, Record]]) -> pd.DataFrame:
    rows = [{"person": reading.person, **record} for reading, record in records]
    return table.of(pd.DataFrame(rows)) if rows else table.empty()


def _problem(fault: Problem) -> Record:
    return {
        "file": fault.file,
        "row": fault.row,
        "reason": fault.words.en,
        "reason_zh": fault.words.zh,
        "raw": fault.raw,
    }


def _source(one: Statement, homes: Homes) -> Record:
    first, last = pc.min_max(one.rows["occurred_at"]).as_py().values()
    timed = pc.any(one.rows["has_time"], min_count=0).as_py()
    covered = coverage(one.headings, first, last, whole_days=not timed)
    accounts = (
        *(h.account for h in one.headings if h.account),
        *one.rows["account_id"].slice(0, 1).to_pylist(),
        *map(_own_account, one.told),
    )
    channel, account = homes.of(one.file, one.format.channel, next(iter(accounts), ""))
    exported = [h.exported_at for h in one.headings if h.exported_at]
    return {
        "file": one.file,
        "statement_id": one.sha256[:12],
        "sha256": one.sha256,
        "format": one.format.name,
        "channel": channel,
        "account_id": account,
        "from_on": covered.from_on,
        "to_on": covered.to_on,
        "covered_from_at": covered.from_at,
        "covered_until_at": covered.until_at,
        "exported_at": max(exported, default=None),
        "filter": " / ".join(dict.fromkeys(h.filter for h in one.headings if h.filter)),
        "hides_refunds": any(h.hides_refunds for h in one.headings),
        "hides_charges": any(h.hides_charges for h in one.headings),
        "rows": one.counted,
        "transactions": one.size,
        "ignored": len(one.ignored),
        "problems": len(one.problems),
        "ignored_reasons": _reasons(one.ignored),
        "assumed": one.format.assumed.en,
        "assumed_zh": one.format.assumed.zh,
        "accounts": accounts_of(one, homes, channel),
    }


def _reasons(ignored: Sequence[Ignored]) -> str:
    listed = [{"row": i.row, "reason": i.reason.en, "reason_zh": i.reason.zh} for i in ignored]
    return json.dumps(listed, ensure_ascii=False) if listed else ""


def _own_account(event: Mapping[str, object]) -> str:
    return str(event.get("account_id", ""))


def _once(events: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The events, each told by the first file that tells it: downloads of a store repeat what earlier ones said."""
    seen: dict[tuple[object, ...], dict[str, object]] = {}
    for event in events:
        seen.setdefault(tuple(event.get(name, "") for name in _SAME_EVENT), event)
    return list(seen.values())


def _account_of(one: Statement, homes: Homes) -> dict[str, str]:
    account = next((h.account for h in one.headings if h.account), "")
    return {"account_id": homes.of(one.file, one.format.channel, account)[1]}


def _events(reading: Reading, homes: Homes, rows: Columns, span: tuple[int, int]) -> list[Record]:
    """What bills tell; status words no format knows, which count as settled."""
    statements = reading.statements
    said = _once([{"file": one.file, **_account_of(one, homes), **record} for one in statements for record in one.told])
    asked = {(one.file, row): word for one in statements for word, row in one.unknown_statuses}
    if not asked:
        return said
    part = frame({name: rows[name].slice(*span) for name in ("file", "row", *_OF_ROW)})
    at = part.drop_duplicates(["file", "row"]).set_index(["file", "row"])
    return said + [
        {"source": "bill", "what": "unknown_status", "note": word, "file": file, "row": row, **at.loc[(file, row)]}
        for (file, row), word in asked.items()
    ]
