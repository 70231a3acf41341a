"""What happens when money is there: ledger, rights, invoice, or the way back. Called by `settle` alone."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from billing import queries
from billing.errors import OrderClosed
from billing.gateway import SessionPicture
from billing.models import LedgerEntry, Order, OrderLine, PaymentAttempt, Refund
from billing.operations.granting import grant_lines, suspend_line
from billing.operations.invoices import issue_invoice
from billing.operations.letters import write_to_buyer
from common.errors import RuleBroken

SETTLED = (Order.State.PAID, Order.State.REFUND_DUE, Order.State.REFUNDED)


def record(order: Order, kind: LedgerEntry.Kind, key: str, amount_minor: int, now: datetime) -> None:
    """Write a fact into the order's account, once."""
    LedgerEntry.objects.get_or_create(
        natural_key=f"{kind}:{key}",
        defaults={
            "order": order,
            "kind": kind,
            "amount_minor": amount_minor,
            "currency": order.currency,
            "recorded_at": now,
        },
    )


def take_money(order: Order, attempt: PaymentAttempt, session: SessionPicture, now: datetime) -> None:
    """Book a payment that Stripe confirms; the order is locked, every comparison has passed. Once per attempt."""
    if attempt.state in (PaymentAttempt.State.SUCCEEDED, PaymentAttempt.State.DUPLICATE):
        return
    received = session.amount_received or attempt.amount_minor  # the same, but for an order that was given up
    record(order, LedgerEntry.Kind.CHARGE, session.intent_id, received, now)
    attempt.intent_id = session.intent_id
    is_second = order.state in SETTLED
    attempt.state = PaymentAttempt.State.DUPLICATE if is_second else PaymentAttempt.State.SUCCEEDED
    attempt.save(update_fields=["intent_id", "state"])
    if is_second:
        send_back(attempt, f"duplicate:{attempt.intent_id}", received, _("This order had been paid already."), now)
    else:
        _give_or_return(order, attempt, received, now)


def _give_or_return(order: Order, attempt: PaymentAttempt, received: int, now: datetime) -> None:
    try:
        with transaction.atomic():  # a savepoint: a refused grant leaves nothing half given, the money stays on record
            _refuse_if_unwanted(order)
            grant_lines(order, now)
    except RuleBroken as refusal:
        order.state = Order.State.REFUND_DUE
        refund = send_back(attempt, f"late:{attempt.intent_id}", received, str(refusal), now)
        write_to_buyer("refund_due", order, reason=str(refusal), refund=refund)
        return
    order.is_late = order.state == Order.State.CLOSED
    order.state = Order.State.PAID
    order.closed_reason = ""
    order.paid_at = now
    record(order, LedgerEntry.Kind.SALE, str(order.public_id), -order.total_minor, now)
    issue_invoice(order=order, now=now)


def _refuse_if_unwanted(order: Order) -> None:
    """Raise `OrderClosed` if money came for an order that its buyer had given up, or has replaced since."""
    if order.state != Order.State.CLOSED:
        return
    if order.closed_reason == Order.ClosedReason.CANCELED:
        raise OrderClosed(_("You had canceled this order."))
    if order.is_given_up:
        raise OrderClosed(_("We had to close this order."))
    if order.buyer and any(queries.has_right(order.buyer, line.kind, line.key) for line in order.lines.all()):
        raise OrderClosed(_("You have bought this with another order since."))


def fresh_key(wish: str) -> str:
    """Return the key under which `wish` is one refund; one that failed may be asked for again."""
    mine = Q(request_key=wish) | Q(request_key__startswith=f"{wish}#")
    failed = Refund.objects.filter(mine, state=Refund.State.FAILED).count()
    return f"{wish}#{failed + 1}" if failed else wish


def send_back(
    attempt: PaymentAttempt,
    wish: str,
    amount_minor: int,
    reason: str,
    now: datetime,
    *,
    line: OrderLine | None = None,
) -> Refund:
    """Ask for this much of a payment to be refunded, once for each `wish`; a sweep sends it.

    Access through `line`, if it is what is paid back, stops at once.
    """
    refund, is_new = Refund.objects.get_or_create(
        request_key=fresh_key(wish),
        defaults={
            "order_id": attempt.order_id,
            "attempt": attempt,
            "line": line,
            "amount_minor": amount_minor,
            "currency": attempt.currency,
            "reason": reason[:200],
            "requested_at": now,
        },
    )
    if is_new and line is not None:
        suspend_line(line, "refund requested")
    return refund
