"""Mail: a row in the same transaction as its cause; a task sends it, a sweep finds it again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from post_office.mail import get_queued, send_queued
from post_office.models import STATUS, Email
from post_office.settings import get_message_id_fqdn
from post_office.utils import create_attachments, parse_priority

from common.storage import delete_after_commit
from common.work import nudge_after_commit

PRIVATE_HEADER = "X-Roundhouse-Private"
KEPT = timedelta(days=90)  # docs/operators and content/pages/privacy.md say so, too
DELIVERY_LOCK = "mail-delivery"
DELIVERY_LOCK_SECONDS = 120


class Addressee(Protocol):
    """Somebody who can be written to in their own language."""

    email: str
    language: str


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a mail."""

    name: str
    content: bytes
    mimetype: str


def send(
    template: str,
    to: Addressee | str,
    context: Mapping[str, Any],
    *,
    attachments: Sequence[Attachment] = (),
    private: bool = False,
) -> None:
    """Store the mail `templates/<template>.{subject.txt,txt,html}` for `to`; it leaves once the transaction commits.

    `private` marks a body with a code or link in it: the body is emptied once sent, outside demo mode.
    """
    address, language = (to, None) if isinstance(to, str) else (to.email, to.language)
    values = {**brand_values(), **context}
    with translation.override(language or translation.get_language()):
        message = EmailMultiAlternatives(
            subject=" ".join(render_to_string(f"{template}.subject.txt", values).split()),
            body=render_to_string(f"{template}.txt", values).strip() + "\n",
            to=[address],
            headers={PRIVATE_HEADER: "1"} if private else {},
        )
        message.attach_alternative(render_to_string(f"{template}.html", values), "text/html")
    for item in attachments:
        message.attach(item.name, item.content, item.mimetype)
    message.send()


_brand: list[Callable[[], Mapping[str, Any]]] = []


def register_brand(values: Callable[[], Mapping[str, Any]]) -> None:
    """Let an upper app say what every mail knows of the brand: `values()` returns template variables."""
    _brand[:] = [values]


def brand_values() -> dict[str, Any]:
    """Return the template variables that the registered brand gives."""
    return {"base_url": settings.BASE_URL, **(_brand[0]() if _brand else {})}


class StoringBackend(BaseEmailBackend):
    """Django's EMAIL_BACKEND: every message, allauth's and Wagtail's too, becomes a row.

    django-post-office's own backend would run each body as a template, and with it whatever a person wrote into it.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages and have them sent after commit; returns how many."""
        from common.tasks import send_mail  # noqa: PLC0415  tasks import this module

        rows = [_store(message) for message in email_messages]
        nudge_after_commit(send_mail)
        return len(rows)


def _store(message: EmailMessage) -> Email:
    html = [part[0] for part in getattr(message, "alternatives", []) if part[1] == "text/html"]
    row = Email.objects.create(
        from_email=message.from_email,
        to=message.to,
        cc=message.cc,
        bcc=message.bcc,
        subject=message.subject,
        message=message.body,
        html_message=str(html[0]) if html else "",
        headers={**message.extra_headers} or None,
        message_id=make_msgid(domain=get_message_id_fqdn()),
        priority=parse_priority("medium"),
        status=STATUS.queued,
    )
    files = {}
    for name, content, mimetype in message.attachments:
        data = content.encode() if isinstance(content, str) else content
        files[name] = {"file": ContentFile(data), "mimetype": mimetype or "application/octet-stream"}
    if files:
        row.attachments.add(*create_attachments(files))
    return row


def deliver_waiting() -> int:
    """Send all mail that waits, batch by batch; returns how many left. One process does it at a time.

    Whoever holds the lock looks once more after letting go, so that mail stored meanwhile need not wait for the sweep.
    """
    sent = 0
    while get_queued().exists() and cache.add(DELIVERY_LOCK, 1, DELIVERY_LOCK_SECONDS):
        try:
            batch, _failed, _requeued = send_queued(processes=1)
        finally:
            cache.delete(DELIVERY_LOCK)
        if not batch:
            break
        sent += batch
    return sent


def forget(addresses: Iterable[str]) -> int:
    """Delete every stored mail to these addresses, sent or not, with the files it carries; returns how many."""
    return _delete(Email.objects.filter(reduce(or_, (Q(to__iexact=address) for address in addresses))))


def drop_old(*, now: datetime) -> int:
    """Delete mail that left, or was given up, more than 90 days ago, with the files it carries; returns how many."""
    return _delete(Email.objects.filter(created__lt=now - KEPT, status__in=[STATUS.sent, STATUS.failed]))


@transaction.atomic
def _delete(found: QuerySet[Email]) -> int:
    mails = list(found.prefetch_related("attachments"))
    for mail in mails:
        for item in mail.attachments.all():
            delete_after_commit(item.file)
            item.delete()
        mail.delete()
    return len(mails)


def empty_private_bodies() -> int:
    """Empty the bodies of sent mails that held a code or link (never in demo mode); returns how many."""
    if settings.DEMO:
        return 0
    held = Email.objects.filter(status=STATUS.sent, headers__has_key=PRIVATE_HEADER).exclude(message="")
    return held.update(message="", html_message="", last_updated=timezone.now())
