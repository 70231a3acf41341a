"""Sums to the cent, for any price and rate."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules import ORDER_ALPHABET, basket_digest, new_order_number, tax_included

AMOUNTS = st.integers(min_value=0, max_value=10**12)
RATES = st.decimals(min_value=0, max_value=Decimal("99.99"), places=2)


@given(gross=AMOUNTS, percent=RATES)
def test_the_tax_is_rounded_half_up_to_the_cent(gross: int, percent: Decimal):
    exact = Decimal(gross) * percent / (100 + percent)
    assert tax_included(gross, percent) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(gross=AMOUNTS, percent=RATES)
def test_net_and_tax_are_the_price(gross: int, percent: Decimal):
    tax = tax_included(gross, percent)
    assert 0 <= tax <= gross
    assert (gross - tax) + tax == gross


@given(low=AMOUNTS, more=AMOUNTS, percent=RATES)
def test_a_higher_price_never_has_less_tax(low: int, more: int, percent: Decimal):
    assert tax_included(low, percent) <= tax_included(low + more, percent)


@pytest.mark.parametrize(
    ("gross", "percent", "tax"),
    [
        (14900, "19", 2379),
        (14900, "0", 0),
        (0, "19", 0),
        (1, "19", 0),
        (119, "19", 19),
        (14000, "7.7", 1001),
        (3, "20", 1),
    ],
)
def test_sums_that_an_accountant_has_checked(gross: int, percent: str, tax: int):
    assert tax_included(gross, Decimal(percent)) == tax


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), unique=True), st.randoms())
def test_a_basket_is_the_same_in_any_order(items: list[tuple[str, str]], shuffled):
    mixed = list(items)
    shuffled.shuffle(mixed)
    assert basket_digest(items) == basket_digest(mixed)


def test_order_numbers_are_readable_and_tell_nothing():
    numbers = {new_order_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert {letter for number in numbers for letter in number} <= set(ORDER_ALPHABET)
    assert not set("01IO") & set(ORDER_ALPHABET)
