"""The names of services, looked for in a text all at once: one pass over its letters however many names there are."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,12});")
_DIGIT = re.compile(r"\d")
_BLANKS = re.compile(r"\s+")
_START = 2  # letters by which names are filed; no name is shorter


@dataclass(frozen=True)
class NameIndex:
    """Folded names with their owners: those that may stand inside a text, and those that are only a whole text.

    A name in `brands` is that of a seller of many things: it counts where the rest of the text speaks of a membership
    (one of `membership`, folded), or where there is no rest.
    """

    inside: Mapping[str, tuple[tuple[str, str], ...]]  # the first letters -> (name, owner), the longest name first
    whole: Mapping[str, str]
    brands: frozenset[str] = frozenset()
    membership: tuple[str, ...] = ()

    def owners_in(self, text: str) -> set[str]:
        """The owners of the longest names in the text; several where names of one length have different owners."""
        spaced = fold_spaced(text)
        letters = spaced.replace(" ", "")
        longest, owners = 0, set[str]()
        if letters in self.whole:
            longest, owners = len(letters), {self.whole[letters]}
        for at in range(len(letters) - _START + 1):
            for name, owner in self.inside.get(letters[at : at + _START], ()):
                if len(name) < longest:
                    break
                if letters.startswith(name, at) and self._counts(name, letters, at, spaced):
                    owners = {owner} if len(name) > longest else owners | {owner}
                    longest = len(name)
        return owners

    def _counts(self, name: str, letters: str, at: int, spaced: str) -> bool:
        if not _is_a_word(letters, at, at + len(name), spaced):
            return False
        rest = letters.replace(name, "") if name in self.brands else ""
        return not rest or any(word in rest for word in self.membership)


@dataclass(frozen=True)
class NameParts:
    """Folded names with any digit as 0, by their first letters, and cut in two wherever they can be."""

    names: Mapping[str, tuple[str, ...]]
    begun: frozenset[str]
    ended: frozenset[str]
    longest: int

    @classmethod
    def of(cls, names: Iterable[str]) -> NameParts:
        starts: dict[str, list[str]] = {}
        every = sorted({any_digit(fold(name)) for name in names})
        for name in every:
            starts.setdefault(name[:_START], []).append(name)
        cuts = [(name, at) for name in every for at in range(1, len(name))]
        return cls(
            {start: tuple(of_start) for start, of_start in starts.items()},
            frozenset(name[:at] for name, at in cuts),
            frozenset(name[at:] for name, at in cuts),
            max(map(len, every), default=0),
        )

    def may_stand_in(self, text: str) -> bool:
        """Whether the text may hold a name, whatever its digits are and wherever its words end."""
        letters = any_digit(fold(text))
        starts = self.names.keys() & {letters[at : at + _START] for at in range(len(letters) - _START + 1)}
        return any(name in letters for start in starts for name in self.names[start])

    def may_begin_in(self, text: str) -> bool:
        """Whether the beginning of a name stands at the end of the text, so that another text may end it."""
        letters = any_digit(fold(text))
        return any(letters[at:] in self.begun for at in range(max(len(letters) - self.longest, 0), len(letters)))

    def may_end_in(self, text: str) -> bool:
        """Whether the end of a name stands at the beginning of the text."""
        letters = any_digit(fold(text))
        return any(letters[:end] in self.ended for end in range(1, min(len(letters), self.longest) + 1))


def index_names(
    inside: Iterable[tuple[str, str]],
    whole: Iterable[tuple[str, str]],
    brands: Iterable[tuple[str, str]] = (),
    membership: Iterable[str] = (),
) -> NameIndex:
    """An index of pairs of a name, which is folded here, and its owner."""
    filed: dict[str, set[tuple[str, str]]] = {}
    of_many = list(brands)
    for name, owner in [*inside, *of_many]:
        folded = fold(name)
        filed.setdefault(folded[:_START], set()).add((folded, owner))
    ordered = {start: tuple(sorted(names, key=lambda n: (-len(n[0]), n))) for start, names in filed.items()}
    return NameIndex(
        ordered,
        {fold(name): owner for name, owner in whole},
        frozenset(fold(name) for name, _ in of_many),
        tuple(map(fold, membership)),
    )


def is_too_short(name: str) -> bool:
    """Whether a name has too few letters to be told from a part of another word."""
    return len(fold(name)) < _START


def fold(text: str) -> str:
    """Text for comparing names: full width as half width, no case, no blanks, `&middot;` as the sign it stands for."""
    return fold_spaced(text).replace(" ", "")


def fold_spaced(text: str) -> str:
    """The same with every run of blanks as one."""
    meant = _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", meant)).casefold()


def any_digit(text: str) -> str:
    """The text with a 0 for every digit."""
    return _DIGIT.sub("0", text)


def _is_a_word(letters: str, start: int, end: int, spaced: str) -> bool:
    """Letters and digits that touch a Latin name make it another word: `WPS` is not in `GWPS`, but in `WPS Office`."""
    gaps = set(accumulate(map(len, spaced.split(" "))))  # where a blank stood, as places in the text without blanks
    joined_before = start not in gaps and _is_latin(letters[start - 1 : start]) and _is_latin(letters[start])
    joined_after = end not in gaps and _is_latin(letters[end : end + 1]) and _is_latin(letters[end - 1])
    return not joined_before and not joined_after


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
