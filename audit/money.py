"""Money as whole minor units, exact at every edge.

Tables hold `int64` minor units beside a currency code; text and spreadsheets meet `Decimal`. No float holds money
anywhere. Exponents are those of ISO 4217 where they are not 2.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

_EXPONENTS = {
    **dict.fromkeys(("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF").split(), 0),
    **dict.fromkeys(("BHD IQD JOD KWD LYD OMR TND").split(), 3),
}
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "HKD": "HK$"}
_PRINTED = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")


def exponent(currency: str) -> int:
    """Decimal places of the currency's minor unit: 2 for CNY, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal | int | str, currency: str = "CNY") -> int:
    """An exact amount in major units as minor units; ValueError where it has more places than the currency knows.

    >>> to_minor("30.00"), to_minor(Decimal("9.9")), to_minor("1500", "JPY")
    (3000, 990, 1500)
    """
    try:
        scaled = Decimal(amount).scaleb(exponent(currency))
    except InvalidOperation as fault:
        raise ValueError(f"not an amount: {amount!r}") from fault
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"amount with more decimals than {currency} has: {amount!r}")
    return int(scaled)


def parse_minor(text: str, currency: str = "CNY") -> int:
    """A printed amount (`¥1,234.50`, `￥3.00元`, `-10.14`) as signed minor units; ValueError if it is anything else.

    >>> parse_minor("¥1,234.50"), parse_minor("￥3"), parse_minor("-10.14")
    (123450, 300, -1014)
    """
    bare = text.strip().strip("¥￥$€£元 \t\u00a0").replace("，", ",")
    sign = ""
    if bare[:1] in "+-" and bare[1:2] in ("¥", "￥"):
        sign, bare = bare[0], bare[2:]
    if not _PRINTED.fullmatch(sign + bare):
        raise ValueError(f"not an amount: {text!r}")
    return to_minor(Decimal((sign + bare).replace(",", "")), currency)


def to_decimal(minor: int, currency: str = "CNY") -> Decimal:
    """Minor units as an exact Decimal in major units, with the currency's places."""
    return Decimal(int(minor)).scaleb(-exponent(currency))


def to_text(minor: int, currency: str = "CNY") -> str:
    """Minor units as a decimal string in major units, as `audit.json` prints them.

    >>> to_text(6023), to_text(5), to_text(1500, "JPY")
    ('60.23', '0.05', '1500')
    """
    return f"{to_decimal(minor, currency):.{exponent(currency)}f}"


def to_print(minor: int, currency: str = "CNY") -> str:
    """Minor units for a reader, with sign and thousands: `¥1,234.50`, `-¥5.00`, `THB 9.99` for what has no symbol."""
    digits = f"{to_decimal(minor, currency):,.{exponent(currency)}f}"
    symbol = _SYMBOLS.get(currency)
    sign = "-" if symbol and digits.startswith("-") else ""
    return f"{sign}{symbol}{digits.removeprefix('-')}" if symbol else f"{currency} {digits}"


def round_half_up(value: Fraction) -> int:
    """An exact fraction of minor units to the nearest whole one, halves upward (RULES §3.4); never below zero."""
    return 0 if value <= 0 else (2 * value.numerator + value.denominator) // (2 * value.denominator)
