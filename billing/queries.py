"""Prices, rights and orders, as pillars and screens ask for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from billing.models import Entitlement, Order, OrderLine, PriceVersion


@dataclass(frozen=True)
class Price:
    """What something costs, tax included, in the currency's minor unit."""

    minor: int
    currency: str
    tax_percent: Decimal

    @property
    def is_free(self) -> bool:
        """Say whether there is nothing to pay."""
        return self.minor == 0


def price_of(kind: str, key: str, *, now: datetime | None = None) -> Price | None:
    """Return what the thing costs now, or None when it is not on sale."""
    return prices_of(kind, [key], now=now).get(str(key))


def prices_of(kind: str, keys: Iterable[str], *, now: datetime | None = None) -> dict[str, Price]:
    """Return the prices of several things of a kind by key, in one query; what is not on sale is missing."""
    versions = (
        PriceVersion.objects.in_force(now or timezone.now())
        .filter(
            offer__kind=kind,
            offer__key__in=[str(key) for key in keys],
            offer__is_on_sale=True,
        )
        .values_list("offer__key", "amount_minor", "currency", "tax_percent")
    )
    prices: dict[str, Price] = {}
    for key, minor, currency, tax_percent in versions:
        prices.setdefault(key, Price(minor, currency, tax_percent))  # the first of each offer is in force
    return prices


def has_right(user: User | AnonymousUser, kind: str, key: str) -> bool:
    """Say whether this person holds an active right to the thing (one indexed query, none for a visitor)."""
    if not user.is_authenticated:
        return False
    return Entitlement.objects.filter(person=user, kind=kind, key=str(key), state=Entitlement.State.ACTIVE).exists()


def rights_of(user: User | AnonymousUser, kind: str) -> set[str]:
    """Return the keys of everything of this kind that the person holds an active right to, in one query."""
    if not user.is_authenticated:
        return set()
    held = Entitlement.objects.filter(person=user, kind=kind, state=Entitlement.State.ACTIVE)
    return set(held.values_list("key", flat=True))


def entitlements(user: User) -> QuerySet[Entitlement]:
    """Return the rights this person can use, newest first."""
    return Entitlement.objects.filter(person=user, state=Entitlement.State.ACTIVE).order_by("-granted_at", "-id")


def orders_of(user: User) -> QuerySet[Order]:
    """Return this person's orders that went beyond the basket, newest first, with their lines."""
    return (
        Order.objects.visible_to(user)
        .exclude(state=Order.State.DRAFT)
        .exclude(closed_reason=Order.ClosedReason.ABANDONED)
        .prefetch_related("lines", "invoices")
    )


def paid_line(person: User, kind: str, key: str) -> OrderLine | None:
    """Return the line through which this person holds the thing, with its order, or None."""
    return (
        OrderLine.objects.filter(
            entitlements__person=person,
            kind=kind,
            key=str(key),
            order__state=Order.State.PAID,
        )
        .select_related("order")
        .order_by("-id")
        .first()
    )
