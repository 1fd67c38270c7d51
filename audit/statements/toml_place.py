"""A table of a user's file with its place in it, so that every fault can say where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import RuleError
from audit.statements.runaway import is_runaway
from audit.wording import Words

FAULT = Words("{file}: {place}: {what}", "{file}：{place}：{what}")
MISSING = Words("is missing", "缺失")
UNKNOWN = Words("is not known here; known are {known}", "无法识别；可用的有 {known}")
WRONG = Words("must be {kind}", "应为{kind}")
RUNAWAY = Words(
    "repeats without end what can match the same letters in several ways, such as (a+)+, and may never come to an end; "
    "let each repeated part end at a letter of its own, as in ([^;]+;)*",
    "重复的部分可用多种方式匹配同样的文字（如 (a+)+），可能永远匹配不完；"
    "请让重复的每一段以专用的字符结尾，如 ([^;]+;)*",
)
PATTERN = Words("is no pattern that can be used: {fault}", "不是可用的模式：{fault}")
GROUPS = Words("needs {groups} in round brackets", "需要用圆括号标出{groups}")
TEXT, LIST, LISTS, TABLE, TABLES, NUMBER, FLAG = (
    Words("text", "文本"),
    Words("text or a list of texts", "文本或文本列表"),
    Words("a list of lists of texts", "文本列表的列表"),
    Words("a table", "表"),
    Words("a list of tables", "表的列表"),
    Words("a whole number, 0 or more", "不小于 0 的整数"),
    Words("true or false", "true 或 false"),
)


@dataclass(frozen=True)
class Place:
    """A value in the file and where it stands, so that every fault can say it."""

    file: str
    name: str
    value: Any

    def fail(self, what: Words) -> NoReturn:
        """Raise RuleError with the file, the place and what is wrong there."""
        raise RuleError(FAULT.fill(file=self.file, place=self.name, what=what))

    def inside(self, key: str) -> Place:
        """The value of a key, None where it is absent, and where it stands."""
        name = key if self.name == "-" else f"{self.name}.{key}"
        return Place(self.file, name, self.value.get(key))

    def only(self, keys: Sequence[str]) -> None:
        """Fail at the first key that is none of these."""
        if not isinstance(self.value, dict):
            self.fail(WRONG.fill(kind=TABLE))
        for key in self.value:
            if key not in keys:
                self.inside(key).fail(UNKNOWN.fill(known=", ".join(keys)))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        at = self.inside(key)
        if at.value is None:
            return at.fail(MISSING) if default is None else default
        return at.value if isinstance(at.value, str) else at.fail(WRONG.fill(kind=TEXT))

    def one_of(self, key: str, known: Sequence[str], default: str | None = None) -> str:
        """One of the words known."""
        word = self.text(key, default)
        return word if word in known else self.inside(key).fail(UNKNOWN.fill(known=", ".join(known)))

    def texts(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts, none of them empty."""
        at = self.inside(key)
        found = [at.value] if isinstance(at.value, str) else at.value
        if isinstance(found, list) and found and all(isinstance(text, str) and text for text in found):
            return tuple(found)
        return at.fail(MISSING if found is None else WRONG.fill(kind=LIST))

    def many(self, key: str) -> tuple[str, ...]:
        """A text or a list of texts, none where the key is absent."""
        return () if self.inside(key).value is None else self.texts(key)

    def some_of(self, key: str, known: Sequence[str]) -> tuple[str, ...]:
        """Some of the words known, none where the key is absent."""
        unknown = next((word for word in self.many(key) if word not in known), None)
        return self.inside(key).fail(UNKNOWN.fill(known=", ".join(known))) if unknown else self.many(key)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts, none where the key is absent."""
        at = self.inside(key)
        found = [] if at.value is None else at.value
        if not isinstance(found, list) or not all(isinstance(one, list) for one in found):
            return at.fail(WRONG.fill(kind=LISTS))
        if not all(one and all(isinstance(text, str) and text for text in one) for one in found):
            at.fail(WRONG.fill(kind=LISTS))
        return tuple(map(tuple, found))

    def flag(self, key: str) -> bool:
        """True or false; false where the key is absent."""
        at = self.inside(key)
        return at.value if isinstance(at.value, bool) else at.value is not None and at.fail(WRONG.fill(kind=FLAG))

    def number(self, key: str) -> int:
        """A whole number, 0 where the key is absent."""
        at = self.inside(key)
        if at.value is None:
            return 0
        good = isinstance(at.value, int) and not isinstance(at.value, bool) and at.value >= 0
        return int(at.value) if good else at.fail(WRONG.fill(kind=NUMBER))

    def table(self, key: str) -> Place:
        """A table, an empty one where the key is absent."""
        at = self.inside(key)
        if at.value is None:
            return Place(self.file, at.name, {})
        return at if isinstance(at.value, dict) else at.fail(WRONG.fill(kind=TABLE))

    def tables(self, key: str) -> list[Place]:
        """A list of tables, none where the key is absent."""
        at = self.inside(key)
        if at.value is None:
            return []
        if not isinstance(at.value, list) or not all(isinstance(one, dict) for one in at.value):
            at.fail(WRONG.fill(kind=TABLES))
        return [Place(self.file, f"{at.name}[{i}]", one) for i, one in enumerate(at.value, start=1)]

    def pattern(self, key: str, groups: Words | None = None, has: Callable[[re.Pattern[str]], bool] = bool) -> str:
        """A pattern both our engines can use; "" where there is none."""
        at, said = self.inside(key), self.text(key, "")
        try:
            compiled = re.compile(said)
            pc.match_substring_regex(pa.array([""]), said)
        except (re.error, pa.ArrowInvalid) as fault:
            at.fail(PATTERN.fill(fault=str(fault).splitlines()[0]))
        if is_runaway(said):
            at.fail(RUNAWAY)
        if said and groups and not has(compiled):
            at.fail(GROUPS.fill(groups=groups))
        return said

    def words(self, known: Sequence[str] | None = None) -> dict[str, str]:
        """A table of texts, whose values are among the words known."""
        return {key: self.one_of(key, known) if known else self.text(key) for key in self.value}
