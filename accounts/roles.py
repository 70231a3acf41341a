"""What a person is, for menus only: registered from above, asked once a minute. Doors ask the rules, never this."""

from collections.abc import Callable

from django.core.cache import cache

from accounts.models import User
from accounts.rules import is_editor

KEPT_SECONDS = 60

_roles: dict[str, Callable[[User], bool]] = {"editor": is_editor}


def register(name: str, predicate: Callable[[User], bool]) -> None:
    """Name a role that menus may ask for."""
    _roles[name] = predicate


def roles_of(person: User) -> frozenset[str]:
    """Return the names of a person's roles, kept for a minute since every page of theirs asks."""
    key = f"accounts:roles:{person.pk}"
    kept: frozenset[str] | None = cache.get(key)
    if kept is None:
        kept = frozenset(name for name, holds in _roles.items() if holds(person))
        cache.set(key, kept, KEPT_SECONDS)
    return kept
