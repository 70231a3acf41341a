"""Hears who signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from assessments import operations, visitors


@receiver(user_logged_in, dispatch_uid="assessments_keep_short_check")
def keep_short_check(request: HttpRequest | None, user: User, **_kwargs: Any) -> None:
    """Give the short check that this browser took as a visitor to the person who now signs in."""
    if request is None or not hasattr(request, "session") or not (named := visitors.remembered(request)):
        return
    visitors.forget(request)
    operations.claim_short_check(public_id=named, taker=user)
