"""A client's own pages: what is to come, one booking, the calendar entry, canceling, giving a time up."""

import icalendar
import pytest
from django.urls import reverse

from billing.operations import open_order
from coaching.queries import upcoming_for
from coaching.rules import HOLD, KIND
from tests.factories.coaching import HOUR, NINE, SUNDAY, book, hold, note_of, order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]


def url(name, booking):
    return reverse(f"coaching:booking-{name}", args=[booking.public_id])


def test_my_sessions_lists_what_is_to_come_then_what_was(rehearsal, client_for, robin, sunday):
    book(rehearsal, robin)
    later = book(rehearsal, robin, NINE + 2 * HOUR)
    assert [booking.session.starts_at for booking in upcoming_for(robin, SUNDAY)] == [NINE, NINE + 2 * HOUR]
    sunday.move_to(NINE + HOUR)
    assert upcoming_for(robin, NINE + HOUR) == [later]
    page = client_for(robin).get(reverse("coaching:my-sessions"))
    assert page.content.count(b'class="timetable__row"') == 2
    assert b"Europe/Berlin" in page.content


def test_my_sessions_says_so_when_there_is_none(client_for, robin):
    assert b"No session booked" in client_for(robin).get(reverse("coaching:my-sessions")).content


def test_my_sessions_does_not_ask_more_for_more(rehearsal, client_for, robin, django_assert_max_num_queries):
    client = client_for(robin)
    book(rehearsal, robin)
    client.get(reverse("coaching:my-sessions"))
    for number in range(1, 5):
        book(rehearsal, robin, NINE + HOUR * number)
    with django_assert_max_num_queries(8):
        client.get(reverse("coaching:my-sessions"))


def test_the_page_of_a_booking_costs_the_same_however_much_was_shared(
    rehearsal, client_for, robin, django_assert_max_num_queries
):
    booking = book(rehearsal, robin)
    client = client_for(robin)
    client.get(url("detail", booking))
    for _ in range(4):
        note_of(booking, "shared", "One more.")
    with django_assert_max_num_queries(6):
        client.get(url("detail", booking))


def test_a_hold_shows_its_clock_and_the_ways_on(paid, client_for, robin, sunday):
    booking = hold(paid, robin)
    page = client_for(robin).get(url("detail", booking)).content
    assert b'data-clock="2027-01-10T13:35:00+01:00"' in page
    assert reverse("billing:buy", args=[KIND, booking.session.public_id]).encode() in page
    sunday.shift(HOLD)
    page = client_for(robin).get(url("detail", booking)).content
    assert b"data-clock" not in page
    assert b"This time is not booked" in page


def test_the_video_room_shows_only_once_the_session_is_confirmed(coach, paid, client_for, robin):
    coach.meeting_url = "https://meet.example.com/kim"
    coach.save()
    booking = hold(paid, robin)
    assert b"meet.example.com" not in client_for(robin).get(url("detail", booking)).content
    confirmed = book(paid, robin)
    assert b"https://meet.example.com/kim" in client_for(robin).get(url("detail", confirmed)).content


def test_the_calendar_entry_is_one_that_calendars_read(rehearsal, client_for, robin):
    booking = book(rehearsal, robin)
    answer = client_for(robin).get(url("ics", booking))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    event = calendar.events[0]
    assert (event.start, event.end, event["summary"]) == (NINE, NINE + HOUR, "One-to-one coaching with Kim Adler")
    assert client_for(robin).get(url("ics", hold(rehearsal, robin, NINE + HOUR))).status_code == 302


def test_canceling_says_first_what_comes_back(rehearsal, client_for, robin, sunday):
    booking = order(rehearsal, robin)
    client = client_for(robin)
    assert b"nothing to pay back" in client.get(url("cancel", booking)).content
    assert client.post(url("cancel", booking)).url == url("detail", booking)
    assert b"This session is canceled" in client.get(url("detail", booking)).content
    assert client.post(url("cancel", booking)).status_code == 302  # twice changes nothing
    booking.session.refresh_from_db()
    assert booking.session.ical_sequence == 1


def test_canceling_a_session_that_began_is_refused_with_a_sentence(rehearsal, client_for, robin, sunday):
    booking = book(rehearsal, robin)
    sunday.move_to(NINE)
    page = client_for(robin).post(url("cancel", booking))
    assert page.status_code == 409
    assert b"can no longer be canceled" in page.content


def test_giving_a_time_up_frees_it_and_closes_its_order(paid, client_for, robin, sam):
    booking = hold(paid, robin)
    placed = open_order(buyer=robin, items=[(KIND, str(booking.session.public_id))], now=SUNDAY)
    answer = client_for(robin).post(url("release", booking))
    assert answer.url == reverse("coaching:slots", args=["kim", paid.slug])
    placed.refresh_from_db()
    booking.session.refresh_from_db()
    assert (placed.state, booking.session.status) == ("closed", "expired")
    assert hold(paid, sam)


@pytest.mark.parametrize("name", ["detail", "ics", "cancel"])
def test_strangers_find_nothing(rehearsal, client_for, robin, sam, kim, administrator, name):
    booking = book(rehearsal, robin)
    for stranger in (sam, kim, administrator):
        assert client_for(stranger).get(url(name, booking)).status_code == 404
        assert client_for(stranger).post(url("release", booking)).status_code == 404
    assert client_for().get(url(name, booking)).url.startswith(reverse("account_login"))
