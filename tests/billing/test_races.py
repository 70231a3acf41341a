"""Real threads at the same moment: one order, one page, one of everything, no number lost."""

from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from billing import operations, queries
from billing.models import Entitlement, Invoice, LedgerEntry, Order, PaymentAttempt, Refund
from tests.factories.billing import KIND, offer, order_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.engines]


def buy(person: Any, key: str = "a") -> Order:
    return operations.open_order(buyer=person, items=[(KIND, key)], now=timezone.now())


def to_payment(order: Order) -> str:
    return operations.start_checkout(order=Order.objects.get(pk=order.pk), now=timezone.now())


def settle(order: Order) -> Order:
    return operations.settle(order=order, now=timezone.now())


def test_eight_clicks_open_one_order_and_one_page(stripe, shelf, robin, together):
    orders = together(*[partial(buy, robin)] * 8)
    assert {order.pk for order in orders} == {Order.objects.get().pk}
    pages = together(*[partial(to_payment, orders[0])] * 4)
    assert len(set(pages)) == 1
    assert PaymentAttempt.objects.count() == 1
    assert len(stripe.sessions(orders[0])) == 1


def test_eight_clicks_on_a_free_thing_give_it_once(shelf, robin, together):
    offer(minor=0, key="free")
    shelf.before["check"] = lambda: refuse_owner(robin)
    together(*[partial(buy, robin, "free")] * 8)
    assert (Order.objects.filter(state="paid").count(), Entitlement.objects.count()) == (1, 1)
    assert queries.has_right(robin, KIND, "free")


def refuse_owner(person: Any) -> None:
    from common.errors import RuleBroken

    if queries.has_right(person, KIND, "free"):
        raise RuleBroken("You have this already.")


def test_twelve_settles_at_once_charge_and_grant_once(stripe, shelf, robin, together):
    order = order_of(robin)
    stripe.pay(to_payment(order))
    for result in together(*[partial(settle, order)] * 12):
        assert isinstance(result, Order) or "worked on" in str(result)
    assert settle(order).state == Order.State.PAID
    assert (Entitlement.objects.count(), LedgerEntry.objects.count(), Invoice.objects.count()) == (1, 2, 1)


def test_paying_and_canceling_at_once_ends_paid_or_closed_never_between(stripe, shelf, robin, together):
    for _ in range(4):
        order = buy(robin)
        if order.state == Order.State.PAID:
            break
        page = to_payment(order)
        together(
            lambda page=page: stripe.pay(page),
            lambda order=order: operations.cancel_checkout(order=order, now=timezone.now()),
        )
        settled = settle(order)
        is_paid = stripe.sessions(order)[0]["payment_status"] == "paid"
        assert (settled.state == Order.State.PAID) is is_paid
        assert Entitlement.objects.filter(order_line__order=order).exists() is is_paid
        assert (settled.state == Order.State.CLOSED) is not is_paid


def test_invoice_numbers_have_no_gap_whoever_pays_first(stripe, shelf, person, together):
    orders = [order_of(person(f"buyer{number}")) for number in range(6)]
    for order in orders:
        stripe.pay(to_payment(order))
    together(*[partial(settle, order) for order in orders])
    for order in orders:
        settle(order)
    assert sorted(Invoice.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_four_workers_send_one_refund(stripe, shelf, robin, together):
    order = order_of(robin)
    stripe.pay(to_payment(order))
    settle(order)
    refund = operations.request_refund(kind=KIND, key="a", person=robin, reason="x", now=timezone.now())
    together(*[partial(operations.submit_refund, refund=refund, now=timezone.now())] * 4)
    operations.submit_refund(refund=refund, now=timezone.now())
    assert Refund.objects.get().state == Refund.State.SUCCEEDED
    assert len(stripe.refunds(order.attempts.get().intent_id)) == 1


def test_receipts_go_out_once(stripe, shelf, robin, together):
    order = order_of(robin)
    stripe.pay(to_payment(order))
    settled = settle(order)
    sent = together(*[partial(operations.deliver_receipt, order=settled, now=timezone.now())] * 4)
    assert sent.count(True) == 1
