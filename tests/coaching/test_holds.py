"""Holding a time: who gets it, for how long, and what the database does when nobody asks first."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from coaching import operations, tasks
from coaching.errors import HoldElsewhere, HoldOver, NotBookable, SlotTaken
from coaching.models import Session, SessionEvent, Span
from coaching.overlap import NAME, OVERLAP_GUARD
from coaching.rules import HOLD
from common.db.guards import install, missing_guards
from tests.factories.coaching import HOUR, NINE, SUNDAY, book, hold, make_coach, make_type

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
Status = Session.Status


def history(session):
    return list(session.events.values_list("kind", flat=True))


def test_hold_slot_keeps_the_time_with_its_buffers_frozen(coach, robin):
    session_type = make_type(coach, minutes=90, buffer_before=15, buffer_after=30)
    session = hold(session_type, robin).session
    session_type.buffer_after = 0
    session_type.save()
    session.refresh_from_db()
    assert (session.status, session.held_until) == (Status.HELD, SUNDAY + HOLD)
    assert (session.starts_at, session.ends_at) == (NINE, NINE + 90 * MINUTE)
    assert (session.blocked_from, session.blocked_until) == (NINE - 15 * MINUTE, NINE + 120 * MINUTE)
    assert history(session) == ["held"]


def test_hold_slot_allows_back_to_back_sessions(rehearsal, robin, sam):
    hold(rehearsal, robin)
    assert hold(rehearsal, sam, NINE + HOUR).session.status == Status.HELD


def test_hold_slot_refuses_a_time_that_somebody_holds(rehearsal, robin, sam):
    hold(rehearsal, robin)
    with pytest.raises(SlotTaken):
        hold(rehearsal, sam)


def test_hold_slot_refuses_a_longer_session_over_a_shorter_one(coach, rehearsal, robin, sam):
    hold(rehearsal, robin, NINE + HOUR)
    long = make_type(coach, minutes=180)
    with pytest.raises(SlotTaken):
        hold(long, sam)


def test_hold_slot_refuses_a_time_inside_a_buffer(coach, rehearsal, robin, sam):
    buffered = make_type(coach, buffer_before=30)
    hold(rehearsal, robin)
    with pytest.raises(SlotTaken):
        hold(buffered, sam, NINE + HOUR)


def test_hold_slot_asked_twice_gives_the_same_booking(rehearsal, robin):
    assert hold(rehearsal, robin) == hold(rehearsal, robin, now=SUNDAY + MINUTE)
    assert Session.objects.count() == 1


def test_hold_slot_keeps_one_time_for_each_client(rehearsal, robin, person):
    dana = make_coach(person("dana"))
    hold(rehearsal, robin)
    with pytest.raises(HoldElsewhere):
        hold(make_type(dana), robin)


@pytest.mark.parametrize(
    "starts_at",
    [
        NINE + 3 * MINUTE,
        NINE - HOUR,
        NINE + 8 * HOUR,
        NINE + timedelta(seconds=1),
        NINE + timedelta(microseconds=1),
        SUNDAY - 24 * HOUR,
        SUNDAY + HOUR,
        NINE + timedelta(days=70),
        NINE.replace(year=9000),
        NINE.replace(year=1),
    ],
    ids=[
        "off grid",
        "too early",
        "after hours",
        "odd second",
        "odd fraction",
        "past",
        "notice",
        "window",
        "year 9000",
        "year 1",
    ],
)
def test_hold_slot_refuses_what_nobody_could_have(rehearsal, robin, starts_at):
    with pytest.raises(NotBookable):
        hold(rehearsal, robin, starts_at)


def test_hold_slot_refuses_a_coach_or_type_that_is_not_offered(coach, rehearsal, robin):
    rehearsal.is_active = False
    rehearsal.save()
    with pytest.raises(NotBookable):
        hold(rehearsal, robin)
    other = make_type(coach)
    coach.is_active = False
    coach.save()
    with pytest.raises(NotBookable):
        hold(other, robin)


def test_a_hold_that_ran_out_is_taken_over_without_any_task(rehearsal, robin, sam):
    dead = hold(rehearsal, robin).session
    later = SUNDAY + HOLD
    booking = hold(rehearsal, sam, now=later)
    dead.refresh_from_db()
    assert (dead.status, booking.session.status) == (Status.EXPIRED, Status.HELD)
    assert history(dead) == ["held", "expired"]


def test_a_hold_that_ran_out_shows_so_before_any_task(rehearsal, robin):
    session = hold(rehearsal, robin).session
    assert session.status_at(SUNDAY + HOLD - MINUTE) == Status.HELD
    assert session.status_at(SUNDAY + HOLD) == Status.EXPIRED


def test_expire_holds_notes_the_dead_and_leaves_the_living(rehearsal, robin, sam, sunday):
    dead = hold(rehearsal, robin, now=SUNDAY - HOLD).session
    alive = hold(rehearsal, sam, NINE + HOUR).session
    tasks.expire_holds()
    tasks.expire_holds()
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.status, alive.status) == (Status.EXPIRED, Status.HELD)
    assert history(dead) == ["held", "expired"]


def test_release_hold_frees_the_time_at_once_and_only_for_its_owner(rehearsal, robin, sam):
    session = hold(rehearsal, robin).session
    operations.release_hold(session=session, client=sam, now=SUNDAY)
    with pytest.raises(SlotTaken):
        hold(rehearsal, sam)
    operations.release_hold(session=session, client=robin, now=SUNDAY)
    operations.release_hold(session=session, client=robin, now=SUNDAY)
    assert hold(rehearsal, sam).session.status == Status.HELD
    assert history(session) == ["held", "released"]


def test_extend_hold_lengthens_only_what_is_held(rehearsal, robin):
    session = hold(rehearsal, robin).session
    until = SUNDAY + 2 * HOLD
    operations.extend_hold(session=session, client=robin, until=until, now=SUNDAY)
    operations.extend_hold(session=session, client=robin, until=SUNDAY, now=SUNDAY)
    session.refresh_from_db()
    assert session.held_until == until
    with pytest.raises(HoldOver):
        operations.extend_hold(session=session, client=robin, until=until + HOUR, now=until)


# The database itself --------------------------------------------------------------------------------------------------


def raw_rival(booking, **changes):
    """Write a session straight into the table, past every operation."""
    session = booking.session
    span = Span.of(session.session_type, session.starts_at)._asdict()
    values = {"coach": session.coach, "session_type": session.session_type, "coach_zone": "UTC", **span, **changes}
    return Session(ical_uid=f"raw-{Session.objects.count()}", **{"status": Status.CONFIRMED, **values})


@pytest.mark.engines
def test_the_database_refuses_an_overlap_that_nobody_checked(rehearsal, robin):
    booking = book(rehearsal, robin)
    shifted = {
        "starts_at": NINE + 30 * MINUTE,
        "ends_at": NINE + 90 * MINUTE,
        "blocked_from": NINE + 30 * MINUTE,
        "blocked_until": NINE + 90 * MINUTE,
    }
    for changes in ({}, shifted, {"status": Status.HELD, "held_until": SUNDAY}):
        with pytest.raises(IntegrityError, match=NAME), transaction.atomic():
            raw_rival(booking, **changes).save()
    raw_rival(booking, status=Status.CANCELED).save()


@pytest.mark.engines
def test_the_database_refuses_raw_sql_that_brings_a_canceled_session_back(rehearsal, robin):
    booking = book(rehearsal, robin)
    canceled = raw_rival(booking, status=Status.CANCELED)
    canceled.save()
    with pytest.raises(IntegrityError, match=NAME), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE coaching_session SET status = 'confirmed' WHERE id = %s", [canceled.pk])


@pytest.mark.engines
def test_the_overlap_guard_is_there_after_every_migration():
    assert missing_guards(connection) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {NAME}_insert")
        assert missing_guards(connection) == [f"{NAME}_insert"]
        install(OVERLAP_GUARD, connection)
        assert missing_guards(connection) == []


@pytest.mark.engines
@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": NINE, "blocked_until": NINE + HOUR},
        {"blocked_from": NINE + MINUTE},
        {"blocked_until": NINE + 59 * MINUTE},
        {"status": Status.HELD},
        {"status": "perhaps"},
    ],
    ids=["no length", "blocked late", "blocked short", "held for ever", "unknown status"],
)
def test_the_database_refuses_a_session_that_makes_no_sense(rehearsal, robin, changes):
    booking = hold(rehearsal, robin)
    operations.release_hold(session=booking.session, client=robin, now=SUNDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_rival(booking, **changes).save()


@pytest.mark.engines
def test_the_history_of_a_session_cannot_be_rewritten(rehearsal, robin):
    session = hold(rehearsal, robin).session
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionEvent.objects.filter(session=session).update(kind="canceled")
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionEvent.objects.filter(session=session).delete()


def test_hold_slot_costs_at_most_twelve_queries(rehearsal, robin, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        hold(rehearsal, robin)
