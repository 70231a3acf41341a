"""What coaching knows of a person: how it leaves, and how it goes."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from coaching import operations
from coaching.models import Booking, Coach, Session, SessionEvent, SessionNote


def export_coaching(person: User) -> dict[str, Any]:
    """Return a client's bookings, answers and the notes shared with them; a coach's hours, sessions and own notes."""
    coach = Coach.objects.filter(user=person).first()
    return {
        "bookings": [_booking(booking) for booking in Booking.objects.visible_to(person).with_session()],
        "notes_shared_with_you": [_note(note) for note in SessionNote.objects.shared_with(person)],
        "as_coach": {
            "time_zone": coach.time_zone,
            "languages": coach.languages,
            "hours": [str(rule) for rule in coach.availability_rules.all()],
            "sessions": list(coach.sessions.values("public_id", "starts_at", "ends_at", "status")),
            "notes": [_note(note) for note in SessionNote.objects.written_by(person)],
        }
        if coach
        else None,
    }


def _booking(booking: Booking) -> dict[str, Any]:
    session = booking.session
    return {
        "session": session.session_type.title,
        "coach": session.coach.name,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "status": session.status,
        "answers": booking.intake,
        "agreement": booking.agreement_version,
        "agreed_at": booking.agreed_at,
    }


def _note(note: SessionNote) -> dict[str, Any]:
    return {"session": note.session.public_id, "kind": note.kind, "written_at": note.written_at, "text": note.text}


def erase_coaching(person: User) -> None:
    """Cancel what is to come, then delete the person's bookings and answers, and every note about or by them.

    The sessions themselves stay in the other side's calendar, without a name.
    """
    now = timezone.now()
    coach = Coach.objects.filter(user=person).first()
    _call_off(Session.objects.filter(bookings__client=person), SessionEvent.By.CLIENT, person)
    SessionNote.objects.filter(session__bookings__client=person).delete()
    Booking.objects.filter(client=person).delete()
    if coach:
        _call_off(coach.sessions.all(), SessionEvent.By.COACH, None)
        coach.notes.all().delete()
        coach.availability_rules.all().delete()
        for page in coach.pages.filter(live=True):
            page.unpublish()
        Coach.objects.filter(pk=coach.pk).update(is_active=False, meeting_url="", user=None)
        coach.sessions.filter(ends_at__gt=now).update(meeting_url="")


def _call_off(sessions: Any, by: SessionEvent.By, client: User | None) -> None:
    now = timezone.now()
    for session in sessions.filter(status=Session.Status.CONFIRMED, starts_at__gt=now):
        operations.cancel_session(session=session, by=by, now=now)
    for session in sessions.filter(status=Session.Status.HELD):
        booking = session.bookings.first()
        operations.release_hold(session=session, client=client or booking.client, now=now)
