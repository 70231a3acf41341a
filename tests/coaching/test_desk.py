"""The coach's desk: the day in the coach's own zone, one session, the working hours."""

from datetime import time

import pytest
from django.urls import reverse

from coaching.forms import parse_ranges
from tests.factories.coaching import HOUR, NINE, book, hold, make_coach, make_type, note_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]
DESK = "/coaching/desk/"
AVAILABILITY = "/coaching/desk/availability/"


def week(**days):
    return {"time_zone": "Europe/Berlin", "meeting_url": "", **days}


def test_the_desk_shows_the_next_session_with_the_clients_answers(rehearsal, client_for, robin, kim):
    book(rehearsal, robin)
    page = client_for(kim).get(DESK).content.decode()
    assert "A train that does not leave." in page
    assert "Mon 11 Jan 2027, 09:00 CET" in page
    assert "Robin Castell" in page
    assert "robin@example.com" not in page


def test_the_desk_shows_holds_as_what_they_are(rehearsal, client_for, robin, kim):
    hold(rehearsal, robin)
    page = client_for(kim).get(DESK).content.decode()
    assert "Held until 13:35, not booked yet" in page
    assert "Nothing to come" in page


def test_an_empty_desk_says_so(coach, client_for, kim):
    page = client_for(kim).get(DESK).content.decode()
    assert "No session today." in page
    assert "Nothing to come" in page


def test_the_desk_belongs_to_its_coach(rehearsal, client_for, robin, person):
    booking = book(rehearsal, robin)
    dana = person("dana")
    make_type(make_coach(dana))
    assert b"Robin" not in client_for(dana).get(DESK).content
    session = reverse("coaching:desk-session", args=[booking.session.public_id])
    assert client_for(dana).get(session).status_code == 404
    assert client_for(robin).get(DESK).status_code == 404


def test_the_desk_does_not_ask_more_for_more_sessions(rehearsal, client_for, robin, kim, django_assert_max_num_queries):
    client = client_for(kim)
    book(rehearsal, robin)
    client.get(DESK)
    for number in range(1, 6):
        book(rehearsal, robin, NINE + HOUR * number)
    with django_assert_max_num_queries(8):
        client.get(DESK)


def test_a_session_shows_answers_notes_and_history(rehearsal, client_for, robin, kim):
    booking = book(rehearsal, robin)
    note_of(booking, "private", "Only for me.")
    page = client_for(kim).get(reverse("coaching:desk-session", args=[booking.session.public_id])).content.decode()
    for part in ("A train that does not leave.", "Only for me.", "Held", "Confirmed", "Cancel this session"):
        assert part in page
    assert "Mark as completed" not in page


def test_the_coach_cancels_and_completes(rehearsal, client_for, robin, kim, sunday):
    first, second = book(rehearsal, robin), book(rehearsal, robin, NINE + HOUR)
    client = client_for(kim)
    complete = reverse("coaching:session-complete", args=[second.session.public_id])
    assert client.get(reverse("coaching:session-cancel", args=[first.session.public_id])).status_code == 200
    client.post(reverse("coaching:session-cancel", args=[first.session.public_id]))
    client.post(complete)  # too early: a sentence, nothing else
    second.session.refresh_from_db()
    assert second.session.status == "confirmed"
    sunday.move_to(NINE + 2 * HOUR)
    client.post(complete)
    for booking in (first, second):
        booking.session.refresh_from_db()
    assert (first.session.status, second.session.status) == ("canceled", "completed")


# Working hours --------------------------------------------------------------------------------------------------------


def test_hours_are_kept_as_they_were_written_and_move_no_session(rehearsal, coach, client_for, robin, kim):
    booking = book(rehearsal, robin)
    answer = client_for(kim).post(
        AVAILABILITY,
        week(
            time_zone="Asia/Kolkata",
            day_0="9-12:30, 14:00–17.00",
            day_6="22:00 to 02:00",
            meeting_url="meet.example.com/kim",
        ),
    )
    assert answer.url == AVAILABILITY
    coach.refresh_from_db()
    rules = list(coach.availability_rules.values_list("weekday", "starts", "ends"))
    assert rules == [(0, time(9), time(12, 30)), (0, time(14), time(17)), (6, time(22), time(2))]
    assert (coach.time_zone, coach.meeting_url) == ("Asia/Kolkata", "https://meet.example.com/kim")
    booking.session.refresh_from_db()
    assert booking.session.starts_at == NINE
    assert b"09:00\xe2\x80\x9312:30, 14:00\xe2\x80\x9317:00" in client_for(kim).get(AVAILABILITY).content


@pytest.mark.parametrize(
    "days",
    [
        {"day_0": "nine to five"},
        {"day_0": "25:00-26:00"},
        {"day_0": "09:00"},
        {"day_0": "09:00-12:00 13:00-14:00"},
        {"time_zone": "Mars/Base"},
        {"meeting_url": "javascript:alert(1)"},
        {"day_0": "9-10," * 60},
    ],
)
def test_hours_that_cannot_be_read_are_refused_by_their_field(coach, client_for, kim, days):
    before = coach.availability_rules.count()
    page = client_for(kim).post(AVAILABILITY, week(**days))
    assert page.status_code == 422
    assert b"field__error" in page.content
    assert coach.availability_rules.count() == before


def test_a_range_may_end_at_midnight_and_the_same_one_counts_once():
    assert parse_ranges("18:00–24:00") == [(time(18), time(0))]
    assert parse_ranges(" ; ,") == []


def test_clients_see_changed_hours_at_once(rehearsal, client_for, kim, client):
    client_for(kim).post(AVAILABILITY, week(day_0="10:00-11:00"))
    page = client.get("/coaching/kim/t1/?zone=Europe/Berlin&day=2027-01-11").content
    assert b">10:00</a>" in page
    assert b">09:00</a>" not in page
