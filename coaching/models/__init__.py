"""Coaches and their hours, sessions and bookings, notes, and the pages that present coaches."""

from coaching import overlap
from coaching.models.coaches import AvailabilityRule, Coach, SessionType
from coaching.models.notes import SessionNote
from coaching.models.pages import CoachIndexPage, CoachPage
from coaching.models.sessions import Booking, Session, SessionEvent, Span

__all__ = [
    "AvailabilityRule",
    "Booking",
    "Coach",
    "CoachIndexPage",
    "CoachPage",
    "Session",
    "SessionEvent",
    "SessionNote",
    "SessionType",
    "Span",
    "overlap",
]
