"""What follows from what happens at sign-in."""

from typing import Any

from allauth.mfa.signals import authenticator_added
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User


@receiver(authenticator_added)
def end_other_sessions(request: HttpRequest, user: User, **_more: Any) -> None:
    """Sign a person out everywhere else: a second factor protects nobody from who came in without it."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    get_adapter().end_sessions(others)
