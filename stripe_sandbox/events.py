"""What happened, told as events: stored for `GET /v1/events` and queued for the webhook in the same transaction."""

import time
from dataclasses import dataclass

from stripe_sandbox import contract, resources
from stripe_sandbox.chaos import Chaos
from stripe_sandbox.store import Json, Store


@dataclass(frozen=True)
class Cause:
    """When something happens, and through which API request; a click on a page has no request."""

    now: int
    request_id: str | None = None
    idempotency_key: str | None = None


def announce(store: Store, event_type: str, subject: Json, *, cause: Cause, previous: Json | None = None) -> None:
    """Store the event and queue it for the webhook, unless a fault on order says otherwise."""
    request = {"id": cause.request_id, "idempotency_key": cause.idempotency_key}
    event = resources.event(event_type, subject, previous=previous, request=request, now=cause.now)
    contract.check(event)
    store.add(event)
    chaos, due = Chaos(store), time.time()
    if chaos.take("drop_webhooks", event_type):
        store.add_delivery(event, state="dropped", due=due)
        return
    if delay := chaos.take("delay_webhooks", event_type):
        due += delay["seconds"]
    copies = 2 if chaos.take("duplicate_webhooks", event_type) else 1
    for _ in range(copies):
        store.add_delivery(event, due=due)


def redeliver(store: Store, event_id: str) -> bool:
    """Queue a stored event once more, past all faults; tell whether there is such an event."""
    event = store.get("event", event_id)
    if event is None:
        return False
    store.add_delivery(event, due=time.time())
    return True
