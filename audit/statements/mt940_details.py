"""What an MT940 transaction says in `:86:`: numbered fields, tagged fields, or prose, told apart by their look.

Numbered fields (`?20…`) are slices of one text, cut wherever 27 characters were full: they are joined before the SEPA
words in it (`EREF+`, `MREF+`) are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_NUMBERED = re.compile(r"(\d{3})([?>~^])(?=\d\d)", re.DOTALL)
_TAGS = "TRTP IBAN BIC NAME REMI EREF MARF CSID CNTP BENM ORDP ISDT RTRN PREF ID ADDR PURP SVCL ULTD ULTB ULTC".split()
_TAGGED = re.compile(rf"/({'|'.join(_TAGS)})/")
_WORDS = "EREF KREF MREF CRED DEBT SVWZ ABWA ABWE PURP MDAT SQTP ORCR ORMR DDAT COAM OAMT".split()
_MESSAGE = "MTLG"  # the bank's own, why a payment came back for one
_SEPA = re.compile(rf"({'|'.join(_WORDS)}|{_MESSAGE}(?=:))[+:]\s?")
_PURPOSE, _MORE = tuple(map(str, range(20, 30))), tuple(map(str, range(60, 64)))
_TRAILING = (" BIC:", " IBAN:", " BIC", " IBAN")  # labels whose value the bank left out
_NOBODY = re.compile(r"(?i)NOTPROVIDED|NOT PROVIDED|NONREF|NOTAVAILABLE|KEINE ANGABE|")


class Details(NamedTuple):
    """The other side, what the bank calls the booking, its purpose, and the numbers it is known by."""

    name: str = ""
    code: str = ""
    posting: str = ""
    text: str = ""
    end_to_end: str = ""
    mandate: str = ""
    creditor: str = ""
    reason: str = ""


def details_of(field: str) -> Details:
    """The facts in a `:86:` field; prose is text, from which nothing is guessed."""
    joined = "".join(line.rstrip("\r") for line in field.split("\n"))
    if _NUMBERED.match(joined):
        return _numbered(joined)
    start = _TAGGED.search(joined)
    if start and start.start() < 4:
        return _tagged(joined)
    return Details(text=_plain(field.replace("\n", " ")))


def non_swift(field: str) -> Details:
    """The facts in a `:NS:` field, whose lines are numbered: 01–14 the purpose, 15 and 16 the name, 17 the booking."""
    lines = {line[:2]: line[2:] for line in field.split("\n") if re.match(r"\d\d", line)}
    return Details(
        name=_joined(lines, ("15", "16"), " "),
        posting=_plain(lines.get("17", "")),
        text=_joined(lines, [f"{n:02}" for n in range(1, 15)], " "),
    )


def _numbered(field: str) -> Details:
    code, mark = field[:3], field[3]
    pieces = re.split(rf"{re.escape(mark)}(\d\d)", field[3:])
    parts = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    purpose, more = ("".join(parts.get(place, "") for place in places) for places in (_PURPOSE, _MORE))
    free, words = _worded(purpose + ("" if _PURPOSE[-1] in parts else " ") + more)
    said = (words.get("SVWZ", free), *(words.get(word, "") for word in ("ABWA", "ABWE", _MESSAGE)))
    return Details(
        name=_joined(parts, ("32", "33"), ""),
        code=code,
        posting=_plain(parts.get("00", "")),
        text=_plain(" ".join(filter(None, said))),
        end_to_end=_known(words.get("EREF", "")),
        mandate=_bare(words.get("MREF", "")),
        creditor=_bare(words.get("CRED", "")),
    )


def _worded(text: str) -> tuple[str, Mapping[str, str]]:
    """A purpose as its free text and what follows each SEPA word; of a word that repeats the first counts."""
    free, *pieces = _SEPA.split(text)
    found: dict[str, str] = {}
    for word, value in zip(pieces[::2], pieces[1::2], strict=True):
        found.setdefault(word, _unlabelled(value))
    return _unlabelled(free), found


def _unlabelled(text: str) -> str:
    bare = text.rstrip()
    return next((bare.removesuffix(label) for label in _TRAILING if bare.endswith(label)), text)


def _tagged(field: str) -> Details:
    free, *pieces = _TAGGED.split(field)
    found: dict[str, str] = {}
    for tag, value in zip(pieces[::2], pieces[1::2], strict=True):
        found.setdefault(tag, value.strip("/ "))
    counter = found.get("CNTP", "").split("/")
    return Details(
        name=_plain(found.get("NAME", "") or (counter[2] if len(counter) > 2 else "")),
        posting=_plain(found.get("TRTP", "")),
        text=_plain(re.sub(r"^(USTD|STRD)/+", "", found.get("REMI", "")) or free),
        end_to_end=_known(found.get("EREF", "")),
        mandate=_bare(found.get("MARF", "")),
        creditor=_bare(found.get("CSID", "")),
        reason=_plain(found.get("RTRN", "")),
    )


def _joined(parts: Mapping[str, str], places: tuple[str, ...] | list[str], between: str) -> str:
    return _plain(between.join(parts.get(place, "") for place in places))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _bare(number: str) -> str:
    """A number without the blanks a line's end left in it."""
    return "".join(number.split())


def _known(number: str) -> str:
    return "" if _NOBODY.fullmatch(_plain(number)) else _plain(number)
