"""An order that needs attention waits for an administrator, and for nobody longer than that."""

import dataclasses
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from post_office.models import Email

from billing import gateway, operations, queries, tasks
from billing.errors import GatewayRefused
from billing.models import Decision, Order, Refund
from billing.operations.settling import FAILURES_BORNE
from tests.factories.billing import KIND, PRICE, order_of

pytestmark = pytest.mark.django_db
AGAIN, CLOSE = Decision.Kind.SETTLE_AGAIN, Decision.Kind.CLOSE_AND_REFUND


def open_page(order: Order) -> str:
    return operations.start_checkout(order=order, now=timezone.now())


def settle(order: Order) -> Order:
    return operations.settle(order=order, now=timezone.now())


def balance(order: Order) -> int:
    return sum(entry.amount_minor for entry in order.ledger.all())


@pytest.fixture
def order(stripe: Any, shelf: Any, robin: Any) -> Order:
    return order_of(robin)


@pytest.fixture
def decide(administrator: Any, client_for: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """Return a function that fills in the back office's form and returns the answer."""
    desk = client_for(administrator)

    def send(order: Order, kind: str, reason: str = "Seen at Stripe") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(f"/cms/orders/inspect/{order.pk}/", {"kind": kind, "reason": reason})
        order.refresh_from_db()
        return answer

    return send


@pytest.fixture
def broken(stripe: Any, shelf: Any, order: Order) -> Order:
    """Return an order that was paid and whose grant breaks each time, as the sweep has found."""

    def crash() -> None:
        raise ZeroDivisionError

    shelf.before["grant"] = crash
    stripe.pay(open_page(order))
    for _ in range(FAILURES_BORNE - 1):
        with pytest.raises(ZeroDivisionError):
            settle(order)
    return order


def test_a_grant_that_breaks_each_time_ends_with_a_person_and_is_not_tried_again(broken, shelf, caplog):
    assert Order.objects.get().attention == ""
    assert "ZeroDivisionError" in settle(broken).attention
    assert [record.levelname for record in caplog.records if record.msg == "order_needs_attention"] == ["ERROR"]
    tries = shelf.count("grant")
    settle(broken)
    tasks.sweep_orders()
    assert shelf.count("grant") == tries == FAILURES_BORNE


def test_failures_count_only_in_a_row(broken, shelf):
    del shelf.before["grant"]
    settled = settle(broken)
    assert (settled.state, settled.n_settle_failures) == (Order.State.PAID, 0)


def test_settling_again_goes_on_where_it_stopped(broken, shelf, robin, decide):
    settle(broken)
    del shelf.before["grant"]
    assert decide(broken, AGAIN).status_code == 302
    assert (broken.state, broken.attention, balance(broken)) == (Order.State.PAID, "", 0)
    assert queries.has_right(robin, KIND, "a")
    assert broken.receipt_sent_at


def test_settling_again_what_is_still_wrong_asks_again(broken, decide):
    settle(broken)
    assert decide(broken, AGAIN).status_code == 302
    assert "ZeroDivisionError" in broken.attention


def test_closing_sends_back_what_was_paid_and_never_granted(broken, stripe, robin, decide):
    settle(broken)
    decide(broken, CLOSE)
    assert (broken.state, broken.attention, balance(broken)) == (Order.State.REFUNDED, "", 0)
    assert [one["amount"] for one in stripe.refunds(broken.attempts.get().intent_id)] == [PRICE]
    assert order_of(robin) != broken


def test_closing_sends_back_an_amount_that_did_not_match(stripe, order, decide, monkeypatch):
    stripe.pay(open_page(order))
    read, less = (
        gateway.read_session,
        dict.fromkeys(("amount_subtotal", "amount_total", "amount_received"), PRICE - 100),
    )
    monkeypatch.setattr(gateway, "read_session", lambda key: dataclasses.replace(read(key), **less))
    assert "amount_total" in settle(order).attention
    decide(order, CLOSE)
    assert (order.state, order.attention, balance(order)) == (Order.State.REFUNDED, "", 0)
    assert [one["amount"] for one in stripe.refunds(order.attempts.get().intent_id)] == [PRICE - 100]
    assert "€148.00 back" in Email.objects.order_by("pk")[0].message


def test_closing_an_order_that_nobody_paid_frees_the_buyer_and_tells_them(stripe, order, robin, shelf, decide):
    open_page(order)
    Order.objects.update(attention="something")
    decide(order, CLOSE)
    assert (order.state, order.closed_reason) == (Order.State.CLOSED, Order.ClosedReason.DECIDED)
    assert [one["status"] for one in stripe.sessions(order)] == ["expired"]
    assert (shelf.count("release") > 0, Refund.objects.exists()) == (True, False)
    assert Email.objects.get(to=robin.email).subject == f"Order {order.number} is closed"
    assert open_page(order_of(robin))


def test_closing_an_order_whose_session_cannot_be_read_frees_the_buyer(stripe, order, robin, decide):
    open_page(order)
    order.attempts.update(session_id="cs_test_of_another_account")
    assert settle(order).attention
    decide(order, CLOSE)
    assert order.state == Order.State.CLOSED
    assert open_page(order_of(robin))


def test_closing_a_paid_order_asks_again_for_the_refund_that_failed(stripe, order, robin, decide, monkeypatch):
    stripe.pay(open_page(order))
    settle(order)
    now = timezone.now()
    refund = operations.request_refund(kind=KIND, key="a", person=robin, reason="x", minor=5000, now=now)

    def refuse(**_wishes: Any) -> None:
        raise GatewayRefused("try again later")

    monkeypatch.setattr(gateway, "create_refund", refuse)
    operations.submit_refund(refund=refund, now=now)
    monkeypatch.undo()
    decide(order, CLOSE)
    assert (order.state, balance(order), order.attention) == (Order.State.REFUNDED, 0, "")
    assert [one["amount"] for one in stripe.refunds(order.attempts.get().intent_id)] == [PRICE]
    assert not queries.has_right(robin, KIND, "a")


def test_a_decision_needs_a_reason_and_stands_on_the_orders_page_for_good(order, administrator, decide, client_for):
    Order.objects.update(attention="something odd")
    assert decide(order, AGAIN, reason=" ").status_code == 422
    assert (order.attention, Decision.objects.count()) == ("something odd", 0)
    decide(order, AGAIN, reason="It was a test")
    page = client_for(administrator).get(f"/cms/orders/inspect/{order.pk}/").content.decode()
    for part in ("something odd", "It was a test", "Settle again", administrator.name):
        assert part in page
    for change in (Decision.objects.all().delete, lambda: Decision.objects.update(reason="Nothing")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_nothing_is_decided_where_nothing_is_to_be_decided(order, decide):
    assert decide(order, CLOSE).status_code == 422
    assert (order.state, Decision.objects.count()) == (Order.State.DRAFT, 0)


@pytest.mark.parametrize("role", ["editor", "moderator", "robin"])
def test_nobody_but_administrators_decides(role, request, order, client_for):
    Order.objects.update(attention="something")
    desk = client_for(request.getfixturevalue(role))
    answer = desk.post(f"/cms/orders/inspect/{order.pk}/", {"kind": AGAIN, "reason": "Please"})
    assert answer.status_code == (403 if role == "robin" else 302)
    assert (Order.objects.get().attention, Decision.objects.count()) == ("something", 0)
