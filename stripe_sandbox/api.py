"""The door to /v1: key, version, idempotency, faults on order, and the contract check on what goes out."""

import base64
import binascii
import hashlib
import json
import time

import stripe

from stripe_sandbox import API_VERSION, contract, resources
from stripe_sandbox.chaos import Chaos
from stripe_sandbox.endpoints import Call, endpoint_for
from stripe_sandbox.errors import ApiError, BadParameter, KeyReused, NotAuthenticated, Outage, RefusedByState
from stripe_sandbox.events import Cause
from stripe_sandbox.expand import expand
from stripe_sandbox.forms import Tree, decode
from stripe_sandbox.messages import Answer, Request
from stripe_sandbox.operations import expire_due
from stripe_sandbox.params import read, refuse_what_is_not_imitated
from stripe_sandbox.store import Json, Store, StoredAnswer

TEST_KEY = "sk_test_"
LONGEST_IDEMPOTENCY_KEY = 255
REQUEST_FAULTS = ("fail_before", "fail_after", "lose_answer", "delay_answer")


def answer(request: Request, *, store: Store, now: int, address: str) -> Answer:
    """Answer one request to /v1; `address` is where the hosted page lives."""
    cause = Cause(now, resources.new_id("req_", 14), request.headers.get("Idempotency-Key"))
    with store.transaction():
        faults = {verb: Chaos(store).take(verb, f"{request.method} {request.path}") for verb in REQUEST_FAULTS}
        expire_due(store, cause=Cause(now))
    try:
        account = _account(request)
        _check_version(request)
        if before := faults["fail_before"]:
            raise Outage(before["status"])
        after = faults["fail_after"]
        with store.transaction():
            reply = _answer_once(
                request,
                account,
                store=store,
                cause=cause,
                address=address,
                outage=Outage(after["status"]) if after else None,
            )
    except ApiError as error:
        reply = Answer.of_json(error.to_dict(), error.status)
    if delay := faults["delay_answer"]:
        time.sleep(delay["seconds"])
    reply.lost = faults["lose_answer"] is not None
    reply.headers = {"Request-Id": cause.request_id or "", "Stripe-Version": API_VERSION, **reply.headers}
    return reply


def _account(request: Request) -> str:
    """Return a name for whoever holds the key; the key itself is not stored. Raises `NotAuthenticated`."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            credentials = base64.b64decode(credentials).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            credentials = ""
    if not credentials:
        raise NotAuthenticated(
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    if not credentials.startswith(TEST_KEY):
        raise NotAuthenticated(
            f"Invalid API Key provided: {credentials[:8]}****. The sandbox takes {TEST_KEY}… keys only."
        )
    return hashlib.sha256(credentials.encode()).hexdigest()


def _check_version(request: Request) -> None:
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise BadParameter(f"Invalid Stripe API version: {version}. The sandbox imitates {API_VERSION}.")


def _answer_once(
    request: Request, account: str, *, store: Store, cause: Cause, address: str, outage: Outage | None
) -> Answer:
    """Execute the request, or repeat the answer that its idempotency key was given before.

    Malformed requests are never kept, as nothing was executed; refusals and Stripe's own errors are.
    """
    tree, key = decode(request.text), cause.idempotency_key
    if request.method != "POST" or not key:
        return _executed(request, tree, store=store, cause=cause, address=address, outage=outage)
    if len(key) > LONGEST_IDEMPOTENCY_KEY:
        raise BadParameter(f"Idempotency keys take at most {LONGEST_IDEMPOTENCY_KEY} characters.")
    fingerprint = hashlib.sha256(json.dumps([request.path, tree], sort_keys=True).encode()).hexdigest()
    if kept := store.answer_kept(account, key):
        if kept.fingerprint != fingerprint:
            raise KeyReused(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
        replayed = {"Idempotent-Replayed": "true", "Original-Request": kept.request_id}
        return Answer(kept.status, kept.body.encode(), {"Content-Type": "application/json", **replayed})
    reply = _executed(request, tree, store=store, cause=cause, address=address, outage=outage)
    stored = StoredAnswer(fingerprint, reply.status, reply.body.decode(), cause.request_id or "")
    store.keep_answer(account, key, stored, cause.now)
    return reply


def _executed(
    request: Request, tree: Tree, *, store: Store, cause: Cause, address: str, outage: Outage | None
) -> Answer:
    endpoint, object_id = endpoint_for(request.method, request.path)
    params = read(endpoint.shape, tree)
    if endpoint.imitated is not None:
        refuse_what_is_not_imitated(params, endpoint.imitated)
    try:
        body = endpoint.handle(Call(store, cause, object_id, params, request.path, address))
    except RefusedByState as refusal:
        return Answer.of_json(refusal.to_dict(), refusal.status)
    body = expand(store, body, params.get("expand", []))
    contract.check(body)
    if outage:
        return Answer.of_json(outage.to_dict(), outage.status)
    return Answer.of_json(_distorted(store, body) if request.method == "GET" else body)


def _distorted(store: Store, body: Json) -> Json:
    """Return a session with the wrong amount if that fault is on order: ours must refuse to grant anything for it."""
    fault = Chaos(store).take("wrong_amount") if body["object"] == stripe.checkout.Session.OBJECT_NAME else None
    if fault is None:
        return body
    return body | {name: body[name] + fault["add"] for name in ("amount_subtotal", "amount_total")}
