"""Stripe's objects, written out with every field that real answers carry."""

import secrets
import string
from typing import Any

from stripe_sandbox import API_VERSION
from stripe_sandbox.store import Json

ALPHABET = string.ascii_letters + string.digits
NOBODY = {"address": None, "business_name": None, "individual_name": None, "name": None, "phone": None}
NOWHERE = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}


def new_id(prefix: str, length: int = 24) -> str:
    """Return a fresh id in Stripe's manner: `pi_` and letters."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(length))


def nothing(names: str) -> Json:
    """Return the named fields, all null: Stripe sends them so when they do not apply."""
    return dict.fromkeys(names.split())


def list_of(data: list[Json], *, url: str, has_more: bool = False) -> Json:
    """Return a page of a list."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def product(product_data: Json, *, now: int) -> Json:
    """Return the product that inline `price_data` makes; it is never active, so that no other session can use it."""
    return {
        **nothing("default_price package_dimensions shippable statement_descriptor tax_code unit_label url"),
        "id": new_id("prod_", 14),
        "object": "product",
        "active": False,
        "created": now,
        "description": product_data.get("description"),
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": product_data.get("metadata", {}),
        "name": product_data["name"],
        "type": "service",
        "updated": now,
    }


def price(price_data: Json, *, product_id: str, now: int) -> Json:
    """Return the one-time price that inline `price_data` makes."""
    return {
        **nothing("custom_unit_amount lookup_key nickname recurring tiers_mode transform_quantity"),
        "id": new_id("price_1"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": price_data["currency"],
        "livemode": False,
        "metadata": {},
        "product": product_id,
        "tax_behavior": price_data.get("tax_behavior", "unspecified"),
        "type": "one_time",
        "unit_amount": price_data["unit_amount"],
        "unit_amount_decimal": str(price_data["unit_amount"]),
    }


def line_item(item: Json, *, its_price: Json, name: str) -> Json:
    """Return one line of a Checkout Session."""
    amount = its_price["unit_amount"] * item["quantity"]
    return {
        "id": new_id("li_1"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": its_price["currency"],
        "description": name,
        "metadata": item.get("metadata", {}),
        "price": its_price,
        "quantity": item["quantity"],
    }


def customer(params: Json, *, now: int) -> Json:
    """Return a customer."""
    return {
        **nothing("currency default_source description email name phone shipping test_clock address"),
        **{name: params[name] for name in ("description", "email", "name", "phone") if name in params},
        "id": new_id("cus_", 14),
        "object": "customer",
        "balance": 0,
        "created": now,
        "delinquent": False,
        "invoice_prefix": new_id("", 8).upper(),
        "invoice_settings": nothing("custom_fields default_payment_method footer rendering_options"),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "preferred_locales": [],
        "tax_exempt": "none",
    }


def checkout_session(params: Json, *, amount: int, currency: str, now: int, address: str) -> Json:
    """Return a fresh Checkout Session of hosted mode; `address` is where its page lives."""
    session_id = new_id("cs_test_a1", 56)
    email = params.get("customer_email") or params.get("email")  # the latter of a customer whom we know
    return {
        **nothing(
            "after_expiration allow_promotion_codes billing_address_collection client_secret collected_information"
            " consent consent_collection currency_conversion customer_account discounts invoice payment_intent"
            " payment_link payment_method_configuration_details permissions recovered_from setup_intent"
            " saved_payment_method_options shipping_address_collection shipping_cost subscription wallet_options"
        ),
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": params.get("customer"),
        "customer_creation": "if_required",
        "customer_details": payer(email) if email else None,
        "customer_email": params.get("customer_email"),
        "expires_at": params["expires_at"],
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                **nothing("account_tax_ids custom_fields description footer issuer rendering_options"),
                "metadata": {},
            },
        },
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "origin_context": None,
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid" if amount else "no_payment_required",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{address}/c/pay/{session_id}",
    }


def payer(email: str | None) -> Json:
    """Return the customer details of a session."""
    return {**NOBODY, "email": email, "tax_exempt": "none", "tax_ids": []}


def payment_intent(session: Json, data: Json, *, now: int) -> Json:
    """Return the PaymentIntent that the first try to pay makes; `data` is the session's `payment_intent_data`."""
    intent_id = new_id("pi_3")
    return {
        **nothing(
            "application application_fee_amount automatic_payment_methods canceled_at cancellation_reason"
            " customer_account last_payment_error latest_charge next_action on_behalf_of payment_method"
            " payment_method_configuration_details processing review setup_future_usage shipping source"
            " statement_descriptor transfer_data transfer_group"
        ),
        "id": intent_id,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": new_id(f"{intent_id}_secret_"),
        "confirmation_method": "automatic",
        "created": now,
        "currency": session["currency"],
        "customer": session["customer"],
        "description": data.get("description"),
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "payment_method_options": {
            "card": {**nothing("installments mandate_options network"), "request_three_d_secure": "automatic"}
        },
        "payment_method_types": ["card"],
        "receipt_email": data.get("receipt_email"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
    }


def charge(intent: Json, *, email: str | None, approved: bool, now: int) -> Json:
    """Return one try to take the money: with the test card that succeeds, or with the one that is declined."""
    outcome: dict[str, Any] = {
        **nothing("advice_code network_advice_code network_decline_code reason"),
        "network_status": "approved_by_network",
        "risk_level": "normal",
        "risk_score": 1,
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if not approved:
        outcome |= {
            "advice_code": "try_again_later",
            "network_status": "declined_by_network",
            "reason": "generic_decline",
            "seller_message": "The bank did not return any further details with this decline.",
            "type": "issuer_declined",
        }
    return {
        **nothing(
            "application application_fee application_fee_amount balance_transaction failure_balance_transaction"
            " on_behalf_of receipt_number receipt_url review shipping source source_transfer statement_descriptor"
            " transfer_data transfer_group"
        ),
        "id": new_id("ch_3"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if approved else 0,
        "amount_refunded": 0,
        "billing_details": {**nothing("name phone tax_id"), "address": dict(NOWHERE), "email": email},
        "calculated_statement_descriptor": "SANDBOX",
        "captured": approved,
        "created": now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_code": None if approved else "card_declined",
        "failure_message": None if approved else "Your card was declined.",
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": outcome,
        "paid": approved,
        "payment_intent": intent["id"],
        "payment_method": new_id("pm_1"),
        "payment_method_details": {"card": _card(intent, approved=approved), "type": "card"},
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "succeeded" if approved else "failed",
    }


def _card(intent: Json, *, approved: bool) -> Json:
    return {
        **nothing("installments mandate network_transaction_id three_d_secure wallet"),
        "amount_authorized": intent["amount"] if approved else None,
        "brand": "visa",
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": "Xt5EWLLDS7FJjR1c",
        "funding": "credit",
        "last4": "4242" if approved else "0002",
        "network": "visa",
        "network_token": {"used": False},
        "regulated_status": "unregulated",
    }


def refund(params: Json, *, its_charge: Json, amount: int, now: int) -> Json:
    """Return a refund that has succeeded."""
    return {
        **nothing("balance_transaction receipt_number source_transfer_reversal transfer_reversal"),
        "id": new_id("re_3"),
        "object": "refund",
        "amount": amount,
        "charge": its_charge["id"],
        "created": now,
        "currency": its_charge["currency"],
        "destination_details": {
            "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"},
            "type": "card",
        },
        "metadata": params.get("metadata", {}),
        "payment_intent": its_charge["payment_intent"],
        "reason": params.get("reason"),
        "status": "succeeded",
    }


def event(event_type: str, subject: Json, *, previous: Json | None, request: Json, now: int) -> Json:
    """Return the event that tells what happened to `subject`, as it is at this moment."""
    data = {"object": subject} if previous is None else {"object": subject, "previous_attributes": previous}
    return {
        "id": new_id("evt_1"),
        "object": "event",
        "api_version": API_VERSION,
        "created": now,
        "data": data,
        "livemode": False,
        "pending_webhooks": 1,
        "request": request,
        "type": event_type,
    }
