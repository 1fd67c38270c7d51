"""Money: exact at every edge, refused where it is not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import money

CURRENCIES = st.sampled_from(["CNY", "USD", "JPY", "KWD"])


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.00", 1200),
        ("¥12.00", 1200),
        ("￥0.60", 60),
        ("¥3,170.00", 317000),
        ("5400.00元", 540000),
        ("-10.14", -1014),
        ("+10000.00", 1000000),
        (" 7.18\t", 718),
        ("-¥3.00", -300),
        ("0.01", 1),
        ("99999999.00", 9999999900),
        ("1", 100),
        ("１２.５０", 1250),
    ],
)
def test_printed_amounts(text: str, minor: int) -> None:
    assert money.parse_minor(text) == minor


@pytest.mark.parametrize(
    "text", ["", "/", "abc", "1.234", "1,23", "12.0.0", "4.2E+27", "--3", "NaN", "Infinity", "1e3"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        money.parse_minor(text)


@given(st.integers(-(10**12), 10**12), CURRENCIES)
def test_text_and_minor_units_are_inverse(minor: int, currency: str) -> None:
    assert money.to_minor(money.to_text(minor, currency), currency) == minor


@given(st.integers(0, 10**9))
def test_print_and_parse_are_inverse(minor: int) -> None:
    assert money.parse_minor(money.to_print(minor)) == minor


@given(st.fractions(min_value=0, max_value=10**6))
def test_halves_go_up(value: Fraction) -> None:
    rounded = money.round_half_up(value)
    assert -Fraction(1, 2) < rounded - value <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "rounded"), [(Fraction(1, 2), 1), (Fraction(3, 2), 2), (Fraction(49, 100), 0), (-3, 0)]
)
def test_rounding_at_the_edges(value: Fraction, rounded: int) -> None:
    assert money.round_half_up(Fraction(value)) == rounded


def test_a_third_decimal_is_refused_where_the_currency_has_two() -> None:
    with pytest.raises(ValueError, match="decimals"):
        money.to_minor(Decimal("1.005"))
    assert money.to_minor(Decimal("1.005"), "KWD") == 1005
