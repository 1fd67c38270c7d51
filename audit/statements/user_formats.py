"""Formats a user describes in a file of their own: the same facts as ours, checked before any bill is read.

`docs/add-a-bank.md` walks through one. A fault is said with its place; a file with a fault gives no format at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import RuleError
from audit.statements.bank_words import CREDIT_KINDS, CURRENCIES, KINDS, SETTLED
from audit.statements.format import Format, Says, Total, When
from audit.statements.money_columns import AMOUNTS
from audit.wording import Words

_FAULT = Words("{file}: {place}: {what}", "{file}：{place}：{what}")
_NO_FILE = Words("cannot be read; give a TOML file in UTF-8", "无法读取，请提供 UTF-8 编码的 TOML 文件")
_NO_TOML = Words("is no TOML: {fault}", "不是有效的 TOML：{fault}")
_NONE = Words("holds no [[format]]", "没有 [[format]]")
_MISSING = Words("is missing", "缺失")
_UNKNOWN = Words("is not known here; known are {known}", "无法识别；可用的有 {known}")
_WRONG = Words("must be {kind}", "应为{kind}")
_PATTERN = Words("is no pattern that can be used: {fault}", "不是可用的模式：{fault}")
_GROUPS = Words("needs {groups} in round brackets", "需要用圆括号标出{groups}")
_NEEDS = Words("`{amounts}` amounts need the columns {columns}", "金额方式 {amounts} 需要列 {columns}")
_TWICE = Words("is used twice", "重复使用")

_TEXT, _LIST, _TABLE, _TABLES, _NUMBER = (
    Words("text", "文本"),
    Words("text or a list of texts", "文本或文本列表"),
    Words("a table", "表"),
    Words("a list of tables", "表的列表"),
    Words("a whole number, 0 or more", "不小于 0 的整数"),
)
_OURS = (
    "occurred_at occurred_time posted_on account amount amount_in amount_out direction currency balance category "
    "counterparty counterparty_account description method status refunded reference merchant_reference"
).split()
_DIRECTIONS = ("out", "in", "neutral")
_KINDS = "charge refund transfer repayment fee authorization reversal chargeback other".split()
_STATUSES = "settled pending declined voided reversed".split()
_NEEDED = {
    **dict.fromkeys(("unsigned", "signed", "owed"), ("amount",)),
    **dict.fromkeys(("split", "split signed", "split reversing"), ("amount_in", "amount_out")),
}


def load(path: str | Path) -> tuple[Format, ...]:
    """The formats in a TOML file; RuleError names the place of the first fault."""
    file = Path(path)
    try:
        said = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise RuleError(_FAULT.fill(file=file.name, place="-", what=_NO_FILE)) from fault
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(_FAULT.fill(file=file.name, place="-", what=_NO_TOML.fill(fault=fault))) from fault
    top = _Place(file.name, "-", said)
    top.only(("format",))
    tables = top.tables("format")
    if not tables:
        top.fail(_NONE)
    formats = tuple(map(_format, tables))
    for one, table in zip(formats, tables, strict=True):
        if sum(other.name == one.name for other in formats) > 1:
            table.inside("name").fail(_TWICE)
    return formats


@dataclass(frozen=True)
class _Place:
    """A value in the file and where it stands, so that every fault can say it."""

    file: str
    name: str
    value: Any

    def fail(self, what: Words) -> NoReturn:
        raise RuleError(_FAULT.fill(file=self.file, place=self.name, what=what))

    def inside(self, key: str) -> _Place:
        name = key if self.name == "-" else f"{self.name}.{key}"
        return _Place(self.file, name, self.value.get(key))

    def only(self, keys: tuple[str, ...] | list[str]) -> None:
        if not isinstance(self.value, dict):
            self.fail(_WRONG.fill(kind=_TABLE))
        for key in self.value:
            if key not in keys:
                self.inside(key).fail(_UNKNOWN.fill(known=", ".join(keys)))

    def text(self, key: str, default: str | None = None) -> str:
        at = self.inside(key)
        if at.value is None:
            return at.fail(_MISSING) if default is None else default
        return at.value if isinstance(at.value, str) else at.fail(_WRONG.fill(kind=_TEXT))

    def one_of(self, key: str, known: tuple[str, ...] | list[str], default: str | None = None) -> str:
        word = self.text(key, default)
        return word if word in known else self.inside(key).fail(_UNKNOWN.fill(known=", ".join(known)))

    def texts(self, key: str) -> tuple[str, ...]:
        at = self.inside(key)
        found = [at.value] if isinstance(at.value, str) else at.value
        if isinstance(found, list) and found and all(isinstance(text, str) and text for text in found):
            return tuple(found)
        return at.fail(_MISSING if found is None else _WRONG.fill(kind=_LIST))

    def number(self, key: str) -> int:
        at = self.inside(key)
        if at.value is None:
            return 0
        good = isinstance(at.value, int) and not isinstance(at.value, bool) and at.value >= 0
        return int(at.value) if good else at.fail(_WRONG.fill(kind=_NUMBER))

    def table(self, key: str) -> _Place:
        at = self.inside(key)
        if at.value is None:
            return _Place(self.file, at.name, {})
        return at if isinstance(at.value, dict) else at.fail(_WRONG.fill(kind=_TABLE))

    def tables(self, key: str) -> list[_Place]:
        at = self.inside(key)
        if at.value is None:
            return []
        if not isinstance(at.value, list) or not all(isinstance(one, dict) for one in at.value):
            at.fail(_WRONG.fill(kind=_TABLES))
        return [_Place(self.file, f"{at.name}[{i}]", one) for i, one in enumerate(at.value, start=1)]

    def pattern(self, key: str, groups: Words | None = None, has: Callable[[re.Pattern[str]], bool] = bool) -> str:
        """A pattern both our engines can use; "" where there is none."""
        at, said = self.inside(key), self.text(key, "")
        try:
            compiled = re.compile(said)
            pc.match_substring_regex(pa.array([""]), said)
        except (re.error, pa.ArrowInvalid) as fault:
            at.fail(_PATTERN.fill(fault=str(fault).splitlines()[0]))
        if said and groups and not has(compiled):
            at.fail(_GROUPS.fill(groups=groups))
        return said

    def words(self, known: tuple[str, ...] | list[str] | None = None) -> dict[str, str]:
        """A table of texts, whose values are among the words known."""
        return {key: self.one_of(key, known) if known else self.text(key) for key in self.value}


_FIELDS = (
    "name channel title header columns amounts directions flows kinds statuses says totals currency currencies dates "
    "holds incoming first container aside opens least_cells refund_suffix refund_shares_number utc_offset"
).split()


def _format(at: _Place) -> Format:
    at.only(_FIELDS)
    name = at.text("name")
    title = at.table("title")
    title.only(("en", "zh"))
    amounts = at.one_of("amounts", list(AMOUNTS))
    columns = _columns(at.table("columns"))
    flows = _rules(at, "flows", _DIRECTIONS, list(_OURS))
    needed = ("occurred_at", *_NEEDED[amounts], *(("direction",) if amounts == "unsigned" and not flows else ()))
    if not set(needed) <= columns.keys():
        at.inside("columns").fail(_NEEDS.fill(amounts=amounts, columns=", ".join(needed)))
    return Format(
        name=name,
        channel=at.text("channel"),
        title=Words(title.text("en", name), title.text("zh", name)),
        header=at.texts("header"),
        columns=columns,
        amounts=amounts,
        directions=at.table("directions").words(_DIRECTIONS),
        flows=flows,
        kinds=_kinds(at),
        statuses=_rules(at, "statuses", _STATUSES, list(_OURS)) or SETTLED,
        says=_says(at.table("says")),
        totals=tuple(map(_total, at.tables("totals"))),
        currency=at.text("currency", "CNY"),
        currencies={**CURRENCIES, **at.table("currencies").words()},
        dates=at.one_of("dates", ("ymd", "dmy", "md"), "ymd"),
        holds=_holds(at.table("holds")),
        incoming=_columns(at.table("incoming")),
        first=at.text("first", ""),
        container=at.one_of("container", ("", "text", "sheet"), ""),
        aside=at.pattern("aside"),
        opens=at.pattern("opens"),
        least_cells=at.number("least_cells"),
        refund_suffix=at.pattern("refund_suffix"),
        refund_shares_number=bool(at.value.get("refund_shares_number", False)),
        utc_offset=at.text("utc_offset", "+08:00"),
    )


def _columns(at: _Place) -> dict[str, tuple[str, ...]]:
    at.only(list(_OURS))
    return {ours: at.texts(ours) for ours in at.value}


def _holds(at: _Place) -> dict[str, str]:
    groups = Words("columns by name, (?P<amount>…)", "以列名命名的部分，如 (?P<amount>…)")
    known = {*_OURS, "note"}
    return {ours: at.pattern(ours, groups, lambda p: set() < set(p.groupindex) <= known) for ours in _columns(at)}


def _rules(at: _Place, key: str, values: tuple[str, ...] | list[str], names: list[str]) -> tuple[When, ...]:
    return tuple(When(rule.one_of("value", values), _where(rule, names)) for rule in at.tables(key))


def _where(at: _Place, names: list[str]) -> Mapping[str, str]:
    where = at.table("where")
    where.only(names)
    return {name: where.pattern(name) for name in where.value}


def _kinds(at: _Place) -> tuple[When, ...]:
    """The banks' own words for kinds, of a debit or a credit card, behind those the file adds."""
    if isinstance(at.value.get("kinds"), str | None):
        return KINDS if at.one_of("kinds", ("debit", "credit"), "debit") == "debit" else CREDIT_KINDS
    return (*_rules(at, "kinds", _KINDS, list(_OURS)), *KINDS)


def _says(at: _Place) -> Says:
    at.only(("account", "from_at", "to_at", "exported_at", "filter", "currency", "month"))
    one = Words("what it finds", "所要的内容")
    return Says(**{key: at.pattern(key, one, lambda pattern: pattern.groups == 1) for key in at.value})


def _total(at: _Place) -> Total:
    at.only(("name", "pattern", "where", "net", "by_count"))
    groups = Words("(?P<count>…) or (?P<amount>…)", "(?P<count>…) 或 (?P<amount>…)")
    at.text("pattern")
    return Total(
        name=at.text("name"),
        pattern=at.pattern("pattern", groups, lambda p: bool({"count", "amount"} & p.groupindex.keys())),
        where=_where(at, list(_OURS)),
        net=at.one_of("net", ("", "column", "rows"), ""),
        by_count=bool(at.value.get("by_count", False)),
    )
