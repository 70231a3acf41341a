"""The one function that joins Stripe's truth about money with ours about access: `settle`.

Webhook, return page, sweep and operator call exactly this. It reads Stripe outside any transaction, then converges our
rows inside one. Rows that are only ever added carry natural keys; what can change its value is safe by the sequence
check: a settle that was overtaken between its read and its lock throws the read away.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from billing import gateway
from billing.errors import GatewayRefused, GatewayUnavailable, Overtaken
from billing.gateway import RefundPicture, SessionPicture
from billing.models import Order, PaymentAttempt
from billing.operations.granting import release_lines
from billing.operations.letters import write_to_buyer
from billing.operations.payments import take_money
from billing.operations.returns import follow_refunds

log = logging.getLogger(__name__)

TRIES = 5
FAILURES_BORNE = 5  # the sweep tries each minute
DEAD_INTENTS = ("requires_payment_method", "canceled")  # of a completed session: the delayed payment failed


@dataclass(frozen=True)
class Picture:
    """Everything that one read of Stripe told about one attempt."""

    session: SessionPicture
    refunds: list[RefundPicture] = field(default_factory=list)


def settle(*, order: Order, now: datetime, closing_as: Order.ClosedReason = Order.ClosedReason.EXPIRED) -> Order:
    """Bring our rows to what Stripe says now and return the order as it then stands. Safe to repeat, at any time.

    `closing_as` says why the order closes if its session turns out to be expired. Raises `GatewayUnavailable` when
    Stripe cannot be read; a sweep tries again. When Stripe does not know what we ask for, or a grant breaks time and
    again, the order needs a person.
    """
    for _try in range(TRIES):
        seen = Order.objects.only("settle_seq", "attention").get(pk=order.pk)
        if seen.attention:
            break
        try:
            pictures = read_stripe(order)
        except GatewayRefused as refusal:  # Stripe knows no such session or payment: the key is another account's
            _flag(order.pk, f"Stripe could not be read: {refusal.__cause__}")
            break
        try:
            _converge(order.pk, seen.settle_seq, pictures, now, closing_as)
        except Overtaken:
            continue
        except Exception as problem:  # a grant that breaks: the money is at Stripe, nothing of it is written down here
            if not _is_one_too_many(order.pk, problem):
                raise
        break
    else:
        raise GatewayUnavailable(_("Your payment is being worked on. Please look again in a minute."))
    order.refresh_from_db()
    return order


@transaction.atomic(durable=True)
def _is_one_too_many(order_id: int, problem: Exception) -> bool:
    """Count a settle that failed for a reason of ours; after some in a row a person is asked instead of the sweep."""
    order = lock_order(order_id)
    order.n_settle_failures += 1
    is_over = order.n_settle_failures >= FAILURES_BORNE
    if is_over:
        order.attention = f"settling failed {order.n_settle_failures} times: {type(problem).__name__} (see the log)"
        report = {"order": order.number, "reason": order.attention}
        log.error("order_needs_attention", extra=report, exc_info=problem)
    order.save(update_fields=["n_settle_failures", "attention"])
    return is_over


@transaction.atomic(durable=True)
def _flag(order_id: int, complaint: str) -> None:
    order = lock_order(order_id)
    order.attention = complaint
    order.save(update_fields=["attention"])
    log.error("order_needs_attention", extra={"order": order.number, "reason": complaint})


def read_stripe(order: Order) -> dict[int, Picture]:
    """Read every session of the order, and the refunds of those that were paid, by attempt."""
    pictures = {}
    for attempt in order.attempts.exclude(session_id=""):
        session = gateway.read_session(attempt.session_id)
        is_paid = session.intent_id and session.payment_status == "paid"
        pictures[attempt.pk] = Picture(session, gateway.refunds_of(session.intent_id) if is_paid else [])
    return pictures


def is_overtaken(order: Order, seen_seq: int) -> bool:
    """Say whether another settle wrote since `seen_seq` was noted, which makes our read of Stripe stale."""
    return order.settle_seq != seen_seq


@transaction.atomic(durable=True)
def _converge(
    order_id: int, seen_seq: int, pictures: dict[int, Picture], now: datetime, closing_as: Order.ClosedReason
) -> None:
    order = lock_order(order_id)
    if is_overtaken(order, seen_seq):
        raise Overtaken
    order.settle_seq += 1
    for attempt in order.attempts.all():
        picture = pictures.get(attempt.pk)
        if picture is None:
            _give_up_unopened(order, attempt, now)
            continue
        if complaint := mismatch(order, attempt, picture.session):
            order.attention = complaint
            log.error("order_needs_attention", extra={"order": order.number, "reason": complaint})
            break
        _follow(order, attempt, picture.session, now, closing_as)
        follow_refunds(order, attempt, picture.refunds, now)
    order.n_settle_failures = 0
    order.save(
        update_fields=["state", "closed_reason", "is_late", "settle_seq", "n_settle_failures", "attention", "paid_at"]
    )


def lock_order(order_id: int) -> Order:
    """Lock an order and return it as it is now; the first lock of every transaction about money."""
    orders = Order.objects.select_related("buyer").prefetch_related("lines", "attempts")
    return orders.select_for_update(of=("self",), no_key=True).get(pk=order_id)


def mismatch(order: Order, attempt: PaymentAttempt, session: SessionPicture) -> str:
    """Return what differs between a session and what we asked for, or nothing. Anything here stops automation."""
    wanted = {
        "session": (session.id, attempt.session_id),
        "client_reference_id": (session.client_reference_id, str(order.public_id)),
        "metadata order": (session.metadata.get("order", ""), str(order.public_id)),
        "metadata attempt": (session.metadata.get("attempt", ""), attempt.idempotency_key),
        "livemode": (session.is_live, gateway.is_live()),
        "mode": (session.mode, "payment"),
        "currency": (session.currency, attempt.currency),
    }
    if not order.is_given_up:
        wanted["amount_subtotal"] = (session.amount_subtotal, attempt.amount_minor)
        wanted["amount_total"] = (session.amount_total, attempt.amount_minor)
    if not order.is_given_up and session.payment_status == "paid":
        wanted["amount_received"] = (session.amount_received, attempt.amount_minor)
    return "; ".join(f"{name} is {said!r}, not {meant!r}" for name, (said, meant) in wanted.items() if said != meant)


def _follow(
    order: Order, attempt: PaymentAttempt, session: SessionPicture, now: datetime, closing_as: Order.ClosedReason
) -> None:
    match session.status, session.payment_status:
        case "open", _unpaid:
            pass
        case "complete", "paid":
            take_money(order, attempt, session, now)
        case "complete", "unpaid" if session.intent_status in DEAD_INTENTS:
            _end(order, attempt, PaymentAttempt.State.FAILED, Order.ClosedReason.PAYMENT_FAILED)
        case "complete", "unpaid":
            _wait(order, attempt, session)
        case "expired", "unpaid":
            is_canceled = closing_as == Order.ClosedReason.CANCELED
            state = PaymentAttempt.State.CANCELED if is_canceled else PaymentAttempt.State.EXPIRED
            _end(order, attempt, state, closing_as)
        case unknown:
            order.attention = f"session {session.id} is {unknown[0]!r} and {unknown[1]!r}"


def _give_up_unopened(order: Order, attempt: PaymentAttempt, now: datetime) -> None:
    """Close a try whose page never reached anybody, once Stripe would no longer have let it be paid."""
    if attempt.state == PaymentAttempt.State.CREATING and attempt.expires_at <= now:
        _end(order, attempt, PaymentAttempt.State.EXPIRED, Order.ClosedReason.EXPIRED)


def _wait(order: Order, attempt: PaymentAttempt, session: SessionPicture) -> None:
    """Note that a delayed payment is on its way: nothing is given yet."""
    if attempt.is_payable:
        attempt.state = PaymentAttempt.State.PROCESSING
        attempt.intent_id = session.intent_id
        attempt.save(update_fields=["state", "intent_id"])
    if order.state == Order.State.AWAITING_PAYMENT:
        order.state = Order.State.PROCESSING


def _end(order: Order, attempt: PaymentAttempt, state: PaymentAttempt.State, reason: Order.ClosedReason) -> None:
    """End a try that can no longer be paid, and with it the order; what was kept for the buyer is let go."""
    if not attempt.is_payable:
        return
    attempt.state = state
    attempt.save(update_fields=["state"])
    if order.state in (Order.State.AWAITING_PAYMENT, Order.State.PROCESSING):
        order.state = Order.State.CLOSED
        order.closed_reason = reason
        release_lines(order)
        if reason == Order.ClosedReason.PAYMENT_FAILED:
            write_to_buyer("payment_failed", order)
