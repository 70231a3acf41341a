"""Checkout Sessions through the SDK: create, retrieve, list, expire, idempotency and what is refused."""

import time

import pytest
import stripe

from tests.sandbox.conftest import a_purchase

UNIT_AMOUNT = "line_items[0][price_data][unit_amount]"


def test_a_session_is_created_open_and_unpaid(client):
    session = client.v1.checkout.sessions.create(a_purchase(allowed_payment_method_types=["card"]))

    assert (session.status, session.payment_status, session.mode) == ("open", "unpaid", "payment")
    assert (session.amount_subtotal, session.amount_total, session.currency) == (49_000, 49_000, "eur")
    assert session.client_reference_id == "order-1"
    assert session.metadata.to_dict() == {"order": "order-1", "attempt": "1"}
    assert session.livemode is False
    assert session.allowed_payment_method_types == ["card"]
    assert session.payment_intent is None
    assert session.url.endswith(f"/c/pay/{session.id}")
    assert "line_items" not in session


def test_line_items_come_on_request_and_in_order(client, buy):
    workbook = {"currency": "eur", "unit_amount": 1_500, "product_data": {"name": "Workbook"}}
    session = buy(line_items=[*a_purchase()["line_items"], {"quantity": 2, "price_data": workbook}])

    expanded = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items"]})
    listed = client.v1.checkout.sessions.line_items.list(session.id, {"limit": 1})

    lines = [(line.description, line.quantity, line.amount_total) for line in expanded.line_items.data]
    assert lines == [("Facilitating PI Planning", 1, 49_000), ("Workbook", 2, 3_000)]
    assert session.amount_total == 52_000
    assert [line.description for line in listed.auto_paging_iter()] == ["Facilitating PI Planning", "Workbook"]


def test_without_expiry_a_session_lives_a_day(client):
    session = client.v1.checkout.sessions.create(a_purchase(expires_at=None))
    assert session.expires_at - session.created == 24 * 60 * 60


def test_the_same_key_and_parameters_give_the_same_session(client):
    purchase = a_purchase()
    first = client.v1.checkout.sessions.create(purchase, {"idempotency_key": "attempt-1"})
    again = client.v1.checkout.sessions.create(purchase, {"idempotency_key": "attempt-1"})

    assert again.id == first.id
    assert again.last_response.headers["idempotent-replayed"] == "true"
    assert again.last_response.headers["original-request"] == first.last_response.headers["request-id"]


def test_the_same_key_with_other_parameters_is_refused(client):
    client.v1.checkout.sessions.create(a_purchase(), {"idempotency_key": "attempt-2"})
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(a_purchase(client_reference_id="other"), {"idempotency_key": "attempt-2"})


def test_keys_belong_to_the_api_key_that_used_them(sandbox, client):
    purchase = a_purchase()
    mine = client.v1.checkout.sessions.create(purchase, {"idempotency_key": "attempt-3"})
    other = sandbox.client(key="sk_test_of_somebody_else").v1.checkout.sessions.create(
        purchase, {"idempotency_key": "attempt-3"}
    )
    assert other.id != mine.id


def test_a_malformed_request_does_not_use_up_its_key(client):
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(a_purchase(mode="paymnt"), {"idempotency_key": "attempt-4"})
    assert client.v1.checkout.sessions.create(a_purchase(), {"idempotency_key": "attempt-4"}).status == "open"


def _line(**changes):
    line = a_purchase()["line_items"][0]
    return [{**line, "price_data": {**line["price_data"], **changes}}]


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"colour": "green"}, "colour", "parameter_unknown"),
        ({"mode": "paymnt"}, "mode", None),
        ({"mode": None}, "mode", "parameter_missing"),
        ({"ui_mode": "hosted"}, "ui_mode", None),
        ({"line_items": None}, "line_items", "parameter_missing"),
        ({"success_url": None}, "success_url", "parameter_missing"),
        ({"success_url": "/return/"}, "success_url", "url_invalid"),
        ({"success_url": ""}, "success_url", "parameter_invalid_empty"),
        ({"expires_at": "soon"}, "expires_at", "parameter_invalid_integer"),
        ({"expires_at": lambda: int(time.time()) + 29 * 60}, "expires_at", None),
        ({"expires_at": lambda: int(time.time()) + 25 * 60 * 60}, "expires_at", None),
        ({"metadata": {"order": "x" * 501}}, "metadata[order]", None),
        ({"customer_email": "robin"}, "customer_email", "email_invalid"),
        ({"allowed_payment_method_types": ["cash"]}, None, None),
        ({"metadata": "order-1"}, "metadata", None),
        ({"client_reference_id": "x" * 201}, "client_reference_id", None),
        ({"adaptive_pricing": {"enabled": "perhaps"}}, "adaptive_pricing[enabled]", None),
        ({"adaptive_pricing": {}}, None, "accepted"),
        (
            {"line_items": _line(unit_amount=490.5)},
            UNIT_AMOUNT,
            "parameter_invalid_integer",
        ),
        ({"line_items": _line(unit_amount=-1)}, UNIT_AMOUNT, "parameter_invalid_integer"),
        ({"line_items": _line(currency="xxx")}, "line_items[0][price_data][currency]", None),
        ({"line_items": _line(unit_amount=49)}, None, "amount_too_small"),
        ({"line_items": _line(product_data={})}, None, "parameter_missing"),
        ({"line_items": [{"price": "price_1"}]}, None, None),
        ({"customer": "cus_nobody"}, "customer", "resource_missing"),
        ({"automatic_tax": {"enabled": True}}, "automatic_tax.enabled", "sandbox_not_imitated"),
        ({"discounts": [{"coupon": "SAVE10"}]}, "discounts.coupon", "sandbox_not_imitated"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_what_stripe_would_refuse_is_refused(client, changes, param, code):
    changes = {name: value() if callable(value) else value for name, value in changes.items()}  # by the clock of now
    if code == "accepted":
        assert client.v1.checkout.sessions.create(a_purchase(**changes)).status == "open"
        return
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.create(a_purchase(**changes))
    assert param in {None, refusal.value.param}
    assert code in {None, refusal.value.code}
    assert refusal.value.request_id.startswith("req_")


def test_an_unknown_session_is_missing(client):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_only_known_properties_are_expanded(client, buy):
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.retrieve(buy().id, {"expand": ["amount_total"]})


@pytest.mark.parametrize("key", ["sk_live_real", "rk_test_restricted", "nonsense"])
def test_only_secret_test_keys_are_let_in(sandbox, key):
    with pytest.raises(stripe.AuthenticationError) as refusal:
        sandbox.client(key=key).v1.checkout.sessions.list()
    assert refusal.value.http_status == 401


def test_another_api_version_is_refused(sandbox):
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        sandbox.client(stripe_version="2020-08-27").v1.checkout.sessions.list()


def test_lists_filter_and_turn_pages(client, buy):
    since = int(time.time())
    sessions = [buy(client_reference_id=f"list-{number}") for number in range(3)]
    client.v1.checkout.sessions.expire(sessions[1].id)

    pages = client.v1.checkout.sessions.list({"limit": 2, "created": {"gte": since}})
    expired = client.v1.checkout.sessions.list({"status": "expired", "limit": 1})

    newest = [session.client_reference_id for session in pages.auto_paging_iter()]
    assert newest[:3] == ["list-2", "list-1", "list-0"]
    assert pages.has_more is True
    assert [session.id for session in expired.data] == [sessions[1].id]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.list({"limit": 101})


def test_an_expired_session_stays_expired(client, buy):
    session = client.v1.checkout.sessions.expire(buy().id)

    assert (session.status, session.payment_status, session.url) == ("expired", "unpaid", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        client.v1.checkout.sessions.expire(session.id)


def test_a_session_of_a_known_customer_knows_the_address(client, buy):
    customer = client.v1.customers.create({"email": "robin@example.com", "metadata": {"user": "1"}})

    assert client.v1.customers.retrieve(customer.id).email == "robin@example.com"
    assert buy(customer=customer.id).customer_details.email == "robin@example.com"
    assert client.v1.customers.list({"email": "nobody@example.com"}).data == []
