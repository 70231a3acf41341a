"""Events over real HTTP: signed, tried again, told in full by `GET /v1/events`, and dropped or doubled on order."""

import json

import stripe


def _intent(client, session):
    return client.v1.checkout.sessions.retrieve(session.id).payment_intent


def _types(events):
    return [event.type for event in events]


def test_a_purchase_and_its_refund_are_told_in_signed_events(sandbox, client, receiver, buy):
    session = buy()
    sandbox.pay(session)
    intent = _intent(client, session)
    refund = client.v1.refunds.create({"payment_intent": intent}, {"idempotency_key": f"refund-{intent}"})

    (completed,) = receiver.events(session.id, count=1)
    assert (completed.type, completed.data.object["payment_status"]) == ("checkout.session.completed", "paid")
    assert (completed.api_version, completed.livemode) == (stripe.api_version, False)
    assert _types(receiver.events(intent, count=1)) == ["payment_intent.succeeded"]
    (refunded,) = receiver.events(refund.charge, count=1)
    assert refunded.type == "charge.refunded"
    assert refunded.data.previous_attributes.to_dict() == {"amount_refunded": 0, "refunded": False}
    (created,) = receiver.events(refund.id, count=1)
    assert (created.type, created.request.idempotency_key) == ("refund.created", f"refund-{intent}")


def test_a_receiver_that_fails_twice_is_tried_again(sandbox, client, receiver, buy):
    receiver.next_statuses[:] = [500, 500]
    before = len(receiver.arrivals)
    session = buy()
    client.v1.checkout.sessions.expire(session.id)

    (event,) = receiver.events(session.id, count=1)
    assert event.type == "checkout.session.expired"
    assert [status for _, _, status in receiver.arrivals[before:]] == [500, 500, 200]
    assert len({body for body, _, _ in receiver.arrivals[before:]}) == 1


def test_events_are_listed_newest_first_and_by_type(client, buy):
    session = buy()
    client.v1.checkout.sessions.expire(session.id)

    (event,) = client.v1.events.list({"types": ["checkout.session.expired"], "limit": 1}).data
    assert event.data.object["id"] == session.id
    assert client.v1.events.retrieve(event.id).type == "checkout.session.expired"
    assert client.v1.events.list({"type": "checkout.*", "limit": 1}).data[0].id == event.id
    assert client.v1.events.list({"type": "invoice.*"}).data == []


def test_dropped_events_never_arrive_but_can_be_found_and_sent_again(sandbox, client, receiver, buy):
    sandbox.chaos(drop_webhooks={"count": 1, "on": "checkout.session.completed"})
    session = buy()
    sandbox.pay(session)
    assert _types(receiver.events(_intent(client, session), count=1)) == ["payment_intent.succeeded"]
    assert receiver.events(session.id, count=1, within=0.3) == []

    missed = [event for event in client.v1.events.list({"delivery_success": False}).data if "checkout" in event.type]
    assert missed[0].data.object["id"] == session.id
    assert sandbox.post(f"/_sandbox/redeliver/{missed[0].id}").status == 303
    assert [event.id for event in receiver.events(session.id, count=1)] == [missed[0].id]


def test_an_event_may_come_twice(sandbox, client, receiver, buy):
    sandbox.chaos(duplicate_webhooks=1)
    session = buy()
    client.v1.checkout.sessions.expire(session.id)
    first, second = receiver.events(session.id, count=2)
    assert first.id == second.id


def test_a_delayed_event_is_overtaken(sandbox, client, receiver, buy):
    before = len(receiver.arrivals)
    sandbox.chaos(delay_webhooks={"seconds": 0.5})
    late, early = buy(), buy()
    client.v1.checkout.sessions.expire(late.id)
    client.v1.checkout.sessions.expire(early.id)

    arrived = [receiver.events(session.id, count=1)[0] for session in (early, late)]
    bodies = [json.loads(body)["id"] for body, _, _ in receiver.arrivals[before:]]
    assert bodies == [event.id for event in arrived]
