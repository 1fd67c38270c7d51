"""Prices as stores print them: a symbol or code before or after the figure, every storefront with its own marks.

One file may hold the storefronts of several countries (`£3.79`, `US$9.99`, `CLP 7,890`, `2.690 CLP`): here each cell
decides what its comma is, by the decimals its own currency has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.money import exponent, to_minor
from audit.statements.amount_text import UNITS, plain_amount, unit_of
from audit.statements.cells import UNREADABLE, Numbers, per_word, plain, words_of
from audit.statements.currency_codes import CODES

_MOST = 10**12
_COUNTRIES = (
    "AR:ARS AU:AUD CA:CAD CL:CLP CN:CNY CO:COP DK:DKK HK:HKD IS:ISK JP:JPY MX:MXN NO:NOK NZ:NZD SE:SEK SG:SGD TW:TWD "
    "US:USD"
)
_OF_COUNTRY = dict(pair.split(":") for pair in _COUNTRIES.split())
CURRENCIES: Mapping[str, str] = {  # what is printed of a currency, with a country where only that tells which it is
    **CODES,
    **{unit: next(iter(codes)) for unit, codes in UNITS.items() if len(codes) == 1},
    **{f"{unit} {c}": code for unit, codes in UNITS.items() for c, code in _OF_COUNTRY.items() if code in codes},
    "$": "USD",  # where the store prints neither a code nor a country
}


def priced(printed: Mapping[str, pa.Array], names: Mapping[str, str]) -> dict[str, pa.Array]:
    """The columns with every amount's currency in the column `currency`, as a word that `names` knows.

    What a currency column prints stands; else what stands beside the figure, with the country where only that tells
    what it means (`$ AU`).
    """
    beside = plain(per_word(printed["amount"], unit_of))
    if "country" in printed:
        there = pc.binary_join_element_wise(beside, plain(printed["country"]), " ")
        beside = pc.if_else(pc.is_in(there, value_set=pa.array(list(names))), there, beside)
    if "currency" in printed:
        said = plain(printed["currency"])
        beside = pc.if_else(pc.equal(said, ""), beside, said)
    return {**printed, "currency": beside.dictionary_encode()}


def prices(cells: pa.Array, currencies: pa.Array, blank: int) -> Numbers:
    """Signed minor units of each cell in its currency, `UNREADABLE` where it is no price, `blank` where it is empty."""
    pairs = pc.binary_join_element_wise(plain(currencies), plain(cells), " ")
    words, codes = words_of(pairs)
    known = [_minor(currency, cell, blank) for currency, _, cell in (word.partition(" ") for word in words)]
    return np.array(known, dtype=np.int64)[codes] if known else np.empty(0, dtype=np.int64)


def _minor(currency: str, cell: str, blank: int) -> int:
    if not cell:
        return blank
    try:
        return read_price(cell, currency)
    except ValueError:
        return UNREADABLE


def read_price(text: str, currency: str) -> int:
    """A printed price in signed minor units of a currency; ValueError where it is none.

    >>> read_price("£3.79", "GBP"), read_price("CLP 7,890", "CLP"), read_price("2.690 CLP", "CLP")
    (379, 7890, 2690)
    >>> read_price("-0,99 €", "EUR"), read_price("1 299,00 kr", "SEK"), read_price("KWD 1.500", "KWD")
    (-99, 129900, 1500)
    """
    places = exponent(currency)
    minor = to_minor(plain_amount(text, _decimal_mark(text, places)), currency)
    if abs(minor) > _MOST:
        raise ValueError(f"no price is so high: {text!r}")
    return minor


def _decimal_mark(text: str, places: int) -> str:
    """The mark before the decimals: three digits behind a lone mark are thousands, unless the currency has three.

    >>> [_decimal_mark(text, 2) for text in ("1.234,50 €", "$9.99", "1.299", "1,234,567", "12,50 kr.")]
    [',', '.', ',', '.', ',']
    """
    figure = text.replace(unit_of(text), "")
    marks = re.sub("[^.,]", "", figure)
    last = marks[-1:] or "."
    other = "." if last == "," else ","
    if len(set(marks)) == 2:
        return last
    behind = len(re.sub(r"\D", "", figure.rpartition(last)[2]))
    thousands = len(marks) > 1 or (marks and behind == 3 and (places != 3 or last == ","))
    return other if thousands else last
