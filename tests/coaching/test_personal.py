"""What coaching knows of a person leaves with them, and goes when they go."""

import json

import pytest

from accounts.operations import erase_person
from accounts.privacy import entries
from coaching.models import Booking, Coach, Session, SessionNote
from tests.factories.coaching import HOUR, NINE, book, hold, note_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]


def export_of(person):
    [entry] = [entry for entry in entries() if entry.name == "coaching"]
    return json.dumps(entry.export(person), default=str)


def test_a_client_takes_bookings_answers_and_shared_notes_along(rehearsal, robin):
    booking = book(rehearsal, robin)
    note_of(booking, "shared", "Try the shorter agenda.")
    note_of(booking, "private", "Only for me.")
    export = export_of(robin)
    assert "A train that does not leave." in export
    assert "Try the shorter agenda." in export
    assert "Only for me." not in export


def test_when_a_client_goes_the_session_is_off_and_nothing_of_them_stays(rehearsal, robin, kim):
    confirmed = book(rehearsal, robin).session
    held = hold(rehearsal, robin, NINE + HOUR).session
    note_of(confirmed.bookings.get(), "private", "About Robin.")
    erase_person(person=robin)
    statuses = set(Session.objects.filter(pk__in=[confirmed.pk, held.pk]).values_list("status", flat=True))
    assert statuses == {"canceled", "expired"}
    assert not Booking.objects.exists()
    assert not SessionNote.objects.exists()


def test_when_a_coach_goes_clients_are_told_and_keep_their_history(rehearsal, robin, kim, client_for):
    booking = book(rehearsal, robin)
    note_of(booking, "private", "About Robin.")
    erase_person(person=kim)
    coach = Coach.objects.get()
    assert (coach.user, coach.is_active, coach.meeting_url) == (None, False, "")
    assert not SessionNote.objects.exists()
    page = client_for(robin).get(booking.get_absolute_url())
    assert page.status_code == 200
    assert b"A coach who has left" in page.content
