"""Outputs that a second process can make while the first makes the others: a finished audit in, files by name out.

What draws and typesets is loaded here at the first use, not when a task is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.wording import Lang

if TYPE_CHECKING:  # the tables bring pandas, which the process that names a task may not have loaded yet
    from audit.tables import Results


def other(lang: Lang) -> Lang:
    """The language letters are written in beside the one they are sent in."""
    return "en" if lang == "zh" else "zh"


def make_ready(lang: Lang, jurisdiction: str) -> None:
    """Load what draws and typesets, fonts and templates too, while there is no audit to draw yet.

    `lang` is the language the letters for reading will be in.
    """
    from audit.law import load
    from audit.reports import canvas, charts, letters
    from audit.reports.letter_docx import Stationery
    from audit.tables import MARKED

    canvas.png(charts.plot_history(MARKED.empty()))
    letters.load_templates(lang)
    Stationery().to_docx((), lang, load(jurisdiction).wording.footer.to(lang))


def pictures(results: Results, lang: Lang) -> dict[str, bytes]:
    """The charts, as PNGs by name."""
    from audit.reports.charts import pictures

    return pictures(results, lang)


def letters_for_reading(results: Results, lang: Lang) -> dict[str, bytes]:
    """The letters in a language they are not sent in, as files by name."""
    from audit.reports.letters import letter_files

    return dict(letter_files(results, lang, to_send=False))
