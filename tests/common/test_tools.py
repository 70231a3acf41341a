"""Links, CSV, calendar files and PDF: small tools that others trust."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from common import csvguard, ics, links

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_link_is_read_back_for_its_own_purpose():
    token = links.sign("calendar", "42")
    assert links.read("calendar", token, max_age=timedelta(days=1)) == "42"


def test_a_link_serves_no_other_purpose():
    with pytest.raises(links.LinkInvalid):
        links.read("download", links.sign("calendar", "42"), max_age=timedelta(days=1))


def test_a_link_with_one_letter_changed_is_refused():
    token = links.sign("calendar", "42")
    with pytest.raises(links.LinkInvalid):
        links.read("calendar", token[:-1] + ("A" if token[-1] != "A" else "B"), max_age=timedelta(days=1))


def test_a_link_expires():
    with time_machine.travel(NINE, tick=False):
        token = links.sign("calendar", "42")
    with time_machine.travel(NINE + timedelta(days=2), tick=False), pytest.raises(links.LinkExpired):
        links.read("calendar", token, max_age=timedelta(days=1))


@given(st.text())
def test_no_cell_is_a_formula_in_a_spreadsheet(text):
    assert not csvguard.guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_stay_numbers_in_csv():
    assert csvguard.write_rows([["score", -1.5], ["=1+1", None]]) == "score,-1.5\r\n'=1+1,\r\n"


def _event(method, sequence):
    content = ics.invitation(
        uid="abc@roundhouse",
        sequence=sequence,
        method=method,
        starts_at=NINE,
        ends_at=NINE + timedelta(hours=1),
        summary="Coaching; with, commas\nand lines",
        organizer_name="Kim Ådler, coach",
        organizer_email="kim@example.com",
        attendee_email="robin@example.com",
    )
    calendar = Calendar.from_ical(content)
    return calendar, calendar.walk("VEVENT")[0]


def test_an_invitation_keeps_its_uid_and_says_utc():
    calendar, event = _event("REQUEST", 0)
    assert calendar["method"] == "REQUEST"
    assert (event["uid"], event["sequence"], event["status"]) == ("abc@roundhouse", 0, "CONFIRMED")
    assert event.decoded("dtstart") == NINE
    assert str(event["summary"]) == "Coaching; with, commas\nand lines"


def test_a_cancellation_takes_the_entry_out_again():
    calendar, event = _event("CANCEL", 1)
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)


def test_lines_of_a_calendar_file_are_folded_for_old_programs():
    content = ics.invitation(
        uid="u", sequence=0, method="PUBLISH", starts_at=NINE, ends_at=NINE, summary="x" * 300,
        organizer_name="K", organizer_email="k@example.com",
    )  # fmt: skip
    assert max(len(line) for line in io.BytesIO(content)) <= 77
