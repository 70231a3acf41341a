"""A purchase from the button to the receipt, over real HTTP to the sandbox, whatever of it gets lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from billing import queries, tasks
from billing.models import Entitlement, Invoice, Order, PaymentAttempt
from tests.factories.billing import KIND, PRICE, offer, order_of

pytestmark = pytest.mark.django_db


def balance(order: Order) -> int:
    return sum(entry.amount_minor for entry in order.ledger.all())


def url(name: str, order: Order) -> str:
    return reverse(f"billing:{name}", args=[order.public_id])


def go_to_payment(client: Any) -> tuple[Order, str]:
    """Press Buy and then Pay; return the order and the address of the hosted page."""
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))
    page = client.post(review["Location"])
    assert page.status_code == 302, page.content
    return Order.objects.latest("id"), page["Location"]


def test_a_purchase_ends_with_access_an_invoice_and_one_receipt(
    stripe, shelf, robin, client_for, django_capture_on_commit_callbacks
):
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]), follow=True)
    assert "€149.00" in review.content.decode()
    order, page = go_to_payment(client)
    assert (order.state, queries.has_right(robin, KIND, "a")) == (Order.State.AWAITING_PAYMENT, False)
    assert page.startswith(stripe.url)

    came_back_to = stripe.pay(page).getheader("Location")
    assert came_back_to.endswith(url("return", order))
    with django_capture_on_commit_callbacks(execute=True):
        arrived = client.get(url("return", order))
    assert arrived["Location"] == url("order", order)

    order.refresh_from_db()
    assert (order.state, queries.has_right(robin, KIND, "a"), balance(order)) == (Order.State.PAID, True, 0)
    assert [entry.kind for entry in order.ledger.all()] == ["charge", "sale"]
    receipt = Email.objects.get(to=robin.email)
    assert order.number in receipt.subject
    with receipt.attachments.get().file.open() as paper:
        assert paper.read()[:5] == b"%PDF-"
    detail = client.get(url("order", order)).content.decode()
    assert order.invoices.get().number in detail
    assert "/things/a/" in detail


def test_the_invoice_says_what_was_sold_and_the_tax_in_it(stripe, shelf, robin, client_for):
    from io import BytesIO

    from pypdf import PdfReader

    client = client_for(robin)
    order, page = go_to_payment(client)
    stripe.pay(page)
    client.get(url("return", order))
    answer = client.get(url("invoice", order))
    assert answer["Content-Type"] == "application/pdf"
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    for part in (
        order.invoices.get().number,
        "Thing a",
        "149.00",
        "23.79",
        "125.21",
        "19 %",
        robin.name,
        "DE000000000",
    ):
        assert part in text
    assert client.get(url("invoice", order)).content == answer.content


def test_opening_the_return_page_without_paying_gives_nothing(stripe, shelf, robin, client_for):
    client = client_for(robin)
    order, _page = go_to_payment(client)
    answer = client.get(url("return", order) + "?session_id=cs_test_of_somebody_else&paid=yes")
    assert answer.status_code == 200
    assert "Stripe has not confirmed a payment yet" in answer.content.decode()
    assert not queries.has_right(robin, KIND, "a")
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT


def test_the_waiting_part_asks_again_and_leads_on_once_paid(stripe, shelf, robin, client_for):
    client = client_for(robin)
    order, page = go_to_payment(client)
    fragment = client.get(url("return", order), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'id="waiting"' in fragment
    stripe.pay(page)
    assert client.get(url("return", order), headers={"HX-Request": "true"})["HX-Redirect"] == url("order", order)


def test_the_webhook_alone_gives_access(stripe, shelf, robin, client_for, deliver):
    order, page = go_to_payment(client_for(robin))
    stripe.pay(page)
    delivery = stripe.wait_for("checkout.session.completed", str(order.public_id))
    assert deliver(delivery.body, delivery.signature).status_code == 200
    assert queries.has_right(robin, KIND, "a")
    assert Email.objects.filter(to=robin.email).count() == 1


def test_with_webhook_and_return_lost_the_sweep_gives_access(stripe, shelf, robin, client_for):
    stripe.chaos(drop_webhooks=True)
    _order, page = go_to_payment(client_for(robin))
    stripe.pay(page)
    tasks.sweep_orders()
    assert not queries.has_right(robin, KIND, "a")  # it leaves alone what is younger than a minute
    PaymentAttempt.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_orders()
    assert queries.has_right(robin, KIND, "a")
    assert Email.objects.filter(to=robin.email).count() == 1


def test_a_declined_card_changes_nothing_and_the_page_stays_open(stripe, shelf, robin, client_for):
    client = client_for(robin)
    order, page = go_to_payment(client)
    assert stripe.pay(page, card="declined").status == 402
    client.get(url("return", order))
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    stripe.pay(page)
    client.get(url("return", order))
    assert queries.has_right(robin, KIND, "a")


def test_double_click_and_two_tabs_lead_to_one_page(stripe, shelf, robin, client_for):
    one, other = client_for(robin), client_for(robin)
    order, page = go_to_payment(one)
    second, same_page = go_to_payment(other)
    assert (second, same_page) == (order, page)
    assert len(stripe.sessions(order)) == 1
    assert (Order.objects.count(), PaymentAttempt.objects.count()) == (1, 1)


def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_key(stripe, shelf, robin, client_for, monkeypatch):
    from billing import gateway

    monkeypatch.setattr(gateway, "RETRIES", 0)
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))["Location"]
    stripe.chaos(lose_answer={"count": 1, "on": "POST /v1/checkout/sessions"})
    lost = client.post(review)
    assert lost.status_code == 503
    assert "Nothing was charged" in lost.content.decode()
    order = Order.objects.get()
    assert order.attempts.get().state == PaymentAttempt.State.CREATING
    assert shelf.count("release") == 0  # what is kept for the buyer stays kept
    assert client.post(review).status_code == 302
    assert len(stripe.sessions(order)) == 1


def test_a_lost_answer_is_also_found_by_the_sweep(stripe, shelf, robin, client_for, monkeypatch):
    from billing import gateway

    monkeypatch.setattr(gateway, "RETRIES", 0)
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))["Location"]
    stripe.chaos(lose_answer={"count": 1, "on": "POST /v1/checkout/sessions"})
    client.post(review)
    PaymentAttempt.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_orders()
    attempt = PaymentAttempt.objects.get()
    assert attempt.state == PaymentAttempt.State.OPEN
    assert attempt.session_id == stripe.sessions(attempt.order)[0]["id"]


def test_stripe_out_of_reach_is_a_sentence_and_the_order_waits(stripe, shelf, robin, client_for, settings, monkeypatch):
    from billing import gateway

    monkeypatch.setattr(gateway, "RETRIES", 0)
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))["Location"]
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    answer = client.post(review)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.content.decode()
    settings.STRIPE_API_BASE = stripe.url
    assert client.post(review).status_code == 302


def test_a_refused_page_closes_the_order_and_lets_go_at_once(stripe, shelf, robin, client_for):
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))["Location"]
    stripe.chaos(fail_before={"count": 5, "on": "POST /v1/checkout/sessions", "status": 400})
    answer = client.post(review)
    order = Order.objects.get()
    assert answer["Location"] == url("order", order)
    assert (order.state, order.closed_reason) == (Order.State.CLOSED, Order.ClosedReason.REFUSED)
    assert shelf.count("release") == 1


def test_going_back_from_the_page_ends_it_at_stripe_and_then_lets_go(stripe, shelf, robin, client_for):
    client = client_for(robin)
    order, page = go_to_payment(client)
    leave = re.search(r'href="([^"]+cancel[^"]+)"', stripe.call("GET", page.removeprefix(stripe.url)).text)
    way_back = leave[1].replace("&amp;", "&").removeprefix("http://localhost:8000")
    answer = client.get(way_back)
    assert answer["Location"] == url("order", order)
    order.refresh_from_db()
    assert (order.state, order.closed_reason) == (Order.State.CLOSED, Order.ClosedReason.CANCELED)
    assert order.attempts.get().state == PaymentAttempt.State.CANCELED
    assert stripe.sessions(order)[0]["status"] == "expired"
    assert shelf.count("release") == 1
    assert go_to_payment(client)[0] != order


def test_looking_at_the_cancel_page_cancels_nothing(stripe, shelf, robin, client_for):
    client = client_for(robin)
    order, page = go_to_payment(client)
    assert client.get(url("cancel", order) + "?from=guessed").status_code == 200
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    assert client.post(url("cancel", order))["Location"] == url("order", order)
    assert stripe.pay(page).status == 410


def test_canceling_what_was_paid_in_that_moment_pays_it(stripe, shelf, robin, client_for):
    client = client_for(robin)
    order, page = go_to_payment(client)
    stripe.pay(page)
    client.post(url("cancel", order))
    order.refresh_from_db()
    assert order.state == Order.State.PAID
    assert queries.has_right(robin, KIND, "a")


def test_a_page_that_ran_out_closes_the_order_and_lets_go(stripe, shelf, robin, client_for):
    order, _page = go_to_payment(client_for(robin))
    attempt = order.attempts.get()
    assert shelf.kept_until["a"] == attempt.expires_at + timedelta(minutes=3)
    assert timedelta(minutes=31) < attempt.expires_at - timezone.now() <= timedelta(minutes=32)
    stripe.press(f"expire/{attempt.session_id}")
    PaymentAttempt.objects.update(created_at=timezone.now() - timedelta(minutes=40))
    tasks.sweep_orders()
    order.refresh_from_db()
    assert (order.state, order.closed_reason) == (Order.State.CLOSED, Order.ClosedReason.EXPIRED)
    assert shelf.count("release") == 1


def test_a_price_raised_while_the_page_is_open_is_not_asked_of_this_buyer(stripe, shelf, robin, sam, client_for):
    client = client_for(robin)
    order, page = go_to_payment(client)
    offer(minor=19900, now=timezone.now())
    stripe.pay(page)
    client.get(url("return", order))
    order.refresh_from_db()
    assert (order.state, order.total_minor) == (Order.State.PAID, PRICE)
    assert order_of_now(sam).total_minor == 19900


def order_of_now(buyer: Any) -> Order:
    from billing import operations

    return operations.open_order(buyer=buyer, items=[(KIND, "a")], now=timezone.now())


def test_a_price_that_moved_before_paying_is_shown_first(stripe, shelf, robin, client_for):
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))["Location"]
    offer(minor=19900, now=timezone.now())
    answer = client.post(review)
    assert answer.status_code == 409
    assert "The price has changed" in answer.content.decode()
    assert "Pay €199.00" in answer.content.decode()
    assert client.post(review).status_code == 302


def test_fields_in_the_form_change_neither_price_nor_owner(stripe, shelf, robin, sam, client_for):
    client = client_for(robin)
    forged = {"minor": "1", "amount": "1", "currency": "JPY", "buyer": sam.pk, "units": "99"}
    review = client.post(reverse("billing:buy", args=[KIND, "a"]), forged)["Location"]
    client.post(review, forged)
    session = stripe.sessions(Order.objects.get())[0]
    assert (session["amount_total"], session["currency"]) == (PRICE, "eur")
    assert Order.objects.get().buyer == robin


def test_a_free_thing_is_given_at_once_with_the_same_trail(shelf, robin, client_for, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"  # nobody may be asked
    offer(minor=0, key="free")
    client = client_for(robin)
    answer = client.post(reverse("billing:buy", args=[KIND, "free"]))
    assert answer["Location"] == "/things/free/"
    order = Order.objects.get()
    assert (order.state, queries.has_right(robin, KIND, "free")) == (Order.State.PAID, True)
    assert [(entry.kind, entry.amount_minor) for entry in order.ledger.all()] == [("sale", 0), ("charge", 0)]
    client.post(reverse("billing:buy", args=[KIND, "free"]))
    assert (Order.objects.count(), Entitlement.objects.count(), Invoice.objects.count()) == (1, 1, 0)


def test_what_is_not_on_sale_cannot_be_bought(shelf, robin, client_for):
    client = client_for(robin)
    refused = client.post(reverse("billing:buy", args=[KIND, "unpriced"]))
    assert refused.status_code == 409
    assert "not on sale" in refused.content.decode()
    assert client.post(reverse("billing:buy", args=[KIND, "gone"])).status_code == 404
    assert client.post(reverse("billing:buy", args=["nonsense", "a"])).status_code == 404
    assert Order.objects.count() == 0


def test_a_refusal_of_the_pillar_is_shown_before_any_money_moves(stripe, shelf, robin, client_for):
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))["Location"]
    shelf.refusals["reserve"] = "This time has just been booked."
    answer = client.post(review)
    assert answer.status_code == 409
    assert "This time has just been booked." in answer.content.decode()
    order = Order.objects.get()
    assert (order.state, order.attempts.count(), stripe.sessions(order)) == (Order.State.DRAFT, 0, [])


def test_after_sign_in_the_buy_address_leads_to_the_thing(shelf, robin, client_for):
    address = reverse("billing:buy", args=[KIND, "a"])
    assert address in client_for().post(address)["Location"]
    assert client_for(robin).get(address)["Location"] == "/things/a/"


def test_scarce_things_are_paid_by_card_only(stripe, shelf, robin, client_for, monkeypatch):
    import stripe as sdk

    asked = []
    create = sdk.checkout._session_service.SessionService.create
    monkeypatch.setattr(
        sdk.checkout._session_service.SessionService,
        "create",
        lambda service, params, options: asked.append(params) or create(service, params, options),
    )
    shelf.is_scarce = True
    go_to_payment(client_for(robin))
    assert asked[0]["allowed_payment_method_types"] == ["card"]
    assert asked[0]["adaptive_pricing"] == {"enabled": False}


def test_queries_stay_few(stripe, shelf, robin, client_for, django_assert_max_num_queries):
    client = client_for(robin)
    review = client.post(reverse("billing:buy", args=[KIND, "a"]))["Location"]
    client.get(review)
    with django_assert_max_num_queries(8):
        client.get(review)
    with django_assert_max_num_queries(12):
        client.post(review)


def test_the_list_of_orders_costs_the_same_for_three_as_for_one(shelf, robin, client_for, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(robin)
    order_of(robin, "x", minor=0)
    client.get(reverse("billing:order-list"))
    with CaptureQueriesContext(connection) as once:
        client.get(reverse("billing:order-list"))
    order_of(robin, "y", minor=0)
    order_of(robin, "z", minor=0)
    with django_assert_num_queries(len(once)):
        page = client.get(reverse("billing:order-list")).content.decode()
    assert page.count("Thing ") == 3
