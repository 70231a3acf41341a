"""Calendar entries as calendars expect them: one UID for life, a rising SEQUENCE, the right METHOD (RFC 5545, 5546)."""

from datetime import UTC, datetime
from typing import Literal

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]


def invitation(
    *,
    uid: str,
    sequence: int,
    method: Method,
    starts_at: datetime,
    ends_at: datetime,
    summary: str,
    organizer_name: str,
    organizer_email: str,
    description: str = "",
    location: str = "",
    url: str = "",
    attendee_email: str | None = None,
    stamped_at: datetime | None = None,
) -> bytes:
    """Return an .ics file with one event in UTC.

    CANCEL takes the entry with this UID out of the calendar again, if its sequence is higher than the one before.
    """
    from icalendar import Calendar, Event, vCalAddress, vText  # noqa: PLC0415  8 MB that few requests need

    calendar = Calendar()
    calendar.add("prodid", "-//Roundhouse//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", (stamped_at or datetime.now(UTC)).astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    for name, value in (("description", description), ("location", location), ("url", url)):
        if value:
            event.add(name, value)
    organizer = vCalAddress(f"mailto:{organizer_email}")
    organizer.params["cn"] = vText(organizer_name)
    event["organizer"] = organizer
    if attendee_email:
        attendee = vCalAddress(f"mailto:{attendee_email}")
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["partstat"] = vText("ACCEPTED")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
