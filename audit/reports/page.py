"""`report.html`: the whole audit on one page that loads nothing from outside and needs no script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Container, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from audit.law import load
from audit.money import to_minor, to_print
from audit.reports import audit_json, page_bills, page_rows
from audit.reports.compiled_templates import compiled_templates
from audit.reports.in_short import closed_on, in_short
from audit.reports.letters import Letter, letters
from audit.reports.news import news
from audit.tables import Results
from audit.text_width import shortened
from audit.wording import Lang, Words, harmless

Pictures = Callable[[], Mapping[str, bytes]]  # PNGs by name
Picture = dict[str, str]  # one as a data address, with its size and what it says aloud
_CHART = Words("Chart: {title}", "图：{title}")
_OLD_RATES = Words(
    "The table of interest rates ends before the day of the audit; the last rate was carried on.",
    "利率表截止日早于基准日，其后沿用最后一期利率。",
)
_DATED = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?")


def write_page(
    results: Results, path: Path, lang: Lang, pictures: Pictures = dict, drafts: Sequence[Letter] | None = None
) -> None:
    """Write the page with its charts. Equal audits give equal bytes."""
    path.write_text(render(results, lang, pictures, drafts), encoding="utf-8", newline="\n")


def render(results: Results, lang: Lang, pictures: Pictures = dict, drafts: Sequence[Letter] | None = None) -> str:
    """The page as text; `pictures` gives its charts, and is asked when all else of the page is there.

    `drafts` are the letters of that language, where the caller has filled them already.
    """
    law = load(results.jurisdiction)
    page: str = _template(lang, "page.html.j2").render(
        **_summary(results, lang),
        style=Markup(style()),
        style_hash=style_hash(),
        steps=page_rows.steps(results, lang),
        letters=_letters(letters(results, lang) if drafts is None else drafts, closed_on(results)),
        subscriptions=page_bills.some(page_bills.subscriptions(results, lang)),
        recurring_bills=page_bills.some(page_bills.recurring_bills(results, lang)),
        cancel_paths=page_bills.cancel_paths(results, lang),
        sources=page_bills.sources(results, lang),
        footer=law.wording.footer.to(lang),
        h4=law.wording.h4.to(lang),
        charts={name: _picture(name, png, lang) for name, png in sorted(pictures().items())},
    )
    return page


def summary_html(results: Results, lang: Lang) -> str:
    """The first lines of the page for a notebook: how much, why, what is open."""
    html: str = _template(lang, "summary.html.j2").render(**_summary(results, lang))
    return html


def _summary(results: Results, lang: Lang) -> dict[str, Any]:
    """What the first lines hold; the sections below repeat some of it."""
    carried = results.claims.lines["needs_rate_update"].any()
    document = audit_json.build(results, lang)
    return {
        "results": results,
        "totals": [_sums(t) for t in document["totals"]],
        "short": [words.to(lang) for words in in_short(results, document)],
        "matters": page_rows.matters(results, lang),
        "questions": page_rows.questions(results, lang),
        "problems": page_bills.some(page_bills.problems(results, lang)),
        "warnings": [*page_bills.cut_bills(results, lang), *([_OLD_RATES.to(lang)] if carried else [])],
        "news": [words.to(lang) for words in news(document)],
    }


def _sums(totals: Mapping[str, str]) -> dict[str, str]:
    """The sums of `audit.json`, for the page says what that document says."""
    heads = ("total", "principal", "interest", "costs", "in_question")
    return {head: _printed(totals[head], totals["currency"]) for head in heads}


def _printed(amount: str, currency: str) -> str:
    minor = to_minor(amount, currency)
    return to_print(minor, currency) if minor else ""


def _letters(drafts: Sequence[Letter], closed: Container[str]) -> list[dict[str, Any]]:
    """The letters with their files; of a closed case only the closing note is still of use."""
    return [
        {
            "is_needless": x.cancellation_id in closed and x.kind != "closing",
            "file": f"{x.name}.docx" if x.has_document else f"{x.name}.txt",
            "title": x.label,
            "cancellation": x.cancellation_id,
        }
        for x in drafts
    ]


def _picture(name: str, png: bytes, lang: Lang) -> Picture:
    """The chart for the page; what it says aloud is the title it carries."""
    from PIL import Image  # drawing is loaded only where a page with pictures is written

    with Image.open(BytesIO(png)) as image:
        title, (width, height) = str(image.info.get("Title", name)), image.size
    data = "data:image/png;base64," + base64.b64encode(png).decode("ascii")
    alt = _CHART.fill(title=title).to(lang)
    return {"data": data, "alt": alt, "width": str(width), "height": str(height)}


def _lead(text: str) -> Markup:
    """The text with what it answers, up to its first colon, in bold."""
    question, colon, answer = text.partition("：" if "：" in text else ": ")
    return Markup("<b>{}</b>{}").format(question + colon.strip(), (" " if colon == ": " else "") + answer)


def _dated(text: str) -> Markup:
    """The text with every date kept on one line, which browsers would break at its hyphens."""
    return Markup(_DATED.sub(r'<span class="nb">\g<0></span>', str(escape(text))))


def _template(lang: Lang, name: str) -> Any:
    return templates(lang).get_template(name)


@cache
def templates(lang: Lang) -> Environment:
    """The pages' templates, with `w(en, zh)` for words of the page's own."""
    env = Environment(
        loader=PackageLoader("audit.reports", "templates"), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=harmless,
        bytecode_cache=compiled_templates(__file__),
    )  # fmt: skip
    env.globals["w"] = lambda en, zh: zh if lang == "zh" else en
    env.filters |= {"short": shortened, "dated": _dated, "lead": _lead}
    return env


@cache
def style() -> str:
    """The style sheet that every page carries in itself."""
    return files("audit.reports").joinpath("templates", "style.css").read_text("utf-8")


@cache
def style_hash() -> str:
    """The style sheet's digest as a content security policy names it: no other style is ever applied."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style().encode()).digest()).decode("ascii")
