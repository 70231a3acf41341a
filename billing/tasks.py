"""Work that follows Stripe's events, and the sweeps that find again what a broker, a worker or Stripe lost."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from billing import operations
from billing.errors import GatewayUnavailable
from billing.models import Order, PaymentAttempt, Refund, StripeEvent
from common.errors import RuleBroken

log = logging.getLogger(__name__)

LEFT_ALONE = timedelta(minutes=1)  # what is younger is probably being worked on


@shared_task
def apply_stripe_event(event_id: int) -> None:
    """Apply one stored event, and see to what follows from it."""
    now = timezone.now()
    event = StripeEvent.objects.get(pk=event_id)
    try:
        operations.apply_event(event=event, now=now)
    except GatewayUnavailable:
        log.warning("stripe_event_postponed", extra={"event": event.stripe_id})
        return
    finish_orders()


@shared_task
def finish_orders() -> None:
    """Send every refund that waits and every receipt that is missing."""
    unsent = Refund.objects.filter(state__in=[Refund.State.REQUESTED, Refund.State.SUBMITTED], order__attention="")
    _each(unsent.select_related("order", "attempt"), _submit)
    unreceipted = Order.objects.filter(state=Order.State.PAID, receipt_sent_at=None, total_minor__gt=0)
    _each(unreceipted.select_related("buyer"), _deliver)


@shared_task
def sweep_orders() -> None:
    """Settle open orders, send waiting refunds and receipts, close old baskets."""
    now = timezone.now()
    attempts = PaymentAttempt.objects.filter(state__in=PaymentAttempt.PAYABLE, created_at__lt=now - LEFT_ALONE)
    _each(attempts.select_related("order__buyer"), _follow_up)
    finish_orders()
    operations.close_old_drafts(now=now)


@shared_task
def sweep_stripe_events() -> None:
    """Apply events that were stored and not yet applied, and empty those that nobody needs any more."""
    now = timezone.now()
    waiting = StripeEvent.objects.filter(state=StripeEvent.State.RECEIVED, next_try_at__lte=now - LEFT_ALONE)
    _each(waiting, _apply)
    operations.empty_old_bodies(now=now)


def _apply(event: StripeEvent) -> None:
    operations.apply_event(event=event, now=timezone.now())


def _submit(refund: Refund) -> None:
    operations.submit_refund(refund=refund, now=timezone.now())


def _deliver(order: Order) -> None:
    operations.deliver_receipt(order=order, now=timezone.now())


def _follow_up(attempt: PaymentAttempt) -> None:
    now = timezone.now()
    if attempt.state == PaymentAttempt.State.CREATING and attempt.expires_at > now:
        operations.open_session(attempt=attempt)
    else:
        operations.settle(order=attempt.order, now=now)


def _each(rows: Iterable[Any], act: Callable[[Any], object]) -> None:
    """Act on each row; one that goes wrong does not keep the others waiting, an unreachable Stripe ends the round."""
    for row in rows:
        try:
            act(row)
        except GatewayUnavailable:
            log.warning("sweep_interrupted")
            return
        except RuleBroken as refusal:
            log.info("sweep_refused", extra={"row": str(row), "reason": str(refusal)})
        except Exception:
            log.exception("sweep_failed", extra={"row": str(row)})
