"""Choosing a time in a browser: zones, days, the page to book, and every way to be refused."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode

import pytest
from django.urls import reverse
from post_office.models import Email

from billing.models import Order
from coaching.models import Booking, Session
from coaching.queries import free_times
from tests.factories.coaching import HOUR, NINE, SUNDAY, book, hold, make_coach, make_type

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sunday")]


def slots_url(session_type, **asked):
    path = reverse("coaching:slots", args=[session_type.coach.slug, session_type.slug])
    return f"{path}?{urlencode(asked)}"


def book_url(session_type, **asked):
    path = reverse("coaching:book", args=[session_type.coach.slug, session_type.slug])
    return f"{path}?{urlencode(asked)}"


def test_a_visitor_sees_times_in_the_zone_they_choose(rehearsal, client):
    kathmandu = client.get(slots_url(rehearsal, zone="Asia/Kathmandu", day="2027-01-11"))
    assert b'value="Asia/Kathmandu" selected' in kathmandu.content
    assert b">13:45</a>" in kathmandu.content  # nine in Berlin
    assert b"at=2027-01-11T08%3A00Z" in kathmandu.content
    assert kathmandu.cookies["zone"].value == "Asia/Kathmandu"
    assert b">13:45</a>" in client.get(slots_url(rehearsal, day="2027-01-11")).content  # remembered


def test_a_day_belongs_to_the_visitors_calendar(rehearsal, client):
    auckland = client.get(slots_url(rehearsal, zone="Pacific/Auckland", day="2027-01-12"))
    assert b"Tuesday 12 January 2027" in auckland.content
    assert b"at=2027-01-11T11%3A00Z" in auckland.content  # noon on Monday in Berlin is after midnight there


def test_a_person_sees_times_in_their_own_zone(rehearsal, client_for, robin):
    page = client_for(robin).get(slots_url(rehearsal, day="2027-01-11"))
    assert b"Europe/Berlin" in page.content
    assert b">09:00</a>" in page.content
    assert b"data-zone-form" not in page.content


def test_only_a_visitor_without_a_zone_is_asked_by_script(rehearsal, client):
    assert b"data-zone-form" in client.get(slots_url(rehearsal)).content
    assert b"data-zone-form" not in client.get(slots_url(rehearsal, zone="UTC")).content


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "", "x" * 500, "Europe/Berlin\x00"])
def test_junk_zones_fall_back_to_utc(rehearsal, client, zone):
    page = client.get(slots_url(rehearsal, zone=zone))
    assert page.status_code == 200
    assert b'value="UTC" selected' in page.content


def test_a_legacy_zone_name_is_kept_as_the_browser_sent_it(rehearsal, client):
    page = client.get(slots_url(rehearsal, zone="Asia/Calcutta", day="2027-01-11"))
    assert b"Asia/Calcutta" in page.content
    assert b">13:30</a>" in page.content


@pytest.mark.parametrize("asked", ["0001-01-01", "9999-12-31", "2027-02-30", "junk", "-1", "2000-01-01"])
def test_junk_dates_show_a_page_within_the_window(rehearsal, client, asked):
    assert client.get(slots_url(rehearsal, **{"from": asked, "day": asked})).status_code == 200


def test_the_hour_that_comes_twice_is_offered_twice_with_names(coach, client, sunday):
    night = make_type(coach, minutes=30, step_minutes=30, window_days=400)
    coach.availability_rules.update(starts="01:00", ends="04:00")
    page = client.get(slots_url(night, zone="Europe/Berlin", day="2027-10-31", **{"from": "2027-10-25"}))
    for label in ("02:00 CEST", "02:00 CET", "02:30 CEST", "02:30 CET"):
        assert f">{label}</a>".encode() in page.content


def test_the_list_keeps_silent_about_what_is_taken_and_tells_of_what_is_freed(rehearsal, client, robin):
    session = hold(rehearsal, robin).session
    day = slots_url(rehearsal, zone="Europe/Berlin", day="2027-01-11")
    assert b">09:00</a>" not in client.get(day).content
    Session.objects.filter(pk=session.pk).update(held_until=SUNDAY)
    assert b">09:00</a>" in client.get(day).content


def test_a_script_gets_the_picker_alone(rehearsal, client):
    fragment = client.get(slots_url(rehearsal, zone="UTC"), headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert b'id="picker"' in fragment.content


def test_slots_of_four_weeks_cost_at_most_five_queries(rehearsal, client, robin, django_assert_num_queries):
    client.get(slots_url(rehearsal, zone="UTC"))  # what every page keeps is kept now
    with django_assert_num_queries(4):
        client.get(slots_url(rehearsal, zone="UTC"))
    for number in range(6):
        book(rehearsal, robin, NINE + HOUR * number)
    with django_assert_num_queries(4):
        client.get(slots_url(rehearsal, zone="UTC"))


def test_what_is_not_offered_is_not_found(rehearsal, client):
    assert client.get("/coaching/kim/nothing/").status_code == 404
    rehearsal.is_active = False
    rehearsal.save()
    assert client.get(slots_url(rehearsal)).status_code == 404


# The page to book -----------------------------------------------------------------------------------------------------


def test_a_visitor_signs_in_and_comes_back_to_the_same_choice(rehearsal, client):
    wanted = book_url(rehearsal, at="2027-01-11T08:00Z", zone="Europe/Berlin")
    answer = client.get(wanted)
    assert answer.status_code == 302
    login, _, query = answer.url.partition("?")
    assert login == reverse("account_login")
    assert parse_qs(query)["next"] == [wanted]


def test_the_page_says_time_zone_price_and_what_canceling_means(paid, client_for, robin):
    page = client_for(robin).get(book_url(paid, at="2027-01-11T08:00Z", zone="Asia/Kathmandu"))
    for part in ("Mon 11 Jan 2027, 13:45", "Asia/Kathmandu", "140.00", "until 24 hours before the start"):
        assert part in page.content.decode()


def test_a_free_session_is_booked_at_once_with_mail_to_both(rehearsal, client_for, robin):
    client = client_for(robin)
    answers = {"at": "2027-01-11T08:00Z", "agreed": "on", "answer_0": "Our PI Planning."}
    answer = client.post(book_url(rehearsal, zone="Europe/Berlin"), answers)
    booking = Booking.objects.get()
    assert answer.url == reverse("coaching:booking-detail", args=[booking.public_id])
    assert booking.session.status == "confirmed"
    assert booking.intake == [{"question": "What is the topic today?", "answer": "Our PI Planning."}]
    assert (booking.client_zone, booking.agreement_version, booking.agreed_at) == ("Europe/Berlin", "2026-11", SUNDAY)
    assert {mail.to[0] for mail in Email.objects.all()} == {"robin@example.com", "kim@example.com"}
    assert "Our PI Planning." not in "".join(mail.message + mail.html_message for mail in Email.objects.all())


def test_a_paid_session_is_held_and_goes_to_the_order(paid, client_for, robin):
    answer = client_for(robin).post(book_url(paid, zone="UTC"), {"at": "2027-01-11T08:00Z", "agreed": "on"})
    order = Order.objects.get()
    line = order.lines.get()
    session = Session.objects.get()
    assert answer.url == reverse("billing:checkout", args=[order.public_id])
    assert session.status == "held"
    assert (line.kind, line.key, line.amount_minor) == ("session", str(session.public_id), 14000)
    assert line.title == "One-to-one coaching with Kim Adler"
    assert not Email.objects.exists()


def test_without_agreement_nothing_is_held_and_nothing_is_lost(rehearsal, client_for, robin):
    page = client_for(robin).post(
        book_url(rehearsal, zone="UTC"), {"at": "2027-01-11T08:00Z", "answer_0": "Half a page of thought."}
    )
    assert page.status_code == 422
    assert b"Half a page of thought." in page.content
    assert b"Please agree first" in page.content
    assert not Session.objects.exists()


def test_a_time_just_taken_offers_the_three_nearest_and_keeps_the_form(rehearsal, client_for, robin, sam):
    hold(rehearsal, sam, NINE + 3 * HOUR)
    page = client_for(robin).post(
        book_url(rehearsal, zone="UTC"),
        {"at": "2027-01-11T11:00Z", "agreed": "on", "answer_0": "Half a page of thought."},
    )
    assert page.status_code == 409
    assert b"just been taken" in page.content
    assert b"Half a page of thought." in page.content
    for near in ("10:00", "12:00", "09:00"):
        assert f'value="2027-01-11T{near}Z"'.encode() in page.content
    assert page.content.count(b'type="radio"') == 3


@pytest.mark.parametrize("at", ["2027-01-11T08:03Z", "2027-01-10T13:00Z", "2027-06-11T08:00Z", "1999-01-11T08:00Z"])
def test_an_edited_time_is_refused_with_a_sentence(rehearsal, client_for, robin, at):
    page = client_for(robin).post(book_url(rehearsal, zone="UTC"), {"at": at, "agreed": "on"})
    assert page.status_code == 422
    assert b"This time cannot be booked" in page.content
    assert not Session.objects.exists()


@pytest.mark.parametrize("at", ["", "junk", "2027-01-11", "99999-01-11T08:00Z", "2027-01-11T08:00:00+00:00", "\x00"])
def test_a_time_that_is_none_leads_back_to_the_list(rehearsal, client_for, robin, at):
    answer = client_for(robin).post(book_url(rehearsal, zone="UTC"), {"at": at, "agreed": "on"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("coaching:slots", args=["kim", rehearsal.slug]))


def test_a_second_hold_is_refused_with_the_way_to_the_first(paid, client_for, robin):
    client = client_for(robin)
    client.post(book_url(paid, zone="UTC"), {"at": "2027-01-11T08:00Z", "agreed": "on"})
    page = client.post(book_url(paid, zone="UTC"), {"at": "2027-01-11T09:00Z", "agreed": "on"})
    assert page.status_code == 409
    assert reverse("coaching:booking-detail", args=[Booking.objects.get().public_id]).encode() in page.content


def test_a_double_click_books_once(rehearsal, client_for, robin):
    client = client_for(robin)
    choice = {"at": "2027-01-11T08:00Z", "agreed": "on"}
    first = client.post(book_url(rehearsal, zone="UTC"), choice)
    second = client.post(book_url(rehearsal, zone="UTC"), choice)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Booking.objects.count() == 1
    assert first.url == second.url


def test_an_answer_that_is_too_long_is_refused_by_its_field(rehearsal, client_for, robin):
    page = client_for(robin).post(
        book_url(rehearsal, zone="UTC"), {"at": "2027-01-11T08:00Z", "agreed": "on", "answer_0": "x" * 2001}
    )
    assert page.status_code == 422
    assert not Session.objects.exists()


def test_what_is_not_on_sale_cannot_be_booked(rehearsal, client_for, robin):
    from billing.operations import withdraw_offer

    withdraw_offer(kind="session", key=rehearsal.offer_key)
    page = client_for(robin).post(book_url(rehearsal, zone="UTC"), {"at": "2027-01-11T08:00Z", "agreed": "on"})
    assert page.status_code == 422
    assert not Session.objects.exists()
    assert b"cannot be booked at the moment" in client_for().get(slots_url(rehearsal)).content


def test_lists_do_not_ask_more_for_more_coaches(person, rehearsal, django_assert_max_num_queries):
    from coaching.queries import bookables

    coaches = [rehearsal.coach]
    for number in range(4):
        coaches.append(make_coach(person(f"coach{number}")))
        make_type(coaches[-1])
        make_type(coaches[-1], minutes=90)
    with django_assert_max_num_queries(4):
        found = bookables(coaches, now=SUNDAY)
    assert [len(found[coach.pk]) for coach in coaches] == [1, 2, 2, 2, 2]
    assert found[rehearsal.coach_id][0].next_free == NINE


def test_free_times_read_no_more_for_a_long_history(rehearsal, robin, django_assert_num_queries):
    rows = [
        Session(
            coach=rehearsal.coach,
            session_type=rehearsal,
            starts_at=start,
            ends_at=start + HOUR,
            blocked_from=start,
            blocked_until=start + HOUR,
            status="confirmed",
            coach_zone="UTC",
            ical_uid=f"old-{number}",
        )
        for number, start in enumerate(SUNDAY - timedelta(days=1) - HOUR * number for number in range(500))
    ]
    Session.objects.bulk_create(rows)
    with django_assert_num_queries(2):
        found = free_times(rehearsal, since=SUNDAY, until=SUNDAY + timedelta(days=7), now=SUNDAY)
    assert len(found) == 6 * 8 + 4  # Monday to Saturday, and Sunday morning
