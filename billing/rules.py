"""Pure decisions about money: sums, tax, numbers, who may."""

import hashlib
import secrets
from collections.abc import Iterable
from decimal import Decimal

CURRENCIES = [
    "CHF",
    "EUR",
    "GBP",
    "USD",
]  # tested ones, all with two decimals; others are refused
ORDER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that reads like something else


def tax_included(gross_minor: int, percent: Decimal) -> int:
    """Return the tax contained in `gross_minor` at `percent`, rounded half up to the minor unit.

    >>> tax_included(14900, Decimal(19))
    2379
    """
    rate = int(percent.scaleb(2))  # hundredths of a percent: exact integers from here on
    whole = 10_000 + rate
    return (2 * gross_minor * rate + whole) // (2 * whole)


def new_order_number() -> str:
    """Return a number for an order that tells nobody how many there are."""
    return "".join(secrets.choice(ORDER_ALPHABET) for _ in range(8))


def basket_digest(items: Iterable[tuple[str, str]]) -> str:
    """Return the same digest for the same things, in whatever order they are named."""
    return hashlib.sha256("\n".join(f"{kind}:{key}" for kind, key in sorted(items)).encode()).hexdigest()
