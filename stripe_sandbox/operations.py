"""Everything that changes something: sessions are created, paid, declined and expired, charges are refunded."""

import re
from typing import Any
from urllib.parse import urlsplit

from stripe_sandbox import resources
from stripe_sandbox.errors import BadParameter, NoSuchObject, RefusedByState
from stripe_sandbox.events import Cause, announce
from stripe_sandbox.money import SMALLEST_CHARGE, show
from stripe_sandbox.params import missing
from stripe_sandbox.store import Json, Store

SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 60 * 60  # of a session's life: Stripe's reference, `expires_at`
LARGEST_AMOUNT = 99_999_999
MOST_LINES = 100
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def is_email(text: str) -> bool:
    """Tell whether something could be an e-mail address."""
    return EMAIL.fullmatch(text) is not None


def create_session(store: Store, params: Json, *, cause: Cause, address: str) -> Json:
    """Open a Checkout Session; raises `BadParameter` for what the types alone cannot tell."""
    for name in ("mode", "line_items", "success_url"):
        if name not in params:
            raise missing(name)
    _check_addresses(params)
    _check_labels(params)
    _check_customer(store, params)
    params = {"expires_at": cause.now + LONGEST_SECONDS, **params}
    _check_expiry(params["expires_at"], now=cause.now)
    lines = params["line_items"]
    if not 1 <= len(lines) <= MOST_LINES:
        raise BadParameter(f"Give between 1 and {MOST_LINES} line items.", param="line_items")
    for index, line in enumerate(lines):
        _check_line(line, path=f"line_items[{index}]")
    currency = _one_currency(lines, params.get("currency"))
    amount = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)
    _check_amount(amount, currency)
    if customer := store.get("customer", params.get("customer", "")):
        params |= {"email": customer["email"]}
    session = resources.checkout_session(params, amount=amount, currency=currency, now=cause.now, address=address)
    store.add(session, notes={"payment_intent_data": params.get("payment_intent_data", {})})
    for line in reversed(lines):  # a list answers its newest first, and lines are answered in their own order
        _add_line(store, line, session=session, now=cause.now)
    return session


def create_customer(store: Store, params: Json, *, cause: Cause) -> Json:
    """Store a customer."""
    return store.add(resources.customer(params, now=cause.now))


def pay(store: Store, session: Json, *, email: str | None, cause: Cause) -> Json:
    """Pay an open session with the test card that succeeds; raises `RefusedByState` for a second time."""
    _require_open(session, "paid")
    email = email or (session["customer_details"] or {}).get("email")
    if session["amount_total"]:
        intent = _intent_of(store, session, cause=cause)
        charge = store.add(resources.charge(intent, email=email, approved=True, now=cause.now))
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": charge["id"],
            "payment_method": charge["payment_method"],
            "last_payment_error": None,
        }
        announce(store, "payment_intent.succeeded", store.save(intent), cause=cause)
        session |= {"payment_intent": intent["id"], "payment_status": "paid"}
    session |= {"status": "complete", "url": None, "customer_details": resources.payer(email)}
    announce(store, "checkout.session.completed", store.save(session), cause=cause)
    return session


def decline(store: Store, session: Json, *, email: str | None, cause: Cause) -> str:
    """Try the test card that is declined; the session stays open. Returns the message for the buyer."""
    _require_open(session, "paid")
    intent = _intent_of(store, session, cause=cause)
    charge = store.add(resources.charge(intent, email=email, approved=False, now=cause.now))
    message = "Your card was declined. Try another one."
    intent |= {
        "latest_charge": charge["id"],
        "last_payment_error": {
            "type": "card_error",
            "charge": charge["id"],
            "code": "card_declined",
            "decline_code": "generic_decline",
            "message": charge["failure_message"],
        },
    }
    announce(store, "payment_intent.payment_failed", store.save(intent), cause=cause)
    store.save(session | {"payment_intent": intent["id"]})
    return message


def expire(store: Store, session: Json, *, cause: Cause) -> Json:
    """End an open session: from here on nobody can pay it."""
    _require_open(session, "expired")
    if session["payment_intent"]:
        intent = store.known("payment_intent", session["payment_intent"])
        intent |= {"status": "canceled", "canceled_at": cause.now, "cancellation_reason": "automatic"}
        announce(store, "payment_intent.canceled", store.save(intent), cause=cause)
    session |= {"status": "expired", "url": None}
    announce(store, "checkout.session.expired", store.save(session), cause=cause)
    return session


def expire_due(store: Store, *, cause: Cause) -> None:
    """End every open session whose `expires_at` has come."""
    for session in store.open_sessions_expiring(cause.now):
        expire(store, session, cause=cause)


def refund(store: Store, params: Json, *, cause: Cause) -> Json:
    """Give money back, all that is left or `amount`; raises `RefusedByState` for more than that."""
    charge = _charge_to_refund(store, params)
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise RefusedByState(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = params.get("amount", left)
    if amount < 1:
        raise BadParameter(
            "This value must be greater than or equal to 1.", param="amount", code="parameter_invalid_integer"
        )
    if amount > left:
        shown, open_amount = show(amount, charge["currency"]), show(left, charge["currency"])
        raise RefusedByState(
            f"Refund amount ({shown}) is greater than unrefunded amount on charge ({open_amount})", param="amount"
        )
    _check_metadata(params.get("metadata", {}), "metadata")
    made = store.add(resources.refund(params, its_charge=charge, amount=amount, now=cause.now))
    previous = {"amount_refunded": charge["amount_refunded"], "refunded": False}
    charge |= {"amount_refunded": charge["amount_refunded"] + amount, "refunded": amount == left}
    announce(store, "charge.refunded", store.save(charge), cause=cause, previous=previous)
    announce(store, "refund.created", made, cause=cause)
    return made


def _add_line(store: Store, line: Json, *, session: Json, now: int) -> None:
    product_data = line["price_data"]["product_data"]
    product = store.add(resources.product(product_data, now=now))
    its_price = store.add(resources.price(line["price_data"], product_id=product["id"], now=now))
    store.add(resources.line_item(line, its_price=its_price, name=product_data["name"]), parent=session["id"])


def _intent_of(store: Store, session: Json, *, cause: Cause) -> Json:
    """Return the session's PaymentIntent, which its first try to pay makes."""
    if session["payment_intent"]:
        return store.known("payment_intent", session["payment_intent"])
    data = store.notes(session["id"])["payment_intent_data"]
    return store.add(resources.payment_intent(session, data, now=cause.now))


def _require_open(session: Json, done: str) -> None:
    if session["status"] != "open":
        raise RefusedByState(
            f'Only Checkout Sessions with a status in ["open"] can be {done}. '
            f"This Checkout Session has a status of `{session['status']}`."
        )


def _charge_to_refund(store: Store, params: Json) -> Json:
    if ("charge" in params) == ("payment_intent" in params):
        raise BadParameter("Give one of the parameters `payment_intent` and `charge`, and only one of them.")
    charge_id = params.get("charge")
    if charge_id is None:
        intent = store.get("payment_intent", params["payment_intent"])
        if intent is None:
            raise NoSuchObject.named("payment_intent", params["payment_intent"], param="payment_intent")
        charge_id = intent["latest_charge"]
    charge = store.get("charge", charge_id or "")
    if charge is None and "charge" in params:
        raise NoSuchObject.named("charge", params["charge"], param="charge")
    if charge is None or not charge["paid"]:
        whose = params.get("payment_intent") or params["charge"]
        raise RefusedByState(f"{whose} does not have a successful charge to refund.")
    return charge


def _check_addresses(params: Json) -> None:
    for name in ("success_url", "cancel_url"):
        parts = urlsplit(params.get(name, "https://example.com"))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise BadParameter("Not a valid URL", param=name, code="url_invalid")


def _check_labels(params: Json) -> None:
    if len(params.get("client_reference_id", "")) > 200:  # Stripe's reference
        raise BadParameter("client_reference_id takes at most 200 characters.", param="client_reference_id")
    if not is_email(params.get("customer_email", "robin@example.com")):
        raise BadParameter(
            f"Invalid email address: {params['customer_email']}", param="customer_email", code="email_invalid"
        )
    _check_metadata(params.get("metadata", {}), "metadata")
    _check_metadata(params.get("payment_intent_data", {}).get("metadata", {}), "payment_intent_data[metadata]")


def _check_metadata(metadata: Any, path: str) -> None:
    most_keys, longest_key, longest_value = 50, 40, 500  # Stripe's reference, "Metadata"
    if len(metadata) > most_keys:
        raise BadParameter(f"Metadata takes at most {most_keys} keys.", param=path)
    for key, value in dict(metadata or {}).items():
        if len(key) > longest_key or len(value) > longest_value:
            raise BadParameter(
                f"Metadata takes keys of {longest_key} and values of {longest_value} characters at most.",
                param=f"{path}[{key}]",
            )


def _check_customer(store: Store, params: Json) -> None:
    if "customer" in params:
        if "customer_email" in params:
            raise BadParameter("You may only specify one of these parameters: customer, customer_email.")
        if store.get("customer", params["customer"]) is None:
            raise NoSuchObject.named("customer", params["customer"], param="customer")


def _check_expiry(expires_at: int, *, now: int) -> None:
    if expires_at - now < SHORTEST_SECONDS:
        raise BadParameter(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", param="expires_at"
        )
    if expires_at - now > LONGEST_SECONDS:
        raise BadParameter(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", param="expires_at"
        )


def _check_line(line: Json, *, path: str) -> None:
    for name in ("price_data", "quantity"):
        if name not in line:
            raise missing(f"{path}[{name}]")
    for name in ("product_data", "unit_amount"):
        if name not in line["price_data"]:
            raise missing(f"{path}[price_data][{name}]")
    if line["quantity"] < 1:
        raise BadParameter("This value must be greater than or equal to 1.", param=f"{path}[quantity]")
    if not 0 <= line["price_data"]["unit_amount"] <= LARGEST_AMOUNT:
        raise BadParameter(
            f"Invalid non-negative integer up to {LARGEST_AMOUNT}",
            param=f"{path}[price_data][unit_amount]",
            code="parameter_invalid_integer",
        )


def _one_currency(lines: list[Json], wanted: str | None) -> str:
    currencies = {line["price_data"]["currency"].lower() for line in lines} | ({wanted.lower()} if wanted else set())
    if len(currencies) > 1:
        raise BadParameter("All line items must have the same currency.", param="line_items")
    (currency,) = currencies
    if currency not in SMALLEST_CHARGE:
        raise BadParameter(
            f"Invalid currency: {currency}. The sandbox knows these currencies: {', '.join(SMALLEST_CHARGE)}",
            param="line_items[0][price_data][currency]",
        )
    for line in lines:
        line["price_data"]["currency"] = currency
    return currency


def _check_amount(amount: int, currency: str) -> None:
    least = SMALLEST_CHARGE[currency]
    if 0 < amount < least:
        raise BadParameter(
            f"The Checkout Session's total amount must be at least {show(least, currency)}.", code="amount_too_small"
        )
    if amount > LARGEST_AMOUNT:
        raise BadParameter(
            f"The Checkout Session's total amount must be no more than {show(LARGEST_AMOUNT, currency)}.",
            code="amount_too_large",
        )
