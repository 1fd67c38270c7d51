"""Where each reckoning sheet of the workbook stands, and the words its formulas test for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.money import exponent, to_decimal
from audit.reports.book import Formula
from audit.reports.grid import YES_NO, Grid
from audit.reports.reckoned import Reckoned
from audit.wording import Lang, Words

NO_CANCELLATION = "—"
RERUN = Words("rerun needed", "需重新运行")
OWED, NOT_OWED = Words("owed", "应退"), Words("not owed", "不应退")
BY_RULE = Words("as the rules say", "依规则")


@dataclass(frozen=True)
class Layout:
    """The claim laid out, and the grids its formulas reach into; `parameters` are cells by their name."""

    lang: Lang
    reckoned: Reckoned
    options: Grid
    parameters: Mapping[str, str]
    prime: Grid
    deposit: Grid
    stretches: Grid
    payments: Grid
    refunds: Grid
    costs: Grid
    ends: Grid

    def word(self, words: Words) -> str:
        """A word as a formula tests for it."""
        return f'"{words.to(self.lang)}"'

    @property
    def yes(self) -> str:
        """The word for yes as a formula tests for it."""
        return f'"{YES_NO[self.lang][1]}"'

    @property
    def no(self) -> str:
        """The word for no as a formula tests for it."""
        return f'"{YES_NO[self.lang][0]}"'

    def refunds_of(self, finding: str, condition: str) -> str:
        """The refunds of the finding in a cell, under one more condition."""
        return f"SUMIFS({self.refunds.all('amount_minor')},{self.refunds.all('finding_id')},{finding},{condition})"

    def changed(self, grid: Grid, key: str, kept: str) -> str:
        """How many cells of a column are not what they were when the audit was made."""
        return f"SUMPRODUCT(({grid.all(key)}<>{grid.all(kept)})*1)"


def rounded(text: str, minor: int, currency: str) -> Formula:
    """A sum rounded to the currency's minor unit, with the audit's figure as its stored value."""
    return Formula(f"=ROUND({text},{exponent(currency)})", to_decimal(int(minor), currency), currency)
