"""Loads the demo's people; a served installation starts with nobody."""

from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group

from accounts.models import Membership, Organization, User
from common.content import LoadReport, read_yaml

GROUPS = {"editor": "Editors", "moderator": "Moderators"}


def load_people(folder: Path, report: LoadReport) -> None:
    """Create the demo's people with their roles; they sign in with one click and have no password."""
    path = folder / "people.yaml"
    if not settings.DEMO or not path.is_file():
        return
    for item in read_yaml(path):
        report.count("people", is_new=_load_person(item))


def _load_person(item: dict[str, Any]) -> bool:
    is_administrator = item["role"] == "administrator"
    person, is_new = User.objects.get_or_create(
        email=item["email"],
        defaults={
            "name": item["name"],
            "time_zone": item.get("time_zone", "UTC"),
            "is_staff": is_administrator,
            "is_superuser": is_administrator,
        },
    )
    if not is_new:
        return False
    person.set_unusable_password()
    person.save(update_fields=["password"])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    if group := GROUPS.get(item["role"]):
        person.groups.add(Group.objects.get(name=group))
    if name := item.get("organization"):
        organization, _ = Organization.objects.get_or_create(name=name)
        role = Membership.Role.MANAGER if item["role"] == "manager" else Membership.Role.MEMBER
        Membership.objects.create(organization=organization, person=person, role=role)
    return True
