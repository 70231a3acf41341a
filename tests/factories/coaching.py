"""Coaches, session types, bookings and notes with plain defaults. Kim works nine to five in Berlin, every day."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from assessments.models import Skill
from billing.operations import ensure_offer, open_order
from coaching import operations
from coaching.fulfillment import offer_title
from coaching.models import AvailabilityRule, Booking, Coach, Session, SessionNote, SessionType
from coaching.rules import KIND

SUNDAY = datetime(2027, 1, 10, 12, tzinfo=UTC)
NINE = datetime(2027, 1, 11, 8, tzinfo=UTC)  # Monday, nine in Berlin
HOUR = timedelta(hours=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_coach(user: User, **fields: Any) -> Coach:
    """Make this person a coach."""
    slug = user.email.partition("@")[0]
    coach = Coach.objects.create(
        user=user, **{"slug": slug, "time_zone": "Europe/Berlin", "languages": ["en"], **fields}
    )
    coach.skills.add(Skill.objects.get_or_create(key="FAC", defaults={"name": "Facilitation"})[0])
    AvailabilityRule.objects.bulk_create(
        AvailabilityRule(coach=coach, weekday=day, starts=time(9), ends=time(17)) for day in range(7)
    )
    return coach


def make_type(coach: Coach, *, minor: int = 0, **fields: Any) -> SessionType:
    """Make something that can be booked with a coach: an hour, on the hour, free, known a day before."""
    defaults: dict[str, Any] = {
        "code": f"T{coach.session_types.count() + 1}",
        "title": "One-to-one coaching",
        "purpose": "Work on a goal of your own.",
        "minutes": 60,
        "step_minutes": 60,
        "notice_hours": 12,
        "intake": ["What is the topic today?"],
    }
    values = {**defaults, **fields}
    session_type = SessionType.objects.create(coach=coach, **{"slug": values["code"].lower(), **values})
    ensure_offer(kind=KIND, key=session_type.offer_key, title=offer_title(session_type), minor=minor, now=LONG_AGO)
    return session_type


def hold(session_type: SessionType, client: User, starts_at: datetime = NINE, *, now: datetime = SUNDAY) -> Booking:
    """Hold a time for a client."""
    answer = {"question": "What is the topic today?", "answer": "A train that does not leave."}
    return operations.hold_slot(
        session_type=session_type, client=client, starts_at=starts_at, client_zone="UTC", intake=[answer], now=now
    )


def book(session_type: SessionType, client: User, starts_at: datetime = NINE, *, now: datetime = SUNDAY) -> Booking:
    """Book a free time for a client."""
    booking = hold(session_type, client, starts_at, now=now)
    operations.confirm_session(session=booking.session, client=client, now=now)
    booking.session.refresh_from_db()
    return booking


def order(session_type: SessionType, client: User, starts_at: datetime = NINE, *, now: datetime = SUNDAY) -> Booking:
    """Book a free time for a client as the screens do, through an order."""
    booking = hold(session_type, client, starts_at, now=now)
    open_order(buyer=client, items=[(KIND, str(booking.session.public_id))], now=now)
    booking.session.refresh_from_db()
    return booking


def booking_of(client: User, *, coach: User, minor: int = 0) -> Booking:
    """Make a confirmed booking in the week to come, by today's clock."""
    now = timezone.now()
    record = Coach.objects.filter(user=coach).first() or make_coach(coach)
    session_type = record.session_types.first() or make_type(record, minor=minor)
    days = 2 + Session.objects.filter(coach=record).count()
    nine = datetime.combine((now + timedelta(days=days)).date(), time(9), record.zone).astimezone(UTC)
    return book(session_type, client, nine, now=now)


def note_of(booking: Booking, kind: str = "private", text: str = "Only for me.") -> SessionNote:
    """Write a note of the session's coach."""
    coach = booking.session.coach
    return operations.write_note(
        session=booking.session, author=coach, kind=SessionNote.Kind(kind), text=text, now=timezone.now()
    )
