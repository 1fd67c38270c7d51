"""`summary.html` of a batch: its sums on one page that loads nothing from outside and needs no script."""

from __future__ import annotations

from markupsafe import Markup

from audit.money import to_print
from audit.reports.batch_book import PRIVATE, TITLE, counts
from audit.reports.batch_sums import Summary, masked
from audit.reports.page import style, style_hash, templates
from audit.wording import Lang

_MERCHANTS, _LISTED = 200, 200


def batch_page(summary: Summary, lang: Lang) -> str:
    """The page as text; equal sums give equal bytes."""
    shown = masked(summary, lang)
    page: str = (
        templates(lang)
        .get_template("batch.html.j2")
        .render(
            summary=shown,
            style=Markup(style()),
            style_hash=style_hash(),
            title=TITLE.to(lang),
            counts=counts(shown).to(lang),
            private=PRIVATE.to(lang),
            reason="reason_zh" if lang == "zh" else "reason",
            sums=shown.sums.to_dict("records"),
            merchants=shown.merchants.head(_MERCHANTS).to_dict("records"),
            more_merchants=max(0, len(shown.merchants) - _MERCHANTS),
            failed=shown.failed.head(_LISTED).to_dict("records"),
            more_failed=max(0, len(shown.failed) - _LISTED),
            listed=shown.listed.head(_LISTED).to_dict("records"),
            more_listed=max(0, summary.problems - _LISTED),
            money=to_print,
        )
    )
    return page
