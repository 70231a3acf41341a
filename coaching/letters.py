"""The mails about sessions: to client and coach, each in their own zone and language, with a calendar entry.

No answer to an intake question and no note is ever in a mail.
"""

from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from coaching.models import Booking, Session, SessionEvent
from common import ics, mail


class Reader(NamedTuple):
    """Who gets a mail, in which zone, with whom they meet, and where their page of the session is."""

    person: User
    zone: str
    other: str
    path: Callable[[], str]


def send_confirmed(session: Session, booking: Booking, now: datetime) -> None:
    """Tell client and coach that the session stands."""
    _send("coaching/email/booking_confirmed", session, booking, method="REQUEST", now=now, extra={})


def send_canceled(
    session: Session, booking: Booking, *, by: SessionEvent.By, money_back: int | None, now: datetime
) -> None:
    """Tell client and coach that the session is off, and take it out of their calendars."""
    extra = {"by": by, "money_back": money_back}
    _send("coaching/email/booking_canceled", session, booking, method="CANCEL", now=now, extra=extra)


def _send(
    template: str, session: Session, booking: Booking, *, method: ics.Method, now: datetime, extra: dict[str, Any]
) -> None:
    readers = [Reader(booking.client, booking.client_zone, session.coach.name, booking.get_absolute_url)]
    if session.coach.user:
        desk = partial(reverse, "coaching:desk-session", args=[session.public_id])
        readers.append(Reader(session.coach.user, session.coach.time_zone, str(booking.client), desk))
    for reader in readers:
        with translation.override(reader.person.language):
            url = settings.BASE_URL.rstrip("/") + reader.path()
            label = _("Open the session")
            entry = calendar_entry(session, person=reader.person, other=reader.other, url=url, method=method, now=now)
        context = {
            "session": session,
            "other": reader.other,
            "is_coach": reader.person != booking.client,
            "zone": reader.zone,
            "action_url": url,
            "action_label": label,
            **extra,
        }
        attachment = mail.Attachment("session.ics", entry, f"text/calendar; method={method}; charset=utf-8")
        mail.send(template, reader.person, context, attachments=[attachment])


def calendar_entry(session: Session, *, person: User, other: str, url: str, method: ics.Method, now: datetime) -> bytes:
    """Return the session for this person's calendar: the same UID for life, a higher sequence after each change."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return ics.invitation(
        uid=session.ical_uid,
        sequence=session.ical_sequence,
        method=method,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=_("%(what)s with %(who)s") % {"what": session.session_type.title, "who": other},
        description=_("Everything about this session: %(url)s") % {"url": url},
        location=session.place,
        url=url,
        organizer_name=name,
        organizer_email=address,
        attendee_email=person.email,
        stamped_at=now,
    )
