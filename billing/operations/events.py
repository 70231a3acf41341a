"""Stripe's deliveries: stored before they are answered, applied by reading the order again."""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from billing import gateway
from billing.errors import GatewayUnavailable
from billing.models import Order, PaymentAttempt, StripeEvent
from billing.operations.settling import settle

log = logging.getLogger(__name__)

FOLLOWED = ("checkout.session.", "refund.", "charge.refunded", "charge.refund.", "charge.dispute.")
GIVEN_UP_AFTER = timedelta(hours=24)
LONGEST_WAIT = timedelta(hours=1)
BODIES_KEPT = timedelta(days=90)


def store_event(*, event: gateway.Event, now: datetime) -> StripeEvent:
    """Keep a delivery, once, however often and in whatever order it comes; a foreign one is kept as rejected."""
    complaint = _complaint(event)
    row = StripeEvent(
        stripe_id=event.id[:120],
        type=event.type[:80],
        object_id=event.object_id[:120],
        api_version=event.api_version[:40],
        is_live=event.is_live,
        state=StripeEvent.State.REJECTED if complaint else StripeEvent.State.RECEIVED,
        note=complaint,
        body=event.body,
        received_at=now,
        next_try_at=now,
    )
    StripeEvent.objects.bulk_create([row], ignore_conflicts=True)
    if complaint:
        log.error("stripe_event_rejected", extra={"event": event.id, "reason": complaint})
    elif event.api_version != settings.STRIPE_API_VERSION:
        log.error("stripe_event_of_other_version", extra={"event": event.id, "version": event.api_version})
    return StripeEvent.objects.get(stripe_id=row.stripe_id)


def _complaint(event: gateway.Event) -> str:
    if event.is_live != gateway.is_live():
        return "live mode does not match the configured key"
    if event.account:
        return "belongs to a connected account"
    return ""


def apply_event(*, event: StripeEvent, now: datetime) -> None:
    """Settle the order that the event is about; one that belongs to no order yet is tried again for a day."""
    if event.state != StripeEvent.State.RECEIVED:
        return
    if not event.type.startswith(FOLLOWED):
        _finish(event, StripeEvent.State.APPLIED, now, "not followed")
        return
    order = order_of(event)
    if order is None:
        _postpone(event, now)
        return
    try:
        settle(order=order, now=now)
    except GatewayUnavailable:
        _postpone(event, now)
        raise
    _finish(event, StripeEvent.State.APPLIED, now)


def order_of(event: StripeEvent) -> Order | None:
    """Return the order that an event is about: by our attempt's session or intent, else by the reference we gave."""
    thing: dict[str, Any] = (json.loads(event.body or "{}").get("data") or {}).get("object") or {}
    intent = thing.get("payment_intent")
    intent_id = intent.get("id") if isinstance(intent, dict) else intent
    known = Q(session_id=event.object_id) & ~Q(session_id="")
    if intent_id:
        known |= Q(intent_id=intent_id)
    if attempt := PaymentAttempt.objects.filter(known).select_related("order").first():
        return attempt.order
    key = (thing.get("metadata") or {}).get("attempt")
    attempt = PaymentAttempt.objects.filter(idempotency_key=key).select_related("order").first() if key else None
    return attempt.order if attempt else None


def _finish(event: StripeEvent, state: StripeEvent.State, now: datetime, note: str = "") -> None:
    StripeEvent.objects.filter(pk=event.pk, state=StripeEvent.State.RECEIVED).update(
        state=state, applied_at=now, note=note
    )


def _postpone(event: StripeEvent, now: datetime) -> None:
    if now - event.received_at > GIVEN_UP_AFTER:
        log.error("stripe_event_unresolved", extra={"event": event.stripe_id})
        _finish(event, StripeEvent.State.UNRESOLVED, now, "no order of ours within a day")
        return
    wait = min(timedelta(minutes=1) * 2 ** min(event.tries, 6), LONGEST_WAIT)
    StripeEvent.objects.filter(pk=event.pk).update(tries=F("tries") + 1, next_try_at=now + wait)


def empty_old_bodies(*, now: datetime) -> int:
    """Empty what was delivered more than 90 days ago: bodies name people; returns how many."""
    return StripeEvent.objects.filter(received_at__lt=now - BODIES_KEPT).exclude(body="").update(body="")
