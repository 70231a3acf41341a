"""What must be right about money before the site is let near it."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

from accounts.zones import known_zone
from billing.gateway import LIVE_KEYS

STRIPE = "https://api.stripe.com"
LOCAL_NAMES = {"localhost", "testserver", ""}


@register
def money_is_safe(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse to start where test and live could mix, or where Stripe could not be trusted."""
    return [*_demo(), *_keys(), *_address(), *_zone()]


def _demo() -> list[CheckMessage]:
    if settings.LOCAL and settings.STRIPE_SECRET_KEY.startswith(LIVE_KEYS):
        return [Error("Demo mode with a live Stripe key.", hint="Unset DEMO, or the key.", id="billing.E001")]
    return []


def _is_local(host: str) -> bool:
    name = host.strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in LOCAL_NAMES


def _keys() -> list[CheckMessage]:
    if not settings.STRIPE_SECRET_KEY:
        return [Caution("STRIPE_SECRET_KEY is not set: nothing that costs money can be bought.", id="billing.W001")]
    if not any(secret.strip() for secret in settings.STRIPE_WEBHOOK_SECRETS):
        return [
            Error(
                "STRIPE_WEBHOOK_SECRETS is not set.",
                hint="Stripe's dashboard shows the signing secret of the webhook endpoint /billing/stripe/webhook/.",
                id="billing.E003",
            )
        ]
    return []


def _address() -> list[CheckMessage]:
    if settings.LOCAL:
        host = urlsplit(settings.STRIPE_API_BASE).hostname or ""
        if settings.STRIPE_API_BASE.rstrip("/") == STRIPE or _is_local(host):
            return []
        return [Error(f"STRIPE_API_BASE is {settings.STRIPE_API_BASE}: neither Stripe nor here.", id="billing.E005")]
    if settings.STRIPE_API_BASE.rstrip("/") == STRIPE:
        return []
    return [
        Error(
            f"STRIPE_API_BASE is {settings.STRIPE_API_BASE}, not {STRIPE}.",
            hint="Only demo mode may talk to a sandbox.",
            id="billing.E004",
        )
    ]


def _zone() -> list[CheckMessage]:
    if known_zone(settings.SELLER_TIME_ZONE) == settings.SELLER_TIME_ZONE:
        return []
    return [
        Error(
            f"SELLER_TIME_ZONE is {settings.SELLER_TIME_ZONE}, which is no time zone.",
            hint="Name one as the IANA does, such as Europe/Berlin.",
            id="billing.E006",
        )
    ]
