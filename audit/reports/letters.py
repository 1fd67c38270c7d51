"""The letters of an audit: from the first message to support to the court pack and the closing note.

One set for each cancellation with something to claim or to ask, in both languages. Which letters there are is decided
in `letter_occasions`; what a letter says stands in its template (`letter_texts/`), what it may say in the facts; what
is unknown stays a visible blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from audit import catalogue
from audit.errors import UsageError
from audit.law import Law, load
from audit.reports import letter_words as words
from audit.reports.compiled_templates import compiled_templates
from audit.reports.known_names import told_to_others
from audit.reports.letter_basis import Basis, citations, last_days
from audit.reports.letter_charges import Charge
from audit.reports.letter_docx import Stationery
from audit.reports.letter_facts import Facts, facts
from audit.reports.letter_kinds import KINDS
from audit.reports.letter_layout import Block, lay_out, to_text
from audit.reports.letter_occasions import occasions, since
from audit.reports.letter_record import events_of, record
from audit.reports.masking import mask_text
from audit.reports.reckoned import day_count
from audit.reports.records import Row, records
from audit.tables import Results
from audit.wording import Lang, Words, harmless

_EFFECTS = (
    "refund_basis", "cancel_right", "notice_duty", "interest_basis", "record_duty", "dispute_window", "stop_payment"
)  # fmt: skip
_NO_MATTER = Words("No cancellation is called {id}; there are: {known}", "没有编号为 {id} 的取消；现有：{known}")
_DATES = Words("{n} days from {first} to {last}", "{first}至{last}的{n}个日期")


@dataclass(frozen=True)
class Letter:
    """One letter, laid out; `name` is its file's name without an ending, `C1-merchant-zh`."""

    cancellation_id: str
    kind: str
    addressee: str  # the channel of a platform letter, else ""
    lang: Lang
    blocks: tuple[Block, ...]
    footer: str

    @property
    def name(self) -> str:
        to = f"-{self.addressee.replace(':', '-')}" if self.addressee else ""
        return f"{self.cancellation_id}-{self.kind}{to}-{self.lang}"

    @property
    def title(self) -> str:
        """The letter's own title; a chat message has none."""
        return next((b.text for b in self.blocks if b.kind == "title"), "")

    @property
    def text(self) -> str:
        """The letter as plain text to paste."""
        return to_text(self.blocks, self.lang)

    @property
    def has_document(self) -> bool:
        """Whether it is also signed and sent on paper: written as .docx and .pdf too."""
        return KINDS[self.kind].printed

    @property
    def label(self) -> str:
        """What kind of letter it is, for a list of letters; one to a channel is known by its title."""
        return self.title if self.addressee else KINDS[self.kind].label.to(self.lang)


def letter_files(
    results: Results, lang: Lang, drafts: Iterable[Letter] | None = None, *, to_send: bool = True
) -> Iterator[tuple[str, bytes]]:
    """Every letter of a language as files by name: text to paste, formal ones as .docx and, those `to_send`, .pdf too.

    The .docx are set on the stationery of the case's own template where it has one. `drafts` are the letters, where
    they are filled already.
    """
    stationery = Stationery.of(results.case.letter_template)
    for letter in letters(results, lang) if drafts is None else drafts:
        for ending, data in _written(letter, stationery, as_pdf=to_send):
            yield f"{letter.name}.{ending}", data


def _written(letter: Letter, stationery: Stationery, *, as_pdf: bool) -> Iterator[tuple[str, bytes]]:
    """The letter in each form it is written in, with the ending of its file."""
    yield "txt", letter.text.encode()
    if letter.has_document:
        yield "docx", stationery.to_docx(letter.blocks, letter.lang, letter.footer)
    if letter.has_document and as_pdf:
        from audit.reports.letter_pdf import to_pdf  # a case without letters draws none

        yield "pdf", to_pdf(letter.blocks, letter.lang, letter.footer)


def letters(results: Results, lang: Lang) -> tuple[Letter, ...]:
    """The letters of every cancellation with something to claim or to ask, in one language."""
    law, results = load(results.jurisdiction), told_to_others(results, lang)
    ends = results.ends.drop_duplicates(["person", "cancellation_id"])
    return tuple(letter for end in records(ends) for letter in _set(results, end, law, lang))


def fact_sheet(results: Results, cancellation_id: str, lang: Lang) -> str:
    """A neutral text of times, acts and amounts with personal data masked; written only when someone asks for it.

    UsageError for a cancellation that is not there.
    """
    law, results = load(results.jurisdiction), told_to_others(results, lang)
    ends = {e["cancellation_id"]: e for e in reversed(records(results.ends))}
    if (end := ends.get(cancellation_id.upper())) is None:
        raise UsageError(_NO_MATTER.fill(id=cancellation_id, known=", ".join(sorted(ends)) or "—"))
    writer = _Writer(results, end, law, lang)
    letter = writer.write("factsheet", writer.matter)
    return mask_text(letter.text, lang)


def _set(results: Results, end: Row, law: Law, lang: Lang) -> Iterator[Letter]:
    writer = _Writer(results, end, law, lang)
    for kind, of, channel in occasions(writer.matter, writer.past, law):
        yield writer.write(kind, of, channel)


class _Writer:
    """Fills one cancellation's templates in one language."""

    def __init__(self, results: Results, end: Row, law: Law, lang: Lang) -> None:
        self.results, self.end, self.law, self.lang = results, end, law, lang
        self.events = events_of(results, end, lang)
        self.matter = facts(results, end, law, lang)
        self.past = since(results, end, self.matter, self.events)

    def write(self, kind: str, matter: Facts, channel: str = "") -> Letter:
        wording, known = self.law.wording, catalogue.channel(channel) if channel else None
        markup = _template(self.lang, kind).render(
            f=matter,
            r=record(self.results, self.end, matter, self.events, kind),
            basis=self._basis(kind, matter),
            past=self.past,
            clocks=self.law.clocks,
            rail=known,
            platform=known.name.to(self.lang) if known else "",
            last_days=last_days(self.law, matter.owed, self.results.as_of, self.lang) if kind == "bank" else {},
            cards=list(dict.fromkeys(c.card for c in matter.owed if c.card)),
            issuers=list(dict.fromkeys(c.issuer for c in matter.owed if c.issuer)),
            dates=partial(_dates, matter.owed, self.lang),
            day_count=day_count(self.results),
            footer=wording.footer.to(self.lang),
            h4=wording.h4.to(self.lang),
        )
        blocks = lay_out(markup, self.lang)
        return Letter(matter.cancellation_id, kind, channel, self.lang, blocks, wording.footer.to(self.lang))

    def _basis(self, kind: str, matter: Facts) -> tuple[Basis, ...]:
        told = (self.end["cancelled_at"], self.end["opened_at"])
        cancelled, opened = (None if pd.isna(at) else at.date() for at in told)
        asks_for = {"refund_basis": bool(matter.owed), "interest_basis": any(c.interest for c in matter.owed)}
        effects = [e for e in _EFFECTS if asks_for.get(e, True)]
        return citations(
            self.law, effects, matter.owed or matter.asked, cancelled, self.results.as_of, self.lang,
            opened=opened, for_bank=kind == "bank",
        )  # fmt: skip


def _dates(charges: tuple[Charge, ...], lang: Lang, at_most: int = 12) -> str:
    """The days of the charges, or the first and last of many."""
    days = list(dict.fromkeys(c.on for c in charges))
    if len(days) <= at_most:
        return words.listed(days, lang)
    return _DATES.fill(n=len(days), first=days[0], last=days[-1]).to(lang)


def load_templates(lang: Lang) -> None:
    """Read every template of a language, which takes longer than to fill one."""
    for kind in KINDS:
        _template(lang, kind)


def _template(lang: Lang, kind: str) -> Template:
    return _templates(lang).get_template(f"{lang}/{kind.replace('-', '_')}.j2")


@cache
def _templates(lang: Lang) -> Environment:
    """The letters are plain text and never HTML: nothing is escaped, and facts cannot shape the markup (`plain`)."""
    env = Environment(
        loader=PackageLoader("audit.reports", "letter_texts"), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=False, keep_trailing_newline=True, finalize=harmless,
        bytecode_cache=compiled_templates(__file__),
    )  # fmt: skip
    filters: dict[str, Any] = {
        "listed": partial(words.listed, lang=lang),
        "counted": partial(words.counted, lang=lang),
        "short_name": words.short_name,
        "timed": lambda charges, *names: [c for c in charges if c.timing in names],
        "any": lambda charges, name: any(getattr(c, name) for c in charges),
        "verdict": lambda charges, *names: [c for c in charges if c.verdict in names],
        "effect": lambda basis, *names: [b for b in basis if b.effect in names],
    }
    env.filters.update(filters)
    env.globals["blank"] = partial(words.blank, lang=lang)
    return env
