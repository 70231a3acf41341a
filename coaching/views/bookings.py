"""A client's own bookings."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from billing.errors import GatewayUnavailable
from billing.models import Order
from billing.operations import cancel_checkout
from billing.queries import paid_line
from coaching import letters, operations
from coaching.models import Booking, Session, SessionEvent, SessionNote
from coaching.queries import past_of, upcoming_for
from coaching.rules import AGREEMENTS, KIND, gives_back
from coaching.views.common import ClientRequest
from common.errors import RuleBroken

PAST_PER_PAGE = 20


def _own(request: ClientRequest, public_id: UUID) -> Booking:
    mine = Booking.objects.visible_to(request.user).with_session()
    return get_object_or_404(mine, public_id=public_id)


def _open_order(booking: Booking) -> Order | None:
    """Return the order through which the client is paying, if one is open."""
    mine = Order.objects.visible_to(booking.client).reusable()
    return mine.filter(lines__kind=KIND, lines__key=str(booking.session.public_id)).first()


def _comes_back(booking: Booking, now: datetime) -> bool:
    return gives_back(
        agreement_version=booking.agreement_version, starts_at=booking.session.starts_at, by_coach=False, now=now
    )


@login_required
@never_cache
@require_GET
def my_sessions(request: ClientRequest) -> HttpResponse:
    """List what is to come, then what was."""
    now = timezone.now()
    past = Paginator(past_of(request.user, now), PAST_PER_PAGE).get_page(request.GET.get("page"))
    context = {"upcoming": upcoming_for(request.user, now), "past": past, "now": now}
    return render(request, "coaching/my_sessions.html", context)


@login_required
@never_cache
@require_GET
def booking_detail(request: ClientRequest, public_id: UUID) -> HttpResponse:
    """Show one booking: where it stands, when, where, what was told and what was shared."""
    booking = _own(request, public_id)
    session, now = booking.session, timezone.now()
    status = session.status_at(now)
    shared = SessionNote.objects.shared_with(request.user).filter(session=session)
    context = {
        "booking": booking,
        "session": session,
        "coach": session.coach,
        "status": status,
        "kind": KIND,
        "notes": shared,
        "agreement": AGREEMENTS[booking.agreement_version],
        "can_cancel": status == Session.Status.CONFIRMED and session.starts_at > now,
        "is_booked_elsewhere": booking.client_zone != timezone.get_current_timezone_name(),
    }
    return render(request, "coaching/booking_detail.html", context)


@login_required
@never_cache
@require_GET
def booking_ics(request: ClientRequest, public_id: UUID) -> HttpResponse:
    """Give the session as a calendar entry."""
    booking = _own(request, public_id)
    session = booking.session
    is_off = session.status == Session.Status.CANCELED
    if session.status not in {Session.Status.CONFIRMED, Session.Status.CANCELED, Session.Status.COMPLETED}:
        messages.info(request, _("There is a calendar entry once the session is confirmed."))
        return redirect("coaching:booking-detail", booking.public_id)
    entry = letters.calendar_entry(
        session,
        person=request.user,
        other=session.coach.name,
        url=settings.BASE_URL.rstrip("/") + booking.get_absolute_url(),
        method="CANCEL" if is_off else "PUBLISH",
        now=timezone.now(),
    )
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def booking_cancel(request: ClientRequest, public_id: UUID) -> HttpResponse:
    """Say what canceling means now, under the policy agreed at booking; then do it."""
    booking = _own(request, public_id)
    now = timezone.now()
    refusal, status = "", HTTPStatus.OK
    if request.method == "POST":
        try:
            operations.cancel_session(session=booking.session, by=SessionEvent.By.CLIENT, now=now)
        except RuleBroken as problem:
            refusal, status = str(problem), HTTPStatus.CONFLICT
        else:
            messages.success(request, _("The session is canceled. You and your coach get a mail about it."))
            return redirect("coaching:booking-detail", booking.public_id)
    context = {
        "booking": booking,
        "session": booking.session,
        "line": paid_line(booking.client, KIND, str(booking.session.public_id)),
        "comes_back": _comes_back(booking, now),
        "agreement": AGREEMENTS[booking.agreement_version],
        "refusal": refusal,
        "can_cancel": booking.session.status == Session.Status.CONFIRMED and booking.session.starts_at > now,
    }
    return render(request, "coaching/booking_cancel.html", context, status=status)


@login_required
@require_POST
def booking_release(request: ClientRequest, public_id: UUID) -> HttpResponse:
    """Give a held time up. An open payment page is closed first; if it was paid in that moment, the session stands."""
    booking = _own(request, public_id)
    now = timezone.now()
    try:
        if order := _open_order(booking):
            cancel_checkout(order=order, now=now)
        operations.release_hold(session=booking.session, client=request.user, now=now)
    except GatewayUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("coaching:booking-detail", booking.public_id)
    booking.session.refresh_from_db()
    if booking.session.status == Session.Status.CONFIRMED:
        messages.info(request, _("Your payment had just arrived, so the session is booked. You can cancel it here."))
        return redirect("coaching:booking-detail", booking.public_id)
    messages.info(request, _("The time is free again. Nothing was charged."))
    return redirect("coaching:slots", booking.session.coach.slug, booking.session.session_type.slug)
