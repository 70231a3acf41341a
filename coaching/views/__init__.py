"""Screens of coaching: clients choose and keep a time, coaches run their day."""

from coaching.views.bookings import booking_cancel, booking_detail, booking_ics, booking_release, my_sessions
from coaching.views.desk import (
    availability,
    desk,
    desk_session,
    note_remove,
    note_write,
    session_cancel,
    session_complete,
)
from coaching.views.picking import book, coach, slots

__all__ = [
    "availability",
    "book",
    "booking_cancel",
    "booking_detail",
    "booking_ics",
    "booking_release",
    "coach",
    "desk",
    "desk_session",
    "my_sessions",
    "note_remove",
    "note_write",
    "session_cancel",
    "session_complete",
    "slots",
]
