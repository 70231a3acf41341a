"""Stripe's deliveries: what is signed is stored and applied, everything else leaves no trace."""

import itertools
import json
import time
from datetime import timedelta
from typing import Any

import pytest
import stripe as sdk
from django.core.management import call_command
from django.utils import timezone
from post_office.models import Email

from billing import operations, queries, tasks
from billing.models import Entitlement, LedgerEntry, Order, StripeEvent
from tests.billing.conftest import SECRET
from tests.factories.billing import KIND, order_of

pytestmark = pytest.mark.django_db


def signed(body: bytes, *, secret: str = SECRET, at: float = 0) -> str:
    header: str = sdk.WebhookSignature.generate_signature_header(body.decode(), secret, int(time.time() + at))
    return header


def event(**changes: Any) -> bytes:
    return json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "type": "checkout.session.completed",
            "api_version": "2026-10-28.endive",
            "livemode": False,
            "data": {"object": {"id": "cs_unknown", "object": "checkout.session"}},
            **changes,
        }
    ).encode()


@pytest.fixture
def paid(stripe: Any, shelf: Any, robin: Any) -> Order:
    """Return an order that was paid at Stripe, of which nobody here has heard yet."""
    order = order_of(robin)
    stripe.pay(operations.start_checkout(order=order, now=timezone.now()))
    stripe.wait_for("checkout.session.completed", str(order.public_id))
    return order


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (event(), lambda: ""),
        (event(), lambda: "nonsense"),
        (event(), lambda: "t=,v1="),
        (event(), lambda: f"t={int(time.time())},v1=00"),
        (event(), lambda: signed(event(), secret="whsec_of_somebody_else")),
        (event(), lambda: signed(event(id="evt_2"))),
        (event(), lambda: signed(event(), at=-301)),
        (event(), lambda: signed(event(), at=301 + 60)),
        (event(), lambda: signed(event(), at=86400)),
        (b"", lambda: signed(b"")),
        (b"[]", lambda: signed(b"[]")),
        (b"not json", lambda: signed(b"not json")),
        (b"\xff\xfe", lambda: "t=1,v1=00"),
        (b'{"object": "event"}', lambda: signed(b'{"object": "event"}')),
    ],
)
def test_what_is_not_rightly_signed_is_refused_and_not_stored(stripe, deliver, body, header):
    assert deliver(body, header()).status_code == 400  # signed now: a signature is good for minutes
    assert StripeEvent.objects.count() == 0


def test_a_huge_body_is_refused_unread(stripe, deliver):
    body = b" " * (5 * 1024 * 1024)
    assert deliver(body, "t=1,v1=00").status_code == 413
    assert StripeEvent.objects.count() == 0


def test_without_a_secret_nothing_is_answered_with_yes(stripe, deliver, settings):
    for secrets in ([], [""], ["  "]):
        settings.STRIPE_WEBHOOK_SECRETS = secrets
        assert deliver(event(), signed(event())).status_code == 503
    assert StripeEvent.objects.count() == 0


def test_while_a_secret_is_rotated_both_are_good(stripe, deliver, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", SECRET]
    assert deliver(event(), signed(event())).status_code == 200
    assert deliver(event(id="evt_2"), signed(event(id="evt_2"), secret="whsec_new")).status_code == 200


def test_only_a_post_is_taken(client_for):
    assert client_for().get("/billing/stripe/webhook/").status_code == 405


@pytest.mark.parametrize("changes", [{"livemode": True}, {"account": "acct_other"}])
def test_a_foreign_event_is_kept_as_rejected_and_moves_nothing(paid, deliver, changes):
    body = event(data={"object": {"id": paid.attempts.get().session_id}}, **changes)
    assert deliver(body, signed(body)).status_code == 200
    assert StripeEvent.objects.get().state == StripeEvent.State.REJECTED
    assert Entitlement.objects.count() == 0


def test_the_same_event_twenty_times_is_one_of_everything(paid, stripe, deliver, robin):
    one = stripe.wait_for("checkout.session.completed", str(paid.public_id))
    for _ in range(20):
        assert deliver(one.body, one.signature).status_code == 200
    assert (StripeEvent.objects.count(), Entitlement.objects.count(), LedgerEntry.objects.count()) == (1, 1, 2)
    assert Email.objects.filter(to=robin.email).count() == 1
    assert StripeEvent.objects.get().state == StripeEvent.State.APPLIED


def test_events_in_every_order_end_the_same(stripe, shelf, robin, deliver):
    types = ("checkout.session.completed", "checkout.session.expired", "payment_intent.succeeded", "charge.refunded")
    for number, orders in enumerate(itertools.permutations(types)):
        order = order_of(robin, f"k{number}")
        stripe.pay(operations.start_checkout(order=order, now=timezone.now()))
        session = order.attempts.get().session_id
        for type_ in orders:
            body = event(id=f"evt_{number}_{type_}", type=type_, data={"object": {"id": session}})
            assert deliver(body, signed(body)).status_code == 200
        order.refresh_from_db()
        assert (order.state, queries.has_right(robin, KIND, f"k{number}")) == (Order.State.PAID, True)


def test_an_event_claims_nothing_that_stripe_does_not_confirm(stripe, shelf, robin, deliver):
    order = order_of(robin)
    operations.start_checkout(order=order, now=timezone.now())
    session = {
        "id": order.attempts.get().session_id,
        "status": "complete",
        "payment_status": "paid",
        "amount_total": order.total_minor,
    }
    body = event(data={"object": session})
    assert deliver(body, signed(body)).status_code == 200
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    assert not queries.has_right(robin, KIND, "a")


def test_an_event_of_no_order_waits_a_day_and_is_then_for_a_person(stripe, deliver):
    assert deliver(event(), signed(event())).status_code == 200
    row = StripeEvent.objects.get()
    assert (row.state, row.tries) == (StripeEvent.State.RECEIVED, 1)
    assert row.next_try_at > timezone.now()
    StripeEvent.objects.update(
        received_at=timezone.now() - timedelta(hours=25), next_try_at=timezone.now() - timedelta(hours=1)
    )
    tasks.sweep_stripe_events()
    row.refresh_from_db()
    assert row.state == StripeEvent.State.UNRESOLVED


def test_an_event_that_no_worker_heard_of_is_swept(paid, stripe, client_for, robin):
    one = stripe.wait_for("checkout.session.completed", str(paid.public_id))
    client_for().post(
        "/billing/stripe/webhook/",
        one.body,
        content_type="application/json",
        headers={"Stripe-Signature": one.signature},
    )  # no commit, no nudge
    assert not queries.has_right(robin, KIND, "a")
    StripeEvent.objects.update(next_try_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_stripe_events()
    assert queries.has_right(robin, KIND, "a")


def test_a_broker_that_is_down_loses_nothing(paid, stripe, deliver, robin, monkeypatch):
    from kombu.exceptions import OperationalError

    def refuse(*_args: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.apply_stripe_event, "delay", refuse)
    one = stripe.wait_for("checkout.session.completed", str(paid.public_id))
    assert deliver(one.body, one.signature).status_code == 200
    StripeEvent.objects.update(next_try_at=timezone.now() - timedelta(minutes=2))
    tasks.sweep_stripe_events()
    assert queries.has_right(robin, KIND, "a")


def test_unreachable_stripe_postpones_the_event(paid, stripe, deliver, settings, monkeypatch):
    from billing import gateway

    monkeypatch.setattr(gateway, "RETRIES", 0)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    one = stripe.wait_for("checkout.session.completed", str(paid.public_id))
    assert deliver(one.body, one.signature).status_code == 200
    row = StripeEvent.objects.get()
    assert (row.state, row.tries) == (StripeEvent.State.RECEIVED, 1)


def test_what_we_do_not_follow_is_stored_and_done_with(stripe, deliver):
    body = event(type="product.created")
    deliver(body, signed(body))
    assert StripeEvent.objects.get().state == StripeEvent.State.APPLIED


def test_the_webhook_costs_few_queries(paid, stripe, client_for, django_assert_max_num_queries):
    one = stripe.wait_for("checkout.session.completed", str(paid.public_id))
    with django_assert_max_num_queries(12):
        client_for().post(
            "/billing/stripe/webhook/",
            one.body,
            content_type="application/json",
            headers={"Stripe-Signature": one.signature},
        )


def test_old_bodies_are_emptied(stripe, deliver):
    deliver(event(), signed(event()))
    StripeEvent.objects.update(received_at=timezone.now() - timedelta(days=91))
    tasks.sweep_stripe_events()
    assert StripeEvent.objects.get().body == ""


@pytest.mark.django_db(transaction=True)
def test_a_purchase_through_a_real_server_and_a_real_delivery(stripe, shelf, robin, live_server, client_for):
    stripe.forward_to = f"{live_server.url}/billing/stripe/webhook/"
    order = order_of(robin)
    stripe.pay(operations.start_checkout(order=order, now=timezone.now()))
    stripe.wait_for("checkout.session.completed", str(order.public_id))
    for _ in range(250):
        if queries.has_right(robin, KIND, "a"):
            break
        time.sleep(0.02)
    order.refresh_from_db()
    assert order.state == Order.State.PAID


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"STRIPE_SECRET_KEY": "sk_live_1"}, "billing.E001"),
        ({"LOCAL": False, "STRIPE_API_BASE": "http://127.0.0.1:8001"}, "billing.E004"),
        ({"LOCAL": False, "STRIPE_WEBHOOK_SECRETS": [], "STRIPE_API_BASE": "https://api.stripe.com"}, "billing.E003"),
        ({"STRIPE_WEBHOOK_SECRETS": [""]}, "billing.E003"),
        ({"STRIPE_API_BASE": "https://stripe.example.com"}, "billing.E005"),
        ({"SELLER_TIME_ZONE": "Moon/Crater"}, "billing.E006"),
        ({"LOCAL": False, "STRIPE_SECRET_KEY": "", "STRIPE_API_BASE": "https://api.stripe.com"}, "billing.W001"),
        ({}, None),
    ],
)
def test_an_unsafe_setting_is_refused_before_the_start(settings, changes: dict[str, Any], found: str | None):
    from billing.checks import money_is_safe

    for name, value in changes.items():
        setattr(settings, name, value)
    assert [message.id for message in money_is_safe()] == ([found] if found else [])
    if found is None:
        call_command("check")


def test_the_sdk_speaks_the_version_that_we_have_read(settings):
    from stripe._api_version import _ApiVersion

    assert _ApiVersion.CURRENT == settings.STRIPE_API_VERSION


def test_only_the_gateway_knows_the_sdk(settings):
    guilty = [
        path.relative_to(settings.BASE_DIR)
        for app in ("billing", "courses", "coaching", "growth", "accounts", "cms", "common", "assessments", "config")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "import stripe" in path.read_text() or "from stripe" in path.read_text()
        if "import stripe_webhook" not in path.read_text()
    ]
    assert [str(path) for path in guilty] == ["billing/gateway.py"]
