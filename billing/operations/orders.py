"""Opening an order: the basket, priced by the server alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing import fulfillments
from billing.errors import NotForSale
from billing.models import LedgerEntry, Order, OrderLine, PriceVersion
from billing.operations.granting import grant_lines
from billing.rules import basket_digest, tax_included

DRAFTS_KEPT = timedelta(days=7)


class Priced(NamedTuple):
    """A thing by its key, with the price in force, whose offer says its kind and title."""

    key: str
    price: PriceVersion


@transaction.atomic
def open_order(*, buyer: User, items: Iterable[tuple[str, str]], now: datetime) -> Order:
    """Return the buyer's open order of exactly these (kind, key) things; asking again gives the same order.

    An order of nothing but free things is paid and granted at once, without Stripe: look at `order.state`.
    Raises `NotForSale` for what is not on sale, and whatever `RuleBroken` the fulfillment's `check` or `grant` raises.
    """
    wanted = sorted({(kind, str(key)) for kind, key in items})
    prices = _prices(wanted, now)
    order = _open_or_make(buyer, basket_digest(wanted), prices, now)
    if order.state in (
        Order.State.AWAITING_PAYMENT,
        Order.State.PROCESSING,
        Order.State.PAID,
    ):
        return order
    for (
        kind,
        key,
    ) in wanted:  # after the order row: a rival's second click has waited for ours by now
        fulfillments.get(kind).check(key, buyer)
    write_lines(order, prices)
    if order.is_free:
        give_for_nothing(order, now)
    return order


def _open_or_make(buyer: User, basket: str, prices: list[Priced], now: datetime) -> Order:
    mine = Order.objects.filter(buyer=buyer, basket=basket)
    # Locked, since its lines must not move while another tab takes it to payment.
    if order := mine.reusable().select_for_update(no_key=True).first():
        return order
    if not sum(item.price.amount_minor for item in prices) and (order := mine.still_held().first()):
        return order
    try:
        with transaction.atomic():
            return Order.objects.create(
                buyer=buyer,
                basket=basket,
                currency=settings.CURRENCY,
                total_minor=0,
                tax_minor=0,
                created_at=now,
            )
    except IntegrityError:  # the other click was faster
        return mine.reusable().get()


def _prices(wanted: list[tuple[str, str]], now: datetime) -> list[Priced]:
    prices = []
    for kind, key in wanted:
        if kind not in fulfillments.kinds() or fulfillments.get(kind).describe(key) is None:
            raise NotForSale(_("This is not on sale any more."))
        offer_key = fulfillments.offer_key(kind, key)
        price = PriceVersion.objects.filter(offer__kind=kind, offer__key=offer_key, offer__is_on_sale=True)
        current = price.in_force(now).select_related("offer").first()
        if current is None:
            raise NotForSale(_("This is not on sale at the moment."))
        prices.append(Priced(key, current))
    if not prices:
        raise NotForSale(_("There is nothing in this order."))
    return prices


def write_lines(order: Order, prices: list[Priced]) -> bool:
    """Write a draft's lines and totals as these prices have it; returns whether anything changed."""
    if {(line.key, line.price_id) for line in order.lines.all()} == {(key, price.pk) for key, price in prices}:
        return False
    order.lines.all().delete()
    lines = [
        OrderLine(
            order=order,
            kind=price.offer.kind,
            key=key,
            title=price.offer.title,
            price=price,
            amount_minor=price.amount_minor,
            tax_percent=price.tax_percent,
            tax_minor=tax_included(price.amount_minor, price.tax_percent),
        )
        for key, price in prices
    ]
    OrderLine.objects.bulk_create(lines)
    order.total_minor = sum(line.amount_minor for line in lines)
    order.tax_minor = sum(line.tax_minor for line in lines)
    order.save(update_fields=["total_minor", "tax_minor"])
    return True


def reprice(order: Order, now: datetime) -> bool:
    """Bring a draft up to today's prices; returns whether they had moved. Raises `NotForSale`."""
    return write_lines(order, _prices([(line.kind, line.key) for line in order.lines.all()], now))


def give_for_nothing(order: Order, now: datetime) -> None:
    """Complete an order that costs nothing: the same trail as a paid one, no call to Stripe."""
    grant_lines(order, now)
    for kind in (LedgerEntry.Kind.SALE, LedgerEntry.Kind.CHARGE):
        LedgerEntry.objects.create(
            order=order,
            kind=kind,
            natural_key=f"{kind}:free:{order.public_id}",
            amount_minor=0,
            currency=order.currency,
            recorded_at=now,
        )
    order.state = Order.State.PAID
    order.paid_at = now
    order.save(update_fields=["state", "paid_at"])


def close_old_drafts(*, now: datetime) -> int:
    """Close baskets that nobody took to payment for a week; returns how many."""
    return Order.objects.filter(state=Order.State.DRAFT, created_at__lt=now - DRAFTS_KEPT).update(
        state=Order.State.CLOSED, closed_reason=Order.ClosedReason.ABANDONED
    )
