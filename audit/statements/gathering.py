"""Statements of one person gathered into the tables of the flow, with lasting ids and the accounts they share."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from audit.errors import Problem
from audit.statements.canonical import is_number
from audit.statements.cells import as_time, plain
from audit.statements.heading import coverage
from audit.statements.identity import identified, originals, same_accounts
from audit.statements.sections import Body
from audit.statements.statement import Statement
from audit.tables import EVENTS, PROBLEMS, SOURCES, TOTALS, TRANSACTIONS, Bills


def gathered(statements: Sequence[Statement], problems: Sequence[Problem], person: str) -> Bills:
    """All tables of a reading; a row of several exports has one id in all of them."""
    frames = [_frame(one) for one in statements]
    rows = pd.concat(frames, ignore_index=True) if frames else TRANSACTIONS.empty().assign(numbered=False, section=0)
    rows = _with_accounts(rows).assign(person=person)
    rows = rows.assign(transaction_id=identified(rows), original_reference=originals(rows))
    homes = dict(rows[["file", "account_id"]].drop_duplicates("file").itertuples(index=False))
    return Bills(
        transactions=TRANSACTIONS.of(rows.drop(columns=["numbered", "section"])),
        events=EVENTS.of(pd.DataFrame(_unknown_statuses(statements, rows)).assign(person=person)),
        sources=SOURCES.of(pd.DataFrame([_source(one, homes) for one in statements]).assign(person=person)),
        totals=TOTALS.of(
            pd.DataFrame([{"file": one.file, **t} for one in statements for t in one.totals]).assign(person=person)
        ),
        problems=PROBLEMS.of(
            pd.DataFrame(
                [
                    {"file": p.file, "row": p.row, "reason": p.words.en, "reason_zh": p.words.zh, "raw": p.raw}
                    for p in problems
                ]
            ).assign(person=person)
        ),
    )


def _with_accounts(rows: pd.DataFrame) -> pd.DataFrame:
    homes = same_accounts(rows)
    if not homes:
        return rows
    known = pd.MultiIndex.from_frame(rows[["file", "channel", "account_id"]]).map(homes)
    found = pd.Series(known, index=rows.index, dtype="str")
    return rows.assign(account_id=found.where(found.notna(), rows["account_id"]))


def _frame(one: Statement) -> pd.DataFrame:
    """A statement's rows as a table, with what its heading says on every row."""
    columns = {name: plain(column) for name, column in one.rows.columns.items()}
    section = one.rows.columns["section"].to_numpy()
    frame: pd.DataFrame = pa.table(columns).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    exported = np.array([h.exported_at for h in one.headings], dtype="datetime64[s]")
    hides = np.array([h.hides_refunds for h in one.headings], dtype=bool)
    accounts = pd.Series([h.account for h in one.headings], dtype="str")
    return frame.assign(
        amount_minor=frame["amount_minor"].astype("int64"),
        row=frame["row"].astype("int64"),
        section=section,
        channel=one.format.channel,
        account_id=accounts.take(section).to_numpy(),
        statement_id=one.sha256[:12],
        utc_offset=one.format.utc_offset,
        file=one.file,
        exported_at=exported[section],
        hides_refunds=hides[section],
        numbered=is_number(one.rows.columns["reference"]),
    )


def _source(one: Statement, homes: dict[str, str]) -> dict[str, object]:
    seen = one.rows.columns["occurred_at"].cast(pa.int64()).to_numpy()
    first, last = (as_time(seen.min()), as_time(seen.max())) if len(seen) else (None, None)
    timed = one.rows.columns["has_time"].to_numpy(zero_copy_only=False)
    covered = coverage(one.headings, first, last, whole_days=not timed.any())
    exported = [h.exported_at for h in one.headings if h.exported_at]
    return {
        "file": one.file,
        "statement_id": one.sha256[:12],
        "sha256": one.sha256,
        "format": one.format.name,
        "channel": one.format.channel,
        "account_id": homes.get(one.file, next((h.account for h in one.headings if h.account), "")),
        "from_on": covered.from_on,
        "to_on": covered.to_on,
        "covered_from_at": covered.from_at,
        "covered_until_at": covered.until_at,
        "exported_at": max(exported, default=None),
        "filter": " / ".join(dict.fromkeys(h.filter for h in one.headings if h.filter)),
        "hides_refunds": any(h.hides_refunds for h in one.headings),
        "hides_charges": any(h.hides_charges for h in one.headings),
        "rows": one.body.counted,
        "transactions": len(one.rows),
        "ignored": len(one.body.ignored),
        "problems": len(one.problems),
        "ignored_reasons": _reasons(one.body),
    }


def _reasons(body: Body) -> str:
    listed = [{"row": i.row, "reason": i.reason.en, "reason_zh": i.reason.zh} for i in body.ignored]
    return json.dumps(listed, ensure_ascii=False) if listed else ""


def _unknown_statuses(statements: Sequence[Statement], rows: pd.DataFrame) -> list[dict[str, object]]:
    """Status words no format knows: they count as settled, and are asked about."""
    asked = [one for one in statements if one.rows.unknown_statuses]
    at = (
        rows[rows["file"].isin([one.file for one in asked])].drop_duplicates(["file", "row"]).set_index(["file", "row"])
    )
    return [
        {
            "source": "bill",
            "what": "unknown_status",
            "note": word,
            "file": one.file,
            "row": row,
            "channel": one.format.channel,
            **at.loc[
                (one.file, row), ["account_id", "occurred_at", "has_time", "amount_minor", "currency", "reference"]
            ],
        }
        for one in asked
        for word, row in one.rows.unknown_statuses
    ]
