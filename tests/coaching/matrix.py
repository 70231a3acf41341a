"""Who may come in to coaching by which address."""

from functools import partial
from typing import Any

from django.utils import timezone

from coaching.week import Slot
from tests.factories.coaching import booking_of, make_coach, make_type, note_of
from tests.house.rows import Row, everybody, owner, signed_in


def offer(house: Any) -> dict[str, Any]:
    """Return the address of something that Kim offers."""
    session_type = make_type(make_coach(house.kim))
    return {"coach_slug": session_type.coach.slug, "type_slug": session_type.slug}


def a_time(_house: Any) -> dict[str, Any]:
    """Return the fields of a time that cannot be booked; the answer shows that the form was read."""
    return {"at": Slot(timezone.now(), "").key, "agreed": "on"}


def robins_booking(house: Any) -> dict[str, Any]:
    """Return the address of a booking of Robin's with Kim."""
    return {"public_id": booking_of(house.robin, coach=house.kim).public_id}


def kims_session(house: Any, **more: Any) -> dict[str, Any]:
    """Return the address of a session of Kim's."""
    return {"public_id": booking_of(house.robin, coach=house.kim).session.public_id, **more}


def kims_note(house: Any) -> dict[str, Any]:
    """Return the address of a private note of Kim's."""
    return {"public_id": note_of(booking_of(house.robin, coach=house.kim)).public_id}


def a_desk(house: Any) -> dict[str, Any]:
    """Make Kim a coach."""
    make_coach(house.kim)
    return {}


coach_only = partial(owner, robin=404)

ROWS = [
    Row("coaching:my-sessions", signed_in()),
    Row("coaching:booking-detail", owner(), robins_booking),
    Row("coaching:booking-ics", owner(), robins_booking),
    Row("coaching:booking-cancel", owner(), robins_booking),
    Row("coaching:booking-cancel", owner(302), robins_booking, method="post"),
    Row("coaching:booking-release", owner(302), robins_booking, method="post"),
    Row("coaching:desk", coach_only(kim=200), a_desk),
    Row("coaching:availability", coach_only(kim=200), a_desk),
    Row("coaching:availability", coach_only(kim=422), a_desk, method="post"),
    Row("coaching:desk-session", coach_only(kim=200), kims_session),
    Row("coaching:note-write", coach_only(kim=422), partial(kims_session, kind="private"), method="post"),
    Row("coaching:session-cancel", coach_only(kim=200), kims_session),
    Row("coaching:session-cancel", coach_only(kim=302), kims_session, method="post"),
    Row("coaching:session-complete", coach_only(kim=302), kims_session, method="post"),
    Row("coaching:note-remove", coach_only(kim=302), kims_note, method="post"),
    Row("coaching:coach", everybody(404), lambda _house: {"coach_slug": "nobody"}),
    Row("coaching:slots", everybody(), offer),
    Row("coaching:book", signed_in(302), offer),
    Row("coaching:book", signed_in(422), offer, method="post", data=a_time),
]
