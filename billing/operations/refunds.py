"""Giving money back: a request is a row; sending it to Stripe happens outside any transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing import queries
from billing.errors import RefundImpossible
from billing.models import PaymentAttempt, Refund
from billing.operations.granting import suspend_line


@transaction.atomic
def request_refund(
    *, kind: str, key: str, person: User, reason: str, minor: int | None = None, now: datetime
) -> Refund | None:
    """Ask for the money back that this person paid for the thing; access through it stops at once.

    `minor` is the part to give back, everything by default. Returns None when nothing was paid for it. Asking again
    gives the same refund. Locks no order, so that a pillar may call it while it holds its own rows; a sweep sends it.
    """
    line = queries.paid_line(person, kind, key)
    if line is None or not line.amount_minor:
        return None
    amount = line.amount_minor if minor is None else minor
    if not 0 < amount <= line.amount_minor:
        raise RefundImpossible(_("Not more than was paid can be given back."))
    attempt = line.order.attempts.get(state=PaymentAttempt.State.SUCCEEDED)
    refund, is_new = Refund.objects.get_or_create(
        request_key=f"line:{line.pk}",
        defaults={
            "order": line.order,
            "attempt": attempt,
            "line": line,
            "amount_minor": amount,
            "currency": line.order.currency,
            "reason": reason[:200],
            "requested_at": now,
        },
    )
    if is_new:
        suspend_line(line, "refund requested")
    return refund
