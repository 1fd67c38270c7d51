"""Amounts as OFX files write them: the standard allows a comma or a point before the decimals, and knows no thousands.

Some banks part thousands all the same. Which mark parts the decimals is a property of the file, never of one row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SPACES = re.compile(r"[\s\u00a0\u202f']+")
_COMMA, _POINT = (  # a mark, and what can only be decimals behind it: three digits might be thousands
    re.compile(rf"[+-]?[\d{other}]*{mark}(?:\d{{0,2}}|\d{{4,}})|[+-]?\d{{1,3}}(?:{other}\d{{3}})+{mark}\d*")
    for mark, other in ((",", r"\."), (r"\.", ","))
)


def with_points(amounts: Sequence[str]) -> list[str]:
    """The amounts with a point before the decimals; what cannot be told stays as it is, with a comma.

    The comma is the file's mark where some amount proves it and none proves the point.

    >>> with_points(["-2.000,00", "+1 006,60", "3"]), with_points(["-2,000.00", "5,000"]), with_points(["5,000"])
    (['-2000.00', '+1006.60', '3'], ['-2000.00', '5000'], ['5,000'])
    """
    bare = [_SPACES.sub("", cell.replace("\u2212", "-")).removeprefix("$") for cell in amounts]
    comma, point = (any(map(proof.fullmatch, bare)) for proof in (_COMMA, _POINT))
    if comma and not point:
        bare = [cell.replace(".", "").replace(",", ".") for cell in bare]
    elif point and not comma:
        bare = [cell.replace(",", "") for cell in bare]
    return [cell.removesuffix(".") for cell in bare]
