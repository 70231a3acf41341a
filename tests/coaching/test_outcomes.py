"""What becomes of a session, with the mails, the calendar entries and the money that go with it."""

from datetime import timedelta
from unittest.mock import patch

import icalendar
import pytest
from django.core.management import call_command
from post_office.models import Email

from billing import fulfillments
from billing.models import Entitlement, Order
from billing.operations import open_order
from coaching import operations
from coaching.errors import HoldOver, SlotTaken, TooLate
from coaching.models import Session, SessionEvent
from coaching.rules import HOLD, KIND
from tests.factories.coaching import HOUR, NINE, SUNDAY, book, hold, order

pytestmark = pytest.mark.django_db
By = SessionEvent.By
Status = Session.Status


def history(session):
    return list(session.events.values_list("kind", "by"))


def mails_to(person):
    return list(Email.objects.filter(to=person.email).order_by("id"))


def calendar_of(mail):
    attachment = mail.attachments.get()
    assert attachment.mimetype.startswith("text/calendar")
    with attachment.file.open() as file:
        return icalendar.Calendar.from_ical(file.read())


# Confirming -----------------------------------------------------------------------------------------------------------


def test_confirm_session_is_harmless_when_repeated(rehearsal, robin):
    session = book(rehearsal, robin).session
    operations.confirm_session(session=session, client=robin, now=SUNDAY)
    assert history(session) == [("held", "client"), ("confirmed", "client")]
    assert len(mails_to(robin)) == 1


def test_a_payment_after_the_hold_ran_out_still_gets_a_time_that_is_free(rehearsal, robin):
    session = hold(rehearsal, robin).session
    operations.expire_holds(now=SUNDAY + HOLD)
    operations.confirm_session(session=session, client=robin, now=SUNDAY + 2 * HOLD)
    session.refresh_from_db()
    assert (session.status, session.held_until) == (Status.CONFIRMED, None)


def test_a_payment_after_somebody_else_took_the_time_is_refused(rehearsal, robin, sam):
    late = hold(rehearsal, robin).session
    hold(rehearsal, sam, now=SUNDAY + HOLD)
    with pytest.raises(SlotTaken):
        operations.confirm_session(session=late, client=robin, now=SUNDAY + HOLD)


def test_a_payment_meets_another_hold_that_ran_out_too(rehearsal, robin, sam):
    late = hold(rehearsal, robin).session
    second = hold(rehearsal, sam, now=SUNDAY + HOLD).session
    operations.confirm_session(session=late, client=robin, now=SUNDAY + 2 * HOLD)
    late.refresh_from_db()
    second.refresh_from_db()
    assert (late.status, second.status) == (Status.CONFIRMED, Status.EXPIRED)


def test_confirm_session_refuses_strangers_and_the_past(rehearsal, robin, sam):
    session = hold(rehearsal, robin).session
    with pytest.raises(HoldOver):
        operations.confirm_session(session=session, client=sam, now=SUNDAY)
    with pytest.raises(HoldOver):
        operations.confirm_session(session=session, client=robin, now=NINE)


def test_both_mails_say_the_time_in_the_readers_own_zone(rehearsal, robin, kim):
    booking = operations.hold_slot(
        session_type=rehearsal, client=robin, starts_at=NINE, client_zone="Asia/Kathmandu", now=SUNDAY
    )
    operations.confirm_session(session=booking.session, client=robin, now=SUNDAY)
    [to_robin], [to_kim] = mails_to(robin), mails_to(kim)
    for text in (to_robin.subject, to_robin.message, to_robin.html_message):
        assert "Mon 11 Jan 2027, 13:45" in text
    for text in (to_kim.subject, to_kim.message, to_kim.html_message):
        assert "Mon 11 Jan 2027, 09:00 CET" in text
    assert f"/coaching/bookings/{booking.public_id}/" in to_robin.message
    assert f"/coaching/desk/sessions/{booking.session.public_id}/" in to_kim.message
    assert "kim@" not in to_robin.message
    assert "robin@" not in to_kim.message


def test_no_markup_in_a_mail_comes_from_a_name(rehearsal, robin, kim):
    robin.name = "<b>Robin</b> & Co"
    robin.save()
    book(rehearsal, robin)
    [mail] = mails_to(kim)
    assert "<b>Robin</b> & Co" in mail.message
    assert "&lt;b&gt;Robin&lt;/b&gt; &amp; Co" in mail.html_message


def test_calendar_entries_keep_their_uid_and_raise_their_sequence(rehearsal, robin, kim):
    session = book(rehearsal, robin).session
    operations.cancel_session(session=session, by=By.CLIENT, now=SUNDAY)
    for person in (robin, kim):
        asked, canceled = (calendar_of(mail) for mail in mails_to(person))
        assert (asked["method"], canceled["method"]) == ("REQUEST", "CANCEL")
        first, last = asked.events[0], canceled.events[0]
        assert first["uid"] == last["uid"] == session.ical_uid
        assert (first["sequence"], last["sequence"]) == (0, 1)
        assert (first.start, first.end) == (NINE, NINE + HOUR)
        assert last["status"] == "CANCELLED"
        assert first["attendee"] == f"mailto:{person.email}"


# Canceling ------------------------------------------------------------------------------------------------------------


def test_canceling_frees_the_time_and_tells_both(rehearsal, robin, sam, kim):
    session = book(rehearsal, robin).session
    operations.cancel_session(session=session, by=By.CLIENT, now=SUNDAY)
    operations.cancel_session(session=session, by=By.CLIENT, now=SUNDAY)
    session.refresh_from_db()
    assert (session.status, session.ical_sequence) == (Status.CANCELED, 1)
    assert history(session)[-1] == ("canceled", "client")
    assert [len(mails_to(person)) for person in (robin, kim)] == [2, 2]
    assert hold(rehearsal, sam).session.status == Status.HELD


@pytest.mark.parametrize(("by", "now"), [(By.CLIENT, NINE), (By.COACH, NINE + HOUR), (By.CLIENT, NINE + HOUR)])
def test_a_session_that_began_or_is_over_cannot_be_canceled(rehearsal, robin, by, now):
    session = book(rehearsal, robin).session
    with pytest.raises(TooLate):
        operations.cancel_session(session=session, by=by, now=now)


def test_a_held_time_is_given_up_not_canceled(rehearsal, robin):
    with pytest.raises(TooLate):
        operations.cancel_session(session=hold(rehearsal, robin).session, by=By.CLIENT, now=SUNDAY)


@pytest.mark.parametrize(
    ("by", "before", "asks"),
    [
        (By.CLIENT, timedelta(hours=24), True),
        (By.CLIENT, timedelta(hours=23, minutes=59), False),
        (By.COACH, timedelta(minutes=1), True),
        (By.SYSTEM, timedelta(days=3), False),
    ],
    ids=["client in time", "client too late", "coach at any time", "after a refund"],
)
def test_money_comes_back_as_agreed(paid, robin, by, before, asks):
    session = hold(paid, robin).session
    operations.confirm_session(session=session, client=robin, now=SUNDAY)
    with patch("coaching.operations.outcomes.request_refund", return_value=None) as request_refund:
        operations.cancel_session(session=session, by=by, now=NINE - before)
    assert request_refund.called == asks
    if asks:
        called = request_refund.call_args.kwargs
        assert (called["kind"], called["key"], called["person"]) == (KIND, str(session.public_id), robin)


def test_complete_session_needs_one_that_has_begun(rehearsal, robin):
    session = book(rehearsal, robin).session
    with pytest.raises(TooLate):
        operations.complete_session(session=session, now=SUNDAY)
    operations.complete_session(session=session, now=NINE)
    operations.complete_session(session=session, now=NINE)
    session.refresh_from_db()
    assert session.status == Status.COMPLETED
    assert history(session)[-1] == ("completed", "coach")


# As billing sees it ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sale():
    return fulfillments.get(KIND)


def test_an_order_names_the_held_session_and_costs_what_its_type_does(paid, robin, sunday):
    session = hold(paid, robin).session
    placed = open_order(buyer=robin, items=[(KIND, str(session.public_id))], now=SUNDAY)
    again = open_order(buyer=robin, items=[(KIND, str(session.public_id))], now=SUNDAY)
    assert placed == again
    assert (placed.state, placed.total_minor) == (Order.State.DRAFT, 14000)


def test_a_free_order_confirms_at_once_and_leaves_a_right(rehearsal, robin, sunday):
    session = order(rehearsal, robin).session
    assert session.status == Status.CONFIRMED
    right = Entitlement.objects.get()
    assert (right.person, right.kind, right.key) == (robin, KIND, str(session.public_id))


def test_the_sale_describes_itself_in_the_clients_zone(paid, robin, sale, sunday):
    booking = hold(paid, robin)
    key = str(booking.session.public_id)
    shown = sale.describe(key)
    assert shown.title == "One-to-one coaching with Kim Adler"
    assert shown.detail == "Mon 11 Jan 2027, 08:00 UTC, kept for you until 12:35 UTC"
    sunday.shift(HOLD)
    assert sale.describe(key).detail == "Mon 11 Jan 2027, 08:00 UTC"
    assert shown.url == booking.get_absolute_url()
    assert sale.describe("junk") is None
    assert sale.offer_key("junk") is None


def test_only_the_holder_can_order(paid, robin, sam, sale, sunday):
    key = str(hold(paid, robin).session.public_id)
    sale.check(key, robin)
    with pytest.raises(HoldOver):
        sale.check(key, sam)
    sunday.shift(HOLD)
    with pytest.raises(HoldOver):
        sale.check(key, robin)
    with pytest.raises(HoldOver):
        sale.reserve(key, robin, SUNDAY + 3 * HOLD)


def test_payment_grants_and_a_refund_cancels(paid, robin, kim, sale, sunday):
    session = hold(paid, robin).session
    key = str(session.public_id)
    sale.reserve(key, robin, SUNDAY + 2 * HOLD)
    sale.grant(key, robin, None)
    sale.grant(key, robin, None)
    sale.release(key, robin)  # an event that arrives late changes nothing
    session.refresh_from_db()
    assert session.status == Status.CONFIRMED
    sale.revoke(key, robin)
    sale.revoke(key, robin)
    session.refresh_from_db()
    assert session.status == Status.CANCELED
    assert history(session)[-1] == ("canceled", "system")
    assert [len(mails_to(person)) for person in (robin, kim)] == [2, 2]


def test_an_order_closed_unpaid_frees_the_time(paid, robin, sam, sale, sunday):
    sale.release(str(hold(paid, robin).session.public_id), robin)
    assert hold(paid, sam).session.status == Status.HELD


def test_the_price_editor_sees_session_types(paid, sale):
    assert sale.choices() == [(paid.offer_key, "One-to-one coaching with Kim Adler")]


def test_confirm_session_costs_a_bounded_number_of_queries(rehearsal, robin, django_assert_max_num_queries):
    book(rehearsal, robin, NINE + HOUR)  # what every mail keeps is kept now
    session = hold(rehearsal, robin).session
    with django_assert_max_num_queries(15):  # two of them a savepoint that a real request does not have; two mails
        operations.confirm_session(session=session, client=robin, now=SUNDAY)


def test_make_notes_key_prints_a_key_that_seals(settings, capsys):
    from coaching.vault import seal, unseal

    call_command("make_notes_key")
    settings.NOTES_KEYS = [capsys.readouterr().out.strip()]
    assert unseal(seal("äöü")) == "äöü"
