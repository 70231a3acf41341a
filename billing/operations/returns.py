"""What Stripe says of refunds, brought into our rows. Called by `settle` alone."""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Sum

from billing.gateway import RefundPicture
from billing.models import LedgerEntry, Order, PaymentAttempt, Refund
from billing.operations.granting import restore_line, revoke_line, suspend_line
from billing.operations.letters import write_to_buyer
from billing.operations.payments import record

log = logging.getLogger(__name__)

GONE = ("failed", "canceled")


def follow_refunds(order: Order, attempt: PaymentAttempt, pictures: list[RefundPicture], now: datetime) -> None:
    """Bring the refunds of one attempt to what Stripe says, and the order's state to what the ledger then sums to."""
    for picture in pictures:
        refund = _ours(attempt, picture) or _made_elsewhere(order, attempt, picture, now)
        if not refund.stripe_id:
            refund.stripe_id = picture.id
            refund.save(update_fields=["stripe_id"])
        if picture.status == "succeeded" and refund.state != Refund.State.SUCCEEDED:
            _done(order, refund, now)
        elif picture.status in GONE and refund.state != Refund.State.FAILED:
            _failed(order, refund, now)
    if pictures:
        _conclude(order)


def _ours(attempt: PaymentAttempt, picture: RefundPicture) -> Refund | None:
    known = attempt.refunds.filter(stripe_id=picture.id).first()
    if known or not picture.request:
        return known
    try:
        return attempt.refunds.filter(public_id=picture.request, stripe_id="").first()
    except ValidationError:  # metadata that is no id of ours
        return None


def _made_elsewhere(order: Order, attempt: PaymentAttempt, picture: RefundPicture, now: datetime) -> Refund:
    """Note a refund that somebody made in Stripe's dashboard; it is mapped to a line if it equals one."""
    matching = [line for line in order.lines.all() if line.amount_minor == picture.amount_minor]
    is_clear = len(matching) == 1 and attempt.state == PaymentAttempt.State.SUCCEEDED
    if not is_clear:
        order.attention = f"refund {picture.id} was made at Stripe and fits no single line"
    refund = Refund.objects.create(
        order=order,
        attempt=attempt,
        line=matching[0] if is_clear else None,
        request_key=f"stripe:{picture.id}",
        stripe_id=picture.id,
        amount_minor=picture.amount_minor,
        currency=picture.currency,
        state=Refund.State.SUBMITTED,
        reason="made at Stripe",
        requested_at=now,
        submitted_at=now,
    )
    if refund.line:
        suspend_line(refund.line, "refund at Stripe")
    return refund


def _done(order: Order, refund: Refund, now: datetime) -> None:
    refund.state = Refund.State.SUCCEEDED
    refund.save(update_fields=["state"])
    record(order, LedgerEntry.Kind.REFUND, refund.stripe_id, -refund.amount_minor, now)
    if refund.line:
        record(order, LedgerEntry.Kind.CREDIT, refund.stripe_id, refund.amount_minor, now)
        revoke_line(refund.line, "refunded")
    write_to_buyer("refund_notice", order, refund=refund)


def _failed(order: Order, refund: Refund, now: datetime) -> None:
    """Take a refund back that the buyer's bank sent back, perhaps days later: the money is with us again."""
    had_succeeded = refund.state == Refund.State.SUCCEEDED
    refund.state = Refund.State.FAILED
    refund.save(update_fields=["state"])
    if had_succeeded:
        record(order, LedgerEntry.Kind.REFUND_REVERSAL, refund.stripe_id, refund.amount_minor, now)
    if refund.line:
        if had_succeeded:
            record(order, LedgerEntry.Kind.CREDIT_REVERSAL, refund.stripe_id, -refund.amount_minor, now)
        restore_line(refund.line)
    order.attention = f"refund {refund.stripe_id} failed: the buyer has not got the money"
    log.error("refund_failed", extra={"order": order.number, "refund": refund.stripe_id})


def _conclude(order: Order) -> None:
    """Derive the state from the sums: money that has all gone back makes an order refunded, and only that."""
    money = order.ledger.filter(kind__in=LedgerEntry.MONEY).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    if order.state in (Order.State.PAID, Order.State.REFUND_DUE) and money == 0:
        order.state = Order.State.REFUNDED
    elif order.state == Order.State.REFUNDED and money > 0:
        is_sold = order.ledger.filter(kind=LedgerEntry.Kind.SALE).exists()
        order.state = Order.State.PAID if is_sold else Order.State.REFUND_DUE
