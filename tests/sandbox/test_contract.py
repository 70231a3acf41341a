"""The contract notices an answer that drifts away from Stripe, in whichever field."""

import copy
import json

import pytest
import stripe

from stripe_sandbox import API_VERSION, contract
from stripe_sandbox.presence import ALWAYS_SENT
from tests.sandbox.conftest import KEY

READ_BY_OUR_GATEWAY = {
    "checkout.session": [
        "id", "object", "amount_subtotal", "amount_total", "client_reference_id", "created", "currency",
        "customer_details", "expires_at", "livemode", "metadata", "mode", "payment_intent", "payment_status", "status",
        "url",
    ],
    "payment_intent": ["id", "object", "amount", "amount_received", "currency", "latest_charge", "livemode", "status"],
    "charge": [
        "id", "object", "amount", "amount_refunded", "currency", "disputed", "livemode", "paid", "payment_intent",
        "refunded", "status",
    ],
    "refund": ["id", "object", "amount", "charge", "created", "currency", "metadata", "payment_intent", "status"],
    "event": ["id", "object", "api_version", "created", "data", "livemode", "type"],
}  # fmt: skip


@pytest.fixture(scope="module")
def answers(one_sandbox):
    """Return real answers of the running sandbox, by resource name."""
    one_sandbox.chaos(reset=True)
    client = one_sandbox.client()
    line = {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Course"}}}
    opened = client.v1.checkout.sessions.create(
        {"mode": "payment", "success_url": "http://127.0.0.1/ok", "metadata": {"order": "1"}, "line_items": [line]}
    )
    one_sandbox.pay(opened, email="robin@example.com")
    session = client.v1.checkout.sessions.retrieve(opened.id)
    intent = client.v1.payment_intents.retrieve(session.payment_intent)
    refund = client.v1.refunds.create({"payment_intent": intent.id})
    charge = client.v1.charges.retrieve(refund.charge)
    event = client.v1.events.list({"type": "charge.refunded", "limit": 1}).data[0]
    addresses = {
        "checkout.session": f"checkout/sessions/{session.id}",
        "payment_intent": f"payment_intents/{intent.id}",
        "charge": f"charges/{charge.id}",
        "refund": f"refunds/{refund.id}",
        "event": f"events/{event.id}",
    }
    headers = {"Authorization": f"Bearer {KEY}"}
    return {
        name: json.loads(one_sandbox.request("GET", f"/v1/{address}", headers=headers).text)
        for name, address in addresses.items()
    }


def _findings(answer):
    with pytest.raises(contract.Drift) as drift:
        contract.check(answer)
    return drift.value.findings


FIELDS = [(resource, field) for resource, fields in READ_BY_OUR_GATEWAY.items() for field in fields]


def test_every_answer_of_the_journey_keeps_the_contract(answers):
    for answer in answers.values():
        contract.check(answer)


@pytest.mark.parametrize(("resource", "field"), FIELDS)
def test_a_deleted_field_is_noticed(answers, resource, field):
    answer = copy.deepcopy(answers[resource])
    del answer[field]
    assert _findings(answer)


@pytest.mark.parametrize(("resource", "field"), FIELDS)
def test_a_renamed_field_is_noticed(answers, resource, field):
    answer = copy.deepcopy(answers[resource])
    answer[f"{field}_"] = answer.pop(field)
    assert _findings(answer)


@pytest.mark.parametrize(("resource", "field"), FIELDS)
def test_a_field_of_another_type_is_noticed(answers, resource, field):
    answer = copy.deepcopy(answers[resource])
    answer[field] = 7 if isinstance(answer[field], str | None) else str(answer[field])
    assert _findings(answer)


def test_every_field_that_is_sent_today_is_pinned_or_known_to_come_and_go(answers):
    for name, answer in answers.items():
        for field in ALWAYS_SENT[name]:
            without = {key: value for key, value in answer.items() if key != field}
            assert _findings(without), f"{name}.{field} could be dropped unnoticed"


@pytest.mark.parametrize(
    ("resource", "change"),
    [
        ("checkout.session", {"payment_status": "payed"}),
        ("checkout.session", {"amount_total": None}),
        ("checkout.session", {"amount_total": 9.0}),
        ("checkout.session", {"amount_total": True}),
        ("checkout.session", {"currency": "EUR"}),
        ("checkout.session", {"livemode": True}),
        ("checkout.session", {"metadata": {"order": 1}}),
        ("checkout.session", {"total_details": {"amount_discount": 0}}),
        ("checkout.session", {"payment_intent": {"object": "charge"}}),
        ("checkout.session", {"object": "checkout_session"}),
        ("refund", {"status": "done"}),
        ("refund", {"reason": "changed_my_mind"}),
        ("event", {"type": "charge.gone"}),
        ("event", {"api_version": "2020-08-27"}),
        ("event", {"data": {"object": {"object": "refund", "id": "re_1"}}}),
    ],
)
def test_values_that_stripe_never_sends_are_noticed(answers, resource, change):
    assert _findings({**answers[resource], **change})


def test_the_sandbox_imitates_the_version_that_the_sdk_speaks(monkeypatch):
    assert stripe.api_version == API_VERSION
    contract.check_sdk()
    monkeypatch.setattr(stripe, "api_version", "2027-03-31.fig")
    with pytest.raises(contract.WrongSdk, match="How to bump the SDK"):
        contract.check_sdk()
