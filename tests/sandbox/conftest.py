"""One sandbox process for the run, a receiver for its webhooks, and the official client in front of it."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
import stripe

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_for_these_tests_only"
KEY = "sk_test_of_these_tests"


class Reply(NamedTuple):
    """What a page answered."""

    status: int
    headers: dict[str, str]
    text: str


class Receiver:
    """A webhook endpoint that keeps what it is sent and answers with the statuses it was told, then with 200."""

    def __init__(self) -> None:
        self.arrivals: list[tuple[bytes, str, int]] = []
        self.next_statuses: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.next_statuses.pop(0) if receiver.next_statuses else 200
                receiver.arrivals.append((body, self.headers["Stripe-Signature"], status))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhook/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def events(self, about: str, *, count: int, within: float = 15) -> list[stripe.Event]:
        """Return the verified events about an object, once `count` of them were accepted."""
        found: list[stripe.Event] = []
        until = time.monotonic() + within
        while time.monotonic() < until:
            found = [
                stripe.Webhook.construct_event(body, signature, SECRET)
                for body, signature, status in list(self.arrivals)
                if status == 200 and json.loads(body)["data"]["object"]["id"] == about
            ]
            if len(found) >= count:
                break
            time.sleep(0.02)
        return found

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Sandbox:
    """A running sandbox process and what a test does to it besides calling its API."""

    def __init__(self, url: str) -> None:
        self.url = url

    def client(self, *, key: str = KEY, retries: int = 0, **options: Any) -> stripe.StripeClient:
        """Return the official client, pointed here."""
        return stripe.StripeClient(key, base_addresses={"api": self.url}, max_network_retries=retries, **options)

    def request(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Reply:
        """Send one request as it is, following no redirect."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Reply(response.status, dict(response.headers), response.read().decode())
        finally:
            connection.close()

    def post(self, path: str, **form: str) -> Reply:
        """Send a form."""
        return self.request("POST", path, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})

    def chaos(self, **wishes: Any) -> Any:
        """Order faults; return all that are on order."""
        return json.loads(self.request("POST", "/_sandbox/chaos", json.dumps(wishes)).text)

    def pay(self, session: Any, *, card: str = "approved", email: str = "") -> Reply:
        """Press a button of the hosted page."""
        return self.post(f"/c/pay/{session.id}", card=card, email=email)


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment with changes; a value of "" takes the variable away."""
    names = {**os.environ, "TESTING": "1", **changes}
    return {name: value for name, value in names.items() if value and not name.startswith("STRIPE_SANDBOX")}


@contextmanager
def running(folder: Path, webhook_url: str) -> Iterator[tuple[Sandbox, subprocess.Popen[str]]]:
    """Run a sandbox whose state lives in `folder`, on a free port."""
    secret = folder / "secret"
    secret.write_text(SECRET)
    options = ["--port", "0", "--state", str(folder / "stripe.sqlite3"), "--retry-seconds", "0.05"]
    addresses = ["--webhook-url", webhook_url, "--webhook-secret-file", str(secret)]
    command = [sys.executable, "-m", "stripe_sandbox", *options, *addresses]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert match, f"the sandbox did not start: {line!r}"
        try:
            yield Sandbox(match[0]), process
        finally:
            process.terminate()
            process.wait(timeout=15)


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def one_sandbox(receiver: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("stripe"), receiver.url) as (sandbox, _):
        yield sandbox


@pytest.fixture
def sandbox(one_sandbox: Sandbox, receiver: Receiver) -> Sandbox:
    """Lend the run's sandbox, without any fault on order."""
    one_sandbox.chaos(reset=True)
    receiver.next_statuses.clear()
    return one_sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> stripe.StripeClient:
    return sandbox.client()


def a_purchase(**changes: Any) -> Any:
    """Return the parameters that our gateway sends for one course, with changes."""
    course = {
        "quantity": 1,
        "price_data": {
            "currency": "eur",
            "unit_amount": 49_000,
            "product_data": {"name": "Facilitating PI Planning"},
        },
    }
    purchase = {
        "mode": "payment",
        "success_url": "http://127.0.0.1:8000/billing/orders/1/return/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:8000/billing/orders/1/cancel/",
        "client_reference_id": "order-1",
        "metadata": {"order": "order-1", "attempt": "1"},
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(time.time()) + 32 * 60,
        "line_items": [course],
    }
    return {name: value for name, value in {**purchase, **changes}.items() if value is not None}


@pytest.fixture
def buy(client: stripe.StripeClient) -> Callable[..., Any]:
    """Return a function that opens a Checkout Session."""

    def open_session(**changes: Any) -> Any:
        return client.v1.checkout.sessions.create(a_purchase(**changes))

    return open_session
