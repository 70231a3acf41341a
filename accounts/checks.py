"""Mistakes of an installation that are refused before it starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}


@register()
def check_demo_stays_here(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse demo mode, with its one-click sign-in, on anything but this machine; the mode of the tests is as open."""
    if (settings.DEMO or settings.TESTING) and not set(settings.ALLOWED_HOSTS) <= LOOPBACK:
        return [
            Error(
                "DEMO=1 (or TESTING=1) lets anybody sign in as administrator, so it answers on localhost only.",
                hint="Unset it, or leave ALLOWED_HOSTS unset.",
                id="accounts.E001",
            )
        ]
    return []


@register(deploy=True)
def check_one_line_is_reached(**_kwargs: Any) -> list[CheckMessage]:
    """Refuse a cache of one process where several share the limits on sign-in."""
    backend = settings.CACHES["default"]["BACKEND"]
    if not settings.LOCAL and backend.endswith("LocMemCache"):
        return [
            Error(
                "CACHE_URL names a cache that each process keeps for itself; limits on sign-in would not hold.",
                hint="Set CACHE_URL to a Redis or Valkey address.",
                id="accounts.E002",
            )
        ]
    return []
