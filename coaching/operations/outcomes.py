"""What becomes of a session: confirmed, canceled, completed."""

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing.operations import request_refund
from coaching import letters, overlap
from coaching.errors import HoldOver, TooLate
from coaching.models import Booking, Session, SessionEvent
from coaching.operations.holds import expire, just_taken, lock_coach
from coaching.queries import with_clients
from coaching.rules import KIND, gives_back

log = structlog.get_logger(__name__)
Status = Session.Status
By = SessionEvent.By


def locked(session: Session) -> Session:
    """Return the session as it is now, with its coach's calendar locked until the transaction ends."""
    lock_coach(session.coach_id)
    return with_clients(Session.objects.filter(pk=session.pk)).get()


def confirm_session(*, session: Session, client: User, now: datetime) -> None:
    """Make a held time certain; a hold that ran out is taken again if nobody else has. Harmless when repeated.

    Raises `SlotTaken` when the time is lost, `HoldOver` when it has passed or the session was canceled.
    """
    try:
        _confirm(session, client, now)
    except IntegrityError as error:
        if overlap.NAME in str(error):
            raise just_taken() from error
        raise


@transaction.atomic
def _confirm(session: Session, client: User, now: datetime) -> None:
    session = locked(session)
    booking = next((booking for booking in session.bookings.all() if booking.client_id == client.pk), None)
    if session.status == Status.CONFIRMED and booking is not None:
        return
    if booking is None or session.status not in {Status.HELD, Status.EXPIRED} or session.starts_at <= now:
        raise HoldOver(_("This time can no longer be booked."))
    rivals = session.coach.sessions.blocking().overlapping(session.blocked_from, session.blocked_until)
    others = list(rivals.exclude(pk=session.pk)) if session.status == Status.EXPIRED else []
    if any(rival.is_live(now) for rival in others):
        raise just_taken()
    expire(others, now)
    session.status, session.held_until = Status.CONFIRMED, None
    session.save(update_fields=["status", "held_until"])
    session.record(SessionEvent.Kind.CONFIRMED, By.CLIENT, now)
    letters.send_confirmed(session, booking, now)
    log.info("session_confirmed", session_id=session.pk, coach_id=session.coach_id)


@transaction.atomic
def cancel_session(*, session: Session, by: SessionEvent.By, now: datetime) -> None:
    """Cancel a confirmed session, tell client and coach, and ask for the money back where the agreement gives it.

    Canceling a canceled one again changes nothing. Raises `TooLate` once it has begun (a client) or is over.
    """
    session = locked(session)
    if session.status == Status.CANCELED:
        return
    last_moment = session.starts_at if by == By.CLIENT else session.ends_at
    if session.status != Status.CONFIRMED or last_moment <= now:
        raise TooLate(_("This session can no longer be canceled."))
    session.status = Status.CANCELED
    session.ical_sequence += 1
    session.save(update_fields=["status", "ical_sequence"])
    session.record(SessionEvent.Kind.CANCELED, by, now)
    for booking in session.bookings.all():
        refund = _give_back(session, booking, by, now)
        letters.send_canceled(session, booking, by=by, money_back=refund, now=now)
    log.info("session_canceled", session_id=session.pk, coach_id=session.coach_id, by=by)


def _give_back(session: Session, booking: Booking, by: SessionEvent.By, now: datetime) -> int | None:
    """Ask for the money back; returns how much comes back, None when nothing was paid or nothing is given."""
    if by == By.SYSTEM:  # the money went back before, which is why the session goes
        return None
    whole = gives_back(
        agreement_version=booking.agreement_version, starts_at=session.starts_at, by_coach=by == By.COACH, now=now
    )
    if not whole:
        return None
    key, reason = str(session.public_id), _("The session was canceled.")
    refund = request_refund(kind=KIND, key=key, person=booking.client, reason=reason, now=now)
    return refund.amount_minor if refund else None


@transaction.atomic
def complete_session(*, session: Session, now: datetime) -> None:
    """Note that a session took place; harmless when repeated. Raises `TooLate` before its start, or if it is off."""
    session = locked(session)
    if session.status == Status.COMPLETED:
        return
    if session.status != Status.CONFIRMED or session.starts_at > now:
        raise TooLate(_("Only a session that has begun can be marked as completed."))
    session.status = Status.COMPLETED
    session.save(update_fields=["status"])
    session.record(SessionEvent.Kind.COMPLETED, By.COACH, now)
