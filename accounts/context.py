"""What every page knows of the person before it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from accounts.roles import roles_of


def roles(request: HttpRequest) -> dict[str, Any]:
    """Return the roles of whoever is signed in, for menus."""
    person = getattr(request, "user", None)
    return {"roles": SimpleLazyObject(lambda: roles_of(person) if isinstance(person, User) else frozenset())}
