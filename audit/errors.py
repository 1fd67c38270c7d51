"""The errors a person running the audit can meet, and the problems a bill can hold.

AuditError                  anything this package raises on purpose
├── InputError              an input that cannot be used at all
│   ├── UnknownFormat       no format claims the file
│   ├── AmbiguousFormat     several formats claim the file
│   ├── WrongPassword       a zip none of the passwords opens
│   └── UnsafeInput         a zip bomb, a path that leaves the folder, an entity bomb
├── CaseError               a case file that cannot be read
├── RuleError               a law or catalogue file that contradicts itself
├── TableError              a table without the columns or types it promises (a bug, or a caller's own table)
├── OutputError             a folder that is not ours to replace
└── UsageError              arguments that make no sense together

A bad *row* is never raised: it is a `Problem`, a value with its place and its reason.
"""

from __future__ import annotations

from typing import NamedTuple

from audit.wording import Words


class AuditError(Exception):
    """Base of everything this package raises on purpose; says what, where and what to do in both languages."""

    def __init__(self, words: Words | str) -> None:
        self.words = words if isinstance(words, Words) else Words(words, words)
        super().__init__(self.words.en)


class InputError(AuditError):
    """An input file that cannot be used at all."""


class UnknownFormat(InputError):
    """No format claims the file."""


class AmbiguousFormat(InputError):
    """Several formats claim the file; a header is not narrow enough."""


class WrongPassword(InputError):
    """None of the passwords given opens the zip."""


class UnsafeInput(InputError):
    """An input built to harm: refused before it is unpacked."""


class CaseError(AuditError):
    """A case file that cannot be read at all; single bad cells are problems instead."""


class RuleError(AuditError):
    """A law or catalogue file that contradicts itself, with the place of the fault."""


class TableError(AuditError):
    """A table that lacks a promised column or holds it in another type."""


class OutputError(AuditError):
    """A folder this program did not make and will not replace."""


class UsageError(AuditError):
    """Arguments that make no sense together."""


class Stopped(AuditError):
    """The user stopped the run (Ctrl-C); the words say what stands."""


class Problem(NamedTuple):
    """A row, cell or file that could not be used; `row` is None for a whole file.

    `row` counts as a spreadsheet program does (first line = 1); `raw` is the record as read, so that nothing is lost.
    """

    file: str
    row: int | None
    words: Words
    raw: str = ""
