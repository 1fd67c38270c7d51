"""What the user's spreadsheet looks like (`columns.toml`): sheets, columns, drop-down values, in both languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from audit.wording import NOTHING, Words

T = TypeVar("T")
EXAMPLE = ("例：", "例:", "Example:", "example:", "Example：")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_SCRIPTS = re.compile(r"[a-z0-9_ ./]+|[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Choice:
    """One value of a drop-down list: its code, its words in both languages, and what else people write."""

    code: str
    words: Words
    also: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column: `kind` names its parser in `cells.py`, `low` and `high` bound a whole number, `asked` waits.

    `asked_if` names the column whose yes makes this one wait.
    """

    key: str
    title: Words
    kind: str
    help: Words
    example: Words
    also: tuple[str, ...]
    choices: tuple[Choice, ...]
    width: int
    main: bool
    asked: bool
    asked_if: str
    low: int
    high: int

    def choice(self, text: str) -> str | None:
        """The code of a value in either language; None where no value is spelt so."""
        return _codes(self).get(plain(text))


@dataclass(frozen=True)
class Sheet:
    """One sheet; a row can be used only with the columns `needs`."""

    key: str
    title: Words
    help: Words
    also: tuple[str, ...]
    needs: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, header: str) -> Column | None:
        """The column of a header in either language, brackets and both languages side by side allowed."""
        named = _named(self)
        folded = plain(_BRACKETS.sub("", header))
        if folded in named or not folded:
            return named.get(folded)
        parts = {named.get(plain(part)) for part in _SCRIPTS.findall(header.casefold()) if plain(part)}
        return parts.pop() if len(parts) == 1 else None

    def nearest(self, header: str) -> Column | None:
        """The column whose header a mistyped one most likely means; None where none is near."""
        return _nearest(plain(header), _named(self))


@cache
def sheets() -> tuple[Sheet, ...]:
    """Every sheet of the case file, in the order in which they stand."""
    return tuple(_sheet(s) for s in _facts()["sheet"])


def sheet(key: str) -> Sheet:
    """The sheet of that key."""
    return next(s for s in sheets() if s.key == key)


def sheet_titled(title: str) -> Sheet | None:
    """The sheet a tab's title means, in either language."""
    folded = plain(_BRACKETS.sub("", title))
    return next((s for s in sheets() if folded in map(plain, (*s.title, *s.also))), None)


def nearest_sheet(title: str) -> Sheet | None:
    """The sheet whose title a mistyped one most likely means; None where none is near."""
    return _nearest(plain(title), {plain(name): s for s in sheets() for name in (*s.title, *s.also)})


def guide() -> tuple[Words, tuple[Words, ...]]:
    """Title and lines of the sheet that says how to fill in the others."""
    return Words(*_facts()["guide"]["title"]), tuple(Words(*line) for line in _facts()["guide"]["lines"])


def statutory_condition() -> Words:
    """What a yes to statutory damages affirms (RULES §3.6)."""
    return Words(*_facts()["statutory_damages"]["text"])


def option_texts() -> dict[str, Words]:
    """What each of the other switches means, by its name."""
    return {name: Words(*words) for name, words in _facts()["option_texts"].items()}


def plain(text: str) -> str:
    """A header or value for comparing: full width as half width, no case, blanks, underscores or asterisks."""
    return re.sub(r"[\s_*＊-]+", "", unicodedata.normalize("NFKC", text)).casefold().rstrip(":：。")


def _nearest(folded: str, named: Mapping[str, T]) -> T | None:
    cutoff = 0.75 if folded.isascii() else 0.6  # 序号 is no mistyped 账号
    found = get_close_matches(folded, list(named), n=1, cutoff=cutoff) if folded else []
    return named[found[0]] if found else None


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(files("audit.case").joinpath("columns.toml").read_text("utf-8"))


@cache
def _named(sheet: Sheet) -> dict[str, Column]:
    own = {plain(name): c for c in sheet.columns for name in c.also}
    return own | {plain(name): c for c in sheet.columns for name in c.title}


@cache
def _codes(column: Column) -> dict[str, str]:
    return {plain(name): c.code for c in column.choices for name in (c.code, *c.words, *c.also)}


def _sheet(facts: Mapping[str, Any]) -> Sheet:
    return Sheet(
        key=facts["key"],
        title=Words(*facts["title"]),
        help=Words(*facts["help"]),
        also=tuple(facts.get("also", ())),
        needs=tuple(facts["needs"]),
        columns=tuple(_column(c) for c in facts["column"]),
    )


def _column(facts: Mapping[str, Any]) -> Column:
    low, high = facts.get("range", (0, 0))
    return Column(
        key=facts["key"],
        title=Words(facts.get("en", facts["key"]), facts["zh"]),
        kind=facts["kind"],
        help=Words(*facts["help"]),
        example=Words(*facts["example"]) if "example" in facts else NOTHING,
        also=tuple(facts.get("also", ())),
        choices=tuple(_choices(facts.get("choices", ()))),
        width=facts["width"],
        main=facts.get("main", False),
        asked=facts.get("asked", False),
        asked_if=facts.get("asked_if", ""),
        low=low,
        high=high,
    )


def _choices(rows: Iterable[list[str]]) -> Iterable[Choice]:
    for code, zh, *also in rows:
        yield Choice(code, Words(code, zh), tuple(also))
