"""The only door to Stripe: nothing else imports `stripe`. Calls the network, so never inside a transaction."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from billing.errors import GatewayRefused, GatewayUnavailable, SignatureRefused

if TYPE_CHECKING:
    import stripe
    from stripe.params.checkout import SessionCreateParams

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 15
RETRIES = 2
CLOCK_TOLERANCE = timedelta(seconds=300)  # Stripe's own; the SDK checks only the past, we check both directions
LIVE_KEYS = ("sk_live_", "rk_live_")
REFUNDS_READ = 100


@dataclass(frozen=True)
class SessionPicture:
    """What Stripe says of a Checkout Session at the moment of reading."""

    id: str
    status: str
    payment_status: str
    client_reference_id: str
    metadata: dict[str, str]
    is_live: bool
    mode: str
    currency: str
    amount_subtotal: int | None
    amount_total: int | None
    url: str
    intent_id: str
    intent_status: str
    amount_received: int | None


@dataclass(frozen=True)
class RefundPicture:
    """What Stripe says of a refund."""

    id: str
    status: str
    amount_minor: int
    currency: str
    request: str  # our Refund's public id; empty for one made in Stripe's dashboard


@dataclass(frozen=True)
class Event:
    """What a signed delivery says; only good for finding the order to read again."""

    id: str
    type: str
    object_id: str
    api_version: str
    is_live: bool
    account: str
    body: str


@dataclass(frozen=True)
class Purchase:
    """What we ask Stripe to have paid: everything of one payment attempt."""

    idempotency_key: str
    order_id: str
    order_number: str
    email: str
    currency: str
    expires_at: datetime
    success_url: str
    cancel_url: str
    is_instant_only: bool
    lines: Sequence[tuple[str, int, int]] = field(default_factory=tuple)  # title, minor units for one, units


def is_live() -> bool:
    """Say whether the configured key moves real money."""
    return settings.STRIPE_SECRET_KEY.startswith(LIVE_KEYS)


def create_session(purchase: Purchase) -> SessionPicture:
    """Open a hosted payment page; asking again with the same key gives the same one.

    Raises `GatewayUnavailable` when the answer is lost or late (ask again), `GatewayRefused` when it is a no.
    """
    metadata = {"order": purchase.order_id, "attempt": purchase.idempotency_key}
    params: SessionCreateParams = {
        "mode": "payment",
        "submit_type": "pay",
        "client_reference_id": purchase.order_id,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata, "description": purchase.order_number},
        "customer_email": purchase.email,
        "expires_at": int(purchase.expires_at.timestamp()),
        "success_url": purchase.success_url,
        "cancel_url": purchase.cancel_url,
        "adaptive_pricing": {"enabled": False},  # else the dashboard decides what currency the buyer pays in
        "line_items": [
            {
                "quantity": units,
                "price_data": {
                    "currency": purchase.currency.lower(),
                    "unit_amount": unit_minor,
                    "product_data": {"name": title},
                },
            }
            for title, unit_minor, units in purchase.lines
        ],
        "expand": ["payment_intent"],
    }
    if purchase.is_instant_only:
        params["allowed_payment_method_types"] = ["card"]
    with _mapped("create_session"):
        session = _client().v1.checkout.sessions.create(params, {"idempotency_key": purchase.idempotency_key})
    return _picture(session)


def read_session(session_id: str) -> SessionPicture:
    """Return what Stripe says of a session now."""
    with _mapped("read_session"):
        session = _client().v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]})
    return _picture(session)


def expire_session(session_id: str) -> None:
    """Make a session unpayable; raises `GatewayRefused` when it is complete or expired already: read it then."""
    with _mapped("expire_session"):
        _client().v1.checkout.sessions.expire(session_id, options={"idempotency_key": f"expire-{session_id}"})


def create_refund(*, intent_id: str, amount_minor: int, request: str) -> RefundPicture:
    """Give money of a payment back; asking again for the same request gives the same refund."""
    with _mapped("create_refund"):
        refund = _client().v1.refunds.create(
            {"payment_intent": intent_id, "amount": amount_minor, "metadata": {"refund": request}},
            {"idempotency_key": f"refund-{request}"},
        )
    return _refund_picture(refund)


def refunds_of(intent_id: str) -> list[RefundPicture]:
    """Return every refund of a payment, also those made in Stripe's dashboard."""
    with _mapped("refunds_of"):
        refunds = _client().v1.refunds.list({"payment_intent": intent_id, "limit": REFUNDS_READ})
    return [_refund_picture(refund) for refund in refunds.data]


def read_event(payload: bytes, header: str, *, now: datetime) -> Event:
    """Return what a delivery says once its signature is proven with any active secret.

    Raises `SignatureRefused` for a missing, forged, old or future signature, and for what is no event.
    """
    import stripe  # noqa: PLC0415  heavy; only who talks of money pays for it

    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(payload, header, secret, int(CLOCK_TOLERANCE.total_seconds()))
            signed_at = datetime.fromtimestamp(int(header.split("t=", 1)[1].split(",", 1)[0]), UTC)
            if signed_at - now > CLOCK_TOLERANCE:
                raise SignatureRefused("signed in the future")
            return _event(payload)
        except (stripe.SignatureVerificationError, ValueError, IndexError, OverflowError, TypeError):
            continue
    raise SignatureRefused("no active secret signed this")


def _event(payload: bytes) -> Event:
    body = payload.decode()
    event = json.loads(body)
    if not (isinstance(event, dict) and event.get("object") == "event" and event.get("id")):
        raise SignatureRefused("not an event")
    thing = (event.get("data") or {}).get("object") or {}
    return Event(
        id=str(event["id"]),
        type=str(event.get("type", "")),
        object_id=str(thing.get("id", "")),
        api_version=str(event.get("api_version") or ""),
        is_live=bool(event.get("livemode")),
        account=str(event.get("account") or ""),
        body=body,
    )


def _client() -> "stripe.StripeClient":
    if not settings.STRIPE_SECRET_KEY:
        raise GatewayUnavailable(_("Payments are not set up here yet. Nothing was charged."))
    return _client_of(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, RETRIES)


@cache  # one client keeps its connections, and each handshake with Stripe costs a buyer's time
def _client_of(key: str, address: str, retries: int) -> "stripe.StripeClient":
    import stripe  # noqa: PLC0415  heavy; only who talks of money pays for it

    return stripe.StripeClient(
        key,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": address},
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )


@contextmanager
def _mapped(call: str) -> Iterator[None]:
    """Turn the SDK's errors into ours: worth another try, or not."""
    import stripe  # noqa: PLC0415  heavy; only who talks of money pays for it

    try:
        yield
    except (stripe.CardError, stripe.IdempotencyError, stripe.InvalidRequestError) as no:
        log.warning("stripe_refused", extra={"call": call, "code": no.code, "request": no.request_id})
        raise GatewayRefused(_("The payment service did not accept this. Nothing was charged.")) from no
    except stripe.StripeError as problem:
        log.warning(
            "stripe_unavailable", extra={"call": call, "kind": type(problem).__name__, "request": problem.request_id}
        )
        raise GatewayUnavailable(
            _("The payment service cannot be reached at the moment. Nothing was charged; please try again in a minute.")
        ) from problem


def _picture(session: "stripe.checkout.Session") -> SessionPicture:
    intent: Any = session.payment_intent
    is_expanded = intent is not None and not isinstance(intent, str)
    return SessionPicture(
        id=session.id,
        status=session.status or "",
        payment_status=session.payment_status,
        client_reference_id=session.client_reference_id or "",
        metadata=session.metadata.to_dict() if session.metadata else {},
        is_live=session.livemode,
        mode=session.mode,
        currency=(session.currency or "").upper(),
        amount_subtotal=session.amount_subtotal,
        amount_total=session.amount_total,
        url=session.url or "",
        intent_id=intent.id if is_expanded else (intent or ""),
        intent_status=intent.status if is_expanded else "",
        amount_received=intent.amount_received if is_expanded else None,
    )


def _refund_picture(refund: "stripe.Refund") -> RefundPicture:
    return RefundPicture(
        id=refund.id,
        status=refund.status or "",
        amount_minor=refund.amount,
        currency=refund.currency.upper(),
        request=refund.metadata.to_dict().get("refund", "") if refund.metadata else "",
    )
