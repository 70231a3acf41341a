"""Writes about people: profile, export, erasure."""

import io
import json
import zipfile

import structlog
from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import privacy
from accounts.models import User
from common import jobs, mail
from common.db.guards import erasing
from common.models import Job
from common.storage import delete_after_commit

log = structlog.get_logger(__name__)

EXPORT_KIND = "data-export"


def build_export(person: User, report: jobs.Report) -> jobs.Result:
    """Return a ZIP with one JSON file per part of the house that knows something of `person`."""
    out = io.BytesIO()
    entries = privacy.entries()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, entry in enumerate(entries):
            data = json.dumps(entry.export(person), indent=2, ensure_ascii=False, default=str)
            archive.writestr(f"{entry.name}.json", data)
            report(100 * (number + 1) // len(entries))
    return jobs.Result(name=f"roundhouse-data-{timezone.now():%Y-%m-%d}.zip", content=out.getvalue())


def start_export(*, person: User) -> Job:
    """Begin to collect everything known of `person`; a second click returns the same job."""
    return jobs.start(owner=person, kind=EXPORT_KIND)


def erase_person(*, person: User) -> None:
    """Delete `person` and what they left; what the law wants kept (invoices) stays, unlinked.

    Raises `RuleBroken` when something still runs that has to end first, such as an open payment.
    """
    with transaction.atomic(), erasing():
        for entry in privacy.entries():
            entry.erase(person)
        person_id = person.pk
        person.delete()
    log.info("person_erased", person_id=person_id)


def export_account(person: User) -> dict[str, object]:
    """Return what the account itself holds."""
    return {
        "email": person.email,
        "name": person.name,
        "time_zone": person.time_zone,
        "language": person.language,
        "joined": person.date_joined,
        "organizations": [
            {"name": item.organization.name, "role": item.role, "joined": item.joined_at}
            for item in person.memberships.select_related("organization")
        ],
        "jobs": list(person.jobs.values("kind", "state", "created_at")),
    }


def erase_account(person: User) -> None:
    """Delete what the account itself holds: files of jobs, and every mail to any of the person's addresses."""
    for job in person.jobs.all():
        delete_after_commit(job.result)
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    mail.forget({person.email, *addresses})
