"""One stage of the flow as a table: on the screen, through a pipe, or in a file."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from audit.case import find_case, read_case, template_files
from audit.cli import speech
from audit.cli.passwords import passwords
from audit.cli.progress import progress
from audit.cli.table_files import csv_bytes, write_table
from audit.errors import CaseError, InputError
from audit.judging.links import link
from audit.judging.payments import consolidate
from audit.judging.recurring_bills import recurring_bills
from audit.judging.subscriptions import mark_subscriptions, subscriptions
from audit.statements import read
from audit.tables import RECURRING_BILLS, Bills
from audit.wording import Lang, Words, harmless

_ON_SCREEN = {
    "transactions": "occurred_at channel counterparty description direction amount_minor currency status".split(),
    "payments": "occurred_at channel counterparty description direction amount_minor currency refunded_minor".split(),
    "subscriptions": "service merchant channels interval amount_minor currency payments first_on last_on state".split(),
    "recurring_bills": "bill merchant channels interval amount_minor currency payments last_on state".split(),
}
_SCREEN_ROWS = 40


def write_stage(
    name: str,
    paths: list[Path] | None,
    output: Path | None,
    lang: Lang,
    password_file: Path | None,
    formats_file: Path | None,
) -> None:
    """The table of one stage; leaves with status 0, or 3 where some input could not be used."""
    given = paths or [Path()]
    with progress(lang) as shown:
        skip = [p for folder in given if folder.is_dir() for p in _no_bills_in(folder)]
        opened = passwords(password_file, lang)
        bills = read(given, password=opened, formats=formats_file, progress=shown, skip=skip)
    if bills.sources.empty and bills.problems.empty:
        raise InputError(_NO_BILLS.fill(where=", ".join(map(str, given))))
    table, apart = _stage(name, bills)
    if output is not None:
        write_table(table, output, name)
        speech.say(_WRITTEN.fill(path=output, count=len(table)), lang)
        if not apart.empty:
            beside = output.with_name(f"{output.stem}-recurring-bills{output.suffix}")
            write_table(apart, beside, "recurring_bills")
            speech.say(_WRITTEN_BILLS.fill(path=beside, count=len(apart)), lang)
    elif sys.stdout.isatty():
        _show(table, name, lang)
        if not apart.empty:
            speech.say(_BILLS.fill(count=len(apart)), lang)
            _show(apart, "recurring_bills", lang)
    else:
        sys.stdout.buffer.write(csv_bytes(table))
    speech.finish(bills.problems, lang)


def _no_bills_in(folder: Path) -> list[Path]:
    """The case file of a folder and the evidence it names; a case file that cannot be read is still no bill."""
    found, stationery = find_case(folder), template_files(folder)
    try:
        return [*stationery, *([found, *read_case(found).evidence] if found else [])]
    except CaseError:
        return [*stationery, *([found] if found else [])]


def _stage(name: str, bills: Bills) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The stage's table, and what it sets apart: beside the subscriptions the recurring bills."""
    if name == "transactions":
        return bills.transactions, RECURRING_BILLS.empty()
    payments = consolidate(bills.transactions, link(bills.transactions))
    if name == "payments":
        return payments, RECURRING_BILLS.empty()
    marked = mark_subscriptions(payments, bills.events)
    return subscriptions(marked), recurring_bills(marked)


def _show(table: pd.DataFrame, name: str, lang: Lang) -> None:
    """The columns a person looks for, as much as fits a screen; the whole table goes into a file."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from audit.reports.cells import header, money_columns, readable

    columns = [c for c in _ON_SCREEN[name] if c in table.columns]
    chosen = table[columns].head(_SCREEN_ROWS)
    text = readable(chosen, lang).drop(columns=header("currency", chosen, lang))  # amounts print their own
    numbers = {header(c, chosen, lang) for c in money_columns(chosen)}
    shown = Table()
    for title in text.columns:
        shown.add_column(title, justify="right" if title in numbers else "left", overflow="fold")
    for row in text.itertuples(index=False):
        shown.add_row(*(Text(harmless(cell)) for cell in row))
    Console().print(shown)
    if len(table) > _SCREEN_ROWS:
        speech.remark(_MORE_ROWS.fill(count=len(table), shown=_SCREEN_ROWS), lang)


_NO_BILLS = Words("{where}: no bills here", "{where}：这里没有账单")
_WRITTEN = Words("{path}: {count} rows", "{path}：{count} 行")
_WRITTEN_BILLS = Words("{path}: {count} recurring bills", "{path}：{count} 项定期账单")
_BILLS = Words(
    "Recurring bills, which are no subscriptions: {count}", "定期账单（水电、话费、保险、房租等，不是订阅）：{count} 项"
)
_MORE_ROWS = Words(
    "{shown} of {count} rows; -o FILE.csv writes all of them with every column",
    "共 {count} 行，显示前 {shown} 行；用 -o 文件.csv 写出全部行和列",
)
