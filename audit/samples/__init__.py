"""Sample cases of invented people: bills in real shapes, the case file, and what is owed, said from the plan alone.

`make_case(seed)` serves tests and benchmarks, `write_demo(folder)` the bundled demo case. Nothing here knows how the
audit judges: a plan is drawn, its debits are written out, and the truth follows from the plan.
"""

from __future__ import annotations

from audit.errors import UsageError
from audit.samples.bills import SHAPES, encode, file_name, printed_rows
from audit.samples.casefile import Style
from audit.samples.demo import write_demo
from audit.samples.kinds import KINDS
from audit.samples.lives import Life
from audit.samples.rows import Bill, Row
from audit.samples.truth import ExpectedClaim, ExpectedFinding, SampleCase, assemble
from audit.wording import Words

__all__ = [
    "KINDS", "SHAPES", "Bill", "ExpectedClaim", "ExpectedFinding", "Row", "SampleCase", "encode", "file_name",
    "make_case", "printed_rows", "write_demo",
]  # fmt: skip
_STYLES: tuple[Style, ...] = ("en", "zh", "csv-utf8", "csv-gb18030")


def make_case(seed: int, kind: str | None = None) -> SampleCase:
    """A case drawn from the seed, of the kind asked for; without one, consecutive seeds walk through all kinds."""
    kind = kind or list(KINDS)[seed % len(KINDS)]
    if kind not in KINDS:
        raise UsageError(
            Words(
                f"no kind of sample case {kind}; there are {', '.join(KINDS)}",
                f"没有「{kind}」这种样例；现有：{'、'.join(KINDS)}",
            )
        )
    draft = KINDS[kind](Life(kind, seed))
    styles = _STYLES[:2] if any(rows for sheet, rows in draft.sheets.items() if sheet != "cancellations") else _STYLES
    return assemble(kind, seed, draft, styles[seed % len(styles)])
