"""Services by the names people and bills give them, with what is known of each and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from audit.catalogue.channels import Channel, channels
from audit.catalogue.records import Record, load_toml, read_records
from audit.catalogue.service_names import NameIndex, NameParts, fold, index_names, is_too_short
from audit.catalogue.service_plans import (
    CONFIDENCES,
    KNOWN_OF_PLAN,
    KNOWN_OF_PRINTED,
    PrintedRow,
    ServicePlan,
    read_plan,
    read_printed,
)
from audit.periods import Interval
from audit.wording import Words

KINDS = (
    *("video", "music", "audio", "reading", "news", "learning", "children", "games", "social", "dating", "photo"),
    *("ai", "work", "tools", "cloud", "fitness", "health", "shopping", "food", "travel", "riding", "carrier"),
)
BILLINGS = ("", "advance", "arrears")
_NO_TERMS: Mapping[str, Record] = {}


@dataclass(frozen=True)
class WayOut:
    """Where a service is cancelled, on which day that was looked up, and how sure it is."""

    words: Words
    checked: date
    source: str
    confidence: str


@dataclass(frozen=True)
class Basis:
    """Where a field comes from, and how sure it is."""

    source: str
    confidence: str


@dataclass(frozen=True)
class Service:
    """One service sold by renewal, as `services.toml` states it; what is not known is empty or None.

    The basis of its names is `source` and `confidence`; of another field, its own.
    """

    id: str
    kind: str
    name: Words
    aliases: tuple[str, ...]  # may stand anywhere in a bill's text
    brands: tuple[str, ...]  # names of a seller of other things too: beside words of a membership, or alone
    called: tuple[str, ...]  # what people say; too common a word to be looked for inside a text
    merchants: tuple[str, ...]
    merchants_basis: Basis | None
    printed: tuple[PrintedRow, ...]
    plans: tuple[ServicePlan, ...]
    interval: str
    interval_count: int
    interval_basis: Basis | None
    billing: str  # advance, arrears
    billing_basis: Basis | None
    precharge_days: int | None
    cut_off_hours: int | None
    window_basis: Basis | None
    store: str  # the one store that sells it, as a channel's id
    way_out: WayOut
    source: str
    confidence: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, its own first."""
        return (self.name.zh, self.name.en, *self.aliases, *self.brands, *self.called)

    @property
    def cancel(self) -> Words:
        """Where it is cancelled."""
        return self.way_out.words


@cache
def services() -> tuple[Service, ...]:
    """Every service of the catalogue, in the order of the file; RuleError if a name of one could mean another."""
    content = load_toml("services.toml")
    ways = {r.text("id"): read_way(r) for r in read_records("services.toml", "way", _KNOWN_OF_WAY)}
    terms = {r.text("id"): r for r in read_records("services.toml", "terms", _KNOWN_OF_TERMS | {"id"})}
    records = read_records("services.toml", "service", _KNOWN)
    found = tuple(read_service(record, ways, terms) for record in records)
    names = Record("services.toml [names]", content["names"])
    refuse_unsafe_names(found, names.texts("generic"), names.texts("other"))
    return found


def find_service(text: str) -> Service | None:
    """The service whose longest name stands in the text; None if no name does or two services share the longest.

    Letters and digits that touch a Latin name make it another word: `Keep` is not in `Housekeeping`. A seller of many
    things is its service only beside words of a membership:

    >>> [s.id if (s := find_service(t)) else "" for t in ("爱奇艺 连续包月", "爱奇艺", "爱奇艺 奇豆充值")]
    ['iqiyi', 'iqiyi', '']
    """
    owners = _index().owners_in(text)
    return _by_id().get(owners.pop()) if len(owners) == 1 else None


@cache
def name_parts() -> NameParts:
    """The names of all services, and their parts: for passing over the texts that hold none."""
    return NameParts.of(name for service in services() for name in service.names)


def read_service(record: Record, ways: Mapping[str, WayOut], terms: Mapping[str, Record] = _NO_TERMS) -> Service:
    """One checked service; RuleError names the field that is missing, wrong, or without a source."""
    interval: Interval | None = record.interval("interval", "interval_count")
    precharge, cut_off = record.whole_or_none("precharge_days"), record.whole_or_none("cut_off_hours")
    sold = _terms(record, terms)
    return Service(
        id=record.text("id"),
        kind=record.choice("kind", KINDS),
        name=record.words("name"),
        aliases=record.texts("aliases"),
        brands=record.texts("brands"),
        called=record.texts("called"),
        merchants=record.texts("merchants"),
        merchants_basis=_basis(record, "merchants", CONFIDENCES, record.texts("merchants")),
        printed=tuple(map(read_printed, record.tables("printed", KNOWN_OF_PRINTED))),
        plans=tuple(map(read_plan, record.tables("plan", KNOWN_OF_PLAN))),
        interval=interval.name if interval else "",
        interval_count=interval.count if interval else 0,
        interval_basis=_basis(record, "interval", CONFIDENCES[:-1], interval),
        billing=sold.choice("billing", BILLINGS, ""),
        billing_basis=_basis(sold, "billing", CONFIDENCES, sold.text("billing", "")),
        precharge_days=precharge,
        cut_off_hours=cut_off,
        window_basis=_basis(record, "window", CONFIDENCES[:-1], precharge or cut_off),
        store=record.text("store", ""),
        way_out=_way_out(record, ways),
        source=record.text("source"),
        confidence=record.choice("confidence", CONFIDENCES),
    )


def read_way(record: Record) -> WayOut:
    """A checked way to cancel: its words in both languages, the day, the source and how sure it is."""
    return WayOut(
        words=record.words("cancel"),
        checked=record.day("cancel_checked"),
        source=record.text("cancel_source"),
        confidence=record.choice("cancel_confidence", CONFIDENCES[1:]),
    )


def refuse_unsafe_names(found: Iterable[Service], generic: Iterable[str], other: Iterable[str]) -> None:
    """RuleError for a name that means two services, says nothing of any, or is a part of almost any word."""
    said = {fold(word) for word in generic}
    owners = {fold(text): "" for text in other}
    for service in found:
        record = Record(f"services.toml [[service]] {service.id}", {})
        listed = [fold(n) for n in (*service.aliases, *service.brands, *service.called)]
        for name in dict.fromkeys(service.names):
            folded = fold(name)
            if is_too_short(name) or folded in said:
                raise record.fault("aliases", f"{name!r} could mean anything", f"「{name}」过于笼统")
            if owners.get(folded, service.id) != service.id:
                taken = owners[folded] or "[names] other"
                raise record.fault("aliases", f"{name!r} is a name of {taken} too", f"「{name}」也是 {taken} 的名称")
            if listed.count(folded) > 1:
                raise record.fault("aliases", f"{name!r} stands twice", f"「{name}」重复出现")
            owners[folded] = service.id


def _basis(record: Record, field: str, allowed: tuple[str, ...], stated: object) -> Basis | None:
    """The source and confidence that a field must have where it is stated."""
    if not stated:
        return None
    if not record.text(f"{field}_source", ""):
        raise record.fault(f"{field}_source", "what is stated needs its source", "写明的内容必须注明来源")
    return Basis(record.text(f"{field}_source"), record.choice(f"{field}_confidence", allowed))


def _terms(record: Record, terms: Mapping[str, Record]) -> Record:
    """The record that says how the service is billed: its own, or that of the terms it names."""
    if "terms" not in record.fields:
        return record
    if "billing" in record.fields:
        raise record.fault("terms", "stands beside a billing of its own", "已写明 billing，不能再引用 terms")
    return terms[record.choice("terms", tuple(terms))]


def _way_out(record: Record, ways: Mapping[str, WayOut]) -> WayOut:
    """The record's own way; else that of the store that alone sells it; else the general one it names."""
    if any(field.startswith("cancel_") for field in record.fields):
        return read_way(record)
    if store := record.text("store", ""):
        if store not in _stores():
            raise record.fault("store", f"must be one of {', '.join(_stores())}", f"应为 {'、'.join(_stores())} 之一")
        sold = _stores()[store]
        return WayOut(sold.terminate, sold.checked, sold.source, sold.confidence)
    return ways[record.choice("way", tuple(ways), "app")]


@cache
def _stores() -> dict[str, Channel]:
    return {c.id: c for c in channels() if c.kind == "store"}


@cache
def _by_id() -> dict[str, Service]:
    return {service.id: service for service in services()}


@cache
def _index() -> NameIndex:
    names = Record("services.toml [names]", load_toml("services.toml")["names"])
    inside = [(name, s.id) for s in services() for name in (*s.name, *s.aliases)]
    return index_names(
        [*inside, *((text, "") for text in names.texts("other"))],
        [(n, s.id) for s in services() for n in s.called],
        [(n, s.id) for s in services() for n in s.brands],
        names.texts("membership"),
    )


_KNOWN_OF_WAY = frozenset({"id", "cancel_en", "cancel_zh", "cancel_checked", "cancel_source", "cancel_confidence"})
_KNOWN_OF_TERMS = frozenset({"billing", "billing_source", "billing_confidence"})
_KNOWN = (
    _KNOWN_OF_WAY
    | _KNOWN_OF_TERMS
    | {
        *("kind", "name_en", "name_zh", "aliases", "brands", "called", "printed", "plan", "terms", "store", "way"),
        *("merchants", "merchants_source", "merchants_confidence", "source", "confidence"),
        *("interval", "interval_count", "interval_source", "interval_confidence"),
        *("precharge_days", "cut_off_hours", "window_source", "window_confidence"),
    }
)
