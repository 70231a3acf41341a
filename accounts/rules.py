"""Who may: roles asked by views, templates and upper apps."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Membership, User

Visitor = User | AnonymousUser


def person_of(request: HttpRequest) -> User:
    """Return the person behind a request that `login_required` let through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def display_name(user: User) -> str:
    """Return how a person is shown to others."""
    return user.name or user.email


def is_administrator(user: Visitor) -> bool:
    """Say whether this person runs the installation."""
    return bool(user.is_active and user.is_superuser)


def is_editor(user: Visitor) -> bool:
    """Say whether this person may enter the back office."""
    return bool(user.is_active and user.has_perm("wagtailadmin.access_admin"))


def is_moderator(user: Visitor) -> bool:
    """Say whether this person publishes what editors submit."""
    return is_administrator(user) or (user.is_authenticated and user.groups.filter(name="Moderators").exists())


def is_manager(user: Visitor) -> bool:
    """Say whether this person looks after an organization's seats."""
    return user.is_authenticated and managed_memberships(user).exists()


def managed_memberships(user: User) -> QuerySet[Membership]:
    """Return the memberships through which this person manages organizations."""
    return user.memberships.filter(role__in=[Membership.Role.OWNER, Membership.Role.MANAGER])
