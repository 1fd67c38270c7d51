"""What a cell holds before anything is understood, how it reads as text, and how it is refused."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from audit.wording import Words

Cell = str | float | bool | date | datetime | time | timedelta | None


class Expected(ValueError):
    """A cell that cannot be used; says what belongs there."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.en)


def is_blank(cell: Cell) -> bool:
    """No value, or nothing but blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def as_text(cell: Cell) -> str:
    """A cell as a person would read it; whole numbers without a point, control characters left out."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    return "".join(c for c in str(cell).strip() if c in "\n\t" or not unicodedata.category(c).startswith("C"))


def half_width(cell: Cell) -> str:
    """A cell as text with full-width digits and letters as half-width ones."""
    return unicodedata.normalize("NFKC", as_text(cell)).strip()
