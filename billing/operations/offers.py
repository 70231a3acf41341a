"""Putting things on sale."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from billing.models import Offer, PriceVersion
from billing.rules import CURRENCIES


@transaction.atomic
def ensure_offer(*, kind: str, key: str, title: str, minor: int, currency: str = "", now: datetime) -> Offer:
    """Put the thing on sale for `minor` units, tax included; a changed price becomes a new version. Repeatable.

    Raises `ValueError` for a currency other than the installation's: this is a mistake in content, not a person's.
    """
    currency = currency or settings.CURRENCY
    if currency != settings.CURRENCY or currency not in CURRENCIES:
        raise ValueError(f"{kind} {key}: sold in {currency}, but this installation sells in {settings.CURRENCY}")
    offer, _is_new = Offer.objects.update_or_create(
        kind=kind, key=str(key), defaults={"title": title, "is_on_sale": True}
    )
    tax_percent = Decimal(settings.TAX_RATE_PERCENT)
    current = PriceVersion.objects.filter(offer=offer).in_force(now).first()
    if current is None or (
        current.amount_minor,
        current.currency,
        current.tax_percent,
    ) != (minor, currency, tax_percent):
        offer.prices.create(
            amount_minor=minor,
            currency=currency,
            tax_percent=tax_percent,
            valid_from=now,
        )
    return offer


@transaction.atomic
def introduce_offer(*, kind: str, key: str, title: str, minor: int, currency: str = "", now: datetime) -> Offer:
    """Put the thing on sale if it never was; an offer that exists is the academy's by now and kept as it is."""
    known = Offer.objects.filter(kind=kind, key=str(key)).first()
    return known or ensure_offer(kind=kind, key=key, title=title, minor=minor, currency=currency, now=now)


def withdraw_offer(*, kind: str, key: str) -> None:
    """Take the thing off sale; who has it keeps it."""
    Offer.objects.filter(kind=kind, key=str(key)).update(is_on_sale=False)
