"""Bills that come again and are no membership: electricity, phone, insurance, rent … by the words that name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from audit.catalogue.records import Record, load_toml, read_records
from audit.errors import RuleError
from audit.wording import Words

_NEVER = "(?!)"
_LATIN = re.compile("[a-z]{2}")


@dataclass(frozen=True)
class BillKind:
    """One kind of recurring bill; one that is not `listed` is neither a subscription nor shown as a bill."""

    id: str
    name: Words
    listed: bool
    text: re.Pattern[str]
    seller: re.Pattern[str]
    unless: re.Pattern[str]
    plain: bool  # the seller sells other things too: its name alone means the bill where the text names nothing


@cache
def bill_kinds() -> tuple[BillKind, ...]:
    """Every kind of bill, in the order in which they are tried."""
    return tuple(map(read_kind, read_records("bills.toml", "bill", _KNOWN)))


def read_kind(record: Record) -> BillKind:
    """One checked kind; RuleError names the field that is missing or wrong."""
    if not record.texts("text"):
        raise record.fault("text", "must name the words of the bill", "必须写明该类账单的字样")
    return BillKind(
        id=record.text("id"),
        name=record.words("name"),
        listed=_flag(record, "listed", True),
        text=_any(record.patterns("text")),
        seller=_any(record.patterns("seller")),
        unless=_any(record.patterns("unless")),
        plain=_flag(record, "plain", False),
    )


def bill_of(counterparty: str, description: str) -> BillKind | None:
    """The kind of bill a payment is by its words, both folded; None where it is none."""
    if not (may_send_bills(counterparty) or speaks_of_bills(description)):
        return None
    both = f"{counterparty} {description}"
    for kind in bill_kinds():
        if kind.unless.search(both):
            continue
        if kind.text.search(both) or (kind.seller.search(counterparty) and not (kind.plain and _says(description))):
            return kind
    return None


@cache
def may_send_bills(counterparty: str) -> bool:
    """Whether a seller's name alone, folded, is one of a kind of bill."""
    chinese, latin = _some_word("seller")
    sells = chinese.search(counterparty) or (_LATIN.search(counterparty) and latin.search(counterparty))
    return bool(sells or speaks_of_bills(counterparty))


def speaks_of_bills(text: str) -> bool:
    """Whether a text, folded, holds a word of any kind: most hold none, and are passed over quickly."""
    chinese, latin = _some_word("text")
    return bool(chinese.search(text) or (_LATIN.search(text) and latin.search(text)))


def _says(description: str) -> bool:
    """Whether a description says anything beyond that something was paid."""
    return bool(_plain().sub("", description))


def _flag(record: Record, name: str, default: bool) -> bool:
    value = record.fields.get(name, default)
    if not isinstance(value, bool):
        raise _no_flag(record, name)
    return value


def _no_flag(record: Record, name: str) -> RuleError:
    return record.fault(name, "must be true or false", "应为 true 或 false")


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or _NEVER, re.IGNORECASE)


@cache
def _some_word(list_of: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Every word of any kind at once, of texts or of sellers: the Chinese ones, and those in Latin letters."""
    every = [p for record in read_records("bills.toml", "bill", _KNOWN) for p in record.texts(list_of)]
    chinese = tuple(p for p in every if not p.isascii() and p[0] not in "\\([")
    return _any(chinese), _any(tuple(p for p in every if p not in chinese))


@cache
def _plain() -> re.Pattern[str]:
    return _any(Record("bills.toml [plain]", load_toml("bills.toml")["plain"]).patterns("words"))


_KNOWN = frozenset({"id", "name_en", "name_zh", "listed", "text", "seller", "unless", "plain"})
