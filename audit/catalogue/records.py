"""Catalogue files as checked records: every fault is named with its file, its place and what is expected there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from audit.errors import RuleError
from audit.periods import Interval, IntervalName
from audit.wording import Words

_INTERVALS: dict[str, IntervalName] = {name: name for name in get_args(IntervalName)}


@cache
def load_toml(name: str) -> Mapping[str, Any]:
    """One catalogue file of the package as TOML; RuleError names the line where it is not."""
    try:
        return tomllib.loads((files("audit.catalogue") / name).read_text("utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise RuleError(Words(f"{name}: {fault}", f"{name}：不是有效的 TOML（{fault}）")) from fault


@dataclass(frozen=True)
class Record:
    """One entry of a catalogue file, read field by field; `place` is what an error message names."""

    place: str
    fields: Mapping[str, Any]

    def text(self, name: str, default: str | None = None) -> str:
        """A string; the default where the field is absent, RuleError where there is none."""
        return str(self._read(name, str, default))

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        value = int(self._read(name, int, default))
        if value < 0:
            raise self.fault(name, "must not be negative", "不能为负数")
        return value

    def whole_or_none(self, name: str) -> int | None:
        """The same; None where the field is absent."""
        return self.whole(name) if name in self.fields else None

    def choice(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """A string that is one of those allowed."""
        value = self.text(name, default)
        if value not in allowed:
            raise self.fault(name, f"must be one of {', '.join(allowed)}", f"应为 {'、'.join(allowed)} 之一")
        return value

    def tables(self, name: str, known: frozenset[str]) -> tuple[Record, ...]:
        """The records inside this one, as a list of tables."""
        values = self._read(name, list, [])
        if not all(isinstance(v, dict) for v in values):
            raise self.fault(name, "must be a list of tables", "必须是表的列表")
        return tuple(check_records(self.place, name, {name: values}, known))

    def day(self, name: str, default: date | None = None) -> date:
        """A date without a time of day."""
        value = self._read(name, date, default)
        if type(value) is not date:
            raise self.fault(name, "must be a date", "必须是日期")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings, none of them empty; no field, no strings."""
        values = self._read(name, list, [])
        if not all(isinstance(v, str) and v for v in values):
            raise self.fault(name, "must be a list of non-empty strings", "必须是非空字符串的列表")
        return tuple(values)

    def words(self, name: str, default: Words | None = None) -> Words:
        """A text in both languages, from the fields `<name>_en` and `<name>_zh`."""
        if default is not None and f"{name}_en" not in self.fields and f"{name}_zh" not in self.fields:
            return default
        return Words(self.text(f"{name}_en"), self.text(f"{name}_zh"))

    def patterns(self, name: str) -> tuple[str, ...]:
        """A list of regular expressions, each of which compiles."""
        return tuple(self.pattern(name, p) for p in self.texts(name))

    def pattern(self, name: str, expression: str) -> str:
        """The expression itself, if it compiles."""
        try:
            re.compile(expression)
        except re.error as fault:
            en, zh = f"{expression!r} is no pattern: {fault}", f"{expression!r} 不是有效的正则表达式"
            raise self.fault(name, en, zh) from fault
        return expression

    def interval(self, name: str, count: str) -> Interval | None:
        """A billing interval from a name and a count field; None where the name is absent."""
        named, number = self.text(name, ""), self.whole(count, 0)
        if not named and not number:
            return None
        if named not in _INTERVALS or number < 1:
            known = ", ".join(_INTERVALS)
            raise self.fault(name, f"must be one of {known}, with a count from 1", f"应为 {known} 之一，数目至少为 1")
        return Interval(_INTERVALS[named], number)

    def fault(self, field: str, en: str, zh: str) -> RuleError:
        """The error to raise for one field of this record."""
        return RuleError(Words(f"{self.place}, {field}: {en}", f"{self.place}，{field}：{zh}"))

    def _read(self, name: str, kind: type, default: Any) -> Any:
        if name not in self.fields and default is not None:
            return default
        if name not in self.fields:
            raise self.fault(name, "is missing", "缺失")
        value = self.fields[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            en, zh = f"must be {kind.__name__}, not {value!r}", f"类型应为 {kind.__name__}，而不是 {value!r}"
            raise self.fault(name, en, zh)
        return value


def read_records(file: str, table: str, known: frozenset[str]) -> Iterator[Record]:
    """Every `[[table]]` entry of the file, in order; a field that is not known is an error, not ignored."""
    yield from check_records(file, table, load_toml(file), known)


def check_records(file: str, table: str, content: Mapping[str, Any], known: frozenset[str]) -> Iterator[Record]:
    """The entries of one table of a parsed file; an unknown field or a repeated id is a RuleError."""
    seen: set[str] = set()
    for number, fields in enumerate(content.get(table, []), start=1):
        record = Record(f"{file} [[{table}]] {fields.get('id', number)}", fields)
        for field in sorted(set(fields) - known):
            raise record.fault(field, f"is not known here; known are {', '.join(sorted(known))}", "未知的字段")
        if "id" in fields and fields["id"] in seen:
            raise record.fault("id", "stands twice", "重复出现")
        seen.add(fields.get("id", ""))
        yield record
