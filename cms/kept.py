"""What is kept in the cache between requests, all under one version: one change of content forgets everything at once.

Values live for `LIFETIME` at most, so that processes which do not share a cache agree again soon.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import get_random_string

VERSION_KEY = "cms:version"
LIFETIME = 60  # seconds
T = TypeVar("T")


def version() -> str:
    """Return the version under which values are kept now."""
    return cast("str", cache.get_or_set(VERSION_KEY, lambda: get_random_string(12), None))


def forget() -> None:
    """Let nothing that was kept be found again: now, and once more when the change can be seen by others."""
    _renew()
    transaction.on_commit(_renew)


def _renew() -> None:
    cache.set(VERSION_KEY, get_random_string(12), None)


def keep(name: str, make: Callable[[], T]) -> T:
    """Return what is kept under `name`, making it first when it is not there."""
    key = f"cms:{version()}:{name}"
    missing = object()
    value = cache.get(key, missing)
    if value is missing:
        value = make()
        cache.set(key, value, LIFETIME)
    return cast("T", value)
