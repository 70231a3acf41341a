"""What a buyer, a stranger and an administrator see; what leaves and what stays when a person goes."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import User
from billing import operations, personal, queries
from billing.errors import OrderClosed
from billing.models import Entitlement, Invoice, Order, StripeEvent
from tests.factories.billing import KIND, offer, order_of

pytestmark = pytest.mark.django_db

STATES = [
    ({"state": "draft"}, "Not paid yet"),
    ({"state": "awaiting_payment"}, "Waiting for payment"),
    ({"state": "processing"}, "Your payment is on its way"),
    ({"state": "paid", "paid_at": timezone.now()}, "Paid. Thank you!"),
    ({"state": "closed", "closed_reason": "expired"}, "The time to pay ran out"),
    ({"state": "closed", "closed_reason": "canceled"}, "Canceled"),
    ({"state": "closed", "closed_reason": "payment_failed"}, "The payment did not go through"),
    ({"state": "closed", "closed_reason": "refused"}, "Closed"),
    ({"state": "refund_due"}, "Your money is on its way back"),
    ({"state": "refunded"}, "Refunded"),
    ({"attention": "amount_total is 1"}, "We are checking something about this order by hand"),
]


@pytest.mark.parametrize(("changes", "words"), STATES, ids=lambda value: str(value)[:40])
def test_every_state_is_said_in_words(shelf, robin, client_for, changes, words):
    order = order_of(robin)
    Order.objects.update(**changes)
    page = client_for(robin).get(order.get_absolute_url()).content.decode()
    assert words in page
    assert "amount_total" not in page


def test_an_order_with_a_flag_cannot_be_taken_to_payment(shelf, robin, client_for):
    order = order_of(robin)
    Order.objects.update(attention="something")
    answer = client_for(robin).post(reverse("billing:checkout", args=[order.public_id]))
    assert answer.status_code == 409
    assert "We are looking into this order" in answer.content.decode()


def test_an_empty_list_says_what_will_be_there(robin, client_for):
    page = client_for(robin).get(reverse("billing:order-list")).content.decode()
    assert "You have not ordered anything yet" in page


def test_the_list_shows_only_ones_own_orders(shelf, robin, sam, client_for):
    mine = order_of(robin, "free", minor=0)
    theirs = order_of(sam, "free", minor=0)
    page = client_for(robin).get(reverse("billing:order-list")).content.decode()
    assert mine.number in page
    assert theirs.number not in page


def test_what_was_sold_keeps_its_words_when_the_thing_is_renamed(shelf, robin, client_for):
    order = order_of(robin)
    operations.ensure_offer(kind=KIND, key="a", title="Another name", minor=14900, now=timezone.now())
    assert "Thing a" in client_for(robin).get(order.get_absolute_url()).content.decode()


def test_the_back_office_shows_an_order_with_everything_and_lets_nobody_write(
    stripe, shelf, robin, administrator, client_for
):
    order = order_of(robin)
    stripe.pay(operations.start_checkout(order=order, now=timezone.now()))
    operations.settle(order=order, now=timezone.now())
    desk = client_for(administrator)
    listing = desk.get("/cms/orders/")
    assert order.number in listing.content.decode()
    assert desk.get(f"/cms/orders/?q={order.number}").status_code == 200
    page = desk.get(f"/cms/orders/inspect/{order.pk}/").content.decode()
    attempt = order.attempts.get()
    for part in (attempt.session_id[:30], f"charge:{attempt.intent_id}", order.invoices.get().number, "Active"):
        assert part in page
    for way in ("new/", f"edit/{order.pk}/", f"delete/{order.pk}/"):
        answer = desk.post(f"/cms/orders/{way}")
        assert answer.status_code in {302, 403, 404}
    order.refresh_from_db()
    for listing_path in ("/cms/invoices/", "/cms/stripe-events/"):
        assert desk.get(listing_path).status_code == 200


@pytest.mark.parametrize("role", ["editor", "moderator", "robin"])
def test_only_administrators_see_orders_in_the_back_office(role, request, shelf, client_for):
    desk = client_for(request.getfixturevalue(role))
    assert desk.get("/cms/orders/").status_code == (403 if role == "robin" else 302)
    assert "/cms/orders/" not in desk.get("/cms/").content.decode()


def test_an_export_holds_every_order_and_right(stripe, shelf, robin):
    order = order_of(robin)
    stripe.pay(operations.start_checkout(order=order, now=timezone.now()))
    operations.settle(order=order, now=timezone.now())
    text = json.dumps(personal.export_billing(robin), default=str)
    for part in (order.number, "Thing a", order.invoices.get().number, "active"):
        assert part in text


def test_erasure_cuts_the_link_keeps_the_invoice_and_ends_the_rights(stripe, shelf, robin):
    order = order_of(robin)
    stripe.pay(operations.start_checkout(order=order, now=timezone.now()))
    operations.settle(order=order, now=timezone.now())
    attempt = order.attempts.get()
    charge = {"billing_details": {"email": robin.email}, "payment_intent": attempt.intent_id}
    for type_, object_id, body in [
        ("checkout.session.completed", attempt.session_id, {"customer_email": robin.email}),
        ("charge.refunded", "ch_1", charge),
    ]:
        StripeEvent.objects.create(
            stripe_id=f"evt_{object_id}",
            type=type_,
            object_id=object_id,
            body=json.dumps(body),
            state="applied",
            received_at=timezone.now(),
            next_try_at=timezone.now(),
        )
    accounts.erase_person(person=robin)
    order.refresh_from_db()
    assert (order.buyer, order.state, Invoice.objects.count()) == (None, Order.State.PAID, 1)
    assert list(Entitlement.objects.values_list("state", "person")) == [("revoked", None)]
    assert list(StripeEvent.objects.values_list("body", flat=True)) == ["", ""]
    assert not User.objects.filter(email="robin@example.com").exists()


def test_erasure_waits_for_a_payment_under_way(stripe, shelf, robin):
    operations.start_checkout(order=order_of(robin), now=timezone.now())
    with pytest.raises(OrderClosed, match="still under way"):
        accounts.erase_person(person=robin)
    assert User.objects.filter(pk=robin.pk).exists()


def test_prices_of_many_things_come_in_one_query(shelf, django_assert_num_queries):
    offer(key="b", minor=100)
    offer(key="b", minor=200, now=timezone.now() - timedelta(minutes=30))
    offer(key="b", minor=300, now=timezone.now() + timedelta(days=1))
    operations.withdraw_offer(kind=KIND, key="a")
    with django_assert_num_queries(1):
        prices = queries.prices_of(KIND, ["a", "b", "c"])
    assert {key: price.minor for key, price in prices.items()} == {"b": 200}


def test_a_right_is_one_query_and_none_for_a_visitor(shelf, robin, django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    order_of(robin, "free", minor=0)
    with django_assert_num_queries(1):
        assert queries.has_right(robin, KIND, "free")
    with django_assert_num_queries(0):
        assert not queries.has_right(AnonymousUser(), KIND, "free")
        assert queries.rights_of(AnonymousUser(), KIND) == set()
    assert queries.rights_of(robin, KIND) == {"free"}
    assert [right.key for right in queries.entitlements(robin)] == ["free"]


def test_old_baskets_are_closed_quietly(shelf, robin, client_for):
    order_of(robin)
    operations.close_old_drafts(now=timezone.now() + timedelta(days=8))
    assert Order.objects.get().closed_reason == Order.ClosedReason.ABANDONED
    assert "You have not ordered anything yet" in client_for(robin).get(reverse("billing:order-list")).content.decode()


def test_the_back_offices_list_of_orders_costs_the_same_for_many(shelf, administrator, person, client_for):
    browser, costs = client_for(administrator), []
    for batch in range(2):
        for number in range(3):
            order_of(person(f"buyer{batch}{number}"))
        browser.get("/cms/orders/")  # fills what is kept
        with CaptureQueriesContext(connection) as queries_made:
            browser.get("/cms/orders/")
        costs.append(len(queries_made))
    assert costs[0] == costs[1]
