"""The delivery thread: signed events over real HTTP, tried again with growing pauses; it also ends sessions in time."""

import http.client
import json
import logging
import threading
import time
from urllib.parse import urlsplit

import stripe

from stripe_sandbox.chaos import Chaos
from stripe_sandbox.events import Cause
from stripe_sandbox.operations import LONGEST_SECONDS, expire_due
from stripe_sandbox.store import Delivery, Store

MOST_TRIES = 16
LONGEST_PAUSE = 60.0
ANSWER_WITHIN = 10.0
HEARTBEAT = 0.1

log = logging.getLogger(__name__)


class Heart(threading.Thread):
    """What goes on without anybody asking: queued events are delivered, sessions expire, old keys are forgotten."""

    def __init__(self, store: Store, *, url: str, secret: str, first_pause: float) -> None:
        super().__init__(name="stripe-sandbox-heart", daemon=True)
        self._store = store
        self._url = urlsplit(url)
        self._path = self._url._replace(scheme="", netloc="", fragment="").geturl() or "/"
        self._secret = secret
        self._first_pause = first_pause
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Finish the delivery under way, then end."""
        self._stopped.set()
        self.join(ANSWER_WITHIN + 1)

    def run(self) -> None:
        """Beat until stopped; a beat that fails is reported, and the next one comes all the same."""
        while not self._stopped.wait(HEARTBEAT):
            try:
                self._beat()
            except Exception:  # a dead heart would look like a site that loses webhooks
                log.exception("the sandbox's heart missed a beat")

    def _beat(self) -> None:
        with self._store.transaction():
            now = int(time.time()) + Chaos(self._store).clock_offset()
            expire_due(self._store, cause=Cause(now))
            self._store.forget_answers_before(now - LONGEST_SECONDS)
        while not self._stopped.is_set() and (delivery := self._store.next_delivery(time.time())):
            self._store.note_delivery(self._tried(delivery))

    def _tried(self, delivery: Delivery) -> Delivery:
        """Post one event and return how its delivery stands now."""
        event = self._store.get("event", delivery.event)
        tries = delivery.tries + 1
        try:
            status = self._post(json.dumps(event, indent=2))
        except (OSError, http.client.HTTPException) as error:
            answer, arrived = f"no answer: {error}", False
        else:
            answer, arrived = f"HTTP {status}", status in range(200, 300)
        if arrived:
            return delivery._replace(state="delivered", tries=tries, answer=answer)
        state = "given up" if tries >= MOST_TRIES else "waiting"
        pause = min(self._first_pause * 2 ** (tries - 1), LONGEST_PAUSE)
        return delivery._replace(state=state, tries=tries, due=time.time() + pause, answer=answer)

    def _post(self, payload: str) -> int:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks; sandbox)",
            "Stripe-Signature": stripe.WebhookSignature.generate_signature_header(payload, self._secret),
        }
        connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=ANSWER_WITHIN)
        try:
            connection.request("POST", self._path, payload.encode(), headers)
            return connection.getresponse().status
        finally:
            connection.close()
