"""Services by the names people and bills give them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from audit.catalogue.records import Record, load_toml, read_records
from audit.catalogue.service_names import NameIndex, index_names
from audit.periods import Interval
from audit.wording import Words


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
    owners = _index().owners_in(text)
    return _by_id()[owners.pop()] if len(owners) == 1 else None


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


@cache
def _by_id() -> dict[str, Service]:
    return {service.id: service for service in services()}


@cache
def _index() -> NameIndex:
    return index_names(((name, s.id) for s in services() for name in s.names), ())


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
