"""The Stripe sandbox as a real process, a buyer's hand on its page, and what it delivers."""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.factories.billing import KIND, Shelf, stock

SECRET = "whsec_of_the_billing_tests"


@dataclass
class Delivery:
    """One signed delivery, as it came over the wire."""

    body: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        """Return what it says."""
        return dict(json.loads(self.body))


@dataclass
class Stripe:
    """The sandbox, and a mailbox that receives its webhooks."""

    url: str
    deliveries: list[Delivery] = field(default_factory=list)
    forward_to: str = ""

    def call(self, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
        """Send a request to the sandbox and return its answer, read."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode()  # type: ignore[attr-defined]
            return answer
        finally:
            connection.close()

    def chaos(self, **wishes: Any) -> None:
        """Order faults."""
        answer = self.call("POST", "/_sandbox/chaos", json.dumps(wishes))
        assert answer.status == 200, answer.text

    def pay(self, page: str, card: str = "approved") -> http.client.HTTPResponse:
        """Do what a buyer does on the hosted page."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.call("POST", urllib.parse.urlsplit(page).path, f"card={card}&email=robin@example.com", **form)

    def press(self, button: str, **form: str) -> None:
        """Press a button of the sandbox's panel, such as 'refund/pi_…'."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.call("POST", f"/_sandbox/{button}", urllib.parse.urlencode(form), **headers)
        assert answer.status == 303

    def sessions(self, order: Any) -> list[dict[str, Any]]:
        """Return the sessions that the sandbox holds for an order."""
        answer = self.call("GET", "/v1/checkout/sessions?limit=100", Authorization="Bearer sk_test_sandbox")
        return [one for one in json.loads(answer.text)["data"] if one["client_reference_id"] == str(order.public_id)]

    def refunds(self, intent: str) -> list[dict[str, Any]]:
        """Return the refunds that the sandbox holds for a payment."""
        answer = self.call("GET", f"/v1/refunds?payment_intent={intent}", Authorization="Bearer sk_test_sandbox")
        return list(json.loads(answer.text)["data"])

    def wait_for(self, type_: str, about: str, *, within: float = 5) -> Delivery:
        """Return the delivery of this type about this order, once it has come."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            for delivery in list(self.deliveries):
                if delivery.event["type"] == type_ and about in delivery.body.decode():
                    return delivery
            time.sleep(0.02)
        raise AssertionError(f"no {type_} about {about}: {[one.event['type'] for one in self.deliveries]}")


@pytest.fixture(scope="session")
def _sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stripe]:
    """Start the sandbox once, and a mailbox for its deliveries."""
    folder = tmp_path_factory.mktemp("stripe")
    secret = folder / "secret"
    secret.write_text(SECRET)
    stripe = Stripe("")
    mailbox = ThreadingHTTPServer(("127.0.0.1", 0), _receiver(stripe))
    threading.Thread(target=mailbox.serve_forever, args=[0.05], daemon=True).start()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "stripe_sandbox", "--port", "0", "--state", str(folder / "state.sqlite3")),
            *("--webhook-url", f"http://127.0.0.1:{mailbox.server_address[1]}/", "--webhook-secret-file", str(secret)),
            *("--retry-seconds", "0.1"),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TESTING": "1"},
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    stripe.url = process.stdout.readline().rsplit(" ", 1)[1].strip().rstrip("/")
    yield stripe
    process.terminate()
    process.wait(timeout=15)
    process.stdout.close()
    mailbox.shutdown()
    mailbox.server_close()


def _receiver(stripe: Stripe) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            delivery = Delivery(body, self.headers["Stripe-Signature"])
            stripe.deliveries.append(delivery)
            self.send_response(_forwarded(stripe.forward_to, delivery) if stripe.forward_to else 200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class names it so
            pass

    return Receiver


def _forwarded(address: str, delivery: Delivery) -> int:
    target = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(target.netloc, timeout=10)
    headers = {"Stripe-Signature": delivery.signature, "Content-Type": "application/json"}
    try:
        connection.request("POST", target.path, delivery.body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.fixture
def stripe(_sandbox: Stripe, settings: Any) -> Iterator[Stripe]:
    """Return the sandbox, without faults, as the site's Stripe."""
    settings.STRIPE_API_BASE = _sandbox.url
    settings.STRIPE_SECRET_KEY = "sk_test_sandbox"
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    _sandbox.chaos(reset=True)
    _sandbox.deliveries.clear()
    _sandbox.forward_to = ""
    yield _sandbox
    _sandbox.chaos(reset=True)


@pytest.fixture
def shelf(db: None) -> Iterator[Shelf]:
    """Sell thing a for EUR 149.00."""
    from billing import fulfillments

    yield stock()
    fulfillments._fulfillments.pop(KIND, None)


@pytest.fixture
def deliver(client_for: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that posts a delivery to our webhook and does the work that follows a commit."""
    from django.test import TestCase

    def post(body: bytes, signature: str, **headers: str) -> Any:
        with TestCase.captureOnCommitCallbacks(execute=True):
            return client_for().post(
                "/billing/stripe/webhook/",
                body,
                content_type="application/json",
                headers={"Stripe-Signature": signature, **headers},
            )

    return post
