"""What billing knows of a person: how it leaves with them, and what the law keeps when they go."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from billing.errors import OrderClosed
from billing.models import Entitlement, Order, StripeEvent


def export_billing(user: User) -> dict[str, Any]:
    """Return the person's orders with lines, invoices and refunds, and the rights they hold."""
    orders = Order.objects.visible_to(user).prefetch_related("lines", "invoices", "refunds", "decisions")
    return {
        "orders": [
            {
                "number": order.number,
                "opened": order.created_at,
                "state": order.state,
                "currency": order.currency,
                "total_minor": order.total_minor,
                "tax_minor": order.tax_minor,
                "paid": order.paid_at,
                "terms_agreed": order.terms_agreed_at,
                "lines": [
                    {"title": line.title, "units": line.units, "amount_minor": line.amount_minor}
                    for line in order.lines.all()
                ],
                "decisions": [
                    {"decision": decision.kind, "reason": decision.reason, "decided": decision.decided_at}
                    for decision in order.decisions.all()
                ],
                "invoices": [invoice.snapshot for invoice in order.invoices.all()],
                "refunds": [
                    {"amount_minor": refund.amount_minor, "state": refund.state, "reason": refund.reason}
                    for refund in order.refunds.all()
                ],
            }
            for order in orders
        ],
        "rights": [
            {"kind": right.kind, "key": right.key, "state": right.state, "granted": right.granted_at}
            for right in user.entitlements.all()
        ],
    }


def erase_billing(user: User) -> None:
    """Cut the link between the person and their orders; invoices stay as the law wants, rights end.

    Raises `OrderClosed` while a payment is under way: it ends by itself within the hour.
    """
    orders = Order.objects.visible_to(user)
    if orders.filter(state__in=[Order.State.AWAITING_PAYMENT, Order.State.PROCESSING, Order.State.REFUND_DUE]).exists():
        raise OrderClosed(_("A payment is still under way. Please finish or cancel that order first."))
    orders.filter(state=Order.State.DRAFT).update(state=Order.State.CLOSED, closed_reason=Order.ClosedReason.ABANDONED)
    for names in orders.values_list("attempts__session_id", "attempts__intent_id"):
        for name in filter(None, names):  # a charge names its payer, and of ours only the intent
            StripeEvent.objects.filter(Q(object_id=name) | Q(body__contains=name)).update(body="")
    Entitlement.objects.filter(person=user).update(
        state=Entitlement.State.REVOKED, reason="account erased", person=None
    )
    orders.update(buyer=None)
