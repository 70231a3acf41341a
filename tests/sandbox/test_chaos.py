"""Faults on order: outages before and after executing, lost answers, wrong amounts; and the panel's buttons."""

import json
import time

import pytest
import stripe

from tests.sandbox.conftest import a_purchase


def _sessions(client, reference):
    listed = client.v1.checkout.sessions.list({"limit": 100}).auto_paging_iter()
    return [session.id for session in listed if session.client_reference_id == reference]


def test_an_outage_before_executing_leaves_nothing_behind(sandbox, client):
    sandbox.chaos(fail_before={"on": "POST /v1/checkout/sessions"})
    purchase = a_purchase(client_reference_id="before")
    with pytest.raises(stripe.APIError):
        client.v1.checkout.sessions.create(purchase, {"idempotency_key": "chaos-before"})

    assert _sessions(client, "before") == []
    session = client.v1.checkout.sessions.create(purchase, {"idempotency_key": "chaos-before"})
    assert _sessions(client, "before") == [session.id]


def test_an_outage_after_executing_is_replayed_and_the_session_found_by_listing(sandbox, client):
    sandbox.chaos(fail_after=1)
    purchase = a_purchase(client_reference_id="after")
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.checkout.sessions.create(purchase, {"idempotency_key": "chaos-after"})
    assert len(_sessions(client, "after")) == 1


def test_a_lost_answer_is_given_again_to_the_same_key(sandbox, client):
    sandbox.chaos(lose_answer=1)
    purchase = a_purchase(client_reference_id="lost")
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(purchase, {"idempotency_key": "chaos-lost"})
    found = client.v1.checkout.sessions.create(purchase, {"idempotency_key": "chaos-lost"})
    assert _sessions(client, "lost") == [found.id]


def test_the_sdk_gets_over_a_lost_answer_by_itself(sandbox, client):
    sandbox.chaos(lose_answer=1)
    session = sandbox.client(retries=2).v1.checkout.sessions.create(a_purchase(client_reference_id="retried"))
    assert _sessions(client, "retried") == [session.id]


def test_too_many_requests_are_told_as_such(sandbox, client):
    sandbox.chaos(fail_before={"status": 429})
    with pytest.raises(stripe.RateLimitError):
        client.v1.checkout.sessions.list()


def test_a_wrong_amount_is_read_once(sandbox, client, buy):
    session = buy()
    sandbox.chaos(wrong_amount={"add": -100})
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 48_900
    assert client.v1.checkout.sessions.retrieve(session.id).amount_total == 49_000


def test_an_answer_may_be_slow(sandbox, client):
    sandbox.chaos(delay_answer={"seconds": 0.3})
    started = time.monotonic()
    client.v1.checkout.sessions.list()
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("wish", [{"burn": 1}, {"lose_answer": "two"}, {"lose_answer": {"tempo": 1}}, [], "{"], ids=str)
def test_orders_are_read_strictly(sandbox, wish):
    assert sandbox.request("POST", "/_sandbox/chaos", json.dumps(wish)).status == 400


def test_orders_are_told_and_taken_back(sandbox):
    sandbox.chaos(lose_answer=2, drop_webhooks=True)
    orders = json.loads(sandbox.request("GET", "/_sandbox/chaos").text)
    assert orders == {"lose_answer": {"count": 2, "on": ""}, "drop_webhooks": {"count": -1, "on": ""}}
    assert sandbox.chaos(lose_answer=0) == {"drop_webhooks": {"count": -1, "on": ""}}
    assert sandbox.chaos(reset=True) == {}


def test_the_panel_shows_and_does(sandbox, client, buy):
    paid, ended = buy(client_reference_id="panel-paid"), buy(client_reference_id="panel-ended")
    assert sandbox.post(f"/_sandbox/pay/{paid.id}").status == 303
    assert sandbox.post(f"/_sandbox/expire/{ended.id}").status == 303
    intent = client.v1.checkout.sessions.retrieve(paid.id).payment_intent
    assert sandbox.post(f"/_sandbox/refund/{intent}", amount="1000").status == 303
    assert sandbox.post("/_sandbox/drop-webhooks/on").status == 303

    panel = sandbox.request("GET", "/").text
    for text in ("panel-paid", "EUR 10.00 refunded", "expired, unpaid", "charge.refunded", "Deliver webhooks again"):
        assert text in panel
    assert sandbox.post("/_sandbox/drop-webhooks/off").status == 303
    assert "Drop webhooks" in sandbox.request("GET", "/").text


@pytest.mark.parametrize("amount", ["50000", "ten", "-1", "0"])
def test_the_panel_says_why_a_refund_is_refused(sandbox, client, buy, amount):
    session = buy()
    sandbox.pay(session)
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    reply = sandbox.post(f"/_sandbox/refund/{intent}", amount=amount)
    assert reply.status == 400
    assert 'role="alert"' in reply.text
