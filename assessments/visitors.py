"""What a visitor's session remembers: the short check that was taken before signing up."""

import uuid

from django.http import HttpRequest

SESSION_KEY = "short_check"


def remember(request: HttpRequest, public_id: uuid.UUID) -> None:
    """Name a short check in this visitor's session."""
    request.session[SESSION_KEY] = str(public_id)


def remembered(request: HttpRequest) -> uuid.UUID | None:
    """Return the short check that this visitor's session names."""
    named = request.session.get(SESSION_KEY)
    return uuid.UUID(named) if named else None


def forget(request: HttpRequest) -> None:
    """Name no short check any more."""
    request.session.pop(SESSION_KEY, None)
