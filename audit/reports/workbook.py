"""`claim.xlsx`: the claim with live formulas, and behind it every table it rests on, in one language."""

from __future__ import annotations

from pathlib import Path

from audit.reports.book import Book
from audit.reports.reckoned import Reckoned
from audit.reports.workbook_bills import write_coverage, write_sources, write_unread
from audit.reports.workbook_days import write_days
from audit.reports.workbook_ends import ends_grid, write_ends
from audit.reports.workbook_interest import rate_grids, stretches_grid, write_rates, write_stretches
from audit.reports.workbook_law import write_law
from audit.reports.workbook_layout import Layout
from audit.reports.workbook_parameters import parameters_grid, write_parameters
from audit.reports.workbook_payments import payments_grid, write_payments
from audit.reports.workbook_returns import costs_grid, refunds_grid, write_costs, write_refunds
from audit.reports.workbook_same import write_same
from audit.reports.workbook_sheets import write_questions, write_recurring_bills, write_subscriptions, write_watch
from audit.reports.workbook_summary import SUMMARY, TITLE, write_summary
from audit.tables import Results
from audit.wording import Lang


def write_workbook(results: Results, path: Path, lang: Lang) -> None:
    """Write the workbook; the same audit in the same language gives the same bytes."""
    layout = _layout(results, lang)
    with Book(path, lang, results.as_of, TITLE.to(lang)) as book:
        write_summary(book, book.sheet(SUMMARY), results, layout)
        write_parameters(book, results)
        write_ends(book, results, layout)
        write_payments(book, layout)
        write_questions(book, results)
        write_stretches(book, layout)
        write_rates(book, layout)
        write_refunds(book, layout)
        write_costs(book, results, layout)
        write_same(book, results, layout.reckoned)
        write_days(book, results, layout)
        for write in (write_watch, write_subscriptions, write_recurring_bills):
            write(book, results)
        write_coverage(book, results, layout)
        for write in (write_sources, write_unread, write_law):
            write(book, results)


def _layout(results: Results, lang: Lang) -> Layout:
    reckoned = Reckoned.of(results)
    options, parameters = parameters_grid(results, lang)
    prime, deposit = rate_grids(reckoned, lang)
    return Layout(
        lang,
        reckoned,
        options,
        parameters,
        prime,
        deposit,
        stretches_grid(reckoned, lang),
        payments_grid(reckoned, lang),
        refunds_grid(reckoned, lang),
        costs_grid(results, lang),
        ends_grid(results, lang),
    )
