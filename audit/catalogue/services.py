"""Services by the names people and bills give them."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from audit.catalogue.records import Record, load_toml, read_records
from audit.periods import Interval
from audit.wording import Words

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")


@dataclass(frozen=True)
class Service:
    """One service sold by renewal, as `services.toml` states it; `interval` is "" where it is not known."""

    id: str
    name: Words
    aliases: tuple[str, ...]
    merchants: tuple[str, ...]
    interval: str
    interval_count: int
    cancel: Words
    source: str
    confidence: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, its own first."""
        return (self.name.zh, self.name.en, *self.aliases)


@cache
def services() -> tuple[Service, ...]:
    """Every service of the catalogue, in the order of the file."""
    default = Record("services.toml [default]", load_toml("services.toml")["default"]).words("cancel")
    return tuple(read_service(r, default) for r in read_records("services.toml", "service", _KNOWN))


def find_service(text: str) -> Service | None:
    """The service whose longest name stands in the text; None if no name does or two services share the longest.

    Letters and digits beside a Latin name make it another word: `WPS` is not in `GWPS`.
    """
    folded = fold(text)
    found = {(len(name), service.id): service for service, name, pattern in _patterns() if pattern.search(folded)}
    if not found:
        return None
    longest = max(length for length, _ in found)
    best = [service for (length, _), service in found.items() if length == longest]
    return best[0] if len(best) == 1 else None


def read_service(record: Record, cancel: Words) -> Service:
    """One checked service; `cancel` is what is said where the record has no words of its own."""
    interval: Interval | None = record.interval("interval", "interval_count")
    return Service(
        id=record.text("id"),
        name=record.words("name"),
        aliases=record.texts("aliases"),
        merchants=record.texts("merchants"),
        interval=interval.name if interval else "",
        interval_count=interval.count if interval else 0,
        cancel=record.words("cancel", cancel),
        source=record.text("source"),
        confidence=record.text("confidence"),
    )


def fold(text: str) -> str:
    """Text for comparing names: full width as half width, no case, no blanks, `&middot;` as the sign it stands for."""
    meant = _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", meant)).casefold()


@cache
def _patterns() -> tuple[tuple[Service, str, re.Pattern[str]], ...]:
    return tuple((s, name, _whole_word(name)) for s in services() for name in map(fold, s.names))


def _whole_word(name: str) -> re.Pattern[str]:
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", name) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", name) else ""
    return re.compile(before + re.escape(name) + after)


_KNOWN = frozenset(
    {
        "id",
        "name_en",
        "name_zh",
        "aliases",
        "merchants",
        "interval",
        "interval_count",
        "cancel_en",
        "cancel_zh",
        "source",
        "confidence",
    }
)
