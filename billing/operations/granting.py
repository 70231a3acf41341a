"""Giving and taking rights, always inside the transaction that records why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from billing import fulfillments
from billing.errors import NotForSale
from billing.models import Entitlement, Order, OrderLine
from common.errors import RuleBroken


def grant_lines(order: Order, now: datetime) -> None:
    """Give the buyer everything on the order, once; the caller holds the order's lock or has just made it.

    The pillar acts first (its locks: coach, session), then the right is written. Raises `RuleBroken` when something
    can no longer be given; the caller rolls all of it back.
    """
    person = order.buyer
    if person is None:
        raise NotForSale(_("The person who ordered this has left."))
    for line in order.lines.all():
        fulfillments.get(line.kind).grant(line.key, person, line)
        for unit in range(1, line.units + 1):
            Entitlement.objects.get_or_create(
                order_line=line,
                unit=unit,
                defaults={
                    "person": person,
                    "kind": line.kind,
                    "key": line.key,
                    "state": Entitlement.State.ACTIVE,
                    "granted_at": now,
                },
            )


def suspend_line(line: OrderLine, reason: str) -> None:
    """Stop access through this line while its money is on the way back."""
    line.entitlements.filter(state=Entitlement.State.ACTIVE).update(state=Entitlement.State.SUSPENDED, reason=reason)


def resume_line(line: OrderLine) -> None:
    """Take back a `suspend_line`; what another refund has revoked meanwhile stays revoked."""
    line.entitlements.exclude(person=None).filter(state=Entitlement.State.SUSPENDED).update(
        state=Entitlement.State.ACTIVE, reason=""
    )


def restore_line(line: OrderLine) -> None:
    """Give access through this line again: the money stayed with us.

    What the pillar took back it gives once more; where it cannot, the right stays revoked (a person is asked anyway).
    """
    lost = line.entitlements.exclude(person=None).filter(
        state__in=[Entitlement.State.SUSPENDED, Entitlement.State.REVOKED]
    )
    for entitlement in lost.select_related("person"):
        person = entitlement.person
        if entitlement.state == Entitlement.State.REVOKED and person is not None:
            try:
                with transaction.atomic():
                    fulfillments.get(line.kind).grant(line.key, person, line)
            except RuleBroken:
                continue
        Entitlement.objects.filter(pk=entitlement.pk).update(state=Entitlement.State.ACTIVE, reason="")


def revoke_line(line: OrderLine, reason: str) -> None:
    """Take back what this line gave; the pillar hears of it when the person holds no other right to the thing."""
    for entitlement in line.entitlements.exclude(state=Entitlement.State.REVOKED).select_related("person"):
        person = entitlement.person
        held = Entitlement.objects.filter(
            person=person, kind=line.kind, key=line.key, state=Entitlement.State.ACTIVE
        ).exclude(order_line=line)
        if person is not None and not held.exists():
            fulfillments.get(line.kind).revoke(line.key, person)
        Entitlement.objects.filter(pk=entitlement.pk).update(state=Entitlement.State.REVOKED, reason=reason)


def release_lines(order: Order) -> None:
    """Let go of everything kept for an order that closes unpaid."""
    if order.buyer is not None:
        for line in order.lines.all():
            fulfillments.get(line.kind).release(line.key, order.buyer)
