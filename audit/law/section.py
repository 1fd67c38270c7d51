"""One table of a law file, read key by key: typed, and never silent about what it does not understand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from audit.errors import RuleError
from audit.wording import Words

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # of ISO 8601 the one form a reader of the file expects


class Section:
    """One table of the file: every read names its place on a fault, and `done` refuses what nobody read."""

    place: str
    left: dict[str, Any]

    def __init__(self, table: Mapping[str, Any], place: str) -> None:
        self.place = place
        self.left = dict(table)

    def fail(self, en: str, zh: str) -> NoReturn:
        raise RuleError(Words(f"{self.place}: {en}", f"{self.place}：{zh}"))

    def take(self, key: str, kind: type, default: Any) -> Any:
        value = self.left.pop(key, default)
        if value is None:
            self.fail(f"{key} is missing", f"缺少 {key}")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(f"{key} is {value!r}, not {kind.__name__}", f"{key} 的值 {value!r} 类型不对")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        return str(self.take(key, str, default))

    def number(self, key: str, default: int | None = None) -> int:
        value = int(self.take(key, int, default))
        if value < 0:
            self.fail(f"{key} is {value}, less than 0", f"{key} 的值 {value} 小于 0")
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        return bool(self.take(key, bool, default))

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.take(key, list, [])
        if not all(isinstance(v, str) for v in values):
            self.fail(f"{key} holds {values!r}, not texts", f"{key} 的值 {values!r} 应为文本")
        return tuple(values)

    def numbers(self, key: str) -> tuple[int, ...]:
        values = self.take(key, list, [])
        if not all(isinstance(v, int) and not isinstance(v, bool) and v >= 0 for v in values):
            self.fail(f"{key} holds {values!r}, not whole numbers", f"{key} 的值 {values!r} 应为整数")
        return tuple(values)

    def words(self, zh: str, en: str) -> Words:
        return Words(self.text(en, ""), self.text(zh, ""))

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            known = ", ".join(sorted(allowed))
            self.fail(f"{key} is {value!r}, not one of {known}", f"{key} 的值 {value!r} 不在可选范围：{known}")
        return value

    def day(self, key: str, blank: date | None = None) -> date:
        text = self.text(key)
        return blank if blank is not None and text == "" else self.as_day(text, key)

    def as_day(self, text: str, key: str) -> date:
        try:
            if _DAY.fullmatch(text) is None:
                raise ValueError(text)
            return date.fromisoformat(text)
        except (TypeError, ValueError):
            self.fail(f"{key} is {text!r}, not a date like 2025-07-01", f"{key} 的值 {text!r} 应为日期，如 2025-07-01")

    def as_decimal(self, text: object, key: str) -> Decimal:
        try:
            value = Decimal(text) if isinstance(text, str) else Decimal("NaN")
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value < 0:
            self.fail(f"{key} is {text!r}, not a number as text", f"{key} 的值 {text!r} 不是文本形式的数")
        return value

    def part(self, key: str) -> Section:
        return Section(self.take(key, dict, None), f"{self.place}: [{key}]")

    def parts(self, key: str, named_by: str) -> list[Section]:
        tables = self.take(key, list, [])
        if not all(isinstance(t, dict) for t in tables):
            self.fail(f"{key} is not written as [[{key}]]", f"{key} 应写成 [[{key}]]")
        found = [Section(t, f"{self.place}: {key} {t.get(named_by, i)}") for i, t in enumerate(tables, start=1)]
        places = [s.place for s in found]
        for section in found:
            if places.count(section.place) > 1:
                section.fail(f"its {named_by} is used twice", f"{named_by} 重复")
        return found

    def done(self) -> None:
        if self.left:
            extra = ", ".join(sorted(self.left))
            self.fail(f"unknown keys: {extra}", f"不认识的键：{extra}")
