"""Keeping a time while the client finishes: one hold each, freed by itself, never two for one moment of a coach."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from coaching import overlap
from coaching.contention import again_on_contention
from coaching.errors import HoldElsewhere, HoldOver, NotBookable, SlotTaken
from coaching.models import Booking, Coach, Session, SessionEvent, SessionType, Span
from coaching.queries import busy_times, calendar_of, moment, seconds
from coaching.rules import CURRENT_AGREEMENT, HOLD
from coaching.slots import is_free, reach

log = structlog.get_logger(__name__)
By = SessionEvent.By
Kind = SessionEvent.Kind


class Wish(NamedTuple):
    """What a client asks for."""

    session_type: SessionType
    client: User
    starts_at: datetime
    client_zone: str
    intake: list[dict[str, str]]


def hold_slot(
    *,
    session_type: SessionType,
    client: User,
    starts_at: datetime,
    client_zone: str,
    intake: Sequence[dict[str, str]] = (),
    now: datetime,
) -> Booking:
    """Keep a time for `client`, who has agreed to the current agreement; it frees itself after `HOLD`.

    Asking again for the time that one already has gives the same booking. Raises `SlotTaken` if the coach is busy at
    any moment of it, buffers included, `NotBookable` if nobody could have it, `HoldElsewhere` if the client holds
    another one.
    """
    wish = Wish(session_type, client, starts_at, client_zone, list(intake))
    attempt = partial(_hold, wish, now)
    try:
        return again_on_contention(attempt)
    except IntegrityError as error:
        if overlap.NAME in str(error):  # the last line held; rivals went round the lock
            raise just_taken() from error
        raise


def just_taken() -> SlotTaken:
    """Return the refusal for a time that somebody else has."""
    return SlotTaken(_("This time has just been taken. Please choose another one."))


@transaction.atomic
def _hold(wish: Wish, now: datetime) -> Booking:
    session_type, client = wish.session_type, wish.client
    User.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)  # one hold each, whichever the coach
    coach = lock_coach(session_type.coach_id)  # rivals wait here and lose politely
    is_same = Q(session__session_type=session_type, session__starts_at=wish.starts_at)
    mine = Booking.objects.filter(client=client, session__in=Session.objects.live(now)).with_session()
    if booking := mine.filter(is_same).first():
        return booking
    if mine.filter(session__status=Session.Status.HELD).exists():
        raise HoldElsewhere(_("You are holding another time. Finish that booking or give it up, then choose this one."))
    span = Span.of(session_type, wish.starts_at)
    _make_room(session_type, coach, span, now)
    session = Session(
        coach=coach,
        session_type=session_type,
        **span._asdict(),
        held_until=now + HOLD,
        coach_zone=coach.time_zone,
        meeting_url=coach.meeting_url,
    )
    session.ical_uid = f"{session.public_id}@roundhouse"
    session.save(force_insert=True)
    session.record(Kind.HELD, By.CLIENT, now)
    return session.bookings.create(
        client=client,
        intake=wish.intake,
        client_zone=wish.client_zone,
        agreement_version=CURRENT_AGREEMENT.version,
        agreed_at=now,
        booked_at=now,
    )


def lock_coach(coach_id: int) -> Coach:
    """Return the coach with the calendar locked until the transaction ends (SQLite has its one writer anyway)."""
    return Coach.objects.select_for_update(no_key=True).get(pk=coach_id)


def _make_room(session_type: SessionType, coach: Coach, span: Span, now: datetime) -> None:
    """Free what run-out holds still block, then refuse a time that is not free."""
    start = seconds(span.starts_at)
    low, high = reach(session_type.terms, start, start + 1)
    rivals = list(coach.sessions.blocking().overlapping(moment(low), moment(high)))
    expire([rival for rival in rivals if not rival.is_live(now)], now)
    busy = busy_times((rival.blocked_from, rival.blocked_until) for rival in rivals if rival.is_live(now))
    calendar = calendar_of(coach, coach.availability_rules.all())
    free = partial(is_free, calendar, session_type.terms, now=seconds(now), start=start)
    offered = coach.is_active and session_type.is_active and moment(start) == span.starts_at and free(busy=[])
    if not offered:
        raise NotBookable(_("This time cannot be booked. Please choose one from the list."))
    if not free(busy=busy):
        raise just_taken()


def expire(sessions: Sequence[Session], now: datetime) -> None:
    """Note that holds have run out; a database constraint cannot read the clock. The caller holds the coach's lock."""
    for session in sessions:
        session.status = Session.Status.EXPIRED
        session.save(update_fields=["status"])
        session.record(Kind.EXPIRED, By.SYSTEM, now)


def expire_holds(*, now: datetime) -> int:
    """Note all holds that have run out; returns how many. For tidiness: claims do it for themselves."""
    coach_ids = set(Session.objects.run_out(now).values_list("coach_id", flat=True))
    return sum(again_on_contention(partial(_expire_of, coach_id, now)) for coach_id in sorted(coach_ids))


@transaction.atomic
def _expire_of(coach_id: int, now: datetime) -> int:
    coach = lock_coach(coach_id)
    dead = list(coach.sessions.run_out(now))
    expire(dead, now)
    return len(dead)


@transaction.atomic
def extend_hold(*, session: Session, client: User, until: datetime, now: datetime) -> None:
    """Let a live hold last until then, if it would end earlier; raises `HoldOver` when it no longer stands."""
    lock_coach(session.coach_id)
    held = Session.objects.held(now).filter(pk=session.pk, bookings__client=client).first()
    if held is None:
        raise HoldOver(_("The time you chose is not held for you any more. Please choose it again."))
    if held.held_until is not None and held.held_until < until:
        held.held_until = until
        held.save(update_fields=["held_until"])


@transaction.atomic
def release_hold(*, session: Session, client: User, now: datetime) -> None:
    """Give a held time back at once; harmless when nothing is held. No payment for it may be open any more."""
    lock_coach(session.coach_id)
    held = Session.objects.filter(pk=session.pk, status=Session.Status.HELD, bookings__client=client).first()
    if held is not None:
        held.status = Session.Status.EXPIRED
        held.save(update_fields=["status"])
        held.record(Kind.RELEASED, By.CLIENT, now)
        log.info("hold_released", session_id=held.pk)
