"""The hosted page and what follows: paying, declining, leaving, paying twice, refunds."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe


def _paid(sandbox, client, session):
    sandbox.pay(session)
    return client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})


def test_the_page_says_what_is_bought_and_that_it_is_a_test(sandbox, buy):
    reply = sandbox.request("GET", f"/c/pay/{buy().id}")

    assert reply.status == 200
    for text in ("TEST", "no money moves", "Facilitating PI Planning", "EUR 490.00", "order-1", "Leave without paying"):
        assert text in reply.text
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:8000" in reply.headers["Content-Security-Policy"]
    assert "<script" not in reply.text
    assert "style=" not in reply.text


def test_what_is_bought_is_shown_as_text(sandbox, buy):
    line = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 100, "product_data": {"name": "<b>$total"}}}
    assert "&lt;b&gt;$total" in sandbox.request("GET", f"/c/pay/{buy(line_items=[line]).id}").text


def test_paying_leads_back_and_leaves_charge_and_intent(sandbox, client, buy):
    session = buy(payment_intent_data={"metadata": {"order": "order-1"}})
    reply = sandbox.pay(session, email="robin@example.com")
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})

    assert reply.status == 303
    assert reply.headers["Location"] == f"http://127.0.0.1:8000/billing/orders/1/return/?session={session.id}"
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details.email == "robin@example.com"
    assert (paid.payment_intent.status, paid.payment_intent.amount_received) == ("succeeded", 49_000)
    assert paid.payment_intent.metadata.to_dict() == {"order": "order-1"}
    assert (paid.payment_intent.latest_charge.paid, paid.payment_intent.latest_charge.amount) == (True, 49_000)
    assert client.v1.charges.retrieve(paid.payment_intent.latest_charge.id).payment_intent == paid.payment_intent.id
    assert client.v1.checkout.sessions.list({"payment_intent": paid.payment_intent.id}).data[0].id == session.id


def test_a_second_click_is_refused_politely_and_charges_nothing(sandbox, client, buy):
    session = buy()
    with ThreadPoolExecutor(8) as clicks:
        statuses = [reply.status for reply in clicks.map(lambda _: sandbox.pay(session), range(8))]

    assert sorted(statuses) == [303] + [409] * 7
    assert "already been paid" in sandbox.pay(session).text
    succeeded = client.v1.events.list({"type": "payment_intent.succeeded", "limit": 100})
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    assert [event.data.object["id"] for event in succeeded.data].count(intent) == 1


def test_a_declined_card_stays_on_the_page_and_may_be_followed_by_a_good_one(sandbox, client, buy):
    session = buy()
    declined = sandbox.pay(session, card="declined", email="robin@example.com")
    open_still = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})

    assert declined.status == 402
    assert "Your card was declined." in declined.text
    assert 'value="robin@example.com"' in declined.text
    assert (open_still.status, open_still.payment_status) == ("open", "unpaid")
    assert open_still.payment_intent.status == "requires_payment_method"
    assert open_still.payment_intent.latest_charge.failure_code == "card_declined"

    paid = _paid(sandbox, client, session)
    assert paid.payment_intent.id == open_still.payment_intent.id
    assert (paid.payment_status, paid.payment_intent.last_payment_error) == ("paid", None)


def test_a_wrong_address_is_named_and_kept(sandbox, client, buy):
    session = buy()
    reply = sandbox.pay(session, email="robin at example")

    assert reply.status == 422
    assert "Enter an address" in reply.text
    assert 'value="robin at example"' in reply.text
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_an_expired_session_cannot_be_paid(sandbox, client, buy):
    session = buy()
    client.v1.checkout.sessions.expire(session.id)
    reply = sandbox.pay(session)

    assert reply.status == 410
    assert "has expired" in reply.text
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_sessions_expire_by_themselves(sandbox, client, receiver, buy):
    session = buy()
    sandbox.pay(session, card="declined")
    sandbox.chaos(clock_jump=33 * 60)

    (event,) = receiver.events(session.id, count=1)
    assert (event.type, event.request.id) == ("checkout.session.expired", None)
    assert sandbox.pay(session).status == 410
    intent = client.v1.payment_intents.retrieve(client.v1.checkout.sessions.retrieve(session.id).payment_intent)
    assert (intent.status, intent.cancellation_reason) == ("canceled", "automatic")


def test_nothing_to_pay_needs_no_payment(sandbox, client, buy):
    line = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 0, "product_data": {"name": "Free"}}}
    session = buy(line_items=[line])
    assert session.payment_status == "no_payment_required"

    sandbox.pay(session)
    done = client.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status, done.payment_intent) == ("complete", "no_payment_required", None)


def test_refunds_add_up_to_the_charge_and_no_further(sandbox, client, buy):
    intent = _paid(sandbox, client, buy()).payment_intent
    part = client.v1.refunds.create({"payment_intent": intent.id, "amount": 9_000, "reason": "requested_by_customer"})

    with pytest.raises(stripe.InvalidRequestError, match=r"greater than unrefunded amount on charge \(EUR 400.00\)"):
        client.v1.refunds.create({"charge": intent.latest_charge.id, "amount": 40_001})
    rest = client.v1.refunds.create({"charge": intent.latest_charge.id})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": intent.id})

    assert (part.status, part.amount, rest.amount) == ("succeeded", 9_000, 40_000)
    assert refusal.value.code == "charge_already_refunded"
    assert client.v1.refunds.retrieve(part.id, {"expand": ["charge"]}).charge.amount_refunded == 49_000
    assert [refund.id for refund in client.v1.refunds.list({"payment_intent": intent.id}).data] == [rest.id, part.id]
    charge = client.v1.charges.retrieve(intent.latest_charge.id, {"expand": ["refunds"]})
    assert (charge.refunded, len(charge.refunds.data)) == (True, 2)


def test_a_repeated_refund_is_the_same_refund(sandbox, client, buy):
    intent = _paid(sandbox, client, buy()).payment_intent
    wish = {"payment_intent": intent.id, "amount": 9_000, "metadata": {"refund": "7"}}
    key = f"refund-{time.monotonic_ns()}"

    first = client.v1.refunds.create(wish, {"idempotency_key": key})
    again = client.v1.refunds.create(wish, {"idempotency_key": key})

    assert again.id == first.id
    assert client.v1.charges.retrieve(intent.latest_charge.id).amount_refunded == 9_000


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"amount": 0},
        {"amount": "9.00"},
        {"reason": "changed_my_mind"},
        {"charge": "ch_too"},
        {"payment_intent": "pi_nobody"},
    ],
    ids=str,
)
def test_refunds_that_stripe_would_refuse_are_refused(sandbox, client, buy, wish):
    session = buy()
    sandbox.pay(session, card="approved" if wish else "declined")
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, **wish})
