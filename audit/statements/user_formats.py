"""Formats a user describes in a file of their own: the same facts as ours, checked before any bill is read.

`docs/add-a-bank.md` walks through one. A fault is said with its place; a file with a fault gives no format at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audit.errors import RuleError
from audit.statements import bank_words, currency_codes, western_words
from audit.statements.bank_words import SETTLED
from audit.statements.format import Format, Says, Total, When
from audit.statements.toml_place import FAULT, WRONG, Place
from audit.wording import Words

_NO_FILE = Words("cannot be read; give a TOML file in UTF-8", "无法读取，请提供 UTF-8 编码的 TOML 文件")
_NO_TOML = Words("is no TOML: {fault}", "不是有效的 TOML：{fault}")
_NONE = Words("holds no [[format]]", "没有 [[format]]")
_NEEDS = Words("`{amounts}` amounts need the columns {columns}", "金额方式 {amounts} 需要列 {columns}")
_SIDED = Words(
    "can be proven by words only for `signed` and `owed` amounts", "仅 signed 和 owed 的金额可由文字判定正负"
)
_TWICE = Words("is used twice", "重复使用")

_CODE = Words("a currency's code in three letters, such as EUR", "三个字母的币种代码，如 EUR")
_OFFSET = Words(
    'an offset from UTC such as +01:00, or "" where it is not known', "与 UTC 的时差，如 +08:00；未知时为空"
)

_OURS = (
    "occurred_at occurred_time posted_on account amount amount_in amount_out direction currency balance category "
    "counterparty counterparty_account description method card status refunded reference merchant_reference original "
    "mandate fee original_amount original_currency owner zone"
).split()
_DIRECTIONS = ("out", "in", "neutral")
_KINDS = "charge refund transfer repayment fee authorization reversal chargeback other".split()
_STATUSES = "settled pending declined voided reversed".split()
_NEEDED = {
    **dict.fromkeys(("unsigned", "signed", "owed"), ("amount",)),
    **dict.fromkeys(("split", "split signed", "split reversing"), ("amount_in", "amount_out")),
}
_SIDES = ("out", "in")
_ENCODINGS = "gb18030 cp1250 cp1251 cp1252 cp1253 cp1254 cp1257 latin-1 iso-8859-2 iso-8859-15 mac-roman".split()
_CURRENCIES = {**{name: code for name, code in currency_codes.CODES.items() if name}, **bank_words.CURRENCIES}
_WORDS = {
    "debit": bank_words.KINDS,
    "credit": bank_words.CREDIT_KINDS,
    "account": western_words.ACCOUNT_KINDS,
    "card": western_words.CARD_KINDS,
}


def load(path: str | Path) -> tuple[Format, ...]:
    """The formats in a TOML file; RuleError names the place of the first fault."""
    file = Path(path)
    try:
        said = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise RuleError(FAULT.fill(file=file.name, place="-", what=_NO_FILE)) from fault
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(FAULT.fill(file=file.name, place="-", what=_NO_TOML.fill(fault=fault))) from fault
    top = Place(file.name, "-", said)
    top.only(("format",))
    tables = top.tables("format")
    if not tables:
        top.fail(_NONE)
    formats = tuple(map(_format, tables))
    for one, table in zip(formats, tables, strict=True):
        if sum(other.name == one.name for other in formats) > 1:
            table.inside("name").fail(_TWICE)
    return formats


_FIELDS = (
    "name channel title header also exact without columns amounts directions flows sides signs kinds statuses says "
    "totals currency currencies currency_by_dates dates undated decimal encodings holds incoming first container aside "
    "opens nothing least_cells fee_within fee_alone number_with number_repeats renumbers discreet unmoved "
    "zones refund_suffix refund_shares_number utc_offset"
).split()


def _format(at: Place) -> Format:
    at.only(_FIELDS)
    name = at.text("name")
    title = at.table("title")
    title.only(("en", "zh"))
    amounts = at.one_of("amounts", list(_NEEDED))
    columns = _columns(at.table("columns"))
    flows = _rules(at, "flows", _DIRECTIONS, list(_OURS))
    needed = ("occurred_at", *_NEEDED[amounts], *(("direction",) if amounts == "unsigned" and not flows else ()))
    if not set(needed) <= columns.keys():
        at.inside("columns").fail(_NEEDS.fill(amounts=amounts, columns=", ".join(needed)))
    sides = _rules(at, "sides", _SIDES, list(_OURS))
    if sides and amounts not in ("signed", "owed"):
        at.inside("sides").fail(_SIDED)
    for named in (at.table("currencies"), at.table("currency_by_dates")):
        _each(named, _is_code, _CODE)
    _each(at.table("zones"), _is_offset, _OFFSET)
    return Format(
        **_of_text(at),
        **_of_rows(at),
        name=name,
        channel=at.text("channel"),
        title=Words(title.text("en", name), title.text("zh", name)),
        columns=columns,
        amounts=amounts,
        directions=at.table("directions").words(_DIRECTIONS),
        flows=flows,
        sides=sides,
        kinds=_kinds(at),
        statuses=_rules(at, "statuses", _STATUSES, list(_OURS)) or SETTLED,
        says=_says(at.table("says")),
        totals=tuple(map(_total, at.tables("totals"))),
        currency=_one(at.inside("currency"), at.text("currency", "CNY"), _is_code, _CODE),
        currencies={**_CURRENCIES, **at.table("currencies").words()},
        currency_by_dates=at.table("currency_by_dates").words(),
        holds=_holds(at.table("holds")),
        incoming=_columns(at.table("incoming")),
    )


def _of_text(at: Place) -> dict[str, Any]:
    """How the file is written, and what its header is known by."""
    return {
        "header": at.texts("header"),
        "also": at.lists("also"),
        "exact": at.flag("exact"),
        "without": at.many("without"),
        "first": at.text("first", ""),
        "container": at.one_of("container", ("", "text", "sheet"), ""),
        "encodings": at.some_of("encodings", _ENCODINGS),
        "aside": at.pattern("aside"),
        "opens": at.pattern("opens"),
        "least_cells": at.number("least_cells"),
        "nothing": at.pattern("nothing"),
    }


def _of_rows(at: Place) -> dict[str, Any]:
    """How dates, amounts and numbers of its rows are printed."""
    return {
        "dates": at.one_of("dates", ("ymd", "dmy", "mdy", "either", "md"), "ymd"),
        "undated": at.pattern("undated"),
        "decimal": at.one_of("decimal", (".", ",", "either"), "."),
        "signs": at.one_of("signs", ("usual", "either", "proven"), "usual"),
        **{name: at.flag(name) for name in ("fee_within", "fee_alone", "number_repeats", "renumbers", "discreet")},
        "number_with": at.some_of("number_with", _OURS),
        "unmoved": _patterns(at.table("unmoved"), list(_OURS)),
        "zones": at.table("zones").words(),
        "refund_suffix": at.pattern("refund_suffix"),
        "refund_shares_number": at.flag("refund_shares_number"),
        "utc_offset": _one(at.inside("utc_offset"), at.text("utc_offset", "+08:00"), _is_offset, _OFFSET),
    }


def _is_code(word: str) -> bool:
    return word in currency_codes.CODES


def _is_offset(word: str) -> bool:
    return word == "" or re.fullmatch(r"(?a)[+-](?:0\d|1[0-4]):?[0-5]\d", word) is not None


def _each(at: Place, good: Callable[[str], bool], kind: Words) -> None:
    for name, word in at.words().items():
        _one(at.inside(name), word, good, kind)


def _one(at: Place, word: str, good: Callable[[str], bool], kind: Words) -> str:
    return word if good(word) else at.fail(WRONG.fill(kind=kind))


def _columns(at: Place) -> dict[str, tuple[str, ...]]:
    at.only(list(_OURS))
    return {ours: at.texts(ours) for ours in at.value}


def _holds(at: Place) -> dict[str, str]:
    groups = Words("columns by name, (?P<amount>…)", "以列名命名的部分，如 (?P<amount>…)")
    known = {*_OURS, "note"}
    return {ours: at.pattern(ours, groups, lambda p: set() < set(p.groupindex) <= known) for ours in _columns(at)}


def _rules(at: Place, key: str, values: tuple[str, ...] | list[str], names: list[str]) -> tuple[When, ...]:
    return tuple(When(rule.one_of("value", values), _where(rule, names)) for rule in at.tables(key))


def _where(at: Place, names: list[str]) -> Mapping[str, str]:
    return _patterns(at.table("where"), names)


def _patterns(at: Place, names: list[str]) -> Mapping[str, str]:
    at.only(names)
    return {name: at.pattern(name) for name in at.value}


def _kinds(at: Place) -> tuple[When, ...]:
    """The banks' own words for kinds, behind those the file adds."""
    if isinstance(at.value.get("kinds"), str | None):
        return _WORDS[at.one_of("kinds", list(_WORDS), "debit")]
    return (*_rules(at, "kinds", _KINDS, list(_OURS)), *bank_words.KINDS[:-2], *western_words.ACCOUNT_KINDS)


def _says(at: Place) -> Says:
    at.only(("account", "from_at", "to_at", "exported_at", "filter", "currency", "month"))
    one = Words("what it finds", "所要的内容")
    return Says(**{key: at.pattern(key, one, lambda pattern: pattern.groups == 1) for key in at.value})


def _total(at: Place) -> Total:
    at.only(("name", "pattern", "where", "net", "by_count"))
    groups = Words("(?P<count>…) or (?P<amount>…)", "(?P<count>…) 或 (?P<amount>…)")
    at.text("pattern")
    return Total(
        name=at.text("name"),
        pattern=at.pattern("pattern", groups, lambda p: bool({"count", "amount"} & p.groupindex.keys())),
        where=_where(at, list(_OURS)),
        net=at.one_of("net", ("", "column", "rows"), ""),
        by_count=at.flag("by_count"),
    )
