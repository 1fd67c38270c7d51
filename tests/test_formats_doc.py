"""docs/formats.md: every format and what its bill says of itself; every public sample file, and what became of it.

`pytest tests/test_formats_doc.py --rewrite` writes the page anew, where the public sample files are at hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from audit.errors import InputError, Problem
from audit.statements import FORMATS
from audit.statements.container import Blob
from audit.statements.format import Format
from audit.statements.statement import Statement, statement

PAGE = Path(__file__).resolve().parent.parent / "docs" / "formats.md"
HEAD = """# What is read

Written by `tests/test_formats_doc.py --rewrite` from the formats and from the public sample files (real exports and
fixtures of other projects; they are no part of this repository). A file is known by what stands in it, never by its
name. A bank that is not here is tried by the names of its columns, or [described in a file](add-a-bank.md).
[Where to export each bill](export.md) is a page of its own.

## Formats

“Says of itself” is what the bill prints beside its rows, so that the reading can be held against it. “Samples” counts
the public files read as that format. Where it is blank, there is none that may be passed on: the format is described
after files seen elsewhere, importers' sources or the maker's documents, and read in a sample of our own.

"""
CORPUS = """
## The public sample files

Rows = transactions + rows ignored with a reason + problems, in every file. Totals are what the files print of
themselves, running balances among them. Many samples were cut or masked by those who published them, so their totals
need not agree; rows are never lost for that.

"""
DIFFERS = "\nFiles whose printed totals are not those of their rows:\n\n"
BAD_ROWS = "\nFiles with rows that could not be understood:\n\n"
REFUSED = "\n## Sample files that are refused\n\nEach is named with its reason; nothing is passed over in silence.\n\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(heads), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def says(fmt: Format) -> str:
    """What a bill of that format prints of itself."""
    stated = {
        "account": fmt.says.account or "account" in fmt.columns,
        "range": fmt.says.from_at or fmt.says.month,
        "export time": fmt.says.exported_at,
        "filter": fmt.says.filter,
        "totals": fmt.totals,
        "running balance": "balance" in fmt.columns,
    }
    return ", ".join(name for name, there in stated.items() if there)


class Sample(NamedTuple):
    """One public file, and what became of it."""

    file: str
    bill: Statement | None
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """The format it was read as."""
        return self.bill.format.name if self.bill else ""


def formats(samples: Sequence[Sample]) -> str:
    seen = Counter(s.name for s in samples)
    rows = (
        (f"`{f.name}`", f.title.en, f.title.zh, f.channel, says(f), seen[f.name] or "")
        for f in sorted(FORMATS, key=lambda f: (f.channel, f.name))
    )
    return table(["format", "bill", "账单", "channel", "says of itself", "samples"], rows)


def counted(samples: Sequence[Sample]) -> Iterator[tuple[object, ...]]:
    for name in sorted({s.name for s in samples} - {""}):
        bills = [s.bill for s in samples if s.bill and s.name == name]
        results = Counter(total["result"] for bill in bills for total in bill.totals)
        parts = [(b.counted, b.size, len(b.ignored), len(b.problems)) for b in bills]
        sums = [sum(column) for column in zip(*parts, strict=True)]
        yield f"`{name}`", len(bills), *sums, *(results[r] for r in ("agrees", "differs", "not stated"))


def fates(samples: Sequence[Sample]) -> str:
    heads = ["format", "files", "rows", "transactions", "ignored", "problems", "agree", "differ", "not stated"]
    differ = [(s.file, ", ".join(named)) for s in samples if (named := differing(s))]
    broken = [(s.file, len(s.bill.problems)) for s in samples if s.bill and s.bill.problems]
    refused = [(s.file, without_content(p.words.en)) for s in samples for p in s.problems if p.row is None]
    return "".join([
        CORPUS, table(heads, counted(samples)),
        DIFFERS, table(["file", "totals"], differ),
        BAD_ROWS, table(["file", "rows"], broken),
        REFUSED, table(["file", "reason"], refused),
    ])  # fmt: skip


def differing(sample: Sample) -> list[str]:
    """The names of the totals that are not those of the rows."""
    return [str(t["name"]) for t in (sample.bill.totals if sample.bill else ()) if t["result"] == "differs"]


def without_content(reason: str) -> str:
    """A reason without what it quotes of the file."""
    return re.sub("“[^”]*”", "“…”", reason)


def sample(corpus: Path, file: Path) -> Sample:
    """One file read by itself: no two samples are one person's."""
    name = file.relative_to(corpus).as_posix()
    try:
        bill, unread = statement(Blob(name, file.read_bytes()), FORMATS)
    except InputError as fault:
        return Sample(name, None, (Problem(name, None, fault.words),))
    return Sample(name, bill, unread)


@pytest.fixture(scope="module")
def samples(corpus: Path) -> list[Sample]:
    return [sample(corpus, file) for file in sorted(corpus.rglob("*")) if file.is_file()]


def test_the_page_says_what_is_read(samples: list[Sample], rewrite: bool) -> None:
    fresh = HEAD + formats(samples) + fates(samples)
    if rewrite:
        PAGE.write_text(fresh, "utf-8")
    assert PAGE.read_text("utf-8") == fresh, (
        "docs/formats.md is out of date: run this test with --rewrite, read the diff"
    )


def test_every_format_stands_on_the_page() -> None:
    named = re.findall(r"^\| `([\w-]+)` \|", PAGE.read_text("utf-8").partition(CORPUS)[0], re.MULTILINE)
    assert sorted(named) == sorted(f.name for f in FORMATS)


def test_every_file_is_read_or_refused_and_no_row_is_lost(samples: list[Sample]) -> None:
    assert [s.file for s in samples if not s.bill and not s.problems] == []
    lost = {s.file: b.counted - b.size - len(b.ignored) - len(b.problems) for s in samples if (b := s.bill)}
    assert {file: rows for file, rows in lost.items() if rows} == {}
