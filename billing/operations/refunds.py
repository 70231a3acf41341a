"""Giving money back: a request is a row; sending it to Stripe happens outside any transaction."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from billing import gateway, queries
from billing.errors import GatewayRefused, RefundImpossible
from billing.models import LedgerEntry, Order, PaymentAttempt, Refund
from billing.operations.granting import resume_line
from billing.operations.payments import send_back
from billing.operations.settling import lock_order, settle

KEYS_KEPT = timedelta(hours=23)  # Stripe keeps keys for 24 h and more; later we never send blindly


@transaction.atomic
def request_refund(
    *, kind: str, key: str, person: User, reason: str, minor: int | None = None, now: datetime
) -> Refund | None:
    """Ask for the money back that this person paid for the thing; access through it stops at once.

    `minor` is the part to give back, everything by default. Returns None when nothing was paid for it. Asking again
    gives the same refund, unless that one failed. Locks no order, so that a pillar may call it while it holds its own
    rows; a sweep sends it.
    """
    line = queries.paid_line(person, kind, key)
    if line is None or not line.amount_minor:
        return None
    amount = line.amount_minor if minor is None else minor
    if not 0 < amount <= line.amount_minor:
        raise RefundImpossible(_("Not more than was paid can be given back."))
    attempt = line.order.attempts.get(state=PaymentAttempt.State.SUCCEEDED)
    return send_back(attempt, f"line:{line.pk}", amount, reason, now, line=line)


def request_rest(*, order: Order, reason: str, now: datetime) -> None:
    """Ask for all that is left of what was paid for a locked order; a request that got lost at Stripe is given up."""
    lost = order.refunds.filter(state=Refund.State.SUBMITTED, stripe_id="", submitted_at__lt=now - KEYS_KEPT)
    lost.update(state=Refund.State.FAILED)
    for attempt in order.attempts.all():
        rest = left_of(attempt)
        if order.state == Order.State.PAID and attempt.state == PaymentAttempt.State.SUCCEEDED:
            for line in order.lines.all():
                amount = min(rest, line.amount_minor - _asked_back(line.refunds.all()))
                if amount > 0:
                    send_back(attempt, f"rest-of-line:{line.pk}", amount, reason, now, line=line)
                    rest -= amount
        elif rest > 0:
            send_back(attempt, f"rest:{attempt.intent_id}", rest, reason, now)


def submit_refund(*, refund: Refund, now: datetime) -> Order:
    """Send a requested refund to Stripe and settle its order; repeatable, since the key is the refund's own.

    Raises `GatewayUnavailable` when the answer is lost: a sweep sends it again under the same key.
    """
    if _may_send(refund.pk, now):
        try:
            picture = gateway.create_refund(
                intent_id=refund.attempt.intent_id, amount_minor=refund.amount_minor, request=str(refund.public_id)
            )
        except GatewayRefused:
            _give_up(refund.pk, "Stripe refused it")
        else:
            Refund.objects.filter(pk=refund.pk, stripe_id="").update(stripe_id=picture.id)
    return settle(order=refund.order, now=now)


@transaction.atomic(durable=True)
def _may_send(refund_id: int, now: datetime) -> bool:
    """Mark the refund as sent before it is; False when there is nothing to send (any more), or it must not be."""
    order = lock_order(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
    refund = Refund.objects.select_related("attempt").get(pk=refund_id)
    if refund.stripe_id or refund.state not in (Refund.State.REQUESTED, Refund.State.SUBMITTED):
        return False
    if refund.submitted_at and now - refund.submitted_at > KEYS_KEPT:
        _flag(order, refund, "was sent a day ago and Stripe does not list it")
        return False
    if refund.amount_minor > left_of(refund.attempt, but=refund):
        _fail(order, refund, "asks for more than is left of the payment")
        return False
    refund.state = Refund.State.SUBMITTED
    refund.submitted_at = refund.submitted_at or now
    refund.save(update_fields=["state", "submitted_at"])
    return True


def left_of(attempt: PaymentAttempt, *, but: Refund | None = None) -> int:
    """Return what is left of a payment: what came in, less every refund (`but` one) that did not fail."""
    charged = LedgerEntry.objects.filter(natural_key=f"{LedgerEntry.Kind.CHARGE}:{attempt.intent_id}")
    paid = charged.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return int(paid) - _asked_back(attempt.refunds.exclude(pk=but.pk) if but else attempt.refunds.all())


def _asked_back(refunds: QuerySet[Refund]) -> int:
    return refunds.exclude(state=Refund.State.FAILED).aggregate(sum=Sum("amount_minor"))["sum"] or 0


@transaction.atomic(durable=True)
def _give_up(refund_id: int, why: str) -> None:
    order = lock_order(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id))
    refund = Refund.objects.get(pk=refund_id)
    if not refund.stripe_id and refund.state == Refund.State.SUBMITTED:
        _fail(order, refund, why)


def _fail(order: Order, refund: Refund, why: str) -> None:
    """End a refund that Stripe never took up: the money stayed with us, so access comes back until a person decides."""
    refund.state = Refund.State.FAILED
    refund.save(update_fields=["state"])
    if refund.line:
        resume_line(refund.line)
    _flag(order, refund, why)


def _flag(order: Order, refund: Refund, why: str) -> None:
    order.attention = f"refund {refund.public_id} {why}"
    order.save(update_fields=["attention"])
