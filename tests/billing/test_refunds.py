"""Money on its way back: once, never more than there was, and access with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from post_office.models import Email

from billing import gateway, operations, queries, tasks
from billing.errors import GatewayRefused, GatewayUnavailable, RefundImpossible
from billing.models import Entitlement, Order, Refund
from tests.factories.billing import KIND, PRICE, offer, order_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(stripe: Any, shelf: Any, robin: Any) -> Order:
    return pay(stripe, order_of(robin))


def pay(stripe: Any, order: Order) -> Order:
    stripe.pay(operations.start_checkout(order=order, now=timezone.now()))
    return operations.settle(order=order, now=timezone.now())


def ask(person: Any, **wishes: Any) -> Refund:
    refund = operations.request_refund(
        kind=KIND, key="a", person=person, reason="changed my mind", now=timezone.now(), **wishes
    )
    assert refund is not None
    return refund


def balance(order: Order) -> int:
    return sum(entry.amount_minor for entry in order.ledger.all())


def test_a_full_refund_ends_access_at_once_and_the_books_are_even(stripe, paid, robin, shelf):
    refund = ask(robin)
    assert not queries.has_right(robin, KIND, "a")
    assert Entitlement.objects.get().state == Entitlement.State.SUSPENDED
    tasks.finish_orders()
    paid.refresh_from_db()
    refund.refresh_from_db()
    assert (paid.state, refund.state, balance(paid)) == (Order.State.REFUNDED, Refund.State.SUCCEEDED, 0)
    assert (Entitlement.objects.get().state, shelf.count("revoke")) == (Entitlement.State.REVOKED, 1)
    assert "€149.00 refunded" in [mail.subject for mail in Email.objects.filter(to=robin.email)]


def test_a_part_of_a_line_leaves_the_order_paid_and_the_books_even(stripe, paid, robin):
    ask(robin, minor=5000)
    tasks.finish_orders()
    paid.refresh_from_db()
    assert (paid.state, balance(paid)) == (Order.State.PAID, 0)
    assert [one["amount"] for one in stripe.refunds(paid.attempts.get().intent_id)] == [5000]


def test_one_of_two_lines_takes_only_that_one_back(stripe, shelf, robin):
    offer(key="b")
    order = pay(stripe, order_of(robin, "a", "b"))
    ask(robin)
    tasks.finish_orders()
    order.refresh_from_db()
    assert (queries.has_right(robin, KIND, "a"), queries.has_right(robin, KIND, "b")) == (False, True)
    assert (order.state, balance(order)) == (Order.State.PAID, 0)


def test_asking_twice_is_one_refund(stripe, paid, robin):
    assert ask(robin) == ask(robin)
    tasks.finish_orders()
    tasks.finish_orders()
    assert len(stripe.refunds(paid.attempts.get().intent_id)) == 1


def test_a_lost_answer_is_one_refund(stripe, paid, robin, monkeypatch):
    monkeypatch.setattr(gateway, "RETRIES", 0)
    refund = ask(robin)
    stripe.chaos(lose_answer={"count": 1, "on": "POST /v1/refunds"})
    with pytest.raises(GatewayUnavailable):
        operations.submit_refund(refund=refund, now=timezone.now())
    refund.refresh_from_db()
    assert refund.state == Refund.State.SUBMITTED
    tasks.finish_orders()
    refund.refresh_from_db()
    assert refund.state == Refund.State.SUCCEEDED
    assert len(stripe.refunds(paid.attempts.get().intent_id)) == 1


def test_the_news_before_the_answer_is_one_refund(stripe, paid, robin, monkeypatch):
    monkeypatch.setattr(gateway, "RETRIES", 0)
    refund = ask(robin)
    stripe.chaos(lose_answer={"count": 1, "on": "POST /v1/refunds"})
    with pytest.raises(GatewayUnavailable):
        operations.submit_refund(refund=refund, now=timezone.now())
    settled = operations.settle(order=paid, now=timezone.now())  # the webhook
    assert settled.state == Order.State.REFUNDED
    assert Refund.objects.get().stripe_id


def test_an_old_request_is_never_sent_again_blindly(stripe, paid, robin):
    refund = ask(robin)
    Refund.objects.update(state=Refund.State.SUBMITTED, submitted_at=timezone.now() - timedelta(days=2))
    operations.submit_refund(refund=refund, now=timezone.now())
    paid.refresh_from_db()
    assert "a day ago" in paid.attention
    assert stripe.refunds(paid.attempts.get().intent_id) == []


@pytest.mark.parametrize("minor", [0, -1, PRICE + 1])
def test_more_than_was_paid_is_refused(stripe, paid, robin, minor):
    with pytest.raises(RefundImpossible):
        ask(robin, minor=minor)
    assert queries.has_right(robin, KIND, "a")


def test_more_than_is_left_is_never_sent(stripe, paid, robin):
    stripe.press(f"refund/{paid.attempts.get().intent_id}", amount="1000")
    operations.settle(order=paid, now=timezone.now())
    Order.objects.update(attention="")
    refund = ask(robin)
    operations.submit_refund(refund=refund, now=timezone.now())
    refund.refresh_from_db()
    paid.refresh_from_db()
    assert refund.state == Refund.State.FAILED
    assert "more than is left" in paid.attention
    assert queries.has_right(robin, KIND, "a")


def test_what_cost_nothing_or_belongs_to_another_gives_nothing_back(stripe, paid, robin, sam):
    order_of(robin, "free", minor=0)
    now = timezone.now()
    assert operations.request_refund(kind=KIND, key="free", person=robin, reason="", now=now) is None
    assert operations.request_refund(kind=KIND, key="a", person=sam, reason="", now=now) is None


def test_a_refund_from_the_dashboard_is_noticed_and_ends_access(stripe, paid, robin):
    stripe.press(f"refund/{paid.attempts.get().intent_id}")
    settled = operations.settle(order=paid, now=timezone.now())
    assert (settled.state, balance(paid), settled.attention) == (Order.State.REFUNDED, 0, "")
    assert not queries.has_right(robin, KIND, "a")


def test_a_refund_from_the_dashboard_that_fits_no_line_is_for_a_person(stripe, paid, robin):
    stripe.press(f"refund/{paid.attempts.get().intent_id}", amount="1000")
    settled = operations.settle(order=paid, now=timezone.now())
    assert "fits no single line" in settled.attention
    assert queries.has_right(robin, KIND, "a")


def test_a_refund_that_stripe_refuses_gives_access_back_and_asks_for_a_person(stripe, paid, robin, monkeypatch):
    refund = ask(robin)

    def refuse(**_wishes):
        raise GatewayRefused("charge_disputed")

    monkeypatch.setattr(gateway, "create_refund", refuse)
    settled = operations.submit_refund(refund=refund, now=timezone.now())
    assert "refused" in settled.attention
    assert queries.has_right(robin, KIND, "a")


def test_a_refund_that_fails_days_later_gives_access_back_and_asks_for_a_person(
    stripe, paid, robin, monkeypatch, shelf
):
    import dataclasses

    ask(robin)
    tasks.finish_orders()
    real = gateway.refunds_of
    monkeypatch.setattr(
        gateway, "refunds_of", lambda intent: [dataclasses.replace(one, status="failed") for one in real(intent)]
    )
    settled = operations.settle(order=paid, now=timezone.now())
    assert (settled.state, balance(paid)) == (Order.State.PAID, 0)
    assert "failed" in settled.attention
    assert queries.has_right(robin, KIND, "a")
    assert (shelf.count("revoke"), shelf.count("grant")) == (1, 2)  # what the pillar had taken back, it gave again


def test_a_refund_that_failed_can_be_asked_for_again(stripe, paid, robin, monkeypatch):
    first = ask(robin)

    def refuse(**_wishes):
        raise GatewayRefused("try again later")

    monkeypatch.setattr(gateway, "create_refund", refuse)
    operations.submit_refund(refund=first, now=timezone.now())
    monkeypatch.undo()
    second = ask(robin)
    assert (second != first, ask(robin)) == (True, second)
    Order.objects.update(attention="")
    tasks.finish_orders()
    paid.refresh_from_db()
    assert (paid.state, balance(paid)) == (Order.State.REFUNDED, 0)
