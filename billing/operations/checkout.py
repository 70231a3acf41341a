"""To the payment page and back: intent before action, and no network while a lock is held."""

import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import Signer
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from billing import fulfillments, gateway
from billing.errors import GatewayRefused, OrderClosed, PriceChanged
from billing.models import Order, PaymentAttempt
from billing.operations.granting import release_lines
from billing.operations.orders import give_for_nothing, reprice
from billing.operations.settling import lock_order, settle

# Stripe refuses a session that is payable for less than 30 minutes; a call that is answered late must still be inside.
PAYABLE_FOR = timedelta(minutes=32)
# What is kept for the buyer outlives the page that can be paid: once it has run out, nobody need be asked.
KEPT_LONGER = timedelta(minutes=3)


def start_checkout(*, order: Order, now: datetime) -> str:
    """Return the address where this order is paid; a second click, tab or device gets the same one.

    The attempt is committed, and what it buys kept, before Stripe is called. Raises `PriceChanged` (the order shows
    the new price then), `OrderClosed`, whatever the fulfillments' `check` and `reserve` refuse with, and
    `GatewayUnavailable` (asking again continues the same attempt) or `GatewayRefused`.
    """
    attempt = _begin(order.pk, now)
    if attempt is None:
        order.refresh_from_db()
        if order.state == Order.State.PAID:
            return order.get_absolute_url()
        raise PriceChanged(_("The price has changed since you opened this page. Please have another look."))
    if attempt.expires_at <= now:
        if settle(order=order, now=now).state == Order.State.PAID:
            return order.get_absolute_url()
        raise OrderClosed(_("The time to pay this order has run out. Nothing was charged."))
    return attempt.url or open_session(attempt=attempt)


@transaction.atomic(durable=True)
def _begin(order_id: int, now: datetime) -> PaymentAttempt | None:
    """Return the order's payable attempt, made if need be; None when its price had moved or fell to nothing."""
    order = lock_order(order_id)
    refuse_unpayable(order)
    tries = list(order.attempts.all())
    for attempt in tries:
        if attempt.is_payable:
            return attempt
    lines = list(order.lines.all())
    assert order.buyer is not None  # noqa: S101  an erased buyer's open orders are closed
    for line in lines:
        fulfillments.get(line.kind).check(line.key, order.buyer)
    if order.state == Order.State.DRAFT and reprice(order, now):
        return None
    if order.is_free:
        give_for_nothing(order, now)
        return None
    attempt = order.attempts.create(
        number=len(tries) + 1,
        idempotency_key=f"attempt-{uuid.uuid4()}",
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=now,
        expires_at=now + PAYABLE_FOR,
    )
    order.state = Order.State.AWAITING_PAYMENT
    order.terms_agreed_at = now
    order.save(update_fields=["state", "terms_agreed_at"])
    for line in lines:
        fulfillments.get(line.kind).reserve(line.key, order.buyer, attempt.expires_at + KEPT_LONGER)
    return attempt


def refuse_unpayable(order: Order) -> None:
    """Raise `OrderClosed` with the reason why this order cannot be taken to payment."""
    if order.attention:
        raise OrderClosed(_("We are looking into this order. Please do not pay again; we will write to you."))
    if order.state == Order.State.PROCESSING:
        raise OrderClosed(_("Your payment is on its way. There is nothing more to do."))
    if order.state not in (Order.State.DRAFT, Order.State.AWAITING_PAYMENT) or order.buyer is None:
        raise OrderClosed(_("This order can no longer be paid."))


def open_session(*, attempt: PaymentAttempt) -> str:
    """Ask Stripe for the attempt's page and return its address; repeatable, since the key is the attempt's own."""
    try:
        session = gateway.create_session(_purchase(attempt))
    except GatewayRefused:
        _close_refused(attempt)
        raise
    if not _note_session(attempt, session.id, session.url):
        gateway.expire_session(session.id)
        raise OrderClosed(_("This order was canceled in the meantime. Nothing was charged."))
    return session.url


def _note_session(attempt: PaymentAttempt, session_id: str, url: str) -> bool:
    """Write down the page that was opened; False if the attempt was ended while Stripe was asked."""
    found = PaymentAttempt.objects.filter(pk=attempt.pk)
    if found.filter(state=PaymentAttempt.State.CREATING).update(
        state=PaymentAttempt.State.OPEN, session_id=session_id, url=url
    ):
        return True
    return found.filter(session_id=session_id).exists()  # another tab was faster, with the same page


@transaction.atomic(durable=True)
def _close_refused(attempt: PaymentAttempt) -> None:
    """End an attempt that Stripe refused to open, and the order with it: nobody ever had a page to pay on."""
    _close_unopened(lock_order(attempt.order_id), Order.ClosedReason.REFUSED)


def _close_unopened(order: Order, reason: Order.ClosedReason) -> bool:
    """Close an order without a payment page; returns whether it could be."""
    order.attempts.filter(state=PaymentAttempt.State.CREATING).update(state=PaymentAttempt.State.CANCELED)
    if order.attempts.filter(state__in=PaymentAttempt.PAYABLE).exists():  # asked second: a page opened just now wins
        return False
    if order.state in (Order.State.DRAFT, Order.State.AWAITING_PAYMENT):
        order.state = Order.State.CLOSED
        order.closed_reason = reason
        order.settle_seq += 1
        order.save(update_fields=["state", "closed_reason", "settle_seq"])
        release_lines(order)
    return True


def cancel_checkout(*, order: Order, now: datetime) -> Order:
    """Give the order up for its buyer: first at Stripe, then here. If it was paid in that moment, it is paid.

    Raises `GatewayUnavailable` when Stripe cannot be asked: what was kept stays kept until the page has run out.
    """
    if not _cancel_unopened(order.pk):
        for attempt in order.attempts.filter(state=PaymentAttempt.State.OPEN):
            with suppress(GatewayRefused):  # paid or expired already: settle sees which
                gateway.expire_session(attempt.session_id)
        return settle(order=order, now=now, closing_as=Order.ClosedReason.CANCELED)
    order.refresh_from_db()
    return order


@transaction.atomic(durable=True)
def _cancel_unopened(order_id: int) -> bool:
    return _close_unopened(lock_order(order_id), Order.ClosedReason.CANCELED)


def leave_token(attempt_key: str) -> str:
    """Return what proves that somebody came back from the payment page of this attempt; the same each time."""
    return Signer(salt="billing.leave").signature(attempt_key)


def came_from_payment_page(order: Order, token: str) -> bool:
    """Say whether `token` belongs to an attempt of this order."""
    keys = order.attempts.values_list("idempotency_key", flat=True)
    return any(constant_time_compare(token, leave_token(key)) for key in keys)


def _purchase(attempt: PaymentAttempt) -> gateway.Purchase:
    """Say what Stripe is to charge; the same words each time, or the idempotency key would not match."""
    order = attempt.order
    lines = list(order.lines.all())
    buyer = order.buyer
    with translation.override(buyer.language if buyer else settings.LANGUAGE_CODE):
        back = settings.BASE_URL.rstrip("/") + reverse("billing:return", args=[order.public_id])
        left = settings.BASE_URL.rstrip("/") + reverse("billing:cancel", args=[order.public_id])
    return gateway.Purchase(
        idempotency_key=attempt.idempotency_key,
        order_id=str(order.public_id),
        order_number=order.number,
        email=buyer.email if buyer else "",
        currency=attempt.currency,
        expires_at=attempt.expires_at,
        success_url=back,
        cancel_url=f"{left}?from={leave_token(attempt.idempotency_key)}",
        is_instant_only=any(fulfillments.get(line.kind).is_scarce for line in lines),
        lines=[(line.title, line.amount_minor // line.units, line.units) for line in lines],
    )
