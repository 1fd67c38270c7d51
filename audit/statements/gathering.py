"""Statements of one person gathered into the tables of the flow, with lasting ids and the accounts they share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pandas as pd

from audit.errors import Problem
from audit.statements.account_numbers import told_apart_by_number
from audit.statements.echoes import with_prices
from audit.statements.heading import coverage
from audit.statements.homes import Homes, at_home
from audit.statements.identity import identified, originals, same_accounts
from audit.statements.other_exports import joined
from audit.statements.renumbered import renumbered
from audit.statements.sections import Ignored
from audit.statements.spoken_for import accounts_of
from audit.statements.statement import Statement
from audit.tables import EVENTS, PROBLEMS, SOURCES, TOTALS, TRANSACTIONS, Bills

_SAME_EVENT = ("channel", "account_id", "what", "occurred_at", "service")


def gathered(statements: Sequence[Statement], problems: Sequence[Problem], person: str) -> Bills:
    """All tables of a reading; a row of several exports has one id in all of them."""
    frames = [one.rows for one in statements]
    rows = (
        pd.concat(frames, ignore_index=True)
        if frames
        else TRANSACTIONS.empty().assign(numbered=False, number_with="", section=0, echo=False, account_number="")
    )
    known = Homes(_accounts(statements, rows) | told_apart_by_number(rows))
    rows = at_home(rows, known).assign(person=person)
    formats = {one.file: one.format for one in statements}
    ids, elsewhere = joined(rows, renumbered(rows, identified(rows), formats), formats)
    homes = Homes(known.accounts, elsewhere)
    rows = at_home(rows, Homes(joined=elsewhere)).assign(transaction_id=ids, original_reference=originals(rows))
    rows = with_prices(rows)
    return Bills(
        transactions=TRANSACTIONS.of(
            rows.drop(columns=["numbered", "number_with", "section", "echo", "account_number"])
        ),
        events=EVENTS.of(pd.DataFrame(_events(statements, rows, homes)).assign(person=person)),
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


def _accounts(statements: Sequence[Statement], rows: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """The account each (file, channel, account) really is, where it is another than printed."""
    named = {(one.format.channel, heading.account) for one in statements for heading in one.headings}
    nameless = rows["account_id"].eq("")
    some = len(named) > len({channel for channel, _ in named}) or (nameless.any() and not nameless.all())
    return same_accounts(rows) if some else {}


def _source(one: Statement, homes: Homes) -> dict[str, object]:
    seen = one.rows["occurred_at"]
    first, last = (seen.min().to_pydatetime(), seen.max().to_pydatetime()) if len(seen) else (None, None)
    covered = coverage(one.headings, first, last, whole_days=not one.rows["has_time"].any())
    accounts = (
        *(h.account for h in one.headings if h.account),
        *one.rows["account_id"][:1],
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
        "transactions": len(one.rows),
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


def _events(statements: Sequence[Statement], rows: pd.DataFrame, homes: Homes) -> list[dict[str, object]]:
    """What bills tell; status words no format knows, which count as settled."""
    asked = [one for one in statements if one.unknown_statuses]
    said = _once([{"file": one.file, **_account_of(one, homes), **record} for one in statements for record in one.told])
    if not asked:
        return said
    at = (
        rows[rows["file"].isin([one.file for one in asked])].drop_duplicates(["file", "row"]).set_index(["file", "row"])
    )
    return said + [
        {
            "source": "bill",
            "what": "unknown_status",
            "note": word,
            "file": one.file,
            "row": row,
            **at.loc[
                (one.file, row),
                ["channel", "account_id", "occurred_at", "has_time", "amount_minor", "currency", "reference"],
            ],
        }
        for one in asked
        for word, row in one.unknown_statuses
    ]
