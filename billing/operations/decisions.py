"""What a person decides about an order that automation left alone."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing import gateway
from billing.errors import GatewayRefused, NothingToDecide
from billing.models import Decision, Order, PaymentAttempt
from billing.operations.granting import release_lines
from billing.operations.letters import write_to_buyer
from billing.operations.refunds import request_rest
from billing.operations.settling import lock_order, settle

CLOSABLE = (Order.State.DRAFT, Order.State.AWAITING_PAYMENT, Order.State.PROCESSING, Order.State.CLOSED)


def decide(*, order: Order, kind: Decision.Kind, reason: str, by: User, now: datetime) -> Order:
    """Note a decision about an order that needs attention and act on it; returns the order as it then stands.

    What is wrong still asks for attention again. Raises `NothingToDecide`, and `GatewayUnavailable` when Stripe cannot
    be asked now: the decision stands, and the sweeps go on from there.
    """
    _note(order.pk, kind, reason, by, now)
    if kind == Decision.Kind.CLOSE_AND_REFUND:
        for attempt in order.attempts.filter(state=PaymentAttempt.State.OPEN):
            with suppress(GatewayRefused):  # paid or expired already: settle sees which
                gateway.expire_session(attempt.session_id)
    order = settle(order=order, now=now)
    if order.is_given_up and order.state == Order.State.CLOSED and not order.attention:
        write_to_buyer("order_closed", order)
    return order


@transaction.atomic(durable=True)
def _note(order_id: int, kind: Decision.Kind, reason: str, by: User, now: datetime) -> None:
    order = lock_order(order_id)
    if not order.attention:
        raise NothingToDecide(_("This order does not wait for a decision any more."))
    order.decisions.create(kind=kind, complaint=order.attention, reason=reason, decided_by=by.public_id, decided_at=now)
    if kind == Decision.Kind.CLOSE_AND_REFUND:
        _close_or_refund(order, now)
    order.attention = ""
    order.settle_seq += 1
    order.save(update_fields=["state", "closed_reason", "attention", "settle_seq"])


def _close_or_refund(order: Order, now: datetime) -> None:
    """Close an order for which we know of no money (if Stripe does, `settle` sends it back), else ask for the rest."""
    if order.state not in CLOSABLE:
        request_rest(order=order, reason=_("We had to close this order."), now=now)
        return
    order.state = Order.State.CLOSED
    order.closed_reason = Order.ClosedReason.DECIDED
    order.attempts.filter(state=PaymentAttempt.State.CREATING).update(state=PaymentAttempt.State.CANCELED)
    release_lines(order)
