"""Where the persons of a batch come from, whatever form their bills have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from audit.errors import Problem
from audit.statements import Format, Reading
from audit.tables import Bills, Case


@dataclass(frozen=True)
class Person:
    """One person: the name by which all tables know him, and the bytes of what he gave."""

    name: str
    size: int
    files: int = 0


@dataclass(frozen=True)
class Settings:
    """What every person of a batch is audited by."""

    as_of: date
    jurisdiction: str = "cn"
    passwords: tuple[str, ...] = ()
    formats: Path | None = None  # a file with formats of the user's own


class Given(Protocol):
    """What one person gave, read when it is asked for."""

    def __call__(self) -> tuple[Bills | Reading, Case]:
        """The bills, as tables or as they were read, and the case; AuditError where they are of no use at all."""


class Cases(Protocol):
    """Every person of a batch; goes to the workers as it is, so it holds places and no tables of bills."""

    def persons(self) -> list[Person]:
        """All persons in the order of their names."""

    def strays(self) -> list[Problem]:
        """What belongs to no person and is therefore not read."""

    def digest(self, names: Sequence[str]) -> str:
        """A digest of everything the audit of these persons is made from."""

    def given(self, names: Sequence[str], settings: Settings, formats: Sequence[Format]) -> Iterator[tuple[str, Given]]:
        """What each of these persons gave, one after the other."""
