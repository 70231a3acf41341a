"""Many at once: one gets the time, the others a plain sentence, nobody an error page."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from coaching import operations
from coaching.errors import SlotTaken
from coaching.models import Session, Span
from coaching.rules import HOLD
from tests.factories.coaching import HOUR, NINE, SUNDAY, hold, make_coach, make_type

pytestmark = [pytest.mark.race, pytest.mark.engines, pytest.mark.django_db(transaction=True)]
RIVALS = 12
MINUTE = timedelta(minutes=1)


def crowd(person, number=RIVALS):
    return [person(f"rival{n}") for n in range(number)]


def split(results):
    """Return the winners, and how the others were told."""
    winners = [result for result in results if not isinstance(result, BaseException)]
    return winners, {type(result) for result in results if isinstance(result, BaseException)}


def live():
    return Session.objects.blocking()


def test_one_of_many_gets_the_same_time(rehearsal, person, together):
    winners, losers = split(together(*(partial(hold, rehearsal, rival) for rival in crowd(person))))
    assert (len(winners), losers, live().count()) == (1, {SlotTaken}, 1)


def test_one_of_many_gets_overlapping_times_of_different_lengths(coach, person, together):
    types = [make_type(coach, minutes=60 + 5 * n, step_minutes=5) for n in range(RIVALS)]
    starts = [NINE + 5 * MINUTE * n for n in range(RIVALS)]
    calls = [partial(hold, *one) for one in zip(types, crowd(person), starts, strict=True)]
    winners, losers = split(together(*calls))
    assert (len(winners), losers, live().count()) == (1, {SlotTaken}, 1)


def test_one_of_many_takes_over_a_hold_that_ran_out(rehearsal, robin, person, together):
    dead = hold(rehearsal, robin).session
    later = SUNDAY + HOLD
    winners, losers = split(together(*(partial(hold, rehearsal, rival, now=later) for rival in crowd(person))))
    dead.refresh_from_db()
    assert (len(winners), losers, live().count(), dead.status) == (1, {SlotTaken}, 1, "expired")


def test_nobody_gets_a_time_that_is_held(rehearsal, robin, person, together):
    hold(rehearsal, robin)
    winners, losers = split(together(*(partial(hold, rehearsal, rival) for rival in crowd(person))))
    assert (winners, losers, live().count()) == ([], {SlotTaken}, 1)


def test_each_of_many_coaches_can_be_booked_at_the_same_hour(person, together):
    types = [make_type(make_coach(person(f"coach{n}"))) for n in range(RIVALS)]
    calls = [partial(hold, *one) for one in zip(types, crowd(person), strict=True)]
    winners, losers = split(together(*calls))
    assert (len(winners), losers) == (RIVALS, set())


def test_one_client_in_many_tabs_holds_one_time(rehearsal, robin, together):
    starts = [NINE + HOUR * (n % 4) for n in range(8)]
    split(together(*(partial(hold, rehearsal, robin, start) for start in starts)))
    assert live().count() == 1


def test_a_late_payment_meets_new_bookers_and_one_of_them_wins(rehearsal, robin, person, together):
    dead = hold(rehearsal, robin).session
    later = SUNDAY + HOLD

    def pay():
        operations.confirm_session(session=dead, client=robin, now=later)

    results = together(pay, *(partial(hold, rehearsal, rival, now=later) for rival in crowd(person)))
    winners, losers = split(results)
    assert (len(winners), losers, live().count()) == (1, {SlotTaken}, 1)


def test_a_payment_that_arrives_ten_times_confirms_once(rehearsal, robin, together):
    session = hold(rehearsal, robin).session
    confirm = partial(operations.confirm_session, session=session, client=robin, now=SUNDAY)
    winners, losers = split(together(*[confirm] * 10))
    session.refresh_from_db()
    assert (len(winners), losers, session.status) == (10, set(), "confirmed")
    assert list(session.events.values_list("kind", flat=True)) == ["held", "confirmed"]


def test_without_our_check_the_database_still_lets_one_through(rehearsal, robin, together):
    span = Span.of(rehearsal, NINE)._asdict()

    def insert(number):
        with transaction.atomic():
            Session.objects.create(
                coach=rehearsal.coach,
                session_type=rehearsal,
                status="confirmed",
                coach_zone="UTC",
                ical_uid=f"raw-{number}",
                **span,
            )

    together(*(partial(insert, number) for number in range(6)))
    assert live().count() == 1


def test_many_posts_for_one_time_answer_without_an_error_page(rehearsal, person, client_for, together, sunday):
    rivals = crowd(person, 16)
    path = f"/coaching/kim/{rehearsal.slug}/book/?zone=UTC"
    clients = [client_for(rival) for rival in rivals]
    calls = [partial(client.post, path, {"at": "2027-01-11T08:00Z", "agreed": "on"}) for client in clients]
    answers = [answer.status_code for answer in together(*calls)]
    assert sorted(answers) == [302, *[409] * 15]
    assert live().count() == 1
