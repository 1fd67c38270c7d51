"""Identity numbers and ID photos: refused where a user typed them, never stored (RULES §7.5)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from audit.case.values import Cell
from audit.wording import Words

REFUSED = Words(
    "holds an identity number, which this program neither needs nor stores; delete it from the file "
    "(a complaint site asks for it on its own page)",
    "含有身份证号。本程序不需要也不保存身份证号，请从表格中删除（投诉网站会在自己的页面上要求填写）",
)
REFUSED_PHOTO = Words(
    "names a photo of an identity card, which this program never stores; take it out of the file and the folder",
    "指向身份证照片。本程序绝不保存证件照片，请从表格和文件夹中移除",
)
_NUMBER = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5})(\d{4})(\d{2})(\d{2})(\d{3})([\dX])(?![0-9A-Za-z])")
_PHOTO = re.compile(r"身份证|证件照|护照|id[ _-]?card|identity[ _-]?card|passport", re.IGNORECASE)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_AREAS = frozenset(  # provinces, Taiwan, Hong Kong, Macau, foreigners with a permanent residence
    {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91}
)


def holds_identity_number(cell: Cell) -> bool:
    """Whether an 18-digit Chinese identity number with a true check digit stands in the cell.

    A cell that is a number has lost the last three digits of its 18, so there the birth date alone decides.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return abs(cell) >= 10**17 and any(map(_is_born, _NUMBER.finditer(f"{cell:.0f}")))
    folded = unicodedata.normalize("NFKC", str(cell)).upper()
    joined = re.sub(r"(?<=\d)[ \u00a0-](?=[\dX])", "", folded)
    return any(_is_born(m) and _is_checked(m[0]) for t in (folded, joined) for m in _NUMBER.finditer(t))


def is_identity_photo(name: str) -> bool:
    """Whether a file's name says that it shows an identity card or passport."""
    return bool(_PHOTO.search(name))


def _is_born(found: re.Match[str]) -> bool:
    try:
        date(int(found[2]), int(found[3]), int(found[4]))
    except ValueError:
        return False
    return int(found[1][:2]) in _AREAS and 1900 <= int(found[2]) <= 2100


def _is_checked(number: str) -> bool:
    return _CHECK[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11] == number[17]
