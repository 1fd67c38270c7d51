"""Outputs that a second process can make while the first makes the others: a finished audit in, files by name out.

What draws and typesets is loaded here at the first use, not when a task is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.wording import Lang

if TYPE_CHECKING:  # the tables bring pandas, which the process that names a task may not have loaded yet
    from audit.tables import Results


def make_ready() -> None:
    """Load what draws and typesets, and draw one letter with it, while there is no audit to draw yet."""
    from audit.reports import letter_docx, letter_pdf, letters
    from audit.reports.canvas import family

    del letter_docx, letter_pdf, letters
    family()


def pictures(results: Results, lang: Lang) -> dict[str, bytes]:
    """The charts, as PNGs by name."""
    from audit.reports.charts import pictures

    return pictures(results, lang)


def letters_for_reading(results: Results, lang: Lang) -> dict[str, bytes]:
    """The letters in a language they are not sent in, as files by name."""
    from audit.reports.letters import letter_files

    return dict(letter_files(results, lang, to_send=False))
