"""How billing sells a session without knowing it: the key on the order is the held session's, the price its type's."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from billing.fulfillments import Description
from billing.models import OrderLine
from coaching import operations
from coaching.errors import HoldOver
from coaching.models import Booking, Session, SessionEvent, SessionType
from coaching.rules import KIND
from common.templatetags.roundhouse import when


def over() -> HoldOver:
    """Return the refusal for a time that is not held any more."""
    return HoldOver(_("The time you chose is not held for you any more. Please choose it again."))


class SessionFulfillment:
    """Sessions, as billing sees them. Scarce: while one client pays, nobody else can have the time."""

    kind = KIND
    is_scarce = True

    def offer_key(self, key: str) -> str | None:
        """Return the key of the offer that holds the price: that of the session's type."""
        session = _session(key)
        return session.session_type.offer_key if session else None

    def describe(self, key: str) -> Description | None:
        """Return what, with whom and when, in the client's zone."""
        booking = Booking.objects.with_session().filter(session__public_id=_uuid(key)).first()
        if booking is None:
            return None
        session = booking.session
        title = _("%(what)s with %(who)s") % {"what": session.session_type.title, "who": session.coach.name}
        url = reverse("coaching:booking-detail", args=[booking.public_id])
        return Description(title, url, _detail(booking))

    def check(self, key: str, buyer: User) -> None:
        """Refuse what is not held for this buyer."""
        held = Session.objects.held(timezone.now())
        if not held.filter(public_id=_uuid(key), bookings__client=buyer).exists():
            raise over()

    def reserve(self, key: str, buyer: User, until: datetime) -> None:
        """Let the hold last until no payment can come any more."""
        session = _session(key)
        if session is None:
            raise over()
        operations.extend_hold(session=session, client=buyer, until=until, now=timezone.now())

    def grant(self, key: str, person: User, order_line: OrderLine) -> None:  # noqa: ARG002  the protocol's
        """Confirm; a hold that ran out is taken again, and if somebody else was faster the money goes back."""
        session = _session(key)
        if session is None:
            raise over()
        operations.confirm_session(session=session, client=person, now=timezone.now())

    def revoke(self, key: str, person: User) -> None:
        """Cancel what is still to come; a session that took place stays in the history."""
        now = timezone.now()
        to_come = Session.objects.filter(status=Session.Status.CONFIRMED, ends_at__gt=now, bookings__client=person)
        if session := to_come.filter(public_id=_uuid(key)).first():
            operations.cancel_session(session=session, by=SessionEvent.By.SYSTEM, now=now)

    def release(self, key: str, buyer: User) -> None:
        """Free the time: the order was closed unpaid."""
        if session := _session(key):
            operations.release_hold(session=session, client=buyer, now=timezone.now())

    def progress(self, key: str, person: User) -> int | None:  # noqa: ARG002  the protocol's
        """Return nothing: what happens in a session is nobody's figure."""
        return None

    def choices(self) -> list[tuple[str, str]]:
        """Return the session types, which are what has a price."""
        types = SessionType.objects.select_related("coach__user").filter(is_active=True)
        return [(item.offer_key, offer_title(item)) for item in types]


def _detail(booking: Booking) -> str:
    session = booking.session
    begins = when(session.starts_at, booking.client_zone)
    if not session.is_held(timezone.now()):
        return begins
    until = when(session.held_until, booking.client_zone).rpartition(", ")[2]
    return _("%(time)s, kept for you until %(until)s") % {"time": begins, "until": until}


def offer_title(session_type: SessionType) -> str:
    """Return what stands on the order line."""
    return _("%(what)s with %(who)s") % {"what": session_type.title, "who": session_type.coach.name}


def _uuid(key: str) -> UUID:
    """Return the key as an id; one that is none names nothing."""
    try:
        return UUID(key)
    except ValueError:
        return UUID(int=0)


def _session(key: str) -> Session | None:
    return Session.objects.select_related("session_type__coach").filter(public_id=_uuid(key)).first()
