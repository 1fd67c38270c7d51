"""Which charges a name in a case file may mean: a quick look that leaves out no plan that `plan_names` would find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from audit import catalogue
from audit.catalogue import fold
from audit.judging import texts
from audit.judging.coded import Coded, Flags, as_arrow
from audit.judging.plan_names import bare_core, letters
from audit.judging.text_shapes import shapes_of


class Read(Protocol):
    """Charges with what was read of them: their rows (counterparty, description, store), sellers and cores."""

    @property
    def rows(self) -> pd.DataFrame: ...
    @property
    def seller(self) -> Coded: ...
    @property
    def core(self) -> Coded: ...


@dataclass(frozen=True)
class _Name:
    """A name as it is held against plans: its letters, any digit as 0, what is its own, its seller and its service."""

    spelt: str
    core: str
    seller: str
    starts: frozenset[str]  # of the names of the catalogue's service that it means

    @classmethod
    def of(cls, name: str) -> _Name:
        wanted, service = fold(name), catalogue.find_service(name)
        known = service.names if service else ()
        starts = frozenset(start for n in known if (start := _spelt(n)[:2]))
        return cls(_spelt(wanted), texts.core_of(wanted), texts.seller_key(wanted), starts)

    def is_of_seller(self, seller: str) -> bool:
        inside = len(self.core) > 1 and self.core in seller
        return bool(seller) and (seller == self.seller or inside or seller in self.core)

    def is_in_text(self, text: str) -> bool:
        """Whether the text may be the name, a part of it, or hold it."""
        return bool(text and self.spelt) and (text in self.spelt or self.spelt in text)


def may_be_meant(charges: Read, names: Iterable[str]) -> Flags:
    """Charges of the plans that one of these names may mean, by any of the ways in which `match_plans` finds plans."""
    rows = charges.rows
    party, shapes = Coded.of(rows["counterparty"]), shapes_of(as_arrow(rows["description"]))
    spelt_parties = [_spelt(text) for text in party.values.to_pylist()]
    spelt_texts = [_spelt(text) for text in shapes.masked]
    keys = set(map(texts.seller_key, party.values.to_pylist())) - {""}
    cores = [bare_core(core) for core in charges.core.values.to_pylist()]
    sellers = charges.seller.values.to_pylist()
    meant = rows["store"].ne("").to_numpy(copy=True)
    for name in map(_Name.of, sorted(set(names))):
        own = {name.core.replace(key, "") for key in keys if key in name.core}
        meant |= _flags(name.is_of_seller(seller) for seller in sellers)[charges.seller.code]
        meant |= _flags(core != "" and (core in name.core or core in own) for core in cores)[charges.core.code]
        meant |= _flags(map(name.is_in_text, spelt_texts))[shapes.of]
        meant |= _flags(text == name.spelt for text in spelt_parties)[party.code]
        if name.starts:
            meant |= _flags(any(s in t for s in name.starts) for t in spelt_parties)[party.code]
            meant |= _flags(any(s in t for s in name.starts) for t in spelt_texts)[shapes.of]
            ends = _flags(any(t.endswith(s[0]) for s in name.starts) for t in spelt_parties)[party.code]
            meant |= ends & _flags(any(t.startswith(s[-1]) for s in name.starts) for t in spelt_texts)[shapes.of]
    return np.asarray(meant)


def _spelt(text: str) -> str:
    return catalogue.any_digit(letters(fold(text)))


def _flags(each: Iterable[bool]) -> Flags:
    return np.fromiter(each, dtype=bool)
