"""`settle`: whatever order things come in, whatever dies, money and access agree."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from post_office.models import Email

from billing import gateway, operations, queries
from billing.errors import GatewayUnavailable
from billing.models import Entitlement, Invoice, LedgerEntry, Order, PaymentAttempt, Refund
from billing.operations import granting, payments, settling
from tests.factories.billing import KIND, PRICE, Shelf, offer, order_of

pytestmark = pytest.mark.django_db


def open_page(order: Order) -> str:
    return operations.start_checkout(order=order, now=timezone.now())


def settle(order: Order) -> Order:
    return operations.settle(order=order, now=timezone.now())


def balance(order: Order) -> int:
    return sum(entry.amount_minor for entry in order.ledger.all())


@pytest.fixture
def order(shelf: Shelf, robin: Any) -> Order:
    return order_of(robin)


@pytest.fixture
def picture(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that changes what the next reads of Stripe say."""
    read = gateway.read_session

    def change(**changes: Any) -> None:
        monkeypatch.setattr(gateway, "read_session", lambda key: dataclasses.replace(read(key), **changes))

    return change


def test_settling_twenty_times_grants_charges_and_writes_once(stripe, order, robin):
    stripe.pay(open_page(order))
    for _ in range(20):
        settle(order)
    counts = Entitlement.objects.count(), LedgerEntry.objects.count(), Invoice.objects.count()
    assert counts == (1, 2, 1)
    assert order.state == Order.State.PAID


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"amount_total": PRICE + 1}, "amount_total"),
        ({"amount_subtotal": 1}, "amount_subtotal"),
        ({"amount_received": PRICE - 1}, "amount_received"),
        ({"currency": "USD"}, "currency"),
        ({"client_reference_id": "somebody else's"}, "client_reference_id"),
        ({"metadata": {}}, "metadata order"),
        ({"is_live": True}, "livemode"),
        ({"mode": "subscription"}, "mode"),
        ({"id": "cs_other"}, "session"),
        ({"status": "strange"}, "strange"),
    ],
)
def test_anything_that_does_not_match_gives_nothing_and_asks_for_a_person(
    stripe, order, robin, picture, change, complaint
):
    stripe.pay(open_page(order))
    picture(**change)
    settled = settle(order)
    assert complaint in settled.attention
    assert (queries.has_right(robin, KIND, "a"), LedgerEntry.objects.count()) == (False, 0)
    picture()
    assert settle(order).state == Order.State.AWAITING_PAYMENT  # nobody has decided yet


def test_a_wrong_amount_at_stripe_gives_nothing(stripe, order, robin):
    stripe.chaos(wrong_amount={"count": -1, "add": -100})
    stripe.pay(open_page(order))
    assert "amount_total" in settle(order).attention
    assert not queries.has_right(robin, KIND, "a")


def test_a_read_that_was_overtaken_is_thrown_away(stripe, order, monkeypatch):
    """Another settle closes the order between our read (still open) and our lock; ours must not act on the old read."""
    stripe.pay(open_page(order))
    stale = gateway.read_session(order.attempts.get().session_id)
    old = dataclasses.replace(stale, status="expired", payment_status="unpaid", intent_id="", amount_received=None)
    reads = iter([old])

    def read(order: Order) -> dict[int, settling.Picture]:
        late = next(reads, None)
        if late is None:
            return real(order)
        settle(order)  # a rival, meanwhile
        return {order.attempts.get().pk: settling.Picture(late)}

    real = settling.read_stripe
    monkeypatch.setattr(settling, "read_stripe", read)
    monkeypatch.setattr(settling, "_end", lambda *_args: pytest.fail("acted on a read that was overtaken"))
    assert settle(order).state == Order.State.PAID


def refund_seen_late(order: Order, monkeypatch: pytest.MonkeyPatch) -> Order:
    """Settle with a read from before the refund succeeded, overtaken by one that has seen it fail."""
    real = settling.read_stripe
    before = real(order)
    reads = iter([before])
    refund = Refund.objects.get()
    ((pk, then),) = before.items()
    failed = settling.Picture(then.session, [dataclasses.replace(one, status="failed") for one in then.refunds])

    def read(order: Order) -> dict[int, settling.Picture]:
        late = next(reads, None)
        if late is None:
            return {pk: failed}
        monkeypatch.setattr(settling, "read_stripe", lambda _order: {pk: failed})
        settle(order)
        return late

    monkeypatch.setattr(settling, "read_stripe", read)
    Order.objects.update(attention="")
    settle(order)
    refund.refresh_from_db()
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize("is_checked", [True, False])
def test_the_sequence_check_is_what_keeps_old_news_from_winning(stripe, order, robin, monkeypatch, is_checked):
    stripe.pay(open_page(order))
    settle(order)
    refund = operations.request_refund(kind=KIND, key="a", person=robin, reason="changed my mind", now=timezone.now())
    monkeypatch.setattr(settling, "follow_refunds", lambda *_args: None)  # the answer arrives, nobody has looked yet
    operations.submit_refund(refund=refund, now=timezone.now())
    monkeypatch.undo()
    if not is_checked:
        monkeypatch.setattr(settling, "is_overtaken", lambda _order, _seen: False)
    refund_seen_late(order, monkeypatch)
    refund.refresh_from_db()
    assert (refund.state == Refund.State.FAILED) is is_checked  # without the check, old news overwrote the failure


def test_late_money_on_an_expired_order_still_gives_what_can_be_given(stripe, order, robin, picture):
    page = open_page(order)
    picture(status="expired")
    assert settle(order).state == Order.State.CLOSED
    picture()
    stripe.pay(page)
    settled = settle(order)
    assert (settled.state, settled.is_late, balance(order)) == (Order.State.PAID, True, 0)
    assert queries.has_right(robin, KIND, "a")


def test_late_money_on_a_lost_grant_goes_back_by_itself(stripe, order, robin, shelf, picture):
    from billing import tasks

    page = open_page(order)
    stripe.pay(page)
    shelf.refusals["grant"] = "Somebody else has this time now."
    settled = settle(order)
    assert (settled.state, balance(order)) == (Order.State.REFUND_DUE, PRICE)
    assert not queries.has_right(robin, KIND, "a")
    assert "Somebody else has this time now." in Email.objects.get().message
    tasks.finish_orders()
    order.refresh_from_db()
    assert (order.state, balance(order)) == (Order.State.REFUNDED, 0)
    assert [one["amount"] for one in stripe.refunds(order.attempts.get().intent_id)] == [PRICE]
    assert (Entitlement.objects.count(), Invoice.objects.count(), Email.objects.count()) == (0, 0, 2)


def test_late_money_for_a_canceled_order_goes_back(stripe, order, robin, picture):
    page = open_page(order)
    picture(status="expired")
    operations.settle(order=order, now=timezone.now(), closing_as=Order.ClosedReason.CANCELED)
    picture()
    stripe.pay(page)
    assert settle(order).state == Order.State.REFUND_DUE
    assert not queries.has_right(robin, KIND, "a")


def test_late_money_for_what_was_bought_again_since_goes_back(stripe, order, robin, picture):
    page = open_page(order)
    picture(status="expired")
    settle(order)
    picture()
    second = order_of(robin)
    stripe.pay(open_page(second))
    settle(second)
    stripe.pay(page)
    assert settle(order).state == Order.State.REFUND_DUE
    assert queries.has_right(robin, KIND, "a")  # the second order's right is untouched


def test_a_second_payment_of_one_order_is_sent_back_and_the_first_stays(stripe, order, robin):
    stripe.pay(open_page(order))
    settle(order)
    second = order.attempts.create(
        number=2,
        idempotency_key="attempt-second",
        amount_minor=PRICE,
        currency="EUR",
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(minutes=32),
    )
    stripe.pay(operations.open_session(attempt=second))
    settle(order)
    second.refresh_from_db()
    refund = Refund.objects.get()
    assert (second.state, refund.attempt, refund.amount_minor) == (PaymentAttempt.State.DUPLICATE, second, PRICE)
    settled = operations.submit_refund(refund=refund, now=timezone.now())
    assert (settled.state, balance(order), queries.has_right(robin, KIND, "a")) == (Order.State.PAID, 0, True)


def test_a_delayed_payment_gives_nothing_until_it_is_there(stripe, order, robin, picture):
    page = open_page(order)
    stripe.pay(page)
    picture(payment_status="unpaid", intent_status="processing")
    assert settle(order).state == Order.State.PROCESSING
    assert not queries.has_right(robin, KIND, "a")
    picture()
    assert settle(order).state == Order.State.PAID


def test_a_delayed_payment_that_fails_closes_the_order_lets_go_and_says_so(stripe, order, robin, shelf, picture):
    stripe.pay(open_page(order))
    picture(payment_status="unpaid", intent_status="processing")
    settle(order)
    picture(payment_status="unpaid", intent_status="requires_payment_method")
    settled = settle(order)
    assert (settled.state, settled.closed_reason) == (Order.State.CLOSED, Order.ClosedReason.PAYMENT_FAILED)
    assert shelf.count("release") == 1
    assert "did not go through" in Email.objects.get().subject


MARKS = [
    (payments, "record"),
    (payments, "grant_lines"),
    (payments, "issue_invoice"),
    (settling, "follow_refunds"),
    (settling, "take_money"),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "name"), MARKS, ids=[name for _module, name in MARKS])
def test_a_settle_that_dies_leaves_nothing_half_done_and_converges(
    stripe, order, robin, monkeypatch, module, name, is_after
):
    stripe.pay(open_page(order))
    real = getattr(module, name)

    def die(*args: Any, **kwargs: Any) -> None:
        if is_after:
            real(*args, **kwargs)
        raise SystemError("killed")

    monkeypatch.setattr(module, name, die)
    with pytest.raises(SystemError):
        settle(order)
    assert (Entitlement.objects.count(), LedgerEntry.objects.count(), Invoice.objects.count()) == (0, 0, 0)
    monkeypatch.setattr(module, name, real)
    assert settle(order).state == Order.State.PAID
    assert (Entitlement.objects.count(), LedgerEntry.objects.count(), Invoice.objects.count()) == (1, 2, 1)


def test_a_refused_grant_of_the_second_line_takes_back_the_first(stripe, shelf, robin):
    offer(key="b")
    order = order_of(robin, "a", "b")
    stripe.pay(open_page(order))

    def refuse_b() -> None:
        if shelf.calls[-1] == ("grant", "b"):
            from common.errors import RuleBroken

            raise RuleBroken("b is gone")

    shelf.before["grant"] = refuse_b
    assert settle(order).state == Order.State.REFUND_DUE
    assert Entitlement.objects.count() == 0
    assert Refund.objects.get().amount_minor == 2 * PRICE


def test_a_session_that_stripe_does_not_know_asks_for_a_person_and_breaks_no_page(order, robin, client_for, stripe):
    open_page(order)
    PaymentAttempt.objects.update(session_id="cs_test_of_another_account")
    answer = client_for(robin).get(f"/billing/orders/{order.public_id}/return/", follow=True)
    assert answer.status_code == 200
    order.refresh_from_db()
    assert "cs_test_of_another_account" in order.attention
    assert order.state == Order.State.AWAITING_PAYMENT
    assert settle(order).attention  # and nothing asks Stripe again


def test_who_paid_in_the_last_minute_and_clicks_again_is_not_told_that_nothing_was_charged(
    stripe, order, robin, client_for
):
    stripe.pay(open_page(order))
    PaymentAttempt.objects.update(expires_at=timezone.now())
    answer = client_for(robin).post(f"/billing/orders/{order.public_id}/checkout/", follow=True)
    assert answer.redirect_chain[-1][0] == order.get_absolute_url()
    assert "Nothing was charged" not in answer.content.decode()
    assert queries.has_right(robin, KIND, "a")


def test_stripe_out_of_reach_leaves_everything_as_it_was(stripe, order, settings, monkeypatch):
    monkeypatch.setattr(gateway, "RETRIES", 0)
    stripe.pay(open_page(order))
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(GatewayUnavailable):
        settle(order)
    order.refresh_from_db()
    assert (order.state, order.settle_seq) == (Order.State.AWAITING_PAYMENT, 0)


@pytest.mark.django_db(transaction=True)
def test_no_network_while_a_transaction_is_open(stripe, order):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        open_page(order)


def test_an_attempt_whose_page_reached_nobody_ends_with_its_time(shelf, order, robin, settings, monkeypatch):
    monkeypatch.setattr(gateway, "RETRIES", 0)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(GatewayUnavailable):
        open_page(order)
    settled = operations.settle(order=order, now=timezone.now() + timedelta(minutes=33))
    assert (settled.state, settled.closed_reason) == (Order.State.CLOSED, Order.ClosedReason.EXPIRED)
    assert shelf.count("release") == 1


def test_the_other_right_stays_when_one_of_two_is_revoked(stripe, shelf, robin):
    first = order_of(robin)
    stripe.pay(open_page(first))
    settle(first)
    second = order_of(robin)
    stripe.pay(open_page(second))
    settle(second)
    granting.revoke_line(first.lines.get(), "refunded")
    assert (queries.has_right(robin, KIND, "a"), shelf.count("revoke")) == (True, 0)
    granting.revoke_line(second.lines.get(), "refunded")
    assert (queries.has_right(robin, KIND, "a"), shelf.count("revoke")) == (False, 1)
